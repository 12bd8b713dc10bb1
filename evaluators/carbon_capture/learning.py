"""Learning: Wright's law, by class of component, with a floor that does not learn and a random error.

Experience is the capacity of the technology that was ever put into operation [tonne/year], not the size of one plant:
size is the business of ``components``. Larger plants are part of that growth, though: ``once`` (the cost of a plant) and
``halving.counted_once`` (its cost in 2030 over the present one's) credit a step to one of the two.

Stochastic Wright: the yearly step of the logarithm of cost is -b x the step of the logarithm of experience + u_t + rho
u_(t-1), u normal with sd s. Its error of forecast is ``forecast_error``; the doubt about b lies in the draws of the rate.
Sources: Wright 1936, J. Aeronautical Sciences 3:122, doi:10.2514/8.155; classes of components: Malhotra & Schmidt
2020, Joule 4:2259, doi:10.1016/j.joule.2020.09.004; error of forecast: Lafond et al. 2018, Technological Forecasting and
Social Change 128:104, doi:10.1016/j.techfore.2017.11.001; rho: Way et al. 2022, Joule 6:2057,
doi:10.1016/j.joule.2022.08.009 (recalled, not confirmed).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

Number = np.ndarray | float

CLASSES = ("design", "bespoke", "mass_produced", "mature", "sorbent")
# The year of ``experience_2025`` in technologies.csv: nothing is known of experience before it.
BASE_YEAR = 2025
# Beyond one gigatonne a year no published learning axis goes (Sievert et al. 2024).
MOST_EXPERIENCE = 1e9
# rho of the yearly shocks, Way et al. 2022: recalled, not confirmed.
SHOCK_CORRELATION = 0.19
# The shock of the first year stands alone; until here ``forecast_error`` takes a second draw, from here on a third.
NEXT_SPAN = 2030


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


def decision_year(operation_start: Number, lead_time: Number, construction_start: Number | None = None) -> Number:
    """Year of the investment decision, never before ``BASE_YEAR``: what is learnt later no longer changes the design.

    ``operation_start`` [year]; ``lead_time`` [year] from the decision to operation; ``construction_start`` [year], None where
    it is not stated: who builds has decided.
    """
    decided = np.asarray(operation_start, dtype=float) - lead_time
    decided = decided if construction_start is None else np.minimum(decided, construction_start)
    return np.maximum(decided, BASE_YEAR)[()]


def learning_ratio(now: Number, at_reference: Number) -> Number:
    """Experience over that of the reference cost [1], never below 1: before its first plant a technology is not dearer.

    ``now`` and ``at_reference`` [tonne/year].
    """
    return np.maximum(now / at_reference, 1.0)


def forecast_variance(years: Number, shock_correlation: Number = SHOCK_CORRELATION) -> Number:
    """Variance of the logarithm of cost around its forecast after ``years``, over that of one year's shock [1].

    1 + (years - 1) (1 + rho)^2 for whole years, the last shock before the start being known; straight between, 0 at 0
    and before. ``years`` [year] since 2025; ``shock_correlation`` rho [1], -1 to 1.
    """
    years = np.maximum(np.asarray(years, dtype=float), 0.0)
    return (np.minimum(years, 1.0) + np.maximum(years - 1.0, 0.0) * (1 + np.asarray(shock_correlation)) ** 2)[()]


def forecast_error(
    year: Number, error_first: Number, error: Number, error_later: Number, shock_correlation: Number = SHOCK_CORRELATION
) -> Number:
    """What learning does not explain in ``year`` [1]: cost over its forecast, 1 in 2025 and before.

    ``year`` [year], a number or shape (years, 1) against (draws,); ``error_first``, ``error`` and ``error_later`` [1]:
    draws of the logarithm after one year, normal around 0 with the sd of one shock, independent: the first is the shock
    of 2026, carried on as MA(1) carries it, with 1 + rho from 2027 on; the second moves 2026 to 2030, the third the years
    after; ``shock_correlation`` rho [1], -1 to 1.

    The spread of every single year is exact, which is what a cost curve and the chance of half by 2030 read, and so is the
    correlation of 2026 with every later year, (1 + rho) / sd of that year: what a first report teaches of 2030. Inside
    2027 to 2030, and after 2030, the years rise and fall together but for the first shock: three streams do for 25 years.
    """
    since = np.maximum(np.asarray(year, dtype=float) - BASE_YEAR, 0.0)
    rho = np.asarray(shock_correlation)
    until = forecast_variance(np.minimum(since, NEXT_SPAN - BASE_YEAR), rho)
    carried = np.sqrt(np.minimum(since, 1.0)) + rho * np.clip(since - 1.0, 0.0, 1.0)
    # Never below 0, whatever the last digit of a difference.
    rest, later = (np.maximum(one, 0.0) for one in (until - carried**2, forecast_variance(since, rho) - until))
    return np.exp(error_first * carried + error * np.sqrt(rest) + error_later * np.sqrt(later))


def class_factors(
    ratio: Number, rates: Mapping[str, Number], floor_share: Number = 0.0, error: Number = 1.0
) -> dict[str, Number]:
    """Cost of each class over its cost at the reference [1]: floor + (1 - floor) x ratio^-b x error.

    ``ratio`` [1]: experience over the experience at which the cost holds, 1 or more; ``rates`` [1]: learning rate by class;
    ``floor_share`` [1]: the part that neither learns nor errs; ``error`` [1] as from ``forecast_error``, one for all classes
    of a technology: they are bought in one market. All broadcast.
    """
    # One logarithm for all classes.
    logarithm = np.log(np.asarray(ratio, dtype=float))
    learning_share = (1 - floor_share) * error
    return {
        name: floor_share + learning_share * np.exp(-wright_exponent(rate) * logarithm)
        for name, rate in rates.items()
    }
