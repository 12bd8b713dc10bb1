"""A site's typical year in TMY3 format, through pvlib.

Source of the format: Wilcox & Marion, Users Manual for TMY3 Data Sets, NREL/TP-581-43156 (2008),
doi:10.2172/928611, tables 1-1 to 1-6. Hours are local standard time and named by their end.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from flows.facts import Document, Trouble, Unreadable
from flows.readers._hours import Clock, put_hours
from flows.readers._text import decode, shown, site_name
from flows.readers._weather import (
    clock_offset,
    lines_of,
    remark,
    signature,
    state,
    times_of,
)
from flows.readers._whole_years import is_typical, whole_years, years_note

if TYPE_CHECKING:
    import pandas as pd

KIND = "sites"
FORMAT = "site TMY3"

_DATE, _TIME = "Date (MM/DD/YYYY)", "Time (HH:MM)"
# our name: (pvlib's name, unit as the format states it); nothing is converted
SERIES = {
    "wind_speed": ("wind_speed", "m/s"),
    "wind_direction": ("wind_direction", "deg"),
    "temperature": ("temp_air", "degC"),
    "pressure": ("pressure", "mbar"),
    "relative_humidity": ("relative_humidity", "%"),
    "ghi": ("ghi", "W/m^2"),
    "dni": ("dni", "W/m^2"),
    "dhi": ("dhi", "W/m^2"),
}
_MISSING = (-9900.0, -9999.0, -999.0)
_SITE = (("usaf", ""), ("station", ""), ("state", ""), ("time_zone", "h"))
_PLACE = (("latitude", "deg"), ("longitude", "deg"), ("elevation", "m"))
_STAMP = re.compile(r"(0[1-9]|1[0-2])/(0[1-9]|[12][0-9]|3[01])/([0-9]{4}) ([01][0-9]|2[0-4]):([0-9]{2})")


def recognises(name: str, head: bytes) -> bool:
    known = signature(head)
    return known == "TMY3" or (not known and ".tmy3." in name.lower())


def read(name: str, data: bytes) -> list[Document]:
    """One site: eight hourly series in UTC, its place, and notes on what in the data is not what it seems."""
    first, *more = lines_of("tmy3", name, decode(name, data))
    rest = "\n".join(more)
    station = next(csv.reader([first.strip()]), [])
    if len(station) != 7:
        raise Unreadable(_not_tmy3(name, "line 1", shown(first), "The first line has seven entries"))
    from pvlib.iotools import read_tmy3

    # pvlib cuts the first line at every comma, quoted or not; the clock is put right below, with half hours
    plain = ",".join(entry.replace(",", " ").strip() for entry in station)
    try:
        frame, _ = read_tmy3(io.StringIO(f"{plain}\n{rest}"), map_variables=True)
    except Exception as error:  # pvlib and pandas raise many kinds on damaged text
        found = shown(f"{type(error).__name__}: {error}")
        reason = "pvlib cannot read the table; a head, a date or a time is damaged"
        raise Unreadable(_not_tmy3(name, _first_odd(rest), found, reason)) from error
    document = Document(KIND, site_name(name))
    for (field, unit), raw in zip(_SITE + _PLACE, station, strict=True):
        state(document, field, raw, unit, f"line 1, {field}")
    # the format does not state the height; 10 m is the standard of surface stations (WMO-No. 8, chapter 5)
    state(document, "weather_height", "10", "m", "the TMY3 format")
    for series, (column, _) in SERIES.items():
        if column not in frame:
            reason = f"The file has no column for {series}."
            remedy = "Send the file with all columns of the TMY3 format."
            document.troubles.append(Trouble("tmy3.no_column", "line 2", "no column", reason, remedy))
    _take(document, frame, clock_offset(document, "tmy3", station[3], station[5], "line 1, time_zone"))
    remark(document)
    return [document]


def _not_tmy3(name: str, where: str, found: str, reason: str) -> Trouble:
    return Trouble(
        "tmy3.format",
        f"{name}, {where}",
        found,
        f"{reason} (site number, station, state, time zone, latitude, longitude, elevation; then the hours).",
        "Download the TMY3 file again and send it unchanged.",
    )


def _first_odd(table: str) -> str:
    """The first line below the head without a date and an hour, or with too many cells; pvlib does not say which."""
    head, *lines = table.splitlines() or [""]
    for count, line in enumerate(lines, 3):
        if line.count(",") > head.count(","):
            return f"line {count}"
        try:
            _parse([" ".join(cell.strip() for cell in line.split(",")[:2])])
        except ValueError:
            return f"line {count}"
    return "line 2 and below"


def _take(document: Document, frame: pd.DataFrame, offset: float | None) -> None:
    """Takes the columns in, if every hour of the year is there once and in order; pvlib's own index folds 29 February."""
    written = (frame[_DATE].astype(str) + " " + frame[_TIME].astype(str)).tolist()
    form = "month/day/year and hours:minutes, such as 01/31/2005 24:00"
    times = times_of(document, "tmy3", [[stamp] for stamp in written], _parse, _line, form)
    if times is None or offset is None:
        return
    # Hours run from 01:00 to 24:00 (or 00:00 of the next day); a file that begins with 00:00 names them by their beginning.
    label = "beginning" if written and written[0].endswith("00:00") else "end"
    begins = times - np.timedelta64(3600 if label == "end" else 0, "s")
    typical = is_typical(begins)
    if not whole_years(document, "tmy3", begins, typical, _line, written.__getitem__, lambda hour: _name(hour, label)):
        return
    document.notes.append(years_note(begins, typical))
    document.origin = "typical year" if typical else ""
    columns = {}
    for series, (column, _) in SERIES.items():
        values = _values(frame[column], series, document) if column in frame else None
        if values is not None:
            columns[series] = values
    units = {series: unit for series, (_, unit) in SERIES.items()}
    put_hours(document, times, columns, units, Clock(offset, label, typical), _line)


def _line(row: int) -> str:
    return f"line {row + 3}"  # two head lines, counted from 1


def _parse(cells: Sequence[str]) -> datetime:
    stamp = _STAMP.fullmatch(cells[0])
    if not stamp:
        raise ValueError("no date and hour")
    month, day, year, hour, minute = (int(part) for part in stamp.groups())
    return datetime(year, month, day) + timedelta(hours=hour, minutes=minute)


def _name(hour: datetime, label: str) -> str:
    return f"{hour:%m/%d} {hour.hour + (label == 'end'):02}:00"


def _values(column: pd.Series, series: str, document: Document) -> np.ndarray | None:
    import pandas as pd

    numbers = pd.to_numeric(column, errors="coerce").astype(float)
    none = numbers.isin(_MISSING)
    bad = ~none & ~numbers.abs().lt(math.inf)
    if bad.any():
        first = int(bad.to_numpy().argmax())
        document.troubles.append(
            Trouble(
                "tmy3.missing",
                f"{_line(first)}, {series}",
                shown(str(column.iloc[first])),
                f"{int(bad.sum())} hours hold no number of {series}; this is the first.",
                f"Write {_MISSING[0]:g} where a value is missing, or send another station.",
            )
        )
        return None
    return numbers.mask(none).to_numpy()
