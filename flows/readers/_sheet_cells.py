"""What a workbook is to a reader: sheets of text cells, whatever program wrote it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

MOST_ROWS = 2000  # with something in them; rows that are only formatted do not count
MOST_COLUMNS = 64
MOST_MERGED = 2000

FORMULA = "a formula without a stored result"
ERROR = "an error value"
SCALED = "a number that is shown in thousands or millions: what is seen is not what is stored"


@dataclass(frozen=True)
class Cell:
    """``at`` is its address ("C7"); ``problem`` says why ``text`` cannot be taken.

    ``percent``: the cell shows its value as per cent, and ``text`` is what it shows. ``currency`` is the sign or code
    that it shows beside the number ("€", "EUR"). ``kind`` is "number" or "date" where the program stored one.
    """

    at: str
    text: str = ""
    problem: str = ""
    percent: bool = False
    currency: str = ""
    kind: str = ""

    @property
    def column(self) -> str:
        return self.at.rstrip("0123456789")

    @property
    def row(self) -> int:
        return int(self.at[len(self.column) :])


@dataclass(frozen=True)
class Merge:
    """Cells merged into one; columns and rows count from 1, both ends included."""

    first_column: int
    first_row: int
    last_column: int
    last_row: int

    @property
    def at(self) -> str:
        return f"{letters(self.first_column)}{self.first_row}:{letters(self.last_column)}{self.last_row}"

    def holds(self, cell: Cell) -> bool:
        inside = self.first_row <= cell.row <= self.last_row
        return inside and self.first_column <= number(cell.column) <= self.last_column

    def covers(self, cell: Cell) -> bool:
        """Whether the cell lies beneath: every one but the first."""
        return self.holds(cell) and cell.at != f"{letters(self.first_column)}{self.first_row}"


@dataclass
class Sheet:
    """``rows`` are its rows with something in them, each its cells from left to right.

    ``hidden`` is the sheet itself.
    """

    title: str
    rows: list[list[Cell]] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[str] = field(default_factory=set)
    merged: list[Merge] = field(default_factory=list)


def written(value: object) -> str:
    """A stored value as a person would write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.15g}"  # a spreadsheet keeps and shows 15 digits; further ones are artefacts
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value).strip()


def letters(column: int) -> str:
    """The name of a column: 1 is A, 27 is AA."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def number(column: str) -> int:
    """The count of a column: A is 1, AA is 27."""
    count = 0
    for letter in column:
        count = 26 * count + ord(letter) - 64
    return count
