"""The losses of a farm as EYA DEF tells them: efficiencies by category and label, and how each was had."""

from __future__ import annotations

from typing import Any

import numpy as np

from evaluators.offshore_wind.eya_dataset import dataset, deviation, mean
from evaluators.offshore_wind.farm_yield import FarmYield
from evaluators.offshore_wind.losses import Number, kept
from evaluators.offshore_wind.uncertainty import POWER_CURVE, energy_terms

# How each loss was had; what is not named here is an assumption for farms of this kind.
BASES = {
    "internal_turbine_interaction": "distribution_calculation", "turbine_availability": "other_calculation",
    "electrical_efficiency": "other_calculation", "load_curtailment": "distribution_calculation",
}  # fmt: skip
GENERIC = "generic assumption"
VARIABLE = ("degradation",)
YEARLY = 0.0  # deviation of performance from year to year [1]: years are drawn for the wind alone


def performance(farm: FarmYield) -> dict[str, Any]:
    """The plant's performance: efficiency, one less the loss, by category and label.

    The error of the power curve is drawn for the three labels of ``POWER_CURVE`` as one: it is in the deviation of their
    category and of the whole, and in theirs by its own terms.
    """
    bases = {**BASES, **farm.bases}
    models = ", ".join(f"{name} {float(np.median(loss)):.1%}" for name, loss in farm.wakes.items())
    categories = []
    for category, branch in farm.tree.items():
        below: list[dict[str, Any]] = [
            {
                "label": label, "basis": bases.get(label, GENERIC),
                "variability": "variable" if label in VARIABLE else "static",
                "results": {"efficiency": [_efficiency(1 - np.asarray(loss), error=_error(farm, label))]},
            }
            for label, loss in branch.items()
        ]
        for one in below:
            if one["label"] == "internal_turbine_interaction":
                one["comments"] = (
                    f"By model: {models}. The draws centre on the default, {farm.wake_model}, {farm.wake_source}; they spread as "
                    "the models do."
                )
        categories.append(
            {"label": category, "subcategories": below, "results": {"efficiency": [_efficiency(
                kept(branch) * (farm.power_curve if category == "turbine_performance" else 1.0)
            )]}}
        )  # fmt: skip
    return {"categories": categories, "results": {"efficiency": [_efficiency(kept(farm.tree) * farm.power_curve, YEARLY)]}}


def _error(farm: FarmYield, label: str) -> float:
    return energy_terms()[label] if label in POWER_CURVE and np.std(farm.power_curve) > 0 else 0.0


def _efficiency(left: Number, yearly: float | None = None, error: float = 0.0) -> dict[str, Any]:
    middle = float(np.mean(left))
    statistics = [mean(middle), deviation(float(np.hypot(np.std(left), middle * error)))]
    if yearly is not None:
        statistics.append({"statistic": {"statistic_type": "inter_annual_variability", "evaluation_period": 1}, "values": yearly})
    return dataset(*statistics)
