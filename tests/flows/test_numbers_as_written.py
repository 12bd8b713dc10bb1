"""Numbers and dates in other spellings: both readings are named where there are two, and the lineage tells what was read."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.toolkit import answer, evaluator
from evaluators.toolkit import given as stated
from evaluators.toolkit.contract import Given
from evaluators.toolkit.number_words import read_number
from evaluators.toolkit.units import UnitError, read_quantity
from flows import readers
from flows.cast import CastProposal, cast_proposal
from flows.cast_dates import DateError, read_date
from flows.field_examples import examples
from flows.form import FORM

TAIL = "; decimals with a point, thousands with nothing between them"
COMMA = "is ambiguous: a comma may part thousands or decimals"


@evaluator("farm", answers={"net_energy": answer("GWh/year", "energy a year", least=0)})
def farm(capacity=stated("MW", "power", least=1, most=5000, example=100.0)):
    return {}


def cast(text: str) -> CastProposal:
    [document] = readers.read("proposals", "a.yaml", text.encode())
    return cast_proposal(document, "a.yaml", "c" * 64, {"farm": farm}, {})


def capacity(written: str) -> CastProposal:
    return cast(f"id: A\nblocks:\n  - technology: farm\n    given:\n      capacity: '{written}'\n")


@pytest.mark.parametrize(
    ("written", "reason", "readings"),
    [
        ("1,5 MW", COMMA, "1.5 MW if the comma is the decimal sign, 15 MW if it is not"),
        ("12,50 MW", COMMA, "12.50 MW if the comma is the decimal sign, 1250 MW if it is not"),
        ("0,123 MW", COMMA, "0.123 MW if the comma is the decimal sign"),  # and never 123
        ("1.234,5 MW", COMMA, "1234.5 MW if the comma is the decimal sign"),
        ("1 234,5 MW", COMMA, "1234.5 MW if the comma is the decimal sign"),
        ("1 234,567 MW", COMMA, "1234.567 MW if the comma is the decimal sign"),  # and never 1234567
        ("1,5 to 2,5 MW", COMMA, "1.5 to 2.5 MW if the comma is the decimal sign, 15 to 25 MW if it is not"),
        ("3 - 4,5 MW", COMMA, "3 - 4.5 MW if the comma is the decimal sign, 3 - 45 MW if it is not"),
        ("-1,5e3 MW", COMMA, "-1.5e3 MW if the comma is the decimal sign, -15e3 MW if it is not"),
        ("10,00,000 MW", COMMA, "1000000 MW if the commas part thousands"),  # as in India
        ("1,2,3 MW", COMMA, "it anew"),
        ("1.234.567 MW", "parts thousands with points", "1234567 MW if the points part thousands"),
        ("1’234.5 MW", "parts thousands with an apostrophe", "1234.5 MW if the point is the decimal sign"),
    ],
)
def test_a_number_of_another_country_is_refused_with_its_readings(written, reason, readings):
    [finding] = [one for one in capacity(written).findings if one.field == "capacity"]
    assert (finding.severity, finding.rule, finding.found, finding.place) == (
        "critical", "unit", written, "line 5, blocks.1.given.capacity")  # fmt: skip
    assert finding.reason == f"'{written}' {reason}."
    assert finding.remedy == f"Write {readings}{TAIL}."


@settings(max_examples=300, deadline=None)
@given(number=st.decimals(min_value=0, max_value=10**9, places=2), thousands=st.sampled_from([".", " ", "'", ""]))
def test_the_decimal_comma_of_any_number_is_read_back_from_the_remedy(number, thousands):
    whole, _, decimals = f"{number:,.2f}".partition(".")
    written = f"{whole.replace(',', thousands)},{decimals} MW"
    with pytest.raises(UnitError) as caught:
        read_quantity(written, "MW")
    reading = caught.value.remedy.removeprefix("write ").partition(" if the comma is the decimal sign")[0]
    assert read_quantity(reading, "MW").low == float(number)


@settings(max_examples=300, deadline=None)
@given(number=st.integers(1000, 10**12), mark=st.sampled_from(", "))
def test_thousands_parted_by_commas_or_spaces_are_read(number, mark):
    read = read_quantity(f"{number:,} MW".replace(",", mark), "MW")
    assert read.low == number and ("read as" in read.how) == (mark == ",")


@pytest.mark.parametrize(
    ("written", "how"),
    [
        ("１２３ MW", "stated in MW; '１２３ MW' read as 123"),
        ("１，２３４．５ ＭＷ", "stated in MW; '１，２３４．５ ＭＷ' read as 1234.5"),
        ("٥٠٠ MW", "stated in MW; '٥٠٠ MW' read as 500"),
        ("1,234 to 2,345 MW", "stated in MW; '1,234 to 2,345 MW' read as 1234 to 2345"),
        ("500 ㎿", "stated in MW"),
        ("0.5 GW", "GW -> MW x 1000"),
    ],
)
def test_the_lineage_says_what_such_a_number_was_read_as(written, how):
    [fact] = [one for one in capacity(written).facts if one.fact.field == "capacity"]
    assert (fact.fact.raw, fact.how) == (written, how)


def test_full_width_whole_numbers_are_read_and_said():
    one = cast("id: A\nversion: ２\nprice_year: ２０２４\ncurrency: USD\ntotal_cost: ３０ million\n")
    assert (one.version, one.header["price_year"].value) == (2, (2024.0, 2024.0))
    assert one.header["price_year"].how == "'２０２４' read as 2024"
    assert one.header["total_cost"].value == (30e6, 30e6) and "'３０ million' read as 30" in one.header["total_cost"].how


@pytest.mark.parametrize(
    ("written", "thousands", "decimals"),
    [
        ("1,234 MW", "1234 MW", "1.234 MW"),
        ("1,234 to 2,345 MW", "1234 to 2345 MW", "1.234 to 2.345 MW"),
        ("１，２３４ MW", "1234 MW", "1.234 MW"),
    ],
)
def test_one_comma_before_three_digits_has_two_readings_and_both_are_named(written, thousands, decimals):
    one = capacity(written)
    [told] = [finding for finding in one.findings if finding.field == "capacity"]
    assert (told.severity, told.rule, told.found, told.place) == (
        "warning", "two_readings", written, "line 5, blocks.1.given.capacity")  # fmt: skip
    assert told.reason == f"'{written}' has two readings: {thousands}, which is taken, and {decimals}."
    assert told.remedy == f"Write '{thousands}', or '{decimals}' if the comma is the decimal sign."
    read = read_quantity(thousands, "MW")
    assert one.blocks[0].values["capacity"] == (read.low, read.high)
    assert read.readings == read_quantity(decimals, "MW").readings == ()


@pytest.mark.parametrize(
    "written", ["1,234,567 W", "1,234.5 MW", "1 234 MW", "1234 MW", "1,234.5 to 2,345 MW", "0.5 to 2,345 MW", "3 to 1,234 MW"]
)
def test_a_number_that_tells_its_decimal_sign_has_one_reading(written):
    assert [finding for finding in capacity(written).findings if finding.field == "capacity"] == []


def test_a_unit_in_a_cell_of_its_own_stands_in_both_readings():
    assert read_quantity("40,100", "USD2024", separate_unit="kUSD2019").readings == ("40100 kUSD2019", "40.100 kUSD2019")


# Examples


@pytest.mark.parametrize("name", [name for name, declared in FORM.items() if declared.kind == "quantity"])
def test_an_example_lies_within_the_bounds_of_its_own_field(name):
    declared = FORM[name]
    [told] = [one for one in cast(f"id: A\ncurrency: USD\nprice_year: 2024\n{name}: plenty\n").findings if one.field == name]
    value, span = re.findall("'(.*?)'", told.remedy)
    for text in (value, span):
        read = read_quantity(text, declared.unit)
        for end in (read.low, read.high):
            assert (declared.least is None or end >= declared.least) and (declared.most is None or end <= declared.most)
    assert read.low < read.high and read_quantity(value, declared.unit).low == read_quantity(value, declared.unit).high


def test_examples_are_as_people_write_them():
    told = {name: cast(f"id: A\n{name}: plenty\n").findings for name in ("maturity", "total_cost", "cost_of_capital")}
    remedies = {name: next(one.remedy for one in found if one.found == "plenty") for name, found in told.items()}
    assert remedies == {
        "maturity": "Write for instance '7', or a range, '6 to 8'.",
        "total_cost": "Write for instance '1000 MUSD2024', or a range, '800 to 1200 MUSD2024'.",
        "cost_of_capital": "Write for instance '0.07', or a range, '0.056 to 0.084'.",
    }
    with pytest.raises(UnitError) as caught:
        read_quantity("plenty", "1")
    assert caught.value.remedy == "write for instance '0.45', or a range, '0.3 to 0.5'"


@settings(max_examples=300, deadline=None)
@given(
    least=st.none() | st.floats(-1e6, 1e6), width=st.none() | st.floats(1e-3, 1e9), share=st.none() | st.floats(0, 1),
    unit=st.sampled_from(["1", "MW", "USD2024", "USD2024/kW"]),
)  # fmt: skip
def test_examples_never_leave_the_bounds(least, width, share, unit):
    most = None if width is None else (least or 0.0) + width
    example = None if share is None or most is None else (least or most - width) + share * width
    declared = Given(unit, "any", least, most, example=example)
    for text in examples(declared):
        read = read_quantity(text, unit)
        for end in (read.low, read.high):
            slack = 1e-9 * max(abs(end), 1.0)
            assert (least is None or end >= least - slack) and (most is None or end <= most + slack)


@pytest.mark.parametrize("text", ["80 %", "3 to 5", "1_0", "nan", "", "five", "2 MW"])
def test_a_number_alone_is_nothing_else(text):
    with pytest.raises(UnitError) as caught:
        read_number(text)
    assert caught.value.reason.endswith("is not a plain number")


# Dates

ERAS = {  # days whose date in both calendars is published
    "昭和元年12月25日": date(1926, 12, 25),  # its first day
    "昭和64年1月7日": date(1989, 1, 7),  # and its last
    "平成元年1月8日": date(1989, 1, 8),
    "平成23年3月11日": date(2011, 3, 11),  # the earthquake of Tohoku
    "H31.4.30": date(2019, 4, 30),
    "令和元年5月1日": date(2019, 5, 1),
    "㋿8年3月1日": date(2026, 3, 1),
    "令和８年３月１日": date(2026, 3, 1),
    "R8/3/1": date(2026, 3, 1),
}


@pytest.mark.parametrize("text", ERAS)
def test_a_date_of_a_japanese_era_is_read_and_the_conversion_is_said(text):
    day, how = read_date(text)
    assert day == ERAS[text] and how.startswith(f"'{text}' read as {day} (year ") and how.endswith(f" is {day.year})")


@settings(max_examples=300, deadline=None)
@given(day=st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_weeks_and_days_of_the_year_are_those_of_the_standard_library(day):
    count = f"day {int(day.strftime('%j'))} of the year"
    for spelling, said in (("%G-W%V-%u", "ISO 8601"), ("%GW%V%u", "ISO 8601"), ("%Y-%j", count)):
        read, how = read_date(day.strftime(spelling))
        assert read == day and said in how


@settings(max_examples=300, deadline=None)
@given(day=st.dates(date(1989, 1, 1), date(2087, 12, 31)))
def test_an_era_has_the_days_between_its_first_and_its_last(day):
    for first, begins, letter in (("令和", date(2019, 5, 1), "R"), ("平成", date(1989, 1, 8), "H")):
        year = day.year - begins.year + 1
        if year < 1:
            continue
        text = f"{letter}{year}.{day.month}.{day.day}"
        if begins <= day <= (date(2019, 4, 30) if letter == "H" else date.max):
            assert read_date(text)[0] == day and first in read_date(text)[1]
        else:
            with pytest.raises(DateError) as caught:
                read_date(text)
            assert f"Write {day} if that day is meant" in caught.value.remedy


NOT_READ = {
    "2026-03": ("a year or a month.", "Add the day, such as 2026-03-01."),
    "2026年3月": ("a year or a month.", "Add the day, such as 2026-03-01."),
    "令和8年3月": ("a year or a month.", "Add the day, such as 2026-03-01."),
    "March 2026": ("a year or a month.", "Add the day, such as 2026-03-01."),
    "03/2026": ("a year or a month.", "Add the day, such as 2026-03-01."),
    "2026-W10": ("is a week, not a date.", "Add the day, such as 2026-03-02, which is its Monday."),
    "2026-W54-1": ("2026 has no week 54.", "year-month-day"),
    "2026-366": ("2026 has no day 366.", "year-month-day"),
    "2026060": ("is not a date that can be read.", "Write 2026-03-01 if day 60 of 2026 is meant."),
    "平成31年5月1日": ("平成 ended on 2019-04-30.", "Write 2019-05-01 if that day is meant, as year-month-day."),
    "令和元年4月30日": ("令和 began on 2019-05-01.", "Write 2019-04-30 if that day is meant, as year-month-day."),
}


@pytest.mark.parametrize("text", NOT_READ)
def test_what_is_less_or_more_than_one_day_names_the_form_to_write(text):
    reason, remedy = NOT_READ[text]
    [finding] = [one for one in cast(f"id: A\noperation_start: '{text}'\n").findings if one.field == "operation_start"]
    assert (finding.rule, finding.place, finding.found) == ("unreadable", "line 2, operation_start", text)
    assert finding.reason.endswith(reason) and remedy in finding.remedy


def test_a_month_that_is_offered_is_a_day_of_it():
    for month in range(1, 13):
        with pytest.raises(DateError) as caught:
            read_date(f"2026-{month:02}")
        offered = date.fromisoformat(caught.value.remedy.removesuffix(".").split()[-1])
        assert (offered.month, offered - timedelta(days=1) < date(2026, month, 1)) == (month, True)
