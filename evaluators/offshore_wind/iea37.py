"""IEA Wind Task 37, case study 1: the published check of the Gaussian kernel.

Source: Baker et al. 2019, AIAA 2019-0540, doi:10.2514/6.2019-0540; wake model in iea37-wakemodel.pdf and wind rose in
iea37-windrose.yaml of byuflowlab/iea37-wflo-casestudies.
"""

from __future__ import annotations

import numpy as np

from evaluators.offshore_wind.wake import GROWTH, farm_power

DIAMETER, RATED_POWER, THRUST = 130.0, 3.35, 8 / 9  # [m], [MW], [1]
CUT_IN, RATED_SPEED, CUT_OUT = 4.0, 9.8, 25.0  # [m/s]
SPEED = 9.8  # [m/s], in every direction
FREQUENCY = np.array([
    0.025, 0.024, 0.029, 0.036, 0.063, 0.065, 0.100, 0.122, 0.063, 0.038, 0.039, 0.083, 0.213, 0.046, 0.032, 0.022,
])


def power(speed: np.ndarray) -> np.ndarray:
    """Power of the 3.35 MW machine [MW] at ``speed`` [m/s]: cubic to rated."""
    rising = RATED_POWER * ((speed - CUT_IN) / (RATED_SPEED - CUT_IN)) ** 3
    return np.where(speed < CUT_IN, 0.0, np.where(speed < RATED_SPEED, rising, RATED_POWER)) * (speed < CUT_OUT)


def annual_energy(east: list[float], north: list[float]) -> dict[str, np.ndarray | float]:
    """Yearly energy [MWh/year] of turbines at ``east`` and ``north`` [m]: "total", and "binned" by the 16 directions."""
    directions = np.arange(16) * 22.5
    farm = farm_power(
        np.asarray(east), np.asarray(north), directions, np.array([SPEED]), power,
        lambda speed: np.full(np.shape(speed), THRUST), DIAMETER, growth=GROWTH,
        width=lambda thrust: np.full(np.shape(thrust), 1 / np.sqrt(8)), reach=np.inf,
    )[:, 0]
    binned = 8760 * FREQUENCY * farm
    return {"total": float(binned.sum()), "binned": binned}
