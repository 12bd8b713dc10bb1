"""How applicants write units: spellings brought to one form, and the traps that are refused by name.

Works on text alone; what a unit is worth is the business of ``units``.
"""

from __future__ import annotations

import re
import unicodedata


class UnitError(ValueError):
    """A quantity that cannot be read: ``reason`` says what is wrong, ``remedy`` what to write instead."""

    def __init__(self, reason: str, remedy: str):
        super().__init__(f"{reason}; {remedy}")
        self.reason, self.remedy = reason, remedy


# The spellings in use; another case of the same letters is a slip (mw, KWH), and some slips are units a
# billionfold off.
USUAL = (
    "W kW MW GW TW Wh kWh MWh GWh TWh J kJ MJ GJ TJ PJ EJ g kg Mg t kt Mt Gt "
    "mm cm m km Pa kPa MPa bar V kV K A s h d ha"
)
SLIPS: dict[str, list[str]] = {}
for _symbol in USUAL.split():
    SLIPS.setdefault(_symbol.casefold(), []).append(_symbol)

SCALES = {
    "thousand": 1e3,
    "million": 1e6,
    "mio": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
    "万": 1e4,
    "億": 1e8,
    "兆": 1e12,
}
SIGNS = {
    "$": "write the currency's code, for instance USD",
    "¥": "write JPY for yen or CNY for yuan",
    "£": "write GBP for pounds sterling",
}
_POWERS = str.maketrans({"⁰": "0", "¹": "1", "²": "2", "³": "3", "⁻": "-"})
_SPELLINGS = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        (r"(?<=[A-Za-z])\^?([⁻]?[¹²³])", lambda found: "**" + found[1].translate(_POWERS)),
        (r"(?:^|\s+)per\s+(?!cent)|\s*\bp\.a\.?(?!\w)", lambda found: "/" if "per" in found[0] else "/year"),
        (r"(?:^|(?<=\s))an?\s+(?=(?:year|month|day|hour)\b)", "/"),
        (r"\bmetric tons?\b", "tonne"),
        (r"\b(?i:short[ -]tons?)\b", "short_ton"),
        (r"\b(?i:long[ -]tons?)\b", "long_ton"),
        (r"\bkt\b", "kilotonne"),  # Pint would read knots
        (r"\b(?:yr|yrs|y|a|annum|years|Years)\b|年", "year"),
        (r"\b(?:hr|hrs|hours|Hours)\b", "hour"),
        (r"°C|\bdeg C\b|\b[Cc]elsius\b", "degC"),
        (r"°F|\bdeg F\b|\b[Ff]ahrenheit\b", "degF"),
        (r"%|\bper ?cent\b|\bpct\b", "percent"),
        (r"\b(?:cycles?|times)\b", "count"),
        (r"\bMMBtu\b|\bMMBTU\b", "megaBTU"),
        # The substance is told by the field, the share of electricity by the symbol: neither is a unit.
        (r"\b([kMGT]?W)(?:el|e|p)\b|\b([kMGT]?Wh)(?:el|e)\b", lambda found: found[1] or found[2]),
        (r"\b(k?g|[kMG]?t|(?:kilo)?tonnes?|(?:short|long)_ton|kilograms?)(?:[ _-]?| of )(?:CO2(?:-?eq?)?|H2|hydrogen)\b", r"\1"),
        (r"\b([kcm]?m)\^?([23])\b", r"\1**\2"),
        (r"(?<=[A-Za-z])\^?-([123])\b", r"**-\1"),
        (r"[·×]", "*"),
        (r"円|\byen\b", "JPY"),
        (r"€|\beuros?\b", "EUR"),
        (r"\b([A-Z][a-z]{4,})\b", lambda found: found[1].lower()),
    )
)
_TRAPS = tuple(
    (re.compile(pattern), reason, remedy)
    for pattern, reason, remedy in (
        (
            r"\b[NS]m\^?(?:\*\*)?[3³]",
            "'{unit}' counts gas by volume at a standard state, which is not a mass",
            "state the mass in kg; 1 Nm3 of hydrogen is 0.0898824 kg",
        ),
        (
            r"(?<!metric )(?<!(?i:short)[ -])(?<!(?i:long)[ -])\b[kKMG]?tons?\b",
            "'{unit}' is ambiguous: a ton may be 1000 kg, 907 kg or 1016 kg",
            "write tonne, short_ton or long_ton",
        ),
        (
            r"\b[kMGT]?Wth\b|\b[kMGT]?W_th\b",
            "'{unit}' is heat, not electricity",
            "state the electric power, for instance in MW; if the field asks for heat, write MW without 'th'",
        ),
        (
            r"\bMT\b",
            "'{unit}' may be metric tons or million tonnes",
            "write t for tonnes or Mt for million tonnes",
        ),
        (
            r"\bMM(?!B)",
            "'{unit}' is ambiguous: MM may be thousand thousand or a slip",
            "write million or the prefix M",
        ),
        (r"^C$", "'{unit}' may be Celsius or coulomb", "write degC for a temperature"),
        (r"±|\+/-", "'{unit}' gives a tolerance", "write the two ends, for instance '3 to 5 MW'"),
    )
)


def plain(text: str) -> str:
    """``text`` in one form of Unicode: digits of any script and full-width letters made plain, spaces single."""
    if text.isascii():
        return " ".join(text.split())
    # Superscripts are kept for tidy(), since NFKC would make m2 of them but also 102 of 10².
    kept = "".join(c if c in "⁰¹²³⁻" else unicodedata.normalize("NFKC", c) for c in text)
    kept = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in kept)
    return re.sub(r"\s+", " ", kept.replace("−", "-")).strip()


def refuse_signs(text: str) -> None:
    """Raises UnitError where a sign stands for the money of several countries."""
    for sign, remedy in SIGNS.items():
        if sign in text:
            raise UnitError(f"'{sign}' stands for several currencies", remedy)


def tidy(unit: str) -> str:
    """A unit's text in the one spelling to compute with. Raises UnitError for traps and slips of case."""
    for pattern, reason, remedy in _TRAPS:
        if pattern.search(unit):
            raise UnitError(reason.format(unit=unit), remedy)
    refuse_signs(unit)
    text = unit
    for pattern, word in _SPELLINGS:
        text = pattern.sub(word, text)
    text = text.strip()
    text = "1" + text if text.startswith("/") else text
    for word in re.findall(r"[A-Za-z]+", text):
        usual = SLIPS.get(word.casefold())
        if usual and word not in usual:
            right = " or ".join(usual)
            raise UnitError(
                f"'{unit}' is not spelled as a unit: '{word}' differs from {right} in case",
                f"write {right} if that is what you mean",
            )
    return text
