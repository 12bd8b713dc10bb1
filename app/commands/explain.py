"""``cleanfund explain``: the way back from a number to the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.commands.explain_steps import STEPS, in_block
from app.grid import grid
from app.options import DEFAULT, AsOf, Options
from app.output import emit
from app.text import clean
from scorecards.lineage import explain as explained
from scorecards.table import Table
from scorecards.warehouse import open_snapshot

if TYPE_CHECKING:
    from rich.console import Console

IN_FILES = (
    "review", "header fact", "fact", "money fact", "form fact", "attachment", "site fact", "site series", "site note",
)  # fmt: skip
LONG = 40  # letters from which a text is not told twice


def explain(project: str, answer: str | None = None, *, as_of: AsOf = None, options: Options = DEFAULT) -> None:
    """Where a number comes from, back to the file.

    Points, the reviews or the answer behind them, what moves it, each assumption with its source, each fact with file
    and place, the evaluator's version and code, seed and draws.

    Parameters
    ----------
    project:
        The project's number.
    answer:
        An answer (cost_per_tonne, or 1.net_energy of block 1) or a criterion; by default the points and the cost per tonne.
    as_of:
        As this run saw it, by default the last.
    """
    with open_snapshot(options.data, as_of) as snapshot:
        table = explained(snapshot, project, answer)
    emit(table, options, explain_view)


def explain_view(console: Console, table: Table) -> None:
    """The way back on a terminal, one section a step."""
    steps: dict[str, list[Mapping[str, Any]]] = {}
    for row in table.rows:
        steps.setdefault(row["step"], []).append(row)
    there = [one for one in STEPS if one[0] in steps]
    for place, (step, title, shown) in enumerate(there, start=1):
        for file, rows in _by_file(step, steps[step]).items():
            grid(console, shown, _once(rows), f"{place}  {title}{file}")
    console.print(f"\nrun {table.run}", style="dim")


def _by_file(step: str, rows: list[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Facts by the file they stand in, so that its name and hash are told once."""
    if step not in IN_FILES:
        return {"": rows}
    files: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        nowhere = ", of several files together" if step == "site note" else ", not in any file"
        place = f", in {clean(row['file'])} (sha256 {row['sha256'][:12]})" if row["file"] else nowhere
        files.setdefault(place, []).append(row)
    return files


def _once(rows: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows, a long text that stands above already replaced by where: one deflator serves a whole budget."""
    told: dict[tuple[str, str], str] = {}
    shown: list[Mapping[str, Any]] = []
    for row in rows:
        changed = dict(row)
        for column in ("conversion", "source"):
            text = row[column] or ""
            first = told.setdefault((column, f"{text} {row['file'] if column == 'source' else ''}"), in_block(row))
            if len(text) > LONG and first != in_block(row):
                changed |= {column: f"as {first}"} | ({"file": ""} if column == "source" and row["step"] == "assumption" else {})
        shown.append(changed)
    return shown
