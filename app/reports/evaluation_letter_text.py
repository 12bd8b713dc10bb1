"""The letter of a call's result as plain text of a page's width."""

from __future__ import annotations

from collections.abc import Iterator

from app.reports.evaluation_letter import EvaluationLetter, Line
from app.reports.letter_text import wrapped


def evaluation_text(letter: EvaluationLetter) -> str:
    """The letter, ready to print or to send as a mail."""
    return "\n".join(_lines(letter)) + "\n"


def _lines(letter: EvaluationLetter) -> Iterator[str]:
    head, said = letter.head, letter.words
    yield from wrapped(head["fund"])
    yield head["date"]
    yield ""
    yield from wrapped(head["to"])
    yield ""
    yield from wrapped(head["subject"])
    yield from wrapped(head["title"])
    yield ""
    for line in letter.outcome:
        yield from wrapped(line)
    if letter.conditions:
        yield ""
        yield from wrapped(said["conditions"])
        yield from wrapped(letter.conditions, "    ", "    ")
    yield ""
    for line in letter.result:
        yield from wrapped(line)
    if letter.criteria:
        yield ""
        yield from wrapped(said["points_head"])
    for criterion, parts in letter.criteria:
        yield ""
        yield from wrapped(_points(letter, criterion))
        for part in parts:
            yield from _part(letter, part)
    for line in letter.notes:
        yield ""
        yield from wrapped(line)
    for title, lines in (("gates_head", letter.gates), ("redress_head", letter.redress), ("basis_head", letter.basis)):
        if lines:
            yield ""
            yield from wrapped(said[title])
        for line in lines:
            yield from wrapped(line, "    ", "    ")
    yield ""
    yield from wrapped(head["fund"])


def _part(letter: EvaluationLetter, part: Line) -> Iterator[str]:
    said = letter.words
    yield from wrapped(_points(letter, part), "    ", "      ")
    yield from wrapped(part.reason, "      ", "      ")
    for comment in part.comments:
        yield from wrapped(said["said"].format(comment=comment), "      ", "      ")


def _points(letter: EvaluationLetter, one: Line) -> str:
    said = letter.words
    least = said["part_least"].format(minimum=one.least) if one.least else ""
    told = [said["line"].format(**vars(one)), least, said["below"] if one.below else ""]
    return str(said["beside"]).join(filter(None, told))
