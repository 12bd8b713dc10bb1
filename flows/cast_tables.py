"""A table that a block states (a layout, a power curve) as an array in the declared units, or what is wrong with which cell.

Rows are parted by ";", cells by "," or blanks. The first row may be heads with their units, in any order and with columns that
nobody asks for. Places are taken in metres, or as longitude and latitude in degrees.
"""

from __future__ import annotations

import dataclasses
import re

import numpy as np

from evaluators.toolkit.contract import Given
from evaluators.toolkit.unit_words import plain
from evaluators.toolkit.units import UnitError, read_quantity
from flows.cast_values import CastBlock, CastFact, CastProposal, sentence
from flows.facts import Fact, Trouble
from flows.findings import CRITICAL, Finding
from flows.local_metres import local_metres

SHOWN_ROWS, SHOWN = 3, 200  # of a table on a scorecard; all of it is kept in the file and under the hash of its numbers
MOST_COLUMNS = 20
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_FILE = re.compile(r"[^;,\n]*\.[A-Za-z]{3,4}")
_HEAD = re.compile(r"(?P<name>[^\[\]()]*?)\s*(?:[\[(](?P<unit>[^\[\]()]*)[\])])?")
# What files of layouts and curves call the columns (FLORIS, PyWake, WAsP, turbine-models).
_CALLED = {
    "x": "east", "easting": "east", "y": "north", "northing": "north", "lon": "longitude", "long": "longitude", "lat": "latitude",
    "wind_speed": "speed", "ws": "speed", "ct": "thrust", "thrust_coefficient": "thrust",
}  # fmt: skip
PLACE, DEGREES = ("east", "north"), ("longitude", "latitude")
_DEGREE = ("deg", "°", "degree", "degrees")
_NO_UNIT = ("", "-", "1")


class _Wrong(Exception):
    """What is wrong with a table; carries the trouble to show."""

    def __init__(self, trouble: Trouble):
        super().__init__(trouble.reason)
        self.trouble = trouble


def take_table(proposal: CastProposal, block: CastBlock, fact: Fact, declared: Given) -> None:
    """The table into the block, in its declared units, shape (rows, columns), read-only; a finding where it cannot be read."""
    short = dataclasses.replace(fact, raw=brief(fact.raw))
    block.places[fact.field] = fact.where
    try:
        values, how = _table(fact, declared)
    except _Wrong as wrong:
        trouble = wrong.trouble
        finding = Finding(CRITICAL, trouble.rule, trouble.found[:80], trouble.reason, trouble.remedy, place=trouble.where)
        proposal.findings.append(dataclasses.replace(finding, block=fact.block, field=fact.field))
        proposal.facts.append(CastFact(short, None, declared.unit))
        return
    values.flags.writeable = False
    block.values[fact.field] = values
    proposal.facts.append(CastFact(short, f"{len(values)} rows", declared.unit, how))


def brief(raw: str) -> str:
    """A long table in its first rows and their number; anything short as it is."""
    rows = _cut(raw)
    count = len(rows) - (not any(map(_numeric, _cells(rows[0])))) if rows else 0
    return raw if len(raw) <= SHOWN else f"{'; '.join(rows[:SHOWN_ROWS])[:SHOWN]}; ... ({count} rows)"


def _cut(raw: str) -> list[str]:
    return [row.strip() for row in re.split(r"[;\n]", raw) if row.strip()]


