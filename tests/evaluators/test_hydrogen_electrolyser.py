"""The electrolyser, the electricity that feeds it, and what the cost of hydrogen and of storage is made of."""

from __future__ import annotations

import numpy as np
import pytest
from electrolyser_rows import PEM, SOLID, replacement_years
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evaluators.hydrogen_storage.electrolyser import (
    ELECTROLYSERS,
    LOWER_HEATING_VALUE,
    capex,
    cost_parts,
    mean_energy,
    mean_output,
    specific_capex,
    stack_interval,
)
from evaluators.hydrogen_storage.replacements import present_capital
from evaluators.hydrogen_storage.storage_cost import cost_per_mwh, hydrogen_cost, levelised, levelised_parts, storage_cost
from evaluators.hydrogen_storage.supply_cost import (
    SUPPLY_COSTS,
    Plant,
    battery_plant,
    electricity_cost,
    electricity_parts,
    embodied_emissions,
    grid_emissions,
    offshore_plant,
    plant_of,
)
from evaluators.offshore_wind.cost import FOUNDATIONS, capex_per_kw, opex_per_kw, removal_per_year
from evaluators.offshore_wind.location import HOME
from evaluators.toolkit.finance import annuity_factor, capital_recovery_factor, present_value
from evaluators.toolkit.row import Row

rates, lives, lasts = st.floats(0.0, 0.15), st.floats(1.0, 40.0), st.floats(0.5, 60.0)


# Properties of the electrolyser.


def test_only_steam_from_other_heat_takes_less_than_the_higher_heating_value():
    """ISO/TR 15916: 141.8 and 119.96 MJ/kg."""
    for kind, heating in (("pem", 141.8), ("alkaline", 141.8), ("solid_oxide", 119.96)):
        row = ELECTROLYSERS.medians(kind)
        least = heating / 3.6
        assert row.least_energy == pytest.approx(least, rel=1e-3) and row.least_energy < row.usual_from < row.energy
        assert mean_energy(row, 0.0, energy=row.least_energy) == row.least_energy
        with pytest.raises(ValueError, match="gives out more than it takes in"):
            mean_energy(row, 4000.0, energy=np.array([55.0, row.least_energy - 0.1]))
    assert mean_energy(SOLID, 0.0, energy=34.0) == 34.0


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ELECTROLYSERS.rows), st.floats(0.0, 2000.0), st.floats(0.0, 500.0))
def test_a_larger_plant_never_costs_less(kind, rated, more):
    row = ELECTROLYSERS.medians(kind)
    assert capex(row, rated + more) >= capex(row, rated) * (1 - 1e-12)
    assert specific_capex(row, rated + more) <= specific_capex(row, rated) * (1 + 1e-12)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ELECTROLYSERS.rows), st.floats(0.0, 8760.0))
def test_ageing_never_helps(kind, hours):
    row = ELECTROLYSERS.medians(kind)
    assert row.energy <= mean_energy(row, hours) < row.energy * 1.2
    assert 0.6 < mean_output(row, hours) <= 1
    assert stack_interval(row, hours) <= row.life


def test_energy_that_the_proposal_states_takes_the_rows_place_and_ages_alike():
    assert mean_energy(PEM, 5000, energy=52.0) / 52.0 == pytest.approx(mean_energy(PEM, 5000) / PEM.energy)


def test_mean_energy_is_the_mean_of_the_hours():
    hours, interval = 5000.0, float(stack_interval(PEM, 5000.0))
    age = np.linspace(0, interval * hours, 100_001)
    assert mean_energy(PEM, hours) == pytest.approx(np.mean(PEM.energy * (1 + PEM.energy_rise * age)), rel=1e-9)
    age = np.linspace(0, float(stack_interval(SOLID, hours)) * hours, 100_001)
    assert mean_output(SOLID, hours) == pytest.approx(np.mean(1 - SOLID.output_loss * age), rel=1e-9)


def test_draws_and_single_numbers_agree():
    rng = np.random.default_rng(5)
    drawn = Row("pem", {name: value * rng.uniform(0.9, 1.1, 7) for name, value in PEM.items() if name != "output_loss"}
                | {"output_loss": 0.0})
    together = cost_parts(drawn, 50.0, 4000.0, 3e6, 0.06, 25.0, 2.0)
    for index in range(7):
        one = Row("pem", {name: (value[index] if np.ndim(value) else value) for name, value in drawn.items()})
        for name, value in cost_parts(one, 50.0, 4000.0, 3e6, 0.06, 25.0, 2.0).items():
            np.testing.assert_allclose(together[name][index], value, rtol=1e-12)


