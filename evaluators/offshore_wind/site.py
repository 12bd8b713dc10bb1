"""The wind of a site from the best record that it brings, and what has to be said about it.

Hours stand before a wind rose in classes of speed, that before Weibull distributions by sector, those before months.
"""

from __future__ import annotations

import numpy as np

from evaluators.offshore_wind.air import Air
from evaluators.offshore_wind.climate import checked_speeds, from_hours, from_months
from evaluators.offshore_wind.direction import step_of
from evaluators.offshore_wind.long_term import METHODS, LongTerm, correct
from evaluators.offshore_wind.resource import Resource
from evaluators.offshore_wind.rose import from_rose
from evaluators.offshore_wind.shear import ImplausibleShear, Shear, measured_shear, on_shear
from evaluators.offshore_wind.weibull_sectors import from_weibull_sectors
from evaluators.offshore_wind.years import interannual_deviation, whole_years

Number = np.ndarray | float

STATISTICS_YEARS = 10.0  # behind statistics that do not say: atlases stand on ten to thirty; engineering judgement
SOME_YEARS = f"The statistics do not say how many years stand behind them: {STATISTICS_YEARS:.0f} are taken."
RAYLEIGH = 2.0  # Weibull shape where a site states none [1]


def resource(
    *, hub_height: float, weather_height: Number | None = None,
    wind_speed_hourly: np.ndarray | None = None, wind_direction_hourly: np.ndarray | None = None,
    wind_speed_lower_hourly: np.ndarray | None = None, weather_height_lower: float | None = None, two_heights: bool = False,
    temperature_hourly: np.ndarray | None = None, temperature_monthly: np.ndarray | None = None,
    pressure_hourly: np.ndarray | None = None, relative_humidity_hourly: np.ndarray | None = None,
    weather_begins: float | None = None,
    reference_wind_speed_hours: np.ndarray | None = None, reference_offset: float | None = None, method: str = METHODS[0],
    rose: np.ndarray | None = None, rose_frequency: np.ndarray | None = None, rose_edges: np.ndarray | None = None,
    rose_direction_offset: float | None = None,
    weibull_frequency: np.ndarray | None = None, weibull_a: np.ndarray | None = None, weibull_k: np.ndarray | None = None,
    roughness_lengths: np.ndarray | None = None, heights: np.ndarray | None = None,
    wind_speed_monthly: np.ndarray | None = None, weibull_k_monthly: np.ndarray | None = None,
) -> Resource:
    """The wind of a site from what it brings, all of it optional: speeds [m/s], directions [deg], temperatures [degC],
    pressure [hPa], humidity [%], heights, the hub's too, and roughness lengths [m].

    Hourly series have one length, some whole years; ``weather_begins`` is their first hour [h since 1970-01-01 UTC]. The
    reference has any length, and its hour i + ``reference_offset`` is the site's hour i. ``two_heights`` asks for the shear
    of two heights, as a lower one beside hourly wind does; one that is none of the sea's is refused where it was asked for, and
    said and left aside where it came along. Temperature and pressure are taken as measured near the sea. Raises
    ValueError, saying what to mend, where there is no wind, or what is there cannot be.
    """
    air = Air(temperature_hourly, temperature_monthly, pressure_hourly, relative_humidity_hourly, hub_height, weather_begins)
    if wind_speed_hourly is not None:
        speed, height, notes = _whole(wind_speed_hourly), _stated(weather_height), [*air.notes]
        shear: Shear | None = None
        if two_heights or wind_speed_lower_hourly is not None or weather_height_lower is not None:
            lower = None if wind_speed_lower_hourly is None else checked_speeds(wind_speed_lower_hourly)
            try:
                found = measured_shear(speed, lower, float(np.median(height)), weather_height_lower)
                notes += on_shear(found, hub_height)
                shear = found
            except ImplausibleShear as error:
                if two_heights:
                    raise
                notes.append(f"The shear of the two heights is not used, that of the sea is assumed: {error}")
        density = np.broadcast_to(air.by_hour(len(speed)), speed.shape)
        climate = from_hours(speed, wind_direction_hourly, density)
        calm, years = int((speed == 0).sum()), float(whole_years(len(speed)))
        interannual = interannual_deviation(speed)
        if calm:
            notes.append(f"{calm} hours are calm (0 m/s); they stay calm at hub height, and their direction counts for nothing.")
        notes += _on_directions(speed, wind_direction_hourly)
        long_term, said = _long_term(speed, reference_wind_speed_hours, reference_offset, method)
        notes += said
        if long_term is not None and long_term.years > years and reference_wind_speed_hours is not None:
            years = long_term.years
            interannual = interannual_deviation(reference_wind_speed_hours) if interannual is None else interannual
        return Resource(climate, "hourly", height, notes, calm, density, shear, long_term, years, interannual)
    if two_heights:
        raise ValueError("shear from two heights was asked for, and the site has no hourly wind. Send wind_speed_hourly.")
    if rose is not None and rose_frequency is not None and rose_edges is not None:
        climate = from_rose(rose_frequency, rose, rose_edges, rose_direction_offset or 0.0, air.mean())
        return Resource(climate, "wind rose", _stated(weather_height), [*air.notes, SOME_YEARS], years=STATISTICS_YEARS)
    tables = (weibull_frequency, weibull_a, weibull_k, roughness_lengths, heights)
    if all(one is not None for one in tables):
        climate = from_weibull_sectors(*tables, hub_height, density=air.mean())  # type: ignore[arg-type]
        notes = [*air.notes, "The wind atlas tells of the hub's own height.", SOME_YEARS]
        return Resource(climate, "Weibull by sector", hub_height, notes, years=STATISTICS_YEARS)
    if wind_speed_monthly is not None:
        notes = [*air.notes, "The site states no wind directions: all are taken as equal."]
        shape: Number = RAYLEIGH if weibull_k_monthly is None else weibull_k_monthly
        if weibull_k_monthly is None:
            notes.append(f"The site states no Weibull shape: {RAYLEIGH:g} (Rayleigh) is taken.")
        notes = [*notes, SOME_YEARS]
        climate = from_months(wind_speed_monthly, shape, air.by_month())
        return Resource(climate, "monthly", _stated(weather_height), notes, years=STATISTICS_YEARS)
    raise ValueError(
        "the site has no wind: give wind_speed_hourly or wind_speed_monthly, or send a wind rose (.tab) or a wind atlas (.gwc)."
    )


