"""What a unit is worth: its text taken apart into money, a factor to SI and a kind (its dimension, in words).

Pint is loaded with the first unit that is worked out, so that commands which only ask never wait for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from evaluators.toolkit.money import currencies
from evaluators.toolkit.unit_words import SCALES, UnitError, plain, tidy

_SCALE_WORDS = "|".join(SCALES)
_OFFSETS = {"K": (1.0, 0.0), "kelvin": (1.0, 0.0), "degC": (1.0, 273.15), "degF": (5 / 9, 459.67 * 5 / 9)}
_PREFIX = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}
# A unit of each kind, the kind in words, and how it is usually written.
_WORDS = (
    ("MW", "power", "MW, kW or GW"),
    ("MWh", "an amount of energy", "MWh, GWh or GJ"),
    ("tonne", "a mass", "tonne, kg or Mt"),
    ("year", "a time", "year, month or h"),
    ("1/year", "a rate in time", "1/year or 1/h"),
    ("tonne/year", "a mass in time", "tonne/year or kg/day"),
    ("m", "a length", "m or km"),
    ("m**2", "an area", "m2 or km2"),
    ("m**3", "a volume", "m3 or litre"),
    ("m/s", "a speed", "m/s or km/h"),
    ("bar", "a pressure", "bar, MPa or kPa"),
    ("K", "a temperature", "degC or K"),
    ("kWh/kg", "energy for a mass", "kWh/kg or GJ/tonne"),
    ("tonne/MWh", "a mass for an energy", "tonne/MWh or kg/kWh"),
    ("kg/m**3", "a density", "kg/m3"),
    ("1", "a number without unit", "a plain number or %"),
    ("V", "a voltage", "V or kV"),
    ("MWh/year", "energy in a time", "MWh/year or GWh/year"),
    ("deg", "an angle", "deg"),
)


@dataclass(frozen=True)
class Unit:
    """A unit taken apart: ``factor`` and ``offset`` lead to SI, ``kind`` is its dimension, money is apart."""

    factor: float
    offset: float
    kind: str
    money: tuple[str, int | None] | None


@lru_cache(maxsize=1)
def _money() -> re.Pattern[str]:
    """(year) prefix CURRENCY (year) (scale (year)): "MUSD2024", "JPY million 2023", "2024 EUR"."""
    return re.compile(
        rf"(?:(\d{{4}}) )?(?<![A-Za-z])([kMGT]?)({'|'.join(currencies())}) ?\(?(\d{{4}})?\)?"
        rf"(?: ?({_SCALE_WORDS})\b(?: ?(\d{{4}}))?)?(?![A-Za-z\d])"
    )


@lru_cache(maxsize=4096)
def taken_apart(written: str, unit: str) -> Unit:
    """The unit ``written``, where the declared one is ``unit`` (for the remedy). Raises UnitError."""
    text = tidy(plain(written))
    scale = 1.0
    if found := re.match(rf"({_SCALE_WORDS})\s*(?=\S)", text):
        scale, text = SCALES[found[1]], text[found.end() :]
    elif text in SCALES:
        scale, text = SCALES[text], "1"
    money = None
    if found := _money().search(text):
        if text[: found.start()].strip():
            raise UnitError(f"'{written}' does not start with the currency", f"write for instance '500 {unit}'")
        year = found[1] or found[4] or found[6]
        money = (found[3], int(year) if year else None)
        scale *= _PREFIX[found[2]] * SCALES.get(found[5] or "", 1.0)
        text = "1" + text[found.end() :]
    if text in _OFFSETS and not money:
        slope, offset = _OFFSETS[text]
        return Unit(slope * scale, offset, "[temperature]", None)
    factor, kind = _worth(text, written, unit)
    return Unit(factor * scale, 0.0, kind, money)


@lru_cache(maxsize=1)
def _registry() -> Any:
    import pint

    return pint.UnitRegistry(cache_folder=None)


# Pint's registry reads any prefix before any unit, so that "pct" is a picocarat; proposals use none of these.
_RARE_PREFIX = re.compile(
    r"\b(?:nano|pico|femto|atto|zepto|yocto|ronto|quecto|deca|deci|zetta|yotta|ronna|quetta)"
)
_ANGLE = re.compile(r"\b(?:degree|radian|turn|arcminute|arcsecond|revolutions?_per_\w+)\b")


def _worth(text: str, written: str, unit: str) -> tuple[float, str]:
    """What one of ``text`` is in SI base units, and its kind: the dimension, with a few kinds kept apart."""
    if text == "1":
        return 1.0, ""
    unread = UnitError(f"'{written}' is not a unit that can be read", f"write for instance {usual_unit(unit)}")
    text = text.replace("^", "**").replace("percent", "(0.01)")
    # A number in a unit is a power, a leading one, or our own hundredth: all else is a slip ("5 3 MW").
    bare = re.sub(r"\*\*-?\d|^1(?=\s*[/*]|$)|\(0\.01\)", "", text)
    if re.search(r"[^A-Za-zµμΩ_*/(). -]|\.", bare) or re.search(r"\*\*\s*-?\d+\s*\*\*|\*\*\s*-?\d\d", text):
        raise unread
    try:
        # A degree inside a compound unit is a difference of temperatures.
        parsed = _registry().parse_expression(re.sub(r"\bdeg([CF])\b", r"delta_deg\1", text))
        quantity = _registry().Quantity(parsed)
        base = quantity.to_base_units()
    except Exception:  # noqa: BLE001  Pint raises a dozen types for text that is no unit; each means the same here.
        raise unread from None
    names = str(quantity.units)
    if _RARE_PREFIX.search(names):
        raise unread
    kind = "" if base.dimensionless else str(base.dimensionality)
    if _ANGLE.search(names):
        kind += "angle"
    # Energy a year has the dimension of power, but a farm of 4380 GWh a year is not one of 500 MW.
    if base.check("[power]") and re.search(r"/ .*(?:year|month|week|day)", names):
        kind += "energy in a time"
    return float(base.magnitude), kind


@lru_cache(maxsize=1)
def kinds() -> dict[str, tuple[str, str]]:
    """For each kind of unit: what it is in words, and how it is usually written."""
    return {taken_apart(unit, unit).kind: (word, usual) for unit, word, usual in _WORDS}


def usual_unit(unit: str) -> str:
    """How a unit of the same kind is usually written; ``unit`` itself where we have no words for it."""
    return {example: usual for example, _, usual in _WORDS}.get(unit, unit)
