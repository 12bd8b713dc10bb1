"""Transport by ship: loading, the voyage with its boil-off and fuel, unloading, and the tanks and carrier oil that it takes.

The fleet is not rounded up to whole ships: a ship that is not needed all year carries for others. It is sized by how often it
calls, up to the largest of the row, so that a small flow does not wait a year for a large ship.
"""

from __future__ import annotations

import numpy as np

from evaluators.hydrogen_storage.electrolyser import LOWER_HEATING_VALUE
from evaluators.hydrogen_storage.leg import Leg, checked_distance
from evaluators.toolkit.row import Row

Number = np.ndarray | float

HOURS, DAYS = 8760.0, 365.0


def cargo_of(row: Row, loaded: Number) -> Number:
    """Cargo of one ship [tonne of cargo] for ``loaded`` hydrogen [kg/year]: what comes together between two calls, within the
    smallest and the largest ship of the row."""
    together = np.asarray(loaded, dtype=float) / 1e3 / row.hydrogen_share * row.call_interval / DAYS
    return np.clip(together, row.smallest_cargo, row.largest_cargo)


def voyage_hours(row: Row, distance: Number) -> Number:
    """Hours of one round trip [h] over ``distance`` [km] one way: there and back, with one call at each port."""
    return 2 * (checked_distance(distance) / row.speed + row.port_hours)


def fleet(row: Row, distance: Number, loaded: Number) -> Number:
    """Ships that ``loaded`` hydrogen [kg/year] needs over ``distance`` [km] [1], not rounded up."""
    hydrogen = cargo_of(row, loaded) * row.hydrogen_share * 1e3
    return np.asarray(loaded) / hydrogen * voyage_hours(row, distance) / (HOURS * row.ship_availability)


def shipping(row: Row, distance: Number, loaded: Number, terminals: float = 2.0) -> Leg:
    """The leg over ``distance`` [km] of sea for ``loaded`` hydrogen [kg/year], ``row`` of carriers.csv, with
    ``terminals`` to build [1]: one where the store itself is the tank at one end.

    Lost are: the boil-off of what waits in the tanks (half a call interval at each end), a share at loading and unloading, the
    boil-off on the laden voyage, and, where the ship burns its cargo, the fuel of both ways; boil-off is burnt first. Raises
    ValueError where a ship would burn all it carries. Source: the sizes and shares in carriers.csv; the balance is ours.
    """
    distance = checked_distance(distance)
    loaded = np.asarray(loaded, dtype=float)
    cargo = cargo_of(row, loaded)
    hydrogen = cargo * row.hydrogen_share * 1e3
    scale = cargo / row.cargo

    waiting = -np.expm1(-row.terminal_boil_off * row.call_interval / 2)
    aboard = (1 - waiting) * (1 - row.transfer_loss)
    boiled = aboard * -np.expm1(-row.boil_off * (distance / row.speed + row.port_hours) / 24)
    need = 2 * distance * row.fuel * scale**row.fuel_exponent  # MWh a round trip
    burnt = row.own_fuel * need * 1e3 / LOWER_HEATING_VALUE / hydrogen
    arrived = aboard - np.maximum(boiled, burnt)
    if np.any(arrived <= 0):
        raise ValueError(
            f"a {row.name.replace('_', ' ')} would burn or lose all that it carries over {distance.max():g} km; choose a larger "
            f"cargo, a shorter way or another carrier"
        )
    ashore = arrived * (1 - row.transfer_loss)
    losses = {
        "boil-off in tanks": waiting + ashore * waiting,
        "loading and unloading": (1 - waiting) * row.transfer_loss + arrived * row.transfer_loss,
        "boil-off at sea": np.maximum(boiled - burnt, 0.0),
        "ship fuel": burnt,
    }
    ships = fleet(row, distance, loaded)
    vessels = ships * row.ship_capex * scale**row.ship_exponent
    # Each terminal holds some cargoes; one that sees less than a cargo a year holds a year's.
    tanks = terminals * row.terminal_cargoes * np.minimum(hydrogen, loaded) * row.terminal_capex
    aboard_ships = ships * hydrogen * row.carrier_capex
    return Leg(
        losses=losses, vented=row.vented_share * (sum(losses.values()) - burnt),
        capital={"ships": (vessels, row.ship_life), "terminals and carrier": (tanks + aboard_ships, row.terminal_life)},
        fixed=row.ship_om * vessels + row.terminal_om * (tanks + aboard_ships), electricity=0.0,
        fuel=(1 - row.own_fuel) * need * loaded / hydrogen,
    )
