"""Proposals as an XLSX form: read cell by cell; bad cells, damaged and hostile workbooks are told."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from readings import BLOCK, BOMB, BUDGET, HEADER, SHEET, fact, form, one_trouble, refused, repacked

from flows import readers
from flows.application_form import write_form
from flows.facts import Fact


def changed(change, content: bytes | None = None) -> bytes:
    """The form after ``change`` was made to its workbook."""
    book = openpyxl.load_workbook(io.BytesIO(content or form()))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_form_is_read_cell_by_cell():
    [document] = readers.read("proposals", "form.xlsx", form())
    assert (document.name, document.troubles) == ("CTIF-002", [])
    raws = {f.field: (f.raw, f.unit) for f in document.facts if f.group == "proposal"}
    assert raws == {
        "id": ("CTIF-002", ""),
        "title": ("=2+2 Farm", ""),
        "submitted": ("2026-09-30", ""),
        "total_cost": ("4400", "MUSD"),
        "consortium": ("true", ""),
    }
    assert fact(document, "budget", "foundations").raw == "1500.5"
    assert fact(document, "block", "technology", "1").raw == "offshore_wind"
    assert fact(document, "given", "capacity", "1") == Fact(
        "given", "1", "capacity", "500", "MW", "sheet Block 1, cell C4"
    )
    assert fact(document, "claim", "net_energy", "1").raw == "0.3"


def test_the_same_form_has_the_same_bytes_and_can_be_a_file(tmp_path: Path):
    write_form(tmp_path / "form.xlsx", HEADER, BUDGET, [BLOCK])
    assert (tmp_path / "form.xlsx").read_bytes() == form() == form()
    with pytest.raises(ValueError, match="sheet Budget, cell A2: a cell holds 32767"):
        form(budget=[("x" * 40_000, 1, "MUSD")])


def test_blank_and_merged_rows_are_no_facts():
    def change(book):
        book["Proposal"].insert_rows(4, 3)
        book["Proposal"]["A5"] = "About the applicant"
        book["Proposal"].merge_cells("A5:D5")

    [document] = readers.read("proposals", "form.xlsx", changed(change))
    assert document.troubles == []
    assert fact(document, "proposal", "submitted").where == "sheet Proposal, cell B7"


def put(sheet: str, cell: str, value: object, number_format: str = "General"):
    def change(book):
        if sheet not in book:
            book.create_sheet(sheet)
        book[sheet][cell] = value
        book[sheet][cell].number_format = number_format

    return change


@pytest.mark.parametrize(
    ("change", "where", "rule", "says"),
    [
        (put("Block 1", "C4", "=250*2"), "sheet Block 1, cell C4", "form.cell", "without a stored result"),
        (put("Block 1", "C4", "#REF!"), "sheet Block 1, cell C4", "form.cell", "an error value"),
        (put("Block 1", "D4", "=A1"), "sheet Block 1, cell D4", "form.cell", "without a stored result"),
        (put("Budget", "A2", None), "sheet Budget, cell B2", "form.no_name", "without a name"),
        (
            put("Budget", "A3", "turbines"),
            "sheet Budget, cell B2 and sheet Budget, cell B3",
            "form.duplicate",
            "twice",
        ),
        (put("Block 1", "A4", "promise"), "sheet Block 1, cell C4", "form.group", "no group 'promise'"),
        (put("Block 1", "C4", 0.5, "0%"), "sheet Block 1, cell C4", "form.percent", "unit beside it is 'MW'"),
        (put("Notes", "A1", "hello"), "sheet Notes", "form.unknown_sheet", "nothing on it is read"),
        (put("Budget", "B1", "sum"), "sheet Budget, row 1", "form.columns", "'line' and 'amount'"),
    ],
)
def test_a_bad_cell_or_sheet_is_named(change, where, rule, says):
    trouble = one_trouble("proposals", "form.xlsx", changed(change))
    assert (trouble.where, trouble.rule) == (where, rule)
    assert says in trouble.reason and trouble.remedy


def test_a_cell_shown_as_per_cent_means_what_the_applicant_sees():
    change = put("Block 1", "C4", 0.07, "0.0%")
    content = changed(lambda book: (change(book), put("Block 1", "D4", None)(book)))
    [document] = readers.read("proposals", "form.xlsx", content)
    assert fact(document, "given", "capacity", "1").raw == "7 %"


def test_a_stored_result_of_a_formula_is_read():
    content = changed(put("Block 1", "C4", "=250*2"))
    part = "xl/worksheets/sheet3.xml"
    content = repacked(part, lambda xml: re.sub(rb"(<f>250\*2</f>)<v(?: ?/>|></v>)", rb"\1<v>500</v>", xml), content)
    [document] = readers.read("proposals", "form.xlsx", content)
    assert (fact(document, "given", "capacity", "1").raw, document.troubles) == ("500", [])


@pytest.mark.parametrize(
    ("content", "rule", "says"),
    [
        (lambda: b"PK\x03\x04 junk", "xlsx.damaged", "no workbook"),
        (lambda: b"id,title\n", "xlsx.damaged", "no workbook"),
        (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "xlsx.damaged", "password"),
        (
            lambda: repacked(SHEET, lambda xml: (BOMB + xml).decode().encode("utf-16")),
            "xlsx.damaged",
            "no spreadsheet",
        ),
        (
            lambda: repacked(
                SHEET, lambda xml: b'<?xml version="1.0" encoding="cp037"?>' + BOMB.decode().encode("cp037")
            ),
            "xlsx.damaged",
            "no spreadsheet program writes",
        ),
        (lambda: repacked(SHEET, lambda xml: xml[: len(xml) // 2]), "xlsx.damaged", "part of the workbook"),
        (lambda: repacked("xl/workbook.xml", lambda xml: b"<x/>"), "form.no_proposal", "no sheet 'Proposal'"),
        (
            lambda: repacked(SHEET, lambda xml: xml.replace(b'r="D1"', b'r="XFD1"')),
            "xlsx.too_big",
            "64 columns",
        ),
        (
            lambda: changed(lambda book: book.remove(book["Proposal"])),
            "form.no_proposal",
            "no sheet 'Proposal'",
        ),
    ],
)
def test_hostile_and_damaged_workbooks_are_refused(content, rule, says):
    trouble = refused("proposals", "form.xlsx", content())
    assert trouble.rule == rule and says in trouble.reason and trouble.remedy
