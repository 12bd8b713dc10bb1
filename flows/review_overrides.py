"""Points that somebody sets in the place of the reviewers': by a line of the panel, or by an entry in the inbox.

Each leaves a name, a reason and a day; the reviewers' own points are kept beside them. An entry is undone as a correction is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Any

from flows.corrections import take_in
from flows.inbox import LEAST_REASON, OVERRIDES, enter, entry_of, inbox_lines, undone
from flows.review_lines import one_name
from scorecards.warehouse import Warehouse

COLUMNS = (
    "project_id", "criterion", "points", "by_whom", "reason", "decided_at", "source", "entry", "proposal_version", "stands",
)  # fmt: skip


def override(data: Path, project: str, criterion: str, points: float, by: str, reason: str, proposal_version: int) -> None:
    """Appends to the inbox that ``points`` stand in the place of the reviewers'; the next run takes it in.

    Raises ValueError where name or reason is missing.
    """
    said = {"project_id": project, "criterion": criterion, "points": points, "proposal_version": proposal_version}
    enter(data, OVERRIDES, by, reason, said)


def waiting_overrides(data: Path, taken: set[str]) -> list[str]:
    """The entries of the inbox that no run has taken in yet, and that nobody has undone, by what they are called."""
    gone = undone(data)
    entries = (entry_of(line) for _, line in inbox_lines(data, OVERRIDES))
    return [entry for entry in entries if entry not in taken and entry not in gone]


def take_overrides(data: Path, warehouse: Warehouse, most: Mapping[str, float], run_id: str) -> list[str]:
    """Writes the table ``override`` anew from the panel's lines and the inbox; returns a sentence for each that does not count.

    ``most`` has the highest points of each criterion that reviewers judge.
    """
    conflicts = {(row["project_id"], one_name(row["reviewer"])) for row in warehouse.rows("SELECT * FROM conflict_of_interest")}
    found, broken, taken, gone = _of_panel(warehouse), [], [], undone(data)
    for number, line in inbox_lines(data, OVERRIDES):
        where = f"inbox/{OVERRIDES}, line {number},"
        try:
            row = _entered(line)
        except (ValueError, KeyError, TypeError):
            broken.append(f"{where} cannot be read; the override does not count. Enter it again.")
            continue
        if row["entry"] in gone:
            continue
        taken.append(row["entry"])
        if not row["by_whom"] or len(row["reason"].strip()) < LEAST_REASON:
            broken.append(f"{where} does not say who and why; the override does not count. Enter it again.")
        elif not 0 <= row["points"] <= most.get(row["criterion"], -1.0):
            broken.append(
                f"{where} sets {row['points']:g} points for '{row['criterion']}', which the rubric does not allow; it does not "
                f"count. Undo it, and enter it again: cleanfund review undo {row['entry']}"
            )
        elif (row["project_id"], one_name(row["by_whom"])) in conflicts:
            broken.append(
                f"{where} does not count: {row['by_whom']} has declared a conflict of interest on {row['project_id']}. "
                f"Somebody else must decide."
            )
        else:
            found.append(row)
    found.sort(key=lambda row: row["source"] == "entry")  # an entry of staff stands before the panel; of several, the last
    last = {(row["project_id"], row["criterion"]): place for place, row in enumerate(found)}
    for place, row in enumerate(found):
        row["stands"] = last[row["project_id"], row["criterion"]] == place
    warehouse.execute('DELETE FROM "override"')
    warehouse.insert("override", [{name: row[name] for name in COLUMNS} for row in found])
    take_in(warehouse, taken, run_id)
    return broken


def _of_panel(warehouse: Warehouse) -> list[dict[str, Any]]:
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for line in warehouse.rows("SELECT * FROM review WHERE round = 'panel' ORDER BY project_id, criterion, reviewer"):
        key = (line["project_id"], line["criterion"])
        if key in rows:  # of one opinion, else neither would count
            rows[key]["by_whom"] += f", {line['reviewer']}"
            continue
        rows[key] = {
            "project_id": key[0], "criterion": key[1], "points": line["points"], "by_whom": line["reviewer"],
            "reason": line["comment"], "decided_at": datetime.combine(line["decided_on"], time()), "source": "panel", "entry": "",
            "proposal_version": line["proposal_version"],
        }  # fmt: skip
    return list(rows.values())


def _entered(line: str) -> dict[str, Any]:
    said = json.loads(line)
    version = said.get("proposal_version")
    return {
        "project_id": str(said["project_id"]), "criterion": str(said["criterion"]), "points": float(said["points"]),
        "by_whom": str(said["by"]).strip(), "reason": str(said["reason"]), "source": "entry", "entry": entry_of(line),
        "decided_at": datetime.fromisoformat(said["at"]).replace(tzinfo=None),
        "proposal_version": None if version is None else int(version),
    }  # fmt: skip
