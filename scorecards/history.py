"""The life of a project: every version that came in, what became of it, and what each says differently from the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scorecards.life import life_of
from scorecards.table import not_found
from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STANDING = {"accepted": "accepted", "quarantined": "in quarantine", "withdrawn": "withdrawn"}


def history(connection: DuckDBPyConnection, project: str, standing: str = "") -> list[dict[str, Any]]:
    """Rows of the steps ``version`` (one each, oldest first), ``life`` and ``change`` (fact by fact); ``standing`` is the content
    that the scorecard stands on."""
    versions = rows(
        connection,
        """
        SELECT p.version, p.content, p.status, p.title, p.file, p.sha256, p.run_id, w.by_whom, w.reason AS why,
               (SELECT first(f.raw) FROM fact AS f WHERE f.project_id = p.project_id AND f.version = p.version
                AND f.content = p.content AND f.grp = 'proposal' AND f.field = 'withdrawn_reason') AS own_reason,
               EXISTS (SELECT 1 FROM fact AS f WHERE f.project_id = p.project_id AND f.version = p.version
                AND f.content = p.content AND f.grp = 'proposal' AND f.field = 'withdrawn') AS slip,
               EXISTS (SELECT 1 FROM told AS t JOIN source_file AS s ON s.sha256 = t.sha256 AND s.name = t.name AND s.current
                AND s.here WHERE t.project_id = p.project_id AND t.version = p.version AND t.content = p.content) AS here,
               (SELECT first(s.score ORDER BY s.score_key) FROM scorecard AS s WHERE s.project_id = p.project_id
                AND s.version = p.version AND s.content = p.content) AS score,
               (SELECT count(*) FROM finding AS f WHERE f.project_id = p.project_id AND f.version = p.version
                AND f.content = p.content AND f.severity = 'critical') AS reasons
        FROM proposal AS p
        LEFT JOIN withdrawal AS w ON w.project_id = p.project_id AND p.version <= w.version AND p.status = 'withdrawn'
        WHERE p.project_id = ?
        QUALIFY row_number() OVER (PARTITION BY p.version, p.content ORDER BY w.version) = 1
        ORDER BY p.version, p.run_id, p.content
        """,
        [project],
    )
    came, lived = life_of(connection, project)
    found: list[dict[str, Any]] = []
    before: dict[str, Any] | None = None
    for one in versions:
        found.append(
            {
                "step": "version",
                "name": f"version {one['version']}",
                "value": one["score"],
                "unit": "points" if one["score"] is not None else "",
                "text": _became(one, one["content"] == standing),
                "source": f"came with run {came.get((one['version'], one['content']), one['run_id'])}",
                "file": one["file"],
                "sha256": one["sha256"],
            }
        )
        found += lived.get((one["version"], one["content"]), [])
        if one["slip"]:
            continue  # a withdrawal says nothing else, and takes nothing out
        if before is not None:
            found += _changes(connection, project, before, one)
        before = one
    return found


def _became(one: dict[str, Any], stands: bool) -> str:
    if one["status"] == "withdrawn":
        who, why = ("the applicant", one["own_reason"]) if one["slip"] else (one["by_whom"] or "the applicant", one["why"])
        return f"withdrawn by {who}: {why or 'no reason given'}"
    if one["status"] == "quarantined":
        reasons = f"{one['reasons']} {'reason' if one['reasons'] == 1 else 'reasons'}"
        return f"in quarantine, {reasons}" if one["here"] else f"refused, {reasons}; its file is replaced or gone since"
    return "accepted; the scorecard stands on it" if stands else "accepted; replaced since"


def _changes(connection: DuckDBPyConnection, project: str, old: dict[str, Any], new: dict[str, Any]) -> list[dict[str, Any]]:
    """One row for each fact that the newer version states differently, adds or leaves out."""
    differing = rows(
        connection,
        """
        WITH a AS (SELECT DISTINCT grp, block, field, trim(raw || ' ' || raw_unit) AS said FROM fact
                   WHERE project_id = $1 AND version = $2 AND content = $3),
             b AS (SELECT DISTINCT grp, block, field, trim(raw || ' ' || raw_unit) AS said, unit, file, place, sha256 FROM fact
                   WHERE project_id = $1 AND version = $4 AND content = $5)
        SELECT coalesce(b.grp, a.grp) AS grp, coalesce(b.block, a.block) AS block, coalesce(b.field, a.field) AS field,
               a.said AS was, b.said AS is_now, b.file, b.place, b.sha256
        FROM a FULL JOIN b USING (grp, block, field)
        WHERE a.said IS DISTINCT FROM b.said
          AND NOT (coalesce(b.grp, a.grp) = 'proposal' AND coalesce(b.field, a.field) = 'version')
        ORDER BY ALL
        """,
        [project, old["version"], old["content"], new["version"], new["content"]],
    )
    return [
        {
            "step": "change",
            "block": one["block"],
            "name": one["field"] if one["grp"] in ("proposal", "given") else f"{one['grp']} {one['field']}",
            "text": f"{one['was'] or 'not stated'} → {one['is_now'] or 'not stated'}",
            "source": f"version {new['version']} against version {old['version']}",
            "file": one["file"],
            "place": one["place"],
            "sha256": one["sha256"],
        }
        for one in differing
    ]


def latest_version(connection: DuckDBPyConnection, project: str) -> tuple[str, int]:
    """The project's id as it is written, whatever the case, and the highest version that came in; NotFound otherwise."""
    known = rows(connection, "SELECT project_id, max(version) AS version FROM proposal GROUP BY project_id ORDER BY project_id")
    for one in known:
        if one["project_id"].lower() == project.lower():
            return one["project_id"], one["version"]
    raise not_found("project", project, (one["project_id"] for one in known))
