"""Where the rule of every hour and the audit meet: prices by the hour, the grid beside wind and sun.

What the audit finds moves every draw without breaking a balance.
"""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hydrogen_cases import answered, bought, inputs, made, many, random_task, winds

from evaluators.hydrogen_storage.audit import Battery, audit_dispatch
from evaluators.hydrogen_storage.audited import DEAR, HANDLING, corrected, gain_of, in_window
from evaluators.hydrogen_storage.dispatch import redispatch
from evaluators.hydrogen_storage.evaluation import HORIZON, chain_of
from evaluators.hydrogen_storage.exhibits import dispatch_notes
from evaluators.hydrogen_storage.moved_flow import moved
from evaluators.hydrogen_storage.sizing import minimum_store
from evaluators.hydrogen_storage.task import Task
from evaluators.hydrogen_storage.technology import store_of
from evaluators.hydrogen_storage.year_flow import YearFlow, by_rule, dispatched, fitted, with_free_grid
from evaluators.toolkit.fund_wide import GRIDS, grid_factor

DAY_AND_NIGHT = np.where(np.arange(8760) % 24 < 12, 20.0, 160.0)


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


# --- prices by the hour -------------------------------------------------------------------------------------------

ALONE = {"wind_capacity": None, "wind_speed_hourly": None, "grid_power": 100.0, "storage": "vessel_350bar", "working_gas": 3.0}


def test_the_cost_follows_the_price_of_the_hours():
    """Of a steady price the plan buys as the rule does: what the electricity costs is in proportion to it, network and levies
    on top."""
    adder = GRIDS.medians("us_gulf").delivery_adder
    cheap, dear = (
        chain(made(**ALONE, electricity_price_hourly=np.full(8760, price - adder))).gate.cost_parts["grid electricity"]
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
    assert any("By the hourly prices the plan pays" in note and "mean of all hours 108" in note for note in notes)
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
