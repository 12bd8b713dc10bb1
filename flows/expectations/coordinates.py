"""Coordinates as people write them: decimal degrees with a sign or a letter."""

from __future__ import annotations

import re

_SIGNS = {"N": 1, "S": -1, "E": 1, "W": -1}
_DEGREES = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(?:°|deg|degrees?)?\s*([NSEW])?", re.IGNORECASE)


def degrees(text: str, unit: str = "") -> float:
    """Decimal degrees, positive to the north and east, of "55.3", "-160.5 deg" or "160.5 W". ValueError otherwise."""
    found = _DEGREES.fullmatch(f"{text} {unit}".strip())
    if not found or (found[1].startswith(("-", "+")) and found[2]):
        raise ValueError(f"'{text}' is not read as decimal degrees.")
    return float(found[1]) * _SIGNS[(found[2] or "N").upper()]
