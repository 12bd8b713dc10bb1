"""What a cast proposal is made of, and how one fact becomes a value in a declared unit or a finding."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from evaluators.toolkit.money import currencies
from evaluators.toolkit.unit_words import plain
from evaluators.toolkit.units import UnitError, read_quantity
from flows.facts import Fact
from flows.field_examples import Bounded, examples
from flows.findings import CRITICAL, WARNING, Finding
from flows.foreign_amounts import deflatable

Value = tuple[float, float] | str
TWO_READINGS = "two_readings"


@dataclass(frozen=True)
class CastFact:
    """A fact with its value in ``unit`` (a pair low, high; or a text) and how it got there."""

    fact: Fact
    value: Value | None
    unit: str = ""
    how: str = ""


@dataclass
class CastProposal:
    """One proposal, cast; ``findings`` are what could not be read or is missing or unknown."""

    project_id: str
    version: int
    content: str
    file: str
    sha256: str
    header: dict[str, CastFact] = field(default_factory=dict)
    budget: dict[str, CastFact] = field(default_factory=dict)
    cost_share: dict[str, CastFact] = field(default_factory=dict)
    disbursement: dict[str, CastFact] = field(default_factory=dict)
    blocks: list[CastBlock] = field(default_factory=list)
    facts: list[CastFact] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    format: str = ""  # the label of the reader; empty where nothing could be read
    sent: str = ""  # the content as the file has it, before staff corrected it; empty where nothing could be read

    @property
    def key(self) -> tuple[str, int, str]:
        """Project, version and content: what makes it this proposal and no other."""
        return self.project_id, self.version, self.content

    @property
    def withdrawn(self) -> bool:
        """Whether this version says no more than that the applicant takes the proposal back."""
        return "withdrawn" in self.header

    @property
    def forms(self) -> list[str]:
        """The foreign forms that told of it, such as "SF-424 4.0"; none where it is the fund's own form."""
        return sorted({one.fact.raw for one in self.facts if (one.fact.group, one.fact.field) == ("form", "form")})

    def text(self, name: str) -> str:
        """A header field as text, "" where it is not there."""
        cast = self.header.get(name)
        return cast.fact.raw.strip() if cast else ""


@dataclass
class CastBlock:
    """One technology at one site, with all that its evaluator may use."""

    number: str
    technology: str
    site: str
    values: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, CastFact] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


def cast_quantity(
    proposal: CastProposal, fact: Fact, unit: str, words: Mapping[str, Fact], asked: Bounded | None = None
) -> CastFact:
    """The fact in ``unit``; where it cannot be read, a finding of the proposal and no value.

    ``asked`` is the declaration of the field: what is shown as an example then lies within its bounds.
    """
    currency = words["currency"].raw.strip() if "currency" in words else ""
    year = plain(deflatable(words["price_year"])[0].raw) if "price_year" in words else ""
    price_year = int(year) if re.fullmatch(r"[0-9]{4}", year) else None
    known, moved = deflatable(fact)
    try:
        read = read_quantity(
            fact.raw, unit, separate_unit=known.unit, currency=currency, price_year=price_year,
            examples=examples(asked) if asked else None,
        )  # fmt: skip
    except UnitError as error:
        proposal.findings.append(
            Finding(
                CRITICAL,
                "unit",
                f"{fact.raw} {fact.unit}".strip(),
                sentence(error.reason),
                sentence(_remedy(error, fact, unit, f"{currency}{year}" if currency in currencies() and price_year else "")),
                block=fact.block,
                field=fact.field,
                place=fact.where,
            )
        )
        return CastFact(fact, None, unit)
    if moved:
        say_moved(proposal, fact, moved)
    if read.readings:
        reason, remedy = told_readings(fact.raw, read.readings)
        proposal.findings.append(
            Finding(WARNING, TWO_READINGS, fact.raw, reason, remedy, block=fact.block, field=fact.field, place=fact.where)
        )
    return CastFact(fact, (read.low, read.high), unit, f"{moved}; {read.how}" if moved else read.how)


def told_readings(written: str, readings: tuple[str, ...]) -> tuple[str, str]:
    """Reason and remedy where a number may be read in two ways; the first is taken."""
    reason = f"'{written.strip()}' has two readings: {readings[0]}, which is taken, and {readings[1]}."
    return reason, f"Write '{readings[0]}', or '{readings[1]}' if the comma is the decimal sign."


def say_moved(proposal: CastProposal, fact: Fact, moved: str) -> None:
    """Warns once a proposal that dollars of a form are of a year without a deflator."""
    if not any(one.rule == "form.sf424_year" for one in proposal.findings):
        reason = sentence(f"the {fact.form} states {moved}")
        remedy = "Nothing is wrong with the form. Its amounts will be read in their own year when its deflator is published."
        found = f"{fact.raw} {fact.unit}".strip()
        proposal.findings.append(
            Finding(WARNING, "form.sf424_year", found, reason, remedy, field=fact.field, place=fact.where)
        )


def _remedy(error: UnitError, fact: Fact, unit: str, own: str) -> str:
    """What to write instead: money as the form's own, such as ``own`` "JPY2023", and the cell of the form for its unit."""
    money = unit.startswith("USD2024")
    wanted = own + unit.removeprefix("USD2024") if money and own else unit
    examples = [f"million {wanted}", f"billion {wanted}"] if money and "/" not in unit else [wanted]
    if not error.reason.endswith("has no unit"):
        return error.remedy.replace(unit, wanted)
    # In the form the unit stands in the column right of the value.
    cell = re.search(r", cell ([A-Y])([0-9]+)$", fact.where)
    if cell and not fact.unit:
        return f"choose the unit in {chr(ord(cell[1]) + 1)}{cell[2]}, for instance " + " or ".join(f"'{one}'" for one in examples)
    return "write for instance " + " or ".join(f"'{plain(fact.raw)} {one}'" for one in examples)


def sentence(text: str) -> str:
    """The text with a capital and a full stop."""
    return text[:1].upper() + text[1:].rstrip(".") + "."


def unreadable_value(fact: Fact, reason: str, remedy: str) -> Finding:
    """A value that is not what the form asks for."""
    return Finding(CRITICAL, "unreadable", fact.raw, reason, remedy, block=fact.block, field=fact.field, place=fact.where)


def unknown_field(fact: Fact, what: str, known: Iterable[str], block: str = "") -> Finding:
    """A field that nobody asks for, with the nearest names: a warning, for it is left aside."""
    near = difflib.get_close_matches(fact.field, list(known), n=2, cutoff=0.6)
    remedy = f"Did you mean {' or '.join(near)}?" if near else f"It is left aside. Known are: {', '.join(sorted(known))}."
    reason = f"'{fact.field}' is no {what}."
    return Finding(WARNING, "unknown_field", fact.raw, reason, remedy, block=block, field=fact.field, place=fact.where)


def not_promised(fact: Fact, meaning: str, promised: Iterable[str]) -> Finding:
    """A claim of what only the fund can estimate: a warning; it is read and shown all the same."""
    reason = f"'{fact.field}' ({meaning}) is the fund's own estimate; an applicant cannot promise it."
    remedy = f"It is shown beside our figure and changes none. Common to all technologies you may promise: {', '.join(promised)}."
    return Finding(WARNING, "claim.not_promised", fact.raw, reason, remedy, block=fact.block, field=fact.field, place=fact.where)
