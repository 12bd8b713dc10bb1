"""Data to stdout, talk to stderr: the four formats of every answer."""

from __future__ import annotations

import csv
import json
import math
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.hints import as_typed
from app.options import Options
from app.text import clean, spreadsheet_safe
from scorecards.table import Table

if TYPE_CHECKING:
    from rich.console import Console

PIPED_WIDTH = 100  # of a table that goes into a file or a pipe


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
        head = ", ".join(f'"{name}": {json_text(getattr(table, name))}' for name in ("schema", "run", "asked"))
        shape, rows = _a_line_each(vars(column) for column in table.columns), _a_line_each(table.rows)
        return [f'{{{head},\n"columns": {shape},\n"rows": {rows}}}\n']
    if kind == "jsonl":
        return [json_text(dict(row)) + "\n" for row in table.rows]
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
    return "[\n" + ",\n".join(json_text(row) for row in rows) + "\n]"


def json_text(value: Any) -> str:
    """The value as JSON that cannot move a terminal."""
    text = json.dumps(plain(value), ensure_ascii=False, allow_nan=False)
    # json escapes C0 alone; a C1 control or a direction mark inside a text could still move a terminal.
    return "".join(f"\\u{ord(sign):04x}" if sign in _MARKS else sign for sign in text) if _MARKS.intersection(text) else text


_MARKS = {chr(code) for code in (*range(0x7F, 0xA0), 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def plain(value: Any) -> Any:
    """The value in what JSON knows: infinity and NaN are None, a time is its ISO text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(one) for one in value]
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
        return spreadsheet_safe(json_text(value))
    return spreadsheet_safe(value if isinstance(value, str) else str(plain(value)))


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
    """One remark for the person, on stderr; commands in it as they work when copied."""
    text = as_typed(text, options.data)
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
