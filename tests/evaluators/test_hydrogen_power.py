"""The power of an electrolyser and its place: hours run, supplies that no plant stands behind, the country's cost, delivery."""

from __future__ import annotations

import numpy as np
import pytest
from hydrogen_cases import answered, bought, inputs, made

from evaluators.hydrogen_storage.electrolyser import ELECTROLYSERS
from evaluators.hydrogen_storage.evaluation import HORIZON, chain_of
from evaluators.hydrogen_storage.supply_cost import SUPPLY_COSTS, offshore_plant
from evaluators.hydrogen_storage.usual_row import usual_row
from evaluators.offshore_wind.location import HOME, factors_of
from evaluators.toolkit.fund_wide import GRIDS, grid_factor, purchase_price

CALM = {"wind_capacity": None, "wind_plant": None, "wind_turbine": None, "wind_hub_height": None, "wind_speed_hourly": None,
        "weather_height": None}  # fmt: skip
VESSELS = {"storage": "vessel_350bar", "geology": "none", "working_gas": 5.0}
SAPPORO = {"latitude": 43.06, "longitude": 141.35}
HOUR = np.arange(8760) % 24


def chain(facts):
    given = inputs(facts)
    return chain_of(given, grid_factor(given.grid, given.operation_start, HORIZON))


def notes(facts):
    return answered(facts)["exhibits"]["notes"]


# --- hours run --------------------------------------------------------------------------------------------------------


def test_ten_kilowatts_of_wind_beside_the_grid_change_nothing():
    alone, beside = chain(made(**CALM, **VESSELS, grid_power=75.0)), chain(made(**VESSELS, wind_capacity=0.01, grid_power=75.0))
    np.testing.assert_allclose(beside.hydrogen.energy, alone.hydrogen.energy, rtol=1e-9)
    np.testing.assert_allclose(beside.gate.cost_parts["stacks"], alone.gate.cost_parts["stacks"], rtol=1e-9)
    np.testing.assert_allclose(beside.gate.cost, alone.gate.cost, rtol=1e-3)


def test_stacks_age_by_the_hours_of_the_plan_where_one_spoke():
    night = made(
        **CALM, grid="japan_kyushu", geology="none", storage="buried_pipe", electrolyser_capacity=150.0, grid_power=150.0,
        charge_rate=3000.0, discharge_rate=3000.0,
    )  # fmt: skip
    by_price = chain(night | {"electricity_price_hourly": np.where(HOUR < 8, 20.0, 90.0)})
    steady = chain(night)
    ran = np.median(by_price.hydrogen.flow.made * by_price.hydrogen.energy) / 1e3 / 150
    assert ran < 3000
    # A third of the hours, so sets of stacks last three times as long; the discount makes them cheaper still or a little dearer.
    assert np.median(by_price.gate.cost_parts["stacks"]) < 0.6 * np.median(steady.gate.cost_parts["stacks"])


def test_an_electrolyser_without_demand_in_some_hours_does_not_run_in_them():
    half = np.where(HOUR < 12, 800.0, 0.0)
    ages = [chain(made(**CALM, **VESSELS, demand=None, demand_hourly=asked, grid_power=75.0)).gate.cost_parts["stacks"] * kg
            for asked, kg in ((half, 0.5), (np.full(8760, 800.0), 1.0))]  # fmt: skip
    assert np.median(ages[0]) < 0.7 * np.median(ages[1])


# --- supplies with no plant -------------------------------------------------------------------------------------------


def test_firm_power_of_no_plant_shuts_a_gate_and_says_what_to_state():
    facts = made(**CALM, **VESSELS, grid_power=75.0, grid="renewable_dedicated")
    found = answered(facts)
    assert np.all(np.asarray(found["feasible"]) == 0)
    (said,) = (note for note in found["exhibits"]["notes"] if note.startswith("Gate, supply: not passed"))
    for part in ("75 MW", "'renewable_dedicated'", "wind_capacity or solar_capacity", "japan_hokkaido", "contracted_hydro"):
        assert part in said


