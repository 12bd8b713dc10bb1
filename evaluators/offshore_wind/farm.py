"""The farm that the draws may mean: its layout, and what its wakes take by each model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from evaluators.offshore_wind.energy import SiteEnergy
from evaluators.offshore_wind.layout import MOST_MODELLED, Layout, from_coordinates, staggered
from evaluators.offshore_wind.turbine import Turbine
from evaluators.offshore_wind.wake import WakeModel, farm_matrix

Number = np.ndarray | float
Weighed = tuple[Layout, Number]  # a layout, and the share [1] that it has in each draw


def as_proposed(table: np.ndarray, machine: Turbine) -> tuple[list[Weighed], list[str]]:
    """The one layout of ``table``, shape (turbines, 2): east and north [m]; and sentences of warning. Raises LayoutError."""
    layout, warnings = from_coordinates(table[:, 0], table[:, 1], machine.diameter)
    return [(layout, 1.0)], warnings


def from_spacing(turbines: Number, spacing: Number, machine: Turbine) -> list[Weighed]:
    """Staggered grids of ``turbines`` [1], ``spacing`` [1] rotor diameters apart, numbers or draws.

    Ranges become their ends, weighed in straight lines between: the loss bends little from one to the other. Of farms above
    ``MOST_MODELLED`` turbines that many stand for all, since the loss per turbine grows slowly there.
    """
    counts = _ends(np.clip(np.rint(turbines), 1.0, MOST_MODELLED))
    spacings = _ends(np.asarray(spacing, dtype=float))
    return [
        (staggered(round(count), apart * machine.diameter), one * other)
        for count, one in counts
        for apart, other in spacings
    ]


def _ends(values: np.ndarray) -> list[tuple[float, Number]]:
    low, high = float(np.min(values)), float(np.max(values))
    if low == high:
        return [(low, 1.0)]
    share = (values - low) / (high - low)
    return [(low, 1 - share), (high, share)]


class FarmWakes:
    """What wakes take in the wind of ``site``, by each of ``models``, for the ``layouts`` with their weights."""

    def __init__(self, site: SiteEnergy, layouts: Sequence[Weighed], models: Mapping[str, WakeModel]):
        self._site, self.models = site, tuple(models)
        self._weights = [weight for _, weight in layouts]
        self._efficiency = [
            [site.efficiency(farm_matrix(model, site.machine, layout), len(layout)) for model in models.values()]
            for layout, _ in layouts
        ]
        self._loss = [[site.wake_loss(one) for one in by_model] for by_model in self._efficiency]

    def losses(self, factor: Number) -> list[np.ndarray]:
        """Share of energy lost [1] by model, each of the shape of ``factor`` [1] on the speeds."""
        return [
            sum(weight * self._site.read(one, factor) for weight, one in zip(self._weights, by_layout, strict=True))
            for by_layout in zip(*self._loss, strict=True)
        ]

    def taken_share(self, factor: Number, limit: Number, scale: float) -> np.ndarray:
        """Share of the energy behind the wakes [1] that is left where the other end takes at most ``limit`` [1] of full power.

        Wakes are ``scale`` [1] times the mean of the models, speed by speed.
        """
        return sum(
            weight * self._site.taken_share(factor, limit, np.maximum(1 - scale * (1 - np.mean(by_model, axis=0)), 0.1))
            for weight, by_model in zip(self._weights, self._efficiency, strict=True)
        )
