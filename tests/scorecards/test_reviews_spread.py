"""The spread between reviewers: pooled as in the analysis of variance, drawn about the mean, never in the score of record."""

from __future__ import annotations

import math
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rubric_answers import HEAD, project
from scipy import stats

from scorecards.review_spread import Spread, draws_of_mean, pooled_spread, spreads_of
from scorecards.reviews import Judging
from scorecards.rubric import Criterion, Part, Rubric, RubricBroken, load_rubric
from scorecards.scorecard import make_scorecard, score_key

PLAN = Part("plan", "Plan", 10, 6, review="plan")
COST = Part("cost", "Cost", 12, answer="requested_per_tonne", at=(0.0, 200.0), points=(12.0, 0.0))
RUBRIC = Rubric("r", "1", "i", "", 0.5, (Criterion("a", "A", 2, (PLAN, COST)),), ())
STREAM = {"seed": 2026, "project": "P", "criterion": "plan", "size": 200}


def rows(*points, criterion="plan", project="P"):
    return [
        {"project_id": project, "reviewer": f"r{n}", "criterion": criterion, "points": one, "comment": "", "round": "individual"}
        for n, one in enumerate(points)
    ]


def made(*points, spread=None, heard=None, **more):
    judging = Judging({} if spread is None else {"plan": spread}, seed=2026, **more)
    card = make_scorecard(HEAD, project(cost=50.0), rows(*points) if heard is None else heard, [], RUBRIC, judging=judging)
    return card["scorecard"][0], card["point"][0]


def test_the_textbook_case():
    """Shrout & Fleiss 1979, table 2: six targets, four judges; the within-target mean square is 6.26 (table 3)."""
    ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    found = pooled_spread([f"t{n}" for n, row in enumerate(ratings) for _ in row], [one for row in ratings for one in row])
    assert found.freedom == 18 and found.sd**2 == pytest.approx(6.26, abs=0.005)


POOL = st.lists(st.lists(st.integers(0, 20).map(lambda one: one / 2), min_size=1, max_size=4), min_size=1, max_size=8)


@settings(deadline=None)
@given(POOL)
def test_pooled_as_the_analysis_of_variance_does_it(pool):
    found = pooled_spread([f"p{n}" for n, points in enumerate(pool) for _ in points], [one for points in pool for one in points])
    freedom = sum(len(points) - 1 for points in pool)
    if not freedom:
        assert found is None
        return
    squares = sum((len(points) - 1) * np.var(points, ddof=1) for points in pool if len(points) > 1)
    assert found.freedom == freedom and found.sd == pytest.approx(math.sqrt(squares / freedom), abs=1e-12)


def test_an_analysis_of_variance_of_scipy_agrees():
    """F is the mean square between over that within; so the latter is the former over F."""
    pool = [[3.0, 4.0, 3.5], [6.0, 7.5, 7.0], [5.0, 4.0, 4.5]]
    between = 3 * np.var([np.mean(points) for points in pool], ddof=1)
    found = pooled_spread("aaabbbccc", [one for points in pool for one in points])
    assert found.sd**2 == pytest.approx(between / stats.f_oneway(*pool).statistic)


@pytest.mark.parametrize(("reviewers", "freedom"), [(1, 4), (3, 30), (2, math.inf)])
def test_the_draws_are_students_t_about_the_mean(reviewers, freedom):
    drawn = np.sort(draws_of_mean(50.0, reviewers, Spread(6.0, freedom), 100.0, **STREAM))
    of = stats.norm if math.isinf(freedom) else stats.t(freedom)
    expected = 50 + 6 / math.sqrt(reviewers) * of.ppf((np.arange(200) + 0.5) / 200)
    assert np.abs(drawn - np.clip(expected, 0, 100)).max() <= 0.05 + 1e-9, "rounded to 0.1"


def test_a_stream_of_its_own_for_each_project_and_criterion():
    one = draws_of_mean(5.0, 2, Spread(1.0, 20), 10.0, **STREAM)
    assert np.array_equal(one, draws_of_mean(5.0, 2, Spread(1.0, 20), 10.0, **STREAM))
    for other in ({"project": "Q"}, {"criterion": "team"}, {"seed": 1}):
        assert abs(np.corrcoef(one, draws_of_mean(5.0, 2, Spread(1.0, 20), 10.0, **STREAM | other))[0, 1]) < 0.25


@given(mean=st.floats(0, 10), sd=st.floats(0.01, 50), freedom=st.integers(1, 100), reviewers=st.integers(1, 5))
def test_the_draws_keep_within_nought_and_the_maximum(mean, sd, freedom, reviewers):
    drawn = draws_of_mean(mean, reviewers, Spread(sd, freedom), 10.0, **STREAM)
    assert drawn.shape == (200,) and drawn.min() >= 0 and drawn.max() <= 10


