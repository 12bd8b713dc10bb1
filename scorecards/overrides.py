"""What reviewers gave against what stands: who set other points in their place, why, and what it moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scorecards.query import run_of
from scorecards.table import Table, columns, full
from scorecards.warehouse import has_table, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OVERRIDDEN = columns(
    ("project_id", "", "the fund's number of the project"),
    ("title", "", "what the project is called"),
    ("criterion", "", "what reviewers call it"),
    ("points_reviewed", "points", "mean of the individual reviews; empty where there are none"),
    ("points", "points", "as set"),
    ("stands", "", "whether these points count; a later entry takes the place of an earlier one and of the panel's"),
    ("score_effect", "points", "weight times (points less points_reviewed); empty where it does not stand"),
    ("score_reviewed", "points", "the score without this override, all others in place"),
    ("score", "points", "the score as it stands"),
    ("rank_reviewed", "1", "the place of score_reviewed among the scores of all others"),
    ("rank", "1", "the place as it stands"),
    ("by_whom", "", "who set the points"),
    ("reason", "", "why"),
    ("decided_at", "", "when, UTC; of the panel the day"),
    ("source", "", "panel: a line of a review file; entry: staff, by 'cleanfund review override'"),
    ("entry", "", "what the entry is called: 'cleanfund review undo' names it"),
)
# Rounded half up to 0.01, as the score of record is; a project without a scorecard has neither score nor rank.
_OVERRIDES = """
    WITH said AS (
        SELECT o.*, s.title, s.score, p.points_reviewed,
               CASE WHEN o.stands THEN p.weight * (p.points - coalesce(p.points_reviewed, 0)) END AS score_effect,
               floor((s.score - CASE WHEN o.stands THEN p.weight * (p.points - coalesce(p.points_reviewed, 0)) END) * 100
                     + 0.5 + 1e-9) / 100 AS score_reviewed
        FROM "override" AS o
        LEFT JOIN scorecard_latest AS s USING (project_id)
        LEFT JOIN point_latest AS p ON p.project_id = o.project_id AND p.review = o.criterion
    )
    SELECT *, round(score_effect, 9) AS score_effect,
           CASE WHEN score_reviewed IS NOT NULL THEN 1 + (
               SELECT count(*) FROM scorecard_latest AS x WHERE x.score > said.score_reviewed AND x.project_id <> said.project_id
           ) END AS rank_reviewed,
           CASE WHEN stands AND score IS NOT NULL THEN 1 + (
               SELECT count(*) FROM scorecard_latest AS x WHERE x.score > said.score
           ) END AS rank
    FROM said
    ORDER BY project_id, criterion, stands, decided_at, entry
"""


def overridden(connection: DuckDBPyConnection, project: str | None = None) -> Table:
    """One row for each override, of ``project`` or of all, with its effect on score and rank; none in snapshots of before."""
    found: list[dict[str, Any]] = []
    if has_table(connection, "override"):
        found = rows(connection, _OVERRIDES)
    found = [
        {**row, "decided_at": row["decided_at"].isoformat(timespec="seconds")}
        for row in found
        if project is None or row["project_id"] == project
    ]
    asked = {"project": project} if project else {}
    return Table("overridden/1", run_of(connection), OVERRIDDEN, full(found, OVERRIDDEN), asked)


def panel_rows(connection: DuckDBPyConnection, project: str) -> list[dict[str, Any]]:
    """Rows of the section ``panel`` of a scorecard: points that somebody set, and who is not heard, each in a sentence."""
    found = [
        {
            "section": "panel", "name": row["criterion"], "part": row["by_whom"], "value": row["points"], "unit": "points",
            "text": _sentence(row),
        }
        for row in overridden(connection, project).rows
        if row["stands"]
    ]  # fmt: skip
    if has_table(connection, "conflict_of_interest"):
        found += [
            {
                "section": "panel", "name": "conflict of interest", "part": row["reviewer"],
                "text": f"{row['reviewer']} declared a conflict of interest: {row['left_out']} of the points given do not count.",
                "place": f"{row['file']}, {row['place']}",
            }
            for row in rows(connection, "SELECT * FROM conflict_of_interest WHERE project_id = ? ORDER BY reviewer", [project])
        ]  # fmt: skip
    return found


def _sentence(row: Mapping[str, Any]) -> str:
    reviewers = "no reviewer judged it" if row["points_reviewed"] is None else f"the reviewers gave {row['points_reviewed']:g}"
    moved = f"rank {row['rank_reviewed']}" + ("" if row["rank_reviewed"] == row["rank"] else f" -> {row['rank']}")
    return (
        f"{row['criterion']} is set to {row['points']:g} points, {reviewers}; score {row['score_effect']:+g}, {moved}. "
        f"By {row['by_whom']}, {row['decided_at'][:10]}: {row['reason']}"
    )
