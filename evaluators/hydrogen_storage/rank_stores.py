"""The proposed task given to every store of the table, and what the same service then costs; see ``ranking.HOLDS``."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from evaluators.hydrogen_storage.chain import cost_parts
from evaluators.hydrogen_storage.gates import geology_gate
from evaluators.hydrogen_storage.made_here import per
from evaluators.hydrogen_storage.proposed_store import first_rate, practice
from evaluators.hydrogen_storage.ranking import STRATA, Judged, ranked
from evaluators.hydrogen_storage.storage_cost import storage_cost
from evaluators.hydrogen_storage.store_parts import parts_with_error
from evaluators.hydrogen_storage.tables import TECHNOLOGIES
from evaluators.hydrogen_storage.task import NUMBERS, Task
from evaluators.hydrogen_storage.technology import Store, store_of
from evaluators.hydrogen_storage.year_flow import YearFlow, dispatched, steady
from evaluators.toolkit.finance import annuity_factor
from evaluators.toolkit.row import Row

if TYPE_CHECKING:
    from evaluators.hydrogen_storage.evaluation import Chain

Number = np.ndarray | float

MOST_TIMES = 10.0  # what boils away before it is asked for is not made up for by any size


def store_ranking(given: SimpleNamespace, chain: Chain, strata: int = STRATA) -> list[dict[str, Any]]:
    """Every store of technologies.csv on the supply and demand of this proposal, by the cost of its service; ``ranking.ranked``.

    The first ``strata`` draws of what is common are taken, so ``strata=10_000`` ranks in full.
    """
    from evaluators.hydrogen_storage.evaluation import carriage  # it imports this module

    strata = min(strata, np.size(given.benchmark_error))
    few, task = first(given, strata), first(chain.hydrogen.task, strata)
    own, flow, rate, price = (first(one, strata) for one in (chain.store, chain.hydrogen.flow, chain.rate, chain.price))
    gate, power = first(chain.gate.cost, strata), first(chain.hydrogen.power_cost, strata)
    rates = [first(one, strata) for one in (chain.hydrogen.charge_rate, chain.hydrogen.discharge_rate)]
    making = None if chain.hydrogen.made is None else first(supply_cost(chain), strata)
    received = first(chain.received, strata)
    service = received + flow.unmet * per(received, flow.delivered)
    for_others = replace(own.stated, pressure_max=None, pressure_min=None, temperature=None)

    def judge(row: Row) -> Judged:
        proposed = row.name == own.name
        store = own if proposed else store_of(row, first_rate(few), for_others, practice(few, gate))
        # What the plan of an audit gains for the proposed store, the others are not given.
        size, year = (few.working_gas, flow) if proposed and not chain.hydrogen.audit else _year(few, store, own, flow, task)
        if task is None:
            most_in, most_out = rates[0] * per(year.charged, flow.charged), rates[1]
        else:
            most_in = np.minimum(store.charge_limit(size), task.electrolyser_mw * 1e3 / task.production_kwh)
            most_out = np.minimum(store.discharge_limit(size), task.demand.max() * np.asarray(task.demand_scale))
        parts = parts_with_error(store, size, most_in, most_out, gate, few.benchmark_error)
        upkeep = store.fixed_om(parts, year.charged) + store.variable_om * year.charged
        filling, release = year.charged * year.charge_kwh / 1e3, year.from_store * store.discharge_kwh / 1e3 * price
        alone = storage_cost(
            store.capital(parts), upkeep, filling * power + release,
            year.charged, year.from_store, gate, rate, store.life,
        ).without_gas  # fmt: skip
        years = annuity_factor(rate, store.life)
        cost = sum(store.present_parts(parts, rate).values()) / years + upkeep + release
        # Plants of the supply are there whatever the store; hydrogen and power that are bought are not.
        if making is None:
            cost = cost + year.charged * gate + filling * power
        else:
            cost = cost + making + (year.grid_mwh - flow.grid_mwh) * price
        users = year.delivered
        if few.carrier is not None:
            carried = carriage(SimpleNamespace(**{**vars(few), "storage": store.row}), year.direct, year.from_store)
            users = carried.delivered
            cost = cost + sum(cost_parts(carried, price, few.marine_fuel.price, rate, store.life).values()) / years
        short = np.maximum(service - users, 0.0)
        # What was brought up from the depth speaks for the store proposed there, not for another kind of rock.
        evidence = given.geology_evidence if proposed else None
        return Judged(
            per(cost + short * few.unmet_price, service), alone, per(year.unmet, year.demand),
            geology_gate(row, given.geology, evidence)[0],
        )

    return ranked(TECHNOLOGIES, judge, strata)


def supply_cost(chain: Chain) -> Number:
    """What the chain's own making of hydrogen and filling of the store cost a year, capital spread over life [USD2024/year]."""
    made = chain.hydrogen.made
    return sum(made.capex.values()) / annuity_factor(chain.rate, chain.store.life) + made.yearly  # type: ignore[union-attr]


def _year(few: SimpleNamespace, store: Store, own: Store, flow: YearFlow, task: Task | None) -> tuple[Number, YearFlow]:
    """Working gas [tonne] of ``store`` that delivers as much as that of the store proposed, ``own``, and its year."""
    if task is not None:
        size = few.working_gas * own.discharge_kept / store.discharge_kept
        return size, dispatched(task, store, size, seek_least=False)
    with np.errstate(over="ignore"):
        alike = per(flow.from_store, steady(store, few.working_gas, few.cycles).from_store)
    size = few.working_gas * np.clip(alike, 1 / MOST_TIMES, MOST_TIMES)
    return size, steady(store, size, few.cycles)


def first(value: Any, draws: int) -> Any:
    """``value``, or all that it holds, in its first ``draws``; what is one number for all stays."""
    if isinstance(value, np.ndarray):
        return value[:draws] if value.ndim == 1 else value
    if isinstance(value, Row):
        return Row(value.name, {name: first(one, draws) for name, one in value.items()})
    if isinstance(value, SimpleNamespace):
        return SimpleNamespace(**first(vars(value), draws))
    if isinstance(value, dict):
        return {name: first(one, draws) for name, one in value.items()}
    if is_dataclass(value):
        # The hours of a task are no draws.
        named = ("year", *NUMBERS) if isinstance(value, Task) else [one.name for one in fields(value)]
        return replace(value, **{name: first(getattr(value, name), draws) for name in named})  # type: ignore[type-var]
    return value
