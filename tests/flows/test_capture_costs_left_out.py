"""Rubin's ways of making a cost look small: what a budget leaves out."""

from __future__ import annotations

import pytest
from capture_proposals import BUDGET, MONEY, WHOLE_BUDGET, said

from evaluators.carbon_capture.cost_checks import ITEMS, items_left_out


def test_items_that_no_budget_line_names_are_asked_for():
    [one] = said("capture.items_left_out", budget=BUDGET)
    assert one.reason == (
        "The total may leave out part of the plant's cost; no budget line names owner's cost (usually 20 %), contingency "
        "(usually 15 to 35 %), interest during construction (usually 5 to 9 %)."
    )
    assert one.remedy == "Say which lines hold it, or that none does." and (one.field, one.block) == ("total_cost", "")
    assert said("capture.items_left_out") == []


@pytest.mark.parametrize(
    "line", ["epc_excluding_owner_cost_and_contingency", "financial_model_contingent_on_interests", "plant_without_interest",
             "no_contingency", "landfall_and_island_reservoir", "建設費（予備費を除く）"],
)  # fmt: skip
def test_a_line_that_names_what_it_does_not_hold_names_nothing(line):
    doubt = items_left_out(["plant", line], dict.fromkeys(ITEMS))
    assert doubt is not None and "no budget line names" in doubt.reason and all(item in doubt.reason for item in ITEMS)


def test_lines_that_do_hold_them_are_read_by_their_words():
    for lines in (
        ["Owner's costs", "Contingencies", "Interest during construction"], ["land_lease", "reserve", "AFUDC"],
        ["用地費", "予備費", "建中金利"], ["unit_no_2_start-up", "allowance (unit no. 2)", "financial charges"],
    ):  # fmt: skip
        assert items_left_out(lines, dict.fromkeys(ITEMS)) is None, lines


def test_a_line_of_nothing_holds_nothing():
    budget = WHOLE_BUDGET.replace("1600", "1750").replace("contingencies: 150", "contingencies: 0")
    [one] = said("capture.items_left_out", budget=budget)
    assert "no budget line names contingency (usually 15 to 35 %)." in one.reason and "interest" not in one.reason


def test_a_total_without_lines_and_shares_is_told_once():
    [one] = said("capture.items_left_out", budget="")
    assert one.reason == (
        "There are no budget lines and no shares of the total, so nothing shows whether owner's cost, contingency, interest "
        "during construction are in it."
    )
    assert one.field == "total_cost" and "owner_cost_share, contingency_share and financing_share" in one.remedy


def test_who_names_a_hub_is_asked_what_it_costs():
    named = [("total_cost: 2000 MUSD2024", "total_cost: 2000 MUSD2024\nhub: Gulf hub")]
    [one] = said("hub.cost", head=named)
    assert one.reason == (
        "It shares the hub Gulf hub and does not state what that hub costs; where none of its members does, the hub counts as 0 "
        "on the abatement curve."
    )
    assert one.remedy.startswith("State hub_cost") and one.field == "hub"
    assert said("hub.cost", head=[(named[0][0], named[0][1] + "\nhub_cost: 400 MUSD2024")]) == [] == said("hub.cost")


def test_an_item_stated_as_a_share_needs_no_line_and_one_stated_as_nothing_is_told():
    shares = {"owner_cost_share": "18 %", "contingency_share": "20 %", "financing_share": "6 %"}
    assert said("capture.items_left_out", budget=BUDGET, **shares) == []
    [one] = said("capture.items_left_out", **{**shares, "contingency_share": "0"})
    assert one.reason == "The total may leave out part of the plant's cost; stated as nothing: contingency (usually 15 to 35 %)."


def test_the_rate_of_one_stack_is_not_that_of_the_works():
    [one] = said("capture.one_stack", technology="hydrogen_smr", capture_rate="85 %", capture_rate_basis="stack")
    assert "85% is captured of one stack" in one.reason and "85 % of a stack has been 55 % of the feed" in one.reason
    assert said("capture.one_stack", technology="hydrogen_smr", capture_rate="55 %", capture_rate_basis="feed_carbon") == []
    assert said("capture.one_stack", technology="ethanol", capture_rate="99 %", capture_rate_basis="stack") == []


def test_income_is_no_lower_cost():
    claims = {"cost_net": f"200 {MONEY}"}
    [asked, oil] = said("capture.income_taken_off", claims, disposal="enhanced_recovery")
    assert "it is not said whether that income is taken off" in asked.reason and "income_subtracted" in asked.remedy
    assert "barrels of oil" in oil.reason and "do not take that off" in oil.reason
    [told] = said("capture.income_taken_off", claims, income_subtracted=f"60 {MONEY}")
    assert told.reason.startswith("60 USD2024/tonne of income is taken off the claimed cost. Without that the claim is 260 ")
    assert said("capture.income_taken_off", claims, disposal="geological_storage") == []
    assert said("capture.income_taken_off", claims, disposal="utilisation", income_subtracted=f"0 {MONEY}") == []


def test_a_cost_at_the_gate_gets_our_own_transport_and_storage():
    [one] = said("capture.boundary", {"cost_gross": f"100 {MONEY}"}, claimed_boundary="plant_gate", transport_mode="pipeline",
                 transport_distance="0 km")  # fmt: skip
    assert one.reason == (
        "The claimed cost, 100 USD2024/tonne, is without transport and storage: with our own figures for them it is about 120."
    )
    [one] = said("capture.boundary", {"cost_gross": f"100 {MONEY}"}, claimed_boundary="with_transport")
    assert "is without storage:" in one.reason
    assert said("capture.boundary", {"cost_gross": f"100 {MONEY}"}) == []


def test_a_cost_below_its_own_capital_is_told():
    # 2,000 MUSD at 4 % over 30 years is 115.7 MUSD a year, 231 USD for each of 500,000 tonnes.
    [one] = said("claim.below_capital", {"cost_net": f"200 {MONEY}"})
    assert "building alone, spread over 30 years at 4.0% and full load, is 231 USD2024/tonne." in one.reason
    assert said("claim.below_capital", {"cost_net": f"240 {MONEY}"}) == []
