"""Quarters by their months, with the fiscal years of the United States and Japan."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.fiscal_year import Quarter, quarter_of, read_quarter


@pytest.mark.parametrize(
    ("day", "name", "us", "japan"),
    [
        # 31 U.S.C. 1102: fiscal 2027 begins on 1 October 2026. Japan's fiscal 2026 is Reiwa 8 and ends on 31 March 2027.
        (date(2027, 1, 1), "January-March 2027", "FY2027 Q2", "FY2026 (Reiwa 8) Q4"),
        (date(2027, 3, 31), "January-March 2027", "FY2027 Q2", "FY2026 (Reiwa 8) Q4"),
        (date(2026, 9, 30), "July-September 2026", "FY2026 Q4", "FY2026 (Reiwa 8) Q2"),
        (date(2026, 10, 1), "October-December 2026", "FY2027 Q1", "FY2026 (Reiwa 8) Q3"),
        (date(2027, 4, 1), "April-June 2027", "FY2027 Q3", "FY2027 (Reiwa 9) Q1"),
        # Reiwa began on 1 May 2019; the budget of fiscal 2019 is that of Reiwa 1, the one before of Heisei 30.
        (date(2019, 4, 1), "April-June 2019", "FY2019 Q3", "FY2019 (Reiwa 1) Q1"),
        (date(2019, 3, 31), "January-March 2019", "FY2019 Q2", "FY2018 (Heisei 30) Q4"),
    ],
)
def test_known_days(day, name, us, japan):
    quarter = quarter_of(day)
    assert (quarter.name, quarter.us, quarter.japan) == (name, us, japan)
    assert quarter.in_full == f"{name} (US {us}, Japan {japan})"


@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)))
def test_every_day_lies_in_one_quarter_and_every_name_leads_back(day):
    quarter = quarter_of(day)
    assert quarter.begins <= day <= quarter.ends
    assert quarter.next().begins == quarter.ends + timedelta(days=1)
    japan = quarter.japan.split(" (")[0] + " " + quarter.japan.split()[-1]
    for text in (quarter.name, f"{quarter.year}-Q{quarter.number}", f"US {quarter.us}", f"Japan {japan}"):
        assert read_quarter(text) == quarter


@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)))
def test_fiscal_years_by_counting_months(day):
    """The US year is named after the January in it, the Japanese one after the April in it."""
    months = (day.month - 10) % 12
    assert quarter_of(day).us == f"FY{day.year + (day.month >= 10)} Q{months // 3 + 1}"
    months = (day.month - 4) % 12
    japan = quarter_of(day).japan
    assert japan.startswith(f"FY{day.year - (day.month < 4)} ") and japan.endswith(f"Q{months // 3 + 1}")


def test_short_names_of_months_are_read():
    assert read_quarter("Jan-Mar 2027") == read_quarter("january to march 2027") == Quarter(2027, 1)


@pytest.mark.parametrize("text", ["2027-Q5", "FY2027 Q2", "January-June 2027", "Ja 2027", "2027", "", "May-July 2027", "0000-Q1"])
def test_what_names_no_quarter_is_told(text):
    with pytest.raises(ValueError, match=r"is no quarter.*2027-Q1, January-March 2027, US FY2027 Q2"):
        read_quarter(text)
