"""What a site may bring to a wind farm, through the door: series of several years, tables, references."""

from __future__ import annotations

import numpy as np
import pytest
import weather_writers
import wind_writers as writers
from wind_proposals import CARD
from wind_sites import farm, judged, mast, told
from wind_writers import hours

from evaluators.offshore_wind.site import resource
from evaluators.offshore_wind.uncertainty import UNCERTAINTY
from evaluators.toolkit.contract import choice
from flows.findings import CRITICAL
from flows.sites import RECORDS

RNG = np.random.default_rng(20261123)


def test_two_years_of_a_mast_reach_the_evaluator_with_both_heights_and_their_reference():
    reanalysis = hours("2010-01-01T00:00", 10 * 8760 + 72)
    wind = {"u100": np.full(len(reanalysis), 6.0) + RNG.normal(0, 2, len(reanalysis)), "v100": np.zeros(len(reanalysis))}
    values, found = judged({"bering.mast.csv": mast("2016-01-01", 17544), "bering.nc": writers.era5(reanalysis, wind)}, CARD)
    assert [one for one in found if one.severity == CRITICAL] == []
    for name in ("wind_speed", "wind_speed_lower", "wind_direction", "temperature", "pressure", "relative_humidity"):
        assert values[f"{name}_hourly"].shape == (17544,), name
    assert values["weather_height"] == (100, 100) and values["weather_height_lower"] == (40, 40)
    assert values["reference_wind_speed_hours"].shape == (10 * 8760 + 72,)
    offset = float((np.datetime64("2016-01-01") - np.datetime64("2010-01-01")).astype("timedelta64[h]").astype(int))
    assert values["reference_offset"] == (offset, offset)
    assert values["weather_begins"][0] == np.datetime64("2016-01-01T00", "h").astype(int)
    names = farm.inputs.keys() - {"capacity"}
    plain = {name: value[0] if isinstance(value, tuple) else value for name, value in values.items() if name in names}
    wind_of_site = resource(hub_height=150.0, **plain)
    assert wind_of_site.basis == "hourly" and wind_of_site.years == 2
    assert wind_of_site.shear.exponent == pytest.approx(-np.log(0.9) / np.log(100 / 40), abs=1e-3)
    assert any("long-term reference is not used" in note for note in wind_of_site.notes)  # noise explains nothing


def test_twenty_years_of_reanalysis_pass():
    axis = hours("2000-01-01T00:00", 175_320)
    wind = {"u100": 8 + RNG.normal(0, 2, len(axis)), "v100": RNG.normal(0, 2, len(axis)), "t2m": np.full(len(axis), 280.0) + RNG.normal(0, 2, len(axis))}
    values, found = judged({"bering.nc": writers.era5(axis, wind)}, CARD)
    assert [one for one in found if one.severity == CRITICAL] == []
    assert values["wind_speed_hourly"].shape == (175_320,) and values["wind_direction_hourly"].shape == (175_320,)
    assert values["temperature_hourly"].max() < 50  # K came as degC


def test_a_rose_and_an_atlas_reach_the_evaluator_as_tables():
    frequency, limits = RNG.dirichlet(np.ones(12)) * 100, np.arange(1.0, 31.0)
    above = np.exp(-((np.r_[0, limits][:, None] / 9.0) ** 2)) * np.ones(12)
    above[-1] = 0
    data = writers.tab(frequency, -np.diff(above, axis=0) * 1000, limits, turn=5)
    values, found = judged({"bering.tab": data}, CARD)
    assert [one for one in found if one.severity == CRITICAL] == []
    assert values["rose"].shape == (30, 12) and values["rose_edges"].shape == (31,)
    assert values["rose_frequency"].sum() == pytest.approx(1, abs=1e-4) and values["rose_direction_offset"] == (5, 5)
    a, k = np.full((2, 3, 12), 10.0), np.full((2, 3, 12), 2.0)
    values, found = judged({"bering.lib": writers.lib(np.tile(frequency, (2, 1)), a, k, [0, 0.03], [10, 100, 200])}, CARD)
    assert [one for one in found if one.severity == CRITICAL] == []
    assert values["weibull_a"].shape == (2, 3, 12) and values["heights"].tolist() == [10, 100, 200]
    assert values["weather_height"] == (100, 100)  # the atlas has several; one stands for them


def test_a_typical_year_has_no_first_hour_and_pairs_with_no_reference():
    tmy3 = weather_writers.tmy3(weather_writers.weather(4, -9.0)).encode()
    axis = hours("2000-01-01T00:00", 8784)
    reanalysis = writers.era5(axis, {"u100": 8 + RNG.normal(0, 2, 8784), "v100": np.zeros(8784)})
    site = told({"bering.tmy3.csv": tmy3, "bering.nc": reanalysis}, CARD)["bering"]
    assert site.value_of("reference_wind_speed_hours", farm.inputs["reference_wind_speed_hours"]).shape == (8784,)
    assert site.value_of("reference_offset", farm.inputs["reference_offset"]) is None
    assert site.value_of("weather_begins", farm.inputs["weather_begins"]) is None


def test_what_kind_of_record_the_wind_is_from_follows_from_its_best_file():
    assert set(RECORDS.values()) <= set(UNCERTAINTY.rows)
    kind = choice(UNCERTAINTY, "record")
    frequency = np.full(12, 100 / 12)
    files = {
        "mast": ("mast.csv", mast("2019-01-01", 48)), "typical_year": ("tmy3.csv", weather_writers.tmy3(weather_writers.weather(4)).encode()),
        "statistics": ("tab", writers.tab(frequency, np.full((4, 12), 250.0), np.arange(1.0, 5.0))),
    }  # fmt: skip
    for row, (ending, data) in files.items():
        assert told({f"bering.{ending}": data}, CARD)["bering"].value_of("weather_record", kind) == row
    assert told({}, CARD + "weather_record: mast\n")["bering"].value_of("weather_record", kind) == "mast"
    assert told({}, CARD)["bering"].value_of("weather_record", kind) is None
