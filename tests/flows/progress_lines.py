"""Lines of progress reports, and what is read of them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flows.landing import Arrival
from flows.progress_reports import read_progress

HEAD = "project,period,reported_on,section,item,value,unit,due,met,note\n"
Q1 = "H-1,2025-Q1,2025-04-20,"
Q2 = "H-1,2025-Q2,2025-07-20,"


def arrival(folder: Path, name: str, content: bytes) -> Arrival:
    kept = folder / name
    kept.write_bytes(content)
    return Arrival("progress", name, hashlib.sha256(content).hexdigest(), len(content), kept)


def read_lines(folder: Path, *files: str) -> tuple[list, list]:
    """Rows and troubles of the lines of one file, or of several files."""
    arrivals = [arrival(folder, f"{n}.csv", (HEAD + text).encode()) for n, text in enumerate(files)]
    rows, troubles = read_progress(arrivals)
    return rows, [trouble for _, _, trouble in troubles]
