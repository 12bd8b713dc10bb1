"""The application form, filled in: writes the XLSX workbook that ``readers/proposal_xlsx.py`` reads.

The blank one, with drop-downs and help, is drawn by ``blank_form_sheets.py`` in the same colours.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import canonicalize

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | bool | datetime.date | None

# One date for every form, so that the same content gives the same bytes.
_CREATED = datetime.datetime(2024, 1, 1)
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_LONGEST_TEXT = 32_767  # of a cell; openpyxl would cut a longer one off without a word
_WIDTHS = {"group": 10, "field": 28, "line": 28, "payer": 28, "year": 28, "value": 36, "amount": 18, "unit": 16, "help": 70}
HEAD_FONT = Font("Calibri", 11, bold=True, color="FFFFFF")
HEAD_FILL = PatternFill("solid", fgColor="1F3B4D")
HELP_FONT = Font("Calibri", 11, color="6B6B6B", italic=True)
ENTRY_FILL = PatternFill("solid", fgColor="FFF8E1")
ENTRY_EDGE = Border(bottom=Side("hair", color="BFBFBF"))


def write_form(
    target: str | PathLike[str] | BinaryIO,
    header: Sequence[tuple[str, Value, str, str]],
    budget: Sequence[tuple[str, Value, str]],
    blocks: Sequence[Sequence[tuple[str, str, Value, str, str]]],
    cost_share: Sequence[tuple[str, Value, str]] = (),
    disbursement: Sequence[tuple[str, Value, str]] = (),
) -> None:
    """Write a form, filled in or (with ``None`` as values) blank, to a path or an open binary file.

    ``header`` has rows (field, value, unit, help); ``budget`` (line, amount, unit); each block has rows
    (group, field, value, unit, help), its first two being technology and site with the group "block".
    ``cost_share`` has rows (payer, amount, unit), ``disbursement`` (year, amount, unit); a sheet of none is left out.
    Raises ``ValueError`` for a text that a cell cannot hold.
    """
    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    _sheet(book, "Proposal", ("field", "value", "unit", "help"), header)
    _sheet(book, "Budget", ("line", "amount", "unit"), budget)
    for title, first, lines in (("Cost share", "payer", cost_share), ("Disbursement", "year", disbursement)):
        if lines:
            _sheet(book, title, (first, "amount", "unit"), lines)
    for count, rows in enumerate(blocks, 1):
        _sheet(book, f"Block {count}", ("group", "field", "value", "unit", "help"), rows)
    content = as_bytes(book)
    if isinstance(target, (str, PathLike)):
        Path(target).write_bytes(content)
    else:
        target.write(content)


def as_bytes(book: Workbook) -> bytes:
    """The workbook as a file; the same content gives the same bytes."""
    book.properties.creator = "cleanfund"
    book.properties.created = _CREATED
    packed = io.BytesIO()
    book.save(packed)
    return _with_fixed_dates(packed.getvalue())


def _sheet(book: Workbook, title: str, heads: tuple[str, ...], rows: Sequence[Sequence[Value]]) -> None:
    sheet = book.create_sheet(title)
    sheet.append(heads)
    for column, head in enumerate(heads, 1):
        cell = sheet.cell(1, column)
        cell.font, cell.fill = HEAD_FONT, HEAD_FILL
        sheet.column_dimensions[cell.column_letter].width = _WIDTHS[head]
    for number, row in enumerate(rows, 2):
        for column, (head, value) in enumerate(zip(heads, row, strict=True), 1):
            _entry(sheet, number, column, head, value)
    lay_out(sheet)


def lay_out(sheet: Worksheet) -> None:
    """The heads stay in sight, on the screen and on every printed page."""
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_margins = PageMargins(0.4, 0.4, 0.5, 0.5)  # [inch]
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _entry(sheet: Worksheet, row: int, column: int, head: str, value: Value) -> None:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        if len(value) > _LONGEST_TEXT:
            raise ValueError(f"sheet {sheet.title}, cell {cell.coordinate}: a cell holds {_LONGEST_TEXT} characters")
        # what looks like an escape of the format is escaped itself (ECMA-376, ST_Xstring)
        cell.value = re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", value) or None
        if value:
            cell.data_type = "s"  # a text such as "=1+1" or "#REF!" stays a text
    else:
        cell.value = value
    cell.alignment = Alignment(vertical="top", wrap_text=head in ("value", "help"), horizontal="left")
    if head == "help":
        cell.font = HELP_FONT
    elif head in ("value", "amount"):
        cell.fill, cell.border = ENTRY_FILL, ENTRY_EDGE


def _with_fixed_dates(content: bytes) -> bytes:
    """The same workbook with the dates that openpyxl takes from the clock set to a fixed one.

    Its XML is brought to the canonical form (C14N 2.0), for openpyxl spells it in two ways: with lxml there, and without.
    """
    stamp = _CREATED.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, data)
            if part.filename.endswith((".xml", ".rels")):
                data = _DECLARATION + canonicalize(data.decode("utf-8")).encode("utf-8")
            entry = zipfile.ZipInfo(part.filename, date_time=_CREATED.timetuple()[:6])
            new.writestr(entry, data, compress_type=zipfile.ZIP_DEFLATED)
    return packed.getvalue()
