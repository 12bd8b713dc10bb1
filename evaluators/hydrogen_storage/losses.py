"""What of the hydrogen put in comes out again."""

from __future__ import annotations

import numpy as np

Number = np.ndarray | float

DAYS = 365.0


def retained_share(loss_per_cycle: Number, boil_off_per_day: Number, cycles: Number) -> Number:
    """Share of the hydrogen put in that is delivered [1].

    ``loss_per_cycle`` [1], in 0 to below 1: leaks, purges and conversion; ``boil_off_per_day`` [1/day] of the content;
    ``cycles`` full cycles a year [1/year]; they broadcast. A kilogram stays half a cycle on average, and boil-off takes
    its share of what is there each day, so (1 - loss) exp(-boil-off x stay). Raises ValueError.
    """
    loss = np.asarray(loss_per_cycle, dtype=float)
    if not np.all((loss >= 0) & (loss < 1)):
        raise ValueError(f"a loss of {loss.max():g} of each cycle leaves nothing; state a share from 0 to below 1, such as 0.01")
    stay = DAYS / np.asarray(cycles, dtype=float) / 2
    return (1 - loss) * np.exp(-np.asarray(boil_off_per_day) * stay)
