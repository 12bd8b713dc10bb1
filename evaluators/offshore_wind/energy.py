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
ALIKE = 0.001  # of all energy; an axis weaker than this is none
MOST_WAKES = 0.9  # share of energy that wakes take at the most [1]

Part = tuple[np.ndarray, np.ndarray]  # share of some directions in each bin [1], (bins,), and their efficiency, (factors, bins)
Place = tuple[np.ndarray, np.ndarray]  # the node below a factor, counted from the first that is read, and how far beyond [1]


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
        below = np.clip(np.searchsorted(self._speeds, equivalent, side="right") - 1, 0, len(self._speeds) - 2)
        low = self._speeds[below]
        self._beyond = np.clip((equivalent - low) / (self._speeds[below + 1] - low), 0.0, 1.0)
        self._cell = below + np.arange(len(climate.speed)) * len(self._speeds)  # in a table (bins, speeds) laid out flat

    def place(self, factor: Number) -> Place:
        """Where ``factor`` [1] lies among the factors of the tables."""
        place = _place(factor)
        cell = place.astype(np.int64)
        return cell - self.first, place - cell

    def read(self, table: np.ndarray, place: Place) -> np.ndarray:
        """``table``, its last axis over the factors, at each ``place``: straight lines over the factor's logarithm."""
        cell, beyond = place
        low = table[..., cell]
        return low + beyond * (table[..., cell + 1] - low)

    def gross_energy(self, factor: Number) -> np.ndarray:
        """Energy without wakes [MWh/year] per turbine where every speed is ``factor`` [1] times the measured one."""
        return self.read(self.gross, self.place(factor))

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
        flat = np.ascontiguousarray(left).ravel()
        low = flat[self._cell]
        return np.clip(low + self._beyond * (flat[self._cell + 1] - low), 1 - MOST_WAKES, 1.0)

    def across(self, factor: float) -> int:
        """Degrees, 0 to 359, by which a grid is turned for its rows to lie across the main direction of the energy in the
        free wind at ``factor`` [1]; 0 where all directions are alike.

        The main direction is the axis of the energy rose (its second harmonic), so that winds from both ends of it count as
        one; which end is in front, the first harmonic says.
        """
        climate = self.climate
        driving = np.asarray(density_equivalent_speed(climate.speed, climate.density))
        power = self.machine.power_at(factor * driving, factor * climate.speed)
        rose = (power * climate.share) @ climate.direction
        ahead = np.deg2rad(np.arange(360))
        axis = rose @ np.exp(2j * ahead)
        if abs(axis) <= ALIKE * rose.sum():
            return 0
        turn = round(np.rad2deg(np.angle(axis)) / 2)
        behind = np.real(rose @ np.exp(1j * ahead) * np.exp(-1j * np.deg2rad(turn))) < 0
        return (turn + 180 * bool(behind)) % 360

    def wake_loss(self, efficiency: np.ndarray) -> np.ndarray:
        """Share of energy lost to wakes [1] over the factors, from ``efficiency`` [1] of shape (factors, bins)."""
        return 1 - _share((self._energy * efficiency).sum(axis=1), self.gross)

    def behind(self, parts: Sequence[Part]) -> list[tuple[np.ndarray, np.ndarray]]:
        """Energy behind the wakes, (factors, bins), and at full power, (bins,), of ``parts`` as from ``efficiency_parts``."""
        return [(share * self._energy * efficiency, share * self._full) for share, efficiency in parts]


class Taken:
    """Share of the energy behind the wakes of ``parts`` that is left where the other end takes at most so much at any time.

    Each speed is compared with its own wakes: at full power, where the limit bites, there are none. A table over factor
    and limit, filled where it is read, once for all who ask.
    """

    def __init__(self, site: SiteEnergy, parts: Sequence[Part]):
        self._site, self._waked = site, site.behind(parts)
        self._whole = np.sum([energy.sum(axis=1) for energy, _ in self._waked], axis=0)
        self._table = np.full((LIMITS, len(self._whole)), np.nan)

    def share(self, place: Place, limit: Number) -> np.ndarray:
        """The share [1] for factors at ``place`` and ``limit`` [1] of the farm's full power: bilinear."""
        level = np.minimum(np.clip(limit, 0.0, 1.0) * (LIMITS - 1), LIMITS - 1.000001)
        below = level.astype(np.int64)
        for one in np.flatnonzero(np.bincount(np.ravel(below), minlength=LIMITS)).tolist():
            for number in (one, one + 1):
                if np.isnan(self._table[number, 0]):
                    self._table[number] = self._left(number / (LIMITS - 1))
        (cell, beyond), rest = place, level - below
        low, high = (
            under + beyond * (self._table[number, cell + 1] - under)
            for number, under in ((number, self._table[number, cell]) for number in (below, below + 1))
        )
        return (low + rest * (high - low))[()]

    def _left(self, limit: float) -> np.ndarray:
        """The share [1] over the factors at one ``limit`` [1]."""
        return _share(np.sum([np.minimum(energy, limit * full).sum(axis=1) for energy, full in self._waked], axis=0), self._whole)


def model_form(losses: Sequence[np.ndarray] | np.ndarray, uniform: Number, centre: int | None = None) -> np.ndarray:
    """One wake loss [1] a draw from those of several models at ``uniform`` [1], each numbers or of shape (draws,).

    Sorted, n losses are the points (i - 0.5) / n of a distribution (Hazen 1914, Trans. ASCE 77:1539), with straight lines
    between and beyond: the truth may lie outside the models. The distribution is moved until its middle is the loss of the
    model numbered ``centre``; without one all are equally good guesses.
    """
    *every, place = np.broadcast_arrays(*losses, np.asarray(uniform) * len(losses) - 0.5)
    ordered = _sorted(np.stack(every))
    if len(ordered) == 1:
        return np.clip(ordered[0], 0.0, MOST_WAKES)
    below = np.clip(np.floor(place).astype(np.int64), 0, len(ordered) - 2)
    low, high = (np.take_along_axis(ordered, (below + more)[None], axis=0)[0] for more in (0, 1))
    found = low + (place - below) * (high - low)
    if centre is not None:
        found += every[centre] - (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    return np.clip(found, 0.0, MOST_WAKES)


def _sorted(rows: np.ndarray) -> np.ndarray:
    """``rows``, few and long, in rising order at each place, in their own memory: neighbours change places until none must."""
    for last in range(len(rows) - 1, 0, -1):
        for one in range(last):
            lower = np.minimum(rows[one], rows[one + 1])
            rows[one + 1] = np.maximum(rows[one], rows[one + 1])
            rows[one] = lower
    return rows


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """``part`` over ``whole``, 1 where there is nothing."""
    return np.divide(part, whole, out=np.ones(len(whole)), where=whole > 0)


def _place(factor: Number) -> np.ndarray:
    return np.clip((np.log(factor) - np.log(0.25)) / STEP, 0.0, len(FACTORS) - 1.000001)
