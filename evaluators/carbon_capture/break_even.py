"""What would have to be paid per stored tonne for a plant to break even, and the target of the US Department of Energy."""

from __future__ import annotations

import numpy as np

from evaluators.toolkit.present_value import Years

Number = np.ndarray | float

# Carbon Negative Shot, November 2021: below 100 USD per net tonne, capture and storage with at least 100 years of monitoring
# in, at a scale of gigatonnes, within the decade. It names no price year; we read it in USD2024.
DOE_TARGET, DOE_YEAR = 100.0, 2032


def break_even_credit(
    cost: Number, captured: np.ndarray, stored_share: Number, rate: Number, life: Number, credits: np.ndarray | float = 0.0,
    years_paid: int | None = None,
) -> Number:
    """Payment per stored tonne [USD2024/tonne] at which the net present value is nought; infinite where nothing is stored.

    ``cost`` [USD2024/tonne] levelised per captured tonne at ``rate`` [1/year] over ``life`` [year]; ``captured``
    [tonne/year] and ``credits`` [USD2024/year] per year of operation, shape (draws or 1, years); ``stored_share`` [1] of a
    captured tonne. With ``credits`` nought it is the payment without the law's credit, else the one on top of it, below
    nought where the credit is more than enough. ``years_paid`` [year]: paid in the first years only, as 45Q is; None: over life.
    """
    years = Years(rate, life)
    cost_of_all = np.asarray(cost) * years.present(captured)
    paid_for = captured if years_paid is None else np.where(np.arange(captured.shape[1]) < years_paid, captured, 0.0)
    stored = years.present(paid_for) * stored_share
    gap = cost_of_all - years.present(credits)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(stored > 0, gap / np.where(stored > 0, stored, 1.0), np.inf)[()]


def doe_target(cost_net: Number, operation_start: Number) -> Number:
    """1 where a removal meets the target [1], below 100 USD2024 a net tonne and in operation by the end of 2032, else 0.

    ``cost_net`` [USD2024/tonne] with transport, storage and monitoring; ``operation_start`` [year], as ``evaluate`` hands it in:
    what the proposal states and, draw by draw, the delay of projects of its kind (``delivery``). It says nothing of the target's
    other half, a scale of gigatonnes.
    """
    in_time = np.asarray(operation_start) < DOE_YEAR + 1
    return np.where((np.asarray(cost_net) < DOE_TARGET) & in_time, 1.0, 0.0)[()]
