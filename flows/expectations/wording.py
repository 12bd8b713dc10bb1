"""How sentences about findings say numbers, bounds and the nearest known name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def number(value: float) -> str:
    """1234.5 as "1,234.5", 4.49e9 as "4,490,000,000"; at most six significant digits below a million."""
    value = float(value)
    if abs(value) >= 1e15 or 0 < abs(value) < 1e-4:
        return f"{value:.6g}"
    return f"{value:,.0f}" if abs(value) >= 1e6 else f"{value:,.6g}"


def with_unit(text: str, unit: str) -> str:
    """The text with its unit behind it; a plain number has none."""
    return text if unit in ("", "1") else f"{text} {unit}"


def quantity(low: float, high: float, unit: str) -> str:
    """ "5 MW", or "3 to 5 MW" for a range."""
    return with_unit(number(low) if low == high else f"{number(low)} to {number(high)}", unit)


def bounds(least: float | None, most: float | None, unit: str) -> str:
    """ "1 to 5,000 MW", "1 MW or more", "5,000 MW or less"."""
    if least is not None and most is not None:
        return with_unit(f"{number(least)} to {number(most)}", unit)
    if least is not None:
        return f"{with_unit(number(least), unit)} or more"
    return f"{with_unit(number(most or 0.0), unit)} or less"


def nearest(written: str, known: Iterable[str]) -> str:
    """ "Did you mean 'x'? " where a known name comes near, else nothing; case, spaces and dashes do not count."""
    plain = {_plain(name): name for name in known}
    found = difflib.get_close_matches(_plain(written), list(plain), n=1, cutoff=0.5)
    return f"Did you mean '{plain[found[0]]}'? " if found else ""


def listed(names: Iterable[str], most: int = 12) -> str:
    """Names in their order, cut off after ``most``."""
    names = list(names)
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
