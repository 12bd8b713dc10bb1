"""The audit: the rule's own answers where the rule is exact, cases by hand where it is not, a second formulation for all else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hydrogen_cases import random_task
from scipy.optimize import Bounds, LinearConstraint, milp

from evaluators.hydrogen_storage.audit import Battery, HydrogenStore, audit_dispatch
from evaluators.hydrogen_storage.cutting_planes import cheapest
from evaluators.hydrogen_storage.dispatch import redispatch
from evaluators.hydrogen_storage.engine import exact_by_rule
from evaluators.hydrogen_storage.sizing import minimum_store
from evaluators.hydrogen_storage.task import Task


def without_grid(seed, hours=744):
    return Task(**{**random_task(seed, hours), "grid_mw": 0.0})


@pytest.mark.parametrize("seed", [1, 3, 4, 5, 8, 11])
def test_it_is_the_rule_where_the_rule_is_exact(seed):
    task = without_grid(seed)
    store = 10 * task.demand.mean()
    rule, audit = redispatch(task, store), audit_dispatch(task, store, unmet_price=3.0)
    assert audit.unmet_kg == pytest.approx(rule.unmet[0], rel=1e-9, abs=1e-6)
    assert audit.objective == pytest.approx(3 * audit.unmet_kg)
    need, sized = minimum_store(task), audit_dispatch(task, prices={"store_kg": 1.0})
    assert sized.feasible == need.feasible[0]
    if sized.feasible:
        assert sized.sizes["store_kg 1"] == pytest.approx(need.store_kg[0], rel=1e-9)
    else:
        assert sized.unmet_kg == pytest.approx(need.shortfall_kg[0], rel=1e-9) and np.isnan(sized.objective)


def test_it_chooses_the_sizes_that_cutting_planes_choose():
    task = without_grid(5)
    ours = cheapest(task, 1.8e5, 6e4, 1.4e5, 40.0)
    audit = audit_dispatch(task, prices={"wind_mw": 1.8e5, "solar_mw": 6e4, "electrolyser_mw": 1.4e5, "store_kg": 40.0})
    assert audit.objective == pytest.approx(ours.cost, rel=1e-8)


def by_hand(wind, **more):
    hours = len(wind)
    return Task(**{
        "wind": np.array([wind]) / 10, "solar": None, "year": [0], "demand": np.full(hours, 100.0), "hours": hours,
        "wind_mw": 10.0, "electrolyser_mw": 10.0, "production_kwh": 50.0, **more,
    })  # fmt: skip


def test_waiting_for_cheap_power_beats_the_rule():
    """Two calm hours, power at 10 and at 100 a MWh: the rule buys in both, the best plan makes all while it is cheap."""
    task, price = by_hand([0.0, 0.0], grid_mw=10.0), np.array([10.0, 100.0])
    rule = redispatch(task, 100.0)
    assert rule.grid_mwh == 10 and rule.unmet == 0  # 5 MWh in each hour: 550 in all
    audit = audit_dispatch(task, 100.0, import_price=price)
    assert audit.objective == pytest.approx(100) and audit.flows["import"].tolist() == pytest.approx([10, 0])
    assert audit.objective < (price * 5).sum()
    assert audit_dispatch(task, 40.0, import_price=price).objective == pytest.approx(7 * 10 + 3 * 100)


def test_a_battery_carries_power_to_the_calm_hour():
    task = by_hand([10.0, 0.0], electrolyser_mw=5.0)
    alone = audit_dispatch(task, unmet_price=1.0)
    helped = audit_dispatch(task, unmet_price=1.0, battery=Battery(5.0, 5.0, 0.64))
    assert alone.unmet_kg == pytest.approx(redispatch(task, 0.0).unmet[0]) == pytest.approx(100)
    # 5 MWh of surplus go in, 0.64 of them come out.
    assert helped.unmet_kg == pytest.approx(36) and helped.flows["in battery"].max() == pytest.approx(4)


def test_below_its_minimum_load_the_electrolyser_stands_still():
    """180 kg in the first hour leave 80 kg; the second hour's 80 kg are below half load, so 20 kg are missing."""
    task = by_hand([9.0, 4.0])
    assert redispatch(task, 100.0).unmet == 0
    audit = audit_dispatch(task, 100.0, unmet_price=1.0, minimum_load=0.5)
    assert audit.unmet_kg == pytest.approx(20) and audit.flows["on"].tolist() == [1, 0]
    assert audit.engine.startswith("HiGHS 1.") and "mixed-integer" in audit.engine


