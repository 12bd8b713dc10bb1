"""The first years of a plant: nameplate is not output.

Mammoth delivered under 1 % of its nameplate in its first ten months, Orca less than a third after three years
(company accounts, second-hand), so a new plant does not start at its mature capacity factor.
"""

from __future__ import annotations

import numpy as np

Number = np.ndarray | float


def utilisation_per_year(mature: Number, first_year: Number, ramp_years: Number, years: int) -> np.ndarray:
    """Capacity factor [1] in each of ``years`` of operation, shape (draws or 1, years), straight from first to mature.

    ``mature`` [1]; ``first_year`` [1]: the first year's share of ``mature``; ``ramp_years`` [year] until it is reached.
    """
    mature, first_year, ramp_years = (
        np.atleast_1d(np.asarray(one, dtype=float))[:, None] for one in (mature, first_year, ramp_years)
    )
    reached = np.minimum(first_year + (1 - first_year) * np.arange(years) / ramp_years, 1.0)
    return mature * reached
