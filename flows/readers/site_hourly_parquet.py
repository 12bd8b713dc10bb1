"""Hourly series of a site as Parquet: a column of times, then one column a series, its unit in brackets or in its metadata.

Times are timestamps with a time zone, texts with an offset, or of the clock that the file's metadata key ``time_zone`` names.
The other keys are those of the comment lines of ``site_hourly_csv``. Values of a part of an hour are averaged.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from flows.facts import Document, Fact, Trouble, Unreadable
from flows.readers._apart import read_apart
from flows.readers._instants import YEARS, BadTime, read_instants, to_utc
from flows.readers._long_table import MOST_CELLS, MOST_ROWS
from flows.readers._sub_hourly import put_rows
from flows.readers._text import shown, site_name
from flows.readers._timed_csv import OF_THE_TABLE, TIMES, told_label
from flows.readers._units_of_series import judge_units

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

KIND = "sites"
FORMAT = "hourly series Parquet"
MAGIC = b"PAR1"
MOST_COLUMNS, LARGEST = 500, 400_000_000  # bytes when unpacked

_HEAD = re.compile(r"(?P<name>[^\[\]]+?)\s*(?:\[(?P<unit>[^\[\]]*)\])?")
_KEEPS_ITS_OWN = ("pandas", "ARROW:schema", "org.apache.spark.sql.parquet.row.metadata")


def recognises(name: str, head: bytes) -> bool:
    return name.lower().endswith((".parquet", ".pq")) or head.startswith(MAGIC)


def read(name: str, data: bytes) -> list[Document]:
    """What ``read_here`` says, from a process of its own; raises Unreadable."""
    return read_apart(__name__, name, data)


def read_here(name: str, data: bytes) -> list[Document]:
    """One site with a series for each column of numbers; raises Unreadable where there are none, or no times."""
    import pyarrow as pa

    document = Document(KIND, site_name(name))
    file = _opened(name, data)
    told = _metadata(document, file.schema_arrow)
    names = file.schema_arrow.names
    time = next((column for column in names if _head(column)[0].lower() in TIMES), "")
    time = time or next((column for column in names if column.startswith("__index_level_")), "")
    if not time:
        reason, remedy = "The file has no column of times.", f"Name it 'time'; known are: {', '.join(TIMES)}."
        raise Unreadable(Trouble("series.no_time", name, shown(", ".join(names)), reason, remedy))
    columns, units = _numbers(name, document, file, time)
    judge_units(document, units, "")
    label, said = told_label(document, told.get("time_label", ""), _head(time)[0])
    try:
        cells = file.read([time]).column(0)
        if {len(cells), *map(len, columns.values())} != {file.metadata.num_rows}:
            raise OSError(f"{len(cells)} times, {file.metadata.num_rows} rows by the header")
        times, done = _times(cells, told.get("time_zone", ""), told.get("date_order", ""))
    except BadTime as bad:
        where = f"row {bad.row + 1}, column {time}" if bad.row >= 0 else f"column {time}"
        remedy = bad.remedy.replace("Add a line '# time zone: UTC'", "Write the metadata key 'time_zone', UTC")
        remedy = remedy.replace(" at the top", "")
        document.troubles.append(Trouble("series.time", where, bad.found, bad.reason, remedy))
        return [document]
    except (OSError, UnicodeDecodeError, pa.ArrowException) as error:
        raise Unreadable(_damaged(f"{name}, column {shown(time, 40)}", error)) from error
    said += [done] if done else []
    put_rows(document, times, columns, units, label=label, place=lambda row: f"row {row + 1}", said=said)
    return [document]


def _opened(name: str, data: bytes) -> pq.ParquetFile:
    """The file with its sizes checked before a value is unpacked."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        about = file.metadata
        groups = [about.row_group(at) for at in range(about.num_row_groups)]
        unpacked = sum(one.column(at).total_uncompressed_size for one in groups for at in range(one.num_columns))
    except Exception as error:  # arrow raises many kinds on damaged files
        raise Unreadable(_damaged(name, error)) from error
    cells = about.num_rows * about.num_columns
    if about.num_rows > MOST_ROWS or about.num_columns > MOST_COLUMNS or unpacked > LARGEST or cells > MOST_CELLS:
        found = f"{about.num_rows} rows, {about.num_columns} columns, {unpacked / 1e6:.0f} MB unpacked"
        reason = f"A series has at most {MOST_ROWS:,} rows, {MOST_COLUMNS} columns and {LARGEST / 1e6:.0f} MB."
        raise Unreadable(Trouble("parquet.too_big", name, found, reason, "Send hourly means, or only the columns that count."))
    if not about.num_rows or len(set(file.schema_arrow.names)) < len(file.schema_arrow.names):
        found = f"{about.num_rows} rows; columns {', '.join(file.schema_arrow.names)}"
        reason = "The file has no rows, or two columns of one name."
        raise Unreadable(Trouble("series.no_table", name, shown(found), reason, "Send a table with a row for each hour."))
    return file


