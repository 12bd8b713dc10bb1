"""Long CSV tables of a site, up to a million rows: cells stay text in Arrow memory until a column is asked for as numbers.

``_csv_table`` keeps every cell as a Python text and a line; that is too much for twenty years of ten-minute values.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from flows.facts import Trouble, Unreadable
from flows.readers._csv_table import MOST_COLUMNS, _delimiter, _heads
from flows.readers._text import decode, shown

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ROWS = 1_100_000  # twenty years of ten-minute values
MOST_CELLS = 12_000_000
LARGEST = 60_000_000  # bytes; with the cells it takes 500 MB to read
MOST_COMMENTS = 500
LONGEST_HEAD = 100_000  # characters
BLANKS = ("", "nan", "na", "n/a", "null", "none", "-", "--")

_COMMENT = re.compile(r"#\s*(?P<field>[^:#]{1,60}?)\s*:\s*(?P<raw>\S.*)")
_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_COMMA_NUMBER = r"^\s*[+-]?\d+,\d+([eE][+-]?\d+)?\s*$"
_SURE_COMMA = r"^\s*[+-]?(0,\d+|\d+,(\d{1,2}|\d{4,}))([eE][+-]?\d+)?\s*$"
_POINT_NUMBER = r"^\s*[+-]?\d*\.\d+([eE][+-]?\d+)?\s*$"


@dataclass
class LongTable:
    """``units`` by column name; ``comments`` are (line, field, raw) of the lines ``# field: raw`` before the head.

    ``begins`` is the line of the first row and ``body`` the text of all rows, kept to find the line of a row by.
    """

    units: dict[str, str]
    columns: dict[str, pa.ChunkedArray]
    comments: list[tuple[int, str, str]]
    remarks: list[str]
    begins: int
    body: bytes
    decimal_comma: bool = False
    troubles: list[Trouble] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)  # rows with too few or too many cells, counted from 0

    def line(self, row: int) -> int:
        """The line of the file on which a row stands, counted from 0; slow, for messages."""
        for one in self.skipped:
            row += one <= row
        seen = -1
        for count, text in enumerate(self.body.splitlines()):
            seen += bool(text)  # Arrow leaves out empty lines
            if seen == row:
                return self.begins + count
        return self.begins


def head_line(text: str) -> int:
    """Where the head of the table begins, after comments, empty lines and Excel's ``sep=;``; -1 where there is none."""
    at = 1 if text.startswith("\ufeff") else 0
    while at < len(text):
        end = text.find("\n", at)
        line = text[at : end if end >= 0 else len(text)].strip()
        if line and line[0] != "#" and not line.lower().startswith(("sep=", '"sep=')):
            return at
        if end < 0:
            return -1
        at = end + 1
    return -1


def read_long_table(name: str, data: bytes) -> LongTable:
    """The table in a CSV file of UTF-8 (or marked UTF-16) text; the delimiter is the one that its head uses most.

    Raises Unreadable where there is no table: no head, too many rows, a damaged quotation mark.
    """
    if len(data) > LARGEST:
        raise Unreadable(_too_big(name, 0, 0, f"{len(data) / 1e6:.0f} MB"))
    text = decode(name, data).replace("\r\n", "\n").replace("\r", "\n")
    at = head_line(text)
    if at < 0:
        raise Unreadable(_no_table(name, "only comment lines"))
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    head = text[at:end]
    line = text.count("\n", 0, at) + 1
    if len(head) > LONGEST_HEAD:
        raise Unreadable(_no_table(name, f"{len(head)} characters in line {line}"))
    delimiter = _delimiter(head)
    try:
        written = [cell.strip() for cell in next(csv.reader([head], delimiter=delimiter, strict=True))]
    except csv.Error as error:
        raise Unreadable(_no_table(f"{name}, line {line}", str(error))) from None
    if len(written) > MOST_COLUMNS:
        raise Unreadable(_too_big(name, 0, len(written)))
    units = _heads(name, line, written)
    comments, remarks = _comments(text[:at])
    text = text[end + 1 :]  # one copy less in memory
    body = text.encode()
    del text
    if not body.strip():
        raise Unreadable(_no_table(name, "a head and no rows"))
    if body.count(b"\n") > MOST_ROWS or body.count(b"\n") * len(written) > MOST_CELLS:
        raise Unreadable(_too_big(name, body.count(b"\n"), len(written)))
    table = LongTable(units, {}, comments, remarks, line + 1, body)
    table.columns = _cells(name, table, delimiter, [*units, *[f"\0{n}" for n in range(len(units), len(written))]])
    if delimiter != "," and b"," in body:
        table.decimal_comma = _has_decimal_comma(name, table)
    return table


def numbers(table: LongTable, column: str, missing: Iterable[float] = ()) -> tuple[np.ndarray, int]:
    """A column as floats, NaN where no value is written, and how many of them were one of the numbers ``missing``.

    A cell that is no number becomes NaN and, once a column, a trouble of the table.
    """
    read = [_numbers(cells, table.decimal_comma) for cells in table.columns[column].chunks]  # one at a time, for the memory
    values, bad = (np.concatenate(parts) for parts in zip(*read, strict=True))
    if bad.any():
        row = int(bad.argmax())
        table.troubles.append(
            Trouble(
                "series.value",
                f"line {table.line(row)}, column {column}",
                shown(str(table.columns[column][row])),
                f"{int(bad.sum())} cells of {column} hold no number; this is the first.",
                "Write plain numbers, the unit in the head of the column; leave a cell empty where there is no value.",
            )
        )
        values[bad] = np.nan
    absent = np.isin(values, list(missing))
    values[absent] = np.nan
    return values, int(absent.sum())


