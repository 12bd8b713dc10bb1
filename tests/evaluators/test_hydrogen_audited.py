"""Where the rule of every hour and the audit meet: prices by the hour, minimum load, grid, rates that grow with the store.

What the audit finds moves every draw without breaking a balance.
"""

from __future__ import annotations

import sys
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from hydrogen_cases import random_task, weather

from evaluators.hydrogen_storage import hydrogen_storage
from evaluators.hydrogen_storage.audit import Battery, audit_dispatch
from evaluators.hydrogen_storage.audited import DEAR, HANDLING, corrected, gain_of, in_window
from evaluators.hydrogen_storage.dispatch import level_of_year, redispatch
from evaluators.hydrogen_storage.evaluation import HORIZON, chain_of
from evaluators.hydrogen_storage.exhibits import dispatch_notes
from evaluators.hydrogen_storage.moved_flow import moved
from evaluators.hydrogen_storage.own_supply import Sizes, least_power
from evaluators.hydrogen_storage.sizing import minimum_store
from evaluators.hydrogen_storage.tables import TECHNOLOGIES
from evaluators.hydrogen_storage.task import Task
from evaluators.hydrogen_storage.technology import Stated, store_of
from evaluators.hydrogen_storage.year_flow import YearFlow, by_rule, dispatched, fitted, most_cycles, steady, with_free_grid
from evaluators.toolkit.binding import bind
from evaluators.toolkit.draws import Streams
from evaluators.toolkit.evaluate import checked
from evaluators.toolkit.fund_wide import grid_factor

DRAWS = 40
BEGINS = float((np.datetime64("2018-01-01T00", "h") - np.datetime64("1970-01-01T00", "h")).astype(int))
DAY_AND_NIGHT = np.where(np.arange(8760) % 24 < 12, 20.0, 160.0)


@cache
def winds(years: int = 1) -> np.ndarray:
    """Hourly wind [m/s] with memory."""
    noise, level, found = np.random.default_rng(3), 0.0, []
    for year in range(years):
        for step in noise.standard_normal(8760):
            level = 0.97 * level + np.sqrt(1 - 0.97**2) * step
            found.append((8.6 - 1.1 * (year % 2)) * np.exp(0.5 * level - 0.125))
    return np.minimum(np.array(found), 40.0)


def made(**changes) -> dict:
    facts = {
        "working_gas": 500.0, "storage": "salt_cavern", "geology": "salt", "demand": 800.0, "electrolyser_capacity": 110.0,
        "electrolyser": "pem", "wind_capacity": 190.0, "wind_plant": "onshore_wind", "wind_turbine": "nrel_5mw",
        "wind_hub_height": 100.0, "grid": "us_gulf", "operation_start": 2030.0, "cost_of_capital": 0.06,
        "wind_speed_hourly": winds(), "weather_height": 100.0, "weather_begins": BEGINS,
    } | changes
    return {name: value for name, value in facts.items() if value is not None}


def bought(**changes) -> dict:
    return {
        "working_gas": 500.0, "storage": "salt_cavern", "geology": "salt", "cycles": 6.0, "hydrogen_cost": 4.0,
        "hydrogen_source_emissions": 1.0, "grid": "us_gulf", "operation_start": 2030.0, "cost_of_capital": 0.06,
    } | changes


def inputs(facts: dict, draws: int = DRAWS) -> SimpleNamespace:
    return SimpleNamespace(**bind(hydrogen_storage, facts, Streams(5, draws, "sample")).values)


def answered(facts: dict, draws: int = DRAWS) -> dict:
    """All that the evaluator returns, found to keep the contract."""
    return checked(hydrogen_storage, hydrogen_storage.function(**vars(inputs(facts, draws))), draws)


def chain(facts: dict):
    given = inputs(facts)
    return chain_of(given, grid_factor(given.grid, given.operation_start, HORIZON))


