"""The share of the chain that a store may count: what it claims, and never more than its share of the chain's cost."""

from __future__ import annotations

import numpy as np

Number = np.ndarray | float


def counted_share(claimed: Number, own_cost: Number, other_cost: Number) -> np.ndarray:
    """Share of a chain's sales and tonnes that one member counts [1]: min(claimed, own / (own + other)).

    ``claimed`` [1], 0 to 1; ``own_cost`` of the member and ``other_cost`` of all other members, not negative and in one
    unit, such as USD2024/kg or USD2024/year; they broadcast. Raises ValueError. Where nobody has a cost the share is 0.

    An ``other_cost`` that is only stated is the caller's to bound from below (stated_claims.price_of_share), as understated it
    would raise the share. The cost shares of all members add up to one, so no tonne is counted twice. A member that counts its
    cost share s = C / (C + H), with revenue R and tonnes T of the whole chain, costs (C - s R) / (s T) = (C + H - R) / T a
    tonne, as C / s = C + H: the chain's own cost per tonne. A smaller claim costs more a tonne, and no claim costs less.
    Source: our rule; the algebra above.
    """
    share, own, other = (np.asarray(one, dtype=float) for one in (claimed, own_cost, other_cost))
    if np.any((share < 0) | (share > 1)):
        raise ValueError(
            f"the share of the chain that is claimed runs from {share.min():g} to {share.max():g}; state a share from 0 to 1, "
            f"such as 0.2"
        )
    if np.any(own < 0) or np.any(other < 0):
        raise ValueError(
            f"a cost in the chain is negative (least: {own.min():g} of the store, {other.min():g} of the others), so there is "
            f"no share of it. State what each costs before sales and support, 0 or above"
        )
    own, other = np.broadcast_arrays(own, other)
    # 1 / (1 + other / own) stays a number where the own cost is without bound, own / (own + other) does not.
    with np.errstate(over="ignore"):
        ratio = np.divide(other, own, out=np.full(own.shape, np.inf), where=own > 0)
    return np.minimum(share, 1 / (1 + ratio))[()]
