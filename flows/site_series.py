"""The series of a site from several files: which one stands, and one time axis for all hourly ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from flows.facts import Document, Hours, Trouble

if TYPE_CHECKING:
    from flows.sites import Site

# Where two files bring one series, the earlier kind stands and the other is kept as its reference.
ORIGINS = ("measured", "typical year", "statistics", "", "reanalysis")
REFERENCE = "reference_"
# The series that say which hours a site is told for, where files differ; without them the first that came.
LEADING = ("wind_speed", "ghi")


def best_first(document: Document) -> int:
    """A sorting key: the better source first, whatever its file is called."""
    return ORIGINS.index(document.origin) if document.origin in ORIGINS else len(ORIGINS)


def take_series(site: Site, document: Document, file: str) -> None:
    """Takes the series of one file into the site; those that a better file has brought are kept as its reference."""
    for name, values in document.series.items():
        key = name
        if name in site.series:
            better = site.origins[name]
            if better == document.origin or f"{REFERENCE}{name}" in site.series:
                site.troubles.append(
                    Trouble(
                        "site_series_twice",
                        f"{file}, {name}",
                        f"{site.series_files[name]} and {file}",
                        f"Two files bring the series '{name}' of this site.",
                        "Take one of the two files out, or give the other site a name of its own.",
                    )
                )
                continue
            key = f"{REFERENCE}{name}"
            files = f"{site.series_files[name]} ({better})"
            site.notes.append(f"{name} is taken from {files}; {file} ({document.origin}) is its reference.")
        array = np.asarray(values, dtype=float).reshape(document.series_shapes.get(name, -1))
        array.flags.writeable = False
        site.series[key], site.series_units[key] = array, document.series_units.get(name, "1")
        site.series_files[key], site.origins[key] = file, document.origin
        if document.hours is not None and not name.startswith("monthly_") and name not in document.series_shapes:
            site.hours[key] = document.hours


def judge_heights(site: Site) -> None:
    """A lower height asks for the shear between two, which takes a series and a height of each."""
    series, height = "wind_speed_lower" in site.series, "weather_height_lower" in site.facts
    if series == height:
        return
    said, lacks = ("weather_height_lower", "wind_speed_lower") if height else ("wind_speed_lower", "weather_height_lower")
    file = site.file_of(said)
    fact = site.facts.get(said)
    site.troubles.append(
        Trouble(
            "site_heights",
            f"{file}, {fact.where if fact else said}",
            f"{fact.raw.strip()} {fact.unit}".strip() if fact else f"{len(site.series[said]):,} hours",
            f"'{said}' asks for the shear between two heights, and '{lacks}' is not there: the wind is told at one height.",
            f"Send '{lacks}' too, or leave '{said}' out.",
        )
    )


def align_hours(site: Site) -> None:
    """Cuts hourly series of other years to those of the leading one; what does not reach them becomes a reference."""
    told = [name for name in site.hours if not name.startswith(REFERENCE)]
    if not told:
        return
    leader = next((one for one in LEADING if one in told), told[0])
    axis, count = site.hours[leader], len(site.series[leader])
    for name in told:
        if (site.hours[name], len(site.series[name])) == (axis, count):
            continue
        at = hours_between(site.hours[name], axis)
        values = site.series.pop(name)
        if at is not None and 0 <= at and at + count <= len(values):
            site.series[name] = values[at : at + count]
            site.hours[name] = axis
            site.notes.append(f"{name} ({site.series_files[name]}) is cut to the {count} hours of {leader}.")
            continue
        site.notes.append(
            f"{name} ({site.series_files[name]}) does not cover the hours of {leader} ({site.series_files[leader]}); "
            "it is kept as a reference and not used with it."
        )
        key = f"{REFERENCE}{name}"
        site.series[key] = values
        site.hours[key] = site.hours.pop(name)
        for kept in (site.series_units, site.series_files, site.origins):
            kept[key] = kept.pop(name)


def hours_between(one: Hours, other: Hours) -> int | None:
    """How many hours ``other`` begins after ``one`` [h]; None where one of them has no year."""
    if one.typical or other.typical:
        return 0 if one == other else None
    return int((np.datetime64(other.begins) - np.datetime64(one.begins)) / np.timedelta64(1, "h"))
