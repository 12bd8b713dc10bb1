"""``cleanfund runs``: what each run did, and what moved between two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.options import DEFAULT, AsOf, Options
from app.output import Shown, emit, grid
from app.text import number
from scorecards.run_diff import runs_diff
from scorecards.run_list import runs_list, runs_show
from scorecards.table import Table
from scorecards.warehouse import open_snapshot

if TYPE_CHECKING:
    from rich.console import Console


def ls(*, as_of: AsOf = None, options: Options = DEFAULT) -> None:
    """The runs, newest first.

    Parameters
    ----------
    as_of:
        As this run saw it, by default the last.
    """
    with open_snapshot(options.data, as_of) as snapshot:
        table = runs_list(snapshot)
    emit(table, options, _list_view)


def show(run: str | None = None, *, options: Options = DEFAULT) -> None:
    """Counts and seconds of one run.

    Parameters
    ----------
    run:
        Its id or how it begins, by default the last.
    """
    with open_snapshot(options.data) as snapshot:
        table = runs_show(snapshot, run)
    emit(table, options, _one_view)


def diff(first: str, second: str | None = None, *, options: Options = DEFAULT) -> None:
    """Which scores moved between two runs, and why.

    Parameters
    ----------
    first:
        The earlier run, its id or how it begins.
    second:
        The later run, by default the last.
    """
    with open_snapshot(options.data) as snapshot:
        table = runs_diff(snapshot, first, second or runs_list(snapshot).run)
    emit(table, options, _diff_view)


def _list_view(console: Console, table: Table) -> None:
    def count(name: str) -> Shown:
        return Shown(name, lambda row: "" if row[name] is None else f"{row[name]:,}", right=True)

    grid(
        console,
        [
            Shown("run", lambda row: row["run"] + (" *" if row["current"] else "")),
            Shown("took", _took, right=True),
            Shown("status", lambda row: row["status"]),
            *(count(name) for name in ("accepted", "quarantined", "evaluated", "known", "failed", "scored")),
        ],
        table.rows,
    )
    console.print("\n* what staff see", style="dim")


def _took(row: Mapping[str, Any]) -> str:
    return f"{(row['finished'] - row['started']).total_seconds():,.1f} s" if row["finished"] else ""


def _one_view(console: Console, table: Table) -> None:
    sections: dict[str, list[Mapping[str, Any]]] = {}
    for row in table.rows:
        sections.setdefault(row["section"], []).append(row)
    for section, rows in sections.items():
        if section != "run":
            console.print()
        value = Shown(
            "s" if section == "stages" else "",
            lambda row: row["text"] if row["value"] is None else _number(row),
            right=section != "run",
        )
        grid(console, [Shown(section, lambda row: row["name"]), value], rows)


def _number(row: Mapping[str, Any]) -> str:
    return number(row["value"], 2) if row["unit"] == "s" else f"{row['value']:,}"


def _diff_view(console: Console, table: Table) -> None:
    console.print(f"{table.asked['first']} -> {table.asked['second']}", style="dim")
    grid(
        console,
        [
            Shown("project", lambda row: row["project_id"]),
            Shown("change", lambda row: row["change"]),
            Shown("before", lambda row: number(row["score_before"]), right=True),
            Shown("after", lambda row: number(row["score_after"]), right=True),
            Shown("moved", lambda row: "" if row["moved"] is None else f"{row['moved']:+.1f}", right=True),
            Shown("cause", lambda row: row["cause"]),
            Shown("why", lambda row: row["why"], wide=1, folds=True),
        ],
        table.rows,
    )
