"""Learning: Wright's law, by class of component, with a floor that does not learn and a random error.

Experience is the capacity of the technology that was ever put into operation [tonne/year], not the size of one plant:
size is the business of ``capex``. So one step is never counted as both.
Sources: Wright 1936, J. Aeronautical Sciences 3:122, doi:10.2514/8.155; classes of components: Malhotra & Schmidt
2020, Joule 4:2259, doi:10.1016/j.joule.2020.09.004; error growing with the root of time: Lafond et al. 2018,
Technological Forecasting and Social Change 128:104, doi:10.1016/j.techfore.2017.11.001.
"""

from __future__ import annotations

import numpy as np

Number = np.ndarray | float

CLASSES = ("design", "bespoke", "mass_produced", "mature", "sorbent")
# The year of ``experience_2025`` in technologies.csv: nothing is known of experience before it.
BASE_YEAR = 2025
# Beyond one gigatonne a year no published learning axis goes (Sievert et al. 2024).
MOST_EXPERIENCE = 1e9


def wright_exponent(learning_rate: Number) -> Number:
    """The exponent b [1] of cost = experience^-b: b = -log2(1 - learning rate).

    ``learning_rate`` [1], the share of cost lost at each doubling, below 1. Raises ValueError.
    """
    if np.any(np.asarray(learning_rate) >= 1):
        raise ValueError(
            f"a learning rate of {np.max(learning_rate):g} leaves no cost after one doubling; give a share such as 0.13"
        )
    return -np.log2(1 - np.asarray(learning_rate, dtype=float))[()]


def learned_cost(cost: Number, ratio: Number, learning_rate: Number, floor_share: Number = 0.0) -> Number:
    """Cost after learning, in the unit of ``cost``: cost x (floor + (1 - floor) x ratio^-b).

    ``ratio`` [1]: experience over the experience at which ``cost`` holds, above 0; ``learning_rate`` [1];
    ``floor_share`` [1]: the part of the cost that does not learn. All broadcast.
    """
    return cost * (floor_share + (1 - floor_share) * np.asarray(ratio, dtype=float) ** -wright_exponent(learning_rate))


def doublings_to_reach(cost_share: Number, learning_rate: Number, floor_share: Number = 0.0) -> Number:
    """Doublings of experience [1] until cost is ``cost_share`` [1] of today's; infinite where the floor forbids it.

    ``learning_rate`` [1] and ``floor_share`` [1] as in ``learned_cost``; n = ln(left to learn) / ln(1 - learning rate).
    """
    learnt = (np.asarray(cost_share, dtype=float) - floor_share) / (1 - np.asarray(floor_share, dtype=float))
    with np.errstate(divide="ignore", invalid="ignore"):
        doublings = np.log(learnt) / np.log(1 - np.asarray(learning_rate, dtype=float))
    return np.where((learnt > 0) & (np.asarray(learning_rate) > 0), doublings, np.inf)[()]


def growth_to_reach(cost_share: Number, learning_rate: Number, floor_share: Number = 0.0) -> Number:
    """By what factor [1] experience must grow until cost is ``cost_share`` [1] of today's."""
    with np.errstate(over="ignore"):
        return 2.0 ** doublings_to_reach(cost_share, learning_rate, floor_share)


def decision_year(operation_start: Number, lead_time: Number) -> Number:
    """Year of the investment decision, never before ``BASE_YEAR``: what is learnt later no longer changes the design.

    ``operation_start`` [year]; ``lead_time`` [year] from the decision to operation.
    """
    return np.maximum(np.asarray(operation_start, dtype=float) - lead_time, BASE_YEAR)[()]


def experience(year: Number, in_2025: Number, growth: Number) -> Number:
    """Capacity of the technology in operation [tonne/year] at the start of ``year``, for years before 2025 that of 2025.

    ``in_2025`` [tonne/year] at the start of 2025; ``growth`` [1/year], constant; at most ``MOST_EXPERIENCE``.
    """
    years = np.maximum(np.asarray(year, dtype=float) - BASE_YEAR, 0)
    return np.minimum(in_2025 * np.exp(years * np.log1p(growth)), np.maximum(MOST_EXPERIENCE, in_2025))


def learning_ratio(now: Number, at_reference: Number) -> Number:
    """Experience over that of the reference cost [1], never below 1: before its first plant a technology is not dearer.

    ``now`` and ``at_reference`` [tonne/year].
    """
    return np.maximum(now / at_reference, 1.0)


def random_factor(year: Number, error: Number) -> Number:
    """What learning does not explain [1]: exp(error x sqrt(years since 2025)), 1 before.

    ``year`` [year]; ``error`` [1]: a draw of the logarithm after one year, normal around 0.
    """
    return np.exp(error * np.sqrt(np.maximum(np.asarray(year, dtype=float) - BASE_YEAR, 0)))
