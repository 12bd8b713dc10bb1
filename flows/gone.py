"""Files that are no longer where the run before saw them: what is said of them, and what their proposals are now."""

from __future__ import annotations

from collections.abc import Sequence

from flows.between_proposals import STILL_READ
from scorecards.warehouse import Warehouse

MOST_TOLD = 20
_TAKEN_BACK = " (cleanfund withdraw takes a proposal back)"
# Refused, and still lying in a source; as the view quarantine_latest has it.
IN_QUARANTINE = (
    "p.status = 'quarantined' AND EXISTS (SELECT 1 FROM told AS t JOIN source_file AS s ON s.sha256 = t.sha256 "
    "AND s.name = t.name AND s.current AND s.here "
    "WHERE t.project_id = p.project_id AND t.version = p.version AND t.content = p.content)"
)


def standing_counts(warehouse: Warehouse) -> dict[str, int]:
    """How many versions are accepted, withdrawn, and in quarantine now: a refused one whose file is gone is in none."""
    rows = warehouse.rows(
        f"SELECT status, count(*) AS n FROM proposal AS p "  # noqa: S608
        f"WHERE (status <> 'quarantined' AND {STILL_READ}) OR ({IN_QUARANTINE}) GROUP BY status"
    )
    return {row["status"]: row["n"] for row in rows}


def told_of_gone(warehouse: Warehouse, gone: Sequence[tuple[str, str]]) -> list[str]:
    """A sentence for each file (kind, name) that is gone: where it is now, or what becomes of what it said."""
    said = [f"{kind}/{name} {_became(warehouse, kind, name)}" for kind, name in gone[:MOST_TOLD]]
    more = len(gone) - len(said)
    return said + ([f"{more} more files have left their folders; the validation report names them."] if more else [])


def _became(warehouse: Warehouse, kind: str, name: str) -> str:
    moved = warehouse.rows(
        "SELECT min(other.name) AS name FROM source_file AS old JOIN source_file AS other USING (kind, sha256) "
        "WHERE old.kind = ? AND old.name = ? AND old.current AND other.current AND other.here",
        [kind, name],
    )[0]["name"]
    if moved is not None:
        return f"has left its folder; the same file is {kind}/{moved}."
    proposals = warehouse.rows(
        f"SELECT DISTINCT p.project_id, p.version, p.status, {IN_QUARANTINE} AS still FROM proposal AS p "  # noqa: S608
        "JOIN told AS t USING (project_id, version, content) JOIN source_file AS s ON s.sha256 = t.sha256 AND s.name = t.name "
        "WHERE s.kind = ? AND s.name = ? AND s.current ORDER BY ALL",
        [kind, name],
    )
    what = [_stands(row) for row in proposals[:MOST_TOLD]] or ["what it said stands until another file says otherwise"]
    return f"has left its folder: {'; '.join(what)}."


def _stands(row: dict) -> str:
    one = f"{row['project_id']} version {row['version']}" if row["version"] else row["project_id"]
    if row["status"] != "quarantined":
        return f"{one} stays {row['status']}" + _TAKEN_BACK * (row["status"] == "accepted")
    return f"{one} stays in quarantine, for another file says the same" if row["still"] else f"{one} is in quarantine no more"
