"""Project finance against published figures, a peer library and properties."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import numpy as np
import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.toolkit.finance import (
    annuity_factor,
    capital_recovery_factor,
    fixed_charge_rate,
    internal_rate_of_return,
    levelised_cost,
    levelised_tax_credit,
    net_present_value,
    present_value,
    wacc_real,
    why_no_internal_rate,
)

rates = st.floats(min_value=-0.2, max_value=0.5)
lives = st.floats(min_value=0.5, max_value=60)
money = st.floats(min_value=1, max_value=1e9)

# NREL Annual Technology Baseline, floating offshore wind class 8, Moderate, 2030, R&D case, 30 years.
# NREL/ATB-calc @ e3fcfd5, tests/data (BSD-3).
WACC, TAX, INFLATION = 0.0401070465062936, 0.2574, 0.025
ATB = Path(__file__).parents[3] / "shared" / "samples" / "atb" / "Floating_Offshore_Wind"


def test_the_factor_of_the_text_book():
    assert capital_recovery_factor(0.07, 25) == pytest.approx(0.085811, abs=5e-7)
    # Factor tables of any engineering-economics text: P/A at 10 % and 20 years.
    assert annuity_factor(0.10, 20) == pytest.approx(8.5136, abs=5e-5)


def test_without_interest_the_capital_is_shared_by_the_years():
    assert capital_recovery_factor(0.0, 25) == 1 / 25
    assert annuity_factor(0, 25) == 25
    assert annuity_factor(1e-12, 25) == pytest.approx(25, rel=1e-10)
    assert annuity_factor(0.07, 0) == 0
    assert annuity_factor(5e-324, 0.5) == 0.5  # the least number above nought


def test_factors_broadcast():
    factors = capital_recovery_factor(np.array([0.0, 0.07])[:, None], np.array([20.0, 25.0, 30.0]))
    assert factors.shape == (2, 3)
    assert factors[0] == pytest.approx([1 / 20, 1 / 25, 1 / 30])
    assert factors[1, 1] == pytest.approx(0.085811, abs=5e-7)


@given(rates, st.integers(1, 60))
@settings(deadline=None)
def test_the_annuity_is_the_sum_of_its_years(rate, life):
    assert annuity_factor(rate, life) == pytest.approx(
        sum((1 + rate) ** -year for year in range(1, life + 1)), rel=1e-9
    )


def test_what_recovers_no_capital_is_refused():
    with pytest.raises(ValueError, match="a life of 0 years recovers no capital; give a life above 0"):
        capital_recovery_factor(0.07, 0)
    with pytest.raises(ValueError, match="a discount rate of -1 a year loses everything"):
        annuity_factor(np.array([0.05, -1.0]), 20)
    with pytest.raises(ValueError, match="a life of -5 years is negative"):
        annuity_factor(0.05, -5)


def test_present_value_of_draws_and_years():
    flows = np.arange(12.0).reshape(3, 4)
    per_draw = np.array([0.0, 0.05, 0.1])
    by_hand = [
        sum(f / (1 + r) ** (k + 1) for k, f in enumerate(row)) for row, r in zip(flows, per_draw, strict=True)
    ]
    assert present_value(flows, per_draw) == pytest.approx(by_hand, rel=1e-12)
    assert present_value(flows, 0.05)[1] == pytest.approx(by_hand[1], rel=1e-12)
    assert present_value(flows[1], per_draw)[1] == pytest.approx(by_hand[1], rel=1e-12)
    assert present_value(flows, 0.05, first_year=0) == pytest.approx(1.05 * present_value(flows, 0.05))


def test_the_weighted_cost_of_capital_of_the_atb():
    assert wacc_real(0.733529694274569, 0.07, 0.105, TAX, INFLATION) == pytest.approx(WACC, abs=1e-14)
    assert wacc_real(0.512828946704104, 0.07, 0.105, TAX, INFLATION) == pytest.approx(
        0.051522765759650646, abs=1e-14
    )


def test_the_fixed_charge_rate_of_the_atb():
    assert capital_recovery_factor(WACC, 30) == pytest.approx(0.057905286, abs=5e-10)
    assert fixed_charge_rate(WACC, 30, TAX, INFLATION) == pytest.approx(0.061123825, abs=5e-10)
    # The Market case, with an investment tax credit of 30 %.
    assert fixed_charge_rate(0.051522765759650646, 30, TAX, INFLATION, itc=0.3) == pytest.approx(
        0.046482488, abs=5e-9
    )


def test_the_levelised_cost_of_the_atb():
    charge = fixed_charge_rate(WACC, 30, TAX, INFLATION)
    assert 1000 * (charge * 8972.557992722874 + 66.816625) / (0.4769 * 8760) == pytest.approx(
        147.272887, abs=5e-7
    )


def _sheet(path: Path) -> dict[str, np.ndarray]:
    with path.open(encoding="utf-8", newline="") as lines:
        return {row[0]: np.array([float(cell) for cell in row[1:22]]) for row in list(csv.reader(lines))[1:]}


@pytest.mark.skipif(not ATB.is_dir(), reason="the NREL ATB sample (../shared/samples/atb) is not here")
@pytest.mark.parametrize("case", ["R&D", "Market"])
def test_the_whole_sheet_of_the_atb(case):
    folder = ATB / case / "30"
    capex, fixed, variable, lcoe = (
        _sheet(folder / f"df_{name}.csv") for name in ("capex", "fom", "vom", "lcoe")
    )
    factor, wacc = _sheet(ATB / "df_ncf.csv"), _sheet(ATB / case / "df_wacc.csv")
    credit = _tax_credit(folder / "df_tc.csv")
    assert len(lcoe) * 21 == 441
    for name, published in lcoe.items():
        scenario = name.split("/")[1]
        charge = fixed_charge_rate(
            wacc[f"WACC Real - {scenario}"],
            30,
            wacc["Tax Rate (Federal and State)"],
            wacc["Inflation Rate"],
            itc=credit,
        )
        ours = 1000 * (charge * capex[name] + fixed[name]) / (factor[name] * 8760) + variable[name]
        assert ours == pytest.approx(published, abs=1e-9)


def _tax_credit(path: Path) -> np.ndarray:
    with path.open(encoding="utf-8", newline="") as lines:
        return next(
            np.array([float(c) for c in row[1:22]]) for row in csv.reader(lines) if row[0].startswith("ITC")
        )


def test_the_levelised_cost_of_sam():
    # NREL reV / SAM lcoe_fcr: (FCR x capital + fixed) / energy + variable. Published check value,
    # second-hand. A fixed charge rate of 7 % is a capital recovery over 25 years at the rate that earns 7 %
    # of the capital a year.
    rate = internal_rate_of_return(np.array([-5_000_000] + [0.07 * 5_000_000] * 25))
    ours = levelised_cost(5_000_000, 100_000 + 3_942_000 * 0.001, 3_942_000, rate, 25)
    assert ours == pytest.approx(0.115155251, abs=5e-10)


# 26 USC 45Q pays for 12 years: 180 $/t for air capture, 85 $/t at a point source; levelised over 25 years
# (figures of the project's reference page, second-hand; its 54 at 5 % is 53.45 rounded twice).
@pytest.mark.parametrize(
    ("rate", "air", "point"),
    [(0.05, 113, 53), (0.07, 123, 58), (0.08, 127, 60), (0.10, 135, 64), (0.12, 142, 67)],
)
def test_a_credit_for_twelve_years_is_worth_less_over_twenty_five(rate, air, point):
    assert round(float(levelised_tax_credit(180, 12, rate, 25))) == air
    assert round(float(levelised_tax_credit(85, 12, rate, 25))) == point


def test_a_credit_never_outlasts_the_life():
    assert levelised_tax_credit(85, 12, 0.07, 8) == pytest.approx(85)


# RETScreen International, clean energy project analysis course, financial overview: 300,000 of cost, 100,000
# of yearly saving growing by 2 %, 20 years (the slide's percentages, one decimal).
SAVING = 100_000 * 1.02 ** np.arange(1, 21)


@pytest.mark.parametrize(
    ("debt_rate", "debt_life", "own_capital", "published"),
    [
        (0.0, 0, 300_000, 0.359),
        (0.10, 5, 90_000, 0.612),
        (0.06, 15, 90_000, 0.918),
        (0.10, 5, 300_000, 0.241),
        (0.06, 15, 300_000, 0.291),
    ],
)
def test_the_rates_of_return_of_retscreen(debt_rate, debt_life, own_capital, published):
    payment = 0.7 * 300_000 * capital_recovery_factor(debt_rate, debt_life) if debt_life else 0.0
    flows = np.concatenate([[-own_capital], SAVING - payment * (np.arange(1, 21) <= debt_life)])
    assert internal_rate_of_return(flows) == pytest.approx(published, abs=5.1e-4)


def test_rates_of_return_agree_with_a_peer():
    random = np.random.default_rng(7)
    flows = random.lognormal(0, 0.5, (300, 26))
    flows[:, 0] = -random.uniform(1, 30, 300)
    flows[:100, 1:4] *= -1  # three more years of construction
    assert internal_rate_of_return(flows) == pytest.approx([pyxirr.irr(row) for row in flows], abs=1e-9)


@given(st.lists(money, min_size=1, max_size=3), st.lists(money, min_size=1, max_size=40))
@settings(deadline=None)
def test_at_its_internal_rate_a_project_is_worth_nothing(paid, earned):
    flows = np.array([-flow for flow in paid] + earned)
    rate = internal_rate_of_return(flows)
    discounted = flows * (1 + rate) ** -np.arange(len(flows))
    assert abs(net_present_value(flows, rate)) <= 1e-7 * np.abs(discounted).sum()


def test_flows_without_one_rate_are_told_apart():
    flows = np.array(
        [
            [-100.0, 60.0, 60.0],
            [-100.0, 200.0, -60.0],  # dismantling
            [-100.0, -1.0, 0.0],
            [-100.0, np.nan, 60.0],
            [0.0, -100.0, 130.0],
        ]
    )
    found = internal_rate_of_return(flows)
    reasons = why_no_internal_rate(flows)
    assert np.isnan(found).tolist() == [False, True, True, True, False]
    # 60v + 60v^2 = 100 has v = (-1 + sqrt(1 + 4 * 5/3)) / 2.
    assert found[0] == pytest.approx(2 / (np.sqrt(1 + 20 / 3) - 1) - 1, abs=1e-12)
    assert found[4] == pytest.approx(0.3, abs=1e-12)
    assert reasons[0] == reasons[4] == ""
    assert "more than once" in reasons[1] and "net present value" in reasons[1]
    assert "never change sign" in reasons[2]
    assert "not a finite number" in reasons[3]


@given(money, st.floats(0, 1e8), money, rates, st.integers(1, 40))
@settings(deadline=None)
def test_sold_at_its_levelised_cost_a_product_earns_nothing(capex, cost, product, rate, life):
    price = levelised_cost(capex, cost, product, rate, life)
    flows = np.array([-capex] + [price * product - cost] * life)
    assert abs(net_present_value(flows, rate)) <= 1e-7 * (capex + abs(cost) * annuity_factor(rate, life))


@given(money, rates, st.floats(0, 0.1), st.integers(1, 40))
@settings(deadline=None)
def test_the_same_holds_with_inflation(capex, rate, inflation, life):
    price = levelised_cost(capex, 0.0, 1.0, rate, life)
    nominal = np.array([-capex] + [price * (1 + inflation) ** year for year in range(1, life + 1)])
    assert abs(net_present_value(nominal, (1 + rate) * (1 + inflation) - 1)) <= 1e-7 * capex


def test_ten_thousand_draws_take_milliseconds():
    random = np.random.default_rng(3)
    flows = random.lognormal(0, 0.3, (10_000, 31))
    flows[:, 0] = -12
    internal_rate_of_return(flows)
    start = time.process_time()
    internal_rate_of_return(flows)
    assert time.process_time() - start < 0.2
