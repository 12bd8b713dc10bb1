"""The abatement curve: counted by hand, by brute force within each draw, its hubs, and what a budget reaches."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.carbon_capture.abatement_curve import abatement_curve, with_hub
from evaluators.carbon_capture.cost_curve import p10_p50_p90


def portfolio(projects: int = 12, draws: int = 300, seed: int = 5) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Tonnes, costs and chances, with draws that leave no tonne."""
    random = np.random.default_rng(seed)
    tonnes = random.lognormal(11, 1, (projects, 1)) * random.lognormal(0, 0.3, (projects, draws))
    cost = random.lognormal(5, 0.6, (projects, 1)) * random.lognormal(0, 0.4, (projects, draws))
    lost = random.random((projects, draws)) < 0.05
    return np.where(lost, -0.1 * tonnes, tonnes), np.where(lost, np.inf, cost), random.uniform(0.1, 0.9, projects)


def steady(*values: float, draws: int = 8) -> np.ndarray:
    return np.repeat(np.array(values)[:, None], draws, axis=1)


def test_three_projects_by_hand():
    curve = abatement_curve(steady(1e6, 2e6, 5e5), steady(80.0, 40.0, 120.0), np.array([0.5, 1.0, 0.8]))
    assert curve.order.tolist() == [1, 0, 2]
    assert curve.widths[1].tolist() == [5e5, 2e6, 4e5]
    assert curve.heights[1].tolist() == [80, 40, 120]
    assert curve.below([39, 40, 79.9, 80, 1000])[1].tolist() == [0, 2e6, 2e6, 2.5e6, 2.9e6]
    money = curve.frontier(np.array([3e8, 1e8, 2e8]), budget=4.5e8)
    assert money.money.tolist() == [1e8, 4e8, 6e8]
    assert money.reached == 2
    assert money.tonnes[1].tolist() == [2e6, 2.5e6, 2.9e6]


def test_the_band_is_counted_within_each_draw():
    tonnes, cost, chance = portfolio()
    curve = abatement_curve(tonnes, cost, chance)
    prices = np.linspace(20, 900, 37)
    by_hand = np.array(
        [
            [sum(tonnes[i, d] * chance[i] for i in range(len(tonnes)) if cost[i, d] <= price) for d in range(tonnes.shape[1])]
            for price in prices
        ]
    )
    assert curve.below(prices) == pytest.approx(np.percentile(by_hand, [10, 50, 90], axis=1), rel=1e-9)


def test_the_band_is_no_sort_of_medians():
    """Two projects of which each draw makes another one dear: at 50 there is always exactly one to be had."""
    cost = np.array([[10.0, 100] * 50, [100.0, 10] * 50])
    curve = abatement_curve(np.ones((2, 100)), cost)
    assert curve.below([50])[:, 0].tolist() == [1, 1, 1]
    assert np.all(curve.heights[1] == 55), "by their medians there would be none"


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_more_is_to_be_had_for_more_and_never_more_than_there_is(seed):
    tonnes, cost, chance = portfolio(7, 60, seed)
    curve = abatement_curve(tonnes, cost, chance)
    band = curve.below(np.linspace(0, 5000, 20))
    assert np.all(np.diff(band, axis=1) >= 0) and np.all(np.diff(band, axis=0) >= 0)
    there = np.where(tonnes > 0, tonnes * chance[:, None], 0)[curve.order].sum(axis=0)
    assert band[:, -1] == pytest.approx(p10_p50_p90(there))


def test_as_a_cost_curve_it_gives_the_price_of_the_last_tonne():
    tonnes, cost, chance = portfolio()
    curve = abatement_curve(tonnes, cost, chance)
    drawn = curve.cost_curve(40)
    assert (drawn.axis, drawn.boundary) == ("abatement", "net")
    assert np.array_equal(drawn.cost[0], curve.height[curve.order].min(axis=0))
    for place, draw in itertools.product((3, 17, 39), (0, 100, 299)):
        price, x = drawn.cost[place, draw], drawn.x[place]
        had = sum(w for w, h in zip(curve.width[curve.order, draw], curve.height[curve.order, draw], strict=True) if h <= price)
        short = sum(w for w, h in zip(curve.width[curve.order, draw], curve.height[curve.order, draw], strict=True) if h < price)
        if np.isfinite(price):
            assert short < x <= had + 1e-6
        else:
            assert short < x
    assert drawn.required(200.0).chance > 0.5


def test_what_has_no_tonne_stands_apart_with_the_reason():
    tonnes, cost = steady(1e5, -2e4, 3e4, 1e4, draws=10), steady(50.0, 70.0, 60.0, 20.0, draws=10)
    tonnes[2, :6], cost[2, :6] = 0.0, np.inf
    cost[0, :6] = np.inf
    curve = abatement_curve(tonnes, cost, np.array([1.0, 1.0, 1.0, 0.0]))
    assert curve.order.tolist() == []
    assert curve.apart[0] == "it has no cost per tonne: in 60% of the draws no net tonne is left"
    assert curve.apart[1] == "it saves no tonne: -20,000 net tonnes a year at the median"
    assert curve.apart[2] == "it saves no tonne: 0 net tonnes a year at the median"
    assert curve.apart[3] == "no tonne is to be expected: in 100% of the draws it cannot be delivered"
    assert curve.below([100.0]).tolist() == [[0], [0], [0]]
    assert curve.frontier(np.ones(4), 1e9).reached == 0


