"""The wind and sun that make a project's hydrogen, as shares of rated power by year and hour."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from evaluators.hydrogen_storage.photovoltaic import LOSSES as SOLAR_LOSSES
from evaluators.hydrogen_storage.photovoltaic import solar_share
from evaluators.hydrogen_storage.weather_years import GUST, HOURS, MEMORY, made_years, years_of
from evaluators.hydrogen_storage.wind_profile import wind_share
from evaluators.offshore_wind.air import Air
from evaluators.offshore_wind.climate import checked_speeds
from evaluators.offshore_wind.shear import power_law
from evaluators.offshore_wind.turbine import Turbine
from evaluators.offshore_wind.years import months_of_hours

RAYLEIGH = 2.0  # Weibull shape where a site states none [1]
WIND_LOSSES = 0.17  # wakes, downtime, cables [1]; unsourced: engineering judgement (the offshore-wind evaluator has the detail)
ANEMOMETER = 10.0  # height of the wind that cools modules [m]
MILD = 15.0  # air temperature where none is told [degC], ISO 2533


@dataclass(frozen=True)
class Supply:
    """Shares of rated power [1], shape (years, 8760), at the busbar; None where a project has, or a site tells, none.

    ``kind`` is "measured_years", "one_year", "typical_year" or "synthetic_order"; ``notes`` say what that means.
    """

    wind: np.ndarray | None
    solar: np.ndarray | None
    kind: str
    notes: list[str] = field(default_factory=list)


def supply_of(
    *, machine: Turbine | None = None, hub_height: float | None = None, has_solar: bool = False,
    wind_speed_hourly: np.ndarray | None = None, weather_height: float | None = None,
    wind_speed_monthly: np.ndarray | None = None, weibull_k_monthly: np.ndarray | None = None,
    temperature_hourly: np.ndarray | None = None, temperature_monthly: np.ndarray | None = None,
    pressure_hourly: np.ndarray | None = None,
    ghi_hourly: np.ndarray | None = None, dni_hourly: np.ndarray | None = None, dhi_hourly: np.ndarray | None = None,
    latitude: float | None = None, longitude: float | None = None, weather_begins: float | None = None,
    shear_exponent: float = 0.14, wind_losses: float = WIND_LOSSES, spread: float = 0.0,
    solar_losses: float = SOLAR_LOSSES, tilt: float | None = None,
) -> Supply:
    """Wind for the turbine ``machine``, if there is one, and sun if ``has_solar``, from what the site brings.

    Series are hourly over whole years, or twelve monthly means: speeds [m/s] at ``weather_height`` [m], temperatures
    [degC], pressure [hPa], irradiance [W/m2]; ``weather_begins`` [h since 1970-01-01 UTC] is their first hour and lacks for
    a typical year. ``hub_height`` [m] is the machine's own unless stated. For the rest see ``wind_share`` and
    ``solar_share``. Raises ValueError, saying what to send, where a project has wind or sun and its site does not tell it.
    """
    if machine is None and not has_solar:
        raise ValueError("the project has neither wind nor sun: state a wind_capacity or a solar_capacity, or grid power alone.")
    if has_solar and ghi_hourly is not None and wind_speed_hourly is not None and len(ghi_hourly) != len(wind_speed_hourly):
        raise ValueError(
            f"wind_speed_hourly has {len(wind_speed_hourly):,} values and ghi_hourly {len(ghi_hourly):,}; give both for the "
            "same hours."
        )
    made = wind_speed_hourly is None and machine is not None
    hourly = ghi_hourly if wind_speed_hourly is None else wind_speed_hourly
    wind = solar = None
    notes: list[str] = []
    if machine is not None:
        hub = machine.hub_height if hub_height is None else hub_height
        air = Air(temperature_hourly, temperature_monthly, pressure_hourly, None, hub, weather_begins)
        if weather_height is None:
            raise ValueError("the height at which the wind was measured, weather_height, is not stated; let the site state it.")
        if wind_speed_hourly is not None:
            speed = checked_speeds(years_of(wind_speed_hourly, weather_begins, "wind_speed_hourly"))
            dense = np.broadcast_to(air.by_hour(len(wind_speed_hourly)), len(wind_speed_hourly))
            density = years_of(dense, weather_begins, "the air")
        elif wind_speed_monthly is not None:
            made_speed = made_years(wind_speed_monthly, RAYLEIGH if weibull_k_monthly is None else weibull_k_monthly)
            speed = np.roll(made_speed, -_into_year(weather_begins), axis=1)  # beside a measured sun, that may begin in July
            density = air.by_month()[months_of_hours(HOURS, weather_begins)]
        else:
            raise ValueError(
                "the project has wind, and its site brings none by hour or month. Send wind_speed_hourly, or a monthly table."
            )
        wind = wind_share(
            speed, machine=machine, height=weather_height, hub_height=hub, exponent=shear_exponent, losses=wind_losses,
            density=density, spread=spread,
        )
    if has_solar:
        if ghi_hourly is None:
            raise ValueError(
                "the project has photovoltaics, and its site brings no hourly sun; it cannot be made from months. Send "
                "ghi_hourly (with dni_hourly and dhi_hourly, if you have them), such as a PVGIS, EPW, TMY3 or NSRDB file."
            )
        if latitude is None or longitude is None:
            raise ValueError("photovoltaics need latitude and longitude of the site, in degrees; let the site state them.")
        solar = years_of(
            solar_share(
                ghi_hourly, dni=dni_hourly, dhi=dhi_hourly, latitude=latitude, longitude=longitude, begins=weather_begins,
                temperature=_warmth(temperature_hourly, temperature_monthly, len(ghi_hourly), weather_begins),
                wind=_cooling(wind_speed_hourly, weather_height, shear_exponent), tilt=tilt, losses=solar_losses,
            ),
            weather_begins, "ghi_hourly",
        )
        if dni_hourly is None and dhi_hourly is None:
            notes.append("The sun is told as global light alone; beam and diffuse are parted by Erbs et al. 1982.")
        if wind is not None and len(wind) != len(solar):
            solar = solar[np.arange(len(wind)) % len(solar)]
            notes.append("Made wind knows nothing of the measured sun: that windy days may be dull is left out.")
    years = 1 if hourly is None else len(hourly) // HOURS
    one = "typical_year" if weather_begins is None else "one_year"
    kind = "synthetic_order" if made else "measured_years" if years > 1 else one
    for share in (wind, solar):
        if share is not None:
            share.flags.writeable = False
    return Supply(wind, solar, kind, [_meaning(kind, years), *notes])


def _meaning(kind: str, years: int) -> str:
    if kind == "synthetic_order":
        hour, day = ((1 - GUST) * np.exp(-lag / MEMORY) for lag in (1, 24))
        return (
            f"The site tells the wind by month alone: the order of hours is assumed (correlation {hour:.2f} after an hour and "
            f"{day:.2f} after a day, fitted to Sand Point, Alaska), and a store's size depends on it. Send hourly wind."
        )
    if kind == "measured_years":
        return f"Weather of {years} years of record: the store is sized on each of them."
    said = "a typical year, put together of ordinary months" if kind == "typical_year" else "one year alone"
    return f"The weather is that of {said}: a store sized on it is a lower bound, for other years have longer calms."


def _into_year(begins: float | None) -> int:
    """Hours from 1 January to the hour that a record begins with, 0 without one."""
    if begins is None:
        return 0
    first = np.datetime64(round(begins), "h")
    return int((first - first.astype("datetime64[Y]").astype("datetime64[h]")).astype(np.int64)) % HOURS


def _warmth(hourly: np.ndarray | None, monthly: np.ndarray | None, hours: int, begins: float | None) -> np.ndarray | float:
    if hourly is not None and len(hourly) != hours:
        raise ValueError(
            f"temperature_hourly has {len(hourly):,} values and ghi_hourly {hours:,}; give both for the same hours."
        )
    if hourly is not None:
        return np.asarray(hourly, dtype=float)
    return MILD if monthly is None else np.asarray(monthly, dtype=float)[months_of_hours(hours, begins)]


def _cooling(speed: np.ndarray | None, height: float | None, exponent: float) -> np.ndarray | float:
    """Wind over the modules [m/s]: little where none is told."""
    if speed is None or height is None:
        return 1.0
    return np.asarray(speed, dtype=float) * power_law(ANEMOMETER, height, exponent)
