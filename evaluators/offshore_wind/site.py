"""The weather that a site brings, put together into one speed distribution, and what has to be said about it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from evaluators.offshore_wind.density import STANDARD_PRESSURE, STANDARD_TEMPERATURE, air_density, lifted
from evaluators.offshore_wind.resource import (
    DAYS,
    RAYLEIGH,
    SpeedDistribution,
    checked_hours,
    from_hours,
    from_months,
    months_of_hours,
)


@dataclass(frozen=True)
class SiteWeather:
    """The wind of a site at its height of measurement; ``basis`` is "hourly" or "monthly", ``calm_hours`` counts 0 m/s."""

    distribution: SpeedDistribution
    basis: str
    calm_hours: int | None
    notes: list[str] = field(default_factory=list)


def site_weather(
    *, wind_hourly: np.ndarray | None, wind_monthly: np.ndarray | None, weibull_k: np.ndarray | None,
    temperature_hourly: np.ndarray | None, temperature_monthly: np.ndarray | None,
    pressure_hourly: np.ndarray | None, height: float,
) -> SiteWeather:
    """Wind [m/s], Weibull shape [1], temperature [degC] and pressure [hPa] as one distribution; hourly wind goes first.

    Hourly arrays have 8,760 or 8,784 values of one length, monthly ones 12. Temperature and pressure are taken as
    measured near the sea and lifted to ``height`` [m] by the standard lapse. Raises ValueError where there is no wind, or
    series differ in length.
    """
    notes: list[str] = []
    if wind_hourly is None and wind_monthly is None:
        raise ValueError("the site has no wind: give wind_speed_hourly or wind_speed_monthly.")
    if pressure_hourly is not None and np.ptp(pressure_hourly) == 0:
        notes.append(
            f"The air pressure is {np.asarray(pressure_hourly).flat[0]:g} hPa in every hour: filled in, not measured."
        )
    hours = 0 if wind_hourly is None else len(checked_hours(wind_hourly))
    temperature = _at_basis(temperature_hourly, temperature_monthly, hours, "temperature_hourly")
    pressure = _at_basis(pressure_hourly, None, hours, "pressure_hourly")
    if temperature is None:
        notes.append(f"The site states no air temperature: {STANDARD_TEMPERATURE:g} degC is taken.")
    density = air_density(*lifted(
        STANDARD_TEMPERATURE if temperature is None else temperature,
        STANDARD_PRESSURE if pressure is None else pressure, height,
    ))
    if wind_hourly is not None:
        distribution = from_hours(wind_hourly, density)
        calm = int((np.asarray(wind_hourly) == 0).sum())
        if calm:
            notes.append(f"{calm} hours are calm (0 m/s); they stay calm at hub height.")
        return SiteWeather(distribution, "hourly", calm, notes)
    if weibull_k is None:
        notes.append(f"The site states no Weibull shape: {RAYLEIGH:g} (Rayleigh) is taken.")
    distribution = from_months(np.asarray(wind_monthly), RAYLEIGH if weibull_k is None else weibull_k, density)
    return SiteWeather(distribution, "monthly", None, notes)


def _at_basis(hourly: np.ndarray | None, monthly: np.ndarray | None, hours: int, name: str) -> np.ndarray | None:
    """The series per hour where ``hours`` is the length of the wind series, per month where it is 0."""
    if hours:
        if hourly is not None and len(hourly) != hours:
            raise ValueError(f"{name} has {len(hourly):,} values and wind_speed_hourly {hours:,}; give both for the same hours.")
        if hourly is not None or monthly is None:
            return hourly
        return np.asarray(monthly, dtype=float)[months_of_hours(hours)]
    if monthly is not None or hourly is None:
        return None if monthly is None else np.asarray(monthly, dtype=float)
    month = months_of_hours(len(hourly))
    return np.bincount(month, weights=hourly) / np.where(np.arange(12) == 1, np.bincount(month), DAYS * 24)
