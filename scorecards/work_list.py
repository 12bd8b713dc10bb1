"""What falls due: milestones, the payments that they release, reports, and what the council's decisions still wait for.

The list is as it stood on a day: ledger entries and reports of later days do not count. It reaches to the end of the quarter
that is asked for; what should have been done before that day comes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from scorecards.fiscal_year import Quarter, quarter_of
from scorecards.ledger_balances import ZERO, Balance, in_order, replay
from scorecards.ledger_entry import Entry
from scorecards.ledger_money import FUND, in_fund
from scorecards.outcomes_followed import Followed, followed
from scorecards.table import Table, columns, full
from scorecards.warehouse import has_table, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

REPORT_DAYS = 30  # after the end of a quarter, 2 CFR 200.328 and 200.329(c)(1)
PAY_DAYS = 30  # after the milestone that releases it, as after a bill, 2 CFR 200.305(b)(3)
STATES = ("overdue", "due", "waiting", "open")
MOST_QUARTERS = 40
DUE = columns(
    ("state", "", "overdue; due by the last quarter's end; waiting for a milestone that is overdue; open: without a day"),
    ("kind", "", "milestone, payment, report, commitment, condition or signature"),
    ("project_id", "", "number of the project"),
    ("award_id", "", "number of the award"),
    ("item", "", "the milestone, what releases the payment, the period of the report, or the call"),
    ("due", "", "the day on which it is due"),
    ("days", "day", "until then; below 0 since then"),
    ("amount", "", "to be paid, or granted, in currency"),
    ("currency", "", "of the amount"),
    ("amount_fund", FUND, "the amount in the fund's money, by the rate of the obligation"),
    ("quarter", "", "quarter of the day, by its months"),
    ("us_fiscal_year", "", "the same quarter in the fiscal year of the United States, which begins in October"),
    ("japan_fiscal_year", "", "the same quarter in the fiscal year of Japan, which begins in April"),
    ("text", "", "what is to be done, and why"),
)


@dataclass(frozen=True)
class DueQuestion:
    """What falls due from the day ``on`` to the end of the last of ``quarters`` after its own."""

    on: date
    quarters: int = 1

    @property
    def last(self) -> Quarter:
        """The last quarter of the list."""
        found = quarter_of(self.on)
        for _ in range(self.quarters):
            found = found.next()
        return found


def due_table(
    entries: Sequence[Entry],
    reports: Mapping[str, Sequence[Mapping[str, Any]]],
    decisions: Sequence[Mapping[str, Any]],
    question: DueQuestion,
    run: str = "",
) -> Table:
    """The work list. ``entries`` of the ledger, ``reports`` by project and ``decisions``, those of later days left out here."""
    on = question.on
    then = [one for one in entries if one.as_of <= on]
    told = {name: kept for name, lines in reports.items() if (kept := [row for row in lines if row["reported_on"] <= on])}
    projects, balances = followed(then, told), replay(then)
    found = [
        row for award in balances.values() if not award.terminated
        for row in _of_award(award, projects[award.project_id], then, question)
    ]  # fmt: skip
    awarded = {one.project_id for one in balances.values() if one.committed > 0}
    bound = {one.project_id for one in balances.values() if one.obligated > 0}
    found += [row for one in decisions if (row := _of_decision(one, awarded, bound, on))]
    listed = [_dated(row, on) for row in found if row["due"] is None or row["due"] <= question.last.ends]
    listed.sort(key=lambda row: (STATES.index(row["state"]), row["due"] or on, row["project_id"], row["kind"], row["item"]))
    asked = {"on": on, "until": question.last.ends, "quarter": question.last.in_full}
    notes = [] if listed else [f"Nothing falls due by {question.last.ends}, the end of {question.last.in_full}."]
    return Table("ledger_due/1", run, DUE, full(listed, DUE), asked, notes)


def decisions_in(connection: DuckDBPyConnection, on: date) -> list[dict[str, Any]]:
    """The council's decisions by the end of the day ``on`` that no later one replaced; none in a snapshot older than calls."""
    if not has_table(connection, "decision"):
        return []
    query = (
        "SELECT * FROM decision WHERE status <> 'superseded' AND decided_at <= ? "
        "ORDER BY project_id, call_name, sequence"
    )
    return rows(connection, query, [datetime.combine(on, time.max)])


