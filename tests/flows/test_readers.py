"""Each format read right, and broken or hostile files refused with their place and a remedy."""

from __future__ import annotations

import datetime
import importlib.resources
import io
import re
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import readers
from flows.application_form import write_form
from flows.facts import Document, Fact, Trouble, Unreadable
from flows.readers._text import visible

PROPOSAL = """\
id: CTIF-001
version: 1
title: Bering Sea Floating Wind Pilot
country: NO            # as written, not false
submitted: 2026-09-30
maturity: 0o7
cost_of_capital: 7.5 %
share: .nan
budget:
  turbines: 1900 MUSD
blocks:
  - technology: offshore_wind
    site: sand-point
    given: {capacity: 500 MW, layout: ["0 m, 0 m", "1900 m, 0 m"]}
    claim:
      net_energy: 2000 GWh/year
"""


def fact(document: Document, group: str, field: str, block: str = "") -> Fact:
    [found] = [f for f in document.facts if (f.group, f.block, f.field) == (group, block, field)]
    return found


def refused(kind: str, name: str, data: bytes) -> Trouble:
    with pytest.raises(Unreadable) as caught:
        readers.read(kind, name, data)
    trouble = caught.value.trouble
    assert trouble.rule and trouble.where.startswith(name) and trouble.found
    assert trouble.reason.endswith(".") and trouble.remedy.endswith(".")
    return trouble


def one_trouble(kind: str, name: str, data: bytes) -> Trouble:
    [document] = readers.read(kind, name, data)
    [trouble] = document.troubles
    return trouble


# --- proposals as YAML


def test_a_yaml_proposal_keeps_text_as_written_and_its_place():
    [document] = readers.read("proposals", "bering.yaml", PROPOSAL.encode())
    assert (document.kind, document.name, document.troubles) == ("proposals", "CTIF-001", [])
    written = {f.field: f.raw for f in document.facts if f.group == "proposal"}
    assert written == {
        "id": "CTIF-001",
        "version": "1",
        "title": "Bering Sea Floating Wind Pilot",
        "country": "NO",
        "submitted": "2026-09-30",
        "maturity": "0o7",
        "cost_of_capital": "7.5 %",
        "share": ".nan",
    }
    assert fact(document, "budget", "turbines").where == "line 10, budget.turbines"
    assert fact(document, "block", "site", "1").raw == "sand-point"
    assert fact(document, "given", "capacity", "1") == Fact(
        "given", "1", "capacity", "500 MW", where="line 14, blocks.1.given.capacity"
    )
    assert fact(document, "given", "layout", "1").raw == "0 m, 0 m; 1900 m, 0 m"
    assert fact(document, "claim", "net_energy", "1").where == "line 16, blocks.1.claim.net_energy"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_say_what_they_are(encoding):
    [document] = readers.read("proposals", "a.yml", "id: A\ntitle: Kraftwerk Süd 水素\n".encode(encoding))
    assert fact(document, "proposal", "title").raw == "Kraftwerk Süd 水素"


def test_several_proposals_in_one_yaml_file_and_one_of_them_broken():
    good, bad, last = readers.read("proposals", "two.yaml", b"id: A\n---\n- id: B\n---\nid: C\n---\n")
    assert (good.name, bad.name, last.name) == ("A", "two#2", "C")
    assert good.troubles == last.troubles == []
    assert bad.troubles[0].where == "line 3" and "'---'" in bad.troubles[0].remedy


def test_a_key_without_a_value_is_no_fact():
    [document] = readers.read("proposals", "a.yaml", b"id: A\ntitle:\nbudget:\nblocks:\n")
    assert [f.field for f in document.facts] == ["id"] and document.troubles == []


