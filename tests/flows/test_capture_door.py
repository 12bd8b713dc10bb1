"""What of a capture plant's proposal is refused at the door, and how it is told."""

from __future__ import annotations

import pytest
from capture_proposals import MONEY, PLANT, RULES, SITES, WHOLE_BUDGET, proposal, refused

from app.locale import rules_ja
from evaluators.carbon_capture import carbon_capture
from evaluators.toolkit.unit_words import UnitError
from evaluators.toolkit.units import read_quantity
from flows.expectations.rules import Around
from flows.findings import CRITICAL, WARNING
from flows.validate import validate


def test_a_plant_that_says_all_is_let_through():
    one = proposal({"cost_gross": f"300 {MONEY}", "cost_net": f"350 {MONEY}"},
                   head=[("total_cost: 2000 MUSD2024", "total_cost: 1300 MUSD2024")])  # fmt: skip
    assert one.findings == []
    assert [found for rule in RULES.values() for found in rule.judge(one, Around({}, PLANT))] == []


def test_a_capture_rate_above_one_is_refused():
    found = refused(capture_rate="110 %", capture_rate_basis="stack")["given.share"]
    assert found.reason == "capture_rate is 1.1: more comes out than goes in. That is impossible."
    assert found.remedy == "Check whether it is a per cent, and write for instance 92 %."


def test_a_capture_rate_without_its_basis_is_refused_in_both_languages():
    found = refused(capture_rate="0.9", technology="cement")["capture.rate_basis"]
    assert found.reason == (
        "capture_rate is 0.9, and it is not said of which carbon: of the stack that is treated, or of all that goes in as feed "
        "and fuel."
    )
    assert found.remedy == "State capture_rate_basis, stack or feed_carbon." and found.place.startswith("line ")
    assert "capture_rate_basis" in rules_ja()["capture.rate_basis"]["remedy"]
    assert "capture.rate_basis" not in refused(capture_rate="0.9", capture_rate_basis="feed_carbon", technology="cement")


def test_every_other_rule_of_a_capture_plant_is_a_warning():
    assert {name for name, rule in RULES.items() if rule.severity != WARNING} == {"capture.rate_basis"}


def test_a_technology_that_is_not_in_the_table_is_told_its_nearest_name():
    for of in (PLANT, {"carbon_capture": carbon_capture}):
        found = refused(of=of, technology="dac_solid_sorbant")["contract.choice"]
        assert found.reason == "technology is 'dac_solid_sorbant', which is none of those known."
        assert found.remedy.startswith("Did you mean 'dac_solid_sorbent'? It may be: dac_liquid_solvent, dac_solid_sorbent, ")


@pytest.mark.parametrize(
    ("written", "told", "remedy"),
    [
        ("300", "'300' has no unit", "write for instance '300 USD2024/tonne'"),
        ("300 /t", "this field wants money in USD2024/tonne", "write it in USD2024/tonne"),
        ("300 $/t", "'$' stands for several currencies", "write the currency's code"),
        ("300 USD2023/ton", "a ton may be 1000 kg, 907 kg or 1016 kg", "write tonne, short_ton or long_ton"),
    ],
)
def test_a_cost_without_unit_currency_or_kind_of_ton_is_refused_at_the_door(written, told, remedy):
    [found] = [one for one in proposal(income_subtracted=written).findings if one.severity == CRITICAL]
    assert found.rule == "unit" and told in found.reason and remedy.casefold() in found.remedy.casefold()


def test_a_cost_without_a_price_year_is_refused_at_the_door():
    one = proposal(income_subtracted="300 USD/t", head=[("price_year: 2024\n", "")])
    found = {one.field: one for one in one.findings if one.severity == CRITICAL}
    assert "'USD/t' has no price year" in found["income_subtracted"].reason and found["price_year"].rule == "missing"


def test_a_missing_price_year_is_one_reason_that_names_the_amounts_it_leaves_unread():
    bare = {"total_cost: 2000 MUSD2024": "total_cost: 2000 MUSD", "grant_requested: 500 MUSD2024": "grant_requested: 500 MUSD",
            "other_public_support: 100 MUSD2024": "other_public_support: 100 MUSD", "price_year: 2024\n": ""}  # fmt: skip
    one = proposal(head=list(bare.items()), budget=WHOLE_BUDGET.replace("USD2024", "USD"), income_subtracted="300 USD/t")
    found = validate([one], PLANT, SITES)
    [year] = [each for each in found if each.severity == CRITICAL]
    assert (year.rule, year.field) == ("missing", "price_year") and year.reason.endswith(
        "For want of it 8 amounts cannot be read: total_cost, grant_requested, other_public_support, plant, owners_cost, "
        "contingencies, financing, income_subtracted."
    )
    assert not [each for each in found if "no budget lines" in each.reason or each.rule == "capture.items_left_out"]


def test_an_amount_without_a_year_of_its_own_is_told_where_the_form_has_one():
    """Only what hangs on the form's year is folded into it: another unit that cannot be read stands for itself."""
    one = proposal(head=[("price_year: 2024\n", "")], capacity="5 parsecs", income_subtracted="300 USD/t")
    found = {each.field: each for each in validate([one], PLANT, SITES) if each.severity == CRITICAL}
    assert set(found) == {"price_year", "capacity"}
    assert found["price_year"].reason.endswith("For want of it one amount cannot be read: income_subtracted.")


def test_a_hub_whose_cost_cannot_be_read_is_not_said_to_state_none():
    hub = "total_cost: 2000 MUSD2024\nhub: Gulf hub\nhub_cost: 400 MUSD"
    head = [("total_cost: 2000 MUSD2024", hub), ("price_year: 2024\n", "")]
    assert list(RULES["hub.cost"].judge(proposal(head=head), Around({}, PLANT))) == []


@pytest.mark.parametrize("unit", ["short ton", "short tons", "Short Tons", "short-ton", "short_ton"])
def test_a_short_ton_in_words_is_the_short_ton(unit):
    """2,000 pounds of 0.45359237 kg."""
    for text, wanted in ((f"500000 {unit}/year", "tonne/year"), (f"500000 {unit} per year", "tonne/year"),
                         (f"0.5 million {unit} of CO2 per year", "tonne/year")):  # fmt: skip
        assert read_quantity(text, wanted).low == pytest.approx(453_592.37), text
    assert read_quantity(f"100 USD2024/{unit}", MONEY).low == pytest.approx(110.231131)


@pytest.mark.parametrize("written", ["500000 ton/year", "500000 tons/year", "5 kton/year", "500000 short tons/ton"])
def test_a_bare_ton_stays_ambiguous(written):
    told = "is ambiguous: a ton may be 1000 kg, 907 kg or 1016 kg; write tonne, short_ton or long_ton"
    with pytest.raises(UnitError, match=told):
        read_quantity(written, "tonne/year")