def _table(fact: Fact, declared: Given) -> tuple[np.ndarray, str]:
    rows = [_cells(row) for row in _cut(fact.raw)]
    names = [name for name, _ in declared.columns]
    heads = [_head(cell) for cell in rows.pop(0)] if rows and not any(map(_numeric, rows[0])) else []
    what, example = f"{fact.field} is a table, a row for each {declared.shape}", f"'{table_example(declared)}'"
    if _FILE.fullmatch(fact.raw.strip()):
        reason = f"{fact.field} names the file '{fact.raw.strip()[:60]}', and no such file came with the form."
        remedy = "Send form and file in one ZIP package and write the file's name without a folder; or write the rows themselves."
        raise _Wrong(Trouble("table.file", fact.where, fact.raw.strip(), reason, remedy))
    if not rows:
        reason = f"{what}; no row of numbers stands there."
        remedy = f"Write {example}."
        raise _Wrong(Trouble("table.columns", fact.where, fact.raw, reason, remedy))
    if len(rows) > declared.longest:
        reason = f"{what}, {declared.longest:,} at the most; it has {len(rows):,} rows."
        remedy = "Leave out what is no part of it, or split the project."
        raise _Wrong(Trouble("table.too_long", fact.where, f"{len(rows)} rows", reason, remedy))
    in_degrees = bool(heads) and set(DEGREES) <= {name for name, _ in heads} and set(PLACE) <= set(names)
    wanted = [DEGREES[PLACE.index(name)] if in_degrees and name in PLACE else name for name in names]
    if heads:
        told = [name for name, _ in heads]
        lacking = next((name for name in wanted if told.count(name) != 1), None)
        if lacking:
            many = "twice" if told.count(lacking) > 1 else "not at all"
            reason = f"{what}, with the columns {', '.join(wanted)}; '{lacking}' stands there {many}."
            raise _Wrong(Trouble("table.columns", fact.where, ", ".join(told), reason, f"Write {example}."))
    width = len(heads) or len(names)
    for number, cells in enumerate(rows, 1):
        if len(cells) != width:
            reason = f"Row {number} of {fact.field} has {len(cells)} cells, and the table {width} columns."
            remedy = f"Write {example}; no comma inside a number."
            raise _Wrong(Trouble("table.columns", _at(fact, number), ", ".join(cells), reason, remedy))
    at = [[name for name, _ in heads].index(name) if heads else count for count, name in enumerate(wanted)]
    units = _units(fact, heads, wanted, at, example)
    columns = [
        _numbers(fact, name, [cells[column] for cells in rows], unit, declared_unit)
        for name, (_, declared_unit), column, unit in zip(wanted, declared.columns, at, units, strict=True)
    ]
    how = [f"{len(rows)} rows of {declared.unit}"]
    stated = ", ".join(f"{name} [{unit}]" for name, unit in zip(wanted, units, strict=True) if unit not in _NO_UNIT)
    how += [f"stated in {stated}"] if stated else []
    aside = [name for name, _ in heads if name not in wanted]
    how += [f"columns left aside: {', '.join(aside)}"] if aside else []
    if in_degrees:
        how.append(_to_metres(columns, [declared_unit for _, declared_unit in declared.columns], names, fact))
    return np.column_stack(columns), "; ".join(how)


def _at(fact: Fact, row: int) -> str:
    return f"{fact.where}, row {row}"


def _cells(row: str) -> list[str]:
    parts = re.split(r"[,\t|]", row) if re.search(r"[,\t|]", row) else _HEADS_OF_BLANKS.split(row)
    return [part.strip() for part in parts][: MOST_COLUMNS + 1]


_HEADS_OF_BLANKS = re.compile(r"\s+(?![\[(])")  # "east [m] north [m]": the unit belongs to the name before it


def _numeric(cell: str) -> bool:
    return bool(re.match(r"[+-]?[.\d]", plain(cell)))


def _head(cell: str) -> tuple[str, str]:
    found = _HEAD.fullmatch(cell.strip())
    name, unit = (found["name"], found["unit"]) if found else (cell, "")
    name = re.sub(r"[\s_-]+", "_", name.strip().lower())
    return _CALLED.get(name, name), (unit or "").strip()


def _units(fact: Fact, heads: list[tuple[str, str]], wanted: list[str], at: list[int], example: str) -> list[str]:
    """The unit of each wanted column: from its head, or from the one place for all ("m", or "m/s, kW, 1")."""
    own = [heads[column][1] for column in at] if heads else [""] * len(wanted)
    beside = [unit.strip() for unit in fact.unit.split(",")] if fact.unit.strip() else [""]
    if len(beside) not in (1, len(wanted)):
        reason = f"{len(beside)} units stand beside {fact.field}, and it has {len(wanted)} columns."
        remedy = f"Write one for all or one for each: {', '.join(wanted)}."
        raise _Wrong(Trouble("table.columns", fact.where, fact.unit, reason, remedy))
    beside *= len(wanted) // len(beside)
    units = [one or other for one, other in zip(own, beside, strict=True)]
    if not heads and any(unit in _DEGREE for unit in units):
        reason = f"{fact.field} is stated in degrees, and no heads say which column is the longitude."
        remedy = "Begin it with the row 'longitude [deg], latitude [deg]'."
        raise _Wrong(Trouble("table.columns", fact.where, fact.unit, reason, remedy))
    return units


