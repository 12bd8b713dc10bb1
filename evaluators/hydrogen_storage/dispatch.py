"""A given store through every hour of the year, in every draw: what is delivered, bought, lost and left unmet.

The rule of an hour: demand is met directly as far as power and electrolyser go; what is left of both fills the store, and
the rest of the power is curtailed; what demand lacks comes from the store, then from the grid, then stays unmet. Where one
store is fed by free surplus this leaves the least demand unmet that any plan could (engine.py says where it does not).

**The level of a year that closes on itself is exact.** With content x, an hour is f(x) = min(S, max(0, k x + n)), k the share
that boil-off leaves and n what goes in or out. Claim: any chain of hours is F(x) = min(H, max(L, a x + c)) with L = F(0),
H = F(S), a the product of the k, and c the same chain without the clamps, started at 0. Proof by induction: f rises with x,
so f(min(H, max(L, y))) = min(f(H), max(f(L), f(y))); and 0 <= f(L) <= f(H) <= S, so the inner clamp of f(y) to [0, S] says
nothing new: the result is k y + n clamped to [f(L), f(H)]. A fixed point of F is then c / (1 - a) clamped to [L, H]: inside,
it solves x = a x + c; below L, a L + c < L, so F(L) = L; above H likewise. Where nothing boils off, a = 1: the level goes to
H where the year gains (c >= 0) and to L where it loses; at c = 0 every level in [L, H] closes and all have the same flows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluators.hydrogen_storage import kernels
from evaluators.hydrogen_storage.blocks import parameters, run
from evaluators.hydrogen_storage.task import Number, Task


@dataclass(frozen=True)
class Dispatch:
    """Sums of a year, arrays of shape (draws,).

    Hydrogen [kg]: produced (direct + put_in + grid_kg), direct, put_in (before losses), withdrawn (as delivered from the
    store), grid_kg (made from the grid), unmet, boiled_off, lost (on the way in and out), level_start and level_end of the
    content. Electricity [MWh]: used_mwh (of wind and sun), curtailed_mwh, grid_mwh. hours_unmet [h]; cycles [1/year],
    content taken out over the store's size.
    """

    produced: np.ndarray
    direct: np.ndarray
    put_in: np.ndarray
    withdrawn: np.ndarray
    grid_kg: np.ndarray
    unmet: np.ndarray
    boiled_off: np.ndarray
    lost: np.ndarray
    level_start: np.ndarray
    level_end: np.ndarray
    used_mwh: np.ndarray
    curtailed_mwh: np.ndarray
    grid_mwh: np.ndarray
    hours_unmet: np.ndarray
    cycles: np.ndarray


def redispatch(task: Task, store_kg: Number, lacking_kg: np.ndarray | None = None) -> Dispatch:
    """The year of every draw with a store of ``store_kg`` [kg] of working gas, (draws,) or one number; ValueError if negative
    or infinite. A draw's bits do not depend on the other draws of the call.

    ``lacking_kg`` (draws,) [kg/year], where it is known that the store meets all: what demand lacks beyond direct use, NaN in
    the other draws. Without boil-off and grid the sums of such a year follow from it alone, and its hours are not run through;
    level_start and level_end are then NaN. ValueError where there is boil-off or grid.
    """
    store = _store(task, store_kg)
    lacking = np.full(task.draws, np.nan) if lacking_kg is None else lacking_kg
    known = ~np.isnan(lacking)
    if np.any(known & ((np.asarray(task.boil_off) > 0) | (np.asarray(task.grid_mw) > 0))):
        raise ValueError("With boil-off or grid the sums of a year do not follow from what demand lacks; leave 'lacking_kg' out.")
    found = np.zeros((kernels.DISPATCHED, task.draws))
    found[kernels.DIRECT], found[kernels.OUT] = task.demand_kg - lacking, lacking
    found[kernels.PUT] = lacking / (task.charge_kept * task.discharge_kept)
    found[kernels.START] = found[kernels.END] = np.nan
    if not known.all():
        chosen = np.flatnonzero(~known)
        values = parameters(task, store)[:, chosen]
        found[:, chosen] = run(kernels.dispatch, task, values, chosen, float(task.grid_first))
    direct, put, out, bought = (found[row] for row in (kernels.DIRECT, kernels.PUT, kernels.OUT, kernels.GRID_KG))
    used = (task.production_kwh * direct + (task.production_kwh + task.charge_kwh) * put) / 1000
    withdrawn = out / task.discharge_kept
    return Dispatch(
        produced=direct + put + bought, direct=direct, put_in=put, withdrawn=out, grid_kg=bought, unmet=found[kernels.UNMET],
        boiled_off=task.boil_off * found[kernels.CONTENT], lost=(1 - task.charge_kept) * put + (withdrawn - out),
        level_start=found[kernels.START], level_end=found[kernels.END],
        used_mwh=used, curtailed_mwh=np.maximum(task.available_mwh - used, 0.0), grid_mwh=bought * task.production_kwh / 1000,
        hours_unmet=found[kernels.SHORT],
        cycles=np.divide(withdrawn, store, out=np.zeros_like(store), where=store > 0),
    )  # fmt: skip


def level_of_year(task: Task, store_kg: Number, draw: int) -> np.ndarray:
    """Content at the end of every hour [kg], shape (hours,), of one draw."""
    if not 0 <= draw < task.draws:
        raise ValueError(f"There is no draw {draw}; there are {task.draws}, counted from 0.")
    chosen = np.array([draw])
    values = parameters(task, _store(task, store_kg))[:, chosen]
    level = run(kernels.dispatch, task, values, chosen, float(task.grid_first))[kernels.START, 0]
    own = values[:, 0]
    zeros, year = np.zeros(task.hours), task.year[draw]
    wind, solar = (zeros if profile is None else profile[year] for profile in (task.wind, task.solar))
    power = own[kernels.BASE] + (own[kernels.WIND] * wind + own[kernels.SOLAR] * solar)
    asked = task.demand * own[kernels.SCALE]
    direct = np.minimum(asked, np.minimum(power, own[kernels.CELL]))
    room = own[kernels.CELL] - direct
    put = np.minimum((power - direct) * own[kernels.RATIO], room)
    bought = np.minimum(asked - direct, np.minimum(own[kernels.GRID], room))
    runs = direct + put + bought >= own[kernels.FLOOR]
    direct, put, bought = direct * runs, np.minimum(put, own[kernels.CHARGE]) * runs, bought * runs * float(task.grid_first)
    short = asked - direct
    out = np.minimum(short - bought, own[kernels.DISCHARGE])
    levels = np.empty(task.hours)
    net = put * own[kernels.KEPT] - out * own[kernels.PER_DELIVERED]
    keep, store = own[kernels.KEEP], own[kernels.STORE]
    for hour, change in enumerate(net.tolist()):
        level = min(store, max(0.0, keep * level + change))
        levels[hour] = level
    return levels


def _store(task: Task, store_kg: Number) -> np.ndarray:
    store = task.spread("store_kg", store_kg)
    if not (store >= 0).all() or np.isinf(store).any():
        wrong = store[~(store >= 0) | np.isinf(store)]
        raise ValueError(
            f"'store_kg' is {wrong[0]:g} in {len(wrong)} of {task.draws} draws; a size of 0 kg or more is needed. "
            "An infinite minimum store means that no store meets the demand: take a size of your own there."
        )
    return store
