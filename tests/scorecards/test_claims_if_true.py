"""What the score would be if what the applicant promises were true, and how a promise is flagged: worked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rubric_answers import HEAD, answer, project, reviews

from scorecards.claims import judge_claim
from scorecards.rubric import ClaimLimits, Criterion, Part, Rubric, load_rubric
from scorecards.scorecard import make_scorecard

COST = Part("cost", "Cost", 12, answer="requested_per_tonne", at=(0.0, 200.0), points=(12.0, 0.0), step=0.5)
TONNES = Part("tonnes", "Tonnes", 10, answer="net_t_10y", at=(0.0, 1000.0), points=(0.0, 10.0))
PLAN = Part("plan", "Plan", 5, review="plan")
RUBRIC = Rubric(
    "r", "1", "i", "", 0.5, (Criterion("a", "A", 2, (COST, PLAN)), Criterion("b", "B", 1, (TONNES,))), (),
)  # fmt: skip
HUNDRED = {"better": "lower", "percentiles": list(np.linspace(100.0, 200.0, 101))}


def claim(name, low, high=None, block=""):
    return {
        "block": block, "name": name, "low": low, "high": low if high is None else high, "unit": "", "raw": "", "place": "line 3",
    }  # fmt: skip


def judged(*claims, found=None, rubric=RUBRIC):
    found = project(cost=100.0, tonnes=500.0) if found is None else found
    made = make_scorecard(HEAD, found, reviews(plan=3), list(claims), rubric)
    return made["scorecard"][0], made["claim"]


def test_a_cost_that_were_true():
    """We find 100 of 200: 6 points, plan 3, tonnes 5: 2 x 9 + 5 = 23. At the 50 that is promised the cost has 9: 29."""
    card, (row,) = judged(claim("requested_per_tonne", 50.0))
    assert (card["score"], row["score_if_true"], card["score_if_claims_true"], row["score_note"]) == (23, 29, 29, "")


def test_tonnes_that_were_true_make_another_cost_a_tonne():
    """500 t at 100 are 50,000 asked for. On the 1000 t promised that is 50 a tonne: 9 points, and 10 for the tonnes: 34."""
    card, (row,) = judged(claim("net_t_10y", 900.0, 1100.0))
    assert (card["score"], row["score_if_true"]) == (23, 34)


def test_the_support_a_tonne_that_is_claimed_itself_stands():
    card, rows = judged(claim("net_t_10y", 1000.0), claim("requested_per_tonne", 150.0))
    assert [row["score_if_true"] for row in rows] == [34, 17]
    assert card["score_if_claims_true"] == 2 * (3 + 3) + 10


@pytest.mark.parametrize("tonnes", [0.0, -10.0])
def test_a_claim_of_no_tonnes_has_no_cost_a_tonne(tonnes):
    _, (row,) = judged(claim("net_t_10y", tonnes))
    assert row["score_if_true"] == 2 * (0 + 3) + 0


def test_where_no_draw_has_tonnes_the_cost_cannot_be_told():
    """No tonnes in any draw: what is asked for is not known from cost and tonnes; the claimed tonnes earn their own points."""
    found = project(cost=np.full(201, np.inf), tonnes=np.full(201, -1.0))
    card, (row,) = judged(claim("net_t_10y", 1000.0), found=found)
    assert (card["score"], row["score_if_true"]) == (6, 16)


def test_claims_that_drive_no_points_say_why():
    found = project() | {("1", "net_energy"): answer([1.0, 2.0, 3.0]), ("", "capex"): answer([1.0, 2.0, 3.0])}
    card, rows = judged(claim("net_energy", 2.0, block="1"), claim("capex", 2.0, block="1"), claim("colour", 1.0), found=found)
    assert [(row["score_if_true"], row["score_note"]) for row in rows] == [
        (None, "an answer of one block: no points are given for it directly"),
        (None, "the rubric gives no points for capex"),
        (None, "this project has no such answer"),
    ]
    assert card["score_if_claims_true"] is None


def test_two_blocks_that_promise_the_same_count_with_the_less_good():
    card, rows = judged(claim("net_t_10y", 1000.0, block="1"), claim("net_t_10y", 500.0, block="2"))
    assert [row["score_if_true"] for row in rows] == [34, 23] and card["score_if_claims_true"] == 23


@given(st.floats(0, 400), st.floats(0, 400))
def test_a_claim_of_what_we_find_changes_nothing(cost, tonnes):
    found = project(cost=cost, tonnes=1 + tonnes)
    card, rows = judged(claim("requested_per_tonne", cost), claim("net_t_10y", 1 + tonnes), found=found)
    # The support per tonne comes back through a product and a quotient: at most one half point either way at an edge.
    assert rows[0]["score_if_true"] == card["score"] == card["score_if_claims_true"]
    assert abs(rows[1]["score_if_true"] - card["score"]) in (0, 1)


def test_the_claim_at_another_case_is_the_claim_itself():
    found = project(cost=np.linspace(0, 200, 201), tonnes=np.full(201, 500.0))
    card, (row,) = judged(claim("requested_per_tonne", 50.0), found=found, rubric=replace(RUBRIC, case=25))
    # Our p75 of the cost is 150: 3 points. The claim has 9 whatever the case.
    assert (card["score"], row["score_if_true"]) == (2 * 6 + 5, 2 * 12 + 5)


# --- flags


@pytest.mark.parametrize(
    ("claimed", "flag"),
    [(90, "outside"), (100.5, "outside"), (102, "optimistic"), (134, "optimistic"), (136, "credible"), (200, "credible")],
)
def test_the_flag_where_lower_is_better_and_where_higher_is(claimed, flag):
    """Uniform from 100 to 200: below 101 fewer than 1 % of the draws are as good, below 135 fewer than 35 %."""
    assert judge_claim(claim("x", claimed), HUNDRED)["flag"] == flag
    assert judge_claim(claim("x", 300 - claimed), HUNDRED | {"better": "higher"})["flag"] == flag


def test_the_limits_are_those_of_the_rubric():
    strict = ClaimLimits(optimistic=0.5, outside=0.3)
    rows = [judge_claim(claim("x", claimed), HUNDRED, strict) for claimed in (120, 140, 160)]
    assert [row["flag"] for row in rows] == ["outside", "optimistic", "credible"]
    assert [row["verdict"] for row in rows] == ["beyond what we find possible", "optimistic", "in line with our estimate"]
    _, (row,) = judged(claim("requested_per_tonne", 99.0), rubric=replace(RUBRIC, claims=ClaimLimits(0.0, 0.0)))
    assert row["flag"] == "credible"


def test_without_a_better_side_the_nearer_end_counts_twice():
    none = HUNDRED | {"better": ""}
    assert [judge_claim(claim("x", claimed), none)["flag"] for claimed in (100.4, 110, 150, 190, 199.6)] == [
        "outside", "optimistic", "credible", "optimistic", "outside",
    ]  # fmt: skip
    assert judge_claim(claim("x", 150), None)["flag"] is None


def test_the_default_rubric_follows_a_promise_of_tonnes():
    """CTIF-001's shape: the pilots' cap of 2000 and the absolute points of 15 Mt move together."""
    found = project(cost=600.0, tonnes=4e6) | {
        ("", "ghg_relative"): answer(np.full(201, 0.9), "higher"), ("", "feasible"): answer(np.ones(201), "higher"),
    }  # fmt: skip
    made = make_scorecard(HEAD, found, [], [claim("net_t_10y", 15e6, block="1")], load_rubric())
    # Ours: 0.53 absolute, 8.5 cost (12 - 12 x 600/2000 = 8.4). True: 2 absolute, 160 a tonne: 11.04, 11 points.
    row = made["claim"][0]
    assert row["score_if_true"] - made["scorecard"][0]["score"] == pytest.approx((2 - 0.53) + (11 - 8.5))
