"""Publications, patents and data sets: counts since the award, by CSV and by the XLSX form."""

from __future__ import annotations

import pytest
from progress_lines import Q1, Q2, arrival, read_lines
from test_progress_form import filled, row_of

from flows.progress_reports import read_progress

COUNTS = ("publications", "patents", "data_sets")


def test_counts_come_by_csv_and_by_the_form(tmp_path):
    text = "".join(f"{Q1}technical,{name},{number},,,,\n" for number, name in enumerate(COUNTS))
    rows, troubles = read_lines(tmp_path, text)
    assert troubles == [] and {row["item"]: row["value"] for row in rows} == {"publications": 0, "patents": 1, "data_sets": 2}
    cells = {f"Technical!B{row_of('Technical', name)}": number for number, name in enumerate(COUNTS)}
    form = filled({"Report!B4": "2025-04-20", **cells}, project="H-1", period="2025-Q1")
    of_form, troubles = read_progress([arrival(tmp_path, "a.xlsx", form)])
    assert troubles == [] and {row["item"]: row["value"] for row in of_form} == {row["item"]: row["value"] for row in rows}


@pytest.mark.parametrize("written", ["1.5", "30 %"])
def test_a_part_of_a_publication_is_none(tmp_path, written):
    rows, (trouble,) = read_lines(tmp_path, f"{Q1}technical,publications,{written},,,,\n")
    assert rows == [] and trouble.rule == "progress.whole"
    assert trouble.reason == f"H-1; publications: it is {written}; it is a count."
    assert trouble.remedy == "Write a whole number: how many since the award."


def test_a_count_never_falls(tmp_path):
    lines = f"{Q1}technical,data_sets,3,,,,\n", f"{Q2}technical,data_sets,2,,,,\n"
    rows, (trouble,) = read_lines(tmp_path, *lines)
    assert [row["value"] for row in rows] == [3] and trouble.rule == "progress.falls"
