"""Bad proposals are refused with the place and the remedy, good ones go on, and a broken suite never passes silently."""

from __future__ import annotations

import importlib.util
import math
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evaluators.toolkit.contract import answer, choice, evaluator, given, measured
from evaluators.toolkit.row import AssumptionTable, Line
from flows import readers
from flows.cast import cast_proposal
from flows.expectations.countries import COUNTRIES
from flows.expectations.form import form_suite
from flows.expectations.land import inland
from flows.expectations.place import degrees
from flows.expectations.series_patterns import run_lengths
from flows.expectations.suite import Rule, Suite, ValidationBroken, judge, table
from flows.facts import Document, Trouble
from flows.findings import CRITICAL, WARNING, Finding
from flows.sites import gather_sites
from flows.validate import Known, validate, validated

FIXED = Line(1.0, 1.0, 1.0, "fixed", "1", None, "made for this test")
TURBINES = AssumptionTable("wind/turbines.csv", {name: {"rating": FIXED} for name in ("iea_15mw", "nrel_5mw", "dtu_10mw")})


@evaluator(
    "floating wind",
    reference_class="offshore_wind",
    one_of=[("wind_speed_hourly", "wind_speed_monthly")],
    answers={"capacity_factor": answer("1", "mean output over capacity", least=0, most=1)},
)
def floating_wind(
    capacity=given("MW", "power of the farm", least=1, most=5000, example=500.0),
    losses=given("1", "share lost", least=0, most=0.5, optional=True),
    turbine=choice(TURBINES, "the turbine"),
    wind_speed_hourly=measured("m/s", "wind, a year of hours", least=0, most=75, optional=True, shape="hour"),
    wind_speed_monthly=measured("m/s", "wind by month", least=0, most=30, optional=True, shape="month"),
    pressure_hourly=measured("hPa", "pressure, a year of hours", least=850, most=1085, optional=True, shape="hour"),
    water_depth=measured("m", "depth of the water", least=3, most=3000),
    distance_to_shore=measured("km", "distance to the shore", least=0, most=400),
):
    return {}


@evaluator("hydrogen store")
def store(working_gas=given("tonne", "hydrogen that can be taken out", least=1, most=100_000, example=500.0)):
    return {}


EVALUATORS = {"floating_wind": floating_wind, "store": store}
GOOD = """\
id: T-1
version: 1
title: Test farm
applicant: Sample Applicant
country: US
pillar: offshore_wind
submitted: 2026-09-30
construction_start: 2027-05-01
operation_start: 2030-06-01
currency: USD
price_year: 2024
estimate_class: 4
maturity: 7
total_cost: 2000 MUSD2024
grant_requested: 500 MUSD2024
other_public_support: 100 MUSD2024
budget:
  turbines: 1200 MUSD2024
  floaters: 800 MUSD2024
blocks:
  - technology: floating_wind
    site: bering
    given:
      capacity: 500 MW
      turbine: iea_15mw
    claim:
      capacity_factor: 50 %
"""
CARD = "latitude: 55.0 N\nlongitude: 160.0 W\nwater_depth: 100 m\ndistance_to_shore: 40 km\n"


def wind(hours: int = 8760) -> np.ndarray:
    return 8.0 + 4.0 * np.sin(np.arange(hours) * 0.37)


def site(card: str = CARD, series: dict | None = None, troubles=(), units: dict | None = None):
    documents = [("bering.yaml", "a" * 64, one) for one in readers.read("sites", "bering.yaml", card.encode())]
    hourly = {"wind_speed": wind()} if series is None else series
    named = {"wind_speed": "m/s", "pressure": "mbar", "monthly_wind_speed": "m/s"} | (units or {})
    if hourly:
        weather = Document(
            "sites", "bering", series={name: list(values) for name, values in hourly.items()}, troubles=list(troubles)
        )
        weather.series_units = {name: named[name] for name in hourly}
        documents.append(("bering.tmy3.csv", "b" * 64, weather))
    return gather_sites(documents)


SITES = site()


