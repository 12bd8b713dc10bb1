"""Dates as people write them: read where there is one reading, refused with the readings named where there are two."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from evaluators.toolkit.unit_words import plain

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_WORD = "|".join(sorted(_MONTHS, key=len, reverse=True))
_TIME = re.compile(
    r"(?P<day>.*?[\d日일])(?:T| |, )(?P<time>(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?) ?(?P<zone>Z|UTC|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})",
        r"(?P<y>[0-9]{4})/(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})",
        r"(?P<y>[0-9]{4})\.(?P<m>[0-9]{1,2})\.(?P<d>[0-9]{1,2})\.?",
        r"(?P<y>(?:19|20)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})",
        r"(?P<y>[0-9]{4}) ?[年년] ?(?P<m>[0-9]{1,2}) ?[月월] ?(?P<d>[0-9]{1,2}) ?[日일]",
        r"(?P<era>令和|平成|昭和) ?(?P<n>[0-9]{1,2}|元) ?年 ?(?P<m>[0-9]{1,2}) ?月 ?(?P<d>[0-9]{1,2}) ?日",
        r"(?P<era>令和|平成|昭和|[RHS])(?P<n>[0-9]{1,2}|元)([./-])(?P<m>[0-9]{1,2})\3(?P<d>[0-9]{1,2})",
        rf"(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?(?P<word>{_WORD})\.?,?[ -](?P<y>[0-9]{{4}})",
        rf"(?P<word>{_WORD})\.? (?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<y>[0-9]{{4}})",
    )
)
_WEEK = re.compile(r"(?P<y>[0-9]{4})-?W(?P<week>[0-9]{2})(?:-?(?P<d>[1-7]))?", re.IGNORECASE)  # ISO 8601, as the next
_ORDINAL = re.compile(r"(?P<y>[0-9]{4})(?P<mark>-?)(?P<d>[0-9]{3})")
_MONTH = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        r"(?P<y>[0-9]{4})(?:[-/.]| ?[年년] ?)(?P<m>0?[1-9]|1[0-2])(?: ?[月월])?",
        r"(?P<era>令和|平成|昭和) ?(?P<n>[0-9]{1,2}|元) ?年 ?(?P<m>[1-9]|1[0-2]) ?月",
        rf"(?P<word>{_WORD})\.?,?[ -](?P<y>[0-9]{{4}})",
        r"(?P<m>0?[1-9]|1[0-2])[/.-](?P<y>[0-9]{4})",
    )
)
# First day of each era of Japan, and its letter.
_ERAS = {"令和": ("R", date(2019, 5, 1)), "平成": ("H", date(1989, 1, 8)), "昭和": ("S", date(1926, 12, 25))}
_TWO_FIRST = re.compile(r"(?P<a>[0-9]{1,2})(?P<mark>[/.-])(?P<b>[0-9]{1,2})(?P=mark)(?P<y>[0-9]{4}|[0-9]{2})")
_SERIAL = re.compile(r"(?P<days>[0-9]{5})(?:\.[0-9]+)?")
# Excel's day 1 is 1900-01-01, but it counts a 29 February 1900 that never was; old Macs count from 1904.
_EXCEL, _MAC = date(1899, 12, 30), date(1904, 1, 1)
LONGEST = 60


class DateError(ValueError):
    """A text that is no date, or more than one: ``reason`` and ``remedy`` in words."""

    def __init__(self, reason: str, remedy: str = "Write the date as year-month-day, such as 2030-06-01."):
        super().__init__(f"{reason} {remedy}")
        self.reason, self.remedy = reason, remedy


def read_date(text: str) -> tuple[date, str]:
    """The day that ``text`` names, and how it was read ("" where it stands as 2030-06-01).

    Raises DateError with reason and remedy: no date, no such day, two readings, a spreadsheet's count of days.
    """
    stated = plain(text)
    if len(stated) > LONGEST:
        raise DateError(f"'{stated[: LONGEST - 3]}...' is too long and not a date.")
    day_text, left = stated, ""
    if timed := _TIME.fullmatch(stated):
        day_text, left = timed["day"], "; the time of day is left aside"
    day, how = _day(day_text, stated)
    if stated == text.strip() == day.isoformat():
        return day, ""
    return day, f"'{text.strip()}' read as {day.isoformat()}{how}{left}"


def year_fraction(day: date) -> float:
    """The day as a year and its part: 1 January 2030 is 2030.0 [year]."""
    return day.year + (day.timetuple().tm_yday - 1) / 365.25


def _day(text: str, stated: str) -> tuple[date, str]:
    """The day, and what was converted, "" where nothing was."""
    for shape in _SHAPES:
        if found := shape.fullmatch(text):
            year, how = _year(found)
            day = _checked(year, _month(found), int(found["d"]), stated)
            _check_era(found, day, stated)
            return day, how
    if found := _TWO_FIRST.fullmatch(text):
        return _two_first(int(found["a"]), int(found["b"]), found["y"], stated), ""
    if found := _WEEK.fullmatch(text):
        return _of_week(int(found["y"]), int(found["week"]), found["d"], stated)
    if found := _ORDINAL.fullmatch(text):
        return _of_year(int(found["y"]), int(found["d"]), found["mark"], stated)
    if found := _SERIAL.fullmatch(text):
        days = timedelta(days=int(found["days"]))
        raise DateError(
            f"'{stated}' is not a date; it looks like a spreadsheet's count of days.",
            f"Write {_EXCEL + days} if Excel's usual count is meant ({_MAC + days} in its count from 1904), "
            "and format the cell as a date.",
        )
    if re.fullmatch(r"[0-9]{8}", text):  # not year first, or it would have been read
        raise DateError(f"'{stated}' is not a date of year, month and day in this order.")
    month = next((found for shape in _MONTH if (found := shape.fullmatch(text))), None)
    if month or re.fullmatch(r"[0-9]{4}", text):
        first = f"{_year(month)[0]:04}-{_month(month):02}-01" if month else f"{text}-06-01"
        raise DateError(f"'{stated}' is not a date, but a year or a month.", f"Add the day, such as {first}.")
    raise DateError(f"'{stated}' is not a date.")


def _year(found: re.Match[str]) -> tuple[int, str]:
    """The year, and how it was counted where an era of Japan names it."""
    parts = found.groupdict()
    if not parts.get("era"):
        return int(parts["y"]), ""
    era = _era(parts["era"])
    year = _ERAS[era][1].year - 1 + (1 if parts["n"] == "元" else int(parts["n"]))
    return year, f" (year {parts['n']} of {era} is {year})"


def _era(text: str) -> str:
    return next(era for era, (letter, _) in _ERAS.items() if text in era or text.upper() == letter)


def _check_era(found: re.Match[str], day: date, stated: str) -> None:
    """Raises DateError for a day before its era began, or after it ended."""
    if not found.groupdict().get("era"):
        return
    era = _era(found["era"])
    begins = _ERAS[era][1]
    ends = min((first for _, first in _ERAS.values() if first > begins), default=date.max) - timedelta(days=1)
    if not begins <= day <= ends:
        what = f"began on {begins}" if day < begins else f"ended on {ends}"
        raise DateError(f"'{stated}' is not a date: {era} {what}.", f"Write {day} if that day is meant, as year-month-day.")


def _month(found: re.Match[str]) -> int:
    parts = found.groupdict()
    return _MONTHS[parts["word"].lower()] if parts.get("word") else int(parts["m"])


def _of_week(year: int, week: int, weekday: str | None, stated: str) -> tuple[date, str]:
    try:
        first = date.fromisocalendar(year, week, 1)
        day = date.fromisocalendar(year, week, int(weekday or 1))
    except ValueError:
        raise DateError(f"'{stated}' is not a date: {year} has no week {week}.") from None
    if not weekday:
        raise DateError(f"'{stated}' is a week, not a date.", f"Add the day, such as {first}, which is its Monday.")
    return day, f" (day {weekday} of week {week}, ISO 8601)"


def _of_year(year: int, count: int, mark: str, stated: str) -> tuple[date, str]:
    last = 366 if calendar.isleap(year) else 365
    if not year or not 1 <= count <= last:
        raise DateError(f"'{stated}' is not a date: {year} has no day {count}.")
    day = date(year, 1, 1) + timedelta(days=count - 1)
    if not mark:  # seven digits may be anything
        raise DateError(f"'{stated}' is not a date that can be read.", f"Write {day} if day {count} of {year} is meant.")
    return day, f" (day {count} of the year, ISO 8601)"


def _two_first(a: int, b: int, year: str, stated: str) -> date:
    """Day and month in front of the year: which is which is known where one is above 12, or both are the same."""
    if len(year) == 2:
        raise DateError(f"'{stated}' is not a date that can be read: its year has two digits.")
    if a <= 12 and b <= 12 and a != b and a and b:
        first, second = date(int(year), b, a), date(int(year), a, b)
        raise DateError(
            f"'{stated}' may be {_in_words(first)} (day first) or {_in_words(second)} (month first).",
            f"Write {first} or {second}, as year-month-day.",
        )
    return _checked(int(year), a, b, stated) if b > 12 else _checked(int(year), b, a, stated)


def _checked(year: int, month: int, day: int, stated: str) -> date:
    if not 1 <= month <= 12:
        raise DateError(f"'{stated}' is not a date: there is no month {month}.")
    if not 1 <= year <= 9999:
        raise DateError(f"'{stated}' is not a date: there is no year {year}.")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise DateError(f"'{stated}' is not a date: {calendar.month_name[month]} {year} has {last} days.")
    return date(year, month, day)


def _in_words(day: date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"
