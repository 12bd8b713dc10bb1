"""What a photovoltaic plant on a fixed tilt gives, hour by hour: the model of PVWatts.

Source: Dobos 2014, PVWatts Version 5 Manual, NREL/TP-6A20-62641, as pvlib implements it; pvlib judges it in the tests.
"""

from __future__ import annotations

import numpy as np

from evaluators.hydrogen_storage.sun import LOWEST, Sun, erbs, on_plane, sun_at

LOSSES = 0.14  # soiling, shading, mismatch, wiring, light-induced, nameplate, availability [1]; the manual, table 6
TEMPERATURE_COEFFICIENT = -0.0047  # of power [1/K], standard modules; the manual, table 4
OVERSIZE = 1.2  # nameplate of the modules over that of the inverters [1]; judgement of ours: 1.1 is the manual's default
INVERTER = 0.96  # nominal efficiency [1]; the manual, section 10
REFERENCE_INVERTER = 0.9637  # of the curve below [1]; the manual, equation 12
GLASS = 1.526  # refractive index [1]; De Soto et al. 2006, Solar Energy 80:78
EXTINCTION = 4.0 * 0.002  # in the glass [1/m] by its thickness [m]; the same
MODULE = (-3.47, -0.0594, 3.0)  # a [1], b [s/m], dT [K]: open rack, glass on both sides; King et al. 2004, SAND2004-3535
NOMINAL_YEAR = 175320.0  # 1990-01-01 [h since 1970-01-01 UTC], for a typical year
SMALLEST, LARGEST = -10.0, 1500.0  # hourly irradiance [W/m2]; sensors read a little below 0 at night


def solar_share(
    ghi: np.ndarray, *, latitude: float, longitude: float, dni: np.ndarray | None = None, dhi: np.ndarray | None = None,
    temperature: np.ndarray | float = 15.0, wind: np.ndarray | float = 1.0, begins: float | None = None,
    tilt: float | None = None, losses: float = LOSSES, oversize: float = OVERSIZE,
) -> np.ndarray:
    """Power over that of the inverters [1], shape (hours,), never above 1.

    ``ghi``, ``dni`` and ``dhi`` [W/m2]: global and diffuse light on level ground, beam across the sun, shape (hours,); without
    the two others, ``ghi`` is divided by Erbs. ``temperature`` [degC] and ``wind`` at 10 m [m/s] are series or numbers.
    ``begins`` [h since 1970-01-01 UTC] is the first hour, without it 1 January of a typical year; each hour is told by its
    beginning, and the sun is that of its middle. ``tilt`` [deg] is the latitude's, facing the equator, unless stated.
    Raises ValueError for series that are none.
    """
    hours = len(ghi)
    for name, series in (("ghi_hourly", ghi), ("dni_hourly", dni), ("dhi_hourly", dhi)):
        if series is not None:
            _refuse(name, series, hours)
    ghi = np.maximum(ghi, 0.0)
    dni, dhi = (None if one is None else np.maximum(one, 0.0) for one in (dni, dhi))
    sun = sun_at((NOMINAL_YEAR if begins is None else begins) + 0.5 + np.arange(hours), latitude, longitude)
    beam, diffuse = _beam_and_diffuse(ghi, dni, dhi, sun)
    plane = abs(latitude) if tilt is None else tilt
    direct, other, facing = on_plane(beam, diffuse, ghi, sun, plane, 180.0 if latitude >= 0 else 0.0)
    a, b, rise = MODULE
    falling = direct + other
    warmth = temperature + falling * np.exp(a + b * np.asarray(wind, dtype=float)) + falling / 1000 * rise
    seen = direct * through_glass(facing) + other
    power = oversize * seen / 1000 * (1 + TEMPERATURE_COEFFICIENT * (warmth - 25)) * (1 - losses)
    return _inverted(np.maximum(power, 0))


def through_glass(facing: np.ndarray) -> np.ndarray:
    """Light through the cover over that at normal incidence [1], from the cosine ``facing`` of the angle of incidence.

    Source: De Soto et al. 2006, Solar Energy 80:78, doi:10.1016/j.solener.2005.06.010, equations 5 and 6.
    """
    cosine = np.clip(facing, 1e-6, 1 - 1e-9)
    inside = np.sqrt(1 - (1 - cosine**2) / GLASS**2)
    across = ((cosine - GLASS * inside) / (cosine + GLASS * inside)) ** 2
    along = ((inside - GLASS * cosine) / (inside + GLASS * cosine)) ** 2
    normal = np.exp(-EXTINCTION) * (1 - ((GLASS - 1) / (GLASS + 1)) ** 2)
    return np.where(facing > 0, np.exp(-EXTINCTION / inside) * (1 - (across + along) / 2) / normal, 0.0)


def _inverted(power: np.ndarray) -> np.ndarray:
    """Power behind the inverter over its rating [1], from that before it over the rating of the inverter's output."""
    load = np.maximum(power * INVERTER, 1e-9)  # over the inverter's rated input, which is its rating over its efficiency
    efficiency = INVERTER / REFERENCE_INVERTER * (-0.0162 * load - 0.0059 / load + 0.9858)
    return np.clip(power * efficiency, 0.0, 1.0) + 0.0  # no negative zeros


def _beam_and_diffuse(
    ghi: np.ndarray, dni: np.ndarray | None, dhi: np.ndarray | None, sun: Sun
) -> tuple[np.ndarray, np.ndarray]:
    if dni is not None and dhi is not None:
        return dni, dhi
    if dni is not None:
        return dni, np.maximum(ghi - dni * np.maximum(sun.up, 0), 0)
    if dhi is not None:
        return np.clip((ghi - dhi) / np.maximum(sun.up, LOWEST), 0, sun.outside) * (sun.up > LOWEST), dhi
    return erbs(ghi, sun)


def _refuse(name: str, series: np.ndarray, hours: int) -> None:
    series = np.asarray(series, dtype=float)
    if len(series) != hours:
        raise ValueError(f"{name} has {len(series):,} values and ghi_hourly {hours:,}; give both for the same hours.")
    wrong = ~((series >= SMALLEST) & (series <= LARGEST))
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        what = "no value" if np.isnan(series[first]) else f"{series[first]:g} W/m2"
        raise ValueError(
            f"{name} has {what} in hour {first + 1:,}, and {int(wrong.sum()):,} such hours in all; an hour's mean lies between "
            f"{SMALLEST:g} and {LARGEST:,.0f} W/m2. Fill gaps, and look for a code of missing values or a wrong unit."
        )
