"""The electrolyser, the electricity that feeds it, and what the cost of hydrogen and of storage is made of."""

from __future__ import annotations

import csv
import json
import re
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
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
from evaluators.hydrogen_storage.prices import priced_table
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
from evaluators.toolkit.distributions import quantile
from evaluators.toolkit.finance import annuity_factor, capital_recovery_factor, present_value
from evaluators.toolkit.money import money_factor
from evaluators.toolkit.row import Row, assumption_table
from evaluators.toolkit.units import read_quantity

TABLES = ("electrolysers.csv", "supply_costs.csv", "carriers.csv", "reconversions.csv")
PEM, SOLID = ELECTROLYSERS.medians("pem"), ELECTROLYSERS.medians("solid_oxide")
H2A = Path(__file__).parents[3] / "shared" / "reference" / "h2a_pem_central.json"
rates, lives, lasts = st.floats(0.0, 0.15), st.floats(1.0, 40.0), st.floats(0.5, 60.0)


# Tables.


@pytest.mark.parametrize("file", TABLES)
def test_prices_reach_2024_by_the_toolkits_own_tables(file):
    published, priced = assumption_table("evaluators.hydrogen_storage", file), priced_table(file)
    money = 0
    for row, lines in published.lines.items():
        for name, line in lines.items():
            now = priced.lines[row][name]
            currency = line.unit[:3]
            if not (currency in ("USD", "EUR", "JPY") and line.unit[3:7].isdigit()):
                assert (now.low, now.mode, now.high, now.unit) == (line.low, line.mode, line.high, line.unit)
                continue
            money += 1
            assert line.year in (None, int(line.unit[3:7])), f"{row}, {name}: the year beside the price is another"
            factor = money_factor(currency, int(line.unit[3:7]), "USD", 2024)[0]
            np.testing.assert_allclose([now.low, now.mode, now.high], factor * np.array([line.low, line.mode, line.high]))
            assert now.unit == "USD2024" + line.unit[7:] and now.source == line.source
            assert line.unit.startswith("USD2024") or line.unit in now.note
    assert money > 0


@pytest.mark.parametrize("file", TABLES)
def test_every_line_can_be_read_and_drawn(file):
    for lines in priced_table(file).lines.values():
        for line in lines.values():
            read_quantity("1" if line.unit == "1" else f"1 {line.unit}", line.unit)
            drawn = quantile(line.shape, line.low, line.mode, line.high, np.array([0.05, 0.5, 0.95]))
            assert np.all(np.diff(drawn) >= 0) and (drawn >= 0).all()


@pytest.mark.parametrize("file", TABLES)
def test_a_line_without_a_document_says_that_it_is_judgement_or_recalled(file):
    document = re.compile(r"(19|20)\d\d|DOE|IRENA|METI|H2A|IPCC|Clean Hydrogen|Danish Energy Agency|JRC|technology-data|LLNL")
    admitted = ("unsourced: engineering judgement", "recalled, not confirmed", "definition", "our computation", "coefficient")
    text = resources.files("evaluators.hydrogen_storage").joinpath(file).read_text(encoding="utf-8")
    for line in csv.DictReader(text.splitlines()):
        source = line["source"]
        assert document.search(source) or any(word in source for word in admitted) or source.startswith("left out"), line
        # Where a document is quoted by somebody else, the line says so.
        assert "via" not in source.split() or "second-hand" in source or "read" in source, line


def test_kinds_of_electrolyser_have_the_same_parameters():
    assert len({frozenset(lines) for lines in ELECTROLYSERS.lines.values()}) == 1
    assert ELECTROLYSERS.rows == ("pem", "alkaline", "solid_oxide")


def replacement_years(every: float, life: float) -> list[float]:
    """The years in which one draw's part is replaced, one by one: the judge of the closed form."""
    return [number * every for number in range(1, int(np.ceil(life / every - 1e-9)))]


# Published.


def test_h2a_central_energy_and_stacks():
    """NREL H2A, current central PEM: 55.5 kWh/kg, stacks replaced every 7 years at a capacity factor of 0.97, five times."""
    line = ELECTROLYSERS.lines["pem"]["energy"]
    assert line.mode == 55.5 and line.low < 55.5 < line.high
    interval = stack_interval(PEM, 0.97 * 8760)
    assert interval == pytest.approx(7.0, rel=0.03)
    assert len(replacement_years(float(interval), 40)) == 5


@pytest.mark.skipif(not H2A.is_file(), reason="the H2A case (../shared/reference/h2a_pem_central.json) is not here")
def test_h2a_central_production_and_upkeep_lie_in_the_rows_range():
    inputs = json.loads(H2A.read_text())["inputs"]
    assert 56_500 * 365 * 0.97 == pytest.approx(inputs["h2_kg_per_year"][2])
    built = inputs["dep_cap_startup_usd"]
    lines = ELECTROLYSERS.lines["pem"]
    share = inputs["planned_replacement_startup_usd"]["8"] / built
    assert lines["stack_share"].low == pytest.approx(share, rel=0.01)
    assert lines["fixed_om"].high == pytest.approx(inputs["fixed_startup_usd_per_yr"] / built, rel=0.01)


def test_doe_liquid_alkaline_status_of_2022():
    """DOE technical targets: 55 kWh/kg, 0.17 % per 1,000 h, 60,000 h."""
    lines = ELECTROLYSERS.lines["alkaline"]
    assert (lines["energy"].mode, lines["stack_life"].mode) == (55, 60_000)
    assert lines["energy_rise"].mode * 1000 == pytest.approx(0.0017)


def test_technology_data_rows_are_kept_in_their_own_money():
    """PyPSA technology-data 0.13.4: battery 405.4 USD2022/kWh and 480.1 USD2022/kW; the offshore ship 391 MEUR2019."""
    published = assumption_table("evaluators.hydrogen_storage", "supply_costs.csv").lines["battery"]
    assert (published["energy_capex"].high, published["energy_capex"].unit) == (405.4, "USD2022/kWh")
    assert (published["power_capex"].high, published["power_capex"].unit) == (480.1, "USD2022/kW")
    ship = assumption_table("evaluators.hydrogen_storage", "carriers.csv").lines["liquid_ship"]["ship_capex"]
    assert (ship.mode, ship.unit) == (391e6, "EUR2019")


def test_published_supply_costs_of_japan():
    """METI: onshore wind 322,000 JPY/kW and 13,400 JPY/kW/year, at 140.588 JPY/USD of 2023 and the US deflator."""
    row = SUPPLY_COSTS.lines["onshore_wind_japan"]
    assert row["capex"].mode == pytest.approx(322_000 / 140.588 * 125.422 / 122.382)
    assert row["fixed_om"].mode == pytest.approx(13_400 / 140.588 * 125.422 / 122.382)


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
