"""A site: what its card, its weather file and its monthly table say together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from evaluators.toolkit.contract import Choice, Given
from evaluators.toolkit.unit_words import plain
from evaluators.toolkit.units import Quantity, UnitError, read_quantity
from flows.cast_values import TWO_READINGS, told_readings
from flows.expectations.coordinates import degrees
from flows.facts import Document, Fact, Hours, Trouble
from flows.findings import WARNING, Finding
from flows.site_series import REFERENCE, align_hours, best_first, hours_between, judge_heights, take_series

COORDINATES = ("latitude", "longitude")
# What people also call an hourly column that is asked for.
OTHER_NAMES = {"electricity_price": ("price",), "grid_emissions": ("emissions", "grid_emission")}


@dataclass
class Site:
    """One site under one name; ``files`` are (name, sha256) of every file that told of it.

    ``series`` are read-only arrays by name; ``hours`` is the time axis of each hourly one, ``origins`` where it comes
    from. A series that also comes from a better source is kept under ``reference_<name>``.
    """

    site_id: str
    facts: dict[str, Fact] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    series: dict[str, np.ndarray] = field(default_factory=dict)
    series_units: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)
    fact_files: dict[str, str] = field(default_factory=dict)
    series_files: dict[str, str] = field(default_factory=dict)
    hours: dict[str, Hours] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    note_files: dict[str, str] = field(default_factory=dict)

    @property
    def content(self) -> str:
        """What the site says, 32 hex digits: the evaluations that use it are known by this."""
        digest = hashlib.blake2b(digest_size=16)
        said = sorted((name, fact.raw.strip(), fact.unit) for name, fact in self.facts.items())
        troubles = sorted(t.rule + t.found for t in self.troubles)
        axes = {name: [one.begins, one.typical] for name, one in self.hours.items()}
        digest.update(json.dumps([said, troubles, self.series_units, axes, self.origins], sort_keys=True).encode())
        for name in sorted(self.series):
            digest.update(name.encode() + self.series[name].tobytes())
        return digest.hexdigest()

    def file_of(self, name: str) -> str:
        """The name of the file that stated the fact, or brought the series, of the input ``name``."""
        if name in self.fact_files:
            return self.fact_files[name]
        bare = name.removesuffix("_hourly")
        keys = (name, bare, *OTHER_NAMES.get(bare, ()), name.removesuffix("_hours"), f"monthly_{name.removesuffix('_monthly')}")
        return next((self.series_files[key] for key in keys if key in self.series_files), self.files[0][0] if self.files else "")

    def said_of(self, series: str) -> str:
        """What a series is, in words: "8,784 hours from 2020-01-01T00:00 UTC", "12 months", "a table of 12 x 4 numbers"."""
        shape, axis = self.series[series].shape, self.hours.get(series)
        if axis is not None:
            return f"a typical year of {shape[0]:,} hours, UTC" if axis.typical else f"{shape[0]:,} hours from {axis.begins} UTC"
        if len(shape) > 1:
            return f"a table of {' x '.join(f'{size:,}' for size in shape)} numbers"
        return f"{shape[0]:,} {'months' if series.startswith('monthly_') else 'numbers'}"

    def value_of(self, name: str, declared: Any) -> Any:
        """What the site says of the input ``name``: a pair (low, high), a row name, a series, or None.

        An hourly series answers ``<name>_hourly`` (shape "hour": whole years) or ``<name>_hours`` (shape "hours": any
        number, such as that of a reference), a column of the monthly table ``<name>_monthly``, a table its own name.
        ``weather_begins`` is the first hour of the series [h since 1970-01-01 UTC], ``reference_offset`` how many hours
        after its reference it begins. Raises UnitError where the unit does not fit.
        """
        if isinstance(declared, Choice):
            if name == "weather_record" and name not in self.facts:
                known = [self.origins[one] for one in ("wind_speed", "rose", "weibull_a") if one in self.origins]
                return RECORDS.get(known[0]) if known else None
            return self.facts[name].raw.strip() if name in self.facts else None
        if not isinstance(declared, Given):
            return None
        if declared.shape:
            return self._series(name, declared)
        if name in DERIVED and name not in self.facts:
            number = DERIVED[name](self)
            return None if number is None else (number, number)
        if name not in self.facts or not self.facts[name].raw.strip():
            return None
        if name in COORDINATES:
            with suppress(ValueError):  # "55.3 N"; what is none is told as a unit that does not fit
                number = degrees(self.facts[name].raw, self.facts[name].unit)
                return (number, number)
        read = _read(self.facts[name], declared)
        return (read.low, read.high)

    def _series(self, name: str, declared: Given) -> np.ndarray | None:
        endings = {"hour": "_hourly", "hours": "_hours"}
        key = f"monthly_{name.removesuffix('_monthly')}" if declared.shape == "month" else name
        key = key.removesuffix(endings.get(declared.shape, " "))
        key = next((one for one in (key, *OTHER_NAMES.get(key, ())) if one in self.series), key)
        values = self.series.get(key)
        if values is None or values.ndim != declared.shape.count(",") + 1:
            return None
        unit = self.series_units.get(key, "1")
        if unit == declared.unit:
            return values
        zero, one = (read_quantity(f"{number} {unit}", declared.unit).low for number in (0, 1))
        converted = values * (one - zero) + zero
        converted.flags.writeable = False
        return converted


def gather_sites(documents: list[tuple[str, str, Document]]) -> dict[str, Site]:
    """Sites by name, from (file name, sha256, document) in order of file name.

    Two files that state one fact differently are a trouble of the site that names both.
    """
    sites: dict[str, Site] = {}
    for file, sha256, document in documents:
        sites.setdefault(document.name, Site(document.name)).files.append((file, sha256))
    for file, _, document in sorted(documents, key=lambda one: best_first(one[2])):
        site = sites[document.name]
        site.notes += document.notes
        site.note_files |= dict.fromkeys(document.notes, file)
        # A site is told by several files, so a trouble says which.
        site.troubles += [
            one if one.where.startswith(file) else replace(one, where=f"{file}, {one.where}") for one in document.troubles
        ]
        for fact in document.facts:
            if fact.group == "site_source":
                site.sources[fact.field] = fact.raw
            elif fact.group == "site":
                _state(site, fact, file, document.origin)
        take_series(site, document, file)
    for site in sites.values():
        judge_heights(site)
        align_hours(site)
    return sites


def _state(site: Site, fact: Fact, file: str, origin: str) -> None:
    known, card = site.facts.get(fact.field), file.endswith((".yaml", ".yml"))
    if known is None:
        site.facts[fact.field], site.fact_files[fact.field] = fact, file
    elif known.raw.strip() != fact.raw.strip() and card != site.fact_files[fact.field].endswith((".yaml", ".yml")):
        # The card describes the place, the weather file only its station: the card stands.
        if card:
            site.facts[fact.field], site.fact_files[fact.field] = fact, file
    elif known.raw.strip() != fact.raw.strip() and _weather_of(site, site.fact_files[fact.field]) != (origin or None):
        return  # two weather files tell of two stations: that of the better source stands, as its series do
    elif known.raw.strip() != fact.raw.strip():
        site.troubles.append(
            Trouble(
                "site_contradiction", f"{file}, {fact.where}", f"{known.raw.strip()} and {fact.raw.strip()}",
                f"'{fact.field}' stands in {site.fact_files[fact.field]} and differently in {file}.",
                "Let one of the two files state it.",
            )
        )


def _weather_of(site: Site, file: str) -> str | None:
    """Where the series of a file come from; None for a file that brings none."""
    return next((site.origins[name] for name, other in site.series_files.items() if other == file), None)


# What kind of record the wind is known from, by where its series come from.
RECORDS = {"measured": "mast", "typical year": "typical_year", "statistics": "statistics", "reanalysis": "reanalysis"}


def _read(fact: Fact, declared: Given) -> Quantity:
    # Coordinates are written as plain numbers everywhere, and mean degrees.
    unit = fact.unit or ("deg" if _plain_degrees(fact.field, fact.raw) else "")
    return read_quantity(fact.raw, declared.unit, separate_unit=unit)


def two_readings(site: Site, name: str, declared: Any) -> list[Finding]:
    """A warning where the number that the site states of an input may be read in two ways."""
    fact = site.facts.get(name)
    if fact is None or not isinstance(declared, Given) or declared.shape or "," not in plain(fact.raw):
        return []
    try:
        readings = _read(fact, declared).readings
    except UnitError:  # what cannot be read is told as such
        return []
    if not readings:
        return []
    reason, remedy = told_readings(fact.raw, readings)
    found, reason = f"{fact.raw} {fact.unit}".strip(), f"The site '{site.site_id}': {reason}"
    return [Finding(WARNING, TWO_READINGS, found, reason, remedy, field=name, place=fact.where, file=site.file_of(name))]


def _plain_degrees(name: str, raw: str) -> bool:
    return name in COORDINATES and not raw.strip(" +-.0123456789")


def _begins(site: Site) -> float | None:
    own = (axis for name, axis in site.hours.items() if not name.startswith(REFERENCE))
    axis = next(own, None)  # all that are no reference are of one axis
    return None if axis is None or axis.typical else float(np.datetime64(axis.begins, "h").astype(np.int64))


def _reference_offset(site: Site) -> float | None:
    own, reference = site.hours.get("wind_speed"), site.hours.get("reference_wind_speed")
    apart = None if own is None or reference is None or own.typical else hours_between(reference, own)
    return None if apart is None else float(apart)


def _atlas_height(site: Site) -> float | None:
    """A wind atlas tells of several heights; the one nearest 100 m stands for them where one number is asked for."""
    heights = site.series.get("heights")
    return None if heights is None else float(heights[np.abs(heights - 100).argmin()])


# What is not stated and follows from the series, in the unit that the evaluators ask for: h, h and m.
DERIVED: Mapping[str, Callable[[Site], float | None]] = {
    "weather_begins": _begins, "reference_offset": _reference_offset, "weather_height": _atlas_height,
}  # fmt: skip


def site_inputs(sites: Mapping[str, Site]) -> str:
    """The identity of all sites together."""
    return hashlib.blake2b("".join(f"{name}{sites[name].content}" for name in sorted(sites)).encode(), digest_size=8).hexdigest()
