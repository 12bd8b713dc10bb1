"""Years of hours: those of a record, or years put together where a site tells of months alone.

A made year is a Gaussian process with the autocorrelation of a measured one, bent hour by hour to the Weibull distribution
of its month. What lies between hours is assumed, and a store's size hangs on it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.random import Generator
from scipy.special import gamma, log_ndtr, ndtri

from evaluators.offshore_wind.years import months_of_hours, whole_years
from evaluators.toolkit.draws import generator

HOURS = 8760
MADE_YEARS = 10
# Autocorrelation of the scores: GUST [1] is what an hour has of its own, MEMORY [h] how long the rest is remembered. Fitted to
# Sand Point, Alaska (NREL TMY3 703165, as pvlib ships it), lags of 1 to 36 h and spread of daily means: its speeds have 0.90
# after an hour and 0.21 after a day.
GUST = 0.035
MEMORY = 16.0
# Standard deviation of yearly means over their mean [1]: as the offshore-wind evaluator draws it.
INTERANNUAL = 0.05  # below the 6 % that the industry applies (Pryor et al. 2018, doi:10.5194/wes-3-651-2018)


def years_of(series: np.ndarray, begins: float | None, name: str) -> np.ndarray:
    """The first 8,760 hours of each year of an hourly ``series``, shape (years, 8760).

    ``begins`` [h since 1970-01-01 UTC] is its first hour; years are counted from it, and without it every fourth is a leap
    year. ``name`` is what the series is called to people. Raises ValueError where it is not whole years or has gaps.
    """
    series = np.asarray(series, dtype=float)
    years = whole_years(len(series))
    if not years:
        raise ValueError(
            f"{name} has {len(series):,} hours, and a store is filled and emptied over whole years of 8,760 or 8,784 hours. "
            "Send whole years."
        )
    gaps = np.flatnonzero(~np.isfinite(series))
    if gaps.size:
        raise ValueError(
            f"{name} has no value in {gaps.size:,} hours, first in hour {gaps[0] + 1:,}. Fill the gaps, and say how, "
            "or send another year."
        )
    return np.stack([series[first : first + HOURS] for first in _beginnings(len(series), years, begins)])


def _beginnings(hours: int, years: int, begins: float | None) -> np.ndarray:
    if begins is None:
        leap_days = (hours - HOURS * years) // 24
        before = np.minimum((np.arange(years) + 3) // 4, leap_days)
        return np.arange(years) * HOURS + 24 * before
    first = np.datetime64(round(begins), "h")
    into_month = first - first.astype("datetime64[M]").astype("datetime64[h]")
    same_day = (first.astype("datetime64[M]") + 12 * np.arange(years)).astype("datetime64[h]") + into_month
    return np.minimum((same_day - first).astype(np.int64), hours - HOURS)


def made_years(mean: np.ndarray, shape: np.ndarray | float, years: int = MADE_YEARS) -> np.ndarray:
    """Hourly wind speeds [m/s], shape (years, 8760), with Weibull months of ``mean`` [m/s] and ``shape`` [1], (12,) each.

    Each year closes on itself. The yearly means lie at equal steps of probability of a normal distribution, 5 % wide,
    whose mean is that of the months. The same months make the same years on every machine. Raises ValueError unless
    there are twelve of each.
    """
    mean, shape = np.asarray(mean, dtype=float), np.broadcast_to(np.asarray(shape, dtype=float), (12,))
    if mean.shape != (12,) or not np.all(np.isfinite(mean)) or mean.min() < 0:
        raise ValueError(f"twelve monthly mean wind speeds are needed, January first, none below 0; {mean.size} were given.")
    if not np.all((shape >= 1) & (shape <= 10)):
        raise ValueError("Weibull shapes by month lie between 1 and 10; look for a scale in m/s in their place.")
    return _made(tuple(mean.tolist()), tuple(shape.tolist()), years)


@lru_cache(maxsize=16)
def _made(mean: tuple[float, ...], shape: tuple[float, ...], years: int) -> np.ndarray:
    noise = generator(0, "weather years", *(one.hex() for one in (*mean, *shape)), str(years))
    score = _closed_process(noise, years)
    month = months_of_hours(HOURS)
    k, scale = np.array(shape)[month], (np.array(mean) / gamma(1 + 1 / np.array(shape)))[month]
    speed = scale * (-log_ndtr(-score)) ** (1 / k)
    told = np.array(mean)[month].mean()
    windy = 1 + INTERANNUAL * ndtri((noise.permutation(years) + 0.5) / years)
    if told > 0:
        speed *= (windy * told / speed.mean(axis=1))[:, None]
    speed.flags.writeable = False
    return speed


def _closed_process(noise: Generator, years: int) -> np.ndarray:
    """Standard normal scores, shape (years, 8760), of the autocorrelation above, each year closed on itself."""
    apart = np.minimum(np.arange(HOURS), HOURS - np.arange(HOURS))
    correlation = (1 - GUST) * np.exp(-apart / MEMORY)
    correlation[0] = 1.0
    power = np.maximum(np.fft.rfft(correlation).real, 0)
    return np.fft.irfft(np.fft.rfft(noise.standard_normal((years, HOURS))) * np.sqrt(power), HOURS)
