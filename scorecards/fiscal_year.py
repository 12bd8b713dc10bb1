"""Quarters, named by their months, with the fiscal years of the United States and of Japan.

"Q1" means January in Brussels, October in Washington and April in Tokyo, so a quarter is never named by a number alone.
US: 1 October to 30 September, named after the year in which it ends (31 U.S.C. 1102). Japan: 1 April to 31 March, named after the
year in which it begins (Public Finance Act, art. 11), and after the era; all of fiscal 2019 is Reiwa 1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = ("January-March", "April-June", "July-September", "October-December")
ERAS = (("Reiwa", 2019), ("Heisei", 1989), ("Showa", 1926))  # first fiscal year of each
HOW = "Write a quarter such as 2027-Q1, January-March 2027, US FY2027 Q2 or Japan FY2026 Q4."
_CALENDAR = re.compile(r"(\d{4})[- ]?Q([1-4])|Q([1-4]) (\d{4})", re.IGNORECASE)
_FISCAL = re.compile(r"(US|Japan|JP) FY ?(\d{4}) ?Q([1-4])", re.IGNORECASE)
_NAMED = re.compile(r"([A-Za-z]+)(?: ?(?:-|–|to) ?([A-Za-z]+))? (\d{4})")


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of a calendar year; ``number`` is 1 to 4."""

    year: int
    number: int

    @property
    def begins(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def ends(self) -> date:
        """Its last day."""
        return self.next().begins - timedelta(days=1)

    @property
    def name(self) -> str:
        """By its months: "January-March 2027"."""
        return f"{MONTHS[self.number - 1]} {self.year}"

    @property
    def us(self) -> str:
        """In the fiscal year of the United States: "FY2027 Q2"."""
        later, number = divmod(self.number, 4)
        return f"FY{self.year + later} Q{number + 1}"

    @property
    def japan(self) -> str:
        """In the fiscal year of Japan: "FY2026 (Reiwa 8) Q4"."""
        earlier = self.number == 1
        year = self.year - earlier
        era = next((f" ({name} {year - first + 1})" for name, first in ERAS if year >= first), "")
        return f"FY{year}{era} Q{4 if earlier else self.number - 1}"

    @property
    def in_full(self) -> str:
        """All three names: "January-March 2027 (US FY2027 Q2, Japan FY2026 (Reiwa 8) Q4)"."""
        return f"{self.name} (US {self.us}, Japan {self.japan})"

    def next(self) -> Quarter:
        """The quarter after this one."""
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)


def quarter_of(day: date) -> Quarter:
    """The quarter in which a day lies."""
    return Quarter(day.year, (day.month + 2) // 3)


def read_quarter(text: str) -> Quarter:
    """The quarter that a text names, by number, months or fiscal year. Raises ValueError with what may be written."""
    stated = " ".join(text.split())
    if found := _CALENDAR.fullmatch(stated):
        return _checked(int(found[1] or found[4]), int(found[2] or found[3]), stated)
    if found := _FISCAL.fullmatch(stated):
        months = 3 * (int(found[3]) - 1) + (9 if found[1].upper() == "US" else 3)  # since January of the year it begins in
        year = int(found[2]) - (found[1].upper() == "US") + months // 12
        return _checked(year, months % 12 // 3 + 1, stated)
    if found := _NAMED.fullmatch(stated):
        for number, name in enumerate(MONTHS, 1):
            first, last = name.lower().split("-")
            ends = (first, last) if found[2] else (first,)
            given = [word.lower() for word in (found[1], found[2]) if word]
            if all(len(word) >= 3 and month.startswith(word) for word, month in zip(given, ends, strict=True)):
                return _checked(int(found[3]), number, stated)
    raise ValueError(f"'{stated[:40]}' is no quarter. {HOW}")


def _checked(year: int, number: int, stated: str) -> Quarter:
    if not 1900 <= year < 9999:
        raise ValueError(f"'{stated[:40]}' is no quarter of our time. {HOW}")
    return Quarter(year, number)
