"""The store and its task: the least store, oversize, shortfalls, the grid as last resort, and weather years."""

from __future__ import annotations

import json

import numpy as np
from hydrogen_cases import made, winds
from hydrogen_chains import DRAWS, answered, case, chain, evaluated, inputs, medians

from evaluators.hydrogen_storage.evaluation import HORIZON
from evaluators.toolkit.fund_wide import grid_factor
from evaluators.toolkit.present_value import first_years

# --- the store and its task ---------------------------------------------------------------------------------------


def test_the_least_store_meets_the_demand_and_one_percent_less_does_not():
    # Vessels have no rate of their own, so that one of the least size is the same machine, only smaller.
    facts = made(storage="vessel_350bar", wind_capacity=160.0)
    given = inputs(facts)
    least = answered(given)["minimum_store"]
    there = np.isfinite(least) & (least > 0.1)
    assert 0.5 < there.mean() < 1
    size = np.where(there, least, 500.0)
    enough = answered(inputs(facts, working_gas=size * (1 + 1e-6)))
    too_small = answered(inputs(facts, working_gas=size * 0.99))
    assert np.all(enough["unmet_demand"][there] < 1e-9) and np.all(too_small["unmet_demand"][there] > 1e-7)
    np.testing.assert_allclose(enough["oversize"][there], 1.0, rtol=1e-5)
    # Where no store meets it, the largest does not either.
    assert np.all(answered(inputs(facts, working_gas=np.full(DRAWS, 1e5)))["unmet_demand"][~np.isfinite(least)] > 0)


def test_oversize_is_what_is_proposed_over_what_is_needed():
    result = answered(inputs(made(wind_capacity=150.0)))
    least, over = result["minimum_store"], result["oversize"]
    there = np.isfinite(least)
    assert 0 < there.mean() < 1
    np.testing.assert_allclose(over[there], 500.0 / np.maximum(least[there], 0.5), rtol=1e-9)
    assert np.all(over[~there] == 0) and np.all(result["unmet_demand"][~there] > 0)


def test_more_wind_never_needs_a_larger_store_nor_leaves_more_unmet():
    wind = np.linspace(120.0, 400.0, 15)
    result = medians(made(), wind_capacity=wind, weather_year=np.full(15, 0.5))
    least = result["minimum_store"]
    finite = np.isfinite(least)
    assert 3 < finite.sum() < 15 and np.all(np.diff(finite.astype(int)) >= 0)
    assert np.all(np.diff(least[finite]) <= 1e-9 * least[finite].max())
    assert np.all(np.diff(result["unmet_demand"]) <= 1e-12)


def test_a_demand_beyond_the_years_production_is_said_with_the_shortfall():
    found = evaluated(made(wind_capacity=60.0))
    answers = {one.name: one.draws for one in found.results}
    assert np.all(np.isinf(answers["minimum_store"])) and np.all(answers["oversize"] == 0)
    (note,) = (note for note in found.exhibits["1"]["notes"] if "no store" in note)
    short = float(note.split(" t a year are short")[0].split()[-1].replace(",", ""))
    # With an unlimited store what is short is at most what this one leaves unmet.
    assert "in 100% of the draws" in note and 0 < short * 1e3 <= np.median(answers["unmet_demand"]) * 800 * 8760 * 1.001


def test_a_store_that_is_never_used_costs_without_bound_and_all_else_stays_a_number():
    # More demand in every hour than the electrolyser makes: nothing is ever left to store.
    found = evaluated(made(demand=50_000.0))
    answers = {one.name: one.draws for one in found.results}
    assert np.all(np.isinf(answers["cost_of_storage"])) and np.all(answers["full_cycles"] == 0)
    assert np.all(np.isfinite(answers["cost_of_hydrogen"])) and np.all(answers["round_trip"] == 0)
    json.dumps(found.exhibits["1"], allow_nan=False)


def test_grid_alone_emits_its_factor_for_every_kilowatt_hour():
    given = inputs(made(wind_capacity=None, wind_speed_hourly=None, weather_height=None, grid_power=75.0))
    found, result = chain(given), answered(given)
    factor = grid_factor(given.grid, given.operation_start, HORIZON)
    per_kwh = first_years(factor, result["life"], HORIZON) / result["life"]
    np.testing.assert_allclose(found.gate.emission_parts["electricity"], found.hydrogen.energy * per_kwh, rtol=1e-9)
    np.testing.assert_allclose(result["emissions_gate"], found.hydrogen.energy * factor[:, 0] * given.grid_upstream, rtol=1e-9)
    assert np.all(result["emissions_gate"] > 4.0) and np.all(result["within_4_0_kg"] == 0)
    assert np.all(found.hydrogen.flow.own_mwh == 0) and np.all(result["unmet_demand"] == 0)
    np.testing.assert_allclose(found.hydrogen.flow.grid_mwh, 800 * 8.76 * found.hydrogen.energy, rtol=1e-9)


def test_grid_as_the_last_resort_meets_what_wind_and_store_leave():
    _, found, helped = case("wind, and grid as the last resort")
    alone = answered(inputs(made(wind_capacity=120.0, working_gas=50.0)))
    assert np.all(helped["unmet_demand"] < alone["unmet_demand"]) and np.all(alone["unmet_demand"] > 0)
    assert np.all(alone["emissions_gate"] == 0) and np.all(helped["emissions_gate"] > 0)
    bought_power = found.hydrogen.flow.grid_mwh
    # Each kilogram more is made of power that is bought, or of wind kept for a worse hour; the plan's share is the middle case's.
    more = helped["delivered_hydrogen"] - alone["delivered_hydrogen"]
    assert np.all(more > 0) and np.all(bought_power <= 1.1 * more * found.hydrogen.energy / 1e3)


# --- weather years ------------------------------------------------------------------------------------------------


def test_weather_years_are_an_axis_of_the_draws_and_each_draw_lives_in_its_own():
    three = winds(3)
    given = inputs(made(wind_speed_hourly=three, wind_capacity=160.0), draws=30)
    together = answered(given)
    lived = np.minimum((given.weather_year * 3).astype(int), 2)
    assert set(lived) == {0, 1, 2}
    by_year = [np.median(together["unmet_demand"][lived == year]) for year in range(3)]
    assert len({round(float(one), 6) for one in by_year}) == 3
    assert by_year[1] == max(by_year)  # the calm one
    for year in range(3):
        own = three[year * 8760 : (year + 1) * 8760]
        alone = answered(inputs(made(wind_speed_hourly=own, wind_capacity=160.0), draws=30))
        for name in ("unmet_demand", "minimum_store", "delivered_hydrogen", "full_cycles"):
            np.testing.assert_allclose(together[name][lived == year], alone[name][lived == year], rtol=1e-9, err_msg=name)
    notes = together["exhibits"]["notes"]
    assert any("Weather of 3 years of record" in note for note in notes)
    assert any("a store sized on it is a lower bound" in note for note in alone["exhibits"]["notes"])


def test_months_alone_are_put_in_an_assumed_order_and_that_is_said():
    facts = made(wind_speed_hourly=None, wind_speed_monthly=np.linspace(9.5, 6.5, 12), weather_begins=None)
    result, again = (answered(inputs(facts, draws=20)) for _ in range(2))
    assert any("the order of hours is assumed" in note for note in result["exhibits"]["notes"])
    assert len(np.unique(result["minimum_store"])) > 5
    np.testing.assert_array_equal(result["minimum_store"], again["minimum_store"])
