"""OpenDocument spreadsheets (.ods) as sheets of text cells, opened with care: a ZIP of XML that may be hostile.

OASIS OpenDocument 1.3, part 3, sections 9 (tables) and 19.385 (values). No formula is evaluated: the value that the
program stored with it is read, or none.
"""

from __future__ import annotations

import math
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

from flows.facts import Unreadable
from flows.readers._office_zip import Office, crowded, elements, inspected
from flows.readers._sheet_cells import (
    ERROR,
    FORMULA,
    MOST_COLUMNS,
    MOST_MERGED,
    MOST_ROWS,
    SCALED,
    Cell,
    Merge,
    Sheet,
    letters,
    written,
)

OFFICE = Office("ods", ".ods", "content.xml", ("Basic/", "Scripts/"))
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"

_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_OFFICE, _TABLE, _TEXT, _STYLE, _NUMBER = (_OASIS % name for name in ("office", "table", "text", "style", "datastyle"))
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_ROW, _COLUMN, _CELL = (f"{_TABLE}table-{part}" for part in ("row", "column", "cell"))
_GROUPS = (f"{_TABLE}table-row-group", f"{_TABLE}table-column-group")
_COVERED, _SHEET, _DEFAULT = f"{_TABLE}covered-table-cell", f"{_TABLE}table", f"{_TABLE}default-cell-style-name"
_LET_GO = frozenset((_ROW, _COLUMN, f"{_STYLE}style", f"{_TABLE}tracked-changes"))
_UNSEEN = ("collapse", "filter")
# Inside a cell these are no part of its text: comments, drawings, and how a word is read aloud.
_ASIDE = (f"{_OFFICE}annotation", f"{_TEXT}ruby-text", f"{_TEXT}note")


@dataclass
class _Styles:
    """What styles hide or scale."""

    unseen_tables: set[str] = field(default_factory=set)
    scaled_numbers: set[str] = field(default_factory=set)
    scaled_cells: set[str] = field(default_factory=set)


@dataclass
class _Place:
    """Where in a sheet the reading is; a repetition in the file is counted, not carried out."""

    sheet: Sheet
    row: int = 0
    column: int = 0
    styles: dict[int, str] = field(default_factory=dict)


def open_document(name: str, data: bytes) -> list[Sheet]:
    """Every sheet with its cells as text; raises ``Unreadable``."""
    archive = inspected(OFFICE, name, data)
    try:
        _is_spreadsheet(name, archive)
        with archive.open("content.xml") as stream:
            return _sheets(name, stream)
    except Unreadable:
        raise
    except Exception as error:  # whatever is wrong inside, it is a damaged part
        found = f"{type(error).__name__}: {error}"
        raise OFFICE.damaged(name, found, "A part of the workbook is damaged.") from error


