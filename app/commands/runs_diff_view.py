"""What moved between two runs, on a terminal; and the evaluations that tell its causes apart, with their progress."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.grid import Shown, grid
from app.options import Options
from app.progress import progress_for
from app.text import number
from scorecards.run_diff import TOGETHER
from scorecards.table import Table

if TYPE_CHECKING:
    from rich.console import Console

    from flows.diff_anew import Anew
    from scorecards.diff_chain import Case
    from scorecards.diff_points import Answers

RANKS_SHOWN = 12


class Evaluating:
    """Evaluates what no run did; nothing is loaded for it before the first time."""

    def __init__(self, options: Options):
        self._options, self._progress = options, progress_for(options)
        self._anew: Anew | None = None

    def __call__(self, case: Case) -> Answers | None:
        if self._anew is None:
            from flows.diff_anew import Anew

            self._anew = Anew(self._options.data, self._progress)
        return self._anew(case)

    def done(self) -> None:
        """Ends the bar."""
        self._progress.done()


def diff_view(console: Console, table: Table) -> None:
    """The moves of scores as a table, the moves of ranks alone as a line below."""
    console.print(f"{table.asked['first']} -> {table.asked['second']}", style="dim")
    moved = [row for row in table.rows if row["change"] != "rank"]
    ranked = [row for row in table.rows if row["change"] == "rank"]
    if not moved:
        console.print("No score moved.")
    else:
        grid(
            console,
            [
                Shown("project", lambda row: row["project_id"]),
                Shown("change", lambda row: row["change"]),
                Shown("before", lambda row: number(row["score_before"], 2), right=True),
                Shown("after", lambda row: number(row["score_after"], 2), right=True),
                Shown("moved", lambda row: "" if row["moved"] is None else _signed(row["moved"]), right=True, key=True),
                Shown("rank", _rank, right=True, key=True),
                Shown("due to", due_to, wide=2, folds=True, key=True),
                Shown("why", lambda row: row["why"], wide=3, folds=True),
            ],
            moved,
        )
    if ranked:
        told = [f"{row['project_id']} {_rank(row)}" for row in ranked[:RANKS_SHOWN]]
        more = f" and {len(ranked) - RANKS_SHOWN} more" if len(ranked) > RANKS_SHOWN else ""
        console.print(f"\nRank alone: {', '.join(told)}{more}.", highlight=False)


def due_to(row: Mapping[str, Any]) -> str:
    """The parts of a move: "facts +3.20, libraries + evaluator -0.10"; the cause alone where there are none."""
    if row["change"] != "moved":
        return row["cause"]
    causes = row["cause"].split(", ")
    told = [f"{cause} {_signed(row[cause])}" for cause in causes if " + " not in cause]
    together = " and ".join(cause for cause in causes if " + " in cause)
    return ", ".join([*told, f"{together} {_signed(row[TOGETHER])}"] if together else told)


def _signed(points: float) -> str:
    return f"{points:+.2f}" if points else "0.00"


def _rank(row: Mapping[str, Any]) -> str:
    before, after = row["rank_before"], row["rank_after"]
    if before == after:
        return "" if before is None else str(before)
    return " -> ".join("none" if one is None else str(one) for one in (before, after))
