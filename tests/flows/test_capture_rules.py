"""What a capture plant states of itself and of the future: impossible, or unlike anything that was built."""

from __future__ import annotations

import pytest
from capture_proposals import BUDGET, MONEY, proposal, refused, said

from evaluators.carbon_capture.halving import EVIDENCE, not_assessable
from evaluators.carbon_capture.tables import TECHNOLOGIES


def test_a_capture_rate_of_air_is_told_to_be_left_out_and_not_asked_for_its_basis():
    [one] = said("capture.rate_of_air", capture_rate="90 %", capture_rate_basis="stack")
    assert one.reason == (
        "capture_rate and capture_rate_basis are stated, and dac_liquid_solvent takes its CO2 out of the air: air capture has no "
        "capture rate."
    )
    assert one.remedy == "Leave it out; what the plant captures stands in capacity." and one.field == "capture_rate"
    [one] = said("capture.rate_of_air", capture_rate="90 %")  # which is not refused for want of a basis
    assert one.reason.startswith("capture_rate is stated, and")
    assert said("capture.rate_of_air", capture_rate="90 %", capture_rate_basis="stack", technology="cement") == []
    assert said("capture.rate_of_air") == []


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ({"present_cost": f"600 {MONEY}"}, "present_cost is 600 USD2024/tonne and nothing shows it"),
        (
            {"present_cost": f"600 {MONEY}", "present_cost_evidence": "company_statement"},
            "present_cost is 600 USD2024/tonne and its evidence is 'company statement'",
        ),
        ({"cost_ratio_2030": "0.5"}, "cost_ratio_2030 is claimed and no present_cost is stated"),
    ],
)
def test_a_present_cost_without_evidence_hears_what_becomes_of_half_by_2030(stated, told):
    claims = {name: stated[name] for name in stated if name == "cost_ratio_2030"}
    [one] = said("capture.present_cost", claims, **{name: value for name, value in stated.items() if name not in claims})
    assert one.reason == f"{told}: half the cost by 2030 will stand as 'not assessable' on the scorecard."
    assert "audited accounts" in one.remedy and "metered tonnes" in one.remedy
    assert "present_cost_evidence audited_accounts or metered_trial" in one.remedy


@pytest.mark.parametrize("evidence", EVIDENCE.rows)
def test_what_is_warned_of_is_what_the_evaluator_does_not_assess(evidence):
    found = said("capture.present_cost", {"cost_ratio_2030": "0.5"}, present_cost=f"600 {MONEY}", present_cost_evidence=evidence)
    assert bool(found) == bool(not_assessable(EVIDENCE.medians(evidence), 600.0))
    assert said("capture.present_cost") == []


def test_a_plant_larger_than_all_that_runs_of_its_kind_is_told_the_growth_it_supposes():
    """Solid sorbent: 10,000 tonne/year by our count and 40,000 by the highest; 70,000 more is eightfold, 8^(1/5) a year."""
    head = [("operation_start: 2030-06-01", "operation_start: 2030-01-01")]
    [one] = said("capture.larger_than_all", technology="dac_solid_sorbent", capacity="70000 tonne/year", head=head)
    assert one.reason == (
        "This plant alone is 70,000 tonne/year; of dac_solid_sorbent all plants of 2025 together are 10,000 by our count and "
        "40,000 by the highest. With it the technology grows 8-fold, 1.52-fold each year until it starts."
    )
    assert one.field == "capacity" and "which plants come before this one" in one.remedy
    assert said("capture.larger_than_all", technology="dac_solid_sorbent", capacity="40000 tonne/year") == []
    assert said("capture.larger_than_all", technology="cement", capacity="2 Mt/year") == []


def test_a_credit_whose_least_tonnes_are_out_of_reach_is_told():
    """45Q: 1,000 tonnes a year from air, 12,500 elsewhere; sorbent uses 92 % of its nameplate at the most."""
    small = {"technology": "dac_solid_sorbent", "credit": "us_45q_dac"}
    [one] = said("capture.credit_out_of_reach", capacity="1000 tonne/year", **small)
    assert one.reason == (
        "The credit us_45q_dac is paid from 1,000 tonnes captured a year on; this plant of 1,000 tonne/year captures 920 at the "
        "fullest use that we suppose (92%), so the credit is nothing."
    )
    assert one.remedy == "Reckon without the credit (credit: none), or check the unit of capacity." and one.field == "credit"
    assert said("capture.credit_out_of_reach", capacity="1100 tonne/year", **small) == []
    [one] = said("capture.credit_out_of_reach", capacity="12000 tonne/year", technology="cement", credit="us_45q_point")
    assert "from 12,500 tonnes" in one.reason
    assert said("capture.credit_out_of_reach", capacity="1000 tonne/year", **small | {"credit": "none"}) == []


def test_short_tons_named_as_such_are_converted():
    one = proposal(capacity="500000 short_ton/year", income_subtracted="100 USD2024/short_ton")
    assert one.blocks[0].values["capacity"][0] == pytest.approx(453_592.37)
    assert one.blocks[0].values["income_subtracted"][0] == pytest.approx(110.231131)


def test_budget_lines_that_do_not_add_up_are_refused():
    found = refused(budget=BUDGET.replace("800", "600"))["budget.sum"]
    assert found.reason == (
        "The 2 budget lines come to 1,800 MUSD2024, total_cost is 2,000 MUSD2024: 200 MUSD2024 less. The lines: turbines 1,200 "
        "MUSD2024; floaters 600 MUSD2024."
    )
    assert found.remedy == "Add the line that holds the missing 200 MUSD2024, or lower total_cost by it."
    found = refused(budget=BUDGET.replace("800", "900"))["budget.sum"]
    assert found.remedy == "Take 100 MUSD2024 off the line that holds too much, or raise total_cost by it."


def test_a_budget_line_in_a_wrong_unit_is_found():
    found = refused(budget=BUDGET.replace("floaters: 800 M", "floaters: 800 k"))["budget.sum"]
    assert found.remedy == "It fits if the line 'floaters' is 800 MUSD2024: check its unit, or correct total_cost."





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
