"""The one door to DuckDB.

The pipeline alone opens ``warehouse/pipeline.duckdb``. Everybody else opens a snapshot: an immutable file named after
its run, found through the text file ``published/CURRENT``. A file replaced in place would not do: a process that has
it open goes on reading the old one.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from scorecards.call_tables import fill_from_parquet

if TYPE_CHECKING:
    Connection = duckdb.DuckDBPyConnection  # for rooms above, which name the type and never the library

END_OF_RUN = "UPDATE run SET status = ?, finished = ?, counts = ?, stages = ? WHERE run_id = ?"
STORAGE_VERSION = "v1.4.0"  # so that the tools people have can open a snapshot
# Given when opening, not set afterwards: connections of one process to one file share their settings.
READERS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "enable_external_access": False,
    "lock_configuration": True,
}
RUN_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,63}")
PARQUET_TABLES = ("scorecard_latest", "answer_latest", "point_latest", "claim_latest", "quarantine_latest")


class WarehouseError(Exception):
    """The warehouse cannot be used as asked; the message says what to do next."""


class Busy(WarehouseError):
    """Another process is writing; try again."""


class NothingPublished(WarehouseError):
    """There is no snapshot yet, or none of that name."""


def migrations() -> list[tuple[int, str]]:
    """The numbered SQL files beside this one, as (number, text), in order."""
    files = sorted(f.name for f in resources.files("scorecards.sql").iterdir() if f.name[:3].isdigit())
    return [(int(name[:3]), resources.files("scorecards.sql").joinpath(name).read_text(encoding="utf-8")) for name in files]


class Warehouse:
    """The pipeline's own database, open for writing; one process at a time."""

    def __init__(self, data: Path, memory_mb: int = 600):
        self.data = data
        self.path = data / "warehouse" / "pipeline.duckdb"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.connection = duckdb.connect(str(self.path), config={"memory_limit": f"{memory_mb}MB", "threads": 2})
        except duckdb.IOException as error:
            if "lock" in str(error).lower():
                raise Busy("Another run is writing to the warehouse. Wait for it to end, then try again.") from None
            raise WarehouseError(f"{self.path.name} cannot be opened: {error} Run 'cleanfund doctor'.") from None
        self._depth = 0
        self._migrate()

    def _migrate(self) -> None:
        self.connection.execute("CREATE TABLE IF NOT EXISTS schema_version (number INTEGER PRIMARY KEY)")
        have = {number for (number,) in self.connection.execute("SELECT number FROM schema_version").fetchall()}
        known = migrations()
        if have - {number for number, _ in known}:
            raise WarehouseError(
                f"{self.path.name} was written by a newer cleanfund (schema {max(have)}, this one knows {known[-1][0]}). "
                f"Install the newer version."
            )
        for number, text in known:
            if number not in have:
                with self.transaction():
                    self.connection.execute(text)
                    self.connection.execute("INSERT INTO schema_version (number) VALUES (?)", [number])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; inside another transaction, a part of that."""
        if self._depth:
            yield
            return
        self._depth += 1
        try:
            self.connection.execute("BEGIN TRANSACTION")
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        finally:
            self._depth -= 1

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """A transaction that is always taken back: to tell what would change."""
        self._depth += 1
        self.connection.execute("BEGIN TRANSACTION")
        try:
            yield
        finally:
            self.connection.execute("ROLLBACK")
            self._depth -= 1

    def insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Adds ``rows``; every row names the same columns."""
        if not rows:
            return
        with self._incoming(rows) as names:
            columns = ", ".join(f'"{name}"' for name in names)
            self.connection.execute(f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM incoming')  # noqa: S608 - our own names

    def insert_temporary(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """A table of ``rows`` that lives until ``drop_temporary``: for statements about many keys at once."""
        with self._incoming(rows):
            self.connection.execute(f'CREATE OR REPLACE TEMP TABLE "{table}" AS SELECT * FROM incoming')  # noqa: S608 - our own names

    @contextmanager
    def _incoming(self, rows: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
        """``rows`` as the view ``incoming``; gives the names of its columns."""
        import pyarrow

        incoming = pyarrow.Table.from_pylist([dict(row) for row in rows])
        self.connection.register("incoming", incoming)
        try:
            yield incoming.column_names
        finally:
            with suppress(duckdb.Error):  # after an error nothing can be said until the transaction ends
                self.connection.unregister("incoming")

    def drop_temporary(self, table: str) -> None:
        """Ends a temporary table."""
        self.connection.execute(f'DROP TABLE IF EXISTS temp."{table}"')

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The answer to ``query`` as dicts."""
        return rows(self.connection, query, values)

    def execute(self, query: str, values: Sequence[Any] = ()) -> None:
        """Runs a statement whose answer nobody needs."""
        self.connection.execute(query, list(values))

    def load_parts(self, parts: Sequence[Path], run_id: str) -> None:
        """Loads staged Parquet parts (see ``flows/assess.py``) and writes them into the ledger, in one transaction."""
        with self.transaction():
            self.connection.execute(
                "CREATE OR REPLACE TEMP TABLE staged AS SELECT parse_filename(filename) AS part, ? AS run_id, "
                "* EXCLUDE (filename, draws) FROM read_parquet(?, filename = true)",
                [run_id, [str(path) for path in parts]],
            )
            self.connection.execute(resources.files("scorecards.sql").joinpath("load.sql").read_text(encoding="utf-8"))
            self.connection.execute("DROP TABLE temp.staged")

    def publish(self, run_id: str, ended: Sequence[Any]) -> Path:
        """Makes the state visible as ``published/<run_id>.duckdb``: at once or not at all.

        ``ended`` are the values of END_OF_RUN, which the snapshot already holds.
        """
        folder = self.data / "published"
        folder.mkdir(parents=True, exist_ok=True)
        target, half = folder / f"{run_id}.duckdb", folder / f".{run_id}.duckdb.tmp"
        half.unlink(missing_ok=True)
        name = rows(self.connection, "SELECT current_database() AS name")[0]["name"]
        self.connection.execute(f"ATTACH '{_quoted(half)}' AS snapshot_file (STORAGE_VERSION '{STORAGE_VERSION}')")
        try:
            self.connection.execute(f'COPY FROM DATABASE "{name}" TO snapshot_file')
            self.connection.execute("USE snapshot_file")
            self.connection.execute("CREATE TABLE snapshot AS SELECT ? AS run_id", [run_id])
            self.connection.execute(END_OF_RUN, list(ended))
            self.connection.execute(resources.files("scorecards.sql").joinpath("latest.sql").read_text(encoding="utf-8"))
            self._write_parquet(folder / f".{run_id}.tmp")
        finally:
            self.connection.execute(f'USE "{name}"')
            self.connection.execute("DETACH snapshot_file")
        _flush(half)
        (folder / f".{run_id}.tmp").replace(folder / run_id)
        half.replace(target)
        _flush(folder)
        _write_whole(folder / "CURRENT", run_id + "\n")
        return target

    def _write_parquet(self, folder: Path) -> None:
        folder.mkdir()
        for table in PARQUET_TABLES:
            self.connection.execute(f"COPY {table} TO '{_quoted(folder / table)}.parquet' (FORMAT parquet, COMPRESSION zstd)")

    def close(self) -> None:
        """Ends the use of the database and lets the lock go."""
        self.connection.close()
        del self.connection  # what lives until the interpreter ends is reported as leaked


def current_run(data: Path) -> str:
    """The id of the run that staff see now; NothingPublished where there is none."""
    try:
        name = (data / "published" / "CURRENT").read_text(encoding="utf-8", errors="replace").strip()
        if not RUN_ID.fullmatch(name):
            raise WarehouseError(
                f"published/CURRENT names no run. The snapshots are {', '.join(snapshots(data)[-3:]) or 'none'}: "
                f"ask with --as-of, or run 'cleanfund run', which writes it anew."
            )
        return name
    except FileNotFoundError:
        raise NothingPublished(
            f"Nothing is published under {data} yet. Run 'cleanfund run' (or 'cleanfund demo') first."
        ) from None


def snapshots(data: Path) -> list[str]:
    """The ids of the runs that have a snapshot, oldest first."""
    return sorted(path.stem for path in (data / "published").glob("*.duckdb") if not path.name.startswith("."))


def open_snapshot(data: Path, run: str | None = None) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the snapshot of ``run``, by default the current one; it can touch no other file."""
    for attempt in range(3):
        name = run or current_run(data)
        path = data / "published" / f"{name}.duckdb"
        if RUN_ID.fullmatch(name) and path.is_file():
            try:
                return duckdb.connect(str(path), read_only=True, config=READERS)
            except duckdb.Error as error:
                others = ", ".join(one for one in snapshots(data)[-3:] if one != name) or "there is none"
                raise WarehouseError(
                    f"The snapshot {path.name} cannot be opened: {str(error).splitlines()[0]} "
                    f"Ask an earlier one with --as-of ({others}), or run 'cleanfund run'."
                ) from None
        if run is None:
            time.sleep(0.05 * (attempt + 1))  # the pointer moved between the two reads
    known = ", ".join(snapshots(data)[-5:]) or "none"
    raise NothingPublished(f"There is no snapshot '{name}'. The latest are: {known}.")


def open_frozen(tables: Sequence[Path], run: str) -> duckdb.DuckDBPyConnection:
    """The frozen tables of a call in memory, asked as a snapshot is; each Parquet file is named after its table."""
    connection = duckdb.connect(config={"threads": 1})
    for _, text in migrations():
        connection.execute(text)
    try:
        for path in tables:
            fill_from_parquet(connection, path)
    except duckdb.Error as error:
        connection.close()
        raise WarehouseError(
            f"{path.name} of the frozen call cannot be read: {str(error).splitlines()[0]} It may have been frozen by a newer "
            f"cleanfund; cleanfund call verify tells whether it is as it was written."
        ) from None
    connection.execute("CREATE TABLE snapshot AS SELECT ? AS run_id", [run])
    connection.execute(resources.files("scorecards.sql").joinpath("latest.sql").read_text(encoding="utf-8"))
    connection.execute("SET enable_external_access = false; SET lock_configuration = true")
    return connection


def has_table(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether this snapshot holds the table: an older one may not."""
    return bool(rows(connection, "SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [name]))


def rows(connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """The answer to ``query`` as dicts, without pandas."""
    answer = connection.execute(query, list(values))
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_whole(path: Path, text: str) -> None:
    half = path.with_name(f".{path.name}.tmp")
    with half.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    _flush(path.parent)