@pytest.mark.parametrize(("store", "starts"), [(200.0, 1), (100.0, 2)])
def test_a_larger_store_saves_starts(store, starts):
    """Four hours of wind, load of 90 % or none, demand of half the rate: two hours on, in one go if the store takes it."""
    audit = audit_dispatch(by_hand([10.0] * 4), store, minimum_load=0.9, start_up_cost=7.0)
    assert audit.starts == starts and audit.objective == pytest.approx(7 * starts) and audit.gap <= 1e-4


def test_surplus_is_sold_and_the_window_is_a_ring():
    task = by_hand([10.0, 10.0, 0.0, 0.0])
    audit = audit_dispatch(task, hours=np.array([0, 1]), export_price=30.0, export_mw=3.0, unmet_price=50.0)
    assert audit.objective == pytest.approx(-180) and audit.curtailed_mwh == pytest.approx(4)
    # The night alone holds nothing: a ring without wind.
    assert audit_dispatch(task, 1e3, hours=np.array([2, 3]), unmet_price=50.0).unmet_kg == pytest.approx(200)


def test_what_cannot_be_met_is_said_with_the_shortfall():
    audit = audit_dispatch(by_hand([9.0, 0.0]), 1e4)
    assert not audit.feasible and audit.unmet_kg == pytest.approx(20) and np.isnan(audit.objective)


@pytest.mark.parametrize("seed", range(8))
def test_a_second_formulation_finds_the_same(seed):
    """Everything at once, against the levels written out as sums of flows, in scipy's door to another build of HiGHS."""
    generator = np.random.default_rng(seed)
    hours = 30
    task = Task(**{**random_task(seed, hours), "grid_mw": 12.0})
    price = generator.uniform(-5, 90, hours)
    stores = [
        HydrogenStore(3e3, 2.0, 1.0, 0.98, 0.97, 2e-3, 900.0, 800.0), HydrogenStore(8e3, 6.0, 0.0, 0.95, 1.0, 0.0, 400.0),
    ]  # fmt: skip
    given = {
        "battery": Battery(8.0, 20.0, 0.81), "import_price": price, "export_price": price - 6, "export_mw": 9.0,
        "unmet_price": 4.0, "minimum_load": 0.3 if seed % 2 else 0.0, "start_up_cost": 60.0 if seed % 2 else 0.0,
    }  # fmt: skip
    audit = audit_dispatch(task, stores=stores, **given)
    again = audit_dispatch(task, stores=stores, **given)
    assert all(np.array_equal(audit.flows[name], again.flows[name]) for name in audit.flows)
    assert audit.objective == pytest.approx(second(task, stores, **given), rel=2e-4 if seed % 2 else 1e-8)


