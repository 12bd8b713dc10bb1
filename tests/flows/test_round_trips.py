"""A whole project written in each format of a proposal and read again is the same project: its facts, and what they mean.

The rule, for every format: the same fields by group and block, and of each the same text with its unit, be the unit in a cell of
its own or behind the value; of a plain number the unit 1 may be written or not. Where a format keeps a number as a number (a
cell, a number of YAML or JSON), the same number to the 15 digits that spreadsheet programs keep, whatever its spelling. Blanks
at the ends are no part of a value, and a character that cannot be seen is told, not taken (``visible``): such texts are left out.
"""

from __future__ import annotations

import csv
import hashlib
import math
import os
import zipfile
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

import proposal_writers as writers
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from proposal_writers import EVALUATORS, Block, Project, Said

from evaluators.toolkit.common import COMMON, PROMISED
from evaluators.toolkit.contract import Choice, Given, Measured
from evaluators.toolkit.money import years
from evaluators.toolkit.units import read_quantity
from flows import readers
from flows.application_form import write_form
from flows.cast import COST_SHARES, YEARS, CastProposal, cast_proposal, content_hash
from flows.facts import Document, Fact
from flows.form import FORM
from flows.landing import Arrival
from flows.progress_items import ITEMS, MILESTONES, STATUSES, of_section
from flows.progress_reports import read_progress
from flows.readers._text import visible

# CLEANFUND_HYPOTHESIS=thorough looks fifty times as long, by hand.
TIMES = 50 if os.environ.get("CLEANFUND_HYPOTHESIS") == "thorough" else 1
DIGITS = 1e-14  # relative: 15 digits
OURS = ("proposal", "budget", "cost_share", "disbursement", "block", "given", "claim")
SCHEMAS = Path(__file__).parents[2] / "../shared/samples/sf424"


def often(count: int):
    return settings(max_examples=count * TIMES, deadline=None)


# --- projects

HARD = (
    "=1+1", "=HYPERLINK(1)", "'", "''quoted'", '"a", "b"', "a;b,c", "a\tb", "a\nb", "a\r\nb", "+1", "-1", "@x", "# x",
    "- x", "a: b", "{x}", "[x]", "!tag", "*x", "&x", "%", "~", "null", "no", "007", "1e5", "2026-01-02", "<b>&amp;</b>", "]]>",
    "_x0041_", "\\n", "\\", "洋上風力　実証", "Çığ öğüt İıŞş", "مشروع الرياح", "רוח", "पवन", "Ω µ²", "🌊", "é", "e\u0301",
    "\u00a0x", "---", "...", "sep=;", "x  y",
)  # fmt: skip
TEXT = (
    st.lists(st.sampled_from(HARD) | st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=12), min_size=1, max_size=4)
    .map("".join)
    .map(str.strip)
    .filter(lambda text: text and visible(text) == text)
)
NAME = TEXT.filter(lambda text: len(text) <= 60)
DAY = st.dates(date(2000, 1, 1), date(2099, 12, 31))
DAYS = DAY.flatmap(
    lambda day: st.sampled_from(
        [
            day,
            day.isoformat(),
            f"{day:%Y/%m/%d}",
            f"{day.day} {day:%B %Y}",
            f"{day.year}年{day.month}月{day.day}日",
            f"{day:%d/%m/%Y}",
        ]
    )
)
SCALED = st.builds(lambda mantissa, power: float(f"{mantissa}e{power}"), st.floats(1, 9.99), st.integers(-12, 299))
NUMBER = st.one_of(
    st.integers(-9, 10**6),
    st.integers(-(10**20), 10**20),
    SCALED,
    SCALED.map(lambda x: -x),
    st.floats(0.01, 1000).map(lambda x: round(x, 2)),
)
SPELLED_NUMBER = st.sampled_from(
    ["1,234.5", "12 345", "１２.５", ".5", "5.", "1e-12", "1E+300", "+7", "0", "-0.0", "1,5", "1.234,5", "007"]
)
SPAN = st.sampled_from([" to ", "–", " - ", "..", " ~ ", "-"])
MONEY = ("USD2024", "MUSD", "million", "JPY", "billion JPY2023", "kEUR 2022", "million EUR", "億円", "USD")
# As applicants write the units that the evaluators declare; every one of them can be read (below).
SPELLED = {
    "1": ("%", "per cent", ""),
    "USD2024": MONEY,
    "MW": ("MW", "kW", "GW", "MWe", "megawatt", "ＭＷ"),
    "MWh": ("MWh", "kWh", "GWh"),
    "m**3": ("m3", "m³", "l"),
    "kg/h": ("kg/h", "t/d", "kg per hour"),
    "MWh/year": ("MWh/year", "GWh/year", "GWh p.a.", "kWh per year", "MWh/年"),
    "tonne": ("tonne", "t", "kg", "kt", "t CO2", "metric tons"),
    "tonne/year": ("tonne/year", "t/a", "kg per day", "kt CO2/yr"),
    "kg/year": ("kg/year", "t/yr", "tonne of H2/year"),
    "tonne/MWh": ("tonne/MWh", "kg/kWh", "g/kWh"),
    "kg/kg": ("kg/kg", "%"),
    "km": ("km", "m"),
    "m": ("m", "km", "cm"),
    "bar": ("bar", "MPa", "kPa"),
    "degC": ("degC", "°C", "K", "°F"),
    "1/year": ("1/year", "cycles per year", "/month"),
    "year": ("year", "months", "h"),
    "kWh/kg": ("kWh/kg", "GJ/tonne"),
    "MWh/tonne": ("MWh/tonne", "kWh/kg"),
    "USD2024/MWh": ("USD2024/MWh", "EUR2023/MWh", "JPY2024/kWh", "USD/kWh"),
    "USD2024/kg": ("USD2024/kg", "USD/t", "円2023/kg"),
    "USD2024/tonne": ("USD2024/tonne", "kJPY2024/t", "EUR/kg"),
}  # fmt: skip


