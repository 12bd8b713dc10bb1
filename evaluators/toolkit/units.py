"""Units at the door: a quantity as an applicant wrote it, in the unit that the evaluator declares.

Inside, evaluators compute with plain NumPy. Pint knows what units are worth; it is loaded with the first
conversion that needs it, so that commands which only ask never wait for it. A year is 365.25 days, a tonne
1000 kg.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from evaluators.toolkit.money import currencies, money_factor, years
from evaluators.toolkit.number_words import NUMBER, refuse_other_spellings, two_readings, value
from evaluators.toolkit.unit_words import SCALES, UnitError, plain, refuse_signs
from evaluators.toolkit.unit_worth import Unit, kinds, taken_apart

__all__ = ["Quantity", "UnitError", "check_unit", "read_quantity"]

# Longer text is no quantity; towers of powers would keep the units library busy for ever.
LONGEST, MOST_POWERS = 120, 2
# A number and a range to show: of a quantity with a unit, and (True) of a plain number.
EXAMPLES = {False: ("500", "3 to 5"), True: ("0.45", "0.3 to 0.5")}
_SPAN = r"\s*(?:–|—|~|〜|\.\.+|…|\bto\b)\s*"
_POINT = re.compile(rf"({NUMBER})(?![\d.,]) ?(.*)$")
_RANGE = re.compile(rf"({NUMBER})(?: ?-(?! )| - |{_SPAN})({NUMBER})(?![\d.,]) ?(.*)$")
_RANGE_WITH_UNITS = re.compile(rf"({NUMBER}) ?([^\d\s].*?){_SPAN}({NUMBER})(?![\d.,]) ?(.+)$")
_BLANKS = "nan inf +inf -inf infinity -infinity n/a na n.a. #n/a tbd tba tbc none null unknown - -- ? . 未定 なし"
_NO_NUMBER = {"", *_BLANKS.split()}
_SCALE_WORDS = "|".join(SCALES)


@dataclass(frozen=True)
class Quantity:
    """What was read, in the declared unit: a point has ``low`` equal to ``high``.

    ``factor`` is what one of the written unit is worth in the declared one; ``how`` tells the conversion in a
    sentence. ``readings`` are two texts where the written one can be either, the one that was taken first.
    """

    low: float
    high: float
    factor: float
    how: str
    readings: tuple[str, ...] = ()


def read_quantity(
    text: str, unit: str, *, separate_unit: str = "", currency: str = "", price_year: int | None = None,
    examples: tuple[str, str] | None = None,
) -> Quantity:
    """``text`` as an applicant wrote it ("5 GW", "3 to 5 MW", "1.2 billion JPY2023"), in ``unit``.

    Parameters: ``unit`` declared, such as "MW", "USD2024/kg", "1", "1/year", "degC"; ``separate_unit`` where
    a form has the unit in a cell of its own; ``currency`` (ISO code) for text with a bare scale, such as
    "1500 M"; ``price_year`` for money whose text names no year; ``examples`` a value and a range to show in a
    remedy, where the field has bounds of its own. Money is exchanged in its own year, then escalated (see ``money``).

    A comma before three digits parts thousands ("1,234.5"); decimals have a point. ``how`` says what such a
    number, or one in the digits of another script, was read as; where nothing but one comma tells ("1,234"),
    ``readings`` names both.

    Raises UnitError with reason and remedy: no unit, another dimension, an ambiguous spelling, no number.
    """
    example, span = examples or _examples(unit)
    if len(text) + len(separate_unit) > LONGEST or text.count("**") + separate_unit.count("**") > MOST_POWERS:
        raise UnitError("the text is too long for a quantity", f"write a number with its unit, for instance '{example}'")
    stated = plain(text)
    if stated.casefold() in _NO_NUMBER:
        raise UnitError(
            f"'{stated}' is not a number" if stated else "the field is empty",
            f"write for instance '{example}', or leave the field out",
        )
    refuse_signs(stated)
    refuse_other_spellings(stated)
    numbers, unit_texts = _numbers(stated, f"write for instance '{example}', or a range, '{span}'")
    ends = []
    for number, written in zip(numbers, unit_texts, strict=True):
        source = _unit_of(written, stated, unit, separate_unit, currency)
        factor, offset, how = _conversion(source, unit, price_year)
        ends.append((value(number) * factor + offset, factor, how))
    (low, factor, how), (high, *_) = ends[0], ends[-1]
    if "," in "".join(numbers) or any(c.isdecimal() and not c.isascii() for c in text):
        how += f"; '{' '.join(text.split())}' read as {' to '.join(f'{value(number):.15g}' for number in numbers)}"
    if not (math.isfinite(low) and math.isfinite(high)):
        raise UnitError(f"'{stated}' is too large for a number", f"write it in {unit}")
    if low > high:
        raise UnitError(f"'{stated}' runs from high to low", "write the smaller end first")
    readings = two_readings(f"{stated} {plain(separate_unit)}".strip(), numbers)
    return Quantity(low, high, factor, how, readings)


def check_unit(unit: str) -> None:
    """Raises UnitError where an evaluator cannot declare ``unit``: not known, or money without a year."""
    money = taken_apart(unit, unit).money
    if money and money[1] is None:
        dated = unit.replace(money[0], f"{money[0]}2024")
        raise UnitError(f"'{unit}' is money without a year", f"write for instance {dated}")


def _numbers(stated: str, remedy: str) -> tuple[list[str], list[str]]:
    """The one or two numbers at the head of the text, and the unit text that belongs to each."""
    # "USD 1.2 billion" and "JPY2023 500": the currency before the number goes behind it.
    before = re.match(rf"((?:{'|'.join(currencies())})(?:\d{{4}})?) ?(?=[\d.+-])(.*)$", stated)
    money, rest = (before[1], before[2]) if before else ("", stated)
    if found := _RANGE.match(rest):
        numbers, units = [found[1], found[2]], [found[3], found[3]]
    elif found := _RANGE_WITH_UNITS.match(rest):
        numbers, units = [found[1], found[3]], [found[2], found[4]]
    elif found := _POINT.match(rest):
        numbers, units = [found[1]], [found[2]]
    else:
        raise UnitError(f"'{stated}' does not start with a number", remedy)
    if money:
        units = [re.sub(r"^([^/]*?) ?(/.*)?$", rf"\1 {money}\2", text) for text in units]
    return numbers, [text.strip() for text in units]


def _unit_of(written: str, stated: str, unit: str, separate_unit: str, currency: str) -> str:
    """The unit text to read, from the three places where a form may have it."""
    separate = plain(separate_unit)
    if written and separate and written != separate:
        raise UnitError(
            f"'{stated}' has a unit and the cell beside it has '{separate}'", "state one unit only"
        )
    written = written or separate
    bare_scale = re.fullmatch(rf"(?:{_SCALE_WORDS}|[kMGT])(?:\s*/.*)?", written)
    if bare_scale and not currency and taken_apart(unit, unit).money:
        raise UnitError(
            f"'{stated}' has no currency", "write the currency and the year, such as '1500 MUSD2024'"
        )
    if currency and bare_scale:
        scale, slash, rest = written.partition("/")
        return f"{scale.strip()}{' ' if len(scale.strip()) > 1 else ''}{plain(currency).upper()}{slash}{rest}"
    if not written and unit != "1":
        raise UnitError(f"'{stated}' has no unit", f"write for instance '{stated} {unit}'")
    return written or "1"


@lru_cache(maxsize=4096)
def _conversion(written: str, unit: str, price_year: int | None) -> tuple[float, float, str]:
    """Factor and offset that lead from the written unit to the declared one, and a sentence about it."""
    source, target = taken_apart(written, unit), taken_apart(unit, unit)
    if source.kind != target.kind or bool(source.money) != bool(target.money):
        raise _misfit(written, source, unit, target)
    factor, offset = source.factor / target.factor, (source.offset - target.offset) / target.factor
    if not (source.money and target.money):
        how = f"{written} -> {unit} x {factor:.10g}" if written != unit else f"stated in {unit}"
        how = "a plain number" if how == "stated in 1" else how
        return factor, offset, how + (f" {offset:+g}" if offset else "")
    (currency, year), (to_currency, to_year) = source.money, target.money
    year = year or price_year
    if year is None:
        raise UnitError(
            f"'{written}' has no price year", f"write the year of the money, such as {currency}2024"
        )
    if to_year is None:
        raise UnitError(
            f"the declared '{unit}' is money without a year", f"declare for instance {to_currency}2024"
        )
    first, last = years()
    if not first <= year <= last:
        raise UnitError(
            f"the price year {year} of '{written}' is outside {first} to {last}",
            "state the money in a year of that span",
        )
    rate, how = money_factor(currency, year, to_currency, to_year)
    return factor * rate, 0.0, how + (f"; units x {factor:.10g}" if not math.isclose(factor, 1) else "")


def _misfit(written: str, source: Unit, unit: str, target: Unit) -> UnitError:
    def word(part: Unit, text: str) -> str:
        if part.money:
            return f"money in {text}" if "/" in text else "money"
        return kinds().get(part.kind, (f"in {text}", ""))[0]

    fits = unit if target.money else kinds().get(target.kind, ("", unit))[1]
    return UnitError(
        f"'{written}' is {word(source, written)}, and this field wants {word(target, unit)}",
        f"write it in {fits}",
    )


def _examples(unit: str) -> tuple[str, str]:
    value, span = EXAMPLES[unit == "1"]
    return (value, span) if unit == "1" else (f"{value} {unit}", f"{span} {unit}")
