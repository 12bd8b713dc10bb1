"""What a site may not bring to a wind farm: years that are none, long gaps, bad input; short gaps are filled and said."""

from __future__ import annotations

import importlib.resources
import json

import numpy as np
import pytest
import weather_writers
import wind_writers as writers
from bad_input_sites import hourly, natural, without
from wind_proposals import CARD
from wind_sites import FARM, HEIGHT, TEXT, judged, mast, told
from wind_writers import hours, iso

from flows import readers
from flows.cast import cast_proposal
from flows.expectations.series_years import hours_due
from flows.facts import Document, Hours
from flows.findings import CRITICAL, Finding
from flows.sites import gather_sites
from flows.validate import validate

RNG = np.random.default_rng(20261123)


def refusals(files: dict[str, bytes], card: str = HEIGHT) -> list[Finding]:
    return [one for one in judged(files, card)[1] if one.severity == CRITICAL]


# Whole years


@pytest.mark.parametrize(
    ("length", "axis", "due"),
    [
        (8760, Hours("2019-01-01T00:00"), 8760), (8784, Hours("2019-01-01T00:00"), 8760), (8784, Hours("2020-01-01T00:00"), 8784),
        (8784, Hours("2019-03-01T09:00"), 8784), (8784, Hours("1990-01-01T00:00", True), 8760), (8784, None, 8784),
        (175_320, Hours("2000-01-01T00:00"), 175_320), (17520, Hours("2016-01-01T00:00"), 17544), (17520, None, 17520),
        (4380, None, 8760), (12000, Hours("2019-01-01T00:00"), 8760), (8761, None, 8760), (26304, Hours("2018-06-01T00:00"), 26304),
    ],
)  # fmt: skip
def test_years_have_the_hours_of_their_calendar(length, axis, due):
    assert hours_due(length, axis)[0] == due


@pytest.mark.parametrize(
    ("first", "count", "says", "remedy"),
    [
        ("2019-01-01", 8784, "has 8,784 hours, and the year from 2019-01-01 has 8,760", "check how 29 February was handled"),
        ("2016-01-01", 17000, "17,000 hours, and the 2 years from 2016-01-01 to 2017-12-31 have 17,544", "Send the whole years"),
        ("2019-01-01", 6000, "has 6,000 hours, and a year has 8,760 or 8,784", "Send the whole year"),
    ],
)
def test_a_series_that_is_no_whole_years_is_refused_with_what_is_due(first, count, says, remedy):
    [one] = refusals({"bering.mast.csv": mast(first, count)}, CARD)
    assert (one.rule, one.field, one.file) == ("series.incomplete", "wind_speed_hourly", "bering.mast.csv")
    assert says in one.reason and remedy in one.remedy and "site 'bering'" in one.reason
    assert one.project_id == "T-1"


def test_a_leap_year_of_8784_hours_passes():
    assert refusals({"bering.mast.csv": mast("2020-01-01", 8784)}, CARD) == []


# Gaps


def mast_lines(data: bytes, *lost: int) -> bytes:
    return without(data.decode(), *lost).encode()


def test_up_to_six_hours_in_a_row_are_filled_and_said():
    data = mast_lines(mast("2019-01-01", 8760), *range(1000, 1006), 5000)
    values, found = judged({"bering.mast.csv": data}, CARD)
    assert [one for one in found if one.severity == CRITICAL] == []
    site = told({"bering.mast.csv": data}, CARD)["bering"]
    [note] = [one for one in site.notes if one.startswith("wind_speed:")]
    assert note.startswith("wind_speed: 7 of 8760 hours (0.1%) had no value: 2 gaps, the longest of 6 h, are filled on a straight line")
    speed = values["wind_speed_hourly"]
    hour = 1000 - 3  # a comment line and the head stand before
    assert np.allclose(np.diff(speed[hour - 1 : hour + 7]), (speed[hour + 6] - speed[hour - 1]) / 7)
    direction = values["wind_direction_hourly"]
    assert set(direction[hour : hour + 6]) == {direction[hour - 1]}


def test_seven_hours_in_a_row_are_refused_with_the_first_gap_and_what_to_send():
    data = mast_lines(mast("2019-01-01", 8760), *range(1000, 1007), *range(5000, 5020))
    found = refusals({"bering.mast.csv": data}, CARD)
    one = next(one for one in found if "wind_speed," in one.place)
    assert (one.rule, one.project_id, one.file) == ("hours.missing", "T-1", "bering.mast.csv")
    assert one.place == "after line 999, wind_speed, 2019-02-11 13:00 UTC"
    assert "for 7 hours in a row, to 2019-02-11 19:00 UTC (1 more gaps are as long); at most 6 hours in a row are filled" in one.reason
    assert "Send the series with these hours" in one.remedy


