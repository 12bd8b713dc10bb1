"""Progress reports as the XLSX form: sheet "Report" says whose and when, sheets "Financial", "Technical", "Milestones" what.

``flows/progress_form.py`` writes such a form. A sheet of another name is read too where its rows name their section, as the
rows of a CSV do. Items without a value are no facts: nobody has to clear the lines that do not apply.
"""

from __future__ import annotations

from flows.facts import Document, Fact, Trouble, Unreadable
from flows.readers._sheet_cells import Cell, Sheet
from flows.readers._text import shown, stem
from flows.readers._unseen_cells import hidden_sheet, hidden_value, unsure_rows
from flows.readers._workbook import workbook

KIND = "progress"
FORMAT = "progress XLSX form"

_SECTIONS = {"financial": "financial", "technical": "technical", "milestones": "milestone"}
_HEADER = ("project", "period", "reported_on")
_ENTERED = ("value", "due", "met", "note")
_READ = ("project", "period", "reported_on", "section", "item", "value", "unit", "due", "met", "note")


def recognises(name: str, head: bytes) -> bool:
    return name.lower().endswith(".xlsx")


def read(name: str, data: bytes) -> list[Document]:
    """One document a workbook; the facts of one row share a ``block``, its sheet and row. What is hidden is told, not read."""
    document = Document(KIND, stem(name))
    found = [sheet for sheet in workbook(name, data) if sheet.title.strip().lower() != "help"]
    tables = [sheet for sheet in found if sheet.rows and "item" in _heads(sheet.rows[0]).values()]
    if not tables:
        raise Unreadable(
            Trouble(
                "progress.no_items",
                name,
                shown(", ".join(sheet.title for sheet in found)) or "no sheets",
                "No sheet of the workbook has a column 'item'.",
                "Fill in the fund's progress form (cleanfund init writes an empty one); do not rename its sheets.",
            )
        )
    reports = [sheet for sheet in found if sheet.title.strip().lower() == "report"]
    document.troubles += [hidden_sheet(sheet, sheet in reports + tables) for sheet in found if sheet.hidden]
    header = [fact for sheet in reports if not sheet.hidden for fact in _header(sheet, document)]
    for sheet in tables:
        if not sheet.hidden:
            _table(sheet, header, document)
    for sheet in found:
        if sheet.rows and not sheet.hidden and sheet not in tables and sheet not in reports:
            where, many = f"sheet {shown(sheet.title)}", f"{len(sheet.rows)} rows"
            reason = "The form has no such sheet, and it has no column 'item'; nothing on it is read."
            remedy = "Name the sheets as in the form, or take this one out."
            document.troubles.append(Trouble("form.unknown_sheet", where, many, reason, remedy))
    return [document]


def _header(sheet: Sheet, document: Document) -> list[Fact]:
    """Whose report it is, of which period and day: rows of a name and a value."""
    facts = []
    unsure = unsure_rows(sheet, {"A", "B"}, document.troubles)
    for row in sheet.rows:
        cells = {cell.column: cell for cell in row}
        name, value = cells.get("A", Cell("")).text.strip().lower(), cells.get("B")
        if name not in _HEADER or value is None or value.row in unsure:
            continue
        where = f"sheet {sheet.title}, cell {value.at}"
        trouble = hidden_value(sheet, where, value) or (_problem(where, value) if value.problem else None)
        if trouble:
            document.troubles.append(trouble)
        else:
            facts.append(Fact("progress", "", name, value.text, "", where))
    return facts


def _table(sheet: Sheet, header: list[Fact], document: Document) -> None:
    heads = _heads(sheet.rows[0])
    section = _SECTIONS.get(sheet.title.strip().lower(), "")
    unsure = unsure_rows(sheet, {column for column, head in heads.items() if head in _READ}, document.troubles)
    for row in sheet.rows[1:]:
        cells = {heads.get(cell.column, ""): cell for cell in row}
        entered = [cell for head, cell in cells.items() if head in _ENTERED and (cell.text or cell.problem)]
        if not entered or row[0].row in unsure:
            continue
        block = f"sheet {sheet.title}, row {row[0].row}"
        seen = (hidden_value(sheet, f"sheet {sheet.title}, cell {cell.at}", cell) for cell in entered)
        problems = (_problem(f"sheet {sheet.title}, cell {c.at}", c) for head, c in cells.items() if c.problem and head in _READ)
        trouble = next((one for one in (*seen, *problems) if one), None)
        if trouble:
            document.troubles.append(trouble)
            continue
        stated = {head: Fact("progress", block, head, _text(cell, cells), "", f"sheet {sheet.title}, cell {cell.at}")
                  for head, cell in cells.items() if head in _READ and cell.text}  # fmt: skip
        if section:
            stated.setdefault("section", Fact("progress", block, "section", section, "", f"sheet {sheet.title}"))
        for fact in header:
            stated.setdefault(fact.field, Fact("progress", block, fact.field, fact.raw, "", fact.where))
        document.facts += [stated[head] for head in _READ if head in stated]


def _text(cell: Cell, cells: dict[str, Cell]) -> str:
    unit = cells.get("unit")
    return f"{cell.text} %" if cell.percent and not (unit and unit.text) else cell.text


def _heads(row: list[Cell]) -> dict[str, str]:
    heads = {cell.column: cell.text.strip().lower() for cell in row}
    return {column: "value" if head == "status" else head for column, head in heads.items()}  # of a milestone


def _problem(where: str, cell: Cell) -> Trouble:
    remedy = "Type the value itself into the cell, or open and save the form in a spreadsheet program."
    return Trouble("form.cell", where, cell.text or "a formula", f"The cell holds {cell.problem}.", remedy)