@lru_cache
def quantities(unit: str) -> st.SearchStrategy[Said]:
    """A number or a range in any spelling, its unit apart or behind it; seldom a text that is none."""
    units = st.sampled_from((*SPELLED[unit], unit))
    number = SPELLED_NUMBER | NUMBER.map(lambda value: Said(value).text)
    written = number | st.tuples(number, SPAN, number).map("".join)
    return st.one_of(
        st.builds(Said, NUMBER, units),
        st.builds(Said, written, units),
        st.builds(lambda text, unit: Said(f"{text} {unit}".strip()), written, units),
        st.builds(lambda low, first, high, other: Said(f"{low} {first} to {high} {other}".strip()), number, units, number, units),
        (st.sampled_from(["TBD", "n/a", "-", "about 5"]) | TEXT).map(Said),
    )


def some(fields: Mapping[str, st.SearchStrategy[Said]], most: int) -> st.SearchStrategy[dict[str, Said]]:
    """At most so many of the fields."""
    pairs = [st.tuples(st.just(name), said) for name, said in fields.items()]
    return st.lists(st.one_of(pairs), max_size=most, unique_by=lambda pair: pair[0]).map(dict)


def _header() -> st.SearchStrategy[dict[str, Said]]:
    kinds = {"date": lambda one: DAYS.map(Said), "quantity": lambda one: quantities(one.unit),
             "integer": lambda one: st.sampled_from([2022, "2024", 1, "3", "7.0", "x"]).map(Said)}  # fmt: skip
    fields = {name: kinds.get(one.kind, lambda one: (TEXT | st.just(one.example)).map(Said))(one) for name, one in FORM.items()}
    fields["country"], fields["currency"] = (
        st.sampled_from(of).map(Said) for of in (("US", "JP", "TR", "us"), ("USD", "JPY", "EUR"))
    )
    fields["id"] = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", fullmatch=True).map(Said)
    usual = ("id", "title", "applicant", "country", "submitted", "currency", "price_year")
    others = {name: one for name, one in fields.items() if name not in (*usual, "withdrawn")}
    return st.builds(
        lambda first, more, taken_back: first | more | taken_back,
        st.fixed_dictionaries({name: fields[name] for name in usual}),
        some(others, 6),
        st.sampled_from([{}] * 9 + [{"withdrawn": Said(date(2026, 12, 1))}]),
    )


def _is_table(one: Given | Choice) -> bool:
    """Tables have round trips of their own, in test_layout_and_curve.py."""
    return isinstance(one, Given) and bool(one.columns)