def test_many_short_gaps_are_refused_for_their_share():
    struck = mast("2019-01-01", 8760, wind_speed_100m=lambda v: np.where(np.arange(8760) % 6 == 3, np.nan, v))
    [one] = refusals({"bering.mast.csv": struck}, CARD)
    assert one.rule == "hours.missing" and "at most 10% of the hours are filled" in one.reason and "1460 of 8760" in one.found


@pytest.mark.parametrize("form", ["tmy3", "epw", "nsrdb", "pvgis"])
def test_a_lost_row_of_a_weather_file_is_filled_and_eight_are_not(form):
    weather = weather_writers.weather(3, 0.0, None if form == "tmy3" else 2019)
    text = {"tmy3": weather_writers.tmy3, "epw": weather_writers.epw, "nsrdb": weather_writers.nsrdb,
            "pvgis": weather_writers.pvgis_hourly_json}[form](weather)  # fmt: skip
    name = "a.epw" if form == "epw" else "a.json" if form == "pvgis" else "a.csv"

    def cut(count: int) -> Document:
        if form == "pvgis":
            tree = json.loads(text)
            del tree["outputs"]["hourly"][4000 : 4000 + count]
            data = json.dumps(tree)
        else:
            lines = text.splitlines()
            data = "\n".join(lines[:4000] + lines[4000 + count :])
        [document] = readers.read("sites", name, data.encode())
        return document

    few, many = cut(3), cut(8)
    assert few.troubles == [] and len(few.series["wind_speed"]) == 8760
    assert any(note.startswith("wind_speed: 3 of 8760 hours") for note in few.notes)
    assert [one.rule for one in many.troubles] == [f"{form}.gap"] and "more than 6 hours" in many.troubles[0].remedy


def test_the_codes_of_tmy3_for_no_value_are_gaps():
    lines = weather_writers.tmy3(weather_writers.weather(3, 0.0)).splitlines()
    at = lines[1].split(",").index("Wspd (m/s)")
    for line in (100, 101):
        cells = lines[line].split(",")
        cells[at] = "-9900"
        lines[line] = ",".join(cells)
    [document] = readers.read("sites", "a.csv", "\n".join(lines).encode())
    assert document.troubles == [] and min(document.series["wind_speed"]) >= 0
    assert any(note.startswith("wind_speed: 2 of 8760 hours") for note in document.notes)


def test_the_end_of_a_series_takes_the_day_beside_it():
    times, values = hours("2019-01-01T00:00", 72), np.tile(np.arange(24.0), 3)
    cells = [None] * 2 + [float(one) for one in values[2:-3]] + [None] * 3
    [document] = readers.read("sites", "a.price.csv", writers.table(iso(times, "Z"), {"electricity_price [EUR2020/MWh]": cells}))
    assert document.troubles == [] and document.series["electricity_price"] == values.tolist()


def test_calm_hours_may_leave_their_direction_out():
    columns = natural()
    columns["wind_speed"][100:130] = 0.0
    columns["wind_direction"][100:130] = np.nan
    data = mast("2019-01-01", 8760, wind_speed_100m=columns["wind_speed"], wind_direction=columns["wind_direction"])
    values, found = judged({"bering.mast.csv": data}, CARD)
    assert [one for one in found if one.severity == CRITICAL] == []
    assert any("30 calm hours have none; 0 stands there, and means none, not north" in note
               for note in told({"bering.mast.csv": data}, CARD)["bering"].notes)  # fmt: skip
    assert set(values["wind_direction_hourly"][100:130]) == {0.0}


# Bad input

BAD = {
    "pressure in Pa": ({"pressure": lambda p: p * 100}, "series.physical", "pressure_hourly", "500 to 1,100 hPa", "look like Pa"),
    "pressure in bar": ({"pressure": lambda p: p / 1000}, "series.physical", "pressure_hourly", "possible", "look like bar"),
    "wind in km/h": ({"wind_speed_100m": lambda v: v * 3.6}, "series.unit", "wind_speed_hourly", "no place has that", "km/h"),
    "direction 370": ({"wind_direction": lambda d: d + 11}, "series.physical", "wind_direction_hourly", "0 to 360 deg", "unit"),
    "direction -1": (
        {"wind_direction": lambda d: np.where(np.arange(8760) == 77, -1.0, d)}, "series.physical", "wind_direction_hourly",
        "in 1 hour of the site 'bering'; the worst is -1", "code for missing values"),
    "humidity as a share": (
        {"relative_humidity": lambda h: h / 100}, "series.unit", "relative_humidity_hourly", "a share from 0 to 1", "name that unit"),
    "temperature in K": (
        {"temperature": lambda t: t + 273.15}, "series.physical", "temperature_hourly", "possible", "look like K"),
    "lower wind of -999 called so nowhere": (
        {"wind_speed_40m": lambda v: np.where(np.arange(8760) == 5, 99.0, v)}, "series.physical", "wind_speed_lower_hourly",
        "the worst is 99", "code for missing values"),
}  # fmt: skip


