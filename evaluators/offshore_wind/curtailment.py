"""Curtailment: what turbines could make and are not let."""

from __future__ import annotations

import numpy as np

from evaluators.toolkit.row import Row

Number = np.ndarray | float


def curtailment(losses: Row, load: Number = 0.0) -> dict[str, Number]:
    """The four shares [1] by their labels in EYA DEF, from a row of losses.csv.

    ``load`` [1] is what the other end cannot take; it is computed from the project's own limit, and nothing where the
    proposal states none.
    """
    return {
        "load_curtailment": load,
        "grid_curtailment": losses.grid_curtailment,
        "environmental_curtailment": losses.environmental_curtailment,
        "operational_strategies": losses.operational_strategies,
    }
