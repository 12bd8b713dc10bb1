"""45Q as the law stands, what would break even, and the target of the US Department of Energy."""

from __future__ import annotations

import numpy as np
import pytest
from capture_cases import PLAIN, answers
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.carbon_capture import carbon_capture
from evaluators.carbon_capture.break_even import DOE_TARGET, break_even_credit, doe_target
from evaluators.carbon_capture.credits import (
    DISPOSALS,
    FOREIGN_OWNERS,
    POWER,
    WAGE_RULES,
    credit_per_tonne,
    indexing_gain,
    real_worth,
    taken_as_met,
    why_no_credit,
    yearly_credits,
)
from evaluators.carbon_capture.tables import CREDITS, TECHNOLOGIES
from evaluators.toolkit.cash_flow import CashFlow
from evaluators.toolkit.evaluate import Block, Project, evaluate
from evaluators.toolkit.finance import annuity_factor, levelised_tax_credit
from evaluators.toolkit.money import deflator
from evaluators.toolkit.project import HEADER
from evaluators.toolkit.units import check_unit

AIR, POINT, POWER_PLANT = (CREDITS.medians(f"us_45q_{kind}") for kind in ("dac", "point", "power"))
RATES = np.array([0.05, 0.07, 0.08, 0.10, 0.12])


@pytest.mark.parametrize(("face", "table"), [(180, [113, 123, 127, 135, 142]), (85, [53.5, 58, 60, 64, 67])])
def test_the_credit_spread_over_25_years(face, table):
    """Reference page 2.1; its 54 at 5 % is 85 x 8.8633 / 14.0939 = 53.45."""
    np.testing.assert_allclose(levelised_tax_credit(face, 12, RATES, 25), table, atol=0.5)


def test_the_flat_credit_overstates_the_support_by_27_to_59_percent():
    over = 180 / levelised_tax_credit(180, 12, RATES, 25) - 1
    np.testing.assert_allclose(over[[0, -1]], [0.59, 0.27], atol=0.005)


# --- what the law pays


def test_amounts_and_least_tonnes_of_the_law():
    for row, amount, least in ((AIR, 180, 1000), (POINT, 85, 12_500), (POWER_PLANT, 85, 18_750)):
        assert (row.amount, row.least_captured, row.years_paid, row.construction_before) == (amount, least, 12, 2033)
    assert POWER_PLANT.least_share == 0.75


def test_an_indexed_dollar_keeps_its_worth_but_for_the_year_of_lag():
    """Paid in y: amount x P(y-1)/P(2025) in dollars of y, so P(2024)/P(2025)/(1+i) of it in USD2024, whatever the year."""
    level = deflator(2024) / deflator(2025)
    for year in (2026, 2027, 2030, 2045):
        price = 1.03 ** (year - 2025)  # P(y)/P(2025)
        index = 1.0 if year < 2027 else 1.03 ** (year - 1 - 2025)
        np.testing.assert_allclose(real_worth(year, 0.03), index / price * level)
        np.testing.assert_allclose(real_worth(year, 0.03, indexed=False), level / price)
    assert real_worth(2025.0, 0.03) == pytest.approx(level)


def test_what_indexing_does_to_twelve_years():
    gain = indexing_gain(AIR, 2030.0)
    by_hand = np.mean(1 / (1 + AIR.inflation) ** np.arange(5, 17))
    assert gain == pytest.approx(1 / (1 + AIR.inflation) / by_hand - 1) and 0.15 < gain < 0.35
    assert indexing_gain(AIR, np.array([2026.0, 2030.0])).shape == (2,)


def test_parity_of_use_and_storage_hangs_on_the_day_of_service():
    worth = real_worth(2025.2, POINT.inflation)
    for row, from_air, before, after in ((AIR, 1.0, 130, 180), (POINT, 0.0, 60, 85)):
        np.testing.assert_allclose(credit_per_tonne(row, from_air, 2025.2, use=1.0), before * worth)
        np.testing.assert_allclose(credit_per_tonne(row, from_air, 2025.2), after * worth)
        for use in (0.0, 1.0):
            np.testing.assert_allclose(
                credit_per_tonne(row, from_air, 2025.6, use=use), after * real_worth(2025.6, row.inflation)
            )


