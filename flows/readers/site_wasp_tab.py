"""A WAsP observed mean wind climate (``.tab``): how often the wind blows from each sector, and how fast.

Source of the format: DNV WindFarmer:Analyst user guide, "tab file format", and Mortensen et al., WAsP Utility Programs,
Risø-I-2261(EN), 2004. Line 1 is a text; line 2 latitude, longitude [deg] and height above ground [m]; line 3 the number of
sectors, the factor of speed and the offset of direction [deg]; line 4 the share of each sector [%]; each line after it the
upper limit of a speed bin [m/s] and, by sector, the share of that bin in the sector [per mille]. Sector 1 is centred on north.
"""

from __future__ import annotations

import math
import re

from flows.facts import Document, Fact, Trouble, Unreadable
from flows.readers._text import decode, shown, site_name

KIND = "sites"
FORMAT = "WAsP wind climate .tab"
MOST_SECTORS, MOST_BINS = 360, 500
LARGEST = 2_000_000  # bytes

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
REMEDY = "Export or download the file again, and send it unchanged."


def recognises(name: str, head: bytes) -> bool:
    return name.lower().endswith(".tab")


def read(name: str, data: bytes) -> list[Document]:
    """One site: ``rose_frequency`` (sectors,) and ``rose`` (bins, sectors) in the unit that their sums show, percent or per
    mille, and ``rose_edges`` (bins + 1,) [m/s] from 0 up, times the factor of line 3; raises Unreadable where the table has
    another shape than it declares.
    """
    if len(data) > LARGEST:
        raise Unreadable(_broken(name, f"{len(data)} bytes", "A wind climate is never that long."))
    lines = decode(name, data).lstrip("\ufeff").splitlines()
    while lines and not lines[-1].strip():
        lines.pop()
    if len(lines) < 5:
        reason = "The file has four head lines and then one for each bin of speed."
        raise Unreadable(_broken(name, f"{len(lines)} lines", reason))
    place = numbers_of(name, 2, lines[1], 3, "latitude, longitude and height")
    count, factor, turn = numbers_of(name, 3, lines[2], 3, "number of sectors, factor of speed and offset of direction")
    if not count.is_integer() or not 1 <= count <= MOST_SECTORS or len(lines) - 4 > MOST_BINS:
        found = f"{count:g} sectors, {len(lines) - 4} bins"
        reason = f"There are 1 to {MOST_SECTORS} sectors and at most {MOST_BINS} bins."
        raise Unreadable(_broken(f"{name}, line 3", found, reason))
    sectors = int(count)
    shares = numbers_of(name, 4, lines[3], sectors, f"a share for each of {sectors} sectors")
    rows = [
        numbers_of(name, at, line, sectors + 1, f"an upper limit of speed and {sectors} shares")
        for at, line in enumerate(lines[4:], 5)
    ]
    document = Document(KIND, site_name(name), origin="statistics")
    for field, raw, unit in zip(("latitude", "longitude", "weather_height"), lines[1].split(), ("deg", "deg", "m"), strict=False):
        document.facts.append(Fact("site", "", field, raw, unit, f"line 2, {field}"))
    if not -90 <= place[0] <= 90 or not -180 <= place[1] <= 360 or place[2] <= 0:
        reason = "Line 2 is latitude, longitude and height above ground, and this is none on Earth."
        document.troubles.append(Trouble("tab.place", "line 2", shown(lines[1].strip()), reason, REMEDY))
    if lines[0].strip():
        document.notes.append(f"Wind climate: {shown(lines[0].strip(), 200)}")
    if factor <= 0:
        document.troubles.append(Trouble("tab.factor", "line 3", f"{factor:g}", "The factor of speed is not above 0.", REMEDY))
    elif factor != 1:
        document.notes.append(f"Speeds are multiplied by {factor:g}, as line 3 says.")
    if turn:
        document.facts.append(Fact("site", "", "rose_direction_offset", lines[2].split()[2], "deg", "line 3"))
        document.notes.append(f"Sectors are turned by {turn:g} degrees, as line 3 says; the series are as written.")
    _check(document, shares, rows, lines)
    document.series = {
        "rose_frequency": shares,
        "rose": [value for row in rows for value in row[1:]],
        "rose_edges": [0.0, *(row[0] * factor for row in rows)],
    }
    document.series_shapes = {"rose_frequency": (sectors,), "rose": (len(rows), sectors), "rose_edges": (len(rows) + 1,)}
    by_sector = [added([row[at] for row in rows]) for at in range(1, sectors + 1)]
    units = {"rose_frequency": unit_of(added(shares)), "rose": unit_of(max(by_sector)), "rose_edges": "m/s"}
    document.series_units = units
    return [document]


