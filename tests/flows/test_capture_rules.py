"""What is said of a capture plant's claims: impossible, unlike anything published, or made to look small."""

from __future__ import annotations

import pytest
from test_validate import CARD, GOOD

from app.locale import rules_ja
from evaluators.carbon_capture import carbon_capture
from evaluators.carbon_capture.cost_checks import ITEMS, items_left_out
from evaluators.carbon_capture.credits import DISPOSALS
from evaluators.carbon_capture.tables import PACKAGE, TECHNOLOGIES, TRANSPORT_MODES
from evaluators.toolkit.contract import answer, assumed, choice, evaluator, given
from evaluators.toolkit.row import assumption_table
from flows import readers
from flows.cast import cast_proposal
from flows.expectations.own_rules import find_rules
from flows.expectations.rules import Around, Objection
from flows.findings import CRITICAL, WARNING
from flows.sites import gather_sites
from flows.validate import validate

MONEY = "USD2024/tonne"


@evaluator(
    "capture of a test", product="tonne", reference_class="carbon_capture",
    answers={
        "cost_gross": answer(MONEY, "gross", least=0), "cost_net": answer(MONEY, "net", least=0),
        "captured": answer("tonne/year", "captured", least=0), "net_share": answer("1", "net share", most=1),
        "energy_use": answer("MWh/tonne", "energy", least=0), "cost_ratio_2030": answer("1", "ratio", least=0),
    },
)
def plant(
    capacity=given("tonne/year", "nameplate", least=100, most=2e7),
    technology=choice(TECHNOLOGIES, "how it is captured"),
    transport_distance=given("km", "way", least=0, optional=True),
    transport_mode=choice(TRANSPORT_MODES, "how carried", optional=True),
    capture_rate=given("1", "share captured", least=0, optional=True),
    capture_rate_basis=choice(assumption_table(PACKAGE, "capture_rate_bases.csv"), "of which carbon", optional=True),
    claimed_learning_rate=given("1", "learning", least=0, optional=True),
    claimed_growth=given("1/year", "growth", least=0, optional=True),
    claimed_cumulative_capacity=given("tonne/year", "capacity of 2030", least=0, optional=True),
    claimed_parts=given(
        dict.fromkeys(("capital", "fixed", "variable", "energy", "transport_storage"), MONEY), "parts", optional=True
    ),
    claimed_boundary=choice(assumption_table(PACKAGE, "claim_boundaries.csv"), "boundary", optional=True),
    disposal=choice(DISPOSALS, "where it goes", optional=True),
    income_subtracted=given(MONEY, "income", optional=True),
    owner_cost_share=given("1", "share", least=0, optional=True),
    contingency_share=given("1", "share", least=0, optional=True),
    financing_share=given("1", "share", least=0, optional=True),
    storage_cost=assumed(11.7, 20.2, 28.7, MONEY, "store", shape="triangular", source="made for this test"),
):
    """A plant that answers nothing."""
    return {}


PLANT = {"plant": plant}
RULES = {
    name: rule for name, rule in find_rules("").rules.items() if type(rule).__module__.rsplit(".", 1)[-1].startswith("capture_")
}
FITTING = {"capacity": "500000 tonne/year", "technology": "dac_liquid_solvent"}
SITES = gather_sites([("bering.yaml", "a" * 64, one) for one in readers.read("sites", "bering.yaml", CARD.encode())])
BUDGET = "budget:\n  turbines: 1200 MUSD2024\n  floaters: 800 MUSD2024\n"
WHOLE_BUDGET = BUDGET.replace("turbines: 1200", "plant: 1600").replace("floaters: 800", "owners_cost: 200") + (
    "  contingencies: 150 MUSD2024\n  financing: 50 MUSD2024\n"
)


def proposal(claims: dict[str, str] | None = None, of=PLANT, budget: str = WHOLE_BUDGET, head=(), **changes: str):
    """The proposal as cast."""
    text = GOOD[: GOOD.index("    given:")].replace("floating_wind", next(iter(of))).replace(BUDGET, budget)
    for old, new in head:
        assert old in text
        text = text.replace(old, new)
    for group, lines in (("given", {**FITTING, **changes}), ("claim", claims or {})):
        text += f"    {group}:\n" + "".join(f"      {name}: {value}\n" for name, value in lines.items()) if lines else ""
    [document] = readers.read("proposals", "t.yaml", text.encode())
    return cast_proposal(document, "t.yaml", "c" * 64, of, SITES)


