"""A release from quarantine: somebody takes the responsibility, by name and with a reason, for one finding of one content."""

from __future__ import annotations

import fcntl
import json
from pathlib import Path

from flows.settle import utc_now


def release(data: Path, content: str, rule: str, field: str, by: str, reason: str, block: str = "", found: str = "") -> None:
    """Appends a release to the inbox; the next run takes it in.

    Raises ValueError where name or reason is missing.
    """
    if not by.strip() or len(reason.strip()) < 8:
        raise ValueError("A release needs a name (--by) and a reason of at least 8 letters (--reason): it stands in the record.")
    line = {
        "content": content,
        "rule": rule,
        "block": block,
        "field": field,
        "found": found,
        "by": by.strip(),
        "reason": reason.strip(),
        "at": utc_now().isoformat(timespec="seconds"),
    }
    inbox = data / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    with (inbox / "releases.jsonl").open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        # A line that a crash cut short must not swallow this one.
        file.write("\n" + json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
