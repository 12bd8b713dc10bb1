"""Proposals as CSV: a row is a block, and broken rows and tables are told by line."""

from __future__ import annotations

import pytest
from readings import fact, one_trouble, refused

from flows import readers
from flows.facts import Fact

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
