"""Energy of a series of hours under any lift, from its histogram: what hourly losses are measured against."""

from __future__ import annotations

import numpy as np

from evaluators.offshore_wind.turbine import Turbine

BIN = 0.05  # [m/s]; within 0.01 % of the energy of the hours themselves


def hourly_gross(speed: np.ndarray, equivalent: np.ndarray, machine: Turbine, lift: np.ndarray) -> np.ndarray:
    """Energy [kWh] of all hours without any loss, shape of ``lift`` (factors,) [1].

    ``speed`` and density-``equivalent`` speed [m/s], shape (hours,), each multiplied by ``lift``.
    """
    number = np.rint(speed / BIN).astype(np.int64)
    hours = np.bincount(number)
    filled = hours > 0
    mean = np.bincount(number, weights=speed)[filled] / hours[filled]
    driving = np.bincount(number, weights=equivalent)[filled] / hours[filled]
    return machine.power_at(lift[:, None] * driving, lift[:, None] * mean) @ hours[filled]
