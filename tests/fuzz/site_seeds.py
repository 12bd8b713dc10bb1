"""Whole files of weather, wind, prices and climates for each reader of sites to begin with."""

from __future__ import annotations

import importlib.resources
import json
from random import Random

import numpy as np
import weather_writers as air
import wind_writers as wind

from tests.fuzz.craft import crafted

Seed = tuple[str, bytes]  # the ending of its name, and the file


def short(last: str, text: str | bytes, lines: int = 60) -> list[Seed]:
    data = text.encode() if isinstance(text, str) else text
    parts = data.splitlines(keepends=True)
    whole = [(last, data)] if len(data) < 2_000_000 else []
    return [*whole, (last, b"".join(parts[:lines]))] if len(parts) > lines and b"\0" not in data else whole


def _weather(*texts: str) -> list[Seed]:
    return [seed for text in texts for seed in short(".json" if text[0] == "{" else ".csv", text)]


def pvgis() -> list[Seed]:
    typical, real = air.weather(1), air.weather(2, year=2019)
    writers = [
        (air.pvgis_tmy_csv, typical),
        (air.pvgis_tmy_json, typical),
        (air.pvgis_hourly_csv, real),
        (air.pvgis_hourly_json, real),
    ]
    found = _weather(*(write(one) for write, one in writers))
    for write, one in writers[1::2]:  # a few hours of each JSON, for its lines are of no use alone
        tree = json.loads(write(one))
        lists = tree["outputs"]
        lists[next(iter(lists))] = next(iter(lists.values()))[:30]
        found.append((".json", json.dumps(tree).encode()))
    return found


def epw() -> list[Seed]:
    return [(".epw", data) for _, data in _weather(air.epw(air.weather(1)), air.epw(air.weather(2, year=2020)))]


def nsrdb() -> list[Seed]:
    one = air.weather(3, offset=-9, year=2020)
    return _weather(air.nsrdb(one), air.nsrdb(one, version="v4.0.0"))


def tmy3() -> list[Seed]:
    path = importlib.resources.files("pvlib") / "data" / "703165TY.csv"
    return [(".tmy3.csv", data) for text in (air.tmy3(air.weather(4)), path.read_text()) for _, data in _weather(text)]


def _table(last: str, columns: dict[str, list[object]], **more) -> list[Seed]:
    count = len(next(iter(columns.values())))
    return [(last, wind.table(wind.iso(wind.hours("2023-01-01", count, 60), "Z"), columns, **more))]


def hourly() -> list[Seed]:
    values: list[object] = [float(one) for one in np.linspace(0, 90, 8760)]
    said = ["latitude: 39.7", "time zone: Asia/Tokyo", "missing: -999", "note"]
    return [
        *_table(".csv", {"price [USD/MWh]": values[:48], "load [MW]": values[:48]}, comments=said),
        *_table(".hourly.csv", {"emissions [kg/MWh]": values[:48]}, delimiter=";", decimal=",", head="time_utc"),
        *_table(".csv", {"price [JPY/kWh]": values}, digits=1),
        (".csv", b"# date order: dmy\nhour_ending;load\n31/12/2023 23:00;1,5\n01/01/2024 24:00;2,5\n"),
    ]


def mast() -> list[Seed]:
    values: list[object] = [float(one) for one in np.linspace(0, 30, 8760)]
    columns = {
        "wind_speed_100m [m/s]": values,
        "wind_speed_60m [m/s]": values,
        "wind_direction_98m [deg]": values,
        "flag": [0] * 8760,
    }
    return [
        *_table(".mast.csv", columns, digits=1),
        *_table(".csv", {name: one[:72] for name, one in columns.items()}, comments=["time zone: UTC+9"]),
    ]


def tab() -> list[Seed]:
    limits, turn = np.arange(1, 26.0), np.full(12, 100 / 12)
    return [
        (".tab", wind.tab(turn, np.full((25, 12), 40.0), limits)),
        (".tab", wind.tab(turn[:4] * 3, np.full((25, 4), 40.0), limits, factor=1.1)),
    ]


def atlas() -> list[Seed]:
    lengths, heights = [0.0, 0.03], [10.0, 100.0]
    share, scale = np.full((2, 12), 100 / 12), np.full((2, 2, 12), 8.0)
    return [(last, write(share, scale, scale / 4, lengths, heights)) for last, write in ((".lib", wind.lib), (".gwc", wind.gwc))]


def binary(reader: str, last: str) -> list[Seed]:
    random, made = Random(1), []
    while len(made) < 24:
        data = crafted(reader, random)
        if data and len(data) < 300_000:
            made.append((last, data))
    return made


def era5() -> list[Seed]:
    times = wind.hours("2020-01-01", 48)
    values = {name: np.linspace(1, 290, 48) for name in ("u100", "v100", "t2m", "sp", "ssrd")}
    files = [
        wind.era5(times, values),
        wind.era5(times, values, classic=True),
        wind.era5(times, values, expver=["0001"] * 40 + ["0005"] * 8),
    ]
    return [*((".nc", one) for one in files), *binary("site_era5", ".nc")]