def _metadata(document: Document, schema: pa.Schema) -> dict[str, str]:
    """What the file's metadata says of the table; its other short texts are facts of the site."""
    told: dict[str, str] = {}
    for key, value in (schema.metadata or {}).items():
        field, raw = key.decode("utf-8", "replace"), value.decode("utf-8", "replace")
        if field in _KEEPS_ITS_OWN or len(raw) > 300 or len(field) > 60:
            continue
        field = re.sub(r"[\s_]+", "_", field.strip().lower())
        if field in OF_THE_TABLE:
            told[field] = raw
        else:
            where = f"metadata, {shown(field)}"
            document.facts.append(Fact("site", "", field, raw, where=where))
    return told


def _numbers(
    name: str, document: Document, file: pq.ParquetFile, time: str
) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """Every column that holds numbers, and its unit; a note names those that hold something else."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns: dict[str, np.ndarray] = {}
    units: dict[str, str] = {}
    left = []
    for column in (one for one in file.schema_arrow.names if one != time):
        kind = file.schema_arrow.field(column)
        if pa.types.is_dictionary(kind.type):
            kind = kind.with_type(kind.type.value_type)
        if not (pa.types.is_integer(kind.type) or pa.types.is_floating(kind.type) or pa.types.is_decimal(kind.type)):
            left.append(f"{column} ({kind.type})")
            continue
        series, unit = _head(column)
        of_field = {key.decode("utf-8", "replace").lower(): value for key, value in (kind.metadata or {}).items()}
        unit = unit or (of_field.get("unit") or of_field.get("units") or b"").decode("utf-8", "replace")
        try:
            values = pc.cast(file.read([column]).column(0), pa.float64(), safe=False)
            columns[series] = np.array(values.to_numpy(), dtype=float)
        except Exception as error:  # arrow raises many kinds on damaged pages
            raise Unreadable(_damaged(f"{name}, column {shown(column, 40)}", error)) from error
        units[series] = unit.strip()
    if left:
        document.notes.append(f"Columns that hold no numbers are left out: {shown(', '.join(left), 200)}.")
    if not columns:
        reason, remedy = "No column holds numbers.", "Store the series as numbers, the unit in the name: 'load [MW]'."
        raise Unreadable(Trouble("series.no_table", name, shown(", ".join(left)) or "no columns", reason, remedy))
    return columns, units


def _times(cells: pa.ChunkedArray, zone: str, order: str) -> tuple[np.ndarray, str]:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = cells.type
    if pa.types.is_dictionary(kind):
        cells = pc.cast(cells, kind.value_type)
        kind = cells.type
    nothing = pc.is_null(cells).to_numpy()
    if nothing.any():
        raise BadTime(int(nothing.argmax()), "nothing", "This row has no time.", "Give each row its time.")
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return read_instants(pc.cast(cells, pa.string()), zone, order)
    if not pa.types.is_timestamp(kind):
        remedy = "Store them as timestamps with a time zone."
        raise BadTime(-1, str(kind), "The times are neither timestamps nor texts.", remedy)
    seconds = pc.cast(pc.cast(cells, pa.timestamp("s", kind.tz), safe=False), pa.int64()).to_numpy().astype("datetime64[s]")
    years = seconds.astype("datetime64[Y]").astype(int) + 1970
    if years.min() < YEARS[0] or years.max() > YEARS[1]:
        row = int(((years < YEARS[0]) | (years > YEARS[1])).argmax())
        reason = f"This year lies outside {YEARS[0]} to {YEARS[1]}."
        raise BadTime(row, str(seconds[row]), reason, "Check the unit of the timestamps.")
    if kind.tz:  # Arrow keeps such instants in UTC; the zone is only how they are shown
        return seconds, ""
    return to_utc(seconds, zone)


def _head(column: str) -> tuple[str, str]:
    match = _HEAD.fullmatch(column.strip())
    return (match["name"], (match["unit"] or "").strip()) if match else (column, "")


def _damaged(where: str, error: Exception) -> Trouble:
    found = shown(f"{type(error).__name__}: {error}")
    reason = "The file is no Parquet, or is cut off or damaged."
    return Trouble("parquet.damaged", where, found, reason, "Write it again and send it whole.")
