"""Charge rates of project finance: the weighted cost of capital, and the share of capex to be earned each year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evaluators.toolkit.depreciation import MACRS
from evaluators.toolkit.discounting import Number, capital_recovery_factor, present_value


def fixed_charge_rate(
    wacc: Number,
    life: Number,
    tax_rate: Number,
    inflation: Number,
    *,
    itc: Number = 0.0,
    depreciation: Sequence[float] = MACRS[5],
) -> Number:
    """Share of capex to be earned each year [1/year], taxes included: CRF x project finance factor.

    ``wacc`` real [1/year], ``life`` [year], ``tax_rate`` [1] on income, ``inflation`` [1/year], ``itc`` [1]
    investment tax credit as a share of capex (half of it lowers the depreciable base), ``depreciation`` [1]
    yearly shares of the depreciable base in nominal money. Source: NREL Annual Technology Baseline, equations
    and variables (FCR, PFF, PVD).
    """
    nominal = (1 + np.asarray(wacc, dtype=float)) * (1 + np.asarray(inflation, dtype=float)) - 1
    shield = present_value(np.asarray(depreciation, dtype=float), nominal)
    tax, credit = np.asarray(tax_rate, dtype=float), np.asarray(itc, dtype=float)
    finance_factor = (1 - tax * shield * (1 - credit / 2) - credit) / (1 - tax)
    return capital_recovery_factor(wacc, life) * finance_factor


def wacc_real(debt_share: Number, debt_rate: Number, equity_rate: Number, tax_rate: Number, inflation: Number) -> Number:
    """Weighted average cost of capital, real, after tax [1/year].

    ``debt_share`` [1] of capital; ``debt_rate`` and ``equity_rate`` nominal [1/year]; ``tax_rate`` [1];
    ``inflation`` [1/year]. Source: NREL Annual Technology Baseline, equations and variables (WACC).
    """
    nominal = debt_share * debt_rate * (1 - tax_rate) + (1 - debt_share) * equity_rate
    return (1 + nominal) / (1 + inflation) - 1
