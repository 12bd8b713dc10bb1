"""The score of record at the declared case: what moves it and what never does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from rubric_answers import HEAD, answer, project, reviews

from scorecards.rubric import load_rubric
from scorecards.rubric_case import at_case, in_draws, score_at, words_of
from scorecards.scorecard import make_scorecard


@pytest.fixture(scope="module")
def rubric(tmp_path_factory):
    """A rubric of a cost (12 points at 0, none at 200), tonnes (10 at 1000) and one review, with settings of its own."""
    folder = tmp_path_factory.mktemp("rubrics")

    def make(**settings):
        cost = {"title": "Cost", "answer": "requested_per_tonne", "at": [0, 200], "points": [12, 0], "maximum": 12}
        tonnes = {"title": "Tonnes", "answer": "net_t_10y", "at": [0, 1000], "points": [0, 10], "maximum": 10}
        parts = {"cost": cost, "tonnes": tonnes, "plan": {"title": "Plan", "review": "plan", "maximum": 5}}
        criteria = {name: {"title": name, "weight": 1, "parts": {name: part}} for name, part in parts.items()}
        path = folder / "r.yaml"
        path.write_text(yaml.safe_dump({"name": "r", "version": 1, "criteria": criteria} | settings))
        return load_rubric(path)

    return make


@pytest.fixture(scope="module")
def plain(rubric):
    return rubric()


def test_the_case_is_counted_from_the_bad_side():
    """0..100 in steps of 1: at 40 the p40 where more is better, the p60 where less is better."""
    grid = {"percentiles": [float(n) for n in range(101)], "strata": [1.0], "unit": "1"}
    found = {("", "net_t_10y"): grid | {"better": "higher"}, ("", "requested_per_tonne"): grid | {"better": "lower"}}
    assert [at_case(found, name, 40) for name in ("net_t_10y", "requested_per_tonne")] == [40, 60]
    assert [at_case(found, name, 50) for name in ("net_t_10y", "requested_per_tonne")] == [50, 50]
    assert words_of(found, "requested_per_tonne", 40) == "at p60 (60 % of draws lie below)"
    assert words_of(found, "requested_per_tonne", 50) == "the median"


def test_a_more_careful_case_never_earns_more(rubric):
    found = project(cost=np.linspace(1, 199, 201), tonnes=np.linspace(10, 990, 201))
    cards = [make_scorecard(HEAD, found, reviews(plan=3), [], rubric(case=case))["scorecard"][0] for case in (1, 25, 50, 75, 99)]
    scores = [card["score"] for card in cards]
    assert scores == sorted(scores) and len(set(scores)) == 5


def test_the_reason_names_the_case(rubric):
    made = make_scorecard(HEAD, project(cost=np.linspace(0, 200, 201)), reviews(plan=3), [], rubric(case=40))
    # p60 of 0..200 is 120: 12 - 12 x 120/200 = 4.8
    assert made["point"][0]["points"] == 4.8
    assert made["point"][0]["reason"] == "requested_per_tonne has at p60 (60 % of draws lie below) 120 USD2024/tonne"


@given(
    median=st.floats(0, 250), sides=st.lists(st.floats(0, 1), min_size=100, max_size=100), wider=st.floats(1, 50),
    tonnes=st.floats(1, 2000),
)  # fmt: skip
def test_wider_uncertainty_around_the_same_median_never_changes_the_score(plain, median, sides, wider, tonnes):
    low, high = -np.sort(sides[:50])[::-1], np.sort(sides[50:])
    around = np.concatenate([low, [0.0], high])
    scores = set()
    for width in (0.0, 1.0, wider):
        found = project(cost=median + width * 100 * around, tonnes=tonnes + width * tonnes * around)
        scores.add(make_scorecard(HEAD, found, reviews(plan=3), [], plain)["scorecard"][0]["score"])
    assert len(scores) == 1


def test_mean_points_are_not_the_score(rubric):
    """Around a failing value a wide guess has points in some draws; the score of record has none."""
    found = project(cost=np.concatenate([np.full(90, 0.0), np.full(111, 400.0)]))
    made = make_scorecard(HEAD, found, reviews(plan=3), [], rubric())
    assert made["point"][0]["points"] == 0.0 and np.mean(made["point_strata"][0]["points"]) > 5


@given(st.lists(st.floats(0, 10), min_size=3, max_size=3), st.floats(0, 300), st.floats(1, 2000), st.floats(0, 5))
def test_the_score_is_linear_in_the_weights(plain, weights, cost, tonnes, plan):
    values, judged = {"requested_per_tonne": cost, "net_t_10y": tonnes}, {"plan": plan}

    def score(*own):
        criteria = tuple(replace(criterion, weight=weight) for criterion, weight in zip(plain.criteria, own, strict=True))
        return score_at(replace(plain, criteria=criteria), values, judged)

    alone = [score(1, 0, 0), score(0, 1, 0), score(0, 0, 1)]
    expected = sum(weight * points for weight, points in zip(weights, alone, strict=True))
    # The rounding of the sum and of each of the three, each at most half a hundredth, weighed.
    assert abs(score(*weights) - expected) <= 0.00501 * (1 + sum(weights))


# --- no tonnes, no cost per tonne


@pytest.mark.parametrize("tonnes", [0.0, -1.0, -1e9, np.nan, np.inf, -np.inf])
def test_without_tonnes_no_points_for_their_cost_and_no_gate_passed(rubric, tonnes):
    cap = {"title": "Cap", "answer": "requested_per_tonne", "at_most": 500}
    gates = {"net": {"title": "Net", "answer": "net_t_10y", "above": 0}, "cap": cap}
    for settings in ({"gates": gates}, {"gates": gates, "gate_confidence": 0.01}, {}):
        found = project(cost=np.full(201, 5.0), tonnes=np.full(201, tonnes))
        made = make_scorecard(HEAD, found, reviews(plan=3), [], rubric(**settings))
        (card,) = made["scorecard"]
        assert made["point"][0]["points"] == 0 and not np.any(made["point_strata"][0]["points"])
        assert card["passes"] is False and card["pass_probability"] == 0 and card["reasons"]
        assert all(row["probability"] == 0 and not row["passes"] for row in made["gate"])
        assert np.isfinite(card["score"])


def test_in_each_draw_for_itself(rubric):
    tonnes = np.where(np.arange(201) < 60, -1.0, 100.0)
    found = project(cost=np.full(201, 50.0), tonnes=tonnes)
    made = make_scorecard(HEAD, found, reviews(plan=3), [], rubric())
    assert in_draws(found, "requested_per_tonne").tolist() == np.where(tonnes > 0, 50.0, np.inf).tolist()
    assert made["point"][0]["points"] == 9.0
    assert np.array_equal(made["point_strata"][0]["points"], np.where(tonnes > 0, 9.0, 0.0))
    assert made["scorecard"][0]["pass_probability"] == pytest.approx(141 / 201) and made["scorecard"][0]["passes"] is True


def test_no_tonnes_at_the_case_fail_whatever_the_confidence(rubric):
    gates = {"net": {"title": "Net", "answer": "net_t_10y", "above": 0}}
    found = project(tonnes=np.where(np.arange(201) < 120, -5.0, 100.0))
    (card,) = make_scorecard(HEAD, found, reviews(plan=3), [], rubric(gates=gates, gate_confidence=0.3))["scorecard"]
    assert card["passes"] is False and card["pass_probability"] == pytest.approx(81 / 201)
    assert card["reasons"] == ["Gate 'Net tonnes' is not passed: net_t_10y is -5 tonne, so there is no cost per tonne."]


@pytest.mark.parametrize("cost", [np.inf, -np.inf, np.nan])
def test_a_cost_that_is_no_number_earns_nothing(rubric, cost):
    made = make_scorecard(HEAD, project(cost=np.full(201, cost)), reviews(plan=3), [], rubric())
    assert made["point"][0]["points"] == 0 and made["scorecard"][0]["score"] == 10 + 3


# --- gates and their band


@pytest.mark.parametrize(
    ("passing", "passes", "named"),
    [(70, False, False), (80, False, True), (99, False, True), (100, True, True), (120, True, True), (130, True, False)],
)
def test_a_project_near_the_confidence_is_named_for_the_panel(rubric, passing, passes, named):
    """Of 200 draws 80 to 120 pass: within a tenth of the half that is asked."""
    gates = {"relative": {"title": "Relative", "answer": "ghg_relative", "at_least": 0.75}}
    found = project(cost=np.full(200, 100.0), tonnes=np.full(200, 1000.0))
    found |= {("", "ghg_relative"): answer(np.where(np.arange(200) < passing, 0.8, 0.7), "higher")}
    made = make_scorecard(HEAD, found, reviews(plan=3), [], rubric(gates=gates))
    (card,), (gate,) = made["scorecard"], made["gate"]
    assert (card["passes"], gate["passes"], gate["for_panel"], gate["probability"]) == (passes, passes, named, passing / 200)
    said = f"Gate 'Relative' is passed in {passing / 2:g}% of the draws, within 10 percentage points of the 50% that are needed."
    assert card["for_panel"] == ([said] if named else [])


def test_what_passes_in_every_draw_is_not_for_the_panel(rubric):
    gates = {"net": {"title": "Net", "answer": "net_t_10y", "above": 0}}
    made = make_scorecard(HEAD, project(), reviews(plan=3), [], rubric(gates=gates, gate_confidence=0.95))
    assert made["scorecard"][0]["for_panel"] == [] and made["scorecard"][0]["passes"] is True


def test_a_bonus_is_awaited_of_nobody(rubric):
    base = {"title": "Plan", "weight": 1, "parts": {"plan": {"title": "Plan", "review": "plan", "maximum": 5}}}
    part = {"title": "Extra", "review": "extra", "maximum": 3}
    extra = {"title": "Extra", "weight": 2, "bonus": True, "parts": {"extra": part}}
    own = rubric(criteria={"plan": base, "extra": extra})
    without, with_it = (
        make_scorecard(HEAD, project(), heard, [], own)["scorecard"][0] for heard in (reviews(plan=4), reviews(plan=4, extra=1.5))
    )
    assert (without["score"], without["complete"], without["passes"], without["maximum"]) == (4, True, True, 5)
    assert (with_it["score"], with_it["maximum"]) == (7, 5)
