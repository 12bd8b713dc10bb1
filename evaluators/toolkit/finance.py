"""Project finance on draws: discounting, levelised cost, rates of return, tax shields.

Every function takes floats or arrays that broadcast, and returns plain NumPy in the unit of its inputs. Rates
are per year [1/year]: real where flows are in money of one year, nominal where they are not; mixing the two
is the caller's mistake and cannot be seen here. Flows fall at the end of the year; year 0 is not discounted.
Spreadsheets' NPV() discounts its first value by one year: that is ``first_year=1`` here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Number = np.ndarray | float

# Five-year property, half-year convention; IRS Publication 946 (2023), table A-1.
MACRS_5 = (0.2, 0.32, 0.192, 0.1152, 0.1152, 0.0576)


def annuity_factor(rate: Number, life: Number) -> Number:
    """Present value [year] of 1 a year, end of year, over ``life``: (1 - (1+r)^-n) / r, or n where r is 0.

    ``rate`` [1/year] above -1, ``life`` [year] not negative; they broadcast. A fractional life uses the same
    closed form, so the factor rises smoothly with life. Raises ValueError. Source: any engineering-economics
    text, e.g. Short, Packey & Holt 1995, NREL/TP-462-5173.
    """
    rate, life = np.asarray(rate, dtype=float), np.asarray(life, dtype=float)
    if np.any(rate <= -1):
        raise ValueError(
            f"a discount rate of {rate.min():g} a year loses everything; give one above -1, such as 0.07"
        )
    if np.any(life < 0):
        raise ValueError(f"a life of {life.min():g} years is negative; give the years in service, such as 25")
    # log1p and expm1 keep all digits at rates near zero, where 1 - (1+r)^-n cancels.
    growth = np.log1p(rate)
    safe = np.where(rate == 0, 1.0, rate)
    return np.where(rate == 0, life, -np.expm1(-life * growth) / safe)[()]


def capital_recovery_factor(rate: Number, life: Number) -> Number:
    """Yearly payment [1/year] that repays 1 with interest: r(1+r)^n / ((1+r)^n - 1), or 1/n where r is 0.

    ``rate`` [1/year] above -1, ``life`` [year] above 0; they broadcast. Raises ValueError. Source: as
    annuity_factor.
    """
    if np.any(np.asarray(life) <= 0):
        raise ValueError(
            f"a life of {np.min(life):g} years recovers no capital; give a life above 0, such as 25"
        )
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


def levelised_cost(
    capex: Number, yearly_cost: Number, yearly_product: Number, rate: Number, life: Number
) -> Number:
    """Levelised cost [money per product]: (CRF x capex + yearly cost) / yearly product, all years alike.

    ``capex`` [money] at the start of operation, ``yearly_cost`` [money/year], ``yearly_product``
    [product/year], ``rate`` [1/year], ``life`` [year]; they broadcast. No product gives infinity. Source:
    Short, Packey & Holt 1995, NREL/TP-462-5173.
    """
    yearly = capital_recovery_factor(rate, life) * capex + yearly_cost
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.divide(yearly, yearly_product)


def fixed_charge_rate(
    wacc: Number,
    life: Number,
    tax_rate: Number,
    inflation: Number,
    *,
    itc: Number = 0.0,
    depreciation: Sequence[float] = MACRS_5,
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


def wacc_real(
    debt_share: Number, debt_rate: Number, equity_rate: Number, tax_rate: Number, inflation: Number
) -> Number:
    """Weighted average cost of capital, real, after tax [1/year].

    ``debt_share`` [1] of capital; ``debt_rate`` and ``equity_rate`` nominal [1/year]; ``tax_rate`` [1];
    ``inflation`` [1/year]. Source: NREL Annual Technology Baseline, equations and variables (WACC).
    """
    nominal = debt_share * debt_rate * (1 - tax_rate) + (1 - debt_share) * equity_rate
    return (1 + nominal) / (1 + inflation) - 1


def levelised_tax_credit(credit: Number, years_paid: Number, rate: Number, life: Number) -> Number:
    """A credit paid for the first years only, spread over the whole life: credit x a(r, paid) / a(r, life).

    ``credit`` in any unit per product, kept in the answer; ``years_paid`` [year], no more than the life
    counts; ``rate`` [1/year]; ``life`` [year] above 0. The flat credit over the life would overstate the
    support.
    """
    return credit * annuity_factor(rate, np.minimum(years_paid, life)) * capital_recovery_factor(rate, life)


def why_no_internal_rate(flows: Number) -> np.ndarray:
    """Why each row of ``flows`` (..., years) has no single internal rate of return, "" where it has one."""
    flows = np.moveaxis(np.asarray(flows, dtype=float), -1, 0)
    changes = _sign_changes(flows)
    return np.select(
        [~np.isfinite(flows).all(axis=0), changes == 0, changes > 1],
        [
            "a flow is not a finite number",
            "the flows never change sign, so no rate balances them",
            "the flows change sign more than once, so several rates may fit; look at the net present value",
        ],
        default="",
    )


def internal_rate_of_return(flows: Number) -> Number:
    """The rate [1/year] that makes the net present value of ``flows`` (..., years) nil; the first is year 0.

    NaN where the flow is not conventional (no change of sign, or more than one, as with an end-of-life cost);
    the reason is told by ``why_no_internal_rate``. Method: Newton on log(P/N) over log v, with v = 1/(1+r)
    and P, N the present values of what comes in and what goes out; with one change of sign that curve is
    monotone, so there is one root.
    """
    flows = np.asarray(flows, dtype=float)
    # Years first, each a contiguous row of draws: twice as fast as draws first.
    by_year = np.ascontiguousarray(flows.reshape(-1, flows.shape[-1]).T)
    good = np.isfinite(by_year).all(axis=0) & (_sign_changes(by_year) == 1)
    rates = np.full(len(good), np.nan)
    if good.any():
        kept = by_year if good.all() else np.ascontiguousarray(by_year[:, good])
        rates[good] = _root(np.maximum(kept, 0), np.maximum(-kept, 0))
    return rates.reshape(flows.shape[:-1])[()]


def _sign_changes(by_year: np.ndarray) -> np.ndarray:
    """How often each column of ``by_year`` (years, ...) changes its sign; noughts are passed over."""
    last = np.zeros(by_year.shape[1:], dtype=np.int8)
    changes = np.zeros(by_year.shape[1:], dtype=np.int16)
    for flow in by_year:
        sign = (flow > 0).astype(np.int8) - (flow < 0).astype(np.int8)
        changes += sign * last < 0
        last = np.where(sign == 0, last, sign)
    return changes


def _root(incoming: np.ndarray, outgoing: np.ndarray, most_steps: int = 60) -> np.ndarray:
    incoming, first_in = _trim(incoming)
    outgoing, first_out = _trim(outgoing)
    factor = np.ones(incoming.shape[1])
    step = np.full(incoming.shape[1], np.inf)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        for _ in range(most_steps):
            income, income_slope = _with_elasticity(incoming, factor)
            outgo, outgo_slope = _with_elasticity(outgoing, factor)
            gap = np.log(income / outgo) + (first_in - first_out) * np.log(factor)
            step = gap / (income_slope - outgo_slope + first_in - first_out)
            factor = factor * np.exp(-step)
            # Newton squares its error: a step of 1e-8 leaves none that a float can hold.
            if np.all(np.abs(step) < 1e-8):
                break
    return np.where(np.abs(step) < 1e-8, 1.0 / factor - 1.0, np.nan)


def _trim(flows: np.ndarray) -> tuple[np.ndarray, int]:
    used = np.flatnonzero(flows.any(axis=1))
    return flows[used[0] : used[-1] + 1], int(used[0])


def _polynomial(flows: np.ndarray, factor: np.ndarray) -> np.ndarray:
    total = flows[-1] * np.ones_like(factor)
    for flow in flows[-2::-1]:
        total = total * factor + flow
    return total


def _with_elasticity(flows: np.ndarray, factor: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The polynomial at ``factor`` and its elasticity, v p'(v) / p(v) [1] (Horner, both at once)."""
    total = flows[-1].copy()
    slope = np.zeros_like(total)
    for flow in flows[-2::-1]:
        slope *= factor
        slope += total
        total *= factor
        total += flow
    return total, slope * factor / total