def test_who_is_alone_on_a_hub_pays_it_all_and_two_share_by_tonnes():
    alone = abatement_curve(steady(1e6), steady(50.0), hub=["gulf"], hub_cost={"gulf": 3e7})
    assert alone.heights[1, 0] == 80
    two = abatement_curve(steady(1e6, 2e6), steady(50.0, 50.0), hub=["gulf", "gulf"], hub_cost={"gulf": 3e7})
    assert two.heights[1].tolist() == [60, 60]
    dear = abatement_curve(steady(1e6, 2e6), steady(50.0, 500.0), hub=["gulf", "gulf"], hub_cost={"gulf": 3e7})
    assert dear.heights[1].tolist() == [80, 510], "below 510 the first is alone and pays it all"


def test_a_hub_is_paid_if_any_of_its_members_comes():
    """One member at a chance of 0.4: hub and tonnes come together, so the cost of a tonne does not depend on the chance."""
    curve = abatement_curve(steady(1e6), steady(50.0), np.array([0.4]), hub=["gulf"], hub_cost={"gulf": 3e7})
    assert curve.heights[1, 0] == pytest.approx(80)
    two = with_hub(steady(0.0, 0.0), steady(5e5, 5e5), steady(0.5, 0.5), 4e7)
    assert two[0, 0] == pytest.approx(0.75 * 4e7 / 1e6)


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.floats(0, 5e8), st.booleans())
def test_a_hub_against_every_set_of_members(seed, yearly, certain):
    """At any price whoever can come with others, sharing the hub by tonnes, is taken; and what is taken pays for the hub.

    With chances of delivery the sets are those of the cheapest, for a small member that is likely to come makes a hub that
    is likely to be built.
    """
    random = np.random.default_rng(seed)
    cost, tonnes = np.sort(random.uniform(10, 300, 5)), random.uniform(1e4, 2e6, 5)
    chance = np.ones(5) if certain else random.uniform(0.05, 1, 5)

    def dearest(members: list[int]) -> float:
        share = yearly * (1 - np.prod(1 - chance[members])) / (tonnes * chance)[members].sum()
        return float(cost[members].max() + share)

    price = with_hub(cost[:, None], (tonnes * chance)[:, None], chance[:, None], yearly)[:, 0]
    sets = [list(one) for size in range(1, 6) for one in itertools.combinations(range(5), size)]
    able = {tuple(one): dearest(one) for one in (sets if certain else [list(range(size)) for size in range(1, 6)])}
    for limit in np.linspace(10, 2000, 60):
        taken = {place for place in range(5) if price[place] <= limit}
        assert taken >= {place for one, price_of_all in able.items() if price_of_all < limit - 1e-6 for place in one}
        if taken:
            assert dearest(sorted(taken)) <= limit + 1e-6


def test_hubs_move_cost_and_never_tonnes():
    tonnes, cost, chance = portfolio()
    plain = abatement_curve(tonnes, cost, chance)
    hubs = ["north", "", "south", "north", "", "", "south", "", "", "north", "", ""]
    shared = abatement_curve(tonnes, cost, chance, hub=hubs, hub_cost={"north": 2e6, "south": np.full(300, 1e5)})
    assert np.array_equal(plain.width, shared.width)
    outside = [place for place, name in enumerate(hubs) if not name]
    assert np.array_equal(plain.height[outside], shared.height[outside])
    assert np.all(shared.height >= plain.height)
    free = abatement_curve(tonnes, cost, chance, hub=hubs, hub_cost={"north": 0.0, "south": 0.0})
    # A member of a hub that costs nothing stands where it stood.
    assert np.allclose(free.height, plain.height)


def test_a_budget_buys_no_less_when_it_grows():
    tonnes, cost, chance = portfolio()
    curve = abatement_curve(tonnes, cost, chance)
    asked = np.random.default_rng(1).uniform(1e7, 5e8, len(tonnes))
    reached = [curve.frontier(asked, budget).reached for budget in np.linspace(0, 6e9, 50)]
    assert reached == sorted(reached) and reached[0] == 0 and reached[-1] == len(curve.order)
    whole = curve.frontier(asked)
    assert whole.money[-1] == pytest.approx(asked[curve.order].sum())
    assert whole.tonnes[:, -1] == pytest.approx(p10_p50_p90(curve.width[curve.order].sum(axis=0)))
    assert whole.tonnes[1, -1] != pytest.approx(curve.widths[1, curve.order].sum(), rel=1e-6), "no sum of medians"


def refused(make) -> str:
    with pytest.raises(ValueError) as told:
        make()
    return str(told.value)


def test_what_is_refused_is_said_in_a_sentence():
    tonnes, cost, chance = portfolio(3, 20)
    assert "(3, 20) and costs (2, 20)" in refused(lambda: abatement_curve(tonnes, cost[:2]))
    assert "40 % is 0.4" in refused(lambda: abatement_curve(tonnes, cost, 40 * chance))
    assert "not a number" in refused(lambda: abatement_curve(tonnes, cost * np.nan))
    assert "'gulf' has no cost" in refused(lambda: abatement_curve(tonnes, cost, hub=["gulf", "", ""]))
    assert "2 hubs are named for 3" in refused(lambda: abatement_curve(tonnes, cost, hub=["gulf", ""]))
    assert "each of 3 projects" in refused(lambda: abatement_curve(tonnes, cost).frontier(np.array([1.0, 2.0, -3.0])))
    assert "No project is on" in refused(lambda: abatement_curve(-tonnes - 1e9, cost).cost_curve())
