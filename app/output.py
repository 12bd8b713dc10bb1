"""Data to stdout, talk to stderr: the four formats of every answer."""

from __future__ import annotations

import csv
import json
import math
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.options import Options
from app.text import clean, spreadsheet_safe
from scorecards.table import Table

if TYPE_CHECKING:
    from rich.console import Console

PIPED_WIDTH = 100  # of a table that goes into a file or a pipe
GAP = 2  # blanks between two columns


@dataclass(frozen=True)
class Shown:
    """One column of a terminal table: its head and how a row is written.

    ``wide`` is 0 for what must not be cut; a text that may be cut has its share of the room that is left.
    """

    head: str
    text: Callable[[Mapping[str, Any]], str]
    right: bool = False
    wide: int = 0
    folds: bool = False


View = Callable[["Console", Table], None]


def emit(table: Table, options: Options, view: View) -> None:
    """Writes ``table`` to stdout as ``options.format`` says, and its notes to stderr."""
    if options.format == "table":
        console = console_for(options)
        view(console, table)
    else:
        if hasattr(sys.stdout, "reconfigure") and not unicode_out():
            sys.stdout.reconfigure(encoding="utf-8")  # a name in Japanese must not become question marks in a file
        for line in lines(table, options.format):
            sys.stdout.write(line)
    sys.stdout.flush()
    for note in table.notes:
        say(note, options)


def lines(table: Table, kind: str) -> Sequence[str]:
    """The table as the text of ``kind``: json, jsonl or csv. Infinity and NaN are null in JSON, which has neither."""
    if kind == "json":
        head = ", ".join(f'"{name}": {_json(getattr(table, name))}' for name in ("schema", "run", "asked"))
        shape, rows = _a_line_each(vars(column) for column in table.columns), _a_line_each(table.rows)
        return [f'{{{head},\n"columns": {shape},\n"rows": {rows}}}\n']
    if kind == "jsonl":
        return [_json(dict(row)) + "\n" for row in table.rows]
    written: list[str] = []
    writer = csv.writer(_Into(written), lineterminator="\n")
    writer.writerow([spreadsheet_safe(column.name) for column in table.columns])
    for row in table.rows:
        writer.writerow([_csv_cell(row[column.name]) for column in table.columns])
    return written


class _Into:
    def __init__(self, written: list[str]):
        self.write = written.append


def _a_line_each(rows: Iterable[Mapping[str, Any]]) -> str:
    return "[\n" + ",\n".join(_json(row) for row in rows) + "\n]"


def _json(value: Any) -> str:
    text = json.dumps(_plain(value), ensure_ascii=False, allow_nan=False)
    # json escapes C0 alone; a C1 control or a direction mark inside a text could still move a terminal.
    return "".join(f"\\u{ord(sign):04x}" if sign in _MARKS else sign for sign in text) if _MARKS.intersection(text) else text


_MARKS = {chr(code) for code in (*range(0x7F, 0xA0), 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(one) for one in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _csv_cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return repr(value) if isinstance(value, float) else str(value)
    if isinstance(value, list | tuple | Mapping):
        return spreadsheet_safe(_json(value))
    return spreadsheet_safe(value if isinstance(value, str) else str(_plain(value)))


def console_for(options: Options, stderr: bool = False) -> Console:
    """A Rich console for stdout or stderr: colour on a terminal only, markup in a text never obeyed."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or os.environ.get("COLUMNS") else PIPED_WIDTH
    return Console(
        file=stream,
        width=width,
        no_color=True if options.no_colour or os.environ.get("NO_COLOR") else None,
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=False,
    )


def say(text: str, options: Options) -> None:
    """One remark for the person, on stderr."""
    if sys.stderr.isatty():
        console_for(options, stderr=True).print(clean(text, lines=True), style="dim")
    else:
        sys.stderr.write(clean(text, lines=True) + "\n")


def unicode_out() -> bool:
    """Whether stdout can write ✓ and –."""
    return (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")


def tick(value: bool | None) -> str:
    """✓ or ✗, "yes" or "no" where the terminal has no such signs, "" for None."""
    if value is None:
        return ""
    return ("✓" if value else "✗") if unicode_out() else ("yes" if value else "no")


def grid(
    console: Console,
    shown: Sequence[Shown],
    rows: Sequence[Mapping[str, Any]],
    title: str = "",
    style: Callable[[Mapping[str, Any]], str] | None = None,
) -> None:
    """A quiet table as wide as the terminal at most: numbers to the right, one line under the head.

    What does not fit is taken from the ``wide`` columns: cut with an ellipsis, or folded where they say so.
    """
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    cells = [[clean(one.text(row)) for one in shown] for row in rows]
    widths = _widths(shown, cells, console.width)
    if title:
        console.print()
        console.print(Text(title, style="bold"))
    drawn = RichTable(
        box=box.SIMPLE_HEAD if unicode_out() else box.ASCII,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
    )
    for one, width in zip(shown, widths, strict=True):
        drawn.add_column(
            Text(one.head),
            justify="right" if one.right else "left",
            no_wrap=not one.folds,
            width=width,
            overflow="fold" if one.folds else "ellipsis" if unicode_out() else "crop",
        )
    for row, line in zip(rows, cells, strict=True):
        drawn.add_row(*[Text(cell) for cell in line], style=style(row) if style else "")
    with console.capture() as captured:
        console.print(drawn)
    console.file.write("\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n")


def _widths(shown: Sequence[Shown], cells: Sequence[Sequence[str]], width: int) -> list[int]:
    """The width of each column; the wide ones share what the others leave, none below 8."""
    from rich.cells import cell_len

    natural = [
        max(cell_len(one.head), *(cell_len(line[place]) for line in cells), 1) if cells else max(cell_len(one.head), 1)
        for place, one in enumerate(shown)
    ]
    left = width - GAP * (len(shown) - 1) - 1 - sum(wide for wide, one in zip(natural, shown, strict=True) if not one.wide)
    # Those that need least of their share come first, and leave the rest of it to the others.
    waiting = sorted((place for place, one in enumerate(shown) if one.wide), key=lambda place: natural[place] / shown[place].wide)
    shares = sum(one.wide for one in shown)
    result = list(natural)
    for place in waiting:
        result[place] = min(natural[place], max(8, left * shown[place].wide // shares))
        left -= result[place]
        shares -= shown[place].wide
    return result


def plain_view(console: Console, table: Table) -> None:
    """Every column as it is, for tables whose shape nobody knows before (sql)."""

    def column(name: str) -> Shown:
        values = [row[name] for row in table.rows]
        right = all(
            value is None or (isinstance(value, int | float | Decimal) and not isinstance(value, bool)) for value in values
        )
        return Shown(name, lambda row: "" if row[name] is None else str(_plain_cell(row[name])), right=right and bool(values))

    if table.columns:
        grid(console, [column(one.name) for one in table.columns], table.rows)


def _plain_cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.6g}" if math.isfinite(value) else str(value)
    if isinstance(value, list | tuple | dict):
        return _json(value)
    return str(_plain(value)) if not isinstance(value, str) else value
