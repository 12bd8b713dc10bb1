"""A windy year from the south-west, and a farm's wakes in it."""

from __future__ import annotations

import numpy as np

from evaluators.offshore_wind.climate import WindClimate, from_hours
from evaluators.offshore_wind.energy import SiteEnergy
from evaluators.offshore_wind.farm import FarmWakes, from_spacing
from evaluators.offshore_wind.turbine import turbine
from evaluators.offshore_wind.wake import models

MACHINE = turbine("iea_15mw")
RNG = np.random.default_rng(20261124)
# A windy year from the south-west with calms, directions in whole degrees, colder air when it blows from the north.
SPEED = np.where(RNG.random(8760) < 0.05, 0.0, 9.0 * RNG.weibull(2.0, 8760))
DIRECTION = np.rint(np.where(RNG.random(8760) < 0.7, RNG.normal(235, 35, 8760), RNG.uniform(0, 360, 8760))) % 360
DENSITY = 1.25 + 0.03 * np.cos(np.deg2rad(DIRECTION))
SPEED.flags.writeable = DIRECTION.flags.writeable = DENSITY.flags.writeable = False


def year() -> WindClimate:
    return from_hours(SPEED, DIRECTION, DENSITY)


def wakes_of(site: SiteEnergy, count: int, diameters: float) -> FarmWakes:
    return FarmWakes(site, from_spacing(count, diameters, site.machine), models())
