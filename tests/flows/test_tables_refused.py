"""What cannot be read as a table of a proposal is said with its row, its sheet or its file."""

from __future__ import annotations

import io

import openpyxl
import pytest
from layout_forms import SQUARE, in_csv, in_json, in_xlsx, in_yaml, in_zip, read, table, windy

from flows.blank_form_sheets import blank_form
from flows.readers import _tables_beside


def refused(name: str, data: bytes) -> tuple[str, str, str]:
    """Rule, place and sentence of the one finding."""
    _, proposal = read(name, data)
    [one] = [one for one in proposal.findings if one.field == "layout" or "table" in one.rule]
    return one.rule, one.place, f"{one.reason} {one.remedy}"


WRONG = {
    "no unit": (in_yaml("layout: [[0, 0], [1, 1]]"), "unit", "The column 'east' of layout has no unit.", "'east [m]'"),
    "wrong unit": (in_yaml("layout [kW]: [[0, 0], [1, 1]]"), "unit", "east of layout: 'kW' is power", "Write it in m"),
    "degrees without heads": (
        in_yaml("layout [deg]: [[-160, 55], [-160.1, 55]]"),
        "table.columns",
        "which column is the longitude",
        "longitude [deg]",
    ),
    "no such place": (
        in_json({"layout": [["longitude [deg]", "latitude [deg]"], [55, -160]]}),
        "unit",
        "longitude 55, latitude -160: no place",
        "'east [m]",
    ),
    "no number": (in_yaml("layout [m]: [[0, 0], [nan, 5]]"), "unit", "east in row 2 of layout: 'nan' is not a number", ""),
    "infinite": (in_yaml("layout [m]: [[0, 0], [1, 1e999]]"), "unit", "north in row 2 of layout is too large", ""),
    "a range": (in_yaml("layout [m]: [[0, 0], [1, 3 to 5]]"), "unit", "north in row 2 of layout is a range", ""),
    "a cell short": (
        in_yaml("layout [m]: [[0, 0], [1]]"),
        "table.columns",
        "Row 2 of layout has 1 cells, and the table 2",
        "east [m]",
    ),
    "an empty cell": (in_yaml('layout [m]: [[0, 0], [1, ""]]'), "unit", "north in row 2 of layout", ""),
    "no column of that name": (
        in_yaml("layout [m]: {east: [0, 1], up: [0, 1]}"),
        "table.columns",
        "'north' stands there not at all",
        "",
    ),
    "a column twice": (in_yaml("layout [m]: [[x, east, north], [0, 0, 0]]"), "table.columns", "'east' stands there twice", ""),
    "too many": (
        in_json({"layout": {"unit": "m", "rows": [[n, n] for n in range(1001)]}}),
        "table.too_long",
        "1,000 at the most; it has 1,001",
        "",
    ),
    "heads alone": (in_csv({"layout": "east [m], north [m]"}), "table.columns", "no row of numbers", ""),
    "a word": (in_yaml("layout: see annex"), "table.columns", "a row for each turbine; no row of numbers", ""),
    "units that do not match": (in_csv({"layout [m, m, m]": "0 0"}), "table.columns", "3 units stand beside layout", ""),
    "a file that did not come": (
        in_yaml("layout: layout.csv"),
        "table.file",
        "no such file came with the form",
        "one ZIP package",
    ),
    "a path": (
        in_yaml("layout: ../../etc/layout.csv"),
        "table.file",
        "names the file '../../etc/layout.csv'",
        "without a folder",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_with_its_row(case):
    data, rule, *parts = WRONG[case]
    name = "f.json" if data.startswith(b"{") else "f.csv" if data.startswith(b'"id"') else "f.yaml"
    found, place, said = refused(name, data)
    assert found == rule
    for part in parts:
        assert part in said, said
    assert place.endswith("row 2") == ("row 2 " in said.lower()), place


def test_a_comma_within_a_number_parts_no_thousands():
    assert refused("f.csv", in_csv({"layout [m]": "0 0; 1,200 0"}))[0] in ("table.columns", "unit")
    assert refused("f.csv", in_csv({"layout [m]": "0, 0; 1,200, 0"}))[0] == "table.columns"
    document, _ = read("f.json", in_json({"layout": {"unit": "m", "rows": [["1,200", "0"]]}}))
    assert [(one.rule, one.found) for one in document.troubles] == [("json.table", "1,200")]


@pytest.mark.parametrize(
    "rows",
    [
        "layout: {rows: 5, unit: m}",
        "layout: [[0, 0], {east: 1}]",
        "layout: [{east: 1}, {north: 1}]",
        "layout: {east: [1, 2], north: [1]}",
        "layout: [[0, [1]], [2, 3]]",
        "layout: [[]]",
        "layout: {rows: [], unit: m}",
    ],
)
def test_a_tree_that_is_no_table_is_told(rows):
    document, _ = read("f.yaml", in_yaml(rows))
    [one] = document.troubles
    assert one.rule == "yaml.table" and "neither a value nor a table" in one.reason and "blocks.1.given.layout" in one.where


def test_a_sheet_that_nobody_sees_or_that_holds_no_numbers_is_told():
    rows = [["east [m]", "north [m]"], *SQUARE]
    hidden, _ = read("f.xlsx", in_xlsx({"Block 1 layout": rows}, hide=3))
    assert [one.rule for one in hidden.troubles] == ["form.hidden_cell"]
    formula, _ = read("f.xlsx", in_xlsx({"Block 1 layout": [*rows, ["=A2+1", 5]]}))
    assert [(one.rule, one.where) for one in formula.troubles] == [("form.table", "sheet Block 1 layout, cell A6")]
    beside, _ = read("f.xlsx", in_xlsx({"Block 1 layout": [*rows, [1, 2, 3]]}))
    assert [(one.rule, one.where) for one in beside.troubles] == [("form.table", "sheet Block 1 layout, cell C6")]
    copied, _ = read("f.xlsx", in_xlsx({"Block 1 copy": [["field", "value"], ["capacity", "70 MW"]]}))
    assert [one.rule for one in copied.troubles] == ["form.unknown_sheet"]


def test_a_table_on_its_sheet_and_in_its_block_is_unsure():
    data = in_xlsx({"Block 1 layout": [["east [m]", "north [m]"], *SQUARE]}, {"layout": "east [m], north [m]; 0, 0"})
    assert [one.rule for one in read("f.xlsx", data)[0].troubles] == ["form.duplicate"]


def test_a_blank_form_says_nothing_of_a_table_and_shows_how_to_write_one():
    book = openpyxl.load_workbook(io.BytesIO(blank_form(windy, "Fund")))
    assert [[cell.value for cell in row] for row in book["Block 1 layout"].iter_rows(max_row=1)] == [["east [m]", "north [m]"]]
    assert [cell.value for cell in book["Block 1 power curve"][1]] == ["speed [m/s]", "power [kW]", "thrust"]
    [example] = [row[5].value for row in book["Block 1"].iter_rows() if row[1].value == "layout"]
    assert table("f.xlsx", in_xlsx({}, {"layout": example})).tolist() == SQUARE[:3]


@pytest.mark.parametrize("name", ["../layout.csv", "data/layout.csv", "/etc/passwd.csv", "LAYOUT.csv", "layout.csv ;x"])
def test_only_a_plain_name_of_the_same_package_is_a_table(name):
    package = in_zip({"form.json": in_json({"layout": name}), "data/layout.csv": "east [m],north [m]\n0,0\n"})
    assert refused("p.zip", package)[0] in ("table.file", "table.columns")


def test_of_two_files_of_one_name_that_of_the_form_counts_and_a_large_one_is_told(monkeypatch):
    one, other = "east [m],north [m]\n0,0\n", "east [m],north [m]\n5,5\n"
    files = {"a/form.yaml": in_yaml("layout: layout.csv"), "a/layout.csv": one, "b/layout.csv": other}
    assert table("p.zip", in_zip(files)).tolist() == [[0, 0]]
    document, _ = read("p.zip", in_zip(files))
    assert {fact.field for fact in document.facts if fact.group == "attachment"} == {"a/layout.csv", "b/layout.csv"}
    assert next(fact.where for fact in document.facts if fact.field == "layout").startswith(
        "a/layout.csv, lines 1 to 2 (a/form.yaml"
    )
    monkeypatch.setattr(_tables_beside, "LARGEST_TABLE", 10)
    [trouble] = read("p.zip", in_zip(files))[0].troubles
    assert trouble.rule == "package.table_too_large" and "blocks.1.given.layout" in trouble.where
