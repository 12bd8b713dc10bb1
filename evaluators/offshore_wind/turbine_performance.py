"""Turbine performance: what turbines make less than the curve they were sold with, high wind apart (``hysteresis``)."""

from __future__ import annotations

import numpy as np

from evaluators.toolkit.row import Row

Number = np.ndarray | float


def turbine_performance(losses: Row) -> dict[str, Number]:
    """The three shares [1] by their labels in EYA DEF, from a row of losses.csv.

    Sub-optimal operation (yaw, pitch, soiled sensors), a power curve that tests below the stated one, and inflow at the
    site that differs from that of the test. The density of the air is not among them: it is computed for every hour.
    """
    return {
        "sub_optimal_performance": losses.sub_optimal_performance,
        "generic_power_curve_adjustment": losses.generic_power_curve,
        "site_specific_power_curve_adjustment": losses.site_power_curve,
    }