def proposals(text: str, name: str = "t1.yaml", sites=None):
    return [
        cast_proposal(one, name, "c" * 64, EVALUATORS, SITES if sites is None else sites)
        for one in readers.read("proposals", name, text.encode())
    ]


def found(text: str, sites=None) -> list[Finding]:
    return validate(proposals(text, sites=sites), EVALUATORS, SITES if sites is None else sites)


def with_lines(*changes: tuple[str, str]) -> str:
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def without(line: str) -> str:
    assert re.search(rf"^\s*{line}:.*\n", GOOD, re.MULTILINE)
    return re.sub(rf"^\s*{line}:.*\n", "", GOOD, count=1, flags=re.MULTILINE)


def test_a_good_proposal_has_no_finding():
    assert found(GOOD) == []


# what is changed, severity, rule, place, what the reason says, what the remedy says
BAD_FORMS = {
    "missing field": (without("applicant"), CRITICAL, "missing", "header", "asks for 'applicant'", "Add 'applicant'"),
    "no currency": (without("currency"), CRITICAL, "missing", "header", "'currency'", "Add 'currency', for instance USD"),
    "no price year": (without("price_year"), CRITICAL, "missing", "header", "'price_year'", "for instance 2024"),
    "unknown field": (
        with_lines(("maturity: 7", "maturity: 7\nmaturty: 8")),
        WARNING,
        "unknown_field",
        "line 14, maturty",
        "no field of the form",
        "Did you mean maturity",
    ),
    "extra input": (
        with_lines(("capacity: 500 MW", "capacity: 500 MW\n      capacty: 4 MW")),
        WARNING,
        "unknown_field",
        "line 25, blocks.1.given.capacty",
        "no input of floating_wind",
        "Did you mean capacity",
    ),
    "wrong dimension": (
        with_lines(("500 MW", "500 MWh")),
        CRITICAL,
        "unit",
        "line 24, blocks.1.given.capacity",
        "MWh",
        "Write it in MW",
    ),
    "bare number": (
        with_lines(("500 MW", "500")),
        CRITICAL,
        "unit",
        "line 24, blocks.1.given.capacity",
        "'500' has no unit",
        "'500 MW'",
    ),
    "NaN": (with_lines(("500 MW", "NaN")), CRITICAL, "unit", "line 24, blocks.1.given.capacity", "not a number", "500 MW"),
    "not a date": (
        with_lines(("2030-06-01", "June 2030")),
        CRITICAL,
        "unreadable",
        "line 9, operation_start",
        "not a date",
        "Add the day, such as 2030-06-01.",
    ),
    "below the least": (
        with_lines(("500 MW", "0 MW")),
        CRITICAL,
        "contract.bounds",
        "line 24, blocks.1.given.capacity",
        "capacity is 0 MW; it may be 1 to 5,000 MW.",
        "Check the unit, then correct the value.",
    ),
    "above the most, in another unit": (
        with_lines(("500 MW", "500 GW")),
        CRITICAL,
        "contract.bounds",
        "line 24, blocks.1.given.capacity",
        "capacity is 500,000 MW; it may be 1 to 5,000 MW.",
        "Check the unit",
    ),
    "a range that ends outside": (
        with_lines(("500 MW", "4 to 6 GW")),
        CRITICAL,
        "contract.bounds",
        "line 24, blocks.1.given.capacity",
        "capacity is 4,000 to 6,000 MW",
        "Check the unit",
    ),
    "no such choice": (
        with_lines(("iea_15mw", "IEA 15-MW RWT")),
        CRITICAL,
        "contract.choice",
        "line 25, blocks.1.given.turbine",
        "turbine is 'IEA 15-MW RWT', which is none of those known.",
        "Did you mean 'iea_15mw'? It may be: iea_15mw, nrel_5mw, dtu_10mw.",
    ),
    "impossible claim": (
        with_lines(("50 %", "140 %")),
        WARNING,
        "contract.claim",
        "line 27, blocks.1.claim.capacity_factor",
        "capacity_factor is 1.4; possible is 0 to 1.",
        "does not enter our own figures",
    ),
    "budget does not add up": (
        with_lines(("floaters: 800", "floaters: 700")),
        CRITICAL,
        "budget.sum",
        "line 14, total_cost; line 18, budget.turbines; line 19, budget.floaters",
        "The 2 budget lines come to 1,900 MUSD2024, total_cost is 2,000 MUSD2024: 100 MUSD2024 less.",
        "Correct a line or total_cost",
    ),
    "the sum as a line": (
        with_lines(("floaters: 800 MUSD2024", "floaters: 800 MUSD2024\n  total: 2000 MUSD2024")),
        CRITICAL,
        "budget.sum",
        "line 14, total_cost; line 18, budget.turbines; line 19, budget.floaters; line 20, budget.total",
        "2,000 MUSD2024 more",
        "Without the line 'total' it fits",
    ),
    "support above the cost": (
        with_lines(("500 MUSD2024\nother_public_support: 100", "1950 MUSD2024\nother_public_support: 100")),
        CRITICAL,
        "budget.support",
        "line 15, grant_requested; line 16, other_public_support; line 14, total_cost",
        "come to 2,050 MUSD2024, more than total_cost, 2,000 MUSD2024.",
        "lower the grant or correct total_cost",
    ),
    "a large grant": (
        with_lines(("grant_requested: 500", "grant_requested: 1300")),
        WARNING,
        "budget.grant_share",
        "line 15, grant_requested",
        "65.0% of total_cost",
        "Name other sources",
    ),
    "building before applying": (
        with_lines(("2027-05-01", "2026-01-01")),
        CRITICAL,
        "form.dates",
        "line 8, construction_start; line 7, submitted",
        "construction_start is 2026-01-01, before submitted, 2026-09-30.",
        "submitted comes first",
    ),
    "operating before building": (
        with_lines(("2030-06-01", "2027-04-30")),
        CRITICAL,
        "form.dates",
        "line 9, operation_start; line 8, construction_start",
        "operation_start is 2027-04-30, before construction_start, 2027-05-01.",
        "Correct one of the two dates",
    ),
    "too far away": (
        with_lines(("2030-06-01", "2095-06-01")),
        CRITICAL,
        "form.bounds",
        "line 9, operation_start",
        "operation_start is 2095-06-01; it may be 2020 to 2060.",
        "Check the year",
    ),
    "prices of the future": (
        with_lines(("2026-09-30", "2023-09-30")),
        CRITICAL,
        "form.price_year",
        "line 11, price_year",
        "price_year is 2024, and the application is of 2023-09-30",
        "Write the year",
    ),
    "no such country": (
        with_lines(("country: US", "country: UK")),
        CRITICAL,
        "form.country",
        "line 5, country",
        "'UK' is not the code of a country",
        "For United Kingdom write GB.",
    ),
    "no such currency": (
        with_lines(("currency: USD", "currency: USS")),
        CRITICAL,
        "form.currency",
        "line 10, currency",
        "no exchange rate for the currency 'USS'",
        "Did you mean 'USD'?",
    ),
    "readiness out of its scale": (
        with_lines(("maturity: 7", "maturity: 70")),
        CRITICAL,
        "form.bounds",
        "line 13, maturity",
        "maturity is 70; it may be 1 to 9.",
        "correct the value",
    ),
    "a negative amount": (
        with_lines(("grant_requested: 500", "grant_requested: -500")),
        CRITICAL,
        "form.bounds",
        "line 15, grant_requested",
        "it may be 0 USD2024 or more",
        "correct",
    ),
    "unknown technology": (
        with_lines(("floating_wind", "floating_wnd")),
        CRITICAL,
        "unknown_technology",
        "line 21, blocks.1.technology",
        "no evaluator",
        "floating_wind, store",
    ),
    "unknown site": (
        with_lines(("site: bering", "site: behring")),
        CRITICAL,
        "unknown_site",
        "line 22, blocks.1.site",
        "The site 'behring' is not known.",
        "Send the site's file",
    ),
}


