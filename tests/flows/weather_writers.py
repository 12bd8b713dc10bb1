"""Writers of each weather format, for round trips: by the published descriptions, not by our readers.

TMY3: NREL/TP-581-43156, tables 1-1 to 1-3. EPW: EnergyPlus Auxiliary Programs, EPW Data Dictionary. PVGIS: JRC user manual and
API ("seriescalc", "tmy"). NSRDB: NREL, PSM v3 and v4 download API (CSV in the form of SAM).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

HOUR = timedelta(hours=1)
# decimals as each format prints them
DECIMALS = {
    "tmy3": {"wind_speed": 1, "temperature": 1},
    "epw": {"wind_speed": 1, "temperature": 1},
    "pvgis": dict.fromkeys(
        ("wind_speed", "temperature", "relative_humidity", "ghi", "dni", "dhi", "pressure", "wind_direction"), 2
    ),
    "nsrdb": {"wind_speed": 1, "temperature": 1, "relative_humidity": 2},
}
PRESSURE = {"tmy3": 1.0, "nsrdb": 1.0, "epw": 100.0, "pvgis": 100.0}  # units in one hectopascal
NAMES = ("wind_speed", "wind_direction", "temperature", "pressure", "relative_humidity", "ghi", "dni", "dhi")
TMY_YEARS = (1999, 2003, 1996, 2001, 1987, 1992, 2005, 1991, 2004, 1988, 2000, 1995)


@dataclass
class Weather:
    """Hourly series on one clock, ``offset`` [h] ahead of UTC; ``begins`` is when each hour begins on that clock."""

    begins: list[datetime]
    columns: dict[str, np.ndarray] = field(default_factory=dict)
    offset: float = 0.0
    longitude: float = 0.0
    latitude: float = 55.25
    elevation: float = 7.0

    def printed(self, form: str, name: str) -> list[float]:
        """The column as the format prints it, in the unit of the format."""
        values = self.columns[name] * (PRESSURE[form] if name == "pressure" else 1.0)
        return [float(f"{value:.{DECIMALS[form].get(name, 0)}f}") for value in values]

    def rows(self, form: str, names: tuple[str, ...] = NAMES) -> Iterator[tuple[datetime, dict[str, str]]]:
        digits = {name: DECIMALS[form].get(name, 0) for name in names}
        printed = {name: self.printed(form, name) for name in names}
        for count, begin in enumerate(self.begins):
            yield begin, {name: f"{printed[name][count]:.{digits[name]}f}" for name in names}


def weather(seed: int, offset: float = 0.0, year: int | None = None, years: int = 1) -> Weather:
    """Random weather of whole real years, or of a typical year where ``year`` is None."""
    begins: list[datetime] = []
    if year is None:
        for month, of in enumerate(TMY_YEARS, 1):
            last = datetime(of + month // 12, month % 12 + 1, 1)
            month_hours = [datetime(of, month, 1) + count * HOUR for count in range((last - datetime(of, month, 1)) // HOUR)]
            begins += [hour for hour in month_hours if (hour.month, hour.day) != (2, 29)]
    else:
        first = datetime(year, 1, 1)
        begins = [first + count * HOUR for count in range((datetime(year + years, 1, 1) - first) // HOUR)]
    random, size = np.random.default_rng(seed), len(begins)
    columns = {
        "wind_speed": random.weibull(2, size) * 8,
        "wind_direction": random.uniform(1, 360, size),
        "temperature": random.uniform(-30, 35, size),
        "pressure": random.uniform(950, 1040, size),
        "relative_humidity": random.uniform(20, 100, size),
        "ghi": random.uniform(0, 1000, size),
        "dni": random.uniform(0, 900, size),
        "dhi": random.uniform(0, 400, size),
    }
    return Weather(begins, columns, offset, offset * 15 if abs(offset) <= 12 else offset * 15 - 360)


def tmy3(one: Weather) -> str:
    head = f'703165,"SAND POINT",AK,{one.offset},{one.latitude},{one.longitude},{one.elevation:g}'
    columns = ["Date (MM/DD/YYYY)", "Time (HH:MM)", "GHI (W/m^2)", "DNI (W/m^2)", "DHI (W/m^2)", "Dry-bulb (C)", "RHum (%)"]
    lines = [head, ",".join([*columns, "Pressure (mbar)", "Wdir (degrees)", "Wspd (m/s)"])]
    for begin, v in one.rows("tmy3"):
        measured = [v[name] for name in ("ghi", "dni", "dhi", "temperature", "relative_humidity", "pressure", "wind_direction")]
        lines.append(",".join([f"{begin:%m/%d/%Y}", f"{begin.hour + 1:02}:00", *measured, v["wind_speed"]]))
    return "\n".join(lines) + "\n"


def epw(one: Weather, source: str = "Custom", comment: str = "") -> str:
    lines = [
        f"LOCATION,Sand Point,AK,USA,{source},703165,{one.latitude},{one.longitude},{one.offset},{one.elevation}",
        "DESIGN CONDITIONS,0",
        "TYPICAL/EXTREME PERIODS,0",
        "GROUND TEMPERATURES,0",
        "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0",
        f"COMMENTS 1,{comment}",
        "COMMENTS 2,",
        "DATA PERIODS,1,1,Data,Sunday, 1/ 1,12/31",
    ]
    for begin, v in one.rows("epw"):
        date = [str(begin.year), str(begin.month), str(begin.day), str(begin.hour + 1), "0", "?9?9?9?9E0?9?9?9?9?9"]
        sky = ["9999", "9999", "9999", v["ghi"], v["dni"], v["dhi"], "999999", "999999", "999999", "9999"]
        air = [v["temperature"], "99.9", v["relative_humidity"], v["pressure"]]
        rest = ["99", "99", "9999", "99999", "9", "999999999", "999", ".999", "999", "99", "999", "999", "99"]
        lines.append(",".join([*date, *air, *sky, v["wind_direction"], v["wind_speed"], *rest]))
    return "\n".join(lines) + "\n"


def nsrdb(one: Weather, minute: int = 30, version: str = "v3.2.2", halves: bool = False, leap_day: bool = True) -> str:
    """``minute`` is that of each hour's stamp; ``halves``: two rows an hour, at 0 and 30, each with the value of the hour."""
    names = "Source,Location ID,City,State,Country,Latitude,Longitude,Time Zone,Elevation,Local Time Zone,DHI Units,DNI Units,"
    units = "GHI Units,Temperature Units,Pressure Units,Relative Humidity Units,Wind Direction Units,Wind Speed Units,Version"
    place = f"NSRDB,94018,-,-,-,{one.latitude},{one.longitude},{one.offset:g},{one.elevation:g},{one.offset:g},w/m2,w/m2,"
    lines = [names + units, f"{place}w/m2,c,mbar,%,Degrees,m/s,{version}"]
    lines.append(
        "Year,Month,Day,Hour,Minute,DHI,DNI,GHI,Fill Flag,Wind Speed,Wind Direction,Temperature,Pressure,Relative Humidity"
    )
    for begin, v in one.rows("nsrdb"):
        if (begin.month, begin.day) == (2, 29) and not leap_day:
            continue
        air = [v[name] for name in ("wind_speed", "wind_direction", "temperature", "pressure", "relative_humidity")]
        for at in (0, 30) if halves else (minute,):
            date = [str(begin.year), str(begin.month), str(begin.day), str(begin.hour), str(at)]
            lines.append(",".join([*date, v["dhi"], v["dni"], v["ghi"], "0", *air]))
    return "\n".join(lines) + "\n"