def said(rule: str, claims: dict[str, str] | None = None, **changes) -> list[Objection]:
    one = proposal(claims, **changes)
    assert not [found for found in one.findings if found.severity == CRITICAL], one.findings
    return list(RULES[rule].judge(one, Around({}, PLANT)))


def refused(**changes):
    """Reason and remedy of what refuses the proposal, by rule."""
    found = validate([proposal(**changes)], changes.get("of", PLANT), SITES)
    return {one.rule: one for one in found if one.severity == CRITICAL}


# --- bad input


def test_a_plant_that_says_all_is_let_through():
    one = proposal({"cost_gross": f"300 {MONEY}", "cost_net": f"350 {MONEY}"}, capture_rate="90 %", capture_rate_basis="stack",
                   head=[("total_cost: 2000 MUSD2024", "total_cost: 1300 MUSD2024")])  # fmt: skip
    assert one.findings == []
    assert [found for rule in RULES.values() for found in rule.judge(one, Around({}, PLANT))] == []


def test_a_capture_rate_above_one_is_refused():
    found = refused(capture_rate="110 %", capture_rate_basis="stack")["given.share"]
    assert found.reason == "capture_rate is 1.1: more comes out than goes in. That is impossible."
    assert found.remedy == "Check whether it is a per cent, and write for instance 92 %."


def test_a_capture_rate_without_its_basis_is_refused_in_both_languages():
    found = refused(capture_rate="0.9")["capture.rate_basis"]
    assert found.reason == (
        "capture_rate is 0.9, and it is not said of which carbon: of the stack that is treated, or of all that goes in as feed "
        "and fuel."
    )
    assert found.remedy == "State capture_rate_basis, stack or feed_carbon." and found.place.startswith("line ")
    assert "capture_rate_basis" in rules_ja()["capture.rate_basis"]["remedy"]
    assert "capture.rate_basis" not in refused(capture_rate="0.9", capture_rate_basis="feed_carbon")


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


def test_short_tons_named_as_such_are_converted():
    one = proposal(capacity="500000 short_ton/year", income_subtracted="100 USD2024/short_ton")
    assert one.blocks[0].values["capacity"][0] == pytest.approx(453_592.37)
    assert one.blocks[0].values["income_subtracted"][0] == pytest.approx(110.231131)


def test_budget_lines_that_do_not_add_up_are_refused():
    found = refused(budget=BUDGET.replace("800", "600"))["budget.sum"]
    assert found.reason.startswith("The 2 budget lines come to ") and "total_cost is " in found.reason


# --- claims that contradict one another


def test_a_claim_in_short_tons_is_seen():
    [one] = said("claim.short_tons", {"captured": "551156 tonne/year"})
    assert one.reason == (
        "The claim captured is 551,156 tonne/year, 1.102 times the 500,000 tonne/year that the other figures give: the ratio of "
        "a short ton (907 kg) to a tonne."
    )
    assert one.remedy == "Say whether short tons were counted; write short_ton where they are meant, and it is converted."
    [one] = said("claim.short_tons", {"cost_gross": f"300 {MONEY}", "cost_net": f"340.194 {MONEY}", "net_share": "0.8"})
    assert one.field == "cost_net" and "0.907 times the 375" in one.reason


@pytest.mark.parametrize("captured", ["450000 tonne/year", "560000 tonne/year", "540000 to 551156 tonne/year"])
def test_other_ratios_are_no_short_tons(captured):
    assert said("claim.short_tons", {"captured": captured}) == []


def test_parts_of_a_cost_that_are_not_the_whole_are_told():
    parts = '"capital [USD2024/tonne], fixed [USD2024/tonne], variable [USD2024/tonne], energy [USD2024/tonne], ' \
            'transport_storage [USD2024/tonne]; 150, 50, 20, 60, 20"'  # fmt: skip
    [one] = said("claim.parts", {"cost_gross": f"250 {MONEY}"}, claimed_parts=parts)
    assert one.reason == (
        "The parts of the claimed cost add up to 300 USD2024/tonne; the whole is claimed as 250, 50 less."
    )
    assert said("claim.parts", {"cost_gross": f"300 {MONEY}"}, claimed_parts=parts) == []
    [one] = said("claim.short_tons", {"cost_gross": f"272.155 {MONEY}"}, claimed_parts=parts)
    assert "The claim cost_gross is 272.155 USD2024/tonne, 0.907 times the 300" in one.reason


