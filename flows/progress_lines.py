"""One line of a progress report: what its words say, in declared units, or why it cannot count."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from evaluators.toolkit.money import currencies, years
from evaluators.toolkit.units import UnitError, read_quantity
from flows.facts import Trouble
from flows.landing import Arrival
from flows.progress_items import ITEMS, SECTIONS, STATUSES, Item, of_section
from flows.progress_period import Period, read_period

OF_THE_REPORT = ("project", "period", "reported_on")
NEEDED = (*OF_THE_REPORT, "section", "item", "value")
KNOWN = (*NEEDED, "unit", "due", "met", "note")
LONGEST_NAME = 80  # characters, of a milestone
_PROJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@dataclass
class Line:
    """A line that was read. Of money ``value`` is what was paid, in ``currency``; otherwise it is in the item's unit."""

    project: str
    period: Period
    reported_on: date
    section: str
    item: str
    value: float | None
    currency: str
    status: str
    due: date | None
    met: date | None
    words: Mapping[str, str]
    arrival: Arrival
    place: str
    period_place: str
    conversion: str = ""
    worth: float = 0.0  # of money, in the fund's
    factor: float = 1.0  # what one of the written unit is worth in the item's
    readings: tuple[str, ...] = ()  # two texts where the written number may be either, the one that was taken first

    @property
    def spec(self) -> Item | None:
        """What is known of the item; None for a milestone."""
        return ITEMS.get(self.item) if self.section != "milestone" else None


class _Wrong(Exception):
    def __init__(self, rule: str, field: str, reason: str, remedy: str):
        super().__init__(reason)
        self.rule, self.field, self.reason, self.remedy = rule, field, reason, remedy


def read_line(words: Mapping[str, str], places: Mapping[str, str], arrival: Arrival) -> Line | Trouble:
    """The line, or why it does not count; ``words`` and ``places`` by the name of the column."""
    try:
        return _read(words, places, arrival)
    except _Wrong as wrong:
        place = places.get(wrong.field) or places.get("item") or next(iter(places.values()), "")
        # What is wrong with the whole report is told without the item, so that it can be told once.
        item = "" if wrong.field in OF_THE_REPORT else words.get("item", "")
        about = "; ".join(filter(None, (words.get("project", ""), item)))
        reason = f"{about}: {wrong.reason}" if about else wrong.reason
        found = f"{words.get(wrong.field, '')} {words.get('unit', '') if wrong.field == 'value' else ''}".strip()
        return Trouble(f"progress.{wrong.rule}", place, found[:80], reason[:1].upper() + reason[1:], wrong.remedy)


def _read(words: Mapping[str, str], places: Mapping[str, str], arrival: Arrival) -> Line:
    first = next(iter(places.values()), "")
    lacking = [name for name in NEEDED if not words.get(name)]
    if lacking:
        form = " In the XLSX form it stands on the sheet Report." if lacking[0] in OF_THE_REPORT else ""
        raise _Wrong("incomplete", lacking[0], f"the line has no {', no '.join(lacking)}.", f"Complete the line.{form}")
    if not _PROJECT.fullmatch(words["project"]):
        reason = f"'{words['project'][:40]}' is no number of a project."
        raise _Wrong("project", "project", reason, "Write the number that the fund gave the project, such as CTIF-001.")
    try:
        period = read_period(words["period"])
    except ValueError as error:
        remedy = "Write a calendar quarter such as 2027-Q1, or two dates: 2027-01-01 to 2027-03-31."
        raise _Wrong("period", "period", f"{error}.", remedy) from None
    reported_on = _day(words, "reported_on")
    if reported_on is not None and reported_on < period.ends:
        reason = f"it was reported on {reported_on}, before {period.name} ended on {period.ends}."
        raise _Wrong("early", "reported_on", reason, "Report a quarter after its end; correct the period or the day.")
    section = _section(words["section"])
    item = words["item"]
    due, met = _day(words, "due"), _day(words, "met")
    line = Line(
        words["project"], period, reported_on or period.ends, section, item, None, "", "", due, met, words, arrival,
        places.get("value", first), places.get("period", first),
    )  # fmt: skip
    if section == "milestone":
        _milestone(line)
        return line
    spec = of_section(section).get(item)
    if spec is None:
        raise _Wrong("item", "item", f"the {section} report has no item '{item[:40]}'.", _nearest(item[:LONGEST_NAME], section))
    if due or met:
        raise _Wrong("date", "due" if due else "met", "only milestones are due or met on a day.", "Take the date out.")
    _value(line, spec)
    return line


def _section(text: str) -> str:
    section = text.lower()
    if section in SECTIONS:
        return section
    near = difflib.get_close_matches(section, SECTIONS, n=1, cutoff=0.6)
    remedy = f"Did you mean {near[0]}?" if near else f"Write one of: {', '.join(SECTIONS)}."
    raise _Wrong("section", "section", f"there is no section '{text[:40]}'.", remedy)


