"""Hourly series of any source brought to one convention: UTC, each hour named by its beginning, none left out.

What was done to get there is said in the document's notes. A format states its own convention; nothing is guessed here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from flows.facts import Document, Hours, Trouble

HOUR = np.timedelta64(3600, "s")
LONGEST_GAP = 6  # [h] in a row that are filled, and said
MOST_FILLED = 0.10  # share of a series that may be filled [1]
NO_YEAR = 1990  # of a typical year; not a leap year


@dataclass(frozen=True)
class Clock:
    """How a source tells its hours.

    ``offset`` [h] of its clock from UTC, east positive (one clock all year: no summer time). ``label`` says whether an
    hour is named by its "beginning" or its "end", or by an "instant" inside it (then the hour around it is meant).
    ``typical``: a year put together of several, so that what the shift to UTC moves over one end comes in at the other.
    """

    offset: float = 0.0
    label: str = "beginning"
    typical: bool = False


def put_hours(
    document: Document,
    times: np.ndarray,
    columns: Mapping[str, np.ndarray],
    units: Mapping[str, str],
    clock: Clock,
    place: Callable[[int], str],
) -> None:
    """Takes hourly ``columns`` (name -> float array like ``times``, NaN where a value is missing) into the document.

    ``times`` are datetime64[s] as the source writes them, in its own clock; for a typical year the year is of no meaning.
    ``place(i)`` says where the i-th row stands in the file ("line 12"). Hours out of order, twice, or lacking for longer than
    6 h become troubles of the document; shorter gaps are filled, and said.
    """
    begins, rows = _begins(document, times.astype("datetime64[s]"), clock)
    columns = {name: values[rows] for name, values in columns.items()}
    if len(begins) < 2 or not _in_order(document, begins, rows, place, clock.typical):
        if len(begins) < 2:
            reason, remedy = "This is no hourly series.", "Send the whole series, a line for each hour."
            document.troubles.append(Trouble("hours.short", place(0), f"{len(begins)} hours", reason, remedy))
        return
    first = np.datetime64(f"{NO_YEAR}-01-01T00:00:00", "s") if clock.typical else begins[0]
    count = 8760 if clock.typical else int((begins[-1] - first) / HOUR) + 1
    at = ((begins - first) / HOUR).astype(int)
    if not 0 <= count <= 60 * 8784:
        found = f"{begins[0]} to {begins[-1]}"
        document.troubles.append(
            Trouble("hours.span", place(len(rows) - 1), found, "A series has at most 60 years.", "Check the years of the dates.")
        )
        return
    document.hours = Hours(str(first.astype("datetime64[m]")), clock.typical)
    whole = {name: np.full(count, np.nan) for name in columns}
    for name, values in columns.items():
        whole[name][at] = values

    def line(hour: int) -> str:
        here = np.flatnonzero(at == hour)
        return place(int(rows[here[0]])) if len(here) else f"after {place(int(rows[np.where(at < hour, at, -1).argmax()]))}"

    for name, values in whole.items():
        document.series[name] = _filled(document, name, _calm(document, name, values, whole), first, clock, line).tolist()
        document.series_units[name] = units[name]


def _begins(document: Document, times: np.ndarray, clock: Clock) -> tuple[np.ndarray, np.ndarray]:
    """The beginning of each hour in UTC, which rows stay, and a note of how it was found."""
    said = []
    rows = np.arange(len(times))
    if clock.label == "end":
        times = times - HOUR
        said.append("hours named by their end are named by their beginning")
    if clock.typical:
        times, rows = _in_no_year(document, times)  # before the shift: in a leap year it would reach 29 February
    if clock.offset:
        times = times - np.timedelta64(round(clock.offset * 3600), "s")
        said.append(f"clock time UTC{clock.offset:+g} h is brought to UTC")
    if clock.typical:
        begin = np.datetime64(f"{NO_YEAR}-01-01T00:00:00", "s")
        times = begin + (times - begin) % np.timedelta64(365 * 86400, "s")
    whole = times.astype("datetime64[h]").astype("datetime64[s]")
    late = (times - whole).astype(int)
    if late.any():
        what = "values at" if clock.label == "instant" else "hours that begin"
        stands = "stand for the hour around them" if clock.label == "instant" else "are put to the hour"
        said.append(f"{what} {late.max() // 60} minutes past {stands}")
    if said:
        document.notes.append(f"Time: {'; '.join(said)}.")
    return whole, rows


def _in_no_year(document: Document, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every hour in the one year without a meaning, and which rows stay: 29 February has no place in it."""
    first_of_month = times.astype("datetime64[M]")
    months = (first_of_month - times.astype("datetime64[Y]").astype("datetime64[M]")).astype(int)
    inside = times - first_of_month.astype("datetime64[s]")
    keep = ~((months == 1) & (inside >= np.timedelta64(28 * 86400, "s")))
    if not keep.all():
        document.notes.append("Time: 29 February is left out of the typical year of 8760 hours.")
    moved = (np.datetime64(f"{NO_YEAR}-01", "M") + months[keep]).astype("datetime64[s]") + inside[keep]
    return moved, np.flatnonzero(keep)


