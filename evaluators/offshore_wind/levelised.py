"""Levelised cost of energy: a ratio of present values, never a mean of yearly ratios.

Three ways that agree where their assumptions do: a fixed charge rate, the closed form that draws use, and the cash flow
year by year. And NREL's Annual Technology Baseline, with its taxes. Money and rates are real unless said otherwise.
"""

from __future__ import annotations

import numpy as np

from evaluators.toolkit.finance import annuity_factor, fixed_charge_rate
from evaluators.toolkit.present_value import Years

Number = np.ndarray | float


def by_charge_rate(capex: Number, opex: Number, charge_rate: Number, net_energy: Number) -> Number:
    """Levelised cost [money/MWh] from ``capex`` [money/kW], ``opex`` [money/kW/year], fixed ``charge_rate`` [1/year]
    and ``net_energy`` [MWh/MW/year]: (FCR x capex + opex) x 1000 / energy.

    Source: Stehly, Duffy & Mulas Hernando 2023, 2022 Cost of Wind Energy Review, NREL/TP-5000-88335, equation 1.
    """
    return 1000 * (charge_rate * capex + opex) / np.asarray(net_energy, dtype=float)


def by_present_value(
    capex: Number, opex: Number, first_year: Number, rate: Number, life: Number, degradation: Number = 0.0
) -> Number:
    """Levelised cost [money/MWh]: present value of all cost over that of all energy.

    ``capex`` [money] at the start of operation, with its interest during construction; ``opex`` [money/year];
    ``first_year`` [MWh/year], which falls by ``degradation`` [1/year]; ``rate`` [1/year]; ``life`` [year]. They broadcast.
    No energy gives infinity.
    """
    cost = capex + opex * annuity_factor(rate, life)
    with np.errstate(divide="ignore"):
        return np.divide(cost, first_year * ageing_annuity(rate, life, degradation))


def by_stream(capex: Number, opex: Number, energy: np.ndarray, rate: Number, life: Number) -> Number:
    """The same with ``energy`` [MWh/year] year by year, shape (draws or 1, years), where it falls by no even share."""
    cost = capex + opex * annuity_factor(rate, life)
    with np.errstate(divide="ignore"):
        found = np.divide(cost, Years(rate, life).present(energy))
    return found if len(found) > 1 else found[0]


def by_cash_flow(
    capex: float, opex: float, first_year: float, rate: float, life: int, degradation: float = 0.0, construction_years: int = 0
) -> float:
    """The same for one case of whole years, year by year; all but ``construction_years`` as in ``by_present_value``.

    With construction years ``capex`` [money] is what is paid to builders, in equal parts in the middle of each year before
    operation; without it is the cost at the start of operation. Interest is counted once, here or there.
    """
    built = np.arange(construction_years) + 0.5 if construction_years else np.zeros(1)
    operated = np.arange(1, life + 1)
    cost = np.concatenate([np.full(len(built), capex / len(built)), np.full(life, opex)])
    energy = first_year * (1 - degradation) ** (operated - 1)
    weights = (1 + rate) ** -np.concatenate([-built, operated])
    return float(cost @ weights / (energy @ weights[len(built):]))


def construction_factor(rate: Number, years: int) -> Number:
    """Value at the start of operation of 1 paid in equal parts in the middle of each of ``years`` before [1]; 1 for none."""
    if years == 0:
        return 1.0
    return sum((1 + np.asarray(rate, dtype=float)) ** (year + 0.5) for year in range(years)) / years


def ageing_annuity(rate: Number, life: Number, degradation: Number) -> Number:
    """Present value [year] of 1 a year that falls by ``degradation`` [1/year] each year, over ``life`` [year], the last
    year in part: the annuity where nothing ages."""
    life = np.asarray(life, dtype=float)
    kept, growth = np.log1p(-np.asarray(degradation, dtype=float)), np.log1p(np.asarray(rate, dtype=float))
    whole, step = np.floor(life), kept - growth
    safe = np.where(step == 0, 1.0, step)
    full = np.exp(-growth) * np.where(step == 0, whole, np.expm1(whole * safe) / np.expm1(safe))
    rest = annuity_factor(rate, life) - annuity_factor(rate, whole)
    return (full + rest * np.exp(kept * whole))[()]


def atb_cost(
    *, overnight: Number, grid: Number, finance_factor: Number, fixed: Number, capacity_factor: Number, wacc: Number,
    tax: Number, inflation: Number, life: Number = 30, investment_credit: Number = 0.0, variable: Number = 0.0,
    energy_credit: Number = 0.0,
) -> Number:
    """Levelised cost [money/MWh] of NREL's Annual Technology Baseline: 1000 (CRF PFF CAPEX + FOM) / (8760 NCF) + VOM - PTC.

    ``overnight`` and ``grid`` connection [money/kW], times ``finance_factor`` [1] the CAPEX; ``fixed`` [money/kW/year];
    ``capacity_factor`` [1]; ``wacc`` real [1/year]; ``tax`` [1]; ``inflation`` [1/year]; ``life`` [year];
    ``investment_credit`` [1]; ``variable`` and ``energy_credit`` [money/MWh]. Depreciation is MACRS over six years. Source:
    NREL ATB 2024, equations and variables, as in NREL/ATB-calc (BSD-3).
    """
    capex = (np.asarray(overnight, dtype=float) + grid) * finance_factor
    charge = fixed_charge_rate(wacc, life, tax, inflation, itc=investment_credit)
    return by_charge_rate(capex, fixed, charge, 8760 * np.asarray(capacity_factor, dtype=float)) + variable - energy_credit
