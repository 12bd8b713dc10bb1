"""Windy and calm years: farms in one region have most of their luck in common, farms oceans apart none of it."""

from __future__ import annotations

import numpy as np

from evaluators.offshore_wind.location import HOME
from evaluators.toolkit.row import Row, assumption_table

Number = np.ndarray | float

WEATHER_YEARS = assumption_table("evaluators.offshore_wind", "weather_years.csv")


def year_score(own: Number, regions: Row, location: str) -> Number:
    """Standard score [1] of the mean wind of the years to come, for a farm at ``location`` as ``location_of`` names it.

    ``own`` [1] is the farm's own standard score, ``regions`` the row of weather_years.csv or its draws. Where the region is
    none of the table the farm keeps its own.
    """
    if location == HOME.name:
        return own
    common = regions.in_common
    return np.sqrt(common) * regions[location] + np.sqrt(1 - common) * np.asarray(own)