def _whole(speed: np.ndarray) -> np.ndarray:
    speed = np.asarray(speed, dtype=float)
    if speed.ndim != 1 or not whole_years(len(speed)):
        raise ValueError(
            f"an hourly year has 8,760 or 8,784 wind speeds, not {speed.size:,}, and several years have as many each; "
            "fill the gaps or give monthly means."
        )
    years = np.array_split(speed, whole_years(len(speed)))
    for number, year in enumerate(years[1:], start=2):
        same = next((one for one, other in enumerate(years[: number - 1], start=1) if np.array_equal(year, other)), None)
        if same:
            raise ValueError(
                f"year {number} of wind_speed_hourly is hour by hour year {same}: a year told twice tells nothing new. "
                "Send the years that were measured, or one year alone."
            )
    return checked_speeds(speed)


def _stated(height: Number | None) -> Number:
    if height is None:
        raise ValueError("the height at which the wind was measured, weather_height, is not stated; let the site state it in m.")
    return height


def _on_directions(speed: np.ndarray, direction: np.ndarray | None) -> list[str]:
    if direction is None:
        return ["The site states no wind directions: all are taken as equal."]
    told = (speed > 0) & np.isfinite(direction)
    step = step_of(np.asarray(direction, dtype=float)[told]) if told.any() else 1.0
    lacking = int((speed > 0).sum() - told.sum())
    return [
        *([f"Directions are told in steps of {step:g} degrees and spread evenly over them."] if step > 1 else []),
        *([f"{lacking:,} hours with wind have no direction; the others tell for them."] if lacking else []),
    ]


def _long_term(
    speed: np.ndarray, reference: np.ndarray | None, offset: float | None, method: str
) -> tuple[LongTerm | None, list[str]]:
    """The correction and what to say of it."""
    if reference is None:
        return None, []
    if offset is None:
        return None, ["The reference is not used: it, or the site's own series, is a typical year, and hours cannot be paired."]
    try:
        found = correct(speed, np.asarray(reference, dtype=float), round(offset), method)
    except ValueError as error:
        return None, [f"The long-term reference is not used: {error}"]
    fit = found.fits[found.method]
    return found, [
        f"Long-term correction by {found.method} over {fit.count:,} hours: slope {fit.slope:.3f}, offset {fit.offset:.2f} m/s, "
        f"R2 {fit.r2:.3f}; the record was {'windier' if found.index > 1 else 'calmer'} than {found.years:.0f} years by "
        f"{abs(found.index - 1):.1%}, so that speeds are multiplied by {found.factor:.4f} +- {found.uncertainty:.4f}."
    ]
