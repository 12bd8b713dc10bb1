"""A table as people and scripts get it: four formats that tell the same, and every width of a terminal."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

LISTING = [
    ("rank/1", ["rank"]),
    ("show/1", ["show", "CTIF-001"]),
    ("explain/1", ["explain", "CTIF-001"]),
    ("quarantine/1", ["quarantine", "ls"]),
    ("quarantine_reasons/1", ["quarantine", "show"]),
    ("runs/1", ["runs", "ls"]),
    ("run/1", ["runs", "show"]),
    ("runs_diff/2", ["runs", "diff", "202602"]),
    ("sql/1", ["sql", "select * from scorecard_latest order by all"]),
]
NAMES = [" ".join(words[:2]) for _, words in LISTING]


@pytest.mark.parametrize(("schema", "words"), LISTING, ids=NAMES)
def test_the_four_formats_tell_the_same(ask, sample, schema, words):
    code, out, _ = ask(*words, "--format", "json")
    whole = json.loads(out)
    assert code == 0
    assert (whole["schema"], whole["run"]) == (schema, sample.SECOND)
    names = [column["name"] for column in whole["columns"]]
    assert whole["rows"]
    assert all(list(row) == names for row in whole["rows"])

    _, out, _ = ask(*words, "--format", "jsonl")
    assert [json.loads(line) for line in out.splitlines()] == whole["rows"]

    _, out, _ = ask(*words, "--format", "csv")
    table = list(csv.reader(io.StringIO(out)))
    assert table[0] == names
    assert len(table) == len(whole["rows"]) + 1
    for line, row in zip(table[1:], whole["rows"], strict=True):
        for cell, value in zip(line, row.values(), strict=True):
            if isinstance(value, float):
                assert float(cell) == value
            if value is None:
                assert cell == ""

    code, out, _ = ask(*words)
    assert code == 0
    assert max(len(line) for line in out.splitlines()) <= 100


def test_an_infinite_cost_is_null_in_json_and_words_in_a_table(ask):
    rows = {row["project_id"]: row for row in json.loads(ask("rank", "--format", "json")[1])["rows"]}
    assert rows["CTIF-003"]["cost_per_tonne"] is None
    assert rows["CTIF-001"]["cost_per_tonne"] == 60.0
    table = ask("rank")[1]
    assert re.search(r"CTIF-003 .* none left", table)
    assert "inf" not in table


@pytest.mark.parametrize("width", ["40", "60", "80", "120"])
@pytest.mark.parametrize(
    "words", [words for _, words in LISTING if words[0] != "sql"], ids=[name for name in NAMES if not name.startswith("sql")]
)
def test_tables_fit_the_terminal(ask, monkeypatch, width, words):
    monkeypatch.setenv("COLUMNS", width)
    _, out, _ = ask(*words)
    assert max(len(line) for line in out.splitlines()) <= int(width)


@pytest.mark.parametrize("width", range(20, 101, 8))
def test_ids_and_numbers_are_whole_at_any_width(ask, sample, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    out = ask("rank")[1]
    for word in ("CTIF-001", "CTIF-002", "CTIF-003", "38.0", "25.5"):
        assert word in out
    out = ask("runs", "ls")[1]
    assert sample.FIRST in out or width < len(sample.FIRST) + 2
    assert "done" in out
    out = ask("sql", "select 'CTIF-001' as id, 1234567.5::double as amount, 'some words that may be folded' as text")[1]
    assert "CTIF-001" in out
    assert "1.23457e+06" in out or "more column" in re.sub(r"\s+", " ", out)


def test_what_has_no_room_is_left_out_whole_and_said(ask, monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    out = ask("rank")[1]
    assert "USD/tonne  " not in out
    assert re.search(r"\(\d more columns: widen the terminal", out)
    monkeypatch.setenv("COLUMNS", "22")
    statement = "select repeat('a', 30) as long, 'b' as short"
    assert ask("sql", statement)[1].split() == ["long", "a" * 20, "a" * 10, "short", "b"]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("some words", 6, ["some", "words"]),
        ("delivery.wind.delay", 12, ["delivery.", "wind.delay"]),
        ("a/path/to/file.csv", 8, ["a/path/", "to/file.", "csv"]),
        ("see a/path/to", 10, ["see", "a/path/to"]),
        ("20260101T000000-aaaa", 10, ["20260101T0", "00000-aaaa"]),
        ("風力発電", 4, ["風力", "発電"]),
        ("", 5, [""]),
    ],
)
def test_texts_are_folded_between_words(text, width, lines):
    from app.grid import folded

    assert folded(text, width) == lines


def test_long_titles_are_cut_and_numbers_are_not(ask, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = ask("rank")
    first = next(line for line in out.splitlines() if "CTIF-001" in line)
    assert "…" in first
    assert "38.0" in first
    assert "36.5–39.5" in first


def test_values_that_json_does_not_know(ask):
    statement = "select 'inf'::double a, 1.50::decimal(5,2) a, date '2024-02-29' d, [1, null] l, {'x': 1} s, true b, null n"
    row = json.loads(ask("sql", statement, "--format", "jsonl")[1])
    assert row == {"a": None, "a_2": 1.5, "d": "2024-02-29", "l": [1, None], "s": {"x": 1}, "b": True, "n": None}


def test_no_cell_is_a_formula_in_a_spreadsheet(ask):
    table = list(csv.DictReader(io.StringIO(ask("rank", "--format", "csv")[1])))
    assert {row["project_id"]: row["title"] for row in table}["CTIF-003"] == "'=cmd|'/c calc'!A1"
    words = "select * from (values ('=1+1'), ('+1'), ('-1'), ('@SUM(1)'), (chr(9) || '=1'), ('  =1'), ('plain')) as t(\"=head\")"
    cells = [row[0] for row in csv.reader(io.StringIO(ask("sql", words, "--format", "csv")[1]))]
    assert cells == ["'=head", "'=1+1", "'+1", "'-1", "'@SUM(1)", "'\t=1", "'  =1", "plain"]
    numbers = ask("sql", "select -1.5 as negative, -2::int as whole", "--format", "csv")[1]
    assert numbers.splitlines()[1] == "-1.5,-2"
