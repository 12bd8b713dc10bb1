"""XLSX workbooks as sheets of text cells, opened with care: a workbook is a ZIP of XML and may be hostile.

No formula is ever evaluated: the value that the spreadsheet program stored with it is read, or none.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from dataclasses import dataclass

from flows.facts import Trouble, Unreadable
from flows.readers._text import empty, shown

LARGEST_UNPACKED = 50_000_000  # [bytes]; a filled form has below 1 MB
MOST_PARTS = 1000
MOST_ROWS = 2000
MOST_COLUMNS = 64

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)")
_USUAL = (b"utf-8", b"utf8", b"us-ascii", b"utf-16")
# An entity is declared in a DOCTYPE; office programs never write one. UTF-16 spells it with zero bytes.
_DOCTYPE = tuple("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))


@dataclass(frozen=True)
class Cell:
    """``at`` is its address ("C7"); ``problem`` says why ``text`` cannot be taken.

    ``percent``: the cell shows its value as per cent, and ``text`` is what it shows.
    """

    at: str
    text: str = ""
    problem: str = ""
    percent: bool = False


def sheets(name: str, data: bytes) -> dict[str, list[list[Cell]]]:
    """The rows of every sheet by its title, blank rows left out; raises ``Unreadable``."""
    has_formulas = _inspect(name, data)
    import openpyxl

    # what openpyxl drops (styles, extensions) is no fact, and its warnings would confuse an operator
    warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")
    try:
        formulas = (
            _formulas(openpyxl.load_workbook(io.BytesIO(data), read_only=True)) if has_formulas else set()
        )
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return {sheet.title: _rows(name, sheet, formulas) for sheet in book.worksheets}
    except Unreadable:
        raise
    except Exception as error:  # a damaged part can fail anywhere inside the library
        raise Unreadable(
            _damaged(name, f"{type(error).__name__}: {error}", "A part of the workbook is damaged.")
        ) from error


def _inspect(name: str, data: bytes) -> bool:
    """Refuse bombs and entities before anything is parsed; tell whether there are formulas."""
    if not data:
        raise Unreadable(empty(name))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_damaged(name, "an OLE file", "This is an old Excel file, or one with a password."))
    has_formulas = False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            if size > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
                raise Unreadable(
                    Trouble(
                        "xlsx.too_big",
                        name,
                        f"{size / 1e6:.0f} MB unpacked, {len(parts)} parts",
                        f"A form has at most {LARGEST_UNPACKED // 10**6} MB unpacked and {MOST_PARTS} parts.",
                        "Copy the values into an empty form; take out pictures and other sheets.",
                    )
                )
            for part in parts:  # zipfile gives out no more bytes than the size stated above
                content = archive.read(part)
                encoding = _ENCODING.match(content[:200].lstrip(b"\xef\xbb\xbf"))
                odd = encoding and encoding[1].lower() not in _USUAL
                if odd or any(mark in content for mark in _DOCTYPE):
                    raise Unreadable(
                        _damaged(
                            name,
                            shown(f"{part.filename}: " + ("an unusual encoding" if odd else "<!DOCTYPE")),
                            "The workbook holds XML that no spreadsheet program writes.",
                        )
                    )
                has_formulas = has_formulas or bool(_FORMULA.search(content))
    except Unreadable:
        raise
    except Exception as error:  # zipfile raises many kinds on damaged or encrypted archives
        raise Unreadable(
            _damaged(
                name,
                f"{type(error).__name__}: {error}",
                "The file is no workbook, or it is cut off.",
            )
        ) from error
    return has_formulas


def _damaged(name: str, found: str, reason: str) -> Trouble:
    remedy = "Open it in the spreadsheet program, save it as .xlsx without a password, and send it whole."
    return Trouble("xlsx.damaged", name, shown(found), reason, remedy)


def _formulas(book) -> set[tuple[str, str]]:
    found = set()
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        for _, row in zip(range(MOST_ROWS), sheet.iter_rows(), strict=False):
            found |= {(sheet.title, cell.coordinate) for cell in row if getattr(cell, "data_type", "") == "f"}
    return found


def _rows(name: str, sheet, formulas: set[tuple[str, str]]) -> list[list[Cell]]:
    sheet.reset_dimensions()  # the stated extent may be false; the rows themselves count
    rows = []
    for count, row in enumerate(sheet.iter_rows(), 1):
        if count > MOST_ROWS or len(row) > MOST_COLUMNS:
            raise Unreadable(
                Trouble(
                    "xlsx.too_big",
                    f"{name}, sheet {sheet.title}, row {count}",
                    f"{len(row)} columns" if count <= MOST_ROWS else "more rows",
                    f"A sheet of a form has at most {MOST_ROWS} rows and {MOST_COLUMNS} columns.",
                    "Select the empty rows and columns beyond the form, delete them, and save.",
                )
            )
        cells = [_cell(cell, sheet.title, formulas) for cell in row if hasattr(cell, "coordinate")]
        cells = [cell for cell in cells if cell.text or cell.problem]
        if cells:
            rows.append(cells)
    return rows


def _cell(cell, title: str, formulas: set[tuple[str, str]]) -> Cell:
    at, value = cell.coordinate, cell.value
    if value is None:
        # a formula whose result is an empty text has the type "str"; one never calculated has no type
        uncalculated = (title, at) in formulas and cell.data_type != "str"
        return Cell(at, problem="a formula without a stored result" if uncalculated else "")
    if cell.data_type == "e":
        return Cell(at, text=str(value), problem="an error value")
    percent = isinstance(value, (int, float)) and "%" in (cell.number_format or "")
    return Cell(at, _text(value * 100 if percent else value), percent=percent)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.15g}"  # a spreadsheet keeps and shows 15 digits; further ones are artefacts
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value).strip()
