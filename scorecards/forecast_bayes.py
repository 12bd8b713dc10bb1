"""Bayes' rule for a forecast, in closed form: a share, a median of a lognormal, and an answer of which we have percentiles.

Sources: Gelman et al. 2013, Bayesian Data Analysis, 3rd ed., sections 2.4 (a share: beta prior), 2.5 (a normal mean of known
variance) and 10.4 (draws weighted by how likely what was seen is in each).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

Z90 = 1.2815515655446004
_GRID = 4000


@dataclass(frozen=True)
class Three:
    """10 %, 50 % and 90 % of the weight lie below."""

    p10: float
    p50: float
    p90: float


@dataclass(frozen=True)
class Normal:
    """A normal distribution; of a logarithm where it is said so."""

    mean: float
    variance: float

    def three(self) -> Three:
        """Its percentiles, in its own unit."""
        spread = Z90 * self.variance**0.5
        return Three(self.mean - spread, self.mean, self.mean + spread)

    def three_of_exp(self, scale: float = 1.0) -> Three:
        """The percentiles of ``scale`` times its exponential: of the lognormal whose logarithm it is."""
        import math

        return Three(*(scale * math.exp(value) for value in vars(self.three()).values()))


def beta_of(mean: float, sd: float) -> tuple[float, float]:
    """The beta distribution with ``mean`` and ``sd`` [1], as (a, b); a + b is the number of projects that it is worth.

    a + b = mean (1 - mean) / sd^2 - 1 (method of moments).
    """
    worth = mean * (1 - mean) / sd**2 - 1
    if worth <= 0:
        raise ValueError(f"a spread of {sd:g} is more than a share of {mean:g} can have")
    return mean * worth, (1 - mean) * worth


def share_update(prior: tuple[float, float], seen: Sequence[tuple[bool, float]]) -> tuple[Three, Three]:
    """A share with the beta ``prior`` (a, b), before and after what was ``seen``.

    Each of ``seen``: whether it came about, and by how much the logarithm of its odds lies above that of the share. Where no odds
    lie apart it is Beta(a + came about, b + did not); else the same rule on a grid of the share.
    """
    import numpy as np
    from scipy.special import log_expit, logit

    shares = (np.arange(_GRID) + 0.5) / _GRID
    density = (prior[0] - 1) * np.log(shares) + (prior[1] - 1) * np.log1p(-shares)
    logs = density.copy()
    for came, shift in seen:
        own = logit(shares) + shift
        logs += log_expit(own if came else -own)
    return of_draws(shares, density), of_draws(shares, logs)


def normal_update(prior: Normal, seen: Sequence[tuple[float, float]]) -> Normal:
    """A mean with the ``prior``, after each of ``seen``: what was measured and the variance of its error.

    1/v' = 1/v + sum 1/v_i; m' = v' (m/v + sum x_i/v_i).
    """
    precision = 1 / prior.variance + sum(1 / variance for _, variance in seen)
    mean = (prior.mean / prior.variance + sum(value / variance for value, variance in seen)) / precision
    return Normal(mean, 1 / precision)


def lognormal_of(p10: float, p90: float, p50: float) -> Normal:
    """The logarithm of an answer as a normal distribution: its median kept, its spread that between p10 and p90."""
    import math

    return Normal(math.log(p50), max((math.log(p90) - math.log(p10)) / (2 * Z90), 1e-6) ** 2)


def atoms(percentiles: Sequence[float]) -> np.ndarray:
    """100 values of equal weight that stand for an answer: the middles between its percentiles 0, 1 ... 100, shape (100,)."""
    import numpy as np

    return np.interp(np.arange(100) + 0.5, np.arange(101), np.asarray(percentiles, dtype=float))


def of_draws(values: np.ndarray, logs: np.ndarray) -> Three:
    """The percentiles of ``values`` weighed by likelihoods with the logarithms ``logs``, both of shape (draws,)."""
    import numpy as np

    from evaluators.carbon_capture.trial_update import weighted_quantiles

    weights = np.exp(logs - logs.max())
    return Three(*map(float, weighted_quantiles(values, weights / weights.sum())))
