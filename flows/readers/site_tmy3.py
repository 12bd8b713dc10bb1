"""A site's typical year in TMY3 format, through pvlib.

Source of the format: Wilcox & Marion, Users Manual for TMY3 Data Sets, NREL/TP-581-43156 (2008),
doi:10.2172/928611, tables 1-1 to 1-6.
"""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

from flows.facts import Document, Fact, Trouble, Unreadable
from flows.readers._text import decode, peek, shown, site_name

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
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def recognises(name: str, head: bytes) -> bool:
    lines = peek(head).lstrip("\ufeff").splitlines()
    headed = len(lines) > 1 and lines[1].startswith(_DATE)
    return name.lower().endswith(".csv") and (headed or ".tmy3." in name.lower())


def read(name: str, data: bytes) -> list[Document]:
    """One site: eight hourly series, its place, and notes on what in the data is not what it seems."""
    text = decode(name, data).lstrip("\ufeff")
    first, _, rest = text.partition("\n")
    station = next(csv.reader([first.strip()]), [])
    if len(station) != 7:
        raise Unreadable(_not_tmy3(name, "line 1", shown(first), "The first line has seven entries"))
    from pvlib.iotools import read_tmy3

    # pvlib cuts the first line at every comma, quoted or not
    plain = ",".join(entry.replace(",", " ").strip() for entry in station)
    try:
        frame, _ = read_tmy3(io.StringIO(f"{plain}\n{rest}"), map_variables=True)
    except Exception as error:  # pvlib and pandas raise many kinds on damaged text
        found = shown(f"{type(error).__name__}: {error}")
        reason = "pvlib cannot read the table; a head, a date or a time is damaged"
        raise Unreadable(_not_tmy3(name, "line 2 and below", found, reason)) from error
    document = Document(KIND, site_name(name))
    for (field, unit), raw in zip(_SITE + _PLACE, station, strict=True):
        document.facts.append(Fact("site", "", field, raw.strip(), unit, f"line 1, {field}"))
    # the format does not state the height; 10 m is the standard of surface stations (WMO-No. 8, chapter 5)
    document.facts.append(Fact("site", "", "weather_height", "10", "m", "the TMY3 format"))
    _check_hours(frame, document)
    for series, (column, unit) in SERIES.items():
        if column in frame:
            document.series[series] = _values(frame[column], series, document)
            document.series_units[series] = unit
        else:
            reason = f"The file has no column for {series}."
            remedy = "Send the file with all columns of the TMY3 format."
            document.troubles.append(Trouble("tmy3.no_column", "line 2", "no column", reason, remedy))
    document.notes += _notes(frame, document.series)
    return [document]


def _not_tmy3(name: str, where: str, found: str, reason: str) -> Trouble:
    return Trouble(
        "tmy3.format",
        f"{name}, {where}",
        found,
        f"{reason} (site number, station, state, time zone, latitude, longitude, elevation; then the hours).",
        "Download the TMY3 file again and send it unchanged.",
    )


def _check_hours(frame: pd.DataFrame, document: Document) -> None:
    """Every hour of one year once, in order; pvlib's own index folds 29 February, so the text is used."""
    dates, times = frame[_DATE].astype(str), frame[_TIME].astype(str)
    written = (dates + " " + times).str.fullmatch(r"(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])/\d{4} ([01]\d|2[0-4]):\d\d")
    if not written.all():
        line = int((~written).to_numpy().argmax())
        reason = "A date and hour are written as month/day/year and hours:minutes, such as 01/31/2005 24:00."
        remedy = "Download the TMY3 file again and send it unchanged."
        found = shown(f"{dates.iloc[line]} {times.iloc[line]}")
        document.troubles.append(Trouble("tmy3.date", f"line {line + 3}", found, reason, remedy))
        return
    month, day = dates.str[:2].astype(int), dates.str[3:5].astype(int)
    hour = times.str[:2].astype(int)
    ends = 0 if (hour == 0).any() else 1  # hours are named by their end, 01:00 to 24:00, or by 00:00 to 23:00
    leap = bool(((month == 2) & (day == 29)).any())
    days = [length + (leap and count == 1) for count, length in enumerate(_DAYS)]
    before = [sum(days[:count]) for count in range(12)]
    position = [(before[m - 1] + d - 1) * 24 + h - ends for m, d, h in zip(month, day, hour, strict=True)]
    due = sum(days) * 24
    if position == list(range(due)):
        return
    missing = sorted(set(range(due)) - set(position))
    wrong = next((n for n, at in enumerate(position) if at != n), len(position))
    line = wrong + 3  # two head lines, counted from 1
    if missing:
        at = missing[0]
        of_month = max(count for count in range(12) if before[count] <= at // 24)
        gap = f"{of_month + 1:02}/{at // 24 - before[of_month] + 1:02} {at % 24 + ends:02}:00"
        found = f"{len(frame)} hours, {len(missing)} missing, the first {gap}"
    else:
        found = f"{len(frame)} hours; {dates.iloc[wrong]} {times.iloc[wrong]} is out of order or stands twice"
    document.troubles.append(
        Trouble(
            "tmy3.gap",
            f"line {line}",
            found,
            f"An hourly series is {due} complete hours in order.",
            "Send the whole year; fill gaps at the source and say how, they are not filled here.",
        )
    )


def _values(column: pd.Series, series: str, document: Document) -> list[float]:
    import pandas as pd

    numbers = pd.to_numeric(column, errors="coerce").astype(float)
    bad = ~numbers.abs().lt(math.inf) | numbers.isin(_MISSING)
    if bad.any():
        first = int(bad.to_numpy().argmax())
        document.troubles.append(
            Trouble(
                "tmy3.missing",
                f"line {first + 3}, {series}",
                shown(str(column.iloc[first])),
                f"{int(bad.sum())} hours have no value of {series}; this is the first.",
                "Send a file without missing values in this column, or another station.",
            )
        )
    return numbers.mask(bad).tolist()


def _notes(frame: pd.DataFrame, series: dict[str, list[float]]) -> list[str]:
    notes = []
    years = sorted(set(frame[_DATE].astype(str).str[6:10]))
    if len(years) > 1:
        span = f"{years[0]}-{years[-1]}"
        notes.append(f"Typical year assembled from {span}: months of different years in a row.")
    elif years:
        notes.append(f"One single year, {years[0]}.")
    for name in ("wind_speed", "temperature", "pressure", "relative_humidity"):
        values = series.get(name, [math.nan])
        if len(values) > 1 and min(values) == max(values):
            notes.append(f"{name} is {values[0]:g} {SERIES[name][1]} in every hour: filled, not measured.")
    speeds, directions = series.get("wind_speed", []), series.get("wind_direction", [])
    calm = sum(speed == 0 and towards == 0 for speed, towards in zip(speeds, directions, strict=False))
    if calm:
        notes.append(
            f"{calm} calm hours ({calm / len(speeds):.1%}) carry direction 0, which means none, not north."
        )
    return notes
