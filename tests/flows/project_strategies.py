"""Whole projects drawn as applicants may write them: any title, number, unit, date and amount."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from whole_projects import EVALUATORS, Block, Project, Said

from evaluators.toolkit.common import COMMON, PROMISED
from evaluators.toolkit.contract import Choice, Given, Measured
from flows.cast import COST_SHARES, YEARS
from flows.form import FORM
from flows.readers._text import visible

# CLEANFUND_HYPOTHESIS=thorough looks fifty times as long, by hand.
TIMES = 50 if os.environ.get("CLEANFUND_HYPOTHESIS") == "thorough" else 1
DIGITS = 1e-14  # relative: 15 digits
OURS = ("proposal", "budget", "cost_share", "disbursement", "block", "given", "claim")
SCHEMAS = Path(__file__).parents[2] / "../shared/samples/sf424"


def often(count: int):
    return settings(max_examples=count * TIMES, deadline=None)


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


def is_table(one: Given | Choice) -> bool:
    """Tables have round trips of their own, in test_layout_and_curve.py."""
    return isinstance(one, Given) and bool(one.columns)


def _block(name: str) -> st.SearchStrategy[Block]:
    found = EVALUATORS[name]
    asked = {
        name: (st.sampled_from(one.options) | TEXT).map(Said) if isinstance(one, Choice) else quantities(one.unit)
        for name, one in found.inputs.items()
        if isinstance(one, Given | Choice) and not isinstance(one, Measured) and name not in FORM and not is_table(one)
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


# What the tests of round trips found, once: an escape of the workbook's own (XLSX); a name with a line break and more semicolons
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
