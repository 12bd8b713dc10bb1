"""What is read right, and what is said where it cannot be read: each with field, place, found text and remedy."""

from __future__ import annotations

import math

import numpy as np
import pytest

from evaluators.toolkit.contract import answer, choice, evaluator, given, measured
from evaluators.toolkit.row import AssumptionTable, Line
from flows import readers
from flows.cast import CastProposal, cast_proposal, content_hash
from flows.facts import Document, Fact
from flows.findings import CRITICAL, WARNING
from flows.sites import gather_sites

FIXED = Line(1.0, 1.0, 1.0, "fixed", "1", None, "made for this test")
GRIDS = AssumptionTable("power/grids.csv", {name: {"factor": FIXED} for name in ("JP", "US-AK")})


@evaluator("electrolyser", answers={"hydrogen": answer("tonne/year", "hydrogen made", least=0)})
def electrolyser(
    capacity=given("MW", "power taken", least=1, most=5000, example=100.0),
    specific_capex=given("USD2024/kW", "cost of the stack", least=1, most=9000, example=1200.0),
    efficiency=given("1", "share of energy kept", least=0.1, most=1, optional=True),
    grid=choice(GRIDS, "the grid that feeds it", example="JP"),
):
    return {}


@evaluator("farm", one_of=[("wind_speed_hourly", "wind_speed_monthly")])
def farm(
    capacity=given("MW", "power", least=1, most=5000, example=100.0),
    wind_speed_hourly=measured("m/s", "wind, a year of hours", optional=True, shape="hour"),
    wind_speed_monthly=measured("m/s", "wind by month", optional=True, shape="month"),
    water_depth=measured("m", "depth of the water", example=100.0),
):
    return {}


@evaluator("shed")
def shed(area=given("m**2", "floor", example=10.0), temperature=measured("degC", "mean temperature", optional=True)):
    return {}


EVALUATORS = {"electrolyser": electrolyser, "farm": farm, "shed": shed}
HEADER = """\
id: T-1
title: Test plant
applicant: Sample Applicant
country: JP
pillar: hydrogen
submitted: 2026-09-30
operation_start: 2030-06-01
currency: JPY
price_year: 2023
estimate_class: 4
maturity: 7
total_cost: 200 billion JPY
grant_requested: 50 billion JPY
"""
BLOCK = """\
blocks:
  - technology: electrolyser
    given:
      capacity: 0.5 GW
      specific_capex: 1200 USD2024/kW
      grid: JP
    claim:
      hydrogen: 60000 to 70000 t/year
"""


def cast(text: str, sites: dict | None = None) -> CastProposal:
    [document] = readers.read("proposals", "t.yaml", text.encode())
    return cast_proposal(document, "t.yaml", "c" * 64, EVALUATORS, sites or {})


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


