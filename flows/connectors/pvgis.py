"""PVGIS of the European Commission's Joint Research Centre: hourly irradiance, temperature and wind at 10 m, through pvlib.

Source: https://re.jrc.ec.europa.eu/pvg_tools/en/, tool "seriescalc", API 5.2 and 5.3; free to use, at most 30 calls a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.connectors._hours import HourlyWeather, stated_unit

if TYPE_CHECKING:
    from flows.connectors import Query
    from flows.connectors._polite import Polite

NAME, LABEL = "pvgis", "PVGIS"
URL = "https://re.jrc.ec.europa.eu/api/"
REQUESTS_PER_MINUTE, DEADLINE_S = 60, 300.0
FIRST_YEAR = 2005
REMEDY = "PVGIS knows places on land and the years of its satellites: change the years, or take nasa_power or era5."

_STATED = {"Gb(i)": ("W/m2",), "Gd(i)": ("W/m2",), "Gr(i)": ("W/m2",), "T2m": ("degree Celsius",), "WS10m": ("m/s",)}


def ask(query: Query, service: Polite) -> HourlyWeather:
    """The hours of a horizontal plane; a stamp is an instant inside its hour (of the satellite's picture)."""
    from pvlib.iotools import pvgis

    with service.lent_to(pvgis):
        frame, told = pvgis.get_pvgis_hourly(
            query.latitude, query.longitude, start=query.first, end=query.last, url=service.url, timeout=service.timeout
        )
        variables = told["outputs"]["hourly"]["variables"]
        for name, known in _STATED.items():
            stated_unit(LABEL, name, variables.get(name, {}).get("units"), known)
        frame.index = frame.index.floor("h")
        # On a horizontal plane the direct and the diffuse part make up the global irradiance.
        frame["ghi"] = frame["poa_direct"] + frame["poa_sky_diffuse"] + frame["poa_ground_diffuse"]
        frame = frame.rename(columns={"poa_sky_diffuse": "dhi", "temp_air": "temperature"})
        data, place = told["inputs"]["meteo_data"], told["inputs"]["location"]
    source = f"seriescalc, {data.get('radiation_db', '')} and {data.get('meteo_db', '')}, {query.first} to {query.last}"
    facts = {"weather_height": "10 m"}
    if isinstance(place.get("elevation"), int | float):
        facts["elevation"] = f"{place['elevation']:g} m"
    return HourlyWeather(frame[["wind_speed", "temperature", "ghi", "dhi"]], source, facts)
