"""Amounts as people write them, exact to the hundredth, and what they are worth in the fund's money.

Money of the ledger is nominal, as it was paid. It is exchanged into US dollars at the rate of its entry, then carried to the
fund's money year with the US GDP deflator (``evaluators/toolkit/money.py``); the entry keeps both, and no later
table moves it.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

from evaluators.toolkit.money import currencies, deflator, exchange_rate, money_factor, years
from evaluators.toolkit.number_words import NUMBER
from evaluators.toolkit.unit_words import plain, refuse_signs
from evaluators.toolkit.units import UnitError, read_quantity
from scorecards.ledger_entry import MOST

CENT = Decimal("0.01")
FUND = "USD2024"  # the fund's money
_SPELLINGS = {"円": "JPY", "yen": "JPY", "€": "EUR", "euros": "EUR", "euro": "EUR"}
EXAMPLE = "write for instance '12.5 MUSD' or '300 million JPY'"


class MoneyError(ValueError):
    """An amount or a rate that cannot be entered; the message says what to write."""


def read_amount(text: str) -> tuple[Decimal, str]:
    """An amount with its currency, exact: ("12.5 MUSD") -> (12500000, "USD"). Raises MoneyError."""
    stated = plain(text)
    for other, code in _SPELLINGS.items():
        stated = stated.replace(other, code)
    found = sorted(set(re.findall("|".join(currencies()), stated)))
    if len(found) != 1:
        raise MoneyError(_unknown(stated) if not found else f"'{stated[:40]}' names two currencies; {EXAMPLE}.")
    code, last = found[0], years()[1]
    dated = f"{code}{last}"
    try:
        read_quantity(stated, dated)
    except UnitError:
        pass  # without a price year, as it should be; other faults are told below
    else:
        raise MoneyError(f"'{stated[:40]}' names a price year; the ledger has money as it was paid: write {code} without a year.")
    try:
        read = read_quantity(stated, dated, price_year=last)
    except UnitError as error:
        raise MoneyError(f"The amount cannot be read: {error.reason}; {error.remedy}.".replace(dated, code)) from None
    if read.low != read.high:
        raise MoneyError(f"'{stated[:40]}' is a range; the ledger has what was, one amount.")
    if read.readings:
        raise MoneyError(f"'{stated[:40]}' may be {' or '.join(read.readings)}; write the one that is meant.")
    if read.low <= 0:
        raise MoneyError(f"'{stated[:40]}' is not above 0; what goes back is a deobligation or a clawback, itself above 0.")
    number = re.search(NUMBER, stated)
    amount = Decimal(re.sub("[, ]", "", number[0])) * Decimal(read.factor) if number else Decimal(0)
    if amount >= MOST:
        raise MoneyError(f"'{stated[:40]}' is more than any award has; correct the amount or its unit.")
    if amount != amount.quantize(CENT):
        raise MoneyError(f"'{stated[:40]}' is finer than a hundredth of a {code}; write the amount that was paid.")
    return amount, code


def _unknown(stated: str) -> str:
    try:
        refuse_signs(stated)
    except UnitError as error:
        return f"{error.reason}; {error.remedy}."
    if re.search(r"[A-Za-z]", stated):
        return f"'{stated[:40]}' has no currency that is known; known are {', '.join(currencies())}."
    return f"'{stated[:40]}' has no currency; {EXAMPLE}."


def exact(amount: Decimal) -> str:
    """An amount in plain digits, as the ledger writes it: "12500000" or "0.50"."""
    whole = amount == amount.to_integral_value()
    return f"{amount.quantize(Decimal(1) if whole else CENT):f}"


def worth(currency: str, day: date, rate: str = "", source: str = "") -> tuple[Decimal, str, Decimal]:
    """The rate [currency/USD] of a day, where it is from, and what one of the currency is worth in the fund's money.

    Without ``rate`` the mean of the day's year, or of the nearest year that the table has, which is said. Raises MoneyError.
    """
    to_currency, to_year = FUND[:3], int(FUND[3:])
    year = _nearest_year(currency, day.year)
    factor, how = money_factor(currency, year, to_currency, to_year)
    late = "" if year == day.year else f"; {day.year} taken as {year}, the nearest year of the tables"
    if not rate:
        if source:
            raise MoneyError("A source of the rate (--rate-source) comes with the rate itself (--rate).")
        known = Decimal(f"{exchange_rate(currency, year):.15g}")
        return known, how + late, _digits(Decimal(factor))
    given = _read_rate(rate, currency, source)
    year = _nearest_year("USD", day.year)
    onwards, how = money_factor("USD", year, to_currency, to_year)
    moved = f"; then {how}" if year != to_year or to_currency != "USD" else ""
    with localcontext(prec=28):
        return given, f"{rate.strip()} {currency}/USD, {source.strip()}{moved}{late}", _digits(Decimal(onwards) / given)


def _read_rate(rate: str, currency: str, source: str) -> Decimal:
    if currency == "USD":
        raise MoneyError("A dollar is a dollar: the rate is the currency's for one USD. Leave --rate out.")
    if not source.strip():
        raise MoneyError('A rate needs its source: --rate-source "BOJ, 2026-11-20".')
    if not re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", plain(rate)) or not Decimal(plain(rate)):
        raise MoneyError(f"The rate '{rate[:30]}' is no plain number above 0; write {currency} for one USD, such as 151.3.")
    given = Decimal(plain(rate))
    usual = exchange_rate(currency, _nearest_year(currency, years()[1]))
    if not usual / 5 < float(given) < usual * 5:
        raise MoneyError(f"The rate {rate.strip()} is far from {usual:.6g} {currency}/USD; write {currency} for one USD.")
    return given


def _digits(number: Decimal) -> Decimal:
    """The number to 12 significant digits: as exact as the tables, and the same on every machine."""
    with localcontext(prec=12):
        return +number


def in_fund(amount: Decimal, to_fund: Decimal) -> Decimal:
    """An amount in the fund's money, to the hundredth, half up."""
    return (amount * to_fund).quantize(CENT, ROUND_HALF_UP)


def in_other(amount: Decimal, rate: Decimal, other: Decimal) -> Decimal:
    """An amount paid at ``rate`` in the money whose rate is ``other`` (both [currency/USD]), to the hundredth, half up."""
    with localcontext(prec=28):
        return (amount / rate * other).quantize(CENT, ROUND_HALF_UP)


@lru_cache(maxsize=1024)
def _nearest_year(currency: str, year: int) -> int:
    """The year nearest to ``year`` for which the tables have a deflator and a rate of the currency."""
    first, last = years()
    return min((one for one in range(first, last + 1) if _has(currency, one)), key=lambda one: abs(one - year))


def _has(currency: str, year: int) -> bool:
    try:
        return bool(exchange_rate(currency, year) and deflator(year))
    except LookupError:
        return False
