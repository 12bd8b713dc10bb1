"""Reference turbines: power and thrust curves, and the checks that a curve must pass."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np

from evaluators.toolkit.row import assumption_table

TURBINES = assumption_table("evaluators.offshore_wind", "turbines.csv")
PLATEAU = 0.99  # share of rated power from which a curve may ripple


class CurveError(ValueError):
    """A power or thrust curve cannot be one; the message says why and what to do."""


@dataclass(frozen=True)
class Turbine:
    """One machine: ``rating`` [kW], ``diameter`` and ``hub_height`` [m], curves over ``speed`` [m/s].

    ``power`` [kW] at 1.225 kg/m3 and ``thrust`` (coefficient) [1] have the shape of ``speed``, which runs from cut-in
    to cut-out. ``source`` names document and version of the curve.
    """

    name: str
    rating: float
    diameter: float
    hub_height: float
    speed: np.ndarray
    power: np.ndarray
    thrust: np.ndarray
    source: str = ""

    @property
    def cut_out(self) -> float:
        """The speed above which it stands still [m/s]."""
        return float(self.speed[-1])

    def power_at(self, equivalent: np.ndarray, actual: np.ndarray | None = None) -> np.ndarray:
        """Power [kW] at density-equivalent speed ``equivalent`` [m/s]; nothing where the ``actual`` speed is past cut-out.

        Judged on the equivalent speed, cold air would stop a turbine half a metre per second too early.
        """
        actual = equivalent if actual is None else actual
        return np.interp(equivalent, self.speed, self.power, left=0.0) * (np.asarray(actual) <= self.cut_out)

    def thrust_at(self, speed: np.ndarray) -> np.ndarray:
        """Thrust coefficient [1] at ``speed`` [m/s]; nothing below cut-in and past cut-out."""
        return np.interp(speed, self.speed, self.thrust, left=0.0, right=0.0)


@lru_cache(maxsize=64)
def turbine(name: str) -> Turbine:
    """The turbine of this row of ``turbines.csv``, its curves checked. Raises KeyError or CurveError."""
    facts = TURBINES.medians(name)
    table = resources.files("evaluators.offshore_wind").joinpath("power_curves.csv").read_text(encoding="utf-8")
    points = np.array([
        [float(point[column]) for column in ("speed", "power", "thrust")]
        for point in csv.DictReader(table.splitlines()) if point["turbine"] == name
    ])
    points = np.ascontiguousarray(points.T)
    points.flags.writeable = False
    check_curve(name, points[0], points[1], points[2], facts.rating * 1000)
    return Turbine(
        name, facts.rating * 1000, facts.rotor_diameter, facts.hub_height, points[0], points[1], points[2],
        TURBINES.lines[name]["rating"].source,
    )


def power(name: str, speed: np.ndarray | float) -> np.ndarray:
    """Power [MW] of the reference turbine ``name`` at ``speed`` [m/s] and 1.225 kg/m3. Raises KeyError for no such turbine."""
    return turbine(name).power_at(np.asarray(speed, dtype=float)) / 1000


def thrust(name: str, speed: np.ndarray | float) -> np.ndarray:
    """Thrust coefficient [1] of the reference turbine ``name`` at ``speed`` [m/s]. Raises KeyError for no such turbine."""
    return turbine(name).thrust_at(np.asarray(speed, dtype=float))


def check_curve(name: str, speed: np.ndarray, power: np.ndarray, thrust: np.ndarray, rating: float) -> None:
    """Raises CurveError unless ``speed`` [m/s], ``power`` [kW] and ``thrust`` [1] can be the curves of a machine of
    ``rating`` [kW]: from cut-in to cut-out, rising to rated power and staying there."""
    speed, power, thrust = (np.asarray(column, dtype=float) for column in (speed, power, thrust))
    if not (len(speed) == len(power) == len(thrust) >= 3) or not np.all(np.isfinite([speed, power, thrust])):
        raise CurveError(f"{name}: the curve needs three speeds or more, each with a power and a thrust coefficient.")
    if np.any(np.diff(speed) <= 0) or speed[0] <= 0:
        raise CurveError(f"{name}: the speeds of the curve must rise from above 0 m/s; sort them and drop doubles.")
    if speed[-1] > 40:
        raise CurveError(f"{name}: the curve runs to {speed[-1]:g} m/s; end it at cut-out, or turn km/h into m/s.")
    if power.min() < 0:
        raise CurveError(f"{name}: {power.min():g} kW is negative; a standing turbine's own use is a loss, write 0.")
    if power.max() > 100 * rating:
        raise CurveError(f"{name}: {power.max():g} kW at a rating of {rating:g} kW; the curve seems to be in W, divide by 1000.")
    if power.max() > 1.05 * rating:
        raise CurveError(f"{name}: the curve reaches {power.max():g} kW, above its rating of {rating:g} kW; mend one of them.")
    rated = int(np.argmax(power >= PLATEAU * power.max()))
    falls = np.flatnonzero(np.diff(power[: rated + 1]) < 0)
    if len(falls):
        raise CurveError(f"{name}: power falls from {power[falls[0]]:g} kW at {speed[falls[0]]:g} m/s, before rated power.")
    if np.any(power[rated:] < PLATEAU * power.max()):
        low = rated + int(np.argmax(power[rated:] < PLATEAU * power.max()))
        raise CurveError(f"{name}: power drops to {power[low]:g} kW at {speed[low]:g} m/s; end the curve at cut-out.")
    if thrust.min() < 0 or thrust.max() >= 1:
        raise CurveError(f"{name}: the thrust coefficient runs from {thrust.min():g} to {thrust.max():g}; it lies in 0 to 1.")
