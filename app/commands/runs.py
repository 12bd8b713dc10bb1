"""``cleanfund runs``: what each run did, and what moved between two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.commands.runs_diff_view import Evaluating, diff_view
from app.grid import Shown, grid
from app.options import DEFAULT, AsOf, Options
from app.output import emit
from app.text import number
from scorecards.run_diff import runs_diff
from scorecards.run_list import run_before, runs_list, runs_show
from scorecards.table import Table
from scorecards.warehouse import open_snapshot

if TYPE_CHECKING:
    from rich.console import Console

COUNTS = (
    "accepted and quarantined count versions; standing is the latest accepted version of each project; of these the known "
    "were computed by an earlier run, the evaluated by this one."
)


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


def diff(run: str | None = None, later: str | None = None, *, quick: bool = False, options: Options = DEFAULT) -> None:
    """Which scores and ranks moved between two runs, and how much of each move is due to what.

    One run alone is compared with the run before it. Where several causes met in one project, it is evaluated anew with one of
    them after the other.

    Parameters
    ----------
    run:
        The run, its id or how it begins, by default the last; the earlier one where two are named.
    later:
        The later of two runs.
    quick:
        Evaluate nothing; causes that only an evaluation tells apart stay together.
    """
    anew = None if quick else Evaluating(options)
    try:
        with open_snapshot(options.data) as snapshot:
            second = later or run or runs_list(snapshot).run
            table = runs_diff(snapshot, run if later and run else run_before(snapshot, second), second, anew)
    finally:
        if anew is not None:
            anew.done()
    emit(table, options, diff_view)


def _list_view(console: Console, table: Table) -> None:
    def count(name: str) -> Shown:
        return Shown(name, lambda row: "" if row[name] is None else f"{row[name]:,}", right=True)

    grid(
        console,
        [
            Shown("run", lambda row: row["run"] + (" *" if row["current"] else "")),
            Shown("status", lambda row: status_words(row["status"]), key=True),
            *(count(name) for name in ("scored", "failed", "quarantined", "evaluated", "known", "accepted")),
            Shown("took", _took, right=True),
        ],
        table.rows,
    )
    console.print("\n* what staff see", style="dim")


def status_words(status: str) -> str:
    """How a run ended, in words; as it is stored where it is something else."""
    return {"refused": "done, with refusals", "broken": "broken off", "running": "at work"}.get(status, status)


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
            lambda row: _text(row) if row["value"] is None else _number(row),
            right=section != "run",
        )
        grid(console, [Shown(section, lambda row: row["name"]), value], rows)
    console.print(f"\n{COUNTS}", style="dim")


def _text(row: Mapping[str, Any]) -> str:
    return status_words(row["text"]) if row["name"] == "status" else row["text"]


def _number(row: Mapping[str, Any]) -> str:
    return number(row["value"], 2) if row["unit"] == "s" else f"{row['value']:,}"
