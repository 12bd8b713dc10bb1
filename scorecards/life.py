"""When each version of a project came in and what became of it: by the rules, or by a person who released it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scorecards.warehouse import has_table, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Key = tuple[int, str]  # version and content
WORDS = {"accepted": "accepted", "quarantined": "refused", "withdrawn": "withdrawn", "": "came in"}


def life_of(connection: DuckDBPyConnection, project: str) -> tuple[dict[Key, str], dict[Key, list[dict[str, Any]]]]:
    """The run in which each version came in, and rows of the step ``life``, oldest first, where more became of it since."""
    if not has_table(connection, "life"):  # a snapshot older than this record
        return {}, {}
    query = "SELECT version, content, run_id, settled_at, status FROM life WHERE project_id = ? ORDER BY settled_at"
    states = rows(connection, query, [project])
    came: dict[Key, str] = {}
    told: dict[Key, list[tuple[Any, str, str]]] = {}
    for one in states:
        key = (one["version"], one["content"])
        came.setdefault(key, one["run_id"])
        told.setdefault(key, []).append((one["settled_at"], WORDS[one["status"]], f"run {one['run_id']}"))
    for one in _releases(connection, project):
        where = f" in {'.'.join(filter(None, (one['block'], one['field'])))}" if one["field"] else ""
        text = f"released by {one['by_whom']} from '{one['rule']}'{where}: {one['reason']}"
        steps = told.setdefault((one["version"], one["content"]), [])
        # A release is dated to the second, a run finer: what is released had come.
        after = max(one["released_at"], steps[0][0]) if steps else one["released_at"]
        steps.append((after, text, f"{one['released_at']:%Y-%m-%d %H:%M} UTC"))
    lived = {
        key: [
            {"step": "life", "name": f"version {key[0]}", "text": text, "source": when}
            for _, text, when in sorted(steps, key=lambda step: step[0])
        ]
        for key, steps in told.items()
        if len(steps) > 1
    }
    return came, lived


def _releases(connection: DuckDBPyConnection, project: str) -> list[dict[str, Any]]:
    return rows(
        connection,
        "SELECT DISTINCT p.version, p.content, r.rule, r.block, r.field, r.by_whom, r.reason, r.released_at FROM release AS r "
        "JOIN proposal AS p USING (content) WHERE p.project_id = ? ORDER BY r.released_at, r.rule, r.block, r.field",
        [project],
    )


def standing_then(connection: DuckDBPyConnection, project: str, run: str) -> str:
    """What the newest version was when ``run`` ended: accepted, quarantined or withdrawn; "" where nothing is known."""
    if has_table(connection, "life"):
        found = rows(
            connection,
            "SELECT arg_max(l.status, l.settled_at) AS status FROM life AS l JOIN run AS r USING (run_id) WHERE l.project_id = ? "
            "AND r.started <= (SELECT started FROM run WHERE run_id = ?) "
            "GROUP BY l.version, l.content ORDER BY l.version DESC, max(l.settled_at) DESC LIMIT 1",
            [project, run],
        )
    else:
        query = "SELECT status FROM proposal WHERE project_id = ? ORDER BY version DESC, status DESC LIMIT 1"
        found = rows(connection, query, [project])
    return found[0]["status"] if found else ""
