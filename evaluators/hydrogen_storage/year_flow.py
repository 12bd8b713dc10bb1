"""What goes through a chain in one year: bought and cycled at a steady pace, or made here and dispatched hour by hour."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from evaluators.hydrogen_storage.dispatch import redispatch
from evaluators.hydrogen_storage.sizing import minimum_store
from evaluators.hydrogen_storage.task import Task
from evaluators.hydrogen_storage.technology import HOURS, Store

Number = np.ndarray | float

STEADY = "full cycles at a steady pace, as stated: no hour is dispatched, since no demand and no electrolyser are stated"
RULE = "greedy dispatch of every hour in every draw, exact here"


@dataclass(frozen=True)
class YearFlow:
    """A year of the chain up to the store's outlet, numbers or (draws,).

    Hydrogen [kg/year]: ``made`` (or bought), ``direct`` past the store, ``charged`` into it, ``from_store``, ``unmet`` and
    ``demand``. Electricity [MWh/year]: ``own_mwh`` used of own wind and sun, ``grid_mwh`` bought to make hydrogen,
    ``curtailed_mwh``. ``charge_kwh`` for a kg put in. ``cycles`` [1/year]. Where hours are dispatched: ``least_kg``, the least
    store that meets the demand (infinite where none does), and ``shortfall_kg`` [kg/year] then. ``engine`` says which
    reckoning spoke.
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
    """Hydrogen bought, and ``cycles`` full cycles a year [1/year] of ``working_gas`` [tonne]; a kilogram stays half a cycle."""
    charged = working_gas * 1e3 * cycles
    stay = HOURS / cycles / 2
    kept = store.charge_kept * store.discharge_kept * (1 - store.boil_off_per_hour) ** stay
    return YearFlow(charged, 0.0, charged, charged * kept, cycles, store.charge_kwh)


def dispatched(
    task: Task, store: Store, working_gas: Number, grid_alone: bool = False, seek_least: bool = True
) -> YearFlow:
    """The hours of ``task`` with ``store`` of ``working_gas`` [tonne], and the least store that would do.

    The store's plants are kept as proposed when the least store is sought: only what holds the gas shrinks or grows. With
    ``grid_alone`` the task's only power is the grid's; without ``seek_least`` no least store is sought. Raises ValueError from
    the task.
    """
    task = fitted(task, store, working_gas)
    done = redispatch(task, np.asarray(working_gas) * 1e3)
    idle = np.mean(done.produced <= 0)
    if idle > 0:
        raise ValueError(
            f"the electrolyser makes no hydrogen in {idle:.0%} of the draws: wind, sun and grid give it no power in a whole "
            f"year. Look at the record of the weather and its units, or state more power"
        )
    need = minimum_store(task) if seek_least else None
    return YearFlow(
        made=done.produced, direct=done.direct + done.grid_kg, charged=done.put_in, from_store=done.withdrawn, cycles=done.cycles,
        charge_kwh=store.charge_kwh, unmet=done.unmet, demand=np.asarray(task.demand_kg),
        own_mwh=0.0 if grid_alone else done.used_mwh, grid_mwh=done.used_mwh if grid_alone else done.grid_mwh,
        curtailed_mwh=0.0 if grid_alone else done.curtailed_mwh,
        least_kg=None if need is None else need.store_kg, shortfall_kg=None if need is None else need.shortfall_kg, engine=RULE,
    )  # fmt: skip


def fitted(task: Task, store: Store, working_gas: Number) -> Task:
    """The ``task`` with what ``store`` needs, keeps, loses and lets through."""
    return replace(
        task, charge_kwh=store.charge_kwh, charge_kept=store.charge_kept, discharge_kept=store.discharge_kept,
        boil_off=store.boil_off_per_hour, charge_limit=store.charge_limit(working_gas),
        discharge_limit=store.discharge_limit(working_gas),
    )
