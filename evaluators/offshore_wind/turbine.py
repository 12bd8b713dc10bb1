"""The machine: a reference turbine of the table, or the proposal's own power and thrust curve."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np

from evaluators.offshore_wind.curve_checks import CurveError, check_curve
from evaluators.toolkit.row import assumption_table

__all__ = ["OWN", "TURBINES", "CurveError", "Turbine", "check_curve", "power", "stated_turbine", "thrust", "turbine"]

_PACKAGE = "evaluators.offshore_wind"
TURBINES = assumption_table(_PACKAGE, "turbines.csv")
OWN = "own"  # the name of a machine whose curve the proposal brings


@dataclass(frozen=True)
class Turbine:
    """One machine: ``rating`` [kW], ``diameter`` and ``hub_height`` [m], curves over ``speed`` [m/s].

    ``power`` [kW] at 1.225 kg/m3 and ``thrust`` (coefficient) [1] have the shape of ``speed``, which runs from cut-in
    to cut-out. ``title`` is what people call it, ``version`` which of its curves this is, ``source`` the document.
    """

    name: str
    rating: float
    diameter: float
    hub_height: float
    speed: np.ndarray
    power: np.ndarray
    thrust: np.ndarray
    source: str = ""
    title: str = ""
    version: str = ""

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
    facts, told = TURBINES.medians(name), _named("turbine_versions.csv", name)[0]
    points = [[float(point[column]) for column in ("speed", "power", "thrust")] for point in _named("power_curves.csv", name)]
    speed, power, thrust = _columns(points)
    return _sound(Turbine(
        name, facts.rating * 1000, facts.rotor_diameter, facts.hub_height, speed, power, thrust,
        source=TURBINES.lines[name]["rating"].source, title=told["title"], version=told["version"],
    ))


def stated_turbine(
    reference: str, curve: np.ndarray | None = None, rotor_diameter: float | None = None, rated_power: float | None = None
) -> Turbine:
    """The row ``reference`` of the table, or with ``curve`` the proposal's own machine.

    ``curve`` has the shape (points, 3): speed [m/s], power [kW] at 1.225 kg/m3, thrust coefficient [1]; it comes with
    ``rotor_diameter`` [m] and ``rated_power`` [MW]. Its hub height is the row's. Without a curve the two say nothing. Raises
    KeyError, or CurveError for a curve that cannot be one or comes without them.
    """
    row = turbine(reference)
    if curve is None:
        return row
    if rotor_diameter is None or rated_power is None:
        lacking = "rotor_diameter" if rotor_diameter is None else "rated_power"
        raise CurveError("power_curve", f"the machine of the curve has no {lacking}", f"state {lacking} beside the curve")
    columns = _columns(curve)
    speed, power, thrust = columns
    return _sound(Turbine(
        OWN, rated_power * 1000, rotor_diameter, row.hub_height, speed, power, thrust, source="power_curve of the proposal",
        title=f"{rated_power:g} MW, rotor {rotor_diameter:g} m, as proposed",
        version=f"{columns.shape[1]} points, {hashlib.blake2b(columns.tobytes(), digest_size=4).hexdigest()}",
    ))


def _columns(points: list | np.ndarray) -> np.ndarray:
    columns = np.ascontiguousarray(np.asarray(points, dtype=float).T)
    columns.flags.writeable = False
    return columns


def _sound(machine: Turbine) -> Turbine:
    check_curve(machine.name, machine.speed, machine.power, machine.thrust, machine.rating, machine.diameter)
    return machine


def _named(file: str, name: str) -> list[dict[str, str]]:
    """The lines of a table beside the code that belong to one turbine."""
    table = resources.files(_PACKAGE).joinpath(file).read_text(encoding="utf-8")
    return [line for line in csv.DictReader(table.splitlines()) if line["turbine"] == name]


def power(name: str, speed: np.ndarray | float) -> np.ndarray:
    """Power [MW] of the reference turbine ``name`` at ``speed`` [m/s] and 1.225 kg/m3. Raises KeyError for no such turbine."""
    return turbine(name).power_at(np.asarray(speed, dtype=float)) / 1000


def thrust(name: str, speed: np.ndarray | float) -> np.ndarray:
    """Thrust coefficient [1] of the reference turbine ``name`` at ``speed`` [m/s]. Raises KeyError for no such turbine."""
    return turbine(name).thrust_at(np.asarray(speed, dtype=float))
