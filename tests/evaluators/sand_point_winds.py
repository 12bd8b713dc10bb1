"""A year of winds and its site."""

from __future__ import annotations

import numpy as np

RNG = np.random.default_rng(20261123)
YEAR = RNG.weibull(2.0, 8760) * 9
SITE = {"hub_height": 150.0, "weather_height": 100.0}


def weibull_rose(sectors: int = 12) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    frequency, limits = RNG.dirichlet(np.ones(sectors)) * 100, np.arange(0.0, 31.0)
    above = np.exp(-((limits[:, None] / RNG.uniform(6, 12, sectors)) ** RNG.uniform(1.6, 2.6, sectors)))
    above[-1] = 0
    return frequency, -np.diff(above, axis=0) * 1000, limits
