"""What is said of a store of hydrogen and its chain, and how the weather, prices and demand of its site reach the evaluator."""

from __future__ import annotations

import importlib.resources

import numpy as np
import pytest
import weather_writers
import wind_writers as writers
from test_validate import CARD, GOOD
from wind_writers import hours, iso

from app.locale import rules_ja
from evaluators.hydrogen_storage import site_inputs as site
from evaluators.hydrogen_storage.supply import supply_of
from evaluators.offshore_wind.turbine import turbine
from evaluators.toolkit.contract import choice, evaluator, given
from evaluators.toolkit.row import assumption_table
from flows import readers
from flows.cast import cast_proposal
from flows.expectations.own_rules import find_rules
from flows.expectations.rules import Around, Objection
from flows.findings import CRITICAL, Finding
from flows.sites import gather_sites
from flows.validate import validate

RNG = np.random.default_rng(20270114)


@evaluator("store of a test", product="kg", reference_class="hydrogen_storage")
def corridor(
    working_gas=given("tonne", "hydrogen put in", least=0.1, most=1e6),
    storage=choice(assumption_table("evaluators.hydrogen_storage", "technologies.csv"), "kind of store"),
    electrolyser=choice(assumption_table("evaluators.hydrogen_storage", "electrolysers.csv"), "kind", optional=True),
    pressure_max=given("bar", "highest", least=50, most=1000, optional=True),
    pressure_min=given("bar", "least", least=1, most=1000, optional=True),
    storage_temperature=given("degC", "of the gas", least=-40, most=100, optional=True),
    charge_rate=given("kg/h", "most put in", least=0, optional=True),
    discharge_rate=given("kg/h", "most taken out", least=0, optional=True),
    wind_capacity=given("MW", "wind", least=0, optional=True),
    solar_capacity=given("MW", "sun", least=0, optional=True),
    grid_power=given("MW", "grid", least=0, optional=True),
    battery_power=given("MW", "battery", least=0, optional=True),
    battery_energy=given("MWh", "battery", least=0, optional=True),
    electrolyser_capacity=given("MW", "electrolyser", least=0, optional=True),
    production_energy=given("kWh/kg", "electricity of a kilogram", optional=True),
    demand=given("kg/h", "mean use", least=0, optional=True),
    stated_volume=given("m**3", "room of the store", least=0, optional=True),
    wind_speed_hourly=site.WIND_SPEED_HOURLY,
    wind_speed_monthly=site.WIND_SPEED_MONTHLY,
    weibull_k_monthly=site.WEIBULL_K_MONTHLY,
    weather_height=site.WEATHER_HEIGHT,
    weather_begins=site.WEATHER_BEGINS,
    temperature_hourly=site.TEMPERATURE_HOURLY,
    temperature_monthly=site.TEMPERATURE_MONTHLY,
    ghi_hourly=site.GHI_HOURLY,
    dni_hourly=site.DNI_HOURLY,
    dhi_hourly=site.DHI_HOURLY,
    latitude=site.LATITUDE,
    longitude=site.LONGITUDE,
    electricity_price_hourly=site.ELECTRICITY_PRICE_HOURLY,
    grid_emissions_hourly=site.GRID_EMISSIONS_HOURLY,
    demand_hourly=site.DEMAND_HOURLY,
    demand_monthly=site.DEMAND_MONTHLY,
):
    """A store that answers nothing."""
    return {}


STORE = {"corridor": corridor}
RULES = {name: rule for name, rule in find_rules("").rules.items() if name.startswith("store.")}
FITTING = {
    "working_gas": "500 t", "storage": "lined_rock_cavern", "pressure_max": "20 MPa", "pressure_min": "20 bar",
    "charge_rate": "1500 kg/h", "discharge_rate": "2 t/h", "wind_capacity": "120 MW", "electrolyser": "pem",
    "electrolyser_capacity": "80 MW", "production_energy": "55 kWh/kg", "demand": "800 kg/h",
}  # fmt: skip


