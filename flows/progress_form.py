"""The blank progress form: the XLSX workbook that awarded projects fill in each quarter, read by ``readers/progress_xlsx.py``."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from flows.application_form import ENTRY_EDGE, ENTRY_FILL, HELP_FONT, as_bytes
from flows.blank_form_sheets import LABEL, LINE, NEEDED_FILL, PLAIN, first_sheet, heads_of
from flows.progress_items import MILESTONES, STATUSES, Item, of_section

CURRENCIES = ("USD", "kUSD", "MUSD", "JPY", "MJPY", "EUR", "MEUR")
# What a recipient may pick for a measure in each unit; others of the kind can be typed.
UNITS = {
    "money": CURRENCIES,
    "money/tonne": tuple(f"{code}/tonne" for code in ("USD", "JPY", "EUR")),
    "MWh": ("MWh", "GWh", "kWh"),
    "tonne": ("tonne", "kg", "Mt"),
    "h": ("h",),
    "MW": ("MW", "kW", "GW"),
    "1": ("%",),
}
FREE_MILESTONES = 6  # lines left for milestones of the project's own
TAB = "F2B84B"
_WIDTHS = {
    "field": 16,
    "item": 44,
    "line": 8,
    "value": 18,
    "status": 18,
    "unit": 12,
    "due": 14,
    "met": 14,
    "note": 40,
    "meaning": 62,
}
_HELP = """\
1  Fill in: The sheet Report, then what applies of the others; leave the rest blank. One form is one project and one quarter.
yellow: cells to fill in; the others are locked, without a password, so that no name is changed by accident
orange: cells that are needed and still empty
2  Financial: The lines of the US Federal Financial Report, SF-425 (OMB 4040-0014), 10a to 10o. \
"Federal" in their names is this fund, whatever its currency and country. Receipts, disbursements, \
expenditures and income count from the award, so they never fall; 10d, 10f and 10i are as they stand at the end of the quarter.
3  Money: As it was paid, without a price year; its currency stands in the cell beside it, the same one throughout. Lines that \
are sums of others (10c, 10g, 10h, 10k, 10o) may be left blank; where they are filled in, they have to add up.
4  Technical: What was delivered in this quarter alone. Leave a measure blank where the plant does not have it; 0 says none.
5  Milestones: scheduled with the day it is due; met with the day it was met; not met or partially met otherwise \
(the states of OC4IDS 0.9.5). Free lines take milestones of your own: give them the same name in every report.
6  Values: Type values, not formulas. Dates are year-month-day, such as 2027-04-20.
7  Hand in: The saved file, as .xlsx, to the fund. To correct it, send it again under the same name.
"""


def write_progress_form(target: str | PathLike[str] | BinaryIO, project: str = "", period: str = "") -> None:
    """Writes the blank form to a path or an open binary file, with number and quarter filled in where they are given.

    The same call gives the same bytes.
    """
    book = Workbook()
    first_sheet(book.worksheets[0], "Help", [("Quarterly progress report", ""), (project, ""), ("", ""), *_help()])
    _report(book, project, period)
    for title, section in (("Financial", "financial"), ("Technical", "technical")):
        _measures(book, title, section)
    _milestones(book)
    content = as_bytes(book)
    if isinstance(target, (str, PathLike)):
        Path(target).write_bytes(content)
    else:
        target.write(content)


def _report(book: Workbook, project: str, period: str) -> None:
    sheet = _sheet(book, "Report", ("field", "value", "meaning"))
    sheet.column_dimensions["B"].width = 28
    rows = (
        ("project", project, "the number that the fund gave the project, such as CTIF-001"),
        ("period", period, "calendar quarter, such as 2027-Q1; or two dates: 2027-01-01 to 2027-03-31"),
        ("reported_on", "", "day of this report, after the quarter has ended: 2027-04-20"),
    )
    for number, (field, value, meaning) in enumerate(rows, 2):
        _row(sheet, number, (field, value or None, meaning), entered=(2,))
        sheet.cell(number, 2).number_format = "yyyy-mm-dd" if field == "reported_on" else "@"
        _needed(sheet, f"B{number}", f"ISBLANK(B{number})")
    _date(sheet, "B4")


def _measures(book: Workbook, title: str, section: str) -> None:
    items = of_section(section)
    heads = ("item", *(("line",) if section == "financial" else ()), "value", "unit", "note", "meaning")
    sheet = _sheet(book, title, heads)
    entered = tuple(heads.index(head) + 1 for head in ("value", "unit", "note"))
    value, column, _ = map(get_column_letter, entered)
    for number, (name, item) in enumerate(items.items(), 2):
        cells = {"item": name, "line": item.line, "unit": _first_unit(item), "meaning": _meaning(item)}
        _row(sheet, number, tuple(cells.get(head) for head in heads), entered)
        # a measure without unit must be typed as a percentage or a plain number
        choices = ("1",) if item.most and item.most > 1 else UNITS[item.unit]
        _choice(sheet, f"{column}{number}", choices, "Pick a unit, or type another of the same kind.", strict=False)
    _needed(sheet, f"{column}2:{column}{len(items) + 1}", f"AND(ISNUMBER({value}2),ISBLANK({column}2))")
    _number(sheet, f"{value}2:{value}{len(items) + 1}")


def _milestones(book: Workbook) -> None:
    sheet = _sheet(book, "Milestones", ("item", "status", "due", "met", "note"))
    last = len(MILESTONES) + FREE_MILESTONES + 1
    for number in range(2, last + 1):
        name = MILESTONES[number - 2] if number - 2 < len(MILESTONES) else None
        _row(sheet, number, (name, None, None, None, None), entered=(1, 2, 3, 4, 5) if name is None else (2, 3, 4, 5))
        for column in (3, 4):
            sheet.cell(number, column).number_format = "yyyy-mm-dd"
    states = tuple(STATUSES.values())
    _choice(sheet, f"B2:B{last}", states, f"Pick one of: {', '.join(states)}.", strict=True)
    _date(sheet, f"C2:D{last}")
    for cells, when in ((f"C2:C{last}", 'AND(B2="scheduled",ISBLANK(C2))'), (f"D2:D{last}", 'AND(B2="met",ISBLANK(D2))')):
        _needed(sheet, cells, when)


def _help() -> list[tuple[str, str]]:
    return [(label, text) for label, _, text in (line.partition(": ") for line in _HELP.splitlines())]


def _first_unit(item: Item) -> str | None:
    """The unit that stands in the blank form; none for money, whose currency only the recipient knows."""
    if item.unit.startswith("money"):
        return None
    return "1" if item.most and item.most > 1 else UNITS[item.unit][0]


def _meaning(item: Item) -> str:
    """What the item is, and what is easily got wrong."""
    since = ", since the award" if item.cumulative and item.section == "technical" else ""
    share = "; 0 to 100 %" if item.unit == "1" and item.most == 1 else ""
    return item.meaning + since + share + ("; may be left blank" if item.sum_of else "")


def _sheet(book: Workbook, title: str, heads: tuple[str, ...]) -> Worksheet:
    sheet = book.create_sheet(title)
    heads_of(sheet, heads, _WIDTHS, TAB)
    # Without a password: against slips of the hand, not against people.
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    return sheet


def _row(sheet: Worksheet, number: int, values: tuple[str | None, ...], entered: tuple[int, ...]) -> None:
    for column, value in enumerate(values, 1):
        cell = sheet.cell(number, column)
        if value:
            cell.value, cell.data_type = value, "s"  # a text such as "=1+1" stays a text
        cell.border, cell.alignment = LINE, Alignment(vertical="center", horizontal="left")
        cell.font = LABEL if column == 1 else PLAIN if column in entered else HELP_FONT
        if column in entered:
            cell.fill, cell.border, cell.protection = ENTRY_FILL, ENTRY_EDGE, Protection(locked=False)
    sheet.row_dimensions[number].height = 19  # [points]


def _needed(sheet: Worksheet, cells: str, when: str) -> None:
    sheet.conditional_formatting.add(cells, FormulaRule(formula=[when], fill=NEEDED_FILL))


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
