"""A CSV file of a site that begins with comment lines of facts and has a column of times: what masts and hourly series share."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from flows.facts import Document, Fact, Trouble, Unreadable
from flows.readers._instants import BadTime, read_instants
from flows.readers._long_table import LongTable, head_line, read_long_table
from flows.readers._text import peek, shown, site_name
from flows.readers._weather import signature

TIMES = ("time", "timestamp", "datetime", "date_time", "date time", "time_utc", "hour_beginning", "hour_ending")
MAST_ENDING = ".mast.csv"
HOURLY_ENDINGS = (".hourly.csv", ".price.csv", ".load.csv", ".emissions.csv")
LABELS = {"beginning": "beginning", "begin": "beginning", "start": "beginning", "end": "end", "ending": "end"}
# What the lines before the head say of the table itself, and not of the site.
OF_THE_TABLE = ("time_zone", "time_label", "date_order", "missing")


def time_columns(name: str, head: bytes) -> list[str] | None:
    """The column names of a CSV file whose first column is a time; None for any other file."""
    if not name.lower().endswith((".csv", ".tsv", ".txt")) or foreign(name, head):
        return None
    text = peek(head)
    at = head_line(text)
    line = text[at:].splitlines()[0].strip() if at >= 0 else ""
    cells = [re.sub(r"\s*\[.*", "", cell.strip().strip('"')).strip().lower() for cell in re.split("[,;\t]", line)]
    return cells if cells[0] in TIMES else None


def foreign(name: str, head: bytes) -> bool:
    """Whether the file is no such table: it begins as another site format or as JSON does, or its name says so."""
    text = peek(head)
    begins = text[max(head_line(text), 0) :].lower().lstrip('" ')
    named = any(one in name.lower() for one in (".tmy3.", ".monthly."))
    return named or bool(signature(head)) or begins.startswith(("month", "{"))


def is_mast(name: str, columns: list[str]) -> bool:
    """Whether a table with these columns is a mast's: its name says so, or a wind speed has a height."""
    lower = name.lower()
    high = any(re.fullmatch(r"wind_speed_\d{1,3}(\.\d+)? ?m", one) for one in columns)
    return lower.endswith(MAST_ENDING) or (high and not lower.endswith(HOURLY_ENDINGS))


@dataclass
class TimedTable:
    """The table, its instants in UTC (empty where they cannot be told), and what the file says of them."""

    table: LongTable
    document: Document
    times: np.ndarray
    time_column: str
    label: str
    said: list[str]
    missing: tuple[float, ...]

    def place(self, row: int) -> str:
        return f"line {self.table.line(row)}"


def read_timed(kind: str, name: str, data: bytes) -> TimedTable:
    """Opens the file, puts its facts and remarks into a new document, and reads its times.

    Raises Unreadable where there is no table or no column of times.
    """
    table = read_long_table(name, data)
    document = Document(kind, site_name(name), notes=list(table.remarks), troubles=table.troubles)
    told: dict[str, str] = {}
    for line, field, raw in table.comments:
        if field in OF_THE_TABLE:
            told[field] = raw
        else:
            where = f"line {line}, {shown(field)}"
            document.facts.append(Fact("site", "", field, raw, where=where))
    columns = [column for column in table.units if column.lower() in TIMES]
    if not columns:
        where, found = f"{name}, line {table.begins - 1}", ", ".join(list(table.units)[:8])
        reason, remedy = "The table has no column of times.", f"Name the first column 'time'; known are: {', '.join(TIMES)}."
        raise Unreadable(Trouble("series.no_time", where, found, reason, remedy))
    time = columns[0]
    zone = told.get("time_zone", "") or (table.units[time] or ("UTC" if time.lower() == "time_utc" else ""))
    label, said = told_label(document, told.get("time_label", ""), time)
    missing = tuple(float(one) for one in re.findall(r"[+-]?\d+\.?\d*", told.get("missing", ""))[:10])
    if table.decimal_comma:
        document.notes.append("Decimals are written with a comma in the whole file and are read so.")
    try:
        times, done = read_instants(table.columns[time], zone, told.get("date_order", ""))
    except BadTime as bad:
        where = f"line {table.line(bad.row)}, column {time}" if bad.row >= 0 else f"column {time}"
        document.troubles.append(Trouble("series.time", where, bad.found, bad.reason, bad.remedy))
        times, done = np.empty(0, "datetime64[s]"), ""
    return TimedTable(table, document, times, time, label, said + ([done] if done else []), missing)


def told_label(document: Document, raw: str, column: str) -> tuple[str, list[str]]:
    """Whether a row is named by its beginning or its end: as the file says, or else the beginning, and said so."""
    if column.lower() in ("hour_beginning", "hour_ending") and not raw:
        raw = column.lower().removeprefix("hour_")
    if not raw:
        return "beginning", ["the file does not say what its times name; the beginning is assumed"]
    if raw.strip().lower() not in LABELS:
        reason = "It is not known whether a time names the beginning or the end of its row."
        remedy = "Write '# time label: beginning' or '# time label: end'."
        document.troubles.append(Trouble("series.time_label", "time label", raw[:80], reason, remedy))
        return "beginning", []
    return LABELS[raw.strip().lower()], []