def balanced(flow: YearFlow, task: Task) -> None:
    """Nothing negative, every balance closed to 1e-9, nothing beyond power and electrolyser."""
    asked, near = np.asarray(flow.demand), {"rtol": 1e-9, "atol": 1e-9 * float(np.max(flow.demand))}
    for one in fields(flow):
        value = getattr(flow, one.name)
        if one.type.startswith("Number") and value is not None:
            assert np.all(np.asarray(value) >= 0), one.name
    assert np.all(flow.unmet <= asked * (1 + 1e-9))
    np.testing.assert_allclose(flow.made, flow.direct + flow.charged, **near)
    np.testing.assert_allclose(flow.direct + flow.from_store + flow.unmet, asked, **near)
    assert np.all(flow.from_store <= flow.charged * task.charge_kept * task.discharge_kept * (1 + 1e-9) + 1e-6)
    used = (flow.made * task.production_kwh + flow.charged * task.charge_kwh) / 1e3
    assert np.all(flow.own_mwh + flow.grid_mwh >= used * (1 - 1e-9))
    assert np.all(flow.grid_mwh <= (task.grid_mw + task.base_mw) * task.hours * (1 + 1e-9))
    assert np.all(flow.made * task.production_kwh / 1e3 <= task.electrolyser_mw * task.hours * (1 + 1e-9))


def many(seed: int, draws: int = 64, hours: int = 2190, **more) -> Task:
    generator = np.random.default_rng(seed)
    wind, sun = weather(generator, 2, hours)

    def uniform(low, high):
        return generator.uniform(low, high, draws)

    return Task(**{
        "wind": wind, "solar": sun, "year": generator.integers(0, 2, draws), "demand": 1000 * generator.uniform(0.5, 1.5, hours),
        "hours": hours, "wind_mw": uniform(90, 250), "solar_mw": uniform(0, 60), "electrolyser_mw": uniform(70, 150),
        "production_kwh": uniform(48, 58), "charge_kwh": uniform(0, 5), "charge_kept": uniform(0.95, 1),
        "discharge_kept": uniform(0.95, 1), **more,
    })  # fmt: skip


# --- prices by the hour -------------------------------------------------------------------------------------------

ALONE = {"wind_capacity": None, "wind_speed_hourly": None, "grid_power": 100.0, "storage": "vessel_350bar", "working_gas": 3.0}


def test_the_cost_follows_the_price_of_the_hours():
    """Of a steady price the plan buys as the rule does: what the electricity costs is in proportion to it."""
    cheap, dear = (
        chain(made(**ALONE, electricity_price_hourly=np.full(8760, price))).gate.cost_parts["grid electricity"]
        for price in (5.0, 500.0)
    )
    np.testing.assert_allclose(dear / cheap, 100.0, rtol=1e-9)
    # A kilogram takes about 57 kWh; the draws keep the spread of the usual price around what is paid.
    assert 0.8 * 57 * 0.5 < np.median(dear) < 1.25 * 57 * 0.5 and np.std(dear) > 0


def test_a_store_that_buys_cheap_hours_is_worth_something():
    night = answered(made(**ALONE, electricity_price_hourly=DAY_AND_NIGHT))
    even = answered(made(**ALONE, electricity_price_hourly=np.full(8760, DAY_AND_NIGHT.mean())))
    # Twelve dear hours of 800 kg/h, 3 t of them out of the store, every day.
    np.testing.assert_allclose(night["full_cycles"], 365.0, rtol=0.01)
    assert np.all(even["full_cycles"] < 1)
    assert np.all(night["cost_of_hydrogen_gate"] < even["cost_of_hydrogen_gate"] - 0.5)
    assert np.all(night["unmet_demand"] == 0) and np.all(night["minimum_store"] == 0)
    notes = night["exhibits"]["notes"]
    assert any("By the hourly prices the plan pays" in note and "mean of all hours 90" in note for note in notes)
    assert any(note.startswith("Engine: HiGHS") for note in notes)


