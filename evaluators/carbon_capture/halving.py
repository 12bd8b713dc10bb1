"""Half the cost by 2030: the ratio of two costs within each draw, from an audited present cost, and what would halve it.

Both costs are per net tonne, of one plant's boundary, in the same real dollars and draw by draw on the same energy path, so
that what they have in common cancels. The base is the audited present cost of the plant that runs now, never the list price
of a first plant. Three versions are kept apart: learning; learning and scale; all in (energy prices and first years too).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluators.carbon_capture.learning import learned_cost
from evaluators.carbon_capture.trial_update import effective_draws, weighted_quantiles
from evaluators.toolkit.row import Row, assumption_table

Number = np.ndarray | float
Parts = Mapping[str, Number]

# How good the proof of the present cost is. The error is the proposal's own, so its draws are no other project's.
EVIDENCE = assumption_table("evaluators.carbon_capture", "evidence.csv", scope="project")
VERSIONS = ("learning", "learning and scale", "all in")


@dataclass(frozen=True)
class Chance:
    """The ``share`` [1] of draws at or below the target, its Monte-Carlo ``error`` [1], and the median cut of cost [1]."""

    share: float
    error: float
    median_cut: float


def not_assessable(evidence: Row | None, audited: Number | None) -> str:
    """Why the chance of halving cannot be assessed, as a sentence; "" where it can.

    ``evidence``: a row of ``EVIDENCE``; ``audited``: the present cost [USD2024/tonne], None where it is not stated.
    """
    if audited is None:
        return "Not assessable: the present cost per tonne is not stated."
    if evidence is None or not np.all(np.asarray(evidence.assessable) > 0):
        told = "none" if evidence is None else evidence.name.replace("_", " ")
        return (
            f"Not assessable: the evidence of the present cost is '{told}'. It needs audited accounts, or a trial whose tonnes "
            f"are metered."
        )
    if not np.all(np.asarray(audited) > 0):
        return "Not assessable: the present cost per tonne is not above 0."
    return ""


def cost_ratio(base: Parts, future: Parts, audited: Number, log_error: Number = 0.0) -> Number:
    """Future cost over the audited present one [1], within each draw; infinite where no net tonne is left.

    ``base`` and ``future``: parts of the cost [USD2024] per net tonne, under the same names, each a number or shape (draws,);
    ``audited``: the present cost [USD2024] per net tonne, of the same boundary; ``log_error`` [1]: draws of the logarithm of
    its error. Capital and fixed parts of the base are scaled, within each draw, so that it sums to the audited cost; the same
    scale acts on the future's. Where the other parts alone exceed the audited cost, capital and fixed parts count as nil and
    the others are scaled down to it (see ``contradicted``). Raises ValueError where the parts are not of the same boundary.
    """
    if set(base) != set(future):
        only = sorted(set(base) ^ set(future))
        raise ValueError(f"the two costs are not of one boundary: {', '.join(only)} stands in one of them only")
    stated = np.asarray(audited) * np.exp(log_error)
    charged, other = _charged(base), _other(base)
    with np.errstate(all="ignore"):
        on_charged = np.where(charged > 0, np.maximum(stated - other, 0.0) / charged, 0.0)
        on_other = np.where((charged > 0) & (other <= stated), 1.0, stated / other)
        # Zero times infinity: a part that is not there is not there.
        later = _times(on_charged, _charged(future)) + _times(on_other, _other(future))
        ratio = later / stated
    return np.where(np.isfinite(charged + other) & np.isfinite(ratio), ratio, np.inf)[()]


def contradicted(base: Parts, audited: Number, log_error: Number = 0.0) -> float:
    """The share of draws [1] in which energy, transport and storage alone cost more than the audited present cost."""
    return float(np.mean(_other(base) > np.asarray(audited) * np.exp(log_error)))


def counted_once(ratio: Number, size_ratio: Number, exponent: Number, rate: Number, floor_share: Number = 0.0) -> Number:
    """Factor [1] on a component's cost per tonne after learning and scale, each step of growth counted once.

    ``ratio`` [1]: experience of the technology over that of the base; ``size_ratio`` [1], 1 or more: size of the plant over
    that of the base; ``exponent`` [1] of scale; ``rate`` [1] of learning; ``floor_share`` [1] that does not learn.
    Larger plants are part of the growth of experience: what size explains is left out of the learning, or learning takes
    the whole growth and size nothing, whichever saves more. So an exponent of 1 leaves learning as it is, and no plant is
    credited with more growth of size than its technology has in all.
    """
    size = np.minimum(np.maximum(size_ratio, 1.0), np.maximum(ratio, 1.0))
    learnt = learned_cost(1.0, ratio, rate, floor_share)
    grown = size ** (np.asarray(exponent) - 1.0) * learned_cost(1.0, ratio / size, rate, floor_share)
    return np.minimum(learnt, grown)


def chance_of(ratio: Number, target: float = 0.5, weights: np.ndarray | None = None) -> Chance:
    """The chance that ``ratio`` [1], shape (draws,), is at most ``target`` [1]; ``weights`` sum to 1, equal where None.

    The error is that of Agresti & Coull 1998, The American Statistician 52:119: never 0, even where no draw reaches it; with
    weights, of as many draws as they are worth. Stratified draws are better than it says.
    """
    ratio = np.atleast_1d(np.asarray(ratio, dtype=float))
    weights = np.full(ratio.shape, 1 / ratio.size) if weights is None else weights
    share, worth = float(weights[ratio <= target].sum()), effective_draws(weights)
    near = (share * worth + 2) / (worth + 4)
    (middle,) = weighted_quantiles(ratio, weights, (0.5,))
    return Chance(share, float(np.sqrt(near * (1 - near) / (worth + 4))), 1 - float(middle))


def required_growth(ratio_at: Callable[[float], Number], target: float = 0.5, most: float = 1e6) -> float:
    """By what factor [1] experience must grow until the median ratio is ``target``; infinite where ``most`` does not do it.

    ``ratio_at(times)`` gives the ratio's draws where experience grows that many times; its median must not rise.
    """
    return _least(lambda step: ratio_at(float(np.exp(step))), 0.0, float(np.log(most)), target, np.exp)


def required_learning_rate(ratio_at: Callable[[float], Number], target: float = 0.5, most: float = 0.9) -> float:
    """The plant-level learning rate [1] at which the median ratio is ``target``; infinite where ``most`` does not do it.

    ``ratio_at(rate)`` gives the ratio's draws at one learning rate for all that learns; its median must not rise.
    """
    return _least(ratio_at, 0.0, most, target, float)


def reverse_words(growth: float, rate: float, years: float = 5.0) -> str:
    """What would have to be true, as a sentence: ``growth`` [1] in ``years`` [year] or ``rate`` [1], as required above."""
    if np.isfinite(growth):
        each = growth ** (1 / years)
        first = f"To halve by learning alone, experience would have to grow {growth:,.3g} times in {years:g} years "
        first += f"({each:.2g} times each year)"
    else:
        first = "No deployment halves it by learning alone: too much of the cost does not learn"
    if np.isfinite(rate):
        return f"{first}; with the growth supposed, a learning rate of {rate:.0%} would halve it."
    return f"{first}; with the growth supposed, no learning rate halves it."


def by_starting_capacity(
    ratio_from: Callable[[float], Number], starts: Mapping[str, float], target: float = 0.5
) -> list[dict[str, Any]]:
    """How much the starting capacity decides: chance of half, its error and the median cut [1] from each of ``starts``.

    ``starts``: capacity [tonne/year] by what it is (delivered, nameplate, announced); ``ratio_from(start)`` gives the
    ratio's draws from it to the same capacity of 2030.
    """
    found = []
    for name, start in starts.items():
        chance = chance_of(ratio_from(start), target)
        found.append({"start": name, "capacity": float(start), "chance": chance.share, "error": chance.error,
                      "median_cut": chance.median_cut})  # fmt: skip
    return found


def _charged(parts: Parts) -> np.ndarray:
    """What follows from the price of the plant: the charge on its capital and the fixed running cost."""
    return np.asarray(sum(cost for name, cost in parts.items() if _is_charged(name)), dtype=float)


def _other(parts: Parts) -> np.ndarray:
    return np.asarray(sum(cost for name, cost in parts.items() if not _is_charged(name)), dtype=float)


def _is_charged(name: str) -> bool:
    return name == "fixed" or name.startswith("capital/")


def _times(scale: np.ndarray, cost: np.ndarray) -> np.ndarray:
    return np.where(cost == 0, 0.0, scale * cost)


def _least(
    ratio_at: Callable[[float], Number], low: float, high: float, target: float, shown: Callable[[float], Any]
) -> float:
    """The least argument at which the median ratio is at most ``target``, by bisection; infinite where ``high`` is not enough."""
    if np.median(ratio_at(high)) > target:
        return float("inf")
    if np.median(ratio_at(low)) <= target:
        return float(shown(low))
    for _ in range(26):  # to a millionth of the growth, less of a rate
        middle = (low + high) / 2
        low, high = (low, middle) if np.median(ratio_at(middle)) <= target else (middle, high)
    return float(shown(high))