def _is_spreadsheet(name: str, archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    kind = archive.read("mimetype").strip().decode("ascii", "replace") if "mimetype" in names else SPREADSHEET
    manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
    if b"encryption-data" in manifest:
        raise OFFICE.damaged(name, "encryption-data", "This workbook has a password.")
    if kind not in (SPREADSHEET, f"{SPREADSHEET}-template") or "content.xml" not in names:
        raise OFFICE.damaged(name, kind, "This is no spreadsheet of the OpenDocument kind.")


def _sheets(name: str, stream) -> list[Sheet]:
    read: list[Sheet] = []
    styles, place, inner = _Styles(), None, 0
    for event, element, parents in elements(OFFICE, name, "content.xml", stream, _LET_GO):
        tag = element.tag
        if tag == _SHEET:
            # A table within a cell, or the copy of another file's that a link keeps, is no sheet.
            own = bool(parents) and parents[-1].tag == f"{_OFFICE}spreadsheet"
            if event == "start" and own:
                title = element.get(f"{_TABLE}name", "")
                hidden = element.get(f"{_TABLE}style-name") in styles.unseen_tables
                place = _Place(Sheet(title, hidden=hidden))
            elif event == "end" and own and place:
                read.append(place.sheet)
                place = None
            elif not own:
                inner += 1 if event == "start" else -1
        elif event == "start" or inner:
            continue
        elif tag == f"{_TABLE}table-source":
            place = None
        elif tag == _ROW and place:
            _take_row(f"{name}, sheet {place.sheet.title}", place, element, parents, styles)
        elif tag == _COLUMN and place:
            _take_column(place, element, parents)
        elif tag.startswith((_STYLE, _NUMBER)):
            _take_style(styles, element, parents)
    return read


def _take_style(styles: _Styles, element, parents: list) -> None:
    name = element.get(f"{_STYLE}name", "")
    properties = element.find(f"{_STYLE}table-properties")
    if properties is not None and properties.get(f"{_TABLE}display") == "false":
        styles.unseen_tables.add(name)
    if element.get(f"{_NUMBER}display-factor", "1") not in ("1", "1.0"):
        styles.scaled_numbers.add(parents[-1].get(f"{_STYLE}name", ""))
    if element.get(f"{_STYLE}data-style-name") in styles.scaled_numbers:
        styles.scaled_cells.add(name)


def _take_column(place: _Place, element, parents: list) -> None:
    count = _count(element, "number-columns-repeated")
    for column in range(place.column + 1, min(place.column + count, MOST_COLUMNS) + 1):
        place.styles[column] = element.get(_DEFAULT, "")
        if _unseen(element, parents):
            place.sheet.hidden_columns.add(letters(column))
    place.column += count


def _take_row(where: str, place: _Place, element, parents: list, styles: _Styles) -> None:
    """The cells of one row, written once for each time that the row is repeated; empty ones are only counted."""
    times, first = _count(element, "number-rows-repeated"), place.row + 1
    place.row += times
    cells: list[tuple[int, Cell]] = []
    column = 0
    for child in element:
        if child.tag not in (_CELL, _COVERED):
            continue
        repeated = _count(child, "number-columns-repeated")
        usual = element.get(_DEFAULT) or place.styles.get(column + 1, "")
        found = _cell(child, child.get(f"{_TABLE}style-name") or usual, styles)
        if found.text or found.problem:
            if column + repeated > MOST_COLUMNS or place.row > MOST_ROWS:
                long = place.row > MOST_ROWS
                raise OFFICE.too_long(f"{where}, row {first}", "more rows" if long else f"{column + repeated} columns")
            cells += [(column + count, found) for count in range(1, repeated + 1)]
        _take_merge(where, place, child, column + 1, first)
        column += repeated
    for row in range(first, place.row + 1) if cells else ():
        place.sheet.rows.append([_at(found, f"{letters(at)}{row}") for at, found in cells])
        if _unseen(element, parents):
            place.sheet.hidden_rows.add(row)


def _take_merge(where: str, place: _Place, cell, column: int, row: int) -> None:
    wide, high = (_count(cell, f"number-{what}-spanned") for what in ("columns", "rows"))
    if wide > 1 or high > 1:
        place.sheet.merged.append(Merge(column, row, column + wide - 1, row + high - 1))
        if len(place.sheet.merged) > MOST_MERGED:
            raise crowded(OFFICE, where, "content.xml")


def _at(found: Cell, at: str) -> Cell:
    return Cell(at, found.text, found.problem, found.percent, found.currency, found.kind)


def _cell(cell, style: str, styles: _Styles) -> Cell:
    """The cell, without its address."""
    kind = cell.get(f"{_OFFICE}value-type", "")
    shown = _paragraphs(cell)
    if cell.get(f"{_CALC}value-type") == "error":
        return Cell("", shown, ERROR)
    if cell.get(f"{_TABLE}formula") is not None and not kind:
        return Cell("", "", FORMULA)
    if kind in ("float", "percentage", "currency"):
        return _number(cell.get(f"{_OFFICE}value", ""), kind, cell.get(f"{_OFFICE}currency", ""), style in styles.scaled_cells)
    if kind == "boolean":
        return Cell("", cell.get(f"{_OFFICE}boolean-value", ""))
    if kind == "date":
        return Cell("", re.sub(r"T00:00:00(?:\.0+)?$", "", cell.get(f"{_OFFICE}date-value", "")), kind="date")
    return Cell("", (cell.get(f"{_OFFICE}string-value") or shown).strip())


def _number(text: str, kind: str, currency: str, scaled: bool) -> Cell:
    percent = kind == "percentage"
    try:
        value = float(text)
    except ValueError:
        return Cell("", text, "a number that cannot be read")
    if not percent and re.fullmatch(r"-?[0-9]{1,15}", text):
        said = text
    else:
        said = written(value * 100 if percent else value) if math.isfinite(value) else text
    return Cell("", said, SCALED if scaled else "", percent, currency, "number")


def _paragraphs(cell) -> str:
    """The text of a cell, a line a paragraph, without its comments and drawings."""
    lines = [_text(child) for child in cell if child.tag in (f"{_TEXT}p", f"{_TEXT}h")]
    return "\n".join(lines).strip()


def _text(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * min(_count(child, "c", _TEXT), 1000))
        elif child.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            parts.append("\t" if child.tag.endswith("tab") else "\n")
        elif child.tag not in _ASIDE and child.tag.startswith(_TEXT):
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _count(element, name: str, space: str = _TABLE) -> int:
    """How often something is repeated; a program may write any number, for nothing is made from it but counts."""
    text = element.get(f"{space}{name}", "1")
    return max(int(text), 1) if re.fullmatch("[0-9]{1,9}", text) else 1


def _unseen(element, parents: list) -> bool:
    folded = any(one.tag in _GROUPS and one.get(f"{_TABLE}display") == "false" for one in parents)
    return folded or element.get(f"{_TABLE}visibility") in _UNSEEN
