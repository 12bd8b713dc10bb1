"""Numbers and dates as keyboards of the world write them, up to the cast: one reading, or a question."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from text_forms import read_one

from evaluators.toolkit.contract import answer, evaluator
from evaluators.toolkit.contract import given as stated
from flows.cast import CastProposal, cast_proposal
from flows.cast_dates import DateError, read_date


@evaluator("farm", answers={"net_energy": answer("GWh/year", "energy a year", least=0)})
def farm(capacity=stated("MW", "power", least=1, most=5000, example=100.0)):
    return {}


def cast(form: dict) -> CastProposal:
    return cast_proposal(read_one("a.json", json.dumps(form)), "a.json", "c" * 64, {"farm": farm}, {})


def capacity_of(text: str) -> CastProposal:
    return cast({"id": "A", "blocks": [{"technology": "farm", "given": {"capacity": text}}]})


@pytest.mark.parametrize(
    ("text", "megawatts"),
    [
        ("５００ＭＷ", 500),
        ("500\u00a0MW", 500),
        ("1\u202f234 MW", 1234),
        ("1,234.5 MW", 1234.5),
        ("٥٠٠ MW", 500),
        ("500 ㎿", 500),
        ("0.1000 GW", 100),
    ],
)
def test_numbers_as_keyboards_of_the_world_write_them(text, megawatts):
    assert capacity_of(text).blocks[0].values["capacity"] == (megawatts, megawatts)


@pytest.mark.parametrize(
    "text",
    [f"{number} MW" for number in ("1,5", "1.234,5", "1.234.567", "1 234,5", "1'234.5", "nan", "Infinity", "1e309", "5OO")]
    + ["１，５ MW", "inf", ".nan"],
)
def test_numbers_with_two_readings_or_none_are_refused_with_field_and_place(text):
    [finding] = [one for one in capacity_of(text).findings if one.field == "capacity"]
    assert (finding.severity, finding.rule, finding.found) == ("critical", "unit", text)
    assert finding.place == "line 1, blocks.1.given.capacity" and finding.remedy.startswith("Write ")


@pytest.mark.parametrize(
    "hostile", ["../x", "=cmd|' /C calc'!A0", "a/b", "CTIF 1", "ＣＴＩＦ", "CTIF\u202e1", "", "-rf", "x" * 41]
)
def test_an_id_is_no_path_no_formula_and_nothing_hidden(hostile):
    one = cast({"id": hostile, "title": "A wind farm"})
    assert any(f.severity == "critical" and f.field == "id" and "CTIF-001" in f.remedy for f in one.findings)
    assert "\u202e" not in one.project_id and not any("\u202e" in f.found + f.reason for f in one.findings)


READ = {
    "2030-06-01": date(2030, 6, 1),
    "2030-6-1": date(2030, 6, 1),
    "2030/06/01": date(2030, 6, 1),
    "2030.6.1": date(2030, 6, 1),
    "20300601": date(2030, 6, 1),
    "1 June 2030": date(2030, 6, 1),
    "1st of June 2030": date(2030, 6, 1),
    "01-Jun-2030": date(2030, 6, 1),
    "June 1, 2030": date(2030, 6, 1),
    "JUN 1 2030": date(2030, 6, 1),
    "Sept. 30, 2030": date(2030, 9, 30),
    "2030年6月1日": date(2030, 6, 1),
    "２０３０年６月１日": date(2030, 6, 1),
    "令和12年6月1日": date(2030, 6, 1),
    "2030년 6월 1일": date(2030, 6, 1),
    "31/12/2030": date(2030, 12, 31),
    "12/31/2030": date(2030, 12, 31),
    "31.12.2030": date(2030, 12, 31),
    "05/05/2030": date(2030, 5, 5),
    "2030-06-01T00:00:00Z": date(2030, 6, 1),
    "2030-06-01 23:59:59.123+09:00": date(2030, 6, 1),
    "29 February 2028": date(2028, 2, 29),
}


@pytest.mark.parametrize("text", READ)
def test_a_date_with_one_reading_is_read_and_how_is_said(text):
    one = cast({"id": "A", "operation_start": text})
    day = READ[text]
    value = day.year + (day - date(day.year, 1, 1)).days / 365.25
    written = one.header["operation_start"]
    assert written.value == pytest.approx((value, value)) and written.unit == "year"
    conversion = "" if text == day.isoformat() else f"'{text}' read as {day}"
    assert written.how.startswith(conversion) and written.how.endswith("date as year and part of the year")
    assert ("the time of day is left aside" in written.how) == (":" in text)


NOT_READ = {
    "03/04/2030": ("may be 3 April 2030 (day first) or 4 March 2030 (month first).", "Write 2030-04-03 or 2030-03-04"),
    "03.04.2030": ("may be 3 April 2030", "Write 2030-04-03 or 2030-03-04"),
    "47635": ("a spreadsheet's count of days", "Write 2030-06-01 if"),
    "47635.0": ("a spreadsheet's count of days", "Write 2030-06-01 if"),
    "46173": ("a spreadsheet's count of days", "(2030-06-01 in its count from 1904)"),
    "30 February 2030": ("February 2030 has 28 days.", "2030-06-01"),
    "2029-02-29": ("February 2029 has 28 days.", "2030-06-01"),
    "2030-13-01": ("there is no month 13.", "2030-06-01"),
    "32/13/2030": ("there is no month", "2030-06-01"),
    "00/05/2030": ("not a date", "2030-06-01"),
    "01/06/30": ("its year has two digits.", "2030-06-01"),
    "06012030": ("not a date of year, month and day in this order.", "2030-06-01"),
    "2030": ("a year or a month.", "such as 2030-06-01"),
    "2030-06": ("a year or a month.", "such as 2030-06-01"),
    "Q2 2030": ("is not a date.", "2030-06-01"),
    "2030-06-01T25:99": ("is not a date.", "2030-06-01"),
    "9" * 5000: ("too long", "2030-06-01"),
}


@pytest.mark.parametrize("text", NOT_READ, ids=lambda text: text[:20])
def test_a_date_with_two_readings_or_none_is_refused(text):
    reason, remedy = NOT_READ[text]
    [finding] = [one for one in cast({"id": "A", "operation_start": text}).findings if one.field == "operation_start"]
    assert (finding.severity, finding.rule, finding.place) == ("critical", "unreadable", "line 1, operation_start")
    assert reason in finding.reason and remedy in finding.remedy


def test_a_spreadsheets_count_of_days_is_that_of_openpyxl():
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, from_excel

    for serial in (20000, 46173, 47635, 80000):
        with pytest.raises(DateError) as caught:
            read_date(str(serial))
        usual, mac = from_excel(serial).date(), from_excel(serial, CALENDAR_MAC_1904).date()
        assert f"Write {usual} if" in caught.value.remedy and f"({mac} in its count" in caught.value.remedy


@settings(max_examples=200, deadline=None)
@given(day=st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_each_day_is_read_from_each_spelling(day):
    spellings = ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y", "%Y-%m-%dT%H:%M:%SZ", "%Y年%m月%d日"]
    assert {read_date(day.strftime(spelling))[0] for spelling in spellings} == {day}
    for text in (day.strftime("%d/%m/%Y"), day.strftime("%m/%d/%Y")):
        try:
            assert read_date(text)[0] == day
        except DateError as error:
            assert day.day <= 12 and str(day) in error.remedy


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=70))
def test_no_text_breaks_a_date(text):
    try:
        assert isinstance(read_date(text)[0] + timedelta(0), date)
    except DateError as error:
        assert error.reason.endswith(".") and error.remedy.endswith(".")
