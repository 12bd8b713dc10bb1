"""From the wind, sun, grid and electrolyser that a proposal states to the hourly task of its store and the plants to pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from evaluators.hydrogen_storage import electrolyser
from evaluators.hydrogen_storage.made_here import hours_run
from evaluators.hydrogen_storage.supply import Supply
from evaluators.hydrogen_storage.supply_cost import SUPPLY_COSTS, Plant, offshore_plant, plant_of
from evaluators.hydrogen_storage.task import HOURS, Task
from evaluators.hydrogen_storage.usual_row import usual_row
from evaluators.offshore_wind.cost import FOUNDATIONS
from evaluators.offshore_wind.location import factors_of
from evaluators.offshore_wind.site_inputs import DISTANCE_TO_SHORE, WATER_DEPTH, WAVE_HEIGHT
from evaluators.toolkit.row import AssumptionTable, Row

Number = np.ndarray | float


def _kinds(word: str) -> AssumptionTable:
    return replace(SUPPLY_COSTS, lines={row: lines for row, lines in SUPPLY_COSTS.lines.items() if word in row})


# Of the sea only wind at sea needs to know.
DEPTH, DISTANCE, WAVES = (replace(one, optional=True) for one in (WATER_DEPTH, DISTANCE_TO_SHORE, WAVE_HEIGHT))
WIND_PLANTS, SOLAR_PLANTS = _kinds("wind"), _kinds("solar")


@dataclass(frozen=True)
class Sizes:
    """What the proposal states of its supply [MW], 0 where it has none; ``output`` factors on wind and sun [1]; the
    ``least_load`` of its electrolyser [1], None where it states none."""

    wind: Number = 0.0
    solar: Number = 0.0
    grid: Number = 0.0
    electrolyser: Number = 0.0
    wind_output: Number = 1.0
    solar_output: Number = 1.0
    least_load: Number | None = None

    @property
    def grid_alone(self) -> bool:
        """Whether neither wind nor sun is stated."""
        return not (np.any(np.asarray(self.wind) > 0) or np.any(np.asarray(self.solar) > 0))


def own_task(
    supply: Supply | None, sizes: Sizes, kind: Row, energy: Number | None, demand: np.ndarray, place: Number,
    scale: Number = 1.0,
) -> tuple[Task, float]:
    """The hourly task, and the hours a year in which the electrolyser can run [h/year]: see ``_running``.

    ``supply`` None where the grid alone feeds it; ``kind`` a row of electrolysers.csv, ``energy`` [kWh/kg] when new, where
    stated; ``demand`` (8760,) [kg/h], times ``scale`` [1]; ``place`` [1] among the weather years, 0 to 1.
    Raises ValueError.
    """
    wind, solar = (None, None) if supply is None else (supply.wind, supply.solar)
    years = max((len(share) for share in (wind, solar) if share is not None), default=1)
    asked = demand * np.median(scale) * np.median(kind.energy if energy is None else energy) / 1e3
    run = _running(sizes, wind, solar, asked)
    number = np.minimum((np.atleast_1d(np.asarray(place, dtype=float)) * years).astype(np.int32), years - 1)
    rated = sizes.electrolyser * electrolyser.mean_output(kind, run)
    return Task(
        wind=wind, solar=solar, year=number, demand=demand, demand_scale=scale,
        wind_mw=sizes.wind * sizes.wind_output,
        solar_mw=sizes.solar * sizes.solar_output,
        # A grid that is the only supply fills the store, too; beside wind and sun it is the last resort.
        base_mw=sizes.grid if supply is None else 0.0, grid_mw=0.0 if supply is None else sizes.grid,
        production_kwh=electrolyser.mean_energy(kind, run, energy),
        electrolyser_mw=rated, least_mw=least_power(sizes, kind, rated, wind, solar),
    ), run  # fmt: skip


def _running(sizes: Sizes, wind: np.ndarray | None, solar: np.ndarray | None, asked: np.ndarray) -> float:
    """Hours a year with power for the electrolyser [h/year], at the medians and before any hour is dispatched, since how it ages
    comes first: own wind and sun, and firm power of the grid up to what the demand takes, ``asked`` (8760,) [MW]; all of it where
    an hour of demand lies above both, for then it has to fill the store. It is the most that the rule runs."""
    power = np.zeros((1, HOURS))
    for size, share in ((sizes.wind, wind), (sizes.solar, solar)):
        power = power + (0.0 if share is None else np.median(size) * share)
    firm = np.median(sizes.grid)
    return hours_run(power + (firm if np.any(power + firm < asked) else np.minimum(firm, asked)), sizes.electrolyser)


def least_power(sizes: Sizes, kind: Row, rated: Number, wind: np.ndarray | None, solar: np.ndarray | None) -> Number:
    """Power below which the electrolyser of ``rated`` power stands still [MW]: as stated, else by its ``kind``.

    A kind's least load is that of one unit: of a plant larger than its supply ever feeds, only as much runs as that can.
    """
    if sizes.least_load is not None:
        return sizes.least_load * rated
    most = sizes.grid
    for size, output, share in ((sizes.wind, sizes.wind_output, wind), (sizes.solar, sizes.solar_output, solar)):
        if share is not None:
            most = most + size * output * share.max()
    return kind.min_load * np.minimum(rated, most)


def own_plants(
    sizes: Sizes, wind_plant: Row | None, solar_plant: Row | None, *, foundation: Row | None, depth: Number | None,
    distance: Number | None, wave_height: Number | None, rating: Number, spread: Number, location: str, places: Row,
    left_open: Number,
) -> dict[str, Plant]:
    """The plants by name. ``wind_plant`` and ``solar_plant`` are rows of supply_costs.csv, those of the ``location`` where
    None. ``foundation``, ``depth`` [m], ``distance`` [km] and ``wave_height`` [m] are those of wind at sea, ``rating`` [kW] its
    turbine's, ``places`` what its place adds (location_factors.csv); ``spread`` [1] on what is built; ``left_open`` [1] as in
    usual_row.py. Raises ValueError where wind at sea lacks one of them."""
    plants: dict[str, Plant] = {}
    if np.any(np.asarray(sizes.wind) > 0):
        row = priced_row(wind_plant, "onshore_wind", location, left_open)
        if row.name == "offshore_wind":
            sea = {"water_depth": depth, "distance_to_shore": distance, "wave_height": wave_height}
            lacking = [name for name, value in sea.items() if value is None]
            if lacking:
                raise ValueError(
                    f"the wind stands at sea, and the site states no {', '.join(lacking)}; let the site card state it, or "
                    f"choose an onshore row for wind_plant"
                )
            stands = usual_row(FOUNDATIONS, "fixed", left_open) if foundation is None else foundation
            plants["wind"] = offshore_plant(
                row, sizes.wind, stands, depth=depth, distance=distance, wave_height=wave_height,  # type: ignore[arg-type]
                turbine=rating, place=factors_of(location, places), spread=spread,
            )
        else:
            plants["wind"] = plant_of(row, sizes.wind, spread)
    if np.any(np.asarray(sizes.solar) > 0):
        plants["solar"] = plant_of(priced_row(solar_plant, "solar", location, left_open), sizes.solar, spread)
    return plants


def priced_row(stated: Row | None, kind: str, location: str, left_open: Number = 0.5) -> Row:
    """The row of supply_costs.csv by which wind on land or sun, ``kind``, is priced: as ``stated``, else that of its
    ``location``, as ``location_of`` names it, where ``left_open`` says how dear it is (usual_row.py)."""
    return usual_row(SUPPLY_COSTS, local_row(kind, location), left_open) if stated is None else stated


def local_row(kind: str, location: str) -> str:
    """The name of the row of ``kind``, "onshore_wind" or "solar", at ``location``."""
    return kind if location == "home" else f"{kind}_{location}"


def price_notes(sizes: Sizes, wind_plant: Row | None, solar_plant: Row | None, location: str) -> list[str]:
    """Sentences on the rows by which wind and sun are priced, where none is stated or their money is the yen."""
    notes, yen = [], False
    for name, size, kind, stated in (
        ("wind_plant", sizes.wind, "onshore_wind", wind_plant), ("solar_plant", sizes.solar, "solar", solar_plant)
    ):
        if not np.any(np.asarray(size) > 0):
            continue
        row = priced_row(stated, kind, location).name
        yen = yen or row.endswith("_japan")
        if stated is None:
            notes.append(f"No {name} is stated: it is priced as '{row}', by its place.")
    if yen:
        notes.append(
            "The cost of wind and sun in Japan is in yen of its year and is carried to dollars at the rate of that year; the "
            "answers in yen are carried back at a drawn rate. That what is bought in yen follows the rate is left out."
        )
    return notes


def generated(task: Task, sizes: Sizes) -> Mapping[str, np.ndarray]:
    """What wind and sun generate in the year of each draw, curtailed included [MWh/year]."""
    if sizes.grid_alone:
        return {}
    found = {}
    for name, share, rated in (("wind", task.wind, task.wind_mw), ("solar", task.solar, task.solar_mw)):
        if share is not None:
            found[name] = rated * share.sum(axis=1)[task.year]
    return found
