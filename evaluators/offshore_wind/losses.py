"""From gross to net: the losses of IEC 61400-15-2, each a share of what reached it; they compound and are never added."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from evaluators.toolkit.row import Row, assumption_table

Number = np.ndarray | float

LOSSES = assumption_table("evaluators.offshore_wind", "losses.csv")
MEDIAN_WAKE_SCALE = float(LOSSES.medians("offshore").wake_scale)  # where a table must be made once for all draws [1]
MOST_UNAVAILABLE = 0.5  # the published fit is a parabola in wave height and means nothing beyond [1]


def availability_loss(foundation: Row, distance: Number, wave_height: Number) -> Number:
    """Share of energy lost while turbines, cables and grid stand still [1], before the factor for today's service.

    ``distance`` [km] to the service port, ``wave_height`` [m] mean significant. Source: NREL NRWAL, 2015/losses.yaml,
    avail_semi and avail_fixed (BSD-3); as published, distance raises the availability a little.
    """
    available = (
        foundation.availability_base + foundation.availability_distance * distance
        + foundation.availability_wave * wave_height + foundation.availability_wave_squared * np.square(wave_height)
    )
    return np.clip(1 - available, 0.0, MOST_UNAVAILABLE)


def electrical_loss(depth: Number, distance: Number) -> Number:
    """Share of energy lost in cables and transformers [1], from ``depth`` [m] and ``distance`` [km] to landfall.

    Source: NREL NRWAL, 2015/losses.yaml, electrical (BSD-3). The polynomial was fitted to 300 km; beyond, it is held.
    """
    x = np.minimum(distance, 300.0)
    percent = (
        2.20224112 + 6.04121e-4 * depth + 0.0407303367321603 * x - 3.712532582e-4 * x**2
        + 1.6525338e-6 * x**3 - 3.547544e-9 * x**4 + 2.9271e-12 * x**5
    )
    return np.clip(percent / 100, 0.0, 0.2)


def site_losses(
    losses: Row, foundation: Row, depth: Number, distance: Number, wave_height: Number
) -> dict[str, Number]:
    """Losses after the wakes by category of IEC 61400-15-2, each a share [1] of what the ones before left.

    ``losses`` and ``foundation`` are rows of losses.csv and foundations.csv; ``depth`` [m], ``distance`` [km],
    ``wave_height`` [m].
    """
    return {
        "availability": np.clip(losses.availability_factor * availability_loss(foundation, distance, wave_height), 0, 1),
        "electrical": np.clip(losses.electrical_factor * electrical_loss(depth, distance), 0, 1),
        "turbine performance": losses.turbine_performance,
        "high-wind hysteresis": losses.hysteresis,
        "environmental": losses.environmental,
        "curtailment": losses.curtailment,
    }


def kept(losses: Mapping[str, Number]) -> Number:
    """Share of energy that is left after all ``losses`` [1]: the product of (1 - loss)."""
    left: Number = 1.0
    for loss in losses.values():
        left = left * (1 - loss)
    return left


def total_loss(shares: list[float]) -> float:
    """All losses together [1] from each share [1] of what the ones before left: 1 - prod(1 - loss)."""
    return float(1 - kept({str(number): share for number, share in enumerate(shares)}))


def mean_performance(degradation: Number, life: Number) -> Number:
    """Output over life as a share of the first year's [1]: the mean of (1 - degradation)^t, t from 0 to ``life`` [year]."""
    decay = -np.log1p(-np.asarray(degradation, dtype=float)) * life
    return np.where(decay > 1e-9, -np.expm1(-decay) / np.where(decay > 1e-9, decay, 1.0), 1.0)[()]