def _numbers(fact: Fact, name: str, cells: list[str], unit: str, declared: str) -> np.ndarray:
    """One column in the declared unit. Raises _Wrong for the first cell that is no number, with the number of its row."""
    if name in DEGREES:
        if unit not in _DEGREE:
            reason = f"{name} of {fact.field} is in {unit or 'no unit'}."
            raise _Wrong(Trouble("unit", fact.where, unit, reason, f"Write it in degrees and name the column '{name} [deg]'."))
        unit, declared = "", "1"
    unit = "" if unit in _NO_UNIT else unit
    values = np.zeros(len(cells))
    scale: tuple[float, float] | None = None
    for row, cell in enumerate(cells):
        simple = bool(_NUMBER.fullmatch(cell))
        if simple and not unit and declared != "1":
            reason = f"The column '{name}' of {fact.field} has no unit."
            remedy = f"Write it in the head of the column, '{name} [{declared}]', or beside the table."
            raise _Wrong(Trouble("unit", fact.where, cell, reason, remedy))
        try:
            if simple and scale is None:
                zero, one = (read_quantity(number, declared, separate_unit=unit).low for number in "01")
                scale = one - zero, zero
            read = read_quantity(cell, declared, separate_unit=unit) if scale is None or not simple else None
        except UnitError as error:
            # A plain number fails for the unit of its column, whatever row it stands in.
            reason = f"{name} {'' if simple else f'in row {row + 1} '}of {fact.field}: {error.reason}."
            where = fact.where if simple else _at(fact, row + 1)
            raise _Wrong(Trouble("unit", where, unit if simple else cell, reason, sentence(error.remedy))) from None
        if read and read.low != read.high:
            reason = f"{name} in row {row + 1} of {fact.field} is a range."
            remedy = "Write one number in it."
            raise _Wrong(Trouble("unit", _at(fact, row + 1), cell, reason, remedy))
        values[row] = read.low if read else float(cell) * scale[0] + scale[1] if scale else 0.0
        if not np.isfinite(values[row]):
            reason = f"{name} in row {row + 1} of {fact.field} is too large for a number."
            raise _Wrong(Trouble("unit", _at(fact, row + 1), cell, reason, "Correct it."))
    return values


def _to_metres(columns: list[np.ndarray], units: list[str], names: list[str], fact: Fact) -> str:
    """Puts the columns of places, as they are in degrees, into their declared unit of length; tells how."""
    first, second = (names.index(name) for name in PLACE)
    longitude, latitude = columns[first], columns[second]
    wrong = (np.abs(longitude) > 180) | (np.abs(latitude) > 90)
    if wrong.any():
        row = int(wrong.argmax())
        found = f"{longitude[row]:g}, {latitude[row]:g}"
        reason = f"Row {row + 1} of {fact.field} is longitude {longitude[row]:g}, latitude {latitude[row]:g}: no place on earth."
        remedy = "Write longitude -180 to 180 and latitude -90 to 90; metres are 'east [m], north [m]'."
        raise _Wrong(Trouble("unit", _at(fact, row + 1), found, reason, remedy))
    east, north, centre = local_metres(longitude, latitude)
    for column, metres in ((first, east), (second, north)):
        columns[column] = metres * read_quantity("1 m", units[column]).low
    return f"degrees put on the plane that touches the earth (WGS 84) at {centre[0]:.5f} E, {centre[1]:.5f} N"


def table_example(declared: Given) -> str:
    """The heads and the first rows of a table as an applicant may write them: "east [m], north [m]; 0, 0; 1200, 0"."""
    rows = [[0.0] * len(declared.columns)] if declared.example is None else declared.example[:SHOWN_ROWS]
    return "; ".join([declared.unit, *(", ".join(f"{value:.6g}" for value in row) for row in rows)])
