"""XLSX: what is hidden, merged, or shown otherwise than it is stored, is told."""

from __future__ import annotations

import datetime
import io
import re
import time
import zipfile

import openpyxl
import pytest
from spreadsheet_forms import HEADS, form, ods, one_trouble, read, refused, repacked, stated

from flows.readers._office_zip import MOST_TAGS

SHEET, USUAL = "xl/worksheets/sheet1.xml", b"schemas.openxmlformats.org/spreadsheetml/2006/main"


def changed(change, content: bytes | None = None) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content or form()))
    change(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def merge(sheet: str, cells: str, **values: object):
    def change(book):
        for at, value in values.items():
            book[sheet][at] = value
        book[sheet].merge_cells(cells)

    return change


def hide_row(book):
    book["Block 1"].row_dimensions[3].hidden = True


def hide_column(book):
    book["Disbursement"].column_dimensions["B"].hidden = True


def hide(title: str, state: str = "hidden"):
    def change(book):
        sheet = book[title] if title in book else book.create_sheet(title)
        sheet["A1"], sheet.sheet_state = sheet["A1"].value or "x", state

    return change


def show(at: str, value: object, number_format: str, unit: str | None = "MW"):
    def change(book):
        book["Block 1"][at] = value
        book["Block 1"][at].number_format = number_format
        book["Block 1"]["D3"] = unit

    return change


@pytest.mark.parametrize(
    ("change", "rule", "where", "says"),
    [
        (merge("Budget", "B2:B3"), "form.merged", "sheet Budget, cells B2:B3", "several rows"),
        (merge("Budget", "C2:C3"), "form.merged", "sheet Budget, cells C2:C3", "several rows"),
        (hide_row, "form.hidden_cell", "sheet Block 1, cell C3", "hidden row 3"),
        (hide("Budget"), "form.hidden_sheet", "sheet Budget", "sheet of the form is hidden"),
        (hide("Calculation"), "form.hidden_sheet", "sheet Calculation", "hidden sheet that the form has not"),
        (hide("Calculation", "veryHidden"), "form.hidden_sheet", "sheet Calculation", "hidden sheet that the form has not"),
        (show("C3", 1_234_567, "#,##0,"), "form.cell", "sheet Block 1, cell C3", "shown in thousands or millions"),
        (show("C3", 1_234_567, '0.0,,"M"'), "form.cell", "sheet Block 1, cell C3", "shown in thousands or millions"),
        (show("C3", 5, "[$€-407] #,##0.00"), "form.currency_shown", "sheet Block 1, cell C3", "shows €, but the unit"),
        (show("C3", 5, '"USD" #,##0', "MEUR"), "form.currency_shown", "sheet Block 1, cell C3", "'MEUR'"),
        (show("C3", datetime.date(2026, 5, 3), "d-mmm"), "form.date_made", "sheet Block 1, cell C3", "'3-5'"),
    ],
)  # fmt: skip
def test_what_is_unseen_or_unsure_in_a_workbook_is_told(change, rule, where, says):
    trouble = one_trouble(changed(change))
    assert (trouble.rule, trouble.where) == (rule, where) and says in trouble.reason


def test_every_value_of_a_hidden_column_is_told():
    document = read(changed(hide_column))
    assert [trouble.rule for trouble in document.troubles] == ["form.hidden_cell"] * 2
    assert not [fact for fact in document.facts if fact.group == "disbursement"]


def test_a_value_left_beneath_merged_cells_is_told():
    content = changed(merge("Budget", "B2:C2"))
    content = repacked(
        content, "xl/worksheets/sheet2.xml", lambda xml: re.sub(rb'<c r="C2"[^>]*?(?:/>|></c>)', b'<c r="C2"><v>9</v></c>', xml)
    )
    trouble = one_trouble(content)
    assert trouble.where == "sheet Budget, cells B2:C2" and "unseen beneath merged cells, in C2" in trouble.reason


def test_merged_cells_that_are_unambiguous_are_read():
    def change(book):
        book["Proposal"]["B8"] = None
        book["Proposal"]["A8"] = "About the applicant"
        book["Proposal"].merge_cells("A8:D9")  # a heading
        book["Proposal"].merge_cells("B3:C3")  # a value that reaches over its empty unit

    document = read(changed(change))
    assert document.troubles == [] and stated(document)["proposal", "", "title"] == ("Farm", "")


@pytest.mark.parametrize(
    ("number_format", "unit", "raw"),
    [
        ("#,##0.00", "MW", "1234.5"),
        ("#,##0.00 [$EUR]", None, "1234.5 EUR"),
        ("[$€-407] #,##0.00", None, "1234.5 EUR"),
        ("[$€-407] #,##0.00", "million EUR", "1234.5"),
        ("$#,##0.00", None, "1234.5"),  # the dollar of which country?
        ("[$-409]#,##0.00", "MW", "1234.5"),
        ("_(* #,##0.00_);_(* (#,##0.00)", "MW", "1234.5"),
        ('0.0" MW"', "MW", "1234.5"),
    ],
)
def test_a_number_is_what_is_stored_and_its_format_at_most_its_unit(number_format, unit, raw):
    document = read(changed(show("C3", 1234.5, number_format, unit)))
    assert document.troubles == [] and stated(document)["given", "1", "capacity"] == (raw, unit or "")


@pytest.mark.parametrize("epoch", [1900, 1904])
def test_a_date_is_a_day_in_both_systems_of_dates(epoch):
    def change(book):
        book.epoch = datetime.datetime(1904, 1, 1) if epoch == 1904 else datetime.datetime(1899, 12, 30)
        book["Proposal"]["B4"] = datetime.date(2026, 9, 30)

    content = changed(change)
    stored = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert (b"<v>44833</v>" if epoch == 1904 else b"<v>46295</v>") in stored
    assert stated(read(content))["proposal", "", "submitted"] == ("2026-09-30", "")


def test_texts_stay_as_they_were_typed():
    def change(book):
        sheet = book["Proposal"]
        sheet["B3"] = "first line\nsecond line"
        sheet["A6"], sheet["B6"] = "applicant", "'quoted"
        sheet["A7"], sheet["B7"], sheet["C7"] = "grant_requested", "1,234.5", "MUSD"
        sheet["B7"].comment = openpyxl.comments.Comment("is it 999?", "somebody")
        sheet["A9"], sheet["B9"] = "call", "+1"
        sheet["B9"].data_type = "s"

    said = stated(read(changed(change)))
    assert said["proposal", "", "title"][0] == "first line\nsecond line" and said["proposal", "", "applicant"][0] == "'quoted"
    assert said["proposal", "", "grant_requested"] == ("1,234.5", "MUSD") and said["proposal", "", "call"][0] == "+1"
    assert "999" not in str(said)


@pytest.mark.parametrize("name", ["form.xlsx", "form.ods"])
def test_what_cannot_be_seen_in_a_cell_is_told(name):
    rows = [HEADS, ["id", "CTIF\u202e-7", None], ["title", "海風\nأ", None]]
    content = (
        ods(Proposal=rows) if name == "form.ods" else changed(lambda book: book["Proposal"].__setitem__("B2", "CTIF\u202e-7"))
    )
    document = read(content, name)
    assert [(one.rule, one.where) for one in document.troubles] == [("text.hidden", "sheet Proposal, cell B2")]
    assert document.name == "CTIF\\u202e-7"


def test_the_stored_result_of_a_link_to_another_workbook_is_read():
    content = changed(lambda book: book["Budget"].__setitem__("B2", "=[1]Costs!A1"))
    edit = lambda xml: re.sub(rb"(</f>)<v ?/>|(</f>)<v></v>", rb"</f><v>1900</v>", xml)  # noqa: E731
    content = repacked(content, "xl/worksheets/sheet2.xml", edit, xl__externalLinks__externalLink1_xml=b"<x/>")
    assert stated(read(content))["budget", "", "turbines"] == ("1900", "MUSD")


@pytest.mark.parametrize(
    ("name", "content", "rule", "says"),
    [
        ("f.xlsm", form(), "xlsx.damaged", "may hold macros"),
        ("f.xlsb", form(), "xlsx.damaged", "binary Excel"),
        ("f.xlsx", repacked(form(), "", bytes, **{"xl__vbaProject.bin": b"x"}), "xlsx.macros", "holds macros"),
        ("f.xlsx", repacked(form(), "xl/styles.xml", lambda xml: xml.replace(b"<fonts", b"<a/>" * (MOST_TAGS + 1) + b"<fonts")),
         "xlsx.too_big", "more styles, rows or texts"),
        ("f.xlsx", repacked(form(), SHEET, lambda xml: xml.replace(b"</row>", b'<c s="1"/>' * 300_000 + b"</row>", 1)),
         "xlsx.too_big", "more styles, rows or texts"),
        ("f.xlsx", repacked(form(), SHEET, lambda xml: xml.replace(b"<sheetData>", b"<a>" * 3000 + b"<sheetData>")),
         "xlsx.too_big", "more styles, rows or texts"),
        ("f.xlsx", repacked(form(), "xl/workbook.xml", lambda xml: xml.replace(USUAL, b"purl.oclc.org/ooxml/spreadsheetml/main")),
         "xlsx.damaged", "Strict Open XML"),
    ],
)  # fmt: skip
def test_other_formats_and_attacks_are_refused_in_words(name, content, rule, says):
    trouble = refused(content, name)
    assert trouble.rule == rule and says in trouble.reason


def test_hundreds_of_thousands_of_empty_rows_cost_little():
    empty = b"".join(b'<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (n, n, n) for n in range(10, 300_010))
    content = repacked(form(), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", empty + b"</sheetData>"))
    start = time.process_time()
    document = read(content)
    assert time.process_time() - start < 10
    assert document.troubles == [] and stated(document) == stated(read(form()))
