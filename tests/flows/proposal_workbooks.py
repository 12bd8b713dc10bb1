"""Writers of a whole project into the blank form as a workbook, XLSX or ODS."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from copy import copy
from datetime import date
from functools import lru_cache

import openpyxl
from odf import teletype
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from whole_projects import EVALUATORS, Project, Said

from evaluators.toolkit.money import currencies
from flows.blank_form_sheets import blank_form


def shown(said: Said) -> tuple[object, str, str]:
    """What a cell holds, its number format and the unit beside it, where the unit is shown within the cell of the number."""
    if isinstance(said.value, (int, float)):
        if said.unit == "%":
            return said.value / 100, "0.0%", ""
        if said.unit in currencies():
            return said.value, f'#,##0.00\\ "{said.unit}"' if said.unit == "USD" else f"[${said.unit}] #,##0.00", ""
    return said.value, "General", said.unit


def stored(text: str) -> str:
    """As Excel stores a text: what XML cannot hold, and what looks like its escape, is escaped (ECMA-376, ST_Xstring)."""
    return re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text).replace("\r", "_x000D_")


def put(cell, value: object, number_format: str = "General") -> None:
    """Fills one cell as a person does: a text that looks like a formula is a text."""
    cell.value = stored(value) if isinstance(value, str) else value
    if isinstance(value, str) and value:
        cell.data_type = "s"
    if not isinstance(value, str):
        cell.number_format = "yyyy-mm-dd" if isinstance(value, date) else number_format


@lru_cache
def blank(technology: str) -> bytes:
    return blank_form(EVALUATORS[technology], "A fund", ("wind", "heat"), ("2026-autumn",))


def _fill(sheet, name: int, said: Mapping[tuple[str, ...], Said], unit_shown: bool, group: int | None = None) -> None:
    """The rows of a sheet whose names stand in column ``name``; value and unit stand right of it."""
    rows = {}
    for row in range(2, sheet.max_row + 1):
        label = sheet.cell(row, name).value
        rows[(sheet.cell(row, group).value, label) if group else (label,)] = row
    for key, one in said.items():
        value, number_format, unit = shown(one) if unit_shown else (one.value, "General", one.unit)
        put(sheet.cell(rows[key], name + 1), value, number_format)
        put(sheet.cell(rows[key], name + 2), unit or None)


def xlsx_form(project: Project, unit_shown: bool = False) -> bytes:
    """The blank form of the first block's technology, filled in; further blocks are sheets copied from their own forms."""
    first = project.blocks[0].technology
    book = openpyxl.load_workbook(io.BytesIO(blank(first)))
    _fill(book["Proposal"], 1, {(name,): said for name, said in project.header.items()}, unit_shown)
    for row, (name, said) in enumerate(project.money.get("budget", {}).items(), 2):
        put(book["Budget"].cell(row, 1), name)
        value, number_format, unit = shown(said) if unit_shown else (said.value, "General", said.unit)
        put(book["Budget"].cell(row, 2), value, number_format)
        put(book["Budget"].cell(row, 3), unit or None)
    for title, group in (("Cost share", "cost_share"), ("Disbursement", "disbursement")):
        _fill(book[title], 1, {(name,): said for name, said in project.money.get(group, {}).items()}, unit_shown)
    for number, block in enumerate(project.blocks, 1):
        if number > 1:
            _copied(openpyxl.load_workbook(io.BytesIO(blank(block.technology)))["Block 1"], book.create_sheet(f"Block {number}"))
        said = {
            (group, name): one
            for group, of in block.groups().items()
            for name, one in of.items()
            if name != "technology" or group != "block"
        }
        _fill(book[f"Block {number}"], 2, said, unit_shown, group=1)
    return saved(book)


def _copied(old, new) -> None:
    """A sheet of another workbook, as "Move or copy" takes it along."""
    for row in old.iter_rows():
        for cell in row:
            if cell.value is not None:
                made = new.cell(cell.row, cell.column, cell.value)
                made.data_type, made.number_format, made.protection = cell.data_type, cell.number_format, copy(cell.protection)
    for cells in old.merged_cells.ranges:
        new.merge_cells(cells.coord)


def saved(book: openpyxl.Workbook) -> bytes:
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def ods_form(project: Project, unit_shown: bool = False) -> bytes:
    """The form as an office program saves it: each cell with its type, its value and the text that it shows."""
    tables = {"Proposal": [("field", "value", "unit"), *_lines(project.header, unit_shown)]}
    for title, group, head in (
        ("Budget", "budget", "line"), ("Cost share", "cost_share", "payer"), ("Disbursement", "disbursement", "year"),
    ):  # fmt: skip
        tables[title] = [(head, "amount", "unit"), *_lines(project.money.get(group, {}), unit_shown)]
    for number, block in enumerate(project.blocks, 1):
        rows = [(group, *line) for group, said in block.groups().items() for line in _lines(said, unit_shown)]
        tables[f"Block {number}"] = [("group", "field", "value", "unit"), *rows]
    book = OpenDocumentSpreadsheet()
    for title, lines in tables.items():
        table = Table(name=title)
        for line in lines:
            row = TableRow()
            for one in line:
                row.addElement(_ods_cell(one))
            table.addElement(row)
        book.spreadsheet.addElement(table)
    held = io.BytesIO()
    book.write(held)
    return held.getvalue()


def _lines(said: Mapping[str, Said], unit_shown: bool) -> list[tuple[object, ...]]:
    """Name, value and unit; a ``Said`` in place of the value has its unit within the cell."""
    inside = ("%", *currencies())
    return [
        (name, one, "")
        if unit_shown and one.unit in inside and isinstance(one.value, (int, float))
        else (name, one.value, one.unit)
        for name, one in said.items()
    ]


def _ods_cell(value: object) -> TableCell:
    if isinstance(value, Said):
        if value.unit == "%":
            made, text = TableCell(valuetype="percentage", value=repr(value.value / 100)), f"{value.value:.2f}%"
        else:
            made, text = (
                TableCell(valuetype="currency", currency=value.unit, value=repr(value.value)),
                f"{value.value:,.2f} {value.unit}",
            )
    elif isinstance(value, (int, float)):
        made, text = TableCell(valuetype="float", value=repr(value)), f"{value:.6g}"
    elif isinstance(value, date):
        made, text = TableCell(valuetype="date", datevalue=value.isoformat()), f"{value:%d/%m/%y}"
    else:
        made, text = TableCell(valuetype="string"), str(value)
    for line in text.split("\n"):
        paragraph = P()
        teletype.addTextToElement(paragraph, line)
        made.addElement(paragraph)
    return made
