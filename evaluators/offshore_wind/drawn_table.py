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


@dataclass(frozen=True)
class Threshold:
    """Even ``nodes`` around drawn thresholds, below which a record counts, and a table with both sides of each cell between.

    Records in whole degrees or per cents tie with the nodes, and the table jumps there: one value a node would take the
    hours of every tie half away. So a cell runs from just above its lower node to just below its upper one.
    """

    nodes: np.ndarray
    step: float

    def sides(self, record: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Which of ``record`` (hours,) count, a row for each side that differs from the one before, (rows, hours), and the
        row of each side, (2 x cells,)."""
        counts = np.empty((2 * len(self.nodes) - 2, len(record)), dtype=bool)
        np.less_equal(record, self.nodes[:-1, None], out=counts[::2])
        np.less(record, self.nodes[1:, None], out=counts[1::2])
        new = np.diff(counts.sum(axis=1), prepend=-1) > 0
        return counts[new], np.cumsum(new) - 1

    def place(self, values: Number) -> np.ndarray:
        """Where ``values`` lie among the sides, counted as ``read`` does; a value on a node takes its lower side."""
        steps = np.clip((np.asarray(values, dtype=float) - self.nodes[0]) / self.step, 0, len(self.nodes) - 1)
        return steps + np.clip(np.ceil(steps - 1e-9) - 1, 0, len(self.nodes) - 2)


def threshold(values: Number, step: float) -> Threshold:
    """The cells that ``values`` lie in, each ``step`` wide, in the unit of both; their upper nodes belong to them."""
    low, high = np.ceil(np.min(values) / step - 1e-9) - 1, np.ceil(np.max(values) / step - 1e-9)
    return Threshold(step * np.arange(low, high + 1), step)


def read(table: np.ndarray, places: Sequence[Number]) -> Number:
    """``table`` at ``places``, one for each of its axes, counted in steps: straight lines between nodes."""
    from scipy.ndimage import map_coordinates

    at = np.broadcast_arrays(*places)
    return map_coordinates(table, [place.ravel() for place in at], order=1, mode="nearest").reshape(at[0].shape)[()]
