"""When parts are replaced that do not last as long as the plant."""

from __future__ import annotations

import numpy as np

from evaluators.toolkit.discounting import Number


def replacement_flows(cost: Number, interval: Number, life: Number) -> np.ndarray:
    """What replacing costs in each year of operation, shape (draws or 1, years), in the money of ``cost``.

    ``cost`` of one replacement; ``interval`` [year] a part lasts, above 0, a fraction allowed and another in each draw;
    ``life`` [year] of the plant. A part that is worn out at the end of a year is replaced in the next, so that none is
    bought at the end of life; thus H2A replaces a stack of 7 years in the years 8, 15, 22. Raises ValueError.
    """
    cost, interval, life = np.broadcast_arrays(*(np.atleast_1d(np.asarray(one, dtype=float)) for one in (cost, interval, life)))
    if np.any(interval <= 0):
        raise ValueError(f"a part that lasts {interval.min():g} years is never in service; give years above 0, such as 7")
    ended = np.arange(np.ceil(life.max()) + 1)
    # Within rounding of a whole multiple, the part is worn out at the end of that year.
    worn_out = np.maximum(np.ceil(np.minimum(ended, life[:, None]) / interval[:, None] - 1e-9) - 1, 0)
    return cost[:, None] * np.diff(worn_out, axis=1)
