"""The layout of the application form in a workbook, whatever program wrote it.

Sheets "Proposal", "Budget", "Cost share", "Disbursement" and "Block 1", "Block 2", ...; the first row of a sheet names
its columns. A table of a block stands on a sheet of its own, "Block 1 layout". "Read me" and "Lists" are help for those who
fill it in; nothing on them is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evaluators.toolkit.money import currencies
from flows.facts import Document, Fact, Trouble, Unreadable
from flows.form import FORM
from flows.readers._sheet_cells import Cell, Sheet
from flows.readers._tables import sheet_table
from flows.readers._text import shown, stem
from flows.readers._unseen_cells import hidden_sheet, hidden_value, unsure_rows

HELP_SHEETS = ("read me", "lists")
_NAMES = "'Proposal', 'Budget', 'Cost share', 'Disbursement', 'Block 1', 'Block 2'"
# What a currency sign may stand for; a code of three letters stands for itself.
_SIGNS = {"€": ("EUR",), "£": ("GBP",), "¥": ("JPY", "CNY"), "￥": ("JPY", "CNY")}
_DOLLARS = ("USD", "AUD", "CAD", "NZD", "SGD", "HKD")


@dataclass(frozen=True)
class Layout:
    """Which columns of a sheet hold what; ``group`` is that of every row without one of its own."""

    name: str
    value: str
    group: str


HEADER = Layout("field", "value", "proposal")
BLOCK = Layout("field", "value", "block")
MONEY = {
    "budget": Layout("line", "amount", "budget"),
    "cost share": Layout("payer", "amount", "cost_share"),
    "disbursement": Layout("year", "amount", "disbursement"),
}


def form_document(kind: str, name: str, sheets: list[Sheet]) -> Document:
    """The one proposal of a workbook; blank rows and rows without a value are no facts. Raises ``Unreadable``."""
    document = Document(kind, stem(name))
    if not any(sheet.title.strip().lower() == "proposal" for sheet in sheets):
        raise Unreadable(
            Trouble(
                "form.no_proposal",
                name,
                shown(", ".join(sheet.title for sheet in sheets)) or "no sheets",
                "The workbook has no sheet 'Proposal'.",
                "Fill in the fund's application form; do not rename its sheets.",
            )
        )
    stated: dict[tuple[str, str, str], str] = {}
    for sheet in sheets:
        label = sheet.title.strip().lower()
        if label in HELP_SHEETS:
            continue
        facts = _facts_of(sheet, label, document.troubles)
        if facts is None or sheet.hidden:
            document.troubles.append(_unread(sheet, known=facts is not None))
            continue
        for fact in facts:
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
    named = (fact.raw for fact in document.facts if (fact.group, fact.field) == ("proposal", "id"))
    document.name = next(named, document.name)
    return document


def _facts_of(sheet: Sheet, label: str, troubles: list[Trouble]) -> Iterator[Fact] | None:
    """The facts of a sheet, read as they are asked for; None where no form has such a sheet."""
    table = re.fullmatch(r"block 0*([1-9][0-9]?) ([a-z][a-z_ ]*)", label)
    # A copy of a block's sheet, whatever it is called, is no table.
    if table and not any(cell.text.lower() == BLOCK.name for row in sheet.rows[:1] for cell in row):
        return sheet_table(sheet, table[1], re.sub(r"\s+", "_", table[2]), troubles)
    layout, block = _layout(label)
    return _facts(sheet, layout, block, troubles) if layout else None


def _layout(label: str) -> tuple[Layout | None, str]:
    block = re.fullmatch(r"block 0*([1-9][0-9]?)", label)
    if block:
        return BLOCK, block[1]
    return HEADER if label == "proposal" else MONEY.get(label), ""


def _unread(sheet: Sheet, known: bool) -> Trouble:
    """What to say of a sheet that is hidden, or that no form has."""
    if sheet.hidden:
        return hidden_sheet(sheet, known)
    reason = "The form has no such sheet; nothing on it is read."
    where, found = f"sheet {shown(sheet.title)}", f"{len(sheet.rows)} rows"
    remedy = f"Name the sheets {_NAMES}; take others out. A table of a block is named 'Block 1 layout'."
    return Trouble("form.unknown_sheet", where, found, reason, remedy)


def _facts(sheet: Sheet, layout: Layout, block: str, troubles: list[Trouble]) -> Iterator[Fact]:
    """The facts of one sheet, in the order of its rows."""
    if not sheet.rows:
        return
    heads = [cell.text.lower() for cell in sheet.rows[0]]
    columns = {cell.text.lower(): cell.column for cell in sheet.rows[0]}
    wanted = (layout.name, layout.value)
    if any(heads.count(head) != 1 for head in wanted):
        place = f"sheet {sheet.title}, row {sheet.rows[0][0].row}"
        reason = f"The first row of this sheet names the columns '{layout.name}' and '{layout.value}', once each."
        remedy = "Put the heads of the form back, or copy the values into an empty form."
        troubles.append(Trouble("form.columns", place, shown(", ".join(heads)), reason, remedy))
        return
    read = {columns[head] for head in (*wanted, "unit", "group") if head in columns}
    merged = unsure_rows(sheet, read, troubles)
    for row in sheet.rows[1:]:
        cells = {cell.column: cell for cell in row}
        name, value, unit, group = (
            cells.get(columns.get(head, ""), Cell("")) for head in (layout.name, layout.value, "unit", "group")
        )
        if not (value.text or value.problem) or value.row in merged:
            continue
        where = f"sheet {sheet.title}, cell {value.at}"
        trouble = hidden_value(sheet, where, value) or _trouble(where, name, value, unit, group, block)
        trouble = trouble or _date(where, name, value, layout) or _money(where, value, unit)
        if trouble:
            troubles.append(trouble)
            continue
        yield _fact(layout, block, name, value, unit, group, where)


def _fact(layout: Layout, block: str, name: Cell, value: Cell, unit: Cell, group: Cell, where: str) -> Fact:
    raw = value.text
    if not unit.text:  # what the cell shows beside the number is its unit
        codes = _codes(value.currency)
        raw += " %" if value.percent else f" {codes[0]}" if len(codes) == 1 else ""
    label = name.text
    if layout.group in ("cost_share", "disbursement"):  # "Program income" and "Year 1" as they are called elsewhere
        label = re.sub(r"[\s_]+", "_", label.lower())
        label = f"year_{int(label)}" if layout.group == "disbursement" and re.fullmatch("[1-9][0-9]?", label) else label
    of = group.text.lower() if block and group.text else layout.group
    return Fact(of, block, label, raw, unit.text, where)


def _trouble(where: str, name: Cell, value: Cell, unit: Cell, group: Cell, block: str) -> Trouble | None:
    """Why a row cannot be taken, or nothing."""
    bad = next((cell for cell in (value, name, unit, group) if cell.problem), None)
    if bad:
        place = where.replace(f"cell {value.at}", f"cell {bad.at}")
        reason = f"The cell holds {bad.problem}."
        remedy = "Type the value itself into the cell"
        remedy += ", or open and save the form in a spreadsheet program so that the result is stored."
        if "shown" in bad.problem:
            remedy = "Format the cell as a plain number, look at what it then shows, and write its unit beside it."
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


def _money(where: str, value: Cell, unit: Cell) -> Trouble | None:
    """A cell that shows one currency with a unit beside it that names another, or none."""
    codes = _codes(value.currency)
    if not codes or not unit.text or any(code in unit.text.upper() for code in codes):
        return None
    reason = f"The cell shows {value.currency}, but the unit beside it is '{shown(unit.text)}'."
    remedy = f"Format the cell as a plain number, or name the currency in the unit, such as million {codes[0]}."
    return Trouble("form.currency_shown", where, f"{value.text} {value.currency}", reason, remedy)


def _codes(currency: str) -> tuple[str, ...]:
    if currency in currencies():
        return (currency,)
    return _DOLLARS if "$" in currency else _SIGNS.get(currency, ())


def _date(where: str, name: Cell, value: Cell, layout: Layout) -> Trouble | None:
    """A date where an amount belongs: spreadsheet programs make the one of the other."""
    declared = FORM.get(name.text)
    amount = layout is not HEADER or (declared and declared.kind in ("quantity", "integer"))
    if amount and value.kind == "date":
        reason = f"The cell holds the date {value.text} where a value belongs; spreadsheet programs make one of '3-5' or '3/5'."
        remedy = "Format the cell as text and write the value anew; a range is written '3 to 5'."
        return Trouble("form.date_made", where, value.text, reason, remedy)
    return None
