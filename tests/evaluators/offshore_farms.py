"""A farm of offshore wind by hours and by months, and what its answers say."""

from __future__ import annotations

import numpy as np

from evaluators.offshore_wind import offshore_wind
from evaluators.offshore_wind.example import SAND_POINT_MEAN, SAND_POINT_SHAPE, SAND_POINT_TEMPERATURE
from evaluators.toolkit.project import HEADER
from flows import readers
from flows.cast import cast_proposal
from flows.sites import gather_sites

FARM = {
    "capacity": 500.0, "turbine": "iea_15mw", "hub_height": 150.0, "spacing": 8.0, "foundation": "floating",
    "grid": "us_average", "operation_start": 2030.0, "cost_of_capital": 0.06, "weather_height": 10.0, "water_depth": 100.0,
    "distance_to_shore": 50.0, "wave_height": 2.2,
}  # fmt: skip
MONTHLY = FARM | {
    "wind_speed_monthly": SAND_POINT_MEAN, "weibull_k_monthly": SAND_POINT_SHAPE, "temperature_monthly": SAND_POINT_TEMPERATURE,
}  # fmt: skip


def at_hub(mean: float, shape: float = 2.1, **more) -> dict:
    """A farm in twelve like months of wind at hub height [m/s]."""
    wind = {"wind_speed_monthly": np.full(12, mean), "weibull_k_monthly": np.full(12, shape), "weather_height": 150.0}
    return FARM | wind | more


def notes_of(found: dict) -> str:
    return " ".join(found["exhibits"]["notes"])


def facts_of(proposal: bytes, files: dict[str, bytes]) -> dict:
    """What the evaluator is bound to, read and cast as in a run."""
    read = [(name, "a" * 64, one) for name, data in files.items() for one in readers.read("sites", name, data)]
    [document] = readers.read("proposals", "p.yaml", proposal)
    cast = cast_proposal(document, "p.yaml", "c" * 64, {"offshore_wind": offshore_wind}, gather_sites(read))
    [block] = cast.blocks
    assert [one for one in cast.findings if one.severity == "critical"] == []
    return {name: cast.header[name].value for name in HEADER if name in cast.header} | block.values
