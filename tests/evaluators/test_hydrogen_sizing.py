"""The least store: HiGHS judges size and verdict; cases by hand, closed years, limits that grow with the store."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hydrogen_cases import random_task, weather
from hydrogen_lp import solve

from evaluators.hydrogen_storage.cutting_planes import cheapest
from evaluators.hydrogen_storage.dispatch import redispatch
from evaluators.hydrogen_storage.sizing import minimum_store
from evaluators.hydrogen_storage.task import Task

SIZE = {"store_kg": 1.0}


def agree(task):
    """HiGHS finds the same verdict and size; where none is large enough, the same shortfall. Returns the verdict."""
    need, judge = minimum_store(task), solve(task, prices=SIZE)
    assert need.feasible[0] == judge.feasible
    if judge.feasible:
        assert need.store_kg[0] == pytest.approx(judge.objective, rel=1e-6, abs=1e-6 * task.demand.mean())
        assert need.shortfall_kg[0] == 0
    else:
        best = solve(task, store=1e4 * task.demand.sum(), unmet_price=1.0)
        assert need.shortfall_kg[0] == pytest.approx(best.unmet, rel=1e-6, abs=1e-8 * task.demand.sum())
    return judge.feasible


@pytest.mark.parametrize("seed", range(24))
def test_highs_finds_the_same_store_and_the_same_verdict(seed):
    agree(Task(**random_task(seed)))


def test_the_random_cases_are_of_both_kinds():
    verdicts = [bool(minimum_store(Task(**random_task(seed))).feasible[0]) for seed in range(24)]
    assert 6 <= sum(verdicts) <= 18


@pytest.mark.parametrize("seed", [3, 4, 7, 8])
@pytest.mark.parametrize(("more", "verdict"), [(1.001, True), (0.999, False)])
def test_a_year_that_only_just_suffices_or_does_not(seed, more, verdict):
    """The supply at which the year just closes, then a thousandth more or less of it."""
    case = random_task(seed) | {"electrolyser_mw": 1e4}
    case.pop("charge_limit", None), case.pop("discharge_limit", None)

    def scaled(factor):
        return Task(**{**case, "wind_mw": factor * case["wind_mw"], "solar_mw": factor * case["solar_mw"]})

    low, high = 0.01, 10.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (low, middle) if minimum_store(scaled(middle)).feasible[0] else (middle, high)
    assert agree(scaled(more * high)) is verdict


def by_hand(**more):
    """Ten hours of wind for 300 kg/h, then ten calm; demand 100 kg/h."""
    return Task(**{
        "wind": np.repeat([1.0, 0.0], 10)[None], "solar": None, "year": [0], "demand": np.full(20, 100.0), "hours": 20,
        "wind_mw": 15.0, "electrolyser_mw": 20.0, "production_kwh": 50.0, **more,
    })  # fmt: skip


def test_cases_by_hand():
    need = minimum_store(by_hand())
    assert need.store_kg == 1000 and (need.first_hour, need.last_hour) == (10, 19)
    assert minimum_store(by_hand(discharge_kept=0.8)).store_kg[0] == pytest.approx(1250)
    # A surplus of 100 kg/h loses a tenth on the way in: 900 kg for a lack of 1,000 kg.
    assert minimum_store(by_hand(wind_mw=10.0, charge_kept=0.9)).shortfall_kg[0] == pytest.approx(100)
    poor = minimum_store(by_hand(charge_limit=99.0))
    assert np.isinf(poor.store_kg[0]) and poor.shortfall_kg[0] == pytest.approx(10) and poor.first_hour == -1
    slow = minimum_store(by_hand(discharge_limit=60.0))
    assert not slow.feasible[0] and slow.shortfall_kg[0] == pytest.approx(400)


def test_boil_off_by_hand():
    """Each kg needed h hours on asks for (1 - b)^-h; the first calm hour boils once before it is served."""
    kept = 0.98
    assert minimum_store(by_hand(boil_off=0.02)).store_kg[0] == pytest.approx(sum(100 / kept**hour for hour in range(1, 11)))


def test_the_interval_runs_over_the_end_of_the_year():
    need = minimum_store(by_hand(wind=np.roll(np.repeat([1.0, 0.0], 10), 5)[None]))
    assert need.store_kg == 1000 and (need.first_hour, need.last_hour) == (15, 4)


def test_no_store_where_all_is_met_directly():
    need = minimum_store(by_hand(wind=np.ones((1, 20))))
    assert need.store_kg == 0 and need.shortfall_kg == 0 and need.first_hour == -1
    assert minimum_store(by_hand(demand=np.zeros(20))).store_kg == 0
    helped = minimum_store(by_hand(grid_mw=5.0))
    assert helped.store_kg == 0


def test_no_wind_is_infeasible_and_all_is_short():
    need = minimum_store(by_hand(wind=np.zeros((1, 20)), boil_off=0.01))
    assert np.isinf(need.store_kg[0]) and need.shortfall_kg[0] == pytest.approx(2000)


def test_even_a_wild_boil_off_gets_a_verdict():
    """Over 8,760 hours (1 - b)^-h has no double; an infinite need is no fixed point."""
    calm = Task(
        wind=np.zeros((1, 8760)), solar=None, year=[0], demand=np.ones(8760), wind_mw=1.0, electrolyser_mw=1.0,
        production_kwh=50.0, boil_off=0.5,
    )  # fmt: skip
    need = minimum_store(calm)
    assert np.isinf(need.store_kg[0]) and need.shortfall_kg[0] == pytest.approx(8760)


@pytest.fixture(scope="module")
def many():
    generator = np.random.default_rng(8)
    wind, sun = weather(generator, 5, 8760)

    def uniform(low, high):
        return generator.uniform(low, high, 300)

    return Task(
        wind=wind, solar=sun, year=generator.integers(0, 5, 300), demand=np.full(8760, 1000.0), wind_mw=uniform(90, 250),
        solar_mw=uniform(0, 60), electrolyser_mw=uniform(60, 150), production_kwh=uniform(48, 58), charge_kwh=uniform(0, 12),
        charge_kept=uniform(0.95, 1), discharge_kept=uniform(0.95, 1), boil_off=generator.choice([0.0, 1e-6, 1e-4], 300),
    )  # fmt: skip


def test_the_least_store_meets_all_and_a_smaller_one_does_not(many):
    need = minimum_store(many)
    good = need.feasible
    assert 30 < good.sum() < 270
    enough = redispatch(many, np.where(good, need.store_kg, 1.0))
    assert (enough.unmet[good] <= 1e-9 * 8.76e6).all()
    less = redispatch(many, np.where(good, 0.999 * need.store_kg, 1.0))
    assert (less.unmet[good & (need.store_kg > 0)] > 0).all()
    huge = redispatch(many, 1e11)
    assert np.allclose(huge.unmet[~good], need.shortfall_kg[~good], rtol=1e-9)
    assert (need.shortfall_kg[good] == 0).all()


def test_a_draw_alone_equals_itself_among_many(many):
    need, chosen = minimum_store(many), [7, 299]
    names = [one.name for one in fields(Task) if one.type == "Number"]
    alone = minimum_store(replace(many, year=many.year[chosen], **{name: getattr(many, name)[chosen] for name in names}))
    for one in fields(need):
        assert np.array_equal(getattr(alone, one.name), getattr(need, one.name)[chosen]), one.name


def test_limits_that_grow_with_the_store(many):
    """The size found suffices under its own limits and a little less does not; where limits bind it is larger than without."""
    plain, shares = minimum_store(many), {"charge_share": 0.002, "discharge_share": 0.004}
    need = minimum_store(many, **shares)
    assert np.array_equal(need.feasible, plain.feasible)
    good = need.feasible & (need.store_kg > 0)
    larger = need.store_kg[good] / plain.store_kg[good]
    assert (larger >= 1 - 1e-12).all() and (larger > 1.01).any()

    def unmet(size):
        own = {"charge_limit": 0.002 * size, "discharge_limit": 0.004 * size}
        return redispatch(replace(many, **own), size).unmet

    size = np.where(good, need.store_kg, 1.0)
    assert (unmet(size)[good] <= 2e-9 * 8.76e6).all()
    assert (unmet(size * (1 - 1e-6))[good] > 0).all()


def test_a_share_of_nothing_is_said(many):
    with pytest.raises(ValueError, match="'charge_share' is 0; a store that is to be used moves a share above 0"):
        minimum_store(many, charge_share=0.0)


PRICES = {"wind_mw": 1.8e5, "solar_mw": 6e4, "electrolyser_mw": 1.4e5, "store_kg": 40.0}


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("store_price", [40.0, 2.0])
def test_highs_finds_nothing_cheaper_than_cutting_planes(seed, store_price):
    task, prices = Task(**{**random_task(seed), "grid_mw": 0.0}), PRICES | {"store_kg": store_price}
    best, judge = cheapest(task, *prices.values()), solve(task, prices=prices)
    assert best.feasible and best.cost == pytest.approx(judge.objective, rel=1e-6)
    assert best.gap <= 1e-8 and best.bound <= best.cost and best.reason == ""
    # What it found does meet the demand.
    sizes = {name: getattr(best, name) for name in ("wind_mw", "solar_mw", "electrolyser_mw")}
    assert redispatch(replace(task, **sizes), best.store_kg * (1 + 1e-9)).unmet[0] <= 1e-8 * task.demand.sum()


def test_limits_on_what_is_built_hold():
    task = Task(**{**random_task(3), "grid_mw": 0.0})
    free = cheapest(task, *PRICES.values())
    bound = cheapest(task, *PRICES.values(), most_wind_mw=0.8 * free.wind_mw)
    assert bound.wind_mw == pytest.approx(0.8 * free.wind_mw) and bound.cost > free.cost


def test_a_demand_that_nothing_built_can_meet_is_said():
    calm = cheapest(by_hand(wind=np.zeros((1, 20))), *PRICES.values())
    assert not calm.feasible and np.isnan(calm.cost)
    assert calm.reason.startswith("No store meets this demand: even with ") and "lacks 2,000 kg of 2,000 kg" in calm.reason
    small = cheapest(by_hand(), *PRICES.values(), most_wind_mw=9.0)
    assert not small.feasible and "9 MW of wind" in small.reason and "lacks 200 kg" in small.reason
    slow = cheapest(by_hand(discharge_limit=60.0), *PRICES.values())
    assert not slow.feasible and "lacks 400 kg" in slow.reason


def test_the_cheapest_by_hand():
    """All is made in ten hours: 10 MW of wind and electrolyser for 200 kg/h, and a store for ten hours of 100 kg/h."""
    best = cheapest(by_hand(), *PRICES.values())
    assert (best.wind_mw, best.electrolyser_mw, best.store_kg) == pytest.approx((10, 10, 1000)) and best.solar_mw == 0
    assert best.cost == pytest.approx(10 * 1.8e5 + 10 * 1.4e5 + 1000 * 40)
    nothing = cheapest(by_hand(demand=np.zeros(20)), *PRICES.values())
    assert nothing.feasible and nothing.cost == 0 and nothing.gap == 0


@pytest.mark.parametrize(
    ("more", "costs", "says"),
    [
        ({"grid_mw": 1.0}, (1, 1, 1, 1), "Cutting planes hold without grid power"),
        ({"boil_off": 0.06}, (1, 1, 1, 1), "'boil_off' is 0.06 an hour; up to 0.05"),
        ({}, (1, 0, 1, 1), "each must be above 0"),
        ({"year": [0, 0]}, (1, 1, 1, 1), "sought for one draw; the task has 2"),
    ],
)
def test_what_cutting_planes_cannot_do_is_said(more, costs, says):
    with pytest.raises(ValueError, match=says):
        cheapest(by_hand(**more), *costs)
