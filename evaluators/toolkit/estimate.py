"""What an applicant says it costs, weighed against what we would have expected.

The independent estimate is the prior, the stated cost a measurement with the bias and spread of its reference
class; both are lognormal, so they combine by precision. Where the two contradict each other, the spread grows by
the Birge ratio (Birge 1932, Phys. Rev. 40:207, doi:10.1103/PhysRev.40.207), so that a bold claim buys no certainty.
"""

from __future__ import annotations

import numpy as np


def weigh_stated_cost(
    independent: np.ndarray, stated: float | np.ndarray, overrun: float | np.ndarray, spread: float | np.ndarray
) -> np.ndarray:
    """Draws of the cost given both, in the money unit of the inputs, shape (draws,).

    ``independent``: draws of our own estimate, above 0; ``stated``: the applicant's figure, above 0 (draws where a
    range is stated, whose width adds to the spread);
    ``overrun`` [1]: median of final over stated cost in the reference class; ``spread`` [1]: standard deviation of
    the logarithm of that ratio. The draws keep the order of ``independent``, so projects go on rising and falling together.
    """
    logs = np.log(independent)
    centre, width = logs.mean(), logs.std()
    if width == 0:
        return np.array(independent, dtype=float)
    claim = np.log(np.asarray(stated, dtype=float) * overrun)
    claim, spread = float(np.mean(claim)), float(np.hypot(np.mean(spread), np.std(claim)))
    together = np.hypot(width, spread)
    weight = (width / together) ** 2
    mean = (1 - weight) * centre + weight * claim
    birge = max(1.0, abs(centre - claim) / together)
    return np.exp(mean + width * spread / together * birge * (logs - centre) / width)
