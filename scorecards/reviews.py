"""From what reviewers say to the points of a part: the mean, or what a later round or a named person put in its place.

A consensus, and before it what the panel or a named person decides, stands in the place of the reviewers' mean; both are
kept. The score of record takes no notice of how far reviewers lie apart: that is for the draws alone
(``review_spread.py``). A consensus keeps the spread of the reviewers behind it, for talking it over adds no reading (Pier et
al. 2017, Research Evaluation 26:1, doi:10.1093/reseval/rvw025); a decision of the panel or of a named person has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from evaluators.toolkit.draws import SLICE
from scorecards.review_spread import Spread, draws_of_mean
from scorecards.rubric import Part
from scorecards.rubric_points import mean_of_reviews

INDIVIDUAL, CONSENSUS, PANEL = ROUNDS = ("individual", "consensus", "panel")


@dataclass(frozen=True)
class Judging:
    """What is judged by beside the reviews of one project: ``spreads`` by criterion, the ``overrides`` that stand (rows of the
    table of that name, the panel's among them) by criterion, and the ``seed`` of the draws."""

    spreads: Mapping[str, Spread] = field(default_factory=dict)
    overrides: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    seed: int = 0

    def key(self, criteria: set[str]) -> list[Any]:
        """What scores depend on, as plain values; ``criteria`` are those with reviews."""
        spread = [[name, one.sd, str(one.freedom)] for name, one in sorted(self.spreads.items()) if name in criteria]
        own = ("points", "by_whom", "reason", "decided_at")
        return [spread, [[name, *(str(row[one]) for one in own)] for name, row in sorted(self.overrides.items())]]


REVIEWS_ALONE = Judging()


@dataclass(frozen=True)
class Heard:
    """Points of a reviewed part: of record, of the individual reviews alone (None where there are none), and in the draws."""

    points: float
    reviewed: float | None
    strata: np.ndarray
    reason: str


def hear(
    part: Part, reviews: Sequence[Mapping[str, Any]], judging: Judging, project: str = "", size: int = SLICE
) -> Heard | None:
    """The points of ``part`` from its rows of the table ``review``; None while nobody has judged it."""
    by_round: dict[str, list[Mapping[str, Any]]] = {name: [] for name in ROUNDS}
    for review in reviews:
        by_round[review.get("round", INDIVIDUAL)].append(review)
    own = by_round[INDIVIDUAL]
    reviewed = min(mean_of_reviews([one["points"] for one in own]), part.maximum) if own else None
    each = "; ".join(f"{one['reviewer']} {one['points']:g}" for one in own)
    said = f"mean of {len(own)} review(s): {each}" if own else "no review"
    if (override := judging.overrides.get(part.review)) is not None:
        points = min(override["points"], part.maximum)
        reason = f"set to {points:g} by {override['by_whom']} on {override['decided_at']:%Y-%m-%d}: {override['reason']} ({said})"
        return Heard(points, reviewed, np.array([points]), reason)
    if agreed := by_round[CONSENSUS]:  # of one opinion, whoever signs it
        mean = points = min(agreed[0]["points"], part.maximum)
        reason = f"consensus of {', '.join(one['reviewer'] for one in agreed)}: {points:g} ({said})"
    elif reviewed is not None:
        mean, points, reason = sum(one["points"] for one in own) / len(own), reviewed, said
    else:
        return None
    spread = judging.spreads.get(part.review)
    if spread is None:
        return Heard(points, reviewed, np.array([points]), reason)
    if spread.sd == 0:
        return Heard(points, reviewed, np.array([points]), f"{reason}; no range: no proposal has two reviews of it")
    drawn = draws_of_mean(
        mean, max(len(own), 1), spread, part.maximum, seed=judging.seed, project=project, criterion=part.review, size=size
    )
    return Heard(points, reviewed, drawn, f"{reason}; standard deviation of one reviewer {spread.sd:g}")
