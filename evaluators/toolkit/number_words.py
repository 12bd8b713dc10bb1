"""How applicants write numbers: what is read, and what a number in another country's spelling may be.

Decimals have a point; thousands are parted by nothing, commas or spaces. Works on text in the one form of ``plain``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from evaluators.toolkit.unit_words import UnitError, plain

# A leading zero parts no thousands: 0,123 is a decimal comma. One sign alone does: 1 234,567 has two readings.
_PARTED = r"(?!0)\d{1,3}(?:(?:,\d{3})+|(?: \d{3})+)"
_DIGITS = rf"(?:{_PARTED}|\d+|(?=\.\d))(?:\.\d+)?"
NUMBER = rf"[+-]?{_DIGITS}(?:[eE][+-]?\d+)?"
_WRITTEN = re.compile(r"(?<![\w.,])\d+(?:[.,'’ ](?!1 ?/)\d+)+")  # a unit such as 1/year is no part of it
_SIGNS = {",": "comma", ".": "point", "'": "apostrophe", "’": "apostrophe"}


_ONE_COMMA = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}(?:[eE][+-]?\d+)?")


def two_readings(stated: str, numbers: Sequence[str]) -> tuple[str, ...]:
    """Both readings of a text whose ``numbers`` have one comma before three digits, thousands first; else nothing.

    A point, or a second comma, tells that the comma parts thousands, and so does a range that would run from high to low.
    """
    told = any("." in number or number.count(",") > 1 for number in numbers)
    if told or not any(map(_ONE_COMMA.fullmatch, numbers)):
        return ()
    decimals = [float(re.sub(" ", "", number).replace(",", ".")) for number in numbers]
    if decimals != sorted(decimals):
        return ()
    return re.sub(r"(?<=\d),(?=\d{3})", "", stated), re.sub(r"(?<=\d),(?=\d{3})", ".", stated)


def value(number: str) -> float:
    """The number that ``NUMBER`` has matched."""
    return float(re.sub("[, ]", "", number))


def refuse_other_spellings(stated: str) -> None:
    """Raises UnitError where a number in the text is spelled as in countries with a decimal comma, and says its readings."""
    if not re.search(r"\d[,'’]\d|\.\d+\.", stated):
        return
    strange = [token for token in _WRITTEN.findall(stated) if not re.fullmatch(_DIGITS, token)]
    marks = "".join(re.findall(r"[,'’.]", "".join(strange)))
    if not marks:
        return
    decimal, whole = _read_as(stated, strange, _with_decimals), _read_as(stated, strange, _whole)
    sign = next(_SIGNS[mark] for token in strange for mark in reversed(token) if mark in _SIGNS)
    if decimal:
        way = f"{decimal} if the {sign} is the decimal sign" + (f", {whole} if it is not" if whole else "")
    else:
        way = f"{whole} if the {sign}s part thousands" if whole else "it anew"
    if "," in marks:
        reason = f"'{stated}' is ambiguous: a comma may part thousands or decimals"
    elif way != "it anew":
        reason = f"'{stated}' parts thousands with {'points' if marks[0] == '.' else 'an apostrophe'}"
    else:
        return
    raise UnitError(reason, f"write {way}; decimals with a point, thousands with nothing between them")


def _read_as(stated: str, strange: list[str], read: Callable[[str], str]) -> str:
    """The text with its strange numbers as ``read`` reads them; "" where it cannot read one."""
    readings = {token: read(token) for token in strange}
    return _WRITTEN.sub(lambda found: readings.get(found[0], found[0]), stated) if all(readings.values()) else ""


def _with_decimals(token: str) -> str:
    """The token, its last sign read as the decimal one; "" where the rest is not parted into thousands."""
    *parts, decimals = re.split(r"[.,'’ ]", token)
    last = token[-len(decimals) - 1]
    fits = last in ",." and token.count(last) == 1 and all(len(part) == 3 for part in parts[1:])
    return f"{''.join(parts)}.{decimals}" if fits else ""


def _whole(token: str) -> str:
    """The token with its signs taken out: thousands, lakhs, or one comma that is a slip."""
    first, *parts = re.split(r"[.,'’ ]", token)
    signs = set(re.findall(r"[.,'’ ]", token))
    grouped = len(parts[-1]) == 3 and all(len(part) in (2, 3) for part in parts)
    fits = len(signs) == 1 and not first.startswith("0") and (grouped or (signs == {","} and len(parts) == 1))
    return first + "".join(parts) if fits else ""


def read_number(text: str) -> float:
    """A number that stands alone, without unit, range or per cent. Raises UnitError with reason and remedy."""
    stated = plain(text)
    refuse_other_spellings(stated)
    if not re.fullmatch(NUMBER, stated):
        raise UnitError(f"'{stated[:60]}' is not a plain number", "write a number alone, for instance 7.5")
    return value(stated)
