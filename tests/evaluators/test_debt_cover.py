"""The cover of debt: a loan worked by hand, a peer's payment, a search by trying, and what a project states first."""

from __future__ import annotations

import numpy as np
import pytest
import pyxirr
from hypothesis import given
from hypothesis import strategies as st
from toy_plants import of, run

from evaluators.toolkit.cash_flow import CashFlow
from evaluators.toolkit.common import COMMON
from evaluators.toolkit.debt import Debt
from evaluators.toolkit.debt_cover import DebtTerms, covered_loan, debt_cover, debt_gap, largest_loan, operating_cash

# 1000 to build, 200, 300 and 250 a year. Three payments of 200 at 10 % repay 200 x 2.48685 = 497.37 (two of them 347.11).
# A loan of 60 % is 600: 497.37 / 600 = 0.829 times covered. Covered 1.25 times is a payment of 160, which repays 397.90:
# 60 % of 663.16, so that the grant is 336.84.
BY_HAND = DebtTerms(share=0.6, rate=0.1, years=3.0, cover=1.25)
CASH = np.array([[200.0, 300.0, 250.0]])
BUILDING = np.array([1000.0])


def test_a_loan_worked_by_hand():
    loan = covered_loan(CASH, BY_HAND)
    assert loan == pytest.approx([497.3704], abs=1e-4)
    assert debt_cover(loan, BUILDING, BY_HAND) == pytest.approx([0.828951], abs=1e-6)
    assert debt_gap(loan, BUILDING, BY_HAND) == pytest.approx([336.8395], abs=1e-4)


def test_the_cover_is_that_of_the_loan_of_a_cash_flow():
    """The service of such a loan as ``Debt`` reckons it for a whole project, year by year."""
    interest, principal = Debt(share=0.6, rate=0.1, years=3).service(np.array([600.0]), np.ones((1, 3)), np.array([2]))
    least = (CASH / (interest + principal)).min(axis=1)
    assert debt_cover(covered_loan(CASH, BY_HAND), BUILDING, BY_HAND) == pytest.approx(least, rel=1e-12)


def test_nobody_lends_for_longer_than_the_support_lasts():
    """Two good years and a loss for ever after: two payments repay more than none at all."""
    cash = np.array([[200.0, 200.0, -50.0]])
    assert covered_loan(cash, BY_HAND) == pytest.approx([200 * (1 / 1.1 + 1 / 1.21)])
    assert covered_loan(-cash, BY_HAND)[0] < 0
    assert debt_gap(covered_loan(-cash, BY_HAND), BUILDING, BY_HAND) == [1000.0], "without cash nothing may be owed"


def test_cash_that_is_the_same_every_year_needs_no_table_of_years():
    """Gains and losses, a part of a year at the end of life, money set aside for what wears out."""
    random = np.random.default_rng(6)
    life = random.uniform(20.0, 30.0, 500)
    flow = CashFlow(
        rate=0.05, life=life, capex=900.0, product=random.uniform(0, 20, 500), opex={"staff": random.uniform(0, 120, 500)},
        credits=random.uniform(0, 9, 500), replacements=random.uniform(0, 9, 500), salvage=50.0,
    )  # fmt: skip
    terms = DebtTerms(
        share=0.5, rate=random.uniform(0, 0.1, 500), years=random.uniform(1, 20, 500), inflation=random.uniform(0, 0.05, 500)
    )
    assert largest_loan([(flow, 8.0)], terms) == pytest.approx(covered_loan(operating_cash(flow, 8.0, terms), terms), rel=1e-9)


def test_every_grant_below_the_least_is_too_small_whatever_the_term():
    random, most = np.random.default_rng(4), 12
    for _ in range(40):
        cash = random.uniform(-20, 200, (1, 20)) + random.choice([0.0, 150.0])
        terms = DebtTerms(share=random.uniform(0.2, 0.9), rate=random.uniform(0.0, 0.12), years=float(most), cover=1.3)
        gap = float(debt_gap(covered_loan(cash, terms), BUILDING, terms)[0])

        def covered(grant: float, cash=cash, terms=terms) -> float:
            owed = terms.share * (1000.0 - grant)
            pay = [-pyxirr.pmt(terms.rate, years, owed) for years in range(1, most + 1)]
            return max(cash[0, :years].min() / pay[years - 1] for years in range(1, most + 1))

        if gap < 999.0:
            assert covered(gap) >= 1.3 - 1e-9
        if gap > 0:
            assert covered(gap - 1.0) < 1.3


