"""The farm that the draws may mean: its layout, and what its wakes take by each model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np

from evaluators.offshore_wind.energy import MOST_WAKES, Part, SiteEnergy
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

    Ranges become their ends, weighed by the inverse of the spacing and the logarithm of the number, which the loss follows:
    the energy of farms between 20 and 40 turbines, 6 to 10 diameters apart, is within 0.3 % of that of each by itself, 0.6 %
    where the wind keeps to one side. Of farms above ``MOST_MODELLED`` turbines that many stand for all, since the loss per
    turbine grows slowly there.
    """
    counts = _ends(np.clip(np.rint(turbines), 1.0, MOST_MODELLED), np.log)
    spacings = _ends(np.asarray(spacing, dtype=float), np.reciprocal)
    return [
        (staggered(round(count), apart * machine.diameter), one * other)
        for count, one in counts
        for apart, other in spacings
    ]


def _ends(values: np.ndarray, scale: Callable[[Number], Number]) -> list[tuple[float, Number]]:
    """The least and the greatest of ``values``, each with its weight, which is straight over their ``scale``."""
    low, high = float(np.min(values)), float(np.max(values))
    if low == high:
        return [(low, 1.0)]
    share = (scale(values) - scale(low)) / (scale(high) - scale(low))
    return [(low, 1 - share), (high, share)]


class FarmWakes:
    """What wakes take in the wind of ``site``, by each of ``models``, for the ``layouts`` with their weights."""

    def __init__(self, site: SiteEnergy, layouts: Sequence[Weighed], models: Mapping[str, WakeModel]):
        self._site, self.models = site, tuple(models)
        self._counts, self._weights = [len(layout) for layout, _ in layouts], [weight for _, weight in layouts]
        self._matrices = [[farm_matrix(model, site.machine, layout) for model in models.values()] for layout, _ in layouts]
        self._loss = [
            [site.wake_loss(site.efficiency(matrix, count)) for matrix in by_model]
            for by_model, count in zip(self._matrices, self._counts, strict=True)
        ]

    def losses(self, factor: Number) -> list[np.ndarray]:
        """Share of energy lost [1] by model, each of the shape of ``factor`` [1] on the speeds."""
        return [
            self._weighed([self._site.read(one, factor) for one in by_layout]) for by_layout in zip(*self._loss, strict=True)
        ]

    def taken_share(self, factor: Number, limit: Number, scale: float) -> np.ndarray:
        """Share of the energy behind the wakes [1] that is left where the other end takes at most ``limit`` [1] of full power.

        Wakes are ``scale`` [1] times the mean of the models, speed by speed, and hang on the direction.
        """
        scaled = [
            [(share, np.maximum(1 - scale * (1 - efficiency), 1 - MOST_WAKES)) for share, efficiency in parts]
            for parts in self._parts
        ]
        return self._weighed([self._site.taken_share(factor, limit, parts) for parts in scaled])

    def _weighed(self, by_layout: Sequence[np.ndarray]) -> np.ndarray:
        return np.sum([weight * one for weight, one in zip(self._weights, by_layout, strict=True)], axis=0)

    @cached_property
    def _parts(self) -> list[list[Part]]:
        return [
            self._site.efficiency_parts(np.mean(by_model, axis=0), count)
            for by_model, count in zip(self._matrices, self._counts, strict=True)
        ]
