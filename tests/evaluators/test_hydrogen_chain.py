"""Transport by ship and pipeline, conversion and reconversion: balances close, distance costs, published sizes."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.hydrogen_storage.chain import CARRIERS, cost_parts, emission_parts, plant_cost, transport
from evaluators.hydrogen_storage.electrolyser import LOWER_HEATING_VALUE
from evaluators.hydrogen_storage.evaluation import carriage
from evaluators.hydrogen_storage.pipeline import pipe_cost
from evaluators.hydrogen_storage.reconversion import RECONVERSIONS, electricity_made, plant_present, round_trip_ac
from evaluators.hydrogen_storage.shipping import cargo_of, fleet, shipping, voyage_hours
from evaluators.hydrogen_storage.storage_cost import levelised_parts
from evaluators.hydrogen_storage.supply_cost import SUPPLY_COSTS
from evaluators.hydrogen_storage.tables import TECHNOLOGIES
from evaluators.toolkit.finance import annuity_factor
from evaluators.toolkit.row import Row, assumption_table

SHIPS = tuple(name for name in CARRIERS.rows if CARRIERS.medians(name).by_ship)
PIPES = tuple(name for name in CARRIERS.rows if name not in SHIPS)
MARINE = SUPPLY_COSTS.medians("marine_fuel")
carriers, distances, flows = st.sampled_from(CARRIERS.rows), st.floats(0, 12_000), st.floats(3e5, 5e8)


def dollars(name: str, distance: float, sent: float, price: float = 50.0, **how) -> float:
    """Cost of transport per kg delivered, at 6.5 % over 25 years [USD2024/kg]."""
    carried = transport(CARRIERS.medians(name), distance, sent, **how)
    parts = cost_parts(carried, price, MARINE.price, 0.065, 25.0)
    return float(sum(levelised_parts(parts, carried.delivered, 0.065, 25.0).values()))


def test_ships_and_pipes_of_every_carrier():
    assert SHIPS == ("compressed_gas_ship", "liquid_ship", "ammonia_ship", "lohc_ship")
    assert PIPES == ("gas_pipeline", "gas_pipeline_subsea", "ammonia_pipeline")


# Balances.


@settings(max_examples=150, deadline=None)
@given(carriers, distances, flows, st.booleans(), st.booleans())
def test_what_is_sent_is_delivered_or_lost_to_a_named_cause(name, distance, sent, convert, release):
    try:
        carried = transport(CARRIERS.medians(name), distance, sent, convert=convert, release=release)
    except ValueError as refused:
        assert name == "liquid_ship" and "would burn or lose all that it carries" in str(refused)
        return
    assert carried.delivered + sum(carried.losses.values()) == pytest.approx(sent, rel=1e-12)
    assert all(lost >= -1e-9 * sent for lost in carried.losses.values())
    assert 0 <= carried.vented <= sum(carried.losses.values()) * (1 + 1e-12)
    assert 0 < carried.kept <= 1


def test_a_ship_that_burns_its_cargo_buys_no_fuel_and_one_that_does_not_keeps_it():
    liquid, ammonia = (transport(CARRIERS.medians(name), 6000, 1e8) for name in ("liquid_ship", "ammonia_ship"))
    assert liquid.fuel == 0 and liquid.losses["ship fuel"] > 0
    assert ammonia.fuel > 0 and ammonia.losses["ship fuel"] == 0


def test_boil_off_is_burnt_before_the_cargo():
    row = CARRIERS.medians("liquid_ship")
    boiling = Row("liquid_ship", dict(row) | {"boil_off": 0.05})
    calm = Row("liquid_ship", dict(row) | {"boil_off": 0.0})
    strong, none = shipping(boiling, 5000, 1e8), shipping(calm, 5000, 1e8)
    assert none.losses["boil-off at sea"] == 0 and strong.losses["boil-off at sea"] > 0
    assert strong.losses["ship fuel"] == pytest.approx(none.losses["ship fuel"])
    # As long as the fuel is more than boils off, a little boil-off costs no hydrogen at all.
    little = Row("liquid_ship", dict(row) | {"boil_off": 1e-5})
    assert shipping(little, 5000, 1e8).kept == pytest.approx(none.kept)


def test_vented_hydrogen_is_the_stated_share_of_every_loss_but_fuel_and_release():
    row = CARRIERS.medians("liquid_ship")
    carried = transport(row, 5000, 5e7)
    reaching = sum(lost for cause, lost in carried.losses.items() if cause not in ("ship fuel", "release"))
    assert carried.vented == pytest.approx(row.vented_share * reaching)
    pipe = CARRIERS.medians("gas_pipeline")
    piped = transport(pipe, 500, 5e7)
    assert piped.vented == pytest.approx(pipe.vented_share * piped.losses["conversion"] + piped.losses["leak"])


def test_carrier_oil_is_bought_for_the_ships_and_the_terminals():
    """Runge et al. 2020: 2,500 EUR/tonne of dibenzyltoluene at 5.6 % is 44.6 EUR per kg of hydrogen."""
    published = assumption_table("evaluators.hydrogen_storage", "carriers.csv").lines["lohc_ship"]
    assert published["carrier_capex"].mode == pytest.approx(2500 / 1000 / 0.056, rel=0.002)
    row, loaded = CARRIERS.medians("lohc_ship"), 3e8
    hydrogen = float(cargo_of(row, loaded)) * row.hydrogen_share * 1e3
    afloat = float(fleet(row, 8000.0, loaded)) * hydrogen * row.carrier_capex
    ashore = 2 * row.terminal_cargoes * hydrogen * row.terminal_capex
    assert shipping(row, 8000.0, loaded).capital["terminals and carrier"][0] == pytest.approx(afloat + ashore)


def test_a_store_of_the_same_carrier_needs_no_second_conversion():
    row = CARRIERS.medians("liquid_ship")
    whole, between = transport(row, 3000, 5e7), transport(row, 3000, 5e7, convert=False, release=False)
    assert "conversion" not in between.capital and "release" not in between.capital and between.electricity == 0
    assert between.losses["conversion"] == between.losses["release"] == 0 and between.kept > whole.kept


# Distance and size.


@settings(max_examples=50, deadline=None)
@given(carriers, st.floats(0, 8000), st.floats(0, 3000), st.floats(5e6, 5e8))
def test_a_longer_way_never_costs_less(name, distance, further, sent):
    """Nor does it take less electricity or fuel. Hydrogen vented may fall a little: at sea the boil-off of the port is burnt."""
    near, far = (transport(CARRIERS.medians(name), way, sent) for way in (distance, distance + further))
    assert far.delivered <= near.delivered * (1 + 1e-12)
    assert dollars(name, distance + further, sent) >= dollars(name, distance, sent) * (1 - 1e-9)
    nearby, farther = (sum(emission_parts(one, 0.3, MARINE.factor, 0.0).values()) for one in (near, far))
    assert farther / far.delivered >= nearby / near.delivered * (1 - 1e-9)


def test_pipelines_are_for_short_ways_and_ships_for_long_ones():
    """IEA 2023, Energy Technology Perspectives; Dinh et al. 2024, doi:10.1016/j.ijhydene.2024.03.066: the order turns with
    distance."""
    sent = 3e8
    assert dollars("gas_pipeline", 300, sent) < min(dollars(name, 300, sent) for name in SHIPS)
    assert dollars("gas_pipeline_subsea", 8000, sent) > max(dollars(name, 8000, sent) for name in SHIPS)


@pytest.mark.parametrize(("name", "low", "high"), [("liquid_ship", 2.0, 3.7), ("lohc_ship", 2.0, 2.5)])
def test_shipping_liquid_and_lohc_over_8000_km_costs_what_the_iea_says(name, low, high):
    """IEA 2023, Energy Technology Perspectives (via hydrogeninsight.com): 2.0 to 3.7 USD/kg liquid and 2.0 to 2.5 LOHC for 8,000
    km in 2030, conversions and their losses in it. Here within 20 %, lost hydrogen at 2 USD/kg, electricity at 50 USD/MWh."""
    lost = 1 / float(transport(CARRIERS.medians(name), 8000, 3e8).kept) - 1
    assert 0.8 * low <= dollars(name, 8000, 3e8) + 2.0 * lost <= 1.2 * high


def test_voyage_and_fleet_by_hand():
    row = CARRIERS.medians("liquid_ship")
    hours = 2 * (6000 / row.speed + row.port_hours)
    assert voyage_hours(row, 6000.0) == pytest.approx(hours)
    a_day = 8760 * row.ship_availability / hours * row.cargo * 1e3  # kg a year and ship, full size
    assert fleet(row, 6000.0, 5e9) == pytest.approx(5e9 / a_day)


def test_a_small_flow_gets_a_small_ship():
    row = CARRIERS.medians("liquid_ship")
    assert cargo_of(row, 1e5) == row.smallest_cargo and cargo_of(row, 1e10) == row.largest_cargo
    assert cargo_of(row, 4e7) == pytest.approx(4e4 * row.call_interval / 365)


def test_a_liquid_ship_needs_energy_as_published():
    """IEA 2019 through euronion/trace: 0.413 MWh/km, which is 1,487 MJ/km; there and back, over 11,000 t of 33.322 MWh/t."""
    line = assumption_table("evaluators.hydrogen_storage", "carriers.csv").lines["liquid_ship"]["fuel"]
    assert line.mode * 3600 == pytest.approx(1487, rel=1e-3)
    changed = {"fuel": 0.413, "terminal_boil_off": 0.0, "transfer_loss": 0.0}
    row = Row("liquid_ship", dict(CARRIERS.medians("liquid_ship")) | changed)
    assert shipping(row, 1000, 1e10).losses["ship fuel"] == pytest.approx(2 * 1000 * 0.413 / (11_000 * LOWER_HEATING_VALUE))


def test_published_pipe_and_plants_are_reproduced_at_their_size():
    """European Hydrogen Backbone 2021: 363.08 EUR2023/MW/km at 16.9 GW; Reuss et al. 2017: hydrogenation 40 MEUR at 300 t/d."""
    table = assumption_table("evaluators.hydrogen_storage", "carriers.csv").lines
    pipe = table["gas_pipeline"]
    assert pipe["pipe_capex"].mode == pytest.approx(363.08 * pipe["pipe_power"].mode, rel=1e-4)
    row = CARRIERS.medians("gas_pipeline")
    assert pipe_cost(row, row.pipe_power, 100.0) == pytest.approx(100 * row.pipe_capex)
    plant = table["lohc_ship"]
    assert plant["convert_capex"].mode * 300e3 / 24 * LOWER_HEATING_VALUE == pytest.approx(40e6, rel=0.01)
    row = CARRIERS.medians("lohc_ship")
    assert plant_cost(row, "convert", 300e3 * 365) == pytest.approx(row.convert_capex * 300e3 / 24 * LOWER_HEATING_VALUE)
    assert plant_cost(row, "convert", 900e3 * 365) == pytest.approx(3 * plant_cost(row, "convert", 300e3 * 365))


def test_ammonia_holds_and_gives_back_what_is_published():
    """DECHEMA 2017: 178 kg of hydrogen per tonne of ammonia, compressors of a gas plant 0.2473 MWh/MWh; NREL H2Integrate: 0.5306
    kWh/kg for an electric loop; ENGIE et al. 2020: 1.46 MWh ammonia per MWh; Topsoe 2024: 96 % of the energy."""
    for name in ("ammonia_ship", "ammonia_pipeline"):
        lines = CARRIERS.lines[name]
        energy, kept = lines["convert_energy"], lines["release_kept"]
        assert energy.low == pytest.approx(0.530645243 / 0.178, rel=0.01) and 3 <= energy.mode <= 5
        assert energy.high == pytest.approx(0.2473 * 5.1667 / 0.178, rel=0.01)
        assert kept.low == pytest.approx(1 / 1.46 / 1.1484, abs=0.005)
        assert 0.7 <= kept.mode < 0.96 / 1.1454 < kept.high
    assert CARRIERS.lines["ammonia_ship"]["hydrogen_share"].mode == 0.178


@pytest.mark.parametrize("kind", ["ammonia", "lohc"])
def test_what_a_store_of_the_carrier_burns_for_its_release_still_travels(kind):
    """Ships, fuel and tanks are of the mass before release; what reaches the users is balanced behind it."""
    row, storage = CARRIERS.medians(f"{kind}_ship"), TECHNOLOGIES.medians(kind)
    sent, direct = 4e7, 1e7
    given = SimpleNamespace(carrier=row, carrier_distance=6000.0, storage=storage, release=None, benchmark_error=1.0)
    carried = carriage(given, direct, sent - direct)
    travels = direct * row.convert_kept + (sent - direct) / (1 - storage.discharge_loss)
    leg = shipping(row, 6000.0, travels, terminals=1.0)
    assert carried.capital["ships"][0] == pytest.approx(leg.capital["ships"][0])
    assert carried.fuel == pytest.approx(leg.fuel)
    assert carried.delivered + sum(carried.losses.values()) == pytest.approx(sent, rel=1e-12)
    # By full ships and all out of the store, 1.3 to 1.4 times what the released mass alone would take.
    alone, light = carriage(given, 0.0, 5e9), transport(row, 6000.0, 5e9, convert=False, release=False)
    assert alone.fuel == pytest.approx(light.fuel / (1 - storage.discharge_loss)) and alone.fuel > 1.25 * light.fuel
    assert alone.capital["ships"][0] == pytest.approx(light.capital["ships"][0] / (1 - storage.discharge_loss))


def test_ammonia_sold_as_ammonia_is_not_cracked_behind_the_way():
    row, storage = CARRIERS.medians("ammonia_ship"), TECHNOLOGIES.medians("ammonia")
    given = SimpleNamespace(carrier=row, carrier_distance=6000.0, storage=storage, release=0.0, benchmark_error=1.0)
    carried = carriage(given, 1e7, 3e7)
    assert "release" not in carried.capital and carried.losses["release"] == 0 < carried.losses["conversion"]
    leg = shipping(row, 6000.0, 1e7 * row.convert_kept + 3e7, terminals=1.0)
    assert carried.delivered == pytest.approx((1e7 * row.convert_kept + 3e7) * leg.kept)
    other = SimpleNamespace(**{**vars(given), "storage": TECHNOLOGIES.medians("salt_cavern")})
    assert "release" not in carriage(other, 1e7, 3e7).capital


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(("convert", "release")), st.sampled_from(CARRIERS.rows), st.floats(1e5, 1e9), st.floats(0, 1e9))
def test_a_larger_plant_never_costs_less(step, name, rate, more):
    row = CARRIERS.medians(name)
    assert plant_cost(row, step, rate + more) >= plant_cost(row, step, rate) * (1 - 1e-12)


# Draws and sums.


@pytest.mark.parametrize("name", CARRIERS.rows)
def test_draws_and_single_numbers_agree(name):
    rng = np.random.default_rng(3)
    plain = CARRIERS.medians(name)
    spread = {key: value * rng.uniform(0.9, 1.0, 5) for key, value in plain.items() if key != "by_ship" and value != 0}
    drawn = Row(name, dict(plain) | spread)
    together = transport(drawn, 4000.0, 5e7)
    parts = cost_parts(together, 60.0, 50.0, 0.06, 20.0)
    for index in range(5):
        one = transport(Row(name, {key: value[index] if np.ndim(value) else value for key, value in drawn.items()}), 4000.0, 5e7)
        assert np.broadcast_to(together.delivered, 5)[index] == pytest.approx(one.delivered)
        for part, value in cost_parts(one, 60.0, 50.0, 0.06, 20.0).items():
            assert np.broadcast_to(parts[part], 5)[index] == pytest.approx(value)


def test_emissions_by_part():
    carried = transport(CARRIERS.medians("ammonia_ship"), 6000, 1e8)
    parts = emission_parts(carried, 0.4, 325.0, 11.6)
    assert parts["transport electricity"] == pytest.approx(carried.electricity * 400)
    assert parts["marine fuel"] == pytest.approx(carried.fuel * 325)
    assert parts["hydrogen vented"] == pytest.approx(carried.vented * 11.6)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: transport(CARRIERS.medians("liquid_ship"), -10.0, 1e8),
         "a distance of -10 km cannot be travelled; state the way one way in km, 0 or above"),
        (lambda: transport(CARRIERS.medians("gas_pipeline"), np.nan, 1e8),
         "a distance of nan km cannot be travelled; state the way one way in km, 0 or above"),
        (lambda: transport(CARRIERS.medians("gas_pipeline"), 10.0, 0.0),
         "0 kg a year cannot be sent; state what leaves the plant or store in kg/year, above 0"),
        (lambda: transport(CARRIERS.medians("gas_pipeline"), 10.0, 1e6, utilisation=90.0),
         "a plant in use for 90 of the year cannot be; state a share above 0 and at most 1"),
        (lambda: transport(CARRIERS.medians("liquid_ship"), 1e6, 1e8),
         "a liquid ship would burn or lose all that it carries over 1e+06 km; choose a larger cargo, a shorter way or another "
         "carrier"),
        (lambda: electricity_made(1000.0, 1.2),
         "the reconversion's efficiency runs from 1.2 to 1.2; it must lie above 0 and at most at 1. State a share of the lower "
         "heating value, such as 0.8, not a percentage."),
        (lambda: plant_present(RECONVERSIONS.medians("fuel_cell"), -1.0, 0.05, 20.0),
         "a reconversion plant of -1 MW is negative; state its electric power in MW, 0 or above"),
    ],
)
def test_bad_input_is_told_in_a_sentence(call, said):
    with pytest.raises(ValueError) as refused:
        call()
    assert str(refused.value) == said


# Reconversion.


def test_alternating_current_round_trip_by_hand():
    """NREL/PR-560-45873 expects 50 to 55 % of a future fuel cell, below 40 % of a turbine: today's parts stay below."""
    out = 0.98 * (LOWER_HEATING_VALUE * 0.5 - 0.2)
    assert round_trip_ac(55.5, 1.5, 0.2, 0.98, 0.5) == pytest.approx(out / 57.0)
    for name in RECONVERSIONS.rows:
        row = RECONVERSIONS.medians(name)
        assert 0 < round_trip_ac(55.5, 1.5, 0.0, 0.98, row.efficiency) < row.efficiency
    turbine = RECONVERSIONS.lines["gas_turbine"]["efficiency"]
    assert turbine.mode < 0.40


def test_a_release_that_needs_more_than_it_gives_makes_no_electricity():
    assert round_trip_ac(55.5, 1.0, 30.0, 0.9, 0.5) == 0


def test_electricity_of_a_kilogram():
    assert electricity_made(1000.0, 0.6) == pytest.approx(LOWER_HEATING_VALUE * 0.6)


def test_reconversion_plant_that_lasts_the_life():
    row = Row("fuel_cell", {"capex": 1000.0, "fixed_om": 0.03, "life": 20.0})
    assert plant_present(row, 10.0, 0.05, 20.0) == pytest.approx(1e7 * (1 + 0.03 * annuity_factor(0.05, 20)))
