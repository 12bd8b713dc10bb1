"""Met masts: heights, averages round north, codes for no value, and their place before reanalysis."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
import wind_writers as writers
from hypothesis import given, settings
from hypothesis import strategies as st
from wind_readings import DAY, SEEDS, begins, fact, one, refused, sound
from wind_writers import hours, iso

from flows.sites import gather_sites


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