@pytest.fixture(scope="module")
def forms_found() -> list[Finding]:
    """All bad forms judged as one batch, each under an id of its own, as in a run."""
    batch = [
        one for n, (text, *_) in enumerate(BAD_FORMS.values()) for one in proposals(text.replace("T-1", f"F-{n}"), f"f{n}.yaml")
    ]
    return validate(batch, EVALUATORS, SITES)


@pytest.mark.parametrize("case", BAD_FORMS)
def test_a_bad_form_is_found_with_place_and_remedy(case, forms_found):
    _, severity, rule, place, reason, remedy = BAD_FORMS[case]
    n = list(BAD_FORMS).index(case)
    [one] = [finding for finding in forms_found if finding.project_id == f"F-{n}"]
    assert (one.severity, one.rule, one.place) == (severity, rule, place)
    assert reason in one.reason and remedy in one.remedy
    assert (one.version, one.file) == (1, f"f{n}.yaml") and one.content


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


def test_every_reason_of_one_proposal_is_given_in_a_fixed_order():
    text = with_lines(("500 MW", "0 MW"), ("country: US", "country: UK"), ("floaters: 800", "floaters: 700"), ("iea_15mw", "iea"))
    rules = [one.rule for one in found(text)]
    assert rules == ["form.country", "budget.sum", "contract.bounds", "contract.choice"]


