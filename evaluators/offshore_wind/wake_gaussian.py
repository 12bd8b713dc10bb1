"""The Gaussian wake of Bastankhah & Porte-Agel 2014, Renewable Energy 70:116, doi:10.1016/j.renene.2014.01.002.

A self-similar deficit that keeps mass and momentum and widens straight on; it acts on the hub point. Its constant
growth is that of IEA Wind Task 37 case study 1 and of PyWake: offshore it is an optimist (Horns Rev 1: 8 of 12 %).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from evaluators.offshore_wind.layout import Layout
from evaluators.offshore_wind.turbine import Turbine
from evaluators.offshore_wind.wake_propagation import propagate

MOST_THRUST = 0.899  # beyond it the width formula runs away [1]; PyWake sets the same limit


def initial_width(thrust: np.ndarray | float, factor: float = 0.2, most: float = MOST_THRUST) -> np.ndarray:
    """Width of the wake at the rotor over its diameter [1], from the thrust coefficient [1]; equations 6, 19 and 21."""
    root = np.sqrt(1 - np.minimum(thrust, most))
    return factor * np.sqrt((1 + root) / (2 * root))


@dataclass(frozen=True)
class Gaussian:
    """Bastankhah & Porte-Agel; ``growth`` [1] of the width per distance, ``width`` [1] at the rotor over its diameter
    (none: from the thrust), ``reach`` [1] in widths beyond which a deficit, then below 2e-8, is left out."""

    growth: float = 0.0324555
    width: float | None = None
    reach: float = 6.0
    name: ClassVar[str] = "gaussian"
    version: ClassVar[str] = "1"
    source: ClassVar[str] = "Bastankhah & Porte-Agel 2014, doi:10.1016/j.renene.2014.01.002"

    def farm_power(self, layout: Layout, machine: Turbine, directions: np.ndarray, speeds: np.ndarray) -> np.ndarray:
        """Power of the farm [kW], shape (directions, speeds); see ``wake_propagation.propagate``."""
        return propagate(self, layout, machine, directions, speeds)

    def half_width(self, thrust: float, distance: np.ndarray) -> np.ndarray:
        """How far aside [diameter] the wake counts."""
        return self.reach * (self.growth * distance + self._width(thrust))

    def squared_deficit(
        self, thrust: np.ndarray, at: np.ndarray, distance: np.ndarray, aside: np.ndarray, hub: float
    ) -> np.ndarray:
        """Square of the deficit at the hub point [1]; equation 23."""
        spread = np.square((self.growth * distance)[:, None] + self._width(thrust)[at])
        deficit = 1 - np.sqrt(1 - np.minimum(thrust[at] / (8 * spread), 1.0))
        return np.square(deficit) * np.exp(-np.square(aside)[:, None] / spread)

    def _width(self, thrust: np.ndarray | float) -> np.ndarray:
        return initial_width(thrust) if self.width is None else np.full(np.shape(thrust), self.width)
