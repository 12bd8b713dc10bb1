"""Discounting on draws: present values, annuities, the levelised cost of years that are all alike.

Every function takes floats or arrays that broadcast, and returns plain NumPy in the unit of its inputs. Rates
are per year [1/year]: real where flows are in money of one year, nominal where they are not; mixing the two
is the caller's mistake and cannot be seen here. Flows fall at the end of the year; year 0 is not discounted.
Spreadsheets' NPV() discounts its first value by one year: that is ``first_year=1`` here.
"""

from __future__ import annotations

import numpy as np

Number = np.ndarray | float


def annuity_factor(rate: Number, life: Number) -> Number:
    """Present value [year] of 1 a year, end of year, over ``life``: (1 - (1+r)^-n) / r, or n where r is 0.

    ``rate`` [1/year] above -1, ``life`` [year] not negative; they broadcast. A fractional life uses the same
    closed form, so the factor rises smoothly with life. Raises ValueError. Source: any engineering-economics
    text, e.g. Short, Packey & Holt 1995, NREL/TP-462-5173.
    """
    rate, life = np.asarray(rate, dtype=float), np.asarray(life, dtype=float)
    if np.any(rate <= -1):
        raise ValueError(f"a discount rate of {rate.min():g} a year loses everything; give one above -1, such as 0.07")
    if np.any(life < 0):
        raise ValueError(f"a life of {life.min():g} years is negative; give the years in service, such as 25")
    # log1p and expm1 keep all digits at rates near zero, where 1 - (1+r)^-n cancels.
    growth = np.log1p(rate)
    none = np.abs(rate) < 1e-290  # nought, or so near that it leaves the range of a float
    return np.where(none, life, -np.expm1(-life * growth) / np.where(none, 1.0, rate))[()]


def capital_recovery_factor(rate: Number, life: Number) -> Number:
    """Yearly payment [1/year] that repays 1 with interest: r(1+r)^n / ((1+r)^n - 1), or 1/n where r is 0.

    ``rate`` [1/year] above -1, ``life`` [year] above 0; they broadcast. Raises ValueError. Source: as
    annuity_factor.
    """
    if np.any(np.asarray(life) <= 0):
        raise ValueError(f"a life of {np.min(life):g} years recovers no capital; give a life above 0, such as 25")
    return 1.0 / annuity_factor(rate, life)


def present_value(flows: Number, rate: Number, first_year: float = 1) -> Number:
    """Present value of ``flows``, in their unit: the sum of flow_k / (1+r)^(first_year + k).

    ``flows`` (..., years), years on the last axis; ``rate`` [1/year] a scalar or of the leading shape (one
    per draw); ``first_year`` [year] is when the first flow falls: 1 for running costs, 0 where the first is
    the investment.
    """
    flows = np.asarray(flows, dtype=float)
    factor = 1.0 / (1.0 + np.asarray(rate, dtype=float))
    if factor.ndim == 0:
        return (flows @ factor ** (first_year + np.arange(flows.shape[-1])))[()]
    return _polynomial(np.moveaxis(flows, -1, 0), factor) * factor**first_year


def net_present_value(flows: Number, rate: Number) -> Number:
    """Net present value of ``flows`` (..., years), in their unit; the first flow is year 0, not discounted.

    ``rate`` [1/year] a scalar or one per draw. (A spreadsheet's NPV() would discount the first flow too.)
    """
    return present_value(flows, rate, first_year=0)


def levelised_cost(capex: Number, yearly_cost: Number, yearly_product: Number, rate: Number, life: Number) -> Number:
    """Levelised cost [money per product]: (CRF x capex + yearly cost) / yearly product, all years alike.

    ``capex`` [money] at the start of operation, ``yearly_cost`` [money/year], ``yearly_product``
    [product/year], ``rate`` [1/year], ``life`` [year]; they broadcast. No product gives infinity. Source:
    Short, Packey & Holt 1995, NREL/TP-462-5173.
    """
    yearly = capital_recovery_factor(rate, life) * capex + yearly_cost
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.divide(yearly, yearly_product)


def levelised_tax_credit(credit: Number, years_paid: Number, rate: Number, life: Number) -> Number:
    """A credit paid for the first years only, spread over the whole life: credit x a(r, paid) / a(r, life).

    ``credit`` in any unit per product, kept in the answer; ``years_paid`` [year], no more than the life
    counts; ``rate`` [1/year]; ``life`` [year] above 0. The flat credit over the life would overstate the
    support.
    """
    return credit * annuity_factor(rate, np.minimum(years_paid, life)) * capital_recovery_factor(rate, life)


def _polynomial(flows: np.ndarray, factor: np.ndarray) -> np.ndarray:
    total = flows[-1] * np.ones_like(factor)
    for flow in flows[-2::-1]:
        total = total * factor + flow
    return total
