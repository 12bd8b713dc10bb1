"""The top-hat wake of Jensen 1983 (Risoe-M-2411) and Katic, Hojstrup & Jensen 1986, known as Park.

The wake widens straight on and is uniform inside; a rotor partly in it sees the share of its disc that overlaps.
The induction from thrust is Madsen et al. 2020, Wind Energy Science 5:1, doi:10.5194/wes-5-1-2020, as in PyWake's NOJ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from evaluators.offshore_wind.layout import Layout
from evaluators.offshore_wind.turbine import Turbine
from evaluators.offshore_wind.wake_propagation import propagate


def induction(thrust: np.ndarray) -> np.ndarray:
    """Axial induction factor [1] from the thrust coefficient [1]: the polynomial of Madsen et al. 2020, equation 8."""
    return thrust * (0.2460 + thrust * (0.0586 + thrust * 0.0883))


def overlap(radius: np.ndarray, aside: np.ndarray, rotor: float = 0.5) -> np.ndarray:
    """Share [1] of a disc of radius ``rotor`` inside a wake of ``radius`` whose centre is ``aside`` of it; one length unit.

    The wake is no smaller than the rotor.
    """
    near, far = aside <= radius - rotor, aside >= radius + rotor
    apart = np.where(near | far, radius, aside)  # where the rims cross, the formula holds; elsewhere it is not used
    wide = np.arccos(np.clip((radius**2 + apart**2 - rotor**2) / (2 * radius * apart), -1, 1))
    narrow = np.arccos(np.clip((rotor**2 + apart**2 - radius**2) / (2 * rotor * apart), -1, 1))
    lens = wide * radius**2 + narrow * rotor**2 - np.sin(wide) * radius * apart
    return np.where(near, 1.0, np.where(far, 0.0, lens / (np.pi * rotor**2)))


@dataclass(frozen=True)
class Park:
    """Jensen's wake with ``growth`` [1] of the radius per distance: 0.04 is the usual value offshore."""

    growth: float = 0.04
    name: ClassVar[str] = "park"
    version: ClassVar[str] = "1"
    source: ClassVar[str] = "Jensen 1983, Risoe-M-2411; Katic, Hojstrup & Jensen 1986, EWEC"

    def farm_power(self, layout: Layout, machine: Turbine, directions: np.ndarray, speeds: np.ndarray) -> np.ndarray:
        """Power of the farm [kW], shape (directions, speeds); see ``wake_propagation.propagate``."""
        return propagate(self, layout, machine, directions, speeds)

    def half_width(self, thrust: float, distance: np.ndarray) -> np.ndarray:
        """How far aside [diameter] the wake counts: rims touch."""
        return self.growth * distance + 1.0

    def squared_deficit(
        self, thrust: np.ndarray, at: np.ndarray, distance: np.ndarray, aside: np.ndarray, hub: float
    ) -> np.ndarray:
        """Square of the deficit over the rotor [1]."""
        radius = 0.5 + self.growth * np.maximum(distance, 0.0)
        share = overlap(radius, aside) / (4 * np.square(radius))
        return np.square(2 * induction(thrust))[at] * np.square(share)[:, None]
