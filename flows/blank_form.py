"""What a blank application form asks for: made from the header of the form and the contract of one evaluator.

Every help text, unit, bound, choice and example is the contract's own; ``blank_form_sheets.py`` draws it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from evaluators.toolkit.common import COMMON, PROMISED
from evaluators.toolkit.contract import Answer, Choice, Evaluator, Given, Measured
from evaluators.toolkit.money import currencies
from flows.cast import COST_SHARES, YEARS
from flows.cast_tables import table_example
from flows.expectations.countries import COUNTRIES
from flows.expectations.wording import bounds, number
from flows.form import FORM, FormField
from flows.form_units import in_unit, offered

_SAID_BY_ITSELF = ((None, None), (0, None), (0.0, 100.0))  # an amount is not negative, a share is 0 to 100 %
_MOST_WHOLE = 10  # so many whole numbers are offered as a list
_COST_SHARE_HELP = {
    "grant": "the grant asked of the fund, as on the sheet Proposal",
    "applicant": "own money and loans of the applicant",
    "state": "paid by a state or prefecture",
    "local": "paid by a town or district",
    "other": "paid by others",
    "program_income": "earned by the project while it is built",
}


@dataclass(frozen=True)
class Entry:
    """One row to fill in. ``kind`` is text, date, whole or quantity; ``least`` and ``most`` hold in ``units[0]``.

    ``group`` is that of a block's row, "" elsewhere; with "site" nothing is to be filled in. ``longest`` is the most
    characters of a text; ``words`` say what the value may be.
    """

    field: str
    help: str
    kind: str = "quantity"
    group: str = ""
    value: str | None = None
    units: tuple[str, ...] = ()
    needed: str = "no"
    example: str | float | None = None
    choices: tuple[str | int, ...] = ()
    least: float | None = None
    most: float | None = None
    longest: int | None = None
    words: str = ""

    @property
    def shown_example(self) -> str:
        """The example as a person would write it, with its unit."""
        if self.example is None:
            return ""
        said = self.example if isinstance(self.example, str) or self.kind == "whole" else number(self.example)
        return f"{said} {self.units[0]}" if self.units else str(said)

    @property
    def full_help(self) -> str:
        """The help, with what the value may be where it has bounds."""
        bounded = self.kind in ("quantity", "whole") and not self.choices and (self.least, self.most) not in _SAID_BY_ITSELF
        return f"{self.help}; {self.words}" if bounded and self.help else self.help


@dataclass(frozen=True)
class Heading:
    """A line above several rows."""

    text: str


Row = Entry | Heading


def header_rows(pillars: Sequence[str] = (), calls: Sequence[str] = ()) -> list[Row]:
    """The rows of the sheet "Proposal"; ``pillars`` and ``calls`` are those of the fund."""
    choices: dict[str, tuple[str, ...]] = {
        "country": tuple(sorted(COUNTRIES)),
        "currency": currencies(),
        "pillar": tuple(pillars),
        "call": tuple(calls),
    }
    rows = {name: _header_entry(name, declared, choices.get(name, ())) for name, declared in FORM.items()}
    # What takes a proposal back stands apart, or it would be taken for a part of every application.
    back = [name for name in rows if name.startswith("withdrawn")]
    return [
        *(row for name, row in rows.items() if name not in back),
        Heading("Only to take a proposal back; leave empty otherwise"),
        *(rows[name] for name in back),
    ]


def _header_entry(name: str, declared: FormField, choices: tuple[str, ...]) -> Entry:
    needed = "yes" if declared.needed else "no"
    if declared.kind == "quantity":
        return _quantity(name, declared.meaning, declared.unit, declared.least, declared.most, float(declared.example), needed)
    length = re.fullmatch(r"\.\{\d+,(\d+)\}", declared.pattern)
    entry = Entry(name, declared.meaning, kind="text", needed=needed, example=declared.example, words=declared.meaning)
    if declared.kind == "date":
        return replace(entry, kind="date", words="a date written year-month-day, such as " + declared.example)
    if declared.kind == "integer":
        span = f"a whole number, {declared.least:.0f} to {declared.most:.0f}"
        whole = replace(entry, kind="whole", example=int(declared.example), words=span)
        return replace(whole, least=declared.least, most=declared.most)
    example = declared.example if not choices or declared.example in choices else choices[0]
    return replace(entry, choices=choices, example=example, longest=int(length[1]) if length else None)


def block_rows(found: Evaluator) -> list[Row]:
    """The rows of the sheet "Block 1" for one technology."""
    given = {name: one for name, one in found.all_inputs.items() if isinstance(one, Given | Choice) and name not in FORM}
    of_site = [_site_entry(found, name, one) for name, one in given.items() if isinstance(one, Measured)]
    start: list[Row] = [
        Entry("technology", "which evaluator judges the block", "text", "block", found.name, needed="yes", choices=(found.name,)),
        Entry(
            "site",
            "name of the site; its files, handed in with this form, are called so",
            "text",
            "block",
            needed="yes" if of_site else "no",
            longest=60,
            words="the name of the site's files, without their ending",
        ),
        Heading("What you plan: may be left empty where the files of the site say it"),
        *(_given_entry(name, one) for name, one in given.items() if not isinstance(one, Measured)),
    ]
    if of_site:
        start += [Heading("What the files of the site bring: nothing to fill in here"), *of_site]
    return [
        *start,
        Heading(f"What you promise of {found.title}; leave empty what you do not promise"),
        *(_claim_entry(name, one) for name, one in found.answers.items()),
        Heading("What you promise in the terms common to all technologies"),
        *(_claim_entry(name, one) for name, one in COMMON.items() if name in PROMISED and name not in found.answers),
    ]


def _given_entry(name: str, declared: Given | Choice) -> Entry:
    if isinstance(declared, Choice):
        return Entry(
            name,
            declared.meaning,
            "text",
            "given",
            needed="no" if declared.optional else "yes",
            example=declared.example,
            choices=declared.options,
            words=declared.meaning,
        )
    needed = "no" if declared.optional else "yes"
    if declared.columns:
        told = f"{declared.meaning}: a table, a row for each {declared.shape}, on the sheet '{table_sheet(name)}'"
        aside = "; or here the name of a CSV file that comes in one ZIP package with this form"
        return Entry(name, told + aside, "text", "given", needed=needed, example=table_example(declared))
    example = None if declared.example is None else float(declared.example)
    entry = _quantity(name, declared.meaning, declared.unit, declared.least, declared.most, example, needed)
    return replace(entry, group="given")


def table_sheet(name: str) -> str:
    """The sheet of a table of the first block: "Block 1 power curve"."""
    return f"Block 1 {name.replace('_', ' ')}"


def tables(found: Evaluator) -> dict[str, list[str]]:
    """The heads of each table that the proposal may state, by the name of its sheet."""
    return {table_sheet(name): declared.unit.split(", ") for name, declared in found.of(Given).items() if declared.columns}


def _site_entry(found: Evaluator, name: str, declared: Measured) -> Entry:
    others = next((group for group in found.one_of if name in group), ())
    needed = f"one of {len(others)}" if others else "no" if declared.optional else "yes"
    unit = "" if declared.unit == "1" else f" [{declared.unit}]"
    return Entry(name, f"{declared.meaning}{unit}", "text", "site", needed=needed)


def _claim_entry(name: str, declared: Answer) -> Entry:
    return replace(_quantity(name, declared.meaning, declared.unit, declared.least, declared.most, None, "no"), group="claim")


def _quantity(
    name: str, meaning: str, unit: str, least: float | None, most: float | None, example: float | None, needed: str
) -> Entry:
    units = offered(unit, most)
    shown = units[0] if units else ""
    low, high, like = (None if one is None else in_unit(one, unit, shown) for one in (least, most, example))
    bounded = low is not None or high is not None
    words = bounds(low, high, shown) if bounded else f"a number of {shown}" if shown else "a number"
    entry = Entry(name, meaning, units=units, needed=needed, example=like, least=low, most=high, words=words)
    whole = unit == "1" and low is not None and high is not None and 0 < high - low <= _MOST_WHOLE and low >= 1
    if whole and like is not None and like == int(like):
        return replace(entry, kind="whole", example=int(like), choices=tuple(range(int(low or 0), int(high or 0) + 1)))
    return entry


def cost_share_rows() -> list[Row]:
    """The rows of the sheet "Cost share": who pays for the project."""
    return [Entry(name, _COST_SHARE_HELP[name], units=offered("USD2024", None)) for name in COST_SHARES]


def disbursement_rows() -> list[Row]:
    """The rows of the sheet "Disbursement": how much of the grant is needed in which year."""
    first = "of the grant, in the first year after its award"
    return [Entry(name, first if name == YEARS[0] else "", units=offered("USD2024", None)) for name in YEARS]
