"""The electrolyser's minimum load: below it the machine stands still, stated or usual for its kind."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hydrogen_cases import answered, made, random_task

from evaluators.hydrogen_storage.audit import audit_dispatch
from evaluators.hydrogen_storage.audited import DEAR
from evaluators.hydrogen_storage.dispatch import level_of_year, redispatch
from evaluators.hydrogen_storage.own_supply import Sizes, least_power
from evaluators.hydrogen_storage.task import Task


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
