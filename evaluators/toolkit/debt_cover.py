"""Does the cash flow cover the debt, and what is the least grant at which it does?

A loan for a share of what is left of the building cost is repaid in level yearly payments from the start of operation, in
money of their day. A lender asks that the cash flow of every year of the loan is at least ``cover`` times the payment
(the debt service coverage ratio, DSCR). All in closed form, since a grant makes the loan smaller and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evaluators.toolkit.cash_flow import CashFlow
from evaluators.toolkit.discounting import Number, annuity_factor
from evaluators.toolkit.present_value import Years


@dataclass(frozen=True, kw_only=True)
class DebtTerms:
    """What lenders give and ask; numbers or (draws,).

    ``share`` [1] of the building cost that no public grant pays; nominal ``rate`` [1/year]; at most so many whole ``years``
    [year] of repayment; ``cover`` [1] of the payment by every year's cash flow; ``inflation`` [1/year].
    """

    share: Number = 0.0
    rate: Number = 0.0
    years: Number = 1.0
    cover: Number = 1.0
    inflation: Number = 0.0


def operating_cash(flow: CashFlow, price: Number, terms: DebtTerms) -> np.ndarray:
    """What is left of each year to pay debt with [money of its day], (draws or 1, years), as long as anybody repays.

    Sales and credits less running costs. What wears out is set aside for in equal yearly parts (the maintenance reserve
    that lenders ask for), and what is left at the end of life comes after the debt.
    """
    reserve = _maintenance_reserve(flow)
    opex = flow.opex if isinstance(flow.opex, Mapping) else {"running costs": flow.opex}
    running = replace(
        flow, capex=0.0, salvage=0.0, decommissioning=0.0, replacements=0.0, inflation=terms.inflation,
        opex={**opex, "maintenance reserve": reserve}, life=np.minimum(flow.life, np.ceil(np.max(terms.years))),
    )  # fmt: skip
    return running.flows(price)[1][:, len(flow.spending) :]


def largest_loan(blocks: Sequence[tuple[CashFlow, Number]], terms: DebtTerms) -> np.ndarray:
    """``covered_loan`` of the cash of all ``blocks``, each with the price [money/unit] of its product."""
    # The same every year but for inflation, as in a first estimate: the table of years need not be made.
    if len(blocks) == 1 and _is_steady(*blocks[0], terms):
        return _steady_loan(*blocks[0], terms)
    cash: np.ndarray | None = None
    for flow, price in blocks:
        own = operating_cash(flow, price, terms)
        cash = own if cash is None else _side_by_side(cash, own)
    return np.zeros(1) if cash is None else covered_loan(cash, terms)


def _is_steady(flow: CashFlow, price: Number, terms: DebtTerms) -> bool:
    opex = list(flow.opex.values()) if isinstance(flow.opex, Mapping) else [flow.opex]
    by_year = max(np.ndim(one) for one in (price, flow.product, flow.credits, *opex)) == 2 or np.any(flow.escalation)
    outlives = np.min(flow.life) >= np.max(terms.years) and np.min(terms.inflation) >= 0
    return bool(outlives and not by_year)


def _steady_loan(flow: CashFlow, price: Number, terms: DebtTerms) -> np.ndarray:
    opex = sum(flow.opex.values()) if isinstance(flow.opex, Mapping) else flow.opex
    cash = np.atleast_1d(np.asarray(price) * flow.product + flow.credits - opex - _maintenance_reserve(flow))
    # Inflation makes the first year the least of gains and the best of losses: then a loan of one year carries most.
    years = np.where(cash > 0, np.maximum(1.0, np.floor(terms.years)), 1.0)
    return cash * (1 + np.asarray(terms.inflation)) * annuity_factor(terms.rate, years)


def _maintenance_reserve(flow: CashFlow) -> np.ndarray:
    life = np.asarray(flow.life, dtype=float)
    return Years(0.0, life).present(flow.replacements) / life


def _side_by_side(some: np.ndarray, more: np.ndarray) -> np.ndarray:
    """The sum of two yearly tables, where one ends earlier nil from then on."""
    years = max(some.shape[1], more.shape[1])
    return np.pad(some, ((0, 0), (0, years - some.shape[1]))) + np.pad(more, ((0, 0), (0, years - more.shape[1])))


def covered_loan(cash: np.ndarray, terms: DebtTerms) -> np.ndarray:
    """The largest loan [money] whose payment every year of ``cash`` covers once, (draws or 1,); below 0 where none does.

    ``cash`` (draws or 1, years) [money of its day], nil after the end of life. Over as many whole years as carry most, at
    most ``terms.years``: nobody lends for longer than the support that repays it lasts, such as a credit of twelve years.
    """
    over = np.arange(1.0, cash.shape[1] + 1)
    years = np.atleast_1d(np.maximum(1.0, np.floor(terms.years)))[:, None]
    worth = 1 / (1 + np.atleast_1d(np.asarray(terms.rate, dtype=float))[:, None])
    annuity = np.cumsum(np.cumprod(np.broadcast_to(worth, (len(worth), cash.shape[1])), axis=1), axis=1)
    loans = np.minimum.accumulate(cash, axis=1) * annuity
    return np.where(over <= years, loans, -np.inf).max(axis=1)


def debt_cover(loan: np.ndarray, building: np.ndarray, terms: DebtTerms) -> np.ndarray:
    """The minimum DSCR [1] without a grant; infinite without debt. ``building`` [money] is what no other grant pays."""
    loan, owed = np.broadcast_arrays(loan, np.asarray(terms.share) * building)
    return np.divide(loan, owed, out=np.full(loan.shape, np.inf), where=owed > 0)


def debt_gap(loan: np.ndarray, building: np.ndarray, terms: DebtTerms) -> np.ndarray:
    """The least grant [money] at which the debt is covered: share x (building - grant) x cover = ``loan``, solved for the grant.

    At most ``building`` [money], since nothing is owed then.
    """
    loan, asked = np.broadcast_arrays(np.maximum(loan, 0.0), np.asarray(terms.share) * np.asarray(terms.cover))
    most = np.divide(loan, asked, out=np.full(loan.shape, np.inf), where=asked > 0)  # building cost that can carry its debt
    return np.maximum(building - most, 0.0)
