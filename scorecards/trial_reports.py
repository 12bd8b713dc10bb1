"""What awarded capture projects reported of their last year in operation: tonnes a year and cost per tonne."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from scorecards.warehouse import has_table, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

IN_OPERATION = "entry_into_operation"  # the milestone
_DAYS_A_YEAR = 365.25
_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Report:
    """``delivered`` [tonne/year] over the quarters of the last year; ``cost`` [USD2024/tonne], None where it is not stated.

    ``started``: the day of entry into operation, or the first day of a quarter with tonnes; ``until``: the last day reported.
    """

    project: str
    delivered: float
    cost: float | None
    started: date
    until: date


def reports(connection: DuckDBPyConnection) -> dict[str, Report]:
    """By project, of all that reported tonnes of CO2; captured ones where they are stated, stored ones otherwise.

    Cost is the mean of the quarters weighed by their tonnes; without a tonne there is no cost of one.
    """
    if not has_table(connection, "progress"):  # a snapshot older than reports
        return {}
    found = rows(
        connection,
        "SELECT project_id, period_start, period_end, "
        "coalesce(max(value) FILTER (item = 'co2_captured'), max(value) FILTER (item = 'co2_stored')) AS tonnes, "
        "max(value) FILTER (item = 'cost_per_tonne') AS cost, max(met) FILTER (item = ?) AS met FROM progress "
        "WHERE section IN ('technical', 'milestone') GROUP BY ALL ORDER BY project_id, period_start",
        [IN_OPERATION],
    )
    by_project: dict[str, list[dict[str, Any]]] = {}
    for row in found:
        by_project.setdefault(row["project_id"], []).append(row)
    made = {name: _report(name, quarters) for name, quarters in by_project.items()}
    return {name: report for name, report in made.items() if report is not None}


def _report(project: str, quarters: list[dict[str, Any]]) -> Report | None:
    counted = [row for row in quarters if row["tonnes"] is not None]
    if not counted:
        return None
    last = [row for row in counted if row["period_end"] > counted[-1]["period_end"] - _YEAR]
    tonnes = sum(row["tonnes"] for row in last)
    days = sum((row["period_end"] - row["period_start"]).days + 1 for row in last)
    priced = [row for row in last if row["cost"] and row["tonnes"] > 0]
    weight = sum(row["tonnes"] for row in priced)
    cost = sum(row["cost"] * row["tonnes"] for row in priced) / weight if weight else None
    met = [row["met"] for row in quarters if row["met"]]
    started = max(met) if met else next((row for row in counted if row["tonnes"] > 0), counted[0])["period_start"]
    return Report(project, tonnes / days * _DAYS_A_YEAR, cost, started, counted[-1]["period_end"])
