"""What a project's sites bring: facts, series by file, and what was done with their hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scorecards.warehouse import has_table, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_OF_PROPOSAL = (
    "AS f JOIN site AS s USING (site_id, content) JOIN proposal AS p ON list_contains(p.sites, f.site_id) "
    "WHERE p.project_id = ? AND p.version = ? AND p.content = ? ORDER BY ALL"
)


def site_rows(connection: DuckDBPyConnection, project: str, version: int, content: str) -> list[dict[str, Any]]:
    """Rows of the steps ``site fact``, ``site series`` (each names its file) and ``site note``, for one version."""
    of_version = [project, version, content]
    facts = rows(
        connection,
        f"SELECT DISTINCT f.site_id, f.field, f.raw, f.unit, f.source, f.file, f.place, f.sha256 FROM site_fact {_OF_PROPOSAL}",  # noqa: S608
        of_version,
    )
    found: list[dict[str, Any]] = [
        {
            "step": "site fact",
            "name": f"{one['site_id']} {one['field']}",
            "text": one["raw"],
            **{key: one[key] for key in ("unit", "source", "file", "place", "sha256")},
        }
        for one in facts
    ]
    if not has_table(connection, "site_series"):  # a snapshot older than this record
        return found
    series = rows(
        connection,
        f"SELECT DISTINCT f.site_id, f.file, f.series, f.unit, f.said, f.origin, f.sha256 FROM site_series {_OF_PROPOSAL}",  # noqa: S608
        of_version,
    )
    found += [
        {
            "step": "site series",
            "name": f"{one['site_id']} {one['series']}",
            "text": one["said"],
            "source": one["origin"],
            **{key: one[key] for key in ("unit", "file", "sha256")},
        }
        for one in series
    ]
    notes = rows(
        connection,
        f"SELECT DISTINCT f.site_id, f.position, f.note, f.file, f.sha256 FROM site_note {_OF_PROPOSAL}",  # noqa: S608
        of_version,
    )
    return found + [
        {"step": "site note", "name": one["site_id"], "text": one["note"], "file": one["file"], "sha256": one["sha256"]}
        for one in notes
    ]