def test_gross_presented_as_net_is_told():
    [one] = said("claim.gross_as_net", {"cost_gross": f"300 {MONEY}", "cost_net": f"300 {MONEY}"})
    assert "the same figure stands for both" in one.reason and one.remedy.startswith("Divide the gross cost by the share")
    [one] = said("claim.gross_as_net", {"cost_gross": f"300 {MONEY}", "cost_net": f"250 {MONEY}"})
    assert "a net tonne would be cheaper than a captured one" in one.reason
    assert said("claim.gross_as_net", {"cost_gross": f"300 {MONEY}", "cost_net": f"330 {MONEY}"}) == []


def test_fast_learning_and_wild_growth_are_flagged():
    [one] = said("claim.learning", claimed_learning_rate="30 %")
    assert one.field == "claimed_learning_rate" and one.reason.startswith(
        "A learning rate of 30% a doubling is claimed for the whole plant; the fund asks for reasons above 25%."
    )
    [one] = said("claim.learning", claimed_growth="3 /year")
    assert one.field == "claimed_growth" and one.reason.startswith(
        "Capacity is claimed to grow 4-fold a year; the fund asks for reasons above 3.2-fold, which is 105-fold in four years."
    )
    assert said("claim.learning", claimed_learning_rate="25 %", claimed_growth="2.2 /year") == []


def test_a_halving_that_its_own_learning_does_not_give_is_told():
    # 13 % and a doubling a year for five years: 0.87^5 = 0.498.
    [one] = said("claim.learning", {"cost_ratio_2030": "0.4"}, claimed_learning_rate="13 %", claimed_growth="1 /year")
    assert "a learning rate of 13.0% and 32 times the capacity give 0.498" in one.reason
    assert said("claim.learning", {"cost_ratio_2030": "0.5"}, claimed_learning_rate="13 %", claimed_growth="1 /year") == []


def test_a_growth_that_hides_in_a_capacity_or_in_a_range_is_judged_as_one():
    # 3.2 times a year is 336-fold in five.
    start = TECHNOLOGIES.medians("dac_liquid_solvent").experience_2025
    [one] = said("claim.learning", claimed_cumulative_capacity=f"{start * 3.3**5:.0f} tonne/year")
    assert one.field == "claimed_cumulative_capacity"
    assert "that is 3.3-fold a year; the fund asks for reasons above 3.2-" in one.reason
    assert said("claim.learning", claimed_cumulative_capacity=f"{start * 3.1**5:.0f} tonne/year") == []
    found = said("claim.learning", claimed_learning_rate="5 % to 40 %", claimed_growth="0.1 to 5 /year")
    assert [one.field for one in found] == ["claimed_learning_rate", "claimed_growth"]
    assert "40% a doubling" in found[0].reason and "6-fold a year" in found[1].reason


def test_a_halving_is_held_against_the_claimed_capacity_too():
    start = TECHNOLOGIES.medians("dac_liquid_solvent").experience_2025
    claims = {"claimed_learning_rate": "13 %", "claimed_cumulative_capacity": f"{32 * start:.0f} tonne/year"}
    [one] = said("claim.learning", {"cost_ratio_2030": "0.4 to 0.9"}, **claims)
    assert "A cost ratio of 0.4 by 2030" in one.reason and "32 times the capacity give 0.498" in one.reason
    assert said("claim.learning", {"cost_ratio_2030": "0.5"}, **claims) == []


# --- what a cost leaves out


def test_items_that_no_budget_line_names_are_asked_for():
    [one] = said("capture.items_left_out", budget=BUDGET)
    assert all(f"{item} is not named" in one.reason for item in ("owner's cost", "contingency", "interest during construction"))
    assert "20.2 % of plant cost" in one.reason and (one.field, one.block) == ("total_cost", "")
    assert said("capture.items_left_out") == []


@pytest.mark.parametrize(
    "line", ["epc_excluding_owner_cost_and_contingency", "financial_model_contingent_on_interests", "plant_without_interest",
             "no_contingency", "landfall_and_island_reservoir", "建設費（予備費を除く）"],
)  # fmt: skip
def test_a_line_that_names_what_it_does_not_hold_names_nothing(line):
    doubt = items_left_out(["plant", line], dict.fromkeys(ITEMS))
    assert doubt is not None and all(f"{item} is not named" in doubt.reason for item in ITEMS)


