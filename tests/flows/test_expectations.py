"""Expectations of cards, money, the fund's pillars and calls fire with their words, and keep silent where all is well."""

from __future__ import annotations

from datetime import date

import pytest
from wind_proposals import CARD, EVALUATORS, GOOD, SITES, found, proposals, site, with_lines

from evaluators.toolkit.money import years
from flows import readers
from flows.cast import cast_proposal
from flows.facts import Fact
from flows.findings import CRITICAL, WARNING, Finding
from flows.form import FORM
from flows.fund import Call, Fund
from flows.validate import validate
from scorecards.finding_order import MIDDLE, RANKS, rank, rank_in_sql

# --- site cards


def test_a_line_of_a_card_that_nobody_reads_is_told_with_the_nearest_name():
    [first, second] = found(GOOD, site(CARD + "watr_depth: 90 m\nzzz: 1\n"))
    assert (first.severity, first.rule, first.place, first.found) == (WARNING, "site.unknown_field", "line 5, watr_depth", "90 m")
    assert first.remedy == "Did you mean water_depth?" and "its value is not used" in first.reason
    assert second.remedy.startswith("Leave it out, or put it under 'note'. Known are: ")


# --- the form and its money


def with_money(cost_share: dict | None = None, disbursement: dict | None = None) -> list[Finding]:
    """The good proposal with amounts [MUSD2024] of who pays and when."""
    [document] = readers.read("proposals", "t1.yaml", GOOD.encode())
    for group, amounts in (("cost_share", cost_share), ("disbursement", disbursement)):
        document.facts += [
            Fact(group, "", name, f"{value} MUSD2024", where=f"{group}, {name}") for name, value in (amounts or {}).items()
        ]
    return validate([cast_proposal(document, "t1.yaml", "c" * 64, EVALUATORS, SITES)], EVALUATORS, SITES)


def test_years_and_payers_that_add_up_are_let_pass():
    assert with_money({"grant": 500, "applicant": 1400, "state": 100}, {"year_1": 200, "year_2": 300}) == []
    assert with_money({"grant": 500, "applicant": 1492}, {"year_1": 200, "year_2": 298}) == []  # within half a per cent


@pytest.mark.parametrize(
    ("shares", "disbursed", "rule", "reason", "place"),
    [
        (
            {"grant": 500, "applicant": 1300}, None, "budget.cost_share",
            "The 2 cost shares (grant, applicant) come to 1,800 MUSD2024, total_cost is 2,000 MUSD2024: 200 MUSD2024 less.",
            "line 14, total_cost; cost_share, grant; cost_share, applicant",
        ),
        (
            {"grant": 600, "applicant": 1400}, None, "budget.grant",
            "The grant is 600 MUSD2024 among the cost shares, and grant_requested is 500 MUSD2024.",
            "line 15, grant_requested; cost_share, grant",
        ),
        (
            None, {"year_1": 1000, "year_2": 1000}, "budget.disbursement",
            "The 2 years of the disbursement come to 2,000 MUSD2024, grant_requested is 500 MUSD2024: 1,500 MUSD2024 more.",
            "line 15, grant_requested; disbursement, year_1; disbursement, year_2",
        ),
        (
            None, {"year_1": 600, "year_2": -100}, "budget.negative",
            "year_2 (disbursement) is -100 MUSD2024; an amount is 0 or more.", "disbursement, year_2",
        ),
    ],
)  # fmt: skip
def test_years_and_payers_that_do_not_add_up_are_refused(shares, disbursed, rule, reason, place):
    [one] = with_money(shares, disbursed)
    assert (one.severity, one.rule, one.reason, one.place) == (CRITICAL, rule, reason, place) and one.remedy


def test_a_negative_budget_line_is_named():
    [one] = found(with_lines(("turbines: 1200", "turbines: 2100"), ("floaters: 800", "floaters: -100")))
    assert (one.rule, one.field, one.place) == ("budget.negative", "floaters", "line 19, budget.floaters")


def test_prices_of_a_year_without_a_deflator_are_told_at_the_form_and_not_at_each_amount():
    last = years()[1]
    text = with_lines(("price_year: 2024", f"price_year: {last + 2}"), ("2026-09-30", f"{last + 2}-09-30"))
    text = text.replace("MUSD2024", "MUSD")
    [one] = [one for one in found(text) if one.rule != "form.dates"]
    assert (one.rule, one.field, one.severity) == ("form.bounds", "price_year", CRITICAL)
    assert one.reason == f"price_year is {last + 2}; it may be 2000 to {last}."
    assert one.remedy == f"No deflator after {last} is known yet: state the amounts in prices of {last} or before."
    assert (FORM["price_year"].least, FORM["price_year"].most) == years()


