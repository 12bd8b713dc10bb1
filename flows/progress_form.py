"""The blank progress form: the XLSX workbook that awarded projects fill in each quarter, read by ``readers/progress_xlsx.py``."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from flows.application_form import ENTRY_EDGE, ENTRY_FILL, HEAD_FILL, HEAD_FONT, HELP_FONT, as_bytes, lay_out
from flows.progress_items import MILESTONES, STATUSES, Item, of_section

CURRENCIES = ("USD", "kUSD", "MUSD", "JPY", "MJPY", "EUR", "MEUR")
# What a recipient may pick for a measure in each unit; others of the kind can be typed.
UNITS = {
    "money": CURRENCIES,
    "MWh": ("MWh", "GWh", "kWh"),
    "tonne": ("tonne", "kg", "Mt"),
    "h": ("h",),
    "MW": ("MW", "kW", "GW"),
    "1": ("%",),
}
FREE_MILESTONES = 6  # lines left for milestones of the project's own
_WIDTHS = {"item": 44, "line": 8, "value": 18, "status": 18, "unit": 12, "due": 14, "met": 14, "note": 40, "meaning": 56}
_HELP = (
    "One form is one project and one quarter. Fill in the sheet Report, then what applies of the others; leave the rest blank.",
    "Send it into the folder 'progress' of the fund. A correction is the same file, sent again under the same name.",
    "Financial: the lines of the US Federal Financial Report, SF-425 (OMB 4040-0014), lines 10a to 10o. Receipts, disbursements, "
    "expenditures and income count from the award, so they never fall; 10d, 10f and 10i are as they stand at the end of the "
    "quarter. Write the money as it was paid, in one currency throughout, without a price year.",
    "Technical: what was delivered in this quarter alone. Leave a measure blank where the plant does not have it; 0 says none.",
    "Milestones: scheduled with the day it is due; met with the day it was met; notMet or partiallyMet otherwise (OC4IDS 0.9.5).",
    "Yellow cells are to be filled in. Type values, not formulas. Dates are year-month-day: 2027-04-20.",
)


def write_progress_form(target: str | PathLike[str] | BinaryIO, project: str = "", period: str = "") -> None:
    """Writes the blank form to a path or an open binary file, with number and quarter filled in where they are given.

    The same call gives the same bytes.
    """
    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    _report(book, project, period)
    for title, section in (("Financial", "financial"), ("Technical", "technical")):
        _measures(book, title, section)
    _milestones(book)
    _help(book)
    content = as_bytes(book)
    if isinstance(target, (str, PathLike)):
        Path(target).write_bytes(content)
    else:
        target.write(content)


def _report(book: Workbook, project: str, period: str) -> None:
    sheet = book.create_sheet("Report")
    _heads(sheet, ("field", "value", "meaning"), {"field": 16, "value": 28, "meaning": 76})
    rows = (
        ("project", project, "the number that the fund gave the project, such as CTIF-001"),
        ("period", period, "calendar quarter, such as 2027-Q1; or two dates: 2027-01-01 to 2027-03-31"),
        ("reported_on", "", "day of this report, after the quarter has ended: 2027-04-20"),
    )
    for number, (field, value, meaning) in enumerate(rows, 2):
        _row(sheet, number, (field, value or None, meaning), entered=(2,))
        sheet.cell(number, 2).number_format = "yyyy-mm-dd" if field == "reported_on" else "@"


def _measures(book: Workbook, title: str, section: str) -> None:
    sheet = book.create_sheet(title)
    items = of_section(section)
    heads = ("item", *(("line",) if section == "financial" else ()), "value", "unit", "note", "meaning")
    _heads(sheet, heads)
    entered = tuple(heads.index(head) + 1 for head in ("value", "unit", "note"))
    for number, (name, item) in enumerate(items.items(), 2):
        cells = {"item": name, "line": item.line, "unit": _first_unit(item), "meaning": _meaning(item)}
        _row(sheet, number, tuple(cells.get(head) for head in heads), entered)
        column = sheet.cell(1, heads.index("unit") + 1).column_letter
        # a measure without unit must be typed as a percentage or a plain number
        choices = ("1",) if name == "maturity" else UNITS[item.unit]
        _choice(sheet, f"{column}{number}", choices, "Pick a unit, or type another of the same kind.", strict=False)
    value = sheet.cell(1, heads.index("value") + 1).column_letter
    _number(sheet, f"{value}2:{value}{len(items) + 1}")


def _milestones(book: Workbook) -> None:
    sheet = book.create_sheet("Milestones")
    heads = ("item", "status", "due", "met", "note")
    _heads(sheet, heads)
    last = len(MILESTONES) + FREE_MILESTONES + 1
    for number in range(2, last + 1):
        name = MILESTONES[number - 2] if number - 2 < len(MILESTONES) else None
        _row(sheet, number, (name, None, None, None, None), entered=(1, 2, 3, 4, 5) if name is None else (2, 3, 4, 5))
        for column in (3, 4):
            sheet.cell(number, column).number_format = "yyyy-mm-dd"
    _choice(sheet, f"B2:B{last}", STATUSES, f"Pick one of: {', '.join(STATUSES)}.", strict=True)
    _date(sheet, f"C2:D{last}")


def _help(book: Workbook) -> None:
    sheet = book.create_sheet("Help")
    sheet.column_dimensions["A"].width = 110
    for number, text in enumerate(_HELP, 1):
        cell = sheet.cell(number, 1, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[number].height = 18 * (1 + len(text) // 125)  # [points]
    lay_out(sheet)


def _first_unit(item: Item) -> str | None:
    """The unit that stands in the blank form; none for money, whose currency only the recipient knows."""
    if item.unit == "money":
        return None
    return "1" if item.most and item.most > 1 else UNITS[item.unit][0]


def _meaning(item: Item) -> str:
    return item.meaning + (", cumulative" if item.cumulative and item.section == "technical" else "")


def _heads(sheet: Worksheet, heads: tuple[str, ...], widths: dict[str, int] | None = None) -> None:
    for column, head in enumerate(heads, 1):
        cell = sheet.cell(1, column, head)
        cell.font, cell.fill = HEAD_FONT, HEAD_FILL
        sheet.column_dimensions[cell.column_letter].width = (widths or _WIDTHS)[head]
    lay_out(sheet)


def _row(sheet: Worksheet, number: int, values: tuple[str | None, ...], entered: tuple[int, ...]) -> None:
    for column, value in enumerate(values, 1):
        cell = sheet.cell(number, column)
        if value:
            cell.value, cell.data_type = value, "s"  # a text such as "=1+1" stays a text
        if column in entered:
            cell.fill, cell.border = ENTRY_FILL, ENTRY_EDGE
        elif column > 1:
            cell.font = HELP_FONT


def _choice(sheet: Worksheet, cells: str, choices: tuple[str, ...], prompt: str, strict: bool) -> None:
    rule = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True, showErrorMessage=strict)
    _told(sheet, rule, cells, prompt)


def _number(sheet: Worksheet, cells: str) -> None:
    rule = DataValidation("decimal", operator="between", formula1="-1E+15", formula2="1E+15", allow_blank=True)
    rule.showErrorMessage = True
    _told(sheet, rule, cells, "A plain number; its unit stands beside it.")


def _date(sheet: Worksheet, cells: str) -> None:
    rule = DataValidation("date", operator="greaterThan", formula1="36526", allow_blank=True, showErrorMessage=True)
    _told(sheet, rule, cells, "A date, year-month-day: 2027-04-20.")


def _told(sheet: Worksheet, rule: DataValidation, cells: str, prompt: str) -> None:
    rule.prompt, rule.showInputMessage, rule.error, rule.errorTitle = prompt, True, prompt, "cleanfund"
    sheet.add_data_validation(rule)
    rule.add(cells)
