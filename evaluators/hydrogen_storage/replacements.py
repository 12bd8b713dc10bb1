"""What it costs to have a part in service for the whole life of a project, however often it wears out."""

from __future__ import annotations

import numpy as np

Number = np.ndarray | float


def present_capital(cost: Number, every: Number, rate: Number, life: Number, salvage: Number = 1.0) -> Number:
    """Present value [money] of a part and all its replacements, less what the last one is still worth.

    ``cost`` [money] of the part, new, at the start and at each replacement; ``every`` [year] it lasts, above 0; ``rate`` real
    [1/year]; ``life`` [year] of the project, above 0; ``salvage`` [1], the share of its straight-line rest that the last part
    fetches at the end. They broadcast, so each draw has its own years of replacement: every, 2 every, ... before the end.
    Raises ValueError. Source: replacement and salvage as in HOMER Pro (net present cost, salvage value).
    """
    every, rate, life = (np.asarray(one, dtype=float) for one in (every, rate, life))
    if not np.all((every > 0) & np.isfinite(every)):
        raise ValueError(f"a part that lasts {every.min():g} years cannot serve; state the years it lasts, above 0, such as 20")
    if not np.all((life > 0) & np.isfinite(life)):
        raise ValueError(f"a project of {life.min():g} years serves nobody; state a life above 0, such as 25")
    if np.any(rate <= -1):
        raise ValueError(f"a discount rate of {rate.min():g} a year loses everything; give one above -1, such as 0.07")
    # A part that lasts exactly to the end is not replaced on the last day.
    pieces = np.maximum(np.ceil(life / every - 1e-9), 1.0)
    growth = np.log1p(rate)
    # Below that a quotient of two vanishing numbers would say less than the number of pieces does.
    none = np.abs(growth) < 1e-13
    step = np.where(none, 1.0, -every * growth)
    bought = np.where(none, pieces, np.expm1(pieces * step) / np.expm1(step))
    left = np.maximum(pieces - life / every, 0.0)
    return (cost * (bought - salvage * left * np.exp(-life * growth)))[()]