def second(task, stores, battery, import_price, export_price, export_mw, unmet_price, minimum_load, start_up_cost):
    """Least cost, with contents as sums of what went in and out and one starting content each; dense."""
    hours = task.hours
    vessels = [(one.size_kg, one.charge_kept, one.discharge_kept, 1 - one.boil_off, one.charge_limit, one.discharge_limit)
               for one in stores]  # fmt: skip
    way = np.sqrt(battery.efficiency)
    vessels.append((battery.energy_mwh, way, way, 1.0, battery.power_mw, battery.power_mw))
    names = ["made", "unmet", "bought", "sold", "on", "start", *(f"{way}{k}" for k in range(3) for way in ("in", "out"))]
    at = {name: slice(k * hours, (k + 1) * hours) for k, name in enumerate(names)}
    number = len(names) * hours + len(vessels)
    low, high, cost, whole = np.zeros(number), np.full(number, np.inf), np.zeros(number), np.zeros(number)
    high[at["on"]] = high[at["start"]] = whole[at["on"]] = 1
    high[at["bought"]], high[at["sold"]] = task.grid_mw[0], export_mw
    cost[at["bought"]], cost[at["sold"]] = import_price, -export_price
    cost[at["unmet"]], cost[at["start"]] = unmet_price, start_up_cost
    rules, eye = [], np.eye(hours)

    def rule(parts, least, most):
        matrix = np.zeros((hours, number))
        for name, part in parts.items():
            matrix[:, at.get(name, name)] += part
        rules.append(LinearConstraint(matrix, least, most))

    power, hydrogen = {"bought": eye, "sold": -eye, "made": -eye * task.production_kwh[0] / 1000}, {"made": eye, "unmet": eye}
    later = np.subtract.outer(np.arange(hours), np.arange(hours))
    for k, (size, kept, left, keep, fast_in, fast_out) in enumerate(vessels):
        high[at[f"in{k}"]], high[at[f"out{k}"]] = fast_in, fast_out
        fade = np.where(later >= 0, keep ** np.maximum(later, 0), 0.0)
        content = {f"in{k}": fade * kept, f"out{k}": -fade / left, len(names) * hours + k: keep ** np.arange(1, hours + 1)}
        rule(content, 0, size)
        last = {name: part[-1:] for name, part in content.items()}
        last[len(names) * hours + k] = last[len(names) * hours + k] - 1
        rule(last, 0, 0)
        if k < len(stores):
            hydrogen |= {f"in{k}": -eye, f"out{k}": eye}
            power |= {f"in{k}": -eye * stores[k].charge_kwh / 1000, f"out{k}": -eye * stores[k].discharge_kwh / 1000}
        else:
            power |= {f"in{k}": -eye, f"out{k}": eye}
    rated = task.electrolyser_mw[0]
    free = task.wind_mw[0] * task.wind[0] + task.solar_mw[0] * task.solar[0]
    rule(power, -free, np.inf)
    rule(hydrogen, task.demand, task.demand)
    rule({"made": eye * task.production_kwh[0] / 1000, "on": -eye * rated}, -np.inf, 0)
    rule({"made": eye * task.production_kwh[0] / 1000, "on": -eye * rated * minimum_load}, 0, np.inf)
    rule({"start": eye, "on": np.roll(eye, -1, axis=1) - eye}, 0, np.inf)
    found = milp(cost, constraints=rules, bounds=Bounds(low, high), integrality=whole, options={"mip_rel_gap": 1e-6})
    return found.fun


def test_the_engine_is_named_with_its_reason():
    assert exact_by_rule() == (
        True, "One store, fed by free surplus that may be curtailed: filling and emptying it at once is as good as any."
    )  # fmt: skip
    for given, word in (
        ({"battery": True}, "compete for the same surplus"), ({"hourly_price": True}, "prices that change by the hour"),
        ({"minimum_load": True}, "below its minimum load"), ({"start_up": True}, "each start costs"),
        ({"stores": 3}, "3 stores lose differently"), ({"grid": True}, "spare the store"),
        ({"priced_unmet": True}, "dropped at a price"),
    ):  # fmt: skip
        exact, why = exact_by_rule(**given)
        assert not exact and word in why and why.startswith("The rule is not exact here: ") and why.endswith("HiGHS decides.")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"draw": 4}, "There is no draw 4"),
        ({"hours": np.array([0, 9])}, "whole numbers from 0 to 3"),
        ({"store_kg": -1.0}, "'store_kg' is -1"),
        ({"import_price": np.ones(3)}, "'import_price' must be one price, or 4"),
        ({"import_price": np.array([1, 2, np.nan, 4])}, "without gaps"),
        ({"export_mw": 5.0}, "Exports need"),
        ({"minimum_load": 1.2}, "'minimum_load' is a share"),
        ({"unmet_price": 0.0}, "'unmet_price' must be above 0"),
        ({"prices": {"store": 1.0}}, "'prices' names store; it may name wind_mw"),
        ({"prices": {"store_kg": 0.0}}, "no end to what is built"),
        ({"prices": {"electrolyser_mw": 1.0}, "minimum_load": 0.2}, "must have a size"),
    ],
)
def test_what_does_not_fit_is_said(given, says):
    with pytest.raises(ValueError, match=says):
        audit_dispatch(by_hand([1.0, 2.0, 3.0, 4.0]), **given)


def test_grid_power_without_a_price_and_impossible_stores_are_said():
    with pytest.raises(ValueError, match="'import_price' is missing"):
        audit_dispatch(replace(by_hand([1.0]), grid_mw=3.0))
    with pytest.raises(ValueError, match="an efficiency above 0 and up to 1"):
        Battery(1.0, 1.0, 1.1)
    with pytest.raises(ValueError, match="a boil-off from 0 to below 1"):
        HydrogenStore(5.0, boil_off=1.0)
