"""High-wind hysteresis: a turbine that cut out in a storm waits for calmer wind than the one that stopped it.

A state machine over the hours: running until the hour's speed passes cut-out, then stopped until it falls below the
restart speed. Its loss is the energy of the hours, at cut-out and below, that pass while it waits. A machine that rides
through storms does not stop: it gives way in a straight line from the restart speed to nothing at 7 m/s past cut-out (as
Siemens' High Wind Ride Through, 25 to 32 m/s, recalled); what it makes past cut-out offsets what it gave up before,
and no more. Hourly means smooth the ten-minute means that controllers act on: the loss of a gusty site is larger.
"""

from __future__ import annotations

import numpy as np

from evaluators.offshore_wind.drawn_table import axis, read
from evaluators.offshore_wind.hourly_energy import hourly_gross
from evaluators.offshore_wind.turbine import Turbine

Number = np.ndarray | float

FACTOR_STEP = 0.02  # of the logarithm of the factor [1]
RESTART_STEP = 1.0  # [m/s]
RIDES_PAST = 7.0  # cut-out [m/s]


def hysteresis_loss(
    speed: np.ndarray, equivalent: np.ndarray, machine: Turbine, factor: Number, restart: Number, ride_through: bool = False
) -> Number:
    """Share of energy lost to waiting after storms [1].

    ``speed`` and density-``equivalent`` speed [m/s] of consecutive hours, shape (hours,); ``factor`` [1] that lifts both to
    the hub and ``restart`` [m/s], numbers or draws. With ``ride_through`` the restart speed is where the machine
    begins to give way. A table over factor and restart speed, read by every draw.
    """
    restart = np.minimum(restart, machine.cut_out)
    factors, restarts = axis(np.log(factor), FACTOR_STEP), axis(restart, RESTART_STEP)
    lift = np.exp(factors.nodes)
    # The hours that no factor lifts to the least restart speed all have the machine running: they only part the storms.
    stormy = np.flatnonzero(speed * lift[-1] >= restarts.nodes[0])
    if not len(stormy):
        return np.zeros(np.broadcast_shapes(np.shape(factor), np.shape(restart)))[()]
    begins = np.diff(stormy, prepend=-2) > 1
    at_hub = lift[:, None] * speed[stormy]
    power = machine.power_at(lift[:, None] * equivalent[stormy], at_hub)
    if ride_through:
        lost = [_given_up(power, at_hub, machine, start) for start in restarts.nodes]
    else:
        lost = [(power * stopped(at_hub, begins, machine.cut_out, start)).sum(axis=1) for start in restarts.nodes]
    gross = hourly_gross(speed, equivalent, machine, lift)[:, None]
    share = np.divide(np.stack(lost, axis=1), gross, out=np.zeros((len(lift), len(lost))), where=gross > 0)
    return read(share, (factors.place(np.log(factor)), restarts.place(restart)))


def stopped(speed: np.ndarray, begins: np.ndarray, cut_out: float, restart: float) -> np.ndarray:
    """Whether the machine stands still, shape of ``speed`` (cases, hours) [m/s].

    ``begins`` (hours,) marks hours before which it ran; ``cut_out`` and ``restart`` [m/s]. It stops above the one and
    starts below the other; between them it does what it did in the hour before.
    """
    over = speed > cut_out
    decided = over | (speed < restart) | begins
    hour = np.arange(speed.shape[-1])
    return np.take_along_axis(over, np.maximum.accumulate(np.where(decided, hour, 0), axis=-1), axis=-1)


def _given_up(power: np.ndarray, speed: np.ndarray, machine: Turbine, start: float) -> np.ndarray:
    """Energy [kWh] that a machine riding through gives up, shape (cases,)."""
    full = np.where(speed > machine.cut_out, machine.power[-1], power)
    way = np.clip((speed - start) / (machine.cut_out + RIDES_PAST - start), 0.0, 1.0)
    return np.maximum((power - full * (1 - way)).sum(axis=1), 0.0)
