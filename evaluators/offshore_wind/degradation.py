"""Ageing: what blades and drive trains lose year by year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Number = np.ndarray | float

# Points and weights of Gauss and Legendre on 0 to 1, of life: what changes evenly with age is known from three of its days.
TIMES = (0.5 - np.sqrt(0.15), 0.5, 0.5 + np.sqrt(0.15))
WEIGHTS = (5 / 18, 8 / 18, 5 / 18)


def mean_performance(degradation: Number, life: Number) -> Number:
    """Output over life as a share of the first year's [1]: the mean of (1 - degradation)^t, t from 0 to ``life`` [year].

    ``degradation`` [1/year]; the integral in closed form.
    """
    decay = -np.log1p(-np.asarray(degradation, dtype=float)) * life
    return np.where(decay > 1e-9, -np.expm1(-decay) / np.where(decay > 1e-9, decay, 1.0), 1.0)[()]


def ageing_by_year(degradation: Number, life: Number, years: int) -> np.ndarray:
    """Output of each of ``years`` as a share of the first day's [1], shape (draws or 1, years); over ``life`` [year] their
    mean is ``mean_performance``. Units as there."""
    lost, life = np.broadcast_arrays(np.atleast_1d(np.asarray(degradation, dtype=float)), np.asarray(life, dtype=float))
    shares = np.empty((len(lost), years))
    shares[:, 0] = mean_performance(lost, 1.0)
    shares[:, 1:] = (1 - lost)[:, None]
    np.multiply.accumulate(shares, axis=1, out=shares)
    # The last year in part ages less.
    last = np.floor(life).astype(np.int64)
    rest = life - last
    part = np.flatnonzero((rest > 1e-9) & (last < years))
    shares[part, last[part]] = (1 - lost[part]) ** last[part] * mean_performance(lost[part], rest[part])
    return shares


def performance_at(degradation: Number, life: Number) -> list[Number]:
    """Output as a share of the first day's [1] at the three ``TIMES`` of ``life`` [year]; ``degradation`` [1/year]."""
    kept = np.log1p(-np.asarray(degradation, dtype=float)) * life
    return [np.exp(time * kept) for time in TIMES]


def over_life(values: Sequence[Number]) -> Number:
    """Mean over life of what ``values`` is at the three ``TIMES``, exact for polynomials of the fifth degree."""
    return sum(weight * value for weight, value in zip(WEIGHTS, values, strict=True))


def by_year(values: Sequence[Number], life: Number, years: int) -> np.ndarray:
    """Mean in each of ``years`` of what ``values`` is at the three ``TIMES`` of ``life`` [year], shape (draws or 1, years): of
    the parabola through them, whose mean over life, the last year in part, is ``over_life``. For what a limit clips, which
    falls by no even share."""
    first, middle, last, life = np.broadcast_arrays(*(np.atleast_1d(np.asarray(one, dtype=float)) for one in (*values, life)))
    reach = (TIMES[2] - 0.5) * life  # [year] from the middle of life
    rise, bend = (last - first) / (2 * reach), (last + first - 2 * middle) / (2 * reach**2)
    half = life / 2
    terms = np.column_stack((middle - rise * half + bend * half**2, rise - 2 * bend * half, bend))  # from the first day on
    begin = np.arange(years)
    found = terms @ np.stack((np.ones(years), begin + 0.5, begin * (begin + 1) + 1 / 3))
    number = np.floor(life).astype(np.int64)
    part = np.flatnonzero((life - number > 1e-9) & (number < years))
    start, end = number[part], life[part]
    found[part, start] = np.einsum(
        "ij,ji->i", terms[part], np.stack((np.ones(len(part)), (start + end) / 2, (start**2 + start * end + end**2) / 3))
    )
    return found


def degradation_loss(degradation: Number, life: Number) -> Number:
    """Share of the first year's output that ageing takes, as the mean over ``life`` [1]; units as in ``mean_performance``."""
    return 1 - mean_performance(degradation, life)
