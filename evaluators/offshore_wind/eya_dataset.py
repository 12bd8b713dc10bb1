"""Datasets of EYA DEF: labelled values of one quantity, each with the statistic that it is."""

from __future__ import annotations

from typing import Any

import numpy as np


def dataset(*statistics: dict[str, Any], **told: Any) -> dict[str, Any]:
    """``statistics`` of one quantity; ``told`` may be ``dimensions``, ``description`` and ``comments``."""
    return {**told, "statistics": list(statistics)}


def statistic(kind: str, values: Any, years: int | None = None) -> dict[str, Any]:
    """One statistic of type ``kind``: a number, or pairs [coordinates, number]; ``years`` is the period it is over."""
    period = {} if years is None else {"evaluation_period": years}
    return {"statistic": {"statistic_type": kind, **period}, "values": values}


def mean(values: Any) -> dict[str, Any]:
    """The statistic "mean"."""
    return statistic("mean", values)


def deviation(value: float, years: int | None = None) -> dict[str, Any]:
    """The statistic "standard_deviation"."""
    return statistic("standard_deviation", value, years)


def energy(draws: np.ndarray, chances: tuple[float, ...], years: int | None = None) -> list[dict[str, Any]]:
    """Median, standard deviation and the energy exceeded with each of ``chances`` [1], in GWh; ``draws`` [MWh]."""
    found = [statistic("median", float(np.median(draws)) / 1000, years), deviation(float(np.std(draws)) / 1000, years)]
    for chance in chances:
        one = statistic("exceedance_level", float(np.percentile(draws, 100 * (1 - chance))) / 1000, years)
        one["statistic"]["probability"] = chance
        found.append(one)
    return found
