"""Patterns that no sensor makes: a value that stands still, a column that is filled, a week that stands twice, a jump.

Judged once a site and column, said to each block that draws on the site's hours. A column that no block draws on (sunshine,
a price, a reference from another source) is judged too, as a warning; what its reader has noted already is not said again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from flows.cast import CastBlock, CastProposal
from flows.expectations.series import converted, off_middle, said_to, users_of, uses
from flows.expectations.series_columns import HOURS, Column, looks_like, plain
from flows.expectations.suite import Rule, Suite, table
from flows.expectations.wording import number, with_unit
from flows.findings import WARNING, Finding
from flows.sites import Site

COLUMNS = {"site": "str", "column": "str", "check": "str", "verdict": "str"}
WEEK = 7  # [day] that stand twice before it is called a copy
FINE = "ok"

User = tuple[CastProposal, CastBlock]


@dataclass(frozen=True)
class Seen:
    """What was seen in a column: the value, its reason and remedy, and the hours it was seen in."""

    found: str
    reason: str
    remedy: str
    place: str


@dataclass(frozen=True)
class Series:
    """One column of a site in the unit of ``column``, as it is said to people."""

    site: Site
    name: str
    values: np.ndarray
    column: Column
    used: bool

    def hours(self, first: int, count: int = 1) -> str:
        """ "site x, wind_speed, hours 101 to 149", counted from 1."""
        span = f"hour {first + 1:,}" if count == 1 else f"hours {first + 1:,} to {first + count:,}"
        return f"site {self.site.site_id}, {self.name}, {span}"

    def shown(self, value: float) -> str:
        """The value with its unit."""
        return with_unit(number(round(float(value), 6)), self.column.unit)

    @property
    def inside(self) -> bool:
        """Whether every value is possible."""
        return bool(np.nanmin(self.values) >= self.column.least and np.nanmax(self.values) <= self.column.most)

    def noted(self, words: str) -> bool:
        """Whether a reader's note has these words already, and no figure rests on the column."""
        return not self.used and any(words in note for note in self.site.notes)


def patterns_suite(proposals: list[CastProposal], sites: Mapping[str, Site]) -> Suite | None:
    """One row a column and check; None where no block draws on hours."""
    rows: list[dict[str, str]] = []
    told: list[tuple[Series, list[User], Seen | None]] = []
    for site_id, users in users_of(proposals, sites).items():
        site = sites[site_id]
        everyone = [user for user in users if any(uses(user[1], name) for name in HOURS)]
        for name in sorted(site.series) if everyone else ():
            kind = HOURS.get(plain(name))
            if kind is None or site.series[name].ndim != 1 or name.startswith("monthly_"):
                continue
            values = converted(site, name, kind.unit)
            if values is None or not np.isfinite(values).any():
                continue
            mine = [user for user in users if uses(user[1], name)]
            series = Series(site, name, values, kind, bool(mine))
            for check, look in CHECKS.items():
                seen = look(series)
                rows.append({"site": site_id, "column": name, "check": check, "verdict": check if seen else FINE})
                told.append((series, mine or everyone, seen))
    if not rows:
        return None

    def say(row: int) -> list[Finding]:
        series, users, seen = told[row]
        if seen is None:
            return []
        rule, name = rows[row]["check"], series.name
        return said_to(series.site, users, WARNING, rule, name, seen.found, seen.reason, seen.remedy, seen.place)

    rules = tuple(
        Rule(
            check,
            MEANINGS[check],
            WARNING,
            "ExpectColumnValuesToBeInSet",
            {"column": "verdict", "value_set": [FINE], "row_condition": f'check=="{check}"', "condition_parser": "pandas"},
            say,
        )
        for check in CHECKS
    )
    return Suite("patterns of series", table(rows, COLUMNS), ("row_id", *COLUMNS), rules)


def run_lengths(values: np.ndarray) -> np.ndarray:
    """For each element how many equal ones in a row it stands among, shape as ``values``."""
    if values.size == 0:
        return values
    starts = np.r_[0, np.flatnonzero(np.diff(values) != 0) + 1, values.size]
    lengths = np.diff(starts)
    return np.repeat(lengths, lengths).astype(float)


def _stuck(one: Series) -> Seen | None:
    values, kind = one.values, one.column
    if not kind.stuck or (kind.varies and _constant(values)):
        return None  # one value all year is told as filled
    runs = run_lengths(values)
    quiet = np.zeros(len(values), dtype=bool)
    if kind.quiet:
        quiet = (values >= kind.quiet[0]) & (values <= kind.quiet[1])
    if plain(one.name) == "wind_direction":
        quiet |= _calm(one)  # a vane stands still in a calm
    limit = np.where(quiet, kind.quiet_hours or len(values), kind.stuck)
    over = np.where(runs > limit, runs, 0)
    if not over.any():
        return None
    at, count = int(np.argmax(over)), int(over.max())
    what = "The wind" if plain(one.name) == "wind_speed" else one.name
    cold = one.site.series.get("temperature")
    likely = "a stuck sensor, or a filled gap"
    if plain(one.name).startswith("wind"):
        likely = "a stuck or iced anemometer, or a filled gap"
        frost = cold[at : at + count] if cold is not None and one.site.series_units.get("temperature") == "degC" else np.empty(0)
        if len(frost) == count and frost.max() < 2:
            likely += " (it was below 2 degC all the while: ice is likely)"
    return Seen(
        f"{one.shown(values[at])} for {count} h",
        f"{what} of the site '{one.site.site_id}' stands at {one.shown(values[at])} for {count} hours: {likely}.",
        "Ask the source how these hours were measured, or name another station.",
        one.hours(at, count),
    )


