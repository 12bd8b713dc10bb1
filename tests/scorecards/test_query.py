"""Questions to a snapshot: order, weights, what moved, and that points are added draw by draw."""

from __future__ import annotations

import time

import numpy as np
import pytest
import sample_snapshot as sample
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scorecards import card, failure, quarantine_list, query, run_diff, run_list, table
from scorecards.query import RankQuestion, rank
from scorecards.rubric_points import half_up
from scorecards.warehouse import open_snapshot


def by_project(answer: table.Table) -> dict[str, dict]:
    return {row["project_id"]: row for row in answer.rows}


def test_rank_is_by_score_and_equal_scores_share_a_place(snapshot):
    rows = rank(snapshot).rows
    assert [(row["rank"], row["project_id"], row["score"]) for row in rows] == [
        (1, "CTIF-001", 38.0),
        (1, "CTIF-002", 38.0),
        (3, "CTIF-003", 25.5),
    ]


def test_a_filter_leaves_the_place_among_all(snapshot):
    rows = rank(snapshot, RankQuestion(country="jp")).rows
    assert [(row["rank"], row["project_id"]) for row in rows] == [(1, "CTIF-002"), (3, "CTIF-003")]
    assert [row["project_id"] for row in rank(snapshot, RankQuestion(technology="offshore_wind")).rows] == [
        "CTIF-001",
        "CTIF-003",
    ]
    assert [row["project_id"] for row in rank(snapshot, RankQuestion(pillar="Hydrogen", country="JP")).rows] == ["CTIF-002"]
    assert rank(snapshot, RankQuestion(pillar="hydrogen", country="US")).rows == []
    first = rank(snapshot, RankQuestion(top=1))
    assert len(first.rows) == 1
    assert "1 of 3 shown" in first.notes[0]


