"""Long lists of assumptions: a CSV beside the code, one line a parameter of a named row."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from evaluators.toolkit.distributions import central

COLUMNS = ("row", "parameter", "low", "mode", "high", "shape", "unit", "year", "source", "note", "group", "correlation")


@dataclass(frozen=True)
class Line:
    """One assumption of a table; ``low``, ``mode`` and ``high`` as in ``distributions.quantile``."""

    low: float
    mode: float
    high: float
    shape: str
    unit: str
    year: int | None
    source: str
    note: str = ""
    line: int = 0
    group: str = ""
    correlation: float = 0.0


class Row(Mapping):
    """The parameters of one row, by attribute or by key: numbers, or draws of one length."""

    def __init__(self, name: str, values: Mapping[str, Any]):
        self._name, self._values = name, dict(values)

    def __getattr__(self, parameter: str) -> Any:
        if parameter.startswith("_"):
            raise AttributeError(parameter)
        try:
            return self._values[parameter]
        except KeyError:
            raise AttributeError(
                f"the row '{self._name}' has no parameter '{parameter}'; it has {', '.join(sorted(self._values))}."
            ) from None

    def __getitem__(self, parameter: str) -> Any:
        return self._values[parameter]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def name(self) -> str:
        """The name of the row."""
        return self._name


@dataclass(frozen=True)
class AssumptionTable:
    """All rows of one table: ``lines[row][parameter]``; ``file`` says where it lies, ``scope`` who shares its draws."""

    file: str
    lines: Mapping[str, Mapping[str, Line]]
    scope: str = "technology"

    @property
    def rows(self) -> tuple[str, ...]:
        return tuple(self.lines)

    def medians(self, row: str) -> Row:
        """The row with the median of every parameter: for a notebook and for one-number questions."""
        lines = self._lines_of(row)
        return Row(row, {name: central(line.shape, line.low, line.mode, line.high) for name, line in lines.items()})

    def _lines_of(self, row: str) -> Mapping[str, Line]:
        if row not in self.lines:
            raise KeyError(f"{self.file} has no row '{row}'; it has {', '.join(self.rows)}.")
        return self.lines[row]

    def __hash__(self) -> int:
        return hash(self.file)


def assumption_table(package: str, file: str, scope: str = "technology") -> AssumptionTable:
    """Reads ``file`` beside the code of ``package``; columns row, parameter, low, mode, high, shape, unit, year,
    source and (optional) note, group and correlation. An empty low and high make a fixed value; ``correlation`` [1] ties a
    line to the common factor ``group`` of its scope. With ``scope`` "fund" all evaluators share the draws.

    Raises ValueError that names file and line where a cell cannot be read or a source is missing.
    """
    # Spreadsheets put a byte-order mark before the first column's name; utf-8-sig takes it off.
    text = resources.files(package).joinpath(file).read_text(encoding="utf-8-sig")
    lines: dict[str, dict[str, Line]] = {}
    reader = csv.DictReader(io.StringIO(text))
    missing = [column for column in COLUMNS[:9] if column not in (reader.fieldnames or ())]
    if missing:
        raise ValueError(f"{file}: the column {', '.join(missing)} is missing.")
    for cells in reader:
        where = f"{file}, line {reader.line_num}"
        if None in cells or any(cells[column] is None for column in COLUMNS[:9]):
            raise ValueError(f"{where}: the line has more or fewer cells than columns. Put text with a comma between quotes.")
        row, parameter = cells["row"].strip(), cells["parameter"].strip()
        if not row or not parameter:
            raise ValueError(f"{where}: the row or the parameter has no name.")
        if hasattr(Row, parameter):
            raise ValueError(f"{where}: a parameter cannot be called '{parameter}', which every row has as its own. Rename it.")
        if not cells["source"].strip():
            raise ValueError(f"{where}: '{parameter}' of '{row}' has no source. Name document, table or year.")
        if parameter in lines.get(row, {}):
            raise ValueError(f"{where}: '{parameter}' of '{row}' stands twice.")
        if bool(cells["low"].strip()) != bool(cells["high"].strip()):
            raise ValueError(f"{where}: '{parameter}' of '{row}' has one end only. Give both, or neither for a fixed value.")
        try:
            mode = float(cells["mode"])
            low, high = (float(cells[end]) if cells[end].strip() else mode for end in ("low", "high"))
        except ValueError:
            raise ValueError(f"{where}: low, mode and high of '{parameter}' must be numbers.") from None
        if not all(map(math.isfinite, (low, mode, high))):
            raise ValueError(f"{where}: low, mode and high of '{parameter}' must be finite numbers.")
        year = cells["year"].strip()
        if year and not year.isdecimal():
            raise ValueError(f"{where}: the year of '{parameter}' is '{year}'; it may be a whole year such as 2024, or empty.")
        shape = cells["shape"].strip() or ("fixed" if low == high else "pert")
        lines.setdefault(row, {})[parameter] = Line(
            low, mode, high, shape, cells["unit"].strip(), int(year) if year else None,
            cells["source"].strip(), (cells.get("note") or "").strip(), reader.line_num, *_correlated(cells, where),
        )
    return AssumptionTable(f"{package.replace('.', '/')}/{file}", lines, scope)


def _correlated(cells: Mapping[str, str | None], where: str) -> tuple[str, float]:
    group, correlation = ((cells.get(name) or "").strip() for name in ("group", "correlation"))
    if bool(group) != bool(correlation):
        raise ValueError(f"{where}: a group and a correlation belong together. Give both, or neither.")
    try:
        share = float(correlation or 0)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise ValueError(f"{where}: the correlation is '{correlation}'; it may be a number from 0 to 1.")
    return group, share
