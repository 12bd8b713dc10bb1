"""The score of record: the rubric evaluated once, with every answer at the call's declared case.

The case is a percentile counted from the bad side: at 40, four tenths of the draws are as bad or worse. Where more is
better that is the 40th percentile of the draws, where less is better the 60th; 50 is the median of either.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from scorecards.rubric import MEDIAN, TONNES_OF, Rubric
from scorecards.rubric_points import half_up

SCORE_STEP = 0.01

Answers = Mapping[tuple[str, str], Mapping[str, Any]]


def percentile_at(answer: Mapping[str, Any], case: int) -> int:
    """The statistical percentile (0..100) of this answer at ``case``."""
    return 100 - case if answer["better"] == "lower" else case


def at_case(answers: Answers, name: str, case: int) -> float:
    """The project's answer ``name`` at ``case``, in its unit; a cost per tonne is infinite where no tonne is left."""
    value = float(answers["", name]["percentiles"][percentile_at(answers["", name], case)])
    return value if _left(name, lambda tonnes: at_case(answers, tonnes, case)) else np.inf


def in_draws(answers: Answers, name: str) -> np.ndarray:
    """The same answer in each stratum of the draws, shape (strata,)."""
    values = np.asarray(answers["", name]["strata"], dtype=float)
    return np.where(_left(name, lambda tonnes: in_draws(answers, tonnes)), values, np.inf)


def words_of(answers: Answers, name: str, case: int) -> str:
    """ "the median" or "at p60 (60 % of draws lie below)", whichever the case takes of this answer."""
    if case == MEDIAN:
        return "the median"
    place = percentile_at(answers["", name], case)
    return f"at p{place} ({place} % of draws lie below)"


def score_at(rubric: Rubric, values: Mapping[str, float], judged: Mapping[str, float]) -> float:
    """The score [points] with the answers ``values`` and the reviewers' points ``judged``, rounded half up to 0.01.

    What no reviewer has judged yet adds nothing.
    """
    total = 0.0
    for criterion in rubric.criteria:
        for part in criterion.parts:
            points = judged.get(part.review, 0.0) if part.review else float(part.of(values[part.answer]))
            total += criterion.weight * points
    return float(half_up(total, SCORE_STEP))


def are_left(tonnes: np.ndarray | float) -> np.ndarray:
    """Whether there are tonnes to speak of: more than none, and a number."""
    tonnes = np.asarray(tonnes, dtype=float)
    return np.isfinite(tonnes) & (tonnes > 0)


def _left(name: str, tonnes_of: Any) -> np.ndarray:
    return are_left(tonnes_of(TONNES_OF[name])) if name in TONNES_OF else np.asarray(True)
