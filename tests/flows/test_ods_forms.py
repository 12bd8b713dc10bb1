"""Forms in OpenDocument, written by odfpy and pandas: read as XLSX is, and hostile or damaged ones refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spreadsheet_forms import BLOCK, BUDGET, HEADER, HEADS, cell, form, ods, one_trouble, read, refused, repacked, stated

from flows import readers
from flows.facts import Unreadable

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
