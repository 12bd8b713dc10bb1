"""A statement of the user's own, against a snapshot that is read-only and sees no other file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorecards.query import run_of
from scorecards.table import Column, QuestionError, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def sql(connection: DuckDBPyConnection, text: str) -> Table:
    """The answer to a statement of the user's own; the snapshot is read-only and sees no other file.

    QuestionError where DuckDB refuses it, with DuckDB's own words.
    """
    import duckdb

    if not text.strip(" \n\t;"):
        raise QuestionError('The statement is empty. Begin with: cleanfund sql "show tables"')
    try:
        answer = connection.execute(text)
        names = [str(column[0]) for column in answer.description or ()]
        kinds = [str(column[1]) for column in answer.description or ()]
        found = answer.fetchall() if names else []
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.Error as error:
        said = str(error).replace("\n\n", "\n")
        raise QuestionError(
            f"DuckDB refuses this statement: {said}\nA snapshot can only be read, and sees no file but itself. "
            f'Tables: cleanfund sql "show tables"; columns: cleanfund sql "describe scorecard_latest"'
        ) from None
    unique = _unique(names)
    shape = [Column(name, "", f"as asked, {kind}") for name, kind in zip(unique, kinds, strict=True)]
    notes = [] if names else ["The statement answers nothing."]
    return Table("sql/1", run_of(connection), shape, [dict(zip(unique, row, strict=True)) for row in found], {"sql": text}, notes)


def _unique(names: list[str]) -> list[str]:
    """Two columns of one name would be one key: the second becomes name_2."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return result
