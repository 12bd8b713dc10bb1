"""What people do not see in the form that they send: hidden sheets, rows and columns, and values beneath merged cells.

What is not seen is not read, and is told, in every form that is a workbook.
"""

from __future__ import annotations

from flows.facts import Trouble
from flows.readers._sheet_cells import Cell, Merge, Sheet, number
from flows.readers._text import shown


def hidden_sheet(sheet: Sheet, known: bool) -> Trouble:
    """What to say of a hidden sheet; ``known`` where it is one of the form."""
    if known:
        reason = "This sheet of the form is hidden; what is not seen is not read."
        remedy = "Unhide it (right-click on a sheet's name), look it through, and save."
    else:
        reason = "The workbook has a hidden sheet that the form has not; nothing on it is read."
        remedy = "Unhide it (right-click on a sheet's name) and delete it, or copy the values into an empty form."
    return Trouble("form.hidden_sheet", f"sheet {shown(sheet.title)}", f"{len(sheet.rows)} rows", reason, remedy)


def hidden_value(sheet: Sheet, where: str, value: Cell) -> Trouble | None:
    """What to say of a value in a hidden row or column; nothing where it is seen."""
    if value.row in sheet.hidden_rows:
        what = f"row {value.row}"
    elif value.column in sheet.hidden_columns:
        what = f"column {value.column}"
    else:
        return None
    reason = f"The value stands in the hidden {what}; what is not seen is not read."
    remedy = f"Unhide {what} (a filter may hide it, too), look the value through, and save."
    return Trouble("form.hidden_cell", where, shown(value.text), reason, remedy)


def unsure_rows(sheet: Sheet, columns: set[str], troubles: list[Trouble]) -> set[int]:
    """The rows that merged cells make unsure: it cannot be known which of them a value belongs to."""
    unsure: set[int] = set()
    numbers = {number(column) for column in columns}
    for merge in sheet.merged:
        if not numbers & set(range(merge.first_column, min(merge.last_column, max(numbers)) + 1)):
            continue
        rows = [row for row in sheet.rows if merge.first_row <= row[0].row <= merge.last_row]
        cells = [cell for row in rows for cell in row if cell.column in columns]
        beneath = [cell for cell in cells if merge.covers(cell)]
        if not beneath and len({cell.row for cell in cells if not merge.covers(cell)}) < 2:
            continue  # a heading, or a value that reaches over empty cells of its own row
        unsure |= {row[0].row for row in rows}
        troubles.append(_merge_trouble(sheet, merge, cells, beneath))
    return unsure


def _merge_trouble(sheet: Sheet, merge: Merge, cells: list[Cell], beneath: list[Cell]) -> Trouble:
    where, remedy = f"sheet {sheet.title}, cells {merge.at}", "Unmerge the cells and give every row its own value."
    if beneath:
        reason = f"A value lies unseen beneath merged cells, in {beneath[0].at}; none of these rows is read."
        return Trouble("form.merged", where, shown(beneath[0].text), reason, remedy)
    top = next((cell.text for cell in cells if merge.holds(cell)), "")
    reason = "Merged cells reach over several rows of the form, so that it is unsure which row they belong to; none is read."
    return Trouble("form.merged", where, shown(top) or "nothing", reason, remedy)
