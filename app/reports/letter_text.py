"""A letter as plain text of a page's width, and how many of its points one page holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import accumulate
from string import ascii_uppercase
from typing import Any

from rich.cells import cell_len, chop_cells

from app.reports.letter import Letter, Point

WIDTH = 80  # cells of a line; a Japanese sign has two
LINES = 62  # of one page A4; the printed page, set in proportional letters, holds more
_OPEN, _CLOSE = "「『（［【〈《(\\[", "、。，．）」』］】〉》！？：；・ー々…)\\],.;:!?"
_WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in f"{ascii_uppercase}mw@%"}
# What stays together at the end of a line: no line begins with a closing sign or ends with an opening one.
_PIECES = re.compile(
    rf"[{_OPEN}]*(?:[^\s\u2e80-\uffef{_OPEN}{_CLOSE}][^\s\u2e80-\uffef{_OPEN}]*|[\u2e80-\uffef])?[{_CLOSE}]*|\s+"
)


def as_text(letter: Letter) -> str:
    """The letter, ready to print or to send as a mail."""
    return "\n".join(_lines(letter)) + "\n"


def list_of(letter: Letter) -> str:
    """Every point, without limit: what is attached to a letter that has no room for all."""
    body = [line for point in letter.points for line in ["", *_point(letter, point)]]
    return "\n".join([*wrapped(letter.head["list"]), *wrapped(letter.head["title"]), *body]) + "\n"


def on_one_page(letter: Letter, beside: str = "") -> Letter:
    """The letter with as many of its points as one page holds, at least one; ``beside`` names the list of all."""
    wide = _wide(letter)
    heights = [1 + len(_point(wide, point)) for point in wide.points]
    if _height(replace(wide, points=())) + sum(heights) <= LINES:
        return letter
    room = LINES - _height(wide.first(0, beside))
    count = sum(below <= room for below in accumulate(heights))
    return letter.first(max(1, count), beside)


def _wide(letter: Letter) -> Letter:
    """The letter with wide letters as two cells: set in proportional letters, a text in capitals needs more lines."""
    spots = [tuple(replace(one, **_widened(vars(one))) for one in point.spots) for point in letter.points]
    points = [replace(point, **_widened(vars(point)), spots=own) for point, own in zip(letter.points, spots, strict=True)]
    return replace(
        letter, head=_widened(letter.head), points=tuple(points), closing=tuple(line.translate(_WIDE) for line in letter.closing)
    )


def _widened(texts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: text.translate(_WIDE) for name, text in texts.items() if isinstance(text, str)}


def _height(letter: Letter) -> int:
    return len(list(_lines(letter)))


def _lines(letter: Letter) -> Iterator[str]:
    head = letter.head
    yield from wrapped(head["fund"])
    yield head["date"]
    yield ""
    yield from wrapped(head["to"])
    yield ""
    yield from wrapped(head["subject"])
    yield from wrapped(head["title"])
    yield ""
    yield from wrapped(head["opening"])
    for point in letter.points:
        yield ""
        yield from _point(letter, point)
    if letter.rest:
        yield ""
        yield from wrapped(letter.rest)
    yield ""
    yield from wrapped(letter.words["next"])
    for line in letter.closing:
        yield from wrapped(line)
    yield ""
    yield from wrapped(head["fund"])


def _point(letter: Letter, point: Point) -> list[str]:
    lines = wrapped(point.reason, f"{point.number:>2}  ", "    ")
    for name, text in letter.rows(point):
        lines += _row(letter, name, text)
    return lines


def _row(letter: Letter, name: str, text: str) -> list[str]:
    labels = letter.words["labels"]
    indent = max(cell_len(label) for label in labels.values()) + 6
    head = f"    {labels[name]}"
    return wrapped(text, head + " " * (indent - cell_len(head)), " " * indent)


def wrapped(text: str, first: str = "", later: str = "") -> list[str]:
    """The text in lines of at most ``WIDTH`` cells, folded between words, and in Japanese where a line may end."""
    if not text:
        return []
    lines, empty = [first], True
    for piece in filter(None, _PIECES.findall(text)):
        for part in chop_cells(piece, WIDTH - cell_len(later)):
            if not empty and cell_len(lines[-1] + part.rstrip()) > WIDTH:
                lines[-1] = lines[-1].rstrip()
                lines, empty = [*lines, later], True
            if not (empty and part.isspace()):
                lines[-1] += part
                empty = False
    lines[-1] = lines[-1].rstrip()
    return lines