PVGIS = {
    "T2m": "temperature", "RH": "relative_humidity", "G(h)": "ghi", "Gb(n)": "dni", "Gd(h)": "dhi",
    "WS10m": "wind_speed", "WD10m": "wind_direction", "SP": "pressure",
}  # fmt: skip


def pvgis_tmy_csv(one: Weather) -> str:
    lines = [f"Latitude (decimal degrees): {one.latitude:.3f}", f"Longitude (decimal degrees): {one.longitude:.3f}"]
    lines += [f"Elevation (m): {one.elevation}", "Irradiance Time Offset (h): 0.1761", "month,year"]
    lines += [f"{month},{year}" for month, year in enumerate(TMY_YEARS, 1)]
    lines.append(",".join(["time(UTC)", *PVGIS]))
    lines += [",".join([f"{begin:%Y%m%d:%H}00", *(v[name] for name in PVGIS.values())]) for begin, v in one.rows("pvgis")]
    return "\r\n".join([*lines, "", "T2m: 2-m air temperature (degree Celsius)", "", "PVGIS (c) European Union, 2001-2026", ""])


def pvgis_tmy_json(one: Weather) -> str:
    hours = [
        {"time(UTC)": f"{begin:%Y%m%d:%H}00", **{key: float(v[name]) for key, name in PVGIS.items()}}
        for begin, v in one.rows("pvgis")
    ]
    place = {"latitude": one.latitude, "longitude": one.longitude, "elevation": one.elevation, "irradiance_time_offset": 0.1761}
    database = {"radiation_db": "PVGIS-SARAH3", "meteo_db": "ERA5", "year_min": 1987, "year_max": 2005, "use_horizon": True}
    months = [{"month": month, "year": year} for month, year in enumerate(TMY_YEARS, 1)]
    inputs = {"location": place, "meteo_data": database}
    meta = {"inputs": {"location": {"description": "Selected location"}}}
    return json.dumps({"inputs": inputs, "outputs": {"months_selected": months, "tmy_hourly": hours}, "meta": meta})


