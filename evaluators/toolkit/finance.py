"""Project finance on draws, all in one place to import from: discounting, rates of return, depreciation, debt, cash flow.

Every name is defined in the module named after its idea; rates are per year [1/year], money is in the unit of what is put in.
"""

from __future__ import annotations

from evaluators.toolkit.cash_flow import CashFlow
from evaluators.toolkit.charge_rates import fixed_charge_rate, wacc_real
from evaluators.toolkit.debt import Debt
from evaluators.toolkit.depreciation import MACRS, depreciation_charges, straight_line
from evaluators.toolkit.discounting import (
    Number,
    annuity_factor,
    capital_recovery_factor,
    levelised_cost,
    levelised_tax_credit,
    net_present_value,
    present_value,
)
from evaluators.toolkit.rates_of_return import (
    internal_rate_of_return,
    modified_internal_rate,
    payback,
    why_no_internal_rate,
)
from evaluators.toolkit.replacements import replacement_flows

__all__ = [
    "MACRS",
    "CashFlow",
    "Debt",
    "Number",
    "annuity_factor",
    "capital_recovery_factor",
    "depreciation_charges",
    "fixed_charge_rate",
    "internal_rate_of_return",
    "levelised_cost",
    "levelised_tax_credit",
    "modified_internal_rate",
    "net_present_value",
    "payback",
    "present_value",
    "replacement_flows",
    "straight_line",
    "wacc_real",
    "why_no_internal_rate",
]