weight = st.one_of(st.just(0.0), st.floats(0.01, 10).map(lambda value: round(value, 2)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    weights=st.fixed_dictionaries({}, optional=dict.fromkeys(sample.WEIGHTS, weight)).filter(
        lambda given: any((sample.WEIGHTS | given).values())
    )
)
def test_under_any_weights_points_are_added_draw_by_draw(snapshot, weights):
    whole = sample.WEIGHTS | weights
    found = by_project(rank(snapshot, RankQuestion(weights=weights)))
    for project in sample.PROJECTS:
        points, strata = sample.points_of(project), sample.strata_of(project)
        score = half_up(sum(whole[name] * points[name] for name in whole), 0.01)
        draws = sum(whole[name] * np.broadcast_to(strata[name], (200,)) for name in whole)
        row = found[project]
        assert row["score"] == pytest.approx(float(score), abs=1e-9)
        assert (row["score_p10"], row["score_p90"]) == pytest.approx(tuple(np.percentile(draws, [10, 90])), abs=2e-6)
        assert row["maximum"] == pytest.approx(sum(whole[name] * sample.MAXIMUM[name] for name in whole))
    places = sorted(found.values(), key=lambda row: row["rank"])
    assert [row["score"] for row in places] == sorted((row["score"] for row in places), reverse=True)


def test_percentiles_are_not_added(snapshot):
    # Two criteria drawn independently: the range of the sum is narrower than the sum of the ranges.
    row = by_project(rank(snapshot, RankQuestion(weights={"innovation": 0, "ghg_avoidance": 1, "cost_efficiency": 1})))[
        "CTIF-001"
    ]
    strata = sample.strata_of("CTIF-001")
    added = sum(
        np.percentile(strata[name], 90) - np.percentile(strata[name], 10) for name in ("ghg_avoidance", "cost_efficiency")
    )
    assert row["score_p90"] - row["score_p10"] < 0.95 * added


def test_the_rubrics_own_weights_give_the_score_of_record(snapshot):
    assert {p: r["score"] for p, r in by_project(rank(snapshot, RankQuestion(weights=sample.WEIGHTS))).items()} == {
        p: r["score"] for p, r in by_project(rank(snapshot)).items()
    }


@pytest.mark.parametrize("text", ["", ",", "a", "a=", "=1", "a=b", "a=1,a=2", "a=-1", "a=inf", "a=nan", "a==1"])
def test_weights_that_cannot_be_read(text):
    with pytest.raises(table.QuestionError, match=r"weight|Weight"):
        query.parse_weights(text)


def test_weights_are_read():
    assert query.parse_weights(" innovation = 2 , cost_efficiency=0.5,") == {"innovation": 2.0, "cost_efficiency": 0.5}


def test_a_name_that_is_not_there_brings_the_nearest(snapshot):
    with pytest.raises(table.NotFound, match=r"Nearest: CTIF-00"):
        card.show(snapshot, "CTIF-0001")
    with pytest.raises(
        table.QuestionError, match=r"Nearest: cost_efficiency\. The rubric has: cost_efficiency, ghg_avoidance, innovation"
    ):
        rank(snapshot, RankQuestion(weights={"cost_eficiency": 1}))


def test_show_holds_the_whole_scorecard(snapshot):
    answer = card.show(snapshot, "ctif-001")
    parts = {}
    for row in answer.rows:
        parts.setdefault(row["section"], []).append(row)
    assert [row["name"] for row in parts["points"]] == list(sample.WEIGHTS)
    assert parts["score"][0]["value"] == 38.0
    cost = next(row for row in parts["answers"] if row["name"] == "cost_per_tonne")
    assert (cost["low"], cost["value"], cost["high"]) == (40.0, 60.0, 95.0)
    assert parts["claims"][0]["probability"] == 0.04
    assert [row["name"] for row in parts["drivers"]] == ["discount_rate", "capacity"]
    assert all(list(row) == [column.name for column in answer.columns] for row in answer.rows)


@pytest.mark.parametrize(
    ("reasons", "word"),
    [
        (["Financial maturity: 2 of 5 points; at least 3 are needed."], "financial"),
        (
            ["Innovation waits for a review.", "Gate 'Relative avoidance of at least 75 %' is passed in 0% of the draws."],
            "avoidance",
        ),
        (["Innovation waits for a review."], "review"),
        ([""], ""),
    ],
)
def test_why_it_fails_in_a_word(reasons, word):
    assert query.fails_at(reasons) == word


def test_weights_of_nought_rank_nothing(snapshot):
    with pytest.raises(table.QuestionError, match="All weights are 0"):
        rank(snapshot, RankQuestion(weights=dict.fromkeys(sample.WEIGHTS, 0.0)))


def test_a_failure_names_the_line_of_the_evaluator():
    told = failure.failure_of(sample.TRACEBACK, ["hydrogen_storage", "offshore_wind"])
    assert (told.evaluator, told.place, told.error) == (
        "offshore_wind",
        "offshore_wind/wake.py, line 3",
        "ZeroDivisionError: no spacing",
    )
    ours = (
        "Traceback (most recent call last):\n"
        '  File "/x/evaluators/toolkit/evaluate.py", line 9, in checked\n    raise X\nX: a_b has no life'
    )
    told = failure.failure_of(ours, ["offshore_wind", "a_b"])
    assert (told.evaluator, told.place, told.error) == ("a_b", "", "X: a_b has no life")
    assert failure.failure_of("", ["a_b"]).error == "no reason was kept"


def test_what_moved_between_two_runs_and_why(snapshot):
    found = by_project(run_diff.runs_diff(snapshot, "202601", "202602"))
    assert {name: (row["change"], row["cause"]) for name, row in found.items()} == {
        "CTIF-001": ("moved", "facts"),
        "CTIF-002": ("moved", "libraries + evaluator + assumptions"),
        "CTIF-004": ("gone", "gone"),
    }
    # 003 has another rubric and the same score: not a move.
    assert run_diff.runs_diff(snapshot, "202601", "202602").notes == ["Unchanged: 2, 1 of them made anew with the same score."]
    assert "1.capacity 0.4 GW -> 0.5 GW" in found["CTIF-001"]["why"]
    assert found["CTIF-001"]["moved"] == 8.0
    back = by_project(run_diff.runs_diff(snapshot, "202602", "202601"))
    assert back["CTIF-004"]["change"] == "new"
    assert back["CTIF-001"]["moved"] == -8.0
    assert run_diff.runs_diff(snapshot, "202602", "202602").rows == []


def test_runs_and_quarantine(snapshot):
    runs = run_list.runs_list(snapshot)
    assert [(row["run"], row["current"], row["failed"]) for row in runs.rows] == [
        (sample.SECOND, True, 1),
        (sample.FIRST, False, 1),
    ]
    stages = {row["name"]: row["value"] for row in run_list.runs_show(snapshot).rows if row["section"] == "stages"}
    assert stages == {"ingest": 1.5, "assess": 30.25}
    (refused,) = quarantine_list.quarantine_list(snapshot).rows
    assert (refused["project_id"], refused["reasons"]) == ("CTIF-900", 3)
    assert [row["field"] for row in quarantine_list.quarantine_show(snapshot, "ctif-900").rows] == [
        "capacity",
        "depth",
        "turbines",
    ]


def test_a_run_alone_is_compared_with_the_one_before(snapshot):
    assert run_list.run_before(snapshot, "202602") == sample.FIRST
    with pytest.raises(table.NotFound, match=f"Before {sample.FIRST} no run"):
        run_list.run_before(snapshot, sample.FIRST)


def test_as_of_asks_the_older_snapshot(tmp_path):
    data = sample.make_snapshot(tmp_path)
    with open_snapshot(data, sample.FIRST) as older:
        answer = rank(older)
    assert answer.run == sample.FIRST
    assert by_project(answer)["CTIF-001"]["score"] == 30.0


def test_a_thousand_projects_are_ranked_under_new_weights_at_once(tmp_path):
    with open_snapshot(sample.make_snapshot(tmp_path, extra=1000)) as connection:
        start = time.process_time()
        answer = rank(connection, RankQuestion(weights={"innovation": 1.5, "cost_efficiency": 3}))
        spent = time.process_time() - start
    assert len(answer.rows) == 1003
    assert spent < 1.0
