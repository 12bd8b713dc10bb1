"""A site's weather in EnergyPlus' format EPW, through pvlib; also the form in which PVGIS writes its typical year.

Source of the format: U.S. Department of Energy, EnergyPlus Auxiliary Programs, chapter "EnergyPlus Weather File (EPW)
Data Dictionary". Hours are local standard time, counted 1 to 24 by their end; a number from the stated one on is missing.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from flows.facts import Document, Trouble, Unreadable
from flows.readers._hours import Clock, put_hours
from flows.readers._text import decode, shown, site_name
from flows.readers._weather import (
    AGAIN,
    Place,
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
FORMAT = "site EPW"

# our name: (pvlib's name, unit as the format states it, missing from); Wh/m^2 within one hour is W/m^2
SERIES = {
    "wind_speed": ("wind_speed", "m/s", 999.0),
    "wind_direction": ("wind_direction", "deg", 999.0),
    "temperature": ("temp_air", "degC", 99.9),
    "pressure": ("atmospheric_pressure", "Pa", 999999.0),
    "relative_humidity": ("relative_humidity", "%", 999.0),
    "ghi": ("ghi", "W/m^2", 9999.0),
    "dni": ("dni", "W/m^2", 9999.0),
    "dhi": ("dhi", "W/m^2", 9999.0),
}
_SITE = (
    ("station", ""), ("state", ""), ("country", ""), ("weather_source", ""), ("wmo", ""),
    ("latitude", "deg"), ("longitude", "deg"), ("time_zone", "h"), ("elevation", "m"),
)  # fmt: skip
_CELLS = {21: "wind_speed", 20: "wind_direction", 6: "temperature", 9: "pressure", 8: "relative_humidity",
          13: "ghi", 14: "dni", 15: "dhi"}  # fmt: skip
_NEEDED, _MOST = 22, 35  # cells of a row: up to the wind speed, and all
_TYPICAL = re.compile(r"TMY|IWEC|CWEC|CSWD|\bRMY|typical", re.IGNORECASE)
_MODEL = re.compile(r"\bERA-?(5|Interim)|MERRA|ECMWF|reanalysis", re.IGNORECASE)


def recognises(name: str, head: bytes) -> bool:
    known = signature(head)
    return known == "EPW" or (not known and name.lower().endswith(".epw"))


def read(name: str, data: bytes) -> list[Document]:
    """One site: up to eight hourly series in UTC, its place, and notes on what in the data is not what it seems."""
    text, latin = _text(name, data)
    lines = lines_of("epw", name, text)
    location = next(csv.reader([lines[0]]), [])
    heads = [count for count, line in enumerate(lines[:100]) if line.upper().startswith("DATA PERIODS,")]
    if not lines[0].startswith("LOCATION,") or len(location) != 10 or not heads:
        wrong = lines[0] if heads or len(location) != 10 else "no line DATA PERIODS"
        reason = "An EPW file begins with LOCATION and nine entries, divided by commas, and its head ends with DATA PERIODS."
        raise Unreadable(Trouble("epw.format", f"{name}, line 1", shown(wrong), reason, AGAIN))
    document = Document(KIND, site_name(name))
    if latin:
        names = ", ".join(part for part in location[1:4] if not part.isascii())
        place = f", and the place so as {shown(names)}" if names else ""
        document.notes.append(f"The head of the file is no UTF-8; it is taken as Latin-1{place}.")
    for (field, unit), raw in zip(_SITE, location[1:], strict=True):
        state(document, field, raw, unit, f"line 1, {field}")
    # the format does not state the height; 10 m is the standard of surface stations (WMO-No. 8, chapter 5)
    state(document, "weather_height", "10", "m", "the EPW format")
    globe(document, "epw", location[6], location[7], "line 1")
    offset = clock_offset(document, "epw", location[8], location[7], "line 1, time_zone")
    first = heads[0] + 2
    rows = table(document, "epw", lines[first - 1 :], first, _NEEDED, _MOST)
    if rows is not None and offset is not None:
        said = " ".join([location[4], *(line for line in lines[:first] if line.upper().startswith("COMMENTS"))])
        _take(document, rows, first, offset, said)
    remark(document)
    return [document]


def _text(name: str, data: bytes) -> tuple[str, bool]:
    """The text, and whether its head was taken as Latin-1: the format declares no encoding, and names of places have letters.

    The numbers below the head are ASCII in any case; a byte that is none there is refused, as are other encodings.
    """
    try:
        return decode(name, data), False
    except Unreadable as refused:
        head = re.match(rb"LOCATION,(?:[^\r\n]*[\r\n]+){1,100}?DATA PERIODS,[^\r\n]*", data)
        # Two letters with accents, as in "Conceição", make one Japanese character; no name has one alone.
        looks = "EUC-JP" if head and not re.search(rb"[\x80-\xff]{3}", head[0]) else "Latin-1"
        known = refused.trouble.rule == "file.encoding" and any(one in refused.trouble.reason for one in ("Latin-1", looks))
        if not known or not head or not data[head.end() :].isascii() or re.search(rb"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]", data):
            raise
        return data.decode("latin-1"), True


def _take(document: Document, rows: list[list[str]], first: int, offset: float, said: str) -> None:
    """Takes the rows in, if they are whole years; ``said`` is what the head tells of their source."""

    def place(row: int) -> str:
        return f"line {first + row}"

    form = "year, month, day, hour 1 to 24, minute"
    begins = times_of(document, "epw", [row[:5] for row in rows], _begin, place, form)
    each = 0 if begins is None else hour_means(document, "epw", begins, place)
    if begins is None or not each:
        return
    begins = begins[::each]
    one_year = len(np.unique(begins.astype("datetime64[Y]"))) == 1
    typical = is_typical(begins) or (one_year and bool(_TYPICAL.search(said)))
    if not whole_years(
        document, "epw", begins, typical, lambda row: place(row * each), lambda row: ", ".join(rows[row * each][:5]), _name
    ):
        return
    document.notes.append(years_note(begins, typical))
    document.origin = "typical year" if typical else "reanalysis" if _MODEL.search(said) else ""
    if not all_numbers(document, "epw", rows, _CELLS, place):
        return
    frame = _parsed(rows, place)
    columns = {}
    for series, (column, _, missing) in SERIES.items():
        values = values_of(document, "epw", series, frame[column], place, missing)
        if values is not None:
            columns[series] = averaged(series, values, each)
    if each > 1:
        document.notes.append(f"Time: {each} values an hour are averaged to one.")
    [(flags, count)] = Counter(row[5] for row in rows).most_common(1)
    document.notes.append(f"Data source flags, as the file gives them: '{shown(flags, 60)}' in {count} of {len(rows)} rows.")
    units = {series: unit for series, (_, unit, _) in SERIES.items()}
    ends = begins + np.timedelta64(3600, "s")
    put_hours(document, ends, columns, units, Clock(offset, "end", typical), lambda row: place(row * each))


def _parsed(rows: list[list[str]], place: Place) -> pd.DataFrame:
    """pvlib's frame of the rows; it counts on eight head lines, and takes any 36th cell for an index that moves all others."""
    from pvlib.iotools import read_epw

    head = ["LOCATION,-,-,-,-,-,0,0,0,0", *["-"] * 7]
    body = [",".join([*row[:5], "-", *row[6:], *[""] * (_MOST - len(row))]).replace('"', "'") for row in rows]
    try:
        frame, _ = read_epw(io.StringIO("\n".join(head + body) + "\n"))
    except Exception as error:  # pvlib and pandas raise many kinds on damaged text
        found = shown(f"{type(error).__name__}: {error}")
        raise Unreadable(Trouble("epw.format", f"{place(0)} and below", found, "pvlib cannot read the table.", AGAIN)) from error
    return frame


def _begin(cells: Sequence[str]) -> datetime:
    year, month, day, hour, minute = digits(*cells)
    if not 1 <= hour <= 24 or minute > 60:
        raise ValueError("no hour of a day")
    return datetime(year, month, day) + timedelta(hours=hour - 1)


def _name(hour: datetime) -> str:
    return f"{hour:%m/%d} hour {hour.hour + 1}"