def test_a_key_written_twice_names_both_lines_and_keeps_the_first():
    [document] = readers.read("proposals", "a.yaml", b"id: A\ntotal_cost: 1 MUSD\ntotal_cost: 9 MUSD\n")
    [trouble] = document.troubles
    assert (trouble.rule, trouble.where) == ("yaml.duplicate_key", "lines 2 and 3, total_cost")
    assert trouble.found == "1 MUSD / 9 MUSD" and "Keep one" in trouble.remedy
    assert fact(document, "proposal", "total_cost").raw == "1 MUSD"


@pytest.mark.parametrize(
    ("text", "where", "rule"),
    [
        ("id: A\ntitle: [x, y]\n", "line 2, title", "yaml.not_a_value"),
        ("id: A\nbudget: 5 MUSD\n", "line 2, budget", "yaml.not_a_mapping"),
        ("id: A\nblocks: {technology: x}\n", "line 2, blocks", "yaml.not_a_list"),
        ("id: A\nblocks:\n  - wind\n", "line 3, blocks.1", "yaml.not_a_mapping"),
        (
            "blocks:\n- given: {}\n- given:\n    capacity: {a: 1}\n",
            "line 4, blocks.2.given.capacity",
            "yaml.not_a_value",
        ),
        ("blocks:\n- claim:\n    cost: [1, 2]\n", "line 3, blocks.1.claim.cost", "yaml.not_a_value"),
        ("blocks:\n- given:\n    layout: [a, [b]]\n", "line 3, blocks.1.given.layout", "yaml.table"),
        ("? [a, b]\n: 1\n", "line 1", "yaml.key"),
    ],
)
def test_a_wrong_shape_is_a_trouble_with_line_and_key_path(text, where, rule):
    trouble = one_trouble("proposals", "a.yaml", text.encode())
    assert (trouble.where, trouble.rule) == (where, rule)
    assert trouble.remedy.startswith("Write ")


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("id: !!python/object/apply:os.system ['exit 1']\n", "yaml.tag", 1),
        ("id: A\nx: !secret 1\n", "yaml.tag", 2),
        ("a: &a [x]\nb: &b [*a, *a]\n", "yaml.alias", 2),
        ("base: &base {x: 1}\nmore:\n  <<: *base\n", "yaml.alias", 3),
        ("id: A\nx: " + "[" * 50_000, "yaml.too_big", 2),
        ("id: A\nx: [" + "1," * 100_001 + "1]", "yaml.too_big", 2),
        ("id: A\nblocks:\n  - given: {capacity: 500 MW, turb", "yaml.syntax", 3),
        ("id: A\ntitle: 'never closed\nversion: 1\n", "yaml.syntax", 3),
        ("id: A\n\ttitle: tab\n", "yaml.syntax", 2),
    ],
    ids=["object", "tag", "alias", "merge", "flow depth", "nodes", "truncated", "quote", "tab"],
)
def test_hostile_and_cut_off_yaml_is_refused_with_its_line(text, rule, line):
    trouble = refused("proposals", "bad.yaml", text.encode())
    assert (trouble.rule, trouble.where) == (rule, f"bad.yaml, line {line}")


def test_what_was_left_open_is_named_by_the_line_where_it_begins():
    trouble = refused("proposals", "bad.yaml", b"id: A\ntitle: 'never closed\nversion: 1\n")
    assert trouble.found.endswith("(in what begins in line 2)")


def test_deep_block_nesting_is_refused():
    text = "".join("  " * depth + f"k{depth}:\n" for depth in range(1000)) + "  " * 1000 + "x: 1\n"
    assert refused("proposals", "deep.yaml", text.encode()).rule == "yaml.too_big"


# --- proposals as CSV

TABLE = """\
id;version;title;technology;site;given.capacity [MW];claim.net_energy [GWh/year];budget.turbines [MUSD]
A;1;"A wind farm,
with two lines";offshore_wind;sand-point;500;2000;1900
A;1;;hydrogen_storage;sand-point;;;
B;1;=cmd|' /C calc'!A0;offshore_wind;x;-5;;
"""


