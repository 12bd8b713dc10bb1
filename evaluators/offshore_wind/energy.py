"""Yearly energy of a turbine as a function of how windy it is: tables made once a project, read by every draw.

All that lifts or lowers the wind (shear to hub height, measurement error, windy years) multiplies every speed, so
the energy of a draw is one look-up by that factor. How strongly energy follows speed is thus computed for the site
and the turbine, not fixed at 1.5.
"""

from __future__ import annotations

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
        spacing = np.clip(spacing, CLOSEST, WIDEST)
        factor, turbines, spacing = np.broadcast_arrays(factor, modelled_count(turbines), spacing)
        below = np.minimum(np.floor(spacing), WIDEST - 1)
        loss = np.zeros(factor.shape)
        for count in np.unique(turbines):
            for diameters in np.unique(below[turbines == count]):
                here = (turbines == count) & (below == diameters)
                share = spacing[here] - diameters
                near, far = (_read(factor[here], self._loss(int(count), diameters + more)) for more in (0.0, 1.0))
                loss[here] = near + share * (far - near)
        return loss[()]

    def taken_share(self, factor: Number, limit: Number) -> np.ndarray:
        """Share of energy [1] left where the other end takes at most ``limit`` [1] of full power at any time.

        ``factor`` [1] as above; both numbers or draws. Bilinear in a table over both.
        """
        factor, limit = np.broadcast_arrays(factor, np.clip(limit, 0.0, 1.0))
        level = np.minimum(limit * (LIMITS - 1), LIMITS - 1.000001)
        below = level.astype(np.int64)
        shares = np.empty(factor.shape)
        for step in np.unique(below):
            here = below == step
            low, high = (_read(factor[here], self._taken(int(one))) for one in (step, step + 1))
            shares[here] = low + (level[here] - step) * (high - low)
        return shares[()]

    def _taken(self, level: int) -> np.ndarray:
        most = level / (LIMITS - 1) * self._full
        taken = np.minimum(self._energy, most).sum(axis=1)
        return np.divide(taken, self.gross, out=np.ones(len(taken)), where=self.gross > 0)

    def sensitivity(self, factor: float) -> float:
        """Percent more gross energy for one percent more wind [1], at ``factor`` [1]."""
        up, down = self.gross_energy(factor * 1.02), self.gross_energy(factor / 1.02)
        return float(np.log(up / down) / (2 * np.log(1.02))) if down > 0 else 0.0

    def _loss(self, count: int, spacing: float) -> np.ndarray:
        efficiency = np.interp(self._speed, SPEEDS, farm_efficiency(self.machine.name, count, spacing))
        waked = np.einsum("ij,ij->i", self._energy, efficiency)
        return 1 - np.divide(waked, self.gross, out=np.ones(len(waked)), where=self.gross > 0)


def _read(factor: Number, table: np.ndarray) -> np.ndarray:
    """``table`` over ``FACTORS`` at ``factor``: straight lines over its logarithm."""
    place = np.clip((np.log(factor) - np.log(0.25)) / STEP, 0.0, len(FACTORS) - 1.000001)
    cell = place.astype(np.int64)
    return table[cell] + (place - cell) * (table[cell + 1] - table[cell])