def _filled(one: Series) -> Seen | None:
    if not (one.column.varies and len(one.values) > 24 and _constant(one.values)) or one.noted(f"{one.name} is "):
        return None
    value = one.shown(one.values[0])
    return Seen(
        value,
        f"{one.name} is {value} in every hour of the site '{one.site.site_id}': filled, not measured.",
        "Send a measured series if there is one; the answer rests on the constant until then.",
        f"site {one.site.site_id}, {one.name}",
    )


def _calm_direction(one: Series) -> Seen | None:
    calm = _calm(one) & (one.values == 0) if plain(one.name) == "wind_direction" else np.zeros(1, dtype=bool)
    if not calm.any() or one.noted("carry direction 0"):
        return None
    return Seen(
        f"{int(calm.sum()):,} hours",
        f"{int(calm.sum()):,} calm hours ({calm.mean():.1%}) of the site '{one.site.site_id}' carry direction 0: that means "
        "none, not north, and is left out of the rose.",
        "Nothing need be done where 360 means north; else write 360 for north, and leave the direction of calm hours empty.",
        one.hours(int(np.argmax(calm))),
    )


def _jump(one: Series) -> Seen | None:
    steps = np.abs(np.diff(one.values))
    if not one.column.jump or not one.inside or not np.isfinite(steps).any() or np.nanmax(steps) <= one.column.jump:
        return None  # what leaves its bounds is told for that
    at = int(np.nanargmax(steps))
    first, then = one.shown(one.values[at]), one.shown(one.values[at + 1])
    return Seen(
        f"{first}, then {then}",
        f"{one.name} of the site '{one.site.site_id}' goes from {first} to {then} within an hour; more than "
        f"{one.shown(one.column.jump)} is not weather.",
        "Look for a code of missing values or a change of the sensor at this hour, and send the series again.",
        one.hours(at, 2),
    )


def _copied_days(one: Series) -> Seen | None:
    days = one.values[: len(one.values) // 24 * 24].reshape(-1, 24)
    if not one.column.days or len(days) <= WEEK or len(days) > 3660:
        return None
    moving = (days != days[:, :1]).any(axis=1) & np.isfinite(days).all(axis=1)
    _, number_of = np.unique(days, axis=0, return_inverse=True)
    number_of = number_of.ravel()
    best, first, later = 0, 0, 0
    for lag in range(1, len(days)):
        same = (number_of[lag:] == number_of[:-lag]) & moving[lag:]
        if int(same.sum()) <= best:
            continue
        runs = np.where(same, run_lengths(same.astype(float)), 0)
        if runs.max() > best:
            best, first = int(runs.max()), int(np.argmax(runs))
            later = first + lag
    if best < WEEK:
        return None
    return Seen(
        f"{best} days",
        f"{one.name} of the site '{one.site.site_id}' has {best} days in a row that stand twice, hour by hour: from day "
        f"{first + 1} and again from day {later + 1}. They look copied.",
        "Ask the source how gaps were filled, and send the measured days if there are any.",
        one.hours(later * 24, best * 24),
    )


def _unit(one: Series) -> Seen | None:
    written = one.site.series[one.name]
    middle, unit = float(np.nanmedian(written)), one.site.series_units.get(one.name, "1")
    likely = looks_like(one.name, unit, middle)
    if one.used and (not one.inside or off_middle(one.values, one.column)):
        return None  # refused for that, with the likely unit
    if not likely and one.inside:
        return None
    place = f"site {one.site.site_id}, {one.name}"
    if not likely:
        worst = max((np.nanmin(one.values), np.nanmax(one.values)), key=lambda value: abs(value))
        return Seen(
            one.shown(worst),
            f"{one.name} of the site '{one.site.site_id}' leaves what is possible, {number(one.column.least)} to "
            f"{one.shown(one.column.most)}; the worst is {number(worst)}. No figure rests on it.",
            "Look for a wrong unit, or a code for missing values (such as 999).",
            place,
        )
    return Seen(
        with_unit(number(middle), unit),
        f"{one.name} of the site '{one.site.site_id}' is said to be in {unit}, and its middle is {number(middle)}: that looks "
        f"like {likely}.",
        f"If it is {likely}, name that unit in the head of the column; else say why it is so.",
        place,
    )


def _calm(one: Series) -> np.ndarray:
    speed = one.site.series.get(one.name.replace("wind_direction", "wind_speed"), one.site.series.get("wind_speed"))
    if speed is None or speed.shape != one.values.shape:
        return np.zeros(len(one.values), dtype=bool)
    return speed == 0


def _constant(values: np.ndarray) -> bool:
    return bool(np.nanmin(values) == np.nanmax(values))


CHECKS: Mapping[str, Callable[[Series], Seen | None]] = {
    "series.unit": _unit,
    "series.stuck": _stuck,
    "series.filled": _filled,
    "series.calm_direction": _calm_direction,
    "series.jump": _jump,
    "series.copied": _copied_days,
}
MEANINGS = {
    "series.unit": "Numbers are those of the unit that is named",
    "series.stuck": "No sensor stands still for days",
    "series.filled": "What varies in nature varies here",
    "series.calm_direction": "A calm hour has no direction",
    "series.jump": "No jump that is not weather",
    "series.copied": f"No {WEEK} days in a row stand twice",
}
