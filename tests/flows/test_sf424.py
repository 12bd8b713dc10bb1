"""Grants.gov's SF-424 and SF-424A: read to the last field, checked against their schemas, added up, and safe to open."""

from __future__ import annotations

import contextlib
import io
import re
import socket
import time
import xml.etree.ElementTree as ElementTree  # on our own samples alone
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import readers
from flows.cast import CastProposal, cast_proposal
from flows.expectations.countries import COUNTRIES
from flows.expectations.grants_forms import grants_forms_suite
from flows.facts import Document, Unreadable
from flows.findings import CRITICAL, WARNING, Finding
from flows.readers import proposal_sf424
from flows.readers._country_codes import TWO_LETTERS, two_letters
from flows.validate import validated

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "sf424"
FORMS = ("continuation_application_sf424", "minimal_valid_sf424", "sf424a_minimal_non_federal_resources_only",
         "sf424a_with_forecasted_cash_needs")  # fmt: skip
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="samples of the SF-424 (../shared/samples/sf424) are not here")
NS = "http://apply.grants.gov/forms/SF424A-V1.0"
WRAP = f'<BudgetInformation xmlns="{NS}">%s</BudgetInformation>'


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("a reader of forms opened a socket")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.delenv("CLEANFUND_SCHEMAS", raising=False)


@pytest.fixture
def schemas(monkeypatch):
    monkeypatch.setenv("CLEANFUND_SCHEMAS", str(SAMPLES))


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.xml").read_bytes()


def read(data: bytes | str, name: str = "form.xml") -> Document:
    (document,) = readers.read("proposals", name, data.encode() if isinstance(data, str) else data)
    return document


def refused(data: bytes | str, name: str = "form.xml"):
    with pytest.raises(Unreadable) as caught:
        readers.read("proposals", name, data.encode() if isinstance(data, str) else data)
    return caught.value.trouble


def cast(document: Document) -> CastProposal:
    return cast_proposal(document, f"{document.name}.xml", "0" * 64, {}, {})


def said(document: Document, group: str) -> dict[str, str]:
    return {fact.field: fact.raw for fact in document.facts if fact.group == group}


def placed(document: Document, group: str, field: str) -> str:
    return next(fact.where for fact in document.facts if (fact.group, fact.field) == (group, field))


def found_by_the_forms_rules(*documents: Document) -> list[Finding]:
    """What the suite says, without Great Expectations: a row misses a rule where its column is above zero."""
    suite = grants_forms_suite([cast(document) for document in documents])
    assert suite is not None
    return [
        finding
        for rule in suite.rules
        for row, off in enumerate(suite.frame[rule.arguments["column"]])
        if off > 0
        for finding in rule.say(row)
    ]


def body(name: str) -> bytes:
    """A sample without its declaration, to be put into an envelope."""
    return sample(name).split(b"?>", 1)[1].strip()


def envelope(*forms: bytes) -> bytes:
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<g:GrantApplication xmlns:g="http://apply.grants.gov/system/MetaGrantApplication"'
        b' xmlns:f="http://apply.grants.gov/system/Footer-V1.0">\n<g:Forms>\n' + b"\n".join(forms) + b"\n</g:Forms>\n"
        b'<f:GrantSubmissionFooter f:schemaVersion="1.0">\n'
        b"<f:ReceivedDateTime>2024-02-03T04:05:06.000-05:00</f:ReceivedDateTime>\n"
        b"<f:Grants_govTrackingNumber>GRANT00012345</f:Grants_govTrackingNumber>\n</f:GrantSubmissionFooter>\n</g:GrantApplication>\n"
    )


# --- read to the last field ---


def walked(data: bytes) -> Counter[tuple[str, str]]:
    """Every text and attribute with its last name, as the standard library sees the file."""
    found: Counter[tuple[str, str]] = Counter()
    for element in ElementTree.fromstring(data).iter():
        name = element.tag.rpartition("}")[2]
        text = " ".join([element.text or "", *(child.tail or "" for child in element)]).strip()
        if text:
            found[name, text] += 1
        found.update((f"@{key.rpartition('}')[2]}", value) for key, value in element.attrib.items())
    return found


def kept(document: Document) -> Counter[tuple[str, str]]:
    return Counter(
        (re.sub(r"\[\d+\]$", "", fact.field.rpartition(".")[2]), fact.raw)
        for fact in document.facts
        if fact.group == "form" and fact.field != "form"
    )


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


# --- schemas ---