def test_the_order_of_files_changes_nothing():
    texts = [GOOD.replace("T-1", f"T-{n}").replace("500 MW", f"{n % 2 * 500} MW") for n in range(6)]
    forward = [one for n, text in enumerate(texts) for one in proposals(text, f"{n}.yaml")]
    assert validate(forward, EVALUATORS, SITES) == validate(forward[::-1], EVALUATORS, SITES)
    assert {one.project_id for one in validate(forward, EVALUATORS, SITES)} == {"T-0", "T-2", "T-4"}


def test_a_good_proposal_is_not_touched_by_a_bad_neighbour():
    batch = proposals(GOOD, "good.yaml") + proposals(GOOD.replace("T-1", "T-2").replace("500 MW", "0 MW"), "bad.yaml")
    assert {one.project_id for one in validate(batch, EVALUATORS, SITES)} == {"T-2"}


def test_budget_in_yen_is_said_in_yen():
    text = with_lines(("currency: USD", "currency: JPY"), ("price_year: 2024", "price_year: 2023"))
    text = re.sub(r"(\d+) MUSD2024", r"\1 billion JPY2023", text).replace("floaters: 800", "floaters: 780")
    [one] = found(text)
    assert "come to 1,980 billion JPY2023, total_cost is 2,000 billion JPY2023: 20 billion JPY2023 less" in one.reason


def test_rounding_of_budget_lines_is_let_pass_up_to_half_a_per_cent():
    assert found(with_lines(("floaters: 800", "floaters: 791"))) == []
    assert [one.rule for one in found(with_lines(("floaters: 800", "floaters: 789")))] == ["budget.sum"]


def test_a_budget_line_that_cannot_be_read_is_the_only_reason():
    assert [(one.rule, one.field) for one in found(with_lines(("floaters: 800 MUSD2024", "floaters: 800")))] == [
        ("unit", "floaters")
    ]


# --- one id


def test_two_contents_under_one_id_and_version_are_both_refused():
    batch = proposals(GOOD, "first.yaml") + proposals(GOOD.replace("500 MW", "600 MW"), "second.yaml")
    first, second = sorted(validate(batch, EVALUATORS, SITES), key=lambda one: one.file)
    assert first.rule == second.rule == "identity.two_contents" and first.severity == CRITICAL
    assert first.reason == "The proposal 'T-1', version 1, stands in first.yaml and with other content in second.yaml."
    assert second.reason.endswith("in second.yaml and with other content in first.yaml.") and second.place == "line 1, id"
    assert "give it version 2" in first.remedy and first.content != second.content


def test_the_same_content_twice_and_a_higher_version_are_no_conflict():
    batch = (
        proposals(GOOD, "first.yaml")
        + proposals(GOOD, "copy.yaml")
        + proposals(GOOD.replace("version: 1", "version: 2").replace("500 MW", "600 MW"), "new.yaml")
    )
    assert validate(batch, EVALUATORS, SITES) == []


