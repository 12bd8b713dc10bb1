"""``cleanfund doctor``: what is missing or wrong on this machine, and the mend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from app.errors import DONE, ENVIRONMENT
from app.grid import Shown, grid
from app.hints import as_typed
from app.machine import OK, WARN, WRONG, examine
from app.machine import mend as mended
from app.options import DEFAULT, Options
from app.output import emit, say, unicode_out
from scorecards.table import Table, columns

if TYPE_CHECKING:
    from rich.console import Console

DOCTOR = columns(
    ("name", "", "what was looked at"),
    ("state", "", "ok, warn or wrong"),
    ("text", "", "what was found"),
    ("mend", "", "what to do"),
)


def doctor(*, mend: Annotated[bool, Parameter(negative=())] = False, options: Options = DEFAULT) -> int:
    """What is missing or wrong on this machine, and the mend.

    Exit code 5 where something is wrong; a warning leaves it 0.

    Parameters
    ----------
    mend:
        Remove half-written files and records of processes that are gone; nothing else is touched.
    """
    if mend and options.data.is_dir():
        for name in mended(options.data):
            say(f"removed {name}", options)
    rows = [{**vars(one), "mend": as_typed(one.mend, options.data)} for one in examine(options.data)]
    emit(Table("doctor/1", "", DOCTOR, rows), options, _view)
    return ENVIRONMENT if any(row["state"] == WRONG for row in rows) else DONE


def _view(console: Console, table: Table) -> None:
    signs = {OK: "✓", WARN: "!", WRONG: "✗"} if unicode_out() else {OK: "ok", WARN: "warn", WRONG: "wrong"}
    grid(
        console,
        [
            Shown("", lambda row: signs[row["state"]]),
            Shown("", lambda row: row["name"]),
            Shown("found", lambda row: row["text"], wide=1, folds=True),
            Shown("mend", lambda row: row["mend"], wide=1, folds=True),
        ],
        table.rows,
    )
    wrong, warn = (sum(1 for row in table.rows if row["state"] == state) for state in (WRONG, WARN))
    console.print(f"\n{wrong} wrong, {warn} warnings.")
