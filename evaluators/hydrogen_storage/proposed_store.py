"""The proposed store: what the proposal states of it, and what all stores have in common."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from evaluators.hydrogen_storage.own_case import kind_of
from evaluators.hydrogen_storage.technology import HOURS, KELVIN, USD2018, Practice, Stated, Store, store_of

Number = np.ndarray | float

USUAL_ENERGY = 55.0  # kWh/kg, by which a liquefier is sized before the hours are known


def proposed_store(given: SimpleNamespace) -> Store:
    """The store that ``given``, the evaluator's inputs, propose. Raises ValueError where it cannot be."""
    warmth = None if given.storage_temperature is None else given.storage_temperature + KELVIN
    stated = Stated(
        given.pressure_max, given.pressure_min, given.inlet_pressure, warmth, given.charge_rate, given.discharge_rate,
        given.release,
    )
    return store_of(given.storage, first_rate(given), stated, practice(given))


def practice(given: SimpleNamespace, hydrogen_cost: Number = 0.0) -> Practice:
    """What all stores have in common, from the evaluator's assumptions; ``hydrogen_cost`` of the cushion gas [USD2024/kg].

    The project's own electrolyser gives the hydrogen at the pressure of its kind.
    """
    feed = None if given.electrolyser_capacity is None else kind_of(given).outlet_pressure
    return Practice(
        given.isentropic_efficiency, given.motor_efficiency, given.suction_temperature + KELVIN, given.compressor_volume,
        given.compressor_om, given.labour_cost * USD2018, hydrogen_cost, feed, given.compressor_life,
    )


def first_rate(given: SimpleNamespace) -> Number:
    """Hydrogen put in while the store fills [kg/h]: as stated, else what the electrolyser makes, else by the cycles."""
    if given.charge_rate is not None:
        return given.charge_rate
    implied, _ = implied_rates(given)
    return given.working_gas * 1e3 / HOURS if implied is None else implied


def implied_rates(given: SimpleNamespace) -> tuple[Number | None, Number | None]:
    """What all but the stated rates implies of them [kg/h put in, taken out]: what the electrolyser makes and the users take,
    else what the cycles ask for; None where nothing does."""
    if given.electrolyser_capacity is not None:
        return np.asarray(given.electrolyser_capacity) * 1e3 / USUAL_ENERGY, given.demand
    if given.cycles is None:
        return None, None
    pace = given.working_gas * 1e3 * given.cycles / HOURS / given.operating_share
    return pace, pace
