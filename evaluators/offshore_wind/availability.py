"""Availability: what is lost while turbines, balance of plant or grid stand still."""

from __future__ import annotations

import numpy as np

from evaluators.toolkit.row import Row

Number = np.ndarray | float

MOST_UNAVAILABLE = 0.3  # the published fit is a parabola in wave height and means nothing beyond [1]


def availability_loss(foundation: Row, distance: Number, wave_height: Number) -> Number:
    """Share of energy lost while turbines stand still [1], before the factor for today's service.

    ``distance`` [km] to the service port, ``wave_height`` [m] mean significant: crews reach the turbines less often.
    Source: NREL NRWAL, NRWAL/2015/losses.yaml @f031d9c, avail_semi and avail_fixed (BSD-3). As published, the distance
    raises the availability a little; the sign is odd and kept, the effect is 0.2 % over 100 km. Clipped to 0 to 30 %.
    """
    available = (
        foundation.availability_base + foundation.availability_distance * distance
        + foundation.availability_wave * wave_height + foundation.availability_wave_squared * np.square(wave_height)
    )
    return np.clip(1 - available, 0.0, MOST_UNAVAILABLE)


def availability(losses: Row, foundation: Row, distance: Number, wave_height: Number) -> dict[str, Number]:
    """The three shares [1] by their labels in EYA DEF; rows of losses.csv and foundations.csv, the rest as above."""
    return {
        "turbine_availability": np.clip(
            losses.availability_factor * availability_loss(foundation, distance, wave_height), 0.0, 1.0
        ),
        "bop_availability": losses.bop_availability,
        "grid_availability": losses.grid_availability,
    }
