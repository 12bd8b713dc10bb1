"""What the readers of weather files share: signatures, tables, missing values, and what is not what it seems."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from flows.facts import Document, Fact, Trouble, Unreadable
from flows.readers._text import peek, shown

if TYPE_CHECKING:
    import pandas as pd

Place = Callable[[int], str]  # where the i-th row stands in the file

# The words a format begins with, whatever its file is called; the delimiter is judged later.
_SIGNATURES = {
    "EPW": re.compile(r"LOCATION[,;]"),
    "PVGIS": re.compile(r'Latitude \(decimal degrees\)|\s*\{(?=[^\0]*"inputs")(?=[^\0]*"location")'),
    "NSRDB": re.compile(r'"?Source"?[,;]"?Location ID"?[,;]'),
    "TMY3": re.compile(r'[^\n]*\n"?Date \(MM/DD/YYYY\)'),
}
MOST_ROWS = 220_000  # 25 years of hours, or two of five minutes
MOST_CELLS = 3_000_000  # what a table may hold in memory, some 200 MB
LONGEST_LINE = 100_000  # characters
AGAIN = "Download the file again and send it unchanged."
NUMBER = re.compile(r"[-+]?([0-9]{1,15}(\.[0-9]{0,15})?|\.[0-9]{1,15})([eE][-+]?[0-9]{1,2})?")
_CODES = (-9900.0, -9999.0, -999.0)


def signature(head: bytes) -> str:
    """The weather format that the first bytes of a file tell of: "EPW", "PVGIS", "NSRDB", "TMY3", or nothing."""
    text = peek(head).lstrip("\ufeff").replace("\r\n", "\n")
    return next((name for name, words in _SIGNATURES.items() if words.match(text)), "")


def lines_of(rule: str, name: str, text: str) -> list[str]:
    """The lines of a file, counted before they are cut; raises ``Unreadable`` where there are too many, or one is too long."""
    text = text.removeprefix("\ufeff").rstrip().replace("\r\n", "\n").replace("\r", "\n")
    many = text.count("\n")
    if many <= MOST_ROWS:
        lines = text.split("\n")
        long = next((count for count, line in enumerate(lines, 1) if len(line) > LONGEST_LINE), None)
        if long is None:
            return lines
        where, found = f"{name}, line {long}", f"{len(lines[long - 1])} characters in one line"
    else:
        where, found = name, f"{many + 1} lines"
    reason = f"A weather file has at most {MOST_ROWS:,} lines of {LONGEST_LINE:,} characters."
    raise Unreadable(Trouble(f"{rule}.too_big", where, found, reason, "Send fewer years, or hourly values."))


def table(document: Document, rule: str, lines: Sequence[str], first: int, width: int, most: int) -> list[list[str]] | None:
    """The cells of the rows in ``lines``, the first of which is line ``first`` of the file.

    Each row has ``width`` cells, up to ``most`` with empty ones; another number is a trouble and there is no table.
    """
    rows = []
    if len(lines) * most > MOST_CELLS:
        reason = f"A table of this format has at most {MOST_CELLS // most:,} rows."
        found = f"{len(lines)} rows"
        document.troubles.append(
            Trouble(f"{rule}.too_big", f"line {first}", found, reason, "Send fewer years, or hourly values.")
        )
        return None
    for line, text in enumerate(lines, first):
        cells = [cell.strip() for cell in text.split(",")]
        if len(cells) < width or any(cells[most:]):
            reason = f"Each row of this table has {width} cells or more, divided by commas; this one has {len(cells)}."
            if ";" in text:
                reason += " A spreadsheet program has put semicolons."
            elif line - first == len(lines) - 1:
                reason += " It is the last one: the file may be cut off."
            document.troubles.append(Trouble(f"{rule}.cells", f"line {line}", shown(text.strip()), reason, AGAIN))
            return None
        rows.append(cells[:most])
    return rows


def all_numbers(document: Document, rule: str, rows: Sequence[Sequence[str]], names: Mapping[int, str], place: Place) -> bool:
    """Whether the cells under ``names`` (by position) are plain numbers or empty; one that is not is a trouble.

    Where pvlib turns text into numbers itself, it breaks without a word on the place.
    """
    for at, name in names.items():
        wrong = next((count for count, row in enumerate(rows) if row[at] and not NUMBER.fullmatch(row[at])), None)
        if wrong is not None:
            reason = f"This is no number of {name}, and a number has a point and no thousands separator."
            document.troubles.append(Trouble(f"{rule}.number", f"{place(wrong)}, {name}", shown(rows[wrong][at]), reason, AGAIN))
            return False
    return True


def times_of(
    document: Document,
    rule: str,
    rows: Sequence[Sequence[str]],
    parse: Callable[[Sequence[str]], datetime],
    place: Place,
    form: str,
) -> np.ndarray | None:
    """The clock times of the rows, datetime64[s]; one that is none is a trouble. ``form`` says how it is written."""
    times = []
    for count, cells in enumerate(rows):
        try:
            times.append(parse(cells))
        except (ValueError, OverflowError):
            reason = f"A date and hour are written as {form}, and the day must be one of the calendar."
            document.troubles.append(Trouble(f"{rule}.date", place(count), shown(", ".join(cells)), reason, AGAIN))
            return None
    return np.array(times, dtype="datetime64[s]")


def digits(*texts: str) -> list[int]:
    """Whole numbers from plain digits; raises ValueError for anything else."""
    if not all(re.fullmatch(r"[0-9]{1,4}", text) for text in texts):
        raise ValueError("no plain digits")
    return [int(text) for text in texts]


def values_of(
    document: Document, rule: str, name: str, column: pd.Series, place: Place, missing: float = np.inf
) -> np.ndarray | None:
    """One column as floats with NaN where the file says that a value is missing.

    ``missing``: from this number on the format means none. None, and a trouble or a note, where there is no column to use.
    """
    import pandas as pd

    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    blank = column.isna().to_numpy() | (column.astype(str).str.strip() == "").to_numpy()
    text = ~blank & ~np.isfinite(numbers)
    if text.any():
        at = int(text.argmax())
        reason = f"This is no number of {name}."
        document.troubles.append(Trouble(f"{rule}.number", f"{place(at)}, {name}", shown(str(column.iloc[at])), reason, AGAIN))
        return None
    none = blank | (numbers >= missing) | np.isin(numbers, _CODES)
    if none.all():
        document.notes.append(f"{name} has no value in any hour and is left out.")
        return None
    return np.where(none, np.nan, numbers)


def state(document: Document, field: str, raw: str, unit: str, where: str) -> None:
    """Adds one fact of the site, as written."""
    document.facts.append(Fact("site", "", field, raw.strip(), unit, where))


def clock_offset(document: Document, rule: str, zone: str, longitude: str, where: str) -> float | None:
    """The hours that the file's clock is ahead of UTC [h]; None, and a trouble, where that cannot be true."""
    offset, east = _number(zone), _number(longitude)
    remedy = "Correct the time zone (hours east of UTC, such as -9 or 5.5), or send the file as it was downloaded."
    if offset is None or not -12 <= offset <= 14 or (offset * 4) % 1:
        reason = "The time zone is no number of hours between -12 and 14."
        document.troubles.append(Trouble(f"{rule}.time_zone", where, shown(zone) or "nothing", reason, remedy))
        return None
    apart = None if east is None else abs((offset - east / 15 + 12) % 24 - 12)
    if offset and apart is not None and apart > 4:  # clocks of states stray up to 3.5 h from the sun; 0 is UTC anywhere
        reason = f"The time zone is {apart:.1f} hours off the sun at longitude {east:g}; a sign may be wrong."
        document.troubles.append(Trouble(f"{rule}.time_zone", where, f"{zone} h at {longitude} deg", reason, remedy))
        return None
    return offset


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\s*[-+]?[0-9]{1,6}(\.[0-9]*)?\s*", text) else None


def globe(document: Document, rule: str, latitude: str, longitude: str, where: str) -> None:
    """A trouble where the coordinates are none."""
    for name, text, most in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        value = _number(text)
        if value is None or abs(value) > most:
            reason = f"The {name} is no number of degrees between -{most} and {most}."
            document.troubles.append(Trouble(f"{rule}.place", f"{where}, {name}", shown(text) or "nothing", reason, AGAIN))


def remark(document: Document) -> None:
    """Notes on columns that are filled and on calm hours."""
    for name in ("wind_speed", "temperature", "pressure", "relative_humidity"):
        values = document.series.get(name, [])
        if len(values) > 1 and min(values) == max(values):
            unit = document.series_units[name]
            document.notes.append(f"{name} is {values[0]:g} {unit} in every hour: filled, not measured.")
    speeds, directions = document.series.get("wind_speed", []), document.series.get("wind_direction", [])
    calm = sum(speed == 0 and towards == 0 for speed, towards in zip(speeds, directions, strict=False))
    if calm:
        share = f"{calm} calm hours ({calm / len(speeds):.1%})"
        document.notes.append(f"{share} carry direction 0, which means none, not north.")
