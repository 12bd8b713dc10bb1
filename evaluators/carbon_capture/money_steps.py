"""Money of a source in USD2024, step by step: exchanged in its own year first, then escalated; both factors kept.

Running cost goes with the US GDP deflator. Plant cost goes with the row's ``escalation``, whose most likely value is that
deflator and whose range is the spread of plant cost indices; the evaluator draws it, so the table here shows its mode.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from evaluators.toolkit.money import deflator, exchange_rate, money_factor
from evaluators.toolkit.row import AssumptionTable

_MONEY = re.compile(r"([A-Z]{3})(\d{4})(/.+)?")
YEAR = 2024


@dataclass(frozen=True)
class MoneyStep:
    """``value`` [``unit``] of a source; ``exchange`` [USD per unit of its currency, in its year]; ``escalation`` [1] from that
    year to 2024; ``value_2024`` [USD2024, per the same]; ``words``: how it was done.
    """

    value: float
    unit: str
    exchange: float
    escalation: float
    value_2024: float
    words: str


def money_step(value: float, unit: str, escalation: float | None = None) -> MoneyStep:
    """``value`` [``unit``, such as "EUR2019/tonne"] in USD2024; the deflator where ``escalation`` [1] is None.

    Raises ValueError where the unit names no currency and year, LookupError where the tables have no rate for them.
    """
    found = _MONEY.fullmatch(unit)
    if not found:
        raise ValueError(f"'{unit}' is no money with a year; write currency and year, such as USD2022 or EUR2019/tonne")
    currency, year = found[1], int(found[2])
    exchange = 1 / exchange_rate(currency, year)
    factor, words = money_factor(currency, year, "USD", YEAR)
    if escalation is None:
        escalation = deflator(YEAR) / deflator(year)
    else:
        _, start = money_factor(currency, year, "USD", year)
        start = f"USD{year}" if currency == "USD" else f"{start}, then"
        factor, words = exchange * escalation, f"{start} x {escalation:.6g} to USD{YEAR} (plant cost; drawn around this value)"
    return MoneyStep(float(value), unit, exchange, float(escalation), float(value * factor), words)


def money_table(table: AssumptionTable, row: str) -> list[dict[str, Any]]:
    """Every line of ``row`` that is money, its most likely value taken to USD2024: one dict a line, for an exhibit."""
    lines = table.lines[row]
    plant = lines["escalation"].mode if "escalation" in lines else None
    steps = {
        name: money_step(line.mode, line.unit, None if "/" in line.unit else plant)
        for name, line in lines.items() if _MONEY.fullmatch(line.unit)
    }
    return [
        {"parameter": name, "of the source": step.value, "unit": step.unit, "exchange": step.exchange,
         "escalation": step.escalation, "USD2024": step.value_2024}
        for name, step in steps.items()
    ]  # fmt: skip
