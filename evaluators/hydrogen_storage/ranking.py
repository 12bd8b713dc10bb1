"""All stores of the table on this proposal's own task, so that a better one can be asked for: each in a few hundred draws.

The proposed store is judged by all draws elsewhere; here it stands among the others on the same strata.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from evaluators.hydrogen_storage.storage_cost import StorageCost
from evaluators.toolkit.distributions import quantile
from evaluators.toolkit.draws import generator
from evaluators.toolkit.row import AssumptionTable, Row

Number = np.ndarray | float

STRATA = 256
# What one store comes to on the task: its cost per kg delivered and demand unmet [1], given its row in ``strata`` draws.
Judged = Callable[[Row], tuple[StorageCost, Number, Number]]


def ranked(table: AssumptionTable, judge: Judged, strata: int = STRATA) -> list[dict[str, Any]]:
    """Rows for each store of ``table``, the cheapest delivered kilogram first: its cost with the gas, p10, p50 and p90
    [USD2024/kg], the store's own part of it, demand left unmet [1], how often it is the cheapest that the ground holds [1].

    ``judge`` gives cost, unmet demand and whether the ground holds it for a row in ``strata`` draws. Each row's draws are
    stratified and seeded by their names, so that a row added moves no other.
    """
    found = {name: judge(stratified(table, name, strata)) for name in table.rows}
    costs = np.stack([np.broadcast_to(cost.with_gas * np.where(np.asarray(held) > 0, 1.0, np.inf), (strata,))
                      for cost, _, held in found.values()])
    least = costs.min(axis=0)
    rows = []
    for name, own in zip(found, costs, strict=True):
        cost, unmet, held = found[name]
        # By rank, for a store that is never used costs without bound.
        low, middle, high = np.percentile(np.broadcast_to(cost.with_gas, (strata,)), (10, 50, 90), method="lower")
        rows.append({
            "store": name, "ground": "holds it" if np.all(np.asarray(held) > 0) else "does not hold it",
            "p10": _plain(low), "p50": _plain(middle), "p90": _plain(high),
            "storage alone": _plain(np.median(cost.without_gas)), "unmet demand": round(float(np.median(unmet)), 4),
            "cheapest": round(float(np.mean((own == least) & np.isfinite(own))), 3),
        })  # fmt: skip
    return sorted(rows, key=lambda row: (row["ground"] != "holds it", np.inf if row["p50"] is None else row["p50"]))


@lru_cache(maxsize=64)
def stratified(table: AssumptionTable, name: str, strata: int) -> Row:
    """The row ``name`` of ``table`` in ``strata`` draws: each parameter once in each stratum, in an order of its own."""
    values: dict[str, Any] = {}
    for parameter, line in table.lines[name].items():
        if line.shape == "fixed" or line.low == line.high:
            values[parameter] = line.mode
            continue
        order = generator(0, "ranking", table.file, name, parameter).permutation(strata)
        values[parameter] = quantile(line.shape, line.low, line.mode, line.high, (order + 0.5) / strata)
    return Row(name, values)


def _plain(value: float) -> float | None:
    return round(float(value), 4) if np.isfinite(value) else None
