"""A year's flow led to another service: what is asked of it is brought within what can be, and every balance stays closed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from evaluators.hydrogen_storage.task import Task

if TYPE_CHECKING:
    from evaluators.hydrogen_storage.year_flow import YearFlow

Number = np.ndarray | float


def moved(
    flow: YearFlow, task: Task, store_kg: Number, *, unmet: Number, direct: Number, grid_mwh: Number, battery: bool = False
) -> YearFlow:
    """``flow`` of ``task`` and a store of ``store_kg`` [kg], with ``unmet`` and ``direct`` [kg/year] and ``grid_mwh`` [MWh/year]
    in the place of its own, as near to them as demand, power and electrolyser allow.

    What comes out of the store more than before was put in with the losses of going in and out, and without further boil-off.
    Own power that is not used is curtailed, or lost in a battery; only through a ``battery`` more may be bought than is used.
    """
    unmet = np.clip(unmet, 0.0, flow.demand)
    direct = np.clip(direct, 0.0, flow.demand - unmet)
    out = flow.demand - unmet - direct
    kept = task.charge_kept * task.discharge_kept
    charged = np.maximum(flow.charged + (out - flow.from_store) / kept, out / kept)
    own_most, grid_most = flow.own_mwh + flow.curtailed_mwh, (task.grid_mw + task.base_mw) * task.hours
    cell_most = task.electrolyser_mw * task.hours
    making = (direct + charged) * task.production_kwh / 1e3
    used = making + charged * task.charge_kwh / 1e3
    # As little as power and electrolyser cannot do is taken from all that is served.
    can = np.minimum(1.0, np.minimum(_share(own_most + grid_most, used), _share(cell_most, making)))
    direct, charged, out, used = direct * can, charged * can, out * can, used * can
    grid = np.clip(grid_mwh, np.maximum(used - own_most, 0.0), grid_most if battery else np.minimum(grid_most, used))
    own = np.minimum(np.maximum(used - grid, 0.0), own_most)
    taken = out / task.discharge_kept
    return replace(
        flow, made=direct + charged, direct=direct, charged=charged, from_store=out,
        unmet=np.maximum(flow.demand - direct - out, 0.0), own_mwh=own, grid_mwh=grid, curtailed_mwh=own_most - own,
        cycles=np.divide(taken, store_kg, out=np.zeros_like(taken), where=np.asarray(store_kg) > 0),
    )  # fmt: skip


def _share(most: Number, asked: Number) -> Number:
    return np.divide(most, asked, out=np.ones(np.broadcast_shapes(np.shape(most), np.shape(asked))), where=np.asarray(asked) > 0)
