"""Contingency of a cost estimate: process contingency by the maturity of each component, project contingency by class.

What has run at full size needs less allowance than what was seen on a bench, within one plant; and an estimate for a
named site less than one from a study. Bands in contingency.csv, after EPRI's TAG and AACE 16R-90 as in NETL's QGESS.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from evaluators.carbon_capture.components import components
from evaluators.toolkit.delivery import ESTIMATE_CLASSES
from evaluators.toolkit.row import Row, assumption_table

Number = np.ndarray | float

CONTINGENCY = assumption_table("evaluators.carbon_capture", "contingency.csv")
# Highest technology readiness level of each band; which level is which is judgement, as in the toolkit's maturity table.
BANDS = ((3, "new_concept"), (4, "bench_data"), (6, "small_pilot"), (8, "full_size"), (9, "commercial"))


def band(level: float) -> str:
    """The band of process contingency of a technology readiness level 1 to 9. Raises ValueError outside."""
    if not 1 <= level <= 9:
        raise ValueError(f"a maturity of {level:g} is no technology readiness level; give a number from 1 to 9")
    return next(name for highest, name in BANDS if level <= highest)


def process_contingencies(technology: Row, bands: Row) -> dict[str, Number]:
    """Process contingency [1 of direct cost] of each component; nought where the row's costs hold theirs already.

    ``bands``: the row of ``CONTINGENCY``, drawn or its medians.
    """
    open_ = 1.0 - technology.contingency_inside
    return {name: open_ * bands[f"process/{band(technology[f'maturity/{name}'])}"] for name in components(technology)}


def project_contingency(technology: Row, bands: Row) -> Number:
    """Project contingency [1 of cost with engineering and process contingency] by the row's AACE estimate class."""
    return (1.0 - technology.contingency_inside) * bands[f"project/class_{technology.estimate_class:.0f}"]


def own_error(given: SimpleNamespace) -> Number:
    """This project's cost over what our estimate of its technology says [1]: ``benchmark_error`` at the class of the row.

    ``benchmark_error`` is drawn for class 5. A row of class 4 rests on a better estimate, so the logarithm of the error shrinks
    by how much narrower that class's range is (AACE 18R-97, estimate_classes.csv); an error of 1 stays 1.
    """
    return np.asarray(given.benchmark_error) ** (_width(float(given.technology.estimate_class)) / _width(5.0))


def _width(estimate_class: float) -> float:
    """Logarithm of the range of a class [1], between the middles of its low and of its high ends, as in ``BENCHMARK_ERROR``."""
    ends = ESTIMATE_CLASSES.medians(f"class_{estimate_class:.0f}")
    return float(np.log((ends.narrow_high + ends.wide_high) / (ends.narrow_low + ends.wide_low)))
