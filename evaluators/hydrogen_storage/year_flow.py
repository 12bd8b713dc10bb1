"""What goes through a chain in one year: bought and cycled at a steady pace, or made here and dispatched hour by hour."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from evaluators.hydrogen_storage.dispatch import redispatch
from evaluators.hydrogen_storage.moved_flow import moved
from evaluators.hydrogen_storage.sizing import minimum_store
from evaluators.hydrogen_storage.task import Task
from evaluators.hydrogen_storage.technology import HOURS, Store

Number = np.ndarray | float

STEADY = "full cycles at a steady pace, as stated: no hour is dispatched, since no demand and no electrolyser are stated"
CLOSE = 1e-3  # the least store is at most this share too large
RULE = "greedy dispatch of every hour in every draw, exact here"
LEAST_LOAD = (
    "greedy dispatch of every hour in every draw; not exact here: beside a full store it lets the electrolyser follow a demand "
    "below its least load, where a plan would let it stop"
)


@dataclass(frozen=True)
class YearFlow:
    """A year of the chain up to the store's outlet, numbers or (draws,).

    Hydrogen [kg/year]: ``made`` (or bought), ``direct`` past the store, ``charged`` into it, ``from_store``, ``unmet`` and
    ``demand``. Electricity [MWh/year]: ``own_mwh`` used of own wind and sun, ``grid_mwh`` bought to make hydrogen,
    ``curtailed_mwh``. ``charge_kwh`` for a kg put in. ``cycles`` [1/year]. Where hours are dispatched and it is sought:
    ``least_kg``, the least store that meets the demand (infinite where none does), and ``shortfall_kg`` [kg/year] then.
    ``engine`` says which reckoning spoke.
    """

    made: Number
    direct: Number
    charged: Number
    from_store: Number
    cycles: Number
    charge_kwh: Number
    unmet: Number = 0.0
    demand: Number = 0.0
    own_mwh: Number = 0.0
    grid_mwh: Number = 0.0
    curtailed_mwh: Number = 0.0
    least_kg: Number | None = None
    shortfall_kg: Number | None = None
    engine: str = STEADY

    @property
    def delivered(self) -> Number:
        """Hydrogen at the store's outlet and past it [kg/year]."""
        return self.direct + self.from_store

    @property
    def lost(self) -> Number:
        """Hydrogen lost between the store's inlet and outlet [kg/year]."""
        return self.charged - self.from_store


def steady(store: Store, working_gas: Number, cycles: Number) -> YearFlow:
    """Hydrogen bought, and ``cycles`` full cycles a year [1/year] of ``working_gas`` [tonne], or as many as the store's rates
    allow; a kilogram stays half a cycle."""
    cycles = np.minimum(cycles, most_cycles(store, working_gas))
    charged = working_gas * 1e3 * cycles
    stay = HOURS / cycles / 2
    kept = store.charge_kept * store.discharge_kept * (1 - store.boil_off_per_hour) ** stay
    return YearFlow(charged, 0.0, charged, charged * kept, cycles, store.charge_kwh)


def most_cycles(store: Store, working_gas: Number) -> Number:
    """Full cycles that the rates of ``store`` of ``working_gas`` [tonne] allow in a year [1/year]: it fills, then empties."""
    content = np.asarray(working_gas) * 1e3
    fills = content / store.charge_kept / store.charge_limit(working_gas)
    empties = content * store.discharge_kept / store.discharge_limit(working_gas)
    with np.errstate(divide="ignore"):
        return np.divide(HOURS, fills + empties)


def dispatched(task: Task, store: Store, working_gas: Number, seek_least: bool = True) -> YearFlow:
    """The hours of ``task`` with ``store`` of ``working_gas`` [tonne], and the least store that would do.

    When the least store is sought its rates shrink and grow with it, but for those that are stated. Without ``seek_least`` none
    is sought. Raises ValueError from the task.
    """
    task, size = fitted(task, store, working_gas), np.asarray(working_gas) * 1e3
    need, lacking = None, None
    if seek_least:
        into, out = stated_limits(store)
        free = replace(with_free_grid(task), charge_limit=into, discharge_limit=out)
        need = minimum_store(free, store.charge_share, store.discharge_share, close=CLOSE)
        # A store that suffices leaves nothing to be found out, but for what boils off and what is bought.
        plain = (size >= need.store_kg) & (np.asarray(task.boil_off) == 0) & (np.asarray(task.grid_mw) == 0)
        lacking = np.where(plain, need.lacking_kg, np.nan)
    flow = by_rule(task, size, lacking)
    idle = np.mean(np.asarray(flow.made) <= 0)
    if idle > 0:
        raise ValueError(
            f"the electrolyser makes no hydrogen in {idle:.0%} of the draws: wind, sun and grid give it no power in a whole "
            f"year, or less than its minimum load. Look at the record of the weather and its units, or state more power"
        )
    return flow if need is None else replace(flow, least_kg=need.store_kg, shortfall_kg=need.shortfall_kg)


def by_rule(task: Task, store_kg: Number, lacking_kg: np.ndarray | None = None) -> YearFlow:
    """The hours of ``task``, fitted to its store of ``store_kg`` [kg]. Grid power beside wind and sun is the last resort; where
    that leaves demand unmet which it could meet by way of the store, it fills the store as well. ``lacking_kg`` as in
    ``redispatch``."""
    done = redispatch(task, store_kg, lacking_kg)
    bought = task.wind is None and task.solar is None
    flow = YearFlow(
        made=done.produced, direct=done.direct + done.grid_kg, charged=done.put_in, from_store=done.withdrawn, cycles=done.cycles,
        charge_kwh=task.charge_kwh, unmet=done.unmet, demand=np.asarray(task.demand_kg),
        own_mwh=0.0 if bought else done.used_mwh, grid_mwh=done.used_mwh if bought else done.grid_mwh,
        curtailed_mwh=0.0 if bought else done.curtailed_mwh,
        # At its least load it makes no more than the least that is asked for, so that a full store never stops it.
        engine=RULE if np.all(task.least_mw * 1e3 / task.production_kwh <= task.demand.min() * task.demand_scale) else LEAST_LOAD,
    )  # fmt: skip
    if not np.any(task.grid_mw > 0):
        return flow
    # Power that may be bought in any hour serves as much as as much free power would.
    unmet = np.minimum(redispatch(with_free_grid(task), store_kg).unmet, flow.unmet)
    per_kg = (task.production_kwh + task.charge_kwh) / (task.charge_kept * task.discharge_kept) / 1e3
    return moved(
        flow, task, store_kg, unmet=unmet, direct=flow.direct, grid_mwh=flow.grid_mwh + (flow.unmet - unmet) * per_kg
    )


def stated_limits(store: Store) -> tuple[Number, Number]:
    """What the proposal states that may be put in and delivered [kg/h], whatever the size; infinite where it states nothing."""
    into, out = store.stated.charge_limit, store.stated.discharge_limit
    return np.inf if into is None else into, np.inf if out is None else out


def with_free_grid(task: Task) -> Task:
    """The ``task`` with all power of the grid there in every hour, for the store as well."""
    return replace(task, base_mw=task.base_mw + task.grid_mw, grid_mw=0.0)


def fitted(task: Task, store: Store, working_gas: Number) -> Task:
    """The ``task`` with what ``store`` needs, keeps, loses and lets through."""
    return replace(
        task, charge_kwh=store.charge_kwh, charge_kept=store.charge_kept, discharge_kept=store.discharge_kept,
        boil_off=store.boil_off_per_hour, charge_limit=store.charge_limit(working_gas),
        discharge_limit=store.discharge_limit(working_gas),
    )
