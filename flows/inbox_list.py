"""What staff entered of proposals in quarantine, as a list: corrections and releases, who, when and why, and what became of them.

An entry is never taken out of the inbox: undoing one is an entry of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.inbox import CORRECTIONS, RELEASES, UNDONE, enter, entry_of, inbox_lines
from scorecards.query import run_of
from scorecards.table import Table, columns, full
from scorecards.warehouse import has_table, rows

if TYPE_CHECKING:
    from scorecards.warehouse import Connection

CORRECTION, RELEASE = "correction", "release"
WAITING, TAKEN_IN, TO_BE_UNDONE, GONE = "waiting", "taken in", "to be undone", "undone"
ENTRIES = columns(
    ("entry", "", "what it is called: quarantine undo names it"),
    ("state", "", "waiting for the next run, taken in, to be undone by the next run, or undone"),
    ("run_id", "", "the run that took it in, or undid it; empty where none has"),
    ("kind", "", "correction or release"),
    ("project_id", "", "the fund's number of the proposal; empty where it is not in this snapshot"),
    ("version", "1", "version of the proposal"),
    ("block", "", "block of the proposal, empty for its header"),
    ("field", "", "field of the form"),
    ("rule", "", "the rule that is released"),
    ("found", "", "the value as the file has it"),
    ("value", "", "what it is corrected to"),
    ("by_whom", "", "who entered it"),
    ("entered_at", "", "when, UTC"),
    ("reason", "", "on whose word, and why"),
    ("undone_by", "", "who undid it"),
    ("undone_reason", "", "why"),
)


def inbox_table(data: Path, connection: Connection) -> Table:
    """One row for each correction and release that can be read, the newest first; ``connection`` is the snapshot to ask."""
    taken = {row["entry"]: row["run_id"] for row in _rows(connection, "taken_in", "SELECT * FROM taken_in")}
    asked = "SELECT content, project_id, version FROM proposal"
    proposals = {row["content"]: row for row in _rows(connection, "proposal", asked)}
    undoings = {str(one.get("entry")): (entry, one) for entry, one in _entries(data, UNDONE)}
    found = []
    for kind, file in ((CORRECTION, CORRECTIONS), (RELEASE, RELEASES)):
        for entry, one in _entries(data, file):
            undoing, why = undoings.get(entry, ("", {}))
            states = (TO_BE_UNDONE, GONE) if undoing else (WAITING, TAKEN_IN)
            run = taken.get(undoing or entry)
            of = one if kind == CORRECTION else proposals.get(one.get("content"), {})
            found.append({
                **{name: one.get(name) for name in ("block", "field", "rule", "found", "value", "reason")},
                "entry": entry, "kind": kind, "state": states[run is not None], "run_id": run,
                "project_id": of.get("project_id"), "version": of.get("version"), "by_whom": one.get("by"),
                "entered_at": one.get("at"), "undone_by": why.get("by"), "undone_reason": why.get("reason"),
            })  # fmt: skip
    found.sort(key=lambda row: str(row["entered_at"]), reverse=True)
    return Table("quarantine_entries/1", run_of(connection), ENTRIES, full(found, ENTRIES))


def undo(data: Path, entry: str, by: str, reason: str) -> None:
    """Appends to the inbox that an entry is undone; the next run takes it in.

    Raises ValueError where name or reason is missing.
    """
    enter(data, UNDONE, by, reason, {"entry": entry})


def _rows(connection: Connection, table: str, query: str) -> list[dict[str, Any]]:
    return rows(connection, query) if has_table(connection, table) else []


def _entries(data: Path, file: str) -> list[tuple[str, Mapping[str, Any]]]:
    """The entries of a file of the inbox with what they are called; the run says which lines cannot be read."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    for _, line in inbox_lines(data, file):
        try:
            one = json.loads(line)
        except ValueError:
            continue
        if isinstance(one, dict):
            found.append((entry_of(line), one))
    return found
