"""How fast a store fills and empties: rates that grow with it size the least store, and bound the cycles of a year."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hydrogen_cases import answered, bought, made, many

from evaluators.hydrogen_storage.dispatch import redispatch
from evaluators.hydrogen_storage.sizing import minimum_store
from evaluators.hydrogen_storage.tables import TECHNOLOGIES
from evaluators.hydrogen_storage.task import Task
from evaluators.hydrogen_storage.technology import Stated, store_of
from evaluators.hydrogen_storage.year_flow import most_cycles, steady

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


# --- cycles that the rates allow ----------------------------------------------------------------------------------


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
