"""A site's weather from PVGIS, through pvlib: hourly series and typical years, as CSV and as JSON.

Source of the format: European Commission, Joint Research Centre, PVGIS user manual and API, tools "seriescalc" and "tmy".
Time is UTC; a stamp is an instant, of the satellite's picture or the model's hour. Wind is at 10 m (WS10m).
Its typical year in the form of EPW is read by ``site_epw``.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.facts import Document, Trouble, Unreadable
from flows.readers._hours import Clock, put_hours
from flows.readers._text import decode, shown, site_name
from flows.readers._weather import (
    AGAIN,
    MOST_CELLS,
    MOST_ROWS,
    all_numbers,
    globe,
    lines_of,
    remark,
    signature,
    state,
    table,
    times_of,
    values_of,
)
from flows.readers._whole_years import whole_years, years_note

KIND = "sites"
FORMAT = "site PVGIS"

# our name: (pvlib's name, unit as PVGIS states it)
SERIES = {
    "wind_speed": ("wind_speed", "m/s"),
    "wind_direction": ("wind_direction", "deg"),
    "temperature": ("temp_air", "degC"),
    "pressure": ("pressure", "Pa"),
    "relative_humidity": ("relative_humidity", "%"),
    "ghi": ("ghi", "W/m^2"),
    "dni": ("dni", "W/m^2"),
    "dhi": ("dhi", "W/m^2"),
    "poa_global": ("poa_global", "W/m^2"),
    "poa_direct": ("poa_direct", "W/m^2"),
    "poa_sky_diffuse": ("poa_sky_diffuse", "W/m^2"),
    "poa_ground_diffuse": ("poa_ground_diffuse", "W/m^2"),
}
# words of the CSV head and of the JSON inputs: (our field, unit)
_FACTS = {
    "Latitude (decimal degrees)": ("latitude", "deg"),
    "Longitude (decimal degrees)": ("longitude", "deg"),
    "Elevation (m)": ("elevation", "m"),
    "Radiation database": ("radiation_database", ""),
    "Irradiance Time Offset (h)": ("irradiance_time_offset", "h"),
    "Slope": ("slope", ""),
    "Azimuth": ("azimuth", ""),
    "location.latitude": ("latitude", "deg"),
    "location.longitude": ("longitude", "deg"),
    "location.elevation": ("elevation", "m"),
    "location.irradiance_time_offset": ("irradiance_time_offset", "h"),
    "meteo_data.radiation_db": ("radiation_database", ""),
    "meteo_data.meteo_db": ("weather_source", ""),
    "meteo_data.year_min": ("first_year", ""),
    "meteo_data.year_max": ("last_year", ""),
    "mounting_system.fixed.slope.value": ("slope", "deg"),
    "mounting_system.fixed.azimuth.value": ("azimuth", "deg"),
}
_STAMP = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2}):([0-9]{2})([0-9]{2})")


@dataclass(frozen=True)
class _Table:
    """What a file holds: its stamps, where each stands, and the text that pvlib gets."""

    stamps: list[str]
    place: Callable[[int], str]
    typical: bool
    text: str
    form: str


def recognises(name: str, head: bytes) -> bool:
    return signature(head) == "PVGIS"


def read(name: str, data: bytes) -> list[Document]:
    """One site: the hourly series that PVGIS gave, its place, and notes on what in the data is not what it seems."""
    text = decode(name, data).lstrip("\ufeff")
    document = Document(KIND, site_name(name))
    found = _from_json(document, name, text) if text.lstrip().startswith("{") else _from_csv(document, name, text)
    said = {fact.field: fact.raw for fact in document.facts}
    globe(document, "pvgis", said.get("latitude", ""), said.get("longitude", ""), "head")
    # WS10m and WD10m: the wind at 10 m
    state(document, "weather_height", "10", "m", "the PVGIS format, WS10m")
    state(document, "time_zone", "0", "h", "the PVGIS format, UTC")
    if found is not None:
        _take(document, found, name, said)
    remark(document)
    return [document]


def _take(document: Document, found: _Table, name: str, said: dict[str, str]) -> None:
    times = times_of(document, "pvgis", [[stamp] for stamp in found.stamps], _parse, found.place, "20160131:2310 (UTC)")
    if times is None:
        return
    begins = times.astype("datetime64[h]").astype("datetime64[s]")
    if not whole_years(document, "pvgis", begins, found.typical, found.place, found.stamps.__getitem__, _name):
        return
    document.notes.append(years_note(begins, found.typical))
    document.origin = "typical year" if found.typical else "reanalysis"
    from pvlib.iotools import read_pvgis_hourly, read_pvgis_tmy

    try:
        if not found.typical:
            frame, _ = read_pvgis_hourly(io.StringIO(found.text), found.form, map_variables=True)
        elif found.form == "csv":
            frame, _ = read_pvgis_tmy(io.BytesIO(found.text.encode()), "csv", map_variables=True)
        else:
            frame, _ = read_pvgis_tmy(io.StringIO(found.text), "json", map_variables=True)
    except Exception as error:  # pvlib and pandas raise many kinds on damaged text
        raise _not_pvgis(name, shown(f"{type(error).__name__}: {error}"), "pvlib cannot read the table") from error
    # A plane that lies flat receives what the horizontal does.
    flat = re.match(r"\s*0+(\.0*)?(?![0-9.])", said.get("slope", "")) is not None
    columns = {}
    for series, (column, _) in SERIES.items():
        if column in frame:
            values = values_of(document, "pvgis", series, frame[column], found.place)
            if values is not None:
                columns["ghi" if flat and series == "poa_global" else series] = values
    if not columns:
        raise _not_pvgis(name, ", ".join(map(str, frame.columns))[:80], "The table has no column that is known here")
    offset = said.get("irradiance_time_offset", "")
    if offset.strip("-0. "):
        document.notes.append(f"Irradiance stands for the instant {offset} h after each hour, the other columns for the hour.")
    units = {series: unit for series, (_, unit) in SERIES.items()}
    clock = Clock(0.0, "instant", found.typical)
    put_hours(document, times, columns, units, clock, found.place)


def _from_csv(document: Document, name: str, text: str) -> _Table | None:
    lines = lines_of("pvgis", name, text)
    head = next((count for count, line in enumerate(lines[:100]) if re.match(r'"?time(\(UTC\))?"?[,;]', line)), None)
    if head is None or ";" in lines[head]:
        reason = "There is no line of column names that begins with 'time' or 'time(UTC)' and is divided by commas"
        raise _not_pvgis(name, shown(lines[0] if head is None else lines[head]), reason)
    typical = lines[head].startswith("time(UTC)")
    for count, line in enumerate(lines[:head], 1):
        key, _, value = line.partition(":")
        if key.strip() in _FACTS:
            field, unit = _FACTS[key.strip()]
            state(document, field, value, unit, f"line {count}, {key.strip()}")
    end = next((count for count, line in enumerate(lines) if count > head and not line.strip()), len(lines))
    columns = [column.strip() for column in lines[head].split(",")]
    rows = table(document, "pvgis", lines[head + 1 : end], head + 2, len(columns), len(columns))
    if rows is None:
        return None
    first = head + 2

    def place(row: int) -> str:
        return f"line {first + row}"

    if not all_numbers(document, "pvgis", rows, dict(enumerate(columns[1:], 1)), place):
        return None
    # pvlib counts the lines of the head: no empty ones, and twelve months where there are any
    above = [line for line in lines[:head] if line.strip()]
    months = [line for line in above if re.fullmatch(r"\s*[0-9]{1,2}\s*,\s*[0-9]{4}\s*", line)]
    if typical and len(months) != 12:
        raise _not_pvgis(name, f"{len(months)} months", "The head of a typical year says for each of 12 months its year")
    if len(set(columns)) != len(columns):
        raise _not_pvgis(name, shown(lines[head]), "A column stands twice")
    if not typical and "Int" not in columns:  # pvlib asks for this flag, and not every tool of PVGIS writes it
        columns, rows = [*columns, "Int"], [[*row, "0"] for row in rows]
    body = [",".join(cell or "nan" for cell in row) for row in rows]
    joined = "\n".join([*above, ",".join(columns), *body]) + "\n"
    return _Table([row[0] for row in rows], place, typical, joined, "csv")


def _from_json(document: Document, name: str, text: str) -> _Table | None:
    # counted before parsing: each mark becomes a thing in memory many times its size
    objects, lists, commas = (text.count(mark) for mark in "{[,")
    if objects > MOST_ROWS or lists > 1000 or commas > MOST_CELLS:
        found = f"{objects} objects, {lists} lists, {commas} commas"
        reason = f"A JSON file of PVGIS has at most {MOST_ROWS:,} objects, 1,000 lists and {MOST_CELLS:,} commas."
        raise Unreadable(Trouble("pvgis.too_big", name, found, reason, "Send fewer years."))
    try:
        tree = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise _not_pvgis(name, shown(str(error)), "This is no whole JSON text") from None
    inputs, outputs = _part(tree, "inputs"), _part(tree, "outputs")
    kind = next((key for key in ("hourly", "tmy_hourly") if isinstance(outputs.get(key), list)), None)
    if kind is None or not outputs[kind] or not isinstance(outputs[kind][0], dict):
        raise _not_pvgis(name, shown(", ".join(outputs)) or "nothing", "There is no list outputs.hourly or outputs.tmy_hourly")
    for path, (field, unit) in _FACTS.items():
        value: Any = inputs
        for key in path.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            state(document, field, str(value), unit, f"inputs.{path}")
    rows, typical = outputs[kind], kind == "tmy_hourly"
    stamp = "time(UTC)" if typical else "time"
    wrong = next((count for count, row in enumerate(rows) if not _sound(row, rows[0], stamp)), None)
    if wrong is not None:
        reason = f"Each row has the names of the first, '{stamp}' as text and numbers for the others; this one has not."
        document.troubles.append(Trouble("pvgis.row", f"outputs.{kind}[{wrong}]", shown(str(rows[wrong])), reason, AGAIN))
        return None
    if not typical:
        rows = [{"Int": 0, **row} for row in rows]  # pvlib asks for this flag, and not every tool of PVGIS writes it
    months = outputs.get("months_selected", [])
    plain = {"inputs": {}, "meta": {"inputs": {}}, "outputs": {kind: rows, "months_selected": months}}
    return _Table([row[stamp] for row in rows], lambda row: f"outputs.{kind}[{row}]", typical, json.dumps(plain), "json")


def _part(tree: Any, key: str) -> dict[str, Any]:
    part = tree.get(key) if isinstance(tree, dict) else None
    return part if isinstance(part, dict) else {}


def _sound(row: Any, first: dict[str, Any], stamp: str) -> bool:
    return (
        isinstance(row, dict)
        and row.keys() == first.keys()
        and isinstance(row.get(stamp), str)
        and all(value is None or type(value) in (int, float) for key, value in row.items() if key != stamp)
    )


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _not_pvgis(name: str, found: str, reason: str) -> Unreadable:
    return Unreadable(Trouble("pvgis.format", name, found, f"{reason}.", AGAIN))


def _parse(cells: Any) -> datetime:
    stamp = _STAMP.fullmatch(cells[0])
    if not stamp:
        raise ValueError("no stamp")
    return datetime(*(int(part) for part in stamp.groups()))  # type: ignore[arg-type]


def _name(hour: datetime) -> str:
    return f"{hour:%Y%m%d:%H} h"
