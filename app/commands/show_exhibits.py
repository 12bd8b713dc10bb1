"""What evaluators show beside their answers, on a terminal: tables as tables, a waterfall as bars, numbers by name.

Nothing here knows a technology: an exhibit is a number, a text, a dict of them, or a list of rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.grid import Shown, grid
from app.output import unicode_out
from app.text import short

if TYPE_CHECKING:
    from rich.console import Console

STEP = " / "  # as ``scorecards.exhibit_rows`` parts the way to a value
MOST_ROWS = 24  # a longer table is for a file
BAR = 20
UNITS = {
    "m", "s", "kg", "m3", "km", "MW", "kW", "MWh", "GWh", "kWh", "TWh", "year", "degC", "deg", "hPa", "USD2024", "tonne", "h",
}  # fmt: skip


def show_exhibits(console: Console, rows: Sequence[Mapping[str, Any]]) -> None:
    """The rows of the section ``exhibits``, block by block: numbers by name, then each table."""
    for block in sorted({row["block"] for row in rows}):
        tree = _tree([row for row in rows if row["block"] == block])
        facts: list[tuple[str, Any]] = []
        tables: list[tuple[str, list[dict[str, Any]]]] = []
        for name, body in tree.items():
            _sort_out(name, body, facts, tables)
        if facts:
            shown = [{"name": name, "value": value} for name, value in facts]
            grid(console, _FACTS, shown, f"Shown beside the answers of block {block}")
        for name, lines in tables:
            _table(console, name, lines)


def _tree(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The exhibits as they were before they were made flat."""
    tree: dict[str, Any] = {}
    for row in rows:
        way = [row["name"], *(row["part"].split(STEP) if row["part"] else [])]
        at = tree
        for step in way[:-1]:
            at = at.setdefault(step, {})
        at[way[-1]] = row["text"] if row["value"] is None else row["value"]
    return tree


def _sort_out(name: str, body: Any, facts: list[tuple[str, Any]], tables: list[tuple[str, list[dict[str, Any]]]]) -> None:
    if not isinstance(body, dict):
        facts.append((name, body))
    elif list(body) == [str(place) for place in range(1, len(body) + 1)]:
        lines = list(body.values())
        if all(isinstance(line, dict) for line in lines):
            tables.append((name, [dict(_flat(line)) for line in lines]))
        else:
            facts.append((name, _listed(lines)))
    else:
        for inner, one in body.items():
            _sort_out(f"{name}{STEP}{inner}", one, facts, tables)


def _flat(line: Mapping[str, Any], before: str = "") -> list[tuple[str, Any]]:
    pairs: list[tuple[str, Any]] = []
    for name, value in line.items():
        pairs += _flat(value, f"{before}{name} ") if isinstance(value, dict) else [(before + name, value)]
    return pairs


def _listed(values: Sequence[Any]) -> str:
    numbers = [value for value in values if isinstance(value, float)]
    if len(numbers) < len(values) or len(values) <= 3:
        return ", ".join(_text(value) for value in values if not isinstance(value, dict))
    return f"{len(numbers):,} values, {_text(min(numbers))} to {_text(max(numbers))}"


def _table(console: Console, name: str, lines: list[dict[str, Any]]) -> None:
    names = list(dict.fromkeys(column for line in lines for column in line))
    title = _head(name)
    if len(lines) > MOST_ROWS:
        console.print(f"\n{title}: {len(lines)} rows, with --format json or csv", style="dim")
        return
    columns = [_column(column, lines, key=place == 0) for place, column in enumerate(names)]
    if "waterfall" in name:
        length = next((column for column in names if all(isinstance(line.get(column), float) for line in lines)), None)
        if length is not None:
            columns.append(_bars(length, lines))
    grid(console, columns, lines, title)


def _column(name: str, lines: list[dict[str, Any]], key: bool) -> Shown:
    words = words_and_unit(name)[0]
    right = all(line.get(name) is None or isinstance(line[name], float) for line in lines)
    wide = not right and any(" " in str(line.get(name)) for line in lines)
    return Shown(
        _head(name), lambda row: _text(row.get(name), words),
        right=right, wide=2 if wide else 0, folds=wide, key=key,
    )  # fmt: skip


def _bars(length: str, lines: list[dict[str, Any]]) -> Shown:
    """What is left, out of the longest; behind it, lighter, what went with this line."""
    longest = max(line[length] for line in lines) or 1.0
    cells = [round(BAR * max(line[length], 0.0) / longest) for line in lines]
    full, gone = ("█", "░") if unicode_out() else ("#", ".")
    bars = {
        id(line): full * cell + gone * max(before - cell, 0)
        for line, cell, before in zip(lines, cells, [0, *cells[:-1]], strict=True)
    }
    return Shown("", lambda row: bars[id(row)])


def words_and_unit(name: str) -> tuple[str, str]:
    """A name in words and its unit: "mean_speed_m_per_s" is ("mean speed", "m/s"), "volume [m3]" is ("volume", "m3").

    A plain number, "[1]" or "_1" at the end, has none.
    """
    bracketed = re.fullmatch(r"(.*?)\s*\[(.*)\]", name)
    if bracketed:
        return bracketed[1].replace("_", " "), "" if bracketed[2] == "1" else bracketed[2]
    parts = name.split("_")
    end = len(parts)
    while end > 1 and (parts[end - 1] in UNITS or (parts[end - 1] == "per" and end < len(parts))):
        end -= 1
    while end < len(parts) and parts[end] == "per":
        end += 1
    unit = " ".join(parts[end:]).replace(" per ", "/")
    if not unit and end > 1 and parts[end - 1] == "1":
        end -= 1
    return " ".join(parts[:end]), unit


def _head(name: str) -> str:
    words, unit = words_and_unit(name)
    return f"{words} [{unit}]" if unit else words


def _text(value: Any, name: str = "") -> str:
    if not isinstance(value, float):
        return "" if value is None else str(value)
    if "year" in name and 1500 < value < 2500:
        return f"{value:.0f}"
    return f"{value:,.0f}" if value == int(value) and abs(value) < 10_000 else short(value)


def _fact(row: Mapping[str, Any]) -> str:
    words, unit = words_and_unit(row["name"])
    return f"{_text(row['value'], words)} {unit}".rstrip()


_FACTS = (
    Shown("what", lambda row: words_and_unit(row["name"])[0], wide=1, folds=True),
    Shown("", _fact, wide=2, folds=True, key=True),
)
