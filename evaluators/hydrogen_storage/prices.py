"""Prices of a table in the money of their own year, carried to USD2024 as the table is read.

A row keeps the number, currency and year of its source, so it can be held against it; no factor is typed by hand.
"""

from __future__ import annotations

import re
from dataclasses import replace

from evaluators.toolkit.money import money_factor
from evaluators.toolkit.row import AssumptionTable, Line, assumption_table

MONEY = re.compile(r"^([A-Z]{3})(\d{4})(?=/|$)")


def priced_table(file: str) -> AssumptionTable:
    """The table ``file`` beside this code, every line of money in USD2024; its note keeps what was published."""
    table = assumption_table("evaluators.hydrogen_storage", file)
    rows = {row: {name: _in_usd2024(line) for name, line in lines.items()} for row, lines in table.lines.items()}
    return replace(table, lines=rows)


def _in_usd2024(line: Line) -> Line:
    found = MONEY.match(line.unit)
    if found is None or found[0] == "USD2024":
        return line
    factor, _ = money_factor(found[1], int(found[2]), "USD", 2024)
    stated = f"{line.mode:g} {line.unit}" if line.low == line.high else f"{line.low:g}, {line.mode:g}, {line.high:g} {line.unit}"
    note = "; ".join(part for part in (line.note, f"published {stated}, x {factor:.6g}") if part)
    low, mode, high = (factor * end for end in (line.low, line.mode, line.high))
    return replace(line, low=low, mode=mode, high=high, unit="USD2024" + line.unit[found.end():], note=note)