def _block(name: str) -> st.SearchStrategy[Block]:
    found = EVALUATORS[name]
    asked = {
        name: (st.sampled_from(one.options) | TEXT).map(Said) if isinstance(one, Choice) else quantities(one.unit)
        for name, one in found.inputs.items()
        if isinstance(one, Given | Choice) and not isinstance(one, Measured) and name not in FORM and not _is_table(one)
    }
    promised = {name: quantities(one.unit) for name, one in {**{key: COMMON[key] for key in PROMISED}, **found.answers}.items()}
    return st.builds(Block, st.just(name), TEXT | st.just(""), some(asked, 6), some(promised, 4))


AMOUNT = quantities("USD2024")
MONEY_GROUPS = st.fixed_dictionaries(
    {
        "budget": st.dictionaries(NAME, AMOUNT, max_size=5),
        "cost_share": some(dict.fromkeys(COST_SHARES, AMOUNT), 4),
        "disbursement": some(dict.fromkeys(YEARS, AMOUNT), 4),
    }
).map(lambda groups: {name: said for name, said in groups.items() if said})
HEADER, BLOCK = _header(), st.one_of([_block(name) for name in sorted(EVALUATORS)])


@st.composite
def projects(draw) -> Project:
    return Project(draw(HEADER), draw(MONEY_GROUPS), draw(st.lists(BLOCK, min_size=1, max_size=3)))


PROJECT = projects()
SEVERAL = st.lists(PROJECT, min_size=1, max_size=2, unique_by=lambda project: project.header["id"].text)


def test_the_spellings_of_units_can_all_be_read():
    """So that the projects hold quantities and not refusals alone."""
    for unit, spellings in SPELLED.items():
        for spelling in spellings:
            assert read_quantity(f"3 {spelling}".strip(), unit, currency="USD", price_year=2024).low is not None
    declared = [
        one.unit
        for found in EVALUATORS.values()
        for one in (*found.inputs.values(), *found.answers.values())
        if type(one) is Given and not _is_table(one)  # what is measured is the site's
    ]
    assert [unit for unit in declared if unit not in SPELLED] == []


# What was found by the tests below, once: an escape of the workbook's own (XLSX); a name with a line break and more semicolons
# than there are columns (CSV); a number without a sign before one with a sign, which broke the reading of spellings; a unit that
# begins with a digit, behind a number with thousands; kilotonnes of CO2 (among the units above).
FOUND = Project(
    {name: Said(text) for name, text in {"id": "CTIF-001", "title": "a\r\nb _x0041_", "applicant": "Ünal"}.items()},
    {"budget": {"a;;;;;;;;;;;;;;\nb": Said("2e+298 1 to 1,5 %")}},
    [
        Block("offshore_wind", given={"capacity": Said(500, "MW")}),
        Block("hydrogen_storage", given={"cycles": Said("1,234.5", "1/year")}),
    ],
)


# --- what is the same


def words(fact: Fact) -> str:
    return Said(fact.raw, fact.unit).words


def same_fact(fact: Fact, said: Said) -> bool:
    """The rule above."""
    if words(fact) == said.words:
        return True
    if not isinstance(said.value, (int, float)):
        return False
    number, _, unit = words(fact).partition(" ")
    return unit == said.words.partition(" ")[2] and math.isclose(float(number), said.value, rel_tol=DIGITS)


def oracle(project: Project) -> Document:
    """The project as facts, without any format."""
    facts = [Fact(*key, said.text, said.unit) for key, said in project.stated().items()]
    return Document("proposals", project.header["id"].text, facts)


def cast(document: Document) -> CastProposal:
    return cast_proposal(document, "a", "0" * 64, EVALUATORS, {})


def meaning(document: Document) -> dict[tuple[str, ...], object]:
    """Every value in its declared unit, and what is found."""
    read = cast(document)
    told: dict[tuple[str, ...], object] = {("id",): read.project_id, ("version",): read.version}
    for group in ("header", "budget", "cost_share", "disbursement"):
        told |= {(group, name): one.value for name, one in getattr(read, group).items()}
    for block in read.blocks:
        told[block.number, "block"] = (block.technology, block.site)
        told |= {(block.number, "given", name): value for name, value in block.values.items()}
        told |= {(block.number, "claim", name): one.value for name, one in block.claims.items()}
    told["findings",] = sorted((one.severity, one.rule, one.block, one.field) for one in read.findings)
    return told


def alike(one: object, other: object) -> bool:
    numbers = [value for value in (one, other) if isinstance(value, tuple) and value and isinstance(value[0], float)]
    if len(numbers) < 2:
        return one == other
    return all(math.isclose(a, b, rel_tol=DIGITS, abs_tol=1e-300) for a, b in zip(*numbers, strict=True))


