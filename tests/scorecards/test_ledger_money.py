"""Amounts of the ledger: exact, nominal, and in the fund's money by the rate of the entry."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.ledger_money import MoneyError, exact, in_fund, in_other, read_amount, worth

# Index of the US GDP deflator, 2017 = 100: evaluators/toolkit/deflators.csv, BEA NIPA table 1.1.9 line 1.
DEFLATOR_2024, DEFLATOR_2025 = Decimal("125.422"), Decimal("128.970")


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("12.5 MUSD", "12500000", "USD"),
        ("300 million JPY", "300000000", "JPY"),
        ("USD 1,234,567.89", "1234567.89", "USD"),
        ("3億円", "300000000", "JPY"),
        ("0.07 kEUR", "70", "EUR"),
        ("9.99 bn JPY", "9990000000", "JPY"),
    ],
)
def test_amounts_as_people_write_them(text, amount, currency):
    assert read_amount(text) == (Decimal(amount), currency)


@given(st.decimals(Decimal("0.01"), Decimal("9999999999999.99"), places=2), st.sampled_from(["", "k", "M"]))
def test_amounts_are_exact_to_the_hundredth(amount, prefix):
    written = amount / {"": 1, "k": 1000, "M": 1_000_000}[prefix]
    read, currency = read_amount(f"{written:f} {prefix}USD")
    assert (read, currency) == (amount, "USD")
    assert Decimal(exact(read)) == amount


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("12500000", "has no currency; write for instance '12.5 MUSD'"),
        ("5 MXYZ", "no currency that is known; known are AUD, "),
        ("$5", "stands for several currencies"),
        ("5 MUSD2024", "names a price year"),
        ("1 to 2 MUSD", "is a range"),
        ("1,234 USD", "may be 1234 USD or 1.234 USD"),
        ("-3 MUSD", "is not above 0; what goes back is a deobligation or a clawback"),
        ("0 USD", "is not above 0"),
        ("0.005 USD", "finer than a hundredth"),
        ("20 trillion USD", "more than any award has"),
        ("5 USD or 5 JPY", "names two currencies"),
        ("USD", "cannot be read"),
    ],
)
def test_amounts_that_cannot_be_entered(text, told):
    with pytest.raises(MoneyError, match=told):
        read_amount(text)


def test_a_rate_given_is_taken_and_the_year_of_money_follows_by_the_deflator():
    rate, source, to_fund = worth("JPY", date(2025, 6, 30), "151.3", "BOJ, 2025-06-30")
    assert rate == Decimal("151.3")
    assert "151.3 JPY/USD, BOJ, 2025-06-30; then USD2025 x 0.97249 to USD2024" in source
    by_hand = DEFLATOR_2024 / DEFLATOR_2025 / Decimal("151.3")
    assert abs(to_fund / by_hand - 1) < Decimal("1e-11")
    assert in_fund(Decimal("300000000"), to_fund) == (300_000_000 * by_hand).quantize(Decimal("0.01"))


def test_without_a_rate_the_mean_of_the_year_is_taken_and_another_year_is_said():
    # JPY 2025: 149.655, evaluators/toolkit/exchange_rates.csv (ECB).
    rate, source, to_fund = worth("JPY", date(2027, 2, 1))
    assert rate == Decimal("149.655") and "ECB euro foreign exchange reference rates" in source
    assert source.endswith("2027 taken as 2025, the nearest year of the tables")
    assert abs(to_fund / (DEFLATOR_2024 / DEFLATOR_2025 / rate) - 1) < Decimal("1e-11")
    assert worth("USD", date(2024, 5, 1))[2] == 1


@pytest.mark.parametrize(
    ("currency", "rate", "source", "told"),
    [
        ("JPY", "151.3", "", "A rate needs its source"),
        ("JPY", "", "BOJ", "comes with the rate itself"),
        ("USD", "1", "me", "A dollar is a dollar"),
        ("JPY", "0.0066", "BOJ", "far from 149.655 JPY/USD; write JPY for one USD"),
        ("JPY", "-151", "BOJ", "no plain number above 0"),
        ("JPY", "1e3", "BOJ", "no plain number above 0"),
    ],
)
def test_rates_that_cannot_be_entered(currency, rate, source, told):
    with pytest.raises(MoneyError, match=told):
        worth(currency, date(2025, 1, 1), rate, source)


def test_a_payment_in_another_currency_goes_through_the_dollar():
    assert in_other(Decimal("151300000"), Decimal("151.3"), Decimal(1)) == Decimal("1000000.00")
    assert in_other(Decimal("1000000"), Decimal(1), Decimal("149.655")) == Decimal("149655000.00")