# what is changed, severity, rule, field, place, found, what the reason says, what the remedy says
CASES = {
    "a bare number": (
        "capacity: 0.5 GW",
        "capacity: 500",
        CRITICAL,
        "unit",
        "capacity",
        "line 17, blocks.1.given.capacity",
        "500",
        "'500' has no unit.",
        "Write for instance '500 MW'.",
    ),
    "another dimension": (
        "capacity: 0.5 GW",
        "capacity: 500 t",
        CRITICAL,
        "unit",
        "capacity",
        "line 17, blocks.1.given.capacity",
        "500 t",
        "this field wants power",
        "in MW",
    ),
    "NaN": (
        "capacity: 0.5 GW",
        "capacity: .nan",
        CRITICAL,
        "unit",
        "capacity",
        "line 17, blocks.1.given.capacity",
        ".nan",
        "",
        "100 MW",
    ),
    "a range written from high to low": (
        "0.5 GW",
        "700 to 500 MW",
        CRITICAL,
        "unit",
        "capacity",
        "line 17, blocks.1.given.capacity",
        "700 to 500 MW",
        "from high to low",
        "smaller end first",
    ),
    "a decimal comma": (
        "0.5 GW",
        "0,5 GW",
        CRITICAL,
        "unit",
        "capacity",
        "line 17, blocks.1.given.capacity",
        "0,5 GW",
        "ambiguous",
        "decimals with a point",
    ),
    "an unknown field": (
        "capacity: 0.5 GW",
        "capacity: 0.5 GW\n      specific_capx: 3 MW",
        WARNING,
        "unknown_field",
        "specific_capx",
        "line 18, blocks.1.given.specific_capx",
        "3 MW",
        "no input of electrolyser",
        "Did you mean specific_capex?",
    ),
    "a field that resembles none": (
        "capacity: 0.5 GW",
        "capacity: 0.5 GW\n      zzz: 3 MW",
        WARNING,
        "unknown_field",
        "zzz",
        "line 18, blocks.1.given.zzz",
        "3 MW",
        "'zzz' is no input",
        "Known are: capacity, efficiency, grid, specific_capex.",
    ),
    "an unknown word of a block": (
        "    given:",
        "    sight: bering\n    given:",
        WARNING,
        "unknown_field",
        "sight",
        "line 16, blocks.1.sight",
        "bering",
        "no part of a block",
        "Did you mean site",
    ),
    "a missing input": (
        "      capacity: 0.5 GW\n",
        "",
        CRITICAL,
        "missing",
        "capacity",
        "line 15, blocks.1.technology",
        "",
        "electrolyser needs 'capacity' (power taken)",
        "Let the proposal state 'capacity', for instance 100.0 MW.",
    ),
    "a missing choice": (
        "      grid: JP\n",
        "",
        CRITICAL,
        "missing",
        "grid",
        "line 15, blocks.1.technology",
        "",
        "needs 'grid'",
        "for instance JP.",
    ),
    "no technology": (
        "technology: electrolyser",
        "site: nowhere",
        CRITICAL,
        "unknown_technology",
        "technology",
        "block 1",
        "",
        "names no technology",
        "electrolyser, farm, shed",
    ),
    "an unknown technology": (
        "technology: electrolyser",
        "technology: electroliser",
        CRITICAL,
        "unknown_technology",
        "technology",
        "line 15, blocks.1.technology",
        "electroliser",
        "no evaluator for the technology 'electroliser'",
        "electrolyser, farm, shed",
    ),
    "a claim of nothing we answer": (
        "hydrogen: 60000",
        "hydrogn: 60000",
        WARNING,
        "unknown_field",
        "hydrogn",
        "line 21, blocks.1.claim.hydrogn",
        "60000 to 70000 t/year",
        "no answer of electrolyser",
        "Did you mean hydrogen",
    ),
    "a claim in another dimension": (
        "60000 to 70000 t/year",
        "60 GW",
        CRITICAL,
        "unit",
        "hydrogen",
        "line 21, blocks.1.claim.hydrogen",
        "60 GW",
        "power",
        "tonne/year",
    ),
    "a version that is no number": (
        "id: T-1",
        "id: T-1\nversion: final",
        CRITICAL,
        "unreadable",
        "version",
        "line 2, version",
        "final",
        "not a whole number",
        "such as 1.",
    ),
    "a hostile id": (
        "id: T-1",
        "id: ../../etc",
        CRITICAL,
        "unreadable",
        "id",
        "line 1, id",
        "../../etc",
        "not the fund's number",
        "such as 'CTIF-001'",
    ),
    "a country in words": (
        "country: JP",
        "country: Japan",
        CRITICAL,
        "form.country",
        "country",
        "line 4, country",
        "Japan",
        "'Japan' is not the code of a country",
        "For Japan write JP.",
    ),
    "a date in words": (
        "2030-06-01",
        "mid 2030",
        CRITICAL,
        "unreadable",
        "operation_start",
        "line 7, operation_start",
        "mid 2030",
        "not a date",
        "2030-06-01",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_be_read_is_said_with_place_and_remedy(case):
    old, new, severity, rule, field, place, written, reason, remedy = CASES[case]
    assert old in HEADER + BLOCK
    [one] = cast((HEADER + BLOCK).replace(old, new, 1)).findings
    assert (one.severity, one.rule, one.field, one.place, one.found) == (severity, rule, field, place, written)
    assert reason in one.reason and remedy in one.remedy
    assert one.reason.endswith(".") and one.remedy[-1] in ".?" and not one.remedy[0].islower()


def test_no_price_year_is_missing_and_each_amount_without_one_is_named():
    findings = cast((HEADER + BLOCK).replace("price_year: 2023\n", "")).findings
    assert [(one.rule, one.field, one.place) for one in findings] == [
        ("missing", "price_year", "header"),
        ("unit", "total_cost", "line 11, total_cost"),
        ("unit", "grant_requested", "line 12, grant_requested"),
    ]
    assert findings[1].reason == "'billion JPY' has no price year." and "JPY2024" in findings[1].remedy


def test_amounts_that_name_their_own_money_need_no_header():
    one = cast((HEADER + BLOCK).replace("price_year: 2023\n", "").replace("billion JPY", "billion JPY2023"))
    assert [(f.rule, f.field) for f in one.findings] == [("missing", "price_year")]


def test_a_claim_that_nobody_can_promise_is_read_and_told():
    one = cast(HEADER + BLOCK + "      feasible: 90 %\n      cost_per_tonne: 80 USD2024/t\n")
    [found] = one.findings
    assert (found.severity, found.rule, found.field, found.found) == (WARNING, "claim.not_promised", "feasible", "90 %")
    assert found.reason.endswith("is the fund's own estimate; an applicant cannot promise it.")
    assert "cost_per_tonne" in found.remedy and "npv_with_grant" not in found.remedy
    assert one.blocks[0].claims["feasible"].value == (0.9, 0.9), "it is read all the same"


def test_no_block():
    [one] = cast(HEADER).findings
    assert (one.rule, one.field, one.severity) == ("missing", "blocks", CRITICAL) and "Add a block" in one.remedy


def test_an_empty_field_is_missing_and_an_empty_claim_is_none():
    document = Document(
        "proposals",
        "T",
        facts=[
            *(
                fact
                for fact in readers.read("proposals", "t.yaml", (HEADER + BLOCK).encode())[0].facts
                if fact.field != "hydrogen"
            ),
            Fact("claim", "1", "hydrogen", " ", "t/year", "sheet Block 1, cell C9"),
            Fact("budget", "", "stacks", "", "MUSD2024", "sheet Budget, cell B2"),
        ],
    )
    assert cast_proposal(document, "t.xlsx", "c" * 64, EVALUATORS, {}).findings == []


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
