"""Hydrogen that the project makes itself: its hours from wind, sun and grid, and what its plants cost and emit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evaluators.hydrogen_storage import electrolyser
from evaluators.hydrogen_storage.supply_cost import Plant, electricity_cost, electricity_parts, embodied_emissions, present_cost
from evaluators.toolkit.finance import annuity_factor
from evaluators.toolkit.row import Row

if TYPE_CHECKING:
    from evaluators.hydrogen_storage.year_flow import YearFlow

Number = np.ndarray | float

IDLE = 0.02  # of the electrolyser's power: below it an hour does not count as run


@dataclass(frozen=True)
class MadeHere:
    """What making the hydrogen takes, up to the electrolyser's outlet; numbers or (draws,).

    ``present`` value of each part of its cost over life [USD2024], the store's own electricity left out; ``capex`` at the
    start and ``yearly`` cost, renewals in it, of all that is built [USD2024, USD2024/year]; ``power_cost`` of the electricity
    used [USD2024/MWh]; ``embodied`` CO2e of building the plants, per kWh used [kg/kWh].
    """

    present: Mapping[str, Number]
    capex: Mapping[str, Number]
    yearly: Number
    power_cost: Number
    embodied: Number


def hours_run(power: np.ndarray, capacity: Number) -> float:
    """Hours a year that the electrolyser runs [h/year]: ``power`` that it can have or takes, (hours,) or (years, hours) [MW],
    above ``IDLE`` of the median ``capacity`` [MW]; at least 1. Part load counts in full: a stack ages under voltage."""
    return max(float(np.mean(power > IDLE * np.median(capacity)) * 8760), 1.0)


def made_here(
    flow: YearFlow, kind: Row, rated: Number, plants: Mapping[str, Plant], generated: Mapping[str, Number], *, run: Number,
    grid_price: Number, water_price: Number, rate: Number, life: Number, spread: Number,
) -> MadeHere:
    """Cost and embodied emissions of the hydrogen made in ``flow``.

    ``kind`` a row of electrolysers.csv of ``rated`` power [MW] that runs ``run`` [h/year]; ``plants``, and what each generates
    [MWh/year] by the same names; ``grid_price`` [USD2024/MWh]; ``water_price`` [USD2024/tonne]; ``rate`` real [1/year];
    ``life`` [year]; ``spread`` [1] on the cost to build the electrolyser.
    """
    years = annuity_factor(rate, life)
    used = np.asarray(flow.own_mwh + flow.grid_mwh)
    power = electricity_parts(plants, flow.grid_mwh, grid_price, rate, life)
    cell = electrolyser.cost_parts(kind, rated, run, flow.made, rate, life, water_price, spread)
    built = electrolyser.capex(kind, rated) * spread
    making = 1 - per(flow.charged * flow.charge_kwh / 1e3, used)
    renewed = sum((present_cost(plant, rate, life) - plant.capex for plant in plants.values()), start=np.zeros(()))
    return MadeHere(
        present={name: part * making for name, part in power.items()} | cell,
        capex={name: plant.capex for name, plant in plants.items()} | {"electrolyser": built},
        yearly=(renewed + sum(cell.values()) - built + power["grid electricity"]) / years,
        power_cost=electricity_cost(power, used, rate, life),
        embodied=embodied_emissions(plants, generated, used),
    )


def per(whole: Number, part: Number) -> Number:
    """``whole`` over ``part``; 0 where there is neither, infinite where only the part is nought."""
    whole, part = np.broadcast_arrays(np.asarray(whole, dtype=float), np.asarray(part, dtype=float))
    return np.divide(whole, part, out=np.where(whole > 0, np.inf, 0.0), where=part > 0)[()]
