"""Sites: weather, cards and monthly tables are read right, and gaps and slips told by line."""

from __future__ import annotations

import importlib.resources
import re

import pytest
from readings import fact, one_trouble, refused

from flows import readers
from flows.facts import Fact, Unreadable

# --- sites


@pytest.fixture(scope="module")
def sand_point() -> bytes:
    return (importlib.resources.files("pvlib") / "data" / "703165TY.csv").read_bytes()


def test_sand_point_from_the_pvlib_package(sand_point):
    [site] = readers.read("sites", "sand-point.tmy3.csv", sand_point)
    assert (site.kind, site.name, site.troubles) == ("sites", "sand-point", [])
    assert (fact(site, "site", "latitude").raw, fact(site, "site", "longitude").raw) == ("55.317", "-160.517")
    assert (fact(site, "site", "station").raw, fact(site, "site", "elevation").unit) == ("SAND POINT", "m")
    assert {len(values) for values in site.series.values()} == {8760} and len(site.series) == 8
    assert sum(site.series["wind_speed"]) / 8760 == pytest.approx(5.07, abs=0.005)
    assert site.series["wind_speed"][9:12] == [2.1, 0.0, 3.1]  # the first rows of the file, at 09:00 UTC in Alaska
    assert set(site.series["pressure"]) == {1012.0} and site.series_units["pressure"] == "mbar"
    assert site.notes == [
        "Typical year assembled from 1991-2005: months of different years in a row.",
        "Time: hours named by their end are named by their beginning; clock time UTC-9 h is brought to UTC.",
        "pressure is 1012 mbar in every hour: filled, not measured.",
        "669 calm hours (7.6%) carry direction 0, which means none, not north.",
    ]


def tmy3(sand_point: bytes, edit) -> bytes:
    lines = sand_point.decode().splitlines()
    edit(lines)
    return "\n".join(lines).encode()


def swap(lines):
    lines[500], lines[501] = lines[501], lines[500]


def calm_gap(lines):
    for at in range(9, 16):  # seven hours, one more than are filled
        lines[at] = re.sub(
            r",(\d+),([A-Z]),\d,([\d.]+),([A-Z]),\d,-9900", r",\1,\2,9,-9900,\4,0,-9900", lines[at], count=1
        )


@pytest.mark.parametrize(
    ("edit", "rule", "where", "found"),
    [
        (lambda lines: lines.__delitem__(slice(26, 33)), "tmy3.gap", "line 27", "8753 hours, 7 missing, the first 01/02 01:00"),
        (
            lambda lines: lines.__delitem__(slice(4002, None)),
            "tmy3.gap",
            "line 4003",
            "4760 missing, the first 06/16 17:00",
        ),
        (swap, "tmy3.gap", "line 501", "out of order or stands twice"),
        (lambda lines: lines.insert(10, lines[10]), "tmy3.gap", "line 12", "8761 hours; "),
        (calm_gap, "hours.missing", "line 10, wind_speed, 01-01 16:00 UTC", "7 of 8760 hours"),
    ],
    ids=["seven hours lost", "half a year", "swapped", "doubled", "missing value"],
)
def test_an_hourly_series_with_gaps_names_the_first(sand_point, edit, rule, where, found):
    trouble = one_trouble("sites", "s.tmy3.csv", tmy3(sand_point, edit))
    assert (trouble.rule, trouble.where) == (rule, where)
    assert found in trouble.found and "Send" in trouble.remedy


def test_a_station_name_with_a_comma_and_a_file_without_wind(sand_point):
    def edit(lines):
        lines[0] = lines[0].replace("SAND POINT", "SAND POINT, AIRPORT")
        lines[1] = lines[1].replace("Wspd (m/s)", "Wspd (knots)")

    [site] = readers.read("sites", "703165TY.csv", tmy3(sand_point, edit))
    assert fact(site, "site", "station").raw == "SAND POINT, AIRPORT" and site.name == "703165TY"
    assert [t.reason for t in site.troubles] == ["The file has no column for wind_speed."]


def test_a_damaged_tmy3_file_is_refused(sand_point):
    assert "seven entries" in refused("sites", "s.tmy3.csv", b"hello\nworld\n").reason
    trouble = refused("sites", "s.tmy3.csv", tmy3(sand_point, lambda lines: lines.append("13/45/1999,0")))
    assert trouble.rule == "tmy3.format" and "Download" in trouble.remedy


