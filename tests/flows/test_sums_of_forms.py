"""What amounts of Grants.gov's forms mean: totals left out, cents, dollars of which year, changes of an award."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from proposal_packages import _SF424, SHARES, package
from sf424_forms import BUDGET, FEDERAL, OWN, Budget, budget_xml, budgets, cast, found_by_the_forms_rules, read, said
from wind_proposals import EVALUATORS, GOOD, SITES, with_lines, without

from evaluators.toolkit.money import deflator, years
from flows import readers
from flows.cast import CastProposal, cast_proposal
from flows.facts import Document
from flows.findings import CRITICAL, WARNING, Finding
from flows.validate import validate

LATE = years()[1] + 1  # a year without a deflator


def sf424(federal: float, own: float, *, kind: str = "New", day: str = "2024-09-30", total: float | None = None) -> str:
    """A whole SF-424 of two payers, as the annex ``GOOD`` names applicant, title and dates."""
    paid = {"grant": federal, "applicant": own}
    shares = "".join(f"<S:{e}EstimatedFunding>{paid.get(n, 0):.2f}</S:{e}EstimatedFunding>\n" for n, e in SHARES.items())
    words = {"applicant": "Sample Applicant", "title": "Test farm", "call": "C-1", "construction_start": "2027-05-01"}
    asked = f"{federal + own if total is None else total:.2f}"
    form = _SF424.format(**words, submitted=day, shares=shares, total_cost=asked)
    return form.replace(">New<", f">{kind}<").replace("2026-01-15", day)


def together(**files: str) -> Document:
    members = [(name.replace("_", "."), text.encode()) for name, text in files.items()]
    [document] = readers.read("proposals", "p.zip", package(members))
    return document


def judged(**files: str) -> list[Finding]:
    return validate([whole(**files)], EVALUATORS, SITES)


def whole(**files: str) -> CastProposal:
    return cast_proposal(together(**files), "p.zip", "c" * 64, EVALUATORS, SITES)


def without_totals(xml: str) -> str:
    return re.sub(r"<(\w+Totals)>.*?</\1>\n", "", xml, flags=re.S)


# Years of the annex beside an SF-424A


def test_an_sf424a_beside_it_does_not_excuse_the_years_of_the_annex():
    paid = GOOD.replace("budget:\n", "disbursement:\n  year_1: 500 MUSD2024\n  year_2: 400 MUSD2024\nbudget:\n")
    forms = {"annex_yaml": paid, "sf424_xml": sf424(500e6, 1500e6), "sf424a_xml": Budget([[500_000_000]], [[0, 0, 0, 0]]).xml()}
    [refused] = [one for one in judged(**forms) if one.rule.startswith("budget.")]
    assert (refused.severity, refused.rule) == (CRITICAL, "budget.disbursement")
    assert "The 2 years of the disbursement come to 900 MUSD2024, grant_requested is 500 MUSD2024" in refused.reason


def test_later_years_of_an_sf424a_are_warned_of_where_the_grant_is_but_the_first():
    table = Budget([[400_000_000]], [[100_000_000, 0, 0, 0]])
    federal, own = table.federal[0], table.own[0]
    forms = {"annex_yaml": without("total_cost").replace("grant_requested: 500 MUSD2024\n", ""), "sf424a_xml": table.xml()}
    [warned] = [one for one in judged(**forms, sf424_xml=sf424(federal, own)) if one.rule == "budget.later_years"]
    assert warned.severity == WARNING
    assert re.match("The 5 years of the SF-424A come to 430.*, grant_requested is 330.*: an SF-424 may ask", warned.reason)


# Totals left out


@given(budgets, st.data())
@settings(max_examples=25, deadline=None)
def test_without_totals_the_same_is_read_and_compared(budget, data):
    bare = without_totals(budget.xml())
    assert "Totals>" not in bare and said(read(bare), "disbursement") == said(read(budget.xml()), "disbursement")
    assert said(read(bare), "cost_share") == said(read(budget.xml()), "cost_share")
    federal, own = sum(budget.federal), sum(budget.own)
    off = data.draw(st.sampled_from([0, 1, 10**6]))
    rules = [one.rule for one in found_by_the_forms_rules(together(sf424_xml=sf424(federal + off, own), a_xml=bare))]
    later = sum(map(sum, budget.years))
    assert rules == [] if off in (0, later) else rules == ["form.sf424_budget"] * 2


def test_the_places_of_all_lines_are_named():
    bare = without_totals(BUDGET.xml())
    document = read(bare)
    year = next(fact for fact in document.facts if (fact.group, fact.field) == ("disbursement", "year_2"))
    assert (year.raw, year.unit) == ("105.00", "USD")
    assert re.fullmatch(r"added up from line \d+, .*FundsLineItem\[1\]\.BudgetFirstYearAmount; line \d+, .*\[2\]\..*", year.where)
    [found, _] = found_by_the_forms_rules(together(sf424_xml=sf424(FEDERAL + 7, OWN), a_xml=bare))
    assert re.search(rf"section A, line 5, says {FEDERAL:,}\.00 USD \(lines \d+, \d+\)", found.reason) and "a.xml" in found.place


@pytest.mark.parametrize(
    ("line", "element", "rule", "says"),
    [
        ("CategorySet", "BudgetTotalAmount", "form.sf424a_sections", "Section B, line 6k, says"),
        ("ResourceLineItem", "BudgetTotalContributionAmount", "form.sf424a_sections", "Section C, line 12, column (e), says"),
        ("BudgetFirstYearAmounts", "BudgetFederalForecastedAmount", "form.sf424a_sections_unsure", "Section D, line 13"),
    ],
)
def test_sections_are_compared_without_totals(line, element, rule, says):
    bare = without_totals(BUDGET.xml())
    at = bare.index(f"<{line}")
    wrong = bare[:at] + re.sub(rf"(<{element}>)(\d+)", lambda m: f"{m[1]}{int(m[2]) + 50}", bare[at:], count=1)
    found = found_by_the_forms_rules(together(sf424_xml=sf424(FEDERAL, OWN), a_xml=wrong))
    assert [says in one.reason for one in found if one.rule == rule] == [True]


def test_what_a_line_adds_up_to_may_be_left_out_as_well():
    bare = re.sub(r"<(BudgetTotal\w*Amount)>\d+\.00</\1>\n", "", without_totals(BUDGET.xml()))
    form = {"a_xml": bare, "sf424_xml": sf424(FEDERAL, OWN)}
    assert "BudgetTotal" not in bare and found_by_the_forms_rules(together(**form)) == []
    found = found_by_the_forms_rules(together(a_xml=bare, sf424_xml=sf424(FEDERAL, OWN + 9)))
    assert [(one.rule, one.field) for one in found] == [("form.sf424_budget", "SF424_4_0.TotalEstimatedFunding")]


def test_quarters_stand_for_the_first_year():
    quarters = re.sub(r"<BudgetFirstYearAmounts>.*?</BudgetFirstYearAmounts>", "", BUDGET.xml(), flags=re.S)
    assert said(read(quarters), "disbursement")["year_1"] == f"{FEDERAL}.00"
    assert read(quarters).facts[-1].form == "SF-424A 1.0"


# Cents


def test_a_total_off_by_one_cent_is_refused():
    [found] = found_by_the_forms_rules(read(sf424(100, 50, total=150.01)))
    assert (found.rule, found.severity) == ("form.sf424_sum", CRITICAL) and "0.01 USD less" in found.reason
    forms = {"sf424_xml": sf424(FEDERAL + 0.01, OWN), "a_xml": budget_xml(BUDGET).decode()}
    assert {one.rule for one in found_by_the_forms_rules(together(**forms))} == {"form.sf424_budget"}


# Dollars of the form's year


@pytest.mark.parametrize("price_year", ["", "price_year: 2019\n"])
def test_the_dollars_of_a_form_are_of_its_year_whatever_the_annex_states(price_year):
    annex = f"id: A-1\n{price_year}blocks:\n  - technology: x\n"
    one = whole(annex_yaml=annex, sf424_xml=sf424(18e6, 0, day="2022-09-30"), a_xml=BUDGET.xml())
    amounts = {one.header["total_cost"]: 18e6, one.cost_share["grant"]: 18e6, one.disbursement["year_2"]: 105}
    for read_as, dollars in amounts.items():
        assert read_as.value[0] == pytest.approx(dollars * deflator(2024) / deflator(2022))
        assert read_as.fact.unit == "USD2022"  # that of the SF-424A as well, which tells no date


def test_a_year_without_a_deflator_is_read_as_the_last_one_and_said():
    annex = without("price_year").replace("total_cost: 2000 MUSD2024\ngrant_requested: 500 MUSD2024\n", "")
    ratio = deflator(LATE - 1) / deflator(2024)
    forms = {"annex_yaml": annex, "sf424_xml": sf424(round(5e8 * ratio), round(15e8 * ratio), day=f"{LATE}-09-30")}
    one = whole(**forms)
    assert one.header["total_cost"].value[0] == pytest.approx(2e9, rel=1e-8) and one.header["price_year"].fact.raw == str(LATE)
    moved = f"dollars of {LATE}, read as dollars of {LATE - 1}, the last year whose deflator is known"
    assert one.header["total_cost"].how.startswith(moved) and one.header["price_year"].how == moved
    [told] = judged(**forms)
    assert (told.severity, told.rule, told.reason) == (WARNING, "form.sf424_year", f"The SF-424 4.0 states {moved}.")


def test_who_writes_a_late_price_year_is_still_asked_for_another():
    [found] = judged(annex_yaml=with_lines(("2000 MUSD2024", f"2000 MUSD{LATE}")))
    assert (found.severity, found.rule, found.field) == (CRITICAL, "unit", "total_cost")


def test_one_amount_in_prices_of_two_years_is_a_contradiction():
    annex = with_lines(("price_year: 2024", "price_year: 2019"), ("2000 MUSD2024", "2000 MUSD"), ("500 MUSD2024", "500 MUSD"))
    trouble, _ = together(annex_yaml=annex, sf424_xml=sf424(5e8, 15e8, day="2026-09-30")).troubles
    assert (trouble.rule, trouble.found) == ("package.contradiction", "500 MUSD / 500000000.00 USD2026")
    assert "Amounts of the SF-424 4.0 are dollars of its own year, whatever price_year" in trouble.reason
    ratio = deflator(LATE - 1) / deflator(2019)
    form = sf424(round(5e8 * ratio), round(15e8 * ratio), day=f"{LATE}-09-30")
    assert together(annex_yaml=annex, sf424_xml=form).troubles == []


# Changes of an award


@pytest.mark.parametrize("change", [-1e8, 1e8])
def test_a_revision_alone_does_not_say_what_the_fund_needs(change):
    annex = without("total_cost").replace("grant_requested: 500 MUSD2024\n", "")
    forms = {"annex_yaml": annex, "sf424_xml": sf424(change, 0, kind="Revision"), "a_xml": BUDGET.xml()}
    one = whole(**forms)
    assert not one.cost_share and not one.disbursement and "total_cost" not in one.header and "personnel" not in one.budget
    found = judged(**forms)
    [refused] = [one for one in found if one.severity == CRITICAL and one.rule != "form.sf424_budget"]
    assert refused.rule == "form.sf424_revision" and "SF424_4_0.ApplicationType" in refused.place
    assert f"federal money {change:.2f} USD" in refused.reason and "grant_requested and total_cost" in refused.reason
    assert refused.remedy.startswith("State grant_requested and total_cost as after the revision in the fund's own form")
    assert ("budget.decrease" in {one.rule for one in found}) == (change < 0)


def test_a_revision_with_the_whole_amounts_in_the_annex_is_warned_of_a_decrease():
    [warned] = judged(annex_yaml=GOOD, sf424_xml=sf424(-1e8, 0, kind="Revision"))
    assert (warned.severity, warned.rule) == (WARNING, "budget.decrease")
    assert re.match(r"FederalEstimatedFunding \(line \d+\) is -100,000,000.00 USD \(1 more is negative\): the SF", warned.reason)
    assert warned.remedy == "Check that a decrease of the award is meant; otherwise correct the sign."


def test_a_negative_amount_of_any_other_form_or_of_the_annex_is_refused():
    rules = {one.rule for one in judged(annex_yaml=GOOD, sf424_xml=sf424(-1e8, 0))}
    assert {"form.sf424_negative", "budget.negative"} <= rules and "budget.decrease" not in rules
    annex = with_lines(("1200 MUSD2024", "2200 MUSD2024"), ("800 MUSD2024", "-200 MUSD2024"))
    found = judged(annex_yaml=annex, sf424_xml=sf424(-1e8, 0, kind="Revision"))
    assert [(one.rule, one.field) for one in found if one.rule == "budget.negative"] == [("budget.negative", "floaters")]


def test_a_revision_in_one_file_is_refused_for_its_reason():
    one = cast(read(sf424(-1e8, 0, kind="Revision")))
    assert [found.rule for found in one.findings] == ["form.sf424_revision", "form.no_annex"]
    assert "grant_requested" not in one.header and not one.cost_share
