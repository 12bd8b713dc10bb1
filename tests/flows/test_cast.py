"""What is read right: money, dates, units, what a site brings, and what makes two contents one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from small_plants import BLOCK, EVALUATORS, FIXED, HEADER, cast

from evaluators.toolkit.contract import choice, evaluator, given
from evaluators.toolkit.row import AssumptionTable
from flows import readers
from flows.cast import CastProposal, cast_proposal, content_hash
from flows.facts import Document, Fact
from flows.findings import CRITICAL, WARNING
from flows.sites import gather_sites


def test_a_proposal_read_right():
    one = cast(HEADER + BLOCK)
    assert one.findings == []
    assert (one.project_id, one.version, one.text("title")) == ("T-1", 1, "Test plant")
    [block] = one.blocks
    assert block.values == {"capacity": (500.0, 500.0), "specific_capex": (1200.0, 1200.0), "grid": "JP"}
    assert block.claims["hydrogen"].value == pytest.approx((60_000.0, 70_000.0))
    assert block.places["capacity"] == "line 17, blocks.1.given.capacity"


def test_money_takes_currency_and_year_of_the_header_and_says_how():
    one = cast(HEADER.replace("50 billion JPY", "50 billion") + BLOCK)
    low, high = one.header["grant_requested"].value
    # 140.5 JPY/USD was the mean of 2023 (Bank of Japan, IMF IFS); the deflator of a year is a few per cent.
    assert low == high == pytest.approx(50e9 / 140.5 * 1.02, rel=0.03)
    assert one.header["grant_requested"].how.startswith("JPY2023 -> USD2023 at")


def test_a_date_becomes_a_year_and_its_part():
    low, high = cast(HEADER + BLOCK).header["operation_start"].value
    assert low == high == pytest.approx(2030 + 151 / 365.25)


def test_a_unit_in_a_cell_of_its_own():
    document = readers.read("proposals", "t.yaml", (HEADER + BLOCK).encode())[0]
    document.facts = [fact for fact in document.facts if fact.field != "capacity"] + [
        Fact("given", "1", "capacity", "500", "kW", "sheet Block 1, cell C4")
    ]
    assert cast_proposal(document, "t.xlsx", "c" * 64, EVALUATORS, {}).blocks[0].values["capacity"] == (0.5, 0.5)


# --- sites

FARM = HEADER + "blocks:\n  - technology: farm\n    site: bering\n    given: {capacity: 500 MW}\n"
CARD = "latitude: 55.0 N\nwater_depth: 0.1 km\n"


def site(card: str = CARD, series: dict | None = None, units: dict | None = None) -> dict:
    documents = [("bering.yaml", "a" * 64, one) for one in readers.read("sites", "bering.yaml", card.encode())]
    weather = Document("sites", "bering", series=series if series is not None else {"wind_speed": [8.0] * 8760})
    weather.series_units = units or dict.fromkeys(weather.series, "m/s")
    return gather_sites([*documents, ("bering.tmy3.csv", "b" * 64, weather)])


def test_a_site_brings_what_is_measured_in_the_declared_unit():
    [block] = cast(FARM, site(series={"wind_speed": [36.0] * 8760}, units={"wind_speed": "km/h"})).blocks
    assert block.values["water_depth"] == (100.0, 100.0) and block.places["water_depth"] == "site bering"
    assert block.values["wind_speed_hourly"].shape == (8760,) and math.isclose(block.values["wind_speed_hourly"][0], 10.0)
    assert not block.values["wind_speed_hourly"].flags.writeable


def test_a_monthly_table_stands_in_for_the_hours():
    one = cast(FARM, site(series={"monthly_wind_speed": [8.0] * 12}))
    assert one.findings == [] and np.all(one.blocks[0].values["wind_speed_monthly"] == 8.0)


@pytest.mark.parametrize(("unit", "reason"), [("", "has no unit"), ("kg", "is a mass")])
def test_a_series_whose_unit_does_not_fit_refuses_the_block(unit, reason):
    [one] = cast(FARM, site(series={"monthly_wind_speed": [8.0] * 12}, units={"monthly_wind_speed": unit})).findings
    assert (one.severity, one.rule, one.field, one.place) == (
        CRITICAL,
        "unit",
        "wind_speed_monthly",
        "site bering, wind_speed_monthly",
    )
    assert reason in one.reason and "The site 'bering'" in one.reason and one.remedy.endswith(".")


def test_a_site_without_any_wind():
    [one] = cast(FARM, site(series={})).findings
    assert one.reason == "farm needs one of wind_speed_hourly, wind_speed_monthly; the site 'bering' has none."
    assert "Send an hourly series or a monthly table" in one.remedy


def test_a_site_that_lacks_a_number():
    [one] = cast(FARM, site("latitude: 55.0 N\n")).findings
    assert (one.rule, one.field) == (
        "missing",
        "water_depth",
    ) and one.remedy == "Let the site state 'water_depth', for instance 100.0 m."


def test_an_unknown_site_does_not_hide_what_else_is_missing():
    findings = cast(FARM.replace("{capacity: 500 MW}", "{}").replace("bering", "behring"), site()).findings
    assert [(one.rule, one.field) for one in findings] == [("unknown_site", "site"), ("missing", "capacity")]
    assert findings[0].reason == "The site 'behring' is not known." and findings[0].place == "line 16, blocks.1.site"


def test_no_site_where_one_is_needed():
    [one] = cast(FARM.replace("    site: bering\n", ""), site()).findings
    assert (one.rule, one.reason, one.place) == ("unknown_site", "The block names no site.", "line 15, blocks.1.technology")


def test_a_site_that_is_only_welcome_is_not_needed_and_an_unknown_one_is_a_warning():
    text = HEADER + "blocks:\n  - technology: shed\n    given: {area: 20 m**2}\n"
    assert cast(text).findings == []
    [one] = cast(text + "    site: nowhere\n").findings
    assert (one.severity, one.rule) == (WARNING, "unknown_site")


# --- identity


def test_the_content_is_what_is_said_not_where_or_in_what_order():
    first = readers.read("proposals", "a.yaml", (HEADER + BLOCK).encode())[0]
    lines = HEADER.splitlines(keepends=True)
    moved = readers.read("proposals", "b.yaml", ("# a comment\n" + "".join(lines[::-1]) + BLOCK).encode())[0]
    other = readers.read("proposals", "a.yaml", (HEADER + BLOCK).replace("0.5 GW", "0.6 GW").encode())[0]
    assert content_hash(first) == content_hash(moved) != content_hash(other)


def test_a_proposal_without_an_id_goes_by_its_file():
    one = cast((HEADER + BLOCK).replace("id: T-1\n", ""))
    assert one.project_id == "t" and [(f.rule, f.field) for f in one.findings] == [("missing", "id")]


CREDITS = AssumptionTable("power/credits.csv", {name: {"rate": FIXED} for name in ("none", "us_45q", "japan_gx")})


@evaluator("wind", product="MWh")
def wind(
    capacity=given("MW", "power", example=100.0),
    own_use=given("MWh/year", "energy that stays in the project", optional=True),
    credit=choice(CREDITS, "tax credit", example="none"),
):
    return {}


@evaluator("store", product="kg")
def store(gas=given("tonne", "hydrogen", example=100.0)):
    return {}


def two_blocks(country: str, credit: str, own_use: str = "") -> CastProposal:
    text = HEADER.replace("country: JP", f"country: {country}") + (
        f"blocks:\n  - technology: wind\n    given: {{capacity: 5 MW, credit: {credit}{own_use}}}\n"
        "  - technology: store\n    given: {gas: 10 t}\n"
    )
    [document] = readers.read("proposals", "t.yaml", text.encode())
    return cast_proposal(document, "t.yaml", "c" * 64, {"wind": wind, "store": store}, {})


@pytest.mark.parametrize(("country", "credit", "meant"), [("JP", "us_45q", "US"), ("US", "japan_gx", "JP")])
def test_a_row_of_another_country_is_refused(country, credit, meant):
    [found] = [one for one in two_blocks(country, credit).findings if one.severity == CRITICAL]
    assert (found.rule, found.field, found.found, found.place) == ("country", "credit", credit, "line 16, blocks.1.given.credit")
    assert f"which is for {meant}" in found.reason
    assert "Choose another credit: none, " in found.remedy and credit not in found.remedy


@pytest.mark.parametrize(("country", "credit"), [("JP", "none"), ("US", "us_45q"), ("JP", "japan_gx"), ("NO", "none")])
def test_a_row_of_the_own_country_or_of_none_stands(country, credit):
    assert not [one for one in two_blocks(country, credit).findings if one.rule == "country"]


def test_blocks_that_may_feed_each_other_are_asked_how_much():
    [found] = [one for one in two_blocks("JP", "none").findings if one.rule == "linked_blocks"]
    assert found.severity == WARNING and "State own_use in block 1" in found.remedy
    assert two_blocks("JP", "none", ", own_use: 100 MWh/year").findings == []
