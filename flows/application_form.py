"""The application form: writes the XLSX workbook that ``readers/proposal_xlsx.py`` reads."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | bool | datetime.date | None

# One date for every form, so that the same content gives the same bytes.
_CREATED = datetime.datetime(2024, 1, 1)
_LONGEST_TEXT = 32_767  # of a cell; openpyxl would cut a longer one off without a word
_WIDTHS = {"group": 10, "field": 28, "line": 28, "value": 36, "amount": 18, "unit": 16, "help": 70}
_HEAD_FILL = PatternFill("solid", fgColor="1F3B4D")
_ENTRY_FILL = PatternFill("solid", fgColor="FFF8E1")
_ENTRY_EDGE = Border(bottom=Side("hair", color="BFBFBF"))


def write_form(
    target: str | PathLike[str] | BinaryIO,
    header: Sequence[tuple[str, Value, str, str]],
    budget: Sequence[tuple[str, Value, str]],
    blocks: Sequence[Sequence[tuple[str, str, Value, str, str]]],
) -> None:
    """Write a form, filled in or (with ``None`` as values) blank, to a path or an open binary file.

    ``header`` has rows (field, value, unit, help); ``budget`` (line, amount, unit); each block has rows
    (group, field, value, unit, help), its first two being technology and site with the group "block".
    Raises ``ValueError`` for a text that a cell cannot hold.
    """
    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    _sheet(book, "Proposal", ("field", "value", "unit", "help"), header)
    _sheet(book, "Budget", ("line", "amount", "unit"), budget)
    for count, rows in enumerate(blocks, 1):
        _sheet(book, f"Block {count}", ("group", "field", "value", "unit", "help"), rows)
    book.properties.creator = "cleanfund"
    book.properties.created = _CREATED
    packed = io.BytesIO()
    book.save(packed)
    content = _with_fixed_dates(packed.getvalue())
    if isinstance(target, (str, PathLike)):
        Path(target).write_bytes(content)
    else:
        target.write(content)


def _sheet(book: Workbook, title: str, heads: tuple[str, ...], rows: Sequence[Sequence[Value]]) -> None:
    sheet = book.create_sheet(title)
    sheet.append(heads)
    for column, head in enumerate(heads, 1):
        cell = sheet.cell(1, column)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = _HEAD_FILL
        sheet.column_dimensions[cell.column_letter].width = _WIDTHS[head]
    for number, row in enumerate(rows, 2):
        for column, (head, value) in enumerate(zip(heads, row, strict=True), 1):
            _entry(sheet, number, column, head, value)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _entry(sheet: Worksheet, row: int, column: int, head: str, value: Value) -> None:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        if len(value) > _LONGEST_TEXT:
            raise ValueError(
                f"sheet {sheet.title}, cell {cell.coordinate}: a cell holds {_LONGEST_TEXT} characters"
            )
        cell.value = value or None
        if value:
            cell.data_type = "s"  # a text such as "=1+1" or "#REF!" stays a text
    else:
        cell.value = value
    cell.alignment = Alignment(vertical="top", wrap_text=head in ("value", "help"), horizontal="left")
    if head == "help":
        cell.font = Font(color="808080", italic=True)
    elif head in ("value", "amount"):
        cell.fill, cell.border = _ENTRY_FILL, _ENTRY_EDGE


def _with_fixed_dates(content: bytes) -> bytes:
    """The same workbook with the dates that openpyxl takes from the clock set to a fixed one."""
    stamp = _CREATED.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, data)
            entry = zipfile.ZipInfo(part.filename, date_time=_CREATED.timetuple()[:6])
            new.writestr(entry, data, compress_type=zipfile.ZIP_DEFLATED)
    return packed.getvalue()
