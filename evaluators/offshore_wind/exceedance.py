"""Exceedance: the energy that will be exceeded with a stated probability, over one year, ten and twenty.

P90 in wind finance is the energy that is exceeded with 90 % probability: the tenth percentile of the draws, below P50.
(In statistics the 90th percentile is the high end.) Windy and calm years average out over years; a change of the climate
does not, so it stays among the other draws.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

Number = np.ndarray | float

PROBABILITIES = (0.50, 0.75, 0.90, 0.95, 0.99)
YEARS = (1, 10, 20)
DIRECTION = "P90 is the energy exceeded with 90 % probability: nine outcomes of ten are higher. It lies below P50."


def year_factor(score: Number, interannual: Number, years: Number, record_years: Number = np.inf) -> Number:
    """Mean speed of ``years`` years to come over that of the recorded ones [1].

    ``score`` [1] is a standard normal draw, ``interannual`` [1] the standard deviation of a year's mean speed over the
    mean; ``record_years`` years stand behind the record (infinite: the long-term mean is known).
    """
    return np.maximum(1 + interannual * score * np.sqrt(1 / np.asarray(years) + 1 / np.asarray(record_years)), 0.1)


def exceedance(
    energy_of: Callable[[Number], np.ndarray], score: np.ndarray, interannual: Number, record_years: Number = np.inf,
    years: Sequence[int] = YEARS,
) -> list[dict[str, float]]:
    """One row a horizon: ``years`` and, named "P50" to "P99", the energy exceeded with that probability.

    ``energy_of`` gives the draws of net energy [MWh/year], shape (draws,), for a factor on all wind speeds [1] that it
    has not in it yet; the rest as in ``year_factor``.
    """
    return [
        {"years": horizon, **exceeded_by_draws(energy_of(year_factor(score, interannual, horizon, record_years)))}
        for horizon in years
    ]


def exceeded_by_draws(energy: np.ndarray) -> dict[str, float]:
    """The energy, unit of ``energy`` (draws,), exceeded with each of ``PROBABILITIES``, by name from "P50" to "P99"."""
    found = np.percentile(energy, [100 * (1 - probability) for probability in PROBABILITIES])
    return {f"P{probability:.0%}".rstrip("%"): float(value) for probability, value in zip(PROBABILITIES, found, strict=True)}


def exceeded(middle: Number, spread: Number, probability: Number) -> Number:
    """The energy exceeded with ``probability`` [1] where energy is normal: ``middle`` less z standard deviations ``spread``.

    The textbook form, for comparison with reports; the draws need no such shape.
    """
    from scipy.special import ndtri

    return middle - ndtri(probability) * spread