@settings(deadline=None)
@given(points=st.lists(st.integers(0, 100).map(lambda one: one / 10), min_size=1, max_size=4), sd=st.floats(0.1, 5))
def test_the_score_of_record_takes_no_notice_of_the_spread(points, sd):
    (card, part), (wide, wide_part) = made(*points), made(*points, spread=Spread(sd, 10))
    assert (card["score"], card["passes"], part["points"]) == (wide["score"], wide["passes"], wide_part["points"])
    assert wide["score_p90"] - wide["score_p10"] >= card["score_p90"] - card["score_p10"]


def test_a_minimum_is_passed_with_the_probability_of_the_draws():
    """Mean 6.5 of two, sd 1 with 20 degrees: P(t > (5.95 - 6.5) x sqrt 2), for what rounds to 6.0 passes as 6.0."""
    card, part = made(6.0, 7.0, spread=Spread(1.0, 20))
    expected = stats.t(20).sf((5.95 - 6.5) * math.sqrt(2))
    assert part["pass_probability"] == card["pass_probability"] == pytest.approx(expected, abs=1 / 200)
    assert card["passes"] and part["p10"] == pytest.approx(6.5 + stats.t(20).ppf(0.1) / math.sqrt(2), abs=0.06)
    assert part["reason"] == "mean of 2 review(s): r0 6; r1 7; standard deviation of one reviewer 1"
    assert made(6.0, 7.0)[1]["pass_probability"] == 1.0, "without a spread there is one draw for all"


def test_a_consensus_stands_for_the_mean_and_keeps_its_spread_and_an_override_has_none():
    agreed = {"reviewer": "chair", "criterion": "plan", "points": 8.0, "comment": "", "round": "consensus"}
    card, part = made(heard=[*rows(4.0, 5.0), agreed], spread=Spread(1.0, 20))
    assert (part["points"], part["points_reviewed"]) == (8.0, 4.5) and part["p10"] < 8 < part["p90"]
    assert part["reason"].startswith("consensus of chair: 8 (mean of 2 review(s): r0 4; r1 5)")
    by = {"points": 9.0, "by_whom": "A. Chair", "reason": "seen on site", "decided_at": datetime(2026, 11, 23, 8)}
    card, part = made(heard=[*rows(4.0, 5.0), agreed], spread=Spread(1.0, 20), overrides={"plan": by})
    assert (part["points"], part["points_reviewed"], part["p10"], part["p90"]) == (9.0, 4.5, 9.0, 9.0)
    assert part["reason"] == "set to 9 by A. Chair on 2026-11-23: seen on site (mean of 2 review(s): r0 4; r1 5)"
    alone, _ = made(heard=[], overrides={"plan": by})
    assert alone["complete"] and alone["score"] == card["score"]


def test_where_nobody_was_judged_twice_the_rubric_may_declare_a_spread_or_none_is_drawn():
    once = [*rows(4.0, project="P"), *rows(9.0, project="Q")]
    assert spreads_of(once, {"plan": 0.7}) == {"plan": Spread(0.7)}
    (none,) = spreads_of(once, {"plan": 0.0}).values()
    _, part = made(4.0, spread=none)
    assert part["p10"] == part["p90"] == 4.0 and part["reason"].endswith("; no range: no proposal has two reviews of it")
    assert spreads_of([*once, *rows(5.0, 6.0, project="R")], {"plan": 0.7})["plan"] == Spread(0.71, 1)


def test_one_more_review_of_many_seldom_moves_a_scorecard():
    """Two digits of the spread and 100 degrees of freedom are all that is kept of it."""
    apart = np.random.default_rng(5).normal(5, 1, (200, 2)).round(1)
    before = [one for n, pair in enumerate(apart) for one in rows(*pair, project=f"P{n}")]
    after = [*before, *rows(5.0, 5.4, project="new")]
    assert spreads_of(before, {"plan": 0.0}) == spreads_of(after, {"plan": 0.0})
    keys = {
        score_key("k", RUBRIC, rows(5.0), [], [], judging=Judging({"plan": spread}))
        for spread in (Spread(1.0, 50), Spread(1.1, 50), Spread(1.0, 60))
    }
    assert len(keys) == 3
    other = Judging({"plan": Spread(1.0, 50), "team": Spread(9.0, 5)})
    assert score_key("k", RUBRIC, rows(5.0), [], [], judging=other) in keys, "the spread of what it has no review of is no matter"


def test_a_rubric_declares_a_spread_of_what_reviewers_judge_alone(tmp_path):
    path = tmp_path / "own.yaml"
    text = (
        "name: own\nversion: 1\ncriteria:\n  a:\n    title: A\n    weight: 1\n    parts:\n"
        "      plan: {title: Plan, maximum: 10, review: plan, spread: 1.5}\n"
    )
    path.write_text(text)
    assert load_rubric(path).criteria[0].parts[0].spread == 1.5
    path.write_text(text.replace("review: plan,", "answer: net_t_10y, at: [0, 1], points: [0, 1],"))
    with pytest.raises(RubricBroken, match=r"'a\.plan' follows from an answer and has 'spread'; take it away"):
        load_rubric(path)