def same(document: Document, project: Project, alone: bool = True) -> None:
    """The document says what the project states; ``alone``, and nothing else, so that its content is the same as well."""
    stated = project.stated()
    assert document.troubles == []
    facts = {(fact.group, fact.block, fact.field): fact for fact in document.facts if fact.group in OURS}
    assert len(facts) == len([fact for fact in document.facts if fact.group in OURS])
    assert facts.keys() == stated.keys()
    assert [(facts[key], stated[key]) for key in stated if not same_fact(facts[key], stated[key])] == []
    assert document.name == project.header["id"].text
    mine, due = meaning(document), meaning(oracle(project))
    assert mine.keys() == due.keys()
    assert {key: (mine[key], due[key]) for key in due if not alike(mine[key], due[key])} == {}
    if alone:
        assert len(document.facts) == len(facts)
        if all(words(facts[key]) == said.words and said.unit != "1" for key, said in stated.items()):
            assert content_hash(document) == content_hash(oracle(project))


def all_same(name: str, data: bytes, several: list[Project]) -> None:
    documents = readers.read("proposals", name, data)
    assert len(documents) == len(several)
    for document, project in zip(documents, several, strict=True):
        same(document, project)


# --- one format each


@often(25)
@given(several=SEVERAL, flow=st.sampled_from([False, None, True]), escaped=st.booleans(), width=st.sampled_from([20, 80, 10**6]))
def test_yaml(several, flow, escaped, width):
    all_same("a.yaml", writers.yaml_form(several, flow, escaped, width), several)


@often(25)
@given(several=SEVERAL, escaped=st.booleans(), indent=st.sampled_from([None, 2]))
def test_json_and_json_lines(several, escaped, indent):
    all_same("a.json", writers.json_form(several, escaped, indent), several)
    all_same("a.jsonl", writers.json_lines(several, escaped), several)


@often(40)
@given(
    several=SEVERAL,
    delimiter=st.sampled_from(",;\t"),
    in_head=st.booleans(),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    told=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    repeated=st.booleans(),
)
@example([FOUND], ",", True, csv.QUOTE_MINIMAL, False, "utf-8", True)
def test_csv(several, delimiter, in_head, quoting, told, encoding, repeated):
    all_same("a.csv", writers.csv_form(several, delimiter, in_head, quoting, told, encoding, repeated), several)


@often(15)
@given(project=PROJECT, unit_shown=st.booleans())
@example(FOUND, False)
def test_the_blank_xlsx_form_filled_in(project, unit_shown):
    all_same("a.xlsx", writers.xlsx_form(project, unit_shown), [project])


def without_returns(project: Project) -> bool:
    """XML reads a carriage return as a line feed, and office programs write a line break as a paragraph."""
    said = project.stated()
    return not any("\r" in text for key, one in said.items() for text in (key[2], one.words))


@often(25)
@given(project=PROJECT.filter(without_returns), unit_shown=st.booleans())
def test_ods(project, unit_shown):
    all_same("a.ods", writers.ods_form(project, unit_shown), [project])


@often(20)
@given(project=PROJECT, escaped=st.booleans())
def test_common_grants(project, escaped):
    [document] = readers.read("proposals", "a.json", writers.common_grants(project, escaped))
    assert [fact.raw for fact in document.facts if (fact.group, fact.field) == ("form", "form")] == ["CommonGrants 0.4"]
    same(document, project, alone=False)


# --- packages

ATTACHED = st.dictionaries(
    st.sampled_from(
        ["permit.pdf", "地図/許可.pdf", "çizim ğİ.pdf", "خريطة.pdf", "attachments/old.yaml", "=1+1.bin", "a 'b' & c.docx"]
    ),
    st.binary(max_size=40),
    max_size=3,
)
FORMS = {
    "yaml": lambda project: writers.yaml_form([project]),
    "json": lambda project: writers.json_form([project]),
    "jsonl": lambda project: writers.json_lines([project]),
    "csv": lambda project: writers.csv_form([project]),
    "xlsx": writers.xlsx_form,
    "ods": writers.ods_form,
}


def has_attached(document: Document, attached: dict[str, bytes]) -> None:
    found = {fact.field: fact.raw for fact in document.facts if fact.group == "attachment"}
    assert found == {name: f"{len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}" for name, data in attached.items()}


