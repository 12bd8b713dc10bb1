"""The net power of a farm hour by hour, at the middle of what is uncertain: for those who match it with load or prices.

Wakes hang on each hour's direction and speed; the other losses take the same share of every hour, for which hour they
strike is not known. So put together they add up to the median (P50) of the draws to about 1 %, and are scaled the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import brentq

from evaluators.offshore_wind.degradation import over_life
from evaluators.offshore_wind.density import STANDARD_DENSITY
from evaluators.offshore_wind.turbine import Turbine
from evaluators.offshore_wind.wake import table_speeds
from evaluators.offshore_wind.years import HOURS_A_YEAR

LARGEST = 1e6  # scale [1] at which every hour with wind is at its limit
Efficiency = Callable[[np.ndarray | None, np.ndarray], np.ndarray]


def hourly_net(
    *, speed: np.ndarray, direction: np.ndarray | None, density: np.ndarray | float, factor: float, machine: Turbine,
    turbines: float, efficiency: Efficiency, kept: float, full: float = 1.0, wake_loss: float | None = None,
    limit: float | None = None, performance: Sequence[float] = (1.0, 1.0, 1.0), energy: float | None = None,
) -> np.ndarray:
    """Net power of the farm [MW], shape (hours,).

    ``speed`` [m/s], ``direction`` [deg, from; None where unknown] and ``density`` [kg/m3] as measured, shape (hours,);
    ``factor`` [1] lifts the speed to the hub. ``efficiency(direction, speed)`` is what wakes leave of each hour [1]; with
    ``wake_loss`` [1], the share of energy that wakes take over the whole series, the wakes of all hours are scaled to it;
    no hour loses more than it has.
    ``kept`` [1] is what the other losses leave, ``full`` [1] what they leave of full power, which is compared with the
    ``limit`` [MW] that the other end takes; ``performance`` [1] is what age leaves at the three times of life of
    ``degradation.TIMES``: an hour is the mean over them, each below the limit. With ``energy`` [MWh/year] the hours are scaled
    until they add up to it, below the limit.
    """
    at_hub = factor * np.asarray(speed, dtype=float)
    equivalent = at_hub * (np.asarray(density) / STANDARD_DENSITY) ** (1 / 3)
    gross = machine.power_at(np.asarray(equivalent), at_hub) * turbines / 1000
    waked = gross * (1 - efficiency(direction, equivalent))
    if wake_loss is not None and waked.sum() > 0:
        waked = np.minimum(waked * (wake_loss * gross.sum() / waked.sum()), gross)
    most = np.inf if limit is None else limit
    free = (gross - waked) * full

    def of_life(scale: float) -> np.ndarray:
        by_age = [np.minimum(np.minimum(free * one, most) * (kept / full * scale), most) for one in performance]
        return np.asarray(over_life(by_age))

    scale = 1.0
    if energy is not None and free.sum() > 0:
        scale = _scale(of_life, np.isinf(most), energy * len(free) / HOURS_A_YEAR)
    return of_life(scale)


def _scale(of_life: Callable[[float], np.ndarray], free: bool, energy: float) -> float:
    """The scale with which the hours [MW] that ``of_life`` gives add up to ``energy`` [MWh], or come nearest; ``free`` of any
    limit they are straight in it."""
    if free:
        return energy / float(of_life(1.0).sum())
    if of_life(LARGEST).sum() <= energy:
        return LARGEST
    return float(brentq(lambda scale: of_life(scale).sum() - energy, 0.0, LARGEST, rtol=1e-13))


def table_efficiency(matrix: np.ndarray, machine: Turbine, turbines: int, step: float = 1.0) -> Efficiency:
    """Reads what wakes leave [1] out of a farm ``matrix`` [kW], shape (360, 28), as ``wake.farm_matrix`` makes it.

    ``turbines`` [1] of ``machine`` are in the matrix. Directions told in a ``step`` [deg] read the mean over it: a farm in
    rows would otherwise lie on its own centre-lines. Straight lines between the degrees and speeds of the matrix; hours
    without a known direction read the mean over all.
    """
    speeds = table_speeds(machine)
    free = turbines * machine.power_at(speeds)
    table = np.divide(matrix, free, out=np.ones_like(matrix), where=free > 0)
    reach = int(step // 2)
    if reach:
        weights = np.ones(2 * reach + 1)
        if step % 2 == 0:
            weights[[0, -1]] = 0.5  # half a degree of each end belongs to the neighbours
        shifted = [weight * np.roll(table, place, axis=0) for place, weight in enumerate(weights, start=-reach)]
        table = np.sum(shifted, axis=0) / weights.sum()

    def efficiency(direction: np.ndarray | None, speed: np.ndarray) -> np.ndarray:
        place = np.interp(speed, speeds, np.arange(len(speeds)))
        below = np.minimum(place.astype(np.int64), len(speeds) - 2)
        share = place - below
        anywhere = _between(table.mean(axis=0)[None, :], 0, below, share)
        if direction is None:
            return anywhere
        known = np.isfinite(direction)
        turned = np.where(known, direction, 0.0) % 360
        degree = np.minimum(turned.astype(np.int64), 359)
        here, next_one = (_between(table, (degree + more) % 360, below, share) for more in (0, 1))
        return np.where(known, here + (turned - degree) * (next_one - here), anywhere)

    return efficiency


def _between(table: np.ndarray, row: np.ndarray | int, below: np.ndarray, share: np.ndarray) -> np.ndarray:
    return table[row, below] * (1 - share) + table[row, below + 1] * share
