"""The cheapest wind, sun, electrolyser and store that meet the demand, with a certified gap, by Kelley's cutting planes.

What an hour adds to the store, n_t, is the most that a small linear programme allows whose right-hand sides are the sizes:
it is concave in them. The store a year needs is the greatest sum of weighted -n_t over intervals (weights of boil-off, above
0), so it is convex; the interval that sets it gives its slope exactly. The same holds for the two ways to fail: a year that
loses more than it gains, (a - 1) A - B > 0 in the words of sizing.py, and an hour that lacks more than may be delivered.
Each visited size so gives a plane below the truth. A linear programme over these planes bounds the cost from below, the
cheapest size that was found to suffice from above. The grid is left out: with it n_t is not concave.

Method: J. E. Kelley, The cutting-plane method for solving convex programs, J. SIAM 8 (1960) 703, doi:10.1137/0108053.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from evaluators.hydrogen_storage import kernels
from evaluators.hydrogen_storage.blocks import parameters
from evaluators.hydrogen_storage.highs import quiet_highs
from evaluators.hydrogen_storage.plane_kernels import measure, weigh
from evaluators.hydrogen_storage.sizing import TOLERANCE, minimum_store
from evaluators.hydrogen_storage.task import Task

MOST_ROUNDS = 400
PLENTY = 1e4  # times the peak demand: what this much wind, sun and electrolyser cannot do counts as impossible
MOST_BOIL_OFF = 0.05  # 1/h: beyond, the weights of a year leave the range of doubles


@dataclass(frozen=True)
class Optimum:
    """Sizes [MW, kg] and their yearly ``cost``, no cheaper than ``bound``: ``gap`` is (cost - bound) / cost [1]. Where nothing
    suffices ``feasible`` is False, ``reason`` says so in words and the numbers are NaN."""

    feasible: bool
    wind_mw: float
    solar_mw: float
    electrolyser_mw: float
    store_kg: float
    cost: float
    bound: float
    gap: float
    rounds: int
    reason: str


def cheapest(
    task: Task, wind_cost: float, solar_cost: float, electrolyser_cost: float, store_cost: float,
    most_wind_mw: float = np.inf, most_solar_mw: float = np.inf, most_electrolyser_mw: float = np.inf, gap: float = 1e-9,
) -> Optimum:  # fmt: skip
    """Sizes of least yearly cost for the one draw of ``task``, whose own wind_mw, solar_mw and electrolyser_mw do not count.

    Costs [money/year per MW, per kg of store], all above 0; ``gap`` [1] is where the search stops. ValueError for more than
    one draw, grid power, costs of 0, or a boil-off of more than 5 % an hour.
    """
    cost = np.array([wind_cost, solar_cost, electrolyser_cost, store_cost], dtype=float)
    _check(task, cost)
    profiles = np.array([np.zeros(task.hours) if one is None else one[task.year[0]] for one in (task.wind, task.solar)])
    mean, peak = float(task.demand_kg[0]) / task.hours, float(task.demand.max()) * task.number("demand_scale")
    power = task.number("production_kwh") / 1000
    with np.errstate(divide="ignore", invalid="ignore"):
        rich = np.array([*(PLENTY * peak * power / profiles.mean(axis=1)), PLENTY * peak * power])
    rich = np.minimum(np.where(np.isfinite(rich), rich, 0.0), [most_wind_mw, most_solar_mw, most_electrolyser_mw])
    year = _Year(task, profiles)
    best, least, store = [np.nan] * 4, np.inf, year.store(rich)
    if not np.isfinite(store):
        return _impossible(task, rich)
    unit = np.array([mean * power] * 3 + [mean]) if mean else np.ones(4)
    master = _Master(cost * unit / (cost @ unit), np.append([most_wind_mw, most_solar_mw, most_electrolyser_mw], np.inf) / unit)
    bound, rounds, tried = 0.0, 0, rich
    for rounds in range(1, MOST_ROUNDS + 1):  # noqa: B007
        if np.isfinite(store) and cost @ [*tried, store] < least:
            best, least = [*tried.tolist(), store], float(cost @ [*tried, store])
        for slopes, level in year.cuts(tried):
            master.add(slopes * unit, level)
        found, value = master.solve()
        bound, tried = max(bound, value * (cost @ unit)), found[:3] * unit[:3]
        if least - bound <= gap * least:
            break
        store = year.store(tried)
    left = max(0.0, 1 - bound / least) if least else 0.0
    reason = "" if left <= gap else f"The search ended after {rounds} rounds; the cost may be {left:.2g} of it too high."
    wind, solar, cell, kilograms = best
    return Optimum(True, wind, solar, cell, kilograms, least, float(min(bound, least)), float(left), rounds, reason)


class _Year:
    """The year as a function of the three sizes."""

    def __init__(self, task: Task, profiles: np.ndarray) -> None:
        own = parameters(task, np.zeros(1))[:, 0].tolist()
        self.profiles, self.asked = profiles, task.demand * own[kernels.SCALE]
        self.rules = own[kernels.RATIO], own[kernels.CHARGE], own[kernels.KEPT], own[kernels.PER_DELIVERED]
        self.per_delivered, self.keep, self.rate = own[kernels.PER_DELIVERED], own[kernels.KEEP], own[kernels.DISCHARGE]
        self.slack = TOLERANCE * float(self.asked.sum())
        self.per_mw = 1000 / task.number("production_kwh")
        self.power, self.cell = np.zeros(task.hours), 0.0
        self.found: tuple[Any, ...] = ()

    def store(self, sizes: np.ndarray) -> float:
        """The least store [kg], infinite where none suffices."""
        self.power, self.cell = self.per_mw * (sizes[:2] @ self.profiles), self.per_mw * float(sizes[2])
        self.found = measure(self.power, self.asked, self.cell, *self.rules, self.keep)
        first, second, need, _, _, peak, _ = self.found
        return need if second - first <= self.slack and peak <= self.rate * (1 + TOLERANCE) else np.inf

    def cuts(self, sizes: np.ndarray) -> Iterator[tuple[np.ndarray, float]]:
        """Planes slopes @ (wind, sun, electrolyser, store) >= level that hold wherever the demand is met."""
        first, second, need, begin, end, peak, at = self.found
        keep, number = self.keep, len(self.asked)
        if peak > self.rate:
            yield self._plane(sizes, self._weigh(at, 1, 1.0, 1.0)[0], 0.0, -self.rate * self.per_delivered)
        if second - first > self.slack:
            total, _ = self._weigh(0, number, keep ** (number - 1), 1 / keep)
            # What the year's first hours need counts once more, for as much as boils off it in a year.
            _, last = self._weigh(0, number, 1 / keep, 1 / keep)
            total += (1 - keep**number) * self._weigh(0, last, 1 / keep, 1 / keep)[0]
            yield self._plane(sizes, total, 0.0, 0.0)
        elif need > 0:
            hours = end + 1 - begin + (number if end < begin else 0)
            yield self._plane(sizes, self._weigh(begin, hours, 1 / keep, 1 / keep)[0], 1.0, 0.0)

    def _weigh(self, begin: int, count: int, weight: float, factor: float) -> tuple[np.ndarray, int]:
        wind, solar = self.profiles
        found: tuple[np.ndarray, int] = weigh(
            wind, solar, self.power, self.asked, self.cell, *self.rules, begin, count, weight, factor
        )  # fmt: skip
        return found

    def _plane(self, sizes: np.ndarray, weighed: np.ndarray, store: float, least: float) -> tuple[np.ndarray, float]:
        """weighed hours at any sizes + store >= least, as a plane through their value at ``sizes``."""
        slopes = self.per_mw * weighed[1:]
        return np.append(slopes, store), least - weighed[0] + float(slopes @ sizes)


class _Master:
    """The planes found so far, under the cost; HiGHS goes on from its last basis."""

    def __init__(self, cost: np.ndarray, most: np.ndarray) -> None:
        self.solver = quiet_highs(
            presolve="off", solver="simplex", primal_feasibility_tolerance=1e-10, dual_feasibility_tolerance=1e-10
        )
        for one, high in zip(cost, most, strict=True):
            self.solver.addCol(float(one), 0.0, float(high), 0, np.empty(0, dtype=np.int32), np.empty(0))

    def add(self, slopes: np.ndarray, level: float) -> None:
        scale = float(np.abs(slopes).max())
        if scale > 0:
            self.solver.addRow(level / scale, np.inf, 4, np.arange(4, dtype=np.int32), slopes / scale)

    def solve(self) -> tuple[np.ndarray, float]:
        self.solver.run()
        return np.maximum(self.solver.getSolution().col_value, 0.0), self.solver.getInfo().objective_function_value


def _check(task: Task, cost: np.ndarray) -> None:
    if task.draws != 1:
        raise ValueError(f"The cheapest sizes are sought for one draw; the task has {task.draws}.")
    if any(task.number(name) > 0 for name in ("grid_mw", "base_mw")):
        raise ValueError("Cutting planes hold without grid power; set grid_mw to 0 or take the audit, which prices it.")
    if task.number("least_mw") > 0:
        raise ValueError("Cutting planes hold without minimum load; set least_mw to 0 or take the audit.")
    if not ((cost > 0) & np.isfinite(cost)).all():
        raise ValueError(f"The yearly costs are {cost.tolist()}; each must be above 0, or there is no end to what is built.")
    if task.number("boil_off") > MOST_BOIL_OFF:
        raise ValueError(f"'boil_off' is {task.number('boil_off'):g} an hour; up to {MOST_BOIL_OFF:g} can be sized.")


def _impossible(task: Task, rich: np.ndarray) -> Optimum:
    short = minimum_store(replace(task, wind_mw=rich[0], solar_mw=rich[1], electrolyser_mw=rich[2])).shortfall_kg[0]
    reason = (
        f"No store meets this demand: even with {rich[0]:,.0f} MW of wind, {rich[1]:,.0f} MW of sun and {rich[2]:,.0f} MW of "
        f"electrolyser the year lacks {short:,.0f} kg of {task.demand_kg[0]:,.0f} kg. Ask for less, allow more, or raise the "
        "rates of charge and discharge."
    )
    none = np.nan
    return Optimum(False, none, none, none, none, none, none, none, 0, reason)
