"""``cleanfund trials``: what the capture trials teach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.grid import Shown, grid
from app.options import DEFAULT, AsOf, Options
from app.output import emit
from app.text import short
from scorecards.table import Table
from scorecards.trials import trials as asked
from scorecards.warehouse import open_snapshot

if TYPE_CHECKING:
    from rich.console import Console


def trials(technology: str | None = None, *, as_of: AsOf = None, options: Options = DEFAULT) -> None:
    """What the capture trials teach: learning rate, starting capacity and chance of half, before and after their reports.

    Tonnes and cost come from the quarterly reports of awarded projects (co2_captured, co2_stored, cost_per_tonne).

    Parameters
    ----------
    technology:
        Only this capture technology, such as dac_solid_sorbent.
    as_of:
        As this run saw it, by default the last.
    """
    from flows.series_store import stored_value

    with open_snapshot(options.data, as_of) as snapshot:
        table = asked(snapshot, technology, lambda value: stored_value(options.data, value))
    emit(table, options, trials_view)


def trials_view(console: Console, table: Table) -> None:
    """What holds for a whole technology, then each of its trials, one table each."""
    for name, trial in dict.fromkeys((row["technology"], row["project_id"]) for row in table.rows):
        kept = [row for row in table.rows if (row["technology"], row["project_id"]) == (name, trial)]
        shown = [one for one in _SHOWN if trial or one.head != "reported"]
        grid(console, shown, kept, f"{trial}, a trial of {name}" if trial else name)
    if table.rows:
        console.print(f"\nrun {table.run} · before, after: median (p10–p90), without and with what was reported", style="dim")


def _three(row: Mapping[str, Any], when: str) -> str:
    low, middle, high = (row[f"{when}_{end}"] for end in ("p10", "p50", "p90"))
    if middle is None:
        return ""
    told = _number(middle, row["unit"])
    return told if low is None else f"{told} ({_number(low, row['unit'])}–{_number(high, row['unit'])})"


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{value:.1%}" if unit == "1" and value != float("inf") else short(value)


_SHOWN = (
    Shown("of", lambda row: row["quantity"], key=True),
    Shown("before", lambda row: _three(row, "prior"), right=True, key=True),
    Shown("after", lambda row: _three(row, "posterior"), right=True, key=True),
    Shown("reported", lambda row: _number(row["reported"], row["unit"]), right=True, key=True),
    Shown("unit", lambda row: "" if row["unit"] == "1" else row["unit"]),
)