HOURLY = {"G(i)": "ghi", "T2m": "temperature", "WS10m": "wind_speed"}


def pvgis_hourly_csv(one: Weather, minute: int = 10, slope: str = "0 deg.") -> str:
    lines = [f"Latitude (decimal degrees):\t{one.latitude:.3f}", f"Longitude (decimal degrees):\t{one.longitude:.3f}"]
    lines += [f"Elevation (m):\t{one.elevation:g}", "Radiation database:\tPVGIS-SARAH3", "", "", f"Slope: {slope} "]
    lines += ["Azimuth: 0 deg. ", "time,G(i),H_sun,T2m,WS10m,Int"]
    for begin, v in one.rows("pvgis", tuple(HOURLY.values())):
        lines.append(f"{begin:%Y%m%d:%H}{minute:02},{v['ghi']},0.0,{v['temperature']},{v['wind_speed']},0.0")
    return "\r\n".join(
        [*lines, "", "G(i): Global irradiance on the inclined plane", "", "PVGIS (c) European Union, 2001-2026", ""]
    )


def pvgis_hourly_json(one: Weather, minute: int = 10, slope: float = 0) -> str:
    hours = [
        {
            "time": f"{begin:%Y%m%d:%H}{minute:02}",
            **{key: float(v[name]) for key, name in HOURLY.items()},
            "H_sun": 0.0,
            "Int": 0.0,
        }
        for begin, v in one.rows("pvgis", tuple(HOURLY.values()))
    ]
    place = {"latitude": one.latitude, "longitude": one.longitude, "elevation": one.elevation}
    plane = {
        "fixed": {"slope": {"value": slope, "optimal": False}, "azimuth": {"value": 0, "optimal": False}, "type": "free-standing"}
    }
    inputs = {"location": place, "meteo_data": {"radiation_db": "PVGIS-SARAH3", "meteo_db": "ERA5"}, "mounting_system": plane}
    return json.dumps({"inputs": inputs, "outputs": {"hourly": hours}, "meta": {"inputs": {}}})
