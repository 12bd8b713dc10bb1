"""The chance that a project clears its hurdle, over the grant; and the grant for a chance, which is the same curve read back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

CONFIDENCE = 80  # [%] at which a least grant is meant where nobody says otherwise


def grant_for(percentiles: Sequence[float] | np.ndarray, confidence: float) -> float:
    """The least grant [money] that is enough in a share ``confidence`` [1] of the draws.

    ``percentiles`` (101,) [money], 0 to 100, of what each draw needs; straight between two of them.
    """
    # A confidence such as 0.29 is not a whole number of hundredths in binary.
    place = min(max(round(confidence * 100, 9), 0.0), 100.0)
    below = int(place)
    if below == place:
        return float(percentiles[below])
    low, high = float(percentiles[below]), float(percentiles[below + 1])
    # Up to the next number: rounded down, it would be enough in a few draws less.
    return min(high, math.nextafter(low + (place - below) * (high - low), math.inf))


def chance_at(percentiles: Sequence[float] | np.ndarray, grants: Sequence[float] | np.ndarray) -> np.ndarray:
    """The share of draws [1] to which each of ``grants`` (n,) [money] is enough: ``grant_for`` read back."""
    import numpy as np  # imported here: a scorecard asks for one grant, which needs none of it

    needs, grants = np.asarray(percentiles, dtype=float), np.asarray(grants, dtype=float)
    # The last of several equal percentiles counts: all the draws that need no more than that are served.
    below = np.searchsorted(needs, grants, side="right") - 1
    low, high = needs[np.clip(below, 0, 100)], needs[np.clip(below + 1, 0, 100)]
    part = np.divide(grants - low, high - low, out=np.zeros(grants.shape), where=(high > low) & np.isfinite(high))
    return np.where(below < 0, 0.0, np.minimum(below + part, 100.0) / 100)
