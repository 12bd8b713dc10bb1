"""How sure the wind is: the tree of IEC 61400-15, by what kind of record the site brings, and what energy makes of it.

Terms are standard deviations of mean wind speed, independent of one another. Where the lift to hub height is drawn apart
(shear), leave the vertical branch out, or it counts twice; windy and calm years are drawn apart throughout
(``exceedance``). The draws of the losses carry their own doubt too: of the energy terms only those of ``POWER_CURVE``, which
may as well be a gain, are in no loss.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache

import numpy as np

from evaluators.toolkit.row import Row, assumption_table

Number = np.ndarray | float

UNCERTAINTY = assumption_table("evaluators.offshore_wind", "uncertainty.csv")
ENERGY = assumption_table("evaluators.offshore_wind", "energy_uncertainty.csv")
RECORDS = UNCERTAINTY.rows
POWER_CURVE = ("sub_optimal_performance", "generic_power_curve_adjustment", "site_specific_power_curve_adjustment")

TREE = {
    "measurement": (
        "wind_speed_measurement", "wind_direction_measurement", "other_atmospheric_parameters", "data_integrity",
    ),
    "historical": (
        "long_term_period_representativeness", "reference_data_consistency", "long_term_adjustment",
        "wind_speed_distribution_uncertainty", "on_site_data_synthesis", "measured_data_representativeness",
    ),
    "vertical": ("vertical_model_uncertainty", "excess_propagated_uncertainty"),
    "horizontal": ("horizontal_model_inputs", "horizontal_model_sensitivity", "horizontal_model_appropriateness"),
    "future": ("wind_speed_variability", "climate_change"),
}


def record_of(stated: Row | None, hourly: np.ndarray | None) -> str:
    """The row of uncertainty.csv for a site: as ``stated``, else the one least sure among records with or without hours."""
    if stated is not None:
        return stated.name
    return "statistics" if hourly is None else "typical_year"


def wind_spreads(record: str, apart: Collection[str] = ()) -> dict[str, float]:
    """Standard deviation of mean wind speed [1] by branch of ``TREE``, branches and terms drawn ``apart`` left out.

    ``record`` is a row of uncertainty.csv: "mast", "reanalysis", "typical_year", "statistics", or "dtu_default".
    Raises KeyError for another.
    """
    terms = spread_terms(record)
    return {
        branch: root_sum([terms[name] for name in names if name not in apart])
        for branch, names in TREE.items() if branch not in apart
    }


def energy_spread(labels: Collection[str] | None = None) -> float:
    """Standard deviation of energy [1] of the terms with these ``labels``, all of them without."""
    terms = energy_terms()
    return root_sum([terms[name] for name in (terms if labels is None else labels)])


@lru_cache(maxsize=16)
def spread_terms(record: str) -> Row:
    """Standard deviations of mean wind speed [1] by term, of a ``record``. Raises KeyError for one that is not in the table."""
    return UNCERTAINTY.medians(record)


@lru_cache(maxsize=1)
def energy_terms() -> Row:
    """Standard deviations of energy [1] by label."""
    return ENERGY.medians("energy")


def root_sum(spreads: Collection[float]) -> float:
    """Standard deviation of a sum of independent terms, in the unit of ``spreads``."""
    return float(np.sqrt(np.sum(np.square(list(spreads)))))


def total_spread(wind: Number, energy: Number, sensitivity: Number) -> Number:
    """Standard deviation of energy [1] from those of ``wind`` speed [1] and ``energy`` [1]; ``sensitivity`` [1] turns one
    per cent of speed into per cents of energy."""
    return np.hypot(np.asarray(sensitivity) * wind, energy)


def speed_factor(spreads: Mapping[str, float], scores: Mapping[str, Number]) -> Number:
    """True over stated mean wind speed [1]: the product over the branches of 1 + standard deviation x standard score.

    ``spreads`` as from ``wind_spreads``; ``scores`` [1] are standard normal draws by branch, more branches than needed
    are passed over. Raises KeyError where one is missing.
    """
    factor: Number = 1.0
    for branch, spread in spreads.items():
        factor = factor * np.maximum(1 + spread * scores[branch], 0.1)
    return factor


def sensitivity(energy_of: Callable[[float], Number], factor: float = 1.0, step: float = 0.02) -> float:
    """Per cent more energy for one per cent more wind [1], at ``factor`` [1] on all speeds: computed, not 1.5.

    ``energy_of`` gives the energy, in any unit, for such a factor; ``step`` [1] to either side. Nothing where there is no
    energy.
    """
    up, down = float(energy_of(factor * (1 + step))), float(energy_of(factor / (1 + step)))
    return float(np.log(up / down) / (2 * np.log1p(step))) if down > 0 else 0.0
