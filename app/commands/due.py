"""``cleanfund ledger due``: the work list of the next quarter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.errors import UserError
from app.grid import Shown, grid
from app.options import DEFAULT, Options
from app.output import emit
from scorecards.ledger_money import FUND
from scorecards.table import Table
from scorecards.warehouse import NothingPublished, open_snapshot

if TYPE_CHECKING:
    from rich.console import Console

_MILLION = 1_000_000
_HEADS = {"overdue": "Overdue", "waiting": "Waiting for a milestone that is overdue", "open": "Without a day of their own"}


def due(*, on: str | None = None, quarters: int = 1, options: Options = DEFAULT) -> None:
    """What falls due: milestones, the payments they release, reports, and what decisions wait for.

    What is overdue comes first; then the rest of this quarter and the next one, each named by its months.

    Parameters
    ----------
    on:
        As it stood on this day, such as 2029-01-15; by default today (UTC). Later entries and reports do not count.
    quarters:
        How many quarters after that day's own.
    """
    from datetime import UTC, date, datetime

    from scorecards.ledger_file import read_ledger
    from scorecards.ledger_query import seen_in
    from scorecards.outcomes_reported import reported
    from scorecards.query import run_of
    from scorecards.work_list import MOST_QUARTERS, DueQuestion, decisions_in, due_table

    try:
        day = date.fromisoformat(on.strip()) if on else datetime.now(UTC).date()
    except ValueError:
        raise UserError(f"--on is '{on}', which is no date.", then="write it as 2029-01-15") from None
    if not 1900 < day.year < 9000:
        raise UserError(f"--on is {day}, which is not of our time.", then="correct the year")
    if not 0 <= quarters <= MOST_QUARTERS:
        raise UserError(f"--quarters is {quarters}; it may be 0 to {MOST_QUARTERS}.", then="0 is the rest of the quarter alone")
    try:
        with open_snapshot(options.data) as snapshot:
            run, seen = run_of(snapshot), seen_in(snapshot)
            reports, decisions = reported(snapshot, day), decisions_in(snapshot, day)
    except NothingPublished:  # the ledger alone is asked
        run, seen, reports, decisions = "", {}, {}, []
    table = due_table(read_ledger(options.data, seen).entries, reports, decisions, DueQuestion(day, quarters), run)
    emit(table, options, due_view)


def due_view(console: Console, table: Table) -> None:
    """What is overdue, then a table a quarter, then what has no day; and what all payments come to."""
    heads: dict[str, list[Mapping[str, Any]]] = {}
    for row in table.rows:
        named = f"{row['quarter']} (US {row['us_fiscal_year']}, Japan {row['japan_fiscal_year']})"
        heads.setdefault(_HEADS.get(row["state"], named), []).append(row)
    for head, rows in heads.items():
        shown = [one for one in _SHOWN if one.head not in ("due", "days") or head != _HEADS["open"]]
        grid(console, shown, rows, head)
    payments = sum(row["amount_fund"] or 0 for row in table.rows if row["kind"] == "payment")
    if payments:
        console.print(f"\nall payments on the list, once released: {payments / _MILLION:,.2f} M {FUND}", style="dim")
    if table.rows:
        console.print(f"as of {table.asked['on']}, up to {table.asked['until']}", style="dim")


def _amount(row: Mapping[str, Any]) -> str:
    return f"{row['amount'] / _MILLION:,.2f} M {row['currency']}" if row["amount"] else ""


_SHOWN = (
    Shown("what", lambda row: row["kind"], key=True),
    Shown("project", lambda row: row["project_id"], key=True),
    Shown("due", lambda row: str(row["due"]), key=True),
    Shown("days", lambda row: f"{row['days']:,}", right=True),
    Shown("of", lambda row: row["item"], wide=1, folds=True, key=True),
    Shown("amount", _amount, right=True, key=True),
    Shown("", lambda row: row["text"], wide=2, folds=True, key=True),
)
