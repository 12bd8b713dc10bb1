"""What somebody wants to enter, checked before it is written: what cannot be true is refused.

Refused are an unknown currency, project or award, a day in the future, an amount without currency or below zero, and what comes
after a termination. A payment before its milestone or above the award happened all the same: it is recorded, and flagged.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from evaluators.toolkit.number_words import NUMBER, value
from evaluators.toolkit.unit_words import UnitError, plain
from evaluators.toolkit.unit_worth import taken_apart
from scorecards.ledger_balances import struck
from scorecards.ledger_entry import AFTER_TERMINATION, EVENTS, MILESTONES, MONEY, OPENS, Entry, is_name
from scorecards.ledger_money import MoneyError, exact, read_amount, worth
from scorecards.table import NotFound, QuestionError, not_found

LONGEST_TEXT, LONGEST_NAME = 2000, 80  # characters
FIRST_YEAR = 2000  # that the tables of rates and deflators have


@dataclass(frozen=True)
class Wanted:
    """An entry as it was asked for: words, as they were typed."""

    event: str
    award: str
    by: str
    reason: str
    project: str = ""
    amount: str = ""
    milestone: str = ""
    as_of: str = ""
    due: str = ""
    met: str = ""
    measure: str = ""
    corrects: int | None = None
    rate: str = ""
    rate_source: str = ""
    evidence: str = ""
    decided_by: str = ""


def content_for(wanted: Wanted, entries: Collection[Entry], projects: Collection[str], now: datetime) -> dict[str, Any]:
    """The content of the entry, all but its number, links and hash.

    ``entries`` are those of the ledger, ``projects`` those that have come in, ``now`` the time (UTC).
    Raises QuestionError and NotFound, which say what to write.
    """
    event = wanted.event.strip().lower().replace("-", "_").replace(" ", "_")
    if event not in EVENTS:
        raise not_found("event", wanted.event, EVENTS)
    as_of = _day(wanted.as_of, "--as-of", now.date()) if wanted.as_of else now.date()
    content: dict[str, Any] = {
        "event": event, "award_id": _award(wanted, event, entries), "as_of": as_of.isoformat(),
        "entered_at": now.replace(tzinfo=None).isoformat(timespec="seconds"), **_people(wanted),
    }  # fmt: skip
    content["project_id"] = _project(wanted, content["award_id"], entries, projects)
    _after_termination(event, content["award_id"], entries)
    content |= _amount(wanted, event, as_of)
    content |= _milestone(wanted, event, as_of, now.date())
    if event == "correction":
        content["corrects"] = _corrects(wanted, content["award_id"], entries)
    elif wanted.corrects is not None:
        raise QuestionError(f"Only a correction corrects an entry; this is {_a(event)}. Leave --corrects out.")
    return content | {"evidence": wanted.evidence}


def _people(wanted: Wanted) -> dict[str, str]:
    by, reason = _text(wanted.by), _text(wanted.reason)
    if not by or len(reason) < 8:
        raise QuestionError("This needs a name (--by) and a reason of at least 8 letters (--reason): it stands in the record.")
    return {"by": by, "decided_by": _text(wanted.decided_by) or by, "reason": reason}


def _award(wanted: Wanted, event: str, entries: Collection[Entry]) -> str:
    name = wanted.award.strip()
    known = {entry.award_id.lower(): entry.award_id for entry in entries}
    if name.lower() in known:
        return known[name.lower()]
    if event not in OPENS:
        nearest = str(not_found("award", name[:60], known.values())) if known else f"There is no award '{name[:60]}' yet."
        raise NotFound(f"{nearest} An award begins with a pledge or a commitment.")
    if not is_name(name):
        raise QuestionError(
            f"'{name[:40]}' is no number of an award. Write letters, digits and . _ / - alone, 60 at most, such as A-2026-014."
        )
    return name


def _project(wanted: Wanted, award: str, entries: Collection[Entry], projects: Collection[str]) -> str:
    owner = next((entry.project_id for entry in entries if entry.award_id == award), "")
    name = wanted.project.strip()
    if not name and not owner:
        raise QuestionError(f"Award {award} is new: name the project it goes to (--project).")
    known = {one.lower(): one for one in projects}
    if name and name.lower() not in known:
        raise not_found("project", name, projects)
    project = known.get(name.lower(), "") or owner
    if owner and project != owner:
        raise QuestionError(f"Award {award} goes to {owner}, not to {project}. Another project has an award of its own.")
    return project


def _after_termination(event: str, award: str, entries: Collection[Entry]) -> None:
    gone = struck(entries)
    ended = [one for one in entries if one.award_id == award and one.event == "termination" and one.sequence not in gone]
    if ended and event not in AFTER_TERMINATION:
        allowed = ", ".join(AFTER_TERMINATION)
        raise QuestionError(
            f"Award {award} ended by termination on {ended[-1].as_of} (entry {ended[-1].sequence}). "
            f"After that it takes {allowed}. Was the termination entered by mistake? Correct it: --corrects {ended[-1].sequence}."
        )


def _amount(wanted: Wanted, event: str, as_of: date) -> dict[str, Any]:
    """Amount, currency and rate of an event that moves money; measure, value and unit of an outcome."""
    if event == "outcome":
        return _outcome(wanted)
    if wanted.measure:
        raise QuestionError(f"Only an outcome has a measure; this is {_a(event)}. Leave --measure out.")
    if event not in MONEY:
        if wanted.amount or wanted.rate or wanted.rate_source:
            raise QuestionError(f"{_a(event).capitalize()} moves no money. Leave --amount and --rate out.")
        return {}
    if not wanted.amount.strip():
        raise QuestionError(f"{_a(event).capitalize()} needs its amount: --amount '12.5 MUSD'.")
    try:
        amount, currency = read_amount(wanted.amount)
        rate, source, to_fund = worth(currency, as_of, wanted.rate, wanted.rate_source)
    except MoneyError as error:
        raise QuestionError(str(error)) from None
    return {
        "amount": exact(amount), "currency": currency, "rate": f"{rate:f}", "rate_source": _text(source),
        "to_fund": f"{to_fund:f}",
    }  # fmt: skip


def _outcome(wanted: Wanted) -> dict[str, Any]:
    measure, stated = _text(wanted.measure), plain(wanted.amount)
    if not measure or not stated:
        raise QuestionError("An outcome needs what was measured and how much: --measure co2_stored --amount '349 tonne'.")
    found = re.fullmatch(rf"({NUMBER}) ?(.*)", stated)
    if not found or len(measure) > LONGEST_NAME:
        raise QuestionError(f"'{stated[:40]}' is no number with a unit, such as '349 tonne'; a count stands alone: '4'.")
    unit = found[2] or "1"
    try:
        taken_apart(unit, unit)
    except UnitError as error:
        raise QuestionError(f"The outcome cannot be read: {error.reason}; {error.remedy}.") from None
    return {"measure": measure, "value": value(found[1]), "unit": unit}


def _milestone(wanted: Wanted, event: str, as_of: date, today: date) -> dict[str, Any]:
    name = _text(wanted.milestone)
    if len(name) > LONGEST_NAME:
        raise QuestionError(f"The name of the milestone is longer than {LONGEST_NAME} characters; give it a short one.")
    if event in MILESTONES and not name:
        raise QuestionError("Which milestone? Name it: --milestone construction_start.")
    if wanted.met and event != "milestone_met":
        raise QuestionError(f"Only a milestone met has the day on which it was met; this is {_a(event)}. Leave --met out.")
    met = _day(wanted.met, "--met", today) if wanted.met else as_of if event == "milestone_met" else None
    if met is not None and met > as_of:
        raise QuestionError(f"The milestone was met on {met}, after the day of the entry, {as_of}. Correct --met or --as-of.")
    due = _day(wanted.due, "--due") if wanted.due else None
    return {"milestone": name, "due": due.isoformat() if due else "", "met": met.isoformat() if met else ""}


def _corrects(wanted: Wanted, award: str, entries: Collection[Entry]) -> int:
    """The entry that a correction takes back: one of the same award that still counts."""
    number = wanted.corrects
    entry = next((one for one in entries if one.sequence == number), None)
    if number is None or entry is None:
        raise QuestionError(f"A correction names the entry that it takes back, 1 to {len(entries)}: --corrects 7.")
    if entry.award_id != award:
        raise QuestionError(f"Entry {number} is of award {entry.award_id}, not of {award}.")
    if entry.event == "correction" or number in struck(entries):
        what = "a correction" if entry.event == "correction" else "corrected already"
        raise QuestionError(f"Entry {number} is {what}. Enter what is right anew.")
    return number


def _day(text: str, option: str, latest: date | None = None) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise QuestionError(f"{option} is '{text[:30]}', which is no date. Write it as 2026-11-20.") from None
    if day.year < FIRST_YEAR:
        raise QuestionError(f"{option} is {day}, which is long past. Correct the year.")
    if latest is not None and day > latest:
        raise QuestionError(
            f"{option} is {day}, which is in the future (today is {latest}, UTC). The ledger has what happened; enter it then."
        )
    return day


def _text(text: str) -> str:
    """One line of text that can be shown and written: controls and broken letters out."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in whole).split())[:LONGEST_TEXT]


def _a(event: str) -> str:
    words = event.replace("_", " ")
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