def test_a_csv_row_is_a_block_and_rows_of_one_id_are_one_proposal():
    a, b = readers.read("proposals", "call.csv", TABLE.replace("\n", "\r\n").encode())
    assert (a.name, b.name, a.troubles, b.troubles) == ("A", "B", [], [])
    assert fact(a, "given", "capacity", "1") == Fact(
        "given", "1", "capacity", "500", "MW", "line 2, column given.capacity"
    )
    assert (
        fact(a, "block", "technology", "2").where == "line 4, column technology"
    )  # after the quoted line break
    assert fact(a, "budget", "turbines").unit == "MUSD"
    assert not [f for f in a.facts if f.block == "2" and f.group == "given"]  # a blank cell is no fact
    assert fact(b, "proposal", "title").raw == "=cmd|' /C calc'!A0"
    assert fact(b, "given", "capacity", "1").raw == "-5"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_told_from_the_head_alone(delimiter):
    text = "id,title,technology\nA,a;b;c;d;e,x\n".replace(",", delimiter).replace("a;b;c;d;e", '"a;b,c\td"')
    [document] = readers.read("proposals", "x.csv", text.encode())
    assert fact(document, "proposal", "title").raw == "a;b,c\td"


def test_versions_of_one_id_are_separate_and_a_row_without_id_stands_alone():
    text = "id,version,title\nA,1,x\nA,2,y\n,,lost\n"
    documents = readers.read("proposals", "x.csv", text.encode())
    assert [d.name for d in documents] == ["A", "A", "x-line-4"]
    assert [d.troubles for d in documents] == [[], [], []]


def test_rows_that_contradict_each_other_name_both_lines():
    trouble = one_trouble("proposals", "x.csv", b"id,country,technology\nA,US,w\nA,JP,h\n")
    assert trouble.where == "line 2, column country and line 3, column country"
    assert trouble.found == "US / JP" and "same value into both rows" in trouble.remedy


@pytest.mark.parametrize("row", ["A,US", "A,US,w,1,2"])
def test_a_row_with_too_few_or_many_cells_troubles_its_proposal_alone(row):
    a, b = readers.read("proposals", "x.csv", f"id,country,technology,site\n{row}\nB,US,w,s\n,,,\n".encode())
    assert (a.name, a.facts, b.troubles) == ("A", [], [])
    [trouble] = a.troubles
    assert (
        trouble.where == "line 2"
        and "has 4 columns" in trouble.reason
        and "quotation marks" in trouble.remedy
    )


def test_an_unknown_group_of_columns_is_named():
    trouble = one_trouble("proposals", "x.csv", b"id,promise.energy\nA,5\n")
    assert trouble.where == "line 2, column promise.energy" and "'claim.'" in trouble.remedy


@pytest.mark.parametrize(
    ("text", "rule", "where", "remedy"),
    [
        ("id,title,title\nA,x,y\n", "csv.duplicate_column", "line 1, column 3", "name of its own"),
        ("id,x [MW],x [GW]\nA,1,2\n", "csv.duplicate_column", "line 1, column 3", "name of its own"),
        ("id,,title\nA,x,y\n", "csv.column_name", "line 1, column 2", "name of its own"),
        ("name,title\nA,x\n", "csv.missing_column", "line 1", "needed are: id"),
        ('id,title\nA,x\nB,"never closed\nC,y\n', "csv.syntax", "line 3", "Close the quotation mark"),
        ("id\n" + "A\n" * 100_001, "csv.too_big", "line 100002", "Split the table"),
        ("id\n" + "," * 1000, "csv.too_big", "line 2", "Split the table"),
    ],
)
def test_broken_tables_are_refused_with_line_and_remedy(text, rule, where, remedy):
    trouble = refused("proposals", "x.csv", text.encode())
    assert (trouble.rule, trouble.where) == (rule, f"x.csv, {where}")
    assert remedy in trouble.remedy


# --- any file


