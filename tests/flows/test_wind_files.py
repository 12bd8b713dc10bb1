"""Wind and grid files: round trips through each format, clocks with summer time, and what damage does."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import h5py
import numpy as np
import pvlib.atmosphere
import pyarrow as pa
import pytest
import weather_writers
import wind_writers as writers
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from wind_writers import hours, iso

from evaluators.toolkit.units import read_quantity
from flows import readers
from flows.facts import Document, Unreadable
from flows.readers import _apart, site_era5, site_hourly_parquet
from flows.sites import gather_sites

RNG = np.random.default_rng(20261123)
DAY = hours("2019-06-01T00", 48)
SEEDS = st.integers(0, 2**32 - 1)
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"]
)


def one(name: str, data: bytes) -> Document:
    [document] = readers.read("sites", name, data)
    return document


def sound(document: Document) -> Document:
    assert document.troubles == []
    return document


def fact(document: Document, field: str) -> str:
    [found] = [fact for fact in document.facts if fact.field == field]
    return f"{found.raw} {found.unit}".strip()


def begins(document: Document) -> str:
    assert document.hours is not None
    return document.hours.begins


def refused(name: str, data: bytes, rule: str, where: str, *words: str) -> None:
    """The file is refused, as a whole or by one trouble, with its place, a reason of these words and a remedy."""
    try:
        troubles = one(name, data).troubles
    except Unreadable as error:
        troubles = [error.trouble]
    found = [trouble for trouble in troubles if trouble.rule == rule]
    assert found, [(trouble.rule, trouble.where, trouble.reason) for trouble in troubles]
    assert where in found[0].where and found[0].found and len(found[0].remedy) > 15
    said = f"{found[0].found} {found[0].reason} {found[0].remedy}"
    assert all(word in said for word in words), said


def local(times: np.ndarray, zone: str) -> list[datetime]:
    """Instants in UTC on the clock of a zone, by zoneinfo."""
    return [datetime.fromtimestamp(int(one), UTC).astimezone(ZoneInfo(zone)) for one in times.astype(int)]


# ERA5


def era5_values(count: int, seed: int = 1) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    wind = {name: rng.normal(2, 5, count).astype("f4") for name in ("u100", "v100", "u10", "v10")}
    air = rng.normal(285, 5, count).astype("f4")
    return {
        **wind, "t2m": air, "d2m": air - abs(rng.normal(0, 4, count)).astype("f4"),
        "sp": rng.normal(101_300, 800, count).astype("f4"), "ssrd": rng.uniform(0, 3e6, count).astype("f4"),
    }  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(
    seed=SEEDS,
    first=st.sampled_from(["2019-12-30T07", "2020-02-28T00", "2021-01-01T00"]),
    count=st.integers(30, 200),
    time=st.sampled_from(["time", "valid_time"]),
    classic=st.booleans(),
)
def test_an_era5_file_is_read_as_it_was_written(seed, first, count, time, classic):
    written = era5_values(count, seed)
    data = writers.era5(hours(first, count), written, time=time, classic=classic)
    [document] = site_era5.read_here("kuji.era5.nc", data)
    sound(document)
    assert begins(document) == f"{first}:00" and document.origin == "reanalysis" and not document.hours.typical
    speed, direction = (np.array(document.series[name]) for name in ("wind_speed", "wind_direction"))
    # back to components: towards which the wind blows
    assert speed * np.sin(np.deg2rad(direction + 180)) == pytest.approx(written["u100"], abs=1e-5)
    assert speed * np.cos(np.deg2rad(direction + 180)) == pytest.approx(written["v100"], abs=1e-5)
    assert document.series["wind_speed_lower"] == pytest.approx(np.hypot(written["u10"], written["v10"]))
    assert document.series["temperature"] == written["t2m"].astype(float).tolist()
    assert document.series["pressure"] == written["sp"].astype(float).tolist()
    assert document.series["ghi"][:-1] == written["ssrd"][1:].astype(float).tolist()  # a sum stands at the end of its hour
    assert document.series_units | {"wind_direction": "deg", "temperature": "K", "pressure": "Pa"} == document.series_units
    assert len(document.series["ghi"]) == count
    peer = pvlib.atmosphere.rh_from_tdew(written["t2m"] - 273.15, written["d2m"] - 273.15)
    assert document.series["relative_humidity"] == pytest.approx(peer, abs=0.3)


@pytest.mark.parametrize(("u", "v", "source"), [(7, 0, 270), (0, 7, 180), (-7, 0, 90), (0, -7, 0), (-5, -5, 45)])
def test_the_direction_is_the_one_the_wind_comes_from(u, v, source):
    data = writers.era5(DAY, {"u10": np.full(48, u, "f4"), "v10": np.full(48, v, "f4")})
    document = sound(one("a.nc", data))
    assert document.series["wind_direction"] == pytest.approx([source] * 48, abs=1e-4)
    assert fact(document, "weather_height") == "10 m"
    assert "wind_speed_lower" not in document.series


def test_the_sum_of_an_hour_is_its_mean_power():
    assert read_quantity("3.6e6 J/m^2/hour", "W/m^2").low == pytest.approx(1000)  # ECMWF: divide by 3600 s
    document = sound(one("a.nc", writers.era5(DAY, {"ssrd": np.arange(48.0)})))
    assert document.series_units["ghi"] == "J/m^2/hour"
    assert any("end of its hour" in note for note in document.notes)
    assert any(note.startswith("ghi: 1 of 48 hours") for note in document.notes)


def test_of_a_box_the_point_nearest_the_centre_is_taken_and_said():
    grid = np.zeros((48, 3, 3)) + np.arange(9).reshape(3, 3)
    data = writers.era5(DAY, {"u100": grid, "v100": 0 * grid}, latitude=(56, 55.75, 55.5), longitude=(199.5, 199.75, 200))
    document = sound(one("a.nc", data))
    assert set(document.series["wind_speed"]) == {4.0}
    assert (fact(document, "latitude"), fact(document, "longitude")) == ("55.75 deg", "-160.25 deg")
    assert any("nearest to the centre of 9" in note and "199.75" in note for note in document.notes)


def test_packed_values_of_the_former_store_are_unpacked():
    packing = {"t2m": {"dtype": "i2", "scale_factor": 0.001, "add_offset": 285.0, "_FillValue": -32767}}
    values = np.linspace(260, 310, 48)
    document = sound(one("a.nc", writers.era5(DAY, {"t2m": values}, time="time", classic=True, encoding=packing)))
    assert document.series["temperature"] == pytest.approx(values, abs=0.0006)


def test_preliminary_hours_are_counted():
    marks = ["0001"] * 40 + ["0005"] * 8
    document = sound(one("a.nc", writers.era5(DAY, {"t2m": np.arange(48.0)}, expver=marks)))
    assert "8 of 48 hours are preliminary (ERA5T, expver 5) and may still change." in document.notes
    # the former store put the two versions side by side, each with holes where the other stands
    both = np.full((48, 2, 1, 1), np.nan)
    both[:40, 0, 0, 0], both[40:, 1, 0, 0] = np.arange(40), np.arange(40, 48)
    axes = {"time": DAY.astype("datetime64[ns]"), "expver": [1, 5], "latitude": [55.5], "longitude": [10.0]}
    old = xr.Dataset({"t2m": (tuple(axes), both, {"units": "K"})}, axes)
    document = sound(one("a.nc", writers.as_bytes(old, classic=True)))
    assert document.series["temperature"] == list(range(48))
    assert any(note.startswith("8 hours are preliminary") for note in document.notes)


def test_twenty_years_of_era5_are_read_in_time_and_in_little_memory(tmp_path):
    count = 20 * 8766
    values = {name: column for name, column in era5_values(count).items() if name not in ("u10", "v10")}
    (tmp_path / "long.nc").write_bytes(writers.era5(hours("2001-01-01T00", count), values))
    code = (
        "import json, pathlib, resource, sys\n"
        "from flows import readers\n"
        "data = pathlib.Path(sys.argv[1]).read_bytes()\n"
        "document, = readers.read('sites', 'long.nc', data)\n"
        "used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]\n"
        "took = sum(one.ru_utime + one.ru_stime for one in used)\n"
        # ru_maxrss of its own would begin with that of the process it was forked from
        "own = int(pathlib.Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])\n"
        "most = [own]\n"
        "print(json.dumps([took, most, len(document.series['wind_speed']), [t.reason for t in document.troubles]]))\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "long.nc")]
    took, most, length, troubles = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert (length, troubles) == (count, [])
    # seconds of processor time, so that a busy machine does not count
    assert took < 30 and max(most) * 1024 < 500e6


def hdf5(make) -> bytes:
    """A good file that ``make`` then changes."""
    target = io.BytesIO(writers.era5(DAY, {"t2m": np.arange(48.0), "sp": np.arange(48.0)}))
    with h5py.File(target, "r+") as file:
        make(file)
    return target.getvalue()


def link_out(file: h5py.File) -> None:
    del file["sp"]
    file["sp"] = h5py.ExternalLink("/etc/hostname", "/sp")


def keep_elsewhere(file: h5py.File) -> None:
    del file["sp"]
    file.create_dataset("sp", (48, 1, 1), "u1", external=[("/etc/passwd", 0, 48)])


def huge(file: h5py.File) -> None:
    del file["sp"]
    file.create_dataset("sp", (10**6, 100, 100), "f4", chunks=(100, 100, 100), compression="gzip")


def virtual(file: h5py.File) -> None:
    del file["sp"]
    layout = h5py.VirtualLayout((48, 1, 1), "f8")
    layout[:] = h5py.VirtualSource("other.nc", "sp", (48, 1, 1))
    file.create_virtual_dataset("sp", layout)


@pytest.mark.parametrize(
    ("make", "rule", "word"),
    [
        (link_out, "netcdf.link", "not followed"),
        (keep_elsewhere, "netcdf.link", "not followed"),
        (virtual, "netcdf.link", "not followed"),
        (huge, "netcdf.too_big", "200 MB"),
        (lambda file: file.create_group("more"), "netcdf.too_big", "no groups"),
    ],
)
def test_an_hdf5_file_that_points_elsewhere_or_is_a_bomb_is_refused(make, rule, word):
    refused("a.nc", hdf5(make), rule, "a.nc", word)


@pytest.mark.parametrize(
    ("data", "rule", "words"),
    [
        (b"PK\x03\x04 and so on", "era5.format", ("ZIP", "Unpack")),
        (b"time,u100\n", "era5.format", ("no NetCDF",)),
        (writers.era5(DAY, {"t2m": np.arange(48.0)})[:3000], "netcdf.damaged", ("cut off",)),
        (b"CDF\x02" + b"\xff" * 200, "netcdf.damaged", ("damaged",)),
        (writers.era5(DAY, {"tp": np.arange(48.0)}), "era5.content", ("u100",)),
        (writers.era5(DAY, {"t2m": np.arange(48.0)}, units={"t2m": "furlong"}), "era5.unit", ("furlong", "t2m")),
        (writers.era5(np.delete(DAY, range(7, 14)), {"t2m": np.arange(41.0)}), "hours.missing", ("temperature", "07:00", "7 hours")),
        (writers.era5(DAY[[0, 1, 3, 2]], {"t2m": np.arange(4.0)}), "hours.order", ("later",)),
        (writers.era5(DAY, {"t2m": np.arange(48.0)}, latitude=(97.0,)), "era5.content", ("none on Earth",)),
    ],
)
def test_a_damaged_era5_file_is_refused_with_a_reason(data, rule, words):
    refused("a.nc", data, rule, "", *words)


def test_a_netcdf3_header_cannot_claim_one_place_for_many_variables():
    """Twenty variables of 8 MB in a file of 8 MB: scipy would load each."""
    data = bytearray(writers.as_bytes(xr.Dataset({f"v{n:02}": ("x", np.arange(1.0e4)) for n in range(60)}), classic=True))
    size = 8 * 10_000
    first = len(data) - 60 * size
    for n in range(60):  # every variable begins where the first one does: offsets of 8 bytes at the end of each header entry
        entry = data.index((first + n * size).to_bytes(8, "big"))
        data[entry : entry + 8] = first.to_bytes(8, "big")
    refused("a.nc", bytes(data[: first + size]), "netcdf.damaged", "a.nc", "claims more data")


def test_a_file_on_which_a_library_hangs_or_ends_costs_only_a_child(monkeypatch, tmp_path):
    (tmp_path / "wind_hang.py").write_text("def read_here(name, data):\n    while True:\n        pass\n")
    (tmp_path / "wind_abort.py").write_text("import os\n\ndef read_here(name, data):\n    os.abort()\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(_apart, "LONGEST_WAIT", 1.5)
    with pytest.raises(Unreadable, match=r"broke on the file, or took too long.*download or write it again"):
        _apart.read_apart("wind_hang", "a.nc", b"")
    monkeypatch.setattr(_apart, "LONGEST_WAIT", 60)
    with pytest.raises(Unreadable, match="broke on the file") as ended:
        _apart.read_apart("wind_abort", "a.nc", b"")
    assert "-6" in ended.value.trouble.found


# Tables with times


@settings(max_examples=40, deadline=None)
@given(
    seed=SEEDS,
    zone=ZONES,
    first=st.sampled_from(["2019-12-31T06", "2020-02-28T20", "2019-03-30T05", "2019-10-26T03", "2019-11-02T10", "2020-04-04T10"]),
    minutes=st.sampled_from([60, 30, 15, 10]),
    label=st.sampled_from(["beginning", "end"]),
    written=st.sampled_from(["offset", "zone"]),
)
def test_a_series_on_any_clock_is_the_same_series_in_utc(seed, zone, first, minutes, label, written):
    count, parts = 60, 60 // minutes
    rng = np.random.default_rng(seed)
    values = np.round(rng.uniform(0, 100, count * parts), 3)
    times = hours(first, count * parts, minutes)
    named = local(times + (np.timedelta64(60 * minutes, "s") if label == "end" else 0), zone)
    texts = [time.isoformat(timespec="minutes") if written == "offset" else f"{time:%Y-%m-%d %H:%M}" for time in named]
    comments = [f"time label: {label}", *([f"time zone: {zone}"] if written == "zone" else [])]
    data = writers.table(texts, {"load [MW]": values.tolist()}, comments=comments)
    document = sound(one("kuji.load.csv", data))
    assert document.series["load"] == pytest.approx(values.reshape(count, parts).mean(axis=1))
    assert begins(document) == f"{first}:00" and document.series_units["load"] == "MW"
    assert any("averaged" in note for note in document.notes) == (minutes < 60)


def test_the_doubled_hour_of_autumn_is_told_by_its_order_or_its_offset():
    texts = ["2019-10-27 01:00", "2019-10-27 02:00", "2019-10-27 02:00", "2019-10-27 03:00"]
    columns = {"electricity_price [EUR2019/MWh]": [1.0, 2.0, 3.0, 4.0]}
    document = sound(one("a.price.csv", writers.table(texts, columns, comments=["time zone: Europe/Berlin"])))
    assert document.series["electricity_price"] == [1, 2, 3, 4] and begins(document) == "2019-10-26T23:00"
    marked = [f"{text}{offset}" for text, offset in zip(texts, ["+02:00", "+02:00", "+01:00", "+01:00"], strict=True)]
    assert one("a.price.csv", writers.table(marked, columns)).series == document.series
    once = [text for n, text in enumerate(texts) if n != 2]
    data = writers.table(once, {"load [MW]": [1.0, 2.0, 4.0]}, comments=["time zone: Europe/Berlin"])
    refused("a.load.csv", data, "series.time", "line 4, column time", "came twice", "Europe/Berlin", "offset")
    gone = ["2019-03-31 01:00", "2019-03-31 02:00", "2019-03-31 03:00"]
    data = writers.table(gone, {"load [MW]": [1.0, 2.0, 4.0]}, comments=["time zone: Europe/Berlin"])
    refused("a.load.csv", data, "series.time", "line 4, column time", "did not exist", "UTC")


def hourly(texts: list[str], *comments: str, head: str = "time") -> bytes:
    return writers.table(texts, {"load [MW]": [float(n) for n in range(len(texts))]}, comments=comments, head=head)


@pytest.mark.parametrize(
    ("texts", "comments"),
    [
        (["2019-12-31T22:00Z", "2019-12-31T23:00Z", "2020-01-01T00:00Z"], ()),
        (["2020/01/01 07:00:00", "2020/01/01 8:00:00", "2020/1/1 9:00:00"], ("time zone: UTC+9",)),
        (["31.12.2019 22:00", "31.12.2019 23:00", "31.12.2019 24:00"], ("Time zone: GMT",)),
        (["12/31/2019 17:00", "12/31/2019 18:00", "12/31/2019 19:00"], ("time zone: America/New_York",)),
        (["01/01/2020 07:30", "01/01/2020 08:30", "01/01/2020 09:30"], ("time zone: +0930", "date order: month day year")),
    ],
)
def test_times_are_read_as_they_are_written_the_world_over(texts, comments):
    document = sound(one("a.hourly.csv", hourly(texts, *comments)))
    assert begins(document) == "2019-12-31T22:00" and document.series["load"] == [0, 1, 2]


FEW = ["2019-01-01 00:00", "2019-01-01 01:00", "2019-01-01 02:00"]


@pytest.mark.parametrize(
    ("data", "rule", "where", "words"),
    [
        (hourly(FEW), "series.time", "column time", ("which clock", "# time zone: UTC")),
        (hourly(FEW, "time zone: JST"), "series.time", "column time", ("not known", "UTC+9")),
        (hourly(FEW, "time zone: ../../etc/passwd"), "series.time", "column time", ("not known",)),
        (hourly(FEW, "time zone: UTC+25"), "series.time", "column time", ("14 hours",)),
        (
            hourly(["01/02/2019 00:00", "01/02/2019 01:00"], "time zone: UTC"),
            "series.time",
            "line 3",
            ("day or the month", "date order"),
        ),
        (hourly(["13/02/2019 00:00", "02/13/2019 01:00"], "time zone: UTC"), "series.time", "line 4", ("some the month",)),
        (hourly(["2019-02-28 23:00", "2019-02-29 00:00"], "time zone: UTC"), "series.time", "line 4", ("does not exist",)),
        (hourly([*FEW, "noon"], "time zone: UTC"), "series.time", "line 6", ("noon", "24-hour")),
        (hourly(["2019-01-01T00:00Z", "2019-01-01T01:00"]), "series.time", "line 3", ("has none",)),
        (hourly([FEW[0], FEW[2], FEW[1]], "time zone: UTC"), "hours.order", "line 5", ("after a later one",)),
        (hourly([*FEW, FEW[2]], "time zone: UTC"), "hours.order", "line 6", ("stands twice",)),
        (hourly(["2019-01-01", "2019-01-02", "2019-01-03"], "time zone: UTC"), "hours.period", "line 3", ("1440 minutes",)),
        (
            hourly(["1920-01-01 00:00", "1920-01-01 01:00", "2019-01-01 00:00"], "time zone: UTC"),
            "hours.span",
            "line 5",
            ("60 years",),
        ),
        (hourly(FEW[:1], "time zone: UTC"), "hours.short", "line 3", ("no hourly series",)),
        (hourly(FEW, "time zone: UTC", "time label: middle"), "series.time_label", "time label", ("middle", "beginning")),
        (hourly(FEW, "time zone: UTC", head="when"), "series.no_time", "line 2", ("no column of times",)),
        (b"time,load [MW]\n2019-01-01T00:00Z,1\n2019-01-01T01:00Z\n2019-01-01T02:00Z,3\n", "csv.cells", "line 3", ("1 cells",)),
        (b"time,load [MW]\n\n2019-01-01T00:00Z,1\n\n2019-01-01T01:00Z,high\n", "series.value", "line 5, column load", ("high",)),
        (b"time,load\n2019-01-01T00:00Z,1\n2019-01-01T01:00Z\n2019-01-01T02:00Z,x\n", "series.value", "line 4", ("x",)),
        (b"time,load,load\n2019-01-01T00:00Z,1,2\n", "csv.duplicate_column", "line 1, column 3", ("twice",)),
        (b"# nothing else\n", "series.no_table", "a.hourly.csv", ("no table",)),
        (b"time,load\n", "series.no_table", "a.hourly.csv", ("no rows",)),
        (b'time,load\n2019-01-01T00:00Z,"1\n2019-01-01T01:00Z,2\n', "csv.syntax", "line 2", ("cut off",)),
        (b"time," + b",".join(b"c%d" % n for n in range(2000)) + b"\n1\n", "csv.too_big", "a.hourly.csv", ("1000 columns",)),
        ("time,load\n2019-01-01T00:00Z,1\n# é".encode("latin-1"), "file.encoding", "line 3", ("UTF-8",)),
        (
            b"time;load [MW]\n2019-01-01T00:00Z;1,5\n2019-01-01T01:00Z;1.5\n",
            "series.decimal_mark",
            "line 2",
            ("1.5 (line 3)", "point"),
        ),
        (b"time;load [MW]\n2019-01-01T00:00Z;1,500\n2019-01-01T01:00Z;2,500\n", "series.decimal_mark", "line 2", ("thousands",)),
    ],
)
def test_a_damaged_table_is_refused_with_line_and_remedy(data, rule, where, words):
    refused("a.hourly.csv", data, rule, where, *words)


def test_a_table_too_long_for_the_memory_is_refused_at_once():
    head = b"time,load [MW]\n"
    refused(
        "a.hourly.csv", head + b"2019-01-01T00:00Z,1\n" * 1_200_000, "csv.too_big", "a.hourly.csv", "1200000 rows", "1,100,000"
    )
    refused("a.hourly.csv", head + b" " * 61_000_000, "csv.too_big", "a.hourly.csv", "61 MB", "hourly means")


def test_a_decimal_comma_in_the_whole_file_is_read_and_said():
    values = [0.5, 12.25, 0.125, 1000.5]
    data = writers.table(iso(DAY[:4], "Z"), {"load [MW]": values}, delimiter=";", decimal=",")
    document = sound(one("a.load.csv", data))
    assert document.series["load"] == values
    assert any("comma" in note for note in document.notes)


def test_facts_remarks_and_any_name_of_a_series_are_kept():
    comments = ["latitude: 55.2", "Metered by the utility", "price zone: DK1", "time label: beginning"]
    data = writers.table(iso(DAY, "Z"), {"tide [m]": RNG.random(48).tolist()}, comments=comments)
    document = sound(one("a.hourly.csv", data))
    assert (fact(document, "latitude"), fact(document, "price_zone")) == ("55.2", "DK1")
    assert [one.where for one in document.facts] == ["line 1, latitude", "line 3, price_zone"]
    assert document.notes == ["Metered by the utility"] and set(document.series) == {"tide"}


def test_where_the_label_is_not_told_the_beginning_is_assumed_and_said():
    assert any("beginning is assumed" in note for note in one("a.hourly.csv", hourly(FEW, "time zone: UTC")).notes)
    document = one("a.hourly.csv", hourly(FEW, "time zone: UTC", head="hour_ending"))
    assert begins(document) == "2018-12-31T23:00" and not any("assumed" in note for note in document.notes)


# Met masts


@settings(max_examples=30, deadline=None)
@given(
    seed=SEEDS,
    minutes=st.sampled_from([10, 60]),
    holes=st.integers(0, 3),
    first=st.sampled_from(["2020-02-28T00", "2019-12-30T00"]),
)
def test_a_mast_with_two_heights_is_read_as_it_was_written(seed, minutes, holes, first):
    rng = np.random.default_rng(seed)
    parts, count = 60 // minutes, 96
    speeds = {height: np.round(rng.uniform(0, 25, count * parts), 2) for height in (60, 100, 80)}
    direction = np.round(rng.uniform(0, 360, count * parts), 1)
    flags = ["0"] * (count * parts)
    for hour in rng.choice(np.arange(1, 95), holes, replace=False):  # whole hours of ice
        flags[hour * parts : (hour + 1) * parts] = ["ice"] * parts
    columns = {
        **{f"wind_speed_{height}m [m/s]": values.tolist() for height, values in speeds.items()},
        "wind_speed_100m_flag": flags, "wind_direction_98m [deg]": direction.tolist(), "wind_direction_60m [deg]": direction.tolist(),
    }  # fmt: skip
    times = iso(hours(first, count * parts, minutes) + np.timedelta64(9 * 3600, "s"))
    data = writers.table(times, columns, comments=["latitude: 40.2", "time zone: UTC+9", "time label: beginning"])
    document = sound(one("kuji.csv", data))
    assert (document.format, document.origin, begins(document)) == ("met mast CSV", "measured", f"{first}:00")
    assert (fact(document, "weather_height"), fact(document, "weather_height_lower")) == ("100 m", "80 m")
    good = np.array([flag == "0" for flag in flags]).reshape(count, parts).all(axis=1)
    mean = speeds[100].reshape(count, parts).mean(axis=1)
    assert np.array(document.series["wind_speed"])[good] == pytest.approx(mean[good])
    assert np.isfinite(document.series["wind_speed"]).all()
    assert document.series["wind_speed_lower"] == pytest.approx(speeds[80].reshape(count, parts).mean(axis=1))
    assert document.series["wind_speed_60m"] == pytest.approx(speeds[60].reshape(count, parts).mean(axis=1))
    to = np.exp(1j * np.deg2rad(direction)).reshape(count, parts).mean(axis=1)
    apart = (np.array(document.series["wind_direction"]) - np.rad2deg(np.angle(to)) + 180) % 360 - 180
    assert np.abs(apart).max() < 1e-6
    assert any(f"ice: {holes * parts}" in note for note in document.notes) == bool(holes)


def test_a_direction_is_averaged_round_north():
    times = iso(hours("2019-06-01T00", 12, 10), "Z")
    columns = {"wind_speed_50m [m/s]": [5.0] * 12, "wind_direction_50m [deg]": [350.0, 10.0, 355.0, 5.0, 340.0, 20.0] * 2}
    document = sound(one("a.mast.csv", writers.table(times, columns)))
    assert [round(value, 6) % 360 for value in document.series["wind_direction"]] == [0, 0]


@pytest.mark.parametrize(("given_values", "known"), [(4, True), (3, False)])
def test_an_hour_needs_two_thirds_of_its_values(given_values, known):
    speeds = [5.0] * 240
    speeds[60:66] = [8.0] * given_values + [None] * (6 - given_values)
    data = writers.table(iso(hours("2019-06-01T00", 240, 10), "Z"), {"wind_speed_50m [m/s]": speeds})
    document = sound(one("a.mast.csv", data))
    assert document.series["wind_speed"][10] == (8.0 if known else 5.0)
    assert any(note.startswith("wind_speed: 1 of 40 hours") for note in document.notes) == (not known)


def test_codes_for_no_value_are_missing_and_counted():
    speeds = ["5.0"] * 46 + ["-999", "-9999.0"]
    document = sound(one("a.mast.csv", writers.table(iso(DAY, "Z"), {"wind_speed_50m [m/s]": speeds})))
    assert set(document.series["wind_speed"]) == {5.0}
    assert any(note.startswith("2 cells hold -999") for note in document.notes)
    # a price may well be -999; there the code counts only if it is declared
    prices = {"electricity_price [EUR2020/MWh]": ["40"] * 47 + ["-999"]}
    assert -999 in one("a.price.csv", writers.table(iso(DAY, "Z"), prices)).series["electricity_price"]
    declared = one("a.price.csv", writers.table(iso(DAY, "Z"), prices, comments=["missing: -999"]))
    assert -999 not in declared.series["electricity_price"]


@pytest.mark.parametrize(
    ("columns", "rule", "where", "words"),
    [
        ({"wind_speed [m/s]": [5.0] * 48}, "mast.height", "line 1, column wind_speed", ("wind_speed_100m", "weather_height")),
        ({"wind_speed_100m": [5.0] * 48}, "mast.unit", "line 1, column wind_speed_100m", ("no unit",)),
        ({"temperature [degC]": [5.0] * 48}, "mast.wind_speed", "line 1", ("no wind speed",)),
        ({"wind_speed_100m [m/s]": [5.0] * 40 + [None] * 8}, "hours.missing", "line 42, wind_speed, 2019-06-02 16:00", ("at most 6 hours",)),
        ({"wind_speed_100m [m/s]": [5.0] * 48, "flag": ["1"] * 48}, "hours.missing", "wind_speed", ("48 of 48",)),
        ({"wind_speed_100m [m/s]": [5.0] * 47 + ["calm"]}, "series.value", "line 49, column wind_speed_100m", ("calm",)),
    ],
)
def test_a_mast_that_lacks_what_counts_is_refused(columns, rule, where, words):
    refused("a.mast.csv", writers.table(iso(DAY, "Z"), columns), rule, where, *words)


def test_a_mast_stands_before_reanalysis_which_is_kept_as_its_reference():
    mast = writers.table(iso(DAY, "Z"), {"wind_speed_100m [m/s]": [7.0] * 48}, comments=["time label: beginning"])
    era5 = writers.era5(DAY, {"u100": np.full(48, 3.0), "v100": np.full(48, 4.0)})
    files = [
        (name, hashlib.sha256(data).hexdigest(), one(name, data)) for name, data in (("a.era5.nc", era5), ("a.mast.csv", mast))
    ]
    site = gather_sites(files)["a"]
    assert site.troubles == []
    assert set(site.series["wind_speed"]) == {7.0}
    assert site.series["reference_wind_speed"] == pytest.approx(np.full(48, 5.0))


# Parquet


@settings(max_examples=25, deadline=None)
@given(
    seed=SEEDS,
    kind=st.sampled_from(["s", "ms", "us", "ns"]),
    zone=ZONES,
    first=st.sampled_from(["2020-02-28T00", "2019-10-26T12"]),
    minutes=st.sampled_from([60, 15]),
)
def test_a_parquet_file_is_read_as_it_was_written(seed, kind, zone, first, minutes):
    parts, count = 60 // minutes, 48
    values = np.random.default_rng(seed).uniform(0, 100, count * parts)
    times = pa.array(hours(first, count * parts, minutes).astype(int), pa.timestamp("s")).cast(pa.timestamp(kind, zone))
    data = writers.parquet({"time": times, "load [MW]": values, "co2": values}, {"time label": "beginning"}, {"co2": "kg/MWh"})
    [document] = site_hourly_parquet.read_here("a.parquet", data)
    sound(document)
    assert begins(document) == f"{first}:00" and document.series_units == {"load": "MW", "co2": "kg/MWh"}
    assert document.series["load"] == pytest.approx(values.reshape(count, parts).mean(axis=1))


def test_parquet_of_other_types_and_metadata_is_read():
    prices = [Decimal("40.25")] * 47 + [Decimal("-999.00")]
    columns = {
        "time": pa.array(iso(DAY)).dictionary_encode(),
        "electricity_price [USD2024/MWh]": pa.array(prices, pa.decimal128(10, 2)),
        "load [MW]": pa.array(range(48), pa.int32()),
        "temperature [degC]": pa.array([1.5] * 48, pa.float32()).dictionary_encode(),
        "comment": ["so"] * 48,
    }
    document = sound(one("a.parquet", writers.parquet(columns, {"time_zone": "UTC-5", "latitude": "40.1"})))
    assert begins(document) == "2019-06-01T05:00"
    assert document.series["electricity_price"] == [40.25] * 47 + [-999]
    assert document.series["load"] == list(range(48)) and document.series["temperature"] == [1.5] * 48
    assert fact(document, "latitude") == "40.1" and document.format == "hourly series Parquet"
    assert any("comment (string)" in note for note in document.notes)


STAMPS = pa.array(DAY.astype(int), pa.timestamp("s", "UTC"))
NUMBERS = np.arange(48.0)


@pytest.mark.parametrize(
    ("data", "rule", "where", "words"),
    [
        (b"PAR1 and no more", "parquet.damaged", "a.parquet", ("no Parquet",)),
        (writers.parquet({"time": STAMPS, "load": NUMBERS})[:-40], "parquet.damaged", "a.parquet", ("cut off",)),
        (writers.parquet({"when": STAMPS, "load": NUMBERS}), "series.no_time", "a.parquet", ("when", "time")),
        (writers.parquet({"time": STAMPS, "load": ["x"] * 48}), "series.no_table", "a.parquet", ("No column holds numbers",)),
        (writers.parquet({"time": STAMPS[:0], "load": NUMBERS[:0]}), "series.no_table", "a.parquet", ("0 rows",)),
        (writers.parquet({"time": pa.array(DAY.astype(int), pa.timestamp("s")), "load": NUMBERS}), "series.time", "column time",
         ("which clock", "time_zone")),
        (writers.parquet({"time": NUMBERS, "load": NUMBERS}), "series.time", "column time", ("neither timestamps",)),
        (writers.parquet({"time": pa.array([None, *STAMPS.to_pylist()[1:]], STAMPS.type), "load": NUMBERS}), "series.time", "row 1",
         ("no time",)),
        (writers.parquet({"time": pa.array((DAY.astype(int) * 1000), pa.timestamp("s", "UTC")), "load": NUMBERS}), "series.time", "row 1",
         ("1900 to 2100",)),
        (writers.parquet({"time": STAMPS.take(pa.array([0, 1, 3, 2])), "load": NUMBERS[:4]}), "hours.order", "row 4", ("later",)),
        (writers.parquet({"time": STAMPS, **{f"c{n}": NUMBERS for n in range(600)}}), "parquet.too_big", "a.parquet", ("500 columns",)),
        (writers.parquet({"time": pa.array(np.zeros(3_000_000, "i8"), STAMPS.type), "load": np.zeros(3_000_000)}), "parquet.too_big",
         "a.parquet", ("3000000 rows",)),
    ],
)  # fmt: skip
def test_a_damaged_parquet_file_is_refused(data, rule, where, words):
    refused("a.parquet", data, rule, where, *words)


# Wind climates


@st.composite
def climates(draw):
    """Shares that add up, Weibull parameters, and counts, as numbers of the decimals that the formats print."""
    roughnesses, heights, sectors = draw(st.integers(1, 4)), draw(st.integers(1, 4)), draw(st.sampled_from([4, 8, 12, 16, 36]))
    rng = np.random.default_rng(draw(SEEDS))
    shares = np.round(rng.dirichlet(np.full(sectors, 5.0), roughnesses) * 100, 2)
    a = np.round(rng.uniform(2, 15, (roughnesses, heights, sectors)), 2)
    k = np.round(rng.uniform(1, 3.5, (roughnesses, heights, sectors)), 3)
    return shares, a, k, [0.0, 0.03, 0.1, 0.4][:roughnesses], [10.0, 50.0, 100.0, 200.0][:heights]


@settings(max_examples=40, deadline=None)
@given(climates(), st.sampled_from(["lib", "gwc"]))
def test_a_wind_atlas_is_read_as_it_was_written(climate, form):
    shares, a, k, lengths, heights = climate
    document = sound(one(f"kuji.{form}", getattr(writers, form)(*climate)))
    shape = (len(lengths), len(heights), shares.shape[1])
    assert {name: document.series_shapes[name] for name in ("weibull_frequency", "weibull_a", "weibull_k")} == dict.fromkeys(
        ("weibull_frequency", "weibull_a", "weibull_k"), shape
    )
    assert np.reshape(document.series["weibull_a"], shape) == pytest.approx(a)
    assert np.reshape(document.series["weibull_k"], shape) == pytest.approx(k)
    told = np.reshape(document.series["weibull_frequency"], shape) * (1 if form == "lib" else 100)
    assert document.series_units["weibull_frequency"] == ("%" if form == "lib" else "1")
    for height in range(len(heights)):
        assert told[:, height] == pytest.approx(shares, abs=1e-4)
    assert (document.series["roughness_lengths"], document.series["heights"]) == (lengths, heights)
    assert (fact(document, "longitude"), fact(document, "latitude")) == ("0.667 deg", "49.056 deg")
    assert document.origin == "statistics" and document.hours is None


# The first roughness of a file of the Global Wind Atlas 3.0 (DTU, CC BY 4.0), longitude 0.667, latitude 49.056
ATLAS = """\
Global Wind Atlas 3.0 (WRF 3-km)<coordinates>0.667,49.056,0.0</coordinates>
1 2 12
    0.000
     10.0      50.0
     5.17     6.48     6.21     6.35     5.96     6.02     5.45    12.12    14.17    13.71    10.01     8.35
     6.01     6.65     6.43     6.41     6.44     6.88     8.67    11.05     9.99     8.93     6.81     6.20
    1.771    2.268    2.369    2.041    1.826    2.053    2.166    2.357    2.396    2.084    1.627    1.740
     7.15     7.88     7.60     7.61     7.66     8.16    10.24    12.86    11.69    10.51     8.12     7.38
    1.932    2.475    2.584    2.229    1.990    2.240    2.346    2.455    2.541    2.232    1.775    1.900
