"""Bayes' rule against closed forms, and what must hold of it whatever was seen."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, norm

from scorecards.forecast_bayes import Normal, atoms, beta_of, lognormal_of, normal_update, of_draws, share_update

TAILS = (0.1, 0.5, 0.9)


@given(mean=st.floats(0.05, 0.95), worth=st.floats(4, 200))
@settings(max_examples=40, deadline=None)
def test_a_beta_has_the_mean_and_the_spread_it_was_made_of(mean, worth):
    made = beta_of(mean, math.sqrt(mean * (1 - mean) / (worth + 1)))
    assert sum(made) == pytest.approx(worth)
    assert beta(*made).mean() == pytest.approx(mean)


def test_a_share_cannot_be_more_uncertain_than_a_coin():
    with pytest.raises(ValueError, match="is more than a share of 0"):
        beta_of(0.5, 0.5)


@given(came=st.integers(0, 12), failed=st.integers(0, 12))
@settings(max_examples=25, deadline=None)
def test_at_equal_odds_the_share_is_the_conjugate_beta(came, failed):
    prior = (9.0, 30.0)
    before, after = share_update(prior, [(True, 0.0)] * came + [(False, 0.0)] * failed)
    assert list(vars(before).values()) == pytest.approx(beta(*prior).ppf(TAILS), abs=1e-5)
    assert list(vars(after).values()) == pytest.approx(beta(9 + came, 30 + failed).ppf(TAILS), abs=1e-5)


def test_a_project_of_better_odds_that_fails_says_more_than_one_of_worse():
    prior = (9.0, 30.0)
    worse, same, better = (share_update(prior, [(False, shift)] * 5)[1].p50 for shift in (-1.0, 0.0, 1.0))
    assert better < same < worse < beta(*prior).median()


def test_a_normal_mean_against_the_published_rule():
    """Gelman et al. 2013, section 2.5: of n measurements with variance s2 and mean y, 1/v' = 1/v + n/s2."""
    seen = [4.1, 3.9, 5.0]
    after = normal_update(Normal(2.0, 4.0), [(value, 0.5) for value in seen])
    precision = 1 / 4 + 3 / 0.5
    assert after.variance == pytest.approx(1 / precision)
    assert after.mean == pytest.approx((2 / 4 + 3 / 0.5 * np.mean(seen)) / precision)


@given(st.permutations([(1.0, 0.5), (3.0, 2.0), (-1.0, 0.1), (0.4, 9.0)]))
@settings(max_examples=20, deadline=None)
def test_the_order_in_which_things_are_learnt_does_not_matter(seen):
    prior = Normal(0.0, 1.0)
    one_by_one = prior
    for one in seen:
        one_by_one = normal_update(one_by_one, [one])
    at_once = normal_update(prior, seen)
    assert (one_by_one.mean, one_by_one.variance) == pytest.approx((at_once.mean, at_once.variance))
    assert at_once.variance < prior.variance


def test_a_lognormal_is_read_from_its_percentiles_and_written_back():
    read = lognormal_of(50.0, 200.0, 100.0)
    assert list(vars(read.three_of_exp()).values()) == pytest.approx([50, 100, 200])


def test_weighed_draws_give_the_normal_posterior():
    """A normal answer of which only percentiles are known, weighed by a normal likelihood, is the closed form."""
    percentiles = norm(2, 1).ppf(np.clip(np.arange(101) / 100, 0.001, 0.999))
    values = atoms(percentiles)
    found = of_draws(values, -((values - 3.0) ** 2) / 2 / 0.5)
    closed = normal_update(Normal(2, 1), [(3.0, 0.5)]).three()
    assert list(vars(found).values()) == pytest.approx(list(vars(closed).values()), abs=0.05)
