"""A table that a form holds (a layout, a power curve) as one text: rows parted by "; ", cells by ", ", heads first if any.

In a tree a table is a list of rows (lists, or groups with the same names), a group of columns, or a group of ``unit`` and
``rows``; in a workbook a sheet of its own; in a package a CSV file that the form names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.facts import Fact, Trouble, Unreadable
from flows.readers._csv_table import read_rows
from flows.readers._sheet_cells import Cell, Sheet
from flows.readers._text import decode, shown
from flows.readers._tree import Listing, Mapping, Node, Scalar, Syntax, entries, place
from flows.readers._unseen_cells import hidden_value, unsure_rows

ROW, CELL = "; ", ", "
_PARTS = (",", ";", "\n", "\t", "|")
_REMEDY = "Write one number a cell, such as 1200.5: no comma in it, and no empty cell."


def is_table(node: Node) -> bool:
    """Whether a node is meant as a table: a list of lists or groups, a group of lists, or one with ``rows``."""
    if isinstance(node, Mapping):
        keys, values = node.flat[::2], node.flat[1::2]
        named = any(isinstance(key, Scalar) and key.text.strip() == "rows" for key in keys)
        return named or any(isinstance(value, Listing) for value in values)
    return isinstance(node, Listing) and any(not isinstance(item, Scalar) for item in node.items)


def tree_table(node: Node, path: str, name: str, block: str, troubles: list[Trouble], syntax: Syntax) -> list[Fact]:
    """The one fact of a table in a tree; none, with a trouble, where it is no table.

    Its name may have the unit of all cells in brackets: "layout [m]".
    """
    where, wrong = place(node.line, path), len(troubles)
    bracket = re.fullmatch(r"(\S+)\s*\[([^\[\]]*)\]", name)
    name, unit = (bracket[1], bracket[2].strip()) if bracket else (name, "")
    if isinstance(node, Mapping):
        parts = dict(entries(node, path, troubles, syntax))
        if "rows" in parts and parts.keys() <= {"rows", "unit"}:
            unit = CELL.join(one.text.strip() for one in _scalars(parts["unit"])) if "unit" in parts else unit
            node = parts["rows"]
        else:
            node = _turned(node, parts)
    rows = _rows(node)
    if rows is None or len(troubles) > wrong:
        reason = f"'{shown(name)}' is neither a value nor a table: its rows differ in their names, or in their length."
        remedy = "Write a list with a list of numbers for each row, and the unit: {unit: m, rows: [[0, 0], [1200, 0]]}."
        troubles.append(Trouble(f"{syntax}.table", where, f"a table of {len(rows or ())} rows", reason, remedy))
        return []
    for number, row in enumerate(rows, 1):
        if found := next((cell for cell in row if _splits(cell)), None):
            reason = f"Row {number} of '{shown(name)}' holds a cell with a comma, a semicolon or a line break."
            troubles.append(Trouble(f"{syntax}.table", where, shown(found), reason, _REMEDY))
            return []
    return [Fact("given", block, name, as_text(rows), unit, where)]


def _rows(node: Node) -> list[list[str]] | None:
    """The rows of a list of lists, or of groups that have the same names; None for anything else."""
    if not isinstance(node, Listing) or not node.items:
        return None
    groups = [_named(item) for item in node.items if isinstance(item, Mapping)]
    if len(groups) == len(node.items):
        heads = list(groups[0])
        same = heads and all(group.keys() == groups[0].keys() for group in groups)
        return [heads, *([group[head] for head in heads] for group in groups)] if same else None
    rows = [[one.text.strip() for one in _scalars(item)] for item in node.items if isinstance(item, Listing)]
    return rows if len(rows) == len(node.items) and all(rows) else None


def _named(node: Mapping) -> dict[str, str]:
    """Names and plain values of a group; nothing where a name stands twice, or a value is none."""
    keys, values = _scalars(Listing(node.line, node.flat[::2])), _scalars(Listing(node.line, node.flat[1::2]))
    named = {key.text.strip(): value.text.strip() for key, value in zip(keys, values, strict=False)}
    return named if len(named) * 2 == len(node.flat) else {}


def _turned(node: Mapping, columns: dict[str, Node]) -> Node:
    """Columns as rows with their names first; the node itself where they are no columns of one length."""
    lists = [column.items for column in columns.values() if isinstance(column, Listing)]
    if not lists or len(lists) != len(columns) or len({len(items) for items in lists}) != 1:
        return node
    heads = Listing(node.line, [Scalar(node.line, name) for name in columns])
    return Listing(node.line, [heads, *(Listing(row[0].line, list(row)) for row in zip(*lists, strict=True))])


def _scalars(node: Node) -> list[Scalar]:
    """The plain values of a list, or the one that the node is; none where something else is among them."""
    items = node.items if isinstance(node, Listing) else [node]
    plain = [item for item in items if isinstance(item, Scalar) and not item.wrong]
    return plain if len(plain) == len(items) else []


def sheet_table(sheet: Sheet, block: str, name: str, troubles: list[Trouble]) -> Iterator[Fact]:
    """The one fact of a sheet that is a table, its first row the heads; none where nothing stands below them."""
    if len(sheet.rows) < 2:
        return
    columns = list(dict.fromkeys(cell.column for cell in sheet.rows[0]))
    wrong = len(troubles)
    unsure_rows(sheet, set(columns), troubles)
    for cell in (cell for row in sheet.rows for cell in row):
        where = f"sheet {sheet.title}, cell {cell.at}"
        if trouble := hidden_value(sheet, where, cell) or _unfit(cell, columns, where):
            troubles.append(trouble)
        if len(troubles) > wrong:
            return
    rows = [[{cell.column: cell.text for cell in row}.get(column, "") for column in columns] for row in sheet.rows]
    first, last = sheet.rows[0][0].row, sheet.rows[-1][0].row
    yield Fact("given", block, name, as_text(rows), "", f"sheet {sheet.title}, rows {first} to {last}")


def _unfit(cell: Cell, columns: list[str], where: str) -> Trouble | None:
    """Why a cell of a table cannot be taken, or nothing."""
    what = cell.problem
    if cell.column not in columns:
        what = "a value in a column without a head"
    elif cell.kind == "date" or _splits(cell.text):
        what = "no plain number"
    return Trouble("form.table", where, shown(cell.text) or "a formula", f"The cell holds {what}.", _REMEDY) if what else None


def file_table(name: str, data: bytes) -> tuple[str, str]:
    """The text of a table in a CSV file, and its lines as a place. Raises ``Unreadable``."""
    rows = read_rows(name, decode(name, data))
    for line, cells in rows:
        if found := next((cell for cell in cells if _splits(cell)), None):
            reason = "The cell holds a comma, a semicolon or a line break."
            raise Unreadable(Trouble("csv.table", f"{name}, line {line}", shown(found), reason, _REMEDY))
    return as_text([cells for _, cells in rows]), f"{name}, lines {rows[0][0]} to {rows[-1][0]}"


def as_text(rows: list[list[str]]) -> str:
    """Rows of cells as the text of one fact."""
    return ROW.join(CELL.join(cells) for cells in rows)


def _splits(cell: str) -> bool:
    return any(sign in cell for sign in _PARTS)

