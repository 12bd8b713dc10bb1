"""Transport by pipeline: the pipe, its compressors on the way, and what leaks."""

from __future__ import annotations

import numpy as np

from evaluators.hydrogen_storage.electrolyser import LOWER_HEATING_VALUE
from evaluators.hydrogen_storage.leg import Leg, checked_distance
from evaluators.toolkit.row import Row

Number = np.ndarray | float

HOURS = 8760.0


def pipe_cost(row: Row, power: Number, distance: Number) -> Number:
    """Cost to build [USD2024] ``distance`` [km] of pipe for ``power`` [MW of hydrogen, lower heating value].

    It rises with a power of the flow below 1 and is held below the smallest pipe. Raises ValueError.
    """
    size = np.maximum(power, row.pipe_smallest) / row.pipe_power
    return row.pipe_capex * size**row.pipe_exponent * checked_distance(distance)


def pipeline(row: Row, distance: Number, loaded: Number, utilisation: Number = 0.9) -> Leg:
    """The leg over ``distance`` [km] of pipe that takes ``loaded`` hydrogen [kg/year], full for ``utilisation`` of the year [1].

    ``row`` of carriers.csv. The inlet compressor, or the plant that makes the ammonia, belongs to chain.py. Raises ValueError.
    """
    distance = checked_distance(distance)
    loaded = np.asarray(loaded, dtype=float)
    built = pipe_cost(row, loaded * LOWER_HEATING_VALUE / 1e3 / HOURS / utilisation, distance)
    leak = -np.expm1(-row.leak * distance)
    return Leg(
        losses={"leak": leak}, vented=leak, capital={"pipeline": (built, row.pipe_life)}, fixed=row.pipe_om * built,
        electricity=loaded * row.energy_per_km * distance / 1e3, fuel=0.0,
    )
