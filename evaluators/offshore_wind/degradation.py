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


def degradation_loss(degradation: Number, life: Number) -> Number:
    """Share of the first year's output that ageing takes, as the mean over ``life`` [1]; units as in ``mean_performance``."""
    return 1 - mean_performance(degradation, life)
