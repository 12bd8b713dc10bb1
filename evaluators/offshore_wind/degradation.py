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
    decay = -np.log1p(-np.atleast_1d(np.asarray(degradation, dtype=float)))[:, None]
    begin = np.arange(years)
    length = np.clip(np.atleast_1d(np.asarray(life, dtype=float))[:, None] - begin, 1e-9, 1.0)
    whole = np.where(decay > 1e-9, -np.expm1(-decay * length) / np.where(decay > 1e-9, decay * length, 1.0), 1.0)
    return np.exp(-decay * begin) * whole


def degradation_loss(degradation: Number, life: Number) -> Number:
    """Share of the first year's output that ageing takes, as the mean over ``life`` [1]; units as in ``mean_performance``."""
    return 1 - mean_performance(degradation, life)
