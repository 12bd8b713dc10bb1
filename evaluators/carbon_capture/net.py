"""Net tonnes: of a captured tonne, what is left after the emissions of capturing it.

nu = 1 - emissions per captured tonne. A cost per net tonne is the gross cost over nu; where nothing is left it is
infinite, not negative.
"""

from __future__ import annotations

import numpy as np

Number = np.ndarray | float


def net_share(captured: Number, emitted: Number) -> Number:
    """nu [1]: 1 - emitted / captured, both in tonnes over the same years; 0 where nothing is captured."""
    captured, emitted = np.asarray(captured, dtype=float), np.asarray(emitted, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(captured > 0, 1 - emitted / captured, 0.0)[()]


def cost_per_net_tonne(cost_gross: Number, share: Number) -> Number:
    """Cost per net tonne, in the unit of ``cost_gross``; infinite where ``share`` [1] is not above 0."""
    share = np.asarray(share, dtype=float)
    with np.errstate(divide="ignore"):
        return np.where(share > 0, cost_gross / np.where(share > 0, share, 1.0), np.inf)[()]


def chance_nothing_is_left(share: Number) -> float:
    """The share of draws [1] in which no net tonne is left."""
    return float(np.mean(np.asarray(share) <= 0))
