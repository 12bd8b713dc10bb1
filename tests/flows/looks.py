"""A look at the folder of a source, and files put into it."""

from __future__ import annotations

import os
import time
from pathlib import Path

from flows.landing import look
from flows.sources import sources_of


def looked(data: Path, seen=None):
    return look(data, sources_of({}, data), seen)


def put(data: Path, name: str, content: bytes = b"id: A-1\n", kind: str = "proposals", age: float = 60) -> Path:
    path = data / kind / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (time.time() - age,) * 2)
    return path
