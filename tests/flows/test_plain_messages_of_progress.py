"""Messages of progress reports that a newcomer stumbled over: each says once what is wrong and what to do."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import openpyxl
import pytest

from flows.landing import Arrival
from flows.progress_form import write_progress_form
from flows.progress_items import ITEMS
from flows.progress_reports import read_progress


def report(folder: Path, *forms: dict[str, str]) -> list[str]:
    """The troubles of filled progress forms, each as place, reason and remedy."""
    arrivals = []
    for count, cells in enumerate(forms):
        held = io.BytesIO()
        write_progress_form(held)
        book = openpyxl.load_workbook(held)
        for name in ("cash_receipts", "cash_disbursements", "net_energy", "co2_stored", "availability", "permits", *cells):
            value = cells.get(name, "2000" if name in ITEMS and ITEMS[name].most is None else "50" if name in ITEMS else "met")
            for sheet in book.worksheets[1:]:
                for row in sheet.iter_rows():
                    if row[0].value != name:
                        continue
                    heads = {head.value: at for at, head in enumerate(sheet[1])}
                    row[heads["value" if "value" in heads else "status"]].value = value
                    if "met" in heads and value == "met":
                        row[heads["met"]].value = "2027-03-01"
                    if sheet.title == "Financial":
                        row[heads["unit"]].value = "USD"
        held = io.BytesIO()
        book.save(held)
        kept = folder / f"{count}.xlsx"
        kept.write_bytes(held.getvalue())
        arrivals.append(Arrival("progress", kept.name, hashlib.sha256(held.getvalue()).hexdigest(), kept.stat().st_size, kept))
    return [f"{t.where}: {t.reason} {t.remedy}" for _, _, t in read_progress(arrivals)[1]]


WHOLE = {"project": "H-1", "period": "2027-Q1", "reported_on": "2027-04-20"}
LATER = {"project": "H-1", "period": "2027-02-01 to 2027-06-30", "reported_on": "2027-07-20"}


def test_a_whole_progress_form_is_read_without_a_word(tmp_path):
    assert report(tmp_path, WHOLE) == []


@pytest.mark.parametrize(
    ("forms", "told"),
    [
        ([WHOLE | {"period": "spring"}], "sheet Report, cell B3: H-1: 'spring' is no period. Write a calendar quarter"),
        ([WHOLE | {"reported_on": "2027-03-01"}], "sheet Report, cell B4: H-1: it was reported on 2027-03-01, before 2027-Q1"),
        ([WHOLE | {"reported_on": "20.4.27"}], "sheet Report, cell B4: H-1: '20.4.27' is not a date."),
        ([WHOLE | {"project": "no. 1"}], "sheet Report, cell B2: No. 1: 'no. 1' is no number of a project."),
        ([WHOLE, LATER], "sheet Report, cell B3: H-1: 2027-02-01/2027-06-30 overlaps 2027-Q1, which was reported already."),
        ([LATER, WHOLE | {"reported_on": "2027-08-01"}], "sheet Report, cell B3: H-1: 2027-Q1 is reported on 2027-08-01, after"),
    ],
    ids=["period", "early", "date", "project", "overlap", "order"],
)
def test_one_wrong_cell_of_the_report_is_told_once(tmp_path, forms, told):
    [one] = report(tmp_path, *forms)
    assert one.startswith(told)


def test_a_cell_of_the_report_left_blank_is_told_once_and_the_sheet_is_named(tmp_path):
    [one] = report(tmp_path, WHOLE | {"period": ""})
    assert "; and 5 more places: H-1: the line has no period. Complete the line." in one and "on the sheet Report" in one


@pytest.mark.parametrize(
    ("value", "told"), [("110,%", "it is 110 %; it may be 100 % at most."), ("1.1,1", "it is 1.1; it may be 1 at most.")]
)
def test_a_share_is_told_as_typed(tmp_path, value, told):
    head, line = "project,period,reported_on,section,item,value,unit\n", "H-1,2027-Q1,2027-04-20,technical,availability,"
    content = f"{head}{line}{value}\n".encode()
    (tmp_path / "a.csv").write_bytes(content)
    [(_, _, trouble)] = read_progress([Arrival("progress", "a.csv", "0" * 64, len(content), tmp_path / "a.csv")])[1]
    assert told in trouble.reason


def test_milestones_are_told_in_words(tmp_path):
    [one] = report(tmp_path, WHOLE, WHOLE | {"period": "2027-Q2", "reported_on": "2027-07-20", "permits": "partially met"})
    assert "permits of 2027-Q2 is partially met; it was met on 2027-03-01, as reported for 2027-Q1." in one
    held = io.BytesIO()
    write_progress_form(held)
    book = openpyxl.load_workbook(held)
    [states] = [one for one in book["Milestones"].data_validations.dataValidation if one.type == "list"]
    assert "partially met" in states.formula1 and "partiallyMet" not in states.formula1
    helped = " ".join(str(cell.value) for row in book["Help"].iter_rows() for cell in row if cell.value)
    assert '"Federal" in their names is this fund' in helped


def test_a_sum_of_a_progress_report_is_told_in_the_unit_of_its_line(tmp_path):
    lines = ("cash_receipts,500000000,JPY", "cash_disbursements,100 MJPY,", "cash_on_hand,0.3 billion JPY,")
    text = "project,period,reported_on,section,item,value,unit\n" + "".join(
        f"H-1,2024-Q1,2024-04-20,financial,{one}\n" for one in lines
    )
    (tmp_path / "a.csv").write_text(text)
    [(_, _, trouble)] = read_progress([Arrival("progress", "a.csv", "0" * 64, len(text), tmp_path / "a.csv")])[1]
    assert "is 0.3 billion JPY, but 10a less 10b (cash_receipts, cash_disbursements) makes 0.4 billion JPY." in trouble.reason


def test_an_amount_that_falls_is_told_in_one_unit(tmp_path):
    lines = ("2024-Q1,2024-04-20,financial,cash_receipts,500000000,JPY", "2024-Q2,2024-07-20,financial,cash_receipts,400,MJPY")
    text = "project,period,reported_on,section,item,value,unit\n" + "".join(f"H-1,{one}\n" for one in lines)
    (tmp_path / "a.csv").write_text(text)
    [(_, _, trouble)] = read_progress([Arrival("progress", "a.csv", "0" * 64, len(text), tmp_path / "a.csv")])[1]
    assert "is 400 MJPY, less than 500 MJPY in 2024-Q1" in trouble.reason
