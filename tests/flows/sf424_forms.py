"""Forms of Grants.gov for tests: the samples, an SF-424A that adds up, and what is asked of a reading."""

from __future__ import annotations

import re
import socket
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import strategies as st

from flows import readers
from flows.cast import CastProposal, cast_proposal
from flows.expectations.grants_forms import grants_forms_suite
from flows.facts import Document
from flows.findings import Finding

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


def budget_xml(budget: Budget) -> bytes:
    return budget.xml().split("?>", 1)[1].encode()


BUDGET = Budget([[4000, 400], [600]], years=[[100, 50, 0, 0], [5, 5, 0, 0]])
FEDERAL, OWN = sum(BUDGET.federal), sum(BUDGET.own)
