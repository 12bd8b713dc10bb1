"""The hydrogen that a store's user takes, hour by hour."""

from __future__ import annotations

import numpy as np

from evaluators.hydrogen_storage.weather_years import HOURS, years_of
from evaluators.offshore_wind.years import months_of_hours


def demand_profile(
    mean: float | None, monthly: np.ndarray | None = None, hourly: np.ndarray | None = None, begins: float | None = None
) -> tuple[np.ndarray, list[str]]:
    """Demand [kg/h], shape (8760,), and notes on it: ``hourly`` [kg/h] if it is there, else by month, else even.

    ``mean`` [kg/h] is the demand that the proposal states: the shape of ``hourly`` or ``monthly`` is brought to it; without
    it they stand as they are. ``monthly`` are twelve rates, or shares of any whole, January first. ``begins`` [h since
    1970-01-01 UTC] is the first hour of the weather. Raises ValueError for what cannot be a demand.
    """
    if mean is not None and not 0 < mean < np.inf:
        raise ValueError(f"the demand is {mean:g} kg/h; state how much hydrogen is used, above 0 kg/h.")
    if hourly is not None:
        years = years_of(hourly, begins, "demand_hourly")
        told = ["The demand is hourly, as the site brings it."]
        if len(years) > 1:
            told = [f"Of {len(years)} years of demand the first stands for all years of weather."]
        return _brought_to(mean, years[0], "demand_hourly", told)
    if monthly is not None:
        rates = np.asarray(monthly, dtype=float)
        if rates.shape != (12,) or not np.all(np.isfinite(rates)):
            raise ValueError(f"twelve monthly demands are needed, January first; {int(np.isfinite(rates).sum())} were given.")
        by_hour = rates[months_of_hours(HOURS, begins)]
        return _brought_to(mean, by_hour, "demand_monthly", ["The demand differs by month and is even within each."])
    if mean is None:
        raise ValueError("no demand is stated: state demand in kg/h, or let the site bring demand_hourly.")
    return np.full(HOURS, float(mean)), ["The demand is taken as even over the year."]


def _brought_to(mean: float | None, rates: np.ndarray, name: str, told: list[str]) -> tuple[np.ndarray, list[str]]:
    if rates.min() < 0:
        first = int(np.flatnonzero(rates < 0)[0])
        raise ValueError(f"{name} is {rates[first]:g} kg/h in hour {first + 1:,}; a user takes 0 kg/h or more.")
    if rates.max() <= 0:
        raise ValueError(f"{name} is 0 in every hour: nothing is used, and no store is needed. Send the user's demand.")
    if mean is None:
        return rates, told
    scale = mean / rates.mean()
    if abs(scale - 1) > 0.005:
        told = [*told, f"Its hours are multiplied by {scale:.3g}, so that their mean is the stated demand of {mean:,.4g} kg/h."]
    return rates * scale, told
