"""Whether the ledger is still the one that was written: each line against its own hash, its number and the line before.

A chain alone cannot show that its tail was cut off, or all of it written anew; so each run keeps what it has read, and the
file is held against that, too. A line that is not what it was does not count; the others do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scorecards.ledger_entry import BadEntry, Entry, content_of, entry_of, hash_of

TORN = "torn"
MOST_ENTRIES = 1_000_000_000  # no ledger has more; a number above it is nobody's
LOST = ("cut", "rewritten")  # what was entered is no more


@dataclass(frozen=True)
class Seen:
    """An entry as the run ``run_id`` read it: its ``hash`` and the content of its line."""

    hash: str
    content: Mapping[str, Any]
    run_id: str


@dataclass(frozen=True)
class ChainTrouble:
    """What is wrong at a ``line`` of the file, or with the file as a whole (0); ``remedy`` is what to do."""

    line: int
    sequence: int | None
    rule: str
    reason: str
    remedy: str


@dataclass
class Chain:
    """The ledger as it was read: ``entries`` that count, in the order of the file, and what is wrong.

    ``last`` and ``head`` are number and hash that the next entry follows; ``torn`` is a last line that a crash cut short.
    """

    entries: list[Entry] = field(default_factory=list)
    troubles: list[ChainTrouble] = field(default_factory=list)
    lines: dict[int, str] = field(default_factory=dict)
    last: int = 0
    head: str = ""
    torn: bytes = b""


@dataclass
class _Line:
    number: int
    raw: bytes
    content: dict[str, Any] = field(default_factory=dict)
    wrong: BadEntry | None = None

    @property
    def sequence(self) -> int | None:
        found = self.content.get("sequence")
        return found if type(found) is int and 0 < found <= MOST_ENTRIES else None

    @property
    def torn(self) -> str:
        """The hash of the fragment before it that it accounts for; "" where there was none."""
        return str(self.content.get("torn", ""))

    @property
    def own(self) -> str:
        """Its stated hash; "" where it states none."""
        found = self.content.get("hash")
        return found if isinstance(found, str) else ""


def read_chain(content: bytes, seen: Mapping[int, Seen] | None = None) -> Chain:
    """The chain that the bytes of the file hold; ``seen`` has by number what earlier runs read."""
    seen = seen or {}
    chain = Chain()
    lines = [_read(number, raw) for number, raw in enumerate(content.split(b"\n"), 1) if raw.strip()]
    if lines and lines[-1].wrong and not content.endswith(b"\n"):
        torn = lines.pop()
        chain.torn = torn.raw
        chain.troubles.append(_torn(torn.number))
    _links(chain, lines)
    _count(chain, lines, seen)
    _gone(chain, lines, seen)
    chain.troubles.sort(key=lambda one: (one.line or float("inf"), one.rule))
    whole = [line for line in lines if line.own]
    chain.last = max((line.sequence or 0 for line in lines), default=0)
    chain.head = whole[-1].own if whole else ""
    return chain


def _read(number: int, raw: bytes) -> _Line:
    line = _Line(number, raw)
    try:
        line.content = content_of(raw.decode("utf-8"))
    except UnicodeDecodeError:
        line.wrong = BadEntry("unreadable", "It is not written in UTF-8.")
    except BadEntry as error:
        line.wrong = error
    return line


def _links(chain: Chain, lines: Sequence[_Line]) -> None:
    """Numbers and links: what was taken out, put in, moved, or torn and never accounted for."""
    told = chain.troubles
    fragments = {place: hashlib.sha256(line.raw).hexdigest() for place, line in enumerate(lines) if line.wrong}
    accounted = {place for place in fragments if place + 1 < len(lines) and lines[place + 1].torn == fragments[place]}
    elsewhere = {line.sequence for line in lines if line.sequence}
    before: _Line | None = None
    met: set[int] = set()
    highest = 0
    for place, line in enumerate(lines):
        if line.wrong:
            if place not in accounted:
                told.append(_trouble(line, "unreadable", line.wrong.reason))
            continue
        if line.torn and place - 1 not in accounted:
            told.append(_trouble(line, "removed", "The torn line before it, which it accounts for, was taken out or changed."))
        number = line.sequence
        if number is None:
            told.append(_trouble(line, "sequence", "It has no number, so nobody knows where it belongs."))
            continue
        if number in met:
            told.append(_trouble(line, "inserted", f"Entry {number} stands in the file already: a line was put in."))
        elif number < highest:
            told.append(_trouble(line, "moved", f"Entry {number} stands behind entry {highest}: lines were moved."))
        else:
            gap = number - highest - 1
            missing = gap - sum(1 for one in elsewhere if highest < one < number) if gap else 0
            if missing:
                are = "1 entry is" if missing == 1 else f"{missing} entries are"
                told.append(_trouble(line, "removed", f"{are} missing before entry {number}: lines were taken out."))
            elif not gap and line.content.get("prev", "") != (before.own if before else ""):
                follows = f"entry {before.sequence} in line {before.number}" if before else "the beginning"
                told.append(_trouble(
                    line, "broken", f"Entry {number} was not written behind {follows} as it stands now: that one was changed, "
                    f"or another stood there.",
                ))  # fmt: skip
        met.add(number)
        if number > highest:
            highest, before = number, line


def _count(chain: Chain, lines: Sequence[_Line], seen: Mapping[int, Seen]) -> None:
    """Takes in each line that is what it was when it was written; of two with one number, the one that a run has seen."""
    genuine = {(line.sequence, line.own) for line in lines}
    taken: set[int] = set()
    rechained: list[_Line] = []
    for line in lines:
        number = line.sequence
        if line.wrong or number is None:
            continue
        known = seen.get(number)
        if line.own != hash_of(line.content):
            said = f"Entry {number} was changed after it was written: its content does not give its hash"
            chain.troubles.append(_trouble(line, "changed", said + _differences(line, known)))
            continue
        if known and known.hash != line.own:
            if not _changed(line, known):
                rechained.append(line)
            else:
                if (number, known.hash) not in genuine:
                    said = f"Entry {number} is not as the run {known.run_id} read it"
                    chain.troubles.append(_trouble(line, "rewritten", said + _differences(line, known)))
                continue
        if number in taken:
            continue
        try:
            entry = entry_of(line.content, line.number)
        except BadEntry as error:
            chain.troubles.append(_trouble(line, error.rule, error.reason))
            continue
        taken.add(number)
        chain.entries.append(entry)
        chain.lines[number] = line.raw.decode("utf-8").strip()
    if rechained:
        numbers = _numbers([line.sequence or 0 for line in rechained], "says", "say")
        reason = f"{numbers} what a run has read, but stands in a chain that was written anew, behind what was changed."
        chain.troubles.append(_trouble(rechained[0], "rewritten", reason))


def _gone(chain: Chain, lines: Sequence[_Line], seen: Mapping[int, Seen]) -> None:
    """What earlier runs read and the file holds no more."""
    there = {line.sequence for line in lines}
    gone = sorted(set(seen) - there)
    if gone:
        run = seen[gone[-1]].run_id
        last = seen[gone[-1]].content
        what = f"{last.get('event')} of award {last.get('award_id')}, {last.get('as_of')}"
        reason = f"{_numbers(gone, 'is gone', 'are gone')} from the file, up to {what}, which the run {run} has read."
        chain.troubles.append(ChainTrouble(0, gone[0], "cut", reason, RESTORE))


def _differences(line: _Line, known: Seen | None) -> str:
    """What was, and what is, where a run keeps what was."""
    if known is None:
        return ". No run has read it as it was, so what was changed cannot be told."
    changed = _changed(line, known)
    told = "; ".join(f"{name} was {_shown(known.content.get(name))} and is {_shown(line.content.get(name))}" for name in changed)
    return f": {told}." if told else ": its place in the chain is another."


def _changed(line: _Line, known: Seen) -> list[str]:
    """The fields in which a line differs from what a run read, all but its links."""
    names = [name for name in {**known.content, **line.content} if name not in ("hash", "prev")]
    return [name for name in names if known.content.get(name) != line.content.get(name)]


def _shown(value: object) -> str:
    return "not there" if value is None else f"'{str(value)[:60]}'"


def _numbers(missing: Iterable[int], one: str = "is missing", more: str = "are missing") -> str:
    numbers = list(missing)
    if len(numbers) == 1:
        return f"Entry {numbers[0]} {one}"
    return f"Entries {numbers[0]} to {numbers[-1]} ({len(numbers)}) {more}"


RESTORE = (
    "Put the file back from a backup; what the runs have read is kept: "
    'cleanfund sql "select sequence, entry, run_id from ledger_seen order by all" --format jsonl'
)
_TORN_REMEDY = "Enter it again with cleanfund ledger add; the next entry accounts for the fragment."


def _trouble(line: _Line, rule: str, reason: str) -> ChainTrouble:
    return ChainTrouble(line.number, line.sequence, rule, reason, RESTORE)


def _torn(number: int) -> ChainTrouble:
    reason = "The last line was cut short while it was written, by a crash or a full disk; it does not count."
    return ChainTrouble(number, None, TORN, reason, _TORN_REMEDY)