def test_power_at_a_price_below_nought_is_not_bought_to_be_thrown_away():
    task = replace(in_window(many(4), np.arange(744)), wind=None, solar=None, wind_mw=0.0, solar_mw=0.0, base_mw=120.0)
    gain = gain_of(task, 5e4, battery=None, minimum_load=0.0, price=np.where(np.arange(744) % 2, 60.0, -40.0), usual_price=50.0)
    bought_mwh = next(row for row in gain.table if row["middle case"] == "power bought [MWh]")
    need = float(task.demand_kg[0] * task.production_kwh[0]) / 1e3
    assert need * 0.99 < bought_mwh["plan"] < need * 1.15


# --- the grid beside wind and sun ---------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [2, 6, 10, 14, 18, 22])
def test_with_a_grid_unmet_demand_and_least_store_are_those_of_the_best_plan(seed):
    task = Task(**random_task(seed))
    assert task.grid_mw[0] > 0
    for store in (0.0, 3.0 * task.demand.mean(), 30.0 * task.demand.mean()):
        plan = audit_dispatch(task, store, import_price=1.0, unmet_price=DEAR)
        flow = by_rule(task, np.array([store]))
        assert float(flow.unmet[0]) == pytest.approx(plan.unmet_kg, rel=1e-6, abs=1e-6 * task.demand.sum())
        balanced(flow, task)
    need = minimum_store(with_free_grid(task))
    sized = audit_dispatch(task, import_price=0.0, prices={"store_kg": 1.0})
    assert need.feasible[0] == sized.feasible
    if sized.feasible:
        assert need.store_kg[0] == pytest.approx(sized.sizes["store_kg 1"], rel=1e-6, abs=1e-6 * task.demand.mean())


@pytest.mark.parametrize(("seed", "battery"), [(2, None), (10, None), (3, Battery(10.0, 40.0)), (14, Battery(10.0, 40.0))])
def test_the_middle_case_moved_is_the_plan(seed, battery):
    task = Task(**random_task(seed))
    store = 20.0 * task.demand.mean()
    price = np.random.default_rng(seed).uniform(10, 90, task.hours)
    gain = gain_of(task, store, battery=battery, minimum_load=0.0, price=price, usual_price=50.0)
    plan = audit_dispatch(task, store, battery=battery, import_price=price, unmet_price=DEAR, handling=HANDLING)
    flow = corrected(by_rule(task, np.array([store])), task, np.array([store]), gain)
    balanced(flow, task)
    near = {"rel": 1e-5, "abs": 3e-6 * task.demand.sum()}
    assert float(flow.unmet[0]) == pytest.approx(plan.unmet_kg, **near)
    assert float(flow.from_store[0]) == pytest.approx(plan.flows["withdrawn 1"].sum(), **near)
    if not battery:
        assert float(flow.grid_mwh[0]) == pytest.approx(plan.import_mwh, rel=1e-4, abs=1e-3)
    if plan.import_mwh > 1:
        assert gain.price == pytest.approx((plan.flows["import"] * price).sum() / plan.import_mwh / 50, rel=1e-9)


# --- minimum load -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 3, 5, 7])
@pytest.mark.parametrize("load", [0.2, 0.5])
def test_by_rule_the_electrolyser_stands_still_below_its_least_load(seed, load):
    """Hour by hour, written out; and the whole-number plan finds next to nothing better."""
    task = Task(**random_task(seed, 168))
    task = replace(task, grid_mw=0.0, least_mw=load * task.electrolyser_mw)
    store = 15.0 * task.demand.mean()
    found = redispatch(task, store)
    level, unmet = found.level_start[0], 0.0
    one = {name: task.number(name) for name in (
        "production_kwh", "charge_kwh", "charge_kept", "discharge_kept", "boil_off", "charge_limit", "discharge_limit",
        "electrolyser_mw", "wind_mw", "solar_mw",
    )}  # fmt: skip
    levels = []
    for hour in range(task.hours):
        kwh, power = one["production_kwh"], 1e3 * (one["wind_mw"] * task.wind[0, hour] + one["solar_mw"] * task.solar[0, hour])
        cell, asked = 1e3 * one["electrolyser_mw"] / kwh, task.demand[hour]
        direct = min(asked, power / kwh, cell)
        put = min((power - direct * kwh) / (kwh + one["charge_kwh"]), cell - direct)
        if direct + put < load * cell:
            direct = put = 0.0
        kept = (1 - one["boil_off"]) * level
        put = min(put, one["charge_limit"], (store - kept) / one["charge_kept"])
        out = min(asked - direct, one["discharge_limit"], kept * one["discharge_kept"])
        unmet += asked - direct - out
        level = kept + put * one["charge_kept"] - out / one["discharge_kept"]
        levels.append(level)
    assert found.unmet[0] == pytest.approx(unmet, rel=1e-9, abs=1e-6)
    np.testing.assert_allclose(level_of_year(task, store, 0), levels, rtol=1e-9, atol=1e-6)
    plan = audit_dispatch(task, store, unmet_price=DEAR, minimum_load=load)
    assert plan.unmet_kg >= found.unmet[0] - 1e-3 * task.demand.sum()


