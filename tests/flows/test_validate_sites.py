"""Each bad site refuses the blocks that use it, and those within the rules pass."""

from __future__ import annotations

import importlib.util
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from wind_proposals import CARD, EVALUATORS, GOOD, found, proposals, site, wind, with_lines

from flows import readers
from flows.expectations.series_patterns import run_lengths
from flows.facts import Trouble
from flows.findings import CRITICAL, WARNING, Finding
from flows.sites import gather_sites
from flows.validate import validate

LONG_STUCK = wind()
LONG_STUCK[100:149] = 5.0
STUCK = wind()
STUCK[100:148] = 5.0
GAP = wind()
GAP[[7, 9]] = math.nan
KMH = wind() * 3.6 * 2
# the site, severity, rule, place, file, what the reason says, what the remedy says
BAD_SITES = {
    "off the globe": (
        site(CARD.replace("55.0 N", "155.0")),
        CRITICAL,
        "site.on_the_globe",
        "line 1, latitude",
        "bering.yaml",
        "latitude of the site 'bering' is 155; it may be -90 to 90",
        "lost decimal point",
    ),
    "swapped": (
        site(CARD.replace("55.0 N", "160.0").replace("160.0 W", "55.0")),
        CRITICAL,
        "site.on_the_globe",
        "line 1, latitude",
        "bering.yaml",
        "160",
        "look swapped",
    ),
    "minutes and seconds": (
        site(CARD.replace("55.0 N", "55°30'N")),
        CRITICAL,
        "site.coordinates",
        "line 1, latitude",
        "bering.yaml",
        "not in decimal degrees",
        "30' is 0.5",
    ),
    "no coordinates": (
        site(CARD.replace("longitude: 160.0 W\n", "")),
        CRITICAL,
        "site.no_coordinates",
        "site bering",
        "bering.yaml",
        "states no longitude",
        "Add 'longitude'",
    ),
    "on land": (
        site(CARD.replace("55.0 N", "52.5").replace("160.0 W", "13.4")),
        CRITICAL,
        "site.on_land",
        "line 1, latitude",
        "bering.yaml",
        "at 52.5 N, 13.4 E lies on land",
        "Check the signs",
    ),
    "no water": (
        site(CARD.replace("100 m", "0 m")),
        CRITICAL,
        "site.at_sea",
        "line 3, water_depth",
        "bering.yaml",
        "water_depth of the site 'bering' is 0: that is not at sea",
        "a length above 0",
    ),
    "on the shore": (
        site(CARD.replace("40 km", "0 km")),
        CRITICAL,
        "site.at_sea",
        "line 4, distance_to_shore",
        "bering.yaml",
        "distance_to_shore of the site 'bering' is 0",
        "a length above 0",
    ),
    "too deep": (
        site(CARD.replace("100 m", "9 km")),
        CRITICAL,
        "contract.bounds",
        "line 3, water_depth",
        "bering.yaml",
        "water_depth is 9,000 m at the site 'bering'; it may be 3 to 3,000 m.",
        "Check the unit",
    ),
    "half a year": (
        site(series={"wind_speed": wind(4380)}),
        CRITICAL,
        "series.incomplete",
        "site bering",
        "bering.tmy3.csv",
        "has 4,380 hours, and a year has 8,760 or 8,784",
        "Send the whole year",
    ),
    "a day short of a leap year": (
        site(series={"wind_speed": wind(8783)}),
        CRITICAL,
        "series.incomplete",
        "site bering",
        "bering.tmy3.csv",
        "8,783 hours",
        "Send the whole year",
    ),
    "hours without a value": (
        site(series={"wind_speed": GAP}),
        CRITICAL,
        "series.missing",
        "site bering, wind_speed, hour 8",
        "bering.tmy3.csv",
        "2 hours of the site 'bering' have no value",
        "Send a file without",
    ),
    "wind in km/h": (
        site(series={"wind_speed": KMH}),
        CRITICAL,
        "series.physical",
        "site bering, wind_speed, hour 3",
        "bering.tmy3.csv",
        "wind_speed leaves what is possible, 0 to 75 m/s",
        "wrong unit",
    ),
    "stuck anemometer": (
        site(series={"wind_speed": LONG_STUCK}),
        WARNING,
        "series.stuck",
        "site bering, wind_speed, hours 101 to 149",
        "bering.tmy3.csv",
        "stands at 5 m/s for 49 hours",
        "Ask the source",
    ),
    "filled pressure": (
        site(series={"wind_speed": wind(), "pressure": np.full(8760, 1012.0)}),
        WARNING,
        "series.filled",
        "site bering, pressure",
        "bering.tmy3.csv",
        "pressure is 1,012 hPa in every hour",
        "Send a measured series",
    ),
    "eleven months": (
        site(series={"monthly_wind_speed": wind(11)}),
        CRITICAL,
        "series.incomplete",
        "site bering",
        "bering.tmy3.csv",
        "has 11 months, and a year has 12 months",
        "Send the whole year",
    ),
    "a wild month": (
        site(series={"monthly_wind_speed": np.r_[wind(11), 45.0]}),
        CRITICAL,
        "series.physical",
        "site bering, wind_speed, month 12",
        "bering.tmy3.csv",
        "0 to 40 m/s, in 1 month",
        "wrong unit",
    ),
}


