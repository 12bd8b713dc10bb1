"""Which proposals stand: releases taken in, contradictions found, every version accepted or in quarantine.

Done anew in every run from what the warehouse holds, so the order in which files came makes no difference.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from flows.between_proposals import contradictions, large_applicants, resubmissions
from flows.between_versions import SETTLED, early_withdrawals, other_applicants
from flows.corrections import take_in
from flows.findings import Finding
from flows.fund import Fund
from flows.inbox import RELEASES, broken_undoings, entry_of, inbox_lines, undone
from flows.quarantine import BARRED
from flows.review_findings import REVIEW_RULES, review_warnings
from flows.review_overrides import take_overrides
from flows.withdrawals import WITHDRAWALS
from scorecards.warehouse import Warehouse


def settle(data: Path, warehouse: Warehouse, run_id: str, fund: Fund | None = None) -> list[str]:
    """Writes releases, withdrawals, what is seen of several proposals together, and the status of every proposal.

    Returns a sentence for each entry of the inbox that cannot be read.
    """
    with warehouse.transaction():
        broken = _take_releases(data, warehouse, run_id) + _take_withdrawals(data, warehouse) + broken_undoings(data)
        broken += take_overrides(data, warehouse, (fund or Fund()).review_maxima, run_id)
        warehouse.execute("DELETE FROM finding WHERE list_contains(?, rule)", [[*SETTLED, *REVIEW_RULES]])
        _write(warehouse, contradictions(warehouse) + early_withdrawals(warehouse, utc_now().date()), run_id)
        warehouse.execute(
            "UPDATE proposal SET status = CASE WHEN EXISTS ("
            "  SELECT 1 FROM finding AS f WHERE f.project_id = proposal.project_id AND f.version = proposal.version"
            "  AND f.content = proposal.content AND f.severity = 'critical'"
            "  AND NOT EXISTS (SELECT 1 FROM release AS r WHERE r.content = f.content AND r.rule = f.rule AND r.block = f.block "
            "  AND r.field = f.field AND r.found = f.found AND f.version > 0 AND NOT list_contains(?, f.rule))"
            ") THEN 'quarantined' WHEN EXISTS ("
            "  SELECT 1 FROM fact AS f WHERE f.project_id = proposal.project_id AND f.version = proposal.version"
            "  AND f.content = proposal.content AND f.grp = 'proposal' AND f.field = 'withdrawn'"
            ") OR EXISTS ("
            "  SELECT 1 FROM withdrawal AS w WHERE w.project_id = proposal.project_id AND proposal.version <= w.version"
            ") THEN 'withdrawn' ELSE 'accepted' END",
            [list(BARRED)],
        )
        _write_life(warehouse, run_id)
        told = resubmissions(warehouse) + large_applicants(warehouse, fund or Fund()) + other_applicants(warehouse)
        _write(warehouse, told + review_warnings(warehouse), run_id)
    return broken


def _write(warehouse: Warehouse, findings: list[Finding], run_id: str) -> None:
    warehouse.insert("finding", [finding.row(run_id) for finding in findings])


def _write_life(warehouse: Warehouse, run_id: str) -> None:
    """A line for each version that is no longer what the last line of its life says."""
    warehouse.execute(
        "INSERT INTO life SELECT project_id, version, content, ?, ?, status FROM proposal AS p WHERE status IS DISTINCT FROM "
        "(SELECT arg_max(l.status, l.settled_at) FROM life AS l WHERE l.project_id = p.project_id AND l.version = p.version "
        "AND l.content = p.content) ON CONFLICT DO UPDATE SET status = excluded.status",
        [run_id, utc_now()],
    )


def _take_withdrawals(data: Path, warehouse: Warehouse) -> list[str]:
    """Takes in the withdrawals of the inbox; returns a sentence for each line that cannot be read, which stays there."""
    broken = []
    for number, line in inbox_lines(data, WITHDRAWALS):
        try:
            one = json.loads(line)
            values = [str(one["project_id"]), int(one["version"]), str(one["by"]), str(one["reason"])]
            at = datetime.fromisoformat(one["at"]).replace(tzinfo=None)
        except (ValueError, KeyError, TypeError):
            broken.append(f"inbox/{WITHDRAWALS}, line {number}, cannot be read; the withdrawal does not count. Enter it again.")
            continue
        warehouse.execute("INSERT INTO withdrawal VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", [*values, at])
    return broken


def _take_releases(data: Path, warehouse: Warehouse, run_id: str) -> list[str]:
    """Takes in what lies in the inbox and takes back what was undone; returns a sentence for each line that cannot be read."""
    broken, taken, standing, gone = [], [], [], undone(data)
    for number, line in inbox_lines(data, RELEASES):
        try:
            one = json.loads(line)
            values = [str(one[name]) for name in ("content", "rule", "block", "field", "found", "by", "reason")]
            at = datetime.fromisoformat(one["at"]).replace(tzinfo=None)
        except (ValueError, KeyError, TypeError):
            broken.append(f"inbox/{RELEASES}, line {number}, cannot be read; the release does not count. Enter it again.")
            continue
        if (entry := entry_of(line)) in gone:
            warehouse.execute(f"DELETE FROM release WHERE {_THE_RELEASE}", [*values, at])  # noqa: S608 - our own columns
            continue
        taken.append(entry)
        standing.append([*values, at])
    for row in standing:  # behind what is taken back: another may have released the same
        warehouse.execute("INSERT INTO release VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", row)
    corrected = {row["entry"] for row in warehouse.rows("SELECT entry FROM correction")}
    done = [undoing for entry, undoing in gone.items() if entry not in corrected]  # else it came while this run was reading
    take_in(warehouse, taken + done, run_id)
    return broken


_THE_RELEASE = " AND ".join(
    f"{name} = ?" for name in ("content", "rule", "block", "field", "found", "by_whom", "reason", "released_at")
)


def utc_now() -> datetime:
    """The time, UTC, without a zone: as the warehouse keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)
