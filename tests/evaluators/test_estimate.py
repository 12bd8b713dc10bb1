"""A stated cost weighed against our own: the peer is Bayes' rule on a grid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import norm

from evaluators.toolkit import estimate

NORMAL = ndtri((np.arange(4000) + 0.5) / 4000)
NORMAL /= NORMAL.std()


def _apart() -> np.ndarray:
    """A standard normal sample without any correlation with NORMAL, so that variances add to the last digit."""
    other = np.random.default_rng(7).permutation(NORMAL)
    other = other - NORMAL * (other @ NORMAL) / len(NORMAL)
    return (other - other.mean()) / other.std()


ERROR = _apart()


def weigh_stated_cost(independent, stated, overrun, spread):
    return estimate.weigh_stated_cost(independent, stated, overrun, spread, ERROR[: len(independent)])


def own(median: float, spread: float) -> np.ndarray:
    return median * np.exp(spread * NORMAL)


def bayes(median: float, width: float, claim: float, spread: float) -> tuple[float, float]:
    """Mean and sd of the logarithm after multiplying prior and likelihood, point by point on a grid."""
    grid = np.linspace(np.log(median) - 12 * width, np.log(median) + 12 * width, 200_001)
    weight = norm.pdf(grid, np.log(median), width) * norm.pdf(np.log(claim), grid, spread)
    weight /= weight.sum()
    mean = float(weight @ grid)
    return mean, float(np.sqrt(weight @ (grid - mean) ** 2))


@given(width=st.floats(0.1, 0.8), spread=st.floats(0.1, 0.8), apart=st.floats(-0.9, 0.9))
@settings(max_examples=25, deadline=None)
def test_prior_and_claim_that_agree_combine_as_bayes_says(width, spread, apart):
    claim = 1e9 * np.exp(apart * np.hypot(width, spread))  # less than one standard deviation away: no widening
    logs = np.log(weigh_stated_cost(own(1e9, width), claim / 1.3, 1.3, spread))
    mean, sd = bayes(1e9, width, claim, spread)
    assert logs.mean() == pytest.approx(mean, abs=2e-3)
    assert logs.std() == pytest.approx(sd, rel=2e-3)


@pytest.mark.parametrize("times", [1.5, 3.0, 8.0])
def test_a_contradiction_widens_by_the_birge_ratio(times):
    width, spread = 0.3, 0.4
    claim = 1e9 * np.exp(-times * 0.5)  # hypot(0.3, 0.4) = 0.5
    logs = np.log(weigh_stated_cost(own(1e9, width), claim, 1.0, spread))
    mean, sd = bayes(1e9, width, claim, spread)
    assert logs.mean() == pytest.approx(mean, abs=2e-3), "the centre stays Bayes' own"
    # Birge: sqrt(chi2 / (n - 1)) of two figures is their distance over the hypotenuse of their spreads.
    assert logs.std() == pytest.approx(sd * times, rel=5e-3)


def test_a_tight_claim_rules_and_a_vague_one_does_nothing():
    ours = own(1e9, 0.4)
    np.testing.assert_allclose(weigh_stated_cost(ours, 1.1e9, 1.0, 1e-4), 1.1e9, rtol=1e-3)
    np.testing.assert_allclose(weigh_stated_cost(ours, 3e8, 1.0, 1e6), ours, rtol=1e-3)


def test_the_reference_class_moves_the_claim_by_its_overrun():
    ours = own(1e9, 0.3)
    low, high = (np.median(weigh_stated_cost(ours, 9e8, overrun, 0.2)) for overrun in (1.0, 1.5))
    assert high > low
    np.testing.assert_allclose(weigh_stated_cost(ours, 9e8, 1.5, 0.2), weigh_stated_cost(ours, 9e8 * 1.5, 1.0, 0.2))


def test_projects_of_one_technology_share_what_it_shares_and_no_more():
    ours = own(1e9, 0.3)
    one, other = (np.log(estimate.weigh_stated_cost(ours, 1e9, 1.0, 0.4, error)) for error in (ERROR, -ERROR))
    # Weights by precision: the claim's is 0.3^2 / (0.3^2 + 0.4^2) = 0.36; shared 0.64 x 0.3, own 0.36 x 0.4.
    shared, alone = 0.64 * 0.3, 0.36 * 0.4
    assert np.corrcoef(one, NORMAL)[0, 1] == pytest.approx(shared / np.hypot(shared, alone), abs=1e-6)
    assert np.corrcoef(one, other)[0, 1] == pytest.approx((shared**2 - alone**2) / (shared**2 + alone**2), abs=1e-6)


def test_money_of_another_unit_gives_the_same_cost():
    ours = own(1e9, 0.3)
    np.testing.assert_allclose(weigh_stated_cost(ours / 1e6, 700.0, 1.2, 0.3) * 1e6, weigh_stated_cost(ours, 7e8, 1.2, 0.3))


def test_our_own_estimate_without_spread_stands():
    np.testing.assert_allclose(weigh_stated_cost(np.full(4000, 5e8), 1e8, 1.0, 0.3), 5e8)


def test_a_stated_range_counts_by_its_middle_and_adds_its_width():
    ours, stated = own(1e9, 0.4), 1e9 * np.exp(0.5 * NORMAL)
    point, ranged = (np.log(weigh_stated_cost(ours, one, 1.0, 0.2)).std() for one in (1e9, stated))
    assert ranged == pytest.approx(bayes(1e9, 0.4, 1e9, np.hypot(0.2, 0.5))[1], rel=2e-3)
    assert ranged > point