@pytest.mark.parametrize(
    ("name", "data", "rule", "remedy"),
    [
        ("a.yaml", b"", "file.empty", "Send the file again"),
        ("a.csv", b"\xef\xbb\xbf \n\n", "file.empty", "Send the file again"),
        ("a.csv", b",,,\n,,,\n", "file.empty", "Send the file again"),
        ("a.xlsx", b"", "file.empty", "Send the file again"),
        ("a.pdf", b"%PDF-1.7", "file.unknown_format", "Save the file in one of these formats"),
        ("noending", b"id: A", "file.unknown_format", "Save the file in one of these formats"),
    ],
)
def test_unreadable_bytes_are_refused_with_a_remedy(name, data, rule, remedy):
    trouble = refused("proposals", name, data)
    assert trouble.rule == rule and remedy in trouble.remedy


def test_an_unknown_file_is_told_what_the_folder_accepts():
    trouble = refused("proposals", "a.pdf", b"%PDF-1.7")
    accepted = trouble.reason.split("accepts: ")[1].rstrip(".").split(", ")
    assert {"proposal CSV", "proposal JSON", "proposal XLSX form", "proposal YAML"} <= set(accepted)
    assert "site TMY3" in refused("sites", "a.pdf", b"%PDF").reason
    assert "review CSV" in refused("reviews", "a.pdf", b"%PDF").reason
    assert "proposals, sites, reviews" in refused("gossip", "a.txt", b"x").remedy


def test_oversize_is_refused_before_it_is_parsed(monkeypatch):
    monkeypatch.setitem(readers.LARGEST_BYTES, "proposals", 10)
    trouble = refused("proposals", "a.yaml", b"id: AAAAAAAA")
    assert trouble.rule == "file.too_large" and "Split the file" in trouble.remedy


@pytest.fixture
def more_readers(tmp_path, monkeypatch):
    """A second folder of readers beside the real one, as if a contributor had added a file."""
    monkeypatch.setattr(readers, "__path__", [*readers.__path__, str(tmp_path)])
    yield tmp_path
    for path in tmp_path.glob("*.py"):
        sys.modules.pop(f"flows.readers.{path.stem}", None)


NEW_FORMAT = """
from flows.facts import Document
KIND, FORMAT = "proposals", "proposal by telegram"
def recognises(name, head): return name.endswith({ending!r})
def read(name, data): {body}
"""


def test_a_new_format_is_one_new_file(more_readers):
    (more_readers / "telegram.py").write_text(
        NEW_FORMAT.format(ending=".tgm", body="return [Document(KIND, name)]")
    )
    assert readers.read("proposals", "x.tgm", b"STOP")[0].name == "x.tgm"
    assert "proposal by telegram" in refused("proposals", "x.doc", b"STOP").reason


def test_a_reader_that_cannot_be_imported_is_named_where_it_may_be_needed_and_harms_no_other(more_readers):
    (more_readers / "telex.py").write_text("import a_library_that_is_not_there")
    assert readers.read("proposals", "a.yaml", b"id: A")[0].name == "A"
    trouble = refused("proposals", "x.tlx", b"STOP")
    assert "telex.py (ModuleNotFoundError: No module named 'a_library_that_is_not_there')" in trouble.reason
    assert "mended" in trouble.remedy


def test_two_readers_for_one_file_are_not_chosen_between(more_readers):
    (more_readers / "telegram.py").write_text(NEW_FORMAT.format(ending=".yaml", body="return []"))
    assert "proposal YAML and proposal by telegram" in refused("proposals", "a.yaml", b"id: A").reason


def test_a_reader_that_breaks_refuses_the_file_and_not_the_run(more_readers):
    (more_readers / "telegram.py").write_text(NEW_FORMAT.format(ending=".tgm", body="return 1 / 0"))
    trouble = refused("proposals", "x.tgm", b"STOP")
    assert trouble.rule == "reader.failed" and "ZeroDivisionError" in trouble.found


# --- proposals as an XLSX form

