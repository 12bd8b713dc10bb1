"""Wakes: what the turbines upwind leave over for the others.

The Gaussian wake of Bastankhah & Porte-Agel (2014, Renewable Energy 70:116, doi:10.1016/j.renene.2014.01.002), in pure
NumPy: one loop over the turbines from upwind to downwind, all directions and speeds at once. Deficits are shares of
the free wind, added as the root of the sum of squares; wakes act on the hub point.

A table of farm efficiency is made once for turbine, number and spacing, and kept; no draw runs the wake model.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from evaluators.offshore_wind.layout import staggered_grid
from evaluators.offshore_wind.turbine import turbine

GROWTH = 0.0324555  # width gained per distance [1]; the value of IEA Wind Task 37 case study 1 and PyWake's default
MOST_THRUST = 0.899  # beyond it the width formula runs away [1]; PyWake sets the same limit
REACH = 5.0  # wake widths beyond which a deficit (below 4e-6) is left out [1]
# Half the circle: on a grid, wind from ahead and from behind leave the same. Twelve sector centres would double the loss.
DIRECTIONS = np.arange(1.0, 180.0, 3.0)  # [degree]
SPEEDS = np.array([3, 4, 5, 6, 7, 8, 9, 9.5, 10, 10.5, 11, 11.5, 12, 12.5, 13, 14, 15, 17, 20, 25.0])  # [m/s]

Curve = Callable[[np.ndarray], np.ndarray]


def initial_width(thrust: np.ndarray) -> np.ndarray:
    """Width of the wake at the rotor over its diameter [1], from the thrust coefficient [1]; equations 6, 19 and 21."""
    root = np.sqrt(1 - np.minimum(thrust, MOST_THRUST))
    return 0.2 * np.sqrt((1 + root) / (2 * root))


def farm_power(
    east: np.ndarray, north: np.ndarray, directions: np.ndarray, speeds: np.ndarray, power: Curve, thrust: Curve,
    diameter: float, *, growth: float = GROWTH, width: Curve = initial_width, reach: float = REACH,
) -> np.ndarray:
    """Power of the whole farm, in the unit of ``power``, shape (directions, speeds).

    ``east``, ``north`` and ``diameter`` [m]; ``directions`` [degree] that the wind comes from, clockwise from north;
    ``speeds`` [m/s] free; ``power`` and ``thrust`` [1] are curves over speed [m/s]; ``width`` [1] gives the wake's
    width at the rotor over the diameter from the thrust coefficient; pairs further aside than ``reach`` widths are left out.
    """
    angle = np.deg2rad(np.asarray(directions, dtype=float))[:, None]
    downwind = -(east * np.sin(angle) + north * np.cos(angle)) / diameter
    order = np.argsort(downwind, axis=1, kind="stable")
    downwind = np.take_along_axis(downwind, order, axis=1)
    aside = np.take_along_axis((east * np.cos(angle) - north * np.sin(angle)) / diameter, order, axis=1)
    squares = np.zeros((len(order[0]), len(order), len(speeds)))
    total = np.zeros((len(order), len(speeds)))
    widest = float(np.max(width(thrust(speeds))))
    for upwind in range(len(squares)):
        local = speeds * (1 - np.sqrt(np.minimum(squares[upwind], 1.0)))
        total += power(local)
        distance = downwind[:, upwind + 1 :] - downwind[:, upwind, None]
        offset = aside[:, upwind + 1 :] - aside[:, upwind, None]
        at, behind = np.nonzero((distance > 0) & (np.abs(offset) < reach * (growth * distance + widest)))
        if not len(at):
            continue
        pushed = thrust(local)
        spread = (growth * distance[at, behind][:, None] + width(pushed)[at]) ** 2
        deficit = 1 - np.sqrt(1 - np.minimum(pushed[at] / (8 * spread), 1.0))
        deficit *= np.exp(-0.5 * offset[at, behind][:, None] ** 2 / spread)
        squares[upwind + 1 + behind, at] += deficit**2
    return total


def farm_of(name: str, east: np.ndarray, north: np.ndarray, directions: np.ndarray, speeds: np.ndarray) -> np.ndarray:
    """Power [kW] of turbines of row ``name`` at ``east``, ``north`` [m], shape (directions, speeds); see ``farm_power``."""
    machine = turbine(name)
    return farm_power(
        np.asarray(east, dtype=float), np.asarray(north, dtype=float), np.asarray(directions, dtype=float),
        np.asarray(speeds, dtype=float), machine.power_at, machine.thrust_at, machine.diameter,
    )


@lru_cache(maxsize=4096)
def farm_efficiency(name: str, count: int, spacing: float) -> np.ndarray:
    """Energy with wakes over energy without at the free speeds ``SPEEDS``, shape (speeds,) [1], read-only.

    ``count`` turbines of row ``name`` on a staggered grid, ``spacing`` [1] in rotor diameters; the mean over all
    directions alike, since the site states no wind rose in this form.
    """
    machine = turbine(name)
    east, north = staggered_grid(count, spacing * machine.diameter)
    farm = farm_of(name, east, north, DIRECTIONS, SPEEDS).mean(axis=0)
    efficiency = np.minimum(farm / (count * machine.power_at(SPEEDS)).clip(1e-9), 1.0)
    efficiency[machine.power_at(SPEEDS) <= 0] = 1.0
    efficiency.flags.writeable = False
    return efficiency
