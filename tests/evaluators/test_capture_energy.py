"""Carbon capture: what its energy costs and emits, where it is bought, made or lost, and what is avoided for it."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from capture_cases import answers, bound, with_row

from evaluators.carbon_capture import carbon_capture
from evaluators.carbon_capture.evaluation import YEARS, _electricity, mean_over_life
from evaluators.carbon_capture.power import generated_per_mwh, power_costs
from evaluators.carbon_capture.supply import LEAST_OWN, electricity_price, gas_price
from evaluators.carbon_capture.tables import GAS_PRICES, GRIDS_HERE, HEAT_SOURCES, TECHNOLOGIES
from evaluators.toolkit.fund_wide import GRIDS, grid_factor
from evaluators.toolkit.row import Row

NETL_GAS = {"hydrogen_smr": 10.68, "cement": 15.66, "steel": 6.13, "pulp_and_paper": 9.58}  # USD/tonne, the lines' own source


def notes(returned):
    return returned["exhibits"]["notes"]


# What is avoided.


def test_the_more_stays_stored_the_less_an_avoided_tonne_costs():
    values = bound(technology="cement", disposal="mineral_products", credit="none") | {"leak": 0.0}
    found = [
        carbon_capture.function(**with_row(values, "disposal", stored_share=share))["cost_avoided"]
        for share in (0.0, 0.5, 0.8, 0.95, 1.0)
    ]
    assert np.all(np.isinf(found[0]))
    for less, more in pairwise(found[1:]):
        assert np.all((more < less) | np.isinf(less))
    assert np.all(np.isfinite(found[-1]))


def test_a_cement_works_that_gives_its_co2_back_avoids_nothing():
    assert np.all(np.isinf(answers(technology="cement", disposal="utilisation")["cost_avoided"]))
    stored, plain = (answers(technology="cement", disposal=where)["cost_avoided"] for where in ("geological_storage", None))
    np.testing.assert_allclose(stored, plain)


# What electricity costs.


@pytest.mark.parametrize("grid", ["us_gulf", "japan_average"])
def test_electricity_of_the_grid_pays_network_levies_and_supplier(grid):
    values = bound(grid=grid)
    given = SimpleNamespace(**values)
    wholesale = given.electricity_price * given.grid.price_level
    np.testing.assert_allclose(electricity_price(given), wholesale + given.grid.delivery_adder)
    free = carbon_capture.function(**with_row(values, "grid", delivery_adder=0.0))
    paid = carbon_capture.function(**values)
    # Solid sorbent with a gas boiler: the difference is its electricity times the adder, and nothing else.
    needed = paid["energy_use"] - paid_fuel(values, paid)
    np.testing.assert_allclose(paid["cost_gross"] - free["cost_gross"], needed * given.grid.delivery_adder, rtol=1e-9)


def paid_fuel(values, returned):
    """Fuel per tonne [MWh/tonne] of a plant with one fuel, from what it costs."""
    free = carbon_capture.function(**values | {"gas_price": Row("by_country", {"us": 0.0, "japan": 0.0})})
    return (returned["cost_gross"] - free["cost_gross"]) / gas_price(SimpleNamespace(**values))


def test_own_supply_is_worth_the_wholesale_price_and_the_rest_is_bought():
    given = SimpleNamespace(**bound(own_electricity_emissions=0.03))
    bought = given.grid.delivery_adder * (1 - given.own_supply_share)
    np.testing.assert_allclose(electricity_price(given), given.electricity_price * given.grid.price_level + bought)


# What gas costs.


def test_gas_costs_what_it_costs_in_the_country_of_the_grid():
    us, japan, contract = (
        gas_price(SimpleNamespace(**bound(grid=grid))) for grid in ("us_gulf", "japan_hokkaido", "contracted_hydro")
    )
    assert np.all(us < japan)
    np.testing.assert_allclose(contract, (us + japan) / 2)
    # 10 to 14 USD/GJ of LNG in Japan, higher heating value; 3 to 8 USD per thousand cubic feet (1.037 MMBtu) in the US.
    assert 10 * 3.6 < np.median(japan) < 14 * 3.6 * 1.108
    assert 3 / 1.037 / 0.29307 * 1.108 * 0.7 < np.median(us) < 8 / 1.037 / 0.29307 * 1.108


def test_dear_gas_is_paid_in_japan_alone():
    facts = {"technology": "cement", "heat_source": "natural_gas"}
    dear = Row("by_country", {"us": 20.0, "japan": 90.0})
    here, there = (bound(grid=grid, **facts) for grid in ("us_average", "japan_kyushu"))
    cheap = Row("by_country", {"us": 20.0, "japan": 40.0})
    rise = [
        np.min(carbon_capture.function(**values | {"gas_price": dear})["cost_gross"]
               - carbon_capture.function(**values | {"gas_price": cheap})["cost_gross"])
        for values in (here, there)
    ]
    assert rise[0] == 0 and rise[1] > 10


# What electricity emits.


def test_own_wind_and_sun_are_no_grid():
    assert "renewable_dedicated" in GRIDS.rows and "renewable_dedicated" not in GRIDS_HERE.rows
    assert set(GRIDS.rows) - set(GRIDS_HERE.rows) == {"renewable_dedicated"}
    with pytest.raises(Exception, match=r"us_average.*japan_average"):
        bound(grid="renewable_dedicated")


def test_no_supply_is_cleaner_than_its_life_allows_and_the_reader_is_told():
    none, least, more = (
        answers(technology="dac_solid_sorbent", heat_source="electric_heat_pump", own_electricity_emissions=own)
        for own in (0.0, LEAST_OWN, 0.02)
    )
    np.testing.assert_array_equal(none["net_share"], least["net_share"])
    assert np.all(more["net_share"] < least["net_share"])
    assert any("over its life no supply is below 0.005" in note for note in notes(none))
    assert not any("over its life no supply" in note for note in notes(least))
    assert all(any("stated, not shown" in note for note in notes(one)) for one in (none, least, more))
    assert not any("stated, not shown" in note for note in notes(answers()))


def test_the_net_tonne_bears_what_lies_before_the_stack_and_losses_of_the_network():
    given = SimpleNamespace(**bound(heat_source="electric_heat_pump"))
    np.testing.assert_allclose(
        _electricity(given, 2030.0), grid_factor(given.grid, 2030.0, YEARS) * given.grid_upstream[:, None]
    )
    values = bound(technology="cement")
    plain, more = (carbon_capture.function(**values | {"grid_upstream": one}) for one in (1.0, 1.3))
    assert np.all(more["net_share"] < plain["net_share"])
    np.testing.assert_array_equal(more["cost_avoided"], plain["cost_avoided"])


# A power plant gives up output of its own.


@pytest.mark.parametrize("technology", ["gas_power", "coal_power"])
@pytest.mark.parametrize("capture_rate", [0.5, 0.9, 0.95])
def test_a_power_plant_avoids_what_rubin_s_definition_says(technology, capture_rate):
    values = bound(technology=technology, credit="none") | {"transport_distance": 100.0}
    returned = carbon_capture.function(**values)
    row = values["technology"]
    lost = returned["energy_use"]
    carried = returned["cost_gross"] - carbon_capture.function(**values | {"storage_cost": 0.0})["cost_gross"]
    captured = generated_per_mwh(row.own_power_factor, capture_rate, lost) * capture_rate
    dearer = (returned["cost_gross"] - carried) * captured
    rubin = power_costs(dearer, 0.0, row.own_power_factor, capture_rate, lost, carried)
    np.testing.assert_allclose(returned["cost_avoided"], rubin["avoided"], rtol=1e-9)


def test_a_power_plant_s_penalty_is_its_own_whatever_the_grid_and_its_price_that_of_a_sale():
    coal, gas = (bound(technology=one, own_electricity_emissions=None) for one in ("coal_power", "gas_power"))
    for values in (coal, gas):
        one = carbon_capture.function(**values)
        clean = carbon_capture.function(**with_row(values, "grid", factor=0.0, floor=0.0, delivery_adder=99.0))
        stated = carbon_capture.function(**values | {"own_electricity_emissions": 0.01})
        for name in ("net_share", "cost_avoided", "cost_gross"):
            np.testing.assert_allclose(one[name], clean[name])
            np.testing.assert_allclose(one[name], stated[name])
    assert any("changes nothing here" in note for note in notes(stated))
    # NETL: about 0.35 tonne/MWh for a combined cycle and 0.8 for supercritical coal.
    for values, low, high in ((gas, 0.33, 0.40), (coal, 0.76, 0.92)):
        assert low < np.min(values["technology"].own_power_factor) and np.max(values["technology"].own_power_factor) < high
    assert mean_over_life(_electricity(SimpleNamespace(**coal), 2030.0, 1.0), np.ones((1, YEARS)), 30.0) == pytest.approx(
        coal["technology"].own_power_factor
    )


# Heat of NETL's industrial sources.


@pytest.mark.parametrize("technology", NETL_GAS)
def test_the_gas_of_netl_s_plants_costs_what_netl_says(technology):
    """4.42 USD/MMBtu is a price of higher heating value; ours is of lower, so the fuel counts in lower heating value."""
    heat = TECHNOLOGIES.lines[technology]["heat"].mode
    fuel = heat / 0.85
    price = 4.42 / 0.29307 * 1.108
    assert fuel * price == pytest.approx(NETL_GAS[technology], rel=0.01)
    assert "over 1.108" in TECHNOLOGIES.lines[technology]["heat"].source
    assert TECHNOLOGIES.lines[technology]["heat_floor"].mode / heat == pytest.approx(0.6, rel=1e-3)
    assert HEAT_SOURCES.lines["natural_gas"]["fuel"].mode == pytest.approx(1 / 0.85, rel=0.01)


# What cannot be.


@pytest.mark.parametrize("rate", [1.2, 90.0, (0.8, 1.1)])
def test_a_capture_rate_above_one_is_refused_in_words(rate):
    with pytest.raises(ValueError, match=r"nobody captures more CO2 than there is.*Write 0.9 or 90 %"):
        answers(capture_rate=rate, capture_rate_basis="stack")


def test_more_delivered_than_the_nameplate_is_not_compared_with():
    returned = answers(present_delivered=5000.0, present_capacity=4000.0)
    assert "cost_ratio_2030" not in returned and "halved_by_2030" not in returned
    told = "present_delivered is 5,000 tonne/year, more than the present_capacity of 4,000"
    assert any(told in note for note in notes(returned))
    assert "cost_ratio_2030" in answers(present_delivered=4000.0, present_capacity=4000.0)


def test_the_tables_name_every_country_of_the_grids():
    named = {row.partition("_")[0] for row in GRIDS_HERE.rows}
    assert set(GAS_PRICES.lines["by_country"]) == named - {"contracted"}