def gathered(files: dict[str, bytes], card: str = CARD):
    read = [("bering.yaml", card.encode()), *files.items()]
    return gather_sites([(name, "a" * 64, one) for name, data in read for one in readers.read("sites", name, data)])


def proposal(sites, **changes: str | None):
    """The proposal as cast; a change of None leaves an input out."""
    stated = {name: value for name, value in {**FITTING, **changes}.items() if value is not None}
    given_lines = "".join(f"      {name}: {value}\n" for name, value in stated.items())
    text = GOOD[: GOOD.index("    given:")].replace("floating_wind", "corridor") + "    given:\n" + given_lines
    [document] = readers.read("proposals", "t.yaml", text.encode())
    return cast_proposal(document, "t.yaml", "c" * 64, STORE, sites)


def judged(files: dict[str, bytes] | None = None, card: str = CARD, **changes: str | None):
    """The values that reach the evaluator, and what was found on the whole way."""
    sites = gathered(files or {}, card)
    read = proposal(sites, **changes)
    return read.blocks[0].values, validate([read], STORE, sites)


def reached(files: dict[str, bytes], card: str = CARD) -> dict:
    """The values that reach the evaluator."""
    return proposal(gathered(files, card)).blocks[0].values


def said(rule: str, **changes: str | None) -> list[Objection]:
    return list(RULES[rule].judge(proposal({}, **changes), Around({}, STORE)))


# --- rules


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


# --- what a site brings

LIGHT = ("ghi_hourly", "dni_hourly", "dhi_hourly", "temperature_hourly", "wind_speed_hourly")


def refused(found: list[Finding]) -> list[str]:
    return [f"{one.rule}: {one.reason}" for one in found if one.severity == CRITICAL and one.rule != "contract.bounds"]


@pytest.mark.parametrize(
    ("name", "write", "typical"),
    [
        ("bering.tmy3.csv", lambda: weather_writers.tmy3(weather_writers.weather(1, -9.0)), True),
        ("bering.epw", lambda: weather_writers.epw(weather_writers.weather(2, 9.0), "TMYx"), True),
        ("bering.pvgis.csv", lambda: weather_writers.pvgis_tmy_csv(weather_writers.weather(3)), True),
        ("bering.csv", lambda: weather_writers.nsrdb(weather_writers.weather(4, 9.0, 2019)), False),
    ],
)
def test_weather_services_bring_sun_wind_and_warmth(name, write, typical):
    values = reached({name: write().encode()}, CARD if "csv" != name[7:] else CARD + "weather_height: 10 m\n")
    for one in LIGHT:
        assert values[one].shape == (8760,), one
    assert values["weather_height"] == (10, 10)
    assert ("weather_begins" in values) is not typical


def test_the_typical_year_of_sand_point_fills_a_store():
    data = (importlib.resources.files("pvlib") / "data" / "703165TY.csv").read_bytes()
    values, found = judged({"bering.tmy3.csv": data})
    assert refused(found) == []
    names = {*LIGHT, "latitude", "longitude", "weather_height"}
    known = {name: value[0] if isinstance(value, tuple) else value for name, value in values.items() if name in names}
    supply = supply_of(machine=turbine("iea_15mw"), has_solar=True, **known)
    assert supply.kind == "typical_year" and 0.25 < supply.wind.mean() < 0.45
    # kWh a year of a kilowatt of modules (1.2 to one of the inverters): Bergen has 800, southern Alaska 900 (Global Solar Atlas).
    assert 700 < supply.solar.sum() / 1.2 < 1000


