"""Draws the blank application form of one technology: an XLSX workbook with drop-downs, checks as one types, and help.

What it asks for is ``blank_form.py``'s; what it says once is on its first sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from evaluators.toolkit.contract import Evaluator
from flows.application_form import ENTRY_EDGE, ENTRY_FILL, HEAD_FILL, HEAD_FONT, HELP_FONT, as_bytes, lay_out
from flows.blank_form import Entry, Heading, Row, block_rows, cost_share_rows, disbursement_rows, header_rows, tables
from flows.blank_form_help import read_me

LISTS = "Lists"
_HEADER = ("field", "value", "unit", "needed", "example", "help")
_WIDTHS = {
    "group": 9,
    "field": 27,
    "line": 34,
    "payer": 22,
    "year": 22,
    "value": 34,
    "amount": 20,
    "unit": 18,
    "needed": 10,
    "example": 32,
    "help": 66,
}
_BUDGET_LINES = 20
_TABLE_ROWS, _TABLE_WIDTH = 100, 20  # that are yellow, and [characters]; further rows are read as well
NEEDED_FILL = PatternFill("solid", bgColor="FFD9A0")
COLOURS = {"yellow": ENTRY_FILL, "orange": PatternFill("solid", fgColor="FFD9A0")}
_BAND_FILL = PatternFill("solid", fgColor="DCE6EC")
LINE = Border(bottom=Side("hair", color="D9D9D9"))
TITLE, LABEL = Font("Calibri", 16, bold=True, color="1F3B4D"), Font("Calibri", 11, bold=True)
PLAIN, QUIET = Font("Calibri", 11), Font("Calibri", 11, color="6B6B6B")
_LINE_HEIGHT = 15.0  # [point]
_TABS = {"Read me": "1F3B4D", "Proposal": "F2B84B", "Block 1": "F2B84B", "Budget": "F2B84B"}
_LONGEST_ERROR = 225  # characters that Excel shows


def blank_form(found: Evaluator, fund: str, pillars: Sequence[str] = (), calls: Sequence[str] = ()) -> bytes:
    """The blank form of one technology for a fund of the name ``fund``, as the bytes of a workbook."""
    book = Workbook()
    first_sheet(book.worksheets[0], "Read me", read_me(found, fund, _release()))
    drawn = _Drawn(book)
    drawn.sheet("Proposal", _HEADER, header_rows(pillars, calls))
    drawn.sheet("Block 1", ("group", *_HEADER), block_rows(found))
    for title, columns in tables(found).items():
        drawn.table(title, columns)
    drawn.sheet("Budget", ("line", "amount", "unit", "help"), _budget_rows())
    drawn.sheet("Cost share", ("payer", "amount", "unit", "help"), cost_share_rows())
    drawn.sheet("Disbursement", ("year", "amount", "unit", "help"), disbursement_rows())
    drawn.lists()
    book.active = 0
    return as_bytes(book)


def form_name(found: Evaluator) -> str:
    """The file name of the blank form of one technology."""
    return f"application-{found.name}.xlsx"


def _budget_rows() -> list[Row]:
    [amount, *_] = cost_share_rows()
    assert isinstance(amount, Entry)
    first = "what is bought or built, a line each; together they are the total cost"
    return [Entry("", first if line == 0 else "", units=amount.units) for line in range(_BUDGET_LINES)]


def first_sheet(sheet: Worksheet, title: str, lines: Sequence[tuple[str, str]]) -> None:
    """What a form says once: ``lines`` of a label and a text, the first two being the title and whose form it is."""
    sheet.title, sheet.sheet_properties.tabColor = title, _TABS["Read me"]
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 96
    for number, (label, text) in enumerate(lines, 1):
        left, right = sheet.cell(number, 1), sheet.cell(number, 2)
        _put(left, label)
        _put(right, text)
        left.font, right.font = LABEL, PLAIN
        left.alignment, right.alignment = Alignment(vertical="top"), Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[number].height = height(text, 96) + 5
        if label in COLOURS:
            left.fill, left.font = COLOURS[label], PLAIN
    sheet["A1"].font, sheet["A2"].font, sheet.row_dimensions[1].height = TITLE, QUIET, 26
    lay_out(sheet)
    sheet.freeze_panes, sheet.print_title_rows = None, None
    sheet.page_setup.orientation = "portrait"


def heads_of(sheet: Worksheet, heads: Sequence[str], widths: Mapping[str, float], tab: str = "") -> None:
    """The first row of a sheet, and what every printed page of it says at its foot."""
    for column, head in enumerate(heads, 1):
        cell = sheet.cell(1, column, head)
        cell.font, cell.fill, cell.alignment = HEAD_FONT, HEAD_FILL, Alignment(vertical="center")
        sheet.column_dimensions[cell.column_letter].width = widths[head]
    sheet.row_dimensions[1].height = 22
    if tab:
        sheet.sheet_properties.tabColor = tab
    lay_out(sheet)
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"  # type: ignore[union-attr]
    sheet.page_margins.footer = 0.25  # [inch]


class _Drawn:
    """A workbook in the making; every list of a drop-down is written once, on a hidden sheet."""

    def __init__(self, book: Workbook):
        self.book = book
        # The cells of the hidden sheet that hold each list.
        self.columns: dict[tuple[str | int, ...], str] = {}

    def sheet(self, title: str, heads: tuple[str, ...], rows: Sequence[Row]) -> None:
        sheet = self.book.create_sheet(title)
        heads_of(sheet, heads, _WIDTHS, _TABS.get(title, ""))
        for number, row in enumerate(rows, 2):
            if isinstance(row, Heading):
                self._heading(sheet, number, len(heads), row.text)
            else:
                self._entry(sheet, number, heads, row)
        sheet.freeze_panes = sheet.cell(2, heads.index("value") + 1 if "value" in heads else 2)
        if "field" in heads:  # of these the names are fixed; a budget has names of its own
            # Without a password: against slips of the hand, not against people.
            sheet.protection.sheet = True
            sheet.protection.formatColumns = sheet.protection.formatRows = False

    def table(self, title: str, columns: Sequence[str]) -> None:
        """A sheet with heads alone; its cells are free, so that rows can be pasted below them."""
        sheet = self.book.create_sheet(title)
        heads_of(sheet, columns, dict.fromkeys(columns, _TABLE_WIDTH), _TABS["Block 1"])
        for row in sheet.iter_rows(2, _TABLE_ROWS + 1, 1, len(columns)):
            for cell in row:
                cell.fill, cell.border = ENTRY_FILL, ENTRY_EDGE
        sheet.freeze_panes = "A2"

    def _heading(self, sheet: Worksheet, number: int, width: int, text: str) -> None:
        _put(sheet.cell(number, 1), text)
        for column in range(1, width + 1):
            cell = sheet.cell(number, column)
            cell.font, cell.fill, cell.alignment = LABEL, _BAND_FILL, Alignment(vertical="center")
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=width)
        sheet.row_dimensions[number].height = 20

    def _entry(self, sheet: Worksheet, number: int, heads: tuple[str, ...], row: Entry) -> None:
        said = {
            "group": row.group,
            heads[heads.index("unit") - 2]: row.field,
            "value": row.value,
            "unit": (row.units or ("",))[0],
            "needed": row.needed,
            "example": row.shown_example,
            "help": row.full_help,
        }
        cells = {head: sheet.cell(number, column) for column, head in enumerate(heads, 1)}
        for head, cell in cells.items():
            _put(cell, said.get(head) or "")
            cell.border = LINE
            cell.alignment = Alignment(vertical="top", horizontal="left", wrap_text=head in ("value", "help", "example"))
            cell.font = HELP_FONT if head in ("help", "example") else QUIET if head in ("group", "needed") else PLAIN
        tall = (height(str(said[head] or ""), _WIDTHS[head]) for head in ("help", "example"))
        sheet.row_dimensions[number].height = max(tall) + 4
        value, unit = cells.get("value") or cells["amount"], cells["unit"]
        if "field" in cells:
            cells["field"].font = LABEL
        if row.group == "site" or row.value:
            return
        free = [value, *([unit] if row.units or row.kind == "quantity" else []), *([cells["line"]] if "line" in cells else [])]
        for cell in free:
            cell.protection, cell.fill, cell.border = Protection(locked=False), ENTRY_FILL, ENTRY_EDGE
        value.number_format = {"text": "@", "date": "yyyy-mm-dd"}.get(row.kind, "General")
        if row.needed == "yes":
            rule = FormulaRule(formula=[f"ISBLANK({value.coordinate})"], fill=NEEDED_FILL)
            sheet.conditional_formatting.add(value.coordinate, rule)
        self._check(sheet, row, value.coordinate, unit.coordinate)

    def _check(self, sheet: Worksheet, row: Entry, value: str, unit: str) -> None:
        """What the spreadsheet program says while one types; a range such as "3 to 5" is a text and always passes."""
        check: DataValidation | None = None
        if row.choices:
            check = DataValidation("list", formula1=self._list(row.choices))
            listed = ", ".join(map(str, row.choices))
            said = f"{row.field} may be: {listed}." if len(listed) < 150 else f"{row.field}: choose one from the list."
        elif row.kind == "date":
            check = DataValidation("date", operator="greaterThan", formula1="36526")
            said = f"{row.field} is {row.words}."
        elif row.kind == "whole":
            check = DataValidation("whole", operator="between", formula1=f"{row.least:.0f}", formula2=f"{row.most:.0f}")
            said = f"{row.field} is {row.words}."
        elif row.kind == "text" and row.longest:
            check = DataValidation("textLength", operator="lessThanOrEqual", formula1=str(row.longest))
            said = f"{row.field} may have {row.longest} characters."
        elif row.kind == "quantity" and (row.least is not None or row.most is not None):
            shown = f'"{row.units[0]}"' if row.units else '""'
            bounds = [f"{value}>={row.least:.12g}"] if row.least is not None else []
            bounds += [f"{value}<={row.most:.12g}"] if row.most is not None else []
            check = DataValidation("custom", formula1=f"OR(NOT(ISNUMBER({value})),{unit}<>{shown},AND({','.join(bounds)}))")
            said = f"{row.field} may be {row.words}: {row.help}. If it is meant in another unit, change the unit first."
        if check is not None:
            check.errorTitle = row.field[:32]
            check.error = said if len(said) <= _LONGEST_ERROR else f"{row.field} may be {row.words}."
            check.showErrorMessage, check.allow_blank = True, True
            sheet.add_data_validation(check)
            check.add(value)
        if row.units:
            # Another unit that fits is read as well, so that the list only helps.
            units = DataValidation("list", formula1=self._list(row.units), allow_blank=True, showErrorMessage=False)
            sheet.add_data_validation(units)
            units.add(unit)

    def _list(self, choices: tuple[str | int, ...]) -> str:
        if choices not in self.columns:
            column = len(self.columns) + 1
            self.columns[choices] = f"{LISTS}!${_letters(column)}$1:${_letters(column)}${len(choices)}"
        return self.columns[choices]

    def lists(self) -> None:
        sheet = self.book.create_sheet(LISTS)
        sheet.sheet_state = "hidden"
        for column, choices in enumerate(self.columns, 1):
            for number, choice in enumerate(choices, 1):
                _put(sheet.cell(number, column), choice)


def _put(cell, value: str | int) -> None:
    cell.value = None if value == "" else value
    if isinstance(value, str) and value:
        cell.data_type = "s"  # nothing from a contract or a fund's file becomes a formula


def height(text: str, width: float) -> float:
    """Of a row that holds ``text`` in a column of ``width`` [characters], in points."""
    return _LINE_HEIGHT * max(1, -(-len(text) // int(width * 1.15)))


def _letters(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(column)


def _release() -> str:
    try:
        return version("cleanfund")
    except PackageNotFoundError:
        return "unknown"