@needs_samples
@pytest.mark.parametrize("name", FORMS)
@pytest.mark.usefixtures("schemas")
def test_the_samples_are_valid_alone_and_in_an_envelope(name):
    assert read(sample(name)).troubles == [] and read(envelope(body(name))).troubles == []
    assert read(sample(name)).notes == []


MUTATED = [  # old, new, rule, line, words of reason and remedy
    ("<S:AgencyName>Test Agency</S:AgencyName>\n", "", "missing", 19,
     "AgencyName is missing: it is due before FundingOpportunityNumber"),
    ("Application</S:SubmissionType>", "Appl</S:SubmissionType>", "value", 3, "It may be: Preapplication, Application"),
    ("Application</S:SubmissionType>", "application</S:SubmissionType>", "value", 3, "Did you mean 'Application'?"),
    ("USA: UNITED STATES", "USA", "value", 14, "is not one of the"),
    ("FederalEstimatedFunding>100000.00", "FederalEstimatedFunding>100,000.00", "value", 27, "without commas, such as 100000.00"),
    ("FederalEstimatedFunding>100000.00", "FederalEstimatedFunding>-1.00", "value", 27,
     "less than the form takes. Write 0.00 or more"),
    ("FederalEstimatedFunding>100000.00", "FederalEstimatedFunding>1.005", "value", 27, "at most 2 digits after the point"),
    ("FederalEstimatedFunding>100000.00", "FederalEstimatedFunding>NaN", "value", 27, "'NaN' is not an amount in dollars"),
    ("FederalEstimatedFunding>100000.00", "FederalEstimatedFunding>1e3", "value", 27, "'1e3' is not an amount in dollars"),
    ("2024-04-01", "04/01/2024", "value", 25, "'04/01/2024' is not a date. Write a date such as 2026-09-30"),
    ("2024-04-01", "2024-02-30", "value", 25, "is not a date"),
    ("TEST12345678", "TEST", "value", 8, "SAMUEI has 4 characters; it has 12"),
    ("<S:PhoneNumber>555-123-4567", "<S:PhoneNumber>", "missing", 16, "PhoneNumber is empty"),
    ("Test Project Title", "x" * 201, "value", 22, "at most 200"),
    ("</S:SF424_4_0>", "<S:Extra>1</S:Extra></S:SF424_4_0>", "unknown", 46, "Extra is not due here"),
    ('FormVersion="4.0"', 'FormVersion="3.0"', "value", 2, "'3.0'; in this form it is '4.0'"),
    (' S:FormVersion="4.0"', "", "missing", 2, "SF424_4_0 lacks the attribute FormVersion"),
    (' S:FormVersion="4.0"', ' S:FormVersion="4.0" more="1"', "unknown", 2, "the attribute more, which the form does not have"),
    ("<S:DateSigned>2025-01-15</S:DateSigned>\n", "", "missing", 2, "SF424_4_0 lacks DateSigned"),
    ("<S:AgencyName>Test Agency</S:AgencyName>", "<S:AgencyName>A</S:AgencyName><S:AgencyName>B</S:AgencyName>", "order", 19,
     "AgencyName stands 2 times"),
    ("<g:City>Washington</g:City>", "", "missing", 12, "City is missing: it is due before State"),
]  # fmt: skip


def mutated(old: str, new: str) -> str:
    """The valid sample with shorter prefixes and without indents, its lines kept, and one change."""
    text = sample(FORMS[1]).decode().replace("SF424_4_0:", "S:").replace("xmlns:SF424_4_0", "xmlns:S").replace("globLib:", "g:")
    text = re.sub(r"\n +", "\n", text.replace("xmlns:globLib", "xmlns:g"))
    assert text.count(old) >= 1, old
    return text.replace(old, new, 1)


@needs_samples
@pytest.mark.parametrize(("old", "new", "rule", "line", "words"), MUTATED)
@pytest.mark.usefixtures("schemas")
def test_what_the_schema_forbids_is_said_in_plain_words_with_its_line(old, new, rule, line, words):
    assert read(mutated("Test Agency", "Test Agency")).troubles == []
    document = read(mutated(old, new))
    trouble = document.troubles[0]
    assert (trouble.rule, trouble.where.split(",")[0]) == (f"form.sf424_{rule}", f"line {line}")
    assert words in f"{trouble.reason} {trouble.remedy}" and "{http" not in trouble.reason + trouble.remedy
    assert any(finding.severity == CRITICAL and finding.place == trouble.where for finding in cast(document).findings)
    assert kept(document) == walked(mutated(old, new).encode())  # refused, and still read to the last field


