"""Discounted cash flow against NREL's H2A, published rates of return, plain loops over years, a peer and properties."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.toolkit.debt import REPAID, WHILE_BUILDING
from evaluators.toolkit.finance import (
    MACRS,
    CashFlow,
    Debt,
    depreciation_charges,
    fixed_charge_rate,
    internal_rate_of_return,
    levelised_cost,
    modified_internal_rate,
    payback,
    replacement_flows,
    straight_line,
    why_no_internal_rate,
)
from evaluators.toolkit.income_tax import LOSSES, taxed_income

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
    pyxirr = pytest.importorskip("pyxirr", reason="pyxirr (peer for rates of return) is not installed")
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
    pyxirr = pytest.importorskip("pyxirr", reason="pyxirr (peer for rates of return) is not installed")
    days = ["2024-01-01", "2024-07-19", "2026-02-03", "2029-11-30"]
    flows = np.array([-1000.0, -300.0, 700.0, 1100.0])
    times = (np.array(days, dtype="datetime64[D]") - np.datetime64(days[0])).astype(float) / 365
    assert internal_rate_of_return(flows, times) == pytest.approx(pyxirr.xirr(days, flows), abs=1e-9)


def test_payback():
    flows = np.array([[-100.0, 40, 40, 40], [-100, 10, 10, 10], [-100, 150, 0, 0], [5, 1, 1, 1]])
    assert payback(flows) == pytest.approx([2.5, np.inf, 2 / 3, 0.0])
    # Half a year's building before time 0: the time of the flows counts.
    assert payback(np.array([-100.0, 40, 40, 40]), np.array([-0.5, 1, 2, 3])) == pytest.approx(2.5)


# --- plain loops, one case, whole years -----------------------------------------------------------------------------------


def by_hand(case: CashFlow, price: float) -> tuple[list[float], list[float], float]:
    """Times, flows and net present value, from the definitions, year by year."""
    life, parts = int(case.life), len(case.spending)
    back = 0.0 if case.paid == "end" else 0.5
    length = case.construction_years / parts
    flows: dict[float, float] = {}
    taxable: list[tuple[float, float]] = []
    spent_before = owed = drawn = 0.0
    for part, share in enumerate(case.spending):
        when = -length * (parts - 1 - part + back)
        level = (1 + case.inflation) ** when
        spend, own = share * level * (case.capex + case.non_depreciable - case.grant), share * level * (case.capex - case.grant)
        flow, interest = -spend, 0.0
        if case.debt:
            loan = case.debt.share * own
            interest = case.debt.rate * length * (owed + loan * (1 - back))
            owed, drawn = owed + loan, drawn + loan
            flow += loan
            if case.debt.interest_while_building == "capitalised":
                owed, interest = owed + interest, 0.0
        spent_before += own
        flows[when - 1e-12 * (parts - part)] = flow - interest  # payments at one time are kept apart
        taxable.append((when, -interest))
    last_spending = list(flows)[-1]
    flows[last_spending] += case.investment_credit * case.capex
    book = spent_before - case.credited_base * case.investment_credit * case.capex + (owed - drawn)
    put = [(1, book)]
    left, term = owed, min(case.debt.years or life, life) if case.debt else 0
    opex_before = 0.0
    bound = 0.0
    charged = 0.0
    for year in range(1, life + 1):
        level = (1 + case.inflation) ** year
        revenue = price * case.product[0][year - 1] * level * (1 + case.escalation) ** (year - 1)
        opex = case.opex[0][year - 1] * level
        replaced = case.replacements[0][year - 1] * level
        put.append((year, replaced))
        charge = sum(cost * case.depreciation[year - at] for at, cost in put if year - at < len(case.depreciation))
        if year == life:
            charge = sum(cost for _, cost in put) - charged
        charged += charge
        interest = principal = 0.0
        if case.debt and year <= term:
            interest = left * case.debt.rate
            if case.debt.repaid == "equal principal":
                principal = owed / term
            elif case.debt.repaid == "at the end":
                principal = owed if year == term else 0.0
            elif case.debt.rate == 0:
                principal = owed / term
            else:
                principal = owed * case.debt.rate / (1 - (1 + case.debt.rate) ** -term) - interest
            left -= principal
        tied = case.working_capital * (opex - opex_before) if year < life else -bound
        bound, opex_before = bound + tied, opex
        end = (case.salvage - case.decommissioning) * level if year == life else 0.0
        flows[float(year)] = revenue - opex - replaced + case.credits * level + end - interest - principal - tied
        taxable.append((float(year), revenue - opex + end - interest - charge))
    losses = 0.0
    keys = list(flows)
    for key, (_, income) in zip(keys, taxable, strict=True):
        base = income
        if case.losses == "carried forward":
            base = max(0.0, income - losses)
            losses = max(0.0, losses - income)
        flows[key] -= case.tax * base
    nominal = (1 + case.rate) * (1 + case.inflation) - 1
    times = [when for when, _ in taxable]
    value = sum(flow * (1 + nominal) ** -when for when, flow in zip(times, flows.values(), strict=True))
    return times, list(flows.values()), value


@st.composite
def cases(draw) -> CashFlow:
    life = draw(st.integers(1, 30))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    parts = draw(st.integers(1, 4))
    shares = random.dirichlet(np.ones(parts))
    debt = draw(
        st.none()
        | st.builds(
            Debt, share=st.floats(0, 0.9), rate=st.just(0.0) | st.floats(0.001, 0.15), years=st.none() | st.integers(1, 40),
            repaid=st.sampled_from(REPAID), interest_while_building=st.sampled_from(WHILE_BUILDING),
        )
    )  # fmt: skip
    return CashFlow(
        rate=draw(st.floats(0, 0.2)), life=float(life), capex=random.uniform(100, 1000), product=random.uniform(1, 9, (1, life)),
        opex=random.uniform(-5, 60, (1, life)), replacements=replacement_flows(80.0, draw(st.floats(0.7, 40)), life),
        credits=draw(st.floats(0, 50)), salvage=draw(st.floats(0, 100)), decommissioning=draw(st.floats(0, 200)),
        grant=draw(st.floats(0, 100)), non_depreciable=draw(st.floats(0, 50)), construction_years=draw(st.floats(0, 7)),
        spending=tuple(shares), paid=draw(st.sampled_from(["end", "middle"])), inflation=draw(st.floats(0, 0.1)),
        escalation=draw(st.floats(-0.03, 0.03)), tax=draw(st.just(0.0) | st.floats(0.05, 0.6)),
        losses=draw(st.sampled_from(LOSSES)),
        depreciation=draw(st.sampled_from([*MACRS.values(), straight_line(1), straight_line(17)])),
        investment_credit=draw(st.just(0.0) | st.floats(0, 0.5)), working_capital=draw(st.just(0.0) | st.floats(0, 0.3)),
        debt=debt,
    )  # fmt: skip


@given(cases(), st.floats(0, 200))
@settings(deadline=None, max_examples=300)
def test_every_flow_and_value_is_that_of_plain_loops(case, price):
    times, flows, value = by_hand(case, price)
    ours = case.flows(price)
    size = case.capex + abs(value) + max(abs(flow) for flow in flows)
    assert ours[0][0] == pytest.approx(times, abs=1e-9)
    assert ours[1][0] == pytest.approx(flows, abs=1e-10 * size)
    assert case.net_present_value(price) == pytest.approx([value], abs=1e-10 * size)


@given(cases(), st.floats(0.3, 30))
@settings(deadline=None, max_examples=300)
def test_sold_at_its_levelised_price_a_project_earns_nothing(case, life):
    """Also with inflation, fractional construction, a life that ends within a year, debt, tax and replacements."""
    case = replace(case, life=min(life, float(case.life)))
    price = case.levelised_price()
    assert np.abs(case.net_present_value(price)) <= 1e-9 * case.capex
    assert sum(case.breakdown().values()) == pytest.approx(price, rel=1e-9, abs=1e-9 * case.capex)
    # Dearer is better, cheaper is worse.
    assert case.net_present_value(price + 1.0) > 0 > case.net_present_value(price - 1.0)


def test_draws_equal_one_by_one():
    random, draws = np.random.default_rng(2), 30

    def case(pick=slice(None)) -> CashFlow:
        r = np.random.default_rng(8)
        number = lambda low, high: r.uniform(low, high, draws)[pick]  # noqa: E731
        life = number(3, 20)
        return CashFlow(
            rate=number(0.01, 0.1), life=life, capex=number(100, 900), product=r.uniform(1, 9, (draws, 20))[pick],
            opex={"flat": number(1, 9), "yearly": r.uniform(1, 9, (draws, 20))[pick]},
            replacements=np.pad(replacement_flows(number(10, 50), number(2, 9), life), ((0, 0), (0, 20)))[:, :20],
            salvage=number(-90, 90), grant=number(0, 90), construction_years=number(0, 5), spending=(0.5, 0.5), paid="middle",
            inflation=number(0, 0.05), escalation=number(-0.02, 0.02), tax=number(0, 0.4), investment_credit=number(0, 0.3),
            working_capital=number(0, 0.2), credits=number(0, 9),
            debt=Debt(share=number(0, 0.8), rate=number(0, 0.1), years=7, interest_while_building="capitalised"),
        )  # fmt: skip

    many = case()
    price = many.levelised_price()
    assert price.shape == (draws,) and np.abs(many.net_present_value(price) / many.capex).max() <= 1e-9
    for index in random.integers(0, draws, 5):
        one = case(slice(index, index + 1))
        assert one.levelised_price() == pytest.approx(price[[index]], rel=1e-11)
        assert one.net_present_value(3.0) == pytest.approx(many.net_present_value(3.0)[[index]], rel=1e-11)


# --- tax, depreciation, debt, replacements, each alone --------------------------------------------------------------------


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
    pyxirr = pytest.importorskip("pyxirr", reason="pyxirr (peer for loans) is not installed")
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
