"""Times as people write them, a whole column at once, as instants in UTC; what is ambiguous is refused, with its row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from flows.readers._text import shown

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import pandas as pd
    import pyarrow as pa

YEARS = (1900, 2100)
ORDERS = {"day month year": (2, 1, 0), "month day year": (2, 0, 1), "year month day": (0, 1, 2)}

_CLOCK = (
    r"(?:[T ] *(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?)?"
    r" *(?P<z>Z|UTC|[+-]\d{2}(?::?\d{2})?)?$"
)
_ISO = r"^(?P<a>\d{4})[-/.](?P<b>\d{1,2})[-/.](?P<c>\d{1,2})" + _CLOCK
_WRITTEN = r"^(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<c>\d{4})" + _CLOCK
_FIXED = re.compile(r"(?:UTC|GMT|Z)?\s*(?:(?P<sign>[+-])\s*(?P<h>\d{1,2})(?::?(?P<m>\d{2}))?(?:\s*h)?)?", re.IGNORECASE)
_REGION = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{1,30}(?:/[A-Za-z0-9_+-]{1,30}){0,2}")
HOW = "Write times as 2019-12-31 23:00 (24-hour clock), all rows in one way."


class BadTime(Exception):
    """A time that cannot be told: ``row`` counts from 0; -1 means the whole column."""

    def __init__(self, row: int, found: str, reason: str, remedy: str):
        super().__init__(reason)
        self.row, self.found, self.reason, self.remedy = row, found, reason, remedy


def read_instants(cells: pa.ChunkedArray, zone: str = "", order: str = "") -> tuple[np.ndarray, str]:
    """Texts as datetime64[s] in UTC, and what was done to get there ("" where they were UTC already).

    ``zone`` is what the file says of its clock: "UTC+9" or a name with summer time such as "Europe/Berlin"; offsets written
    with the times come first. ``order`` is one of ``ORDERS``, needed where no day is above 12. Raises BadTime.
    """
    import pyarrow.compute as pc

    iso = bool(pc.match_substring_regex(pc.utf8_trim_whitespace(cells[:1]), _ISO)[0].as_py())
    read: list[list[np.ndarray]] = []
    for chunk in cells.chunks:  # one at a time, for the memory
        read.append(_parts(chunk, _ISO if iso else _WRITTEN, sum(len(parts[0]) for parts in read)))
    a, b, c, h, m, s, offsets = (np.concatenate(parts) for parts in zip(*read, strict=True))
    year, month, day = (a, b, c) if iso else _in_order((a, b, c), cells, order)
    clock = _clock(cells, year, month, day, h, m, s)
    bare = np.isnan(offsets)
    if not bare.any():
        said = "times with their offset are brought to UTC" if offsets.any() else ""
        return clock - (offsets * 60).astype("timedelta64[s]"), said
    if not bare.all():
        row = int(bare.argmax())
        reason = "Some times have an offset from UTC, this one has none."
        raise BadTime(row, str(cells[row]), reason, "Write the offset with each time.")
    return to_utc(clock, zone)


def to_utc(clock: np.ndarray, zone: str) -> tuple[np.ndarray, str]:
    """Clock times (datetime64[s]) of a place as UTC, and what was done; raises BadTime where an hour cannot be told."""
    zone = zone.strip()
    if not zone:
        remedy = "Add a line '# time zone: UTC' (or UTC+9, or Asia/Tokyo) at the top, or write the times with their offset."
        raise BadTime(-1, "no time zone", "The times do not say which clock they are of.", remedy)
    fixed = _FIXED.fullmatch(zone)
    if fixed:
        minutes = (int(fixed["h"] or 0) * 60 + int(fixed["m"] or 0)) * (-1 if fixed["sign"] == "-" else 1)
        if abs(minutes) > 14 * 60:
            raise BadTime(-1, shown(zone, 40), "No clock is more than 14 hours from UTC.", "Write the offset in hours: UTC+9.")
        return clock - np.timedelta64(minutes * 60, "s"), f"clock time {zone} is brought to UTC" if minutes else ""
    return _by_region(clock, zone), f"clock time of {zone} is brought to UTC, summer time included"


def _by_region(clock: np.ndarray, zone: str) -> np.ndarray:
    from zoneinfo import ZoneInfo

    import pandas as pd

    remedy = "Write UTC, an offset such as UTC+9, or a name of the time zone database such as Europe/Berlin."
    try:
        region = ZoneInfo(zone if _REGION.fullmatch(zone) else "")
    except Exception:  # noqa: BLE001  zoneinfo raises many kinds on names that it does not like
        raise BadTime(-1, shown(zone, 40), "This time zone is not known.", remedy) from None
    plain = pd.DatetimeIndex(clock)
    if region.utcoffset(None) is None:
        gone = plain.tz_localize(region, ambiguous=np.ones(len(plain), bool), nonexistent="NaT").isna()
        if gone.any():
            row = int(gone.argmax())
            reason = f"This hour did not exist in {zone}: summer time began."
            raise BadTime(row, str(clock[row]).replace("T", " "), reason, "Send the times in UTC, or with their offset.")
    try:
        return np.asarray(plain.tz_localize(region, ambiguous="infer").tz_convert(None)).astype("datetime64[s]")
    except ValueError:
        whole = _without_gaps(plain, region)
        if whole is not None:
            return whole
        twice = plain.tz_localize(region, ambiguous="NaT").isna()
        row = int(twice.argmax())
        reason = f"This hour came twice in {zone}, where summer time ends, and the rows do not tell which one is meant."
        raise BadTime(row, str(clock[row]).replace("T", " "), reason, "Send the times in UTC, or with their offset.") from None


def _without_gaps(clock: pd.DatetimeIndex, region: ZoneInfo) -> np.ndarray | None:
    """The instants of a clock if, in steps of one length from its first, they show exactly this clock; else None."""
    import pandas as pd

    lengths, counts = np.unique(np.diff(np.asarray(clock).astype("datetime64[s]")), return_counts=True)
    steps = np.arange(len(clock)) * (lengths[counts.argmax()] if len(lengths) else np.timedelta64(0, "s"))
    found = {}
    for summer in (True, False):
        first = clock[:1].tz_localize(region, ambiguous=np.array([summer])).tz_convert(None)
        instants = np.asarray(first).astype("datetime64[s]") + steps
        if pd.DatetimeIndex(instants).tz_localize("UTC").tz_convert(region).tz_localize(None).equals(clock):
            found[str(instants[0])] = instants
    return next(iter(found.values())) if len(found) == 1 else None


def _parts(cells: pa.Array, pattern: str, first: int) -> list[np.ndarray]:
    """The six numbers of each time, and its offset from UTC [min], NaN where none is written; ``first`` is its row."""
    import pyarrow.compute as pc

    parts = pc.extract_regex(pc.utf8_trim_whitespace(cells), pattern)
    bad = pc.is_null(parts).to_numpy(zero_copy_only=False)
    if bad.any():
        row = int(bad.argmax())
        reason = "This is no date and time, or not in the way of the first row."
        raise BadTime(first + row, shown(str(cells[row]), 40) or "nothing", reason, HOW)
    zones = pc.struct_field(parts, "z").dictionary_encode()
    offsets = np.array([_offset(str(one)) for one in zones.dictionary])[zones.indices.to_numpy()]
    return [*(_whole(pc.struct_field(parts, name)) for name in "abchms"), offsets]


def _whole(texts: pa.Array) -> np.ndarray:
    import pyarrow as pa
    import pyarrow.compute as pc

    return np.asarray(pc.cast(pc.if_else(pc.equal(texts, ""), "0", texts), pa.int16()).to_numpy())


def _in_order(parts: tuple[np.ndarray, ...], cells: pa.ChunkedArray, order: str) -> tuple[np.ndarray, ...]:
    """Year, month and day of dates that end with the year; the order is declared or shown by a day above 12."""
    declared = ORDERS.get(re.sub(r"[\s_/.,-]+", " ", order.strip().lower()))
    if order and (declared is None or declared[0] == 0):
        raise BadTime(-1, shown(order, 40), "The order of the dates is not known.", f"Write one of: {', '.join(ORDERS)}.")
    if declared is None:
        first, second = (parts[0] > 12).any(), (parts[1] > 12).any()
        if first == second:
            row = int((parts[1] > 12).argmax())
            reason = (
                "Some dates have the day first and some the month." if first else "The date may have the day or the month first."
            )
            remedy = "Write dates as 2019-12-31, or add '# date order: day month year' at the top."
            raise BadTime(row, str(cells[row]), reason, remedy)
        declared = ORDERS["day month year" if first else "month day year"]
    return tuple(parts[at] for at in declared)


def _clock(cells: pa.ChunkedArray, year: np.ndarray, month: np.ndarray, day: np.ndarray, *time: np.ndarray) -> np.ndarray:
    hour, minute, second = time
    months = ((year.astype(np.int64) - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1).astype("timedelta64[D]")
    good = (month >= 1) & (month <= 12) & (day >= 1) & (days.astype("datetime64[M]") == months)
    good &= (year >= YEARS[0]) & (year <= YEARS[1]) & (minute < 60) & (second < 60)
    good &= (hour < 24) | ((hour == 24) & (minute == 0) & (second == 0))
    if not good.all():
        row = int((~good).argmax())
        reason = f"This date or time does not exist, or lies outside {YEARS[0]} to {YEARS[1]}."
        raise BadTime(row, shown(str(cells[row]), 40), reason, HOW)
    seconds = hour.astype(np.int64) * 3600 + minute.astype(np.int64) * 60 + second
    return days.astype("datetime64[s]") + seconds.astype("timedelta64[s]")


def _offset(written: str) -> float:
    """Minutes east of UTC; NaN where nothing is written."""
    if not written:
        return float("nan")
    if written[0] not in "+-":
        return 0
    digits = written[1:].replace(":", "").ljust(4, "0")
    return (int(digits[:2]) * 60 + int(digits[2:])) * (-1 if written[0] == "-" else 1)
