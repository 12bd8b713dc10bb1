"""How far a technology has learnt: its capacity ever put into operation, and factors on cost at a growth of it."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

from evaluators.carbon_capture.components import components
from evaluators.carbon_capture.deployment import experience
from evaluators.carbon_capture.learning import CLASSES, class_factors, forecast_error
from evaluators.carbon_capture.tables import TECHNOLOGIES

Number = np.ndarray | float

# Between the learning rates of two classes: what makes one team learn fast makes the next. Unsourced: engineering judgement.
RATES_CORRELATION = 0.5


def rates_of(given: SimpleNamespace) -> dict[str, Number]:
    """Learning rate [1] of each class that the technology has components of, and of "running"; below 0 counts as 0."""
    kinds = {kind for kind, _ in components(given.technology).values()}
    names = [kind for kind in CLASSES if kind in kinds] + ["running"]
    return {name: np.maximum(getattr(given, f"learning_{name}"), 0.0) for name in names}


def capacity_in(year: Number, given: SimpleNamespace) -> Number:
    """Experience of the technology [tonne/year] at the start of ``year``, see ``deployment.experience``."""
    technology = given.technology
    return experience(year, technology.experience_2025, path_start(given), technology.growth, given.deployment_slip)


def path_start(given: SimpleNamespace) -> float:
    """Capacity of 2025 [tonne/year] from which the technology's plants to come are counted: the middle of its row."""
    technology = given.technology
    if technology.name in TECHNOLOGIES.rows:
        return float(_middles(technology.name))
    return float(np.mean(technology.experience_2025))


@lru_cache(maxsize=64)
def _middles(technology: str) -> float:
    return TECHNOLOGIES.medians(technology).experience_2025


def factors_for(
    ratio: Number, given: SimpleNamespace, error: Number = 1.0, rates: dict[str, Number] | None = None
) -> dict[str, Number]:
    """Cost of each class over its cost at the experience where it holds [1], ``ratio`` [1] times as much being in operation.

    ``error`` [1] of forecast, on components only; ``rates`` [1] in place of the technology's own. Energy and running cost have
    floors of their own.
    """
    rates = rates_of(given) if rates is None else rates
    built = {name: rate for name, rate in rates.items() if name != "running"}
    return class_factors(ratio, built, given.floor_share, error) | class_factors(ratio, {"running": rates["running"]})


def error_in(year: Number, given: SimpleNamespace) -> Number:
    """What learning does not explain of the cost in ``year`` [1]."""
    return forecast_error(year, given.learning_error_first, given.learning_error, given.learning_error_later)