@pytest.fixture(scope="module")
def sites_found() -> list[Finding]:
    """All bad sites judged as one batch, each used by a proposal of its own."""
    sites = {f"bering{n}": replace(case[0]["bering"], site_id=f"bering{n}") for n, case in enumerate(BAD_SITES.values())}
    texts = [GOOD.replace("T-1", f"S-{n}").replace("site: bering", f"site: bering{n}") for n in range(len(BAD_SITES))]
    return validate([one for text in texts for one in proposals(text, sites=sites)], EVALUATORS, sites)


@pytest.mark.parametrize("case", BAD_SITES)
def test_a_bad_site_refuses_the_block_that_uses_it(case, sites_found):
    _, severity, rule, place, file, reason, remedy = BAD_SITES[case]
    n = list(BAD_SITES).index(case)
    [one] = [finding for finding in sites_found if finding.project_id == f"S-{n}"]
    assert (one.severity, one.rule, one.place.replace(f"bering{n}", "bering"), one.file, one.block) == (
        severity,
        rule,
        place,
        file,
        "1",
    )
    assert reason in one.reason.replace(f"bering{n}", "bering") and remedy in one.remedy


@pytest.mark.parametrize(
    "sites",
    [
        site(series={"wind_speed": wind(8784)}),
        site(series={"wind_speed": STUCK}),
        site(series={"monthly_wind_speed": wind(12)}),
        site(series={"wind_speed": wind() * 3.6}, units={"wind_speed": "km/h"}),
    ],
    ids=["leap year", "48 equal hours", "monthly table", "km/h that say so"],
)
def test_a_site_within_the_rules_passes(sites):
    assert found(GOOD, sites) == []


def test_a_series_without_a_unit_is_refused_once():
    said = Trouble("series.no_unit", "line 1, column wind_speed", "wind_speed", "The column has no unit.", "Write it.")
    sites = site(units={"wind_speed": ""}, troubles=[said])
    assert [(one.severity, one.rule) for one in found(GOOD, sites)] == [(CRITICAL, "series.no_unit")]


def test_what_the_reader_said_of_a_gap_is_not_said_twice():
    gap = Trouble(
        "tmy3.gap",
        "line 12",
        "8759 hours, 1 missing",
        "An hourly series is 8760 complete hours in order.",
        "Send the whole year.",
    )
    [one] = found(GOOD, site(series={"wind_speed": wind(8759)}, troubles=[gap]))
    assert (one.rule, one.file, one.place) == ("tmy3.gap", "bering.tmy3.csv", "line 12")


def test_a_site_that_no_block_draws_its_wind_from_is_not_judged_by_it():
    text = with_lines(
        ("floating_wind", "store"),
        ("capacity: 500 MW", "working_gas: 500 t"),
        ("      turbine: iea_15mw\n    claim:\n      capacity_factor: 50 %\n", ""),
    )
    assert found(text, site(series={"wind_speed": GAP})) == []


def test_a_block_on_land_is_told_of_missing_coordinates_only_as_a_warning():
    text = with_lines(
        ("floating_wind", "store"),
        ("capacity: 500 MW", "working_gas: 500 t"),
        ("      turbine: iea_15mw\n    claim:\n      capacity_factor: 50 %\n", ""),
    )
    both = found(text, site("region: Alaska\n", series={}))
    assert [(one.severity, one.rule, one.field) for one in both] == [
        (WARNING, "site.no_coordinates", "latitude"),
        (WARNING, "site.no_coordinates", "longitude"),
    ]


# --- places on Earth


def test_run_lengths():
    assert run_lengths(np.array([1.0, 1, 2, 3, 3, 3])).tolist() == [2, 2, 1, 3, 3, 3]
    assert run_lengths(np.array([math.nan, math.nan])).tolist() == [1, 1]


def test_the_real_year_of_sand_point_has_one_remark_its_filled_pressure():
    weather = Path(importlib.util.find_spec("pvlib").origin).parent / "data" / "703165TY.csv"
    documents = [("bering.yaml", "a" * 64, one) for one in readers.read("sites", "bering.yaml", CARD.encode())]
    documents += [("bering.tmy3.csv", "b" * 64, one) for one in readers.read("sites", "bering.tmy3.csv", weather.read_bytes())]
    [one] = found(GOOD, gather_sites(documents))
    assert (one.severity, one.rule, one.file) == (WARNING, "series.filled", "bering.tmy3.csv")
    assert one.reason == "pressure is 1,012 hPa in every hour of the site 'bering': filled, not measured."
