"""Grants.gov's SF-424 and SF-424A: sums, signs, dates, and the one form against the other.

XML that is valid by its schema may be wrong by half: the schema knows amounts, not what they add up to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flows.cast import CastProposal
from flows.expectations.facts import tied
from flows.expectations.grants_sums import (
    SF424,
    SF424A,
    Amount,
    Sheet,
    Sum,
    between_forms,
    columns,
    expected_between_sections,
    funding,
    required_between_sections,
    revises,
    rows,
    sheets,
)
from flows.expectations.suite import Rule, Suite, table
from flows.facts import Fact
from flows.findings import CRITICAL, WARNING, Finding

# Name of the rule, its meaning, its severity; how far off is a column of the frame [USD, or days].
RULES = {
    "form.sf424_sum": ("The funding lines of the SF-424 add up to TotalEstimatedFunding", CRITICAL),
    "form.sf424_negative": ("Amounts are not negative, but where an award is revised", CRITICAL),
    "form.sf424_dates": ("The project does not end before it starts", CRITICAL),
    "form.sf424_signed": ("The SF-424 is not signed after it was received", WARNING),
    "form.sf424_budget": ("The SF-424 and the SF-424A state the same money", CRITICAL),
    "budget.decrease": ("The revision of an award takes no money from it", WARNING),
    "form.sf424a_columns": ("Lines, activities and quarters of the SF-424A add up to their totals", CRITICAL),
    "form.sf424a_rows": ("The SF-424A adds up across each of its lines", CRITICAL),
    "form.sf424a_sections": ("Sections B and C of the SF-424A agree with A, as its instructions want it", CRITICAL),
    "form.sf424a_sections_unsure": ("The sections of the SF-424A agree where they mostly do", WARNING),
}
COLUMNS = dict.fromkeys(RULES, "float64")

# Two dates of the SF-424 that come in this order, and what is said where they do not.
_STARTED = ("ProjectStartDate", "ProjectEndDate", "The project starts on {0} and ends on {1}, before that.")
_SIGNED = ("DateSigned", "DateReceived", "The form was received on {1} and signed on {0}, after that.")


@dataclass(frozen=True)
class _Wrong:
    """One thing wrong: by how much [USD or days], and the words for it."""

    off: float
    finding: Finding


def grants_forms_suite(proposals: list[CastProposal]) -> Suite | None:
    """One row a proposal with an SF-424 or SF-424A, each column how far a rule is missed at most; None without any."""
    having = [(one, found) for one in proposals if (found := sheets(one))]
    if not having:
        return None
    wrongs = [_wrongs(found) for _, found in having]
    frame = table([{name: max((w.off for w in said), default=0.0) for name, said in wrong.items()} for wrong in wrongs], COLUMNS)
    rules = tuple(
        Rule(
            name,
            meaning,
            severity,
            "ExpectColumnValuesToBeBetween",
            {"column": name, "max_value": 0.0},
            _say([one for one, _ in having], [wrong.get(name, []) for wrong in wrongs]),
        )
        for name, (meaning, severity) in RULES.items()
        # A rule over a column without any value cannot fail.
        if frame[name].notna().any()
    )
    return Suite("grants_forms", frame, ("row_id", *COLUMNS), rules)


def _say(proposals: list[CastProposal], wrongs: list[list[_Wrong]]) -> Callable[[int], list[Finding]]:
    return lambda row: [tied(proposals[row], wrong.finding) for wrong in wrongs[row]]


def _wrongs(found: list[Sheet]) -> dict[str, list[_Wrong]]:
    forms = [sheet for sheet in found if sheet.label == SF424]
    budgets = [sheet for sheet in found if sheet.label == SF424A]
    kinds = {sheet.facts["ApplicationType"].raw for sheet in forms if "ApplicationType" in sheet.facts}
    revised = revises(found)
    wrong: dict[str, list[_Wrong]] = {}

    def add(rule: str, found: Iterable[_Wrong]) -> None:
        wrong.setdefault(rule, []).extend(found)  # without anything wrong too: the rule was looked at

    def add_up(rule: str, sums: Iterable[Sum]) -> None:
        add(rule, [_wrong_sum(rule, one) for one in sums if one.gap])

    for sheet in forms:
        add_up("form.sf424_sum", funding(sheet))
        add("form.sf424_dates", _late("form.sf424_dates", sheet, *_STARTED))
        add("form.sf424_signed", _late("form.sf424_signed", sheet, *_SIGNED))
    for sheet in budgets:
        add_up("form.sf424a_columns", columns(sheet))
        add_up("form.sf424a_rows", rows(sheet, revised))
        if not revised:
            # Supplements and changes follow other rules; where no SF-424 tells which it is, it is but a warning.
            add_up(f"form.sf424a_sections{'' if kinds else '_unsure'}", required_between_sections(sheet))
            add_up("form.sf424a_sections_unsure", expected_between_sections(sheet))
    for sheet in found:
        add("budget.decrease" if revised else "form.sf424_negative", _decrease(sheet) if revised else _negative(sheet))
    if len(forms) == len(budgets) == 1:
        add_up("form.sf424_budget", between_forms(forms[0], budgets[0], revised))
    return wrong


def _wrong_sum(rule: str, one: Sum) -> _Wrong:
    what = one.what[:1].upper() + one.what[1:]
    said = f"says {_money(one.come_to)} USD ({_line(one.parts[0])})" if one.same else f"come to {_money(one.come_to)} USD"
    listed = "" if one.same else ", ".join(f"{p.name} {_money(p.value)} ({_line(p)})" for p in one.parts if p.value)
    reason = (
        f"{what} {said}, {one.total.name} ({_line(one.total)}) says {_money(one.total.value)} USD: "
        f"{_money(abs(one.gap))} USD {'more' if one.gap > 0 else 'less'}.{f' Added up: {listed}.' if listed else ''}"
    )
    twice = next((part for part in one.parts if len(one.parts) > 1 and part.value == one.gap), None)
    if one.same:
        remedy = "Both state the same money: correct the one that is wrong, and the sums it stands in."
    elif twice:
        remedy = f"Without {twice.name} ({_line(twice)}) it fits: take it out, or write {one.come_to:.2f} as {one.total.name}."
    else:
        remedy = f"Write {one.come_to:.2f} as {one.total.name}, or correct what is added up."
    places = [one.total.where, *(part.where for part in one.parts)]
    return _Wrong(float(abs(one.gap)), _finding(rule, f"{one.total.value:.2f} USD", reason, remedy, one.total.field, places))


def _negative(sheet: Sheet) -> Iterator[_Wrong]:
    for one in sheet.amounts.values():
        if one.value < 0:
            reason = f"{one.name} ({_line(one)}) is {_money(one.value)} USD; money asked or given is not negative."
            remedy = "Correct the sign. A decrease of an award is for an application of the type Revision."
            yield _Wrong(
                float(-one.value), _finding("form.sf424_negative", f"{one.value:.2f} USD", reason, remedy, one.field, [one.where])
            )


def _decrease(sheet: Sheet) -> Iterator[_Wrong]:
    """One warning a form: its lines and totals fall together."""
    below = [one for one in sheet.amounts.values() if one.value < 0]
    if below:
        first, others = below[0], len(below) - 1
        more = f" ({others} more {'is' if others == 1 else 'are'} negative)" if others else ""
        reason = (
            f"{first.name} ({_line(first)}) is {_money(first.value)} USD{more}: the SF-424 is a Revision, which takes that from "
            "the award."
        )
        remedy = "Check that a decrease of the award is meant; otherwise correct the sign."
        places = [one.where for one in below]
        found = _finding("budget.decrease", f"{first.value:.2f} USD", reason, remedy, first.field, places)
        yield _Wrong(float(max(-one.value for one in below)), found)


def _late(rule: str, sheet: Sheet, first: str, then: str, reason: str) -> Iterator[_Wrong]:
    early, late = sheet.facts.get(first), sheet.facts.get(then)
    if early is None or late is None or (days := _days(early, late)) is None or days >= 0:
        return
    remedy = f"Correct {first} or {then}: {first} is not after {then}."
    finding = _finding(rule, early.raw, reason.format(early.raw, late.raw), remedy, late.field, [early.where, late.where])
    yield _Wrong(float(-days), finding)


def _days(first: Fact, then: Fact) -> int | None:
    try:
        return (date.fromisoformat(then.raw[:10]) - date.fromisoformat(first.raw[:10])).days
    except ValueError:
        return None  # the reader has said that it is no date


def _finding(rule: str, found: str, reason: str, remedy: str, path: str, places: list[str]) -> Finding:
    return Finding(RULES[rule][1], rule, found, reason, remedy, field=path, place="; ".join(places))


def _money(value: Decimal) -> str:
    return f"{value:,.2f}"


def _line(one: Amount) -> str:
    """ "line 12" of a place such as "forms/a.xml, line 12, SF424_4_0.City", "lines 12, 19" where several are added up."""
    lines = re.findall(r"(?:^|, )line (\d+), ", one.where.replace("; ", ", "))
    return f"line{'s' if len(lines) > 1 else ''} {', '.join(lines)}" if lines else one.where