def test_a_proposal_of_an_earlier_run_is_refused_too():
    known = [Known("T-1", 1, "0" * 32, "old.yaml"), Known("T-2", 1, "1" * 32, "other.yaml")]
    both = validate(proposals(GOOD), EVALUATORS, SITES, known)
    assert {(one.file, one.content == "0" * 32) for one in both} == {("old.yaml", True), ("t1.yaml", False)}


# --- the judge itself


def suite_of(values: list[float], rule: str = "few") -> Suite:
    def say(row: int) -> list[Finding]:
        return [Finding(WARNING, rule, str(row), "", "")]

    one = Rule(rule, "at most 1", WARNING, "ExpectColumnValuesToBeBetween", {"column": "value", "max_value": 1}, say)
    return Suite("made", table([{"value": value} for value in values], {"value": "float64"}), ("row_id", "value"), (one,))


def test_an_empty_frame_is_no_pass():
    with pytest.raises(ValidationBroken, match=r"The frame of the suite 'made' is empty: nothing was judged\."):
        judge(suite_of([]))


def test_a_missing_column_is_no_pass():
    good = suite_of([0.0])
    with pytest.raises(ValidationBroken, match="suite 'made' lacks the column 'value'"):
        judge(replace(good, frame=good.frame.drop(columns="value")))


def test_an_unknown_column_is_no_pass():
    good = suite_of([0.0])
    with pytest.raises(ValidationBroken, match="suite 'made' has the unknown column 'more'"):
        judge(replace(good, frame=good.frame.assign(more=1)))


def test_a_rule_that_cannot_be_run_is_no_pass():
    good = suite_of([0.0, 1.0])
    with pytest.raises(ValidationBroken, match="could not run the rule 'few'"):
        judge(replace(good, frame=good.frame.assign(value=["a", "b"])))


def test_a_column_lost_on_the_way_to_a_real_suite_is_no_pass():
    suite = form_suite(proposals(GOOD))
    with pytest.raises(ValidationBroken, match="suite 'form' lacks the column 'country'"):
        judge(replace(suite, frame=suite.frame.drop(columns="country")))


def test_each_failing_row_is_named_and_missing_values_are_not():
    judgement = judge(suite_of([0.0, 5.0, math.nan, 7.0]))
    assert [one.found for one in judgement.findings] == ["1", "3"]
    [tally] = judgement.tallies
    assert (tally.rows, tally.failed) == (4, 2)


def test_eight_threads_each_judge_their_own_frame():
    def count(n: int) -> tuple[int, int]:
        judgement = judge(suite_of([0.0] * (50 + n) + [2.0] * n))
        return judgement.tallies[0].rows, len(judgement.findings)

    sizes = [n % 13 for n in range(40)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(count, sizes)) == [(50 + 2 * n, n) for n in sizes]


def test_eight_threads_each_validate_their_own_batch():
    def bad(n: int) -> int:
        texts = [GOOD.replace("T-1", f"T-{i}").replace("500 MW", "500 MW" if i >= n else "0 MW") for i in range(n + 3)]
        return len(validate([one for text in texts for one in proposals(text)], EVALUATORS, SITES))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(bad, range(8))) == list(range(8))


def test_suites_ran_are_told_for_the_report():
    whole = validated(proposals(with_lines(("500 MW", "0 MW"))), EVALUATORS, SITES)
    assert [one.suite for one in whole.judgements] == [
        "facts",
        "identity",
        "form",
        "budget",
        "contract of floating_wind",
        "site cards",
        "place of sites",
        "hours of bering",
        "patterns of series",
        "rules",
    ]
    failed = [(one.suite, tally.meaning) for one in whole.judgements for tally in one.tallies if tally.failed]
    assert failed == [("contract of floating_wind", "capacity is at least 1 MW")]


# --- places on Earth


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


def test_there_are_249_countries():
    assert len(COUNTRIES) == 249 and {"US", "JP", "GB"} < COUNTRIES and "UK" not in COUNTRIES