def test_reanalysis_brings_years_of_wind_and_global_light():
    axis = hours("2018-01-01T00:00", 3 * 8760 + 24)
    day = np.maximum(0, np.sin((np.arange(len(axis)) % 24 - 6) / 12 * np.pi))
    wind = {
        "u100": RNG.weibull(2, len(axis)) * 9, "v100": RNG.normal(0, 1, len(axis)),
        "t2m": 283 + RNG.normal(0, 3, len(axis)), "ssrd": day * 1.8e6 * RNG.uniform(0.5, 1, len(axis)),
    }  # fmt: skip
    values = reached({"bering.nc": writers.era5(axis, wind)})
    assert values["ghi_hourly"].shape == values["wind_speed_hourly"].shape == (3 * 8760 + 24,)
    assert 200 < values["ghi_hourly"].max() < 520  # J/m2 of an hour came as W/m2
    known = {"wind_speed_hourly", "ghi_hourly", "temperature_hourly"}
    numbers = {name: values[name][0] for name in ("latitude", "longitude", "weather_height", "weather_begins")}
    supply = supply_of(machine=turbine("iea_15mw"), has_solar=True, **{name: values[name] for name in known}, **numbers)
    assert supply.kind == "measured_years" and supply.wind.shape == supply.solar.shape == (3, 8760)


def tables(first: str = "2019-01-01T00:00", count: int = 8760, **columns: np.ndarray) -> bytes:
    times = iso(hours(first, count), "Z")
    named = {name: [float(one) for one in values] for name, values in columns.items()}
    units = {"ghi": "W/m^2", "demand": "kg/h", "price": "USD2024/MWh", "electricity_price": "USD2024/MWh",
             "emissions": "kg/MWh", "grid_emissions": "kg/MWh", "wind_speed": "m/s"}  # fmt: skip
    return writers.table(
        times, {f"{name} [{units[name]}]": values for name, values in named.items()}, comments=["time label: beginning"]
    )


def test_a_site_with_the_sun_alone_says_when_its_hours_begin():
    ghi = np.maximum(0, 600 * np.sin(np.arange(8760) / 24 * 2 * np.pi)) * RNG.uniform(0.5, 1, 8760)
    values = reached({"bering.hourly.csv": tables("2018-12-31T15:00", ghi=ghi)})
    assert values["weather_begins"][0] == np.datetime64("2018-12-31T15", "h").astype(int)


@pytest.mark.parametrize(("price", "grid"), [("electricity_price", "grid_emissions"), ("price", "emissions")])
def test_prices_emissions_and_demand_reach_the_evaluator_by_either_name(price, grid):
    columns = {
        price: 60 + RNG.normal(0, 20, 8760), grid: 400 + RNG.normal(0, 30, 8760), "demand": 1000 + RNG.normal(0, 90, 8760)
    }
    values, found = judged({"bering.hourly.csv": tables(**columns)})
    assert refused(found) == [] and not [one for one in found if one.rule == "site.column"]
    for name in ("electricity_price_hourly", "grid_emissions_hourly", "demand_hourly"):
        assert values[name].shape == (8760,), name


def test_a_price_of_another_year_does_not_push_the_sun_of_a_typical_year_aside():
    data = {
        "bering.pvgis.csv": weather_writers.pvgis_tmy_csv(weather_writers.weather(5)).encode(),
        "bering.price.csv": tables("2020-01-01T00:00", 8784, price=60 + RNG.normal(0, 20, 8784)),
    }
    values = reached(data)
    assert values["ghi_hourly"].shape == (8760,) and "electricity_price_hourly" not in values


@pytest.mark.parametrize(
    ("demand", "rule", "told"),
    [
        (np.where(np.arange(8760) == 40, -5.0, 1000 + RNG.normal(0, 9, 8760)), "series.physical", "the worst is -5"),
        ((1000 + RNG.normal(0, 9, 8760))[:8000], "series.incomplete", "has 8,000 hours"),
    ],
)
def test_a_demand_that_is_none_is_refused(demand, rule, told):
    _, found = judged({"bering.hourly.csv": tables(count=len(demand), demand=demand)})
    assert any(one.rule == rule and told in one.reason for one in found if one.severity == CRITICAL)


def test_a_demand_by_month_reaches_the_evaluator():
    lines = [f"{month},8,2,{900 + month}" for month in range(1, 13)]
    months = "\n".join(["month,wind_speed [m/s],weibull_k,demand [kg/h]", *lines, ""])
    values, found = judged({"bering.monthly.csv": months.encode()}, CARD + "weather_height: 100 m\n")
    assert refused(found) == []
    assert values["demand_monthly"].tolist() == [900.0 + month for month in range(1, 13)]
