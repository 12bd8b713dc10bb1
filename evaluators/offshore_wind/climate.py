"""The wind at one height as one table: how often it blows how fast, from where, and how heavy the air then is.

Shear, errors of measurement and windy years multiply every speed by one factor a draw, so that the table stays at the
height of measurement and is made once a project.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gamma

from evaluators.offshore_wind.density import STANDARD_DENSITY
from evaluators.offshore_wind.direction import EVERYWHERE, directions_of_bins, sector_shares
from evaluators.offshore_wind.years import DAYS

Number = np.ndarray | float

HOURLY_BIN = 0.05  # [m/s]; energy of the binned series is within 0.01 % of the series'
FINE_BIN = 0.1  # [m/s]; of distributions that are told by parameters or by coarse bins
FASTEST = 75.0  # [m/s]


@dataclass(frozen=True)
class WindClimate:
    """The wind at one height; ``speed`` [m/s], the mean in each bin, ``share`` [1] of the hours (they add up to 1) and
    ``density`` [kg/m3] are of shape (bins,).

    ``direction`` [1] of shape (bins, 360) is the share of each whole degree given the bin: wind from there, clockwise from
    north; its rows add up to 1. ``has_directions`` is False where nothing is known of them and all are taken as equal.
    """

    speed: np.ndarray
    share: np.ndarray
    density: np.ndarray
    direction: np.ndarray
    has_directions: bool = True

    @property
    def mean_speed(self) -> float:
        """Mean wind speed [m/s]."""
        return float(self.speed @ self.share)

    @property
    def mean_density(self) -> float:
        """Mean air density [kg/m3]."""
        return float(self.density @ self.share)

    @property
    def rose(self) -> np.ndarray:
        """Share of the hours [1] by whole degree, shape (360,)."""
        return self.share @ self.direction


def from_hours(speed: np.ndarray, direction: np.ndarray | None = None, density: Number = STANDARD_DENSITY) -> WindClimate:
    """The climate of hourly ``speed`` [m/s], ``direction`` [deg] and ``density`` [kg/m3], each of shape (hours,).

    Density may be a number. Calm hours count as hours without wind and say nothing of directions. Raises ValueError for
    speeds or directions that are none.
    """
    speed = checked_speeds(speed)
    _, bins = np.unique(np.rint(speed / HOURLY_BIN).astype(np.int64), return_inverse=True)
    hours = np.bincount(bins)
    mean = np.bincount(bins, weights=speed) / hours
    heavy = np.full(len(hours), float(density)) if np.ndim(density) == 0 else np.bincount(bins, weights=density) / hours
    towards = None if direction is None else directions_of_bins(speed, direction, bins, len(hours))
    return _climate(mean, hours / len(speed), heavy, towards)


def from_months(mean: np.ndarray, shape: Number, density: Number = STANDARD_DENSITY) -> WindClimate:
    """The climate of twelve Weibull months: ``mean`` speed [m/s], Weibull ``shape`` [1], ``density`` [kg/m3].

    Each of shape (12,) or a number. The scale follows from the mean: A = mean / Gamma(1 + 1/k) (Manwell et al. 2009,
    Wind Energy Explained, equation 2.61). Raises ValueError unless there are twelve means.
    """
    mean = np.asarray(mean, dtype=float)
    if mean.shape != (12,) or not np.all(np.isfinite(mean)) or mean.min() < 0:
        raise ValueError(
            f"twelve monthly mean wind speeds are needed, January first, none below 0; {mean.size} were given."
        )
    shape, density = np.broadcast_to(shape, (12,)), np.broadcast_to(density, (12,))
    speed, share = weibull_bins(mean / gamma(1 + 1 / shape), shape)
    share = share * (DAYS / DAYS.sum())
    total = share.sum(axis=1)
    filled = total > 1e-9
    return _climate(speed[filled], total[filled] / total[filled].sum(), (share @ density)[filled] / total[filled], None)


def from_sectors(speed: np.ndarray, share: np.ndarray, offset: float = 0.0, density: float = STANDARD_DENSITY) -> WindClimate:
    """The climate of ``share`` [1], (bins, sectors), over bins of ``speed`` [m/s], (bins,).

    The first sector is centred on ``offset`` [deg]; inside a sector all directions are equal. ``density`` [kg/m3] is that
    of all hours.
    """
    total = share.sum(axis=1)
    filled = total > 1e-12
    towards = (share[filled] / total[filled, None]) @ sector_shares(share.shape[1], offset)
    return _climate(speed[filled], total[filled] / total.sum(), np.full(filled.sum(), float(density)), towards)


def weibull_bins(scale: np.ndarray, shape: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Speeds [m/s], (bins,), and the share [1], (bins, n), that n Weibull distributions have in each bin.

    ``scale`` [m/s] and ``shape`` [1] are of shape (n,).
    """
    edges = np.arange(0.0, FASTEST + FINE_BIN, FINE_BIN)
    above = np.exp(-((edges[:, None] / np.maximum(scale, 1e-6)) ** shape))
    return (edges[:-1] + edges[1:]) / 2, -np.diff(above, axis=0)


def checked_speeds(speed: np.ndarray) -> np.ndarray:
    """``speed`` [m/s] as floats, if it can be hourly means; ValueError says why it cannot and what to do."""
    speed = np.asarray(speed, dtype=float)
    if not np.all(np.isfinite(speed)):
        raise ValueError(f"{int((~np.isfinite(speed)).sum())} hours have no wind speed; fill them, or give monthly means.")
    if speed.min() < 0 or speed.max() > FASTEST:
        raise ValueError(
            f"wind speeds run from {speed.min():g} to {speed.max():g} m/s; an hourly mean lies between 0 and {FASTEST:g} m/s. "
            "If the series is in km/h, divide it by 3.6."
        )
    return speed


def _climate(speed: np.ndarray, share: np.ndarray, density: np.ndarray, direction: np.ndarray | None) -> WindClimate:
    told = direction is not None
    towards = np.broadcast_to(EVERYWHERE, (len(speed), 360)) if direction is None else direction
    for array in (speed, share, density, towards):
        array.flags.writeable = False
    return WindClimate(speed, share, density, towards, told)
