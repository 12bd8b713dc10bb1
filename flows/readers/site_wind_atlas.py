"""A generalised wind climate of the Global Wind Atlas or WAsP (``.lib``, ``.gwc``): Weibull parameters by sector.

Source of the formats: Troen & Lundtang Petersen, European Wind Atlas, Risø 1989, and the files of globalwindatlas.info. A
``.lib`` is text: a title with ``<coordinates>longitude,latitude,height</coordinates>``; the numbers of roughnesses, heights and
sectors; the roughness lengths [m]; the heights [m]; then for each roughness a line of sector shares [%] and for each height a
line of scales A [m/s] and one of shapes k. A ``.gwc`` says the same as XML (element RveaGeneralisedMeanWindClimate).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from flows.facts import Document, Fact, Trouble, Unreadable
from flows.readers._text import decode, peek, shown, site_name
from flows.readers.site_wasp_tab import NUMBER, REMEDY, added, check_sum, numbers_of, unit_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

KIND = "sites"
FORMAT = "wind atlas .lib or .gwc"
LARGEST = 5_000_000  # bytes
MOST = {"roughness lengths": 50, "heights": 50, "sectors": 360}
NAMES = ("weibull_frequency", "weibull_a", "weibull_k")

_PLACE = re.compile(r"<coordinates>([^<]*)</coordinates>")
# What a table holds: shares, scales and shapes, each [roughness][height] a list by sector.
Cells = list[list[list[float]]]


def recognises(name: str, head: bytes) -> bool:
    return name.lower().endswith((".lib", ".gwc"))


def read(name: str, data: bytes) -> list[Document]:
    """One site: ``weibull_frequency``, ``weibull_a`` [m/s] and ``weibull_k`` [1], each (roughness, height, sector), and
    ``roughness_lengths`` and ``heights`` [m]; raises Unreadable where the table has another shape than it declares.
    """
    if len(data) > LARGEST:
        raise Unreadable(_broken(name, f"{len(data)} bytes", "A wind atlas file of one place is never that long."))
    document = Document(KIND, site_name(name), origin="statistics")
    if peek(data[:200]).lstrip("\ufeff \r\n\t").startswith("<"):
        _read_xml(document, name, data)
    else:
        _read_text(document, name, decode(name, data).lstrip("\ufeff").splitlines())
    return [document]


def _read_text(document: Document, name: str, lines: list[str]) -> None:
    while lines and not lines[-1].strip():
        lines.pop()
    if len(lines) < 5:
        raise Unreadable(_broken(name, f"{len(lines)} lines", "The file has four head lines and then the table."))
    _title(document, lines[0])
    roughnesses, heights, sectors = _counts(f"{name}, line 2", numbers_of(name, 2, lines[1], 3, "three counts"))
    lengths = numbers_of(name, 3, lines[2], roughnesses, "a roughness length for each of those declared")
    tops = numbers_of(name, 4, lines[3], heights, "a height for each of those declared")
    due = 4 + roughnesses * (2 * heights + 1)
    if len(lines) != due:
        reason = f"Line 2 declares {roughnesses} roughness lengths, {heights} heights and {sectors} sectors: that is {due} lines."
        raise Unreadable(_broken(f"{name}, line {min(len(lines), due) + 1}", f"{len(lines)} lines", reason))
    what = f"a number for each of {sectors} sectors"
    table = [numbers_of(name, at, line, sectors, what) for at, line in enumerate(lines[4:], 5)]
    blocks = [table[at : at + 2 * heights + 1] for at in range(0, len(table), 2 * heights + 1)]

    def where(roughness: int, height: int, row: int) -> str:
        return f"line {5 + roughness * (2 * heights + 1) + (2 * height + row if row else 0)}"

    # The shares stand once a roughness and are those of all its heights.
    shares = [[block[0]] * heights for block in blocks]
    scales, shapes = [block[1::2] for block in blocks], [block[2::2] for block in blocks]
    _put(document, lengths, tops, (shares, scales, shapes), where, lines[4])


def _read_xml(document: Document, name: str, data: bytes) -> None:
    import defusedxml.ElementTree
    from defusedxml import DefusedXmlException

    try:
        root = defusedxml.ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        reason = "The XML declares a document type or entities; such a file is not opened."
        raise Unreadable(_broken(name, type(error).__name__, reason)) from None
    except Exception as error:  # expat and its codecs raise several kinds
        raise Unreadable(_broken(name, shown(str(error)), "The XML is damaged.")) from error
    climate = root if root.tag == "RveaGeneralisedMeanWindClimate" else root.find(".//RveaGeneralisedMeanWindClimate")
    if climate is None:
        raise Unreadable(_broken(name, shown(root.tag), "The XML holds no RveaGeneralisedMeanWindClimate."))
    _title(document, climate.get("Description", ""))
    site = root.find(".//RveaAnemometerSiteDetails")
    if site is not None and not document.facts:
        for field, attribute in (("latitude", "LatitudeDegrees"), ("longitude", "LongitudeDegrees")):
            if site.get(attribute):
                where = f"RveaAnemometerSiteDetails, {attribute}"
                document.facts.append(Fact("site", "", field, site.get(attribute, ""), "deg", where))
    attributes = ("CountOfReferenceRoughnessLengths", "CountOfReferenceHeights", "CountOfSectors")
    sizes = _counts(name, [_number(name, climate, one) for one in attributes])
    lengths, tops = [math.nan] * sizes[0], [math.nan] * sizes[1]
    tables: tuple[Cells, Cells, Cells] = tuple(  # type: ignore[assignment]
        [[[math.nan] * sizes[2] for _ in tops] for _ in lengths] for _ in NAMES
    )
    for rose in climate.iter("WindAtlasWeibullWindRose"):
        rough = _index(name, rose, "RoughnessLengthNumber", sizes[0])
        high = _index(name, rose, "ReferenceHeightNumber", sizes[1])
        lengths[rough], tops[high] = _number(name, rose, "RoughnessLength"), _number(name, rose, "ReferenceHeight")
        for wind in rose.iter("WeibullWind"):
            sector = _index(name, wind, "Index", sizes[2])
            for table, attribute in zip(tables, ("SectorFrequency", "WeibullA", "WeibullK"), strict=True):
                table[rough][high][sector] = _number(name, wind, attribute)
    lacking = [
        f"roughness {r + 1}, height {h + 1}, sector {s + 1}"
        for r in range(sizes[0])
        for h in range(sizes[1])
        for s in range(sizes[2])
        if math.isnan(tables[0][r][h][s])
    ]
    if lacking:
        reason = "The file declares more sectors, heights or roughness lengths than it tells."
        raise Unreadable(_broken(f"{name}, {lacking[0]}", f"{len(lacking)} sectors without values", reason))
    _put(document, lengths, tops, tables, lambda r, h, _: f"roughness {r + 1}, height {h + 1}", "0.000000")


def _put(
    document: Document,
    lengths: list[float],
    tops: list[float],
    tables: tuple[Cells, Cells, Cells],
    where: Callable[[int, int, int], str],
    written: str,
) -> None:
    """Checks the tables and takes them into the document; ``where`` tells the place of row 0, 1 or 2 of a height."""
    for what, values in (("roughness lengths", lengths), ("heights", tops)):
        rises = all(low < high for low, high in pairwise(values))
        if not rises or values[0] < 0 or (what == "heights" and values[0] == 0):
            found = shown(", ".join(f"{one:g}" for one in values))
            place = "line 3" if what == "roughness lengths" else "line 4"
            reason = f"The {what} do not rise from 0 up."
            document.troubles.append(Trouble("wind_climate.order", place, found, reason, REMEDY))
    shares, scales, shapes = tables
    for r in range(len(lengths)):
        for h in range(len(tops)):
            if h == 0 or shares[r][h] != shares[r][0]:
                check_sum(document, shares[r][h], where(r, h, 0), "the shares of the sectors", written)
            for row, name, values in ((1, "scale A", scales[r][h]), (2, "shape k", shapes[r][h])):
                low = next((s for s, value in enumerate(values) if value <= 0 and shares[r][h][s] > 0), None)
                if low is not None:
                    reason = f"The {name} of a sector with wind is above 0."
                    place = f"{where(r, h, row)}, sector {low + 1}"
                    document.troubles.append(Trouble("wind_climate.weibull", place, f"{values[low]:g}", reason, REMEDY))
    shape = (len(lengths), len(tops), len(shares[0][0]))
    for name, table, unit in zip(NAMES, tables, (unit_of(added(shares[0][0])), "m/s", "1"), strict=True):
        document.series[name] = [value for by_height in table for by_sector in by_height for value in by_sector]
        document.series_units[name], document.series_shapes[name] = unit, shape
    for name, values in (("roughness_lengths", lengths), ("heights", tops)):
        document.series[name], document.series_units[name], document.series_shapes[name] = values, "m", (len(values),)


def _title(document: Document, text: str) -> None:
    """The place inside the title, longitude first, and the rest of it as a note."""
    match = _PLACE.search(text)
    title = _PLACE.sub("", text).strip()
    if title:
        document.notes.append(f"Wind climate: {shown(title, 200)}")
    if not match:
        return
    parts = [part.strip() for part in match[1].split(",")]
    try:
        longitude, latitude = float(parts[0]), float(parts[1])
        good = -90 <= latitude <= 90 and -180 <= longitude <= 360
    except (ValueError, IndexError):
        good = False
    if not good:
        reason = "The coordinates of line 1 are longitude, latitude and height, and these are none on Earth."
        document.troubles.append(Trouble("wind_climate.place", "line 1", shown(match[1]), reason, REMEDY))
        return
    for field, raw in (("longitude", parts[0]), ("latitude", parts[1])):
        document.facts.append(Fact("site", "", field, raw, "deg", f"line 1, {field}"))


def _counts(where: str, values: list[float]) -> tuple[int, int, int]:
    for (what, most), value in zip(MOST.items(), values, strict=True):
        if not value.is_integer() or not 1 <= value <= most:
            raise Unreadable(_broken(where, f"{value:g} {what}", f"The number of {what} is 1 to {most}."))
    return int(values[0]), int(values[1]), int(values[2])


def _number(name: str, element: Element, attribute: str) -> float:
    text = element.get(attribute, "").strip()
    if not NUMBER.fullmatch(text) or not math.isfinite(float(text)):
        raise Unreadable(_broken(f"{name}, {element.tag}, {attribute}", shown(text) or "nothing", "This is no number."))
    return float(text)


def _index(name: str, element: Element, attribute: str, most: int) -> int:
    value = _number(name, element, attribute)
    if not value.is_integer() or not 1 <= value <= most:
        raise Unreadable(_broken(f"{name}, {element.tag}", f"{attribute} {value:g}", f"It counts from 1 to {most}."))
    return int(value) - 1


def _broken(where: str, found: str, reason: str) -> Trouble:
    return Trouble("wind_climate.format", where, found, reason, REMEDY)
