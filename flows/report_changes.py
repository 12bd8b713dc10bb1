"""What a run changed, as the report tells it: newly refused, mended, newly accepted, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flows.changes import ACCEPTED, REFUSED, WITHDRAWN, Portrait

MENDED = "mended"
HEADINGS = {
    REFUSED: "Newly refused",
    MENDED: "Mended: refused before, accepted now",
    ACCEPTED: "Newly accepted",
    WITHDRAWN: "Withdrawn",
}


@dataclass(frozen=True)
class Group:
    """The versions that a run changed in one way; each is a row of ``flows.changes.changes``."""

    kind: str
    heading: str
    rows: list[Mapping[str, Any]]


def since_last(before: Portrait, changes: Iterable[Mapping[str, Any]]) -> list[Group] | None:
    """The changes by what became of them, empty groups left out; None where nothing had been read before this run."""
    if not before:
        return None
    groups: dict[str, list[Mapping[str, Any]]] = {kind: [] for kind in HEADINGS}
    refused = _refused_before(before)
    known = {project for project, _, _ in before}
    for one in changes:
        # A file that could not be read stood in quarantine under its own name, not the project's.
        name = one["project_id"] if one["project_id"] in known else one["file"]
        groups[MENDED if one["status"] == ACCEPTED and name in refused else one["status"]].append(one)
    return [Group(kind, HEADINGS[kind], rows) for kind, rows in groups.items() if rows]


def _refused_before(before: Portrait) -> set[str]:
    """Projects whose highest version stood in quarantine in every content, and files that stood there as a whole."""
    highest: dict[str, int] = {}
    for project, version, _ in before:
        highest[project] = max(version, highest.get(project, 0))
    standing: dict[str, set[str]] = {}
    for (project, version, _), state in before.items():
        if version == highest[project]:
            standing.setdefault(project, set()).add(state.status)
    files = {state.file for (_, version, _), state in before.items() if version == 0 and state.status == "quarantined"}
    return {project for project, states in standing.items() if states == {"quarantined"}} | files
