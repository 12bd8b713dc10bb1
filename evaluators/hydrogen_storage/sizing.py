"""The least store that meets the demand in every hour of a closed year, exactly and in every draw, or that none does.

Backwards through the hours, need_t = max(0, (need_{t+1} - n_t) / k) is the least content before hour t that carries through,
n_t what surplus puts in or what a deficit takes out, k what boil-off leaves. A level that never falls below the need, filled
up to the greatest need, meets all; nothing smaller holds that need: the store is the greatest need of the year, once the
need at the year's end equals that at its start. **Two passes decide that**: a year maps its end to its start by
f(x) = max(A, a x - B) with a >= 1 and A >= 0, so f(x) - x beyond A never falls. The first pass is f(0) = max(A, -B). If
f(f(0)) = f(0) it is the fixed point. If not, then either -B > A >= 0 and f(x) >= x - B > x everywhere, or f(0) = A with
a A - B > A, and so f(x) > x for all x >= A, as for all x < A <= f(x): no level closes the year, and no store is large enough.
In both cases f(f(0)) - f(0) = (a - 1) f(0) - B, so the first pass decides where it brings -B along, the chain without clamp.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluators.hydrogen_storage import kernels
from evaluators.hydrogen_storage.blocks import parameters, run
from evaluators.hydrogen_storage.task import Number, Task

TOLERANCE = kernels.SLACK
CLOSE = 1e-10  # of the size, where the limits grow with it
AHEAD = 0.05  # of what is left between the two ends, tried beyond a step where the year does not close
MOST_ROUNDS = 80  # the middles alone need about 45


@dataclass(frozen=True)
class Need:
    """Arrays of shape (draws,): ``store_kg`` [kg] of working gas, infinite where no store can do it; ``shortfall_kg`` [kg/year]
    of demand that stays unmet there even with an unlimited store, 0 elsewhere; ``first_hour`` and ``last_hour`` of the
    interval that sets the size, counted from 0 (it runs over the year's end where last < first), -1 where there is none;
    ``lacking_kg`` [kg/year] what demand lacks beyond what is made for it in its own hour."""

    store_kg: np.ndarray
    shortfall_kg: np.ndarray
    first_hour: np.ndarray
    last_hour: np.ndarray
    lacking_kg: np.ndarray

    @property
    def feasible(self) -> np.ndarray:
        """Where some store meets the demand."""
        return np.isfinite(self.store_kg)


def minimum_store(
    task: Task, charge_share: Number | None = None, discharge_share: Number | None = None, close: float = CLOSE
) -> Need:
    """The least store for every draw. The grid, if any, helps in every hour it can, whatever ``grid_first`` says.

    ``charge_share`` and ``discharge_share`` [1/h]: what may be put in, and delivered, in an hour per kg of store, beside the
    limits of the task; infinite where only those count. The limits then grow with the store. Its size is closed in on until
    it is at most the share ``close`` too large, and never too small; ``first_hour`` and ``last_hour`` are those without shares.
    """
    everybody = np.arange(task.draws)
    values = parameters(task, np.zeros(task.draws))
    found = run(kernels.needs, task, values, everybody)
    slack = TOLERANCE * task.demand_kg
    need, passes = found[kernels.NEED].copy(), found[kernels.PEAK] <= values[kernels.DISCHARGE] + slack
    feasible = passes & (_growth(found) <= 0)
    shortfall = _shortfall(task, values, found, feasible, passes)
    if charge_share is not None or discharge_share is not None:
        into, out = (
            _positive(name, task.spread(name, np.inf if share is None else share))
            for name, share in (("charge_share", charge_share), ("discharge_share", discharge_share))
        )
        # Nothing of what the hardest hour asks of the store can be put off.
        least = np.maximum(need, found[kernels.PEAK] / out)
        need[feasible] = least[feasible]
        most = _most_put(task, values)
        binds = np.flatnonzero(feasible & np.isfinite(into) & (most / into > least))
        need[binds] = _grown(task, values[:, binds], into[binds], need[binds], most[binds], binds, close)
    there = feasible & (need > 0)
    return Need(
        store_kg=np.where(feasible, need, np.inf), shortfall_kg=shortfall,
        first_hour=np.where(there, found[kernels.FROM], -1).astype(np.int64),
        last_hour=np.where(there, found[kernels.TO], -1).astype(np.int64), lacking_kg=found[kernels.LACKING],
    )  # fmt: skip


def _growth(found: np.ndarray) -> np.ndarray:
    """By how much the year does not close [kg]; 0 where it does, infinite where that is beyond numbers."""
    there = np.isfinite(found[kernels.NEED]) & np.isfinite(found[kernels.GROWTH])
    return np.where(there, found[kernels.GROWTH], np.inf)


def _shortfall(
    task: Task, values: np.ndarray, found: np.ndarray, feasible: np.ndarray, passes: np.ndarray
) -> np.ndarray:
    """What an unlimited store leaves unmet [kg/year].

    Without boil-off it is what the need grows by in a year. With it, or where the rate of delivery refuses (not ``passes``),
    the year is run with a store that can never be full: one that runs dry once holds no more than a year puts in.
    """
    short = np.where(feasible, 0.0, found[kernels.GROWTH] * task.discharge_kept)
    tried = np.flatnonzero(~feasible & ((np.asarray(task.boil_off) > 0) | ~passes))
    if tried.size:
        own = values[:, tried].copy()
        own[kernels.STORE] = task.hours * own[kernels.CELL] * own[kernels.KEPT]
        short[tried] = run(kernels.dispatch, task, own, tried, 1.0)[kernels.UNMET]
    return short


def _positive(name: str, share: np.ndarray) -> np.ndarray:
    if not (share > 0).all():
        raise ValueError(f"'{name}' is {share.min():g}; a store that is to be used moves a share above 0 of its size in an hour.")
    return share


def _most_put(task: Task, values: np.ndarray) -> np.ndarray:
    """More is never put in within an hour [kg/h], shape (draws,), were there no limit but power and electrolyser."""
    power = values[kernels.BASE].copy()
    for row, profile in ((kernels.WIND, task.wind), (kernels.SOLAR, task.solar)):
        if profile is not None:
            power += values[row] * profile.max(axis=1)[task.year]
    asked = values[kernels.SCALE] * task.demand.min()
    over = np.minimum((power - asked) * values[kernels.RATIO], values[kernels.CELL] - asked)
    return np.minimum(np.maximum(over, 0.0), values[kernels.CHARGE])


def _grown(
    task: Task, values: np.ndarray, share: np.ndarray, low: np.ndarray, most: np.ndarray, draws: np.ndarray, close: float
) -> np.ndarray:
    """The sizes of ``draws`` (indices) that suffice where the limit of filling is ``share`` [1/h] of the size; ``low`` ones are
    too small or just so, ``most`` [kg/h] is ever put in. Columns of ``values`` are those of ``draws``.

    Under the limit of a size, both the need and by how much the year does not close are convex in the size and fall, for each
    hour puts in the lesser of its surplus and the limit. So wherever the slope that the loops bring along is followed, Newton's
    step never goes past the size sought: it is too small, or just so. A size whose year closes and whose need is no more than
    itself suffices, and so does the need of one too small. From both sides the two close in.
    """
    low, trial, high = low.copy(), low.copy(), np.maximum(low, most / share)
    active = np.arange(len(low))
    for _ in range(MOST_ROUNDS):
        active = active[high[active] > low[active] * (1 + close)]
        if not active.size:
            break
        own, size = values[:, active], trial[active]
        own[kernels.CHARGE] = np.minimum(own[kernels.CHARGE], share[active] * size)
        own[kernels.SHARE] = np.where(own[kernels.CHARGE] < values[kernels.CHARGE, active], share[active], 0.0)
        here = run(kernels.falling_needs, task, own, draws[active])
        growth, asked = _growth(here), here[kernels.NEED]
        closes = growth <= 0
        lacks = np.where(closes, asked - size, growth)
        slope = np.where(closes, here[kernels.SLOPE] - 1, here[kernels.GROWTH_SLOPE])
        with np.errstate(divide="ignore", invalid="ignore"):
            step = np.where(slope < 0, size - lacks / slope, 0.0)
        top = np.where(closes, np.minimum(high[active], np.maximum(asked, size)), high[active])
        least = np.minimum(np.maximum.reduce([low[active], step, np.where(lacks > 0, size, 0.0)]), top)
        # A little ahead of the step: where that suffices, the two are close at once.
        ahead = np.where(closes, close / 2 * least, AHEAD * (top - least))
        again = least + ahead
        stuck = (again <= size) & (lacks > 0) | (again >= size) & (lacks <= 0)
        low[active], high[active], trial[active] = least, top, np.where(stuck, (least + top) / 2, np.minimum(again, top))
    return high
