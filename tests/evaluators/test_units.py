"""Units at the door: what applicants write, read right or refused in words."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.toolkit.units import Quantity, UnitError, check_unit, read_quantity


@pytest.mark.parametrize(
    ("text", "unit", "low", "high"),
    [
        ("5 GW", "MW", 5000, 5000),
        ("1,234.5 kW", "MW", 1.2345, 1.2345),
        ("1 234 kW", "MW", 1.234, 1.234),
        ("2.5e3 MW", "MW", 2500, 2500),
        ("2e-3 GW", "MW", 2, 2),
        ("500MW", "MW", 500, 500),
        ("-3 degC", "degC", -3, -3),
        ("45 %", "1", 0.45, 0.45),
        ("0.45", "1", 0.45, 0.45),
        ("45 per cent", "1", 0.45, 0.45),
        ("45 pct", "1", 0.45, 0.45),
        ("45 %", "%", 45, 45),
        ("３００ｋＷ", "MW", 0.3, 0.3),
        ("3–5 MW", "MW", 3, 5),
        ("3-5 MW", "MW", 3, 5),
        ("3 to 5 MW", "MW", 3, 5),
        ("3..5 MW", "MW", 3, 5),
        ("500 kW to 1 MW", "MW", 0.5, 1),
        ("-5 to -3 degC", "degC", -5, -3),
        ("100 MWel", "MW", 100, 100),
        ("100 MWp", "MW", 100, 100),
        ("50 GWh per year", "MWh/year", 50_000, 50_000),
        ("4.4 MWh/a", "MWh/year", 4.4, 4.4),
        ("4.4 MWh/yr", "MWh/year", 4.4, 4.4),
        ("4.4 MWh/y", "MWh/year", 4.4, 4.4),
        ("12 cycles/year", "1/year", 12, 12),
        ("12 per year", "1/year", 12, 12),
        ("12 a year", "1/year", 12, 12),
        ("1 kg/day", "kg/year", 365.25, 365.25),
        ("5 tCO2e/yr", "tonne/year", 5, 5),
        ("5 t CO₂ per annum", "tonne/year", 5, 5),
        ("5 million tonnes", "Mt", 5, 5),
        ("40 metric tons", "tonne", 40, 40),
        ("1 short_ton", "kg", 907.18474, 907.18474),  # international avoirdupois: 2000 lb of 0.45359237 kg
        ("1 long_ton", "kg", 1016.0469088, 1016.0469088),
        ("10 m²", "m2", 10, 10),
        ("10 m^3", "m3", 10, 10),
        ("8 m s⁻¹", "m/s", 8, 8),
        ("55 kWh/kg H2", "kWh/kg", 55, 55),
        ("25 °C", "degC", 25, 25),
        ("300 K", "degC", 26.85, 26.85),
        ("77 degF", "degC", 25, 25),
        ("2 MMBtu/h", "kW", 586.142, 586.142),  # NIST SP 811, table B.8: 1 Btu/h = 0.2930711 W
    ],
)
def test_what_applicants_write_is_read(text, unit, low, high):
    read = read_quantity(text, unit)
    assert (read.low, read.high) == pytest.approx((low, high), rel=1e-6)


@pytest.mark.parametrize(
    ("text", "unit", "reason", "remedy"),
    [
        ("500", "MW", "'500' has no unit", "write for instance '500 MW'"),
        ("45", "%", "'45' has no unit", "'45 %'"),
        ("500 kg", "MW", "is a mass, and this field wants power", "MW, kW or GW"),
        ("500 MW", "tonne", "is power, and this field wants a mass", "tonne, kg or Mt"),
        ("4380 GWh/year", "MW", "energy in a time, and this field wants power", "MW"),
        ("60 deg", "1", "an angle, and this field wants a number without unit", "%"),
        ("5 mw", "MW", "differs from MW in case", "write MW"),
        ("5 mW", "MW", "differs from MW in case", "write MW"),
        ("5 KWH", "MWh", "differs from kWh in case", "write kWh"),
        ("5 ton", "tonne", "'ton' is ambiguous", "tonne, short_ton or long_ton"),
        ("5 ktons", "tonne", "'ktons' is ambiguous", "tonne, short_ton or long_ton"),
        ("5 MT", "tonne", "metric tons or million tonnes", "t for tonnes or Mt"),
        ("5 Nm3", "kg", "at a standard state", "1 Nm3 of hydrogen is 0.0898824 kg"),
        ("5 Nm³/h", "kg/h", "at a standard state", "state the mass in kg"),
        ("5 MWth", "MW", "is heat, not electricity", "electric power"),
        ("5 C", "degC", "Celsius or coulomb", "degC"),
        ("1.234,5 MW", "MW", "is ambiguous: a comma", "write 1234.5 MW if the comma is the decimal sign; decimals with a point"),
        ("1,5 MW", "MW", "is ambiguous: a comma", "write 1.5 MW if the comma is the decimal sign, 15 MW if it is not; decimals"),
        ("1,50,000 MW", "MW", "is ambiguous: a comma", "write 150000 MW if the commas part thousands; decimals"),
        ("", "MW", "the field is empty", "leave the field out"),
        ("  ", "MW", "the field is empty", "leave the field out"),
        ("NaN", "MW", "'NaN' is not a number", "leave the field out"),
        ("-inf", "1", "'-inf' is not a number", "0.45"),
        ("n/a", "MW", "'n/a' is not a number", "500 MW"),
        ("TBD", "USD2024", "'TBD' is not a number", "500 USD2024"),
        ("nan MW", "MW", "does not start with a number", "500 MW"),
        ("~5 MW", "MW", "does not start with a number", "3 to 5 MW"),
        ("five MW", "MW", "does not start with a number", "500 MW"),
        ("1e999 MW", "MW", "too large for a number", "MW"),
        ("5 to 3 MW", "MW", "runs from high to low", "smaller end first"),
        ("500 ± 50 MW", "MW", "gives a tolerance", "the two ends"),
        ("5 3 MW", "MW", "not a unit that can be read", "MW, kW or GW"),
        ("5 foo", "MW", "'foo' is not a unit that can be read", "MW, kW or GW"),
        ("5 MW/", "MW", "not a unit that can be read", "MW, kW or GW"),
        ("5 MW; see annex", "MW", "not a unit that can be read", "MW, kW or GW"),
        ("5 __import__('os')", "MW", "not a unit that can be read", "MW, kW or GW"),
        ("5 USD", "USD2024", "'USD' has no price year", "USD2024"),
        ("$5 million", "USD2024", "'$' stands for several currencies", "USD"),
        ("5 $", "USD2024", "'$' stands for several currencies", "USD"),
        ("￥5", "USD2024", "'¥' stands for several currencies", "JPY"),
        ("5 MMUSD2024", "USD2024", "is ambiguous: MM", "million"),
        ("1500 M", "USD2024", "has no currency", "1500 MUSD2024"),
        ("1500 M/kW", "USD2024/kW", "has no currency", "the currency and the year"),
        ("5 USD1990", "USD2024", "outside 2000 to 2025", "a year of that span"),
        ("5 kg", "USD2024", "is a mass, and this field wants money", "USD2024"),
        ("5 USD2024", "MW", "is money, and this field wants power", "MW, kW or GW"),
        ("5 USD2024", "USD2024/kW", "wants money in USD2024/kW", "USD2024/kW"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(text, unit, reason, remedy):
    with pytest.raises(UnitError) as refused:
        read_quantity(text, unit)
    assert reason in refused.value.reason
    assert remedy in refused.value.remedy
    assert str(refused.value) == f"{refused.value.reason}; {refused.value.remedy}"


def test_the_unit_may_stand_in_a_cell_of_its_own():
    assert read_quantity("5", "MW", separate_unit="GW").low == 5000
    assert read_quantity("5 GW", "MW", separate_unit="GW").low == 5000
    with pytest.raises(
        UnitError, match="'5 GW' has a unit and the cell beside it has 'MW'; state one unit only"
    ):
        read_quantity("5 GW", "MW", separate_unit="MW")


def test_a_declared_unit_is_checked():
    for unit in ("MW", "USD2024/kg", "1", "1/year", "degC", "%", "tonne", "m3", "kWh/kg", "JPY2023/kWh"):
        check_unit(unit)
    with pytest.raises(UnitError, match="money without a year; write for instance USD2024/kg"):
        check_unit("USD/kg")
    with pytest.raises(UnitError, match="not a unit"):
        check_unit("furlongish")


numbers = st.floats(min_value=1e-6, max_value=1e9)
families = st.sampled_from(
    [
        ("MW", "kW", "GW", "W"),
        ("tonne", "kg", "Mt", "short_ton"),
        ("MWh", "GJ", "kWh", "GWh"),
        ("degC", "K", "degF"),
        ("USD2024/MWh", "USD2024/kWh"),
        ("m/s", "km/h"),
        ("m3", "L"),
        ("kg/h", "tonne/year"),
    ]
).flatmap(lambda family: st.tuples(st.sampled_from(family), st.sampled_from(family)))


@given(numbers, families)
@settings(deadline=None)
def test_there_and_back_is_where_we_began(number, pair):
    there = read_quantity(f"{number!r} {pair[0]}", pair[1]).low
    back = read_quantity(f"{there!r} {pair[1]}", pair[0]).low
    # Temperatures pass through the kelvin, so that small numbers lose digits absolutely.
    assert back == pytest.approx(number, rel=1e-12, abs=1e-9 if pair[0] in ("degC", "K", "degF") else 0)


@given(numbers)
@settings(deadline=None)
def test_a_gigawatt_is_a_thousand_megawatts(number):
    assert read_quantity(f"{number!r} GW", "MW").low == pytest.approx(
        read_quantity(f"{1000 * number!r} MW", "MW").low
    )


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused(text):
    try:
        assert isinstance(read_quantity(text, "MW"), Quantity)
    except UnitError as refused:
        assert refused.reason and refused.remedy


@given(st.integers(0, 999), st.text(alphabet="kMWhtgmUSDJPY024/*^ ().%-ea", max_size=14))
@settings(max_examples=300, deadline=None)
def test_any_unit_is_read_or_refused(number, unit):
    try:
        assert isinstance(read_quantity(f"{number} {unit}", "USD2024/kW"), Quantity)
    except UnitError as refused:
        assert refused.reason and refused.remedy


def test_reading_fifteen_thousand_quantities_takes_less_than_half_a_second():
    written = ["kW", "MW", "GW", "W", "TW", "kWe", "MWp", "MWel", "GWp", "kWp"]
    energy = [
        "kWh/year",
        "MWh/yr",
        "GWh/a",
        "TWh per year",
        "GJ/year",
        "MWh/y",
        "PJ/yr",
        "TJ/a",
        "kWh p.a.",
        "J/year",
    ]
    money = [f"{scale}{cur}2022" for scale in ("", "k", "M", "million ", "bn ") for cur in ("USD", "JPY")]
    jobs = [
        (unit, to)
        for units, to in ((written, "MW"), (energy, "MWh/year"), (money, "USD2024"))
        for unit in units
    ]
    read_quantity("1 kW", "MW")  # Pint is loaded here
    start = time.process_time()
    for number in range(500):
        for unit, to in jobs:
            read_quantity(f"{number}.5 {unit}", to)
    assert time.process_time() - start < 0.5


def test_the_door_opens_without_pint_and_pandas():
    code = "import sys, evaluators.toolkit.units; print(sorted({'pint', 'pandas'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("text", "tonnes"), [("800 kt/year", 800_000), ("0.8 Mt/year", 800_000), ("1 Gt/year", 1e9)])
def test_scales_of_the_tonne_are_masses_not_knots_or_turns(text, tonnes):
    assert read_quantity(text, "tonne/year").low == pytest.approx(tonnes, rel=1e-12)