def test_own_wind_may_name_the_row_and_the_rest_is_said():
    found = answered(made(**VESSELS, grid="renewable_dedicated"))
    assert np.all(np.asarray(found["feasible"]) == 1)
    assert any(note.startswith("Supply: what store, conversion and way take") for note in found["exhibits"]["notes"])
    assert any(note.startswith("Supply: what store") for note in notes(bought(grid="renewable_dedicated")))
    assert not any(note.startswith("Supply") for note in notes(bought()))


@pytest.mark.parametrize("row", ["contracted_hydro", "contracted_nuclear"])
def test_a_contract_emits_over_life_costs_a_premium_and_shows_no_additionality(row):
    facts = made(**CALM, **VESSELS, grid_power=75.0)
    under, own = chain(facts | {"grid": row}), chain(facts | {"grid": "renewable_dedicated"})
    assert np.median(under.by_rule) > 2 * np.median(own.by_rule) and np.median(under.price) > np.median(own.price)
    assert any("additionality" in note for note in notes(facts | {"grid": row}))
    # Medians of IPCC AR5 WG III, annex III: 24 and 12 g/kWh.
    assert GRIDS.lines[row]["factor"].mode == {"contracted_hydro": 0.024, "contracted_nuclear": 0.012}[row]


# --- the place --------------------------------------------------------------------------------------------------------


def test_a_site_in_japan_gets_its_answers_in_yen_whatever_its_grid():
    there = answered(bought(grid="renewable_dedicated", latitude=43.33, longitude=141.18))
    assert {"within_30_yen", "within_20_yen"} <= there.keys()
    abroad = answered(bought(grid="japan_tokyo", latitude=29.0, longitude=-94.0))
    assert not {"within_30_yen", "within_20_yen"} & abroad.keys()
    assert "within_30_yen" in answered(bought(grid="japan_tokyo")) and "within_30_yen" not in answered(bought())


def test_a_plant_that_is_not_stated_is_that_of_its_place():
    stated = chain(made(**VESSELS, **SAPPORO, grid="japan_hokkaido", wind_plant="onshore_wind_japan"))
    silent = chain(made(**VESSELS, **SAPPORO, grid="japan_hokkaido", wind_plant=None))
    world = chain(made(**VESSELS, grid="us_gulf", wind_plant=None))
    assert np.median(silent.gate.cost) == pytest.approx(np.median(stated.gate.cost), rel=0.05)
    assert np.median(silent.gate.cost) > 1.2 * np.median(world.gate.cost)
    said = notes(made(**VESSELS, **SAPPORO, grid="japan_hokkaido", wind_plant=None))
    assert "No wind_plant is stated: it is priced as 'onshore_wind_japan', by its place." in said
    assert any("in yen of its year" in note for note in said)


def test_a_plant_of_another_country_shuts_a_gate():
    found = answered(made(**VESSELS, **SAPPORO, grid="japan_hokkaido"))
    assert np.all(np.asarray(found["feasible"]) == 0)
    assert any("wind_plant is 'onshore_wind'" in note and "'onshore_wind_japan'" in note for note in found["exhibits"]["notes"])
    right = answered(made(**VESSELS, **SAPPORO, grid="japan_hokkaido", wind_plant="onshore_wind_japan"))
    assert np.all(np.asarray(right["feasible"]) == 1)


