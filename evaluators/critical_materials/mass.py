"""Mass of materials, its share of a year's supply, and what that share weighs where few countries supply it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from evaluators.critical_materials.concentration import WHOLE, supply
from evaluators.critical_materials.tables import INTENSITIES
from evaluators.toolkit.distributions import mean

Number = np.ndarray | float
KG_PER_TONNE = 1000.0
POINTS = 5.0  # for a project that asks for nothing critical
NO_POINTS_FROM = 0.1  # supply risk [1] that earns none: a tenth of a year's supply of what one country alone has


def masses(parts: Iterable[tuple[Number, Mapping[str, Number]]]) -> dict[str, Number]:
    """Tonnes of each material in machines of (capacity [MW], intensities [kg/MW]); numbers or (draws,)."""
    total: dict[str, Number] = {}
    for capacity, intensities in parts:
        for material, intensity in intensities.items():
            total[material] = total.get(material, 0.0) + capacity * intensity / KG_PER_TONNE
    return total


def range_of_mass(row: str, material: str, capacity: float) -> tuple[float, float, float]:
    """Mean, least and most [tonne] of ``material`` in ``capacity`` [MW] of the machines in ``row`` of intensities.csv."""
    line = INTENSITIES.lines[row][material]
    middle = float(mean(line.shape, line.low, line.mode, line.high))
    return middle * capacity / KG_PER_TONNE, line.low * capacity / KG_PER_TONNE, line.high * capacity / KG_PER_TONNE


def supply_shares(tonnes: Mapping[str, Number], production: Mapping[str, Number]) -> dict[str, Number]:
    """Each mass [tonne] over a year of the world's ``production`` [tonne/year]: years of all supply [1]."""
    return {material: mass / production[material] for material, mass in tonnes.items()}


def supply_risk(shares: Mapping[str, Number]) -> Number:
    """Sum over materials of share of a year's supply times HHI / 10,000 [1].

    One material of which a single country has all counts its whole share; one that is supplied from everywhere next to nothing.
    """
    known = supply()
    return sum((share * known[material].index / WHOLE for material, share in shares.items()), start=0.0)


def supply_points(risk: Number) -> Number:
    """Points 0 to 5, linear from ``supply_risk`` 0 (5 points) to ``NO_POINTS_FROM`` (none); a declared end, not the pool's."""
    return POINTS * np.clip(1 - np.asarray(risk, dtype=float) / NO_POINTS_FROM, 0.0, 1.0)
