"""Progress reports as the XLSX form: sheet "Report" says whose and when, sheets "Financial", "Technical", "Milestones" what.

``flows/progress_form.py`` writes such a form. A sheet of another name is read too where its rows name their section, as the
rows of a CSV do. Items without a value are no facts: nobody has to clear the lines that do not apply.
"""

from __future__ import annotations

from flows.facts import Document, Fact, Trouble, Unreadable
from flows.readers._text import shown, stem
from flows.readers._workbook import Cell, sheets

KIND = "progress"
FORMAT = "progress XLSX form"

_SECTIONS = {"financial": "financial", "technical": "technical", "milestones": "milestone"}
_HEADER = ("project", "period", "reported_on")
_ENTERED = ("value", "due", "met", "note")
_READ = ("project", "period", "reported_on", "section", "item", "value", "unit", "due", "met", "note")


def recognises(name: str, head: bytes) -> bool:
    return name.lower().endswith(".xlsx")


def read(name: str, data: bytes) -> list[Document]:
    """One document a workbook; the facts of one row share a ``block``, its sheet and row."""
    document = Document(KIND, stem(name))
    found = sheets(name, data)
    reports = [title for title in found if title.strip().lower() == "report"]
    header = [fact for title in reports for fact in _header(title, found[title], document)]
    tables = [title for title, rows in found.items() if rows and "item" in _heads(rows[0]).values()]
    if not tables:
        raise Unreadable(
            Trouble(
                "progress.no_items",
                name,
                shown(", ".join(found)) or "no sheets",
                "No sheet of the workbook has a column 'item'.",
                "Fill in the fund's progress form (cleanfund init writes an empty one); do not rename its sheets.",
            )
        )
    for title in tables:
        _table(title, found[title], header, document)
    for title, rows in found.items():
        if rows and title not in tables and title.strip().lower() not in ("report", "help"):
            reason = "The form has no such sheet, and it has no column 'item'; nothing on it is read."
            remedy = "Name the sheets as in the form, or take this one out."
            document.troubles.append(Trouble("form.unknown_sheet", f"sheet {shown(title)}", f"{len(rows)} rows", reason, remedy))
    return [document]


def _header(title: str, rows: list[list[Cell]], document: Document) -> list[Fact]:
    """Whose report it is, of which period and day: rows of a name and a value."""
    facts = []
    for row in rows:
        cells = {cell.at.rstrip("0123456789"): cell for cell in row}
        name, value = cells.get("A", Cell("")).text.strip().lower(), cells.get("B")
        if name not in _HEADER or value is None:
            continue
        where = f"sheet {title}, cell {value.at}"
        if value.problem:
            document.troubles.append(_problem(where, value))
        else:
            facts.append(Fact("progress", "", name, value.text, "", where))
    return facts


def _table(title: str, rows: list[list[Cell]], header: list[Fact], document: Document) -> None:
    heads = _heads(rows[0])
    section = _SECTIONS.get(title.strip().lower(), "")
    for row in rows[1:]:
        cells = {heads.get(cell.at.rstrip("0123456789"), ""): cell for cell in row}
        if not any(cell.text or cell.problem for head, cell in cells.items() if head in _ENTERED):
            continue
        number = row[0].at.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        bad = next((cell for head, cell in cells.items() if cell.problem and head in _READ), None)
        if bad:
            document.troubles.append(_problem(f"sheet {title}, cell {bad.at}", bad))
            continue
        block = f"sheet {title}, row {number}"
        stated = {head: Fact("progress", block, head, _text(cell, cells), "", f"sheet {title}, cell {cell.at}")
                  for head, cell in cells.items() if head in _READ and cell.text}  # fmt: skip
        if section:
            stated.setdefault("section", Fact("progress", block, "section", section, "", f"sheet {title}"))
        for fact in header:
            stated.setdefault(fact.field, Fact("progress", block, fact.field, fact.raw, "", fact.where))
        document.facts += [stated[head] for head in _READ if head in stated]


def _text(cell: Cell, cells: dict[str, Cell]) -> str:
    unit = cells.get("unit")
    return f"{cell.text} %" if cell.percent and not (unit and unit.text) else cell.text


def _heads(row: list[Cell]) -> dict[str, str]:
    heads = {cell.at.rstrip("0123456789"): cell.text.strip().lower() for cell in row}
    return {column: "value" if head == "status" else head for column, head in heads.items()}  # of a milestone


def _problem(where: str, cell: Cell) -> Trouble:
    remedy = "Type the value itself into the cell, or open and save the form in a spreadsheet program."
    return Trouble("form.cell", where, cell.text or "a formula", f"The cell holds {cell.problem}.", remedy)
