"""One entry of the ledger: what it says, its line of JSON, and its hash.

An entry's hash is SHA-256 over its canonical JSON (keys sorted, no blanks) without the hash itself; the hash of the entry before
stands inside as ``prev``, so that none can be changed, taken out, put in or moved unseen.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from evaluators.toolkit.money import currencies

# Each event, and what it says of an award. Commitment: the council decides; obligation: a contract binds; disbursement: paid.
EVENTS = {
    "pledge": "announced, and binding on nobody",
    "commitment": "set aside for the project by decision of the council",
    "obligation": "bound by contract",
    "milestone_met": "a milestone is met, with its evidence",
    "milestone_missed": "a milestone is not met in time",
    "disbursement": "paid to the recipient",
    "outcome": "measured at the project",
    "deobligation": "released from the contract",
    "termination": "the award ends before its time",
    "clawback": "paid back by the recipient",
    "correction": "an earlier entry was wrong and counts no more",
}
MONEY = ("pledge", "commitment", "obligation", "disbursement", "deobligation", "clawback")
OPENS = ("pledge", "commitment")  # the first of an award
AFTER_TERMINATION = ("deobligation", "clawback", "outcome", "correction")
MILESTONES = ("milestone_met", "milestone_missed")
MOST = Decimal("1e13")  # of an amount: doubles keep cents of it exactly, as JSON needs
LONGEST = 20_000  # characters of a line
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,59}")
_AMOUNT = re.compile(r"\d{1,14}(?:\.\d{1,2})?")
_RATE = re.compile(r"\d{1,12}(?:\.\d{1,24})?")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Entry:
    """An entry as it was made; ``line`` is where it stands in the file.

    ``amount`` is in ``currency`` as paid; ``rate`` in [currency/USD]; ``to_fund`` is what one of the currency is worth in the
    fund's money; ``value`` and ``unit`` are those of an outcome; ``as_of`` is the day of the event.
    """

    sequence: int
    event: str
    award_id: str
    project_id: str
    as_of: date
    entered_at: datetime
    by: str
    decided_by: str
    reason: str
    amount: Decimal | None = None
    currency: str = ""
    rate: Decimal | None = None
    rate_source: str = ""
    to_fund: Decimal | None = None
    milestone: str = ""
    due: date | None = None
    met: date | None = None
    measure: str = ""
    value: float | None = None
    unit: str = ""
    corrects: int | None = None
    evidence: str = ""
    torn: str = ""
    prev: str = ""
    hash: str = ""
    line: int = 0


class BadEntry(ValueError):
    """A line that cannot count: ``reason`` in a sentence, and ``rule`` in a word."""

    def __init__(self, rule: str, reason: str):
        super().__init__(reason)
        self.rule, self.reason = rule, reason


def hash_of(content: Mapping[str, Any]) -> str:
    """The hash of an entry's content, all but its own ``hash``."""
    canonical = json.dumps(
        {name: value for name, value in content.items() if name != "hash"},
        sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False,
    )  # fmt: skip
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def sealed(content: Mapping[str, Any], prev: str) -> dict[str, Any]:
    """The content chained behind ``prev`` and with its hash; what is empty is left out."""
    kept = {name: value for name, value in content.items() if value not in (None, "")} | {"prev": prev}
    return kept | {"hash": hash_of(kept)}


