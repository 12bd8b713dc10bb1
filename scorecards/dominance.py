"""Who is at least as good as another under every criterion, and better under one: no weights can turn that round."""

from __future__ import annotations

import numpy as np

PAIRS_AT_ONCE = 4_000_000


def dominates(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Whether ``one`` dominates ``other``: no fewer points under any criterion and more under at least one.

    Both (m,) [points] by criterion, or (m, strata): then in each stratum, whose mean is the share of draws.
    """
    one, other = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    return np.all(one >= other, axis=0) & np.any(one > other, axis=0)


def dominated_by(points: np.ndarray) -> np.ndarray:
    """How many others dominate each project (n,), from ``points`` (n, m) [points]; all pairs, a block at a time."""
    points = np.asarray(points, dtype=float)
    number = len(points)
    as_good = np.zeros(number, dtype=np.int64)
    step = max(1, PAIRS_AT_ONCE // max(1, number))
    for start in range(0, number, step):
        held = np.ones((len(points[start : start + step]), number), dtype=bool)
        for column in points.T:
            held &= column[start : start + step, None] <= column
        as_good[start : start + step] = np.count_nonzero(held, axis=1)
    _, which, equal = np.unique(points, axis=0, return_inverse=True, return_counts=True)
    return as_good - equal[which.reshape(-1)]
