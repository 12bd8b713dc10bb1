"""The project's own chain up to its store, from the inputs of the evaluator: supply, electrolyser, demand, hour by hour."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from evaluators.hydrogen_storage.demand import demand_profile
from evaluators.hydrogen_storage.electrolyser import ELECTROLYSERS, steam_note
from evaluators.hydrogen_storage.own_supply import Sizes, own_task
from evaluators.hydrogen_storage.stated_claims import production_energy
from evaluators.hydrogen_storage.supply import Supply, supply_of
from evaluators.hydrogen_storage.task import Task
from evaluators.hydrogen_storage.usual_row import usual_row
from evaluators.offshore_wind.location import location_of
from evaluators.offshore_wind.turbine import Turbine, turbine
from evaluators.toolkit.row import Row

Number = np.ndarray | float

USUAL_MACHINE, USUAL_CELL = "nrel_5mw", "pem"


@dataclass(frozen=True)
class Own:
    """The hourly ``task`` before its store is fitted, the sizes behind it, the electrolyser's ``kind`` and the hours that it
    ``run``s [h/year], the wind's ``machine``, and notes."""

    task: Task
    sizes: Sizes
    kind: Row
    run: float
    machine: Turbine
    notes: list[str]


def own_of(given: SimpleNamespace) -> Own:
    """From the evaluator's inputs by name, numbers or draws. Raises ValueError where supply or demand cannot be."""
    stated = (given.wind_capacity, given.solar_capacity, given.grid_power)
    wind, solar, grid = (0.0 if value is None else value for value in stated)
    sizes = Sizes(wind, solar, grid, given.electrolyser_capacity, given.wind_output, given.solar_output, given.minimum_load)
    if sizes.grid_alone and not np.any(np.asarray(sizes.grid) > 0):
        raise ValueError(
            "the electrolyser has no supply: state wind_capacity, solar_capacity or grid_power in MW; or, where the hydrogen is "
            "bought, hydrogen_cost and no electrolyser"
        )
    kind = kind_of(given)
    machine = turbine(USUAL_MACHINE if given.wind_turbine is None else given.wind_turbine.name)
    supply = None if sizes.grid_alone else _supply(given, sizes, machine)
    mean = None if given.demand is None else float(np.median(given.demand))
    asked, notes = demand_profile(mean, given.demand_monthly, given.demand_hourly, given.weather_begins)
    energy = None if given.production_energy is None else production_energy(given, kind)
    scale = 1.0 if mean is None else np.asarray(given.demand) / mean
    task, run = own_task(supply, sizes, kind, energy, asked, given.weather_year, scale)
    load, of = (kind.min_load, "usual for its kind") if given.minimum_load is None else (given.minimum_load, "stated")
    notes.append(
        f"In an hour that cannot give the electrolyser its least load, {np.median(load):.2g} of rated power ({of}), it stands "
        f"still, in every draw."
    )
    notes += steam_note(kind)
    return Own(task, sizes, kind, run, machine, [*([] if supply is None else supply.notes), *notes])


def kind_of(given: SimpleNamespace) -> Row:
    """The electrolyser's row, the usual one, as wide as if it were stated, where none is."""
    if given.electrolyser is not None:
        return given.electrolyser
    return usual_row(ELECTROLYSERS, USUAL_CELL, given.left_open)


def place_of(given: SimpleNamespace) -> str:
    """Where the project stands, "japan", "alaska" or "home" for everywhere else; see ``location_of``."""
    return location_of(given.latitude, given.longitude, given.grid.name)


def _supply(given: SimpleNamespace, sizes: Sizes, machine: Turbine) -> Supply:
    has_wind = bool(np.any(np.asarray(sizes.wind) > 0))
    return supply_of(
        machine=machine if has_wind else None,
        hub_height=None if given.wind_hub_height is None else float(np.median(given.wind_hub_height)),
        has_solar=bool(np.any(np.asarray(sizes.solar) > 0)),
        **{name: getattr(given, name) for name in (
            "wind_speed_hourly", "weather_height", "wind_speed_monthly", "weibull_k_monthly", "temperature_hourly",
            "temperature_monthly", "pressure_hourly", "ghi_hourly", "dni_hourly", "dhi_hourly", "latitude", "longitude",
            "weather_begins",
        )},
    )  # fmt: skip
