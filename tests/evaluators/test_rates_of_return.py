"""Internal rates of return of many draws: against pyxirr one by one, whatever the pieces, the signs and the years of building."""

from __future__ import annotations

import numpy as np
import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.toolkit import rates_of_return
from evaluators.toolkit.rates_of_return import internal_rate_of_return, why_no_internal_rate

amounts = st.floats(1, 1000)


@st.composite
def conventional(draw):
    """Draws that each pay first and earn then, with noughts between; the year of the turn is its own in each."""
    years = draw(st.integers(2, 40))
    draws = draw(st.integers(1, 5))
    flows = np.array(draw(st.lists(amounts, min_size=years * draws, max_size=years * draws))).reshape(draws, years)
    turn = np.array(draw(st.lists(st.integers(1, years - 1), min_size=draws, max_size=draws)))
    idle = np.array(draw(st.lists(st.booleans(), min_size=years, max_size=years)))
    idle[[0, -1]] = False
    return np.where(np.arange(years) < turn[:, None], -flows, flows) * ~idle


@settings(max_examples=200, deadline=None)
@given(conventional())
def test_conventional_flows_have_the_rate_of_the_peer(flows):
    found = internal_rate_of_return(flows)
    assert np.isfinite(found).all()
    assert (why_no_internal_rate(flows) == "").all()
    for row, rate in zip(flows, found, strict=True):
        peer = pyxirr.irr(row)
        if peer is not None:  # it gives up on some rates above 1000 %
            assert rate == pytest.approx(peer, abs=1e-9, rel=1e-9)
        discounted = row * np.exp(-np.log1p(rate) * np.arange(len(row)))
        assert abs(discounted.sum()) <= 1e-8 * np.abs(discounted).sum()


def test_pieces_give_the_same_rates(monkeypatch):
    random = np.random.default_rng(4)
    flows = random.uniform(50, 200, (700, 31))
    flows[:, 0] = -random.uniform(800, 1500, 700)
    flows[::7, -1] *= -1  # dismantling
    flows[::11] = np.abs(flows[::11])
    whole = internal_rate_of_return(flows)
    assert np.array_equal(np.isnan(whole), why_no_internal_rate(flows) != "")
    monkeypatch.setattr(rates_of_return, "AT_ONCE", 64)
    np.testing.assert_allclose(internal_rate_of_return(flows), whole, rtol=1e-12)
    dated = internal_rate_of_return(flows, np.arange(31))
    np.testing.assert_allclose(dated, whole, atol=1e-9)


@pytest.mark.parametrize("rate", [-0.9, -0.2, -1e-6, 0.0, 1e-6, 0.05, 1.0, 30.0])
def test_rates_far_from_nil_are_found(rate):
    flows = np.concatenate([[-1.0, -2.0], np.ones(20)])
    flows[1:] *= (1 + rate) ** np.arange(1, 22)
    flows[0] = -flows[1:] @ (1 + rate) ** -np.arange(1.0, 22)
    assert internal_rate_of_return(np.stack([flows, -flows])) == pytest.approx([rate, rate], abs=1e-9, rel=1e-9)


def test_two_changes_of_sign_give_no_rate_and_the_reason():
    flows = np.array([[-100.0, 230.0, -131.0]])  # 10 % and 20.1 % both fit
    assert np.isnan(internal_rate_of_return(flows)).all()
    assert "several rates may fit" in why_no_internal_rate(flows)[0]
