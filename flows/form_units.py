"""Which units the form offers beside a value, and what a value is in one of them. Any other unit that fits is read as well."""

from __future__ import annotations

import re

from evaluators.toolkit.money import currencies
from evaluators.toolkit.unit_worth import kinds, taken_apart
from evaluators.toolkit.units import UnitError, read_quantity

_SCALES = ("million", "billion", "thousand")  # of the currency that the header of the form names
_PER_UNIT = ("USD", "EUR", "JPY")
_ANY = "USD", 2024  # currency and price year of a header, to try a unit with


def offered(unit: str, most: float | None) -> tuple[str, ...]:
    """The units to offer for a quantity declared in ``unit``, the one to begin with first; none for a plain number."""
    if unit == "1":
        return ("%",) if most is not None and most <= 1 else ()
    declared = taken_apart(unit, unit)
    if declared.money and "/" not in unit:
        return (*_SCALES, *currencies())
    if declared.money:
        own = unit[:3]
        candidates = [unit, *(unit.replace(own, code, 1) for code in _PER_UNIT)]
    else:
        usual = kinds().get(declared.kind, ("", unit))[1] if declared.kind else unit
        candidates = [unit, *re.split(r", | or ", usual)]
    return tuple(one for one in dict.fromkeys(candidates) if _fits(one, unit))


def in_unit(value: float, unit: str, shown: str) -> float:
    """``value`` [unit] as a number of ``shown``, which is one of ``offered``; ``shown`` empty is a plain number."""
    low, high = (_of(number, shown, unit) for number in (0, 1))
    return float(f"{(value - low) / (high - low):.12g}")


def _of(number: int, shown: str, unit: str) -> float:
    return read_quantity(f"{number}", unit, separate_unit=shown, currency=_ANY[0], price_year=_ANY[1]).low


def _fits(shown: str, unit: str) -> bool:
    try:
        _of(1, shown, unit)
    except UnitError:
        return False
    return True
