"""A row of a table that a proposal leaves open: as wide as one that is stated, and all of it dear together or cheap together.

A formula sees one draw at a time, so it cannot draw the parameters apart: one draw of ``left_open`` says where all of them lie.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from evaluators.toolkit.contract import Assumed, assumed
from evaluators.toolkit.distributions import quantile
from evaluators.toolkit.row import AssumptionTable, Row

LEFT_OPEN: Assumed = assumed(
    0.0, 0.5, 1.0, "1", "where plants and electrolyser not stated lie between the cheapest and the dearest of their kind",
    shape="uniform", scope="project", source="no knowledge of what is not stated: any is as likely as any other",
)


def usual_row(table: AssumptionTable, name: str, left_open: np.ndarray | float) -> Row:
    """The row ``name`` of ``table`` where ``left_open`` [1], a number or (draws,), says how dear it is: each parameter at that
    place of its range, what lasts (a ``life``) at the opposite one. At 0.5 it is the medians."""
    place = np.asarray(left_open, dtype=float)
    return _row(table, name, place.tobytes(), place.shape)


@lru_cache(maxsize=16)
def _row(table: AssumptionTable, name: str, place: bytes, shape: tuple[int, ...]) -> Row:
    dear = np.frombuffer(place).reshape(shape)
    values = {}
    for parameter, line in table.lines[name].items():
        at = 1 - dear if parameter.endswith("life") else dear
        fixed = line.shape == "fixed" or line.low == line.high
        values[parameter] = line.mode if fixed else quantile(line.shape, line.low, line.mode, line.high, at)
    return Row(name, values)
