"""NASA POWER: hourly MERRA-2 wind at 50 m, temperature, pressure and humidity, and CERES irradiance, through pvlib.

Source: https://power.larc.nasa.gov/docs/services/api/temporal/hourly/; free to use. An hour is named by its beginning, in UTC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.connectors._hours import HourlyWeather, stated_unit

if TYPE_CHECKING:
    from flows.connectors import Query
    from flows.connectors._polite import Polite

NAME, LABEL = "nasa_power", "NASA POWER"
URL = "https://power.larc.nasa.gov/api/temporal/hourly/point"
REQUESTS_PER_MINUTE, DEADLINE_S = 30, 600.0
FIRST_YEAR = 2001
REMEDY = "NASA POWER knows every place from 2001 on, the last months not yet: change the years."

# theirs: (ours, units as they state them)
_SERIES = {
    "WS50M": ("wind_speed", ("m/s",)),
    "WD50M": ("wind_direction", ("Degrees", "degrees", "deg")),
    "T2M": ("temperature", ("C",)),
    "PS": ("pressure", ("kPa",)),
    "RH2M": ("relative_humidity", ("%",)),
    "ALLSKY_SFC_SW_DWN": ("ghi", ("Wh/m^2", "W/m^2")),
}


def ask(query: Query, service: Polite) -> HourlyWeather:
    """The hours of the grid cell around the place, a year at a time, so that no answer grows large."""
    import pandas as pd
    from pvlib.iotools import nasa_power

    with service.lent_to(nasa_power):
        frames = []
        for year in range(query.first, query.last + 1):
            frame, told = nasa_power.get_nasa_power(
                query.latitude, query.longitude, f"{year}-01-01", f"{year}-12-31", list(_SERIES),
                url=service.url, map_variables=False,
            )  # fmt: skip
            for name, (_, known) in _SERIES.items():
                stated_unit(LABEL, name, told["parameters"].get(name, {}).get("units"), known)
            frames.append(frame)
        frame = pd.concat(frames).rename(columns={name: ours for name, (ours, _) in _SERIES.items()})
        frame["pressure"] *= 1000  # kPa
        frame = frame[[ours for ours, _ in _SERIES.values()]]
    source = f"hourly, {', '.join(_SERIES)}, {query.first} to {query.last}"
    return HourlyWeather(frame, source, {"weather_height": "50 m"})
