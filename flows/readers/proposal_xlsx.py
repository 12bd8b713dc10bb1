"""Proposals as an XLSX application form: sheets "Proposal", "Budget" and "Block 1", "Block 2", ...

``flows/application_form.py`` writes such a form. The first row of a sheet names its columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flows.facts import Document, Fact, Trouble, Unreadable
from flows.readers._text import shown, stem
from flows.readers._workbook import Cell, sheets

KIND = "proposals"
FORMAT = "proposal XLSX form"


@dataclass(frozen=True)
class _Layout:
    """Which columns of a sheet hold what."""

    name: str
    value: str
    group: str  # of every row, where the sheet has no column "group"


_HEADER = _Layout("field", "value", "proposal")
_BUDGET = _Layout("line", "amount", "budget")
_BLOCK = _Layout("field", "value", "block")


def recognises(name: str, head: bytes) -> bool:
    return name.lower().endswith(".xlsx")


def read(name: str, data: bytes) -> list[Document]:
    """The one proposal of a workbook; blank rows and rows without a value are no facts."""
    document = Document(KIND, stem(name))
    found = sheets(name, data)
    if not any(title.strip().lower() == "proposal" for title in found):
        raise Unreadable(
            Trouble(
                "form.no_proposal",
                name,
                shown(", ".join(found)) or "no sheets",
                "The workbook has no sheet 'Proposal'.",
                "Fill in the fund's application form; do not rename its sheets.",
            )
        )
    stated: dict[tuple[str, str, str], str] = {}
    for title, rows in found.items():
        layout, block = _layout(title)
        if layout is None:
            document.troubles.append(
                Trouble(
                    "form.unknown_sheet",
                    f"sheet {shown(title)}",
                    f"{len(rows)} rows",
                    "The form has no such sheet; nothing on it is read.",
                    "Name the sheets 'Proposal', 'Budget', 'Block 1', 'Block 2'; take others out.",
                )
            )
            continue
        for fact in _facts(title, rows, layout, block, document.troubles):
            key = (fact.group, fact.block, fact.field)
            if key not in stated:
                stated[key] = fact.where
                document.facts.append(fact)
                continue
            document.troubles.append(
                Trouble(
                    "form.duplicate",
                    f"{stated[key]} and {fact.where}",
                    shown(fact.raw),
                    f"'{shown(fact.field)}' stands twice; it cannot be known which one is meant.",
                    "Keep one of the two rows and clear the other.",
                )
            )
    document.name = next(
        (f.raw for f in document.facts if (f.group, f.field) == ("proposal", "id")), document.name
    )
    return [document]


def _layout(title: str) -> tuple[_Layout | None, str]:
    label = title.strip().lower()
    block = re.fullmatch(r"block 0*([1-9][0-9]?)", label)
    if block:
        return _BLOCK, block[1]
    return {"proposal": _HEADER, "budget": _BUDGET}.get(label), ""


def _facts(
    title: str, rows: list[list[Cell]], layout: _Layout, block: str, troubles: list[Trouble]
) -> Iterator[Fact]:
    """The facts of one sheet, in the order of its rows."""
    if not rows:
        return
    columns = {cell.text.lower(): _column(cell) for cell in rows[0]}
    if layout.name not in columns or layout.value not in columns:
        troubles.append(
            Trouble(
                "form.columns",
                f"sheet {title}, row {rows[0][0].at.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}",
                shown(", ".join(columns)),
                f"The first row of this sheet names the columns '{layout.name}' and '{layout.value}'.",
                "Put the heads of the form back, or copy the values into an empty form.",
            )
        )
        return
    for row in rows[1:]:
        cells = {_column(cell): cell for cell in row}
        name, value, unit, group = (
            cells.get(columns.get(head, ""), Cell(""))
            for head in (layout.name, layout.value, "unit", "group")
        )
        if not (value.text or value.problem):
            continue
        where = f"sheet {title}, cell {value.at}"
        trouble = _trouble(where, name, value, unit, group, block)
        if trouble:
            troubles.append(trouble)
            continue
        raw = f"{value.text} %" if value.percent and not unit.text else value.text
        of = group.text.lower() if block and group.text else layout.group
        yield Fact(of, block, name.text, raw, unit.text, where)


def _trouble(where: str, name: Cell, value: Cell, unit: Cell, group: Cell, block: str) -> Trouble | None:
    """Why a row cannot be taken, or nothing."""
    bad = next((cell for cell in (value, name, unit, group) if cell.problem), None)
    if bad:
        place = where.replace(f"cell {value.at}", f"cell {bad.at}")
        reason = f"The cell holds {bad.problem}."
        remedy = "Type the value itself into the cell"
        remedy += ", or open and save the form in a spreadsheet program so that the result is stored."
        return Trouble("form.cell", place, bad.text or "a formula", reason, remedy)
    if not name.text:
        reason, remedy = "A value stands in a row without a name.", "Put the name back, or clear the value."
        return Trouble("form.no_name", where, shown(value.text), reason, remedy)
    if block and group.text.lower() not in ("", "block", "given", "claim"):
        reason, remedy = f"There is no group '{shown(group.text)}'.", "Write 'given' or 'claim' as the group."
        return Trouble("form.group", where, shown(value.text), reason, remedy)
    if value.percent and unit.text not in ("", "%"):
        reason = f"The cell shows per cent, but the unit beside it is '{shown(unit.text)}'."
        remedy = "Format the cell as a plain number, or write % as the unit."
        return Trouble("form.percent", where, f"{value.text} %", reason, remedy)
    return None


def _column(cell: Cell) -> str:
    return cell.at.rstrip("0123456789")
