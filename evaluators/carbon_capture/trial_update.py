"""What trials teach: Bayes' rule on the draws, from delivered tonnes and cost per tonne as the trials reported them.

Each draw of the model is one world: a learning rate, a starting capacity, an error of forecast. It gets a weight by how likely
what was reported is in it; the weighted draws are the posterior. No draw is made anew, so answers can be read again under it.
Source: Gelman et al. 2013, Bayesian Data Analysis, 3rd ed., section 10.4 (importance sampling).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Number = np.ndarray | float

# Spread of the logarithm between what the model means and what one trial reports. Unsourced: engineering judgement. Cost: the
# booking of staff and capital of a trial. Delivered tonnes: one plant against its whole technology, a factor of two.
COST_SPREAD = 0.20
DELIVERED_SPREAD = 0.70
# Below it a trial delivered nothing that a logarithm could be taken of [tonne/year].
LEAST_DELIVERED = 1.0
# Fewer draws than these carry the posterior too badly to be read.
LEAST_SHARE, LEAST_DRAWS = 0.05, 200


@dataclass(frozen=True)
class Trial:
    """What one trial reported beside what the model expects of it, draw by draw.

    ``cost`` [USD2024/tonne] and ``delivered`` [tonne/year] as reported, None where not; ``modelled_cost`` and
    ``modelled_delivered``, shape (draws,), in the same units; the spreads [1] are those of the logarithm.
    """

    name: str
    cost: float | None = None
    modelled_cost: Number = np.nan
    delivered: float | None = None
    modelled_delivered: Number = np.nan
    cost_spread: float = COST_SPREAD
    delivered_spread: float = DELIVERED_SPREAD


def log_likelihood(trial: Trial) -> Number:
    """Logarithm of how likely the report is in each draw, shape (draws,); 0 where the trial reported nothing.

    A trial that delivered less than ``LEAST_DELIVERED`` says only that it did: the chance of so little or less.
    """
    from scipy.special import log_ndtr

    found: Number = 0.0
    if trial.cost is not None:
        found = found + _log_normal(trial.cost, trial.modelled_cost, trial.cost_spread)
    if trial.delivered is not None:
        if trial.delivered < LEAST_DELIVERED:
            distance = (np.log(LEAST_DELIVERED) - _log(trial.modelled_delivered)) / trial.delivered_spread
            found = found + log_ndtr(distance)
        else:
            found = found + _log_normal(trial.delivered, trial.modelled_delivered, trial.delivered_spread)
    return found


def posterior_weights(trials: Sequence[Trial], draws: int) -> np.ndarray:
    """Weight of each draw given all ``trials`` together, shape (draws,), sum 1; equal where none reported anything.

    Trials err independently of each other in each world, so their order does not matter. Raises ValueError where no draw of
    the model can give what was reported.
    """
    logs = np.zeros(draws)
    for trial in trials:
        logs = logs + log_likelihood(trial)
    highest = np.max(logs)
    if not np.isfinite(highest):
        told = ", ".join(trial.name for trial in trials)
        raise ValueError(f"no draw of the model gives what {told} reported: the model or the report is wrong")
    weights = np.exp(logs - highest)
    return weights / weights.sum()


def effective_draws(weights: np.ndarray) -> float:
    """How many equal draws the weighted ones are worth: 1 / sum of squares (Kish 1965, Survey Sampling)."""
    return 1.0 / float((weights**2).sum())


def thin(weights: np.ndarray) -> str:
    """A sentence where too few draws carry the posterior, "" where it can be read."""
    worth, draws = effective_draws(weights), len(weights)
    if worth >= max(LEAST_SHARE * draws, LEAST_DRAWS):
        return ""
    return (
        f"The posterior rests on {worth:,.0f} of {draws:,} draws: the reports lie at the edge of what the model expects. "
        f"Read it as a direction, and look into the model or the report."
    )


def weighted_quantiles(values: Number, weights: np.ndarray, shares: Sequence[float] = (0.1, 0.5, 0.9)) -> np.ndarray:
    """The values below which ``shares`` [1] of the weight lie, shape (shares,), in the unit of ``values``, shape (draws,).

    Between draws by the middle of each one's weight; with equal weights that is Hazen's rule (numpy's method "hazen").
    """
    values = np.broadcast_to(np.asarray(values, dtype=float), weights.shape)
    order = np.argsort(values, kind="stable")
    places = np.cumsum(weights[order]) - weights[order] / 2
    known = weights[order] > 0
    if not np.isfinite(values).all():  # between two draws of which one is infinite there is nothing
        return values[order][known][np.minimum(np.searchsorted(places[known], shares), known.sum() - 1)]
    return np.interp(shares, places[known], values[order][known])


def posterior_indices(weights: np.ndarray, draws: int) -> np.ndarray:
    """Which draws stand for the posterior with equal weight, shape (draws,), rising: systematic resampling, no randomness.

    Each draw comes as often as its weight times ``draws``, rounded up or down (Kitagawa 1996, J. Comput. Graph. Stat. 5:1).
    """
    points = (np.arange(draws) + 0.5) / draws
    return np.minimum(np.searchsorted(np.cumsum(weights), points), len(weights) - 1)


def cost_at_output(capital: Number, charge_rate: Number, fixed: Number, running: Number, delivered: Number) -> Number:
    """Cost of a tonne [USD2024/tonne] at the output that was reached, as a trial reports it.

    ``capital`` [USD2024]; ``charge_rate`` [1/year]; ``fixed`` [USD2024/year]; ``running`` [USD2024/tonne]; ``delivered``
    [tonne/year], above 0. The same plant at a fraction of its output has a multiple of its cost per tonne.
    """
    return (np.asarray(capital) * charge_rate + fixed) / delivered + running


def running_and_fixed(opex: np.ndarray, product: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Running cost [USD2024/tonne] and fixed cost [USD2024/year] of the streams of an evaluator, each shape (draws,).

    ``opex`` [USD2024/year] and ``product`` [tonne/year], shape (draws or 1, years): what rises with the tonnes from the first
    year to the fullest is running cost, the rest fixed; all is fixed where the tonnes never change.
    """
    paid, made = np.broadcast_arrays(np.atleast_2d(opex), np.atleast_2d(product))
    fullest = made.argmax(axis=1)[:, None]
    more = np.take_along_axis(made, fullest, axis=1)[:, 0] - made[:, 0]
    dearer = np.take_along_axis(paid, fullest, axis=1)[:, 0] - paid[:, 0]
    running = np.divide(dearer, more, out=np.zeros(len(made)), where=more > 0)
    return running, paid[:, 0] - running * made[:, 0]


def _log_normal(reported: float, modelled: Number, spread: float) -> Number:
    if reported <= 0:
        raise ValueError(f"a reported amount of {reported:g} has no logarithm; leave it out")
    distance = (np.log(reported) - _log(modelled)) / spread
    return -0.5 * distance**2


def _log(values: Number) -> Number:
    with np.errstate(divide="ignore"):
        return np.log(np.asarray(values, dtype=float))
