"""The form of a progress report: plain, of the same bytes, and filled in it says what a CSV says."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date

import openpyxl
from progress_lines import HEAD, arrival
from spine_fixtures import Telling, run_plainly

from flows.progress_form import write_progress_form
from flows.progress_items import STATUSES, of_section
from flows.progress_reports import read_progress
from flows.validate_paths import validate_paths


def filled(cells: dict[str, object], **options: str) -> bytes:
    held = io.BytesIO()
    write_progress_form(held, **options)
    book = openpyxl.load_workbook(held)
    for place, value in cells.items():
        sheet, cell = place.split("!")
        book[sheet][cell] = value
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def row_of(sheet: str, item: str) -> int:
    held = io.BytesIO()
    write_progress_form(held)
    return next(row[0].row for row in openpyxl.load_workbook(held)[sheet].iter_rows() if row[0].value == item)


def test_the_form_is_the_same_bytes_each_time_and_a_workbook_of_plain_texts(tmp_path):
    write_progress_form(tmp_path / "a.xlsx", "CTIF-001", "2027-Q1")
    write_progress_form(tmp_path / "b.xlsx", "CTIF-001", "2027-Q1")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert not any(re.search(rb"<f[ >]", archive.read(name)) for name in archive.namelist() if "sheet" in name)


def test_every_item_stands_in_the_form_with_a_choice_of_units():
    held = io.BytesIO()
    write_progress_form(held)
    book = openpyxl.load_workbook(held)
    for title, section in (("Financial", "financial"), ("Technical", "technical")):
        names = [row[0].value for row in book[title].iter_rows(min_row=2) if row[0].value]
        assert names == list(of_section(section))
        lists = [rule for rule in book[title].data_validations.dataValidation if rule.type == "list"]
        assert len(lists) == len(names) and all(len(rule.formula1) <= 255 for rule in lists)
    (states,) = [rule for rule in book["Milestones"].data_validations.dataValidation if rule.type == "list"]
    assert states.formula1 == f'"{",".join(STATUSES.values())}"'


def test_a_blank_form_is_a_warning_that_nothing_is_filled_in(tmp_path):
    rows, [(name, _, trouble)] = read_progress([arrival(tmp_path, "a.xlsx", filled({}, project="H-1", period="2025-Q1"))])
    assert (rows, name, trouble.rule) == ([], "a.xlsx", "progress.blank")
    assert trouble.reason == "Nothing is filled in: the report has no line that counts."
    [told] = validate_paths([tmp_path / "a.xlsx"], tmp_path, {})
    assert (told["severity"], told["reason"]) == ("warning", trouble.reason)


def test_a_blank_form_is_said_by_the_run_and_refuses_nobody(heat):
    (heat / "progress").mkdir()
    (heat / "progress" / "q1.xlsx").write_bytes(filled({}, project="HEAT-1", period="2025-Q1"))
    said: list[str] = []
    summary = run_plainly(heat, progress=Telling(said))
    assert summary.status == "done" and summary.counts["accepted"] == 3
    assert [text for text in said if text.startswith("progress/q1.xlsx: Nothing is filled in")]


def test_a_filled_form_and_the_same_lines_as_csv_are_the_same_rows(tmp_path):
    receipts, energy, share = (
        row_of("Financial", "cash_receipts"),
        row_of("Technical", "net_energy"),
        row_of("Technical", "availability"),
    )
    close = row_of("Milestones", "financial_close")
    form = filled(
        {
            "Report!B4": date(2025, 4, 20),
            f"Financial!C{receipts}": 1.5,
            f"Financial!D{receipts}": "MUSD",
            f"Financial!E{receipts}": "=1+1 is a note",
            f"Technical!B{energy}": 1200,
            f"Technical!B{share}": 91.5,
            f"Milestones!B{close}": "met",
            f"Milestones!C{close}": date(2025, 1, 31),
            f"Milestones!D{close}": date(2025, 2, 10),
            "Milestones!A9": "首回送電",
            "Milestones!B9": "scheduled",
            "Milestones!C9": date(2026, 1, 31),
        },
        project="H-1",
        period="2025-Q1",
    )
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD.strip().split(","))
    for line in (
        ("financial", "cash_receipts", "1.5", "MUSD", "", "", ""),
        ("technical", "net_energy", "1200", "MWh", "", "", ""),
        ("technical", "availability", "91.5", "%", "", "", ""),
        ("milestone", "financial_close", "met", "", "2025-01-31", "2025-02-10", ""),
        ("milestone", "首回送電", "scheduled", "", "2026-01-31", "", ""),
    ):
        writer.writerow(["H-1", "2025-Q1", "2025-04-20", *line])
    rows, troubles = read_progress([arrival(tmp_path, "a.xlsx", form)])
    # the note is a formula now, which is told and not evaluated
    assert [t.where for _, _, t in troubles] == [f"sheet Financial, cell E{receipts}"]
    plain, none = read_progress([arrival(tmp_path, "a.csv", text.getvalue().encode())])
    drop = ("file", "sha256", "place")
    said = [{k: v for k, v in row.items() if k not in drop} for row in rows]
    assert none == [] and said == [
        {k: v for k, v in row.items() if k not in drop} for row in plain if row["item"] != "cash_receipts"
    ]
    assert next(row["place"] for row in rows if row["item"] == "net_energy") == f"sheet Technical, cell B{energy}"


def test_a_form_without_a_project_says_so_for_each_line(tmp_path):
    energy = row_of("Technical", "net_energy")
    _, ((_, _, trouble),) = read_progress([arrival(tmp_path, "a.xlsx", filled({f"Technical!B{energy}": 3}))])
    assert trouble.where == f"sheet Technical, cell A{energy}" and "no project, no period, no reported_on" in trouble.reason


def test_a_workbook_of_something_else(tmp_path):
    held = io.BytesIO()
    openpyxl.Workbook().save(held)
    _, ((_, _, trouble),) = read_progress([arrival(tmp_path, "a.xlsx", held.getvalue())])
    assert trouble.rule == "progress.no_items" and "cleanfund init" in trouble.remedy


def test_a_sheet_that_is_not_of_the_form_is_told(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(filled({})))
    book.create_sheet("Extra").append(["what", 1])
    held = io.BytesIO()
    book.save(held)
    _, ((_, _, trouble),) = read_progress([arrival(tmp_path, "a.xlsx", held.getvalue())])
    assert trouble.where == "sheet Extra" and "nothing on it is read" in trouble.reason
