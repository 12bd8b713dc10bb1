"""The least store of the middle case where the rule does not know it, and the one that suffices in 9 of 10 draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hydrogen_cases import answered, inputs, made, random_task

from evaluators.hydrogen_storage.audit import Battery
from evaluators.hydrogen_storage.exhibits import nine_in_ten
from evaluators.hydrogen_storage.least_store import least_of_middle
from evaluators.hydrogen_storage.proposed_store import proposed_store
from evaluators.hydrogen_storage.sizing import minimum_store
from evaluators.hydrogen_storage.task import Task
from evaluators.hydrogen_storage.year_flow import with_free_grid

NOTHING = Battery(0.0, 0.0)
FEASIBLE = 8  # the seed of a case that some store can serve


def case(seed: int, storage: str = "vessel_350bar", **changes):
    """A task of 744 h and the store that it is fitted to; a row of the table with its own shares of filling and emptying."""
    return Task(**random_task(seed) | changes), proposed_store(inputs(made(storage=storage, working_gas=50.0), draws=2))


@pytest.mark.parametrize("seed", [1, 2, 4, 8, 10, 15])
def test_with_a_battery_of_no_size_the_audit_finds_the_size_of_the_kernel(seed):
    task, store = case(seed)
    kernel, audit = least_of_middle(task, store, 5e4, None), least_of_middle(task, store, 5e4, NOTHING)
    assert np.isfinite(kernel.kg) == np.isfinite(audit.kg)
    if np.isfinite(kernel.kg):
        assert audit.kg == pytest.approx(kernel.kg, rel=1e-6, abs=1e-6 * task.demand.mean())
    assert "greedy" in kernel.engine and audit.engine.startswith("HiGHS") and "battery" in audit.engine


def test_rates_that_grow_with_the_store_count_in_the_audit_as_in_the_kernel():
    task, store = case(FEASIBLE)
    store = replace(store, charge_share=0.02, discharge_share=0.03)
    free = replace(task, charge_limit=np.inf, discharge_limit=np.inf)
    exact = minimum_store(with_free_grid(free), 0.02, 0.03).store_kg[0]
    assert exact > minimum_store(with_free_grid(free)).store_kg[0] * 1.01
    assert least_of_middle(task, store, 5e4, NOTHING).kg == pytest.approx(exact, rel=1e-6)


def test_a_battery_spares_store_and_a_least_load_makes_the_size_a_bound():
    task, store = case(FEASIBLE)
    bare, with_battery = least_of_middle(task, store, 5e4, None), least_of_middle(task, store, 5e4, Battery(10.0, 100.0))
    assert 0 < with_battery.kg < bare.kg and not bare.bound
    loaded = least_of_middle(replace(task, least_mw=0.2 * task.electrolyser_mw), store, 5e4, None)
    assert loaded.bound and loaded.kg == bare.kg
    assert minimum_store(with_free_grid(replace(task, least_mw=0.2 * task.electrolyser_mw))).store_kg[0] >= loaded.kg
    assert f"at least {loaded.kg / 1e3:,.4g} t" in loaded.note and "least load left out" in loaded.note
    assert list(loaded.exhibits) == [
        "least store, middle case, lower bound [t]", "store proposed over the least, middle case, at most [1]",
    ]  # fmt: skip
    assert loaded.exhibits["store proposed over the least, middle case, at most [1]"] == pytest.approx(5e4 / bare.kg, rel=1e-3)


def test_where_no_store_suffices_none_is_named():
    task, store = case(1, wind_mw=1.0, solar_mw=0.0)
    for battery in (None, Battery(5.0, 20.0)):
        found = least_of_middle(task, store, 5e4, battery)
        assert np.isinf(found.kg) and found.exhibits == {}
        assert "no store, however large, meets all demand" in found.note


def test_the_scorecard_shows_the_middle_case_and_pretends_no_draws():
    found = answered(made(minimum_load=0.2))
    assert "minimum_store" not in found and "oversize" not in found
    shown = found["exhibits"]
    least = shown["least store, middle case, lower bound [t]"]
    assert shown["store proposed over the least, middle case, at most [1]"] == pytest.approx(500.0 / least, rel=1e-3)
    assert any(f"at least {least:.4g} t meet all demand" in note for note in shown["notes"])


def test_the_store_of_nine_draws_in_ten():
    least = np.arange(1.0, 101.0) * 1e3
    assert nine_in_ten(least, np.full(100, 182.0)) == {
        "store that suffices in 9 of 10 draws [t]": 91.0, "store proposed over the one that suffices in 9 of 10 draws [1]": 2.0,
    }  # fmt: skip
    assert nine_in_ten(np.where(np.arange(100) < 80, 1e3, np.inf), 5.0) == {}
    assert nine_in_ten(None, 5.0) == {} and nine_in_ten(np.zeros(5), 5.0) == {}
    found = answered(made())
    most = found["exhibits"]["store that suffices in 9 of 10 draws [t]"]
    assert np.mean(found["minimum_store"] < most * 0.999) <= 0.9 < np.mean(found["minimum_store"] <= most * 1.0001)
