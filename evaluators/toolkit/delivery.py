"""Will it be built, when, and at what cost: what became of projects of the same kind.

Three tables lie beside this file. ``delivery.csv`` holds what was counted in a reference class: the share that
reached the investment decision (and at which estimate class and technology level those projects stood), the delay of
the start of operation, and final over stated cost. ``estimate_classes.csv`` (AACE 18R-97) and
``maturity_levels.csv`` (technology readiness, TRL) move those values to where a project stands:

* probability: odds of the class, times the odds of the project's estimate class and level over the odds of where the
  class was counted. Judgement; the factor e per estimate class comes from two counts of wind projects (see the table).
* delay: counted at class 3 and level 9, times a factor for each. Judgement.
* overrun, median: counted from the decision to build (class 3) with commercial technology (level 9); times the growth
  before that class (judgement after RAND R-2481-DOE), times (1 + process contingency of the level) over that of
  level 9 (EPRI TAG, AACE 16R-90).
* overrun, spread: the spread counted in the reference class, the spread of the estimate class and the uncertainty of
  the mean, in quadrature. AACE gives each class a narrow and a wide range; the level says where between them (judgement).

Between whole classes and levels the tables are interpolated, odds and factors in logarithms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from evaluators.toolkit.distributions import Z95, quantile
from evaluators.toolkit.draws import Streams
from evaluators.toolkit.row import AssumptionTable, assumption_table

REFERENCE_CLASSES = assumption_table("evaluators.toolkit", "delivery.csv")
ESTIMATE_CLASSES = assumption_table("evaluators.toolkit", "estimate_classes.csv")
MATURITY_LEVELS = assumption_table("evaluators.toolkit", "maturity_levels.csv")
Z90 = 1.2815515655446004
COUNTED_CLASS, COUNTED_LEVEL = 3, 9
# Judgement: how much of what happens to a project happens to its whole technology (supply chain, policy, price level).
COMMON_PROBABILITY, COMMON_DELAY = 0.5, 0.3
# Judgement: what starts later than this is another project.
LONGEST_DELAY = 15.0


@dataclass(frozen=True)
class Delivery:
    """Draws of ``probability`` of the investment decision [1] and ``delay`` of operation [year], shape (draws,);
    final over stated cost: ``overrun_median`` [1] and ``overrun_spread``, sd of its logarithm [1]; ``uniforms`` by name."""

    probability: np.ndarray
    delay: np.ndarray
    overrun_median: float
    overrun_spread: float
    uniforms: Mapping[str, np.ndarray]


def delivery(reference_class: str, maturity: float, estimate_class: float, streams: Streams) -> Delivery:
    """What became of projects like this one.

    ``reference_class`` is a row of ``delivery.csv``; ``maturity`` the technology readiness level, 1 to 9;
    ``estimate_class`` the AACE class, 1 (tender) to 5 (concept). Where a pair (low, high) is stated the less favourable
    end counts. Raises ValueError that names what it may be.
    """
    if reference_class not in REFERENCE_CLASSES.rows:
        raise ValueError(
            f"No reference class is called '{reference_class}'; it may be {', '.join(REFERENCE_CLASSES.rows)}. "
            f"Name one in @evaluator(reference_class=...), 'other' where none fits."
        )
    level = _within("maturity", float(np.min(maturity)), "a technology readiness level", 1, 9)
    stage = _within("estimate_class", float(np.max(estimate_class)), "an AACE estimate class", 1, 5)
    probability, probability_uniforms = _probability(reference_class, level, stage, streams)
    delay, delay_uniforms = _delay(reference_class, level, stage, streams)
    return Delivery(
        probability,
        delay,
        *overrun(reference_class, level, stage),
        {**probability_uniforms, **delay_uniforms},
    )


def overrun(reference_class: str, level: float, stage: float) -> tuple[float, float]:
    """Final over stated cost: its median [1] and the standard deviation of its logarithm [1]; see the rule above."""
    lines = REFERENCE_CLASSES.lines[reference_class]
    mean, counted = lines["overrun_mean"], lines["overrun_spread"].mode
    contingency = (1 + _at(MATURITY_LEVELS, "contingency", level)) / (1 + _at(MATURITY_LEVELS, "contingency", COUNTED_LEVEL))
    # What is counted is a mean; the median of a lognormal is smaller.
    median = mean.mode * np.exp(-(counted**2) / 2) * _at(ESTIMATE_CLASSES, "growth", stage) * contingency
    of_the_mean = np.log(mean.high / mean.low) / (2 * Z95)
    return float(median), float(np.sqrt(counted**2 + estimate_spread(stage, level) ** 2 + of_the_mean**2))


def estimate_spread(stage: float, level: float) -> float:
    """Standard deviation of the logarithm of final over estimated cost [1] by AACE 18R-97, whose ranges hold 80 %."""
    narrow, wide = (
        np.log(_at(ESTIMATE_CLASSES, f"{end}_high", stage) / _at(ESTIMATE_CLASSES, f"{end}_low", stage)) / (2 * Z90)
        for end in ("narrow", "wide")
    )
    return float(narrow + (wide - narrow) * _at(MATURITY_LEVELS, "width", level))


def _probability(reference_class: str, level: float, stage: float, streams: Streams) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    lines = REFERENCE_CLASSES.lines[reference_class]
    share = lines["probability"]
    uniform, uniforms = _mixed(reference_class, "probability", COMMON_PROBABILITY, streams)
    counted = quantile(share.shape, share.low, share.mode, share.high, uniform)
    moved = np.exp(
        _log_at(ESTIMATE_CLASSES, "odds", stage)
        - _log_at(ESTIMATE_CLASSES, "odds", lines["probability_class"].mode)
        + _log_at(MATURITY_LEVELS, "odds", level)
        - _log_at(MATURITY_LEVELS, "odds", lines["probability_maturity"].mode)
    )
    odds = counted / (1 - counted) * moved
    return odds / (1 + odds), uniforms


def _delay(reference_class: str, level: float, stage: float, streams: Streams) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    line = REFERENCE_CLASSES.lines[reference_class]["delay"]
    uniform, uniforms = _mixed(reference_class, "delay", COMMON_DELAY, streams)
    factor = np.exp(
        _log_at(ESTIMATE_CLASSES, "delay", stage)
        - _log_at(ESTIMATE_CLASSES, "delay", COUNTED_CLASS)
        + _log_at(MATURITY_LEVELS, "delay", level)
        - _log_at(MATURITY_LEVELS, "delay", COUNTED_LEVEL)
    )
    years = quantile(line.shape, line.low, line.mode, line.high, uniform) * factor
    return np.minimum(years, LONGEST_DELAY), uniforms


def _mixed(reference_class: str, name: str, common: float, streams: Streams) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Uniforms of a project that share the part ``common`` [1] of their variance with its reference class.

    The two parts are independent, so that a sensitivity may tell them apart; both are named in the answer.
    """
    owner = f"delivery.{reference_class}"
    own, shared = streams.uniform("project", owner, name), streams.uniform("technology", owner, name)
    mixed = ndtr(np.sqrt(common) * ndtri(shared) + np.sqrt(1 - common) * ndtri(own))
    return mixed, {f"{owner}.{name}": own, f"{owner}.{name}.common": shared}


def _at(table: AssumptionTable, parameter: str, place: float) -> float:
    # Rows are named class_1 ... or level_1 ..., in order.
    values = [line[parameter].mode for line in table.lines.values()]
    return float(np.interp(place, np.arange(1, len(values) + 1), values))


def _log_at(table: AssumptionTable, parameter: str, place: float) -> float:
    values = [np.log(line[parameter].mode) for line in table.lines.values()]
    return float(np.interp(place, np.arange(1, len(values) + 1), values))


def _within(name: str, value: float, meaning: str, least: int, most: int) -> float:
    if not least <= value <= most:
        raise ValueError(f"{name} is {value:g}; {meaning} lies between {least} and {most}. Correct it in the proposal.")
    return value
