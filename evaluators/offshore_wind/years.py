"""Years of hours: which month an hour is of, how long a record is, and how much its years differ."""

from __future__ import annotations

import numpy as np

HOURS_A_YEAR = 8760.0
DAYS = np.array([31.0, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
ENOUGH_YEARS = 5  # from which the years of a record tell how much years differ


def whole_years(hours: int) -> int:
    """How many whole years a series of ``hours`` is, each of 8,760 or 8,784; 0 where it is none."""
    years = round(hours / 8765.82)
    leap_days = (hours - 8760 * years) / 24
    return years if years and leap_days in range((years + 3) // 4 + 1) else 0


def months_of_hours(hours: int, begins: float | None = None) -> np.ndarray:
    """The month, 0 to 11, of every one of ``hours``.

    ``begins`` [h since 1970-01-01 00:00 UTC]; without it the years begin on 1 January, and only one of 8,784 h is a leap year.
    """
    if begins is not None:
        first = np.datetime64(round(begins), "h")
        return (first + np.arange(hours)).astype("datetime64[M]").astype(np.int64) % 12
    days = DAYS.copy()
    days[1] += (hours - 8760) / 24 if hours == 8784 else 0
    return np.resize(np.repeat(np.arange(12), (days * 24).astype(int)), hours)


def monthly_means(hourly: np.ndarray, begins: float | None = None) -> np.ndarray:
    """Mean of ``hourly`` by month, shape (12,), in its own unit."""
    month = months_of_hours(len(hourly), begins)
    return np.bincount(month, weights=hourly, minlength=12) / np.bincount(month, minlength=12)


def annual_means(speed: np.ndarray) -> np.ndarray:
    """Mean of each year of an hourly series, shape (years,), in its own unit; years are counted from its first hour."""
    return np.array([year.mean() for year in np.array_split(speed, max(whole_years(len(speed)), 1))])


def interannual_deviation(speed: np.ndarray) -> float | None:
    """Standard deviation of the yearly means over their mean [1]; None below ``ENOUGH_YEARS`` years, which tell too little."""
    means = annual_means(speed)
    if len(np.unique(means)) < len(means):
        return None  # a year told twice tells nothing of how years differ
    return float(means.std(ddof=1) / means.mean()) if len(means) >= ENOUGH_YEARS and means.mean() > 0 else None
