"""NetCDF and Parquet files made up whole: right in their bytes, odd in what they say."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pyarrow as pa
import wind_writers as wind
import xarray as xr

WORDS = ("", "m/s", "K", "Pa", "degC", "J m**-2", "m s**-1", "%", "日本", "a" * 300, "\u202e", "nan", "1e308", "USD/MWh", "-999")
TIMES = ("time", "valid_time", "time_utc", "hour_ending", "timestamp", "Zeit")


def netcdf(random: Random) -> bytes:
    """A file in the way of the Climate Data Store, with axes, types, attributes and packing of all kinds."""
    count = random.choice((0, 1, 2, 23, 24, 48, 100, 8760))
    time = random.choice(TIMES[:2])
    sizes = {time: count, "latitude": random.choice((0, 1, 1, 2, 3)), "longitude": random.choice((0, 1, 1, 2, 3))}
    sizes |= random.choice(({}, {}, {"expver": random.choice((1, 2))}, {"number": 2}))
    dataset = xr.Dataset()
    chosen = random.sample(("u100", "v100", "u10", "v10", "t2m", "d2m", "sp", "ssrd", "fsr", "odd"), random.randint(0, 6))
    for key in chosen:
        axes = tuple(axis for axis in sizes if random.random() < 0.95)
        values = _values(random, int(np.prod([sizes[axis] for axis in axes])))
        attributes = {"units": random.choice((wind.CDS_UNITS.get(key, ""), wind.CDS_UNITS.get(key, ""), *WORDS, 7.0))}
        dataset[key] = (axes, values.reshape([sizes[axis] for axis in axes]), attributes)
    first = np.datetime64(random.choice(("2020-01-01", "2019-12-31T23:30", "1700-01-01", "2200-01-01", "2024-02-28")), "s")
    step = np.timedelta64(random.choice((3600, 3600, 3600, 1800, 7200, 60, 0, -3600)), "s")
    axis = first + np.arange(count) * step
    for name, values in (
        (time, random.choice((axis.astype("datetime64[ns]"), axis.astype(int), _values(random, count), np.roll(axis, 1)))),
        ("latitude", random.choice((np.linspace(50, 55, sizes["latitude"]), _values(random, sizes["latitude"])))),
        ("longitude", random.choice((np.linspace(0, 359, sizes["longitude"]), _values(random, sizes["longitude"])))),
    ):
        if random.random() < 0.95:
            dataset = dataset.assign_coords({name: values})
    if "expver" in sizes or random.random() < 0.1:
        axis_of = "expver" if "expver" in sizes else time
        kinds = random.choice((["0001", "0005"], [1, 5], ["x", ""], [np.nan, 5.0]))
        dataset = dataset.assign_coords(expver=(axis_of, np.resize(np.array(kinds), sizes[axis_of])))
    packing = {}
    for key in chosen:
        if random.random() < 0.3:
            packing[key] = {"dtype": "int16", "scale_factor": random.choice((0.01, 0.0, np.nan, 1e300)), "_FillValue": -32767}
    if time in dataset.coords and np.issubdtype(dataset[time].dtype, np.datetime64):
        since = random.choice(
            ("hours since 1900-01-01", "seconds since 1970-01-01", "days since 2020-01-01", "minutes since 2000-1-1")
        )
        packing[time] = {
            "units": since,
            "calendar": random.choice(("proleptic_gregorian", "proleptic_gregorian", "noleap", "360_day")),
        }
    elif time in dataset.coords and random.random() < 0.7:
        dataset[time].attrs["units"] = random.choice(
            ("hours since 1900-01-01", "seconds since now", "months since 2000-01-01", *WORDS)
        )
    return wind.as_bytes(dataset, classic=random.random() < 0.5, encoding=packing)


def parquet(random: Random) -> bytes:
    """A table of hours with types, units, metadata and absences of all kinds."""
    count = random.choice((0, 1, 2, 24, 48, 100, 8760))
    first = random.choice(("2020-01-01", "2023-12-31T23:30", "0001-01-01", "9999-12-30", "2024-03-30"))
    axis = np.datetime64(first, "s") + np.arange(count) * np.timedelta64(
        random.choice((3600, 3600, 900, 60, 86400, 0, -3600)), "s"
    )
    texts = [str(one) + random.choice(("", "", "Z", "+09:00", "+99:00", " x")) for one in axis]
    zone = random.choice((None, "UTC", "Asia/Tokyo", "+05:30", "Europe/Berlin"))
    columns: dict[str, object] = {}
    if random.random() < 0.95:
        unit = random.choice(("s", "ms", "us", "ns")) if first.startswith("20") else random.choice(("s", "ms", "us"))
        stamps = pa.array(axis.astype(f"datetime64[{unit}]")).cast(pa.timestamp(unit, zone))
        columns[random.choice(TIMES)] = random.choice(
            (
                stamps,
                stamps,
                stamps,
                pa.array(texts, pa.string()),
                pa.array(texts).dictionary_encode(),
                pa.array(axis.astype(int)),
                pa.array([None] * count, pa.timestamp("s")),
                pa.array(axis.astype("datetime64[D]")),
            )
        )
    for number in range(random.randint(0, 4)):
        name = random.choice(
            ("price", "load [MW]", "wind_speed_100m [m/s]", "[", "emissions[kg/MWh]", "日本 [°C]", "", f"c{number}")
        )
        values = pa.array(_values(random, count).astype(float))
        columns[name] = random.choice(
            (
                values,
                values,
                values.cast(pa.float32(), safe=False),
                pa.array([None] * count, pa.float64()),
                pa.array(texts),
                pa.array([[1.0]] * count),
                pa.array([True] * count),
                pa.array(pd.array([1] * count, "Int64")),
                pa.array([2**62] * count),
                pa.array(["1"] * count).dictionary_encode(),
                pa.nulls(count),
                pa.array([b"\xff"] * count),
                pa.array(["1.5"] * count).cast(pa.decimal128(38, 10)),
                pa.array([{"a": 1}] * count),
            )
        )
    keys = ("time_zone", "time_label", "missing", "date_order", "latitude", "pandas", "Note", "é" * 70)
    said = ("UTC", "Asia/Tokyo", "end", "-999", "dmy", "91", "+25:00", *WORDS)
    metadata = {random.choice(keys): random.choice(said) for _ in range(random.randint(0, 3))}
    units = {name: random.choice(WORDS) for name in columns if random.random() < 0.5}
    return wind.parquet(columns, metadata, units)


def foreign_netcdf(random: Random) -> bytes:
    """HDF5 that is no NetCDF: no scales on its axes, groups, links, texts, references."""
    import h5py

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.h5"
        with h5py.File(path, "w") as file:
            for name in random.sample(
                ("time", "valid_time", "latitude", "longitude", "u100", "v100", "t2m"), random.randint(0, 7)
            ):
                match random.randrange(6):
                    case 0:
                        file.create_group(name)
                    case 1:
                        file[name] = h5py.SoftLink("/" + random.choice(("time", "nowhere", name)))
                    case 2:
                        file.create_dataset(name, data=np.array([b"a", b"\xff"], dtype="S2"))
                    case 3:
                        file.create_dataset(name, data=np.arange(24.0), chunks=(5,), compression="gzip")
                    case 4:
                        file.create_dataset(name, shape=(10**6, 10**6), dtype="f8", chunks=(1000, 1000))  # nothing is written
                    case _:
                        file.create_dataset(name, data=np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]))
                if name in file and random.random() < 0.5:
                    file[name].attrs[random.choice(("units", "_FillValue", "scale_factor", "calendar"))] = random.choice(WORDS)
        return path.read_bytes()


def _values(random: Random, count: int) -> np.ndarray:
    numbers = np.random.default_rng(random.getrandbits(32))
    kind = random.randrange(8)
    if kind == 0:
        return np.full(count, random.choice((np.nan, np.inf, -np.inf, 1e308, -999.0, 0.0)))
    if kind == 1:
        return numbers.integers(-(2**31), 2**31 - 1, count).astype(random.choice(("i1", "i2", "i4", "f4")))
    values = numbers.normal(5, 10 ** random.uniform(-2, 4), count)
    if kind == 2 and count:
        values[numbers.integers(0, count, count // 10 + 1)] = np.nan
    return values


CRAFTED = {"site_era5": (netcdf, netcdf, foreign_netcdf), "site_hourly_parquet": (parquet,)}


def crafted(reader: str, random: Random) -> bytes | None:
    """A made-up file for this reader; None where it has none, or where the library would not write such a file."""
    if reader not in CRAFTED:
        return None
    try:
        return random.choice(CRAFTED[reader])(random)
    except Exception:  # the writers refuse many of these ideas, each in its own way
        return None
