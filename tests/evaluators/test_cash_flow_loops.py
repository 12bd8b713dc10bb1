"""Discounted cash flow against plain loops over years, one case at a time, and many draws against one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.toolkit.debt import REPAID, WHILE_BUILDING
from evaluators.toolkit.finance import (
    MACRS,
    CashFlow,
    Debt,
    replacement_flows,
    straight_line,
)
from evaluators.toolkit.income_tax import LOSSES


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