@given(
    cash=st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=30), share=st.just(0.0) | st.floats(1e-3, 1), rate=st.floats(0, 0.2),
    years=st.floats(1, 40), cover=st.floats(1, 3), more=st.floats(1e-3, 1), building=st.floats(0, 1e4),
)  # fmt: skip
def test_a_gap_lies_within_the_cost_and_no_harder_term_makes_it_smaller(cash, share, rate, years, cover, more, building):
    table, cost = np.array([cash]), np.array([building])

    def gap(**changed) -> float:
        terms = DebtTerms(**{"share": share, "rate": rate, "years": years, "cover": cover} | changed)
        return float(debt_gap(covered_loan(table, terms), cost, terms)[0])

    assert 0 <= gap() <= building
    slack = 1e-9 * (1 + building)
    assert gap(cover=cover + more) >= gap() - slack and gap(share=min(1.0, share + more)) >= gap() - slack
    assert gap(years=years + 5 * more) <= gap() + slack, "a longer loan is one more that may be taken"


def test_cash_for_debt_sets_aside_what_wears_out_and_leaves_the_end_of_life():
    """Sales 20 x 10, running cost 50, a credit of 30 for two years of four, 40 to replace in the third, 2 % inflation."""
    flow = CashFlow(
        rate=0.08, life=4.0, capex=1000.0, product=20.0, opex=50.0, replacements=np.array([[0.0, 0.0, 40.0, 0.0]]),
        credits=np.array([[30.0, 30.0]]), salvage=500.0,
    )  # fmt: skip
    real = np.array([170.0, 170.0, 140.0, 140.0])  # 200 - 50 - 40/4, and the credit
    found = operating_cash(flow, 10.0, DebtTerms(inflation=0.02, years=9.0))
    np.testing.assert_allclose(found, [real * 1.02 ** np.arange(1, 5)], rtol=1e-12)
    shorter = operating_cash(flow, 10.0, DebtTerms(inflation=0.02, years=2.5))
    np.testing.assert_allclose(shorter, found[:, :3], rtol=1e-12, err_msg="no longer than anybody repays")


def test_without_debt_nothing_is_asked():
    terms = DebtTerms(share=0.0, cover=1.3)
    loan = covered_loan(-CASH, terms)
    assert debt_gap(loan, BUILDING, terms) == [0.0] and debt_cover(loan, BUILDING, terms) == [np.inf]
    assert debt_gap(loan, np.zeros(1), BY_HAND) == [0.0], "where other grants pay for all, nothing is borrowed"


NEW = ("debt_cover", "debt_gap", "least_grant")


def test_debt_moves_no_other_answer():
    assumed, none, harsh = run(), run(debt_share=0.0), run(debt_share=0.9, debt_rate=0.2, debt_years=5.0)
    for name in COMMON:
        if name not in NEW:
            np.testing.assert_array_equal(of(assumed, name), of(none, name), err_msg=name)
            np.testing.assert_array_equal(of(assumed, name), of(harsh, name), err_msg=name)
    np.testing.assert_array_equal(of(none, "least_grant"), of(none, "funding_gap"))
    assert np.all(of(harsh, "debt_gap") >= of(assumed, "debt_gap")) and np.all(np.isinf(of(none, "debt_cover")))


def test_the_least_grant_is_enough_for_both():
    found = run()
    np.testing.assert_array_equal(of(found, "least_grant"), np.maximum(of(found, "funding_gap"), of(found, "debt_gap")))


def test_what_a_project_states_of_its_debt_comes_first():
    stated = run(debt_share=0.6, debt_rate=0.05, debt_years=10.0)
    inputs = next(one.drivers for one in stated.results if one.name == "debt_gap")
    assert "debt_cover_asked" in inputs and "inflation" in inputs
    assert not {"debt_share", "debt_rate", "debt_years"} & set(inputs), "a number that is stated is not uncertain"
    ranged = run(debt_share=(0.4, 0.6))
    assert ranged.whose["debt_share"] == "project" and run().whose["debt_share"] == "fund"
