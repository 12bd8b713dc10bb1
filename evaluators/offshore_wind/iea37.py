"""IEA Wind Task 37, case studies 1 and 3: the published check of the Gaussian kernel.

Source: Baker et al. 2019, AIAA 2019-0540, doi:10.2514/6.2019-0540; wake model in iea37-wakemodel.pdf, wind roses in
iea37-windrose.yaml and iea37-windrose-cs3.yaml of byuflowlab/iea37-wflo-casestudies.
"""

from __future__ import annotations

import numpy as np

from evaluators.offshore_wind.layout import Layout
from evaluators.offshore_wind.turbine import Turbine
from evaluators.offshore_wind.wake_gaussian import Gaussian

CUT_IN, CUT_OUT, THRUST = 4.0, 25.0, 8 / 9  # [m/s], [m/s], [1]
MODEL = Gaussian(width=1 / np.sqrt(8), reach=np.inf)
SPEED = 9.8  # [m/s], in every direction of case study 1
FREQUENCY = np.array([
    0.025, 0.024, 0.029, 0.036, 0.063, 0.065, 0.100, 0.122, 0.063, 0.038, 0.039, 0.083, 0.213, 0.046, 0.032, 0.022,
])


class CaseTurbine(Turbine):
    """The machine of the case studies: power cubic from cut-in to rated speed, one thrust coefficient at every speed."""

    def power_at(self, equivalent: np.ndarray, actual: np.ndarray | None = None) -> np.ndarray:
        """Power [kW] at ``equivalent`` [m/s]; at cut-out it stands still."""
        share = np.clip((equivalent - self.speed[0]) / (self.speed[1] - self.speed[0]), 0.0, 1.0) ** 3
        return self.rating * share * (equivalent < self.cut_out)

    def thrust_at(self, speed: np.ndarray) -> np.ndarray:
        """Thrust coefficient [1]."""
        return np.full(np.shape(speed), THRUST)


def _machine(name: str, rating: float, diameter: float, hub_height: float, rated_speed: float) -> CaseTurbine:
    speed = np.array([CUT_IN, rated_speed, CUT_OUT])
    return CaseTurbine(name, rating, diameter, hub_height, speed, np.array([0.0, rating, rating]), np.full(3, THRUST))


ONSHORE = _machine("3.35 MW onshore reference turbine", 3350.0, 130.0, 110.0, 9.8)
OFFSHORE = _machine("10 MW offshore reference turbine", 10_000.0, 198.0, 119.0, 11.0)


def annual_energy(east: list[float], north: list[float]) -> dict[str, np.ndarray | float]:
    """Yearly energy [MWh/year] of case study 1 with turbines at ``east`` and ``north`` [m]: "total", and "binned" by the
    16 directions."""
    return _energy(ONSHORE, east, north, FREQUENCY, [SPEED], [[1.0]] * len(FREQUENCY))


def annual_energy_offshore(
    east: list[float], north: list[float], frequency: list[float], speeds: list[float], speed_frequency: list[list[float]]
) -> dict[str, np.ndarray | float]:
    """Yearly energy [MWh/year] of case study 3 with turbines at ``east`` and ``north`` [m]: "total", and "binned" by
    direction.

    ``frequency`` [1] of directions evenly spaced from north, ``speed_frequency`` [1] of ``speeds`` [m/s] in each of them.
    """
    return _energy(OFFSHORE, east, north, frequency, speeds, speed_frequency)


def _energy(
    machine: Turbine, east: list[float], north: list[float], frequency: list[float] | np.ndarray, speeds: list[float],
    speed_frequency: list[list[float]],
) -> dict[str, np.ndarray | float]:
    directions = np.arange(len(frequency)) * 360 / len(frequency)
    layout = Layout(np.asarray(east), np.asarray(north))
    farm = MODEL.farm_power(layout, machine, directions, np.asarray(speeds)) / 1000
    binned = 8760 * np.asarray(frequency) * (farm * np.asarray(speed_frequency)).sum(axis=1)
    return {"total": float(binned.sum()), "binned": binned}
