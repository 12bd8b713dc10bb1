"""The weather of the worked example: Sand Point, Alaska, as a typical year has it.

Means, Weibull shapes (from mean and standard deviation) and temperatures by month of NREL's TMY3 703165 (Wilcox &
Marion 2008, NREL/TP-581-43156), 10 m, as the pvlib wheel ships it. The hourly year is made from them: an example to
run, no measurement.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gamma

from evaluators.offshore_wind.years import months_of_hours

SAND_POINT_MEAN = np.array([4.960, 4.766, 5.471, 5.065, 4.236, 5.228, 3.142, 4.021, 5.435, 5.775, 6.323, 6.469])  # [m/s]
SAND_POINT_SHAPE = np.array([1.585, 1.512, 1.456, 1.286, 1.475, 1.846, 1.562, 1.647, 1.774, 2.021, 1.668, 1.827])  # [1]
SAND_POINT_TEMPERATURE = np.array([0.63, 1.19, 1.66, 2.08, 3.18, 8.05, 11.80, 11.88, 7.91, 4.50, 0.44, -0.58])  # [degC]


def weibull_year(mean: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """8,760 hourly speeds [m/s] with Weibull quantiles by month; ``mean`` [m/s] and ``shape`` [1] are of shape (12,)."""
    month = months_of_hours(8760)
    year = np.empty(8760)
    for number in range(12):
        hours = np.flatnonzero(month == number)
        rank = (np.arange(len(hours)) + 0.5) / len(hours)
        rank = np.concatenate([rank[::2], rank[1::2][::-1]])  # rising and falling again, so that storms end
        scale = mean[number] / gamma(1 + 1 / shape[number])
        year[hours] = scale * (-np.log1p(-rank)) ** (1 / shape[number])
    return year


WORKED_YEAR = weibull_year(SAND_POINT_MEAN, SAND_POINT_SHAPE)

# Winds from two sides by turns, four rows of turbines, and a coarse curve of a 15 MW machine: to run, of no meaning.
WORKED_DIRECTION = np.tile(np.concatenate([np.full(60, 95.0), np.full(60, 290.0)]), 73)  # [deg]
WORKED_LAYOUT = [[2000.0 * (number % 8) + 700.0 * (number // 8), 2100.0 * (number // 8)] for number in range(33)]  # [m]
WORKED_CURVE = [
    [3.0, 40.0, 0.81], [5.0, 1400.0, 0.79], [7.0, 4250.0, 0.785], [9.0, 9000.0, 0.78], [10.7, 15000.0, 0.76],
    [13.0, 15000.0, 0.32], [18.0, 15000.0, 0.11], [25.0, 15000.0, 0.045],
]  # [m/s], [kW], [1]

# A reference of two years, the second windier; and roses of four sectors, as files of wind statistics tell them.
WORKED_REFERENCE = np.concatenate([0.9 * WORKED_YEAR, 1.05 * WORKED_YEAR])  # [m/s]
ROSE_EDGES = np.arange(0.0, 26.0)  # [m/s]
ROSE_FREQUENCY = np.array([0.4, 0.2, 0.3, 0.1])  # [1]
_SCALES = np.array([9.0, 7.0, 8.0, 6.0])  # [m/s]
ROSE = -np.diff(np.exp(-((ROSE_EDGES[:, None] / _SCALES) ** 2)), axis=0)  # [1]
ATLAS_HEIGHTS, ATLAS_ROUGHNESS = np.array([50.0, 100.0, 150.0]), np.array([0.0019, 0.03])  # [m]: just smooth enough for a sea
ATLAS_SCALE = np.stack([np.outer((ATLAS_HEIGHTS / 100) ** 0.1, part * _SCALES) for part in (1.0, 0.8)])  # [m/s]
ATLAS_SHAPE = np.full((2, 3, 4), 2.1)  # [1]
ATLAS_FREQUENCY = np.tile(ROSE_FREQUENCY, (2, 3, 1))  # [1]
