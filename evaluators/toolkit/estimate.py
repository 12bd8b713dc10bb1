"""What an applicant says it costs, weighed against what we would have expected.

The independent estimate is the prior, the stated cost a measurement with the bias and spread of its reference
class; both are lognormal, so they combine by precision. Where the two contradict each other, the spread grows by
the Birge ratio (Birge 1932, Phys. Rev. 40:207, doi:10.1103/PhysRev.40.207), so that a bold claim buys no certainty.
"""

from __future__ import annotations

import numpy as np


def weigh_stated_cost(
    independent: np.ndarray, stated: float | np.ndarray, overrun: float, spread: float, error: np.ndarray
) -> np.ndarray:
    """Draws of the cost given both, in the money unit of the inputs, shape (draws,).

    ``independent``: draws of our own estimate, above 0; ``stated``: the applicant's figure, above 0 (draws where a
    range is stated); ``overrun`` [1]: median of final over stated cost in the reference class; ``spread`` [1]: standard
    deviation of the logarithm of that ratio; ``error``: the stated figure's own standard normal error in each draw.
    Each draw mixes the two errors by their weights, so projects share what their technology shares and no more.
    """
    logs = np.log(independent)
    centre, width = logs.mean(), logs.std()
    claim = np.broadcast_to(np.log(np.asarray(stated, dtype=float) * overrun), logs.shape)
    middle, spread = claim.mean(), np.hypot(spread, claim.std())
    if width == 0 or spread == 0:
        return np.array(independent if width == 0 else np.exp(claim), dtype=float)
    together = np.hypot(width, spread)
    weight = (width / together) ** 2
    birge = max(1.0, abs(centre - middle) / together)
    deviation = (1 - weight) * (logs - centre) + weight * spread * error
    return np.exp((1 - weight) * centre + weight * middle + birge * deviation)
