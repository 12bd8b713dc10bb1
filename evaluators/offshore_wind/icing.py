"""Icing and cold: energy lost while blades are iced or the air is too cold to run.

Two routes. A site's ice class of IEA Wind Task 19 gives the loss as that class is defined. Or the hours themselves:
below a temperature and above a humidity ice forms, and stays for some hours after. Temperature, humidity and persistence
are drawn: persistence alone moves the loss of Sand Point from 0.4 to 3.9 %. Spray from the sea is in neither.
"""

from __future__ import annotations

import numpy as np

from evaluators.offshore_wind.drawn_table import axis, read
from evaluators.offshore_wind.hourly_energy import hourly_gross
from evaluators.offshore_wind.turbine import Turbine
from evaluators.toolkit.distributions import quantile
from evaluators.toolkit.row import Row, assumption_table

Number = np.ndarray | float

CLASSES = assumption_table("evaluators.offshore_wind", "icing_classes.csv")
FACTOR_STEP = 0.15  # of the logarithm of the factor [1]: which hours are iced does not hang on it
TEMPERATURE_STEP, HUMIDITY_STEP = 0.5, 1.0  # [K], [%]
NEVER = -(10**9)


def icing(
    losses: Row, machine: Turbine, factor: Number, *, ice_class: int | None = None, speed: np.ndarray | None = None,
    equivalent: np.ndarray | None = None, temperature: np.ndarray | None = None, humidity: np.ndarray | None = None,
) -> tuple[Number, str]:
    """Share of energy lost to ice [1] by the best route there is, and a sentence that says which.

    ``losses`` is a row of losses.csv; an ``ice_class`` from 1 to 5 goes first, then the hours: arrays as in
    ``icing_loss``. Without either, a general share.
    """
    if ice_class is not None:
        share = class_loss(ice_class, losses.ice_class_place)
        return share, f"Icing: the loss of ice class {ice_class} of IEA Wind Task 19."
    if speed is not None and equivalent is not None and temperature is not None and humidity is not None:
        share = losses.icing_severity * icing_loss(
            speed, equivalent, machine, factor, temperature, humidity,
            losses.icing_temperature, losses.icing_humidity, losses.icing_persistence,
        )
        return share, "Icing: from temperature, humidity and persistence, hour by hour; spray from the sea is not included."
    return losses.icing, (
        "Icing: a general share is taken, since the site states neither an ice class nor hourly temperature and humidity."
    )


def class_loss(ice_class: int, place: Number) -> Number:
    """Share of energy lost to ice [1] in an ``ice_class`` from 1 to 5; ``place`` [1] from 0 to 1 in its distribution.

    Source: IEA Wind Task 19, Recommended Practice 13, 2nd ed. 2017. Raises ValueError for another class.
    """
    row = f"class_{ice_class:g}"
    if row not in CLASSES.rows:
        raise ValueError(f"an ice class of {ice_class:g} does not exist; IEA Wind Task 19 has 1 (hardly any) to 5 (heavy).")
    line = CLASSES.lines[row]["production_loss"]
    return quantile(line.shape, line.low, line.mode, line.high, place)


def icing_loss(
    speed: np.ndarray, equivalent: np.ndarray, machine: Turbine, factor: Number, temperature: np.ndarray,
    humidity: np.ndarray, coldest_dry: Number, least_humidity: Number, persistence: Number,
) -> Number:
    """Share of energy of the hours in which a turbine stands still for ice [1].

    ``speed``, density-``equivalent`` speed [m/s], ``temperature`` [degC] and relative ``humidity`` [%] of consecutive
    hours, shape (hours,). Numbers or draws: ``factor`` [1] that lifts both speeds; ice forms below ``coldest_dry``
    [degC] and above ``least_humidity`` [%], and holds ``persistence`` [h] from its last hour on, that hour counted
    (1 at the least). As NREL's SAM has it (ssc, cmod_windpower.cpp, icing cut-off).
    """
    cold, wet = axis(coldest_dry, TEMPERATURE_STEP), axis(least_humidity, HUMIDITY_STEP)
    lifts = axis(np.log(factor), FACTOR_STEP)
    lift = np.exp(lifts.nodes)
    longest = max(int(np.ceil(np.max(persistence))), 1)
    hour = np.arange(len(speed))
    near = _age((temperature < cold.nodes[-1]) & (humidity > wet.nodes[0]), hour) < longest
    hour, warmth, damp = hour[near], temperature[near], humidity[near]
    power = machine.power_at(lift[:, None] * equivalent[near], lift[:, None] * speed[near])
    lost = np.zeros((len(cold.nodes), len(wet.nodes), len(lift), longest))
    for i, below in enumerate(cold.nodes):
        for j, above in enumerate(wet.nodes):
            age = np.minimum(_age((warmth < below) & (damp > above), hour), longest)
            for k in range(len(lift)):
                lost[i, j, k] = np.bincount(age, weights=power[k], minlength=longest + 1)[:longest]
    gross = hourly_gross(speed, equivalent, machine, lift)[:, None]
    share = np.divide(lost.cumsum(axis=-1), gross, out=np.zeros_like(lost), where=gross > 0)
    steps = np.clip(np.asarray(persistence, dtype=float) - 1, 0, longest - 1)
    return read(share, (cold.place(coldest_dry), wet.place(least_humidity), lifts.place(np.log(factor)), steps))


def _age(icing: np.ndarray, hour: np.ndarray) -> np.ndarray:
    """Hours since ice last formed, 0 where it forms, shape of ``icing``; ``hour`` numbers the hours."""
    return hour - np.maximum.accumulate(np.where(icing, hour, NEVER))


def cold_loss(
    speed: np.ndarray, equivalent: np.ndarray, machine: Turbine, factor: Number, temperature: np.ndarray, limit: Number
) -> Number:
    """Share of energy lost while it is colder than the machine may run in [1].

    Arrays and ``factor`` as in ``icing_loss``; ``limit`` [degC], a number or draws.
    """
    limits, lifts = axis(limit, TEMPERATURE_STEP), axis(np.log(factor), FACTOR_STEP)
    lift = np.exp(lifts.nodes)
    near = temperature < limits.nodes[-1]
    power = machine.power_at(lift[:, None] * equivalent[near], lift[:, None] * speed[near])
    lost = (temperature[near] < limits.nodes[:, None]) @ power.T.astype(float)
    gross = hourly_gross(speed, equivalent, machine, lift)
    share = np.divide(lost, gross, out=np.zeros_like(lost), where=gross > 0)
    return read(share, (limits.place(limit), lifts.place(np.log(factor))))
