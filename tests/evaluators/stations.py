"""Records of two weather stations, and the wind of Sand Point."""

from __future__ import annotations

import importlib.resources
from functools import lru_cache

import numpy as np

STATIONS = ["703165TY.csv", "723170TYA.CSV"]


@lru_cache
def station(name: str):
    """A TMY3 station of pvlib's wheel in the middle of its hours, its latitude and longitude, and its first hour in UTC."""
    import pandas as pd
    import pvlib

    path = importlib.resources.files("pvlib") / "data" / name
    frame, about = pvlib.iotools.read_tmy3(path, coerce_year=1990, map_variables=True)
    frame.index = frame.index - pd.Timedelta("30min")
    begins = (frame.index[0].tz_convert("UTC").tz_localize(None) - pd.Timestamp("1970-01-01")) / pd.Timedelta("1h") - 0.5
    return frame, about["latitude"], about["longitude"], begins


def hourly(name: str, column: str) -> np.ndarray:
    return station(name)[0][column].to_numpy(float)
