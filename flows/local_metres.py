"""Longitude and latitude as metres east and north of their middle: orthographic, on the plane that touches the earth there."""

from __future__ import annotations

import numpy as np

RADIUS, FLATTENING = 6_378_137.0, 1 / 298.257223563  # [m], [1]; WGS 84 (NIMA TR8350.2, 2000)


def local_metres(longitude: np.ndarray, latitude: np.ndarray) -> tuple[np.ndarray, np.ndarray, tuple[float, float]]:
    """East and north [m], shape (places,), of places in degrees, and the longitude and latitude of their origin [deg].

    Exact for the ellipsoid at height 0; over 50 km from the origin the plane shortens distances by some 3e-5.
    """
    places = _on_the_earth(np.radians(longitude), np.radians(latitude))
    # The mean of places in space, so that a farm over the 180th meridian has its origin inside.
    middle = places.mean(axis=1)
    east_of = np.arctan2(middle[1], middle[0])
    north_of = np.arctan2(middle[2], (1 - FLATTENING) ** 2 * np.hypot(middle[0], middle[1]))
    away = places - _on_the_earth(east_of, north_of)[:, None]
    sin_east, cos_east, sin_north, cos_north = np.sin(east_of), np.cos(east_of), np.sin(north_of), np.cos(north_of)
    east = -sin_east * away[0] + cos_east * away[1]
    north = -sin_north * (cos_east * away[0] + sin_east * away[1]) + cos_north * away[2]
    return east, north, (float(np.degrees(east_of)), float(np.degrees(north_of)))


def _on_the_earth(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    """Places at height 0 as x, y and z from the earth's centre [m], shape (3, ...), from radians."""
    squashed = FLATTENING * (2 - FLATTENING)
    radius = RADIUS / np.sqrt(1 - squashed * np.sin(latitude) ** 2)
    across = radius * np.cos(latitude)
    return np.array([across * np.cos(longitude), across * np.sin(longitude), radius * (1 - squashed) * np.sin(latitude)])
