"""What nobody can see in a text is told in every format, in the same words, and goes no further; nor does a hidden sheet."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from flows import readers
from flows.facts import Document, Fact, Unreadable
from flows.progress_form import write_progress_form
from flows.readers._text import make_visible, visible

SF424 = Path(__file__).parents[3] / "shared" / "samples" / "sf424" / "minimal_valid_sf424.xml"
SLY = "Wind\u202edraC\u200b"
SEEN = "Wind\\u202edraC\\u200b"
ROWS = (("field", "value"), ("id", "A"), ("title", SLY))
PROGRESS = "project,period,reported_on,section,item,value,unit,note\n"


def xlsx(sheets: dict[str, list[tuple]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def ods(rows: tuple[tuple[str, str], ...]) -> bytes:
    book = OpenDocumentSpreadsheet()
    table = Table(name="Proposal")
    for row in rows:
        line = TableRow()
        for text in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            line.addElement(cell)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    held = io.BytesIO()
    book.write(held)
    return held.getvalue()


def package(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def form_xml() -> bytes:
    if not SF424.exists():
        pytest.skip("the samples of Grants.gov (../shared/samples/sf424) are not here")
    return SF424.read_bytes().replace(b"Test Project Title", SLY.encode())


FILES = {
    "XLSX": ("proposals", "a.xlsx", lambda: xlsx({"Proposal": list(ROWS)}), "sheet Proposal, cell B3"),
    "ODS": ("proposals", "a.ods", lambda: ods(ROWS), "sheet Proposal, cell B3"),
    "YAML": ("proposals", "a.yaml", lambda: f"id: A\ntitle: {SLY}\n".encode(), "line 2, title"),
    "SF-424": ("proposals", "a.xml", form_xml, "SF424_4_0.ProjectTitle"),
    "ZIP": ("proposals", "a.zip", lambda: package({"a.xlsx": xlsx({"Proposal": list(ROWS)})}), "a.xlsx, sheet Proposal, cell B3"),
    "reviews": (
        "reviews", "a.csv", lambda: f"proposal,reviewer,criterion,points,conflict\nA,{SLY},team,3,no\n".encode(),
        "line 2, column reviewer"),
    "progress CSV": (
        "progress", "a.csv", lambda: f"{PROGRESS}{SLY},2025-Q1,2025-04-20,technical,net_energy,5,MWh,\n".encode(),
        "line 2, column project"),
    "monthly": ("sites", "a.monthly.csv", lambda: f"# note: {SLY}\nmonth,wind_speed [m/s]\n1,5\n".encode(), "line 1, note"),
    "hourly": ("sites", "a.hourly.csv", lambda: f"# note: {SLY}\ntime,load [MW]\n2020-01-01T00:00Z,5\n".encode(), "line 1, note"),
}  # fmt: skip


@pytest.mark.parametrize("form", FILES)
def test_a_hidden_character_is_told_once_with_its_place_in_every_format(form):
    kind, name, data, place = FILES[form]
    [document] = readers.read(kind, name, data())
    [trouble] = [one for one in document.troubles if one.rule == "text.hidden"]
    assert trouble.where.endswith(place) and trouble.found == SEEN
    assert trouble.reason == "The text holds U+202E RIGHT-TO-LEFT OVERRIDE, which cannot be seen."
    assert trouble.remedy == "Type it anew instead of pasting it; what cannot be seen is written here as \\u202e."
    said = [text for fact in document.facts for text in (fact.raw, fact.unit, fact.field, fact.where)]
    assert all(visible(text) == text for text in said)
    # a line of a review or a report would count for somebody else; a proposal is refused with all that it says
    assert (SEEN in said) == (kind not in ("reviews", "progress"))


def test_a_line_that_cannot_be_seen_leaves_the_other_lines():
    text = "proposal,reviewer,criterion,points,comment,conflict\nA,kim,team,3,fi\u00adne,no\nA,lee,team,4,fine,no\n"
    [document] = readers.read("reviews", "a.csv", text.encode())
    assert {fact.block for fact in document.facts} == {"3"}
    assert [one.where for one in document.troubles] == ["line 2, column comment"]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.xml"])
def test_no_message_carries_what_it_warns_of(name):
    with pytest.raises(Unreadable) as caught:
        readers.read("progress", name, b"pro\xe2\x80\x8bject,period\nA,b\n")
    trouble = caught.value.trouble
    assert all(visible(text) == text for text in (trouble.where, trouble.found, trouble.reason, trouble.remedy))


TEXTS = st.text(st.sampled_from("aZ5 é金שא\u200b\u202e\u200d\u200f\u00ad\ufeff\u3164\n"), max_size=8)


@settings(max_examples=300, deadline=None)
@given(texts=st.lists(TEXTS, min_size=5, max_size=5), kind=st.sampled_from(["proposals", "reviews"]))
def test_whatever_stands_in_a_fact_nothing_hidden_is_left_and_each_is_told(texts, kind):
    raw, unit, field, where, name = texts
    document = Document(kind, name, [Fact("proposal", "1", field, raw, unit, where), Fact("proposal", "2", "a", "b", "", "c")])
    make_visible(document)
    hidden = [text for text in dict.fromkeys((raw, unit, field)) if visible(text) != text]
    assert len(document.troubles) == len({(visible(text), next(c for c in text if c not in visible(text))) for text in hidden})
    kept = [fact for fact in document.facts if fact.block == "1"]
    assert bool(kept) == (kind == "proposals" or not hidden)
    for fact in kept:
        assert (fact.raw, fact.unit, fact.field, fact.where) == tuple(map(visible, (raw, unit, field, where)))
    before = (list(document.facts), list(document.troubles))
    make_visible(document)  # a package is looked at twice
    assert (document.facts, document.troubles) == before


# Hidden and merged cells of a progress form


def progress_form(change) -> Document:
    held = io.BytesIO()
    write_progress_form(held, "H-1", "2025-Q1")
    book = openpyxl.load_workbook(held)
    book["Report"]["B4"] = "2025-04-20"
    energy = next(row[0].row for row in book["Technical"].iter_rows() if row[0].value == "net_energy")
    book["Technical"][f"B{energy}"] = 1200
    change(book, energy)
    held = io.BytesIO()
    book.save(held)
    [document] = readers.read("progress", "a.xlsx", held.getvalue())
    return document


def hide_row(book, row):
    book["Technical"].row_dimensions[row].hidden = True


def hide_column(book, row):
    book["Technical"].column_dimensions["B"].hidden = True


def hide_sheet(book, row):
    book["Technical"].sheet_state = "hidden"


def hide_another(book, row):
    book.create_sheet("Calculation")["A1"] = "what"
    book["Calculation"].sheet_state = "veryHidden"


def merge(book, row):
    book["Technical"].merge_cells(f"B{row}:B{row + 1}")


def hide_report(book, row):
    book["Report"].sheet_state = "hidden"


@pytest.mark.parametrize(
    ("change", "rule", "where", "says", "read"),
    [
        (hide_row, "form.hidden_cell", "sheet Technical, cell B{}", "stands in the hidden row {}", False),
        (hide_column, "form.hidden_cell", "sheet Technical, cell B{}", "stands in the hidden column B", False),
        (hide_sheet, "form.hidden_sheet", "sheet Technical", "This sheet of the form is hidden", False),
        (hide_another, "form.hidden_sheet", "sheet Calculation", "a hidden sheet that the form has not", True),
        (merge, "form.merged", "sheet Technical, cells B{}:B", "Merged cells reach over several rows", False),
        (hide_report, "form.hidden_sheet", "sheet Report", "This sheet of the form is hidden", True),
    ],
)
def test_what_is_unseen_or_unsure_in_a_progress_form_is_told_and_not_read(change, rule, where, says, read):
    rows = []

    def changed(book, row):
        rows.append(row)
        change(book, row)

    document = progress_form(changed)
    [trouble] = document.troubles
    assert trouble.rule == rule and trouble.where.startswith(where.format(*rows)) and says.format(*rows) in trouble.reason
    assert any(fact.raw == "1200" for fact in document.facts) == read


def test_the_same_form_with_everything_seen_is_read():
    document = progress_form(lambda book, row: None)
    assert document.troubles == [] and any(fact.raw == "1200" for fact in document.facts)
