"""What the fund itself lays down: its pillars, its calls, and when a call takes proposals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flows.cast import CastProposal
from flows.cast_dates import DateError, read_date
from flows.expectations.facts import stated, tied
from flows.expectations.suite import Rule, Suite, table
from flows.expectations.wording import listed, nearest
from flows.findings import CRITICAL, WARNING, Finding
from flows.fund import Fund

COLUMNS = {"pillar": "str", "call": "str", "days_late": "float64", "days_early": "float64"}

Say = Callable[[int], list[Finding]]


def calls_suite(proposals: list[CastProposal], fund: Fund) -> Suite | None:
    """One row a proposal; None where the fund names neither pillars nor calls, or no proposal states one."""
    rows = [_row(one, fund) for one in proposals]
    frame = table(rows, COLUMNS)
    rules = [
        Rule(
            "form.pillar",
            "pillar is one of the fund's",
            CRITICAL,
            "ExpectColumnValuesToBeInSet",
            {"column": "pillar", "value_set": list(fund.pillars)},
            _say_pillar(proposals, fund),
        ),
        Rule(
            "form.call",
            "call is one of the fund's",
            CRITICAL,
            "ExpectColumnValuesToBeInSet",
            {"column": "call", "value_set": list(fund.calls)},
            _say_call(proposals, fund),
        ),
        Rule(
            "form.late",
            "A proposal is submitted before its call closes",
            CRITICAL,
            "ExpectColumnValuesToBeBetween",
            {"column": "days_late", "max_value": 0},
            _say_late(proposals, fund, rows),
        ),
        Rule(
            "form.early",
            "A proposal is submitted after its call opens",
            WARNING,
            "ExpectColumnValuesToBeBetween",
            {"column": "days_early", "max_value": 0},
            _say_early(proposals, fund),
        ),
    ]
    # A rule over a column without any value cannot fail.
    able = tuple(rule for rule in rules if frame[rule.arguments["column"]].notna().any())
    return Suite("calls", frame, ("row_id", *COLUMNS), able) if able else None


def _row(one: CastProposal, fund: Fund) -> dict[str, Any]:
    row: dict[str, Any] = {}
    if fund.pillars and "pillar" in one.header:
        row["pillar"] = one.text("pillar")
    if not fund.calls or "call" not in one.header:
        return row
    row["call"] = fund.call_named(one.text("call"))
    call, submitted = fund.calls.get(row["call"]), _day(one)
    if call and call.closes and submitted:
        row["days_late"] = float((submitted - call.closes).days)
    if call and call.opens and submitted:
        row["days_early"] = float((call.opens - submitted).days)
    return row


def _day(one: CastProposal) -> date | None:
    try:
        return read_date(one.text("submitted"))[0]
    except DateError:
        return None  # said where the form is read


def _say_pillar(proposals: list[CastProposal], fund: Fund) -> Say:
    def say(row: int) -> list[Finding]:
        found = proposals[row].text("pillar")
        reason = f"'{found[:60]}' is no pillar of {fund.name}."
        return _finding(
            proposals[row], CRITICAL, "form.pillar", reason, f"{nearest(found, fund.pillars)}It may be: {listed(fund.pillars)}."
        )

    return say


def _say_call(proposals: list[CastProposal], fund: Fund) -> Say:
    def say(row: int) -> list[Finding]:
        found = proposals[row].text("call")
        reason = f"'{found[:60]}' is no call of {fund.name}."
        return _finding(
            proposals[row], CRITICAL, "form.call", reason, f"{nearest(found, fund.calls)}It may be: {listed(fund.calls)}."
        )

    return say


def _say_late(proposals: list[CastProposal], fund: Fund, rows: list[dict[str, Any]]) -> Say:
    def say(row: int) -> list[Finding]:
        one, days = proposals[row], int(rows[row]["days_late"])
        name = fund.call_named(one.text("call"))
        reason = (
            f"Submitted on {one.text('submitted')}, {days} {'day' if days == 1 else 'days'} after the call '{name}' "
            f"closed on {fund.calls[name].closes}."
        )
        remedy = "Apply under an open call; or ask the fund to release it, with the reason for the delay."
        return _finding(one, CRITICAL, "form.late", reason, remedy, "submitted")

    return say


def _say_early(proposals: list[CastProposal], fund: Fund) -> Say:
    def say(row: int) -> list[Finding]:
        one = proposals[row]
        name = fund.call_named(one.text("call"))
        reason = f"Submitted on {one.text('submitted')}, before the call '{name}' opened on {fund.calls[name].opens}."
        remedy = "Check the date and the call; the proposal may have been meant for the call before."
        return _finding(one, WARNING, "form.early", reason, remedy, "submitted")

    return say


def _finding(one: CastProposal, severity: str, rule: str, reason: str, remedy: str, field: str = "") -> list[Finding]:
    field = field or rule.removeprefix("form.")
    found, place = stated(one, "proposal", "", field)
    return [tied(one, Finding(severity, rule, found, reason, remedy, field=field, place=place))]