def test_a_stated_cost_takes_the_place_of_ours():
    ours = cost_parts(PEM, 50.0, 4000.0, 3e6, 0.06, 25.0, 2.0)
    stated = cost_parts(PEM, 50.0, 4000.0, 3e6, 0.06, 25.0, 2.0, stated_capex=capex(PEM, 50.0))
    assert {name: pytest.approx(value) for name, value in ours.items()} == stated


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: mean_energy(PEM, 4000, energy=30.0),
         "an electrolyser (pem) that needs 30 kWh/kg gives out more than it takes in (a kilogram takes at least "
         "39.39 kWh: the higher heating value, as it is fed with water). State the electricity of the whole plant per kilogram, "
         "45 to 60 kWh/kg in practice"),
        (lambda: mean_energy(ELECTROLYSERS.medians("alkaline"), 4000, energy=34.0),
         "an electrolyser (alkaline) that needs 34 kWh/kg gives out more than it takes in (a kilogram takes at least "
         "39.39 kWh: the higher heating value, as it is fed with water). State the electricity of the whole plant per kilogram, "
         "45 to 60 kWh/kg in practice"),
        (lambda: mean_energy(SOLID, 4000, energy=33.0),
         "an electrolyser (solid oxide) that needs 33 kWh/kg gives out more than it takes in (a kilogram takes at least "
         "33.322 kWh: the lower heating value, its steam raised with other heat). State the electricity of the whole plant per "
         "kilogram, 45 to 60 kWh/kg in practice"),
        (lambda: specific_capex(PEM, -2.0), "an electrolyser of -2 MW is negative; state its rated power in MW, 0 or above"),
        (lambda: stack_interval(PEM, 9000.0), "hours run of 9000 to 9000 a year do not fit into one; state 0 to 8,760 h/year"),
        (lambda: plant_of(SUPPLY_COSTS.medians("solar"), -5.0), "a solar of -5 MW is negative; state its size in MW, 0 or above"),
        (lambda: battery_plant(SUPPLY_COSTS.medians("battery"), 1.0, -4.0),
         "a battery of -4 MWh is negative; state its size in MWh, 0 or above"),
        (lambda: present_capital(1.0, 0.0, 0.05, 20.0),
         "a part that lasts 0 years cannot serve; state the years it lasts, above 0, such as 20"),
        (lambda: present_capital(1.0, 10.0, 0.05, 0.0),
         "a project of 0 years serves nobody; state a life above 0, such as 25"),
        (lambda: storage_cost({}, 0.0, 0.0, 100.0, 130.0, 3.0, 0.05, 20.0),
         "the store delivers 30 kg a year more than is put in; the mass balance does not close. State what is put in at or above "
         "what is taken out"),
    ],
)
def test_bad_input_is_told_in_a_sentence(call, said):
    with pytest.raises(ValueError) as refused:
        call()
    assert str(refused.value) == said


# Replacements.


@settings(max_examples=150, deadline=None)
@given(lasts, rates, lives, st.floats(0.0, 1.0))
@example(0.5, 5e-324, 40.0, 1.0)
def test_replacements_fall_in_their_own_years(every, rate, life, salvage):
    bought = [0.0, *replacement_years(every, life)]
    left = max(bought[-1] + every - life, 0.0) / every
    expected = sum((1 + rate) ** -year for year in bought) - salvage * left * (1 + rate) ** -life
    assert present_capital(1.0, every, rate, life, salvage) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_a_part_that_lasts_the_whole_life_is_bought_once():
    assert present_capital(100.0, 25.0, 0.07, 25.0) == pytest.approx(100.0)
    assert present_capital(100.0, 12.5, 0.0, 25.0) == pytest.approx(200.0)


def test_each_draw_has_its_own_years_of_replacement():
    every = np.array([5.0, 9.0, 12.5, 30.0])
    alone = [float(present_capital(10.0, one, 0.05, 25.0)) for one in every]
    np.testing.assert_allclose(present_capital(10.0, every, 0.05, 25.0), alone, rtol=1e-14)


# Electricity.


def test_one_plant_of_whole_life_costs_what_the_annuity_says():
    plant = Plant(1000.0, 30.0, 25.0)
    parts = electricity_parts({"wind": plant}, 0.0, 60.0, 0.07, 25.0)
    expected = (capital_recovery_factor(0.07, 25) * 1000 + 30) / 4000
    assert electricity_cost(parts, 4000.0, 0.07, 25.0) == pytest.approx(expected)


