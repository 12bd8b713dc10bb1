"""The proposed task given to every store of the table, and what each comes to."""

from __future__ import annotations

from dataclasses import fields, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from evaluators.hydrogen_storage.gates import geology_gate
from evaluators.hydrogen_storage.made_here import per
from evaluators.hydrogen_storage.proposed_store import first_rate, practice
from evaluators.hydrogen_storage.ranking import STRATA, ranked
from evaluators.hydrogen_storage.storage_cost import StorageCost, storage_cost
from evaluators.hydrogen_storage.tables import TECHNOLOGIES
from evaluators.hydrogen_storage.task import Task
from evaluators.hydrogen_storage.technology import Stated, store_of
from evaluators.hydrogen_storage.year_flow import dispatched, steady
from evaluators.toolkit.row import Row

if TYPE_CHECKING:
    from evaluators.hydrogen_storage.evaluation import Chain

Number = np.ndarray | float

COMMON = (
    "working_gas", "cycles", "charge_rate", "electrolyser_capacity", "operating_share", "isentropic_efficiency",
    "motor_efficiency", "suction_temperature", "compressor_volume", "compressor_om", "labour_cost", "benchmark_error",
)  # fmt: skip


def store_ranking(given: SimpleNamespace, chain: Chain, strata: int = STRATA) -> list[dict[str, Any]]:
    """Every store of technologies.csv with the working gas, supply and demand of this proposal; see ``ranking.ranked``.

    Each stands at its usual pressures and rates; the hydrogen costs what it costs at the proposed chain's gate. The first
    ``strata`` draws of what is common are taken, so ``strata=10_000`` ranks in full.
    """
    strata = min(strata, np.size(given.benchmark_error))
    few = SimpleNamespace(**{name: _first(getattr(given, name), strata) for name in COMMON})
    common = (chain.gate.cost, chain.hydrogen.power_cost, chain.rate, chain.price)
    gate, power, rate, price = (_first(one, strata) for one in common)
    charge, discharge = (_first(one, strata) for one in (chain.hydrogen.charge_rate, chain.hydrogen.discharge_rate))
    task = None if chain.hydrogen.task is None else first_draws(chain.hydrogen.task, strata)

    def judge(row: Row) -> tuple[StorageCost, Number, Number]:
        store = store_of(row, first_rate(few), Stated(), practice(few, gate))
        most_in, most_out = charge, discharge
        if task is None:
            flow = steady(store, few.working_gas, few.cycles)
        else:
            flow = dispatched(task, store, few.working_gas, seek_least=False)
            most_in = np.minimum(store.charge_limit(few.working_gas), task.electrolyser_mw * 1e3 / task.production_kwh)
            most_out = np.minimum(store.discharge_limit(few.working_gas), task.demand.max() * np.asarray(task.demand_scale))
        parts = {name: part * few.benchmark_error for name, part in store.capex(few.working_gas, most_in, most_out).items()}
        cost = storage_cost(
            {name: (part, store.life) for name, part in parts.items()},
            store.fixed_om(parts, flow.charged) + store.variable_om * flow.charged,
            flow.charged * flow.charge_kwh / 1e3 * power + flow.from_store * store.discharge_kwh / 1e3 * price,
            flow.charged, flow.from_store, gate, rate, store.life,
        )  # fmt: skip
        # What was brought up from the depth speaks for the store proposed there, not for another kind of rock.
        evidence = given.geology_evidence if row.name == given.storage.name else None
        return cost, per(flow.unmet, flow.demand), geology_gate(row, given.geology, evidence)[0]

    return ranked(TECHNOLOGIES, judge, strata)


def first_draws(task: Task, draws: int) -> Task:
    """The ``task`` in its first ``draws``."""
    drawn = [one.name for one in fields(task) if one.type == "Number"]
    return replace(task, year=task.year[:draws], **{name: _first(getattr(task, name), draws) for name in drawn})


def _first(value: Any, strata: int) -> Any:
    return value[:strata] if np.ndim(value) == 1 else value
