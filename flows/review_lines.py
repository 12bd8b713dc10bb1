"""One line of a review file: what one reviewer says of one proposal under one criterion, or why the line cannot count."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from evaluators.toolkit.number_words import read_number
from evaluators.toolkit.units import UnitError
from flows.cast_values import sentence
from flows.facts import Trouble
from flows.inbox import LEAST_REASON
from flows.landing import Arrival
from scorecards.reviews import INDIVIDUAL, PANEL, ROUNDS

CONFLICT, NO_CONFLICT = ("yes", "y", "true", "1"), ("no", "n", "false", "0")


@dataclass(eq=False)
class Cells:
    """A line as it is written, cell by column; ``number`` counts the lines of the file, ``place`` names its first cell."""

    arrival: Arrival
    number: int
    place: str
    cells: dict[str, str] = field(default_factory=dict)

    def of(self, column: str) -> str:
        """What stands in a column, "" where nothing does."""
        return self.cells.get(column, "")

    @cached_property
    def pair(self) -> tuple[str, str]:
        """The proposal and the reviewer, by the form in which names are compared: whom a declaration is of."""
        return self.of("proposal"), one_name(self.of("reviewer"))

    @property
    def at(self) -> tuple[str, str, int]:
        """Where it stands, to order lines by."""
        return self.arrival.name, self.arrival.sha256, self.number

    @property
    def line(self) -> str:
        """The line alone: "line 12"."""
        return self.place.partition(", ")[0]


@dataclass(frozen=True, eq=False)
class Line:
    """A judgement: ``points`` of 0 to the criterion's maximum, in a round; ``version`` [1] of the judgement itself."""

    project: str
    reviewer: str
    criterion: str
    round: str
    points: float
    comment: str
    version: int
    proposal_version: int | None
    decided_on: date | None
    cells: Cells

    @property
    def who(self) -> str:
        """The reviewer, by the form in which names are compared."""
        return self.cells.pair[1]

    @property
    def rank(self) -> tuple[Any, ...]:
        """Before which of the lines of the same points it goes: by what it says, and only then by where it stands."""
        day = self.decided_on.isoformat() if self.decided_on else ""
        return -len(self.comment), self.comment, self.points, self.reviewer, self.proposal_version or 0, day, self.cells.at


class LineBroken(Exception):
    """A line that cannot count; carries the trouble to show."""

    def __init__(self, trouble: Trouble):
        super().__init__(trouble.reason)
        self.trouble = trouble


@lru_cache(maxsize=4096)
def one_name(name: str) -> str:
    """A person's name in the one form in which names are compared: case, width and blanks do not tell two people apart."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def declaration(line: Cells) -> bool | None:
    """Whether the line declares a conflict of interest; None where it says nothing, or nothing clear."""
    said = line.of("conflict").lower()
    return said in CONFLICT if said in (*CONFLICT, *NO_CONFLICT) else None


def read_line(line: Cells, most: Mapping[str, float]) -> Line:
    """The judgement of a line; raises LineBroken. ``most`` has the highest points of each criterion."""
    if line.of("conflict") and declaration(line) is None:
        reason = "Whether the reviewer has a conflict of interest is not clear."
        raise _broken(line, line.of("conflict"), reason, "Write yes or no.")
    criterion, written, comment = line.of("criterion"), line.of("points"), line.of("comment")
    lacking = [name for name in ("proposal", "reviewer", "criterion", "points") if not line.of(name)]
    if lacking:
        raise _broken(line, written, f"The review has no {', no '.join(lacking)}.", "Complete the line.")
    if criterion not in most:
        raise _broken(line, criterion, f"The rubric asks reviewers for no '{criterion}'.", _meant(criterion, tuple(most)))
    try:
        points = read_number(written)
    except UnitError as error:
        raise _broken(line, written, sentence(error.reason), sentence(error.remedy)) from None
    if not 0 <= points <= most[criterion]:
        reason = f"{criterion} has {written} points; it may have 0 to {most[criterion]:g}."
        raise _broken(line, written, reason, "Correct the points.")
    stage = line.of("round").lower() or INDIVIDUAL
    if stage not in ROUNDS:
        raise _broken(line, stage, f"There is no round '{stage}'.", f"Write one of: {', '.join(ROUNDS)}.")
    reviewer, day = " ".join(line.of("reviewer").split()), _day(line)
    if stage == PANEL and (len(comment) < LEAST_REASON or day is None):
        reason = f"A panel line sets the reviewers' points aside; this one of {reviewer} lacks its reason or its day."
        remedy = f"Give the reason under comment, in at least {LEAST_REASON} letters, and the day under date, as 2026-11-23."
        raise _broken(line, comment, reason, remedy)
    return Line(
        line.of("proposal"), reviewer, criterion, stage, points, comment, _whole(line, "version") or 1,
        _whole(line, "proposal_version"), day, line,
    )  # fmt: skip


def _whole(line: Cells, name: str) -> int | None:
    said = line.of(name)
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and len(said) <= 9 and int(said)):
        raise _broken(line, said, f"{name} is '{said}'; it may be a whole number from 1.", "Count from 1, or leave it out.")
    return int(said)


def _day(line: Cells) -> date | None:
    said = line.of("date")
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise _broken(line, said, f"The date is '{said}'.", "Write year, month and day: 2026-11-23.") from None


def _broken(line: Cells, found: str, reason: str, remedy: str) -> LineBroken:
    return LineBroken(Trouble("review", line.place, found, reason, remedy))


@lru_cache(maxsize=256)
def _meant(criterion: str, known: tuple[str, ...]) -> str:
    # One wrong word most often stands in every line of a file.
    near = difflib.get_close_matches(criterion[:80], known, n=1)
    return f"Did you mean {near[0]}?" if near else f"Write one of: {', '.join(sorted(known))}."
