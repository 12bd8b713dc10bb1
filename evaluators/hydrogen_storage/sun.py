"""Where the sun stands, and what of its light falls on a tilted plane.

Written in NumPy, for pvlib's import alone takes longer than a whole evaluation may; pvlib judges it in the tests.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

J2000 = 262980.0  # 2000-01-01 12:00 in hours since 1970-01-01 00:00 UTC
SOLAR_CONSTANT = 1361.0  # [W/m2], total irradiance outside the air (Kopp & Lean 2011, doi:10.1029/2010GL045777)
ALBEDO = 0.2  # of the ground [1]; PVWatts version 5 manual, NREL/TP-6A20-62641, section 5
LOWEST = 0.01745  # cosine of the zenith angle below which the sun's direction is not divided by: 89 degrees


@dataclass(frozen=True)
class Sun:
    """The sun as seen from one place, each of shape (hours,): ``up``, ``east`` and ``north`` are the parts of the unit
    vector towards it [1], ``outside`` the irradiance outside the air across it [W/m2]."""

    up: np.ndarray
    east: np.ndarray
    north: np.ndarray
    outside: np.ndarray

    def towards(self, tilt: float, azimuth: float) -> np.ndarray:
        """Cosine of the angle between the sun and a plane of ``tilt`` [deg] facing ``azimuth`` [deg from north, clockwise]."""
        slope, face = np.radians(tilt), np.radians(azimuth)
        return self.up * np.cos(slope) + np.sin(slope) * (self.east * np.sin(face) + self.north * np.cos(face))


def sun_at(hours: np.ndarray, latitude: float, longitude: float) -> Sun:
    """The sun at ``hours`` [h since 1970-01-01 00:00 UTC], shape (hours,), over ``latitude`` and ``longitude`` [deg].

    The low-precision formulas of the Astronomical Almanac, good to 0.01 degrees from 1950 to 2050 (Michalsky 1988, Solar
    Energy 40:227, doi:10.1016/0038-092X(88)90045-X), without refraction.
    """
    day = (np.asarray(hours, dtype=float) - J2000) / 24
    anomaly = np.radians(357.528 + 0.9856003 * day)
    longitude_sun = np.radians(280.460 + 0.9856474 * day + 1.915 * np.sin(anomaly) + 0.020 * np.sin(2 * anomaly))
    tilt = np.radians(23.439 - 4e-7 * day)
    sine = np.sin(tilt) * np.sin(longitude_sun)
    cosine = np.sqrt(1 - sine**2)
    ascension = np.arctan2(np.cos(tilt) * np.sin(longitude_sun), np.cos(longitude_sun))
    # Sidereal time in degrees turns with the day number, which counts from noon.
    turn = np.radians(280.46062 + 360.98564737 * day + longitude) - ascension
    high = np.radians(latitude)
    distance = 1.00014 - 0.01671 * np.cos(anomaly) - 0.00014 * np.cos(2 * anomaly)  # [astronomical units]
    return Sun(
        up=np.sin(high) * sine + np.cos(high) * cosine * np.cos(turn),
        east=-cosine * np.sin(turn),
        north=np.cos(high) * sine - np.sin(high) * cosine * np.cos(turn),
        outside=SOLAR_CONSTANT / distance**2,
    )


def erbs(ghi: np.ndarray, sun: Sun) -> tuple[np.ndarray, np.ndarray]:
    """Beam across the sun and diffuse light [W/m2] of global horizontal ``ghi`` [W/m2], by the clearness of the hour.

    Source: Erbs, Klein & Duffie 1982, Solar Energy 28:293, doi:10.1016/0038-092X(82)90302-4. Below 3 degrees all is diffuse.
    """
    above = sun.up > np.cos(np.radians(87))
    clear = np.clip(ghi / (sun.outside * np.maximum(sun.up, 0.065)), 0, 1)
    share = np.where(
        clear <= 0.22,
        1 - 0.09 * clear,
        np.where(
            clear <= 0.80, 0.9511 - 0.1604 * clear + 4.388 * clear**2 - 16.638 * clear**3 + 12.336 * clear**4, 0.165
        ),
    )
    diffuse = np.where(above, share * ghi, ghi)
    return (ghi - diffuse) / np.maximum(sun.up, LOWEST), diffuse


def on_plane(
    beam: np.ndarray, diffuse: np.ndarray, ghi: np.ndarray, sun: Sun, tilt: float, azimuth: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Direct and diffuse light on a plane [W/m2] and the cosine of the angle of incidence [1], each of shape (hours,).

    ``beam`` across the sun, ``diffuse`` and global ``ghi`` on level ground [W/m2]; ``tilt`` and ``azimuth`` [deg]. The sky by
    Hay & Davies 1980 (brighter around the sun), the ground even.
    """
    facing = np.maximum(sun.towards(tilt, azimuth), 0)
    around = np.clip(beam / sun.outside, 0, 1)
    slope = np.cos(np.radians(tilt))
    sky = diffuse * (around * facing / np.maximum(sun.up, LOWEST) + (1 - around) * (1 + slope) / 2)
    return beam * facing, sky + ghi * ALBEDO * (1 - slope) / 2, facing
