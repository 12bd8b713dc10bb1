"""First-order shares against indices known in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import rankdata

from evaluators.toolkit.draws import Streams
from evaluators.toolkit.sensitivity import _ranks, first_order_shares, tornado


def uniforms(*names: str, draws: int = 10_000, seed: int = 1) -> dict[str, np.ndarray]:
    streams = Streams(seed, draws, "p")
    return {name: streams.uniform("project", "model", name) for name in names}


def test_ranks_of_a_linear_gaussian_model():
    """y = sum a_i z_i: rank y is Phi(y/s), whose first-order index for r = a_i/s is 12/(2 pi) asin(r^2 / 2)."""
    weights = {"a": 3.0, "b": 2.0, "c": 1.0, "idle": 0.0}
    u = uniforms(*weights)
    y = sum(weight * ndtri(u[name]) for name, weight in weights.items())
    total = math.sqrt(sum(weight**2 for weight in weights.values()))
    found = first_order_shares(u, {"y": y})["y"]
    for name, weight in weights.items():
        r = weight / total
        assert found[name][0] == pytest.approx(12 / (2 * math.pi) * math.asin(r**2 / 2), abs=0.025), name
        # The direction is the rank correlation: 6/pi asin(r/2).
        assert found[name][1] == pytest.approx(6 / math.pi * math.asin(r / 2), abs=0.04), name


def test_ishigami_ranks_against_a_brute_force_of_a_million():
    """Ishigami & Homma 1990, a = 7, b = 0.1. x3 acts by interaction alone: its first-order index is zero."""

    def ishigami(u):
        x1, x2, x3 = (math.pi * (2 * one - 1) for one in u)
        return np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1)

    random = np.random.default_rng(5)
    sample = random.random((3, 1_000_000))
    values = ishigami(sample)
    ranks = np.argsort(np.argsort(values)) / len(values)
    u = uniforms("x1", "x2", "x3")
    found = first_order_shares(u, {"y": ishigami(list(u.values()))})["y"]
    for number, name in enumerate(("x1", "x2", "x3")):
        # Mean of the ranks in each of 200 narrow bins of the input, a million draws: the definition itself.
        bins = (sample[number] * 200).astype(int)
        means = np.bincount(bins, ranks) / np.bincount(bins)
        assert found[name][0] == pytest.approx(means.var() / ranks.var(), abs=0.03), name
    assert found["x3"][0] < 0.02


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_shares_of_an_additive_model_add_up_to_one_at_most(seed):
    u = uniforms(*"abcdefgh", seed=seed)
    y = sum((number + 1) * one for number, one in enumerate(u.values()))
    found = first_order_shares(u, {"y": y})["y"]
    assert 0.9 < sum(share for share, _ in found.values()) < 1.03
    order = [found[name][0] for name in "abcdefgh"]
    assert order[-1] == max(order) and order[-1] > order[3] > order[0]


def test_an_input_without_influence_has_hardly_a_share():
    u = uniforms("used", *(f"idle {number}" for number in range(30)))
    found = first_order_shares(u, {"y": np.exp(3 * u["used"])})["y"]
    assert found["used"][0] > 0.98
    assert max(share for name, (share, _) in found.items() if name != "used") < 0.01


def test_any_rising_transformation_leaves_the_shares():
    u = uniforms("a", "b")
    y = u["a"] + 0.3 * u["b"]
    found = first_order_shares(u, {"plain": y, "bent": np.exp(20 * y), "down": -y})
    assert found["plain"] == found["bent"]
    for name in u:
        assert found["down"][name][0] == pytest.approx(found["plain"][name][0], abs=1e-6)
        assert found["down"][name][1] == pytest.approx(-found["plain"][name][1], abs=1e-6)


@pytest.mark.parametrize("infinite", [0.01, 0.3, 0.7])
def test_infinite_costs_count_as_the_worst(infinite):
    u = uniforms("tonnes", "cost")
    y = np.where(u["tonnes"] < infinite, np.inf, 1 + 0.1 * u["cost"])
    found = first_order_shares(u, {"y": y})["y"]
    assert all(np.isfinite(value) for pair in found.values() for value in pair)
    assert found["tonnes"][1] < 0 < found["cost"][1], "fewer tonnes, more cost"
    if infinite > 0.1:
        assert found["tonnes"][0] > found["cost"][0]


@pytest.mark.parametrize("y", [np.full(1000, 3.0), np.full(1000, np.inf)])
def test_what_does_not_vary_has_no_drivers(y):
    assert first_order_shares(uniforms("a", draws=1000), {"y": y}) == {}


def test_equal_first_and_last_draw_is_not_constant():
    u = uniforms("a", draws=1000)
    y = u["a"].copy()
    y[-1] = y[0]
    assert first_order_shares(u, {"y": y})["y"]["a"][0] > 0.9


def test_nothing_asked_nothing_answered():
    assert first_order_shares({}, {"y": np.arange(10.0)}) == {} and first_order_shares(uniforms("a", draws=200), {}) == {}


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_equal_values_have_one_rank(share):
    """An answer that one input decides, and that has two values only: knowing the input leaves nothing open."""
    u = uniforms("switch", "idle")
    found = first_order_shares(u, {"y": np.where(u["switch"] < share, 0.0, 1.0)})["y"]
    assert found["switch"][0] > 0.95


def test_the_tornado_of_a_linear_gaussian_model():
    """y = sum a_i z_i: the mean of y where z_i is at its 10th percentile is a_i z_0.1, all others averaging out."""
    weights = {"a": 3.0, "b": -2.0, "idle": 0.0}
    u = uniforms(*weights)
    y = 50 + sum(weight * ndtri(u[name]) for name, weight in weights.items())
    found = tornado(u, {"y": y})["y"]
    for name, weight in weights.items():
        for value, place in zip(found[name], (0.1, 0.9), strict=True):
            # 400 draws stand for each end: four standard errors of the others' spread, and the bend of the slice.
            others = math.sqrt(13 - weight**2)
            assert value == pytest.approx(50 + weight * ndtri(place), abs=4 * others / 20 + 0.03 * abs(weight)), name


def test_the_tornado_of_a_product_is_the_conditional_mean():
    """y = exp(a) b with b uniform on 0 to 1: E[y | a at p] = exp(p) / 2, E[y | b at p] = p (e - 1)."""
    u = uniforms("a", "b")
    found = tornado(u, {"y": np.exp(u["a"]) * u["b"]})["y"]
    assert found["a"] == pytest.approx((math.exp(0.1) / 2, math.exp(0.9) / 2), rel=0.1)
    assert found["b"] == pytest.approx((0.1 * (math.e - 1), 0.9 * (math.e - 1)), rel=0.05)


def test_the_tornado_and_the_shares_put_the_inputs_of_an_additive_model_in_one_order():
    u = uniforms(*"abcdef")
    y = sum((number + 1) * one for number, one in enumerate(u.values()))
    swings, shares = tornado(u, {"y": y})["y"], first_order_shares(u, {"y": y})["y"]
    widths = {name: abs(high - low) for name, (low, high) in swings.items()}
    assert sorted(widths, key=widths.get)[3:] == sorted(shares, key=lambda name: shares[name][0])[3:] == ["d", "e", "f"]


def test_an_answer_that_is_infinite_in_some_draws_has_a_tornado_of_medians():
    u = uniforms("tonnes", "cost")
    y = np.where(u["tonnes"] < 0.2, np.inf, 100 * u["cost"])
    found = tornado(u, {"y": y, "plain": u["cost"]})
    assert found["y"]["tonnes"] == (np.inf, pytest.approx(50, abs=8))
    assert found["y"]["cost"] == pytest.approx((10, 90), abs=4)
    assert found["plain"]["cost"] == pytest.approx((0.1, 0.9), abs=0.01)


def test_a_tornado_of_few_draws_leaves_out_what_it_cannot_say():
    u = {"a": np.array([0.5, 0.55, 0.6]), "b": np.array([0.1, 0.5, 0.9])}
    assert tornado(u, {"y": np.array([1.0, 2.0, 3.0])}) == {"y": {"b": (1.0, 3.0)}}
    assert tornado({}, {"y": np.arange(3.0)}) == {} == tornado(u, {})


@given(st.lists(st.lists(st.sampled_from([0.0, 0.5, 1.0, np.inf, -3.0]) | st.floats(-9, 9), min_size=7, max_size=7), min_size=1))
def test_ranks_are_those_of_scipy_ties_included(rows):
    values = np.array(rows)
    np.testing.assert_array_equal(_ranks(values), rankdata(values, axis=1) - 1)
