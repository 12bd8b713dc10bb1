"""A progress report as CSV and as the filled-in form is the same report."""

from __future__ import annotations

import hashlib
from datetime import date

import proposal_packages as writers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from project_strategies import DAY, DIGITS, SCALED, TEXT, often
from same_project import same_fact
from whole_projects import Said

from flows import readers
from flows.facts import Document, Fact
from flows.landing import Arrival
from flows.progress_items import ITEMS, MILESTONES, STATUSES, of_section
from flows.progress_reports import read_progress

UNITS = {
    "money": ("USD", "MUSD", "kUSD"), "money/tonne": ("USD/tonne", "JPY/t"),
    "MWh": ("MWh", "GWh", "kWh"), "tonne": ("tonne", "kg", "Mt"), "h": ("h",),
    "MW": ("MW", "kW"), "1": ("%", "1", ""),
}  # fmt: skip
DUES = st.fixed_dictionaries({}, optional={"due": DAY.map(Said), "met": DAY.map(Said), "note": TEXT.map(Said)})


def _reported(section: str, item: str) -> st.SearchStrategy[writers.Line]:
    unit = st.sampled_from(UNITS[ITEMS[item].unit])
    amount = st.one_of(
        st.integers(0, 10**12),
        SCALED,
        st.floats(0, 100).map(lambda x: round(x, 2)),
        st.sampled_from(["1,234.5", "5 to 6", "n/a"]),
    )
    line = {"section": st.just(Said(section)), "item": st.just(Said(item)), "value": st.builds(Said, amount, unit)}
    return st.fixed_dictionaries(line, optional={"note": TEXT.map(Said)})


def _milestone(item: str) -> st.SearchStrategy[writers.Line]:
    line = {"section": Said("milestone"), "item": Said(item)}
    value = st.sampled_from([*STATUSES, "not met"]) | TEXT
    return st.builds(lambda value, dues: line | {"value": Said(value)} | dues, value, DUES)


LINES = st.lists(
    st.one_of(
        *(_reported(section, item) for section in ("financial", "technical") for item in of_section(section)),
        *map(_milestone, MILESTONES),
        TEXT.flatmap(_milestone),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda line: (line["section"].text, line["item"].text),
)


@st.composite
def reports(draw) -> dict[str, Said]:
    year, quarter = draw(st.integers(2020, 2040)), draw(st.integers(1, 4))
    day = date(year + quarter // 4, 1 + quarter % 4 * 3, draw(st.integers(1, 28)))
    return {
        "project": Said(draw(st.sampled_from(["CTIF-001", "7", "007"]))),
        "period": Said(f"{year}-Q{quarter}"),
        "reported_on": Said(day),
    }


def same_lines(document: Document, report: dict[str, Said], lines: list[writers.Line]) -> None:
    found: dict[str, dict[str, Fact]] = {}
    for fact in document.facts:
        found.setdefault(fact.block, {})[fact.field] = fact
    read = {(line["section"].raw, line["item"].raw): line for line in found.values()}
    assert document.troubles == [] and len(read) == len(found) == len(lines)
    for line in lines:
        stated = {**report, **line}
        mine = read[line["section"].text, line["item"].text]
        unit = mine.pop("unit", None)
        value = mine["value"]
        if unit:
            mine["value"] = Fact("progress", value.block, "value", value.raw, unit.raw)
        assert mine.keys() == stated.keys()
        assert [(mine[name], said) for name, said in stated.items() if not same_fact(mine[name], said)] == []


@often(12)
@given(report=reports(), lines=LINES, unit_shown=st.booleans())
def test_progress_as_csv_and_as_the_filled_in_form(report, lines, unit_shown, tmp_path_factory):
    one_unit = len({line["value"].unit for line in lines}) == 1
    files = {
        "a.csv": writers.progress_csv(report, lines),
        "b.csv": writers.progress_csv(report, lines, in_head=one_unit),
        "a.xlsx": writers.progress_xlsx(report, lines, unit_shown),
    }
    told = []
    folder = tmp_path_factory.mktemp("progress")
    for name, data in files.items():
        [document] = readers.read("progress", name, data)
        same_lines(document, report, lines)
        (folder / name).write_bytes(data)
        rows, troubles = read_progress([Arrival("progress", name, hashlib.sha256(data).hexdigest(), len(data), folder / name)])
        counted = [
            {key: value for key, value in row.items() if key not in ("file", "sha256", "place", "raw", "raw_unit")}
            for row in rows
        ]
        told.append(
            (sorted(counted, key=lambda row: (row["section"], row["item"])), sorted(trouble.rule for _, _, trouble in troubles))
        )
    for rows, rules in told[1:]:
        assert rules == told[0][1]
        for mine, first in zip(rows, told[0][0], strict=True):
            numbers = {name for name, value in first.items() if isinstance(value, float)}
            assert {name: mine[name] for name in numbers} == pytest.approx({name: first[name] for name in numbers}, rel=DIGITS)
            assert {name: value for name, value in mine.items() if name not in numbers} == {
                name: value for name, value in first.items() if name not in numbers
            }
