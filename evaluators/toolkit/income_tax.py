"""Tax on the income of a project, with its losses carried forward or used at once, and the price that pays for it."""

from __future__ import annotations

import numpy as np

LOSSES = ("carried forward", "used at once")


def taxed_income(income: np.ndarray, losses: str) -> np.ndarray:
    """Income on which tax is paid in each period, shape and money of ``income`` (draws, periods).

    "used at once": all of it, so that a loss earns tax back against other income of the owner. "carried forward", without
    limit of time or amount: what has been taxed up to a period is the highest sum of income so far, and never below 0.
    """
    if losses == "used at once":
        return income
    taxed = np.maximum(np.maximum.accumulate(np.cumsum(income, axis=1), axis=1), 0.0)
    taxed[:, 1:] -= taxed[:, :-1].copy()
    return taxed


def price_with_losses_carried(
    price: np.ndarray, value: np.ndarray, slope: np.ndarray, fixed: np.ndarray, unit: np.ndarray, discount: np.ndarray,
    tax: np.ndarray | float, most_steps: int = 100,
) -> np.ndarray:
    """The price (draws,) at which ``value`` + price x ``slope``, less the tax with losses carried forward, is nil.

    ``value`` and ``slope`` (draws or 1): before tax, at no price and for a price of 1; ``fixed`` and ``unit`` (draws or 1,
    periods): income to tax likewise; ``discount`` (draws or 1, periods), falling; ``price``: one that is not too high, as
    that with losses used at once, which costs less tax.

    What is taxed up to a period is the highest of sums that are straight lines in the price, hence convex, and the value is
    concave, rising, of straight pieces. Newton's steps from below stay below and end exactly, on the piece of the root. NaN
    where they do not (a discount rate below nought, at which a loss carried forward would be worth more than one used).
    """
    sums, slopes = np.cumsum(fixed, axis=1), np.cumsum(unit, axis=1)
    # Sum of what is taxed anew times its discount, by parts: each highest sum times how far the discount falls after it.
    falls = discount - np.concatenate([discount[:, 1:], np.zeros((len(discount), 1))], axis=1)
    price = np.array(np.broadcast_to(price, np.broadcast_shapes(price.shape, value.shape, sums.shape[:1], falls.shape[:1])))
    open_ = np.isfinite(price)
    found, price = np.where(open_, np.nan, price), np.where(open_, price, 0.0)
    scale = np.abs(value) + np.abs(price * slope)
    periods = np.arange(sums.shape[1])
    for _ in range(most_steps):
        total = sums + price[:, None] * slopes
        highest = np.maximum.accumulate(total, axis=1)
        where = np.maximum.accumulate(np.where(total >= highest, periods, 0), axis=1)
        rising = np.where(highest > 0, np.take_along_axis(np.broadcast_to(slopes, total.shape), where, axis=1), 0.0)
        short = value + price * slope - tax * (np.maximum(highest, 0.0) * falls).sum(axis=1)
        done = open_ & (np.abs(short) <= 1e-13 * scale)
        found[done] = price[done]
        open_ = open_ & ~done
        if not open_.any():
            break
        price = np.where(open_, price - short / (slope - tax * (rising * falls).sum(axis=1)), price)
    return found
