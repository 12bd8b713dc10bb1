"""Ageing: what blades and drive trains lose year by year."""

from __future__ import annotations

import numpy as np

Number = np.ndarray | float


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


def degradation_loss(degradation: Number, life: Number) -> Number:
    """Share of the first year's output that ageing takes, as the mean over ``life`` [1]; units as in ``mean_performance``."""
    return 1 - mean_performance(degradation, life)
