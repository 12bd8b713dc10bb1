"""How far a call is, and who brought it there: ``calls/NAME/history.jsonl`` in the fund's folder, only ever appended to.

Each line carries the hash of the one before it, as in the ledger. Who appends holds an exclusive lock from reading to the
flush, and what cannot follow is refused in words.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scorecards.ledger_entry import BadEntry, content_of, hash_of, sealed
from scorecards.table import QuestionError, not_found
from scorecards.warehouse import WarehouseError

# Each event: in which states it may happen ("" before the call is opened), and the state after it ("" where that stays).
EVENTS: dict[str, tuple[tuple[str, ...], str]] = {
    "open": (("",), "open"),
    "freeze": (("open",), "frozen"),
    "score": (("frozen",), "scored"),
    "panel": (("scored",), "panel"),
    "decide": (("panel", "decided"), ""),
    "approve": (("panel", "decided"), ""),
    "conclude": (("panel",), "decided"),
    "archive": (("decided",), "archived"),
}
WORDS = {
    "": "not opened", "open": "open", "frozen": "frozen", "scored": "scored", "panel": "with the panel", "decided": "decided",
    "archived": "archived",
}  # fmt: skip
FILE = "history.jsonl"
LEAST_REASON = 8
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


@dataclass(frozen=True)
class CallEntry:
    """One line of the history; ``content`` is the whole of it, ``at`` its time in UTC."""

    sequence: int
    event: str
    by: str
    reason: str
    at: datetime
    content: Mapping[str, Any]
    hash: str


@dataclass
class CallHistory:
    """The entries in their order, the ``state`` they lead to, and in ``troubles`` what is wrong with the file."""

    name: str
    entries: list[CallEntry] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    state: str = ""
    head: str = ""
    torn: bytes = b""

    def last(self, event: str) -> CallEntry | None:
        """The latest entry of this event."""
        return next((one for one in reversed(self.entries) if one.event == event), None)

    @property
    def frozen_hash(self) -> str:
        """The hash of the manifest that was frozen; "" before."""
        frozen = self.last("freeze")
        return str(frozen.content.get("manifest", "")) if frozen else ""


def call_folder(data: Path, name: str) -> Path:
    """The folder of a call. QuestionError where the name cannot be a folder's."""
    if not _NAME.fullmatch(name) or ".." in name:
        raise QuestionError(
            f"'{name}' cannot be the name of a call: it is a folder's name too. Use letters, digits, '-', '_' and '.', "
            f"beginning with a letter or digit, such as ctif-2026."
        )
    return data / "calls" / name


def call_names(data: Path) -> list[str]:
    """The calls that have a history, by name."""
    return sorted(path.parent.name for path in (data / "calls").glob(f"*/{FILE}") if _NAME.fullmatch(path.parent.name))


def read_history(data: Path, name: str) -> CallHistory:
    """The history as it stands; an empty one where the call was never opened."""
    path = call_folder(data, name) / FILE
    if not path.exists():
        return CallHistory(name)
    with path.open("rb") as opened:
        fcntl.flock(opened, fcntl.LOCK_SH)
        return history_of(name, opened.read())


def opened_call(data: Path, name: str) -> CallHistory:
    """The history of a call that was opened; NotFound, with the nearest names, for any other."""
    history = read_history(data, name)
    if not history.entries and not history.troubles:
        raise not_found("opened call", name, call_names(data))
    return history


