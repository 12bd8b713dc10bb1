"""Text of applicants, made safe for a terminal and for a spreadsheet; numbers, made short."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

# C0 and C1 controls (escape sequences begin with one), and the marks that reverse the direction of writing.
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PLAIN = {"–": "-", "·": "|", "…": ".", "∞": "inf", "─": "-", "│": "|", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "━": "="}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def clean(text: str, lines: bool = False) -> str:
    """The text without escape sequences and control characters; line breaks become blanks unless ``lines``."""
    text = _CONTROLS.sub("", _ESCAPES.sub("", text).replace("\r\n", "\n"))
    return text if lines else re.sub(r"\s*[\n\t]\s*", " ", text)


def plain_signs(error: UnicodeError) -> tuple[str, int]:
    """A codec error handler: our own signs in the letters of an old terminal, "?" for anything else."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_PLAIN.get(sign, "?") for sign in error.object[error.start : error.end]), error.end


def spreadsheet_safe(text: str) -> str:
    """The text, which no spreadsheet takes for a formula: an apostrophe before = + - @ and tab."""
    return "'" + clean(text, lines=True) if text.lstrip(" \n").startswith(_FORMULA) else clean(text, lines=True)


def number(value: Any, digits: int = 1) -> str:
    """A number with ``digits`` decimals and thousands parted, "" for None."""
    if value is None:
        return ""
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    return f"{value:,.{digits}f}"


def short(value: float | None) -> str:
    """Three significant digits without an exponent where that can be read: 0.0123, 1.23, 123, 12,300."""
    if value is None:
        return ""
    if not math.isfinite(value):
        return "none" if math.isnan(value) else ("∞" if value > 0 else "-∞")
    size = abs(value)
    if size == 0:
        return "0"
    if size < 1e-4 or size >= 1e15:
        return f"{value:.2e}"
    digits = max(0, 2 - math.floor(math.log10(size)))
    rounded = round(value, 2 - math.floor(math.log10(size)))
    return f"{rounded:,.{digits}f}"


_SCALES = ((1e9, "bn"), (1e6, "M"), (1e3, "k"))


def scaled(values: list[float | None], unit: str) -> tuple[float, str]:
    """One divisor for a row of amounts, and the unit to write beside them: (1e6, "M USD2024")."""
    finite = [abs(value) for value in values if value is not None and math.isfinite(value)]
    largest = max(finite, default=0.0)
    if unit.split("/")[0].startswith(("USD", "JPY", "EUR")) or unit.split("/")[0] in ("tonne", "kg"):
        for size, word in _SCALES:
            if largest >= size * (1 if word != "k" else 100):
                return size, f"{word} {unit}"
    return 1.0, unit


def tonnes_in(values: Sequence[float]) -> tuple[float, str]:
    """One divisor for yearly tonnes and its unit, kt/year from 10,000 tonnes on."""
    return (1e3, "kt/year") if max(values, default=0.0) >= 1e4 else (1.0, "t/year")


def rounded(value: float) -> str:
    """An amount for a column: whole from 10 on, one decimal below, "<0.1" for what that would make nothing."""
    return "<0.1" if 0 < value < 0.05 else number(value, 0 if abs(value) >= 9.95 or value == 0 else 1)


def amounts(low: float | None, middle: float | None, high: float | None, unit: str) -> tuple[str, str, str, str]:
    """Three amounts on one scale and the unit beside them; an infinite cost per tonne is "none left"."""
    if unit == "year" and middle is not None and middle > 1500:  # a calendar year is no amount
        first, second, third = ("" if value is None else f"{value:.0f}" for value in (low, middle, high))
        return first, second, third, unit
    size, shown = scaled([low, middle, high], unit)
    texts = [short(None if value is None else value / size) for value in (low, middle, high)]
    if "/tonne" in unit:
        texts = ["none left" if text == "∞" else text for text in texts]
    return texts[0], texts[1], texts[2], "" if shown == "1" else shown


def answered(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """An answer's row as ``amounts``; one of 0 and 1 as its chance alone: "17 %" "of draws"."""
    if row["probability"] is None:
        return amounts(row["low"], row["value"], row["high"], row["unit"] or "")
    return "", chance(row["probability"]), "", "of draws"


def chance(share: float) -> str:
    """A share of the draws [1] in per cent, never rounded to none or to all: "below 1 %", "17 %"."""
    if 0 < share < 0.01 or 0.99 < share < 1:
        return "below 1 %" if share < 0.5 else "above 99 %"
    return f"{share * 100:.0f} %"


def dotted(*words: str | None) -> str:
    """The words that are there, joined by dots, a word that repeats the one before left out: "1.lcoe"."""
    kept: list[str] = []
    for word in words:
        if word and word not in kept[-1:]:
            kept.append(word)
    return ".".join(kept)


def spread(low: float | None, high: float | None) -> str:
    """Two ends as one text, "" where there are none or nothing varies."""
    if low is None or high is None or low == high:
        return ""
    return f"{number(low)}–{number(high)}"
