"""Energy of a captured tonne: what the process needs, and what electricity and fuel that takes from its heat source."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluators.toolkit.row import Row

Number = np.ndarray | float


@dataclass(frozen=True)
class Energy:
    """Per captured tonne: ``electricity`` and ``fuel`` (lower heating value) bought, ``heat`` used [MWh/tonne]."""

    electricity: Number
    fuel: Number
    heat: Number

    @property
    def bought(self) -> Number:
        """Electricity and fuel together [MWh/tonne]."""
        return self.electricity + self.fuel


def above_floor(need: Number, floor: Number, factor: Number) -> Number:
    """A need after learning, in its own unit: the part above ``floor`` falls by ``factor`` [1], the floor is thermodynamics."""
    floor = np.minimum(floor, need)
    return floor + (need - floor) * factor


def energy_per_tonne(technology: Row, heat_source: Row, factor: Number) -> Energy:
    """Energy of one captured tonne where what lies above its floor is at ``factor`` [1] of the row's.

    Heat above the reach of a heat pump (about 150 degrees C) comes from the row's ``hot_`` source: a calciner asks for
    fuel or an electric kiln, whatever waste heat there is.
    """
    electricity = above_floor(technology.electricity, technology.electricity_floor, factor)
    heat = above_floor(technology.heat, technology.heat_floor, factor)
    low = heat * technology.low_temperature_share
    hot = heat - low
    return Energy(
        electricity + low * heat_source.electricity + hot * heat_source.hot_electricity,
        low * heat_source.fuel + hot * heat_source.hot_fuel,
        heat,
    )
