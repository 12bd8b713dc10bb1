"""Whose file a file of wind or grid is, whatever stands in it, and series without a unit."""

from __future__ import annotations

import io
from datetime import datetime

import pyarrow as pa
import pytest
import weather_writers
import wind_writers as writers
from hypothesis import given, settings
from hypothesis import strategies as st
from wind_readings import ATLAS, DAY, FEW, GWC, NUMBERS, TAB, hourly, one
from wind_writers import iso

from flows import readers
from flows.facts import Unreadable

# Whose file it is


def whose(name: str, data: bytes) -> str:
    return readers.reader_for("sites", name, data[: readers.HEAD_BYTES]).__name__.rsplit(".", 1)[1]


def test_each_file_has_one_reader():
    weather = weather_writers.weather(1)
    mast = writers.table(iso(DAY, "Z"), {"wind_speed_100m [m/s]": [7.0] * 48}, comments=["latitude: 55.2"])
    plain = writers.table(iso(DAY, "Z"), {"load [MW]": [7.0] * 48})
    cases = {
        ("a.nc", writers.era5(DAY, {"t2m": NUMBERS})): "site_era5",
        ("a.bin", writers.era5(DAY, {"t2m": NUMBERS}, classic=True)): "site_era5",
        ("a.csv", mast): "site_mast",
        ("a.mast.csv", b"broken"): "site_mast",
        ("a.hourly.csv", mast): "site_hourly_csv",
        ("a.csv", plain): "site_hourly_csv",
        ("a.csv", b"\xef\xbb\xbfsep=;\r\ntime;load\r\n"): "site_hourly_csv",
        ("a.price.csv", b"broken"): "site_hourly_csv",
        ("a.parquet", b"broken"): "site_hourly_parquet",
        ("a.tab", TAB.encode()): "site_wasp_tab",
        ("a.lib", ATLAS.encode()): "site_wind_atlas",
        ("a.gwc", GWC.encode()): "site_wind_atlas",
        ("a.csv", b"# latitude: 3\nmonth,wind_speed [m/s]\n"): "site_monthly",
        ("a.hourly.csv", b"month,wind_speed [m/s]\n"): "site_monthly",
        ("a.csv", weather_writers.tmy3(weather).encode()): "site_tmy3",
        ("a.hourly.csv", weather_writers.nsrdb(weather).encode()): "site_nsrdb",
        ("a.hourly.csv", weather_writers.pvgis_tmy_csv(weather).encode()): "site_pvgis",
        ("a.epw", weather_writers.epw(weather).encode()): "site_epw",
    }
    assert {case[0] + str(n): whose(*case) for n, case in enumerate(cases)} == {
        case[0] + str(n): reader for n, (case, reader) in enumerate(cases.items())
    }


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_stands_in_a_file_there_is_a_site_or_a_reason(data):
    """Formats of text; those of HDF5 and Parquet break their libraries, which only a child may (see test_wind_era5.py)."""
    good = {
        "a.hourly.csv": hourly(FEW, "time zone: UTC+9"),
        "a.mast.csv": writers.table(iso(DAY, "Z"), {"wind_speed_100m [m/s]": [7.0] * 48, "flag": ["0"] * 48}),
        "a.tab": TAB.encode(),
        "a.lib": ATLAS.encode(),
        "a.gwc": GWC.encode(),
    }
    name = data.draw(st.sampled_from(sorted(good)))
    changed = bytearray(good[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(changed) - 1))
        changed[at : at + data.draw(st.integers(0, 9))] = data.draw(
            st.sampled_from(
                [b",", b'"', b"\n", b"\r", b"1e999", b"nan", b"-", b"#", b"2019-13-45", b"9" * 30, b"\0", b"\xff", b"Z", b" "]
            )
        )
    try:
        assert all(trouble.reason and trouble.remedy for trouble in one(name, bytes(changed)).troubles)
    except Unreadable as error:
        assert error.trouble.rule != "reader.failed", error


# Series without a unit


def unitless(form: str, column: str) -> tuple[str, bytes]:
    times = [f"2020-01-01T{hour:02}:00Z" for hour in range(24)]
    if form == "monthly":
        rows = "".join(f"{month},7.{month % 10}\n" for month in range(1, 13))
        return "bay.monthly.csv", f"# latitude: 54.0\nmonth,{column}\n{rows}".encode()
    if form == "hourly":
        return "bay.hourly.csv", f"time,{column}\n".encode() + "".join(f"{at},7.5\n" for at in times).encode()
    held = io.BytesIO()
    stamps = pa.array([datetime.fromisoformat(at) for at in times], pa.timestamp("s", "UTC"))
    pa.parquet.write_table(pa.table({"time": stamps, column: [7.5] * 24}), held)
    return "bay.parquet", held.getvalue()


@pytest.mark.parametrize(
    ("form", "where"), [("hourly", "line 1, "), ("monthly", "line 2, "), ("parquet", "")], ids=lambda one: one.strip(", ") or None
)
def test_a_known_series_without_a_unit_is_refused_and_any_other_is_kept(form, where):
    [document] = readers.read("sites", *unitless(form, "wind_speed"))
    [trouble] = document.troubles
    assert (trouble.rule, trouble.where, trouble.found) == ("series.no_unit", f"{where}column wind_speed", "wind_speed")
    assert trouble.reason == "The column wind_speed has no unit."
    assert trouble.remedy == "Write it in the head of the column, for instance 'wind_speed [m/s]'."
    for column in ("wind_speed [knots]", "wind_speed_flag", "weibull_k", "my_own"):
        assert readers.read("sites", *unitless(form, column))[0].troubles == [], column
    [lower] = readers.read("sites", *unitless(form, "wind_speed_lower"))[0].troubles
    assert lower.rule == "series.no_unit"
