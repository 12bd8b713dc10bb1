"""The period of a progress report: a calendar quarter such as 2027-Q1, or a range of dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

LONGEST_DAYS = 366
_QUARTER = re.compile(r"(?:(\d{4})[- ]?Q([1-4])|Q([1-4])[- ]?(\d{4}))", re.IGNORECASE)
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})\s*(?:/|to|–|—|\.\.)\s*(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, order=True)
class Period:
    """From ``begins`` to ``ends``, both days included; ``name`` is "2027-Q1", or "2027-01-15/2027-03-31"."""

    ends: date
    begins: date
    name: str

    @property
    def days(self) -> int:
        """Length [days]."""
        return (self.ends - self.begins).days + 1


def read_period(text: str) -> Period:
    """The period as written; a range that is a calendar quarter has the quarter's name. Raises ValueError with a reason."""
    stated = text.strip()
    if found := _QUARTER.fullmatch(stated):
        return _quarter(int(found[1] or found[4]), int(found[2] or found[3]))
    found = _RANGE.fullmatch(stated)
    if not found:
        raise ValueError(f"'{stated[:40]}' is no period")
    begins, ends = (date.fromisoformat(day) for day in found.groups())
    if ends < begins:
        raise ValueError(f"the period {stated} ends before it begins")
    if (ends - begins).days >= LONGEST_DAYS:
        raise ValueError(f"the period {stated} is longer than a year")
    quarter = _quarter(begins.year, (begins.month + 2) // 3)
    return quarter if (quarter.begins, quarter.ends) == (begins, ends) else Period(ends, begins, f"{begins}/{ends}")


def _quarter(year: int, number: int) -> Period:
    if not 2000 <= year <= 2100:
        raise ValueError(f"the year {year} is not between 2000 and 2100")
    begins = date(year, 3 * number - 2, 1)
    following = date(year + number // 4, 3 * number % 12 + 1, 1)
    return Period(following - timedelta(days=1), begins, f"{year}-Q{number}")
