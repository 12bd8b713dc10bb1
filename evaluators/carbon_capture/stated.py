"""What the applicant states of its own cost and learning: shown beside ours, and entering none of our figures.

What is doubtful in it is said where the proposal is validated (``cost_checks.py``).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from evaluators.carbon_capture.cost_checks import claimed_ratio
from evaluators.carbon_capture.tables import PACKAGE
from evaluators.toolkit.row import Row, assumption_table

Number = np.ndarray | float

CAPTURE_RATE_BASES = assumption_table(PACKAGE, "capture_rate_bases.csv")
CLAIM_BOUNDARIES = assumption_table(PACKAGE, "claim_boundaries.csv")


def stated_figures(
    experience_2025: Number, *, learning_rate: Number | None = None, growth: Number | None = None,
    capacity_2030: Number | None = None, parts: np.ndarray | None = None, rate_basis: Row | None = None,
    boundary: Row | None = None, plain: Mapping[str, Number | None] | None = None,
) -> dict[str, float]:
    """Medians of what is stated, by name with the unit; what is not stated is left out.

    ``experience_2025`` and ``capacity_2030`` [tonne/year] of the technology, ours and the applicant's; ``growth`` [1/year];
    ``parts`` [USD2024/tonne] of the claimed cost, any shape; ``rate_basis`` and ``boundary`` rows of their tables;
    ``plain``: further numbers under the names that they are shown by.
    """
    shown = {name: float(np.median(value)) for name, value in (plain or {}).items() if value is not None}
    times = None
    if capacity_2030 is not None:
        times = float(np.median(np.asarray(capacity_2030) / experience_2025))
        shown["capacity_2030_over_our_2025_times"] = times
    if growth is not None:
        grown = float(np.median((1 + np.asarray(growth)) ** 5))
        shown["five_years_of_growth_times"] = grown
        times = grown if times is None else times
    if learning_rate is not None:
        rate = float(np.median(learning_rate))
        shown["learning_rate_1"] = rate
        if times is not None and rate < 1:
            shown["cost_ratio_2030_of_its_learning_1"] = claimed_ratio(rate, times)
    if parts is not None:
        shown["sum_of_parts_USD2024_per_tonne"] = float(np.sum(parts))
    if rate_basis is not None:
        shown["rate_is_of_the_stack_1"] = float(np.median(rate_basis.of_stack))
    if boundary is not None:
        shown["claim_holds_transport_1"] = float(np.median(boundary.transport))
        shown["claim_holds_storage_1"] = float(np.median(boundary.storage))
    return shown
