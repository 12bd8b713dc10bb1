"""ERA5: boxes, packed and preliminary values, twenty years in little memory, and HDF5 files that mean harm."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import h5py
import numpy as np
import pvlib.atmosphere
import pytest
import wind_writers as writers
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from wind_readings import DAY, SEEDS, begins, fact, one, refused, sound
from wind_writers import hours

from evaluators.toolkit.units import read_quantity
from flows.facts import Unreadable
from flows.readers import _apart, site_era5


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