@often(25)
@given(
    project=PROJECT.filter(without_returns),
    form=st.sampled_from(sorted(FORMS)),
    folder=st.sampled_from(["", "応募/"]),
    attached=ATTACHED,
    method=st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
)
def test_a_package_of_any_form_with_attachments(project, form, folder, attached, method):
    members = [(f"{folder}form.{form}", FORMS[form](project)), *attached.items()]
    [document] = readers.read("proposals", "a.zip", writers.package(members, method))
    same(document, project, alone=not attached)
    has_attached(document, attached)


@st.composite
def of_grants_gov(draw) -> Project:
    """A project in the words of an SF-424: in the United States, in whole cents of dollars of the year of its application, and
    with texts as short as the schema has them (title 200, applicant 60, number of the call 40 characters)."""
    project = draw(PROJECT.filter(without_returns))
    # Dollars of a year without a deflator are read as those of another, which a form alone may (test_sums_of_forms.py).
    submitted, start = draw(DAY.filter(lambda day: day.year <= years()[1])), draw(DAY)
    dollars = f"USD{submitted.year}"  # by the convention of the forms
    cents = st.integers(0, 10**13 - 1).map(lambda amount: Said(f"{amount // 100}.{amount % 100:02}", dollars))
    shares = {name: draw(cents) for name in COST_SHARES}
    texts = {"title": 200, "applicant": 60, "call": 40}
    header = project.header | {name: Said(draw(TEXT.filter(without_return))[:most].strip()) for name, most in texts.items()}
    header |= {"country": Said("US"), "currency": Said("USD"), "submitted": Said(submitted), "construction_start": Said(start)}
    header |= {"price_year": Said(str(submitted.year)), "grant_requested": shares["grant"], "total_cost": draw(cents)}
    money = {
        "cost_share": shares,
        "budget": draw(st.dictionaries(st.sampled_from(sorted(writers.CATEGORIES)), cents, min_size=1)),
        "disbursement": draw(st.dictionaries(st.sampled_from(YEARS[:5]), cents, min_size=1)),
    }
    return Project(header, money, project.blocks)


def without_return(text: str) -> bool:
    return "\r" not in text


@often(15)
@given(project=of_grants_gov(), attached=ATTACHED)
def test_an_sf424_and_an_sf424a_with_our_form_beside_them(project, attached):
    with pytest.MonkeyPatch.context() as patch:
        if SCHEMAS.is_dir():  # then what we write is also checked against the schemas
            patch.setenv("CLEANFUND_SCHEMAS", str(SCHEMAS))
        [document] = readers.read("proposals", "a.zip", writers.sf424_package(project, attached.items()))
    assert document.notes == []
    same(document, project, alone=False)
    has_attached(document, attached)
    assert cast(document).forms == ["SF-424 4.0", "SF-424A 1.0"]


# --- one project in all of them


@often(4)
@given(project=PROJECT.filter(without_returns))
def test_the_content_is_that_of_the_project_whatever_the_format(project):
    """Floating numbers, whole ones of more than 15 digits and the unit 1 are left out: there one number has many texts."""
    said = project.stated().values()
    assume(not any(isinstance(one.value, float) or one.unit == "1" for one in said))
    assume(not any(isinstance(one.value, int) and len(one.text) > 15 for one in said))
    told = {form: content_hash(readers.read("proposals", f"a.{form}", write(project))[0]) for form, write in FORMS.items()}
    assert set(told.values()) == {content_hash(oracle(project))}


def test_one_proposal_sent_as_yaml_and_as_a_workbook_is_one():
    """Not two of one number and version, of which both would be refused: the unit stands behind the value, or beside it."""
    sent = [readers.read("proposals", f"a.{form}", FORMS[form](FOUND))[0] for form in ("yaml", "xlsx")]
    assert [fact.unit for document in sent for fact in document.facts if fact.field == "capacity"] == ["", "MW"]
    first, second = map(cast, sent)
    assert (first.project_id, first.version, first.content) == (second.project_id, second.version, second.content)


def test_a_text_of_our_own_writer_that_looks_like_an_escape_is_read_as_it_was_written(tmp_path):
    write_form(tmp_path / "a.xlsx", [("id", "A", "", ""), ("title", "a _x0041_ \r\n_x005F_", "", "")], [], [])
    [document] = readers.read("proposals", "a.xlsx", (tmp_path / "a.xlsx").read_bytes())
    assert [fact.raw for fact in document.facts] == ["A", "a _x0041_ \r\n_x005F_"]


# --- progress of awarded projects

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
