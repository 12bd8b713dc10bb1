"""The floor on tonnes at a stated confidence, over S worlds T_s(x), as rows on one variable t <= what holds; then t >= floor.

- "chance": T_s >= t in at least c S of the worlds, one whole variable a world.
- "cvar": the mean of the worst 1 - c of the worlds is at least t. It is the least of sum(w_s T_s) over all weights w >= 0 with
  sum(w) = 1 and w_s <= 1 / ((1 - c) S) (Rockafellar and Uryasev 2000, doi:10.21314/JOR.2000.038); of these rows only those are
  made that a portfolio breaks (Kuenzi-Bay and Mayer 2006, doi:10.1007/s10287-005-0042-0). All S worlds at once are dense rows,
  on which HiGHS spends some ten times as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from scorecards.portfolio_rules import TonnesFloor

if TYPE_CHECKING:
    from scipy.sparse import csr_array

INF = float("inf")


class Worlds(NamedTuple):
    """Rows on the projects and on the columns of their own, of which t is the first; the last row is t >= floor."""

    on_projects: csr_array
    on_own: csr_array
    lower: np.ndarray
    upper: np.ndarray
    whole: np.ndarray
    low: np.ndarray
    high: np.ndarray


def worlds_of(tonnes: np.ndarray, floor: float, told: TonnesFloor) -> Worlds:
    """The rows for projects with ``tonnes`` (n, S) and a ``floor``, both in the program's unit."""
    from scipy.sparse import block_array, csr_array

    n, worlds = tonnes.shape
    at_floor = csr_array(np.ones((1, 1)))
    if told.measure == "cvar":
        none = np.array([floor])
        return Worlds(csr_array((1, n)), at_floor, np.array([-INF]), none, np.zeros(1), none, np.array([INF]))
    # T + M v - t >= 0; sum(v) <= what may miss; t >= floor.
    most = floor - np.minimum(tonnes, 0.0).sum(axis=0)
    own = block_array([[-np.ones((worlds, 1)), np.diag(most)], [None, np.ones((1, worlds))], [at_floor, None]], format="csr")
    return Worlds(
        block_array([[csr_array(tonnes.T)], [csr_array((2, n))]], format="csr"), own,
        np.r_[-INF, np.zeros(worlds)], np.r_[floor, np.ones(worlds)], np.r_[0.0, np.ones(worlds)],
        np.r_[np.zeros(worlds), -INF, floor], np.r_[np.full(worlds, INF), np.floor(may_miss(worlds, told) + 1e-9), INF],
    )  # fmt: skip


def may_miss(worlds: int, told: TonnesFloor) -> float:
    """How many of so many worlds lie beyond the confidence, a fraction where it does not go into whole ones."""
    return (1 - told.confidence) * worlds


def worst(totals: np.ndarray, told: TonnesFloor) -> np.ndarray:
    """Weights (S,) of the worlds under which the mean of ``totals`` (S,) is least: their CVaR."""
    spare = max(may_miss(len(totals), told), 1e-9)
    weights, order = np.zeros(len(totals)), np.argsort(totals, kind="stable")
    weights[order] = np.clip(spare - np.arange(len(totals)), 0.0, 1.0) / spare
    return weights


def holds_at(totals: np.ndarray, told: TonnesFloor) -> float:
    """The tonnes that hold at the confidence: of ``totals`` (S,), the quantile or the CVaR."""
    if told.measure == "cvar":
        return float(worst(totals, told) @ totals)
    return float(np.sort(totals)[int(np.floor(may_miss(len(totals), told) + 1e-9))])
