"""What a power and thrust curve must be to be one; each refusal says why, and what to do."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

PLATEAU = 0.99  # share of rated power from which a curve may ripple
FASTEST = 40.0  # [m/s] no turbine is built to run in more
BETZ = 16 / 27  # most of the wind's power that a rotor in free flow can take [1] (Betz 1920)
DENSITY = 1.225  # [kg/m3] to which power curves are stated (IEC 61400-12-1)
FEWEST = 3


class CurveError(ValueError):
    """A power or thrust curve cannot be one: ``reason`` says why, ``remedy`` what to do."""

    def __init__(self, name: str, reason: str, remedy: str):
        super().__init__(f"{name}: {reason}; {remedy}.")
        self.reason, self.remedy = reason, remedy


def check_curve(
    name: str, speed: ArrayLike, power: ArrayLike, thrust: ArrayLike, rating: float, diameter: float | None = None
) -> None:
    """Raises CurveError unless these can be the curves of a machine of ``rating`` [kW] and rotor ``diameter`` [m].

    ``speed`` [m/s], ``power`` [kW] at 1.225 kg/m3 and ``thrust`` (coefficient) [1] have one shape (points,), from cut-in
    to cut-out: power rises to rated and stays there. Without ``diameter`` it is not held against the wind's own power.
    """
    speed, power, thrust = (np.asarray(column, dtype=float) for column in (speed, power, thrust))
    for found in (
        _points(speed, power, thrust), _speeds(speed), _powers(speed, power, rating), _rise(speed, power), _thrust(speed, thrust),
        _betz(speed, power, diameter) if diameter else None,
    ):
        if found:
            raise CurveError(name, *found)


Refusal = tuple[str, str] | None


def _points(speed: np.ndarray, power: np.ndarray, thrust: np.ndarray) -> Refusal:
    if not len(speed) == len(power) == len(thrust) >= FEWEST:
        told = f"the curve has {len(speed)} speeds, {len(power)} powers and {len(thrust)} thrust coefficients"
        return told, "it needs three speeds or more, each with a power and a thrust coefficient"
    columns = {"speed": speed, "power": power, "thrust coefficient": thrust}
    for name, column in columns.items():
        if not np.all(np.isfinite(column)):
            row = int(np.argmin(np.isfinite(column))) + 1
            return f"the {name} of point {row} is not a number", "write every number, or take the point out"
    return None


def _speeds(speed: np.ndarray) -> Refusal:
    back = np.flatnonzero(np.diff(speed) <= 0)
    if len(back):
        at = f"after {speed[back[0]]:g} comes {speed[back[0] + 1]:g} m/s"
        return f"the speeds of the curve must rise, and {at}", "sort them and drop doubles"
    if speed[0] < 0:
        return f"the curve begins at {speed[0]:g} m/s", "begin it at cut-in"
    if speed[-1] > FASTEST:
        return f"the curve runs to {speed[-1]:g} m/s", "end it at cut-out, or turn km/h into m/s"
    return None


def _powers(speed: np.ndarray, power: np.ndarray, rating: float) -> Refusal:
    least, most = float(power.min()), float(power.max())
    if least < 0:
        at = f"{least:g} kW at {speed[power.argmin()]:g} m/s is negative"
        return at, "write 0; what a standing turbine uses itself is a loss"
    if most > 100 * rating:
        return f"{most:g} kW at a rating of {rating:g} kW", "the curve seems to be in W, divide by 1000"
    if most > 1.05 * rating:
        return f"the curve reaches {most:g} kW, above its rating of {rating:g} kW", "mend one of them"
    if most < 0.01 * rating:
        return f"the curve reaches {most:g} kW only, rated {rating:g} kW", "the curve seems to be in MW, multiply by 1000"
    if most < 0.95 * rating:
        return f"the curve reaches {most:g} kW only, below its rating of {rating:g} kW", "mend one of them"
    return None


def _rise(speed: np.ndarray, power: np.ndarray) -> Refusal:
    rated = int(np.argmax(power >= PLATEAU * power.max()))
    falls = np.flatnonzero(np.diff(power[: rated + 1]) < 0)
    if len(falls):
        at = f"power falls from {power[falls[0]]:g} kW at {speed[falls[0]]:g} m/s, before rated power"
        return at, "correct the point; up to rated power a curve rises"
    low = np.flatnonzero(power[rated:] < PLATEAU * power.max()) + rated
    if not len(low):
        return None
    again = np.flatnonzero(power[low[0]:] >= PLATEAU * power.max()) + low[0]
    at = f"power drops to {power[low[0]]:g} kW at {speed[low[0]]:g} m/s"
    if len(again):
        return f"{at} and is {power[again[0]]:g} kW at {speed[again[0]]:g} m/s, beyond cut-out", "end the curve at cut-out"
    return at, "end the curve at cut-out, with the last speed at which it runs"


def _thrust(speed: np.ndarray, thrust: np.ndarray) -> Refusal:
    for wrong, at in ((thrust < 0, int(thrust.argmin())), (thrust >= 1, int(thrust.argmax()))):
        if wrong.any():
            told = f"the thrust coefficient is {thrust[at]:g} at {speed[at]:g} m/s"
            return told, "it lies in 0 to 1, and below 1; a force in kN is no coefficient"
    return None


def _betz(speed: np.ndarray, power: np.ndarray, diameter: float) -> Refusal:
    wind = 0.5 * DENSITY * np.pi / 4 * diameter**2 * np.maximum(speed, 1e-6) ** 3 / 1000
    share = np.where(power > 1e-3 * power.max(), power / wind, 0.0)
    at = int(share.argmax())
    if share[at] <= BETZ:
        return None
    told = f"{power[at]:g} kW at {speed[at]:g} m/s is {share[at]:.2f} of the wind through a rotor of {diameter:g} m"
    return f"{told}; no rotor takes more than 16/27 (0.593)", "check rotor_diameter and the unit of the speeds"
