"""ERA5 of ECMWF, from the Copernicus Climate Data Store: hourly wind at 100 m, temperature, pressure, irradiance, through pvlib.

Source: https://cds.climate.copernicus.eu/datasets/reanalysis-era5-single-levels-timeseries. The store wants a key, taken from
the environment alone. Wind, temperature and pressure are of the full hour; irradiance is the mean of the hour that ends there.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from flows.connectors._hours import HourlyWeather
from flows.connectors._polite import Refused

if TYPE_CHECKING:
    from flows.connectors import Query
    from flows.connectors._polite import Polite

NAME, LABEL = "era5", "ERA5 (Copernicus Climate Data Store)"
URL = "https://cds.climate.copernicus.eu/api/retrieve/v1/"
REQUESTS_PER_MINUTE, DEADLINE_S = 60, 900.0
FIRST_YEAR = 1940
REMEDY = "ERA5 ends about five days ago: change the years; and accept the licence of the data set on its page."
KEY = "CLEANFUND_ERA5_KEY"

_VARIABLES = [
    "100m_u_component_of_wind",
    "100m_v_component_of_wind",
    "2m_temperature",
    "surface_pressure",
    "surface_solar_radiation_downwards",
]


def ask(query: Query, service: Polite) -> HourlyWeather:
    """The hours of the nearest point of the grid (0.25 degrees). Refused without a key."""
    import numpy as np
    import pandas as pd
    from pvlib.iotools import era5

    key = os.environ.get(KEY, "").strip()
    if not key:
        remedy = f"Get one at its site and set {KEY} in the environment; not in fund.yaml."
        raise Refused(401, "it gives nothing without a key.", remedy)
    with service.lent_to(era5):
        try:
            frame, told = era5.get_era5(
                query.latitude, query.longitude, f"{query.first}-01-01", f"{query.last + 1}-01-01", _VARIABLES, key,
                timeout=round(service.deadline), url=service.url,
            )  # fmt: skip
        except Refused as error:
            if error.status in (401, 403):
                remedy = f"Check the key in {KEY}, and accept the licence of the data set."
                raise Refused(error.status, error.text, remedy) from None
            raise
        frame["wind_speed"] = np.hypot(frame["u100"], frame["v100"])
        # Where it blows from, clockwise from north.
        frame["wind_direction"] = np.degrees(np.arctan2(-frame["u100"], -frame["v100"])) % 360
        frame["temperature"] = frame["temp_air"]
        ghi = frame["ghi"].clip(lower=0)
        ghi.index = ghi.index - pd.Timedelta(hours=1)
        frame = frame[["wind_speed", "wind_direction", "temperature", "pressure"]].join(ghi)
    grid = f"grid point {told.get('latitude')}, {told.get('longitude')}"
    source = f"reanalysis-era5-single-levels-timeseries, {grid}, {query.first} to {query.last}"
    return HourlyWeather(frame, source, {"weather_height": "100 m"})
