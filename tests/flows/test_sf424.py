"""Grants.gov's SF-424 and SF-424A are read to the last field."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from sf424_forms import (
    FORMS,
    NS,
    SAMPLES,
    Budget,
    body,
    cast,
    envelope,
    kept,
    needs_samples,
    no_network,  # noqa: F401 - a fixture
    placed,
    read,
    said,
    sample,
    walked,
)

from flows.expectations.countries import COUNTRIES
from flows.readers._country_codes import TWO_LETTERS, two_letters

# --- read to the last field ---


@needs_samples
@pytest.mark.parametrize("name", FORMS)
def test_nothing_of_a_sample_is_lost_and_every_fact_has_a_path_and_line_of_its_own(name):
    data = sample(name)
    document = read(data, f"{name}.xml")
    assert kept(document) == walked(data) and len(walked(data)) > 8
    facts = [fact for fact in document.facts if fact.group == "form"]
    assert len({fact.field for fact in facts}) == len(facts)
    lines = data.decode().splitlines()
    for fact in facts:
        if fact.field == "form":
            continue
        line, path = re.fullmatch(r"line (\d+), (.+)", fact.where).groups()
        assert path == fact.field and fact.raw in lines[int(line) - 1]


@needs_samples
def test_nothing_of_an_envelope_with_both_forms_is_lost():
    data = envelope(body(FORMS[1]), body(FORMS[3]), b'<o:Other xmlns:o="http://x/o">A<o:In>B</o:In>C</o:Other>')
    document = read(data)
    assert kept(document) == walked(data)
    assert document.name == "GRANT00012345"
    assert [f.raw for f in document.facts if (f.group, f.field) == ("form", "form")] == ["SF-424 4.0", "SF-424A 1.0"]
    line = placed(document, "form", "BudgetInformation.BudgetSummary.SummaryLineItem.@activityTitle").split(",")[0]
    assert b'SummaryLineItem SF424A:activityTitle="Research' in data.splitlines()[int(line.removeprefix("line ")) - 1]
    assert said(document, "form")["GrantApplication.Forms.Other"] == "A C"


@needs_samples
def test_an_sf424_becomes_header_and_cost_share():
    document = read(sample(FORMS[1]), "minimal.xml")
    assert document.name == "minimal" and document.format == "Grants.gov form XML"
    assert said(document, "proposal") == {
        "title": "Test Project Title", "applicant": "Test Organization", "country": "US", "submitted": "2024-01-01",
        "construction_start": "2024-04-01", "currency": "USD", "price_year": "2024", "call": "TEST-FON-2024-001",
        "grant_requested": "100000.00", "total_cost": "100000.00",
    }  # fmt: skip
    assert said(document, "cost_share") == {
        "grant": "100000.00", "applicant": "0.00", "state": "0.00", "local": "0.00", "other": "0.00", "program_income": "0.00",
    }  # fmt: skip
    assert placed(document, "proposal", "total_cost") == "line 33, SF424_4_0.TotalEstimatedFunding"
    assert placed(document, "proposal", "country") == "line 14, SF424_4_0.Applicant.Country (USA: UNITED STATES)"
    assert placed(document, "proposal", "price_year").startswith("by convention of the SF-424: ")
    one = cast(document)
    assert one.header["grant_requested"].value == (100000.0, 100000.0)
    assert said(document, "form")["SF424_4_0.ProjectEndDate"] == "2025-03-31"


@needs_samples
def test_an_sf424a_becomes_budget_cost_share_and_disbursement():
    document = read(sample(FORMS[3]))
    assert said(document, "budget") == {
        "personnel": "30000.00", "fringe_benefits": "10000.00", "travel": "5000.00", "equipment": "0.00", "supplies": "3000.00",
        "contractual": "2000.00", "construction": "0.00",
    }  # fmt: skip
    assert said(document, "cost_share") == {"applicant": "10000.00", "state": "5000.00", "other": "5000.00"}
    # The "first" future year of section E is the year after the first budget period of section D.
    assert said(document, "disbursement") == {
        "year_1": "100000.00", "year_2": "50000.00", "year_3": "0.00", "year_4": "0.00", "year_5": "0.00",
    }  # fmt: skip
    assert placed(document, "cost_share", "state").startswith("by convention of the SF-424A, ")
    assert ": line 43, BudgetInformation.NonFederalResources.ResourceTotals." in placed(document, "cost_share", "state")
    both = read(envelope(body(FORMS[1]), body(FORMS[3])))
    assert said(both, "cost_share")["applicant"] == "0.00"  # where an SF-424 says it, it goes first
    assert cast(both).disbursement["year_2"].value == (50000.0, 50000.0)


def test_without_section_d_the_first_year_is_the_federal_money_of_section_a():
    table = Budget([[4000], [600]], years=[[100, 0, 0, 0], [5, 0, 0, 0]])
    without = re.sub(r"<BudgetForecastedCashNeeds>.*</BudgetForecastedCashNeeds>", "", table.xml(), flags=re.S)
    assert said(read(without), "disbursement")["year_1"] == f"{sum(table.federal)}.00"
    assert said(read(without), "disbursement")["year_2"] == "105.00"


def test_activities_without_a_total_are_lines_of_their_own():
    xml = (
        f'<BudgetInformation xmlns="{NS}"><BudgetCategories><CategorySet activityTitle="a"><BudgetTravelRequestedAmount>7'
        '</BudgetTravelRequestedAmount></CategorySet><CategorySet activityTitle="b"><BudgetTravelRequestedAmount>8'
        "</BudgetTravelRequestedAmount></CategorySet></BudgetCategories></BudgetInformation>"
    )
    assert said(read(xml), "budget") == {"travel_1": "7", "travel_2": "8"}


def test_the_table_of_countries_has_every_code_of_two_letters_once():
    own = ("DGA", "FXX", "XGZ", "XJM", "XSV", "XWB")
    iso = {three: two for three, two in TWO_LETTERS.items() if three not in own}
    assert Counter(iso.values()) == Counter(COUNTRIES) and set(TWO_LETTERS.values()) == COUNTRIES
    assert two_letters("JPN: JAPAN") == "JP" and two_letters("XKS: KOSOVO") == "XKS: KOSOVO"


@needs_samples
def test_what_grants_gov_calls_a_country_is_known_but_for_what_is_none():
    text = (SAMPLES / "UniversalCodes-V2.0.xsd").read_text(encoding="utf-8")
    current = text.partition('name="CountryCodeDataTypeV3"')[2].partition("</xs:simpleType>")[0]
    names = dict(re.findall(r'value="([A-Z]{3}): ([^"]*)"', current))
    known = {three: name for three, name in names.items() if three in TWO_LETTERS}
    assert len(known) > 225
    # Uninhabited islands, bases and unnamed entities; Kosovo has no code in ISO 3166-1. All begin with an X but one.
    assert {three for three in names if three not in known and not three.startswith("X")} == {"CPT"}
