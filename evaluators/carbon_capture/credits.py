"""Credits by law, such as 26 U.S.C. 45Q: paid per stored tonne for the first years only, if the plant qualifies.

Spread over the plant's life such a credit is worth less than its face: ``finance.levelised_tax_credit``.
"""

from __future__ import annotations

import numpy as np

from evaluators.toolkit.row import Row

Number = np.ndarray | float


def credit_per_tonne(credit: Row, from_air: Number, operation_start: Number) -> Number:
    """Credit [USD2024/tonne] that a plant starting in ``operation_start`` [year] may claim; 0 where the law bars it.

    ``from_air`` [1]: 1 for direct air capture; the credit must be the one for its kind of plant.
    """
    entitled = (credit.for_air == from_air) & (operation_start <= credit.last_start)
    return np.where(entitled, credit.amount * credit.real_value, 0.0)[()]


def yearly_credits(credit: Row, per_tonne: Number, stored: np.ndarray) -> np.ndarray:
    """Credits [USD2024/year] per year, shape of ``stored`` [tonne/year] (draws or 1, years); 0 in years below the
    least tonnes and after the years paid."""
    paid = np.arange(stored.shape[1]) < credit.years_paid
    per_tonne = np.atleast_1d(np.asarray(per_tonne, dtype=float))[:, None]
    return np.where(paid & (stored >= credit.least_captured), stored * per_tonne, 0.0)
