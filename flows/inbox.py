"""What staff enter beside the pipeline: one JSON line each, appended under a lock; the next run takes them in."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

RELEASES, CORRECTIONS, UNDONE = "releases.jsonl", "corrections.jsonl", "undone.jsonl"
OVERRIDES = "overrides.jsonl"
LEAST_REASON = 8  # letters


def enter(data: Path, file: str, by: str, reason: str, entry: Mapping[str, object]) -> None:
    """Appends ``entry``, with who says so, why and when, to a file of the inbox.

    Raises ValueError where name or reason is missing: it stands in the record.
    """
    if not by.strip() or len(reason.strip()) < LEAST_REASON:
        raise ValueError("This needs a name (--by) and a reason of at least 8 letters (--reason): it stands in the record.")
    at = datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
    line = {**entry, "by": by.strip(), "reason": reason.strip(), "at": at}
    inbox = data / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    with (inbox / file).open("a", encoding="utf-8") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        # A line that a crash cut short must not swallow this one.
        opened.write("\n" + json.dumps(line, ensure_ascii=False) + "\n")
        opened.flush()


def inbox_lines(data: Path, file: str) -> Iterator[tuple[int, str]]:
    """The lines of a file of the inbox with their numbers, counted from 1; none where there is no such file."""
    path = data / "inbox" / file
    if not path.exists():
        return
    with path.open("rb") as opened:
        fcntl.flock(opened, fcntl.LOCK_SH)
        lines = opened.read().decode("utf-8", "replace").split("\n")  # what a reason is written with may part lines elsewhere
    yield from ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def entry_of(line: str) -> str:
    """What an entry is called: 10 hex digits, the hash of its line."""
    return hashlib.blake2b(line.strip().encode(), digest_size=5).hexdigest()


def undone(data: Path) -> dict[str, str]:
    """The entries that were undone, each with the entry that undid it; a line that cannot be read undoes nothing."""
    found: dict[str, str] = {}
    for _, line in inbox_lines(data, UNDONE):
        with suppress(ValueError, KeyError, TypeError):
            found.setdefault(str(json.loads(line)["entry"]), entry_of(line))
    return found


def broken_undoings(data: Path) -> list[str]:
    """A sentence for each line of the undone entries that cannot be read."""
    broken = []
    for number, line in inbox_lines(data, UNDONE):
        try:
            json.loads(line)["entry"]
        except (ValueError, KeyError, TypeError):
            broken.append(f"inbox/{UNDONE}, line {number}, cannot be read; what it undoes still counts. Enter it again.")
    return broken
