"""A proposal taken back: by the applicant's own file (field ``withdrawn``), or entered by staff on their word."""

from __future__ import annotations

from pathlib import Path

from flows.inbox import enter

WITHDRAWALS = "withdrawals.jsonl"


def withdraw(data: Path, project_id: str, version: int, by: str, reason: str) -> None:
    """Appends a withdrawal of ``version`` and all before it to the inbox; a later version stands again.

    Raises ValueError where name or reason is missing.
    """
    enter(data, WITHDRAWALS, by, reason, {"project_id": project_id, "version": version})
