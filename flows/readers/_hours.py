"""Hourly series of any source brought to one convention: UTC, each hour named by its beginning, none left out.

What was done to get there is said in the document's notes. A format states its own convention; nothing is guessed here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from flows.facts import Document, Hours, Trouble

HOUR = np.timedelta64(3600, "s")
SHORT_GAP = 3  # [h] filled on a straight line; longer ones from the same hour of the nearest day
NEAREST_DAYS = 15
NO_YEAR = 1990  # of a typical year; not a leap year


@dataclass(frozen=True)
class Clock:
    """How a source tells its hours.

    ``offset`` [h] of its clock from UTC, east positive (one clock all year: no summer time). ``label`` says whether an
    hour is named by its "beginning" or its "end", or by an "instant" inside it (then the hour around it is meant).
    ``typical``: a year put together of several, so that what the shift to UTC moves over one end comes in at the other.
    ``lacking`` is the share of hours without a value [1] that may be filled, and said; 0 refuses any.
    """

    offset: float = 0.0
    label: str = "beginning"
    typical: bool = False
    lacking: float = 0.0


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
    ``place(i)`` says where the i-th row stands in the file ("line 12"). Hours out of order, twice, or lacking beyond what
    the clock allows become troubles of the document.
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
    for name, values in columns.items():
        whole = np.full(count, np.nan)
        whole[at] = values
        document.series[name] = _filled(document, name, whole, first, clock).tolist()
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


def _filled(document: Document, name: str, values: np.ndarray, first: np.datetime64, clock: Clock) -> np.ndarray:
    bad = ~np.isfinite(values)
    if not bad.any():
        return values
    at = int(bad.argmax())
    when = str((first + at * HOUR).astype("datetime64[m]")).replace("T", " ")
    when = when[5:] if clock.typical else when
    share = bad.mean()
    if share > clock.lacking:
        allowed = f"at most {clock.lacking:.0%} may be filled" if clock.lacking else "none is filled here"
        document.troubles.append(
            Trouble(
                "hours.missing",
                f"{name}, {when} UTC",
                f"{int(bad.sum())} of {len(bad)} hours ({share:.1%})",
                f"Hours without a value of {name}, the first at {when} UTC; {allowed}.",
                "Send the whole series; fill gaps at the source and say how.",
            )
        )
        return values
    filled, far = _from_neighbours(values.copy(), bad, circular=name.startswith("wind_direction"))
    if far:
        document.troubles.append(
            Trouble(
                "hours.long_gap",
                f"{name}, {when} UTC",
                f"{far} hours",
                f"{name} has a gap so long that no day within {NEAREST_DAYS} days can fill it.",
                "Send a series without this gap, or only the part after it.",
            )
        )
        return values
    document.notes.append(
        f"{name}: {int(bad.sum())} of {len(bad)} hours ({share:.1%}) had no value; gaps up to {SHORT_GAP} h are filled on a "
        "straight line, longer ones from the same hour of the nearest day."
    )
    return filled


def _from_neighbours(values: np.ndarray, bad: np.ndarray, circular: bool) -> tuple[np.ndarray, int]:
    """The series with its gaps filled, and how many hours no neighbour could fill; a direction is never averaged."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], bad.astype(int), [0]))))
    given, known = values.copy(), ~bad
    far = 0
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if end - begin <= SHORT_GAP and 0 < begin and end < len(values):
            step = (given[end] - given[begin - 1]) / (end - begin + 1)
            inside = np.arange(1, end - begin + 1)
            values[begin:end] = given[begin - 1] if circular else given[begin - 1] + step * inside
            continue
        for hour in range(begin, end):
            for days in range(1, NEAREST_DAYS + 1):
                near = [at for at in (hour - 24 * days, hour + 24 * days) if 0 <= at < len(values) and known[at]]
                if near:
                    values[hour] = given[near[0]]
                    break
            else:
                far += 1
    return values, far
