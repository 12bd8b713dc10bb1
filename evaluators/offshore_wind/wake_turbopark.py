"""TurbOPark with a Gaussian profile: Nygaard et al. 2022, J. Phys.: Conf. Ser. 2265:022063,
doi:10.1088/1742-6596/2265/2/022063, the default here.

The wake widens with the turbulence in it: the ambient one and that made by the rotor, which fades (Frandsen 2007). A
rotor sees the mean over its disc, and a mirrored wake stands for the ground. Constants as in PyWake's Nygaard_2022.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import numpy as np

from evaluators.offshore_wind.layout import Layout
from evaluators.offshore_wind.turbine import Turbine
from evaluators.offshore_wind.wake_gaussian import initial_width
from evaluators.offshore_wind.wake_propagation import propagate

AMBIENT, ADDED = 1.5, 0.8  # Frandsen's constants c1 and c2 [1], as in PyWake
NEAR_WIDTH, MOST_THRUST = 0.25, 0.96  # epsilon of the near wake [1] and the thrust at which it stops growing [1]
LEAST_THRUST = 1e-20  # a standing rotor divides by nothing [1]
STEP = 0.01  # of the tables, in wake widths [1]; straight lines between are within 1.3e-5 of the deficit
FURTHEST = 9.0  # wake widths aside that the tables cover [1]; there the deficit is below 1e-10


def disc_means(radius: np.ndarray, aside: np.ndarray) -> np.ndarray:
    """Mean of exp(-r2/2) over discs of ``radius``, whose centres lie ``aside`` of the origin, shape (radii, asides) [1].

    All in wake widths; the radii rise evenly from 0. The disc's share of a round normal distribution over its area, thus
    2 / radius2 times the non-central chi-square distribution with two degrees of freedom and aside2, at radius2. Summing
    its density ring by ring (Simpson's rule, error below 1e-10) is ten times as fast as calling it for every cell.
    """
    from scipy.special import i0e

    ring = np.linspace(0.0, radius[-1], 2 * len(radius) - 1)[:, None]
    density = ring * np.exp(-0.5 * np.square(ring - aside)) * i0e(ring * aside)
    rings = (radius[1] / 6) * (density[:-2:2] + 4 * density[1::2] + density[2::2])
    means = 2 * np.cumsum(rings, axis=0) / np.square(radius[1:])[:, None]
    return np.vstack((np.exp(-0.5 * np.square(aside)), means))


@lru_cache(maxsize=1)
def _table() -> np.ndarray:
    """``disc_means`` over the radii of a rotor, at most half a diameter over the near width, and ``FURTHEST`` aside."""
    return disc_means(np.arange(round(0.5 / NEAR_WIDTH / STEP) + 2) * STEP, np.arange(round(FURTHEST / STEP) + 2) * STEP)


@dataclass(frozen=True)
class TurboPark:
    """TurbOPark-Gaussian; ambient ``turbulence`` intensity [1], ``growth`` [1] of the width per distance and turbulence,
    ``reach`` [1] in widths beyond which a deficit, then below 2e-8, is left out. Raises ValueError."""

    turbulence: float = 0.06
    growth: float = 0.04
    reach: float = 6.0
    name: ClassVar[str] = "turbopark"
    version: ClassVar[str] = "1"
    source: ClassVar[str] = "Nygaard et al. 2022, doi:10.1088/1742-6596/2265/2/022063"

    def __post_init__(self) -> None:
        if not 0 < self.turbulence < 1:
            raise ValueError(f"A turbulence intensity of {self.turbulence:g} is no share between 0 and 1; 6 % is 0.06.")

    def farm_power(self, layout: Layout, machine: Turbine, directions: np.ndarray, speeds: np.ndarray) -> np.ndarray:
        """Power of the farm [kW], shape (directions, speeds); see ``wake_propagation.propagate``."""
        return propagate(self, layout, machine, directions, speeds)

    def half_width(self, thrust: float, distance: np.ndarray) -> np.ndarray:
        """How far aside [diameter] the wake counts."""
        near, rise, fade = self._constants(np.maximum(thrust, LEAST_THRUST))
        return self.reach * (near + rise * _spread(AMBIENT * self.turbulence + fade * np.maximum(distance, 0.0)))

    def squared_deficit(
        self, thrust: np.ndarray, at: np.ndarray, distance: np.ndarray, aside: np.ndarray, hub: float
    ) -> np.ndarray:
        """Square of the deficit over the rotor and its mirror image [1]."""
        thrust = np.maximum(thrust, LEAST_THRUST)
        near, rise, fade = (constant[at] for constant in self._constants(thrust))
        fade *= np.maximum(distance, 0.0)[:, None]
        fade += AMBIENT * self.turbulence
        width = _spread(fade)
        width *= rise
        width += near
        narrow = np.divide(1.0, width, out=width)
        deficit = 1 - np.sqrt(1 - np.minimum((thrust / 8)[at] * np.square(narrow), 1.0))
        mean, mirrored = _means(0.5 * narrow, aside[:, None] * narrow, np.hypot(aside, 2 * hub)[:, None] * narrow)
        return np.square(deficit) * (np.square(mean) + np.square(mirrored))

    def _constants(self, thrust: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The width over the diameter is near + rise spread(ambient + fade distance), distance in diameters."""
        fade = ADDED * self.turbulence / np.sqrt(thrust)
        rise = self.growth * self.turbulence / fade
        near = initial_width(thrust, NEAR_WIDTH, MOST_THRUST) - rise * _spread(AMBIENT * self.turbulence)
        return near, rise, fade


def _spread(turbulence: np.ndarray | float) -> np.ndarray:
    """Integral of the root of 1 + 1/u2 from nothing to ``turbulence`` [1]: how far ambient and added turbulence together
    have widened the wake."""
    root = np.sqrt(np.square(turbulence) + 1)
    return root - np.log((root + 1) / turbulence)


def _means(radius: np.ndarray, *asides: np.ndarray) -> list[np.ndarray]:
    """``disc_means`` at each pair of radius and distance aside, both in wake widths: bilinear in the table."""
    table = _table()
    columns, cells, found = table.shape[1], table.ravel(), []
    radius = radius * (1 / STEP)
    row = radius.astype(np.intp)
    radius -= row
    row *= columns
    for aside in asides:
        place = np.minimum(aside * (1 / STEP), columns - 1.000001)
        cell = place.astype(np.intp)
        place -= cell
        cell += row
        low, high = cells.take(cell), cells.take(cell + columns)
        low += place * (cells.take(cell + 1) - low)
        high += place * (cells.take(cell + (columns + 1)) - high)
        high -= low
        high *= radius
        high += low
        found.append(high)
    return found