def test_what_bars_the_credit_and_what_is_said():
    fit = {"from_air": 1.0, "operation_start": 2030.0}
    assert credit_per_tonne(AIR, **fit) > 160 and why_no_credit(AIR, **fit) == []
    for changed, told in (
        ({"construction_start": 2033.0}, "building starts in 2033, and the law asks for a start before 2033"),
        ({"operation_start": 2041.0}, "operation starts after 2039, too late for a plant begun before 2033"),
        ({"operation_start": 2021.0}, "the plant is in service before 2023"),
        ({"from_air": 0.0}, "it is for capture from air, and this plant is another kind"),
    ):
        assert credit_per_tonne(AIR, **fit | changed) == 0
        [sentence] = why_no_credit(AIR, **fit | changed)
        assert sentence == f"The credit us_45q_dac is not paid: {told}."
    assert credit_per_tonne(AIR, **fit, construction_start=2032.99) > 0
    assert why_no_credit(CREDITS.medians("none"), **fit) == []


def test_a_power_plant_needs_three_quarters_of_its_unit():
    of = {"from_air": 0.0, "operation_start": 2030.0, "from_power": 1.0}
    assert credit_per_tonne(POWER_PLANT, **of) == credit_per_tonne(POWER_PLANT, **of, unit_share=0.75) > 0
    assert credit_per_tonne(POWER_PLANT, **of, unit_share=0.74) == 0 == credit_per_tonne(POINT, **of)
    assert why_no_credit(POWER_PLANT, **of, unit_share=0.5) == [
        "The credit us_45q_power is not paid: the plant is built for 50% of the unit's CO2, and the law asks for 75%."
    ]
    assert credit_per_tonne(POINT, 0.0, 2030.0, unit_share=0.1) > 0, "only power plants have a least share"


def test_the_law_is_asked_within_each_draw():
    starts = np.array([2030.0, 2041.0, 2035.0])
    paid = credit_per_tonne(AIR, 1.0, starts, construction_start=np.array([2028.0, 2028.0, 2034.0]))
    assert paid[0] > 0 and not paid[1:].any()
    assert len(why_no_credit(AIR, 1.0, starts)) == 0, "one draw of three is no reason"


def test_foreign_owners_are_barred_at_once_or_after_two_years():
    stored = np.full((1, 14), 5e5)
    none, influenced, specified = (FOREIGN_OWNERS.medians(row).barred_from for row in ("none", "influenced", "specified"))
    assert np.count_nonzero(yearly_credits(AIR, 100.0, stored, 2026.3, none)) == 12
    np.testing.assert_array_equal(np.flatnonzero(yearly_credits(AIR, 100.0, stored, 2026.3, influenced)), [0, 1])
    assert not yearly_credits(AIR, 100.0, stored, 2028.0, influenced).any()
    assert not yearly_credits(AIR, 100.0, stored, 2026.3, specified).any()
    [sentence] = why_no_credit(AIR, 1.0, 2026.3, barred_from=influenced)
    assert sentence.endswith("a foreign entity that the law bars from 2028 on; years before that are paid.")
    [sentence] = why_no_credit(AIR, 1.0, 2030.0, barred_from=specified)
    assert sentence.endswith("a foreign entity that the law bars from 2026 on.")


def test_years_below_the_least_tonnes_are_not_paid():
    stored = np.array([[999.0, 1000.0, 5000.0]])
    np.testing.assert_array_equal(yearly_credits(AIR, 10.0, stored, 2030.0), [[0, 10_000, 50_000]])
    np.testing.assert_array_equal(yearly_credits(AIR, 10.0, stored, 2030.0, credit_share=0.5), [[0, 0, 25_000]])


def test_use_is_no_storage():
    shares = {row: DISPOSALS.medians(row).stored_share for row in DISPOSALS.rows}
    assert shares["geological_storage"] == 1 and shares["utilisation"] == 0
    assert 0.8 < shares["mineral_products"] < 1 and 0.9 < shares["enhanced_recovery"] < 1
    for row in DISPOSALS.rows:
        way = DISPOSALS.medians(row)
        assert (way.extra_oil > 0) == (row == "enhanced_recovery") and way.use == (row != "geological_storage")


