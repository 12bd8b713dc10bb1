"""One series in every hourly format is one series; and the clocks, labels and spellings that the other round trips leave out.

Each format has its round trip: TMY3, EPW, NSRDB and PVGIS (typical and real years, CSV and JSON) in ``test_weather_files``; ERA5,
hourly CSV, mast, Parquet, ``.tab``, ``.lib`` and ``.gwc`` in ``test_wind_files``; here monthly tables, and all together.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
import weather_writers
import wind_writers
from hypothesis import given, settings
from hypothesis import strategies as st
from wind_writers import hours, parquet, table

from evaluators.toolkit.units import read_quantity
from flows import readers
from flows.facts import Document
from flows.readers import site_era5, site_hourly_parquet

# CLEANFUND_HYPOTHESIS=thorough looks fifty times as long, by hand.
TIMES = 50 if os.environ.get("CLEANFUND_HYPOTHESIS") == "thorough" else 1
SEEDS = st.integers(0, 2**32 - 1)
# Half of the last digit that each format prints [m/s, degC, W/m2]; of ERA5, which keeps floats of four bytes, their rounding.
PRECISION = {
    "epw": {"wind_speed": 0.05, "temperature": 0.05, "ghi": 0.5},
    "nsrdb": {"wind_speed": 0.05, "temperature": 0.05, "ghi": 0.5},
    "tmy3": {"wind_speed": 0.05, "temperature": 0.05, "ghi": 0.5},
    "pvgis csv": {"wind_speed": 0.005, "temperature": 0.005, "ghi": 0.005},
    "pvgis json": {"wind_speed": 0.005, "temperature": 0.005, "ghi": 0.005},
    "era5": {"wind_speed": 1e-5, "temperature": 2e-5},
    "mast": {"wind_speed": 0.0005, "temperature": 0.0005, "ghi": 0.0005},
    "hourly csv": {"wind_speed": 0.0005, "temperature": 0.0005, "ghi": 0.0005},
    "parquet": {"wind_speed": 0.0, "temperature": 0.0, "ghi": 0.0},
}
UNITS = {"wind_speed": "m/s", "temperature": "degC", "ghi": "W/m**2"}


def often(count: int):
    return settings(max_examples=count * TIMES, deadline=None)


def one(name: str, data: bytes) -> Document:
    """The one site of a file, without troubles; ERA5 and Parquet are read here, not in a process of their own."""
    here = {"nc": site_era5, "parquet": site_hourly_parquet}.get(name.rsplit(".", 1)[1])
    [document] = here.read_here(name, data) if here else readers.read("sites", name, data)
    assert document.troubles == []
    return document


def in_unit(document: Document, name: str) -> np.ndarray:
    nothing, unit = (read_quantity(f"{n} {document.series_units[name]}", UNITS[name]).low for n in (0, 1))
    return np.array(document.series[name]) * (unit - nothing) + nothing


def written(weather: weather_writers.Weather) -> dict[str, tuple[str, bytes]]:
    """The real years of ``weather`` in every format for them; those of PVGIS and ERA5 are of UTC."""
    columns = {f"{name} [{unit}]": weather.columns[name].tolist() for name, unit in UNITS.items()}
    clock = timedelta(hours=weather.offset)
    stamps = [f"{begin:%Y-%m-%dT%H:%M}{_offset(weather.offset)}" for begin in weather.begins]
    ends = [f"{begin + weather_writers.HOUR:%Y-%m-%d %H:%M}" for begin in weather.begins]
    instants = np.array([begin - clock for begin in weather.begins], "datetime64[s]")
    zone = f"UTC{_offset(weather.offset)}"
    on_mast = {
        f"wind_speed_80m [{UNITS['wind_speed']}]": weather.columns["wind_speed"].tolist(),
        **dict(list(columns.items())[1:]),
    }
    instant = pa.array(instants.astype(int), pa.timestamp("s", "UTC"))
    air = (weather.columns["temperature"] + 273.15).astype("f4")
    u, v = (-weather.columns["wind_speed"] * f(np.deg2rad(weather.columns["wind_direction"])) for f in (np.sin, np.cos))
    forms = {
        "epw": ("a.epw", weather_writers.epw(weather).encode()),
        "nsrdb": ("a.csv", weather_writers.nsrdb(weather, minute=0).encode()),
        "mast": ("a.mast.csv", table(ends, on_mast, comments=[f"time zone: {zone}", "time label: end"])),
        "hourly csv": ("a.hourly.csv", table(stamps, columns, comments=["time label: beginning"])),
        "parquet": ("a.parquet", parquet({"time": instant, **columns}, {"time_label": "beginning"})),
        "era5": ("a.nc", wind_writers.era5(instants, {"u10": u.astype("f4"), "v10": v.astype("f4"), "t2m": air})),
    }  # fmt: skip
    if not weather.offset:
        forms["pvgis csv"] = ("a.csv", weather_writers.pvgis_hourly_csv(weather).encode())
        forms["pvgis json"] = ("a.json", weather_writers.pvgis_hourly_json(weather).encode())
    return forms


def _offset(hour: float) -> str:
    return f"{'-' if hour < 0 else '+'}{abs(int(hour)):02}:{int(abs(hour) % 1 * 60):02}"


@often(3)
@given(seed=SEEDS, offset=st.sampled_from([-11, -9, 0, 1, 9, 14]), year=st.sampled_from([2019, 2020]))
def test_a_year_is_the_same_series_in_utc_in_every_format(seed, offset, year):
    weather = weather_writers.weather(seed, float(offset), year)
    first = weather.begins[0] - timedelta(hours=offset)
    for form, (name, data) in written(weather).items():
        document = one(name, data)
        assert document.hours and document.hours.begins == f"{first:%Y-%m-%dT%H:%M}" and not document.hours.typical
        for series, most in PRECISION[form].items():
            off = np.abs(in_unit(document, series) - weather.columns[series])
            assert len(off) == len(weather.begins) and off.max() <= most * (1 + 1e-9) + 1e-12, (form, series, off.argmax())


@often(2)
@given(seed=SEEDS, offset=st.sampled_from([-9.0, 0.0, 5.5, 9.0]), ending=st.booleans())
def test_a_typical_year_is_the_same_in_every_format_and_by_either_label_of_tmy3(seed, offset, ending):
    weather = weather_writers.weather(seed, offset)
    tmy3 = weather_writers.tmy3(weather)
    if not ending:  # some programs name the hour by its beginning: 00:00 to 23:00
        head, lines = tmy3.splitlines()[:2], tmy3.splitlines()[2:]
        tmy3 = "\n".join([*head, *(f"{line[:11]}{int(line[11:13]) - 1:02}{line[13:]}" for line in lines)])
    forms = {
        "tmy3": ("a.tmy3.csv", tmy3),
        "epw": ("a.epw", weather_writers.epw(weather, "TMYx")),
        "nsrdb": ("a.csv", weather_writers.nsrdb(weather, minute=0 if offset % 1 else 30)),
    }
    if not offset:
        forms |= {
            "pvgis csv": ("a.csv", weather_writers.pvgis_tmy_csv(weather)),
            "pvgis json": ("a.json", weather_writers.pvgis_tmy_json(weather)),
        }
    truth = {
        (begin.replace(year=1990) - timedelta(hours=offset)).replace(year=1990, minute=0): count
        for count, begin in enumerate(weather.begins)
    }
    order = [truth[hour] for hour in sorted(truth)]
    for form, (name, text) in forms.items():
        document = one(name, text.encode())
        assert document.hours and document.hours.begins == "1990-01-01T00:00" and document.hours.typical
        for series, most in PRECISION[form].items():
            off = np.abs(in_unit(document, series) - weather.columns[series][order])
            assert len(off) == 8760 and off.max() <= most * (1 + 1e-9) + 1e-12, (form, series)


# --- spellings of times and numbers in tables

SHAPES = {
    "%Y-%m-%d %H:%M": "", "%Y-%m-%dT%H:%M:%S": "", "%Y/%m/%d %H:%M": "", "%Y.%m.%d %H:%M": "",
    "%d.%m.%Y %H:%M": "day month year", "%m/%d/%Y %H:%M": "month day year", "%d-%m-%Y %H:%M:%S": "day month year",
}  # fmt: skip
FIRST = st.sampled_from(["2019-12-31T06", "2020-02-28T20", "2019-02-28T20", "2000-02-28T22", "2019-03-31T00", "2019-10-27T00"])
ZONES = st.sampled_from([-9.5, -3.5, 0, 1, 5.5, 5.75, 9, 13])


def stamps(times: np.ndarray, offset: float, shape: str, marked: bool) -> list[str]:
    moved = [datetime.fromtimestamp(int(one), UTC) + timedelta(hours=offset) for one in times.astype(int)]
    mark = (_offset(offset) if offset else "Z") if marked else ""
    return [one.strftime(shape) + mark for one in moved]


@often(40)
@given(
    seed=SEEDS, first=FIRST, offset=ZONES, shape=st.sampled_from(sorted(SHAPES)), marked=st.booleans(),
    minutes=st.sampled_from([60, 30, 10]), label=st.sampled_from(["beginning", "end"]), delimiter=st.sampled_from(",;\t"),
    comma=st.booleans(), digits=st.sampled_from([0, 1, 2, 4]), mast=st.booleans(),
)  # fmt: skip
def test_a_table_of_any_spelling_is_the_same_series(
    seed, first, offset, shape, marked, minutes, label, delimiter, comma, digits, mast
):
    count, parts = 48, 60 // minutes
    values = np.round(np.random.default_rng(seed).uniform(0, 40, count * parts), digits)
    times = hours(first, count * parts, minutes)
    named = times + (np.timedelta64(60 * minutes, "s") if label == "end" else 0)
    comments = [f"time label: {label}", *([] if marked else [f"time zone: UTC{_offset(offset)}"])]
    comments += [f"date order: {SHAPES[shape]}"] if SHAPES[shape] else []
    head = "wind_speed_100m [m/s]" if mast else "load [MW]"
    decimal = "," if comma and delimiter != "," else "."
    cells = {head: values.tolist()}
    text = table(
        stamps(named, offset, shape, marked), cells, comments=comments, delimiter=delimiter, decimal=decimal, digits=digits
    )
    document = one("a.mast.csv" if mast else "a.load.csv", text)
    assert document.hours and document.hours.begins == f"{first}:00"
    assert document.series["wind_speed" if mast else "load"] == pytest.approx(
        values.reshape(count, parts).mean(axis=1), rel=1e-12
    )
    assert list(document.series_units.values()) == ["m/s" if mast else "MW"]


KINDS = {
    "float64": (pa.float64(), 0.0), "float32": (pa.float32(), 1e-7), "int32": (pa.int32(), 0.0),
    "decimal": (pa.decimal128(12, 3), 0.0),
}  # fmt: skip


@often(25)
@given(
    seed=SEEDS, first=FIRST, offset=ZONES, minutes=st.sampled_from([60, 15]), label=st.sampled_from(["beginning", "end"]),
    time=st.sampled_from(["instants", "clock", "text", "text with offset"]), kind=st.sampled_from(sorted(KINDS)),
)  # fmt: skip
def test_a_parquet_file_of_any_types_is_the_same_series(seed, first, offset, minutes, label, time, kind):
    count, parts = 48, 60 // minutes
    values = np.round(np.random.default_rng(seed).uniform(0, 100, count * parts), 0 if kind == "int32" else 3)
    times = hours(first, count * parts, minutes) + (np.timedelta64(60 * minutes, "s") if label == "end" else 0)
    metadata = {"time_label": label} | ({"time_zone": f"UTC{_offset(offset)}"} if time in ("clock", "text") else {})
    if time.startswith("text"):
        cells = pa.array(stamps(times, offset, "%Y-%m-%d %H:%M", time == "text with offset"))
    elif time == "clock":
        cells = pa.array((times + np.timedelta64(int(offset * 3600), "s")).astype(int), pa.timestamp("s")).cast(
            pa.timestamp("us")
        )
    else:
        cells = pa.array(times.astype(int), pa.timestamp("s", "UTC")).cast(pa.timestamp("ms", "Asia/Tokyo"))
    of_type, most = KINDS[kind]
    column = (
        pa.array([Decimal(f"{value:.3f}") for value in values], of_type) if kind == "decimal" else pa.array(values).cast(of_type)
    )
    document = one("a.parquet", parquet({"time": cells, "load [MW]": column}, metadata))
    assert document.hours and document.hours.begins == f"{first}:00"
    assert document.series["load"] == pytest.approx(values.reshape(count, parts).mean(axis=1), rel=most + 1e-12)


# --- ERA5: a box of points, west longitudes written either way, in both files


@often(10)
@given(
    seed=SEEDS,
    longitude=st.sampled_from([-160.25, 199.75, 0.0, 359.75, -180.0, 179.75]),
    classic=st.booleans(),
    falling=st.booleans(),
)
def test_of_a_box_of_era5_the_series_of_one_point_is_read(seed, longitude, classic, falling):
    rng, count = np.random.default_rng(seed), 48
    grid = rng.uniform(260, 310, (count, 3, 3)).astype("f4")
    latitude = (56.0, 55.75, 55.5) if falling else (55.5, 55.75, 56.0)
    longitudes = (longitude - 0.25, longitude, longitude + 0.25)
    data = wind_writers.era5(
        hours("2020-02-28T12", count), {"t2m": grid}, latitude=latitude, longitude=longitudes, classic=classic
    )
    document = one("a.nc", data)
    assert document.series["temperature"] == grid[:, 1, 1].astype(float).tolist()
    [west] = [float(fact.raw) for fact in document.facts if fact.field == "longitude"]
    assert (west - longitude) % 360 == 0 and -180 <= west <= 180


# --- monthly tables

NUMBERS = st.one_of(st.integers(-40, 400), st.floats(-1e6, 1e6), st.floats(1e-12, 1e-3))


@often(25)
@given(
    columns=st.dictionaries(
        st.sampled_from(["wind_speed", "weibull_k", "own"]), st.lists(NUMBERS, min_size=12, max_size=12), min_size=1
    ),
    units=st.lists(st.sampled_from(["m/s", "degC", "1"]), min_size=4, max_size=4),
    order=st.permutations(range(12)),
    delimiter=st.sampled_from(",;\t"),
    padded=st.booleans(),
)  # fmt: skip
def test_a_monthly_table_is_the_same_in_any_order_of_its_months(columns, units, order, delimiter, padded):
    heads = {name: f"{name} [{unit}]" for name, unit in zip(columns, units, strict=False)}
    lines = ["# latitude: 39.7", "# the mast of the harbour", delimiter.join(["month", *heads.values()])]
    lines += [
        delimiter.join([f"{month + 1:02}" if padded else str(month + 1), *(repr(columns[name][month]) for name in columns)])
        for month in order
    ]
    document = one("kuji.monthly.csv", "\n".join(lines).encode())
    assert document.series == {f"monthly_{name}": [float(value) for value in values] for name, values in columns.items()}
    assert document.series_units == {f"monthly_{name}": unit for name, unit in zip(columns, units, strict=False)}
    assert [(fact.field, fact.raw) for fact in document.facts] == [("latitude", "39.7")] and document.notes == [
        "the mast of the harbour"
    ]
    assert document.hours is None
