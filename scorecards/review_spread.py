"""How far reviewers lie apart, and what that leaves open of their mean.

The model is the one-way random effect of the analysis of variance, reviewers nested in proposals: a reviewer's points are
those of the proposal plus an error of variance s2, the same for all proposals of one criterion, estimated by the mean
square within proposals (Shrout & Fleiss 1979, Psychological Bulletin 86:420, doi:10.1037/0033-2909.86.2.420, case 1). The
mean of n reviewers has the error s2/n, the absolute error of generalizability theory (Brennan 2001, Generalizability
Theory, doi:10.1007/978-1-4757-3456-0, chapter 4), and is drawn from Student's t about it, for s2 is itself estimated.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from evaluators.toolkit.draws import generator
from scorecards.rubric_points import REVIEW_STEP, half_up

# Above these degrees of freedom the tenth percentile of t differs from the normal's by less than 1 %.
MOST_FREEDOM = 100


@dataclass(frozen=True)
class Spread:
    """Standard deviation of one reviewer's points about those of the proposal [points], known with ``freedom`` [1] degrees."""

    sd: float
    freedom: float = math.inf

    @property
    def rounded(self) -> Spread:
        """To two digits, which is all that an estimate of an sd bears: one more review seldom makes every scorecard anew."""
        return Spread(float(f"{self.sd:.2g}"), min(self.freedom, MOST_FREEDOM))


def pooled_spread(proposals: Iterable[str], points: Iterable[float]) -> Spread | None:
    """The mean square within proposals, its root [points], from one reviewer's points a row; None where no proposal has two."""
    _, of = np.unique(np.array(list(proposals), dtype=str), return_inverse=True)
    given = np.array(list(points), dtype=float)
    number = np.bincount(of)
    freedom = len(given) - len(number)
    if freedom <= 0:
        return None
    apart = given - (np.bincount(of, given) / number)[of]
    return Spread(math.sqrt(float(np.sum(apart**2)) / freedom), freedom)


def spreads_of(reviews: Iterable[Mapping[str, Any]], declared: Mapping[str, float]) -> dict[str, Spread]:
    """The spread of each criterion in ``declared``: pooled from ``reviews`` of the individual round, otherwise as declared.

    ``declared`` has the rubric's own spread [points] by criterion, 0 where it states none.
    """
    rows: dict[str, list[tuple[str, float]]] = {}
    for review in reviews:
        rows.setdefault(review["criterion"], []).append((review["project_id"], review["points"]))
    found = {}
    for criterion, otherwise in declared.items():
        pooled = pooled_spread(*zip(*rows[criterion], strict=True)) if criterion in rows else None
        found[criterion] = pooled.rounded if pooled else Spread(otherwise)
    return found


def draws_of_mean(
    mean: float, reviewers: int, spread: Spread, maximum: float, *, seed: int, project: str, criterion: str, size: int
) -> np.ndarray:
    """The points that other reviewers might have come to, one in each of ``size`` strata: 0 to ``maximum``, rounded as a mean is.

    The stream is keyed by project and criterion, so the reviews of one move no draw of another.
    """
    order = generator(seed, "review", project, criterion).permutation(size)
    error = spread.sd / math.sqrt(reviewers) * _quantiles(spread.freedom, size)[order]
    return half_up(np.clip(mean + error, 0.0, maximum), REVIEW_STEP)


@lru_cache(maxsize=256)
def _quantiles(freedom: float, size: int) -> np.ndarray:
    """Student's t at the middle of each of ``size`` strata: worked out once, for all projects."""
    from scipy.special import ndtri, stdtrit

    middle = (np.arange(size) + 0.5) / size
    values = ndtri(middle) if math.isinf(freedom) else stdtrit(freedom, middle)
    values.flags.writeable = False
    return np.asarray(values)
