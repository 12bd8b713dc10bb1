"""``cleanfund ledger outcomes``: what was measured beside what we predicted, and what that teaches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.grid import Shown, grid
from app.options import DEFAULT, Options
from app.output import emit, tick
from app.text import short
from scorecards.table import Table
from scorecards.warehouse import open_snapshot

if TYPE_CHECKING:
    from rich.console import Console

MONEY, _MILLION = "USD2024", 1_000_000


def outcomes(project: str | None = None, *, options: Options = DEFAULT) -> None:
    """What was measured beside what we predicted, forecasts with and without it, and whether our ranges hold.

    The prediction judged is that of the scorecard which stood at the award; today's stands beside it. No scorecard changes.

    Parameters
    ----------
    project:
        Only this project, and what is learnt of its class.
    """
    from flows.series_store import stored_value
    from scorecards.ledger_file import read_ledger
    from scorecards.ledger_query import seen_in
    from scorecards.outcomes import outcomes_table

    with open_snapshot(options.data) as snapshot:
        entries = read_ledger(options.data, seen_in(snapshot)).entries
        table = outcomes_table(snapshot, entries, lambda value: stored_value(options.data, value), project)
    emit(table, options, outcomes_view)


def outcomes_view(console: Console, table: Table) -> None:
    """Outcomes with their predictions, why some do not count, forecasts by project and by class, and the calibration."""
    parts: dict[str, list[Mapping[str, Any]]] = {}
    for row in table.rows:
        parts.setdefault(row["part"], []).append(row)
    measured = parts.get("outcome", [])
    if measured:
        grid(console, _MEASURED, measured, "Measured, and predicted at the award")
        grid(console, _WHY, measured, "What it rests on")
    for part, head in (("forecast", "Forecast of the project"), ("class", "Forecast of the class")):
        if part in parts:
            grid(console, _LEARNT, [{**row, "whose": row["project_id"] or row["reference_class"]} for row in parts[part]], head)
    for row in parts.get("calibration", ()):
        share = "" if row["value"] is None else f"{row['value']:.0%} lie in our p10-p90, where 80 % should "
        interval = f"(95 % interval {row['share_low']:.0%} to {row['share_high']:.0%}). " if row["n"] else ""
        console.print(f"\nCalibration: {share}{interval}{row['text']}", soft_wrap=True)
        counts = ", ".join(str(one["n"]) for one in parts.get("pit", ()))
        if counts:
            console.print(f"by tenth of our distributions: {counts}", style="dim")


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{value:.1%}" if unit == "1" else short(value / _MILLION if unit == MONEY else value)


def _three(row: Mapping[str, Any], when: str) -> str:
    low, middle, high = (row[f"{when}_{end}"] for end in ("p10", "p50", "p90"))
    if middle is None:
        return ""
    told = _number(middle, row["unit"])
    return told if low is None or low == high else f"{told} ({_number(low, row['unit'])}–{_number(high, row['unit'])})"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"


def _unit(row: Mapping[str, Any]) -> str:
    return "" if row["unit"] == "1" else f"M {MONEY}" if row["unit"] == MONEY else row["unit"]


_MEASURED = (
    Shown("project", lambda row: row["project_id"], key=True),
    Shown("of", lambda row: row["quantity"], key=True),
    Shown("measured", lambda row: _number(row["value"], row["unit"]), right=True, key=True),
    Shown("at the award", lambda row: _three(row, "award"), right=True, key=True),
    Shown("below it", lambda row: _share(row["award_percentile"]), right=True, key=True),
    Shown("in", lambda row: tick(row["award_in_range"]), key=True),
    Shown("unit", _unit),
    Shown("today", lambda row: _three(row, "now"), right=True),
)
_WHY = (
    Shown("project", lambda row: row["project_id"], key=True),
    Shown("of", lambda row: row["measure"], key=True),
    Shown("from", lambda row: row["source"], key=True),
    Shown("", lambda row: row["text"], wide=1, folds=True, key=True),
)
_LEARNT = (
    Shown("", lambda row: row["whose"], key=True),
    Shown("of", lambda row: row["quantity"], key=True),
    Shown("before", lambda row: _three(row, "prior"), right=True, key=True),
    Shown("after", lambda row: _three(row, "posterior"), right=True, key=True),
    Shown("unit", _unit, key=True),
    Shown("seen", lambda row: _number(row["value"], row["unit"]), right=True),
)
