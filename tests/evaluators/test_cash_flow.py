"""Tax, depreciation, debt, replacements, grants and credits in a cash flow, each alone; what makes no cash flow is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.toolkit.debt import REPAID, WHILE_BUILDING
from evaluators.toolkit.finance import (
    MACRS,
    CashFlow,
    Debt,
    depreciation_charges,
    fixed_charge_rate,
    levelised_cost,
    replacement_flows,
    straight_line,
)
from evaluators.toolkit.income_tax import taxed_income


@given(st.floats(0.001, 0.15), st.integers(6, 60), st.floats(0, 0.6), st.floats(0, 0.1), st.floats(0, 0.5))
@settings(deadline=None)
def test_the_price_is_the_fixed_charge_rate_of_the_atb(rate, life, tax, inflation, credit):
    case = CashFlow(
        rate=rate, life=life, capex=1.0, product=1.0, tax=tax, inflation=inflation, losses="used at once", depreciation=MACRS[5],
        investment_credit=credit,
    )  # fmt: skip
    assert case.levelised_price() == pytest.approx([fixed_charge_rate(rate, life, tax, inflation, itc=credit)], rel=1e-9)


@given(st.just(0.0) | st.floats(1e-9, 0.2), st.floats(0.5, 60), st.floats(0, 90), st.floats(1, 99))
@settings(deadline=None)
def test_without_tax_and_debt_it_is_the_textbook_s_levelised_cost(rate, life, opex, product):
    case = CashFlow(rate=rate, life=life, capex=100.0, product=product, opex=opex)
    assert case.levelised_price() == pytest.approx([levelised_cost(100.0, opex, product, rate, life)], rel=1e-9)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_losses_wait_for_income(incomes):
    stock, expected = 0.0, []
    for income in incomes:
        expected.append(max(0.0, income - stock))
        stock = max(0.0, stock - income)
    assert taxed_income(np.array([incomes]), "carried forward")[0] == pytest.approx(expected, abs=1e-6)
    assert taxed_income(np.array([incomes]), "used at once")[0] == pytest.approx(incomes)


def test_tax_never_makes_a_project_without_subsidies_worth_more_and_carrying_forward_never_less_tax():
    plain = CashFlow(rate=0.05, life=20, capex=100.0, product=1.0, opex=2.0)
    for price in (0.0, 5.0, 10.0, 30.0):
        free, carried = (replace(plain, tax=tax).net_present_value(price)[0] for tax in (0.0, 0.3))
        at_once = replace(plain, tax=0.3, losses="used at once").net_present_value(price)[0]
        assert carried <= min(free, at_once) + 1e-9


@pytest.mark.parametrize(("years", "decline"), [(3, 2.0), (5, 2.0), (7, 2.0), (10, 2.0), (15, 1.5), (20, 1.5)])
def test_the_tables_of_the_us_follow_from_their_rule(years, decline):
    """Declining balance, half a year at first, straight over what is left as soon as that is more (26 USC 168(b))."""
    left, shares = 1.0, []
    for year in range(years + 1):
        part = 0.5 if year in (0, years) else 1.0
        remaining = years - max(0.0, year - 0.5)
        share = left * min(1.0, max(decline / years, 1 / remaining)) * (part if year == 0 else 1.0)
        shares.append(left if year == years else share)
        left -= shares[-1]
    assert MACRS[years] == pytest.approx(shares, abs=1.01e-4)  # the tables are rounded to 0.01 %, 20 years to 0.001 %
    assert sum(MACRS[years]) == pytest.approx(1.0, abs=1e-12)


@given(st.integers(1, 25), st.integers(1, 30), st.integers(0, 99))
def test_all_is_charged_once_and_by_the_end(period, years, seed):
    random = np.random.default_rng(seed)
    base = random.uniform(0, 9, (3, years)) * (random.uniform(size=(3, years)) < 0.3)
    last = random.integers(0, years, 3)
    charges = depreciation_charges(base, straight_line(period), last)
    for row in range(3):
        end = last[row]
        expected = [sum(base[row, at] / period for at in range(y + 1) if y - at < period) for y in range(years)]
        assert charges[row, :end] == pytest.approx(expected[:end])
        assert charges[row].sum() == pytest.approx(base[row, : end + 1].sum()) and not charges[row, end + 1 :].any()


@given(st.sampled_from(REPAID), st.sampled_from(WHILE_BUILDING), st.floats(0, 0.2), st.floats(0, 1), st.integers(1, 40))
@settings(deadline=None)
def test_debt_at_the_rate_of_capital_changes_nothing(repaid, while_building, rate, share, years):
    """Each payment discounted at the rate of the loan: it is worth what was borrowed (building at once, no tax)."""
    debt = Debt(share=share, rate=rate, years=years, repaid=repaid, interest_while_building=while_building)
    case = CashFlow(rate=rate, life=25, capex=100.0, product=1.0, debt=debt)
    assert case.net_present_value(9.0) == pytest.approx(case.without_debt(rate).net_present_value(9.0), abs=1e-9)


@pytest.mark.parametrize("rate", [0.03, 0.08])
def test_debt_service_agrees_with_a_peer(rate):
    running, last = np.ones((1, 20)), np.array([19])
    interest, principal = Debt(rate=rate, years=15).service(np.array([1000.0]), running, last)
    years = range(1, 16)
    assert interest[0, :15] == pytest.approx([-pyxirr.ipmt(rate, year, 15, 1000.0) for year in years])
    assert principal[0, :15] == pytest.approx([-pyxirr.ppmt(rate, year, 15, 1000.0) for year in years])
    assert not interest[0, 15:].any() and not principal[0, 15:].any()


def test_interest_while_building_by_hand():
    # 30 a year in three years, 60 % borrowed at 10 %, each drawn at the beginning of its year.
    case = CashFlow(
        rate=0.0, life=1, capex=90.0, construction_years=3.0, spending=(1 / 3, 1 / 3, 1 / 3),
        debt=Debt(share=0.6, rate=0.1, interest_while_building="capitalised"),
    )  # fmt: skip
    owed = 18 * (1.1**3 + 1.1**2 + 1.1)
    _, flows = case.flows()
    assert flows[0] == pytest.approx([-12, -12, -12, -owed * 1.1])
    _, flows = replace(case, debt=replace(case.debt, interest_while_building="paid")).flows()
    assert flows[0] == pytest.approx([-12 - 1.8, -12 - 3.6, -12 - 5.4, -54 * 1.1])


def test_replacements_as_in_h2a_and_in_each_draw_at_its_own_time():
    assert np.flatnonzero(replacement_flows(5.0, 7, 40)[0]).tolist() == [7, 14, 21, 28, 35]  # the years 8, 15, 22, 29, 36
    flows = replacement_flows(10.0, np.array([9.3, 0.5, 20.0, 50.0]), np.array([20.0, 3.0, 20.0, 20.0]))
    assert np.flatnonzero(flows[0]).tolist() == [9, 18] and flows[1].tolist()[:4] == [10.0, 20.0, 20.0, 0.0]
    assert not flows[2:].any()  # none is bought at the end of life


def test_a_grant_is_worth_itself_before_tax_and_less_after_it():
    case = CashFlow(rate=0.05, life=20, capex=100.0, product=1.0)
    more = {tax: replace(case, tax=tax, grant=30.0).net_present_value(20.0) - replace(case, tax=tax).net_present_value(20.0)
            for tax in (0.0, 0.3)}  # fmt: skip
    assert more[0.0] == pytest.approx([30.0])
    # 30 less depreciation over 20 years, 0.45 of tax more a year.
    assert more[0.3] == pytest.approx([30.0 - 0.45 * (1 - 1.05**-20) / 0.05])


def test_a_credit_may_end_before_the_plant_does():
    case = CashFlow(rate=0.05, life=20, capex=100.0, product=np.full((1, 20), 2.0), credits=np.full((1, 10), 4.0))
    padded = replace(case, credits=np.array([[4.0] * 10 + [0.0] * 10]))
    for one in (replace(case, escalation=0.02), replace(case, tax=0.3)):
        same = replace(one, credits=padded.credits)
        assert one.levelised_price() == pytest.approx(same.levelised_price(), rel=1e-12)
        assert one.flows(3.0)[1] == pytest.approx(same.flows(3.0)[1])


def test_without_a_product_no_price_pays():
    for tax in (0.0, 0.3):
        case = CashFlow(rate=0.05, life=20, capex=100.0, product=np.array([0.0, 1.0]), tax=tax)
        assert np.isinf(case.levelised_price()).tolist() == [True, False]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"life": np.array([20.0, 0.0])}, "a life of 0 years earns nothing; give the years in operation"),
        ({"rate": -1.0}, "rate -1 a year leaves nothing; give a share such as 0.07"),
        ({"spending": (0.5, 0.4)}, "the spending shares add up to 0.9; they must add up to 1"),
        ({"construction_years": -1.0}, "building for -1 years; give 0 or more"),
        ({"tax": 25.0}, "a tax of 25 to 25 of income; give 0 or more and below 1"),
        ({"losses": "forgotten"}, "losses 'forgotten' is not known; it may be 'carried forward' or 'used at once'"),
        ({"opex": {"power": 1.0, "tax": 2.0}}, "a part of the opex is called 'tax', which means something else here; rename it"),
        ({"paid": "later"}, "paid 'later' is not known; it may be 'end' or 'middle'"),
    ],
)
def test_what_makes_no_cash_flow_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        CashFlow(**({"rate": 0.05, "life": 20} | wrong))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"share": 70.0}, "a debt share of 70 to 70 of the building cost is not within 0 and 1"),
        ({"rate": -0.01}, "a debt rate of -0.01 a year is negative"),
        ({"years": 0}, "debt repaid over 0 years; give whole years from 1, or None for the whole life"),
        ({"repaid": "never"}, "'never' is not known for debt; it may be annuity, equal principal, at the end"),
    ],
)
def test_what_is_no_debt_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        Debt(**wrong)


def test_parts_that_do_not_last_are_refused():
    with pytest.raises(ValueError, match="a part that lasts 0 years is never in service"):
        replacement_flows(1.0, 0.0, 20)
    with pytest.raises(ValueError, match="depreciation over 0 years charges nothing"):
        straight_line(0)
