"""A farm's yield from the values that its evaluator was called with: for exports, which ask for more than the answers."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from evaluators.offshore_wind.farm_yield import FarmYield
from evaluators.offshore_wind.gross_to_net import gross_to_net
from evaluators.offshore_wind.location import location_of
from evaluators.offshore_wind.site import resource
from evaluators.offshore_wind.turbine import stated_turbine
from evaluators.offshore_wind.uncertainty import record_of

__all__ = ["farm_yield"]


def farm_yield(values: Mapping[str, Any]) -> FarmYield:
    """The very yield that the answers rest on; ``values`` are those of the inputs by name, as ``binding.bind`` makes them."""
    own = (values.get(name) for name in ("power_curve", "rotor_diameter", "rated_power"))
    machine = stated_turbine(values["turbine"].name, *own)
    wind = resource(**_taken(resource, values) | {"hub_height": float(np.median(values["hub_height"]))})
    found = {
        "wind": wind, "machine": machine, "record": record_of(values["weather_record"], values["wind_speed_hourly"]),
        "location": location_of(values["latitude"], values["longitude"], values["grid"].name),
    }
    return gross_to_net(**_taken(gross_to_net, values) | found)


def _taken(function: Callable[..., Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in inspect.signature(function).parameters if name in values}