def _check(document: Document, shares: list[float], rows: list[list[float]], lines: list[str]) -> None:
    """Limits rise, nothing is negative, and each sector adds up; its column is named by its number."""
    check_sum(document, shares, "line 4", "the shares of the sectors", lines[3])
    before = 0.0
    for at, row in enumerate(rows, 5):
        if row[0] <= before:
            reason = "The upper limits of the bins of speed do not rise from line to line."
            document.troubles.append(Trouble("tab.bins", f"line {at}", f"{row[0]:g} after {before:g}", reason, REMEDY))
            break
        before = row[0]
    for sector in range(1, len(rows[0])):
        column = [row[sector] for row in rows]
        low = next((at for at, value in enumerate(column) if value < 0), None)
        if low is not None:
            where, found = f"line {low + 5}, sector {sector}", f"{column[low]:g}"
            document.troubles.append(Trouble("tab.negative", where, found, "A share is below 0.", REMEDY))
        elif any(column) or shares[sector - 1] > 0:
            check_sum(document, column, f"lines 5 to {len(rows) + 4}, sector {sector}", f"the bins of sector {sector}", lines[4])


def added(values: list[float]) -> float:
    """The exact sum, infinite where it is beyond what a number can hold."""
    try:
        return math.fsum(values)
    except OverflowError:
        return math.inf


def check_sum(document: Document, values: list[float], where: str, what: str, written: str) -> None:
    """Adds a trouble where shares do not add up to 1, 100 or 1000 within what rounding to the written decimals can do."""
    total = added(values)
    decimals = max((len(part) for part in re.findall(r"\.(\d+)", written)), default=0)
    whole = WHOLE[unit_of(total)]
    room = 0.5 * 10**-decimals * len(values) + 0.001 * whole
    if min(values) < 0 or abs(total - whole) > room:
        reason = f"The sum of {what} is {total:g}; it should be {whole:g}."
        remedy = f"Look for a cell that is missing or changed. {REMEDY}"
        document.troubles.append(Trouble("wind_climate.sum", where, f"{total:g}", reason, remedy))


WHOLE = {"1": 1.0, "%": 100.0, "permille": 1000.0}


def unit_of(total: float) -> str:
    """Shares add up to 1, to 100 percent or to 1000 per mille; which one is nearest, as a ratio, tells their unit."""
    return min(WHOLE, key=lambda unit: abs(math.log(max(total, 1e-9) / WHOLE[unit])))


def numbers_of(name: str, line: int, text: str, count: int, what: str) -> list[float]:
    """The ``count`` numbers of a line; raises Unreadable where there are more, fewer, or something else."""
    cells = text.split()
    wrong = next((at for at, cell in enumerate(cells) if not NUMBER.fullmatch(cell) or not math.isfinite(float(cell))), None)
    if wrong is not None:
        where = f"{name}, line {line}, number {wrong + 1}"
        raise Unreadable(_broken(where, shown(cells[wrong]), f"This is no number; the line has {what}."))
    if len(cells) != count:
        raise Unreadable(_broken(f"{name}, line {line}", f"{len(cells)} numbers", f"The line has {what}: {count} numbers."))
    return [float(cell) for cell in cells]


def _broken(where: str, found: str, reason: str) -> Trouble:
    return Trouble("wind_climate.format", where, found, reason, REMEDY)
