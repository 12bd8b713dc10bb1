"""Tables on a terminal: a name, an id and a number are never broken; what has no room is left out whole, and said so."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.output import json_text, plain, unicode_out
from app.text import clean
from scorecards.table import Table

if TYPE_CHECKING:
    from rich.console import Console

GAP = 2  # blanks between two columns
READABLE = 12  # below this width a text is not worth its column
# A long word may go on in the next line after / or before the next part of a dotted name; an id or a number may not.
_JOINTS = re.compile(r"(?<=/)(?=\S)|(?<=[a-z][._])(?=[a-z])|(?<=[\u1100-\uffef])|(?=[\u1100-\uffef])")


@dataclass(frozen=True)
class Shown:
    """One column of a terminal table: its head and how a row is written.

    ``wide`` is 0 for what must not be cut; a text that may be cut or folded has its share of the room that is left.
    ``key`` columns stay where others are left out for want of room; the first column is always one.
    """

    head: str
    text: Callable[[Mapping[str, Any]], str]
    right: bool = False
    wide: int = 0
    folds: bool = False
    key: bool = False


def grid(
    console: Console,
    shown: Sequence[Shown],
    rows: Sequence[Mapping[str, Any]],
    title: str = "",
    style: Callable[[Mapping[str, Any]], str] | None = None,
) -> None:
    """A quiet table as wide as the terminal at most: numbers to the right, one line under the head.

    The ``wide`` columns share what the others leave: they are cut with an ellipsis, or folded between words where they
    say so. Where there is no room, whole columns are left out from the right; where even the key columns have none,
    each row is written downwards.
    """
    from rich.text import Text

    if title:
        console.print()
        console.print(Text(title, style="bold"))
    cells = [[clean(one.text(row)) for one in shown] for row in rows]
    natural, least = _sizes(shown, cells)
    kept = _kept(shown, least, console.width)
    if _needed(kept, least) > console.width:
        _downwards(console, shown, cells)
        return
    widths = dict(zip(kept, _widths([shown[n] for n in kept], [natural[n] for n in kept], [least[n] for n in kept],
                                    console.width), strict=True))  # fmt: skip
    _draw(console, shown, widths, [(line, style(row) if style else "") for row, line in zip(rows, cells, strict=True)])
    lost = len(shown) - len(kept)
    if lost:
        more = "1 more column" if lost == 1 else f"{lost} more columns"
        console.print(f"({more}: widen the terminal or use --format csv)", style="dim")


def _sizes(shown: Sequence[Shown], cells: Sequence[Sequence[str]]) -> tuple[list[int], list[int]]:
    """The width each column would like, and the least it can be read in."""
    from rich.cells import cell_len

    natural, least = [], []
    for place, one in enumerate(shown):
        head = max(1, cell_len(one.head))
        texts = [line[place] for line in cells]
        natural.append(max([head, *map(cell_len, texts)]))
        if not one.wide:
            least.append(natural[-1])
            continue
        whole = max((cell_len(piece) for text in texts for piece in _pieces(text)), default=0) if one.folds else 0
        least.append(min(natural[-1], max(head, whole, READABLE)))
    return natural, least


def _needed(places: Sequence[int], least: Sequence[int]) -> int:
    return sum(least[place] for place in places) + GAP * (len(places) - 1)


def _kept(shown: Sequence[Shown], least: Sequence[int], width: int) -> list[int]:
    """The columns that have room: others than the key columns are left out from the right."""
    kept = list(range(len(shown)))
    for place in reversed(kept[1:]):
        if _needed(kept, least) <= width:
            break
        if not shown[place].key:
            kept.remove(place)
    return kept


def _widths(shown: Sequence[Shown], natural: Sequence[int], least: Sequence[int], width: int) -> list[int]:
    """The width of each column; what is left above the least is shared among the wide ones."""
    result = list(least)
    left = width - _needed(range(len(shown)), least)
    # Those that need least of their share come first, and leave the rest of it to the others.
    waiting = sorted(
        (place for place, one in enumerate(shown) if one.wide),
        key=lambda place: (natural[place] - least[place]) / shown[place].wide,
    )
    shares = sum(one.wide for one in shown)
    for place in waiting:
        more = min(natural[place] - least[place], left * shown[place].wide // shares)
        result[place] += more
        left -= more
        shares -= shown[place].wide
    return result


def _draw(
    console: Console, shown: Sequence[Shown], widths: Mapping[int, int], lines: Sequence[tuple[Sequence[str], str]]
) -> None:
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    drawn = RichTable(
        box=box.SIMPLE_HEAD if unicode_out() else box.ASCII,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
    )
    for place, width in widths.items():
        drawn.add_column(
            Text(shown[place].head),
            justify="right" if shown[place].right else "left",
            no_wrap=True,
            width=width,
            overflow="ellipsis" if unicode_out() else "crop",
        )
    for line, style in lines:
        cells = ["\n".join(folded(line[n], width)) if shown[n].folds else line[n] for n, width in widths.items()]
        drawn.add_row(*[Text(cell) for cell in cells], style=style)
    # The last column brings a blank of its own, which is taken off again: the table may not be wider than the terminal.
    with console.capture() as captured:
        console.print(drawn, width=console.width + GAP, crop=False, no_wrap=True)
    console.file.write("\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n")


def _downwards(console: Console, shown: Sequence[Shown], cells: Sequence[Sequence[str]]) -> None:
    from rich.cells import cell_len

    indent = max(cell_len(one.head) for one in shown) + GAP
    for number, line in enumerate(cells):
        if number:
            console.file.write("\n")
        for one, text in zip(shown, line, strict=True):
            if not text:
                continue
            room = console.width - indent
            head, below = one.head + " " * (indent - cell_len(one.head)), " " * indent
            if max(map(cell_len, _pieces(text)), default=0) > room:  # an id that has no room beside its head stands below it
                console.file.write(f"{one.head}\n")
                head = below = " " * GAP
                room = console.width - GAP
            for part in folded(text, max(1, room)):
                console.file.write(f"{head}{part}".rstrip() + "\n")
                head = below


def _pieces(text: str) -> list[str]:
    """What a text may be folded between: words, and the parts of paths and dotted names."""
    return [piece for word in text.split() for piece in _JOINTS.split(word) if piece]


def folded(text: str, width: int) -> list[str]:
    """The text in lines of at most ``width`` cells.

    A word goes on in the next line only where it is longer than a line; a piece of it that is, is broken all the same.
    """
    from rich.cells import cell_len, chop_cells

    lines = [""]
    for word in text.split(" "):
        pieces = [word] if cell_len(word) <= width and word.isascii() else [piece for piece in _JOINTS.split(word) if piece]
        for number, whole in enumerate(pieces):
            blank = " " if number == 0 and lines[-1] else ""
            for place, piece in enumerate(chop_cells(whole, width) or [""]):
                if place == 0 and cell_len(lines[-1] + blank + piece) <= width:
                    lines[-1] += blank + piece
                else:
                    lines.append(piece)
    return lines[1:] if lines[0] == "" and len(lines) > 1 else lines


def plain_view(console: Console, table: Table) -> None:
    """Every column as it is, for tables whose shape nobody knows before (sql); words may be folded, ids may not."""

    def column(name: str) -> Shown:
        values = [row[name] for row in table.rows]
        right = all(
            value is None or (isinstance(value, int | float | Decimal) and not isinstance(value, bool)) for value in values
        )
        words = any(isinstance(value, str) and " " in value.strip() for value in values)
        return Shown(
            name,
            lambda row: "" if row[name] is None else str(_cell(row[name])),
            right=right and bool(values),
            wide=1 if words else 0,
            folds=words,
        )

    if table.columns:
        grid(console, [column(one.name) for one in table.columns], table.rows)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.6g}" if math.isfinite(value) else str(value)
    if isinstance(value, list | tuple | dict):
        return json_text(value)
    return str(plain(value)) if not isinstance(value, str) else value
