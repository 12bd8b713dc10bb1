"""Would other weights turn the ranking round? Stochastic multicriteria acceptability analysis, SMAA-2.

Sources: Lahdelma and Salminen 2001, SMAA-2: stochastic multicriteria acceptability analysis for group decision making,
Operations Research 49:444, doi:10.1287/opre.49.3.444.11220; Tervonen and Figueira 2008, A survey on stochastic
multicriteria acceptability analysis methods, J. Multi-Criteria Decision Analysis 15:1, doi:10.1002/mcda.407.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evaluators.toolkit.draws import Streams
from scorecards.point_arrays import SAME, in_order
from scorecards.table import QuestionError

NUMBER = 10_000  # of weight vectors
AT_ONCE = 4_000_000  # scores in memory
MOST_TURNS = 200  # of drawing weights, before bounds are called too narrow


@dataclass(frozen=True)
class Acceptability:
    """Of each of n projects, over weights and draws together.

    ``ranks`` (n, first) [1]: the share in which it stands on that place, ties shared (rank acceptability).
    ``central`` (n, m) [1]: the mean of the weights that put it first, NaN where none does (central weight vector).
    ``confidence`` (n,) [1]: the share of draws in which it is first under its central weights, NaN where it has none.
    """

    ranks: np.ndarray
    central: np.ndarray
    confidence: np.ndarray


def open_weights(
    criteria: Sequence[str],
    number: int = NUMBER,
    seed: int = 0,
    order: Sequence[str] = (),
    between: Mapping[str, tuple[float, float]] | None = None,
) -> np.ndarray:
    """Weights (number, m) [1] that add up to 1, all that are allowed equally likely (uniform on the simplex).

    ``order`` names criteria from the most to the least important, the others are free; ``between`` gives the least and
    most of a weight. QuestionError for names that are not there and for bounds that (nearly) no weights keep.
    """
    between = between or {}
    for name in [*order, *between]:
        if name not in criteria:
            raise QuestionError(f"There is no criterion '{name}'. The rubric has: {', '.join(criteria)}.")
    if len(set(order)) < len(order):
        raise QuestionError("The order names a criterion twice. Name each once.")
    least, most = (np.array([between.get(name, (0.0, 1.0))[end] for name in criteria]) for end in (0, 1))
    if np.any(least < 0) or np.any(most > 1) or np.any(least > most) or least.sum() > 1 or most.sum() < 1:
        raise QuestionError(
            "No weights lie within these bounds: each is a share from 0 to 1, the lower end first, and together they must "
            "be able to add up to 1."
        )
    places = [criteria.index(name) for name in order]
    # Above the lower bounds the simplex is a simplex again; an order holds for the weights themselves, so then all is tried.
    base = np.zeros(len(criteria)) if order else least
    kept: list[np.ndarray] = []
    for turn in range(MOST_TURNS):
        streams = Streams(seed, number, "")
        uniform = [streams.uniform("fund", "smaa", f"weight of {name}" + (f", turn {turn}" if turn else "")) for name in criteria]
        raw = -np.log(np.stack(uniform, axis=1))
        weights = base + (1 - base.sum()) * raw / raw.sum(axis=1, keepdims=True)
        if places:
            weights[:, places] = -np.sort(-weights[:, places], axis=1)
        kept.append(weights[np.all((weights >= least) & (weights <= most), axis=1)])
        if sum(map(len, kept)) >= number:
            return np.concatenate(kept)[:number]
    raise QuestionError("Hardly any weights lie within these bounds and this order. Widen the bounds, or name fewer.")


def smaa(points: np.ndarray, weights: np.ndarray | None = None, first: int | None = None) -> Acceptability:
    """SMAA-2 of ``points`` (n, m) or (n, m, strata) under each of ``weights`` (k, m), by default 10,000 open ones.

    Points of different criteria must be on one scale, as shares of the most that can be reached. Weight vector j meets
    stratum j modulo strata, so k is a multiple of strata. Only the ``first`` places are kept, by default all.
    """
    drawn = np.asarray(points, dtype=float)
    worlds = np.ascontiguousarray((drawn[:, :, None] if drawn.ndim == 2 else drawn).transpose(2, 1, 0))
    strata, criteria, n = worlds.shape
    if weights is None:
        weights = open_weights([str(place) for place in range(criteria)], math.ceil(NUMBER / strata) * strata)
    weights = np.asarray(weights, dtype=float)
    if len(weights) % strata or not len(weights):
        raise ValueError(f"there are {len(weights)} weight vectors; it must be a multiple of the {strata} strata")
    first = n if first is None else min(first, n)
    per_world = weights.reshape(-1, strata, criteria).transpose(1, 0, 2)
    # +1/g where a group of g opens and -1/g after it closes: summed along the places, each of the group has its share.
    steps, central, won = np.zeros(n * (first + 1)), np.zeros((criteria, n)), np.zeros(n)
    at_once = max(1, AT_ONCE // (n * per_world.shape[1]))
    for start in range(0, strata, at_once):
        own = per_world[start : start + at_once]
        score = (own @ worlds[start : start + at_once]).reshape(-1, n)
        who, opens, closes = _leaders(score, first)
        share = 1.0 / (closes - opens + 1)
        for at, signed in ((opens - 1, share), (closes, -share)):
            steps += np.bincount((who * (first + 1) + np.minimum(at, first)).ravel(), signed.ravel(), len(steps))
        row, column = np.nonzero(opens == 1)
        winner, part, used = who[row, column], share[row, column], own.reshape(-1, criteria)
        won += np.bincount(winner, part, n)
        for criterion in range(criteria):
            central[criterion] += np.bincount(winner, part * used[row, criterion], n)
    # What is left of a sum of shares that cancel is no chance.
    ranks = np.round(np.cumsum(steps.reshape(n, first + 1), axis=1)[:, :first] / len(weights), 12) + 0.0
    with np.errstate(invalid="ignore"):
        centre = np.where(won > 0, central / won, np.nan).T
    return Acceptability(ranks, centre, _confidence(worlds, centre))


def _leaders(score: np.ndarray, first: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Who has the ``first`` places of each row (k, n), ties across the line included, and the places each shares."""
    n = score.shape[1]
    if first < n:
        line = np.partition(score, n - first, axis=1)[:, n - first, None]
        wide = int(np.max(np.count_nonzero(score >= line - SAME, axis=1)))
        if wide < n:
            some = np.argpartition(score, n - wide, axis=1)[:, n - wide :]
            order, opens, closes = in_order(np.take_along_axis(score, some, axis=1))
            return np.take_along_axis(some, order, axis=1), opens, closes
    return in_order(score)


def _confidence(worlds: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """The share of the worlds (strata, m, n) in which each is first under its own central weights, ties shared."""
    found = np.full(len(centre), np.nan)
    able = np.flatnonzero(~np.isnan(centre[:, 0]))
    own_centres, which = np.unique(centre[able], axis=0, return_inverse=True)  # twins have one between them
    which, total = which.reshape(-1), np.zeros(len(able))
    step = max(1, AT_ONCE // len(centre))
    for start in range(0, len(own_centres), step):
        some = np.flatnonzero((which >= start) & (which < start + step))
        of = which[some] - start
        for world in worlds:
            score = own_centres[start : start + step] @ world
            line = score.max(axis=1) - SAME
            wins = score[of, able[some]] >= line[of]
            won = np.unique(of[wins])
            level = np.ones(len(line))
            level[won] = np.count_nonzero(score[won] >= line[won, None], axis=1)
            total[some[wins]] += 1 / level[of[wins]]
    found[able] = total / len(worlds)
    return found
