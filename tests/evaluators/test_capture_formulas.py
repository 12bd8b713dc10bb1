"""Formulas of carbon capture: learning, scale, net share, fuel, ramp."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.carbon_capture.components import scaled_cost
from evaluators.carbon_capture.deployment import deployed
from evaluators.carbon_capture.emissions import fuel_emissions
from evaluators.carbon_capture.learning import doublings_to_reach, learned_cost, wright_exponent
from evaluators.carbon_capture.net import cost_per_net_tonne, net_share
from evaluators.carbon_capture.ramp import utilisation_per_year


@given(rate=st.floats(0, 0.6), ratio=st.floats(1, 1e6), floor=st.floats(0, 0.9))
@settings(max_examples=100, deadline=None)
def test_learning_stays_between_the_floor_and_the_start(rate, ratio, floor):
    cost = learned_cost(100.0, ratio, rate, floor)
    assert 100 * floor - 1e-9 <= cost <= 100 + 1e-9


@given(rate=st.floats(0.01, 0.6))
@settings(max_examples=50, deadline=None)
def test_one_doubling_takes_off_the_learning_rate_and_doublings_invert_it(rate):
    np.testing.assert_allclose(learned_cost(1.0, 2.0, rate), 1 - rate)
    np.testing.assert_allclose(learned_cost(1.0, 2 ** doublings_to_reach(0.5, rate), rate), 0.5)


def test_cost_below_the_floor_is_never_reached():
    assert np.isinf(doublings_to_reach(0.1, 0.2, floor_share=0.2)) and np.isinf(doublings_to_reach(0.5, 0.0))


def test_a_learning_rate_of_one_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match=r"leaves no cost after one doubling; give a share such as 0\.13"):
        wright_exponent(1.0)


def test_scale_and_learning_are_not_counted_for_the_same_step():
    """A bigger plant has no more experience; more trains save nothing."""
    assert deployed(2030.0, 1000.0, 0.0) == 1000.0
    one, ten = (scaled_cost(5.0, size, 1e5, 0.6, largest=1e5) for size in (1e5, 1e6))
    np.testing.assert_allclose(ten, 10 * one)
    np.testing.assert_allclose(scaled_cost(5.0, 1e6, 1e5, 0.6), 5 * 10**0.6)


def test_experience_is_capped_at_a_gigatonne():
    assert deployed(2060.0, 1e4, 2.0) <= 1e9


def test_solid_sorbent_on_sun_and_on_a_dirty_grid():
    """Heat-pump plant of 5.89 GJ/t: 0.40 to 0.35 of a tonne left at 0.37 to 0.40 t/MWh (reference page, from Sievert's data)."""
    np.testing.assert_allclose(net_share(1.0, 5.89 / 3.6 * np.array([0.37, 0.40])), [0.395, 0.346], atol=0.001)


def test_captured_fuel_carbon_is_not_emitted_and_lost_gas_is():
    emitted, kept = fuel_emissions(1.0, 1.0, 0.0)
    assert emitted == 0 and kept == pytest.approx(0.20196)
    assert fuel_emissions(1.0, 1.0, 0.02)[0] > 0


def test_a_plant_that_captures_nothing_has_no_finite_cost_per_net_tonne():
    assert net_share(0.0, 0.0) == 0 and np.isinf(cost_per_net_tonne(100.0, 0.0)) and np.isinf(cost_per_net_tonne(100.0, -0.2))


def test_the_ramp_starts_at_its_first_year_and_ends_mature():
    np.testing.assert_allclose(utilisation_per_year(0.8, 0.25, 3.0, 5), [[0.2, 0.4, 0.6, 0.8, 0.8]])
