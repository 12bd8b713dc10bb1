"""``cleanfund quarantine pending`` and ``undo``: what staff entered, what became of it, and how to take it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.errors import UserError
from app.grid import Shown, grid
from app.options import DEFAULT, Options
from app.output import emit, say
from app.text import dotted
from scorecards.table import Table, not_found
from scorecards.warehouse import open_snapshot

if TYPE_CHECKING:
    from rich.console import Console


def pending(project: str | None = None, *, options: Options = DEFAULT) -> None:
    """Corrections and releases that staff entered, newest first: who, when, what, and which run took each in, or that it waits.

    Parameters
    ----------
    project:
        The project's number, by default all.
    """
    table = _entered(options, project)
    emit(table, options, entries_view)
    if options.format == "table" and table.rows:
        say("Take one back: cleanfund quarantine undo ENTRY --by NAME --reason WHY", options)


def undo(*entries: str, by: str, reason: str, options: Options = DEFAULT) -> None:
    """Take back corrections or releases; the next run takes it in, and the old reading comes back.

    The entry itself stays in the record, and so does who took it back and why.

    Parameters
    ----------
    entries:
        What they are called, one or more, as 'quarantine pending' names them.
    by:
        Who takes it back.
    reason:
        Why; at least 8 letters: it stands in the record.
    """
    if not entries:
        raise UserError("No entry is named.", then="cleanfund quarantine pending")
    known = {row["entry"]: row for row in _entered(options).rows}
    meant = []
    for name in dict.fromkeys(entries):
        if name not in known:
            raise not_found("entry", name, known)
        if (row := known[name])["undone_by"]:
            raise UserError(f"{name} is undone already, by {row['undone_by']}: {row['undone_reason']}")
        meant.append(row)
    from flows.inbox_list import undo as enter

    for row in meant:
        try:
            enter(options.data, row["entry"], by, reason)
        except ValueError as error:  # the name or the reason is not enough
            raise UserError(str(error)) from None
        then = "it is taken back" if row["run_id"] else "it has not been taken in, and will not be"
        say(f"Undone: the {row['kind']} of {_of(row)}, {_what(row)}. With the next 'cleanfund run' {then}.", options)


def _entered(options: Options, project: str | None = None) -> Table:
    from flows.inbox_list import inbox_table

    with open_snapshot(options.data) as snapshot:
        table = inbox_table(options.data, snapshot)
    if project is None:
        return table
    own = [row for row in table.rows if (row["project_id"] or "").lower() == project.lower()]
    if not own:
        raise not_found("correction or release of a project", project, (row["project_id"] for row in table.rows))
    return Table(table.schema, table.run, table.columns, own, {"project": project})


def entries_view(console: Console, table: Table) -> None:
    """The entries on a terminal, one a line."""
    if not table.rows:
        console.print("Nobody has entered a correction or a release.")
        return
    grid(
        console,
        [
            Shown("entry", lambda row: row["entry"]),
            Shown("of", _of, folds=True, wide=1, key=True),
            Shown("what", lambda row: f"{row['kind']}: {_what(row)}", wide=3, folds=True, key=True),
            Shown("became of it", _became, wide=2, folds=True, key=True),
            Shown("by", lambda row: row["by_whom"] or "", wide=1, folds=True),
            Shown("when, UTC", lambda row: (row["entered_at"] or "")[:16].replace("T", " ")),
            Shown("why", lambda row: row["reason"] or "", wide=2, folds=True),
        ],
        table.rows,
    )


def _of(row: Mapping[str, Any]) -> str:
    version = f" v{row['version']}" if row["version"] else ""
    return f"{row['project_id'] or 'a proposal that is gone'}{version}"


def _what(row: Mapping[str, Any]) -> str:
    place, found = dotted(row["block"], row["field"]), (row["found"] or "")[:60]
    if row["kind"] == "correction":
        was = f"'{found}'" if found else "not stated"
        return f"{place} from {was} to '{row['value']}'"
    return f"'{row['rule']}'{f' in {place}' if place else ''}{f' (found: {found})' if found else ''}"


def _became(row: Mapping[str, Any]) -> str:
    run = f"taken in by {row['run_id']}" if row["run_id"] else "waits for the next run"
    return f"undone by {row['undone_by']} ({row['undone_reason']}), {run}" if row["undone_by"] else run
