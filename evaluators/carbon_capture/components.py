"""The components of a plant: direct cost by class of learning, scaled from the reference plant to this one.

A technology's row holds ``<class>/<component>`` [USD of its year], ``exponent/<component>`` [1] and
``maturity/<component>`` [technology readiness level].
"""

from __future__ import annotations

import numpy as np

from evaluators.carbon_capture.learning import CLASSES
from evaluators.toolkit.row import Row

Number = np.ndarray | float


def scaled_cost(cost: Number, size: Number, reference_size: Number, exponent: Number, largest: Number = np.inf) -> Number:
    """Cost of a component at ``size``, in the unit of ``cost``: trains x cost x (size of a train / reference)^exponent.

    ``size``, ``reference_size`` and ``largest`` (the biggest single train) in one unit; ``exponent`` [1]. Beyond the
    largest train the plant is several trains, at no further saving.
    Source: Williams 1947, Chemical Engineering 54:124 (the six-tenths rule).
    """
    trains = np.maximum(np.asarray(size, dtype=float) / largest, 1.0)
    return trains * cost * (size / trains / reference_size) ** exponent


def size_step(size: Number, reference_size: Number, largest: Number = np.inf) -> Number:
    """Size of a single train over that of the reference plant [1], arguments as of ``scaled_cost``; 1 for a smaller plant."""
    return np.maximum(np.minimum(size, largest) / np.minimum(reference_size, largest), 1.0)


def components(technology: Row) -> dict[str, tuple[str, Number]]:
    """Name -> (learning class, cost at the reference scale in the row's money) of every component of ``technology``."""
    found: dict[str, tuple[str, Number]] = {}
    for parameter in technology:
        learning_class, _, name = parameter.partition("/")
        if learning_class in CLASSES:
            found[name] = (learning_class, technology[parameter])
    return found


def class_sums(technology: Row) -> dict[str, Number]:
    """Direct cost of each learning class at the reference scale, in the row's money."""
    sums: dict[str, Number] = {}
    for kind, cost in components(technology).values():
        sums[kind] = sums.get(kind, 0.0) + cost
    return sums


def component_costs(technology: Row, capacity: Number) -> dict[str, dict[str, Number]]:
    """Direct cost of every component at ``capacity`` [tonne/year], by learning class and name, in the row's money."""
    costs: dict[str, dict[str, Number]] = {}
    for name, (kind, cost) in components(technology).items():
        costs.setdefault(kind, {})[name] = scaled_cost(
            cost, capacity, technology.reference_scale, technology[f"exponent/{name}"], technology.largest_train
        )
    return costs


def class_totals(costs: dict[str, dict[str, Number]]) -> dict[str, Number]:
    """Direct cost of each learning class, the sum of its components, in their unit."""
    return {learning_class: sum(parts.values()) for learning_class, parts in costs.items()}