@lru_cache(maxsize=256)  # one wrong word most often stands in every line of a file
def _nearest(item: str, section: str) -> str:
    elsewhere = ITEMS.get(item)
    if elsewhere:
        return f"It belongs to the section {elsewhere.section}."
    near = difflib.get_close_matches(item, of_section(section), n=2, cutoff=0.6)
    return f"Did you mean {' or '.join(near)}?" if near else f"Write one of: {', '.join(of_section(section))}."


def _milestone(line: Line) -> None:
    """Its state and dates; a name is free, but must be one that can be shown."""
    if len(line.item) > LONGEST_NAME or not line.item.isprintable():
        reason = f"the name of the milestone is longer than {LONGEST_NAME} characters, or holds some that cannot be seen."
        raise _Wrong("item", "item", reason, "Give it a short plain name, the same in every report.")
    status = {one.casefold(): one for one in STATUSES}.get(re.sub(r"[ _-]", "", line.words["value"]).casefold(), "")
    if not status:
        reason = f"'{line.words['value'][:40]}' is no state of a milestone."
        raise _Wrong("status", "value", reason, f"Write one of: {', '.join(STATUSES.values())}.")
    if line.words.get("unit"):
        raise _Wrong("unit", "unit", "a milestone has no unit.", "Leave the unit blank.")
    if status == "met" and line.met is None:
        raise _Wrong("met", "met", "it is met, but the day is missing.", "Write the day on which it was met into 'met'.")
    if status != "met" and line.met is not None:
        reason = f"it has a day on which it was met ({line.met}), but its state is {STATUSES[status]}."
        raise _Wrong("met", "met", reason, "Write met as the state, or take the day out.")
    if line.met is not None and line.met > line.reported_on:
        reason = f"it was met on {line.met}, after the report of {line.reported_on}."
        raise _Wrong("met", "met", reason, "Correct the day.")
    if status == "scheduled" and line.due is None:
        raise _Wrong("due", "due", "it is scheduled, but the day is missing.", "Write the day on which it is due into 'due'.")
    line.status = status


def _value(line: Line, spec: Item) -> None:
    """The number in the item's unit; money in its own currency, at the prices of its time."""
    raw, unit = line.words["value"], line.words.get("unit", "")
    stated = f"{raw} {unit}".strip().removesuffix(" 1")[:40]
    try:
        if spec.unit.startswith("money"):
            wanted, line.currency = _currency(raw, unit, spec.unit.removeprefix("money"))
            read = read_quantity(raw, wanted, separate_unit=unit, price_year=years()[1])
        else:
            read = read_quantity(raw, spec.unit, separate_unit=unit)
            line.conversion = read.how
    except UnitError as error:
        reason, remedy = error.reason.rstrip(".") + ".", error.remedy[:1].upper() + error.remedy[1:].rstrip(".") + "."
        if line.currency:  # the price year is ours; who writes it would be refused
            dated = f"{line.currency}{years()[1]}"
            reason, remedy = reason.replace(dated, line.currency), remedy.replace(dated, line.currency)
        raise _Wrong("unit", "value", reason, remedy) from None
    if read.low != read.high:
        raise _Wrong("range", "value", f"'{raw[:40]}' is a range.", "A report says what was: write one number.")
    if read.low < 0 and not spec.sum_of:
        raise _Wrong("negative", "value", f"{raw[:40]} is negative.", "Write the amount since the award, not the change.")
    if spec.most is not None and read.low > spec.most:
        most = f"{100 * spec.most:g} %" if "%" in stated else f"{spec.most:g}"
        raise _Wrong("bound", "value", f"it is {stated}; it may be {most} at most.", "Correct the value or its unit.")
    if spec.whole and read.low != int(read.low):
        raise _Wrong("whole", "value", f"it is {stated}; it is a count.", "Write a whole number: how many since the award.")
    if line.item == "operating_hours" and read.low > 24 * line.period.days:
        reason = f"{stated} are more than {line.period.name} has ({24 * line.period.days} h)."
        raise _Wrong("bound", "value", reason, "Write the hours of this quarter alone.")
    line.value, line.factor, line.readings = read.low, read.factor, read.readings


def _currency(raw: str, unit: str, per: str) -> tuple[str, str]:
    """The dated currency to read money in, with ``per`` ("" or "/tonne") behind it, and its code.

    Money of a price year is refused: it was paid when it was paid.
    """
    text = f"{raw} {unit}"
    found = set(re.findall("|".join(currencies()), text))
    if len(found) != 1:
        reason = "the amount has no currency" if not found else "the amount has two currencies"
        such = f"USD{per} or JPY{per}" if per else "MUSD or JPY"
        raise UnitError(reason, f"write one of {', '.join(currencies())} as the unit, such as {such}")
    code = found.pop()
    dated = f"{code}{years()[1]}{per}"
    try:
        read_quantity(raw, dated, separate_unit=unit)
    except UnitError:
        return dated, code  # no price year is stated, as it should be; other faults are told when it is read with one
    raise UnitError(f"'{text.strip()[:40]}' names a price year", f"report money as it was paid: {code} without a year")


def _day(words: Mapping[str, str], field: str) -> date | None:
    text = words.get(field, "")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        remedy = "Write the date as year-month-day, such as 2027-04-20."
        raise _Wrong("date", field, f"'{text[:40]}' is not a date.", remedy) from None