def append(
    data: Path, name: str, event: str, by: str, reason: str, make: Callable[[CallHistory], Mapping[str, Any]]
) -> CallEntry:
    """Appends an entry, with what ``make`` gives for the history as it stands, flushed to the disk.

    Raises QuestionError where the event cannot follow or a name or reason is missing, WarehouseError where the history is not
    the one that was written; whatever ``make`` raises leaves the file untouched.
    """
    by, reason = " ".join(by.split()), reason.strip()
    if not any(sign.isalnum() for sign in by) or len(reason) < LEAST_REASON:
        raise QuestionError(
            f"This needs a name (--by) and a reason of at least {LEAST_REASON} letters (--reason): it stands in the record."
        )
    path = call_folder(data, name) / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        opened.seek(0)
        before = opened.read()
        history = history_of(name, before)
        if history.troubles:
            raise WarehouseError(
                f"Nothing is entered: the history of {name} is not as it was written. {history.troubles[0]} "
                f"Put {path.name} back from a backup; cleanfund call verify {name} tells all."
            )
        may_follow(history, event)
        at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        content = {
            "sequence": len(history.entries) + 1, "event": event, "call": name, **make(history), "by": by, "reason": reason,
            "at": at.isoformat(),
        }  # fmt: skip
        if history.torn:
            content["torn"] = hashlib.sha256(history.torn).hexdigest()
        line = sealed(content, history.head)
        written = json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace")
        try:
            content_of(written.decode("utf-8"))
        except BadEntry as error:
            raise QuestionError(f"This cannot be entered. {error.reason} Put the long part into the minutes.") from None
        opened.write((b"" if not before or before.endswith(b"\n") else b"\n") + written + b"\n")
        opened.flush()
        os.fsync(opened.fileno())
    return _entry(line)


def may_follow(history: CallHistory, event: str) -> None:
    """QuestionError, with what is possible, where ``event`` cannot happen in the call's state."""
    if history.state in EVENTS[event][0]:
        return
    possible = [one for one, (states, _) in EVENTS.items() if history.state in states]
    may = f"What can be done now: {', '.join(f'cleanfund call {one} {history.name}' for one in possible)}." if possible else ""
    end = "An archived call is not touched again." if history.state == "archived" else may
    needed = " or ".join(WORDS[state] for state in EVENTS[event][0])
    raise QuestionError(
        f"The call {history.name} is {WORDS[history.state]}; '{event}' is possible only while it is {needed}. {end}".strip()
    )


def history_of(name: str, content: bytes) -> CallHistory:
    """The history in the bytes of a file."""
    history = CallHistory(name)
    lines = [(number, raw) for number, raw in enumerate(content.split(b"\n"), 1) if raw.strip()]
    fragment, broken_at = b"", 0
    for place, (number, raw) in enumerate(lines):
        try:
            line = content_of(raw.decode("utf-8"))
        except (BadEntry, UnicodeDecodeError):
            if place == len(lines) - 1 and not content.endswith(b"\n"):
                history.torn = raw  # a crash cut it short; it never counted
            else:
                fragment, broken_at = raw, number
            continue
        if fragment and line.get("torn") != hashlib.sha256(fragment).hexdigest():
            history.troubles.append(f"Line {broken_at} cannot be read, and no entry accounts for it.")
        fragment = b""
        _take(history, line, number)
    if fragment:
        history.troubles.append(f"Line {broken_at} cannot be read.")
    return history


def _take(history: CallHistory, line: Mapping[str, Any], number: int) -> None:
    """Takes a line into the history, or says why it is not one of it."""
    try:
        entry = _entry(line)
    except (KeyError, TypeError, ValueError):
        history.troubles.append(f"Line {number} is no entry of a call.")
        return
    if entry.hash != hash_of(line):
        history.troubles.append(f"Line {number} ({entry.event} by {entry.by}) was changed after it was written.")
        return
    if entry.sequence != len(history.entries) + 1 or line.get("prev", "") != history.head or line.get("call") != history.name:
        said = f"Line {number} (entry {entry.sequence}, {entry.event}) does not follow the line before it: lines were taken out,"
        history.troubles.append(f"{said} put in or moved.")
    if history.state not in EVENTS[entry.event][0]:
        history.troubles.append(f"Line {number}: '{entry.event}' cannot happen to a call that is {WORDS[history.state]}.")
        return
    history.entries.append(entry)
    history.head = entry.hash
    history.state = EVENTS[entry.event][1] or history.state


def _entry(line: Mapping[str, Any]) -> CallEntry:
    if line["event"] not in EVENTS or not isinstance(line["sequence"], int):
        raise ValueError(line["event"])
    at = datetime.fromisoformat(str(line["at"]))
    return CallEntry(line["sequence"], str(line["event"]), str(line["by"]), str(line["reason"]), at, line, str(line["hash"]))
