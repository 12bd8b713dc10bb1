"""The points of every project as arrays, and what a ranking does with them: score, round half up, place with ties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scorecards.rubric_case import SCORE_STEP
from scorecards.rubric_points import half_up
from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NAMES = "SELECT project_id FROM scorecard_latest WHERE ? IS NULL OR list_contains(?::VARCHAR[], project_id) ORDER BY 1"
SAME = 1e-9  # scores nearer than this are equal: they are sums of the same floats in another order
# Every project with every criterion, in order, so that the columns are the arrays.
POINTS = """
    SELECT coalesce(c.points, 0)::DOUBLE AS points, coalesce(s.points, [0]::FLOAT[]) AS strata
    FROM (SELECT DISTINCT criterion FROM criterion_latest) AS k CROSS JOIN scorecard_latest AS l
    LEFT JOIN criterion_latest AS c ON c.project_id = l.project_id AND c.criterion = k.criterion
    LEFT JOIN point_strata AS s ON s.score_key = l.score_key AND s.criterion = k.criterion
    WHERE ? IS NULL OR list_contains(?::VARCHAR[], l.project_id)
    ORDER BY k.criterion, l.project_id
"""
# Snapshots of old know of no bonus.
MAXIMA = """
    SELECT criterion, max(weight) AS weight, max(maximum) AS maximum, bool_or(bonus IS TRUE) AS bonus
    FROM (
        SELECT project_id, criterion, max(weight) AS weight, sum(maximum) AS maximum, bool_or(bonus) AS bonus
        FROM (SELECT false AS bonus WHERE false UNION ALL BY NAME FROM point_latest) GROUP BY project_id, criterion
    )
    GROUP BY criterion ORDER BY criterion
"""


@dataclass(frozen=True)
class PointArrays:
    """Unweighted points [points] of n projects under m criteria.

    ``points`` (n, m) are those of record, nought while a review is awaited; ``strata`` (n, m, draws) those in each
    stratum of the draws, the same stratum the same world for all; ``weights`` and ``maxima`` (m,) those of the rubric, and
    whether the criterion is a ``bonus`` (m,), which comes on top of what can be reached.
    """

    projects: tuple[str, ...]
    criteria: tuple[str, ...]
    weights: np.ndarray
    maxima: np.ndarray
    bonus: np.ndarray
    points: np.ndarray
    strata: np.ndarray

    @property
    def shares(self) -> np.ndarray:
        """The rubric's weight of each criterion as a share of the most points that can be reached [1], bonuses on top."""
        whole = self.weights * self.maxima
        return whole / max(whole[~self.bonus].sum(), SAME)

    def weights_of(self, given: Mapping[str, float]) -> np.ndarray:
        """``given`` in the order of the criteria, the rubric's weight where a criterion is not named."""
        return np.array([given.get(name, own) for name, own in zip(self.criteria, self.weights, strict=True)], dtype=float)


def point_arrays(connection: DuckDBPyConnection, projects: Sequence[str] | None = None) -> PointArrays:
    """The points of a snapshot's projects, all or those named, by id in order."""
    chosen = None if projects is None else list(projects)
    names = [row["project_id"] for row in rows(connection, NAMES, [chosen, chosen])]
    rubric = rows(connection, MAXIMA)
    found = connection.execute(POINTS, [chosen, chosen]).fetchnumpy()
    shape = (len(rubric), len(names))
    long = max(map(len, found["strata"]), default=1)
    drawn = np.empty((shape[0] * shape[1], long), dtype=np.float32)
    for place, values in enumerate(found["strata"]):
        drawn[place] = values  # what only reviewers judge has one stratum for all
    # Stored as FLOAT: four decimals bring back what was rounded to steps of 0.01.
    strata = np.round(drawn.astype(float), 4).reshape(*shape, long)
    return PointArrays(
        tuple(names),
        tuple(row["criterion"] for row in rubric),
        np.array([row["weight"] for row in rubric], dtype=float),
        np.array([row["maximum"] for row in rubric], dtype=float),
        np.array([row["bonus"] for row in rubric], dtype=bool),
        np.round(np.asarray(found["points"], dtype=float), 9).reshape(shape).T,  # 12.4 as a sum of parts is 12.4
        strata.transpose(1, 0, 2),
    )


def score_under(points: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The score [points] of points (n, m) or (n, m, strata) under ``weights`` (m,), half up to 0.01 as the score of record."""
    total = np.zeros(points.shape[:1] + points.shape[2:])
    for criterion, weight in enumerate(weights):
        total += weight * points[:, criterion]
    return half_up(total, SCORE_STEP)


def places(score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First and last place [1] of each along the last axis, 1 the highest score; those of equal score share theirs."""
    order, first, last = in_order(score)
    back = np.empty_like(order), np.empty_like(order)
    np.put_along_axis(back[0], order, first, axis=-1)
    np.put_along_axis(back[1], order, last, axis=-1)
    return back


def in_order(score: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Who stands where along the last axis, best first: the index, and the first and last place that it shares."""
    order = np.argsort(-score, axis=-1, kind="stable")
    sorted_score = np.take_along_axis(score, order, axis=-1)
    apart = sorted_score[..., :-1] - sorted_score[..., 1:] > SAME
    place = np.broadcast_to(np.arange(1, score.shape[-1] + 1), score.shape)
    if apart.all():
        return order, place, place
    edge = np.ones((*score.shape[:-1], 1), dtype=bool)
    opens, closes = np.concatenate([edge, apart], axis=-1), np.concatenate([apart, edge], axis=-1)
    first = np.maximum.accumulate(np.where(opens, place, 0), axis=-1)
    last = np.minimum.accumulate(np.where(closes, place, score.shape[-1] + 1)[..., ::-1], axis=-1)[..., ::-1]
    return order, first, last


def share_within(first: np.ndarray, last: np.ndarray, number: int) -> np.ndarray:
    """How much of each stands within the first ``number`` places [1]: a group across the line shares what is left of them."""
    return np.clip((number - first + 1) / (last - first + 1), 0.0, 1.0)
