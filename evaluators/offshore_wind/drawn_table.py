"""Tables over what is drawn: computed at a few even nodes once a project, read between them by every draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Number = np.ndarray | float


@dataclass(frozen=True)
class Axis:
    """Even ``nodes`` around the draws, whole multiples of ``step``: the same for one draw as among many."""

    nodes: np.ndarray
    step: float

    def place(self, values: Number) -> np.ndarray:
        """Where ``values`` lie between the nodes, counted in steps; outside, at the nearest end."""
        return np.clip((np.asarray(values, dtype=float) - self.nodes[0]) / self.step, 0, len(self.nodes) - 1)


def axis(values: Number, step: float) -> Axis:
    """The nodes that ``values`` need, ``step`` apart, in the unit of both."""
    low, high = np.floor(np.min(values) / step + 1e-9), np.ceil(np.max(values) / step - 1e-9)
    return Axis(step * np.arange(low, max(high, low) + 1), step)


def read(table: np.ndarray, places: Sequence[Number]) -> Number:
    """``table`` at ``places``, one for each of its axes, counted in steps: straight lines between nodes."""
    from scipy.ndimage import map_coordinates

    at = np.broadcast_arrays(*places)
    return map_coordinates(table, [place.ravel() for place in at], order=1, mode="nearest").reshape(at[0].shape)[()]
