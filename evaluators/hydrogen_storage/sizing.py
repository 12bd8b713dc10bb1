"""The least store that meets the demand in every hour of a closed year, exactly and in every draw, or that none does.

Backwards through the hours, need_t = max(0, (need_{t+1} - n_t) / k) is the least content before hour t that carries through,
n_t what surplus puts in or what a deficit takes out, k what boil-off leaves. A level that never falls below the need, filled
up to the greatest need, meets all; nothing smaller holds that need: the store is the greatest need of the year, once the
need at the year's end equals that at its start. **Two passes decide that**: a year maps its end to its start by
f(x) = max(A, a x - B) with a >= 1 and A >= 0, so f(x) - x beyond A never falls. The first pass is f(0) = max(A, -B). If
f(f(0)) = f(0) it is the fixed point. If not, then either -B > A >= 0 and f(x) >= x - B > x everywhere, or f(0) = A with
a A - B > A, and so f(x) > x for all x >= A, as for all x < A <= f(x): no level closes the year, and no store is large enough.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluators.hydrogen_storage import kernels
from evaluators.hydrogen_storage.blocks import parameters, run
from evaluators.hydrogen_storage.task import Number, Task

TOLERANCE = 1e-9  # of the year's demand: below this a shortfall is rounding
CLOSE = 1e-10  # of the size, where the limits grow with it
MOST_ROUNDS = 80  # halving alone needs about 45


@dataclass(frozen=True)
class Need:
    """Arrays of shape (draws,): ``store_kg`` [kg] of working gas, infinite where no store can do it; ``shortfall_kg`` [kg/year]
    of demand that stays unmet there even with an unlimited store, 0 elsewhere; ``first_hour`` and ``last_hour`` of the
    interval that sets the size, counted from 0 (it runs over the year's end where last < first), -1 where there is none."""

    store_kg: np.ndarray
    shortfall_kg: np.ndarray
    first_hour: np.ndarray
    last_hour: np.ndarray

    @property
    def feasible(self) -> np.ndarray:
        """Where some store meets the demand."""
        return np.isfinite(self.store_kg)


def minimum_store(task: Task, charge_share: Number | None = None, discharge_share: Number | None = None) -> Need:
    """The least store for every draw. The grid, if any, helps in every hour it can, whatever ``grid_first`` says.

    ``charge_share`` and ``discharge_share`` [1/h]: what may be put in, and delivered, in an hour per kg of store, beside the
    limits of the task; the limits then grow with the store, and its size is closed in on from above, to 1e-10 of it.
    """
    everybody = np.arange(task.draws)
    values = parameters(task, np.zeros(task.draws))
    found = run(kernels.needs, task, values, everybody)
    gap, need = _gap(task, found, everybody), found[kernels.NEED].copy()
    feasible = gap <= 0
    shortfall = _shortfall(task, values, found, feasible)
    shares = {
        row: _positive(name, task.spread(name, share))
        for row, name, share in (
            (kernels.CHARGE, "charge_share", charge_share), (kernels.DISCHARGE, "discharge_share", discharge_share)
        )
        if share is not None
    }  # fmt: skip
    if shares:
        _let_limits_grow(task, values, shares, found, need, np.flatnonzero(feasible))
    there = feasible & (need > 0)
    return Need(
        store_kg=np.where(feasible, need, np.inf), shortfall_kg=shortfall,
        first_hour=np.where(there, found[kernels.FROM], -1).astype(np.int64),
        last_hour=np.where(there, found[kernels.TO], -1).astype(np.int64),
    )  # fmt: skip


def _gap(task: Task, found: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """By how much the year of the ``chosen`` draws does not close, or the rate of delivery refuses [kg]; 0 where all is met."""
    slack = TOLERANCE * np.broadcast_to(task.demand_kg, (task.draws,))[chosen]
    with np.errstate(invalid="ignore"):
        growth = np.nan_to_num(found[kernels.SECOND_PASS] - found[kernels.FIRST_PASS], nan=np.inf)
    growth[~np.isfinite(found[kernels.NEED])] = np.inf
    lack = found[kernels.LACK]
    return np.where(growth > slack, growth, 0.0) + np.where(lack > slack, lack, 0.0)


def _shortfall(task: Task, values: np.ndarray, found: np.ndarray, feasible: np.ndarray) -> np.ndarray:
    """What an unlimited store leaves unmet [kg/year].

    Without boil-off it is what the need grows by in a year, and what the rate of delivery refuses. Else the year is run with
    a store that can never be full: one that runs dry once holds no more than a year puts in.
    """
    with np.errstate(invalid="ignore"):
        growth = np.maximum(found[kernels.SECOND_PASS] - found[kernels.FIRST_PASS], 0.0)
    short = np.where(feasible, 0.0, found[kernels.LACK] + growth * task.discharge_kept)
    boils = np.flatnonzero(~feasible & (np.asarray(task.boil_off) > 0))
    if boils.size:
        own = values[:, boils].copy()
        own[kernels.STORE] = task.hours * own[kernels.CELL] * own[kernels.KEPT]
        short[boils] = run(kernels.dispatch, task, own, boils, 1.0)[kernels.UNMET]
    return short


def _positive(name: str, share: np.ndarray) -> np.ndarray:
    if not (share > 0).all():
        raise ValueError(f"'{name}' is {share.min():g}; a store that is to be used moves a share above 0 of its size in an hour.")
    return share


def _let_limits_grow(
    task: Task, values: np.ndarray, shares: dict[int, np.ndarray], found: np.ndarray, need: np.ndarray, active: np.ndarray
) -> None:
    """Puts the sizes whose own limits suffice into ``need``, and what the loops leave there into ``found``.

    A store that suffices suffices when larger, so the size lies between the need without such limits and a store so large
    that they never bind; under the limits of a size, both its need and by how much the year does not close are convex in it.
    A round tries the zero of the line through the last two sizes too small in the same way, which falls short by nothing or
    a little, or else the middle; draws that are done drop out.
    """
    peak = {kernels.CHARGE: values[kernels.CELL], kernels.DISCHARGE: found[kernels.PEAK]}
    low, high = need.copy(), need.copy()
    for row, share in shares.items():
        high = np.maximum(high, np.minimum(values[row], peak[row]) / share)
    if kernels.DISCHARGE in shares:
        low = np.maximum(low, found[kernels.PEAK] / shares[kernels.DISCHARGE])
    before = np.full((3, len(need)), np.nan)  # size, by how much too small, in which way (0 need, 1 the year)
    size = low.copy()
    for _ in range(MOST_ROUNDS):
        own = values[:, active].copy()
        for row, share in shares.items():
            own[row] = np.minimum(own[row], share[active] * size[active])
        here = run(kernels.needs, task, own, active)
        gap, tried = _gap(task, here, active), size[active]
        lacks = np.where(gap > 0, gap, here[kernels.NEED] - tried)
        enough = lacks <= 1e-13 * tried
        fine = active[enough]
        high[fine], need[fine], found[:, fine] = tried[enough], tried[enough], here[:, enough]
        small = active[~enough]
        now = np.array([tried, lacks, gap > 0])[:, ~enough]
        low[small] = now[0]
        old = before[:, small]
        with np.errstate(divide="ignore", invalid="ignore"):
            line = np.where(old[2] == now[2], now[0] + now[1] * (now[0] - old[0]) / (old[1] - now[1]), np.nan)
        before[:, small] = now
        size[active] = (low[active] + high[active]) / 2
        fits = (line > low[small]) & (line < high[small])
        size[small[fits]] = line[fits]
        done = (high[active] - low[active] <= CLOSE * high[active]) | (enough & (np.abs(lacks) <= CLOSE * tried))
        active = active[~done]
        if not active.size:
            return