def content_of(line: str) -> dict[str, Any]:
    """The content of a line; BadEntry where it is no JSON object, or names a key twice."""
    if len(line) > LONGEST:
        raise BadEntry("unreadable", f"It is longer than {LONGEST} characters, which no entry is.")
    try:
        content = json.loads(line, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        raise BadEntry("unreadable", "It is nested too deep for an entry.") from None
    except ValueError as error:
        raise BadEntry("unreadable", f"It cannot be read as JSON ({str(error)[:80]}).") from None
    if not isinstance(content, dict):
        raise BadEntry("unreadable", "It is JSON, but no entry: an entry stands in braces.")
    nested = next((name for name, value in content.items() if isinstance(value, dict | list)), None)
    if nested is not None:
        raise BadEntry("unreadable", f"Its {nested[:40]} is a list or an object; an entry has texts and numbers alone.")
    return content


def entry_of(content: Mapping[str, Any], line: int = 0) -> Entry:
    """The entry that a line's content states. Raises BadEntry, which names the field."""
    event = _text(content, "event")
    if event not in EVENTS:
        raise BadEntry("event", f"There is no event '{event[:40]}'; known are {', '.join(EVENTS)}.")
    sequence = content.get("sequence")
    if type(sequence) is not int or sequence < 1:
        raise BadEntry("sequence", f"Its sequence is '{sequence}'; entries are numbered from 1.")
    entry = Entry(
        sequence, event, _name(content, "award_id"), _name(content, "project_id"), _needed_day(content, "as_of"),
        _time(content), _needed(content, "by"), _needed(content, "decided_by"), _needed(content, "reason"),
        **_money(content, event), milestone=_text(content, "milestone"), due=_day(content, "due"), met=_day(content, "met"),
        measure=_text(content, "measure"), value=_value(content), unit=_text(content, "unit"), corrects=_corrects(content, event),
        evidence=_evidence(content), torn=_text(content, "torn"), prev=_text(content, "prev"), hash=_text(content, "hash"),
        line=line,
    )  # fmt: skip
    if entry.as_of > entry.entered_at.date():
        raise BadEntry("future", f"It is dated {entry.as_of}, after the day of its entry, {entry.entered_at:%Y-%m-%d}.")
    if event in MILESTONES and not entry.milestone:
        raise BadEntry("milestone", "It names no milestone.")
    if event == "outcome" and (entry.value is None or not entry.measure):
        raise BadEntry("outcome", "An outcome names what was measured (measure) and how much (value, unit).")
    return entry


def _money(content: Mapping[str, Any], event: str) -> dict[str, Any]:
    if event not in MONEY:
        if content.get("amount") is not None:
            raise BadEntry("amount", f"It has an amount, but a {event.replace('_', ' ')} moves no money.")
        return {}
    text, currency = _text(content, "amount"), _text(content, "currency")
    if text.startswith("-"):
        raise BadEntry("amount", f"Its amount, {text[:30]}, is negative; what goes back is a deobligation or a clawback.")
    if not _AMOUNT.fullmatch(text) or not 0 < Decimal(text) < MOST:
        raise BadEntry("amount", f"Its amount is '{text[:30]}'; it is written in digits, with two decimals at most.")
    if currency not in currencies():
        raise BadEntry("currency", f"There is no currency '{currency[:20]}'; known are {', '.join(currencies())}.")
    return {
        "amount": Decimal(text), "currency": currency, "rate": _rate(content, "rate"),
        "rate_source": _needed(content, "rate_source"), "to_fund": _rate(content, "to_fund"),
    }  # fmt: skip


def _rate(content: Mapping[str, Any], name: str) -> Decimal:
    text = _text(content, name)
    if not _RATE.fullmatch(text) or not Decimal(text):
        raise BadEntry("rate", f"Its {name} is '{text[:30]}'; it is a number above 0, written in digits.")
    return Decimal(text)


def _value(content: Mapping[str, Any]) -> float | None:
    value = content.get("value")
    if value is None or type(value) in (int, float):
        return value
    raise BadEntry("value", f"Its value, '{str(value)[:30]}', is no number.")


def _corrects(content: Mapping[str, Any], event: str) -> int | None:
    number = content.get("corrects")
    if event != "correction":
        return None
    if type(number) is not int or number < 1:
        raise BadEntry("corrects", f"It corrects '{str(number)[:30]}', which is no number of an entry.")
    return number


def _evidence(content: Mapping[str, Any]) -> str:
    text = _text(content, "evidence")
    if text and not _HASH.fullmatch(text):
        raise BadEntry("evidence", f"Its evidence, '{text[:30]}', is no SHA-256 hash (64 hex digits).")
    return text


def _text(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name, "")
    if not isinstance(value, str):
        raise BadEntry(name, f"Its {name} is {json.dumps(value)[:40]}; it is a text in quotation marks.")
    return value


def _needed(content: Mapping[str, Any], name: str) -> str:
    text = _text(content, name)
    if not text.strip():
        raise BadEntry(name, f"It has no {name}.")
    return text


def _name(content: Mapping[str, Any], name: str) -> str:
    text = _needed(content, name)
    if not is_name(text):
        raise BadEntry(name, f"Its {name}, '{text[:40]}', is no number: letters, digits and . _ / - alone, 60 at most.")
    return text


def is_name(text: str) -> bool:
    """Whether a text can be the number of an award or a project."""
    return bool(_NAME.fullmatch(text))


def _needed_day(content: Mapping[str, Any], name: str) -> date:
    day = _day(content, name)
    if day is None:
        raise BadEntry(name, f"It has no {name}.")
    return day


def _day(content: Mapping[str, Any], name: str) -> date | None:
    text = _text(content, name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadEntry(name, f"Its {name}, '{text[:30]}', is no date; write it as 2027-01-22.") from None


def _time(content: Mapping[str, Any]) -> datetime:
    text = _needed(content, "entered_at")
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise BadEntry("entered_at", f"Its entered_at, '{text[:40]}', is no time.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"'{twice[:40]}' stands twice")
    return dict(pairs)


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number")
