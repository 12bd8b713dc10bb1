"""``cleanfund sql``: a question of the user's own."""

from __future__ import annotations

from app.grid import plain_view
from app.options import DEFAULT, AsOf, Options
from app.output import emit
from scorecards.own_sql import sql as asked
from scorecards.warehouse import open_snapshot


def sql(statement: str, *, as_of: AsOf = None, options: Options = DEFAULT) -> None:
    """Your own question, read-only, on the published snapshot.

    Begin with: cleanfund sql "show tables". The tables ending in _latest are the run's own.

    Parameters
    ----------
    statement:
        In DuckDB's SQL; it can change nothing and read no other file.
    as_of:
        As this run saw it, by default the last.
    """
    with open_snapshot(options.data, as_of) as snapshot:
        table = asked(snapshot, statement)
    emit(table, options, plain_view)
