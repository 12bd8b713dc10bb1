"""A farm for the tests of what an analyst carries away: its year of wind, and its yield with every part."""

from __future__ import annotations

import numpy as np

from evaluators.offshore_wind.climate import from_hours
from evaluators.offshore_wind.farm_yield import FarmYield, Hours
from evaluators.offshore_wind.layout import staggered
from evaluators.offshore_wind.losses import kept, loss_tree
from evaluators.offshore_wind.turbine import turbine
from evaluators.offshore_wind.wake import farm_matrix, models

MACHINE = turbine("iea_15mw")
COUNT, SPACING, DRAWS, HOURS = 9, 7.0, 500, 8760


def a_year(seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Hours of Weibull wind with a second most frequent sector, directions in steps of 10 degrees as TMY3 has them."""
    random = np.random.default_rng(seed)
    speed = 9.5 * random.weibull(2.1, HOURS)
    side = np.where(random.random(HOURS) < 0.6, 240, 30)
    return speed, (side + 10 * np.rint(3 * random.standard_normal(HOURS))) % 360


def a_farm() -> FarmYield:
    """A farm of nine turbines, with all that its evaluator hands to the tables and documents."""
    speed, direction = a_year()
    density = np.full(HOURS, 1.25)
    random = np.random.default_rng(8)
    layout = staggered(COUNT, SPACING * MACHINE.diameter)
    own = models()
    matrix = farm_matrix(own["turbopark"], MACHINE, layout)
    tree = loss_tree(
        {
            "internal_turbine_interaction": 0.06 + 0.005 * random.standard_normal(DRAWS),
            "turbine_availability": 0.05 + 0.004 * random.standard_normal(DRAWS), "electrical_efficiency": 0.03,
            "icing": 0.01, "degradation": 0.07,
        }
    )  # fmt: skip
    factor = 1 + 0.05 * random.standard_normal(DRAWS)
    gross = 700_000 * factor**1.2
    net = {years: gross * kept(tree) * (1 + 0.04 * random.standard_normal(DRAWS) / np.sqrt(years)) for years in (1, 10, 20)}
    return FarmYield(
        machine=MACHINE, layout=layout, turbines=COUNT, capacity=COUNT * 15.0, hub_height=150.0, life=30.0,
        climate=from_hours(speed, direction, density), weather_height=150.0, basis="hourly", law="power law", factor=factor,
        gross=gross, net_life=gross * kept(tree), net=net, tree=tree,
        speed_terms={"measurement": {"wind_speed_measurement": 0.03, "data_integrity": 0.04}}, sensitivity=1.2,
        wakes={"turbopark": 0.07, "park": 0.06}, wake_model="turbopark", wake_source=own["turbopark"].source, matrix=matrix,
        performance=(0.99, 0.93, 0.87), limit=110.0, hours=Hours(speed, density, direction), notes=["A note of the evaluator."],
    )  # fmt: skip
