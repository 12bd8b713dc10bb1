"""Scale and learning in the cost of one plant: each step of growth is counted once.

The table's costs are those of the source's first plant. Scale starts from its size, learning from the capacity at which its
cost held; and where learning rates were measured, larger plants were part of the growth. So for each component either the
whole growth is learning's and size saves nothing, or size saves what its exponent gives and learning has the growth that size
does not explain (``ratio`` / ``step``), whichever saves more. A component that is numbered up (exponent 1) learns as it did; a
plant no larger than the first learns as it did, and a smaller one is dearer by its size.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from evaluators.carbon_capture.learning import learning_ratio
from evaluators.carbon_capture.learnt_state import capacity_in, error_in, factors_for
from evaluators.carbon_capture.plant import Design

Number = np.ndarray | float


def factors_at(ratio: Number, plan: Design, error: Number = 1.0) -> dict[str, Number]:
    """Factors [1] on ``plan.overnight`` of each class, and on what runs, where ``ratio`` [1] times the experience of the table's
    costs is there; ``error`` [1] of forecast."""
    learnt = factors_for(ratio, plan.given, error)
    if np.all(plan.step == 1):
        return learnt
    return learnt | counted_once(learnt, factors_for(np.maximum(ratio / plan.step, 1.0), plan.given, error), plan)


def factors_in(year: Number, plan: Design) -> dict[str, Number]:
    """The same for a plant decided in ``year``, with the error of forecast."""
    ratio = learning_ratio(capacity_in(year, plan.given), plan.given.technology.experience_reference)
    return factors_at(ratio, plan, error_in(year, plan.given))


def counted_once(learnt: Mapping[str, Number], left: Mapping[str, Number], plan: Design) -> dict[str, Number]:
    """Factors [1] of each class on its cost at the plant's size: ``learnt`` [1] at the whole growth, with the saving of size
    given back, or ``left`` [1] at the growth that size does not explain, whichever is less, component by component."""
    return {
        kind: sum(share * np.minimum(learnt[kind] * saved, left[kind]) for share, saved in plan.saved[kind])
        for kind in plan.overnight
    }
