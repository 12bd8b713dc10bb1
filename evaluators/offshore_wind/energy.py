"""Yearly energy of a turbine as a function of how windy it is: tables made once a project, read by every draw.

All that lifts or lowers the wind (shear to hub height, measurement error, windy years) multiplies every speed, so
the energy of a draw is one look-up by that factor. How strongly energy follows speed is thus computed for the site
and the turbine, not fixed at 1.5.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from evaluators.offshore_wind.density import density_equivalent_speed
from evaluators.offshore_wind.layout import modelled_count
from evaluators.offshore_wind.resource import HOURS_A_YEAR, SpeedDistribution
from evaluators.offshore_wind.turbine import Turbine
from evaluators.offshore_wind.wake import SPEEDS, farm_efficiency

Number = np.ndarray | float

STEP = 0.01  # of the logarithm of the factor [1]; straight lines between are within 0.04 % of energy
FACTORS = np.exp(np.arange(np.log(0.25), np.log(4.0), STEP))
LIMITS = 41  # steps of the share of full power that the grid takes
WIDEST, CLOSEST = 20.0, 3.0  # spacing that the wake tables cover [1]
MOST_WAKES = 0.9  # share of energy that wakes take at the most [1]


class SiteEnergy:
    """Energy of ``machine`` in the wind of ``distribution``, per turbine and year.

    ``gross`` [MWh/year] without wakes, over ``FACTORS``.
    """

    def __init__(self, distribution: SpeedDistribution, machine: Turbine):
        self.machine = machine
        self._speed = FACTORS[:, None] * distribution.speed
        equivalent = density_equivalent_speed(distribution.speed, distribution.density)
        power = machine.power_at(FACTORS[:, None] * equivalent, self._speed)
        self._energy = power * distribution.share * (HOURS_A_YEAR / 1000)
        self._full = machine.rating * distribution.share * (HOURS_A_YEAR / 1000)
        self.gross = self._energy.sum(axis=1)

    def gross_energy(self, factor: Number) -> np.ndarray:
        """Energy without wakes [MWh/year] per turbine where every speed is ``factor`` [1] times the measured one."""
        return _read(factor, self.gross)

    def wake_loss(self, factor: Number, turbines: Number, spacing: Number) -> np.ndarray:
        """Share of energy lost to wakes inside the farm [1], as the Gaussian model has it.

        ``factor`` [1] as above, ``turbines`` [1] in the farm, ``spacing`` [1] in rotor diameters; each a number or
        draws. Between whole diameters the loss is a straight line.
        """
        factor, turbines, spacing = np.broadcast_arrays(factor, modelled_count(turbines), spacing)
        rows = _rows(factor)

        def loss(here: np.ndarray, count: int, diameters: float) -> np.ndarray:
            waked = self._waked(rows, count, diameters, 1.0).sum(axis=1)
            return _read(factor[here], 1 - _share(waked, self.gross[rows]), rows.start)

        return _by_farm(turbines, spacing, loss)

    def taken_share(
        self, factor: Number, limit: Number, turbines: Number, spacing: Number, wake_scale: float
    ) -> np.ndarray:
        """Share of the energy behind the wakes [1] that is left where the other end takes at most ``limit`` at any time.

        ``limit`` [1] of the farm's full power; ``factor``, ``turbines`` and ``spacing`` as in ``wake_loss``; all numbers
        or draws. Each speed is compared with its own wakes, ``wake_scale`` [1] times the model's: at full power, where
        the limit bites, there are none. Bilinear in a table over factor and limit.
        """
        factor, limit, turbines, spacing = np.broadcast_arrays(
            factor, np.clip(limit, 0.0, 1.0), modelled_count(turbines), spacing
        )
        level = np.minimum(limit * (LIMITS - 1), LIMITS - 1.000001)
        below = level.astype(np.int64)
        rows = _rows(factor)

        def share(here: np.ndarray, count: int, diameters: float) -> np.ndarray:
            waked = self._waked(rows, count, diameters, wake_scale)
            wind, place, step = factor[here], level[here], below[here]
            tables = {int(one): self._taken(rows, waked, int(one)) for one in np.union1d(step, step + 1)}
            shares = np.empty(wind.shape)
            for one in np.unique(step):
                now = step == one
                low, high = (_read(wind[now], tables[int(one) + more], rows.start) for more in (0, 1))
                shares[now] = low + (place[now] - one) * (high - low)
            return shares

        return _by_farm(turbines, spacing, share)

    def _waked(self, rows: slice, count: int, diameters: float, scale: float) -> np.ndarray:
        """Energy of each factor of ``rows`` and each bin behind wakes ``scale`` [1] times the model's."""
        efficiency = np.interp(self._speed[rows], SPEEDS, farm_efficiency(self.machine.name, count, diameters))
        return self._energy[rows] * np.maximum(1 - scale * (1 - efficiency), 1 - MOST_WAKES)

    def _taken(self, rows: slice, waked: np.ndarray, level: int) -> np.ndarray:
        most = level / (LIMITS - 1) * self._full
        return _share(np.minimum(waked, most).sum(axis=1), waked.sum(axis=1))

    def sensitivity(self, factor: float) -> float:
        """Percent more gross energy for one percent more wind [1], at ``factor`` [1]."""
        up, down = self.gross_energy(factor * 1.02), self.gross_energy(factor / 1.02)
        return float(np.log(up / down) / (2 * np.log(1.02))) if down > 0 else 0.0


def _by_farm(
    turbines: np.ndarray, spacing: np.ndarray, table: Callable[[np.ndarray, int, float], np.ndarray]
) -> np.ndarray:
    """``table(here, count, diameters)`` of every draw's own farm; straight lines between whole diameters."""
    spacing = np.clip(spacing, CLOSEST, WIDEST)
    below = np.minimum(np.floor(spacing), WIDEST - 1)
    found = np.zeros(np.shape(spacing))
    for count in np.unique(turbines):
        for diameters in np.unique(below[turbines == count]):
            here = (turbines == count) & (below == diameters)
            share = spacing[here] - diameters
            near = table(here, int(count), diameters)
            far = table(here, int(count), diameters + 1.0) if np.any(share > 0) else near
            found[here] = near + share * (far - near)
    return found[()]


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """``part`` over ``whole``, 1 where there is nothing."""
    return np.divide(part, whole, out=np.ones(len(whole)), where=whole > 0)


def _rows(factor: np.ndarray) -> slice:
    """The rows of a table over ``FACTORS`` that these draws read: what no draw reads is not computed."""
    return slice(int(_place(np.min(factor))), int(_place(np.max(factor))) + 2)


def _read(factor: Number, table: np.ndarray, first: int = 0) -> np.ndarray:
    """``table`` over ``FACTORS`` from row ``first`` on, at ``factor``: straight lines over its logarithm."""
    place = _place(factor)
    cell = place.astype(np.int64)
    low = table[cell - first]
    return low + (place - cell) * (table[cell + 1 - first] - low)


def _place(factor: Number) -> np.ndarray:
    return np.clip((np.log(factor) - np.log(0.25)) / STEP, 0.0, len(FACTORS) - 1.000001)