def test_lines_that_do_hold_them_are_read_by_their_words():
    for lines in (
        ["Owner's costs", "Contingencies", "Interest during construction"], ["land_lease", "reserve", "AFUDC"],
        ["用地費", "予備費", "建中金利"], ["unit_no_2_start-up", "allowance (unit no. 2)", "financial charges"],
    ):  # fmt: skip
        assert items_left_out(lines, dict.fromkeys(ITEMS)) is None, lines


def test_a_line_of_nothing_holds_nothing():
    budget = WHOLE_BUDGET.replace("1600", "1750").replace("contingencies: 150", "contingencies: 0")
    [one] = said("capture.items_left_out", budget=budget)
    assert "contingency is not named" in one.reason and "interest" not in one.reason


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
    assert one.reason.startswith("The total may leave something out; contingency is stated as nothing: usual is 15 to 35 %")


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


# --- against the literature


def test_the_absurd_claim_of_the_sample_is_far_from_the_nearest_plant():
    [one] = said("claim.literature", {"cost_net": f"28 {MONEY}"}, technology="dac_cao_looping", capacity="1000 tonne/year",
                 head=[("total_cost: 2000 MUSD2024", "total_cost: 20 MUSD2024")],
                 budget="")  # fmt: skip
    assert "standard deviations (of a spread of 0.54 in logarithms) below the nearest published plant, sievert_2024" in one.reason
    assert "2,418 USD2022" in one.reason and "second-hand" in one.reason and one.field == "cost_net"


def test_a_capital_cost_far_from_the_literature_is_told_at_the_total():
    [one] = said("claim.literature", head=[("total_cost: 2000 MUSD2024", "total_cost: 200 MUSD2024")], budget="")
    assert one.field == "total_cost" and "400 USD2024 per tonne/year is " in one.reason and "below" in one.reason


def test_a_cheap_source_is_compared_with_transport_and_storage_in():
    """Natural gas processing: 16.1 USD2018 at the gate; 40 with transport and storage is no wonder, 3 is."""
    source = {"technology": "natural_gas_processing", "capacity": "551816 tonne/year", "budget": "",
              "head": [("total_cost: 2000 MUSD2024", "total_cost: 70 MUSD2024")]}  # fmt: skip
    assert said("claim.literature", {"cost_gross": f"40 {MONEY}"}, **source) == []
    [one] = said("claim.literature", {"cost_gross": f"3 {MONEY}"}, **source)
    assert "of which 20 our own transport and storage" in one.reason
    # A pipe of a fifth of the flow is dearer by the mode's own saving.
    small = source | {"capacity": "100000 tonne/year", "transport_mode": "pipeline", "transport_distance": "200 km"}
    row = TRANSPORT_MODES.medians("pipeline")
    pipe = (1e5 / row.reference_flow) ** -row.flow_saving * (row.fixed_cost + 200 * row.cost_per_km)
    [one, *_] = said("claim.literature", {"cost_gross": f"3 {MONEY}"}, **small)
    assert f"of which {pipe + 20.2:,.0f} our own transport and storage" in one.reason


def test_a_plant_of_another_order_of_size_has_no_neighbour_and_hears_what_the_nearest_says():
    [one, total] = said(
        "claim.literature", {"cost_net": f"28 {MONEY}"}, technology="dac_cao_looping", capacity="1 Mt/year", budget=""
    )
    assert total.field == "total_cost" and total.reason.startswith("No plant within 10 times this size")
    assert one.reason.startswith(
        "No plant within 10 times this size is published, so this claim has no neighbour. The nearest says: 28 USD2024/tonne is "
    )
    assert one.remedy.startswith("A note, not a fault") and one.field == "cost_net"


def test_cheapness_is_told_sooner_than_dearness():
    """Sievert 2024, looping: 2,570 USD2024, spread 0.54; half and twice are 1.28 standard deviations, 2.96 times is two."""
    of = {"technology": "dac_cao_looping", "capacity": "1000 tonne/year", "budget": "",
          "head": [("total_cost: 2000 MUSD2024", "total_cost: 20 MUSD2024")]}  # fmt: skip
    for cost, told in ((1250, 1), (1350, 0), (5200, 0), (7300, 0), (7800, 1)):
        assert len(said("claim.literature", {"cost_net": f"{cost} {MONEY}"}, **of)) == told, cost
