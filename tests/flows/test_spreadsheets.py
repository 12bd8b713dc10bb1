"""Workbooks as forms: OpenDocument and XLSX read alike, what is hidden or merged is told, the blank form comes back whole."""

from __future__ import annotations

import datetime
import io
import re
import time
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from evaluators.toolkit.common import COMMON, PROMISED
from evaluators.toolkit.contract import Choice, Given, Measured
from evaluators.toolkit.discovery import find_evaluators
from evaluators.toolkit.units import read_quantity
from flows import readers
from flows.application_form import write_form
from flows.blank_form import Entry, block_rows, cost_share_rows, header_rows, table_sheet
from flows.blank_form_sheets import blank_form
from flows.cast import COST_SHARES, cast_proposal
from flows.facts import Document, Fact, Trouble, Unreadable
from flows.findings import CRITICAL
from flows.form import FORM
from flows.form_units import in_unit, offered
from flows.readers._office_zip import MOST_TAGS
from flows.validate import validate

SHEET, USUAL = "xl/worksheets/sheet1.xml", b"schemas.openxmlformats.org/spreadsheetml/2006/main"
EVALUATORS = find_evaluators(folders="").evaluators
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


def changed(change, content: bytes | None = None) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content or form()))
    change(book)
    held = io.BytesIO()
    book.save(held)
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


# --- OpenDocument, written by odfpy and pandas


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
ODS = {
    "Proposal": [HEADS, *[[name, value, unit] for name, value, unit, _ in HEADER]],
    "Budget": [["line", "amount", "unit"], *BUDGET],
    "Cost_share": [["Payer", "Amount", "Unit"], ["Applicant", 4000, "MUSD"]],
    "Disbursement": [["year", "amount", "unit"], ["Year 1", 250, "MUSD"], [2, 150, "MUSD"]],
    "Block_1": [["group", *HEADS], *[list(row[:4]) for row in BLOCK]],
}


def test_the_same_form_says_the_same_in_both_formats():
    xlsx, opened = read(form()), read(ods(**ODS), "form.ods")
    assert (opened.name, opened.troubles, opened.format) == ("CTIF-002", [], "proposal ODS form")
    assert stated(opened) == stated(xlsx)
    places = {fact.field: fact.where for fact in opened.facts}
    assert places["title"] == "sheet Proposal, cell B3" and places["capacity"] == "sheet Block 1, cell C3"


def test_payers_and_years_are_groups_of_their_own():
    said = stated(read(form()))
    assert said["cost_share", "", "applicant"] == ("4000", "MUSD")
    assert said["disbursement", "", "year_1"] == ("250", "MUSD") and said["disbursement", "", "year_2"] == ("150", "MUSD")


def test_a_workbook_that_pandas_writes_is_read(tmp_path: Path):
    with pd.ExcelWriter(tmp_path / "form.ods", engine="odf") as writer:
        for title, (heads, *rows) in ODS.items():
            pd.DataFrame(rows, columns=heads).to_excel(writer, sheet_name=title.replace("_", " "), index=False)
    opened = read((tmp_path / "form.ods").read_bytes(), "form.ods")
    assert opened.troubles == [] and stated(opened) == stated(read(form()))


def test_kinds_of_values_are_read_as_stored():
    rows = [
        HEADS,
        ["share", cell(0.07, valuetype="percentage"), None],
        ["price", cell(12.5, valuetype="currency", currency="EUR"), None],
        ["open", True, None],
        ["sum", cell(3.5, formula="of:=[.B2]+1"), "MUSD"],
        ["title", "=1+1", None],
        ["third", 0.1 + 0.2, "MW"],
    ]
    said = {field: value for (_, _, field), value in stated(read(ods(Proposal=rows), "f.ods")).items()}
    assert said == {"share": ("7 %", ""), "price": ("12.5 EUR", ""), "open": ("true", ""), "sum": ("3.5", "MUSD"),
                    "title": ("=1+1", ""), "third": ("0.3", "MW")}  # fmt: skip


SPACES = (
    " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (
            ("office", "office"),
            ("table", "table"),
            ("text", "text"),
            ("style", "style"),
            ("number", "datastyle"),
        )
    )
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
CLOSED = "<table:table-row><table:table-cell><text:p>{}</text:p></table:table-cell><table:table-cell{}</table:table-row>"


