"""``cleanfund review``: points that somebody sets in the place of the reviewers', and the list of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.errors import UserError
from app.grid import Shown, grid
from app.options import DEFAULT, AsOf, Options
from app.output import emit, say
from app.text import number
from scorecards.overrides import overridden
from scorecards.query import project_named
from scorecards.table import Table, not_found
from scorecards.warehouse import has_table, open_snapshot, rows

if TYPE_CHECKING:
    from rich.console import Console


def override(project: str, criterion: str, points: float, *, by: str, reason: str, options: Options = DEFAULT) -> None:
    """Set points in the place of the reviewers'; the next run takes it in, and every report shows who, when and why.

    The reviewers' own points are kept beside it. Points that follow from an answer cannot be set: mend the facts instead.

    Parameters
    ----------
    project:
        The project's number.
    criterion:
        As the reviewers call it, such as maturity_technical.
    points:
        From 0 to the criterion's maximum.
    by:
        Who takes the responsibility.
    reason:
        Why; at least 8 letters: it stands in the record.
    """
    with open_snapshot(options.data) as snapshot:
        name = project_named(snapshot, project)
        query = "SELECT review, points, points_reviewed, maximum FROM point_latest WHERE project_id = ? AND review <> ''"
        parts = {row["review"]: row for row in rows(snapshot, query, [name])}
        stands = rows(snapshot, "SELECT version FROM scorecard_latest WHERE project_id = ?", [name])
        barred = has_table(snapshot, "conflict_of_interest") and rows(
            snapshot,
            "SELECT file, place FROM conflict_of_interest WHERE project_id = ? AND lower(reviewer) = lower(trim(?))",
            [name, by],
        )
    if criterion not in parts:
        raise not_found("criterion that reviewers judge", criterion, parts)
    highest = parts[criterion]["maximum"]
    if not 0 <= points <= highest:
        raise UserError(f"{criterion} may have 0 to {highest:g} points, not {points:g}.")
    if barred:
        where = f"{barred[0]['file']}, {barred[0]['place']}"
        raise UserError(f"{by.strip()} has declared a conflict of interest on {name} ({where}). Somebody else must decide.")
    from flows.review_overrides import override as enter

    try:
        enter(options.data, name, criterion, points, by, reason, stands[0]["version"])
    except ValueError as error:  # the name or the reason is not enough
        raise UserError(str(error)) from None
    before = parts[criterion]["points"]
    was = "none" if before is None else f"{before:g}"
    say(f"{criterion} of {name}: {points:g} points in place of {was}. The next 'cleanfund run' takes it in.", options)


def overrides(project: str | None = None, *, as_of: AsOf = None, options: Options = DEFAULT) -> None:
    """Points that stand in the place of the reviewers': from, to, the effect on score and rank, who, why and when.

    Parameters
    ----------
    project:
        The project's number, by default all.
    as_of:
        As this run saw it, by default the last.
    """
    with open_snapshot(options.data, as_of) as snapshot:
        table = overridden(snapshot, project_named(snapshot, project) if project else None)
        taken = {row["entry"] for row in rows(snapshot, "SELECT entry FROM taken_in")}
    emit(table, options, overrides_view)
    from flows.review_overrides import waiting_overrides

    if waiting := waiting_overrides(options.data, taken):
        say(f"Waiting for the next 'cleanfund run': {', '.join(waiting)}.", options)


def undo(entry: str, *, by: str, reason: str, options: Options = DEFAULT) -> None:
    """Take back an override; the next run gives the reviewers' points back. The entry itself stays in the record.

    Parameters
    ----------
    entry:
        What it is called, as 'review overrides' names it.
    by:
        Who takes it back.
    reason:
        Why; at least 8 letters: it stands in the record.
    """
    from flows.inbox_list import undo as enter
    from flows.review_overrides import waiting_overrides

    with open_snapshot(options.data) as snapshot:
        known = [row["entry"] for row in overridden(snapshot).rows if row["entry"]]
    known += waiting_overrides(options.data, set(known))
    if entry not in known:
        raise not_found("override", entry, known)
    try:
        enter(options.data, entry, by, reason)
    except ValueError as error:  # the name or the reason is not enough
        raise UserError(str(error)) from None
    say(f"Undone: {entry}. The next 'cleanfund run' takes it in.", options)


def overrides_view(console: Console, table: Table) -> None:
    """The overrides on a terminal, one a line."""
    if not table.rows:
        console.print("Nobody has set points in the place of the reviewers'.")
        return
    grid(
        console,
        [
            Shown("entry", lambda row: row["entry"] or row["source"]),
            Shown("project", lambda row: row["project_id"], key=True),
            Shown("criterion", lambda row: row["criterion"], wide=1, folds=True, key=True),
            Shown("from", lambda row: number(row["points_reviewed"]), right=True, key=True),
            Shown("to", lambda row: number(row["points"]), right=True, key=True),
            Shown("score", lambda row: "" if row["score_effect"] is None else f"{row['score_effect']:+g}", right=True),
            Shown("rank", _rank, right=True),
            Shown("by", lambda row: row["by_whom"], wide=1, folds=True, key=True),
            Shown("when", lambda row: row["decided_at"][:10]),
            Shown("why", lambda row: row["reason"], wide=2, folds=True, key=True),
        ],
        table.rows,
    )


def _rank(row: Mapping[str, Any]) -> str:
    if not row["stands"]:
        return "replaced"
    return "" if row["rank"] is None else f"{row['rank_reviewed']} to {row['rank']}"
