"""A site as a table of monthly statistics: columns ``month``, ``wind_speed [m/s]``, ``weibull_k`` and others.

Comment lines before the table carry facts of the site: ``# latitude: 39.7``.
"""

from __future__ import annotations

import math
import re

from flows.facts import Document, Fact, Trouble, Unreadable
from flows.readers._csv_table import Row, Table, read_table
from flows.readers._text import decode, peek, shown, site_name
from flows.readers._units_of_series import judge_units

KIND = "sites"
FORMAT = "site monthly CSV"
LARGEST = 2_000_000  # bytes; twelve rows have some thousand

_COMMENT = re.compile(r"#\s*(?P<field>\w+)\s*:\s*(?P<raw>.+)")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def recognises(name: str, head: bytes) -> bool:
    if name.lower().endswith(".monthly.csv"):
        return True
    table = [line for line in peek(head).lstrip("\ufeff").splitlines() if line.strip() and line[0] != "#"]
    return name.lower().endswith((".csv", ".tsv")) and bool(table) and bool(re.match(r'"?month\b', table[0]))


def read(name: str, data: bytes) -> list[Document]:
    """One site: series ``monthly_<column>`` of 12 values, January first, in the unit of the column's head."""
    if len(data) > LARGEST:
        reason, remedy = "A table of twelve months is never that long.", "Send one row for each month, from 1 to 12."
        raise Unreadable(Trouble("monthly.too_long", name, f"{len(data) / 1e6:.1f} MB", reason, remedy))
    lines = decode(name, data).splitlines(keepends=True)
    document = Document(KIND, site_name(name))
    begin = next((n for n, line in enumerate(lines) if line.strip() and line[0] != "#"), len(lines))
    for count, line in enumerate(lines[:begin], 1):
        comment = _COMMENT.fullmatch(line.strip())
        if comment:
            where = f"line {count}, {comment['field']}"
            document.facts.append(Fact("site", "", comment["field"], comment["raw"].strip(), where=where))
        elif line.strip("# \t\r\n"):
            document.notes.append(line.strip("# \t\r\n"))
    table = read_table(name, "".join(lines[begin:]) or "(no table)", begin + 1, required=("month",))
    judge_units(document, table.units, f"line {begin + 1}, ")
    months = _months(table, document.troubles)
    for column in table.units:
        if column != "month":
            document.series[f"monthly_{column}"] = [
                _number(months.get(month), column, month, document.troubles) for month in range(1, 13)
            ]
            document.series_units[f"monthly_{column}"] = table.units[column]
    return [document]


def _months(table: Table, troubles: list[Trouble]) -> dict[int, Row]:
    months: dict[int, Row] = {}
    for row in table.rows:
        if row.problem:
            troubles.append(row.problem)
            continue
        text = row.cells.get("month", "")
        month = int(text) if re.fullmatch(r"0?[1-9]|1[0-2]", text) else 0
        if not month or month in months:
            troubles.append(
                Trouble(
                    "monthly.month",
                    f"line {row.line}, column month",
                    shown(text) or "nothing",
                    f"Month {month} stands a second time; first in line {months[month].line}."
                    if month
                    else "A month is a number from 1 to 12.",
                    "Give each month from 1 to 12 one row.",
                )
            )
            continue
        months[month] = row
    absent = [str(month) for month in range(1, 13) if month not in months]
    if absent:
        troubles.append(
            Trouble(
                "monthly.incomplete",
                "column month",
                f"{len(months)} months",
                f"These months are missing: {', '.join(absent)}.",
                "Give each month from 1 to 12 one row.",
            )
        )
    return months


def _number(row: Row | None, column: str, month: int, troubles: list[Trouble]) -> float:
    if row is None:
        return math.nan
    text = row.cells.get(column, "")
    if _NUMBER.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    troubles.append(
        Trouble(
            "monthly.value",
            f"line {row.line}, column {column}",
            shown(text) or "nothing",
            f"Month {month} has no number here.",
            "Write a plain number with a decimal point; the unit stands in the head of the column.",
        )
    )
    return math.nan
