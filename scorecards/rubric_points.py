"""The arithmetic of points: linear between given pairs, rounded half up as the calls say."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

SMALLEST_STEP = 0.01
REVIEW_STEP = 0.1  # of a mean of reviews


def linear_points(
    value: np.ndarray | float, at: Sequence[float], points: Sequence[float], maximum: float, step: float = SMALLEST_STEP
) -> np.ndarray:
    """Points of an answer, in the shape of ``value``: linear between the pairs of ``at`` (rising, in the answer's unit)
    and ``points``, clipped to 0..``maximum`` and rounded half up to ``step``.

    Beyond the ends of ``at`` the end's points hold; what is not finite earns none.
    """
    value = np.asarray(value, dtype=float)
    raw = np.where(np.isfinite(value), np.clip(np.interp(value, at, points), 0.0, maximum), 0.0)
    return half_up(raw, step)


def half_up(value: np.ndarray | float, step: float) -> np.ndarray:
    """``value`` rounded to multiples of ``step``, a half always upwards (not to the even neighbour).

    A value within 1e-9 steps below a half counts as the half, so that 0.1 + 0.2 rounds as 0.3 does.
    """
    steps = np.floor(np.asarray(value, dtype=float) / step + 0.5 + 1e-9)
    # Multiplying by a decimal step leaves 0.30000000000000004; dividing by its whole inverse does not.
    inverse = 1 / step
    whole = round(inverse)
    return steps / whole if abs(inverse - whole) < 1e-9 else steps * step


def mean_of_reviews(points: list[float]) -> float:
    """The mean of the reviewers' points to one decimal, half up."""
    mean = sum((Decimal(str(one)) for one in points), Decimal(0)) / len(points)
    return float(mean.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
