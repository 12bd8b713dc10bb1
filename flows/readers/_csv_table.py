"""CSV as a table with line numbers: heads with their units, cells as the text that stands there."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from flows.facts import Trouble, Unreadable
from flows.readers._text import empty, shown, visible

MOST_ROWS = 100_000
MOST_COLUMNS = 1000
MOST_CELLS = 1_000_000

_TELLS_DELIMITER = re.compile(r'(?P<quote>"?)sep=(?P<delimiter>[,;\t])(?P=quote)[\r\n]', re.IGNORECASE)  # Excel's first line
_HEAD = re.compile(r"(?P<name>.*?)\s*(?:\[(?P<unit>[^\[\]]*)\])?", re.DOTALL)


@dataclass(frozen=True)
class Row:
    """One row: ``line`` is where it begins, ``cells`` the written cells by column name.

    ``problem`` is set, and ``cells`` may be shifted, when the row does not have a cell for each column.
    """

    line: int
    cells: dict[str, str]
    problem: Trouble | None = None


@dataclass(frozen=True)
class Table:
    units: dict[str, str]  # by column name, in the order of the columns
    rows: list[Row]


def read_table(name: str, text: str, first_line: int = 1, required: tuple[str, ...] = ()) -> Table:
    """The table in ``text``; raises ``Unreadable`` when its head or its quotes are broken.

    The delimiter (comma, semicolon or tab) is the one that the head line uses most, or that Excel's first line
    ``sep=;`` tells. Rows without any text are left out. ``first_line`` is the line of the file at which ``text``
    begins.
    """
    records = _records(name, text, first_line)
    head_line, heads = records[0]
    units = _heads(name, head_line, heads)
    missing = [column for column in required if column not in units]
    if missing:
        raise Unreadable(
            Trouble(
                "csv.missing_column",
                f"{name}, line {head_line}",
                shown(", ".join(units)),
                f"The table has no column {', '.join(missing)}.",
                f"Name the columns in the first line; needed are: {', '.join(required)}.",
            )
        )
    names = list(units)
    return Table(units, [_row(line, cells, names) for line, cells in records[1:]])


def read_rows(name: str, text: str) -> list[tuple[int, list[str]]]:
    """Line and cells of each row of a table that may have no heads; raises ``Unreadable`` as ``read_table`` does."""
    return _records(name, text, 1)


def _records(name: str, text: str, first_line: int) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    records, begins, count = [], first_line, 0
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            count += len(cells)
            told = begins == first_line and _TELLS_DELIMITER.match(text)
            if any(stripped) and not told:
                records.append((begins, stripped))
            if len(records) > MOST_ROWS + 1 or len(cells) > MOST_COLUMNS or count > MOST_CELLS:
                raise Unreadable(
                    Trouble(
                        "csv.too_big",
                        f"{name}, line {begins}",
                        f"{len(records) - 1} rows, {len(cells)} columns",
                        f"A table has at most {MOST_ROWS} rows, {MOST_COLUMNS} columns and {MOST_CELLS} cells.",
                        "Split the table into several files.",
                    )
                )
            begins = first_line + reader.line_num
    except csv.Error as error:
        raise Unreadable(
            Trouble(
                "csv.syntax",
                f"{name}, line {begins}",
                str(error),
                "The row that begins here cannot be cut into cells; a quotation mark is open or misplaced.",
                'Close the quotation mark, or double it ("") where it is part of the text; '
                "or the file is cut off: send it again.",
            )
        ) from None
    if not records:
        raise Unreadable(empty(name))
    return records


def _delimiter(text: str) -> str:
    if told := _TELLS_DELIMITER.match(text):
        return told["delimiter"]
    head = re.match(r'(?:[^"\r\n]|"[^"]*")*+', text.lstrip())  # a name in quotation marks may hold signs and line breaks
    first = re.sub(r'"[^"]*"', "", head[0]) if head else ""
    return max(",;\t", key=first.count)


def _heads(name: str, line: int, heads: list[str]) -> dict[str, str]:
    while heads and not heads[-1]:  # a spreadsheet may leave empty columns at the right
        heads = heads[:-1]
    units: dict[str, str] = {}
    for count, head in enumerate(heads, 1):
        match = _HEAD.fullmatch(head)
        column = match["name"].strip() if match else ""
        if visible(head) != head:
            raise Unreadable(
                Trouble(
                    "text.hidden",
                    f"{name}, line {line}, column {count}",
                    shown(head),
                    "The head of a column holds a character that cannot be seen.",
                    "Type the head anew instead of pasting it; what cannot be seen is written here as \\u and a number.",
                )
            )
        if not match or not column or column in units:
            raise Unreadable(
                Trouble(
                    "csv.duplicate_column" if column in units else "csv.column_name",
                    f"{name}, line {line}, column {count}",
                    shown(head) or "nothing",
                    f"The column '{shown(column)}' stands twice."
                    if column in units
                    else "A column has no name, or a broken unit in brackets.",
                    "Give each column a name of its own, its unit in square brackets: 'given.capacity [MW]'.",
                )
            )
        units[column] = (match["unit"] or "").strip()
    return units


def _row(line: int, cells: list[str], names: list[str]) -> Row:
    problem = None
    if len(cells) < len(names) or any(cells[len(names) :]):
        problem = Trouble(
            "csv.cells",
            f"line {line}",
            f"{len(cells)} cells",
            f"The head of the table has {len(names)} columns, this row {len(cells)} cells.",
            "Put text that holds the delimiter or a line break into quotation marks; leave no cell out.",
        )
    return Row(line, {column: cell for column, cell in zip(names, cells, strict=False) if cell}, problem)
