"""Land, sea and countries, and coordinates as people write them."""

from __future__ import annotations

import pytest

from flows.expectations.countries import COUNTRIES
from flows.expectations.land import inland
from flows.expectations.place import degrees


@pytest.mark.parametrize(
    ("north", "east", "land"),
    [
        (52.5, 13.4, True),
        (39.74, -105.18, True),
        (-75.0, 0.0, True),
        (55.0, -160.0, False),
        (0.0, -30.0, False),
        (40.0, 144.0, False),
        (90.0, 180.0, False),
        (-33.0, 120.0, True),
        (33.0, 120.0, True),
        (-33.0, -120.0, False),
    ],
    ids=[
        "Berlin",
        "Golden, Colorado",
        "Antarctica",
        "south of Sand Point",
        "Atlantic",
        "off Tohoku",
        "North Pole",
        "Australia",
        "Jiangsu",
        "South Pacific",
    ],
)
def test_land_and_sea(north, east, land):
    assert inland(north, east) is land


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("55.317", "", 55.317),
        ("-160.5", "deg", -160.5),
        ("160.5 W", "", -160.5),
        ("33 S", "", -33.0),
        ("55.0°N", "", 55.0),
        ("139.7 deg E", "", 139.7),
    ],
)
def test_coordinates_as_people_write_them(text, unit, value):
    assert degrees(text, unit) == value


@pytest.mark.parametrize("text", ["", "north", "55°30'", "-33 S", "nan", "1e2", "55,3"])
def test_coordinates_that_are_not_guessed(text):
    with pytest.raises(ValueError, match="decimal degrees"):
        degrees(text)


def test_there_are_249_countries():
    assert len(COUNTRIES) == 249 and {"US", "JP", "GB"} < COUNTRIES and "UK" not in COUNTRIES