@needs_samples
@pytest.mark.usefixtures("schemas")
def test_two_elements_in_the_wrong_order_are_said_to_be():
    text = mutated("Test Agency", "Test Agency")
    agency = "<S:AgencyName>Test Agency</S:AgencyName>\n"
    title = "<S:ProjectTitle>Test Project Title</S:ProjectTitle>\n"
    trouble = read(text.replace(agency, "").replace(title, title + agency)).troubles[0]
    assert (trouble.rule, trouble.where) == ("form.sf424_order", "line 19, SF424_4_0.FundingOpportunityNumber")
    assert "stands where AgencyName is due" in trouble.reason


@needs_samples
@pytest.mark.usefixtures("schemas")
def test_the_line_is_where_the_element_begins_also_in_an_envelope_with_other_prefixes():
    form = mutated("S:SubmissionType>Application<", "S:SubmissionType\n\n>Appl<").split("?>", 1)[1].encode()
    form = form.replace(b"</S:SubmissionType\n\n>", b"</S:SubmissionType>").replace(b"<S:", b"<X:").replace(b"</S:", b"</X:")
    data = envelope(form.replace(b"xmlns:S=", b"xmlns:X=").replace(b" S:Form", b" X:Form"))
    (trouble,) = read(data).troubles
    line = 1 + data[: data.index(b"<X:SubmissionType")].count(b"\n")
    assert trouble.where == f"line {line}, SF424_4_0.SubmissionType" and "'Appl'" in trouble.reason


@needs_samples
@pytest.mark.usefixtures("schemas")
def test_a_file_cannot_bring_its_own_schema(tmp_path):
    lax = tmp_path / "lax.xsd"
    lax.write_text(f'<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="{NS}"><element name="Extra"/></schema>')
    hint = f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="{NS} {lax.as_uri()} http://a http://b.invalid/x"'
    document = read(mutated("<S:SF424_4_0 ", f"<S:SF424_4_0 {hint} "))
    assert document.troubles == []  # the hint is kept as a fact, and nothing looks at it
    assert said(document, "form")["SF424_4_0.@schemaLocation"].startswith(NS)
    assert read(mutated("</S:SF424_4_0>", "<S:Extra/></S:SF424_4_0>")).troubles != []


