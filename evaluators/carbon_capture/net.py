"""Net tonnes: of a captured tonne, what is left after the emissions of capturing it.

nu = 1 - emissions per captured tonne: of its energy from well and mine on, of building, of leakage, transport and storage. A
cost per net tonne is the gross cost over nu; where nothing is left it is infinite, not negative.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Number = np.ndarray | float

# In this share of draws without a net tonne, a net cost is no longer stated.
LIKELY = 0.5


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


def parts_per_net_tonne(parts: dict[str, Number], share: Number) -> dict[str, Number]:
    """Each part of a gross cost per net tonne, in its unit; infinite, or 0 for a part of 0, where ``share`` is not above 0."""
    return {name: np.where(np.asarray(part) == 0, 0.0, cost_per_net_tonne(part, share))[()] for name, part in parts.items()}


def chance_nothing_is_left(share: Number) -> float:
    """The share of draws [1] in which no net tonne is left."""
    return float(np.mean(np.asarray(share) <= 0))


def stated_cost(cost: Number, share: Number) -> dict[str, Any]:
    """A cost per net or avoided tonne as it is shown: p10, p50, p90 and the chance that nothing is left.

    ``cost`` [money/tonne] per draw, infinite where ``share`` [1] is not above 0. Where nothing is left in half of the draws
    or more, no cost is stated: p10, p50 and p90 are None. A p90 that is infinite is None too.
    """
    chance = chance_nothing_is_left(share)
    levels = dict.fromkeys(("p10", "p50", "p90"))
    if chance < LIKELY:
        # Inverted, so that no quantile is a mean of a finite cost and infinity.
        found = np.quantile(np.atleast_1d(np.asarray(cost, dtype=float)), [0.1, 0.5, 0.9], method="inverted_cdf")
        levels = {name: float(one) if np.isfinite(one) else None for name, one in zip(levels, found, strict=True)}
    return {**levels, "chance_nothing_is_left": chance}
