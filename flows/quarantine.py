"""A release from quarantine: somebody takes the responsibility, by name and with a reason, for one finding of one content."""

from __future__ import annotations

from pathlib import Path

from flows.inbox import enter


def release(data: Path, content: str, rule: str, field: str, by: str, reason: str, block: str = "", found: str = "") -> None:
    """Appends a release to the inbox; the next run takes it in. Raises ValueError where name or reason is missing."""
    entry = {"content": content, "rule": rule, "block": block, "field": field, "found": found}
    enter(data, "releases.jsonl", by, reason, entry)
