"""The report of what stands against what reviewers gave: effect on score and rank as counted by hand."""

from __future__ import annotations

from datetime import datetime

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecards.overrides import overridden, panel_rows

WEIGHT = 2.0
AT = datetime(2026, 11, 23, 8)


def snapshot(scores, said, points):
    """Projects P0, P1, ... of these scores; ``said`` has (project, points, stands), ``points`` what reviewers gave each."""
    made = duckdb.connect()
    made.execute("CREATE TABLE snapshot AS SELECT 'run-1' AS run_id")
    made.execute("CREATE TABLE scorecard_latest (project_id VARCHAR, title VARCHAR, score DOUBLE)")
    made.execute(
        "CREATE TABLE point_latest (project_id VARCHAR, review VARCHAR, weight DOUBLE, points DOUBLE, points_reviewed DOUBLE)"
    )
    made.execute(
        'CREATE TABLE "override" (project_id VARCHAR, criterion VARCHAR, points DOUBLE, by_whom VARCHAR, reason VARCHAR, '
        "decided_at TIMESTAMP, source VARCHAR, entry VARCHAR, proposal_version INTEGER, stands BOOLEAN)"
    )
    for place, score in enumerate(scores):
        stands = [to for of, to, standing in said if of == place and standing]
        made.execute("INSERT INTO scorecard_latest VALUES (?, 'T', ?)", [f"P{place}", score])
        made.execute("INSERT INTO point_latest VALUES (?, 'plan', ?, ?, ?)",
                     [f"P{place}", WEIGHT, stands[0] if stands else points[place], points[place]])  # fmt: skip
    for of, to, standing in said:
        values = [f"P{of}", to, AT, f"e{to}", standing]
        said_by = "'A. Chair', 'seen on site'"
        made.execute(f"INSERT INTO \"override\" VALUES ($1, 'plan', $2, {said_by}, $3, 'entry', $4, 1, $5)", values)
    return made


@settings(max_examples=40, deadline=None)
@given(
    scores=st.lists(st.integers(0, 40).map(lambda one: one / 2), min_size=2, max_size=8),
    to=st.integers(0, 20).map(lambda one: one / 2),
    given_points=st.none() | st.integers(0, 20).map(lambda one: one / 2),
)
def test_score_and_rank_without_the_override_are_counted_among_all_others(scores, to, given_points):
    with snapshot(scores, [(0, to, True)], [given_points, *([5.0] * len(scores))]) as connection:
        (row,) = overridden(connection, "P0").rows
    effect = WEIGHT * (to - (given_points or 0.0))
    assert row["score_effect"] == effect and row["score_reviewed"] == scores[0] - effect
    assert row["rank_reviewed"] == 1 + sum(other > scores[0] - effect for other in scores[1:])
    assert row["rank"] == 1 + sum(other > scores[0] for other in scores[1:])


def test_what_no_longer_stands_is_kept_without_an_effect():
    with snapshot([10.0, 12.0], [(0, 3.0, False), (0, 4.0, True)], [2.0, 5.0]) as connection:
        first, last = overridden(connection).rows
        (text,) = (row["text"] for row in panel_rows(connection, "P0"))
    assert (first["points"], first["stands"], first["score_effect"], first["rank"]) == (3.0, False, None, None)
    assert (last["points"], last["stands"], last["score_effect"], last["rank"]) == (4.0, True, 4.0, 2)
    assert text == (
        "plan is set to 4 points, the reviewers gave 2; score +4, rank 2. By A. Chair, 2026-11-23: seen on site"
    )


def test_a_snapshot_of_before_has_none():
    with snapshot([1.0], [], [1.0]) as connection:
        connection.execute('DROP TABLE "override"')
        assert overridden(connection).rows == [] and panel_rows(connection, "P0") == []
