"""The wind of a site: an hourly series, or monthly means, as one distribution of speed in fine bins.

Shear is a power law, so a lift to hub height multiplies every speed by the same factor; so does a wind-speed error
and a windy year. The distribution therefore stays at the height of measurement, and the factor is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gamma

Number = np.ndarray | float

HOURS_A_YEAR = 8760.0
DAYS = np.array([31.0, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
HOURLY_BIN = 0.05  # [m/s]; energy of the binned series is within 0.01 % of the series'
MONTHLY_BIN = 0.1  # [m/s]
RAYLEIGH = 2.0  # Weibull shape where a site states none [1]


@dataclass(frozen=True)
class SpeedDistribution:
    """Shares of the year by wind speed at the height of measurement; all three of shape (bins,).

    ``speed`` [m/s] is the mean in each bin, ``share`` [1] its share of the hours (they add up to 1), ``density``
    [kg/m3] the mean air density of those hours.
    """

    speed: np.ndarray
    share: np.ndarray
    density: np.ndarray

    @property
    def mean_speed(self) -> float:
        """Mean wind speed [m/s]."""
        return float(self.speed @ self.share)

    @property
    def mean_density(self) -> float:
        """Mean air density [kg/m3]."""
        return float(self.density @ self.share)


def from_hours(speed: np.ndarray, density: Number) -> SpeedDistribution:
    """The distribution of an hourly series: ``speed`` [m/s] and ``density`` [kg/m3], shape (8760,) or (8784,).

    Raises ValueError for another length, a gap or a speed that is none. Calm hours count as hours without wind.
    """
    speed = checked_hours(speed)
    number = np.rint(speed / HOURLY_BIN).astype(np.int64)
    hours = np.bincount(number)
    filled = hours > 0
    hours = hours[filled]
    mean = np.bincount(number, weights=speed)[filled] / hours
    if np.ndim(density) == 0:
        mean_density = np.full(len(hours), float(density))
    else:
        mean_density = np.bincount(number, weights=density)[filled] / hours
    return SpeedDistribution(mean, hours / len(speed), mean_density)


def checked_hours(speed: np.ndarray) -> np.ndarray:
    """``speed`` [m/s] as floats, if it can be a year of hourly means; ValueError says why it cannot and what to do."""
    speed = np.asarray(speed, dtype=float)
    if speed.ndim != 1 or len(speed) not in (8760, 8784):
        raise ValueError(
            f"an hourly year has 8,760 or 8,784 wind speeds, not {speed.size:,}; fill the gaps or give monthly means."
        )
    if not np.all(np.isfinite(speed)):
        raise ValueError(f"{int((~np.isfinite(speed)).sum())} hours have no wind speed; fill them, or give monthly means.")
    if speed.min() < 0 or speed.max() > 75:
        raise ValueError(
            f"wind speeds run from {speed.min():g} to {speed.max():g} m/s; an hourly mean lies between 0 and 75 m/s. "
            "If the series is in km/h, divide it by 3.6."
        )
    return speed


def from_months(mean: np.ndarray, shape: Number, density: Number) -> SpeedDistribution:
    """The distribution of twelve Weibull months: ``mean`` speed [m/s], Weibull ``shape`` [1], ``density`` [kg/m3].

    Each of shape (12,) or a number. The scale follows from the mean: A = mean / Gamma(1 + 1/k) (Manwell et al. 2009,
    Wind Energy Explained, equation 2.61). Raises ValueError unless there are twelve means.
    """
    mean = np.asarray(mean, dtype=float)
    if mean.shape != (12,) or not np.all(np.isfinite(mean)) or mean.min() < 0:
        raise ValueError(
            f"twelve monthly mean wind speeds are needed, January first, none below 0; {mean.size} were given."
        )
    shape, density = np.broadcast_to(shape, (12,)), np.broadcast_to(density, (12,))
    scale = np.maximum(mean, 1e-6) / gamma(1 + 1 / shape)
    edges = np.arange(0.0, 75.0 + MONTHLY_BIN, MONTHLY_BIN)
    above = np.exp(-((edges[:, None] / scale) ** shape))
    share = -np.diff(above, axis=0) * (DAYS / DAYS.sum())
    total = share.sum(axis=1)
    filled = total > 1e-9
    middle = (edges[:-1] + edges[1:])[filled] / 2
    return SpeedDistribution(middle, total[filled] / total[filled].sum(), (share @ density)[filled] / total[filled])


def months_of_hours(hours: int) -> np.ndarray:
    """The month, 0 to 11, of every hour of a year of 8,760 or 8,784 ``hours`` that begins on 1 January."""
    days = DAYS.copy()
    days[1] += (hours - 8760) / 24
    return np.repeat(np.arange(12), (days * 24).astype(int))


def shear_factor(hub_height: Number, weather_height: Number, exponent: Number) -> Number:
    """Speed at hub height over speed where it was measured [1]: (hub / measured)^exponent; heights in [m].

    Source: IEC 61400-3-1:2019, section 6.3 (normal wind profile).
    """
    return (np.asarray(hub_height, dtype=float) / weather_height) ** exponent
