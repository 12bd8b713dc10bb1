"""All that a report of a farm's energy yield is made of: what was put in, what came out, draw by draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from evaluators.offshore_wind.climate import WindClimate
from evaluators.offshore_wind.direction import step_of
from evaluators.offshore_wind.hourly_net import hourly_net, table_efficiency
from evaluators.offshore_wind.layout import Layout
from evaluators.offshore_wind.losses import Number, kept
from evaluators.offshore_wind.median import median
from evaluators.offshore_wind.turbine import Turbine

Tree = Mapping[str, Mapping[str, Number]]

# Hour by hour these are not a share that every hour loses: wakes and limits hang on the hour, ageing comes last.
APART = ("internal_turbine_interaction", "load_curtailment", "degradation")


@dataclass(frozen=True)
class Hours:
    """The record of a site as measured, each of shape (hours,): ``speed`` [m/s], ``density`` [kg/m3], ``direction`` [deg].

    ``begins`` [h since 1970-01-01 UTC] is the first hour, None where the record does not say, as of a typical year.
    """

    speed: np.ndarray
    density: np.ndarray
    direction: np.ndarray | None = None
    begins: float | None = None


@dataclass(frozen=True)
class FarmYield:
    """One farm's yield. Draws have shape (draws,) or are numbers.

    ``capacity`` [MW], ``turbines`` [1] of ``machine`` (not rounded), ``layout`` of those whose wakes are computed,
    ``hub_height`` [m], ``life`` [year], ``limit`` [MW] that the other end takes at most, beside what is used ``inside`` the
    project [MW]. ``climate`` at ``weather_height``
    [m], lifted to the hub by ``factor`` [1], by the ``law`` told in words. ``gross`` and ``net_life`` [MWh/year], the mean
    over life; ``net`` the same by years of the horizon (1, 10, 20). ``tree`` [1] of losses as in ``losses.loss_tree``.
    ``power_curve`` [1], the true over the stated one, is in all energies.
    ``delivered`` [MWh/year], where a limit clips, is the net energy at the three times of life of ``degradation.TIMES``, draws
    each; ``performance`` [1] the median of what age leaves then. ``turn`` [deg] is what the grid's rows lie across, None
    where no rose turned it. ``speed_terms`` [1], standard deviations of the speed of all life by category and label of EYA
    DEF, ``one_year`` [1] that of a single year. ``sensitivity`` [1] of energy to
    speed. ``wakes`` [1], the loss by model, before ``wake_scale`` [1] and
    beside ``blockage`` [1]; ``matrix`` [kW] is that of ``wake_model``. ``bases`` say by label how a loss was
    had, in the words of EYA DEF, where ``eya_losses.BASES`` does not fit: "time_series_calculation".
    """

    machine: Turbine
    layout: Layout
    turbines: float
    capacity: float
    hub_height: float
    life: float
    climate: WindClimate
    weather_height: float
    basis: str
    law: str
    factor: np.ndarray
    gross: np.ndarray
    net_life: np.ndarray
    net: Mapping[int, np.ndarray]
    tree: Tree
    speed_terms: Mapping[str, Mapping[str, float]]
    sensitivity: float
    wakes: Mapping[str, Number]
    wake_model: str
    wake_source: str
    matrix: np.ndarray
    wake_scale: float = 1.0
    blockage: float = 0.0
    one_year: float = 0.0
    delivered: Sequence[np.ndarray] = ()
    performance: Sequence[float] = (1.0, 1.0, 1.0)
    turn: int | None = None
    limit: float | None = None
    inside: float = 0.0
    power_curve: Number = 1.0
    hours: Hours | None = None
    bases: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = field(default_factory=tuple)

    @property
    def lifted(self) -> float:
        """Median of ``factor`` [1]."""
        return median(self.factor)

    @property
    def wake_loss(self) -> float:
        """Median share of energy lost to the farm's own wakes [1]."""
        return _middle(self.tree, "internal_turbine_interaction")

    @property
    def kept(self) -> float:
        """Median share [1] that the losses leave which strike all hours alike."""
        shares = {label: loss for branch in self.tree.values() for label, loss in branch.items() if label not in APART}
        return median(kept(shares))

    @property
    def full_power(self) -> float:
        """Median share [1] of full power that the other end is asked to take: see ``of_full_power``."""
        return median(of_full_power(self.tree))

    def hourly_net(self, scaled: bool = True) -> np.ndarray:
        """Net power [MW] of each hour of the record; ValueError where the site brings no hours.

        They add up to the median of ``net_life`` a year; as the losses leave them, unless ``scaled``.
        """
        if self.hours is None:
            raise ValueError(f"the site's wind is known as {self.basis}, not hour by hour; send a year of hourly wind speeds.")
        told = self.hours.direction
        windy = None if told is None else (self.hours.speed > 0) & np.isfinite(told)
        step = step_of(told[windy]) if told is not None and windy is not None and windy.any() else 1.0
        return hourly_net(
            speed=self.hours.speed, direction=told, density=self.hours.density, factor=self.lifted, machine=self.machine,
            turbines=self.turbines, efficiency=table_efficiency(self.matrix, self.machine, len(self.layout), step),
            kept=self.kept, full=self.full_power, wake_loss=self.wake_loss,
            limit=None if self.limit is None else self.limit + self.inside, performance=self.performance,
            energy=median(self.net_life) if scaled else None,
        )


def of_full_power(tree: Tree) -> Number:
    """What the losses leave of full power [1]: cables lower it, turbines that stand one by one half of the time; all other
    losses stop whole hours or act below full power (engineering judgement)."""
    standing = np.asarray(tree.get("availability", {}).get("turbine_availability", 0.0)) / 2
    return np.asarray(kept(tree.get("electrical", {}))) * (1 - standing)


def _middle(tree: Tree, label: str) -> float:
    return median(next((branch[label] for branch in tree.values() if label in branch), 0.0))