HEADER = [
    ("id", "CTIF-002", "", "given by the fund"),
    ("title", "=2+2 Farm", "", "kept as text"),
    ("submitted", datetime.date(2026, 9, 30), "", ""),
    ("total_cost", 4400.0, "MUSD", ""),
    ("consortium", True, "", ""),
    ("country", None, "", "blank is no fact"),
]
BUDGET = [("turbines", 1900, "MUSD"), ("foundations", 1500.5, "MUSD")]
BLOCK = [
    ("block", "technology", "offshore_wind", "", ""),
    ("block", "site", "sand-point", "", ""),
    ("given", "capacity", 500.0, "MW", "nameplate"),
    ("claim", "net_energy", 0.1 + 0.2, "TWh/year", ""),
]


def form(header=HEADER, budget=BUDGET, blocks=(BLOCK,)) -> bytes:
    buffer = io.BytesIO()
    write_form(buffer, header, budget, blocks)
    return buffer.getvalue()


def changed(change, content: bytes | None = None) -> bytes:
    """The form after ``change`` was made to its workbook."""
    book = openpyxl.load_workbook(io.BytesIO(content or form()))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def repacked(part: str, edit, content: bytes | None = None) -> bytes:
    """The form with the raw bytes of one of its parts edited."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content or form())) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, edit(old.read(name)) if name == part else old.read(name))
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


SHEET, BOMB = "xl/worksheets/sheet1.xml", b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


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


# --- sites


@pytest.fixture(scope="module")
def sand_point() -> bytes:
    return (importlib.resources.files("pvlib") / "data" / "703165TY.csv").read_bytes()


def test_sand_point_from_the_pvlib_package(sand_point):
    [site] = readers.read("sites", "sand-point.tmy3.csv", sand_point)
    assert (site.kind, site.name, site.troubles) == ("sites", "sand-point", [])
    assert (fact(site, "site", "latitude").raw, fact(site, "site", "longitude").raw) == ("55.317", "-160.517")
    assert (fact(site, "site", "station").raw, fact(site, "site", "elevation").unit) == ("SAND POINT", "m")
    assert {len(values) for values in site.series.values()} == {8760} and len(site.series) == 8
    assert sum(site.series["wind_speed"]) / 8760 == pytest.approx(5.07, abs=0.005)
    assert site.series["wind_speed"][9:12] == [2.1, 0.0, 3.1]  # the first rows of the file, at 09:00 UTC in Alaska
    assert set(site.series["pressure"]) == {1012.0} and site.series_units["pressure"] == "mbar"
    assert site.notes == [
        "Typical year assembled from 1991-2005: months of different years in a row.",
        "Time: hours named by their end are named by their beginning; clock time UTC-9 h is brought to UTC.",
        "pressure is 1012 mbar in every hour: filled, not measured.",
        "669 calm hours (7.6%) carry direction 0, which means none, not north.",
    ]


def tmy3(sand_point: bytes, edit) -> bytes:
    lines = sand_point.decode().splitlines()
    edit(lines)
    return "\n".join(lines).encode()


def swap(lines):
    lines[500], lines[501] = lines[501], lines[500]


def calm_gap(lines):
    for at in range(9, 16):  # seven hours, one more than are filled
        lines[at] = re.sub(
            r",(\d+),([A-Z]),\d,([\d.]+),([A-Z]),\d,-9900", r",\1,\2,9,-9900,\4,0,-9900", lines[at], count=1
        )


@pytest.mark.parametrize(
    ("edit", "rule", "where", "found"),
    [
        (lambda lines: lines.__delitem__(slice(26, 33)), "tmy3.gap", "line 27", "8753 hours, 7 missing, the first 01/02 01:00"),
        (
            lambda lines: lines.__delitem__(slice(4002, None)),
            "tmy3.gap",
            "line 4003",
            "4760 missing, the first 06/16 17:00",
        ),
        (swap, "tmy3.gap", "line 501", "out of order or stands twice"),
        (lambda lines: lines.insert(10, lines[10]), "tmy3.gap", "line 12", "8761 hours; "),
        (calm_gap, "hours.missing", "line 10, wind_speed, 01-01 16:00 UTC", "7 of 8760 hours"),
    ],
    ids=["seven hours lost", "half a year", "swapped", "doubled", "missing value"],
)
def test_an_hourly_series_with_gaps_names_the_first(sand_point, edit, rule, where, found):
    trouble = one_trouble("sites", "s.tmy3.csv", tmy3(sand_point, edit))
    assert (trouble.rule, trouble.where) == (rule, where)
    assert found in trouble.found and "Send" in trouble.remedy


def test_a_station_name_with_a_comma_and_a_file_without_wind(sand_point):
    def edit(lines):
        lines[0] = lines[0].replace("SAND POINT", "SAND POINT, AIRPORT")
        lines[1] = lines[1].replace("Wspd (m/s)", "Wspd (knots)")

    [site] = readers.read("sites", "703165TY.csv", tmy3(sand_point, edit))
    assert fact(site, "site", "station").raw == "SAND POINT, AIRPORT" and site.name == "703165TY"
    assert [t.reason for t in site.troubles] == ["The file has no column for wind_speed."]


def test_a_damaged_tmy3_file_is_refused(sand_point):
    assert "seven entries" in refused("sites", "s.tmy3.csv", b"hello\nworld\n").reason
    trouble = refused("sites", "s.tmy3.csv", tmy3(sand_point, lambda lines: lines.append("13/45/1999,0")))
    assert trouble.rule == "tmy3.format" and "Download" in trouble.remedy


def test_a_site_card():
    text = (
        "name: Sand Point\nwater_depth: 120 m\ngeology: none\nweather: pvlib:703165TY.csv\n"
        "sources:\n  water_depth: chart 16540\n"
    )
    [site] = readers.read("sites", "sand-point.site.yaml", text.encode())
    assert (site.name, site.troubles) == ("sand-point", [])
    assert fact(site, "site", "water_depth") == Fact(
        "site", "", "water_depth", "120 m", where="line 2, water_depth"
    )
    assert fact(site, "site", "geology").raw == "none"
    assert fact(site, "site", "weather").raw == "pvlib:703165TY.csv"
    assert fact(site, "site_source", "water_depth").raw == "chart 16540"


@pytest.mark.parametrize(
    "name",
    ["../x.csv", "/etc/passwd", "a\\b.csv", "pvlib:../x", "http:x", "C:x.csv", "..", "pvlib:", ".hidden"],
)
def test_a_site_card_cannot_point_out_of_its_folder(name):
    [site] = readers.read("sites", "s.yaml", f"name: S\nweather: '{name}'\n".encode())
    [trouble] = site.troubles
    assert [f.field for f in site.facts] == ["name"]
    assert (trouble.where, trouble.rule) == ("line 2, weather", "site.weather_name")
    assert "bare file name" in trouble.remedy


def test_a_site_card_tells_of_one_site():
    assert refused("sites", "s.yaml", b"name: a\n---\nname: b\n").where == "s.yaml, line 3"


MONTHS = "# latitude: 39.7\n# Source of the table: sample\nmonth,wind_speed [m/s],weibull_k\n" + "".join(
    f"{month},{month / 2},2.0\n" for month in range(12, 0, -1)
)


def test_monthly_statistics_come_in_the_order_of_the_year():
    for name in ("akita.monthly.csv", "akita.csv"):
        [site] = readers.read("sites", name, MONTHS.encode())
        assert (site.name, site.troubles) == ("akita", [])
        assert site.series["monthly_wind_speed"] == [month / 2 for month in range(1, 13)]
        assert site.series_units == {"monthly_wind_speed": "m/s", "monthly_weibull_k": ""}
        assert fact(site, "site", "latitude") == Fact(
            "site", "", "latitude", "39.7", where="line 1, latitude"
        )
        assert site.notes == ["Source of the table: sample"]


@pytest.mark.parametrize(
    ("old", "new", "where", "says"),
    [
        ("\n7,3.5,2.0", "", "column month", "missing: 7"),
        ("\n7,3.5,2.0", "\n7,3.5,2.0\n7,1,1", "line 10, column month", "first in line 9"),
        ("\n7,3.5,2.0", "\n7,3.5,2.0\n13,1,1", "line 10, column month", "from 1 to 12"),
        ("\n7,3.5", "\n7,nan", "line 9, column wind_speed", "no number"),
        ("\n7,3.5", "\n7,", "line 9, column wind_speed", "no number"),
        ("\n7,3.5", "\n7,1e999", "line 9, column wind_speed", "no number"),
        ("\n7,3.5", '\n7,"3,5"', "line 9, column wind_speed", "no number"),
    ],
)
def test_a_broken_month_is_named(old, new, where, says):
    trouble = one_trouble("sites", "a.monthly.csv", MONTHS.replace(old, new).encode())
    assert trouble.where == where and says in trouble.reason and trouble.remedy


def test_a_monthly_file_without_a_table_is_refused():
    assert "no column month" in refused("sites", "a.monthly.csv", b"# latitude: 3\n").reason


# --- reviews

REVIEWS = """\
proposal,reviewer,criterion,points,comment,conflict
A,kim,impact,7,"fine, really",no
B,kim,impact,5,,yes
"""


def test_reviews_are_facts_row_by_row():
    [document] = readers.read("reviews", "panel.csv", REVIEWS.encode())
    assert (document.kind, document.name, document.troubles) == ("reviews", "panel", [])
    assert fact(document, "review", "comment", "2") == Fact(
        "review", "2", "comment", "fine, really", where="line 2, column comment"
    )
    assert fact(document, "review", "points", "3").raw == "5"
    assert not [f for f in document.facts if (f.block, f.field) == ("3", "comment")]


def test_the_same_judgement_twice_names_both_lines():
    trouble = one_trouble("reviews", "panel.csv", (REVIEWS + "A,kim,impact,1,,\n").encode())
    assert (trouble.where, trouble.found) == ("lines 2 and 4", "A, kim, impact")
    assert "take the other out" in trouble.remedy


def test_a_broken_review_row_leaves_the_others_and_a_missing_column_refuses_all():
    [document] = readers.read("reviews", "panel.csv", (REVIEWS + "A,kim\n").encode())
    assert len({f.block for f in document.facts}) == 2 and document.troubles[0].where == "line 4"
    trouble = refused("reviews", "panel.csv", b"proposal,reviewer,points\nA,kim,3\n")
    assert trouble.reason == "The table has no column criterion."


# --- properties


def damaged(content: bytes, at: float, with_: bytes) -> bytes:
    start = int(at * len(content))
    return content[:start] + with_ + content[start + len(with_) :]


@settings(max_examples=100, deadline=None)
@given(
    at=st.floats(0, 1), with_=st.binary(max_size=8), part=st.sampled_from(["zip", SHEET, "xl/workbook.xml"])
)
def test_a_damaged_form_is_read_or_refused_and_breaks_nothing(at, with_, part):
    content = form()
    if part == "zip":
        content = damaged(content, at, with_)
    else:
        content = repacked(part, lambda xml: damaged(xml, at, with_), content)
    try:
        readers.read("proposals", "form.xlsx", content)
    except Unreadable as error:
        assert error.trouble.rule != "reader.failed"


@settings(max_examples=60, deadline=None)
@given(at=st.floats(0, 1), with_=st.text('0,:/-9x\n"', max_size=8))
def test_a_damaged_weather_file_is_read_with_troubles_or_refused(at, with_):
    whole = (importlib.resources.files("pvlib") / "data" / "703165TY.csv").read_bytes()
    content = damaged(b"".join(whole.splitlines(keepends=True)[:40]), at, with_.encode())
    try:
        [site] = readers.read("sites", "s.tmy3.csv", content)
        assert site.troubles
    except Unreadable as error:
        assert error.trouble.rule != "reader.failed"


# what a cell and a line of YAML can both hold, without blanks at its ends, which readers take off, and all to be seen
TEXT = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufffe\uffff\ufeff"),
    min_size=1,
    max_size=30,
).filter(lambda text: text == text.strip() == visible(text))
NUMBER = st.one_of(st.integers(-(10**15), 10**15), st.floats(-1e300, 1e300))
FIELDS = st.dictionaries(TEXT, st.one_of(TEXT, NUMBER, st.dates(datetime.date(1901, 1, 1))), max_size=6)
AMOUNTS = st.dictionaries(TEXT, st.one_of(TEXT, NUMBER), max_size=6)  # a date among them is a slip, and told


def same(raw: str, value: object) -> bool:
    if isinstance(value, (int, float)):
        return float(raw) == pytest.approx(value, rel=1e-14)
    return raw == (value.isoformat() if isinstance(value, datetime.date) else value)


@settings(max_examples=40, deadline=None)
@given(header=FIELDS, budget=AMOUNTS, stated=AMOUNTS, unit=st.one_of(st.just(""), TEXT))
def test_what_is_written_into_a_form_is_read_from_it(header, budget, stated, unit):
    content = form(
        [(name, value, unit, "help") for name, value in header.items()],
        [(name, value, unit) for name, value in budget.items()],
        [[("given", name, value, unit, "") for name, value in stated.items()]],
    )
    [document] = readers.read("proposals", "form.xlsx", content)
    assert document.troubles == []
    for group, block, fields in (("proposal", "", header), ("budget", "", budget), ("given", "1", stated)):
        read = {f.field: f for f in document.facts if (f.group, f.block) == (group, block)}
        assert read.keys() == fields.keys()
        assert all(same(read[name].raw, value) and read[name].unit == unit for name, value in fields.items())


@settings(max_examples=100, deadline=None)
@given(header=st.dictionaries(TEXT, TEXT, max_size=5), stated=st.dictionaries(TEXT, TEXT, max_size=5))
def test_what_is_written_as_yaml_is_read_from_it(header, stated):
    header = {name: value for name, value in header.items() if name not in ("budget", "blocks")}
    text = yaml.safe_dump({**header, "blocks": [{"given": stated}]}, allow_unicode=True, sort_keys=False)
    [document] = readers.read("proposals", "x.yaml", text.encode())
    assert document.troubles == []
    assert {f.field: f.raw for f in document.facts if f.group == "proposal"} == header
    assert {f.field: f.raw for f in document.facts if f.group == "given"} == stated
    for found in document.facts:  # the line named is one that stands in the file
        assert 1 <= int(found.where.split(",")[0].removeprefix("line ")) <= text.count("\n")


@settings(max_examples=150, deadline=None)
@given(
    data=st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)),
    name=st.sampled_from(["a.yaml", "a.csv", "a.xlsx", "a.tmy3.csv", "a.monthly.csv", "a.tsv", "a"]),
    kind=st.sampled_from(["proposals", "sites", "reviews"]),
)
def test_no_bytes_break_a_reader(data, name, kind):
    try:
        assert isinstance(readers.read(kind, name, data), list)
    except Unreadable as error:
        assert error.trouble.rule != "reader.failed"


@pytest.mark.parametrize("date", ["1/31/2005", "13/01/2005", "01/41/2005", "0100/01/05", "01/01/05"])
def test_a_weather_file_with_a_damaged_date_is_told_by_line_or_refused(sand_point, date):
    lines = sand_point.decode().splitlines(keepends=True)
    lines[3] = date + lines[3][lines[3].index(",") :]
    try:
        [document] = readers.read("sites", "s.tmy3.csv", "".join(lines).encode())
    except Unreadable as refused:
        assert refused.trouble.rule == "tmy3.format" and refused.trouble.remedy
    else:
        assert [(t.rule, t.where.split(", ")[-1]) for t in document.troubles] == [("tmy3.date", "line 4")]
