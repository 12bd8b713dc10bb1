"""A promise against our distribution: its percentile, and the verdict in words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.claims import judge_claim, percentile_of

HUNDRED = list(np.linspace(100.0, 200.0, 101))  # uniform from 100 to 200


def claim(low, high=None):
    return {
        "block": "1",
        "name": "cost",
        "low": low,
        "high": low if high is None else high,
        "unit": "USD2024/MWh",
        "raw": f"{low}",
        "place": "line 3",
    }


def answer(better="lower", percentiles=HUNDRED):
    return {"better": better, "percentiles": percentiles}


@given(st.floats(50, 250))
def test_the_share_of_a_uniform_is_its_place(value):
    assert percentile_of(value, HUNDRED) == pytest.approx(np.clip((value - 100) / 100, 0, 1))


def test_the_share_is_that_counted_among_the_draws():
    draws = np.random.default_rng(1).lognormal(3, 0.5, 20_001)
    percentiles = np.percentile(draws, np.arange(101))
    for value in (5.0, 15.0, 20.0, 40.0, 90.0):
        assert percentile_of(value, percentiles) == pytest.approx((draws < value).mean(), abs=0.01)  # one percentile wide


@given(st.lists(st.floats(-1e6, 1e6), min_size=101, max_size=101), st.floats(-2e6, 2e6), st.floats(0, 1e6))
def test_a_higher_claim_has_no_lower_share(numbers, value, more):
    percentiles = sorted(numbers)
    assert 0 <= percentile_of(value, percentiles) <= percentile_of(value + more, percentiles) <= 1


def test_percentiles_too_close_for_a_slope_still_have_a_share():
    percentiles = [0.0] * 100 + [2.225073858507e-311]
    assert [percentile_of(value, percentiles) for value in (-1.0, 5e-324, 1.0)] == [0.0, pytest.approx(0.99), 1.0]


def test_infinite_costs_lie_above_every_claim():
    percentiles = HUNDRED[:61] + [np.inf] * 40  # 40 % of the draws have no tonne left
    assert percentile_of(1e12, percentiles) == pytest.approx(0.60)
    assert percentile_of(130.0, percentiles) == pytest.approx(0.30)
    assert percentile_of(130.0, [np.inf] * 101) == 0.0


def test_an_answer_without_spread():
    same = [5.0] * 101
    assert (percentile_of(4, same), percentile_of(5, same), percentile_of(6, same)) == (0.0, 0.5, 1.0)
    partly = [5.0] * 51 + [np.inf] * 50
    assert (percentile_of(4, partly), percentile_of(6, partly)) == (0.0, 0.5)


@pytest.mark.parametrize(
    ("claimed", "verdict"),
    [
        (90, "beyond what we find possible"),
        (105, "bold: fewer than one in ten of our draws is as good"),
        (120, "optimistic"),
        (150, "in line with our estimate"),
        (190, "cautious"),
    ],
)
def test_verdicts_where_lower_is_better_and_where_higher_is(claimed, verdict):
    assert judge_claim(claim(claimed), answer("lower"))["verdict"] == verdict
    assert judge_claim(claim(300 - claimed), answer("higher"))["verdict"] == verdict


def test_the_percentile_is_of_the_value_whatever_is_better():
    assert (
        judge_claim(claim(120), answer("higher"))["percentile"]
        == judge_claim(claim(120), answer("lower"))["percentile"]
        == pytest.approx(0.2)
    )


def test_a_range_is_judged_by_its_middle():
    assert judge_claim(claim(110, 130), answer())["percentile"] == pytest.approx(0.2)


def test_without_direction_or_answer():
    assert judge_claim(claim(120), answer(""))["verdict"] == "no direction is better"
    row = judge_claim(claim(120), None)
    assert row["verdict"] == "not judged: this project has no such answer" and row["percentile"] is None


def test_the_row_says_what_was_claimed_and_where():
    row = judge_claim(claim(110, 130), answer())
    assert {key: row[key] for key in ("block", "name", "claimed_low", "claimed_high", "unit", "raw", "place")} == {
        "block": "1",
        "name": "cost",
        "claimed_low": 110,
        "claimed_high": 130,
        "unit": "USD2024/MWh",
        "raw": "110",
        "place": "line 3",
    }


def test_draws_that_equal_the_claim_are_as_good_as_it():
    mostly_zero = [0.0] * 96 + [1.0] * 5  # a chance of 5 % that it is 1
    assert judge_claim(claim(0), answer("lower", mostly_zero))["verdict"] == "cautious"
    assert judge_claim(claim(0), answer("higher", mostly_zero))["verdict"] == "cautious"
    assert judge_claim(claim(1), answer("higher", mostly_zero))["verdict"].startswith("bold")
