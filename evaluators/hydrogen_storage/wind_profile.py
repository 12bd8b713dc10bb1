"""What a wind farm gives, hour by hour, as a share of its rated power: no wakes of its own, but a share of losses.

The farm itself is the business of the offshore-wind evaluator; here its hours are what fills a store.
"""

from __future__ import annotations

import numpy as np

from evaluators.offshore_wind.density import STANDARD_DENSITY, density_equivalent_speed
from evaluators.offshore_wind.shear import power_law
from evaluators.offshore_wind.turbine import Turbine

STEP = 0.02  # of the table of smoothed power [m/s]
FASTEST = 60.0  # of the same table [m/s]
NODES = 9  # of the mean over many turbines


def wind_share(
    speed: np.ndarray, *, machine: Turbine, height: float, hub_height: float, exponent: float, losses: float,
    density: np.ndarray | float = STANDARD_DENSITY, spread: float = 0.0,
) -> np.ndarray:
    """Power at the busbar over rated power [1], of the shape of ``speed`` [m/s] at ``height`` [m].

    ``exponent`` [1] is that of the power law up to ``hub_height`` [m]; ``losses`` [1] (wakes, downtime, cables) take the
    same share of every hour. ``density`` [kg/m3] of the air has the shape of ``speed``. ``spread`` [1] smooths over many
    turbines: the standard deviation of their speeds at one time over the mean speed (Norgaard & Holttinen 2004, A
    multi-turbine power curve approach, Nordic Wind Power Conference); 0 is one turbine.
    """
    if not 0 <= losses < 1 or not 0 <= spread < 0.5:
        raise ValueError(f"losses lie between 0 and 1 and spread between 0 and 0.5 [1]; they are {losses:g} and {spread:g}.")
    if hub_height <= 0 or height <= 0:
        raise ValueError(f"heights lie above 0 m; the hub's is {hub_height:g} m and that of the wind {height:g} m.")
    hub = np.asarray(speed, dtype=float) * power_law(hub_height, height, exponent)
    equivalent = density_equivalent_speed(hub, density)
    if not spread:
        return machine.power_at(np.asarray(equivalent), hub) / machine.rating * (1 - losses)
    table = np.arange(0.0, FASTEST + STEP, STEP)
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    many = machine.power_at(table[:, None] * np.maximum(1 + spread * nodes, 0)) @ weights / weights.sum()
    return np.interp(equivalent, table, many) / machine.rating * (1 - losses)
