"""Money of one currency and year in money of another: exchange rates and the deflator, both cited tables.

The rule: money is exchanged into US dollars at the mean rate of its own year, then carried to the year wanted
with the US GDP deflator. So a yen of 2019 keeps the price level of 2019 and not the exchange rate of today.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=2)
def _table(file: str) -> dict[tuple[str, int], tuple[float, str]]:
    text = resources.files("evaluators.toolkit").joinpath(file).read_text(encoding="utf-8")
    rows = csv.reader(text.splitlines()[1:])
    return {(currency, int(year)): (float(value), source) for currency, year, value, source in rows}


@lru_cache(maxsize=1)
def currencies() -> tuple[str, ...]:
    """The currencies that can be read, as ISO 4217 codes."""
    return tuple(sorted({"USD", *(currency for currency, _ in _table("exchange_rates.csv"))}))


def exchange_rate(currency: str, year: int) -> float:
    """Mean rate of ``year`` [currency/USD]. Raises LookupError where the table has none."""
    return 1.0 if currency == "USD" else _table("exchange_rates.csv")[currency, year][0]


def deflator(year: int) -> float:
    """US GDP implicit price deflator of ``year`` [1], 100 in 2017. Raises LookupError outside the table."""
    return _table("deflators.csv")["USD", year][0]


def years() -> tuple[int, int]:
    """First and last price year that can be read."""
    known = [year for _, year in _table("deflators.csv")]
    return min(known), max(known)


@lru_cache(maxsize=1024)
def nearest_year(currency: str, year: int) -> int:
    """The year nearest to ``year`` for which both tables know the currency, the earlier of two; an unknown one: ValueError."""
    deflated = (one for _, one in _table("deflators.csv"))
    known = [one for one in deflated if currency == "USD" or (currency, one) in _table("exchange_rates.csv")]
    return min(sorted(known), key=lambda one: abs(one - year))


def money_factor(currency: str, year: int, to_currency: str, to_year: int) -> tuple[float, str]:
    """What one ``currency`` of ``year`` is worth in ``to_currency`` of ``to_year`` [1], and a sentence why.

    Raises LookupError where a table has no rate for the currency or year.
    """
    if (currency, year) == (to_currency, to_year):
        return 1.0, f"{currency}{year}, no conversion of money"
    factor, steps = 1.0, []
    if currency != "USD":
        rate, source = _table("exchange_rates.csv")[currency, year]
        factor /= rate
        steps.append(f"{currency}{year} -> USD{year} at {rate:.6g} {currency}/USD ({source})")
    if year != to_year:
        growth = deflator(to_year) / deflator(year)
        factor *= growth
        source = _table("deflators.csv")["USD", to_year][1]
        start = "" if steps else f"USD{year} "
        steps.append(f"{start}x {growth:.6g} to USD{to_year} (US GDP deflator, {source})")
    if to_currency != "USD":
        rate, source = _table("exchange_rates.csv")[to_currency, to_year]
        factor *= rate
        steps.append(f"USD{to_year} -> {to_currency}{to_year} at {rate:.6g} {to_currency}/USD ({source})")
    return factor, ", then ".join(steps)