def _of_award(award: Balance, one: Followed, entries: Sequence[Entry], question: DueQuestion) -> Iterator[dict[str, Any]]:
    own = [entry for entry in in_order(entries) if entry.award_id == award.award_id]
    plain = {"project_id": award.project_id, "award_id": award.award_id}
    tranches = _tranches(own)
    gated = {name for name in tranches if name}
    stated = {entry.milestone: entry.due for entry in own if entry.milestone and entry.due}
    # What the reports alone name is of the project, not of one of several awards: it stands with the first.
    besides = {} if award.completed or award.award_id != one.award_ids[0] else one.due
    for name, stated_day in sorted({**besides, **stated}.items()):
        if award.milestones.get(name, ("",))[0] == "milestone_met" or (name in one.met and name not in gated):
            continue
        yield {**plain, "kind": "milestone", "item": name, "due": stated_day, "text": _milestone(name, one)}
    for name, (amount, worth) in sorted(tranches.items()):
        state, met = award.milestones.get(name, ("", None))
        day: date | None = stated.get(name, one.due.get(name))
        if amount <= ZERO:
            continue
        released = met if state == "milestone_met" else None
        text = f"once {name} is met and entered" if name else "obligated without a milestone that releases it"
        if released:
            day, text = released + timedelta(days=PAY_DAYS), f"released: {name} was met on {met}; pay within {PAY_DAYS} days"
        yield {
            **plain, "kind": "payment", "item": name, "due": day, "amount": amount, "currency": award.currency,
            "amount_fund": worth, "waits": bool(name) and released is None, "text": text,
        }  # fmt: skip
    begun = next((entry.as_of for entry in own if entry.event == "obligation"), None)
    if begun and not award.completed:
        yield from ({**plain, "kind": "report", **row} for row in _reports(begun, one, question))


def _tranches(entries: Sequence[Entry]) -> dict[str, tuple[Decimal, float]]:
    """By milestone what is obligated and not paid yet, in the award's currency and in the fund's money."""
    left: dict[str, tuple[Decimal, float]] = {}
    freed = ZERO
    for entry in entries:
        amount, worth = entry.amount or ZERO, float(in_fund(entry.amount or ZERO, entry.to_fund or ZERO))
        had, held = left.get(entry.milestone, (ZERO, 0.0))
        if entry.event == "obligation":
            left[entry.milestone] = (had + amount, held + worth)
        elif entry.event == "disbursement" and had:
            share = float(min(amount, had) / had)
            left[entry.milestone] = (had - amount, held * (1 - share))
        elif entry.event == "deobligation":
            freed += amount
    # What is deobligated is taken from the tranches that come last.
    for name in reversed(left):
        had, held = left[name]
        taken = min(max(had, ZERO), freed)
        freed -= taken
        left[name] = (had - taken, held * float(1 - taken / had) if had > ZERO else 0.0)
    return left


def _milestone(name: str, one: Followed) -> str:
    """What is known of a milestone that the ledger does not have as met."""
    told = one.told.get(name)
    if told is not None and told.met and name not in one.missed:
        return f"reported as met on {told.met}; see the evidence and enter it: cleanfund ledger add milestone_met"
    missed = f"missed, as entered on {one.missed[name]}" if name in one.missed else "not met"
    other = f"; the report of {told.on} says {told.due}" if told and told.due and told.due != one.due.get(name) else ""
    return f"{missed}{other}"


def _reports(begun: date, one: Followed, question: DueQuestion) -> Iterator[dict[str, Any]]:
    """The quarters since the agreement that are not reported: those overdue in one row, the others each in its own."""
    late: list[Quarter] = []
    quarter = quarter_of(begun)
    while (due := quarter.ends + timedelta(days=REPORT_DAYS)) <= question.last.ends:
        if not any(row["period_start"] <= quarter.ends <= row["period_end"] for row in one.lines):
            if due < question.on:
                late.append(quarter)
            else:
                yield {"item": quarter.name, "due": due, "text": f"{REPORT_DAYS} days after the quarter's end (2 CFR 200.328)"}
        quarter = quarter.next()
    if late:
        many = f"{len(late)} quarters are not reported, the last {late[-1].name}" if len(late) > 1 else "it is not reported"
        yield {"item": late[0].name, "due": late[0].ends + timedelta(days=REPORT_DAYS), "text": many}


def _of_decision(row: Mapping[str, Any], awarded: set[str], bound: set[str], on: date) -> dict[str, Any] | None:
    """What a decision waits for: its second signature, its commitment in the ledger, its conditions before the agreement."""
    granted = row["granted"]
    plain = {
        "project_id": row["project_id"], "item": f"call {row['call_name']}", "due": None, "amount": granted,
        "currency": FUND if granted is not None else None, "amount_fund": granted,
    }  # fmt: skip
    signed = row["approved_at"] is not None and row["approved_at"].date() <= on
    if not signed:
        text = f"{row['decision']}, decided by {row['author']}: awaits the signature of another person"
        return {**plain, "kind": "signature", "text": text}
    if row["decision"] != "award" or row["project_id"] in bound:
        return None
    if row["project_id"] not in awarded:
        text = "awarded, and no commitment is entered: cleanfund ledger add commitment"
        return {**plain, "kind": "commitment", "text": f"{text}; condition: {row['conditions']}" if row["conditions"] else text}
    return {**plain, "kind": "condition", "text": f"before the agreement: {row['conditions']}"} if row["conditions"] else None


def _dated(row: Mapping[str, Any], on: date) -> dict[str, Any]:
    day = row["due"]
    if day is None:
        return {**row, "state": "open"}
    quarter = quarter_of(day)
    names = {"quarter": quarter.name, "us_fiscal_year": quarter.us, "japan_fiscal_year": quarter.japan}
    late = "waiting" if row.get("waits") else "overdue"
    return {**row, **names, "state": late if day < on else "due", "days": (day - on).days}