@pytest.mark.parametrize("table", [CREDITS, DISPOSALS, FOREIGN_OWNERS])
def test_units_can_be_read_and_rows_have_the_same_parameters(table):
    first = next(iter(table.lines.values()))
    for lines in table.lines.values():
        assert set(lines) == set(first)
        for line in lines.values():
            check_unit(line.unit)


def test_power_plants_are_called_as_in_the_table():
    """A row that is no power plant must not be named so; the rows stand once the table has them."""
    known = [row for row in TECHNOLOGIES.rows if row.endswith("_power")]
    assert set(known) <= set(POWER)


# --- break-even


@given(
    cost=st.floats(10, 2000), rate=st.floats(0.0, 0.2), life=st.floats(5, 30), first=st.floats(0.01, 1), share=st.floats(0.1, 1),
    face=st.floats(0, 200), paid=st.sampled_from([None, 12]),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_the_break_even_payment_brings_the_net_present_value_to_nought(cost, rate, life, first, share, face, paid):
    captured = 1000.0 * np.minimum(first + np.arange(30) / 5, 1.0)[None, :]
    credits = np.where(np.arange(30) < 12, captured * face, 0.0)
    payment = break_even_credit(cost, captured, share, rate, life, credits, years_paid=paid)
    income = np.where(np.arange(30) < (paid or 30), captured * share * payment, 0.0)
    flow = CashFlow(
        rate=rate, life=life, capex=0.0, product=0.0, opex=cost * captured, replacements=0.0, credits=credits + income,
        salvage=0.0,
    )
    scale = cost * 1000 * annuity_factor(rate, life)
    assert abs(float(np.ravel(flow.net_present_value(0.0))[0])) < 1e-9 * scale


def test_the_break_even_payment_without_and_with_the_credit():
    """Even years: without, the cost per stored tonne; with, less the levelised credit; for twelve years only, more."""
    captured = np.full((1, 30), 1e5)
    without = break_even_credit(500.0, captured, 1.0, 0.07, 25.0)
    credits = np.where(np.arange(30) < 12, captured * 180, 0.0)
    with_it = break_even_credit(500.0, captured, 1.0, 0.07, 25.0, credits)
    np.testing.assert_allclose(without, 500.0)
    np.testing.assert_allclose(without - with_it, 122.7, atol=0.05)
    for_twelve = break_even_credit(500.0, captured, 1.0, 0.07, 25.0, years_paid=12)
    np.testing.assert_allclose(levelised_tax_credit(for_twelve, 12, 0.07, 25), 500.0)
    assert break_even_credit(50.0, captured, 1.0, 0.07, 25.0, credits) < 0, "the credit is more than enough"


def test_nothing_stored_never_breaks_even():
    assert np.isinf(break_even_credit(100.0, np.full((1, 30), 1e5), 0.0, 0.07, 25.0)).all()
    half = break_even_credit(100.0, np.full((2, 30), 1e5), np.array([1.0, 0.5]), 0.07, 25.0)
    np.testing.assert_allclose(half, [100.0, 200.0])


# --- the target


def test_the_target_asks_for_less_than_100_a_net_tonne_by_2032():
    cost = np.array([99.9, DOE_TARGET, 60.0, np.inf])
    np.testing.assert_array_equal(doe_target(cost, 2032.9), [1, 0, 1, 0])
    np.testing.assert_array_equal(doe_target(cost, np.array([2033.0, 2030.0, 2030.0, 2030.0])), [0, 0, 1, 0])


def test_the_target_counts_the_delay_of_projects_of_its_kind():
    """A cheap removal announced for 2032: in time in the draws that begin before 2033, delay in, and in no others."""
    facts = carbon_capture.example() | PLAIN | {
        "technology": "ethanol", "credit": "none", "capacity": 143_042.0, "construction_start": 2028.0,
        "transport_distance": 10.0,
    }  # fmt: skip
    header = {name: one.example for name, one in HEADER.items()} | {"operation_start": 2032.0, "total_cost": 3e7}
    one = Project("a", header, [Block("carbon_capture", facts)])
    found = {result.name: result.draws for result in evaluate(one, {"carbon_capture": carbon_capture}, 1, 500).results}
    late = found["delay"] >= 1
    assert 0 < late.mean() < 1
    np.testing.assert_array_equal(found["doe_target"], (found["cost_net"] < 100) & ~late)
    assert found["doe_target"].any()


def test_the_note_on_the_target_says_how_often_the_plant_is_in_time():
    for start, told in ((2031.0, "100% of them"), (2034.0, "0% of them")):
        [note] = [one for one in answers(operation_start=start)["exhibits"]["notes"] if "US target" in one]
        assert f"in operation by the end of 2032 in {told}, its delay counted" in note


# --- what a panel reads of it


def test_the_credit_that_is_shown_is_the_credit_that_is_paid():
    """Present value of the stream over that of the tonnes: nought for a barred owner or too few tonnes, half for half."""
    key = "spread over life [USD2024/tonne]"
    plain = {"credit": "us_45q_dac", "technology": "dac_solid_sorbent", "capacity": 5e5}

    def shown(**changed):
        return answers(**plain | changed)

    whole = shown()
    credit = whole["exhibits"]["credit"]
    assert 0 < credit[key] < credit["while it is paid [USD2024/tonne]"]
    barred = shown(foreign_entity="specified")
    assert barred["credits"].sum() == 0
    assert barred["exhibits"]["credit"][key] == 0
    for nothing in (barred, shown(capacity=500.0), shown(credit="us_45q_point"), shown(credit="none")):
        assert not any("while it is paid" in name or "indexing" in name for name in nothing["exhibits"]["credit"])
    few = shown(capacity=500.0)
    assert few["credits"].sum() == 0 == few["exhibits"]["credit"][key]
    assert (
        "The credit us_45q_dac is not paid: in none of its first 12 years does the plant capture the 1,000 tonnes a year that "
        "the law asks for."
    ) in few["exhibits"]["notes"]
    share = np.median(DISPOSALS.medians("mineral_products").credit_share)
    half = shown(disposal="mineral_products")["exhibits"]["credit"][key]
    assert 0 < half < credit[key] and half == pytest.approx(credit[key] * share, rel=0.05)


def test_a_slow_start_below_the_least_tonnes_is_told_by_its_years():
    tonnes = np.full((1, 30), 2000.0)
    tonnes[0, :2] = 900.0
    fit = {"from_air": 1.0, "operation_start": 2030.0}
    assert why_no_credit(AIR, **fit, tonnes=tonnes) == [
        "The credit us_45q_dac is paid in part: in its first 2 years the plant captures less than the 1,000 tonnes a year "
        "that the law asks for; the others are paid."
    ]
    assert why_no_credit(AIR, **fit, tonnes=tonnes + 200) == []


def test_a_plant_outside_the_wage_rules_gets_the_base_amount():
    """26 U.S.C. 45Q(b): 36 and 17 USD/t, five times that with prevailing wage and apprenticeship."""
    not_met = WAGE_RULES.medians("not_met").share
    assert (AIR.amount * not_met, POINT.amount * not_met) == pytest.approx((36, 17))
    fit = {"from_air": 1.0, "operation_start": 2030.0}
    assert credit_per_tonne(AIR, **fit, wage_share=not_met) == pytest.approx(credit_per_tonne(AIR, **fit) / 5)
    plain = {"credit": "us_45q_dac", "technology": "dac_solid_sorbent", "capacity": 5e5}
    met, base, silent = (answers(**plain, wage_rules=row) for row in ("met", "not_met", None))
    np.testing.assert_allclose(base["credits"] * 5, met["credits"])
    np.testing.assert_array_equal(silent["credits"], met["credits"])
    assert sum("wage_rules is not stated" in note for note in silent["exhibits"]["notes"]) == 1
    assert not any("wage" in note for one in (met, base) for note in one["exhibits"]["notes"])


def test_a_power_unit_without_a_capture_rate_is_told_what_is_taken_for_granted():
    of = {"from_air": 0.0, "operation_start": 2030.0, "from_power": 1.0, "wage_share": 1.0}
    [sentence] = taken_as_met(POWER_PLANT, **of)
    assert sentence.startswith("The plant is taken as built for at least 75% of the unit's CO2")
    assert taken_as_met(POWER_PLANT, **of, unit_share=0.9) == [] == taken_as_met(CREDITS.medians("none"), **of)
