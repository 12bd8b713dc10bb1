"""Weather years: made ones, judged by Sand Point's own, and those of a record."""

from __future__ import annotations

import csv
import importlib.resources
from functools import lru_cache

import numpy as np
import pytest
from scipy.special import gamma
from stations import STATIONS

from evaluators.hydrogen_storage import weather_years
from evaluators.hydrogen_storage.weather_years import INTERANNUAL, made_years, years_of
from evaluators.offshore_wind.example import SAND_POINT_MEAN, SAND_POINT_SHAPE
from evaluators.offshore_wind.years import monthly_means, months_of_hours

MONTHS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) / 365  # shares of the year


@lru_cache
def sand_point_wind() -> np.ndarray:
    rows = list(csv.reader((importlib.resources.files("pvlib") / "data" / STATIONS[0]).read_text().splitlines()))
    column = [head.startswith("Wspd") for head in rows[1]].index(True)
    return np.array([float(row[column]) for row in rows[2:]])


# --- made years, judged by Sand Point's own


def calms(speed: np.ndarray, below: float) -> np.ndarray:
    """Lengths [h] of the spells below a speed."""
    steps = np.flatnonzero(np.diff(np.concatenate([[0], (speed < below).astype(int), [0]])))
    return steps[1::2] - steps[::2]


def lagged(speed: np.ndarray, hours: int) -> float:
    """Autocorrelation of what is left of the speed when each month's mean is taken off."""
    left = speed - monthly_means(speed)[months_of_hours(8760)]
    return float(np.corrcoef(left[:-hours], left[hours:])[0, 1])


@pytest.fixture(scope="module")
def made() -> np.ndarray:
    return made_years(SAND_POINT_MEAN, SAND_POINT_SHAPE)


@pytest.mark.parametrize(("hours", "tolerance"), [(1, 0.02), (6, 0.04), (12, 0.05), (24, 0.06), (36, 0.06)])
def test_made_years_remember_as_long_as_sand_point(made, hours, tolerance):
    assert np.mean([lagged(year, hours) for year in made]) == pytest.approx(lagged(sand_point_wind(), hours), abs=tolerance)


def test_calms_of_made_years_are_as_long_as_at_sand_point(made):
    for below in (5.0, 7.0):
        record = calms(sand_point_wind(), below)
        found = [calms(year, below) for year in made]
        # A calm hour's mean spell is what a store has to bridge.
        spell = np.mean([(one**2).sum() / one.sum() for one in found])
        assert spell == pytest.approx((record**2).sum() / record.sum(), rel=0.3)
        assert min(one.max() for one in found) < record.max() < max(one.max() for one in found)


def test_days_and_weeks_of_made_years_differ_as_at_sand_point(made):
    for hours in (24, 168):
        count = 8760 // hours
        spread = [np.std(year[: count * hours].reshape(count, hours).mean(axis=1)) for year in (*made, sand_point_wind())]
        assert np.mean(spread[:-1]) == pytest.approx(spread[-1], rel=0.1)


def test_made_years_keep_their_months(made):
    means = np.mean([monthly_means(year) for year in made], axis=0)
    assert made.mean() == pytest.approx(SAND_POINT_MEAN @ MONTHS, rel=1e-3)
    assert means == pytest.approx(SAND_POINT_MEAN, rel=0.12)
    assert made.mean(axis=1).std() / made.mean() == pytest.approx(INTERANNUAL, rel=0.15)
    for month, shape in enumerate(SAND_POINT_SHAPE):
        hours = made[:, months_of_hours(8760) == month].ravel()
        # Weibull: the share of hours above its mean follows from the shape alone (here within what 7,000 h tell).
        assert (hours > hours.mean()).mean() == pytest.approx(np.exp(-(gamma(1 + 1 / shape) ** shape)), abs=0.03)


def test_the_same_months_make_the_same_years_and_others_others():
    one = made_years(SAND_POINT_MEAN, 2.0)
    weather_years._made.cache_clear()
    same = made_years(SAND_POINT_MEAN.tolist(), np.full(12, 2.0))
    other = made_years(SAND_POINT_MEAN + 1e-9, 2.0)
    assert np.array_equal(one, same) and not np.allclose(one, other, rtol=0.1)
    assert not one.flags.writeable


def test_a_made_year_closes_on_itself(made):
    jumps = np.abs(np.diff(made, axis=1)).mean()
    assert np.abs(made[:, 0] - made[:, -1]).mean() < 2 * jumps


@pytest.mark.parametrize(
    ("mean", "shape", "said"),
    [
        (SAND_POINT_MEAN[:11], 2.0, "twelve monthly mean wind speeds are needed, January first, none below 0; 11 were given"),
        (-SAND_POINT_MEAN, 2.0, "none below 0"),
        (SAND_POINT_MEAN, 14.0, "look for a scale in m/s in their place"),
    ],
)
def test_months_that_are_none_are_refused(mean, shape, said):
    with pytest.raises(ValueError, match=said):
        made_years(mean, shape)


# --- years of a record


def test_years_are_cut_at_their_own_first_hour_through_leap_years():
    begins = np.datetime64("2019-01-01T00", "h")
    hours = np.arange(begins, np.datetime64("2022-01-01T00", "h"))
    cut = years_of(hours.astype(np.int64).astype(float), float(begins.astype(np.int64)), "wind_speed_hourly")
    firsts = cut[:, 0].astype(np.int64).astype("datetime64[h]")
    assert firsts.astype(str).tolist() == ["2019-01-01T00", "2020-01-01T00", "2021-01-01T00"]
    assert cut.shape == (3, 8760)


def test_years_may_begin_at_any_hour():
    begins = np.datetime64("2018-12-31T15", "h")  # midnight in Japan
    hours = np.arange(begins, np.datetime64("2020-12-31T15", "h"))
    cut = years_of(hours.astype(np.int64).astype(float), float(begins.astype(np.int64)), "wind_speed_hourly")
    assert cut[:, 0].astype(np.int64).astype("datetime64[h]").astype(str).tolist() == ["2018-12-31T15", "2019-12-31T15"]


@pytest.mark.parametrize("hours", [8760, 8784, 17520, 17544, 43824])
def test_years_without_a_date_are_whole(hours):
    cut = years_of(np.arange(hours, dtype=float), None, "wind_speed_hourly")
    assert cut.shape == (hours // 8760, 8760)
    assert cut[-1, -1] <= hours - 1


@pytest.mark.parametrize(
    ("series", "said"),
    [
        (np.zeros(8759), "ghi_hourly has 8,759 hours, and a store is filled and emptied over whole years"),
        (np.zeros(4380), "Send whole years"),
        (np.where(np.arange(8760) == 99, np.nan, 1.0), "ghi_hourly has no value in 1 hours, first in hour 100"),
    ],
)
def test_a_record_that_is_no_year_is_refused(series, said):
    with pytest.raises(ValueError, match=said):
        years_of(series, None, "ghi_hourly")