def test_grid_alone_costs_its_price_and_emits_its_factor():
    parts = electricity_parts({}, 500.0, 60.0, 0.07, 25.0)
    assert electricity_cost(parts, 500.0, 0.07, 25.0) == pytest.approx(60.0)
    assert grid_emissions(500.0, 500.0, 0.42, 25.0) == pytest.approx(0.42)
    assert grid_emissions(100.0, 500.0, 0.42, 25.0) == pytest.approx(0.084)
    assert grid_emissions(0.0, 0.0, 0.42, 25.0) == 0


def test_a_grid_that_gets_cleaner_counts_its_mean_over_the_life():
    factor = np.linspace(0.5, 0.3, 40)[None, :]
    assert grid_emissions(1.0, 1.0, factor, 20.0)[0] == pytest.approx(factor[0, :20].mean())


def test_offshore_wind_takes_the_offshore_evaluators_own_formula():
    foundation, row = FOUNDATIONS.medians("floating"), SUPPLY_COSTS.medians("offshore_wind")
    plant = offshore_plant(row, 10.0, foundation, depth=100.0, distance=40.0, wave_height=2.0, turbine=12_000.0, place=HOME)
    built = capex_per_kw(foundation, 100.0, 40.0, 12_000.0, HOME)
    assert plant.capex == pytest.approx(built * 10_000)
    running = opex_per_kw(foundation, 40.0, 2.0) + removal_per_year(foundation, built, row.life)
    assert plant.fixed == pytest.approx(running * 10_000)


def test_building_counts_for_what_is_curtailed_too():
    plants = {"wind": Plant(0, 0, 25, 0.012), "solar": Plant(0, 0, 25, 0.05)}
    assert embodied_emissions(plants, {"wind": 100.0, "solar": 20.0}, 80.0) == pytest.approx((1.2 + 1.0) / 80)


# Levelised.


def test_hydrogen_at_the_gate_year_by_year():
    """Present value of cost over present value of product, against a cash flow written out year by year."""
    rate, life, produced, hours = 0.06, 24, 3e6, 4380.0
    row = Row("pem", dict(PEM) | {"stack_life": 8 * hours, "life": 24.0})
    parts = cost_parts(row, 50.0, hours, produced, rate, float(life), 2.0)
    parts |= electricity_parts({}, produced * 57 / 1e3, 50.0, rate, float(life))
    built = float(capex(row, 50.0))
    yearly = row.fixed_om * built + row.water * produced / 1e3 * 2.0 + produced * 57 / 1e3 * 50.0
    flows = np.full(life, yearly)
    flows[[7, 15]] += row.stack_share * built
    expected = (built + present_value(flows, rate)) / present_value(np.full(life, produced), rate)
    assert hydrogen_cost(parts, produced, rate, float(life)) == pytest.approx(expected, rel=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.0, 0.15), st.floats(5.0, 40.0), st.floats(1.0, 30.0), st.floats(0.5, 0.99), st.floats(0.5, 8.0))
def test_cost_of_storage_with_and_without_the_stored_gas(rate, life, lasting, kept, gate):
    capital = {"store": (5e7, lasting), "cushion gas": (3e6, life)}
    cost = storage_cost(capital, 1e6, 4e5, 2e6, 2e6 * kept, gate, rate, life)
    assert cost.without_gas == pytest.approx(sum(cost.parts.values()))
    # With the gas, whatever is put in is bought: nothing is counted twice.
    own = sum(part for name, part in cost.parts.items() if name != "hydrogen lost")
    assert cost.with_gas == pytest.approx(own + gate * 2e6 / (2e6 * kept))


def test_parts_of_a_levelised_cost_add_up():
    parts = {"a": 5.0, "b": 7.0, "c": 0.0}
    assert sum(levelised_parts(parts, 3.0, 0.05, 20.0).values()) == pytest.approx(levelised(12.0, 3.0, 0.05, 20.0))


def test_no_product_costs_without_bound():
    assert levelised(10.0, 0.0, 0.05, 20.0) == np.inf


def test_cost_per_megawatt_hour_holds_gas_and_plant():
    years = annuity_factor(0.05, 20.0)
    cost = cost_per_mwh(4.0, 1e6, 2e6 * years, 0.5, 0.05, 20.0)
    assert cost == pytest.approx((4.0 * 1e6 + 2e6) / (1e6 * LOWER_HEATING_VALUE * 0.5 / 1e3))
