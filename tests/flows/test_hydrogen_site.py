"""How the weather, prices and demand of a site reach the evaluator of a store of hydrogen."""

from __future__ import annotations

import importlib.resources

import numpy as np
import pytest
import weather_writers
import wind_writers as writers
from hydrogen_proposals import gathered, judged, proposal
from wind_proposals import CARD
from wind_writers import hours, iso

from evaluators.hydrogen_storage.supply import supply_of
from evaluators.offshore_wind.turbine import turbine
from flows.findings import CRITICAL, Finding

RNG = np.random.default_rng(20270114)


def reached(files: dict[str, bytes], card: str = CARD) -> dict:
    """The values that reach the evaluator."""
    return proposal(gathered(files, card)).blocks[0].values


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
