"""All stores of the table on this proposal's own task, so that a better one can be asked for: each in a few hundred draws.

The proposed store is judged by all draws elsewhere; here it stands among the others on the same strata.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from evaluators.toolkit.distributions import quantile
from evaluators.toolkit.draws import generator
from evaluators.toolkit.row import AssumptionTable, Row

Number = np.ndarray | float

STRATA = 256
HEAD = "stores on this task [USD2024/kg of the service, what is short brought by truck]"
HOLDS = (
    "per kg that its users take: making or buying the hydrogen, the store, the way to the users, and what is short of the "
    "service, brought by truck at unmet_price. The service is the same for all: what the users would get of the proposed chain, "
    "were all demand met. Each store is of the size that gives as much as the proposed one, and bears the rates stated; the "
    "proposed one stands at its own pressures, the others at the usual ones. Hours go by the rule, not by the plan of an audit"
)


@dataclass(frozen=True)
class Judged:
    """What one store comes to, numbers or draws: ``cost`` of the service and of ``storage`` alone [USD2024/kg], demand ``unmet``
    [1], and whether the ground ``held`` it [1]."""

    cost: Number
    storage: Number
    unmet: Number
    held: Number


def ranked(table: AssumptionTable, judge: Callable[[Row], Judged], strata: int = STRATA) -> list[dict[str, Any]]:
    """Rows for each store of ``table``, the cheapest service first: its cost, p10, p50 and p90 [USD2024/kg], the store's own cost
    per kg out of it, demand left unmet [1], how often it is the cheapest that the ground holds [1].

    ``judge`` is given a row in ``strata`` draws. Each row's draws are stratified and seeded by their names, so that a row added
    moves no other.
    """
    found = {name: judge(stratified(table, name, strata)) for name in table.rows}
    costs = np.stack([
        np.broadcast_to(one.cost * np.where(np.asarray(one.held) > 0, 1.0, np.inf), (strata,)) for one in found.values()
    ])
    least = costs.min(axis=0)
    rows = []
    for (name, one), own in zip(found.items(), costs, strict=True):
        # By rank, for a store that is never used costs without bound.
        low, middle, high = np.percentile(np.broadcast_to(one.cost, (strata,)), (10, 50, 90), method="lower")
        rows.append({
            "store": name, "ground": "holds it" if np.all(np.asarray(one.held) > 0) else "does not hold it",
            "p10": _plain(low), "p50": _plain(middle), "p90": _plain(high),
            "storage alone": _plain(np.median(one.storage)), "unmet demand": round(float(np.median(one.unmet)), 4),
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
