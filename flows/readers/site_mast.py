"""A met mast (or lidar) as CSV: a column of times, and columns such as ``wind_speed_100m [m/s]``, ``wind_direction_98m [deg]``.

The highest ``wind_speed_<height>m`` is the series ``wind_speed`` (fact ``weather_height``), the next one ``wind_speed_lower``
(fact ``weather_height_lower``); the direction, temperature, pressure and humidity nearest to it are ``wind_direction`` and so
on; all others keep their names. A value whose flag (``wind_speed_100m_flag``, or ``flag`` for the whole row) is neither empty
nor 0 is missing. The comment lines are those of ``site_hourly_csv``; -999 and -9999 are missing, declared or not.
"""

from __future__ import annotations

import re

import numpy as np

from flows.facts import Document, Fact, Trouble
from flows.readers._long_table import LongTable, numbers
from flows.readers._sub_hourly import put_rows
from flows.readers._text import shown
from flows.readers._timed_csv import MAST_ENDING, foreign, is_mast, read_timed, time_columns

KIND = "sites"
FORMAT = "met mast CSV"
MISSING = (-999.0, -9999.0)
MOST_FLAGS = 10  # named in a note
QUANTITIES = ("wind_direction", "temperature", "pressure", "relative_humidity")

_AT = re.compile(r"(?P<what>[a-z_]+?)_(?P<height>\d{1,3}(?:\.\d+)?) ?m")
_ROW_FLAGS = ("flag", "flags", "quality_flag")


def recognises(name: str, head: bytes) -> bool:
    if name.lower().endswith(MAST_ENDING):
        return not foreign(name, head)
    columns = time_columns(name, head)
    return columns is not None and is_mast(name, columns)


def read(name: str, data: bytes) -> list[Document]:
    """One site with the mast's series; raises Unreadable where the file holds no table with times."""
    timed = read_timed(KIND, name, data)
    document, table = timed.document, timed.table
    document.origin = "measured"
    flags = [column for column in table.units if _is_flag(column, table)]
    columns: dict[str, np.ndarray] = {}
    units: dict[str, str] = {}
    absent = 0
    names = _series_names(document, table, [column for column in table.units if column not in (timed.time_column, *flags)])
    for column, series in names.items():
        columns[series], count = numbers(table, column, {*MISSING, *timed.missing})
        units[series] = table.units[column]
        absent += count
        for flag in flags:
            if flag in (f"{column}_flag", *_ROW_FLAGS) or flag.lower() in _ROW_FLAGS:
                _strike(document, table, flag, column, columns[series])
    if absent:
        document.notes.append(f"{absent} cells hold -999, -9999 or another number that means no value.")
    if len(timed.times):
        put_rows(document, timed.times, columns, units, label=timed.label, place=timed.place, said=timed.said)
    return [document]


def _is_flag(column: str, table: LongTable) -> bool:
    return column.lower() in _ROW_FLAGS or (column.endswith("_flag") and column.removesuffix("_flag") in table.units)


def _series_names(document: Document, table: LongTable, columns: list[str]) -> dict[str, str]:
    """The series that each column becomes; heights of the wind speeds are facts."""
    heights = {c: match for c in columns if (match := _AT.fullmatch(c))}
    speeds = sorted((c for c, at in heights.items() if at["what"] == "wind_speed"), key=lambda c: -float(heights[c]["height"]))
    names = {column: column for column in columns}
    where = f"line {table.begins - 1}, column "
    for column, suffix in zip(speeds, ("", "_lower"), strict=False):
        names[column], fact = f"wind_speed{suffix}", f"weather_height{suffix}"
        document.facts = [one for one in document.facts if one.field != fact]
        document.facts.append(Fact("site", "", fact, heights[column]["height"], "m", where + column))
    if not speeds and "wind_speed" in columns and not any(one.field == "weather_height" for one in document.facts):
        reason = "The height at which the wind was measured is not told."
        remedy = "Name the column with its height, 'wind_speed_100m [m/s]', or add a line '# weather_height: 100 m'."
        document.troubles.append(Trouble("mast.height", where + "wind_speed", "wind_speed", reason, remedy))
    if not speeds and "wind_speed" not in columns:
        reason, remedy = "The mast has no wind speed.", "Name a column 'wind_speed_100m [m/s]', with the height in metres."
        found = shown(", ".join(columns)) or "no columns"
        document.troubles.append(Trouble("mast.wind_speed", where.removesuffix(", column "), found, reason, remedy))
    top = float(heights[speeds[0]]["height"]) if speeds else 0.0
    for quantity in QUANTITIES:
        at = sorted((c for c in heights if heights[c]["what"] == quantity), key=lambda c: abs(float(heights[c]["height"]) - top))
        if at and quantity not in columns:
            names[at[0]] = quantity
            document.notes.append(f"{quantity} is that of the column {at[0]}.")
    for column in speeds + [c for c in columns if names[c] in QUANTITIES]:
        if not table.units[column]:
            reason, remedy = f"The column {column} has no unit.", f"Write it in the head of the column: '{column} [m/s]'."
            document.troubles.append(Trouble("mast.unit", where + column, column, reason, remedy.replace("[m/s]", "[unit]")))
    return names


def _strike(document: Document, table: LongTable, flag: str, column: str, values: np.ndarray) -> None:
    """Takes out the values whose flag is set, and says how many by flag."""
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = pc.utf8_trim_whitespace(table.columns[flag])
    struck = pc.invert(pc.is_in(cells, value_set=pa.array(["", "0", "0.0", "0,0"])))
    if not pc.any(struck).as_py():
        return
    counted = sorted(pc.value_counts(pc.filter(cells, struck)).to_pylist(), key=lambda one: -one["counts"])
    values[struck.to_numpy()] = np.nan
    by_flag = ", ".join(f"{shown(one['values'], 30)}: {one['counts']}" for one in counted[:MOST_FLAGS])
    more = f" and {len(counted) - MOST_FLAGS} other flags" if len(counted) > MOST_FLAGS else ""
    document.notes.append(f"{column}: values with a flag are missing ({by_flag}{more}; column {flag}).")
