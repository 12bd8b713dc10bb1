"""A source that is no folder of this machine: any address that fsspec knows (s3, gs, abfs, sftp, http ...).

A server that does not answer in time, or not at all, is said; what came from it before stands, and the run goes on.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from flows import half_written, readers
from flows.far_files import AT_ONCE, Far, Unreached, far_file, list_files, said_by, timeout, tried
from flows.landing import Arrival, Landing, Seen, keep_stream, mark_of, place, too_big
from flows.patience import within
from flows.sources import Source

LEAST_SPEED = 100_000  # [bytes/s] below which a download is given up
SETTLED_S = 2.0
# Their servers show a file under its name while it still grows.
NOT_ATOMIC = ("sftp", "ftp", "http", "smb", "webdav")


def look_far(
    data: Path, source: Source, landing: Landing, seen: Seen, folders: set[Path], sleep: Callable[[float], None] = time.sleep
) -> None:
    """Takes what is new at the source's address into ``landing``; the folders written to are added to ``folders``."""
    try:
        system, files = list_files(source, sleep)
    except Unreached as error:
        landing.unreached.append((source, str(error)))
        return
    found: list[tuple[Arrival, str]] = []
    wanted: list[tuple[Far, str]] = []
    for far in files:
        full = landing.name_of(source, far.name)
        known = seen.get((source.kind, source.address, full))
        age = time.time() - far.changed if far.changed is not None else half_written.YOUNG_S
        if half_written.unfinished_name(far.name):
            landing.left.append((source.kind, full, half_written.UNFINISHED_NAME))
        elif half_written.passed_over(far.name):
            continue
        elif known and known["signature"] == far.signature != "" and _at_hand(data, source, full, known):
            found.append((_arrival(data, source, full, known["sha256"], known["bytes"]), far.signature))
        elif far.size is not None and too_big(source.kind, full, far.size):
            found.append((_arrival(data, source, full, mark_of(far.signature.encode(), far.size), far.size), far.signature))
        elif source.protocol in NOT_ATOMIC and age < half_written.YOUNG_S:
            landing.left.append((source.kind, full, half_written.YOUNG))
        else:
            wanted.append((far, full))
    kept = _Kept(data, source, system, folders, sleep)
    # Only drivers that are made for it are asked for several files at once.
    with ThreadPoolExecutor(AT_ONCE if getattr(system, "async_impl", False) else 1) as pool:
        for (far, full), outcome in zip(wanted, pool.map(lambda pair: kept.fetched(*pair), wanted), strict=True):
            if isinstance(outcome, str):
                (landing.left if outcome == half_written.CHANGED else landing.unopened).append((source.kind, full, outcome))
                continue
            # Where a server tells by its clock alone, a change within its last ticks would not be seen.
            settled = far.signature.startswith("tag") or far.changed is None or far.changed < time.time() - SETTLED_S
            found.append((outcome, far.signature if settled else ""))
    for arrival, signature in sorted(found, key=lambda pair: pair[0].name.split("/")):
        landing.take(arrival, signature)


def _at_hand(data: Path, source: Source, name: str, known: Any) -> bool:
    return too_big(source.kind, name, known["bytes"]) or place(data, known["sha256"]).exists()


def _arrival(data: Path, source: Source, name: str, sha256: str, size: int) -> Arrival:
    return Arrival(source.kind, name, sha256, size, place(data, sha256), source.address)


class _Kept:
    """Fetches files of one source into the landing zone."""

    def __init__(self, data: Path, source: Source, system: Any, folders: set[Path], sleep: Callable[[float], None]):
        self.data, self.source, self.system, self.folders, self.sleep = data, source, system, folders, sleep
        self.lock = threading.Lock()

    def fetched(self, far: Far, full: str) -> Arrival | str:
        """The file as it landed, or why it did not."""
        most = readers.most_bytes(self.source.kind, full)
        seconds = timeout(self.source) + (far.size or most) / LEAST_SPEED
        seed = f"{self.source.address} {far.name}"
        try:
            sha256, size, after = tried(lambda: within(seconds, lambda: self._copied(far, most)), seed, self.sleep)
        except Exception as error:  # noqa: BLE001 - every driver raises errors of its own
            return said_by(error)
        if after.signature != far.signature or (far.size is not None and size != far.size):
            return half_written.CHANGED
        return _arrival(self.data, self.source, full, sha256, size)

    def _copied(self, far: Far, most: int) -> tuple[str, int, Far]:
        # Not every server gives parts of a file: over http it is read as it flows.
        with self.system.open(far.path, "rb", block_size=0 if self.source.protocol == "http" else 5 << 20) as file:
            folders: set[Path] = set()
            sha256, size = keep_stream(self.data, file, folders, most)
        with self.lock:
            self.folders |= folders
        return sha256, size, far_file(far.name, self.system.info(far.path))
