"""Whether the hours of a weather file are whole years, real or typical, on the file's own clock and in its own words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import numpy as np

from flows.facts import Document, Trouble
from flows.readers._hours import LONGEST_GAP, MOST_FILLED
from flows.readers._weather import AGAIN, MOST_ROWS, Place

_HOUR = np.timedelta64(3600, "s")


def is_typical(begins: np.ndarray) -> bool:
    """Whether the months come from years that do not follow each other."""
    months = begins.astype("datetime64[M]").astype(int)
    steps = np.diff(months)
    return bool(((steps != 0) & (steps != 1)).any())


def whole_years(document: Document, rule: str, begins: np.ndarray, typical: bool, place: Place, words: Callable[[int], str],
                name: Callable[[datetime], str]) -> bool:  # fmt: skip
    """Whether the hours, known by their beginning on the file's own clock, are whole years in order.

    Short gaps may be in them, which ``put_hours`` fills; else a trouble says where and which. ``words(i)`` is the hour of
    the i-th row as written, ``name`` writes an hour the way the file would. Of real years, 29 February alone may be left
    out: that is a habit of some sources.
    """
    if not len(begins):
        document.troubles.append(Trouble(f"{rule}.gap", place(0), "0 hours", "The table has no rows.", AGAIN))
        return False
    if typical and not _one_year_a_month(document, rule, begins, place, words):
        return False
    start, due, at = _positions(begins, typical)
    if 0 < due <= MOST_ROWS and np.array_equal(at, np.arange(due)):
        return True
    lost = np.setdiff1d(np.arange(due), at) if 0 < due <= MOST_ROWS else np.empty(0, dtype=int)
    leap_days = (start + lost * _HOUR).astype("datetime64[D]")
    if len(lost) and not typical and (np.diff(at) > 0).all() and all(str(day).endswith("-02-29") for day in leap_days):
        document.notes.append("Time: the source leaves out 29 February.")
        return True
    if len(lost) and (np.diff(at) > 0).all() and _short(lost, due, typical):
        return True
    same = min(len(at), max(due, 0))
    off = np.flatnonzero(at[:same] != np.arange(same))
    wrong = int(off[0]) if len(off) else same
    if len(lost):
        found = f"{len(begins)} hours, {len(lost)} missing, the first {name(_hour(start, int(lost[0])))}"
    else:
        found = f"{len(begins)} hours; {words(min(wrong, len(begins) - 1))} is out of order or stands twice"
    years = "complete hours in order" if typical or due <= 8784 else "complete hours of whole years in order"
    reason = f"An hourly series is {due if due > 0 else 8760} {years}."
    remedy = f"Send the whole year; gaps of more than {LONGEST_GAP} hours are filled at the source, and said, not here."
    document.troubles.append(Trouble(f"{rule}.gap", place(wrong), found, reason, remedy))
    return False


def _short(lost: np.ndarray, due: int, typical: bool) -> bool:
    """Whether the hours lost are so few in a row that they are filled; at the ends of real years none are."""
    runs = np.split(lost, np.flatnonzero(np.diff(lost) > 1) + 1)
    inside = typical or (lost[0] > 0 and lost[-1] < due - 1)
    return inside and max(map(len, runs)) <= LONGEST_GAP and len(lost) <= MOST_FILLED * due


def _hour(start: np.datetime64, count: int) -> datetime:
    return datetime.fromisoformat(str(start + count * _HOUR))


def _positions(begins: np.ndarray, typical: bool) -> tuple[np.datetime64, int, np.ndarray]:
    """The first hour due, how many are due, and the place of each hour among them."""
    days = begins.astype("datetime64[D]")
    if typical:
        months = begins.astype("datetime64[M]")
        inside = begins - months.astype("datetime64[s]")
        of_year = (months - months.astype("datetime64[Y]").astype("datetime64[M]")).astype(int)
        leap = bool(((of_year == 1) & ((days - months.astype("datetime64[D]")).astype(int) == 28)).any())
        start = np.datetime64("1992-01-01" if leap else "1990-01-01", "s")  # the one leap, the other not
        moved = (start.astype("datetime64[M]") + of_year).astype("datetime64[s]") + inside
        return start, 8784 if leap else 8760, ((moved - start) / _HOUR).astype(int)
    start = begins[0].astype("datetime64[Y]").astype("datetime64[s]")
    end = (begins[-1].astype("datetime64[Y]") + 1).astype("datetime64[s]")
    return start, int((end - start) / _HOUR), ((begins - start) / _HOUR).astype(int)


def _one_year_a_month(document: Document, rule: str, begins: np.ndarray, place: Place, words: Callable[[int], str]) -> bool:
    months = begins.astype("datetime64[M]").astype(int)
    jumps = np.flatnonzero((np.diff(months) != 0) & (np.diff(months % 12) == 0))
    if not len(jumps):
        return True
    at = int(jumps[0]) + 1
    reason = "The year changes inside a month; a typical year takes each month from one year."
    document.troubles.append(Trouble(f"{rule}.year", place(at), words(at), reason, AGAIN))
    return False


def hour_means(document: Document, rule: str, begins: np.ndarray, place: Place) -> int:
    """How many values each hour has, as the first has; 0, and a trouble, where another hour has more or fewer."""
    each = max(1, int((begins[:60] == begins[0]).sum())) if len(begins) else 1
    groups = begins[: len(begins) // each * each].reshape(-1, each)
    uneven = (groups != groups[:, :1]).any(axis=1)
    uneven[1:] |= groups[1:, 0] == groups[:-1, 0]
    if each == 1 or (not uneven.any() and len(begins) % each == 0):
        return each
    at = int(uneven.argmax()) * each if uneven.any() else len(groups) * each
    reason = f"The first hour of this table has {each} values, so each has; this one has more or fewer."
    document.troubles.append(Trouble(f"{rule}.gap", place(at), str(begins[at]).replace("T", " "), reason, AGAIN))
    return 0


def averaged(name: str, values: np.ndarray, each: int) -> np.ndarray:
    """Means of ``each`` values in a row; of directions [deg], the direction of the mean unit vector."""
    groups = values.reshape(-1, each)
    if each == 1 or not name.startswith("wind_direction"):
        return groups.mean(axis=1)
    angles = np.deg2rad(groups)
    mean = np.rad2deg(np.arctan2(np.sin(angles).mean(axis=1), np.cos(angles).mean(axis=1))) % 360
    return np.where((groups == groups[:, :1]).all(axis=1), groups[:, 0], mean)


def years_note(begins: np.ndarray, typical: bool) -> str:
    """From which years the hours are."""
    years = sorted({str(year) for year in begins.astype("datetime64[Y]")})
    if typical and len(years) > 1:
        return f"Typical year assembled from {years[0]}-{years[-1]}: months of different years in a row."
    if typical:
        return f"Typical year; the file names its hours by the one year {years[0]}."
    return f"One single year, {years[0]}." if len(years) == 1 else f"{len(years)} years, {years[0]}-{years[-1]}."
