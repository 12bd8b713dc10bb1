"""Which proposals stand: releases taken in, contradictions found, every version accepted or in quarantine.

Done anew in every run from what the warehouse holds, so the order in which files came makes no difference.
"""

from __future__ import annotations

import fcntl
import json
from datetime import UTC, datetime
from pathlib import Path

from flows.findings import CRITICAL, Finding
from scorecards.warehouse import Warehouse

SAME_VERSION = "identity.two_contents"


def settle(data: Path, warehouse: Warehouse, run_id: str) -> list[str]:
    """Writes releases, findings about contradicting versions, and the status of every proposal.

    Returns a sentence for each release that cannot be read.
    """
    with warehouse.transaction():
        broken = _take_releases(data, warehouse)
        warehouse.execute("DELETE FROM finding WHERE rule = ?", [SAME_VERSION])
        warehouse.insert("finding", [finding.row(run_id) for finding in _contradictions(warehouse)])
        warehouse.execute(
            "UPDATE proposal SET status = CASE WHEN EXISTS ("
            "  SELECT 1 FROM finding AS f WHERE f.project_id = proposal.project_id AND f.version = proposal.version"
            "  AND f.content = proposal.content AND f.severity = 'critical'"
            "  AND NOT EXISTS (SELECT 1 FROM release AS r WHERE r.content = f.content AND r.rule = f.rule AND r.block = f.block "
            "  AND r.field = f.field AND r.found = f.found)"
            ") THEN 'quarantined' ELSE 'accepted' END"
        )
    return broken


def _contradictions(warehouse: Warehouse) -> list[Finding]:
    """One finding for each of several contents under one id and version.

    A content that has been replaced counts only where it has already stood in a ranking: a refused one may be
    corrected under its own version.
    """
    rows = warehouse.rows(
        """
        WITH told_now AS (
            SELECT t.project_id, t.version, t.content, min(t.name) AS file
            FROM told AS t JOIN source_file AS s
              ON s.sha256 = t.sha256 AND s.name = t.name AND s.kind = 'proposals' AND s.current AND s.here
            GROUP BY ALL
        ), counted AS (
            SELECT * FROM told_now
            UNION
            SELECT p.project_id, p.version, p.content, p.file FROM proposal AS p
            JOIN standing USING (project_id, version, content)
            WHERE (p.project_id, p.version, p.content) NOT IN (SELECT project_id, version, content FROM told_now)
        )
        SELECT project_id, version, content, file,
               list_sort(list(file) OVER (PARTITION BY project_id, version)) AS files
        FROM counted
        QUALIFY count(*) OVER (PARTITION BY project_id, version) > 1 AND version > 0
        ORDER BY project_id, version, content
        """
    )
    return [
        Finding(
            CRITICAL,
            SAME_VERSION,
            f"version {row['version']}",
            f"Version {row['version']} of {row['project_id']} was sent with different contents: "
            f"{', '.join(sorted(set(row['files'])))}.",
            f"Keep one of them. If it is a correction, send it as version {row['version'] + 1}.",
            field="version",
            place="header",
            file=row["file"],
            project_id=row["project_id"],
            version=row["version"],
            content=row["content"],
        )
        for row in rows
    ]


def _take_releases(data: Path, warehouse: Warehouse) -> list[str]:
    """Takes in what lies in the inbox; returns a sentence for each line that cannot be read, which stays there."""
    inbox = data / "inbox" / "releases.jsonl"
    if not inbox.exists():
        return []
    with inbox.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        lines = file.read().decode("utf-8", "replace").splitlines()
    broken = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            one = json.loads(line)
            values = [str(one[name]) for name in ("content", "rule", "block", "field", "found", "by", "reason")]
            at = datetime.fromisoformat(one["at"]).replace(tzinfo=None)
        except (ValueError, KeyError, TypeError):
            broken.append(f"inbox/releases.jsonl, line {number}, cannot be read; the release does not count. Enter it again.")
            continue
        warehouse.execute("INSERT INTO release VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", [*values, at])
    return broken


def utc_now() -> datetime:
    """The time, UTC, without a zone: as the warehouse keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)
