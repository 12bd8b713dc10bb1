"""Depreciation for tax: yearly shares of what was paid, straight or by the tables of the US, and what they charge."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# General depreciation system, half-year convention, by recovery period [year], in percent. Source: IRS Publication 946
# (2023), table A-1.
_PERCENT: dict[int, tuple[float, ...]] = {
    3: (33.33, 44.45, 14.81, 7.41),
    5: (20.0, 32.0, 19.2, 11.52, 11.52, 5.76),
    7: (14.29, 24.49, 17.49, 12.49, 8.93, 8.92, 8.93, 4.46),
    10: (10.0, 18.0, 14.4, 11.52, 9.22, 7.37, 6.55, 6.55, 6.56, 6.55, 3.28),
    15: (5.0, 9.5, 8.55, 7.7, 6.93, 6.23, 5.9, 5.9, 5.91, 5.9, 5.91, 5.9, 5.91, 5.9, 5.91, 2.95),
    20: (
        3.75, 7.219, 6.677, 6.177, 5.713, 5.285, 4.888, 4.522, 4.462, 4.461, 4.462, 4.461, 4.462, 4.461, 4.462, 4.461, 4.462,
        4.461, 4.462, 4.461, 2.231,
    ),
}  # fmt: skip
MACRS: dict[int, tuple[float, ...]] = {years: tuple(one / 100 for one in table) for years, table in _PERCENT.items()}


def straight_line(years: int) -> tuple[float, ...]:
    """The same share [1] in each of ``years``. Raises ValueError where there is none."""
    if years < 1:
        raise ValueError(f"depreciation over {years} years charges nothing; give at least 1, such as 20")
    return (1 / years,) * years


def depreciation_charges(base: np.ndarray, shares: Sequence[float], last: np.ndarray) -> np.ndarray:
    """What may be charged against income in each year, shape of ``base``, in its money.

    ``base`` (draws or 1, years): what is put into service at the beginning of each year of operation; ``shares`` [1] of it
    are charged in that year and those after; ``last`` (draws or 1): index of the last year of operation, in which the
    rest is charged at once (so does H2A, and a sale or scrapping ends the book value).
    """
    base, last = np.broadcast_arrays(base, np.asarray(last)[:, None])
    years = base.shape[1]
    put, columns = np.flatnonzero(base.any(axis=0)), np.arange(years)
    charges = np.zeros(base.shape)
    if len(put) <= len(shares):
        for year in put.tolist():
            reach = min(len(shares), years - year)
            charges[:, year : year + reach] += base[:, year, None] * np.asarray(shares[:reach])
    else:
        for year, share in enumerate(shares[:years]):
            charges[:, year:] += share * base[:, : years - year]
    charges[columns >= last] = 0.0
    rest = np.where(columns <= last, base, 0.0).sum(axis=1) - charges.sum(axis=1)
    charges[np.arange(len(charges)), last[:, 0]] = rest
    return charges
