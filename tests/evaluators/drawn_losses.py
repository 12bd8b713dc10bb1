"""Draws of a table's parameters."""

from __future__ import annotations

import numpy as np

from evaluators.offshore_wind.turbine import turbine
from evaluators.toolkit.distributions import quantile
from evaluators.toolkit.row import Row

MACHINE = turbine("iea_15mw")


def drawn(table, row, draws=2000, seed=5):
    """The row with draws in the place of medians."""
    random = np.random.default_rng(seed)
    return Row(row, {
        name: quantile(line.shape, line.low, line.mode, line.high, random.uniform(1e-9, 1 - 1e-9, draws))
        for name, line in table.lines[row].items()
    })
