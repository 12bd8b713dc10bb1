"""The electricity that feeds the electrolyser: own wind, own sun, a battery, the grid. What it costs and what it emits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evaluators.hydrogen_storage.prices import priced_table
from evaluators.hydrogen_storage.replacements import present_capital
from evaluators.offshore_wind.cost import capex_per_kw, opex_per_kw, removal_per_year
from evaluators.toolkit.finance import annuity_factor
from evaluators.toolkit.present_value import first_years
from evaluators.toolkit.row import Row

Number = np.ndarray | float

SUPPLY_COSTS = priced_table("supply_costs.csv")
KW = 1e3  # kW in a MW


@dataclass(frozen=True)
class Plant:
    """One plant of the supply: ``capex`` [USD2024], ``fixed`` cost [USD2024/year], ``life`` [year], and the CO2e of building
    it per kWh generated, ``embodied`` [kg/kWh]; numbers or (draws,)."""

    capex: Number
    fixed: Number
    life: Number
    embodied: Number = 0.0


def plant_of(row: Row, rated: Number, spread: Number = 1.0) -> Plant:
    """Onshore wind or sun of ``rated`` power [MW, alternating current]; ``spread`` [1] on the cost. Raises ValueError."""
    kilowatts = KW * _size(rated, row.name, "MW")
    return Plant(row.capex * spread * kilowatts, row.fixed_om * kilowatts, row.life, row.embodied)


def offshore_plant(
    row: Row, rated: Number, foundation: Row, *, depth: Number, distance: Number, wave_height: Number, turbine: Number,
    place: Row, spread: Number = 1.0,
) -> Plant:
    """Offshore wind of ``rated`` power [MW], at the cost that evaluators/offshore_wind/cost.py gives it.

    ``foundation`` a row of its foundations.csv; ``depth`` [m], ``distance`` [km] to shore and port, ``wave_height`` [m], and
    ``turbine`` rating [kW]; ``place`` what the place adds; ``row`` is offshore_wind of supply_costs.csv. Its removal is set
    aside each year. Raises ValueError.
    """
    kilowatts = KW * _size(rated, row.name, "MW")
    built = capex_per_kw(foundation, depth, distance, turbine, place) * spread
    fixed = opex_per_kw(foundation, distance, wave_height, place) + removal_per_year(foundation, built, row.life)
    return Plant(built * kilowatts, fixed * kilowatts, row.life, row.embodied)


def battery_plant(row: Row, power: Number, energy: Number, spread: Number = 1.0) -> Plant:
    """A battery of ``power`` [MW] and ``energy`` that can be drawn [MWh]. Raises ValueError."""
    built = spread * KW * (row.power_capex * _size(power, row.name, "MW") + row.energy_capex * _size(energy, row.name, "MWh"))
    return Plant(built, row.fixed_om * built, row.life, row.embodied)


def present_cost(plant: Plant, rate: Number, life: Number) -> Number:
    """Present value [USD2024] of building, keeping and replacing ``plant`` over ``life`` [year] at ``rate`` real [1/year]."""
    return present_capital(plant.capex, plant.life, rate, life) + plant.fixed * annuity_factor(rate, life)


def electricity_parts(
    plants: Mapping[str, Plant], grid_mwh: Number, grid_price: Number, rate: Number, life: Number
) -> dict[str, Number]:
    """Present value of the cost of electricity by part over ``life`` [USD2024].

    ``plants`` by name; ``grid_mwh`` bought [MWh/year] at ``grid_price`` [USD2024/MWh]. What is curtailed earns nothing, so
    the plants' whole cost rests on what is used.
    """
    parts = {name: present_cost(plant, rate, life) for name, plant in plants.items()}
    return parts | {"grid electricity": np.asarray(grid_mwh) * grid_price * annuity_factor(rate, life)}


def electricity_cost(parts: Mapping[str, Number], used_mwh: Number, rate: Number, life: Number) -> Number:
    """Levelised cost of the electricity used [USD2024/MWh], from ``electricity_parts``; infinity where none is used."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.divide(sum(parts.values()), used_mwh * annuity_factor(rate, life))


def grid_emissions(grid_mwh: Number, used_mwh: Number, factor: Number, life: Number) -> Number:
    """CO2e of the electricity used [kg/kWh]: the grid's share at its factor, own wind and sun at none.

    ``factor`` [tonne/MWh], a number, (draws,) or (draws or 1, years) as ``fund_wide.grid_factor`` gives it: then its mean over
    ``life`` [year]. 0 where none is used. A tonne/MWh is a kg/kWh.
    """
    factor = np.asarray(factor, dtype=float)
    mean = first_years(factor, life, factor.shape[1]) / life if factor.ndim == 2 else factor
    return _ratio(np.asarray(grid_mwh) * mean, used_mwh)


def embodied_emissions(plants: Mapping[str, Plant], generated: Mapping[str, Number], used_mwh: Number) -> Number:
    """CO2e of building the plants, per kWh used [kg/kWh]; ``generated`` [MWh/year] by the same names, curtailed included."""
    return _ratio(sum((plants[name].embodied * generated[name] for name in generated), start=np.zeros(())), used_mwh)


def _ratio(part: Number, whole: Number) -> Number:
    part, whole = np.broadcast_arrays(np.asarray(part, dtype=float), np.asarray(whole, dtype=float))
    return np.divide(part, whole, out=np.zeros(whole.shape), where=whole > 0)[()]


def _size(value: Number, name: str, unit: str) -> np.ndarray:
    size = np.asarray(value, dtype=float)
    if np.any(size < 0):
        raise ValueError(f"a {name.replace('_', ' ')} of {size.min():g} {unit} is negative; state its size in {unit}, 0 or above")
    return size
