"""Where a dry run writes: a temporary folder with the warehouse as a copy and the landing zone as links, thrown away at its end.

So a rehearsal knows all that the run would know, and nothing in the fund's folder changes, not even on its first day.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scorecards.warehouse import Busy

DATABASE = ("pipeline.duckdb", "pipeline.duckdb.wal")  # the log holds what is not in the file yet


@contextmanager
def rehearsal_folder(data: Path) -> Iterator[Path]:
    """A folder with what the pipeline has kept below ``data``; raises Busy where another run is writing it."""
    with tempfile.TemporaryDirectory(prefix="cleanfund-") as name:
        home = Path(name)
        (home / "warehouse").mkdir()
        if (data / "warehouse" / DATABASE[0]).exists():
            _copy_database(data / "warehouse", home / "warehouse")
        # Whatever lands takes the place of a link: files there are replaced, never written into.
        for folder, _, files in os.walk(data / "landing"):
            here = home / Path(folder).relative_to(data)
            here.mkdir(parents=True)
            for file in files:
                (here / file).symlink_to(Path(folder, file).absolute())
        yield home


def _copy_database(there: Path, here: Path) -> None:
    with (there / DATABASE[0]).open("rb") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)  # as DuckDB locks it
        except OSError:
            raise Busy("Another run is writing to the warehouse. Wait for it to end, then try again.") from None
        # Not by name: closing another handle of the file would let the lock go.
        with (here / DATABASE[0]).open("wb") as copy:
            shutil.copyfileobj(file, copy, 4 << 20)
        if (there / DATABASE[1]).exists():
            shutil.copyfile(there / DATABASE[1], here / DATABASE[1])
