"""What is said of a store of hydrogen and its chain, in English and with a Japanese sentence."""

from __future__ import annotations

import pytest
from hydrogen_proposals import STORE, judged, proposal

from app.locale import rules_ja
from flows.expectations.own_rules import find_rules
from flows.expectations.rules import Around, Objection
from flows.findings import CRITICAL

RULES = {name: rule for name, rule in find_rules("").rules.items() if name.startswith("store.")}


def said(rule: str, **changes: str | None) -> list[Objection]:
    return list(RULES[rule].judge(proposal({}, **changes), Around({}, STORE)))


def test_a_store_that_fits_is_let_through():
    assert [one for one in judged()[1] if one.rule.startswith(("store.", "contract.", "unit"))] == []


def test_every_critical_rule_of_a_store_has_its_japanese_sentence():
    refusing = {name for name, rule in RULES.items() if rule.severity == CRITICAL}
    assert refusing == {"store.pressures", "store.rates", "store.chain", "store.electrolyser_efficiency"}
    assert refusing <= rules_ja().keys()


def test_what_is_found_names_its_place_and_the_value_as_written():
    [one] = [one for one in judged(pressure_max="200 bar", pressure_min="25 MPa")[1] if one.rule == "store.pressures"]
    assert (one.severity, one.field, one.found) == (CRITICAL, "pressure_min", "25 MPa") and "blocks.1.given" in one.place


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"pressure_max": "200 bar", "pressure_min": "250 bar"}, "pressure_min is 250 bar and pressure_max 200 bar"),
        ({"pressure_max": "100 bar", "pressure_min": "100 bar"}, "pressure_min is 100 bar and pressure_max 100 bar"),
        ({"pressure_max": "100 to 200 bar", "pressure_min": "20 to 150 bar"}, "pressure_min is 150 bar and pressure_max 100 bar"),
        ({"pressure_max": None, "pressure_min": "30 MPa"}, "pressure_max 200 bar (usual for lined_rock_cavern)"),
    ],
)
def test_the_least_pressure_lies_below_the_highest(changes, told):
    [one] = said("store.pressures", **changes)
    assert told in one.reason and "nothing could be taken out" in one.reason and one.field == "pressure_min"


def test_a_rate_per_second_written_per_hour_is_seen():
    [one] = said("store.rates", charge_rate="0.4 kg/h")
    assert one.field == "charge_rate"
    assert one.reason == (
        "charge_rate is 0.4 kg/h: filling 500 tonne takes 142.7 years. With 0.4 kg/s it would take 347.2 h."
    )
    assert "per second or per hour" in one.remedy


def test_a_rate_per_hour_written_per_second_is_seen():
    [one] = said("store.rates", discharge_rate="2000 kg/s")
    assert one.reason == (
        "discharge_rate is 7,200,000 kg/h: emptying 500 tonne takes 250 seconds. With 2,000 kg/h it would take 250 h."
    )


def test_a_rate_without_a_unit_is_refused_at_the_door():
    [one] = [one for one in proposal({}, charge_rate="1500").findings if one.rule == "unit"]
    assert one.severity == CRITICAL and one.field == "charge_rate"


@pytest.mark.parametrize("rate", ["0.5 kg/s", "12 t/day", "70 kg/h"])
def test_slow_and_quick_stores_pass(rate):
    assert said("store.rates", charge_rate=rate, discharge_rate=rate) == []


def test_a_demand_beyond_the_electrolyser_is_told_with_the_shortfall():
    [one] = said("store.demand", demand="2000 kg/h", grid_power="200 MW")
    # 80 MW x 8760 h / 55 kWh = 12,742 t of 17,520 t
    assert "The demand is 17,520 tonne a year; at 55 kWh/kg an electrolyser of 80 MW makes 12,742 at most." in one.reason
    assert "4,778 tonne (27%) would be missing whatever the store: the year is infeasible." in one.reason


def test_a_demand_beyond_the_supply_is_told_with_the_shortfall():
    [one] = said("store.demand", wind_capacity="40 MW")
    # 40 MW x 0.65 x 8760 h / 55 kWh = 4,141 t of 7,008 t
    assert "its supply (at most 65% of full power from wind and 40% from sun) makes 4,141 at most" in one.reason
    assert said("store.demand", wind_capacity="40 MW", grid_power="20 MW") == []


def test_half_a_chain_is_refused():
    [one] = said("store.chain", wind_capacity=None)
    assert one.reason == "electrolyser_capacity is stated and nothing that feeds it."
    assert one.remedy.startswith("State wind_capacity or solar_capacity or grid_power; if the hydrogen is bought")
    [one] = said("store.chain", electrolyser_capacity=None, solar_capacity="20 MW")
    assert one.reason == "wind_capacity and solar_capacity are stated and no electrolyser_capacity."
    assert said("store.chain", electrolyser_capacity=None, wind_capacity=None, demand=None) == []


def test_a_chain_without_demand_and_half_a_battery_are_told():
    [one] = said("store.no_demand", demand=None)
    assert "demand_hourly" in one.remedy
    [one] = said("store.no_demand", battery_energy="80 MWh")
    assert one.reason == "battery_energy is stated and battery_power is not: a battery is both, and it is left aside."
    assert said("store.no_demand", battery_energy="80 MWh", battery_power="20 MW") == []


def test_an_electrolyser_above_its_heating_value_is_refused():
    [one] = said("store.electrolyser_efficiency", production_energy="30 kWh/kg")
    assert "an efficiency of 111%. That is impossible." in one.reason
    assert said("store.electrolyser_efficiency", production_energy="120 MJ/kg") == []  # 33.33 kWh


def test_only_steam_goes_below_the_higher_heating_value():
    [one] = said("store.electrolyser_heat", production_energy="38 kWh/kg")
    assert "104% of the higher heating value (39.39 kWh/kg)" in one.reason
    assert said("store.electrolyser_heat", production_energy="38 kWh/kg", electrolyser="solid_oxide") == []
    assert said("store.electrolyser_heat", production_energy="48 kWh/kg") == []


def test_a_volume_of_an_ideal_gas_is_seen():
    # 700 bar and 25 degC: an ideal gas would be 45 % too dense (hydrogen.md 2.5; CoolProp has 39.223 kg/m3 at 298.15 K).
    vessel = {"storage": "vessel_700bar", "pressure_max": "700 bar", "pressure_min": "20 bar", "storage_temperature": "25 degC",
              "working_gas": "10 t", "demand": None, "electrolyser_capacity": None, "wind_capacity": None}  # fmt: skip
    ideal = 10_000 / ((700 - 20) * 1e5 * 2.01588e-3 / (8.314472 * 298.15))
    [one] = said("store.volume", **vessel, stated_volume=f"{ideal:.1f} m3")
    assert "That is the density of an ideal gas." in one.reason
    real = 10_000 / (39.22331 - 1.60746)
    assert f"need {round(real)} m3" in one.remedy
    assert said("store.volume", **vessel, stated_volume=f"{real * 1.01:.1f} m3") == []
    [one] = said("store.volume", **vessel, stated_volume="50 m3")
    assert "ideal" not in one.reason


def test_an_unknown_technology_is_told_its_nearest_name():
    [one] = [one for one in judged(storage="salt-cavrn")[1] if one.rule == "contract.choice"]
    assert one.severity == CRITICAL and one.remedy.startswith("Did you mean 'salt_cavern'? It may be: ")
