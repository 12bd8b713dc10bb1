"""What became of each proposal in a run: new, corrected, refused, accepted, withdrawn, late, or told to be another's double."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flows.between_proposals import RESUBMITTED, STILL_READ
from flows.between_versions import OTHER_APPLICANT
from scorecards.warehouse import Warehouse

LATE = "form.late"
# Of doubles a list names the projects alone; the scorecard tells what they share.
WORDS = {LATE: "late:", RESUBMITTED: "may be one project with", OTHER_APPLICANT: "another applicant:"}
NEW, CORRECTED, REPLACED = "new", "corrected", "read anew"
ACCEPTED, REFUSED, WITHDRAWN = "accepted", "refused", "withdrawn"


@dataclass(frozen=True)
class State:
    """One version of a proposal as it stands: its status, title and file."""

    status: str
    title: str
    file: str


Portrait = dict[tuple[str, int, str], State]


def portrait(warehouse: Warehouse) -> Portrait:
    """Every version of every proposal by project, version and content."""
    return {
        (row["project_id"], row["version"], row["content"]): State(row["status"], row["title"] or "", row["file"])
        for row in warehouse.rows(
            f"SELECT project_id, version, content, status, title, file FROM proposal WHERE {STILL_READ}"  # noqa: S608
        )
    }


def changes(before: Portrait, after: Portrait, warehouse: Warehouse) -> list[dict[str, Any]]:
    """One row a version that is not as it was, by project and version: what it is, and what was said of it."""
    versions: dict[str, set[int]] = {}
    for project, version, _ in before:
        versions.setdefault(project, set()).add(version)
    said = _said(warehouse)
    found = []
    for key in sorted(after):
        project, version, content = key
        was, now = before.get(key), after[key]
        if was is not None and was.status == now.status:
            continue
        found.append(
            {
                "project_id": project,
                "version": version,
                "content": content,
                "title": now.title,
                "file": now.file,
                "change": _word(was, now, versions.get(project, set()), version),
                "status": {"quarantined": REFUSED}.get(now.status, now.status),
                "text": "; ".join(said.get(key, [])),
            }
        )
    return found


def _word(was: State | None, now: State, known: set[int], version: int) -> str:
    if now.status == "withdrawn":
        return WITHDRAWN
    if was is not None:
        return REFUSED if now.status == "quarantined" else ACCEPTED
    if not known:
        return NEW
    return REPLACED if version in known else CORRECTED


def _said(warehouse: Warehouse) -> Mapping[tuple[str, int, str], list[str]]:
    """That a proposal is late, another's double, or of another applicant: what an officer wants to know first of it."""
    said: dict[tuple[str, int, str], list[str]] = {}
    rows = warehouse.rows(
        "SELECT project_id, version, content, rule, CASE WHEN rule = ? THEN string_agg(found, ', ' ORDER BY found) "
        "ELSE any_value(reason) END AS text FROM finding WHERE list_contains(?, rule) "
        "GROUP BY project_id, version, content, rule, CASE WHEN rule = ? THEN '' ELSE reason END ORDER BY ALL",
        [RESUBMITTED, list(WORDS), RESUBMITTED],
    )
    for row in rows:
        told = f"{WORDS[row['rule']]} {row['text']}"
        said.setdefault((row["project_id"], row["version"], row["content"]), []).append(told)
    return said
