"""Rows in UTC, hourly or of a part of an hour, taken into a document as hours."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from flows.facts import Document, Trouble
from flows.readers._hours import HOUR, Clock, put_hours

MOST_HOURS = 60 * 8784
# An hour is made of at least this share of its values (4 of 6 ten-minute values): a rule of ours, and said.
LEAST_SHARE = 2 / 3


def put_rows(
    document: Document,
    times: np.ndarray,
    columns: Mapping[str, np.ndarray],
    units: Mapping[str, str],
    *,
    label: str,
    place: Callable[[int], str],
    said: list[str],
) -> None:
    """Takes ``columns`` (float arrays like ``times``, datetime64[s] in UTC) into the document, through ``put_hours``.

    ``label`` says whether a row is named by the "beginning" or the "end" of its period; ``said`` is what was done to the
    times before. Means are arithmetic, of a ``wind_direction`` that of unit vectors. Rows out of order, or of a period that
    is no part of an hour, become troubles of the document.
    """
    if len(times) < 2:
        remedy = "Send the whole series, a line for each hour."
        document.troubles.append(Trouble("hours.short", place(0), f"{len(times)} rows", "This is no hourly series.", remedy))
        return
    steps = np.diff(times).astype("timedelta64[s]").astype(int)
    if (steps <= 0).any():
        at = int((steps <= 0).argmax())
        found = f"{times[at + 1]} after {times[at]} (UTC)".replace("T", " ")
        reason = "A time stands twice." if steps[at] == 0 else "A time stands after a later one."
        remedy = "Send one row for each time, in order; with summer time, write the offset with each time."
        document.troubles.append(Trouble("hours.order", place(at + 1), found, reason, remedy))
        return
    lengths, counts = np.unique(steps, return_counts=True)
    period = int(lengths[counts.argmax()])
    if period < 60 or 3600 % period:
        found = f"{period / 60:g} minutes from row to row"
        remedy = "Send hourly values, or values of 1, 5, 10, 15, 20 or 30 minutes."
        document.troubles.append(Trouble("hours.period", place(0), found, "This is no part of an hour.", remedy))
        return
    if (times[-1] - times[0]) / HOUR > MOST_HOURS:
        found = f"{times[0]} to {times[-1]}"
        remedy = "Check the years of the dates."
        document.troubles.append(Trouble("hours.span", place(len(times) - 1), found, "A series has at most 60 years.", remedy))
        return
    if label == "end":
        times = times - np.timedelta64(period, "s")
        said = [*said, f"{'hours' if period == 3600 else 'values'} named by their end are named by their beginning"]
    if period < 3600:
        said = [*said, f"{period / 60:g}-minute values are averaged to hours, each of at least two thirds of its values"]
    if said:
        document.notes.append(f"Time: {'; '.join(said)}.")
    if period < 3600:
        times, columns, firsts = _means(times, columns, 3600 // period)
        if not len(times):
            remedy = "Send the whole series."
            document.troubles.append(Trouble("hours.short", place(0), "no whole hour", "This is no hourly series.", remedy))
            return
        put_hours(document, times, columns, units, Clock(), lambda hour: place(int(firsts[hour])))
        return
    put_hours(document, times, columns, units, Clock(), place)


def _means(
    times: np.ndarray, columns: Mapping[str, np.ndarray], parts: int
) -> tuple[np.ndarray, dict[str, np.ndarray], np.ndarray]:
    """Hours, their means (NaN where too few values stand behind one) and the first row of each hour.

    Hours at either end for which too few rows were sent are left out.
    """
    hours = times.astype("datetime64[h]")
    at = (hours - hours[0]).astype(int)
    count, least = int(at[-1]) + 1, int(np.ceil(parts * LEAST_SHARE - 1e-9))
    enough = np.flatnonzero(np.bincount(at, minlength=count) >= least)
    inside = slice(int(enough[0]), int(enough[-1]) + 1) if len(enough) else slice(0, 0)
    means = {}
    for name, values in columns.items():
        known = np.isfinite(values)
        where, given = at[known], values[known]
        held = np.bincount(where, minlength=count)

        def total(weights: np.ndarray, where: np.ndarray = where) -> np.ndarray:
            return np.bincount(where, weights=weights, minlength=count)

        with np.errstate(invalid="ignore", divide="ignore"):
            if name.startswith("wind_direction"):
                angle = np.deg2rad(given)
                east, north = total(np.sin(angle)), total(np.cos(angle))
                mean = np.rad2deg(np.arctan2(east, north)) % 360
                mean[np.hypot(east, north) < 1e-9 * np.maximum(held, 1)] = np.nan
            else:
                mean = total(given) / held
        mean[held < least] = np.nan
        means[name] = mean[inside]
    first = np.searchsorted(at, np.arange(count))[inside]
    return (hours[0] + np.arange(count))[inside].astype("datetime64[s]"), means, first
