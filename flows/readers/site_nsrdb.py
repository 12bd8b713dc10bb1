"""A site's weather from NREL's National Solar Radiation Database (PSM v3 and v4), through pvlib.

Source of the format: NREL, NSRDB download API, PSM v3 and v4 (CSV in the form of SAM): line 1 names and line 2 values of the
place, line 3 the columns, then a row for each 5, 15, 30 or 60 minutes. A stamp is an instant, on a clock of "Time Zone".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from flows.facts import Document, Trouble, Unreadable
from flows.readers._hours import Clock, put_hours
from flows.readers._text import decode, shown, site_name
from flows.readers._weather import (
    AGAIN,
    all_numbers,
    clock_offset,
    digits,
    globe,
    lines_of,
    remark,
    signature,
    state,
    table,
    times_of,
    values_of,
)
from flows.readers._whole_years import averaged, hour_means, is_typical, whole_years, years_note

if TYPE_CHECKING:
    import pandas as pd

KIND = "sites"
FORMAT = "site NSRDB"

# our name: (column of the file, pvlib's name)
SERIES = {
    "wind_speed": ("Wind Speed", "wind_speed"),
    "wind_direction": ("Wind Direction", "wind_direction"),
    "temperature": ("Temperature", "temp_air"),
    "pressure": ("Pressure", "pressure"),
    "relative_humidity": ("Relative Humidity", "relative_humidity"),
    "ghi": ("GHI", "ghi"),
    "dni": ("DNI", "dni"),
    "dhi": ("DHI", "dhi"),
}
_DUE = {"wind_speed": "m/s", "wind_direction": "deg", "temperature": "degC", "pressure": "mbar", "relative_humidity": "%",
        "ghi": "W/m^2", "dni": "W/m^2", "dhi": "W/m^2"}  # fmt: skip
# how line 2 writes these units
_UNITS = {"m/s": "m/s", "degree": "deg", "degrees": "deg", "c": "degC", "mbar": "mbar", "millibar": "mbar", "%": "%",
          "w/m2": "W/m^2"}  # fmt: skip
_FACTS = {
    "Source": ("weather_source", ""), "Location ID": ("station", ""), "City": ("city", ""), "State": ("state", ""),
    "Country": ("country", ""), "Latitude": ("latitude", "deg"), "Longitude": ("longitude", "deg"),
    "Elevation": ("elevation", "m"), "Time Zone": ("time_zone", "h"), "Local Time Zone": ("local_time_zone", "h"),
    "Version": ("version", ""),
}  # fmt: skip
_STAMP = ["Year", "Month", "Day", "Hour", "Minute"]


def recognises(name: str, head: bytes) -> bool:
    return signature(head) == "NSRDB"


def read(name: str, data: bytes) -> list[Document]:
    """One site: the hourly series that the file has, in UTC, its place, and notes on what is not what it seems."""
    lines = lines_of("nsrdb", name, decode(name, data))
    names, values, columns = (next(csv.reader([line]), []) for line in [*lines[:3], "", "", ""][:3])
    columns = [column.strip() for column in columns]
    while columns and not columns[-1]:  # a spreadsheet may leave empty columns at the right
        columns.pop()
    if ";" in lines[0] or columns[: len(_STAMP)] != _STAMP or len(set(columns)) != len(columns):
        wrong = lines[0] if ";" in lines[0] else ",".join(columns)
        reason = "Lines 1 and 2 tell of the place, line 3 names the columns (Year,Month,Day,Hour,Minute,...), divided by commas."
        where = f"{name}, line {1 if ';' in lines[0] else 3}"
        raise Unreadable(Trouble("nsrdb.format", where, shown(wrong) or "nothing", reason, AGAIN))
    document = Document(KIND, site_name(name))
    said = {key.strip(): value.strip() for key, value in zip(names, values, strict=False)}
    for key, (field, unit) in _FACTS.items():
        if said.get(key):
            state(document, field, said[key], unit, f"line 2, {key}")
    _state_height(document, said)
    globe(document, "nsrdb", said.get("Latitude", ""), said.get("Longitude", ""), "line 2")
    offset = clock_offset(document, "nsrdb", said.get("Time Zone", ""), said.get("Longitude", ""), "line 2, Time Zone")
    rows = table(document, "nsrdb", lines[3:], 4, len(columns), len(columns))
    if rows is not None and offset is not None:
        _take(document, columns, rows, said, offset)
    remark(document)
    return [document]


def _state_height(document: Document, said: dict[str, str]) -> None:
    """The file does not state the height of its wind: 10 m in PSM v2, 2 m from v3 on (NREL, NSRDB webinar, 6 October 2020)."""
    version = said.get("Version", "").lower().lstrip("v")
    if said.get("Source", "").upper() == "NSRDB" and version[:2] in ("2.", "3.", "4."):
        height = "10" if version.startswith("2.") else "2"
        state(document, "weather_height", height, "m", f"the NSRDB format, PSM version {shown(version, 20)}")
        return
    document.notes.append("The file does not say at which height its wind blows: state weather_height in the site card.")


def _take(document: Document, columns: list[str], rows: list[list[str]], said: dict[str, str], offset: float) -> None:
    """Takes the rows in, if they are whole years; several values an hour become one."""

    def place(row: int) -> str:
        return f"line {4 + row}"

    form = "Year,Month,Day,Hour,Minute"
    times = times_of(document, "nsrdb", [row[:5] for row in rows], _instant, place, form)
    begins = None if times is None else times.astype("datetime64[h]").astype("datetime64[s]")
    each = 0 if begins is None else hour_means(document, "nsrdb", begins, place)
    if times is None or begins is None or not each:
        return
    begins = begins[::each]
    typical = is_typical(begins)
    if not whole_years(
        document, "nsrdb", begins, typical, lambda row: place(row * each), lambda row: ",".join(rows[row * each][:5]),
        lambda hour: f"{hour.month},{hour.day},{hour.hour} (month, day, hour)",
    ):  # fmt: skip
        return
    document.notes.append(years_note(begins, typical))
    # NSRDB's weather is that of a model (MERRA-2), its irradiance of satellites
    document.origin = "typical year" if typical else "reanalysis"
    if not all_numbers(document, "nsrdb", rows, {columns.index(c): c for c, _ in SERIES.values() if c in columns}, place):
        return
    frame = _parsed(columns, rows)
    taken, units = {}, {}
    for series, (column, known) in SERIES.items():
        if column not in columns or not _known_unit(document, series, column, said):
            continue
        units[series] = _UNITS.get(said.get(f"{column} Units", "").lower(), _DUE[series])
        values = values_of(document, "nsrdb", series, frame[known], place)
        if values is not None:
            taken[series] = averaged(series, values, each)
    if not taken:
        reason = "The table has no column that is known here, with values in it."
        document.troubles.append(Trouble("nsrdb.no_column", "line 3", shown(",".join(columns)), reason, AGAIN))
        return
    if each > 1:
        document.notes.append(f"Time: {each} values an hour are averaged to one.")
    if "Fill Flag" in columns:
        filled = sum(row[columns.index("Fill Flag")] not in ("", "0") for row in rows)
        if filled:
            document.notes.append(f"{filled} of {len(rows)} rows carry a fill flag: their irradiance is filled, not seen.")
    # the hour around each stamp is meant; several in one are known by its beginning
    stamps, label = (begins, "beginning") if each > 1 else (times, "instant")
    put_hours(document, stamps, taken, units, Clock(offset, label, typical), lambda row: place(row * each))


def _instant(cells: Sequence[str]) -> datetime:
    year, month, day, hour, minute = digits(*cells)
    return datetime(year, month, day, hour, minute)


def _known_unit(document: Document, series: str, column: str, said: dict[str, str]) -> bool:
    written = said.get(f"{column} Units", "")
    if not written or _UNITS.get(written.lower()) == _DUE[series]:
        return True
    reason = f"NSRDB gives {series} in {_DUE[series]}; this file says otherwise."
    document.troubles.append(Trouble("nsrdb.unit", f"line 2, {column} Units", shown(written), reason, AGAIN))
    return False


def _parsed(columns: list[str], rows: list[list[str]]) -> pd.DataFrame:
    """pvlib's frame of the columns used here; it takes whole time zones only, so the clock is put right elsewhere."""
    from pvlib.iotools import read_nsrdb_psm4

    used = [column for column, _ in SERIES.values() if column in columns]
    at = [columns.index(column) for column in used]
    head = ["Source,Time Zone,Local Time Zone,Latitude,Longitude,Elevation", "NSRDB,0,0,0,0,0", ",".join(_STAMP + used)]
    body = [",".join(row[:5] + [row[count] for count in at]) for row in rows]
    frame, _ = read_nsrdb_psm4(io.StringIO("\n".join(head + body) + "\n"), map_variables=True)
    return frame
