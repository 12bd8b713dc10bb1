"""From gross to net: the tree of losses of IEC 61400-15-2, each a share of what reached it; they compound, never add.

Categories and labels are those of EYA DEF, the open schema for reports by that standard. What each loss is stands in the
file of its name.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from evaluators.offshore_wind.availability import availability
from evaluators.offshore_wind.curtailment import curtailment
from evaluators.offshore_wind.electrical import electrical
from evaluators.offshore_wind.turbine_performance import turbine_performance
from evaluators.toolkit.row import Row, assumption_table

Number = np.ndarray | float
Tree = Mapping[str, "Mapping[str, Number] | Number"]

LOSSES = assumption_table("evaluators.offshore_wind", "losses.csv")
MEDIAN_WAKE_SCALE = float(LOSSES.medians("offshore").wake_scale)  # where a table must be made once for all draws [1]

TREE = {
    "turbine_interaction": (
        "internal_turbine_interaction", "external_turbine_interaction", "future_turbine_interaction",
    ),
    "availability": ("turbine_availability", "bop_availability", "grid_availability"),
    "electrical": ("electrical_efficiency", "facility_parasitic_consumption"),
    "turbine_performance": (
        "sub_optimal_performance", "generic_power_curve_adjustment", "site_specific_power_curve_adjustment",
        "high_wind_hysteresis",
    ),
    "environmental": ("icing", "degradation", "external_conditions", "exposure_changes"),
    "curtailment": ("load_curtailment", "grid_curtailment", "environmental_curtailment", "operational_strategies"),
    "other": ("asymmetric_effects", "upside_scenarios"),
}


def loss_tree(shares: Mapping[str, Number]) -> dict[str, dict[str, Number]]:
    """``shares`` [1] by label, each of what the ones before left, in the order of the tree by category.

    What is not stated is left out: it loses nothing. Raises ValueError for a label that the tree has not, or a share
    outside 0 to 1.
    """
    unknown = set(shares) - {label for labels in TREE.values() for label in labels}
    if unknown:
        raise ValueError(f"the tree of losses has no {', '.join(sorted(unknown))}; see TREE.")
    for label, share in shares.items():
        if not (np.min(share) >= 0 and np.max(share) <= 1):
            raise ValueError(
                f"the loss '{label}' runs from {np.min(share):g} to {np.max(share):g}; a share lies between 0 and 1. "
                "Divide per cent by 100."
            )
    tree = {category: {label: shares[label] for label in labels if label in shares} for category, labels in TREE.items()}
    return {category: branch for category, branch in tree.items() if branch}


def site_losses(
    losses: Row, foundation: Row, depth: Number, distance: Number, wave_height: Number, *, wakes: Number = 0.0,
    external: Number = 0.0, future: Number = 0.0, hysteresis: Number | None = None, icing: Number | None = None,
    cold: Number = 0.0, degradation: Number = 0.0, load: Number = 0.0, blockage: Number | None = None,
) -> dict[str, dict[str, Number]]:
    """The tree of losses of a farm, each a share [1] of what the ones before left.

    ``losses`` and ``foundation`` are rows of losses.csv and foundations.csv; ``depth`` [m], ``distance`` [km],
    ``wave_height`` [m]. Shares [1]: ``wakes`` of the farm's own, of ``external`` and ``future`` farms; ``hysteresis``,
    ``icing`` and ``cold`` as the hours have them, general shares for the first two where they have not; ``degradation``
    over the years asked about; ``load`` that cannot be taken; ``blockage`` where it is not that of the row.
    """
    slowed = losses.blockage if blockage is None else blockage
    return loss_tree({
        "internal_turbine_interaction": 1 - (1 - np.asarray(wakes)) * (1 - np.asarray(slowed)),
        "external_turbine_interaction": external,
        "future_turbine_interaction": future,
        **availability(losses, foundation, distance, wave_height),
        **electrical(losses, depth, distance),
        **turbine_performance(losses),
        "high_wind_hysteresis": losses.hysteresis if hysteresis is None else hysteresis,
        "icing": losses.icing if icing is None else icing,
        "degradation": degradation,
        "external_conditions": 1 - (1 - np.asarray(losses.external_conditions)) * (1 - np.asarray(cold)),
        **curtailment(losses, load),
    })


def with_shares(tree: Mapping[str, Mapping[str, Number]], shares: Mapping[str, Number]) -> dict[str, dict[str, Number]]:
    """``tree`` with these ``shares`` [1] in the place of its own, by label; the others are as they were."""
    return {category: {label: shares.get(label, loss) for label, loss in branch.items()} for category, branch in tree.items()}


def kept(losses: Tree) -> Number:
    """Share of energy that is left after all ``losses`` [1], a tree or one branch: the product of (1 - loss)."""
    left: Number = 1.0
    for loss in losses.values():
        left = left * (kept(loss) if isinstance(loss, Mapping) else 1 - loss)
    return left


def kept_without(tree: Mapping[str, Mapping[str, Number]], *apart: str) -> Number:
    """Share of energy that is left after all losses of ``tree`` [1] but those named."""
    return kept({label: loss for branch in tree.values() for label, loss in branch.items() if label not in apart})


def by_category(tree: Mapping[str, Mapping[str, Number]]) -> dict[str, Number]:
    """The loss of each category [1], compounded, under its name in words."""
    return {category.replace("_", " "): 1 - kept(branch) for category, branch in tree.items()}


def total_loss(shares: list[float]) -> float:
    """All losses together [1] from each share [1] of what the ones before left: 1 - prod(1 - loss)."""
    return float(1 - kept({str(number): share for number, share in enumerate(shares)}))
