"""Wakes: what the turbines upwind leave over for the others. The small interface that every wake model has.

A farm's power over direction and speed is computed once for layout, machine and model, and kept by content; no draw runs a
wake model. The own models are in ``wake_turbopark`` (the default), ``wake_park`` and ``wake_gaussian``, any of PyWake's in
``wake_pywake``. Twelve sector centre-lines are not offered: on a grid they double the loss.
"""

from __future__ import annotations

import hashlib
from typing import Protocol, runtime_checkable

import numpy as np

from evaluators.offshore_wind.layout import Layout
from evaluators.offshore_wind.turbine import Turbine, turbine
from evaluators.offshore_wind.wake_gaussian import Gaussian
from evaluators.offshore_wind.wake_park import Park
from evaluators.offshore_wind.wake_turbopark import TurboPark

DIRECTIONS = np.arange(360.0)  # [degree] the wind comes from: 180 or more are needed, see the tests
# Half a metre per second to 14, where efficiency bends, then five to cut-out [m/s]: 0.01 % of energy. At cut-in itself, a step
# of every power curve, two codes may stand on either side of it: there a cell may differ from PyWake's by more than 5 kW.
SPEEDS = np.concatenate((np.arange(3.0, 14.25, 0.5), [15.0, 16.0, 18.0, 20.0, 25.0]))
DEFAULT = "turbopark"
MOST_KEPT = 64 * 2**20  # bytes of farm matrices kept: about 800 farms


@runtime_checkable
class WakeModel(Protocol):
    """What a wake model must have; two with the same ``name``, ``version`` and ``repr`` give the same numbers."""

    @property
    def name(self) -> str:
        """One word."""

    @property
    def version(self) -> str:
        """Of its code."""

    @property
    def source(self) -> str:
        """Paper and identifier."""

    def farm_power(self, layout: Layout, machine: Turbine, directions: np.ndarray, speeds: np.ndarray) -> np.ndarray:
        """Power of the farm [kW], shape (directions, speeds): ``directions`` [degree] the wind comes from, clockwise from
        north, ``speeds`` [m/s] free."""


def models(turbulence: float = 0.06) -> dict[str, WakeModel]:
    """The three own models by name; ambient ``turbulence`` intensity [1] for those that ask for it."""
    own: tuple[WakeModel, ...] = (TurboPark(turbulence=turbulence), Park(), Gaussian())
    return {model.name: model for model in own}


def table_speeds(machine: Turbine) -> np.ndarray:
    """The speeds [m/s] of the farm matrix of ``machine``, shape (28,): ``SPEEDS``, its last five drawn to the cut-out."""
    return np.where(SPEEDS <= 14, SPEEDS, 14 + (SPEEDS - 14) * (max(machine.cut_out, 14.5) - 14) / (SPEEDS[-1] - 14))


def farm_matrix(model: WakeModel, machine: Turbine, layout: Layout) -> np.ndarray:
    """Power of the farm [kW] over ``DIRECTIONS`` and ``table_speeds(machine)``, shape (360, 28), read-only.

    Computed once for the content of model, machine and layout; the least recently used ones are dropped.
    """
    key = _content(model, machine, layout)
    matrix = _KEPT.pop(key, None)
    if matrix is None:
        matrix = np.ascontiguousarray(model.farm_power(layout, machine, DIRECTIONS, table_speeds(machine)), dtype=float)
        matrix.flags.writeable = False
    _KEPT[key] = matrix  # last in line, as the most recently used
    for oldest in list(_KEPT)[:-1]:
        if sum(kept.nbytes for kept in list(_KEPT.values())) <= MOST_KEPT:
            break
        _KEPT.pop(oldest, None)
    return matrix


def forget() -> None:
    """Drops every farm matrix kept, to measure or to free memory."""
    _KEPT.clear()


_KEPT: dict[bytes, np.ndarray] = {}


def _content(model: WakeModel, machine: Turbine, layout: Layout) -> bytes:
    """What the matrix depends on, and nothing else: two names of one machine share it."""
    told = hashlib.blake2b(repr((model.name, model.version, model)).encode(), digest_size=20)
    told.update(repr((machine.diameter, machine.hub_height, len(machine.speed), len(layout))).encode())
    for array in (machine.speed, machine.power, machine.thrust, layout.east, layout.north):
        told.update(np.ascontiguousarray(array, dtype=float).tobytes())
    return told.digest()


def farm_of(name: str, east: np.ndarray, north: np.ndarray, directions: np.ndarray, speeds: np.ndarray) -> np.ndarray:
    """Power [kW] behind Gaussian wakes of turbines of row ``name`` at ``east``, ``north`` [m], shape (directions, speeds)."""
    return Gaussian().farm_power(Layout(east, north), turbine(name), np.asarray(directions), np.asarray(speeds))
