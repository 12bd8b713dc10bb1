"""What was measured of a project, by its reports and by the ledger's outcome entries, each set beside an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from evaluators.toolkit.units import UnitError, read_quantity
from scorecards.ledger_balances import in_order
from scorecards.ledger_entry import Entry
from scorecards.outcomes_followed import Followed
from scorecards.outcomes_predicted import Predicted
from scorecards.outcomes_reported import ANNUAL, DAYS_A_YEAR, Measured, measured_by


def measured_of(one: Followed, entries: Sequence[Entry], predicted: Predicted | None) -> list[Measured]:
    """Everything measured of a project; ``predicted`` tells which answers and which stated start it is set beside.

    Of two measurements of one answer the ledger's counts, which was verified; the other says so.
    """
    reported = measured_by(one.lines, one.started)
    if one.started and predicted and "operation_start" in predicted.header:
        reported.append(_delay(one.project, one.started, predicted.header["operation_start"]))
    entered = [
        _entered(entry, predicted, one) for entry in in_order(entries)
        if entry.event == "outcome" and entry.project_id == one.project and entry.value is not None
    ]  # fmt: skip
    last = {found.answer: place for place, found in enumerate(entered) if found.answer and not found.doubt}
    entered = [
        replace(found, doubt="a later entry measures it again") if last.get(found.answer, place) != place else found
        for place, found in enumerate(entered)
    ]
    reported = [
        replace(found, doubt=found.doubt or "the ledger's entry of it counts") if found.answer in last else found
        for found in reported
    ]
    return reported + entered


def year_of(day: date) -> float:
    """The day as a year with its fraction: 2029-01-16 is 2029.04."""
    return day.year + (day.timetuple().tm_yday - 1) / DAYS_A_YEAR


def _delay(project: str, started: date, stated: float) -> Measured:
    text = f"in operation on {started}; {stated:.2f} was stated"
    return Measured(project, "entry_into_operation", "delay", year_of(started) - stated, "year", None, started, text=text)


def _entered(entry: Entry, predicted: Predicted | None, one: Followed) -> Measured:
    """An outcome of the ledger: of an answer where it has its unit, else as it was entered, with the reason."""
    source, value = f"entry {entry.sequence}", float(entry.value or 0)
    name = ANNUAL[entry.measure][0] if entry.measure in ANNUAL else entry.measure
    plain = Measured(one.project, entry.measure, "", value, entry.unit, None, entry.as_of, source=source)
    answer = predicted.answer(name) if predicted else None
    if answer is None:
        return replace(plain, doubt="no scorecard of it has such an answer", text=_beside_reports(entry, one.lines))
    try:
        read = read_quantity(f"{value!r}", answer["unit"], separate_unit=entry.unit)
    except UnitError:
        wanted = f"it has no period; a comparable outcome is entered in {answer['unit']}"
        return replace(plain, doubt=wanted, text=_beside_reports(entry, one.lines))
    return replace(plain, answer=name, value=read.low, unit=answer["unit"])


def _beside_reports(entry: Entry, lines: Sequence[Mapping[str, Any]]) -> str:
    """What the reports add up to by the day of the entry, in its unit; "" where they have nothing of the name."""
    by_then = [row for row in lines if row["item"] == entry.measure and row["period_end"] <= entry.as_of]
    told = [row for row in by_then if row["value"] is not None]
    if not told:
        return ""
    try:
        own = read_quantity(f"{float(entry.value or 0)!r}", told[0]["unit"], separate_unit=entry.unit).low
    except UnitError:
        return ""
    total = sum(row["value"] for row in told)
    same = "as much" if abs(total - own) <= 0.005 * max(abs(total), abs(own)) else f"the entry says {own:,.6g}"
    reports = f"{len(told)} report{'' if len(told) == 1 else 's'}"
    return f"{reports} add{'s' if len(told) == 1 else ''} up to {total:,.6g} {told[0]['unit']}: {same}"
