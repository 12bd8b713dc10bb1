"""Tables to and from Parquet, through a connection that somebody else has opened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def fill_from_parquet(connection: DuckDBPyConnection, path: Path) -> None:
    """Adds the rows of a Parquet file to the table that it is named after; columns go by their names."""
    connection.execute(f'INSERT INTO "{path.stem}" BY NAME SELECT * FROM read_parquet(?)', [str(path)])  # noqa: S608 - our own names


def write_parquet(connection: DuckDBPyConnection, query: str, values: Sequence[Any], path: Path) -> int:
    """Writes the answer to ``query`` as Parquet, also from a snapshot that may touch no file; returns the number of rows."""
    import pyarrow.parquet

    answer = connection.sql(query, params=list(values)).to_arrow_table()
    pyarrow.parquet.write_table(answer, path, compression="zstd")
    return int(answer.num_rows)