"""


def test_numbers_of_the_global_wind_atlas():
    document = sound(one("a.lib", ATLAS.replace("\n", "\r\n").encode()))
    a, k, share = (np.reshape(document.series[f"weibull_{name}"], (2, 12)) for name in ("a", "k", "frequency"))
    assert (a[0, 7], k[1, 10], share[1, 8]) == (11.05, 1.775, 14.17)
    assert "Wind climate: Global Wind Atlas 3.0 (WRF 3-km)" in document.notes


@pytest.mark.parametrize(
    ("old", "new", "rule", "where", "words"),
    [
        ("14.17", "41.17", "wind_climate.sum", "line 5", ("127", "100")),
        ("2.396", "0.000", "wind_climate.weibull", "line 7, sector 9", ("above 0",)),
        ("12.86", "-2.86", "wind_climate.weibull", "line 8, sector 8", ("scale A",)),
        ("1 2 12", "1 3 12", "wind_climate.format", "line 4", ("2 numbers", "3 numbers")),
        ("1 2 12", "1 2 13", "wind_climate.format", "line 5", ("12 numbers", "13")),
        ("1 2 12", "1 2 9999", "wind_climate.format", "line 2", ("1 to 360",)),
        ("1 2 12", "1 2.5 12", "wind_climate.format", "line 2", ("heights",)),
        ("     10.0      50.0", "     50.0      10.0", "wind_climate.order", "line 4", ("do not rise",)),
        ("6.01     6.65", "6,01     6.65", "wind_climate.format", "line 6, number 1", ("6,01", "no number")),
        ("0.667,49.056", "0.667,149.056", "wind_climate.place", "line 1", ("none on Earth",)),
        ("1.900\n", "1.900\nand more\n", "wind_climate.format", "line 10", ("10 lines",)),
        ("1.900\n", "", "wind_climate.format", "line 9", ("11 numbers",)),
    ],
)
def test_a_damaged_wind_atlas_is_refused_with_its_line(old, new, rule, where, words):
    assert old in ATLAS
    refused("a.lib", ATLAS.replace(old, new, 1).encode(), rule, where, *words)


GWC = writers.gwc(np.full((1, 4), 25.0), np.full((1, 1, 4), 9.0), np.full((1, 1, 4), 2.0), [0.03], [50.0]).decode()
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><RveaGeneralisedMeanWindClimate Description="&c;"/>'
)


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        (BOMB, "a.gwc", ("not opened",)),
        (GWC[:-40], "a.gwc", ("damaged",)),
        ("<wrong/>", "a.gwc", ("RveaGeneralisedMeanWindClimate",)),
        (GWC.replace('CountOfSectors="4"', 'CountOfSectors="5"', 1), "roughness 1, height 1, sector 5", ("declares more",)),
        (GWC.replace('WeibullA="9.000"', 'WeibullA="inf"', 1), "WeibullWind, WeibullA", ("inf",)),
        (GWC.replace('Index="2"', 'Index="9"', 1), "WeibullWind", ("Index 9",)),
    ],
)
def test_a_damaged_gwc_is_refused(text, where, words):
    refused("a.gwc", text.encode(), "wind_climate.format", where, *words)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, sectors=st.sampled_from([1, 8, 12, 36]), bins=st.integers(3, 40), factor=st.sampled_from([1.0, 1.05]))
def test_a_wasp_tab_is_read_as_it_was_written(seed, sectors, bins, factor):
    rng = np.random.default_rng(seed)
    shares = np.round(rng.dirichlet(np.full(sectors, 5.0)) * 100, 4)
    rose = np.round(rng.dirichlet(np.full(bins, 2.0), sectors).T * 1000, 3)
    data = writers.tab(shares, rose, np.arange(1, bins + 1), factor=factor, turn=15)
    document = sound(one("kuji.tab", data))
    peer = np.loadtxt(io.BytesIO(data), skiprows=4, ndmin=2)
    assert np.reshape(document.series["rose"], document.series_shapes["rose"]) == pytest.approx(peer[:, 1:])
    assert document.series["rose_edges"] == pytest.approx([0, *(peer[:, 0] * factor)])
    assert document.series["rose_frequency"] == pytest.approx(shares)
    assert document.series_units == {"rose_frequency": "%", "rose": "permille", "rose_edges": "m/s"}
    assert [fact(document, name) for name in ("latitude", "longitude", "weather_height")] == ["55.0 deg", "14.0 deg", "100.0 m"]
    assert fact(document, "rose_direction_offset") == "15.00 deg" and document.origin == "statistics"
    assert any("multiplied by 1.05" in note for note in document.notes) == (factor != 1)
    assert read_quantity("1 permille", "1").low == pytest.approx(0.001)


TAB = writers.tab(np.full(4, 25.0), np.full((10, 4), 100.0), np.arange(1.0, 11.0)).decode()


@pytest.mark.parametrize(
    ("old", "new", "rule", "where", "words"),
    [
        ("25.0000", "52.0000", "wind_climate.sum", "line 4", ("127", "100")),
        ("5\t100.000", "5\t900.000", "wind_climate.sum", "lines 5 to 14, sector 1", ("1800", "1000")),
        ("5\t100.000", "5\t-100.000", "tab.negative", "line 9, sector 1", ("below 0",)),
        ("\n6\t", "\n5\t", "tab.bins", "line 10", ("do not rise",)),
        ("\t\t4\t", "\t\t5\t", "wind_climate.format", "line 4", ("4 numbers", "5 sectors")),
        ("\t\t4\t", "\t\t4\t7\t", "wind_climate.format", "line 3", ("4 numbers",)),
        ("1.00\t0.00", "0.00\t0.00", "tab.factor", "line 3", ("not above 0",)),
        ("55.0\t14.0", "155.0\t14.0", "tab.place", "line 2", ("none on Earth",)),
        ("7\t100.000", "7\t1OO.000", "wind_climate.format", "line 11, number 2", ("1OO",)),
        ("10\t100.000\t100.000\t100.000\t100.000\r\n", "10\t100.000", "wind_climate.format", "line 14", ("2 numbers",)),
    ],
)
def test_a_damaged_tab_is_refused_with_its_line(old, new, rule, where, words):
    assert old in TAB
    refused("a.tab", TAB.replace(old, new, 1).encode(), rule, where, *words)


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
    """Formats of text; those of HDF5 and Parquet break their libraries, which only a child may (see above)."""
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
