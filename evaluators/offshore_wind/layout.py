"""Where the turbines stand when a proposal states only their number and spacing."""

from __future__ import annotations

import numpy as np


def staggered_grid(count: int, spacing: float) -> tuple[np.ndarray, np.ndarray]:
    """East and north of ``count`` turbines, each shape (count,), in the unit of ``spacing`` (metres or diameters).

    Rows ``spacing`` apart, turbines ``spacing`` apart in a row, every other row shifted by half of it; as near to a
    square as the number allows.
    """
    columns = int(np.ceil(np.sqrt(count)))
    number = np.arange(count)
    row, column = number // columns, number % columns
    return (column + 0.5 * (row % 2)) * float(spacing), row * float(spacing)


MOST_MODELLED = 196  # in larger farms the loss per turbine grows slowly, the time to compute it with the square


def modelled_count(turbines: np.ndarray | float) -> np.ndarray:
    """The number of turbines whose wakes are computed for a farm of ``turbines`` [1]: steps of about 5 %.

    Farms of nearly one size share one wake table; within a step the wake loss moves by less than 0.1 % of energy. From
    ``MOST_MODELLED`` on, that many stand for all.
    """
    whole = np.clip(np.rint(turbines), 1.0, MOST_MODELLED)
    step = np.maximum(1.0, np.floor(whole / 20))
    return (np.rint(whole / step) * step).astype(np.int64)
