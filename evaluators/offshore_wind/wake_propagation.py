"""From the upwind to the downwind turbine: how single wakes add up to the power of a farm.

One loop over the turbines in the order the wind meets them, all directions and speeds at once, and only the pairs of
turbines that a wake joins. Deficits are shares of the free wind and add up as the root of the sum of squares (Katic,
Hojstrup & Jensen 1986, EWEC, A simple model for cluster efficiency). Power and thrust follow the speed behind the wakes.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from evaluators.offshore_wind.layout import Layout
from evaluators.offshore_wind.turbine import Turbine

ABREAST = -1e-10  # [diameter] downwind distance from which a wake counts, as PyWake has it: rounding lifts no turbine out
HEADROOM = 1.25  # over the start of full power [1]: there it is tried whether wakes still cost power
# A weaker push leaves a weaker wake as long as the thrust coefficient is below 3/4; beyond, the near wake's own width
# grows faster than its deficit: thrust over squared width is (1 - q) q with q the root of 1 - thrust, highest at 1/2.
MONOTONE_THRUST = 0.75


class SingleWake(Protocol):
    """The wake of one turbine; lengths in rotor diameters, deficits as shares of the free wind."""

    def half_width(self, thrust: float, distance: np.ndarray) -> np.ndarray:
        """How far aside [diameter] the wake of a rotor of ``thrust`` [1] still counts at ``distance`` [diameter] behind it."""

    def squared_deficit(
        self, thrust: np.ndarray, at: np.ndarray, distance: np.ndarray, aside: np.ndarray, hub: float
    ) -> np.ndarray:
        """Square of the deficit [1] of pairs, shape (pairs, speeds): the turbine upwind of pair p has the coefficients
        ``thrust[at[p]]``; ``distance`` and ``aside`` [diameter] have shape (pairs,), ``hub`` [diameter] is its height."""


def propagate(wake: SingleWake, layout: Layout, machine: Turbine, directions: np.ndarray, speeds: np.ndarray) -> np.ndarray:
    """Power of the whole farm [kW], shape (directions, speeds).

    ``directions`` [degree] the wind comes from, clockwise from north; ``speeds`` [m/s] free, in any order.
    """
    directions, speeds = np.asarray(directions, dtype=float), np.asarray(speeds, dtype=float)
    places = _seen_from(layout, machine, directions)
    plateau = _plateau(machine)
    tried = speeds[(speeds >= HEADROOM * plateau) & (speeds <= machine.cut_out)].min(initial=np.inf)
    later = (speeds > tried) & (speeds <= machine.cut_out)
    power = np.full((len(directions), len(speeds)), len(layout) * machine.power[-1])
    power[:, ~later], slowest = _march(wake, places, machine, speeds[~later])
    if np.any(later):
        # Faster wind pushes the turbines less: where all run at full power in the speed tried, they do in those beyond.
        slowest = slowest[:, speeds[~later] == tried][:, 0]
        waked = (slowest < plateau) | (machine.thrust_at(slowest) > MONOTONE_THRUST)
        part, _ = _march(wake, (places[0][waked], places[1][waked]), machine, speeds[later])
        power[np.ix_(waked, later)] = part
    return power


def _seen_from(layout: Layout, machine: Turbine, directions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Downwind and sideways places [diameter] in the order the wind meets the turbines, each of shape (directions, turbines)."""
    angle = np.deg2rad(directions)[:, None]
    downwind = -(layout.east * np.sin(angle) + layout.north * np.cos(angle)) / machine.diameter
    aside = (layout.east * np.cos(angle) - layout.north * np.sin(angle)) / machine.diameter
    order = np.lexsort((aside, downwind), axis=1)  # by place, never by number: permuting turbines changes nothing
    return np.take_along_axis(downwind, order, axis=1), np.take_along_axis(aside, order, axis=1)


def _plateau(machine: Turbine) -> float:
    """The speed [m/s] from which power stays the same and thrust never rises up to cut-out; infinite if there is none."""
    varies = (machine.power[:-1] != machine.power[1:]) | (machine.thrust[:-1] < machine.thrust[1:])
    last = int(np.flatnonzero(varies).max(initial=-1)) + 1
    return float(machine.speed[last]) if last < len(machine.speed) - 1 else float("inf")


def _march(
    wake: SingleWake, places: tuple[np.ndarray, np.ndarray], machine: Turbine, speeds: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Farm power [kW] and the slowest speed [m/s] that any of the turbines sees, both of shape (directions, speeds)."""
    downwind, aside = places
    count, turbines = downwind.shape
    squares = np.zeros((turbines * count, len(speeds)))
    total, slowest = np.zeros((count, len(speeds))), np.tile(speeds, (count, 1))
    for upwind in range(turbines):
        local = speeds * (1 - np.sqrt(squares[upwind * count : (upwind + 1) * count]))
        total += machine.power_at(local)
        np.minimum(slowest, local, out=slowest)
        thrust = machine.thrust_at(local)
        distance = downwind[:, upwind + 1 :] - downwind[:, upwind, None]
        offset = np.abs(aside[:, upwind + 1 :] - aside[:, upwind, None])
        at, behind = np.nonzero((distance > ABREAST) & (offset < wake.half_width(float(thrust.max(initial=0)), distance)))
        pairs = wake.squared_deficit(thrust, at, distance[at, behind], offset[at, behind], machine.hub_height / machine.diameter)
        squares[(upwind + 1 + behind) * count + at] += pairs
    return total, slowest
