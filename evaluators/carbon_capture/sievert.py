"""The model of Sievert et al. 2024, as far as its published totals allow to read it: cost by cumulative capacity.

total = capital + fixed + variable per net tonne, with n = log2(capacity / net scale of the first plant):
variable x (1 - 2.5 %)^n; fixed x (1 - s)^n; capital = CRF / (0.9 net scale) x [sum of component cost x (1 - its class's
rate)^n] + (the rest of the first plant's capital) x (1 - s)^n. The rest is engineering, both contingencies, start-up and
the owner's part; s is the rate of the plant as a whole.
Equations from the article; figures from sievert.csv. The authors' code is CC BY-NC-SA and was not used.
Inferred, and marked so in the table: which class a component has, s, and for three components of the liquid solvent
plant which end of its range is central. Several readings of the liquid solvent plant meet the published totals within
2e-4; this is one, chosen because most of its values are midpoints. The solid sorbent plant meets them within 1e-3 only
where every printed component cost is moved by nine tenths of half its last digit; as printed it stays 2e-3 away. What
is then left for start-up and owner's cost is 20.2 % of plant cost for two plants, NETL's figure, and 19.9 % for the third.
The published spread at 1 Gt/year is not reproduced: the ranges of energy use and prices in it are not known to us.
Of all this the evaluator takes the classes only; it has ranges of its own for the costs.
"""

from __future__ import annotations

import numpy as np

from evaluators.carbon_capture.components import class_sums
from evaluators.carbon_capture.learning import CLASSES, learned_cost
from evaluators.toolkit.finance import capital_recovery_factor
from evaluators.toolkit.row import assumption_table

Number = np.ndarray | float

PLANTS = assumption_table("evaluators.carbon_capture", "sievert.csv")
RATE, LIFE, UTILISATION = 0.07, 25.0, 0.9


def first_plant(technology: str) -> dict[str, float]:
    """Parts of the first plant's cost [USD2022 per net tonne]: "capital/<class>", "capital/adders", "fixed", "variable".

    ``technology``: dac_liquid_solvent, dac_solid_sorbent or dac_cao_looping. Raises KeyError for another.
    """
    plant = PLANTS.medians(technology)
    charge = capital_recovery_factor(RATE, LIFE) / (UTILISATION * plant.net_scale)
    parts = {f"capital/{kind}": float(charge * cost) for kind, cost in class_sums(plant).items()}
    parts["capital/adders"] = plant.capital - sum(parts.values())
    return {name: float(part) for name, part in (parts | {"fixed": plant.fixed, "variable": plant.variable}).items()}


def learned_parts(technology: str, capacity: Number) -> dict[str, Number]:
    """The same parts once ``capacity`` [net tonne/year] of the technology stands; shape of ``capacity``."""
    plant, rates = PLANTS.medians(technology), PLANTS.medians("learning_rates")
    ratio = np.asarray(capacity, dtype=float) / plant.net_scale
    rate_of = {f"capital/{kind}": rates[kind] for kind in CLASSES}
    rate_of |= {"capital/adders": plant.system_rate, "fixed": plant.system_rate, "variable": rates.running}
    return {name: learned_cost(part, ratio, rate_of[name]) for name, part in first_plant(technology).items()}


def cost_at(technology: str, capacity: Number) -> Number:
    """Cost of a net tonne [USD2022/tonne] once ``capacity`` [net tonne/year] stands: what the authors' model gives."""
    return sum(learned_parts(technology, np.asarray(capacity, dtype=float)).values())


def owner_share(technology: str, epc: float, process: float, project: float) -> float:
    """Start-up and owner's part over plant cost [1] that the published capital leaves, given the three adders [1]."""
    parts = first_plant(technology)
    direct = sum(part for name, part in parts.items() if name.removeprefix("capital/") in CLASSES)
    return (direct + parts["capital/adders"]) / (direct * (1 + epc) * (1 + process + project)) - 1
