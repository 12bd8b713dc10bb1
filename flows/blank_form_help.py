"""What the first sheet of a blank form tells the applicant, in plain words."""

from __future__ import annotations

from evaluators.toolkit.contract import Evaluator, Measured

_STEPS = """\
1  Fill in: the sheets Proposal, Block 1 and Budget; Cost share and Disbursement where you know them. One form is one project.
yellow: cells to fill in; the others are locked, without a password, so that no name is changed by accident
orange: cells that are needed and still empty
2  Units: Every amount has its unit in the cell beside it; the list offers the usual ones, and any other that fits is read as \
well (kW for MW). An empty unit is a plain number.
3  Money: 'million' is of the currency and of the prices of the year that the sheet Proposal names. A unit such as 'JPY' or \
'USD2024/kg' names its own currency.
4  Ranges: Where you do not know better, write a range: 3 to 5. It is worth more than one number that you do not believe.
5  Dates: year-month-day, such as 2030-06-01.
6  Site: {site}
7  Promises: What you promise is compared with an independent estimate. Leave empty what you do not promise: it costs nothing.
8  More than one part: For a second technology or place copy the sheet Block 1 (for another technology from its own form) and \
name the copy Block 2.
9  Please do not: rename sheets, heads or fields; merge cells; hide sheets, rows or columns; set a password; add macros. Of a \
formula the result is read that your program stored.
10  Hand in: the saved file, as .xlsx or .ods. To correct it later, send the whole form again with the next version.
"""
_SITE = (
    "Hand in the files of the site together with this form; 'site' on the sheet Block 1 is their name. The same sheet lists what "
    "they have to bring."
)
_NO_SITE = "'site' on the sheet Block 1 names the file of the site, where there is one. What it says may be left empty here."


def read_me(found: Evaluator, fund: str, release: str) -> list[tuple[str, str]]:
    """The lines of the sheet "Read me" as (label, text); the first one is the title."""
    site = any(isinstance(one, Measured) for one in found.inputs.values())
    steps = [line.split(": ", 1) for line in _STEPS.format(site=_SITE if site else _NO_SITE).splitlines()]
    made = f"cleanfund {release}, {found.name} version {found.version}; made from what the evaluator declares."
    return [
        (f"Application form: {found.title}", ""),
        (fund, ""),
        ("", ""),
        *((one, text) for one, text in steps),
        ("", ""),
        ("", made),
    ]
