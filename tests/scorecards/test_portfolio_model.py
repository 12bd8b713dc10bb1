"""The optimum against every portfolio tried one by one, and what must hold of any optimum."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import portfolio_cases as cases
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecards.portfolio_amounts import Amount
from scorecards.portfolio_model import THRIFT, Model
from scorecards.portfolio_relax import relaxations
from scorecards.portfolio_rules import Range, Rules, TonnesFloor

M = cases.M
TRIED = settings(max_examples=40)


@st.composite
def problems(draw):
    """Up to 7 projects and every kind of rule, some of which cannot be kept."""
    n, worlds = draw(st.integers(2, 7)), 5
    numbers = st.integers(1, 60)
    least = np.array(draw(st.lists(numbers, min_size=n, max_size=n)), dtype=float)
    above = np.array(draw(st.lists(st.sampled_from([0, 0, 5, 20]), min_size=n, max_size=n)), dtype=float)
    tonnes = np.array(draw(st.lists(st.lists(st.integers(-3, 40), min_size=worlds, max_size=worlds), min_size=n, max_size=n)))
    among = {"pillar": ("wind", "store"), "country": ("US", "JP"), "applicant": ("A", "B", "C", "D")}
    words = {name: draw(st.lists(st.sampled_from(some), min_size=n, max_size=n)) for name, some in among.items()}
    parts = np.array(draw(st.lists(st.integers(0, 10), min_size=n, max_size=n))) / 10
    fixed = np.full(n, np.nan)
    if draw(st.booleans()):
        fixed[0] = above[0] = 0
        fixed[0] = least[0] * M
    one = cases.projects(least + above, tonnes, least, profile=np.column_stack([parts, 1 - parts]), fixed=fixed, **words)
    amounts = st.integers(5, 200).map(lambda value: Amount(value * M))

    def perhaps(strategy):
        return draw(st.none() | strategy)

    names = list(one.project_id)
    floor = perhaps(st.builds(TonnesFloor, st.integers(0, 60).map(float), st.sampled_from([0.6, 0.8, 0.9]),
                              st.sampled_from(["chance", "cvar"])))  # fmt: skip
    return one, Rules(
        draw(st.integers(10, 250)) * M,
        pillars={"wind": Range(perhaps(amounts), None), "store": Range(None, perhaps(amounts))},
        recipient=perhaps(amounts),
        balance={("US", "JP"): draw(amounts)} if draw(st.booleans()) else {},
        yearly=dict(zip((2027, 2028), draw(st.lists(amounts, min_size=2, max_size=2)), strict=True)),
        exclusive=((names[0], names[1]),) if draw(st.booleans()) else (),
        requires={names[-1]: (names[0],)} if draw(st.booleans()) else {},
        tonnes_floor=floor,
    )


@TRIED
@given(problems())
def test_no_portfolio_is_better_and_every_rule_is_kept(problem):
    one, rules = problem
    best, found = cases.brute_force(one, rules), Model(one, rules).solve(gap=0.0)
    assert (found is None) == (best is None)
    if found is not None:
        give = THRIFT * np.maximum(one.value(rules), 0).sum() + 1e-6
        assert found.value == pytest.approx(best, abs=give) and cases.holds(one, rules, found.funded)
        assert np.all(found.grant[~found.funded] == 0)
        within = (found.grant >= one.least * found.funded - 1) & (found.grant <= one.asked * found.funded + 1)
        assert np.all(within)
        model = Model(one, rules)
        use = model.use(found.grant, found.funded)
        for limit, used in zip(model.limits, use, strict=True):
            assert limit.low - 1e-5 * M <= used <= limit.high + 1e-5 * M, limit.name


@TRIED
@given(problems(), st.integers(1, 100))
def test_a_higher_budget_never_lowers_the_optimum(problem, more):
    one, rules = problem
    low, high = (Model(one, each).solve(gap=0.0) for each in (rules, replace(rules, pool=rules.pool + more * M)))
    if low is not None:
        assert high is not None and high.value >= low.value - THRIFT * np.maximum(one.value(rules), 0).sum() - 1e-6


@TRIED
@given(problems())
def test_who_is_not_funded_may_as_well_withdraw(problem):
    one, rules = problem
    rules = replace(rules, exclusive=(), requires={})
    found = Model(one, rules).solve(gap=0.0)
    if found is not None and not found.funded.all():
        rest = Model(one.take(found.funded), rules).solve(gap=0.0)
        assert rest.value == pytest.approx(found.value, abs=THRIFT * np.maximum(one.value(rules), 0).sum() + 1e-6)


@TRIED
@given(problems())
def test_the_relaxation_told_makes_it_possible_and_nothing_is_told_where_all_fits(problem):
    one, rules = problem
    told = relaxations(Model(one, rules))
    if cases.brute_force(one, rules) is not None:
        assert told == []
        return
    slack = {each.name: each.by * (1 + 1e-6) + 1e-3 for each in told}
    assert told and any(
        np.all(funded[~np.isnan(one.fixed)]) and cases.holds(one, rules, funded, slack)
        for funded in (np.array([bool(k >> bit & 1) for bit in range(len(one))]) for k in range(2 ** len(one)))
    )


@TRIED
@given(problems())
def test_the_same_problem_gives_the_same_portfolio(problem):
    one, rules = problem
    first, again = (Model(one, rules).solve() for _ in range(2))
    assert (first is None) == (again is None)
    if first is not None:
        assert np.array_equal(first.funded, again.funded) and np.array_equal(first.grant, again.grant)


def test_of_two_that_bring_the_same_the_cheaper_is_funded():
    one = cases.projects([50, 40, 45], [10, 10, 10])
    found = Model(one, replace(Rules(100 * M), exclusive=(("P-000", "P-001", "P-002"),))).solve(gap=0.0)
    assert list(found.funded) == [False, True, False] and list(found.grant) == [0, 40 * M, 0]