@pytest.fixture(scope="module")
def bad_found() -> list[Finding]:
    """All cases judged at once, case n at the site ``bering<n>``."""
    documents, texts = [], []
    for n, (changes, *_) in enumerate(BAD.values()):
        files = {f"bering{n}.yaml": CARD.encode(), f"bering{n}.mast.csv": mast("2019-01-01", 8760, **changes)}
        documents += [(name, "a" * 64, one) for name, data in files.items() for one in readers.read("sites", name, data)]
        texts.append(TEXT.replace("site: bering", f"site: bering{n}").replace("id: T-1", f"id: T-{n}"))
    sites = gather_sites(documents)
    read = [
        cast_proposal(one, f"t{n}.yaml", f"{n:064}", FARM, sites)
        for n, text in enumerate(texts)
        for one in readers.read("proposals", f"t{n}.yaml", text.encode())
    ]
    return [one for one in validate(read, FARM, sites) if one.severity == CRITICAL]


@pytest.mark.parametrize("case", BAD)
def test_bad_input_names_project_site_field_value_and_remedy(case, bad_found):
    _, rule, field, reason, remedy = BAD[case]
    n = list(BAD).index(case)
    [one] = [one for one in bad_found if one.project_id == f"T-{n}" and one.rule != "contract.bounds"]
    assert (one.rule, one.field, one.file) == (rule, field, f"bering{n}.mast.csv")
    said = one.reason.replace(f"bering{n}", "bering")
    assert "site 'bering'" in said and reason in said and remedy in one.remedy and one.found


def test_sand_point_in_kilometres_an_hour_is_refused():
    data = (importlib.resources.files("pvlib") / "data" / "703165TY.csv").read_bytes()
    assert refusals({"bering.tmy3.csv": data}, CARD) == []
    lines = data.decode().splitlines()
    at = lines[1].split(",").index("Wspd (m/s)")
    rows = [line.split(",") for line in lines[2:]]
    rows = [[*row[:at], f"{float(row[at]) * 3.6:.1f}", *row[at + 1 :]] for row in rows]
    fast = "\n".join([*lines[:2], *(",".join(row) for row in rows)]).encode()
    found = refusals({"bering.tmy3.csv": fast}, CARD)
    assert found and all("km/h" in one.remedy for one in found if one.rule != "contract.bounds")


def test_a_reference_with_impossible_values_is_refused_where_it_is_used():
    axis = hours("2015-01-01T00:00", 5 * 8760 + 24)
    wind = {"u100": np.where(np.arange(len(axis)) == 9, 500.0, 8 + RNG.normal(0, 2, len(axis))), "v100": np.zeros(len(axis))}
    found = refusals({"bering.mast.csv": mast("2016-01-01", 8784), "bering.nc": writers.era5(axis, wind)}, CARD)
    assert {(one.rule, one.field) for one in found} >= {("series.physical", "reference_wind_speed_hours")}
    assert next(one for one in found if one.rule == "series.physical").file == "bering.nc"


@pytest.mark.parametrize(
    ("card", "lacks"),
    [("weather_height_lower: 40 m\n", "wind_speed_lower"), ("", "weather_height_lower")],
)
def test_shear_between_two_heights_takes_both(card, lacks):
    text = hourly() if card else hourly().replace("temperature [degC]", "wind_speed_lower [m/s]")
    [one] = [one for one in refusals({"bering.hourly.csv": text.encode()}, HEIGHT + card) if one.rule == "site_heights"]
    assert f"'{lacks}' is not there: the wind is told at one height" in one.reason and f"Send '{lacks}' too" in one.remedy
    assert "site 'bering'" in one.reason and one.project_id == "T-1"


def test_tables_whose_lengths_do_not_belong_together_are_refused():
    frequency, rose = np.full(12, 100 / 12), np.full((4, 12), 250.0)
    sites = told({"bering.tab": writers.tab(frequency, rose, np.arange(1.0, 5.0))}, CARD)
    sites["bering"].series["rose_frequency"] = np.full(16, 100 / 16)
    read = [cast_proposal(one, "t.yaml", "c" * 64, FARM, sites) for one in readers.read("proposals", "t.yaml", TEXT.encode())]
    [one] = [one for one in validate(read, FARM, sites) if one.severity == CRITICAL]
    assert (one.rule, one.field, one.file) == ("contract.shape", "rose_frequency", "bering.tab")
    assert one.reason == "At the site 'bering', rose_frequency has 16 of sector, and rose has 12."
