"""Yearly energy of a farm as a function of how windy it is: tables made once a project, read by every draw.

All that lifts or lowers the wind (shear to hub height, measurement error, windy years) multiplies every speed, so
the energy of a draw is one look-up by that factor. How strongly energy follows speed is thus computed for the site
and the turbine, not fixed at 1.5.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evaluators.offshore_wind.climate import WindClimate
from evaluators.offshore_wind.density import density_equivalent_speed
from evaluators.offshore_wind.turbine import Turbine
from evaluators.offshore_wind.wake import table_speeds
from evaluators.offshore_wind.years import HOURS_A_YEAR

Number = np.ndarray | float

STEP = 0.01  # of the logarithm of the factor [1]; straight lines between are within 0.04 % of energy
FACTORS = np.exp(np.arange(np.log(0.25), np.log(4.0), STEP))
LIMITS = 41  # steps of the share of full power that the grid takes
PARTS = 6  # of the directions, by the strength of their wakes, where power is compared with a limit
MOST_WAKES = 0.9  # share of energy that wakes take at the most [1]

Part = tuple[np.ndarray, np.ndarray]  # share of some directions in each bin [1], (bins,), and their efficiency, (factors, bins)


class SiteEnergy:
    """Energy of ``machine`` in the wind of ``climate``, per turbine and year, where every speed is multiplied by a factor
    of ``factors`` [1], numbers or draws: tables reach no further than these.

    ``gross`` [MWh/year] without wakes, over the factors read.
    """

    def __init__(self, climate: WindClimate, machine: Turbine, factors: Number):
        self.climate, self.machine = climate, machine
        self.first = int(_place(np.min(factors)))
        read = FACTORS[self.first : int(_place(np.max(factors))) + 2, None]
        self.speed = read * climate.speed
        equivalent = read * density_equivalent_speed(climate.speed, climate.density)
        self._energy = machine.power_at(equivalent, self.speed) * climate.share * (HOURS_A_YEAR / 1000)
        self._full = machine.rating * climate.share * (HOURS_A_YEAR / 1000)
        self.gross = self._energy.sum(axis=1)
        self._speeds = table_speeds(machine)
        # Heavy air loads and pushes a rotor as faster wind would: wakes too are read at the equivalent speed.
        self._below = np.clip(np.searchsorted(self._speeds, equivalent, side="right") - 1, 0, len(self._speeds) - 2)
        low = self._speeds[self._below]
        self._beyond = np.clip((equivalent - low) / (self._speeds[self._below + 1] - low), 0.0, 1.0)

    def read(self, table: np.ndarray, factor: Number) -> np.ndarray:
        """``table`` over the factors at ``factor`` [1]: straight lines over its logarithm."""
        place = _place(factor)
        cell = place.astype(np.int64)
        low = table[cell - self.first]
        return low + (place - cell) * (table[cell + 1 - self.first] - low)

    def gross_energy(self, factor: Number) -> np.ndarray:
        """Energy without wakes [MWh/year] per turbine where every speed is ``factor`` [1] times the measured one."""
        return self.read(self.gross, factor)

    def efficiency(self, matrix: np.ndarray, turbines: int) -> np.ndarray:
        """Power with wakes over power without [1], shape (factors, bins), each bin with its own directions.

        ``matrix`` [kW] is the farm matrix of ``turbines`` turbines of this machine, shape (360, speeds).
        """
        return self._at_bins(self.climate.direction @ self._left(matrix, turbines))

    def efficiency_parts(self, matrix: np.ndarray, turbines: int) -> list[Part]:
        """``efficiency`` by ``PARTS`` of the directions, from those with the strongest wakes to those with the weakest."""
        left, parts = self._left(matrix, turbines), []
        for inside in np.array_split(np.argsort(left.mean(axis=1), kind="stable"), PARTS):
            rose = self.climate.direction[:, inside]
            share = rose.sum(axis=1)
            parts.append((share, self._at_bins(rose @ left[inside] / np.maximum(share, 1e-12)[:, None])))
        return parts

    def _left(self, matrix: np.ndarray, turbines: int) -> np.ndarray:
        """Power with wakes over power without [1], shape of ``matrix`` [kW], (360, speeds)."""
        free = turbines * self.machine.power_at(self._speeds)
        # Next to a speed without power (cut-in) the nearest efficiency that there is stands.
        running = np.flatnonzero(free > 0)
        at = np.clip(np.arange(len(free)), running[0], running[-1])
        return matrix[:, at] / free[at]

    def _at_bins(self, left: np.ndarray) -> np.ndarray:
        """``left``, (bins, speeds), at each bin's lifted speed: straight lines between, (factors, bins)."""
        bins = np.arange(len(left))
        low = left[bins, self._below]
        return np.clip(low + self._beyond * (left[bins, self._below + 1] - low), 1 - MOST_WAKES, 1.0)

    def wake_loss(self, efficiency: np.ndarray) -> np.ndarray:
        """Share of energy lost to wakes [1] over the factors, from ``efficiency`` [1] of shape (factors, bins)."""
        return 1 - _share((self._energy * efficiency).sum(axis=1), self.gross)

    def taken_share(self, factor: Number, limit: Number, parts: Sequence[Part]) -> np.ndarray:
        """Share of the energy behind the wakes [1] that is left where the other end takes at most ``limit`` at any time.

        ``limit`` [1] of the farm's full power; ``parts`` as from ``efficiency_parts``. Each speed is compared with its own
        wakes: at full power, where the limit bites, there are none. Bilinear in a table over factor and limit.
        """
        factor, limit = np.broadcast_arrays(factor, np.clip(limit, 0.0, 1.0))
        level = np.minimum(limit * (LIMITS - 1), LIMITS - 1.000001)
        below = level.astype(np.int64)
        waked = [(share * self._energy * efficiency, share * self._full) for share, efficiency in parts]
        whole = sum(energy.sum(axis=1) for energy, _ in waked)
        tables = {
            one: _share(sum(np.minimum(energy, one / (LIMITS - 1) * full).sum(axis=1) for energy, full in waked), whole)
            for one in np.union1d(below, below + 1).tolist()
        }
        share = np.empty(factor.shape)
        for one in np.unique(below).tolist():
            now = below == one
            low, high = (self.read(tables[one + more], factor[now]) for more in (0, 1))
            share[now] = low + (level[now] - one) * (high - low)
        return share[()]


