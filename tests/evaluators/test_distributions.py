"""Distributions against SciPy's, closed forms and properties."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evaluators.toolkit.distributions import SHAPES, Z95, central, mean, quantile, sd

U = (np.arange(2000) + 0.5) / 2000
CASES = [
    ("pert", 15.0, 25.0, 40.0, stats.beta(1 + 4 * 10 / 25, 1 + 4 * 15 / 25, loc=15, scale=25)),
    ("pert", 15.0, 15.0, 40.0, stats.beta(1, 5, loc=15, scale=25)),
    ("triangular", 0.0, 2.5, 5.0, stats.triang(0.5, loc=0, scale=5)),
    ("triangular", 11.0, 19.0, 27.0, stats.triang(0.5, loc=11, scale=16)),
    ("triangular", 1.0, 1.0, 4.0, stats.triang(0, loc=1, scale=3)),
    ("triangular", 1.0, 4.0, 4.0, stats.triang(1, loc=1, scale=3)),
    ("uniform", 0.3, 0.5, 0.7, stats.uniform(0.3, 0.4)),
    ("normal", 10 - Z95 * 2, 10.0, 10 + Z95 * 2, stats.norm(10, 2)),
    ("lognormal", 10 * np.exp(-Z95 * 0.4), 10.0, 10 * np.exp(Z95 * 0.4), stats.lognorm(0.4, scale=10)),
]


@pytest.mark.parametrize(("shape", "low", "mode", "high", "peer"), CASES)
def test_the_shapes_agree_with_scipy(shape, low, mode, high, peer):
    assert quantile(shape, low, mode, high, U) == pytest.approx(peer.ppf(U), rel=1e-9)
    assert mean(shape, low, mode, high) == pytest.approx(peer.mean(), rel=1e-9)
    assert sd(shape, low, mode, high) == pytest.approx(peer.std(), rel=1e-9)
    assert central(shape, low, mode, high) == pytest.approx(peer.median(), rel=1e-9)


def test_what_low_and_high_mean():
    assert quantile("pert", 15, 25, 40, np.array([0.0, 1.0])) == pytest.approx([15, 40])
    assert quantile("triangular", 15, 25, 40, np.array([0.0, 0.4, 1.0])) == pytest.approx([15, 25, 40])
    assert quantile("lognormal", 5, 10, 20, np.array([0.05, 0.5, 0.95])) == pytest.approx([5, 10, 20])
    assert quantile("normal", 8, 10, 12, np.array([0.05, 0.5, 0.95])) == pytest.approx([8, 10, 12])


def test_the_mean_of_pert_is_that_of_its_inventors():
    # Malcolm et al. 1959, Operations Research 7:646: the expected time is (a + 4 m + b) / 6.
    assert mean("pert", 3, 5, 13) == pytest.approx((3 + 20 + 13) / 6)


def test_a_fixed_value_has_no_spread():
    assert quantile("fixed", 7, 7, 7, U).tolist() == [7.0] * len(U)
    assert (mean("fixed", 7, 7, 7), sd("fixed", 7, 7, 7), central("fixed", 7, 7, 7)) == (7, 0, 7)


@pytest.mark.parametrize("shape", SHAPES)
def test_no_width_is_a_fixed_value(shape):
    assert quantile(shape, 7, 7, 7, U) == pytest.approx(7)
    assert sd(shape, 7, 7, 7) == 0


@given(st.sampled_from(["pert", "triangular", "uniform"]), st.tuples(*[st.floats(-1e6, 1e6)] * 3).map(sorted))
@settings(deadline=None)
def test_draws_rise_with_probability_and_stay_between_the_ends(shape, ordered):
    drawn = quantile(shape, *ordered, U)
    slack = 1e-9 * (1 + abs(ordered[0]) + abs(ordered[2]))
    assert np.all(np.diff(drawn) >= -slack)
    assert ordered[0] - slack <= drawn[0] and drawn[-1] <= ordered[2] + slack
    assert ordered[0] - slack <= mean(shape, *ordered) <= ordered[2] + slack


def test_parameters_may_be_arrays():
    low, mode, high = np.array([1.0, 2.0]), np.array([2.0, 3.0]), np.array([4.0, 3.0])
    drawn = quantile("pert", low[:, None], mode[:, None], high[:, None], U)
    assert drawn.shape == (2, len(U))
    assert drawn[0] == pytest.approx(quantile("pert", 1, 2, 4, U))
    assert drawn[1] == pytest.approx(quantile("pert", 2, 3, 3, U))


def test_a_small_difference_of_the_sides_is_taken_as_their_mean():
    # ln(10/5) and ln(22/10) differ by 13 % of their mean: the median stays, the spread is the mean of both.
    assert central("lognormal", 5, 10, 22) == 10
    drawn = quantile("lognormal", 5, 10, 22, np.array([0.05, 0.95]))
    assert drawn[1] / drawn[0] == pytest.approx(22 / 5)
    assert np.sqrt(drawn[0] * drawn[1]) == pytest.approx(10)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("beta", 1, 2, 3, 0.5), "no shape is called 'beta'; the shapes are pert"),
        (("pert", 3, 2, 4, 0.5), "must rise in this order; stated are low 3, mode 2, high 4"),
        (("pert", 1, 5, 4, 0.5), "must rise in this order"),
        (("uniform", 4, 0, 1, 0.5), "must rise in this order"),
        (("triangular", 1, float("nan"), 4, 0.5), "must be finite numbers"),
        (("lognormal", 0, 2, 4, 0.5), "a lognormal lies above 0"),
        (("lognormal", 5, 10, 60, 0.5), "spreads alike to both sides of its median"),
        (("normal", 5, 10, 60, 0.5), "choose pert or triangular"),
        (("fixed", 1, 2, 3, 0.5), "a fixed value has no range"),
        (("pert", 1, 2, 3, 1.5), "a probability must lie between 0 and 1"),
        (("normal", 8, 10, 12, 0.0), "strictly between 0 and 1"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(arguments, message):
    with pytest.raises(ValueError, match=message):
        quantile(*arguments)


def test_ten_thousand_draws_take_milliseconds():
    u = (np.arange(10_000) + 0.5) / 10_000
    quantile("pert", 15, 25, 40, u)
    start = time.process_time()
    quantile("pert", 15, 25, 40, u)
    assert time.process_time() - start < 0.1


@pytest.mark.parametrize("mode", [0.0, 0.01, 0.1, 0.25, 0.5, 0.8, 0.99, 1.0])
def test_many_draws_of_pert_equal_scipys_inverse(mode):
    u = np.concatenate([np.random.default_rng(1).permutation((np.arange(20_000) + 0.5) / 20_000), [0.0, 1e-12, 1 - 1e-12, 1.0]])
    peer = stats.beta(1 + 4 * mode, 5 - 4 * mode)
    drawn = quantile("pert", 0.0, mode, 1.0, u)
    np.testing.assert_allclose(drawn, peer.ppf(u), rtol=0, atol=1e-8)
    assert np.all(np.diff(drawn[np.argsort(u)]) >= 0) and drawn.min() >= 0 and drawn.max() <= 1
