"""Hourly series of a site as CSV: a column of times, then one column a series, its unit in brackets.

``time,electricity_price [USD2024/MWh],load [MW]``. Times carry their offset or ``Z``, or a comment line above the head says
``# time zone: UTC`` (an offset, or a name such as Europe/Berlin). Other lines ``# field: value`` are facts of the site, of
which ``# time label: end``, ``# date order: day month year`` and ``# missing: -9999`` tell of the table. Values of a part of an
hour are averaged. A series of any name is kept.
"""

from __future__ import annotations

from flows.facts import Document
from flows.readers._long_table import numbers
from flows.readers._sub_hourly import put_rows
from flows.readers._timed_csv import HOURLY_ENDINGS, foreign, is_mast, read_timed, time_columns
from flows.readers._units_of_series import judge_units

KIND = "sites"
FORMAT = "hourly series CSV"


def recognises(name: str, head: bytes) -> bool:
    if name.lower().endswith(HOURLY_ENDINGS):
        return not foreign(name, head)
    columns = time_columns(name, head)
    return columns is not None and not is_mast(name, columns)


def read(name: str, data: bytes) -> list[Document]:
    """One site with a series for each column; raises Unreadable where the file holds no table with times."""
    timed = read_timed(KIND, name, data)
    document, table = timed.document, timed.table
    # Measured or made by others is not told by the form; a better source, where there is one, stands before it.
    columns, absent = {}, 0
    for column in table.units:
        if column != timed.time_column:
            columns[column], count = numbers(table, column, timed.missing)
            absent += count
    judge_units(document, {column: table.units[column] for column in columns}, f"line {table.begins - 1}, ")
    if absent:
        document.notes.append(f"{absent} cells hold a number that the file declares to mean no value.")
    if len(timed.times):
        put_rows(
            document, timed.times, columns, table.units, label=timed.label, place=timed.place, said=timed.said
        )
    return [document]