def _in_order(
    document: Document, begins: np.ndarray, rows: np.ndarray, place: Callable[[int], str], typical: bool
) -> bool:
    """Whether no hour stands twice or before its time; a typical year may turn over its end once, where UTC moved it."""
    steps = np.diff(begins)
    back = np.flatnonzero(steps <= np.timedelta64(0, "s"))
    turned = typical and len(back) == 1 and _turns(begins, int(back[0]))
    if not len(back) or turned:
        return True
    at = int(back[0]) + 1
    found = f"{begins[at]} after {begins[at - 1]}".replace("T", " ")
    twice = bool(steps[at - 1] == np.timedelta64(0, "s"))
    document.troubles.append(
        Trouble(
            "hours.order",
            place(int(rows[at])),
            f"{found} (UTC)",
            "An hour stands twice." if twice else "An hour stands after a later one.",
            "Send one row for each hour, in order, in a clock without summer time.",
        )
    )
    return False


def _turns(begins: np.ndarray, at: int) -> bool:
    """Whether the series goes on from the end of its year to the beginning, without meeting itself."""
    return bool(begins[at] - begins[at + 1] > np.timedelta64(300, "D") and begins[-1] < begins[0])


def _calm(document: Document, name: str, values: np.ndarray, whole: Mapping[str, np.ndarray]) -> np.ndarray:
    """A direction that is left out in a calm is no gap: it becomes 0, which in calm hours means none."""
    speed = whole.get(name.replace("wind_direction", "wind_speed"), whole.get("wind_speed"))
    calm = np.isnan(values) & (speed == 0) if name.startswith("wind_direction") and speed is not None else np.zeros(1, bool)
    if not calm.any():
        return values
    document.notes.append(f"{name}: {int(calm.sum())} calm hours have none; 0 stands there, and means none, not north.")
    return np.where(calm, 0.0, values)


def _filled(
    document: Document, name: str, values: np.ndarray, first: np.datetime64, clock: Clock, line: Callable[[int], str]
) -> np.ndarray:
    """The series without gaps, and a note of what was filled; as it is, and a trouble, where a gap is too long."""
    bad = ~np.isfinite(values)
    if not bad.any():
        return values

    def when(at: int) -> str:
        return str((first + at * HOUR).astype("datetime64[m]")).replace("T", " ")[5 if clock.typical else 0 :]

    edges = np.flatnonzero(np.diff(np.concatenate(([0], bad.astype(int), [0]))))
    gaps = [(int(begin), int(end)) for begin, end in zip(edges[::2], edges[1::2], strict=True)]
    leap = [gap for gap in gaps if not clock.typical and _is_leap_day(first, *gap)]
    long = [gap for gap in gaps if gap[1] - gap[0] > LONGEST_GAP and gap not in leap]
    share = bad.mean()
    if long or share > MOST_FILLED:
        begin, end = (long or gaps)[0]
        span = f"{end - begin} hours in a row, to {when(end - 1)} UTC" if end - begin > 1 else "1 hour"
        more = f" ({len(long) - 1} more gaps are as long)" if len(long) > 1 else ""
        rule = f"at most {f'{LONGEST_GAP} hours in a row' if long else f'{MOST_FILLED:.0%} of the hours'} are filled"
        document.troubles.append(
            Trouble(
                "hours.missing",
                f"{line(begin)}, {name}, {when(begin)} UTC",
                f"{int(bad.sum())} of {len(bad)} hours ({share:.1%})",
                f"{name} has no value from {when(begin)} UTC on, for {span}{more}; {rule}.",
                f"Send the series with these hours; fill gaps of more than {LONGEST_GAP} hours at the source, and say how.",
            )
        )
        return values
    filled = _bridged(values, gaps, leap, turns=name.startswith("wind_direction"))
    ways = []
    if leap:
        days = "29 February is" if len(leap) == 1 else f"{len(leap)} times 29 February is"
        ways.append(f"{days} left out by the source and taken from the day before")
    if len(gaps) > len(leap):
        held = "filled with the direction before them" if name.startswith("wind_direction") else "filled on a straight line"
        hours = sum(end - begin for begin, end in gaps if (begin, end) not in leap)
        longest = max(end - begin for begin, end in gaps if (begin, end) not in leap)
        count = f"{len(gaps) - len(leap)} gaps, the longest of {longest} h, are" if len(gaps) - len(leap) > 1 else "1 gap is"
        ways.append(f"{count} {held} ({hours} h)")
    document.notes.append(f"{name}: {int(bad.sum())} of {len(bad)} hours ({share:.1%}) had no value: {'; '.join(ways)}.")
    return filled


def _is_leap_day(first: np.datetime64, begin: int, end: int) -> bool:
    """Whether the gap is 29 February on some clock of the world: many sources leave that day out."""
    if end - begin != 24:
        return False
    noon = (first + (begin + 12) * HOUR).astype("datetime64[D]").astype("datetime64[s]")
    return any(str(noon + days * 24 * HOUR)[5:10] == "02-29" for days in (-1, 0, 1))


def _bridged(values: np.ndarray, gaps: list[tuple[int, int]], leap: list[tuple[int, int]], turns: bool) -> np.ndarray:
    """The series with its gaps filled; a direction is never averaged, an end of the series takes the day beside it."""
    filled = values.copy()
    for begin, end in gaps:
        inside = np.arange(begin, end)
        day = inside - 24 if begin else inside + 24
        if ((begin, end) in leap or not begin or end == len(values)) and 0 <= day[0] and day[-1] < len(values):
            beside = values[day]
            if np.isfinite(beside).all():
                filled[begin:end] = beside
                continue
        before = values[begin - 1] if begin else values[end]
        after = values[end] if end < len(values) else before
        filled[begin:end] = before if turns else before + (after - before) * (inside - begin + 1) / (end - begin + 1)
    return filled