def raw_ods(rows: str = "", before: str = "", styles: str = "", head: str = "", more: str = "", **parts: bytes) -> bytes:
    """A spreadsheet put together by hand: a sheet Proposal of ``rows`` below its heads."""
    heads = "".join(f"<table:table-cell><text:p>{head}</text:p></table:table-cell>" for head in HEADS)
    body = (
        f"{head}<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f'<office:spreadsheet>{before}<table:table table:name="Proposal"><table:table-row>{heads}</table:table-row>{rows}'
        f"</table:table>{more}</office:spreadsheet></office:body></office:document-content>"
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in (
            {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": body.encode()} | parts
        ).items():
            if data:
                new.writestr(name.replace("__", "/"), data)
    return held.getvalue()


def row(name: str, value: str, attributes: str = "") -> str:
    return (
        f"<table:table-row{attributes}><table:table-cell><text:p>{name}</text:p></table:table-cell>"
        f"<table:table-cell {value}</table:table-row>"
    )


FIVE = 'office:value-type="float" office:value="5"/>'


def test_repetitions_are_counted_and_not_carried_out():
    wide = '<table:table-cell table:number-columns-repeated="16384"/>'
    empty = f'<table:table-row table:number-rows-repeated="1048000">{wide}</table:table-row>'
    twice = row("again", FIVE, ' table:number-rows-repeated="2"')
    gap = '<table:table-row table:number-rows-repeated="40"><table:table-cell/></table:table-row>'
    document = read(raw_ods(gap + row("a", FIVE) + twice + empty), "f.ods")
    assert [(fact.field, fact.where) for fact in document.facts] == [
        ("a", "sheet Proposal, cell B42"), ("again", "sheet Proposal, cell B43")]  # fmt: skip
    assert document.troubles[0].where == "sheet Proposal, cell B43 and sheet Proposal, cell B44"


def test_only_the_text_of_a_cell_is_its_text():
    inner = (
        'office:value-type="string"><office:annotation><text:p>a comment</text:p></office:annotation>'
        '<text:p>two<text:s text:c="2"/><text:span>blanks</text:span></text:p>'
        "<text:p><text:ruby><text:ruby-base>風</text:ruby-base>"
        "<text:ruby-text>かぜ</text:ruby-text></text:ruby></text:p></table:table-cell>"
    )
    assert stated(read(raw_ods(row("title", inner)), "f.ods"))["proposal", "", "title"] == ("two  blanks\n風", "")


def test_neither_linked_nor_deleted_cells_are_sheets_of_the_form():
    link = "<table:table table:name=\"'file:///a.ods'#$Proposal\"><table:table-source/>" + row("id", FIVE) + "</table:table>"
    deleted = (
        "<table:tracked-changes><table:cell-content-change><table:previous/></table:cell-content-change></table:tracked-changes>"
    )
    document = read(raw_ods(row("a", FIVE), before=deleted, more=link), "f.ods")
    assert [fact.field for fact in document.facts] == ["a"] and document.troubles == []


UNSEEN = '<style:style style:name="off" style:family="table"><style:table-properties table:display="false"/></style:style>'
SCALED = (
    '<number:number-style style:name="N1"><number:number number:display-factor="1000"/></number:number-style>'
    '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
)


@pytest.mark.parametrize(
    ("content", "rule", "where", "says"),
    [
        (raw_ods(row("a", 'table:formula="of:=1+1"/>')), "form.cell", "cell B2", "without a stored result"),
        (raw_ods(row("a", 'table:formula="of:=1/0" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>')),
         "form.cell", "cell B2", "an error value"),
        (raw_ods(row("a", 'office:value-type="float" office:value="five"/>')), "form.cell", "cell B2", "cannot be read"),
        (raw_ods(row("a", 'table:style-name="ce1" ' + FIVE), styles=SCALED), "form.cell", "cell B2", "shown in thousands"),
        (raw_ods(row("a", FIVE, ' table:visibility="filter"')), "form.hidden_cell", "cell B2", "hidden row 2"),
        (raw_ods(more='<table:table table:name="Budget" table:style-name="off"/>', styles=UNSEEN), "form.hidden_sheet", "Budget",
         "sheet of the form is hidden"),
        (raw_ods(row("a", f'table:number-rows-spanned="2" {FIVE}') + row("b", "/>")), "form.merged", "cells B2:B3", "several"),
    ],
)  # fmt: skip
def test_what_is_unseen_or_unsure_in_an_open_document_is_told(content, rule, where, says):
    trouble = one_trouble(content, "f.ods")
    assert trouble.rule == rule and trouble.where.endswith(where) and says in trouble.reason


LONG = "".join(f"<table:table-cell><text:p>{n}</text:p></table:table-cell>" for n in range(70))


@pytest.mark.parametrize(
    ("content", "rule", "says"),
    [
        (b"", "file.empty", "empty"),
        (ods(**ODS)[:900], "ods.damaged", "cut off"),
        (raw_ods(head='<!DOCTYPE x [<!ENTITY a "aaaa">]>'), "ods.damaged", "no spreadsheet program writes"),
        (raw_ods(**{"content.xml": b"<x"}), "ods.damaged", "part of the workbook"),
        (raw_ods(**{"content.xml": b""}), "ods.damaged", "no spreadsheet"),
        (raw_ods(mimetype=b"application/vnd.oasis.opendocument.text"), "ods.damaged", "no spreadsheet"),
        (raw_ods(**{"META-INF/manifest.xml": b"<manifest:encryption-data/>"}), "ods.damaged", "password"),
        (raw_ods(**{"Basic/Standard/Module1.xml": b"<x/>"}), "ods.macros", "macros"),
        (raw_ods(picture=b"\0" * 60_000_000), "ods.too_big", "50 MB unpacked"),
        (raw_ods(row("a", FIVE, ' table:number-rows-repeated="999999"')), "ods.too_big", "2000 rows"),
        (raw_ods(row("a", 'table:number-columns-repeated="16000" ' + FIVE)), "ods.too_big", "64 columns"),
        (raw_ods(f"<table:table-row>{LONG}</table:table-row>"), "ods.too_big", "64 columns"),
        (raw_ods(f"<table:table-row>{'<table:table-cell/>' * 300_000}</table:table-row>"), "ods.too_big", "far more styles"),
        (raw_ods("<table:table-row/>" * 2_600_000), "ods.too_big", "more styles, rows or texts"),
        (raw_ods("<x>" * 5000 + "</x>" * 5000), "ods.too_big", "more styles, rows or texts"),
        (raw_ods(row("a", 'table:number-rows-spanned="2" ' + FIVE) * 2001), "ods.too_big", ""),
    ],
)  # fmt: skip
def test_hostile_and_damaged_open_documents_are_refused(content, rule, says):
    trouble = refused(content, "f.ods")
    assert trouble.rule == rule and says in trouble.reason


def test_a_missing_mimetype_is_no_reason_to_refuse():
    assert stated(read(raw_ods(row("a", FIVE), mimetype=b""), "f.ods")) == {("proposal", "", "a"): ("5", "")}


TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs", "Cf", "Cn", "Co")), min_size=1, max_size=20)
VALUE = st.one_of(TEXT, st.integers(-(10**14), 10**14), st.floats(-1e300, 1e300), st.booleans())


@settings(max_examples=40, deadline=None)
@given(fields=st.dictionaries(TEXT, VALUE, min_size=1, max_size=6), unit=st.one_of(st.just(""), TEXT))
def test_what_odfpy_writes_into_a_form_is_read_from_it(fields, unit):
    rows = [HEADS, *[[name, value, unit] for name, value in fields.items()]]
    document = read(ods(Proposal=rows), "f.ods")
    assert document.troubles == []
    for (_, _, field), (raw, found) in stated(document).items():
        value = fields[field]
        assert found == unit
        if isinstance(value, (bool, str)):
            assert raw == (str(value).lower() if isinstance(value, bool) else value)
        else:
            assert float(raw) == pytest.approx(value, rel=1e-14)
    assert len(document.facts) == len(fields)


WHOLE = ods(**ODS)


@settings(max_examples=150, deadline=None)
@given(at=st.floats(0, 1), with_=st.binary(max_size=8), part=st.sampled_from(["zip", "content.xml"]))
def test_a_damaged_open_document_is_read_or_refused_and_breaks_nothing(at, with_, part):
    def damaged(data: bytes) -> bytes:
        start = int(at * len(data))
        return data[:start] + with_ + data[start + len(with_) :]

    try:
        readers.read("proposals", "f.ods", damaged(WHOLE) if part == "zip" else repacked(WHOLE, part, damaged))
    except Unreadable as error:
        assert error.trouble.rule != "reader.failed"


# --- XLSX: what is hidden, merged, shown otherwise than stored


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


# --- the blank form


def of(rows, group: str | None = None) -> list[Entry]:
    return [row for row in rows if isinstance(row, Entry) and (group is None or row.group == group)]


def filled_in(found, cells: dict[str, dict[str, object] | list]) -> bytes:
    """The blank form with values typed into the cells beside the names, and the rows of tables; nothing else is touched."""
    book = openpyxl.load_workbook(io.BytesIO(blank_form(found, "Fund", (), ())))
    for title, values in cells.items():
        heads = [cell.value for cell in book[title][1]]
        name, value = heads.index("field") if "field" in heads else 0, heads.index("value") if "value" in heads else 1
        where = {
            (row[0].value if title != "Proposal" else "", row[name].value): row[value] for row in book[title].iter_rows(min_row=2)
        }
        if isinstance(values, list):
            for row, numbers in enumerate(values, 2):
                for column, number in enumerate(numbers, 1):
                    book[title].cell(row, column).value = number
            continue
        if title == "Budget":
            for row, (line, amount) in zip(book[title].iter_rows(min_row=2), values.items(), strict=False):
                row[0].value, row[1].value = line, amount
            continue
        for key, typed in values.items():
            group, _, field = key.rpartition(".")
            where[group or ("" if title == "Proposal" else field), field].value = typed
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def typed(entry: Entry) -> object:
    """The example as an applicant types it: a date becomes one in a cell made for dates."""
    return datetime.date.fromisoformat(str(entry.example)) if entry.kind == "date" else entry.example


def example_of(found) -> dict[str, dict[str, object] | list]:
    header = {entry.field: typed(entry) for entry in of(header_rows()) if not entry.field.startswith("withdrawn")}
    tables = {name: one for name, one in found.of(Given).items() if one.columns}
    block = {f"given.{entry.field}": typed(entry) for entry in of(block_rows(found), "given") if entry.field not in tables}
    return {table_sheet(name): one.example.tolist() for name, one in tables.items()} | {
        "Proposal": header,
        "Block 1": {"block.site": "harbour", **block, "claim.ghg_relative": 90},
        "Budget": {"plant": 600, "installation": 400},
        "Cost share": {"grant": 300, "applicant": 700},
        "Disbursement": {"year_1": 200, "year_2": 100},
    }


@pytest.mark.parametrize("name", sorted(EVALUATORS))
def test_a_blank_form_says_nothing_but_its_technology(name):
    document = read(blank_form(EVALUATORS[name], "Fund", ("a",), ("b",)))
    assert document.troubles == []
    assert stated(document) == {("block", "1", "technology"): (name, "")}


@pytest.mark.parametrize("name", sorted(EVALUATORS))
def test_every_example_typed_into_the_form_is_the_contracts_own(name):
    """Converted back from the unit that the form offers, each example is the number of the contract."""
    found = EVALUATORS[name]
    document = read(filled_in(found, example_of(found)))
    assert document.troubles == []
    proposal = cast_proposal(document, "f.xlsx", "0" * 64, EVALUATORS, {})
    assert {one.rule for one in proposal.findings if one.severity == CRITICAL} <= {"unknown_site"}
    [block] = proposal.blocks
    stated_by_hand = {
        key: one
        for key, one in found.inputs.items()
        if isinstance(one, Given | Choice) and not isinstance(one, Measured) and key not in FORM
    }
    assert set(block.values) == set(stated_by_hand)
    for key, declared in stated_by_hand.items():
        if isinstance(declared, Choice):
            assert block.values[key] == declared.example
        elif declared.columns:
            assert block.values[key] == pytest.approx(declared.example)
        else:
            assert block.values[key] == pytest.approx((declared.example, declared.example), rel=1e-9)
    for key in ("total_cost", "grant_requested", "cost_of_capital"):
        wanted = float(FORM[key].example)
        assert proposal.header[key].value == pytest.approx((wanted, wanted), rel=1e-9)
    assert proposal.budget["installation"].value == pytest.approx((4e8, 4e8))
    assert proposal.cost_share["applicant"].value == pytest.approx((7e8, 7e8)) and len(proposal.disbursement) == 2
    assert block.claims["ghg_relative"].value == (0.9, 0.9)


def test_the_forms_filled_with_their_examples_pass_every_expectation_but_those_of_a_site():
    proposals = []
    for name, found in EVALUATORS.items():
        cells = example_of(found)
        cells["Proposal"]["id"] = f"FORM-{name[:6]}"
        document = read(filled_in(found, cells))
        proposals.append(cast_proposal(document, f"{name}.xlsx", name.ljust(64, "0"), EVALUATORS, {}))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        findings = validate(proposals, EVALUATORS, {})
    assert [one for one in findings if one.severity == CRITICAL and one.rule != "unknown_site"] == []


def test_the_form_says_what_the_contract_says():
    for found in EVALUATORS.values():
        book = openpyxl.load_workbook(io.BytesIO(blank_form(found, "Fund", ("wind", "store"), ("2027",))))
        texts = {str(cell.value) for row in book["Block 1"].iter_rows() for cell in row if cell.value}
        for key, declared in found.inputs.items():
            if isinstance(declared, Given | Choice) and key not in FORM:
                assert key in texts and any(text.startswith(declared.meaning) for text in texts)
        for key, declared in {**{name: COMMON[name] for name in PROMISED}, **found.answers}.items():
            assert key in texts and any(text.startswith(declared.meaning) for text in texts)
        assert not (COMMON.keys() - {*PROMISED, *found.answers}) & texts, "nobody can promise what only the fund can estimate"
        assert set(FORM) <= {str(row[0].value) for row in book["Proposal"].iter_rows()}


def list_at(book, sheet: str, at: str) -> list[object]:
    """What the drop-down of a cell offers."""
    [check] = [one for one in book[sheet].data_validations.dataValidation if at in one.sqref and one.type == "list"]
    title, cells = check.formula1.split("!")
    return [cell.value for row in book[title][cells.replace("$", "")] for cell in (row if isinstance(row, tuple) else (row,))]


def test_drop_downs_offer_what_the_contract_takes():
    found = EVALUATORS["offshore_wind"]
    book = openpyxl.load_workbook(io.BytesIO(blank_form(found, "Fund", ("wind", "store"), ("2027",))))
    at = {row[1].value: row[1].row for row in book["Block 1"].iter_rows(min_row=2) if row[0].value == "given"}
    assert list_at(book, "Block 1", f"C{at['turbine']}") == list(found.inputs["turbine"].options)
    assert list_at(book, "Block 1", f"D{at['capacity']}") == ["MW", "kW", "GW"]
    header = {row[0].value: row[0].row for row in book["Proposal"].iter_rows(min_row=2)}
    assert list_at(book, "Proposal", f"B{header['pillar']}") == ["wind", "store"]
    assert list_at(book, "Proposal", f"B{header['estimate_class']}") == [1, 2, 3, 4, 5]
    [bounds] = [one for one in book["Block 1"].data_validations.dataValidation if f"C{at['capacity']}" in one.sqref]
    assert bounds.error.startswith("capacity may be 1 to 5,000 MW: rated power of the farm.")
    assert book["Lists"].sheet_state == "hidden" and book.sheetnames[0] == "Read me"


def test_every_offered_unit_is_one_that_is_read():
    for found in EVALUATORS.values():
        for declared in [one for one in found.inputs.values() if isinstance(one, Given) and not one.shape]:
            for shown in offered(declared.unit, declared.most):
                value = in_unit(float(declared.example), declared.unit, shown)
                back = read_quantity(repr(value), declared.unit, separate_unit=shown, currency="USD", price_year=2024)
                assert back.low == pytest.approx(float(declared.example), rel=1e-9, abs=1e-9)


def test_the_same_blank_form_has_the_same_bytes_and_every_payer_a_line():
    found = EVALUATORS["carbon_capture"]
    assert blank_form(found, "Fund") == blank_form(found, "Fund")
    assert [row.field for row in of(cost_share_rows())] == list(COST_SHARES)


def test_nothing_from_a_contract_or_a_fund_becomes_a_formula():
    book = openpyxl.load_workbook(io.BytesIO(blank_form(EVALUATORS["offshore_wind"], "=HYPERLINK(1)", ("=1+1",), ("@x",))))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"n", "s", "inlineStr"}


def test_a_fact_of_a_form_names_sheet_and_cell():
    [fact] = [one for one in read(form()).facts if one.field == "capacity"]
    assert fact == Fact("given", "1", "capacity", "500", "MW", "sheet Block 1, cell C3")
