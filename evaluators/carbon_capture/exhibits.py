"""What is shown beside the answers: where the money goes, what learning would have to do, what was supposed."""

from __future__ import annotations

from typing import Any

import numpy as np

from evaluators.carbon_capture.learning import experience, growth_to_reach
from evaluators.carbon_capture.net import chance_nothing_is_left
from evaluators.toolkit.finance import levelised_tax_credit
from evaluators.toolkit.row import Row

Number = np.ndarray | float


def exhibits(
    technology: Row, costs: dict[str, dict[str, Number]], rates: dict[str, Number], floor_share: Number,
    decided: Number, share: Number, ratio_2030: Number, credit_per_tonne: Number, credit: Row, cost_of_capital: Number,
) -> dict[str, Any]:
    """Plain numbers and sentences, each a median over draws: see the keys; the unit stands in each key."""
    parts = {f"{kind}/{name}": _median(cost) for kind, group in costs.items() for name, cost in group.items()}
    whole = sum(parts.values())
    x_2025 = experience(2025.0, technology.experience_2025, technology.growth)
    x_2030 = experience(2030.0, technology.experience_2025, technology.growth)
    halving = {
        name: _finite(_median(growth_to_reach(0.5, rate, floor_share))) for name, rate in rates.items() if name in costs
    }
    life_factor = levelised_tax_credit(1.0, credit.years_paid, cost_of_capital, technology.life)
    return {
        "direct_cost_share_1": {name: part / whole for name, part in parts.items()},
        "experience_tonne_per_year": {
            "reference": _median(technology.experience_reference), "2025": _median(x_2025), "2030": _median(x_2030),
            "decision": _median(experience(decided, technology.experience_2025, technology.growth)),
        },
        "decision_year": _median(decided),
        "growth_2025_to_2030_times": _median(x_2030 / x_2025),
        "chance_halved_by_2030_1": float(np.mean(np.asarray(ratio_2030) <= 0.5)),
        "growth_that_halves_component_cost_times": halving,
        "learning_rates_1": {name: _median(rate) for name, rate in rates.items() if name in costs},
        "floor_share_1": _median(floor_share),
        "chance_nothing_net_is_left_1": chance_nothing_is_left(share),
        "credit_levelised_over_life_USD2024_per_tonne": _median(credit_per_tonne * life_factor),
        "notes": _notes(technology, credit),
    }


def _notes(technology: Row, credit: Row) -> list[str]:
    notes = [
        "Gross, net and avoided cost are three figures; cost_gross counts captured tonnes, cost_net what is left of them.",
        "Experience is supposed for the technology, not taken from the proposal: nameplate is not experience.",
        "The 2030 ratio compares two plants of this size, decided in 2030 and in 2025, with the same energy prices and first "
        "years; learning and the forecast error of learning differ. A plant decided in 2030 runs some years later.",
    ]
    if np.any(np.asarray(credit.amount) > 0) and np.any(np.asarray(credit.for_air) != np.asarray(technology.from_air)):
        notes.append(f"The credit {credit.name} is not for {technology.name}; it is counted as 0.")
    if np.all(np.asarray(technology.low_temperature_share) < 1) and np.any(np.asarray(technology.heat) > 0):
        notes.append("Its heat is above the reach of a heat pump or of waste heat: fuel or an electric kiln gives it.")
    return notes


def _median(values: Number) -> float:
    return float(np.median(values))


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None