def test_a_least_load_that_is_stated_leaves_demand_unmet_in_every_draw():
    loaded, free = (answered(made(minimum_load=load, wind_capacity=150.0)) for load in (0.4, 0.0))
    assert np.all(loaded["unmet_demand"] >= free["unmet_demand"]) and np.median(loaded["unmet_demand"]) > 0.02
    assert "minimum_store" not in loaded and "oversize" not in loaded and "minimum_store" in free
    assert any("least store and the oversize are left out" in note for note in loaded["exhibits"]["notes"])


def test_with_a_least_load_a_smaller_store_leaves_a_little_more_unmet_and_never_jumps():
    unmet = [np.median(answered(made(demand=400.0, minimum_load=0.3, working_gas=size))["unmet_demand"])
             for size in (100.0, 90.0, 80.0)]  # fmt: skip
    steps = np.diff(unmet)
    assert np.all(steps >= -1e-9) and np.all(steps < 0.05)


def test_a_plant_that_never_reaches_its_stated_least_load_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match=r"no hydrogen in 100% of the draws: .* less than its minimum load"):
        answered(made(minimum_load=0.9, wind_capacity=80.0, electrolyser_capacity=200.0))


def test_each_kind_has_its_usual_least_load_and_a_large_plant_runs_in_parts():
    kind, wind = SimpleNamespace(min_load=0.3), np.array([[0.0, 0.5, 1.0]])
    assert least_power(Sizes(100.0, electrolyser=110.0), kind, 110.0, wind, None) == pytest.approx(30.0)
    assert least_power(Sizes(400.0, electrolyser=110.0), kind, 110.0, wind, None) == pytest.approx(33.0)
    assert least_power(Sizes(400.0, electrolyser=110.0, least_load=0.1), kind, 100.0, wind, None) == pytest.approx(10.0)
    tight = {"wind_capacity": 120.0, "working_gas": 300.0}
    usual, none = (answered(made(electrolyser="alkaline", **tight, minimum_load=load)) for load in (None, 0.0))
    assert np.all(usual["unmet_demand"] >= none["unmet_demand"]) and np.mean(usual["unmet_demand"] > none["unmet_demand"]) > 0.8
    assert any("usual for its kind" in note for note in usual["exhibits"]["notes"])


# --- what moves a draw --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_asked_the_balances_stay_closed(seed):
    generator = np.random.default_rng(seed)
    grid = 40.0 * (seed % 2)
    task = many(seed, hours=400, grid_mw=grid)
    if seed % 4 == 3:
        task = replace(task, wind=None, solar=None, wind_mw=0.0, solar_mw=0.0, year=np.zeros(64, int), grid_mw=0.0, base_mw=60.0)
    size = generator.uniform(1e3, 2e5, 64)
    flow = by_rule(task, size)
    balanced(flow, task)
    for _ in range(4):
        wild = generator.normal(0, 2, (3, 64)) * flow.demand
        asked = {"unmet": flow.unmet + wild[0], "direct": flow.direct + wild[1], "grid_mwh": wild[2]}
        found = moved(flow, task, size, **asked, battery=seed > 3)
        balanced(found, task)
    same = moved(flow, task, size, unmet=flow.unmet, direct=flow.direct, grid_mwh=flow.grid_mwh)
    for name in ("made", "charged", "from_store", "own_mwh", "grid_mwh", "curtailed_mwh", "cycles"):
        np.testing.assert_allclose(getattr(same, name), getattr(flow, name), rtol=1e-9, atol=1e-4, err_msg=name)