@needs_samples
def test_schemas_are_found_in_any_folder_and_one_that_cannot_be_used_is_said(tmp_path, monkeypatch):
    for file in SAMPLES.glob("*.xsd"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setenv("CLEANFUND_SCHEMAS", str(tmp_path))
    assert read(mutated("2024-04-01", "soon")).troubles[0].rule == "form.sf424_value"
    (tmp_path / "GlobalLibrary-V2.0.xsd").unlink()
    document = read(sample(FORMS[1]))
    assert document.troubles == [] and "SF424_4_0-V4.0.xsd cannot be used" in document.notes[0]
    (tmp_path / "SF424_4_0-V4.0.xsd").unlink()
    document = read(mutated("2024-04-01", "soon"))
    assert "SF424_4_0-V4.0.xsd is not in the folder" in document.notes[0] and document.troubles[0].where.startswith("line 25,")
    monkeypatch.setenv("CLEANFUND_SCHEMAS", str(tmp_path / "none"))
    assert "cannot be opened" in read(sample(FORMS[1])).notes[0]


@needs_samples
def test_without_schemas_what_must_be_there_is_looked_for_all_the_same():
    for name in FORMS:
        assert read(sample(name)).troubles == []
    troubles = read(mutated("<S:ProjectTitle>Test Project Title</S:ProjectTitle>\n", "")).troubles
    assert [(one.rule, one.where) for one in troubles] == [("form.sf424_missing", "line 2, SF424_4_0.ProjectTitle")]
    troubles = read(mutated("<S:ProjectTitle>Test Project Title", "<S:ProjectTitle>  ")).troubles
    assert [(one.rule, one.where) for one in troubles] == [("form.sf424_missing", "line 22, SF424_4_0.ProjectTitle")]
    (trouble,) = read(mutated("FederalEstimatedFunding>100000.00", "FederalEstimatedFunding>100.000,00")).troubles
    assert trouble.reason == "'100.000,00' is not an amount in dollars." and trouble.where.startswith("line 27, ")
    # The list of what must be there is that of the schema.
    text = (SAMPLES / "SF424_4_0-V4.0.xsd").read_text(encoding="utf-8")
    needed = re.findall(r'\n\t{4}<xs:element name="(\w+)"(?![^>]*minOccurs="0")', text)
    from flows.readers._grants_gov_schema import _NEEDED

    assert needed == _NEEDED.split() and len(needed) > 30


# --- sums ---

CATEGORIES = ("Personnel", "FringeBenefits", "Travel", "Equipment", "Supplies", "Contractual", "Construction", "Other")
WORDS = ("First", "Second", "Third", "Fourth")


class Budget:
    """An SF-424A that adds up: per activity its direct costs (filled up to eight) and its later years, all whole dollars."""

    def __init__(self, direct: list[list[int]], years: list[list[int]]):
        self.sets = [[*row, *[0] * (8 - len(row))] for row in direct]
        self.years = years
        self.indirect = [sum(row) // 10 for row in self.sets]
        self.totals = [sum(row) + more for row, more in zip(self.sets, self.indirect, strict=True)]
        self.federal = [total * 3 // 4 for total in self.totals]
        self.own = [total - federal for total, federal in zip(self.totals, self.federal, strict=True)]

    def xml(self) -> str:
        def amounts(pairs):
            return "".join(f"<{name}>{value}.00</{name}>\n" for name, value in pairs)

        def table(section, line, total, rows):
            lines = "".join(f'<{line} activityTitle="{n}">\n{amounts(row)}</{line}>\n' for n, row in enumerate(rows))
            sums = [(column[0][0], sum(value for _, value in column)) for column in zip(*rows, strict=True)]
            return f"<{section}>\n{lines}<{total}>\n{amounts(sums)}</{total}>\n</{section}>\n"

        summary = [
            [("BudgetFederalEstimatedUnobligatedAmount", 3), ("BudgetNonFederalEstimatedUnobligatedAmount", 4),
             ("BudgetFederalNewOrRevisedAmount", f), ("BudgetNonFederalNewOrRevisedAmount", o),
             ("BudgetTotalNewOrRevisedAmount", f + o)]
            for f, o in zip(self.federal, self.own, strict=True)
        ]  # fmt: skip
        categories = [
            [*((f"Budget{name}RequestedAmount", value) for name, value in zip(CATEGORIES, row, strict=True)),
             ("BudgetTotalDirectChargesAmount", sum(row)), ("BudgetIndirectChargesAmount", more),
             ("BudgetTotalAmount", sum(row) + more), ("ProgramIncomeAmount", 9)]
            for row, more in zip(self.sets, self.indirect, strict=True)
        ]  # fmt: skip
        resources = [
            [("BudgetApplicantContributionAmount", o - o // 3), ("BudgetStateContributionAmount", o // 3),
             ("BudgetOtherContributionAmount", 0), ("BudgetTotalContributionAmount", o)]
            for o in self.own
        ]  # fmt: skip
        federal, own = sum(self.federal), sum(self.own)
        quarters = [(federal - 3 * (federal // 4), own - 3 * (own // 4)), *[(federal // 4, own // 4)] * 3]
        whens = ("FirstYear", *(f"{word}Quarter" for word in WORDS))
        cash = ""
        for when, (f, o) in zip(whens, [(federal, own), *quarters], strict=True):
            kinds = (("Federal", f), ("NonFederal", o), ("Total", f + o))
            stated = amounts([(f"Budget{kind}ForecastedAmount", value) for kind, value in kinds])
            cash += f"<Budget{when}Amounts>\n{stated}</Budget{when}Amounts>\n"
        later = [[(f"Budget{word}YearAmount", value) for word, value in zip(WORDS, row, strict=True)] for row in self.years]
        return (
            f'<?xml version="1.0"?>\n<BudgetInformation xmlns="{NS}" programType="Non-Construction">\n'
            + table("BudgetSummary", "SummaryLineItem", "SummaryTotals", summary)
            + table("BudgetCategories", "CategorySet", "CategoryTotals", categories)
            + table("NonFederalResources", "ResourceLineItem", "ResourceTotals", resources)
            + f"<BudgetForecastedCashNeeds>\n{cash}</BudgetForecastedCashNeeds>\n"
            + table("FederalFundsNeeded", "FundsLineItem", "FundsTotals", later)
            + "</BudgetInformation>\n"
        )


dollars = st.integers(min_value=0, max_value=10**9)
budgets = st.integers(min_value=1, max_value=4).flatmap(
    lambda n: st.builds(
        Budget,
        st.lists(st.lists(dollars, min_size=8, max_size=8), min_size=n, max_size=n),
        st.lists(st.lists(dollars, min_size=4, max_size=4), min_size=n, max_size=n),
    )
)


@given(budgets)
@settings(max_examples=30, deadline=None)
def test_an_sf424a_that_adds_up_passes(budget):
    assert found_by_the_forms_rules(read(budget.xml())) == []


@given(budgets, st.data())
@settings(max_examples=80, deadline=None)
def test_any_one_amount_changed_is_found_and_named_with_its_line(budget, data):
    lines = budget.xml().splitlines()
    stated = [number for number, line in enumerate(lines) if line.endswith("Amount>") and ">" in line[:-1]]
    number = data.draw(st.sampled_from(stated))
    name, value = re.match(r"<(\w+)>(\d+)", lines[number]).groups()
    change = data.draw(st.integers(min_value=1, max_value=10**6))
    lines[number] = lines[number].replace(f">{value}.", f">{int(value) + change}.")
    found = [one for one in found_by_the_forms_rules(read("\n".join(lines))) if one.severity == CRITICAL]
    naming = [one for one in found if f"line {number + 1}," in one.place]
    assert naming and all(one.rule in ("form.sf424a_columns", "form.sf424a_rows") for one in found)
    assert all(f"{change:,}.00 USD" in one.reason for one in naming)
    assert any(name in one.place and f"{int(value) + change:,}.00" in one.reason for one in naming)


def test_amounts_add_up_to_the_cent():
    parts = "".join(f"<Budget{name}RequestedAmount>10.33</Budget{name}RequestedAmount>" for name in CATEGORIES)

    def form(total):
        sums = f"{parts}<BudgetTotalDirectChargesAmount>{total}</BudgetTotalDirectChargesAmount>"
        return read(WRAP % f"<BudgetCategories><CategoryTotals>{sums}</CategoryTotals></BudgetCategories>")

    assert found_by_the_forms_rules(form("82.64")) == []
    (found,) = found_by_the_forms_rules(form("82.63"))
    assert "Section B, lines 6a to 6h come to 82.64 USD" in found.reason and "0.01 USD more" in found.reason


def changed(xml: str, section: str, total: str, name: str, value: str) -> str:
    start = xml.index(f"<{total}>", xml.index(f"<{section}>"))
    old = re.compile(rf"<{name}>[\d.]+</{name}>")
    return xml[:start] + old.sub(f"<{name}>{value}</{name}>", xml[start:], count=1)


def sf424(federal: int, own: int, total: int | None = None, kind: str = "New", income: int = 0, **dates: str) -> bytes:
    text = sample(FORMS[1]).decode().split("?>", 1)[1].strip()
    text = text.replace(">New<", f">{kind}<").replace("2025-01-15", "2024-01-01")
    for name, value in (("Federal", federal), ("Applicant", own), ("ProgramIncome", income)):
        text = re.sub(rf"({name}EstimatedFunding)>[\d.]+<", rf"\1>{value}.00<", text)
    text = re.sub(r"(TotalEstimatedFunding)>[\d.]+<", rf"\1>{federal + own + income if total is None else total}.00<", text)
    for name, value in dates.items():
        text = re.sub(rf"({name})>[\d-]+<", rf"\1>{value}<", text)
    return text.encode()


def budget_xml(budget: Budget) -> bytes:
    return budget.xml().split("?>", 1)[1].encode()


BUDGET = Budget([[4000, 400], [600]], years=[[100, 50, 0, 0], [5, 5, 0, 0]])
FEDERAL, OWN = sum(BUDGET.federal), sum(BUDGET.own)


@needs_samples
def test_the_two_forms_of_one_application_state_the_same_money():
    later = 160
    for federal, own, income in ((FEDERAL, OWN, 0), (FEDERAL + later, OWN, 0), (FEDERAL, OWN, 70), (FEDERAL + later, OWN, 70)):
        document = read(envelope(sf424(federal, own, income=income), budget_xml(BUDGET)))
        assert found_by_the_forms_rules(document) == []
    found = found_by_the_forms_rules(read(envelope(sf424(FEDERAL + 1000, OWN), budget_xml(BUDGET))))
    assert [(one.rule, one.severity, one.field) for one in found] == [
        ("form.sf424_budget", CRITICAL, "SF424_4_0.FederalEstimatedFunding"),
        ("form.sf424_budget", CRITICAL, "SF424_4_0.TotalEstimatedFunding"),
    ]
    assert f"section A, line 5, says {FEDERAL:,}.00 USD" in found[0].reason
    assert f"says {FEDERAL + 1000:,}.00 USD" in found[0].reason
    assert len(re.findall(r"line \d+, (?:SF424_4_0|BudgetInformation)\.", found[0].place)) == 2


@needs_samples
def test_sections_must_agree_where_the_instructions_want_it_and_the_kind_of_application_is_known():
    wrong = BUDGET.xml().split("?>", 1)[1]
    for element in ("BudgetFederalNewOrRevisedAmount", "BudgetTotalNewOrRevisedAmount"):
        for tag in ("SummaryLineItem activityTitle=\"0\"", "SummaryTotals"):
            start = wrong.index(f"<{tag}>")
            wrong = wrong[:start] + re.sub(
                rf"<{element}>(\d+)\.", lambda m, e=element: f"<{e}>{int(m[1]) + 500}.", wrong[start:], count=1
            )  # fmt: skip
    alone = found_by_the_forms_rules(read(wrong))
    assert {(one.rule, one.severity) for one in alone} == {("form.sf424a_sections_unsure", WARNING)} and len(alone) == 2
    known = found_by_the_forms_rules(read(envelope(sf424(FEDERAL + 500, OWN), wrong.encode())))
    assert [one.severity for one in known if one.rule == "form.sf424a_sections"] == [CRITICAL]
    assert "Section B, line 6k, says" in next(one.reason for one in known if one.rule == "form.sf424a_sections")
    revised = found_by_the_forms_rules(read(envelope(sf424(FEDERAL + 500, OWN, kind="Revision"), wrong.encode())))
    assert revised == []


@needs_samples
def test_dates_and_signs_of_an_sf424():
    found = found_by_the_forms_rules(read(sf424(100, 50, ProjectStartDate="2026-04-01", ProjectEndDate="2025-03-31")))
    assert [(one.rule, one.severity) for one in found] == [("form.sf424_dates", CRITICAL)]
    assert "starts on 2026-04-01 and ends on 2025-03-31" in found[0].reason and "line 26" not in found[0].reason
    found = found_by_the_forms_rules(read(sf424(100, 50, DateSigned="2024-01-02")))
    assert [(one.rule, one.severity) for one in found] == [("form.sf424_signed", WARNING)]
    below = sf424(100, 50, total=50).replace(b"ApplicantEstimatedFunding>50", b"ApplicantEstimatedFunding>-50")
    found = found_by_the_forms_rules(read(below))
    assert [one.rule for one in found] == ["form.sf424_negative"] and "-50.00 USD" in found[0].reason
    lowered = BUDGET.xml().replace("<BudgetTravelRequestedAmount>0.00", "<BudgetTravelRequestedAmount>-0.02", 1)
    sums = {"form.sf424a_columns", "form.sf424a_rows"}  # two cents are two cents
    assert {one.rule for one in found_by_the_forms_rules(read(lowered))} == {"form.sf424_negative", *sums}
    revised = envelope(sf424(FEDERAL, OWN, kind="Revision"), lowered.split("?>", 1)[1].encode())
    assert {one.rule for one in found_by_the_forms_rules(read(revised))} == {"budget.decrease", *sums}


@needs_samples
@pytest.mark.usefixtures("schemas")
def test_the_samples_go_the_whole_way_and_the_one_that_does_not_add_up_is_refused_for_that():
    documents = {name: cast(read(sample(name), f"{name}.xml")) for name in FORMS}
    documents["both"] = cast(read(envelope(sf424(FEDERAL, OWN * 3), budget_xml(BUDGET))))
    findings = validated(list(documents.values()), {}, {}).findings
    critical = [one for one in findings if one.severity == CRITICAL]
    refusals = {name: [f for f in critical if f.project_id == one.project_id] for name, one in documents.items()}
    continuation = refusals[FORMS[0]]
    assert [f.rule for f in continuation][:2] == ["form.no_annex", "form.sf424_sum"]
    reason, place = continuation[1].reason, continuation[1].place
    assert "come to 200,000.00 USD, TotalEstimatedFunding (line 33) says 100,000.00 USD: 100,000.00 USD more" in reason
    assert all(f"line {line}, " in place for line in (27, 28, 29, 30, 31, 32, 33))
    assert continuation[1].remedy == "Write 200000.00 as TotalEstimatedFunding, or correct what is added up."
    assert [f.rule for f in refusals[FORMS[1]]] == ["form.no_annex"]
    # An SF-424A alone names no date, so that its dollars are of no known year.
    dateless = {"unit"}
    assert {f.rule for f in refusals[FORMS[2]]} - dateless == {"form.no_annex", "form.sf424a_columns"}
    assert {f.rule for f in refusals[FORMS[3]]} - dateless == {"form.no_annex"}
    # The categories of a first budget period are not held against the cost of a whole project.
    assert {f.rule for f in refusals["both"]} >= {"form.no_annex", "form.sf424_budget"}
    assert "budget.sum" not in {f.rule for f in refusals["both"]}


@needs_samples
def test_both_forms_and_an_annex_in_one_package_are_one_proposal():
    annex = "id: CTIF-9\nprice_year: 2023\nblocks:\n  - technology: offshore_wind\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("annex.yaml", annex)
        package.writestr("sf424.xml", sf424(FEDERAL + 160, OWN))
        package.writestr("sf424a.xml", BUDGET.xml())
    document = read(packed.getvalue(), "package.zip")
    # The two forms part who pays differently (state and local money), and the annex knows its prices better.
    assert document.name == "CTIF-9" and document.troubles == []
    assert said(document, "proposal")["price_year"] == "2023" and said(document, "cost_share")["state"] == "0.00"
    assert said(document, "disbursement")["year_2"] == "105.00"
    assert found_by_the_forms_rules(document) == []
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as again:
        again.writestr("sf424.xml", sf424(FEDERAL - 999, OWN))
        again.writestr("sf424a.xml", BUDGET.xml())
    (first, *_) = found_by_the_forms_rules(read(package.getvalue(), "package.zip"))
    assert first.rule == "form.sf424_budget" and "sf424.xml, line " in first.place and "sf424a.xml, line " in first.place


# --- other forms, and hostile files ---

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>" + WRAP % "<Remarks>&i;</Remarks>"  # fmt: skip
MANY = " ".join(f'b{n}="1"' for n in range(50_000))
HOSTILE = {
    "entity bomb": (BOMB, "xml.doctype", "line 1"),
    "entity bomb in UTF-16": (b"\xff\xfe" + BOMB.encode("utf-16-le"), "xml.doctype", "line 1"),
    "entity bomb in UTF-16 BE": (b"\xfe\xff" + BOMB.encode("utf-16-be"), "xml.doctype", "line 1"),
    "UTF-16 without a mark": (BOMB.encode("utf-16-le"), "file.encoding", "line 1"),
    "UTF-32": (b"\xff\xfe\0\0" + BOMB.encode("utf-32-le"), "file.binary", "line 1"),
    "UTF-7": ('<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-', "file.encoding", "line 1"),
    "EBCDIC": ('<?xml version="1.0" encoding="cp037"?><a/>', "file.encoding", "line 1"),
    "not the encoding it says": (b'<?xml version="1.0" encoding="shift_jis"?>\n<a>\x81</a>', "file.encoding", "line 2"),
    "Latin-1 unsaid": (WRAP.encode() % b"<Remarks>\xe9t\xe9</Remarks>", "file.encoding", "line 1"),
    "external entity": (f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>{WRAP % "&a;"}', "xml.doctype", "line 1"),
    "external subset": (f'\n<!DOCTYPE x SYSTEM "http://b.invalid/x.dtd">{WRAP % ""}', "xml.doctype", "line 2"),
    "parameter entity": ('<!DOCTYPE x [<!ENTITY % p SYSTEM "http://b.invalid/x">%p;]><a/>', "xml.doctype", "line 1"),
    "undeclared entity": (WRAP % "\n<Remarks>&nbsp;</Remarks>", "xml.syntax", "line 2"),
    "XInclude": (WRAP % '\n<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="a"/>', "xml.include", "line 2"),
    "stylesheet": ('<?xml version="1.0"?>\n<?xml-stylesheet href="http://b.invalid/x"?><a/>', "xml.instruction", "line 2"),
    "instruction inside": (WRAP % "\n\n<?php system('ls') ?>", "xml.instruction", "line 3"),
    "10 MB of text": (WRAP % f"<Remarks>{'x' * 10_000_000}</Remarks>", "file.too_large", "form.xml"),
    "4 MB of text": (WRAP % f"<Remarks>{'x' * 4_000_000}</Remarks>", "xml.too_big", "line 1"),
    "deep": ("<a>" * 100_000, "xml.too_big", "line 1"),
    "wide": (WRAP % ("<a/>" * 100_000), "xml.too_big", "line 1"),
    "one long attribute": (WRAP % f'<a b="{"x" * 1_000_000}"/>', "xml.too_big", "line 1"),
    "many attributes": (WRAP % f"<a {MANY}/>", "xml.too_big", "line 1"),
    "a long name": (WRAP % f"<{'x' * 1_000_000}/>", "xml.too_big", "line 1"),
    "cut off": (WRAP[:-3] % "\n<Remarks>", "xml.syntax", "line 2"),
    "two roots": (WRAP % "" + "\n<a/>", "xml.syntax", "line 2"),
    "attribute twice": (WRAP % '\n<a b="1" b="2"/>', "xml.syntax", "line 2"),
    "prefix of nothing": (WRAP % "\n<q:a/>", "xml.syntax", "line 2"),
    "a null": (WRAP % "\n<a>\0</a>", "file.binary", "line 2"),
    "a forbidden character": (WRAP % "\n<a>&#1;</a>", "xml.syntax", "line 2"),
    "empty": (b"", "file.empty", "form.xml"),
    "blank": ("\ufeff \n ", "file.empty", "form.xml"),
    "no XML": ("id: CTIF-001\n", "xml.syntax", "line 1"),
    "HTML": ("<html><body>\n<br></body></html>", "xml.syntax", "line 2"),
    "another XML": ("<feed><entry/></feed>", "form.sf424_no_form", "line 1"),
    "an older form": ('\n<SF424_2_1 xmlns="http://apply.grants.gov/forms/SF424_2_1-V2.1"/>', "form.sf424_version", "line 2"),
    "a form without its namespace": ("<e>\n<SF424_4_0/></e>", "form.sf424_version", "line 2"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_or_broken_file_is_refused_fast_with_its_place(case, monkeypatch):
    data, rule, place = HOSTILE[case]
    monkeypatch.setenv("CLEANFUND_SCHEMAS", str(SAMPLES))
    begun = time.perf_counter()
    trouble = refused(data)
    assert time.perf_counter() - begun < 10
    assert trouble.rule == rule and place in trouble.where and trouble.where.startswith("form.xml")
    assert trouble.reason.endswith(".") and trouble.remedy.endswith(".") and len(trouble.found) <= 200


def test_what_looks_like_a_doctype_inside_a_text_is_a_text():
    document = read(WRAP % "<!-- <!DOCTYPE x> --><Remarks><![CDATA[<!DOCTYPE x> & =1+1]]> &lt;b&gt;</Remarks>")
    assert said(document, "form")["BudgetInformation.Remarks"] == "<!DOCTYPE x> & =1+1 <b>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-9", "windows-1254", "shift_jis", "euc-jp"])
def test_a_declared_encoding_is_read(encoding):
    text = "日本の風" if encoding in ("shift_jis", "euc-jp", "utf-16") else "Güneş Çelik"
    written = encoding.removesuffix("-sig")
    xml = f'<?xml version="1.0" encoding="{written.upper()}"?>\n' + WRAP % f"\n<Remarks>{text}</Remarks>"
    document = read(xml.encode(encoding))
    assert said(document, "form")["BudgetInformation.Remarks"] == text
    assert placed(document, "form", "BudgetInformation.Remarks") == "line 3, BudgetInformation.Remarks"


@needs_samples
def test_two_applications_in_one_file_are_refused_and_both_are_kept():
    document = read(envelope(body(FORMS[0]), body(FORMS[1])))
    assert [one.rule for one in document.troubles] == ["form.sf424_two_forms"] and "SF-424 4.0" in document.troubles[0].reason
    assert said(document, "proposal")["grant_requested"] == "200000.00"
    assert said(document, "form")["SF424_4_0[2].FederalEstimatedFunding"] == "100000.00"


def test_a_tracking_number_that_is_a_path_names_nothing():
    data = f"<e>{WRAP % ''}<GrantsGovTrackingNumber>../../x</GrantsGovTrackingNumber></e>"
    assert read(data, "folder/mine.xml").name == "mine"


@given(st.text(alphabet="<>/=\"'&;![]?-ab:1 \n", max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_form_or_a_reason(text):
    with contextlib.suppress(Unreadable):
        assert proposal_sf424.read("a.xml", (WRAP % text).encode())
