"""A site's weather: complete and physical. Judged once a site, said to each block that uses it.

What hours may hold stands in ``series_columns.py``; whether they look measured is judged in ``series_patterns.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluators.toolkit.units import UnitError, read_quantity
from flows.cast import CastBlock, CastProposal
from flows.expectations.facts import tied
from flows.expectations.series_columns import HOURS, REFERENCE, Column, looks_like, plain
from flows.expectations.series_years import hours_due
from flows.expectations.suite import Rule, Suite
from flows.expectations.wording import number
from flows.findings import CRITICAL, Finding
from flows.sites import OTHER_NAMES, Site


@dataclass(frozen=True)
class Physical:
    """What a column may hold, in ``unit``."""

    unit: str
    least: float
    most: float


MONTHS = {
    "monthly_wind_speed": Physical("m/s", 0, 40),
    "monthly_weibull_k": Physical("1", 0.8, 8),
    "monthly_temperature": Physical("degC", -90, 60),
    "monthly_pressure": Physical("hPa", 500, 1100),
    "monthly_demand": Physical("kg/h", 0, 1e6),
}


def series_suites(proposals: list[CastProposal], sites: Mapping[str, Site]) -> list[Suite]:
    """Up to three suites a site, of its hours, of those of its references and of its months; a row is an hour or a month.

    Columns that no block draws on have none.
    """
    users = users_of(proposals, sites)
    found = []
    for name in sorted(users):
        series = {column: plain(column) for column, values in sites[name].series.items() if values.ndim == 1}
        hourly = {column: HOURS[known] for column, known in series.items() if known}
        own = {column: one for column, one in hourly.items() if not column.startswith(REFERENCE)}
        references = {column: one for column, one in hourly.items() if column not in own}
        for kind, columns in (("hours", own), ("reference hours", references), ("months", MONTHS)):
            suite = _suite(sites[name], kind, columns, users[name])
            found += [suite] if suite else []
    return found


def users_of(
    proposals: list[CastProposal], sites: Mapping[str, Site]
) -> dict[str, list[tuple[CastProposal, CastBlock]]]:
    """The blocks that name each known site."""
    users: dict[str, list[tuple[CastProposal, CastBlock]]] = {}
    for one in proposals:
        for block in one.blocks:
            if block.site in sites:
                users.setdefault(block.site, []).append((one, block))
    return users


def _suite(
    site: Site, kind: str, declared: Mapping[str, Physical | Column], users: list[tuple[CastProposal, CastBlock]]
) -> Suite | None:
    used = {name: [user for user in users if uses(user[1], name)] for name in declared if name in site.series}
    used = {name: blocks for name, blocks in used.items() if blocks}
    values = {name: series for name in used if (series := converted(site, name, declared[name].unit)) is not None}
    if not values:
        return None
    length = max(len(series) for series in values.values())
    columns = dict.fromkeys(values, "float64")
    padded: dict[str, Any] = {name: np.append(series, np.full(length - len(series), np.nan)) for name, series in values.items()}
    frame = _frame(padded, columns, length)
    everyone = list({id(user[1]): user for blocks in used.values() for user in blocks}.values())
    rules: list[Rule] = []
    gap = any(trouble.rule.endswith((".gap", ".incomplete")) for trouble in site.troubles)
    if not gap and kind != "reference hours":
        rules.append(_count_rule(site, kind, length, next(iter(values)), everyone))
    for name in values:
        rules += _column_rules(site, kind, name, declared[name], padded, used[name])
    return Suite(f"{kind} of {site.site_id}", frame, ("row_id", *columns), tuple(rules))


def _frame(values: Mapping[str, np.ndarray], columns: Mapping[str, str], length: int) -> Any:
    import pandas as pd

    return pd.DataFrame(
        {"row_id": np.arange(length, dtype="int64"), **{name: values[name].astype(kind) for name, kind in columns.items()}}
    )


def _count_rule(
    site: Site, kind: str, length: int, column: str, users: list[tuple[CastProposal, CastBlock]]
) -> Rule:
    due, told = (12, "a year has 12 months") if kind == "months" else hours_due(length, site.hours.get(column))
    more = "and no more; check how 29 February was handled" if length > due else "; gaps are not filled here"

    def say(_: int) -> list[Finding]:
        return said_to(
            site,
            users,
            CRITICAL,
            "series.incomplete",
            column,
            f"{length:,} {kind}",
            f"The series of the site '{site.site_id}' has {length:,} {kind}, and {told}.",
            f"Send the whole year{'s' if due > 8784 else ''} {more}.".replace(" ;", ";"),
            f"site {site.site_id}",
        )

    meaning = "The year is complete: 12 months" if kind == "months" else "Years are complete, each of 8,760 or 8,784 hours"
    return Rule("series.incomplete", meaning, CRITICAL, "ExpectTableRowCountToEqual", {"value": due}, say)


def _column_rules(
    site: Site,
    kind: str,
    name: str,
    physical: Physical | Column,
    values: Mapping[str, np.ndarray],
    users: list[tuple[CastProposal, CastBlock]],
) -> list[Rule]:
    series, one = values[name], kind.removesuffix("s")
    short = name.removeprefix("monthly_")
    span = f"{number(physical.least)} to {number(physical.most)}" + (f" {physical.unit}" if physical.unit != "1" else "")

    def first(rows: np.ndarray) -> tuple[str, str]:
        return (f"{rows.size:,} {one if rows.size == 1 else kind}", f"site {site.site_id}, {short}, {one} {int(rows[0]) + 1:,}")

    def say_missing(_: int) -> list[Finding]:
        count, place = first(np.flatnonzero(np.isnan(series)))
        return said_to(
            site,
            users,
            CRITICAL,
            "series.missing",
            name,
            count,
            f"{count} of the site '{site.site_id}' have no value of {short}.",
            "Send a file without missing values, or name another site.",
            place,
        )

    def say_bounds(_: int) -> list[Finding]:
        rows = np.flatnonzero((series < physical.least) | (series > physical.most))
        count, place = first(rows)
        unit = site.series_units.get(name, "1")
        looks = looks_like(name, unit, float(np.nanmedian(site.series[name])))
        likely = f"The numbers look like {looks}, not {unit}: name the right unit. " if looks else ""
        worst = max(series[rows], key=lambda value: max(physical.least - value, value - physical.most))
        return said_to(
            site,
            users,
            CRITICAL,
            "series.physical",
            name,
            f"{number(worst)} {physical.unit}".removesuffix(" 1"),
            f"{short} leaves what is possible, {span}, in {count} of the site '{site.site_id}'; the worst is {number(worst)}.",
            f"{likely}Look for a wrong unit, or a code for missing values (such as 999), and send the series again.",
            place,
        )

    def say_unit(_: int) -> list[Finding]:
        middle, unit = float(np.nanmedian(site.series[name])), site.series_units.get(name, "1")
        looks = looks_like(name, unit, middle)
        return said_to(
            site,
            users,
            CRITICAL,
            "series.unit",
            name,
            f"{number(middle)} {unit}".removesuffix(" 1"),
            f"{short} of the site '{site.site_id}' is said to be in {unit}, and its middle is {number(middle)}: no place has that"
            + (f"; it looks like {looks}." if looks else "."),
            f"If it is {looks or 'in another unit'}, name that unit in the head of the column, and send the series again.",
            f"site {site.site_id}, {short}",
        )

    rules = []
    if not any(trouble.rule.endswith((".missing", ".value", ".incomplete")) for trouble in site.troubles):
        rules.append(
            Rule(
                "series.missing",
                f"{short} has a value in each {one}",
                CRITICAL,
                "ExpectColumnValuesToNotBeNull",
                {"column": name},
                say_missing,
                once=True,
            )
        )
    if np.isnan(series).all():
        return rules
    rules.append(
        Rule(
            "series.physical",
            f"{short} is from {span}",
            CRITICAL,
            "ExpectColumnValuesToBeBetween",
            {"column": name, "min_value": physical.least, "max_value": physical.most},
            say_bounds,
            once=True,
        )
    )
    inside = np.nanmin(series) >= physical.least and np.nanmax(series) <= physical.most
    if isinstance(physical, Column) and physical.middle and inside:
        least, most = physical.middle
        rules.append(
            Rule(
                "series.unit",
                f"The middle of {short} is from {number(least)} to {number(most)} {physical.unit}",
                CRITICAL,
                "ExpectColumnMedianToBeBetween",
                {"column": name, "min_value": least, "max_value": most},
                say_unit,
            )
        )
    return rules


def said_to(
    site: Site,
    users: list[tuple[CastProposal, CastBlock]],
    severity: str,
    rule: str,
    name: str,
    found: str,
    reason: str,
    remedy: str,
    place: str,
) -> list[Finding]:
    """One finding for each block that draws on the column ``name``."""
    ending = "_hours" if name.startswith(REFERENCE) else "_monthly" if name.startswith("monthly_") else "_hourly"
    field = name.removeprefix("monthly_") + ending
    told = [
        tied(
            one,
            Finding(severity, rule, found, reason, remedy, block=block.number, field=field, place=place, file=site.file_of(name)),
        )
        for one, block in users
    ]
    return told


def uses(block: CastBlock, name: str) -> bool:
    """Whether the block's evaluator takes this column."""
    short = name.removeprefix("monthly_")
    asked = next((one for one, others in OTHER_NAMES.items() if short in others), short)
    names = (short, f"{short}_monthly") if name != short else (short, f"{asked}_hourly", f"{short}_hours")
    return any(isinstance(block.values.get(one), np.ndarray) for one in names)


def off_middle(values: np.ndarray, column: Column) -> bool:
    """Whether the median of ``values`` lies where no place on Earth has it."""
    return column.middle is not None and not column.middle[0] <= float(np.nanmedian(values)) <= column.middle[1]


def converted(site: Site, name: str, unit: str) -> np.ndarray | None:
    """The column in ``unit``; None where its own unit does not fit."""
    written = site.series_units.get(name, "1")
    series = site.series[name]
    if written == unit or series.size == 0:
        return series
    try:
        zero, one = (read_quantity(f"{value} {written}", unit).low for value in (0, 1))
    except UnitError:
        return None  # the cast refuses each block that takes it
    return series * (one - zero) + zero
