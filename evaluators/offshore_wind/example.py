"""The weather of the worked example: Sand Point, Alaska, as a typical year has it.

Means, Weibull shapes (from mean and standard deviation) and temperatures by month of NREL's TMY3 703165 (Wilcox &
Marion 2008, NREL/TP-581-43156), 10 m, as the pvlib wheel ships it. The hourly year is made from them: an example to
run, no measurement.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gamma

from evaluators.offshore_wind.resource import months_of_hours

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
        scale = mean[number] / gamma(1 + 1 / shape[number])
        year[hours] = scale * (-np.log1p(-rank)) ** (1 / shape[number])
    return year


WORKED_YEAR = weibull_year(SAND_POINT_MEAN, SAND_POINT_SHAPE)