def test_a_year_whose_demand_is_met_follows_from_what_it_lacks():
    task = many(5, boil_off=0.0)
    need = minimum_store(task)
    met = need.feasible
    assert 5 < met.sum() < 60
    size = np.where(met, need.store_kg * 1.2 + 1, 5e4)
    hours, sums = redispatch(task, size), redispatch(task, size, np.where(met, need.lacking_kg, np.nan))
    for name in ("produced", "direct", "put_in", "withdrawn", "unmet", "lost", "used_mwh", "curtailed_mwh", "cycles"):
        np.testing.assert_allclose(getattr(sums, name), getattr(hours, name), rtol=1e-9, atol=1e-3, err_msg=name)
    with pytest.raises(ValueError, match="leave 'lacking_kg' out"):
        redispatch(replace(task, boil_off=1e-5), size, need.lacking_kg)


# --- rates that grow with the store -------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_the_size_found_suffices_with_its_own_rates_and_one_percent_less_does_not(seed):
    task = many(seed, boil_off=[0.0, 1e-5, 3e-4][seed % 3], least_mw=5.0 * (seed % 2))
    generator = np.random.default_rng(seed)
    into, out = generator.uniform(0.001, 0.02, 64), generator.uniform(0.002, 0.05, 64)
    need = minimum_store(task, into, out, close=1e-3)
    good = need.feasible & (need.store_kg > 0)
    assert np.array_equal(need.feasible, minimum_store(task).feasible) and good.sum() > 10
    assert (need.store_kg[good] > minimum_store(task).store_kg[good] * 1.01).any()

    def unmet(size):
        own = replace(task, charge_limit=into * size, discharge_limit=out * size)
        return redispatch(own, size).unmet / task.demand_kg

    size = np.where(good, need.store_kg, 1.0)
    assert np.all(unmet(size)[good] <= 3e-9) and np.all(unmet(size * 0.99)[good] > 0)
    exact = minimum_store(task, into, out)
    assert np.all(need.store_kg[good] >= exact.store_kg[good] * (1 - 1e-9))
    assert np.all(need.store_kg[good] <= exact.store_kg[good] * 1.0011)


def test_a_draw_alone_has_the_size_that_it_has_among_many():
    task, into = many(3), np.random.default_rng(0).uniform(0.001, 0.02, 64)
    together, chosen = minimum_store(task, into, 0.01, close=1e-3), [5, 41]
    names = [one.name for one in fields(Task) if one.type == "Number"]
    alone = replace(task, year=task.year[chosen], **{name: getattr(task, name)[chosen] for name in names})
    assert np.array_equal(minimum_store(alone, into[chosen], 0.01, close=1e-3).store_kg, together.store_kg[chosen])


def test_the_least_store_is_one_whatever_size_is_proposed():
    small, middle, large = (answered(made(working_gas=size)) for size in (100.0, 150.0, 500.0))
    there = np.isfinite(large["minimum_store"])
    assert there.mean() > 0.8
    for one in (small, middle):
        np.testing.assert_allclose(one["minimum_store"][there], large["minimum_store"][there], rtol=2e-3)
        assert not any("no store, however large" in note for note in one["exhibits"]["notes"]) or there.mean() < 1
    # What the verdict says is what the dispatch finds: met where the store is no smaller than the least.
    for one, size in ((small, 100.0), (middle, 150.0), (large, 500.0)):
        least = one["minimum_store"]
        assert np.all(one["demand_met"][size >= least] == 1) and np.all(one["demand_met"][size < 0.998 * least] == 0)


