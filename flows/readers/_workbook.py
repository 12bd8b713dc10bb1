"""XLSX workbooks as sheets of text cells, opened with care: a workbook is a ZIP of XML and may be hostile.

No formula is ever evaluated: the value that the spreadsheet program stored with it is read, or none.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from dataclasses import dataclass, field

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
    number,
    written,
)

__all__ = ["Cell", "workbook"]

OFFICE = Office("xlsx", ".xlsx", "xl/worksheets/", ("xl/vbaProject", "xl/macrosheets"))
MOST_CELLS = 500_000  # up to the last row with something in it

_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _CELL, _FORMULA, _COLUMN, _MERGE = (f"{_SPACE}{tag}" for tag in ("row", "c", "f", "col", "mergeCell"))
_VALUES = (_FORMULA, f"{_SPACE}v", f"{_SPACE}is")
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_OTHER_FORMATS = {
    ".xlsm": "This workbook may hold macros, which are programs; a form has none.",
    ".xltm": "This template may hold macros, which are programs; a form has none.",
    ".xlsb": "This is a binary Excel workbook.",
    ".xls": "This is an old Excel workbook.",
}
# A comma behind the last digit of a number format divides by a thousand what is shown.
_SCALES = re.compile(r"[0#?],+(?![0#?,])")
_LOCALE = re.compile(r"\[\$-[^\]]*\]")  # a language alone, no currency
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # ECMA-376, ST_Xstring: Excel stores a carriage return as _x000D_
_CURRENCY = re.compile(r"\[\$([^\]\-]+)[^\]]*\]|([$€£¥￥]|\b[A-Z]{3}\b(?=[\s\"]))")


@dataclass
class _Scan:
    """What of a sheet must be known before its cells are read, or is not told by them."""

    last_row: int = 0
    formulas: set[str] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[str] = field(default_factory=set)
    merged: list[Merge] = field(default_factory=list)


def workbook(name: str, data: bytes) -> list[Sheet]:
    """Every sheet with its cells as text; raises ``Unreadable``."""
    ending = name.lower()[name.rfind(".") :]
    if ending in _OTHER_FORMATS:
        raise OFFICE.damaged(name, ending, _OTHER_FORMATS[ending])
    archive = inspected(OFFICE, name, data)
    import openpyxl

    # what openpyxl drops (styles, extensions) is no fact, and its warnings would confuse an operator
    warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")
    try:
        if b"purl.oclc.org/ooxml" in archive.read("xl/workbook.xml"):
            raise OFFICE.damaged(name, "Strict Open XML", "This is a workbook of the kind 'Strict Open XML', which is not read.")
        # Before the library sees them: it would read to the end of a sheet of any length.
        parts = {part for part in archive.namelist() if part.startswith(OFFICE.streamed) and part.endswith(".xml")}
        scans = {part: _scan(name, part, archive) for part in sorted(parts)}
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        return [_sheet(sheet, scans, name, archive) for sheet in book.worksheets]
    except Unreadable:
        raise
    except Exception as error:  # a damaged part can fail anywhere inside the library
        found = f"{type(error).__name__}: {error}"
        raise OFFICE.damaged(name, found, "A part of the workbook is damaged.") from error


def _scan(name: str, part: str, archive: zipfile.ZipFile) -> _Scan:
    scan, row, column, cells = _Scan(), 0, 0, 0
    with archive.open(part) as stream:
        for event, element, _ in elements(OFFICE, name, part, stream, frozenset((_ROW,))):
            tag = element.tag
            if event == "start":
                if tag == _ROW:
                    row, column = int(element.get("r", row + 1)), 0
                    if _yes(element.get("hidden")) or element.get("ht") == "0":
                        scan.hidden_rows.add(row)
                continue
            if tag == _CELL:
                cells += 1
                address = element.get("r", "")
                known = _ADDRESS.fullmatch(address)
                column = number(known[1]) if known else column + 1
                if any(child.tag in _VALUES for child in element):
                    place = f"{name}, {part}, row {row}"
                    if row > MOST_ROWS or column > MOST_COLUMNS:
                        raise OFFICE.too_long(place, "more rows" if row > MOST_ROWS else f"{column} columns")
                    if cells > MOST_CELLS:
                        raise crowded(OFFICE, name, part)
                    scan.last_row = max(scan.last_row, row)
                    if element.find(_FORMULA) is not None:
                        scan.formulas.add(address or f"{letters(column)}{row}")
            elif tag == _COLUMN and (_yes(element.get("hidden")) or element.get("width") == "0"):
                first, last = int(element.get("min", 0)), int(element.get("max", 0))
                scan.hidden_columns |= {letters(one) for one in range(first, min(last, MOST_COLUMNS) + 1)}
            elif tag == _MERGE:
                scan.merged.append(_merge(element.get("ref", "")))
    if len(scan.merged) > MOST_MERGED:
        raise crowded(OFFICE, name, part)
    return scan


def _merge(ref: str) -> Merge:
    ends = [_ADDRESS.fullmatch(end) for end in ref.split(":")]
    if not ends[0] or not ends[-1]:
        raise ValueError(f"the merged cells {ref}")
    (first_column, first_row), (last_column, last_row) = ends[0].groups(), ends[-1].groups()
    return Merge(number(first_column), int(first_row), number(last_column), int(last_row))


def _sheet(sheet, scans: dict[str, _Scan], name: str, archive: zipfile.ZipFile) -> Sheet:
    part = str(sheet._worksheet_path).lstrip("/")  # openpyxl tells nowhere else which part a sheet is
    scan = scans.get(part) or _scan(name, part, archive)
    read = Sheet(
        sheet.title,
        hidden=sheet.sheet_state != "visible",
        hidden_rows=scan.hidden_rows,
        hidden_columns=scan.hidden_columns,
        merged=scan.merged,
    )
    sheet.reset_dimensions()  # the stated extent may be false; the rows themselves count
    for row in sheet.iter_rows(max_row=scan.last_row) if scan.last_row else ():
        cells = [_cell(cell, scan.formulas) for cell in row if hasattr(cell, "coordinate")]
        cells = [cell for cell in cells if cell.text or cell.problem]
        if cells:
            read.rows.append(cells)
    return read


def _cell(cell, formulas: set[str]) -> Cell:
    at, value = cell.coordinate, cell.value
    if value is None:
        # a formula whose result is an empty text has the type "str"; one never calculated has no type
        uncalculated = at in formulas and cell.data_type != "str"
        return Cell(at, problem=FORMULA if uncalculated else "")
    if cell.data_type == "e":
        return Cell(at, text=str(value), problem=ERROR)
    if isinstance(value, str):
        value = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return Cell(at, written(value), kind="date" if isinstance(value, datetime.date) else "")
    shape = _LOCALE.sub("", cell.number_format or "").split(";")[0]
    bare = re.sub(r'"[^"]*"|\\.', "", shape)
    percent = "%" in bare
    found = _CURRENCY.search(shape)
    currency = (found[1] or found[2]).strip() if found else ""
    problem = SCALED if _SCALES.search(bare) else ""
    return Cell(at, written(value * 100 if percent else value), problem, percent, currency, "number")


def _yes(text: str | None) -> bool:
    return text in ("1", "true", "on")
