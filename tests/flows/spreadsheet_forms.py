"""A form as a workbook in either format, ways to change it, and what the tests ask of a reading of it."""

from __future__ import annotations

import datetime
import io
import zipfile

import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from flows import readers
from flows.application_form import write_form
from flows.facts import Document, Trouble, Unreadable

HEADER = [
    ("id", "CTIF-002", "", ""),
    ("title", "Farm", "", ""),
    ("submitted", datetime.date(2026, 9, 30), "", ""),
    ("total_cost", 4400.0, "MUSD", ""),
]
BUDGET = [("turbines", 1900, "MUSD"), ("foundations", 2500, "MUSD")]
BLOCK = [
    ("block", "technology", "offshore_wind", "", ""),
    ("given", "capacity", 500.0, "MW", ""),
    ("given", "spacing", 8, "", ""),
]


def form() -> bytes:
    held = io.BytesIO()
    write_form(held, HEADER, BUDGET, [BLOCK], [("applicant", 4000, "MUSD")], [("year_1", 250, "MUSD"), ("year_2", 150, "MUSD")])
    return held.getvalue()


def repacked(content: bytes, part: str, edit, **more: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, edit(old.read(name)) if name == part else old.read(name))
        for name, data in more.items():
            new.writestr(name.replace("__", "/"), data)
    return held.getvalue()


def read(content: bytes, name: str = "form.xlsx") -> Document:
    [document] = readers.read("proposals", name, content)
    return document


def refused(content: bytes, name: str) -> Trouble:
    with pytest.raises(Unreadable) as caught:
        readers.read("proposals", name, content)
    trouble = caught.value.trouble
    assert trouble.reason.endswith(".") and trouble.remedy.endswith(".") and trouble.where.startswith(name)
    return trouble


def stated(document: Document) -> dict[tuple[str, str, str], tuple[str, str]]:
    return {(fact.group, fact.block, fact.field): (fact.raw, fact.unit) for fact in document.facts}


def one_trouble(content: bytes, name: str = "form.xlsx") -> Trouble:
    [trouble] = read(content, name).troubles
    assert trouble.reason.endswith(".") and trouble.remedy.endswith(".")
    return trouble


def cell(value: object, **more: object) -> TableCell:
    """A cell as office programs store a value of this type."""
    if isinstance(value, bool):
        made = TableCell(valuetype="boolean", booleanvalue=str(value).lower(), **more)
    elif isinstance(value, (int, float)):
        made = TableCell(**{"valuetype": "float", "value": repr(value), **more})
    elif isinstance(value, datetime.date):
        made = TableCell(valuetype="date", datevalue=value.isoformat(), **more)
    elif value is None:
        return TableCell(**more)
    else:
        made = TableCell(valuetype="string", **more)
    made.addElement(P(text=str(value)))
    return made


def ods(**tables: list[list[object]]) -> bytes:
    """An OpenDocument spreadsheet; underscores in the names of tables stand for blanks."""
    book = OpenDocumentSpreadsheet()
    for title, rows in tables.items():
        table = Table(name=title.replace("_", " "))
        for row in rows:
            made = TableRow()
            for value in row:
                made.addElement(value if hasattr(value, "qname") else cell(value))
            table.addElement(made)
        book.spreadsheet.addElement(table)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


HEADS = ["field", "value", "unit"]
