"""Properties of readers: what is written is read, and no damage breaks one."""

from __future__ import annotations

import datetime
import importlib.resources

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import SHEET, form, repacked

from flows import readers
from flows.facts import Unreadable
from flows.readers._text import visible


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
