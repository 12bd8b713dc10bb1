"""Whether ranges hold: the share inside, its exact interval, and what a forecast too narrow or too wide looks like."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, chisquare, norm

from scorecards.calibration import calibration, exact_interval, tenths
from scorecards.claims import percentile_of


@given(n=st.integers(1, 400), data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_interval_is_that_of_scipy(n, data):
    count = data.draw(st.integers(0, n))
    peer = binomtest(count, n).proportion_ci(confidence_level=0.95, method="exact")
    assert exact_interval(count, n) == pytest.approx((peer.low, peer.high), abs=1e-10)


def of_forecast(width: float, seed: int, n: int = 2000):
    """n outcomes from the standard normal, each of a project of its own, judged by a forecast of another spread."""
    grid = norm.ppf(np.clip(np.arange(101) / 100, 1e-4, 1 - 1e-4)) * width
    drawn = np.random.default_rng(seed).standard_normal(n)
    return calibration((f"P-{place}", percentile_of(value, grid)) for place, value in enumerate(drawn))


@pytest.mark.parametrize("seed", range(5))
def test_outcomes_of_our_own_distribution_come_to_four_in_five(seed):
    found = of_forecast(1.0, seed)
    # the share of 2,000 draws lies within 4 of its standard errors; the exact interval of 95 % misses one time in twenty
    assert found.share == pytest.approx(0.8, abs=4 * (0.8 * 0.2 / 2000) ** 0.5)
    assert chisquare(found.tenths).pvalue > 1e-4 and sum(found.tenths) == found.n == 2000


def test_the_interval_holds_the_share_nineteen_times_in_twenty():
    inside = [one.low <= 0.8 <= one.high for one in (of_forecast(1.0, seed, 100) for seed in range(300))]
    assert np.mean(inside) >= 0.93


def test_a_range_too_narrow_and_one_too_wide_are_found():
    narrow, wide = of_forecast(0.5, 1), of_forecast(2.0, 1)
    assert narrow.verdict == "n = 2000, of 2000 projects: our ranges are too narrow."
    assert narrow.tenths[0] > 2 * narrow.tenths[5] < narrow.tenths[9]
    # a normal of half the spread holds P(|z| < 0.641) of a standard one
    assert narrow.share == pytest.approx(2 * norm.cdf(0.5 * 1.2816) - 1, abs=0.05)
    assert wide.verdict.endswith("our ranges are too wide.") and wide.tenths[0] < wide.tenths[5]


def test_of_few_nothing_is_said_however_they_fell():
    found = calibration([("P-1", 0.0), ("P-1", 1.0), ("P-2", 0.0)])
    assert found.verdict == "n = 3, of 2 projects: nothing can be said yet."
    many_of_few = calibration([("P-1", 0.0)] * 50)  # one plant measured fifty times is one plant
    assert many_of_few.verdict == "n = 50, of 1 project: nothing can be said yet."
    none = calibration([])
    assert (none.share, none.low, none.high, none.n) == (None, 0.0, 1.0, 0)


def test_the_ends_of_a_distribution_lie_in_its_last_tenths():
    assert tenths([0.0, 0.05, 1.0, 0.95]) == (2, 0, 0, 0, 0, 0, 0, 0, 0, 2)
    ends = calibration([("P-1", 0.1), ("P-2", 0.9)])
    assert ends.inside == 2
