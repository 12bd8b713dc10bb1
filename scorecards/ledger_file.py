"""The file of the ledger: ``ledger/ledger.jsonl`` in the fund's folder, a line an entry, only ever appended to.

Who appends holds an exclusive lock from reading the last entry to the flush of the new one, so that two people at two terminals
can neither share a number nor break the chain.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from scorecards.ledger_chain import LOST, Chain, Seen, read_chain
from scorecards.ledger_entry import Entry, entry_of, sealed
from scorecards.warehouse import WarehouseError

FILE = "ledger.jsonl"


def ledger_path(data: Path) -> Path:
    """Where a fund's ledger lies."""
    return data / "ledger" / FILE


def read_ledger(data: Path, seen: Mapping[int, Seen] | None = None) -> Chain:
    """The ledger as it stands, checked against what earlier runs have ``seen``; an empty one where there is no file."""
    path = ledger_path(data)
    if not path.exists():
        return read_chain(b"", seen)
    with path.open("rb") as opened:
        fcntl.flock(opened, fcntl.LOCK_SH)
        content = opened.read()
    return read_chain(content, seen)


def append(data: Path, make: Callable[[Chain], Mapping[str, Any]], seen: Mapping[int, Seen] | None = None) -> Entry:
    """Appends the entry that ``make`` gives for the ledger as it stands, numbered, chained and flushed to the disk.

    What ``make`` raises leaves the file untouched. So does WarehouseError: what earlier runs have ``seen`` is gone or another,
    and an entry behind it would not count. A last line that a crash cut short stays as it is; the new entry names its hash,
    so that the fragment is accounted for and can be changed no more.
    """
    path = ledger_path(data)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        opened.seek(0)
        before = opened.read()
        chain = read_chain(before, seen)
        lost = next((one for one in chain.troubles if one.rule in LOST), None)
        if lost:
            said = "Nothing is entered: the ledger is not the one that the runs have read."
            raise WarehouseError(f"{said} {lost.reason} {lost.remedy}")
        content = {"sequence": chain.last + 1, **make(chain)}
        if chain.torn:
            content["torn"] = hashlib.sha256(chain.torn).hexdigest()
        entry = sealed(content, chain.head)
        read = entry_of(entry)
        line = json.dumps(entry, ensure_ascii=False).encode("utf-8") + b"\n"
        opened.write((b"" if not before or before.endswith(b"\n") else b"\n") + line)
        opened.flush()
        os.fsync(opened.fileno())
    if not before:
        _flush(path.parent)
    return read


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
