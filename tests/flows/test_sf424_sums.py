"""An SF-424A adds up, to the cent and by section, and the two forms of one application state the same money."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sf424_forms import (
    BUDGET,
    CATEGORIES,
    FEDERAL,
    FORMS,
    OWN,
    WRAP,
    budget_xml,
    budgets,
    cast,
    envelope,
    found_by_the_forms_rules,
    needs_samples,
    no_network,  # noqa: F401 - a fixture
    read,
    said,
    sample,
    schemas,  # noqa: F401 - a fixture
)

from flows.findings import CRITICAL, WARNING
from flows.validate import validated


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


def sf424(federal: int, own: int, total: int | None = None, kind: str = "New", income: int = 0, **dates: str) -> bytes:
    text = sample(FORMS[1]).decode().split("?>", 1)[1].strip()
    text = text.replace(">New<", f">{kind}<").replace("2025-01-15", "2024-01-01")
    for name, value in (("Federal", federal), ("Applicant", own), ("ProgramIncome", income)):
        text = re.sub(rf"({name}EstimatedFunding)>[\d.]+<", rf"\1>{value}.00<", text)
    text = re.sub(r"(TotalEstimatedFunding)>[\d.]+<", rf"\1>{federal + own + income if total is None else total}.00<", text)
    for name, value in dates.items():
        text = re.sub(rf"({name})>[\d-]+<", rf"\1>{value}<", text)
    return text.encode()


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