def test_silence_buys_no_certainty():
    stated, silent = (inputs(made(**changes), 400) for changes in ({}, {"wind_plant": None, "electrolyser": None}))
    place = np.linspace(0.001, 0.999, 999)
    for table, row, parameters in (
        (SUPPLY_COSTS, "onshore_wind", ("capex", "fixed_om")), (ELECTROLYSERS, "pem", ("capex", "energy", "stack_life")),
    ):
        drawn = usual_row(table, row, place)
        for name in parameters:
            line = table.lines[row][name]
            assert drawn[name].min() < line.low + 0.1 * (line.high - line.low)
            assert drawn[name].max() > line.high - 0.25 * (line.high - line.low)
    rising = usual_row(ELECTROLYSERS, "pem", place)
    assert np.all(np.diff(rising.capex) > 0) and np.all(np.diff(rising.stack_life) < 0)
    assert dict(usual_row(ELECTROLYSERS, "pem", 0.5)) == dict(ELECTROLYSERS.medians("pem"))

    def width(given):
        cost = chain_of(given, grid_factor(given.grid, given.operation_start, HORIZON)).gate.cost
        low, high = np.percentile(cost / given.benchmark_error, (10, 90))
        return high - low

    assert width(silent) > width(stated)


@pytest.mark.parametrize(("location", "grid", "latitude", "longitude"), [
    ("alaska", "us_alaska_remote_diesel", 55.3, -160.5), ("japan", "japan_hokkaido", 43.3, 141.2),
    ("home", "us_gulf", 29.0, -94.0),
])  # fmt: skip
def test_wind_at_sea_bears_the_cost_of_its_place(location, grid, latitude, longitude):
    given = inputs(made(**VESSELS, grid=grid, latitude=latitude, longitude=longitude, wind_plant="offshore_wind",
                        wind_foundation="fixed", water_depth=40.0, distance_to_shore=25.0, wave_height=2.5))  # fmt: skip
    found = chain_of(given, grid_factor(given.grid, given.operation_start, HORIZON)).hydrogen.made.capex["wind"]
    at = {"depth": 40.0, "distance": 25.0, "wave_height": 2.5, "turbine": 5000.0, "spread": given.benchmark_error}
    here = offshore_plant(given.wind_plant, 190.0, given.wind_foundation, place=factors_of(location, given.places), **at)
    np.testing.assert_allclose(found, here.capex, rtol=1e-9)
    plain = offshore_plant(given.wind_plant, 190.0, given.wind_foundation, place=HOME, **at)
    assert (np.median(found) > np.median(plain.capex)) == (location != "home")



# --- delivery of power ------------------------------------------------------------------------------------------------


def test_power_that_is_bought_costs_its_network_and_levies():
    for grid in ("us_gulf", "japan_average"):
        given, found = inputs(bought(grid=grid)), chain(bought(grid=grid))
        wholesale = given.electricity_price * given.grid.price_level
        np.testing.assert_allclose(found.price, wholesale + given.grid.delivery_adder)
        assert np.all(found.price > wholesale)
    row = GRIDS.medians("us_gulf")
    assert purchase_price(60.0, row) == pytest.approx(60 * row.price_level + row.delivery_adder)


@pytest.mark.parametrize(("row", "industrial"), [
    ("us_california", 186.4), ("us_hawaii", 352.8), ("us_alaska_railbelt", 187.0), ("us_gulf", (66.0 + 58.8) / 2),
])  # fmt: skip
def test_what_is_paid_lies_between_wholesale_and_the_mean_of_industry(row, industrial):
    """EIA, Electric Power Annual, data for 2023: average revenue of industrial sales [USD/MWh]."""
    level = GRIDS.medians(row)
    wholesale = 62 * level.price_level
    assert wholesale < purchase_price(62, level) < industrial


def test_what_the_figures_hold_says_so_and_the_way_is_spoken_of():
    found = answered(made(**VESSELS, carrier="liquid_ship", carrier_distance=4000.0))["exhibits"]
    holds = {row["figure"]: row["holds"] for row in found["what the figures hold"]}
    assert "network, levies and supplier" in holds["electricity bought"] and "hourly emissions" in holds["gate emissions"]
    assert any(note.startswith("Way: its plants and pumps buy") and "'us_gulf' at both ends" in note for note in found["notes"])


def test_steam_of_solid_oxide_is_spoken_of():
    assert any("steam of a solid oxide" in note for note in notes(made(**VESSELS, electrolyser="solid_oxide")))
    assert not any("steam of" in note for note in notes(made(**VESSELS)))
