"""Icing and cold: energy lost while blades are iced or the air is too cold to run.

Two routes. A site's ice class of IEA Wind Task 19 gives the loss as that class is defined. Or the hours themselves:
below a temperature and above a humidity ice forms, and stays for some hours after. Temperature, humidity and persistence
are drawn: persistence alone moves the loss of Sand Point from 0.4 to 3.9 %. Spray from the sea is in neither.
"""

from __future__ import annotations

import numpy as np

from evaluators.offshore_wind.drawn_table import axis, read, threshold
from evaluators.offshore_wind.hourly_energy import hourly_gross
from evaluators.offshore_wind.turbine import Turbine
from evaluators.toolkit.distributions import quantile
from evaluators.toolkit.row import Row, assumption_table

Number = np.ndarray | float

CLASSES = assumption_table("evaluators.offshore_wind", "icing_classes.csv")
FACTOR_STEP = 0.15  # of the logarithm of the factor [1]: which hours are iced does not hang on it
TEMPERATURE_STEP, HUMIDITY_STEP = 0.5, 1.0  # [K], [%]
NEVER = np.int32(-(10**9))


def icing(
    losses: Row, machine: Turbine, factor: Number, *, ice_class: Number | None = None, speed: np.ndarray | None = None,
    equivalent: np.ndarray | None = None, temperature: np.ndarray | None = None, humidity: np.ndarray | None = None,
) -> tuple[Number, str, str]:
    """Share of energy lost to ice [1] by the best route there is, that route in the words of EYA DEF, and a sentence on it.

    ``losses`` is a row of losses.csv; an ``ice_class`` from 1 to 5 goes first, then the hours: arrays as in
    ``icing_loss``. Without either, a general share.
    """
    if ice_class is not None:
        classes = np.unique(whole_classes(ice_class))
        named = f"class {classes[0]:g}" if len(classes) == 1 else f"classes {classes[0]:g} to {classes[-1]:g}"
        share = class_loss(ice_class, losses.ice_class_place)
        return share, "regional_assumption", f"Icing: the loss of ice {named} of IEA Wind Task 19."
    if speed is not None and equivalent is not None and temperature is not None and humidity is not None:
        share = losses.icing_severity * icing_loss(
            speed, equivalent, machine, factor, temperature, humidity,
            losses.icing_temperature, losses.icing_humidity, losses.icing_persistence,
        )
        return share, "time_series_calculation", (
            "Icing: from temperature, humidity and persistence, hour by hour; spray from the sea is not included."
        )
    return losses.icing, "generic assumption", (
        "Icing: a general share is taken, since the site states neither an ice class nor hourly temperature and humidity."
    )


def class_loss(ice_class: Number, place: Number) -> Number:
    """Share of energy lost to ice [1] in an ``ice_class`` from 1 to 5, a whole number, or draws of a range, each of which
    takes the nearest; ``place`` [1] from 0 to 1 in its distribution.

    Source: IEA Wind Task 19, Recommended Practice 13, 2nd ed. 2017. Raises ValueError for another class.
    """
    drawn = whole_classes(ice_class)
    share: Number = 0.0
    for one in np.unique(drawn):
        line = CLASSES.lines[f"class_{one:g}"]["production_loss"]
        share = np.where(drawn == one, quantile(line.shape, line.low, line.mode, line.high, place), share)
    return np.asarray(share)[()]


def whole_classes(ice_class: Number) -> np.ndarray:
    """``ice_class`` as whole numbers; of draws the nearest. Raises ValueError for a number that is none, or no class."""
    drawn = np.rint(np.asarray(ice_class, dtype=float))
    wrong = [one for one in np.unique(drawn) if f"class_{one:g}" not in CLASSES.rows]
    if wrong or (np.ndim(ice_class) == 0 and drawn != ice_class):
        told = wrong[0] if np.ndim(ice_class) else ice_class
        raise ValueError(
            f"an ice class of {told:g} does not exist; IEA Wind Task 19 has 1 (hardly any) to 5 (heavy), whole numbers. Between "
            "two, state the range."
        )
    return drawn


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
    from scipy.sparse import csc_array  # imported here: the commands that only ask need none of it

    cold, dry = threshold(coldest_dry, TEMPERATURE_STEP), threshold(-np.asarray(least_humidity), HUMIDITY_STEP)
    lifts = axis(np.log(factor), FACTOR_STEP)
    lift = np.exp(lifts.nodes)
    longest = max(int(np.ceil(np.max(persistence))), 1)
    hour = np.arange(len(speed), dtype=np.int32)
    near = _age((temperature < cold.nodes[-1]) & (-humidity < dry.nodes[-1]), hour) < longest
    hour = hour[near]
    below, of_cold = cold.sides(temperature[near])
    above, of_dry = dry.sides(-humidity[near])
    # One column an hour, which says how old its ice is in each case: its product with the power is what is lost by age.
    age = np.minimum(_age(below[:, None] & above, hour), longest).reshape(-1, len(hour))
    cases = len(age)
    age += (longest + 1) * np.arange(cases, dtype=np.int32)[:, None]
    told = csc_array(
        (np.ones(age.size), age.T.ravel(), np.arange(0, age.size + 1, cases, dtype=np.int32)),
        shape=(cases * (longest + 1), len(hour)),
    )
    power = machine.power_at(lift[:, None] * equivalent[near], lift[:, None] * speed[near])
    lost = (told @ np.ascontiguousarray(power.T)).reshape(len(below), len(above), longest + 1, len(lift))[:, :, :-1]
    share = _share_of(lost.cumsum(axis=2), hourly_gross(speed, equivalent, machine, lift))
    steps = np.clip(np.asarray(persistence, dtype=float) - 1, 0, longest - 1)
    return read(
        share[of_cold][:, of_dry],
        (cold.place(coldest_dry), dry.place(-np.asarray(least_humidity)), steps, lifts.place(np.log(factor))),
    )


def _age(icing: np.ndarray, hour: np.ndarray) -> np.ndarray:
    """Hours since ice last formed, 0 where it forms, shape of ``icing`` (..., hours); ``hour`` numbers the hours."""
    return hour - np.maximum.accumulate(np.where(icing, hour, NEVER), axis=-1)


def _share_of(lost: np.ndarray, gross: np.ndarray) -> np.ndarray:
    """``lost`` over ``gross``, nothing where there is none."""
    return np.divide(lost, gross, out=np.zeros_like(lost), where=gross > 0)


def cold_loss(
    speed: np.ndarray, equivalent: np.ndarray, machine: Turbine, factor: Number, temperature: np.ndarray, limit: Number
) -> Number:
    """Share of energy lost while it is colder than the machine may run in [1].

    Arrays and ``factor`` as in ``icing_loss``; ``limit`` [degC], a number or draws.
    """
    limits, lifts = threshold(limit, TEMPERATURE_STEP), axis(np.log(factor), FACTOR_STEP)
    lift = np.exp(lifts.nodes)
    near = temperature < limits.nodes[-1]
    below, of_limit = limits.sides(temperature[near])
    power = machine.power_at(lift[:, None] * equivalent[near], lift[:, None] * speed[near])
    share = _share_of(below @ power.T.astype(float), hourly_gross(speed, equivalent, machine, lift))
    return read(share[of_limit], (limits.place(limit), lifts.place(np.log(factor))))
