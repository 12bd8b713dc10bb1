"""Draws to and from the blocks of the compiled loops: parameters in kg/h, draws sorted by weather year, results put back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from evaluators.hydrogen_storage import kernels
from evaluators.hydrogen_storage.task import Task


def parameters(task: Task, store: np.ndarray) -> np.ndarray:
    """What the loops need of every draw, shape (PARAMETERS, draws); ``store`` (draws,) [kg]."""
    per_mw = 1000 / task.production_kwh
    found = np.empty((kernels.PARAMETERS, task.draws))
    found[kernels.WIND] = per_mw * task.wind_mw
    found[kernels.SOLAR] = per_mw * task.solar_mw
    found[kernels.CELL] = per_mw * task.electrolyser_mw
    found[kernels.GRID] = per_mw * task.grid_mw
    found[kernels.BASE] = per_mw * task.base_mw
    found[kernels.FLOOR] = per_mw * task.least_mw
    found[kernels.SHARE] = 0.0
    found[kernels.RATIO] = task.production_kwh / (task.production_kwh + task.charge_kwh)
    found[kernels.CHARGE], found[kernels.DISCHARGE] = task.charge_limit, task.discharge_limit
    found[kernels.KEPT], found[kernels.PER_KEPT] = task.charge_kept, 1 / task.charge_kept
    found[kernels.DELIVERED], found[kernels.PER_DELIVERED] = task.discharge_kept, 1 / task.discharge_kept
    found[kernels.KEEP] = 1 - task.boil_off
    found[kernels.SCALE], found[kernels.STORE] = task.demand_scale, store
    # 1 - keep^hours without cancellation: what the year takes from a content left alone.
    found[kernels.FALLS] = -np.expm1(task.hours * np.log1p(-task.boil_off))
    return found


def run(kernel: Callable[..., np.ndarray], task: Task, values: np.ndarray, chosen: np.ndarray, *rest: float) -> np.ndarray:
    """What ``kernel`` leaves of the ``chosen`` draws (indices), shape (rows, len(chosen)), in their order.

    ``values`` as ``parameters`` gives them, columns those of ``chosen``.
    """
    years = task.year[chosen]
    index, of_block = _blocks(years)
    packed = np.ascontiguousarray(values[:, index].transpose(1, 0, 2)).reshape(len(index), -1)
    # What a task is without is no argument: the loops are compiled without it, and are the faster for it.
    wind = np.zeros((max(1, int(task.year.max()) + 1), task.hours)) if task.wind is None else task.wind
    firm = True if np.any(values[[kernels.GRID, kernels.BASE]] > 0) else None
    found = kernel(wind, task.solar, firm, task.demand, of_block, packed, *rest).reshape(len(index), -1, kernels.LANES)
    back = np.empty((found.shape[1], len(years)))
    back[:, index] = found.transpose(1, 0, 2)
    return back


def _blocks(years: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions of ``years`` in blocks of one year each, (blocks, LANES), the last of a year repeating a draw; their years."""
    order = np.argsort(years, kind="stable")
    rows, of_block = [], []
    for year in np.unique(years):
        own = order[years[order] == year]
        rows.append(np.resize(own, (-(-len(own) // kernels.LANES), kernels.LANES)))
        of_block += [year] * len(rows[-1])
    return np.concatenate(rows), np.array(of_block, dtype=np.int64)
