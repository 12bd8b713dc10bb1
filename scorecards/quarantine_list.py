"""What was refused, and why: questions about the quarantine of a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorecards.finding_order import rank_in_sql
from scorecards.query import run_of
from scorecards.table import Table, columns, full, not_found
from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LIST = columns(
    ("project_id", "", "the fund's number, or the file's name where it states none"),
    ("version", "1", "version of the proposal"),
    ("title", "", "what the project is called"),
    ("applicant", "", "who applies"),
    ("reasons", "1", "number of reasons to refuse it"),
    ("first_reason", "", "the first of them"),
    ("file", "", "where it came from"),
    ("content", "", "hash of what it says: a release names it"),
)
SHOW = columns(
    ("project_id", "", "the fund's number, or the file's name where it states none"),
    ("version", "1", "version of the proposal"),
    ("title", "", "what the project is called"),
    ("file", "", "where it came from"),
    ("place", "", "line and key path, sheet and cell, or line and column"),
    ("block", "", "block of the proposal, empty for its header"),
    ("field", "", "field of the form"),
    ("rule", "", "rule that refuses it: a release names it"),
    ("found", "", "the value as written"),
    ("reason", "", "why it cannot stand"),
    ("remedy", "", "what to do next"),
    ("content", "", "hash of what it says: a release names it"),
    ("sha256", "", "hash of the file"),
)


def quarantine_list(connection: DuckDBPyConnection) -> Table:
    """One row for each refused proposal and version."""
    found = rows(
        connection,
        f"""
        SELECT project_id, version, any_value(title) AS title, any_value(applicant) AS applicant, count(*) AS reasons,
               first(reason ORDER BY {rank_in_sql('rule', 'field')}, block, field, rule) AS first_reason, any_value(file) AS file,
               content
        FROM quarantine_latest GROUP BY project_id, version, content ORDER BY project_id, version, content
        """,  # noqa: S608  the order is made of our own table of rules
    )
    return Table("quarantine/1", run_of(connection), LIST, full(found, LIST))


def quarantine_show(connection: DuckDBPyConnection, project: str | None = None) -> Table:
    """One row for each reason; ``project`` is a project id, by default all. NotFound names the nearest."""
    found = rows(
        connection,
        # What is wrong with a site stands in the site's file.
        "SELECT * REPLACE (coalesce((SELECT any_value(f.file) FROM finding AS f WHERE f.content = q.content "  # noqa: S608
        "AND (f.project_id, f.version, f.rule, f.block, f.field, f.found, f.place, f.reason) = "
        "(q.project_id, q.version, q.rule, q.block, q.field, q.found, q.place, q.reason) AND f.file <> ''), q.file) AS file) "
        "FROM quarantine_latest AS q WHERE ? IS NULL OR lower(project_id) = lower(?) "
        f"ORDER BY project_id, version, content, {rank_in_sql('rule', 'field')}, block, field, rule",
        [project, project],
    )
    if project is not None and not found:
        raise not_found(
            "quarantined project",
            project,
            (row["project_id"] for row in rows(connection, "SELECT DISTINCT project_id FROM quarantine_latest")),
        )
    return Table("quarantine_reasons/1", run_of(connection), SHOW, full(found, SHOW), {"project": project} if project else {})


def newest_version(connection: DuckDBPyConnection, project: str) -> int:
    """The highest version of a project that came in, whatever became of it; 0 where there is none."""
    return int(rows(connection, "SELECT max(version) AS newest FROM proposal WHERE project_id = ?", [project])[0]["newest"] or 0)
