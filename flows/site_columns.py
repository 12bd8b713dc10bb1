"""Columns of a site's own tables that nobody asks for, or whose unit does not fit: told before a proposal misses them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

from evaluators.toolkit.contract import Evaluator, Given
from evaluators.toolkit.units import UnitError, read_quantity
from flows.cast_values import sentence
from flows.expectations.series_columns import HOURS, REFERENCE, plain
from flows.findings import CRITICAL, WARNING, Finding
from flows.sites import Site

# Tables whose heads people write themselves; those of weather services have names of their own.
TABLES = (".csv", ".tsv", ".txt", ".parquet", ".pq")
MONTHLY = "monthly_"

# How heads of loggers and of other languages begin.
_WORDS = {
    "ws": "wind_speed", "windgeschwindigkeit": "wind_speed", "風速": "wind_speed", "wd": "wind_direction",
    "windrichtung": "wind_direction", "風向": "wind_direction", "temp": "temperature", "temperatur": "temperature",
    "lufttemperatur": "temperature", "気温": "temperature", "luftdruck": "pressure", "press": "pressure", "気圧": "pressure",
    "rh": "relative_humidity", "humidity": "relative_humidity", "luftfeuchte": "relative_humidity", "湿度": "relative_humidity",
    "strompreis": "electricity_price", "last": "load",
}  # fmt: skip


def known_columns(evaluators: Iterable[Evaluator]) -> dict[str, str]:
    """Every column that is known, by hours or (with ``monthly_`` before it) by months, and the unit it is asked for in."""
    known = {f"{before}{name}": column.unit for before in ("", MONTHLY) for name, column in HOURS.items()}
    known["wind_speed_lower"] = HOURS["wind_speed"].unit  # of a mast
    for found in evaluators:
        for name, declared in found.inputs.items():
            if not isinstance(declared, Given):
                continue
            if declared.shape == "month":
                known[f"{MONTHLY}{name.removesuffix('_monthly')}"] = declared.unit
            elif declared.shape in ("hour", "hours"):
                known[name.removesuffix("_hourly").removesuffix("_hours").removeprefix(REFERENCE)] = declared.unit
    return known


def unknown_columns(site: Site, known: Mapping[str, str]) -> list[str]:
    """The series of the site's own tables that are not known; further heights beside one that is used are."""
    return [
        name
        for name in site.series
        if site.series_files[name].lower().endswith(TABLES)
        and (bare := name.removeprefix(REFERENCE)) not in known
        and not (plain(bare) in site.series and re.fullmatch(r".+_\d+(\.\d+)? ?m", bare))
    ]


def column_findings(site: Site, evaluators: Iterable[Evaluator]) -> list[Finding]:
    """A warning for each column that nobody asks for, and why a known one cannot be used; each names its file."""
    known = known_columns(evaluators)
    unknown = unknown_columns(site, known)
    told = []
    for name in site.series:
        written, file = site.series_units.get(name, ""), site.series_files[name]
        shown = name.removeprefix(REFERENCE).removeprefix(MONTHLY)
        where, found = f"column {shown}", f"{shown} [{written}]" if written else shown
        unit = known.get(name.removeprefix(REFERENCE), "")
        if name in unknown:
            reason = f"The column '{shown}' is not known and is not used."
            told.append(Finding(WARNING, "site.column", found, reason, _meant(name, known), place=where, file=file))
        elif unit and file.lower().endswith(TABLES) and not any(shown in one.where for one in site.troubles):
            try:
                read_quantity(f"0 {written}", unit)
            except UnitError as error:
                reason = sentence(error.reason) if written else f"The column {shown} has no unit."
                remedy = sentence(error.remedy) if written else f"Write it in the head of the column: '{shown} [{unit}]'."
                told.append(Finding(CRITICAL, "unit", found, reason, remedy, place=where, file=file))
    return told


def _meant(name: str, known: Mapping[str, str]) -> str:
    """ "Did you mean wind_speed [m/s]? Known are: ..." """
    monthly = name.startswith(MONTHLY)
    units = {one.removeprefix(MONTHLY): unit for one, unit in known.items() if one.startswith(MONTHLY) == monthly}
    letters = re.sub(r"[\W_]+", "_", name.removeprefix(REFERENCE).removeprefix(MONTHLY).casefold()).strip("_")
    word = _WORDS.get(letters.partition("_")[0])
    near = [word] if word else difflib.get_close_matches(letters, list(units), n=1, cutoff=0.6)
    heads = {one: f"{one} [{unit}]" if unit != "1" else one for one, unit in units.items()}
    likely = f"Did you mean {heads[near[0]]}? " if near else ""
    return f"{likely}Known are: {', '.join(heads.values())}."
