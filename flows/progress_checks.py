"""Progress between quarters and between lines: what contradicts what was reported before does not count, and is told."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from evaluators.toolkit.money import money_factor, nearest_year
from flows.facts import Trouble
from flows.landing import Arrival
from flows.progress_items import ITEMS, STATUSES
from flows.progress_lines import Line

MONEY = "USD2024"
ROUNDING = 1.0  # of a sum, in units of the currency for each of its parts
Told = list[tuple[Arrival, Trouble]]


def checked(lines: list[Line], told: Told) -> list[Line]:
    """The lines that can count together, by project and period; why others cannot goes into ``told``."""
    lines = _one_of_each(lines, told)
    lines = _in_order(lines, told)
    kept: list[Line] = []
    for series in _groups(lines, lambda line: (line.project, line.section, line.item)):
        kept += _series(sorted(series, key=lambda line: line.period), told)
    wrong = {
        _key(line) for report in _groups(kept, lambda line: (line.project, line.period)) for line in _wrong_sums(report, told)
    }
    return sorted((line for line in kept if _key(line) not in wrong), key=_key)


def _key(line: Line) -> tuple[str, ...]:
    return (line.project, line.period.name, line.section, line.item)


def _groups(lines: Iterable[Line], key: Callable[[Line], tuple]) -> list[list[Line]]:
    groups: dict[tuple, list[Line]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return list(groups.values())


def _one_of_each(lines: list[Line], told: Told) -> list[Line]:
    known: dict[tuple[str, ...], Line] = {}
    for line in lines:
        first = known.setdefault(_key(line), line)
        if _says(first) != _says(line):
            reason = (
                f"{_about(line)} is {_written(line)} here and {_written(first)} in {first.arrival.name}, {first.place}; "
                "the first one counts."
            )
            told.append((line.arrival, _trouble("twice", line, reason, "Keep one of the two lines.")))
    return list(known.values())


def _says(line: Line) -> tuple:
    return (line.value, line.currency, line.status, line.due, line.met)


def _in_order(lines: list[Line], told: Told) -> list[Line]:
    """Leaves out what was reported after a later period already was: most likely its period is a slip.

    A forgotten quarter may come with the later ones: what counts is the newest period of each day of reporting.
    """
    kept = []
    for project in _groups(lines, lambda line: (line.project,)):
        newest: Line | None = None
        for day in _groups(sorted(project, key=lambda line: line.reported_on), lambda line: (line.reported_on,)):
            last = max(day, key=lambda line: line.period)
            if newest is None or last.period.ends >= newest.period.ends:
                newest = last
                kept += day
                continue
            for line in day:
                reason = (
                    f"{line.project}: {line.period.name} is reported on {line.reported_on}, after {newest.period.name} was on "
                    f"{newest.reported_on}: is another quarter meant?"
                )
                remedy = "Correct the period or the day of the report; a forgotten quarter is sent together with the newest."
                told.append((line.arrival, _trouble("order", line, reason, remedy, "period")))
    return kept


def _series(series: list[Line], told: Told) -> list[Line]:
    """One item of one project through its periods."""
    kept: list[Line] = []
    worth = 0.0  # of a cumulative amount, in the fund's money
    for line in series:
        before = kept[-1] if kept else None
        trouble = _against(before, line) if before else None
        if trouble:
            told.append((line.arrival, trouble))
            continue
        if line.currency:
            worth = _converted(before, line, worth)
        kept.append(line)
    return kept


def _against(before: Line, line: Line) -> Trouble | None:
    """What contradicts the period before, or nothing."""
    cumulative = line.spec is not None and line.spec.cumulative
    if line.period.begins <= before.period.ends:
        reason = f"{line.project}: {line.period.name} overlaps {before.period.name}, which was reported already."
        return _trouble("overlap", line, reason, "Report each day in one period only.", "period")
    if line.currency != before.currency:
        reason = f"{_about(line)} is in {line.currency}; {before.period.name} was in {before.currency}."
        return _trouble("currency", line, reason, f"Report all quarters in one currency: {before.currency}.")
    if cumulative and (line.value or 0.0) < (before.value or 0.0):
        reason = f"{_about(line)} is {_written(line)}, less than {_written_like(before, line)} in {before.period.name}; "
        reason += "it counts from the award."
        remedy = f"Write the amount since the award; a correction of {before.period.name} goes into its own report."
        return _trouble("falls", line, reason, remedy)
    if before.status == "met" and line.status != "met":
        reason = f"{_about(line)} is {STATUSES[line.status]}; it was met on {before.met}, as reported for {before.period.name}."
        return _trouble("milestone", line, reason, f"Write met and the day again, or correct {before.period.name}.")
    return None


def _wrong_sums(report: list[Line], told: Told) -> list[Line]:
    """Lines of the financial form that are not the sum of their parts; told where all parts stand in the report."""
    stated = {line.item: line for line in report if line.value is not None}
    wrong = []
    for name, line in stated.items():
        parts = ITEMS[name].sum_of
        if not parts or any(part not in stated for _, part in parts):
            continue
        total = sum(sign * (stated[part].value or 0.0) for sign, part in parts)
        if not math.isclose(total, line.value or 0.0, rel_tol=1e-6, abs_tol=ROUNDING * len(parts)):
            reason = (
                f"{_about(line)} (line {ITEMS[name].line}) is {_written(line)}, but {ITEMS[name].meaning} "
                f"({', '.join(part for _, part in parts)}) makes {_in_its_unit(total, line)}."
            )
            told.append((line.arrival, _trouble("sum", line, reason, "Correct the line or its parts, or leave the sum out.")))
            wrong.append(line)
    return wrong


def _converted(before: Line | None, line: Line, worth: float) -> float:
    """What the line is worth in the fund's money; a cumulative amount is carried over increase by increase."""
    year = nearest_year(line.currency, line.period.ends.year)
    factor, how = money_factor(line.currency, year, "USD", int(MONEY[3:]))
    late = "" if year == line.period.ends.year else f" ({line.period.ends.year} taken as {year}, the tables' nearest year)"
    amount, cumulative = line.value or 0.0, bool(line.spec and line.spec.cumulative)
    earlier = (before.value or 0.0) if before and cumulative else 0.0
    line.conversion = f"as paid; {how}{late}" + ("; each quarter's increase in its own year" if cumulative else "")
    line.worth = (worth if cumulative else 0.0) + (amount - earlier) * factor
    return line.worth


def _about(line: Line) -> str:
    return f"{line.project}: {line.item} of {line.period.name}"


def _written(line: Line) -> str:
    return STATUSES.get(line.status) or f"{line.words['value']} {line.words.get('unit', '')}".strip()


def _written_like(before: Line, line: Line) -> str:
    """An earlier amount as it was written, or in the unit of a later one that is in another."""
    same = before.words.get("unit") == line.words.get("unit")
    return _written(before) if same and before.words.get("unit") else _in_its_unit(before.value or 0.0, line)


def _in_its_unit(amount: float, line: Line) -> str:
    """An amount [currency] in the unit in which the line is written, such as "500 MJPY"."""
    unit = line.words.get("unit", "") or line.words["value"].lstrip("0123456789.,+- ")
    told = f"{amount / line.factor:,.6f}".rstrip("0").rstrip(".")
    return f"{told} {unit}".strip().removesuffix(" 1")


def _trouble(rule: str, line: Line, reason: str, remedy: str, field: str = "value") -> Trouble:
    place = line.period_place if field == "period" else line.place
    return Trouble(f"progress.{rule}", place, line.words.get(field, "")[:80], reason, remedy)
