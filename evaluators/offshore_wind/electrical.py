"""Electrical losses: cables and transformers, and what the farm uses itself."""

from __future__ import annotations

import numpy as np

from evaluators.toolkit.row import Row

Number = np.ndarray | float

LONGEST_FITTED = 300.0  # [km]


def electrical_loss(depth: Number, distance: Number) -> Number:
    """Share of energy lost in cables and transformers [1], from ``depth`` [m] and ``distance`` [km] to landfall.

    Source: NREL NRWAL, NRWAL/2015/losses.yaml @f031d9c, electrical (BSD-3). Fitted to 300 km; beyond, it is held.
    """
    x = np.minimum(distance, LONGEST_FITTED)
    percent = (
        2.20224112 + 6.04121e-4 * depth + 0.0407303367321603 * x - 3.712532582e-4 * x**2
        + 1.6525338e-6 * x**3 - 3.547544e-9 * x**4 + 2.9271e-12 * x**5
    )
    return np.clip(percent / 100, 0.0, 0.2)


def electrical(losses: Row, depth: Number, distance: Number) -> dict[str, Number]:
    """The two shares [1] by their labels in EYA DEF; a row of losses.csv, the rest as above."""
    return {
        "electrical_efficiency": np.clip(losses.electrical_factor * electrical_loss(depth, distance), 0.0, 1.0),
        "facility_parasitic_consumption": losses.parasitic_consumption,
    }