def test_an_amount_that_names_the_wrong_year_itself_is_still_told():
    last = years()[1]
    amount = ("grant_requested: 500 MUSD2024", f"grant_requested: 5 USD{last + 2}")
    text = with_lines(("price_year: 2024", f"price_year: {last + 2}"), amount)
    assert {(one.rule, one.field) for one in found(text)} >= {("form.bounds", "price_year"), ("unit", "grant_requested")}


# --- the fund's pillars and calls

FUND = Fund(
    name="Test fund",
    pillars=("offshore_wind", "hydrogen_corridor"),
    calls={"2026-autumn": Call(date(2026, 9, 1), date(2026, 10, 31)), "open": Call()},
)


def under(fund: Fund, *changes: tuple[str, str]) -> list[Finding]:
    text = with_lines(("pillar: offshore_wind", "pillar: offshore_wind\ncall: 2026-autumn"))
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return validate(proposals(text), EVALUATORS, SITES, fund=fund)


def test_a_proposal_in_time_under_a_pillar_of_the_fund_passes():
    assert under(FUND) == [] and under(FUND, ("call: 2026-autumn", "call: open")) == []
    assert under(FUND, ("2026-09-30", "2026-10-31")) == []  # the last day counts
    assert under(Fund(), ("pillar: offshore_wind", "pillar: anything")) == []  # a fund that names none asks for none


def test_a_call_in_capitals_is_the_same_call_and_closes_on_the_same_day():
    """Portals write the number of an opportunity in capitals."""
    capitals = ("call: 2026-autumn", "call: 2026-AUTUMN")
    assert under(FUND, capitals) == []
    [one] = under(FUND, capitals, ("2026-09-30", "2026-11-01"))
    assert one.rule == "form.late" and "the call '2026-autumn' closed" in one.reason


@pytest.mark.parametrize(
    ("change", "severity", "rule", "reason", "remedy"),
    [
        (("pillar: offshore_wind", "pillar: off-shore wnd"), CRITICAL, "form.pillar", "no pillar of Test fund",
         "Did you mean 'offshore_wind'? It may be: offshore_wind, hydrogen_corridor."),
        (("call: 2026-autumn", "call: 2025-autumn"), CRITICAL, "form.call", "no call of Test fund",
        "Did you mean '2026-autumn'?"),
        (("2026-09-30", "2026-11-01"), CRITICAL, "form.late",
         "Submitted on 2026-11-01, 1 day after the call '2026-autumn' closed on 2026-10-31.", "ask the fund to release it"),
        (("2026-09-30", "2026-08-30"), WARNING, "form.early",
         "Submitted on 2026-08-30, before the call '2026-autumn' opened on 2026-09-01.", "Check the date"),
    ],
)  # fmt: skip
def test_what_the_fund_lays_down(change, severity, rule, reason, remedy):
    [one] = under(FUND, change)
    assert (one.severity, one.rule) == (severity, rule) and one.place.startswith("line ")
    assert reason in one.reason and remedy in one.remedy


# --- causes before symptoms


def test_causes_are_told_before_what_follows_from_them():
    text = with_lines(("country: US", "country: UK"), ("total_cost: 2000", "total_cost: 1000"), ("500 MW", "500 MWh"))
    assert [one.rule for one in found(text)] == ["form.country", "unit", "budget.sum"]
    text = with_lines(("price_year: 2024\n", ""), ("2000 MUSD2024", "2000 MUSD"))
    [year] = found(text)  # what only lacks the year is named with it
    assert (year.rule, year.field) == ("missing", "price_year") and year.reason.endswith("cannot be read: total_cost.")
    card = "latitude: 52.5\nlongitude: 13.4\ndistance_to_shore: 0 km\nwater_depth: 5 km\n"
    assert [one.rule for one in found(GOOD, site(card))] == ["site.on_land", "site.at_sea", "contract.bounds"]


def test_sql_and_python_give_one_order():
    import duckdb

    rules = [start for start, _, _ in RANKS] + ["form.dates", "budget.sum", "site.at_sea", "nobody.knows", "series.stuck"]
    fields = ("currency", "price_year", "total_cost", "")
    every = "(SELECT unnest(?) AS rule), (SELECT unnest(?) AS field)"
    asked = f"SELECT rule, field, {rank_in_sql('rule', 'field')} FROM {every}"
    with duckdb.connect() as connection:
        told = connection.execute(asked, [rules, list(fields)]).fetchall()
    assert len(told) == len(rules) * len(fields) and all(place == rank(rule, field) for rule, field, place in told)
    assert rank("nobody.knows", "") == MIDDLE
    assert all(why for _, _, why in RANKS)