def _numbers(cells: pa.Array, comma: bool) -> tuple[np.ndarray, np.ndarray]:
    """Some cells as floats, and which of them are neither numbers nor empty."""
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = pc.utf8_trim_whitespace(cells)
    if comma:
        cells = pc.replace_substring(cells, ",", ".")
    written = pc.match_substring_regex(cells, _NUMBER)
    values = pc.cast(pc.if_else(written, cells, pa.scalar(None, pa.string())), pa.float64()).to_numpy(zero_copy_only=False)
    blank = pc.is_in(pc.utf8_lower(cells), value_set=pa.array(BLANKS)).to_numpy(zero_copy_only=False)
    return values, ~np.isfinite(values) & ~blank


def _comments(text: str) -> tuple[list[tuple[int, str, str]], list[str]]:
    comments, remarks = [], []
    for count, line in enumerate(text.lstrip("\ufeff").splitlines()[:MOST_COMMENTS], 1):
        match = _COMMENT.fullmatch(line.strip())
        if match:
            comments.append((count, re.sub(r"[\s_]+", "_", match["field"].lower()), match["raw"].strip()))
        elif line.strip("# \t\r\n"):
            remarks.append(shown(line.strip("# \t\r\n"), 300))
    return comments, remarks


def _cells(name: str, table: LongTable, delimiter: str, names: list[str]) -> dict[str, pa.ChunkedArray]:
    import pyarrow as pa
    from pyarrow import csv as arrow

    if table.body.count(b'"') % 2:  # Arrow would close it at the end of the file and take all rows for one cell
        at = next(count for count, row in enumerate(table.body.split(b"\n")) if row.count(b'"') % 2)
        reason, remedy = "A quotation mark is open.", "Close it, or take it out; or the file is cut off: send it again."
        raise Unreadable(Trouble("csv.syntax", f"{name}, line {table.begins + at}", '"', reason, remedy))
    skipped: list[tuple[int, int]] = []

    def skip(row: arrow.InvalidRow) -> str:
        skipped.append((row.number, row.actual_columns))
        return "skip"

    try:
        cells = arrow.read_csv(
            pa.BufferReader(table.body),
            arrow.ReadOptions(use_threads=False, column_names=names, block_size=1 << 22),
            arrow.ParseOptions(delimiter=delimiter, invalid_row_handler=skip),
            arrow.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, null_values=[]),
        )
    except pa.ArrowInvalid as error:
        reason = "The rows cannot be cut into cells; a quotation mark is open, or a line is longer than 4 MB."
        remedy = "Save the table as plain CSV again; or the file is cut off: send it again."
        where = f"{name}, line {table.begins} and below"
        raise Unreadable(Trouble("csv.syntax", where, shown(str(error)), reason, remedy)) from None
    if skipped:
        number, count = skipped[0]
        where = f"line {table.line(number - 1)}"
        table.troubles.append(
            Trouble(
                "csv.cells",
                where,
                f"{count} cells",
                f"The head of the table has {len(names)} columns, this row {count} cells; {len(skipped)} such rows.",
                "Leave no cell out; where decimals have a comma, part the cells with semicolons. "
                "Or the file is cut off: send it again.",
            )
        )
        table.skipped = [number - 1 for number, _ in skipped]
    if not cells.num_rows:
        raise Unreadable(table.troubles[0] if table.troubles else _no_table(name, "a head and no rows"))
    return {column: cells.column(column) for column in table.units}


def _has_decimal_comma(name: str, table: LongTable) -> bool:
    """Whether decimals have a comma in the whole file; raises Unreadable where some have and some have a point."""
    import pyarrow.compute as pc

    def first(pattern: str) -> tuple[int, str] | None:
        for column, cells in table.columns.items():
            found = pc.match_substring_regex(cells, pattern).to_numpy()
            if found.any():
                return int(found.argmax()), column
        return None

    comma = first(_COMMA_NUMBER)
    if comma is None:
        return False
    point, sure = first(_POINT_NUMBER), first(_SURE_COMMA)
    if point is None and sure is not None:
        return True
    row, column = comma
    found = str(table.columns[column][row])
    if point is not None:
        found += f" and {table.columns[point[1]][point[0]]} (line {table.line(point[0])})"
    raise Unreadable(
        Trouble(
            "series.decimal_mark",
            f"{name}, line {table.line(row)}, column {column}",
            shown(found),
            "Decimals have a comma in one place and a point in another."
            if point
            else "A comma before three digits may part thousands or decimals.",
            "Write decimals with a point in the whole file, and no mark for thousands.",
        )
    )


def _no_table(name: str, found: str) -> Trouble:
    remedy = "Send a table: one line of column names, the time first, then a line for each hour."
    return Trouble("series.no_table", name, found, "The file holds no table.", remedy)


def _too_big(name: str, rows: int, columns: int, size: str = "") -> Trouble:
    limits = f"{MOST_ROWS:,} rows, {MOST_COLUMNS} columns, {MOST_CELLS:,} cells and {LARGEST / 1e6:.0f} MB"
    reason = f"A table of series has at most {limits}."
    remedy = "Send hourly means, or only the columns that count."
    return Trouble("csv.too_big", name, size or f"{rows} rows, {columns} columns", reason, remedy)