def model_form(losses: Sequence[np.ndarray], uniform: Number) -> np.ndarray:
    """One wake loss [1] a draw from those of several models at ``uniform`` [1], each numbers or of shape (draws,).

    Sorted, n losses are the points (i - 0.5) / n of a distribution (Hazen 1914, Trans. ASCE 77:1539), with straight lines
    between and beyond: the models are equally good guesses, and the truth may lie outside them.
    """
    *every, place = np.broadcast_arrays(*losses, np.asarray(uniform) * len(losses) - 0.5)
    ordered = np.sort(np.stack(every), axis=0)
    if len(ordered) == 1:
        return np.clip(ordered[0], 0.0, MOST_WAKES)
    below = np.clip(np.floor(place).astype(np.int64), 0, len(ordered) - 2)
    low, high = (np.take_along_axis(ordered, (below + more)[None], axis=0)[0] for more in (0, 1))
    return np.clip(low + (place - below) * (high - low), 0.0, MOST_WAKES)


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """``part`` over ``whole``, 1 where there is nothing."""
    return np.divide(part, whole, out=np.ones(len(whole)), where=whole > 0)


def _place(factor: Number) -> np.ndarray:
    return np.clip((np.log(factor) - np.log(0.25)) / STEP, 0.0, len(FACTORS) - 1.000001)