def test_a_site_card():
    text = (
        "name: Sand Point\nwater_depth: 120 m\ngeology: none\nweather: pvlib:703165TY.csv\n"
        "sources:\n  water_depth: chart 16540\n"
    )
    [site] = readers.read("sites", "sand-point.site.yaml", text.encode())
    assert (site.name, site.troubles) == ("sand-point", [])
    assert fact(site, "site", "water_depth") == Fact(
        "site", "", "water_depth", "120 m", where="line 2, water_depth"
    )
    assert fact(site, "site", "geology").raw == "none"
    assert fact(site, "site", "weather").raw == "pvlib:703165TY.csv"
    assert fact(site, "site_source", "water_depth").raw == "chart 16540"


@pytest.mark.parametrize(
    "name",
    ["../x.csv", "/etc/passwd", "a\\b.csv", "pvlib:../x", "http:x", "C:x.csv", "..", "pvlib:", ".hidden"],
)
def test_a_site_card_cannot_point_out_of_its_folder(name):
    [site] = readers.read("sites", "s.yaml", f"name: S\nweather: '{name}'\n".encode())
    [trouble] = site.troubles
    assert [f.field for f in site.facts] == ["name"]
    assert (trouble.where, trouble.rule) == ("line 2, weather", "site.weather_name")
    assert "bare file name" in trouble.remedy


def test_a_site_card_tells_of_one_site():
    assert refused("sites", "s.yaml", b"name: a\n---\nname: b\n").where == "s.yaml, line 3"


MONTHS = "# latitude: 39.7\n# Source of the table: sample\nmonth,wind_speed [m/s],weibull_k\n" + "".join(
    f"{month},{month / 2},2.0\n" for month in range(12, 0, -1)
)


def test_monthly_statistics_come_in_the_order_of_the_year():
    for name in ("akita.monthly.csv", "akita.csv"):
        [site] = readers.read("sites", name, MONTHS.encode())
        assert (site.name, site.troubles) == ("akita", [])
        assert site.series["monthly_wind_speed"] == [month / 2 for month in range(1, 13)]
        assert site.series_units == {"monthly_wind_speed": "m/s", "monthly_weibull_k": ""}
        assert fact(site, "site", "latitude") == Fact(
            "site", "", "latitude", "39.7", where="line 1, latitude"
        )
        assert site.notes == ["Source of the table: sample"]


@pytest.mark.parametrize(
    ("old", "new", "where", "says"),
    [
        ("\n7,3.5,2.0", "", "column month", "missing: 7"),
        ("\n7,3.5,2.0", "\n7,3.5,2.0\n7,1,1", "line 10, column month", "first in line 9"),
        ("\n7,3.5,2.0", "\n7,3.5,2.0\n13,1,1", "line 10, column month", "from 1 to 12"),
        ("\n7,3.5", "\n7,nan", "line 9, column wind_speed", "no number"),
        ("\n7,3.5", "\n7,", "line 9, column wind_speed", "no number"),
        ("\n7,3.5", "\n7,1e999", "line 9, column wind_speed", "no number"),
        ("\n7,3.5", '\n7,"3,5"', "line 9, column wind_speed", "no number"),
    ],
)
def test_a_broken_month_is_named(old, new, where, says):
    trouble = one_trouble("sites", "a.monthly.csv", MONTHS.replace(old, new).encode())
    assert trouble.where == where and says in trouble.reason and trouble.remedy


def test_a_monthly_file_without_a_table_is_refused():
    assert "no column month" in refused("sites", "a.monthly.csv", b"# latitude: 3\n").reason


# --- properties


@pytest.mark.parametrize("date", ["1/31/2005", "13/01/2005", "01/41/2005", "0100/01/05", "01/01/05"])
def test_a_weather_file_with_a_damaged_date_is_told_by_line_or_refused(sand_point, date):
    lines = sand_point.decode().splitlines(keepends=True)
    lines[3] = date + lines[3][lines[3].index(",") :]
    try:
        [document] = readers.read("sites", "s.tmy3.csv", "".join(lines).encode())
    except Unreadable as refused:
        assert refused.trouble.rule == "tmy3.format" and refused.trouble.remedy
    else:
        assert [(t.rule, t.where.split(", ")[-1]) for t in document.troubles] == [("tmy3.date", "line 4")]
