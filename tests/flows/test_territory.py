"""A site lies within the stated country, its sea or near them; what does not is told with the sign to turn."""

from __future__ import annotations

import zlib
from importlib import resources

import numpy as np
import pytest
from wind_proposals import CARD, GOOD, found, site, with_lines

from flows.expectations.countries import COUNTRIES
from flows.expectations.territory import CODES, country_at, distance, nearest
from flows.expectations.within import likely, outside, where
from flows.findings import CRITICAL

# --- within the stated country


@pytest.mark.parametrize(
    ("north", "east", "country"),
    [
        (52.52, 13.40, "DE"), (35.68, 139.69, "JP"), (39.74, -105.18, "US"), (-33.87, 151.0, "AU"), (-29.6, 28.2, "LS"),
        (18.25, -66.45, "PR"), (49.60, 6.13, "LU"), (0.0, -30.0, ""), (54.75, -160.6, ""), (71.0, -40.0, "GL"),
    ],
    ids=["Berlin", "Tokyo", "Golden", "Sydney", "Maseru", "Puerto Rico", "Luxembourg", "Atlantic", "Shumagin", "Greenland"],
)  # fmt: skip
def test_country_of_a_place(north, east, country):
    assert country_at(north, east) == country


def test_the_table_is_whole_and_names_the_countries_there_are():
    packed = resources.files("flows.expectations").joinpath("country.zlib").read_bytes()
    assert len(packed) <= 150_000 and len(zlib.decompress(packed)) == 1800 * 3600
    there = {CODES[number] for number in np.unique(np.frombuffer(zlib.decompress(packed), np.uint8))}
    # Natural Earth counts these to the state that holds them.
    assert set(COUNTRIES) - there == {"BQ", "BV", "CC", "GF", "GP", "MQ", "RE", "SJ", "TK", "YT"}


@pytest.mark.parametrize(
    ("country", "north", "east", "kilometres"),
    [
        ("GB", 48.86, 2.35, 242), ("US", 23.13, -82.38, 160), ("JP", 35.1, 129.04, 50), ("FR", -20.9, 55.5, 0),
        ("NO", 78.2, 15.6, 0),
    ],
    ids=["Paris to Sussex", "Havana to Florida Keys", "Busan to Tsushima", "Reunion", "Svalbard"],
)  # fmt: skip
def test_distances_are_those_of_the_map(country, north, east, kilometres):
    assert distance(country, north, east) == pytest.approx(kilometres, abs=25)


def test_a_place_within_200_nautical_miles_is_the_countrys_and_one_beyond_is_not():
    assert outside("PT", 38.7, -9.5 - 3.5) == 0.0
    assert outside("PT", 43.8, -12.0) == 0.0
    assert outside("US", 30.0, -60.0) > 370
    assert where(30.0, -45.0) == "lies on the open sea" and where(52.5, 13.4) == "lies in DE"


def at(north: float, east: float, depth: bool = True):
    card = CARD if depth else "geology: salt\n"
    lines = [line for line in card.splitlines() if not line.startswith(("latitude", "longitude"))]
    return site("\n".join([f"latitude: {north}", f"longitude: {east}", *lines, ""]))


def test_a_farm_off_another_country_is_refused_with_the_sign_to_turn():
    [one] = found(GOOD, at(54.75, 160.6 + 5))
    assert (one.severity, one.rule, one.place, one.file) == (CRITICAL, "site.country", "line 1, latitude", "bering.yaml")
    assert one.reason.startswith("The site 'bering' at 54.75 N, 165.6 E lies ") and "off RU" in one.reason
    assert one.reason.endswith("km from US, the country of the proposal.")
    assert one.remedy.startswith("With longitude -165.6 it would lie off US. Correct the coordinates")


def test_a_plant_in_another_country_is_refused_and_its_border_forgiven():
    store = with_lines(
        ("floating_wind", "store"),
        ("capacity: 500 MW", "working_gas: 500 t"),
        ("      turbine: iea_15mw\n    claim:\n      capacity_factor: 50 %\n", ""),
    )
    [one] = found(store, site("latitude: 52.5\nlongitude: 13.4\n", series={}))
    assert one.rule == "site.country" and "at 52.5 N, 13.4 E lies in DE, " in one.reason
    assert found(store, site("latitude: 32.5\nlongitude: -116.95\n", series={})) == []  # Tijuana, 6 km beyond the border
    assert found(store, site("latitude: 18.4\nlongitude: -66.1\n", series={})) == []  # Puerto Rico is held by US


def test_a_farm_on_land_is_told_which_sign_would_bring_it_to_sea():
    [one] = found(GOOD.replace("country: US", "country: AU"), at(33.0, 120.0))
    assert one.rule == "site.on_land" and not one.remedy.startswith("With latitude -33 ")  # that is Australia's inland
    [one] = found(GOOD.replace("country: US", "country: JP"), at(39.5, -119.0))
    assert one.rule == "site.on_land" and one.remedy.startswith("Check the signs (south and west are negative) and that")
    assert likely("JP", 37.0, -141.5, True).startswith("With longitude 141.5 it would lie off JP")
    assert likely("US", -160.0, 55.0, True) == "With latitude and longitude exchanged it would lie off US. "


def test_a_country_that_is_no_code_is_told_once():
    assert [one.rule for one in found(with_lines(("country: US", "country: UK")))] == ["form.country"]


# --- series


def test_nearest_country_is_none_on_the_open_sea():
    assert nearest(30.0, -45.0, 370.4) == ("", float("inf"))
