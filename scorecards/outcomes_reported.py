"""What awarded projects measured, from their progress reports, in the unit of the answer that it is set beside.

What is delivered in a quarter becomes an amount a year: the sum over the last year reported, divided by the days of the reports
in it. A part of a year is scaled so, too, but its season is not taken out: it is said to be a part, and does not count
in the calibration.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from scorecards.trial_reports import IN_OPERATION
from scorecards.warehouse import has_table, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DAYS_A_YEAR = 365.25
WHOLE = 350  # days from which on reports are taken for a year
_YEAR = timedelta(days=366)
# What is reported by the quarter, the answer it is set beside, and what one of its unit is in that of the answer.
ANNUAL = {
    "net_energy": ("net_energy", 1.0, "MWh/year"),
    "hydrogen_delivered": ("delivered_hydrogen", 1000.0, "kg/year"),
    "co2_captured": ("captured", 1.0, "tonne/year"),
    "co2_stored": ("captured", 1.0, "tonne/year"),
}
SPENT = ("federal_share_of_expenditures", "recipient_share_of_expenditures")


@dataclass(frozen=True)
class Measured:
    """One measurement of a project: ``value`` in ``unit``, from ``begins`` to ``ends``; ``answer`` is what it is set beside.

    ``days`` are those it covers, None where it is no amount of a period; ``text`` says what it rests on; ``doubt`` why it does
    not count in the calibration, "" where it does.
    """

    project: str
    measure: str
    answer: str
    value: float
    unit: str
    begins: date | None
    ends: date
    days: int | None = None
    source: str = "reports"
    text: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class Milestone:
    """The newest that was reported of a milestone, ``on`` the day of the report."""

    name: str
    status: str
    due: date | None
    met: date | None
    on: date


def reported(connection: DuckDBPyConnection, until: date | None = None) -> dict[str, list[dict[str, Any]]]:
    """All lines by project, oldest first; ``until`` is the last day of a report that is of interest."""
    found: dict[str, list[dict[str, Any]]] = {}
    if has_table(connection, "progress"):
        query = "SELECT * FROM progress WHERE ?::DATE IS NULL OR reported_on <= ? ORDER BY project_id, period_end, section, item"
        for row in rows(connection, query, [until, until]):
            found.setdefault(row["project_id"], []).append(row)
    return found


def milestones(lines: Sequence[Mapping[str, Any]]) -> dict[str, Milestone]:
    """The newest state of each milestone of one project."""
    return {
        row["item"]: Milestone(row["item"], row["status"], row["due"], row["met"], row["reported_on"])
        for row in lines if row["section"] == "milestone"
    }  # fmt: skip


def measured_by(lines: Sequence[Mapping[str, Any]], started: date | None) -> list[Measured]:
    """What one project measured; ``started`` is the day on which it entered operation, None where it has not."""
    found = [one for item in ANNUAL if (one := _annual(lines, item)) is not None]
    if any(one.measure == "co2_captured" for one in found):  # what was stored is a part of what was captured
        found = [one for one in found if one.measure != "co2_stored"]
    stored = "; stored tonnes, since captured ones are not reported"
    found = [replace(one, text=one.text + stored) if one.measure == "co2_stored" else one for one in found]
    cost = _cost(lines)
    built = _built_for(lines, started)
    return found + [one for one in (cost, built) if one is not None]


def spent(lines: Sequence[Mapping[str, Any]], until: date | None = None) -> tuple[float, date] | None:
    """What was spent on the works since the award [USD2024], grant's and recipient's share, and the end of that quarter.

    None where the two never stand in one report; ``until``: of the first such report of which the period ends then or later.
    """
    both: dict[date, dict[str, float]] = {}
    for row in lines:
        if row["item"] in SPENT and row["value"] is not None:
            both.setdefault(row["period_end"], {})[row["item"]] = row["value"]
    ends = sorted(day for day, parts in both.items() if len(parts) == len(SPENT) and (until is None or day >= until))
    if not ends:
        return None
    day = ends[-1] if until is None else ends[0]
    return sum(both[day].values()), day


def _last_year(lines: Sequence[Mapping[str, Any]], item: str) -> list[Mapping[str, Any]]:
    stated = [row for row in lines if row["item"] == item and row["section"] == "technical" and row["value"] is not None]
    return [row for row in stated if row["period_end"] > stated[-1]["period_end"] - _YEAR]


def _annual(lines: Sequence[Mapping[str, Any]], item: str) -> Measured | None:
    last = _last_year(lines, item)
    if not last:
        return None
    answer, factor, unit = ANNUAL[item]
    days = sum((row["period_end"] - row["period_start"]).days + 1 for row in last)
    total = sum(row["value"] for row in last)
    text = f"{total:,.6g} {last[0]['unit']} in {days} days, of {len(last)} report{'' if len(last) == 1 else 's'}"
    part = "" if days >= WHOLE else f"{days} days are no whole year: the season is still in them"
    return Measured(
        last[0]["project_id"], item, answer, total * factor / days * DAYS_A_YEAR, unit,
        last[0]["period_start"], last[-1]["period_end"], days, text=text, doubt=part,
    )  # fmt: skip


def _cost(lines: Sequence[Mapping[str, Any]]) -> Measured | None:
    """The cost of a tonne of the last year, each quarter weighed by its tonnes."""
    delivered = [row for item in ("co2_stored", "co2_captured") for row in _last_year(lines, item)]
    tonnes = {row["period_end"]: row["value"] for row in delivered if row["value"]}
    priced = [row for row in _last_year(lines, "cost_per_tonne") if row["period_end"] in tonnes]
    if not priced:
        return None
    weight = sum(tonnes[row["period_end"]] for row in priced)
    value = sum(row["value"] * tonnes[row["period_end"]] for row in priced) / weight
    days = sum((row["period_end"] - row["period_start"]).days + 1 for row in priced)
    return Measured(
        priced[0]["project_id"], "cost_per_tonne", "cost_gross", value, "USD2024/tonne", priced[0]["period_start"],
        priced[-1]["period_end"], days, text=f"over {weight:,.6g} tonne in {days} days",
        doubt="" if days >= WHOLE else f"{days} days are no whole year",
    )  # fmt: skip


def _built_for(lines: Sequence[Mapping[str, Any]], started: date | None) -> Measured | None:
    """What it cost to build: all that was spent by the first report after it entered operation."""
    found = spent(lines, started) if started else None
    if found is None:
        return None
    value, day = found
    text = f"all that was spent by {day}, after {IN_OPERATION.replace('_', ' ')}"
    return Measured(lines[0]["project_id"], "expenditures", "capex", value, "USD2024", None, day, text=text)
