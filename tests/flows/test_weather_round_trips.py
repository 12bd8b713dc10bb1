"""Weather survives each format, and pvlib, a peer, reads the same."""

from __future__ import annotations

import importlib.resources
import io

import numpy as np
import pvlib.iotools
import pytest
import weather_writers as writers
from hypothesis import given, settings
from hypothesis import strategies as st
from weather_readings import by_hour, fact, one, same

from flows.facts import Document

OFFSETS = st.sampled_from([-9.0, -3.5, 0.0, 1.0, 5.5, 5.75, 9.0, 12.0, 13.0])
SEEDS = st.integers(0, 2**32 - 1)
REAL = st.sampled_from([(2019, 1), (2020, 1), (2019, 2)])  # a common year, a leap year, both


# --- round trips


@settings(max_examples=5, deadline=None)
@given(seed=SEEDS, offset=OFFSETS)
def test_a_typical_year_survives_tmy3(seed, offset):
    weather = writers.weather(seed, offset)
    document = one("a.csv", writers.tmy3(weather))
    same(document, weather, "tmy3", typical=True)
    assert document.origin == "typical year" and document.format == "site TMY3"


@settings(max_examples=5, deadline=None)
@given(seed=SEEDS, offset=OFFSETS)
def test_a_typical_year_survives_epw(seed, offset):
    weather = writers.weather(seed, offset)
    document = one("a.csv", writers.epw(weather, "TMYx"))
    same(document, weather, "epw", typical=True)
    assert document.origin == "typical year" and document.format == "site EPW"


@settings(max_examples=5, deadline=None)
@given(seed=SEEDS, offset=OFFSETS, span=REAL)
def test_real_years_survive_epw(seed, offset, span):
    weather = writers.weather(seed, offset, *span)
    same(one("a.epw", writers.epw(weather)), weather, "epw", typical=False)


@settings(max_examples=5, deadline=None)
@given(seed=SEEDS, offset=OFFSETS, span=REAL, minute=st.sampled_from([0, 30]))
def test_real_years_survive_nsrdb(seed, offset, span, minute):
    weather = writers.weather(seed, offset, *span)
    if offset % 1:
        minute = 0  # at 30 minutes past, an instant on such a clock lies in another hour of UTC than the hour begins
    same(one("a.csv", writers.nsrdb(weather, minute)), weather, "nsrdb", typical=False)


@settings(max_examples=4, deadline=None)
@given(seed=SEEDS, offset=OFFSETS)
def test_a_typical_year_survives_nsrdb_in_hours_and_half_hours(seed, offset):
    weather = writers.weather(seed, offset)
    same(one("a.csv", writers.nsrdb(weather, 0)), weather, "nsrdb", typical=True)
    document = one("a.csv", writers.nsrdb(weather, halves=True))
    same(document, weather, "nsrdb", typical=True)
    assert "Time: 2 values an hour are averaged to one." in document.notes


@settings(max_examples=4, deadline=None)
@given(seed=SEEDS)
def test_a_typical_year_survives_pvgis(seed):
    weather = writers.weather(seed)
    for name, text in (("a.csv", writers.pvgis_tmy_csv(weather)), ("a.json", writers.pvgis_tmy_json(weather))):
        document = one(name, text)
        same(document, weather, "pvgis", typical=True)
        assert document.origin == "typical year" and document.format == "site PVGIS"
        assert (fact(document, "irradiance_time_offset").raw, fact(document, "weather_height").raw) == ("0.1761", "10")


@settings(max_examples=4, deadline=None)
@given(seed=SEEDS, span=REAL, minute=st.integers(0, 59))
def test_real_years_survive_pvgis(seed, span, minute):
    weather = writers.weather(seed, 0.0, *span)
    names = tuple(writers.HOURLY.values())
    for name, text in (
        ("a.csv", writers.pvgis_hourly_csv(weather, minute)),
        ("a.json", writers.pvgis_hourly_json(weather, minute)),
    ):
        document = one(name, text)
        same(document, weather, "pvgis", typical=False, names=names)
        assert document.origin == "reanalysis" and fact(document, "radiation_database").raw == "PVGIS-SARAH3"
        said = f"Time: values at {minute} minutes past stand for the hour around them."
        assert (said in document.notes) is (minute > 0)


# --- pvlib as a peer


@pytest.fixture(scope="module")
def sand_point() -> bytes:
    return (importlib.resources.files("pvlib") / "data" / "703165TY.csv").read_bytes()


def peers(document: Document, frame, column: str, name: str, back: int):
    """pvlib's column and our series at the same instants of UTC; ``back`` [h] from its stamp to the hour's beginning."""
    instants = frame.index.tz_convert("UTC").tz_localize(None).to_pydatetime()
    hours = [(at - back * writers.HOUR).replace(minute=0) for at in instants]
    if document.hours.typical:
        hours = [at.replace(year=1990) for at in hours]
    mine = by_hour(document, name)
    assert [mine[at] for at in hours] == frame[column].astype(float).tolist()


def test_sand_point_is_pvlibs_at_the_same_instants(sand_point):
    frame, _ = pvlib.iotools.read_tmy3(io.StringIO(sand_point.decode()), map_variables=True)
    document = one("703165TY.csv", sand_point)
    assert (document.troubles, document.origin, document.hours.typical) == ([], "typical year", True)
    for name, column in (("wind_speed", "wind_speed"), ("temperature", "temp_air"), ("ghi", "ghi")):
        peers(document, frame, column, name, back=1)
    assert np.mean(document.series["wind_speed"]) == pytest.approx(frame["wind_speed"].mean(), rel=1e-12)


def test_what_we_write_is_what_pvlib_reads():
    weather = writers.weather(7, -9.0, 2020)
    frame, _ = pvlib.iotools.read_epw(io.StringIO(writers.epw(weather)))
    peers(one("a.epw", writers.epw(weather)), frame, "atmospheric_pressure", "pressure", back=0)
    frame, meta = pvlib.iotools.read_nsrdb_psm4(io.StringIO(writers.nsrdb(weather)))
    document = one("a.csv", writers.nsrdb(weather))
    peers(document, frame, "wind_speed", "wind_speed", back=0)
    assert meta["latitude"] == float(fact(document, "latitude").raw)
    weather = writers.weather(8)
    frame, meta = pvlib.iotools.read_pvgis_tmy(io.BytesIO(writers.pvgis_tmy_csv(weather).encode()), "csv")
    peers(one("a.csv", writers.pvgis_tmy_csv(weather)), frame, "wind_direction", "wind_direction", back=0)
    assert meta["inputs"]["irradiance time offset"] == 0.1761
    frame, _ = pvlib.iotools.read_pvgis_tmy(io.StringIO(writers.pvgis_tmy_json(weather)), "json")
    peers(one("a.json", writers.pvgis_tmy_json(weather)), frame, "dni", "dni", back=0)
    weather = writers.weather(9, 0.0, 2019)
    for text, form in ((writers.pvgis_hourly_csv(weather), "csv"), (writers.pvgis_hourly_json(weather), "json")):
        frame, _ = pvlib.iotools.read_pvgis_hourly(io.StringIO(text), form)
        peers(one(f"a.{form}", text), frame, "poa_global", "ghi", back=0)
