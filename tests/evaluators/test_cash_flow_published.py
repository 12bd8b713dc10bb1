"""Discounted cash flow against what is published: NREL's H2A case, RETScreen, the spreadsheet's MIRR, and a peer for rates."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest
import pyxirr

from evaluators.toolkit.finance import (
    MACRS,
    CashFlow,
    Debt,
    internal_rate_of_return,
    modified_internal_rate,
    payback,
    replacement_flows,
    why_no_internal_rate,
)
from evaluators.toolkit.income_tax import LOSSES

SHEET = Path(__file__).parents[3] / "shared" / "reference" / "h2a_pem_central.json"

# NREL H2A, current central PEM electrolysis, November 2020 (RTIInternational/AEG-RTI_H2Models, MIT, which keeps the workbook
# with its results): sheets Cash Flow Analysis, Results and Input_Sheet_Template, rounded to a cent. Money of the start-up
# year 2015, variable cost in money of its day; the result is in money of 2016.
VARIABLE = [
    57315688.28, 75229910.26, 79753397.28, 79431034.12, 81981352.52, 85089678.66, 87182846.20, 91700359.53,
    93738173.99, 95267945.52, 99403923.36, 102319064.39, 104862589.37, 107547807.70, 110145889.50, 112631333.56,
    114916425.75, 116833229.18, 118628401.96, 120531754.20, 123255250.00, 126052807.46, 128350893.49, 130818550.18,
    133407056.41, 135623704.24, 137794961.69, 140575583.80, 143682765.76, 146963257.10, 150301479.26, 153722794.76,
    157160711.99, 160739577.23, 164316997.42, 167956054.07, 171302127.26, 174714862.26, 178195587.14, 181745656.42,
]  # fmt: skip
H2A = {
    "dep_cap_startup_usd": 84_553_762.0412, "nondep_cap_startup_usd": 245_338.5672, "fixed_startup_usd_per_yr": 4_707_059.2251,
    "unplanned_replacement_frac_of_dep": 0.005,
    "planned_replacement_startup_usd": dict.fromkeys((8, 15, 22, 29, 36), 8_931_735.4269),
    "h2_kg_per_year": [0.0, 10_001_912.5] + [20_003_825.0] * 39, "variable_cost_nominal_usd": [0.0, *VARIABLE],
    "real_irr": 0.08, "inflation": 0.019, "tax": 0.2574, "equity": 0.4, "debt_rate": 0.037, "working_cap": 0.15, "decom": 0.1,
    "salvage": 0.1, "startup_fixed_frac": 0.75, "construction_years": 1, "plant_life": 40,
}  # fmt: skip
H2A_PRICE = 4.830342168856841
H2A_PARTS = {"capital": 0.404700, "decommissioning": 0.001730, "fixed": 0.244621, "variable": 4.179291}


def h2a(sheet: dict, scale: np.ndarray | float = 1.0, losses: str = "used at once") -> CashFlow:
    """The case in the money of the end of its construction year; ``scale`` spreads it over draws."""
    life, level = sheet["plant_life"], (1 + sheet["inflation"]) ** np.arange(1.0, sheet["plant_life"] + 1)
    earlier = 1 / (1 + sheet["inflation"])
    scale = np.asarray(scale)
    spread = scale[:, None] if scale.ndim else scale
    capex, land = sheet["dep_cap_startup_usd"] * earlier, sheet["nondep_cap_startup_usd"] * earlier
    fixed = np.full((1, life), sheet["fixed_startup_usd_per_yr"] * earlier)
    fixed[0, 0] *= sheet["startup_fixed_frac"]
    replaced = np.full((1, life), sheet["unplanned_replacement_frac_of_dep"] * capex)
    for year, cost in sheet["planned_replacement_startup_usd"].items():
        replaced[0, int(year) - 1] += cost * earlier
    return CashFlow(
        rate=sheet["real_irr"], life=life, capex=capex * scale, product=np.array([sheet["h2_kg_per_year"][1:]]),
        opex={"fixed": fixed * spread, "variable": np.array([sheet["variable_cost_nominal_usd"][1:]]) / level * spread},
        replacements=replaced * spread, salvage=sheet["salvage"] * (capex + land), decommissioning=sheet["decom"] * capex,
        non_depreciable=land, construction_years=sheet["construction_years"], inflation=sheet["inflation"], tax=sheet["tax"],
        losses=losses, depreciation=MACRS[20], working_capital=sheet["working_cap"],
        debt=Debt(share=1 - sheet["equity"], rate=sheet["debt_rate"], repaid="at the end"),
    )  # fmt: skip


def of_2016(price: np.ndarray | float) -> float:
    """From the end of the construction year to 2016: two years of inflation, since the start-up year is 2015."""
    return float(np.squeeze(price)) * 1.019**2


def test_h2a_pem_central_to_the_ninth_digit():
    assert of_2016(h2a(H2A).levelised_price()) == pytest.approx(H2A_PRICE, abs=1e-9)


@pytest.mark.skipif(not SHEET.is_file(), reason="the sheet of H2A (../shared/reference/h2a_pem_central.json) is not here")
def test_h2a_pem_central_from_the_sheet_itself():
    sheet = json.loads(SHEET.read_text(encoding="utf-8"))
    assert sheet["expected"]["lcoh_real_2016"] == H2A_PRICE
    case = h2a(sheet["inputs"])
    assert of_2016(case.levelised_price()) == pytest.approx(H2A_PRICE, abs=1e-12)
    assert case.net_present_value(case.levelised_price()) == pytest.approx([0.0], abs=1e-9 * case.capex)


def test_the_parts_of_the_h2a_price():
    parts = {name: of_2016(value) for name, value in h2a(H2A).breakdown().items()}
    assert sum(parts.values()) == pytest.approx(H2A_PRICE, abs=1e-9)
    # H2A puts all under capital that is neither operation nor dismantling: debt, tax, salvage, working capital.
    capital = sum(value for name, value in parts.items() if name not in ("decommissioning", "fixed", "variable"))
    assert parts | {"capital": capital} == pytest.approx(parts | H2A_PARTS, abs=1e-6)


def test_losses_carried_forward_cost_more_than_losses_used_at_once():
    at_once, carried = h2a(H2A), h2a(H2A, losses="carried forward")
    assert of_2016(carried.levelised_price()) > H2A_PRICE
    for case in (at_once, carried):
        assert case.net_present_value(case.levelised_price()) == pytest.approx([0.0], abs=1e-9 * case.capex)


def test_the_h2a_owner_has_no_single_rate_but_a_modified_one():
    """The loan is repaid at the end, so the flows of its owner change sign twice."""
    case = h2a(H2A)
    times, flows = case.flows(case.levelised_price())
    assert np.isnan(internal_rate_of_return(flows, times)[0])
    assert "change sign more than once" in why_no_internal_rate(flows)[0]
    nominal = 1.08 * 1.019 - 1
    assert modified_internal_rate(flows, nominal, nominal, times) == pytest.approx([nominal], abs=1e-12)
    assert flows @ (1 + nominal) ** -times[0] == pytest.approx([0.0], abs=1e-8 * case.capex)


@pytest.mark.parametrize("losses", LOSSES)
def test_ten_thousand_draws_of_h2a_take_a_fraction_of_a_second(losses):
    scale = np.random.default_rng(5).uniform(0.7, 1.3, 10_000)
    start = time.process_time()
    case = h2a(H2A, scale, losses)
    price = case.levelised_price()
    assert time.process_time() - start < 2.0
    assert np.abs(case.net_present_value(price) / case.capex).max() <= 1e-9
    assert float(price[17]) == pytest.approx(float(h2a(H2A, float(scale[17]), losses).levelised_price()[0]), rel=1e-12)


# RETScreen International, clean energy project analysis course, financial overview: 300,000 of cost, 100,000 of yearly
# saving growing by 2 %, 20 years; 70 % borrowed (the slide's percentages, one decimal).
@pytest.mark.parametrize(("rate", "years", "published"), [(None, 0, 0.359), (0.10, 5, 0.612), (0.06, 15, 0.918)])
def test_the_owner_s_rates_of_retscreen(rate, years, published):
    debt = Debt(share=0.7, rate=rate, years=years) if rate else None
    case = CashFlow(rate=0.1, life=20, capex=300_000.0, product=1.0, escalation=0.02, debt=debt)
    times, flows = case.flows(102_000.0)
    assert internal_rate_of_return(flows, times) == pytest.approx([published], abs=5.1e-4)


# Microsoft's documentation of Excel's MIRR(): 120,000 borrowed at 10 %, profits invested again (whole percents).
@pytest.mark.parametrize(("years", "again", "published"), [(5, 0.12, 0.13), (3, 0.12, -0.05), (5, 0.14, 0.13)])
def test_the_modified_rates_of_the_spreadsheet(years, again, published):
    flows = np.array([-120_000.0, 39_000, 30_000, 21_000, 37_000, 46_000][: years + 1])
    assert modified_internal_rate(flows, 0.10, again) == pytest.approx(published, abs=0.005)


def test_values_and_rates_agree_with_a_peer():
    random = np.random.default_rng(11)
    case = CashFlow(
        rate=0.06, life=25, capex=random.uniform(500, 900, 40), product=random.uniform(5, 9, (40, 25)), opex=20.0, tax=0.3,
        salvage=random.choice([0.0, -400.0], 40), replacements=replacement_flows(40.0, random.uniform(5, 9, 40), 25.0),
        construction_years=3.0,
        spending=(0.2, 0.5, 0.3), inflation=0.02,
    )  # fmt: skip
    times, flows = case.flows(20.0)
    assert np.array_equal(times[0], np.arange(-2.0, 26.0))  # whole years, so a spreadsheet can follow
    nominal = 1.06 * 1.02 - 1
    assert case.net_present_value(20.0) == pytest.approx([pyxirr.npv(nominal, row) * (1 + nominal) ** 2 for row in flows])
    assert modified_internal_rate(flows, 0.05, 0.07, times) == pytest.approx([pyxirr.mirr(row, 0.05, 0.07) for row in flows])
    ours, reasons = internal_rate_of_return(flows, times), why_no_internal_rate(flows)
    single = np.array([len(pyxirr.zero_crossing_points(row)) == 1 for row in flows])
    assert single.any() and not single.all()
    assert ours[single] == pytest.approx([pyxirr.irr(row) for row in flows[single]], abs=1e-9)
    assert np.isnan(ours[~single]).all() and all(reasons[~single]) and not any(reasons[single])


def test_the_rate_of_flows_at_any_times_is_that_of_the_peer_for_dates():
    days = ["2024-01-01", "2024-07-19", "2026-02-03", "2029-11-30"]
    flows = np.array([-1000.0, -300.0, 700.0, 1100.0])
    times = (np.array(days, dtype="datetime64[D]") - np.datetime64(days[0])).astype(float) / 365
    assert internal_rate_of_return(flows, times) == pytest.approx(pyxirr.xirr(days, flows), abs=1e-9)


def test_payback():
    flows = np.array([[-100.0, 40, 40, 40], [-100, 10, 10, 10], [-100, 150, 0, 0], [5, 1, 1, 1]])
    assert payback(flows) == pytest.approx([2.5, np.inf, 2 / 3, 0.0])
    # Half a year's building before time 0: the time of the flows counts.
    assert payback(np.array([-100.0, 40, 40, 40]), np.array([-0.5, 1, 2, 3])) == pytest.approx(2.5)