def test_a_stated_rate_stays_what_it_is():
    """A rate that lets too little out is no matter of size."""
    slow = answered(made(discharge_rate=700.0))
    assert np.all(np.isinf(slow["minimum_store"])) and np.all(slow["demand_met"] == 0)
    assert any("or the stated rates can pass in 100% of the draws" in note for note in slow["exhibits"]["notes"])


# --- hydrogen bought ----------------------------------------------------------------------------------------------


def test_no_more_cycles_count_than_the_rates_allow():
    row = TECHNOLOGIES.medians("salt_cavern")
    store = store_of(row, 3000.0, Stated(charge_limit=300.0, discharge_limit=200.0))
    kept_in, kept_out = store.charge_kept, store.discharge_kept
    hours = 1e5 / kept_in / 300 + 1e5 * kept_out / 200
    assert most_cycles(store, 100.0) == pytest.approx(8760 / hours)
    assert steady(store, 100.0, 300.0).cycles == pytest.approx(8760 / hours) and steady(store, 100.0, 6.0).cycles == 6
    # Without stated rates the kind's own: 10 % a day each way are 18 cycles a year.
    plain = store_of(row, 3000.0, Stated())
    assert most_cycles(plain, 100.0) == pytest.approx(365 / 20, rel=0.1)
    assert np.isinf(most_cycles(store_of(TECHNOLOGIES.medians("vessel_350bar"), 3000.0, Stated()), 100.0))


def test_cycles_beyond_the_rates_make_no_store_cheaper():
    plain, wild, slip = (answered(bought(**more)) for more in (
        {}, {"cycles": 300.0, "charge_rate": 60.0, "discharge_rate": 60.0}, {"charge_rate": 0.83}
    ))  # fmt: skip
    assert np.all(wild["full_cycles"] < 0.6) and np.all(wild["cost_of_storage"] > plain["cost_of_storage"])
    assert np.all(slip["cost_of_storage"] > 50 * plain["cost_of_storage"])
    assert any(note.startswith("300 full cycles a year are stated;") for note in wild["exhibits"]["notes"])
    assert np.all(plain["full_cycles"] == 6) and not any("full cycles a year are stated" in n for n in plain["exhibits"]["notes"])


# --- the chance that all is met -----------------------------------------------------------------------------------


def test_the_chance_that_all_is_met_counts_the_years_that_fail():
    """Of two weather years the calmer leaves demand unmet: the median hides it, the chance does not."""
    result = answered(made(wind_speed_hourly=winds(2), wind_capacity=195.0), 200)
    met = result["demand_met"]
    assert np.array_equal(met, (result["unmet_demand"] <= 1e-9).astype(float))
    assert 0.2 < met.mean() < 0.8
    assert "demand_met" not in answered(bought())


def test_the_notes_name_the_store_that_does_in_nine_draws_of_ten():
    flow = YearFlow(1.0, 1.0, 0.0, 0.0, 0.0, 1.0, least_kg=np.arange(1.0, 11.0) * 1e3, shortfall_kg=np.zeros(10))
    assert any("A store of 10 t," in note and "9 of 10 draws" in note for note in dispatch_notes(flow))
    poor = replace(flow, least_kg=np.array([np.inf, 2e3, 3e3]), shortfall_kg=np.array([5e3, 0.0, 0.0]))
    told = dispatch_notes(poor)
    assert any("in 33% of the draws: no store, however large" in note and "5 t a year are short" in note for note in told)
    assert not any("9 of 10" in note for note in told)


def test_the_flow_of_dispatched_hours_is_balanced_in_every_draw():
    given = inputs(made(wind_capacity=150.0))
    found = chain(made(wind_capacity=150.0)).hydrogen
    store = store_of(given.storage, 2000.0)
    task = fitted(found.task, store, given.working_gas)
    flow = dispatched(found.task, store, given.working_gas)
    balanced(flow, task)
