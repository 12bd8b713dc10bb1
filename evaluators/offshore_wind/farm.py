"""The farm that the draws may mean: its layout, and what its wakes take by each model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from evaluators.offshore_wind.energy import MOST_WAKES, SiteEnergy, Taken
from evaluators.offshore_wind.layout import MOST_MODELLED, Layout, LayoutError, from_coordinates, staggered
from evaluators.offshore_wind.median import median
from evaluators.offshore_wind.turbine import Turbine
from evaluators.offshore_wind.wake import DEFAULT, WakeModel, farm_matrix

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


def median_grid(turbines: Number, spacing: Number, machine: Turbine) -> Layout:
    """The staggered grid of the median of ``turbines`` [1] at that of ``spacing`` [1] rotor diameters: to be shown for all."""
    count = float(np.clip(np.rint(median(turbines)), 1.0, MOST_MODELLED))
    return staggered(round(count), median(spacing) * machine.diameter)


def agree(count: int, turbines: Number, machine: Turbine) -> None:
    """Raises LayoutError where a layout of ``count`` turbines is not that of a capacity of ``turbines`` [1], numbers or draws.

    One turbine more or less is let pass, as capacities are rounded.
    """
    low, high, meant = float(np.min(turbines)), float(np.max(turbines)), round(median(turbines))
    if not low - 1.001 <= count <= high + 1.001:
        rating = machine.rating / 1000
        raise LayoutError(
            f"The layout has {count} turbines of {rating:g} MW, {count * rating:g} MW together, and the capacity is "
            f"{median(turbines) * rating:g} MW: correct capacity, the machine, or the layout; of this machine it takes {meant} "
            "turbines."
        )


def _ends(values: np.ndarray, scale: Callable[[Number], Number]) -> list[tuple[float, Number]]:
    """The least and the greatest of ``values``, each with its weight, which is straight over their ``scale``."""
    low, high = float(np.min(values)), float(np.max(values))
    if low == high:
        return [(low, 1.0)]
    share = (scale(values) - scale(low)) / (scale(high) - scale(low))
    return [(low, 1 - share), (high, share)]


class FarmWakes:
    """What wakes take in the wind of ``site``, by each of ``models``, for the ``layouts`` with their weights, each turned by
    ``turn`` [whole degrees] clockwise: of a turned farm the matrix is the same, read from another degree on."""

    def __init__(self, site: SiteEnergy, layouts: Sequence[Weighed], models: Mapping[str, WakeModel], turn: int = 0):
        self._site, self.models = site, tuple(models)
        self._counts, self._weights = [len(layout) for layout, _ in layouts], [weight for _, weight in layouts]
        self._matrices = [
            [np.roll(farm_matrix(model, site.machine, layout), turn, axis=0) for model in models.values()]
            for layout, _ in layouts
        ]
        self._loss = [  # (models, factors) by layout
            np.stack([site.wake_loss(site.efficiency(matrix, count)) for matrix in by_model])
            for by_model, count in zip(self._matrices, self._counts, strict=True)
        ]
        self._taken: dict[float, list[Taken]] = {}  # by layout; made where a limit asks, and kept

    def losses(self, factor: Number) -> np.ndarray:
        """Share of energy lost [1], shape (models, ...), each of the shape of ``factor`` [1] on the speeds."""
        place = self._site.place(factor)
        by_layout = [self._site.read(one, place) for one in self._loss]
        return np.stack([self._weighed(by_model) for by_model in zip(*by_layout, strict=True)])

    def taken_share(self, factor: Number, limit: Number, scale: float) -> np.ndarray:
        """Share of the energy behind the wakes [1] that is left where the other end takes at most ``limit`` [1] of full power.

        Wakes are ``scale`` [1] times those of the default model, speed by speed, and hang on the direction.
        """
        if scale not in self._taken:
            self._taken[scale] = [
                self._behind(by_model[self.models.index(DEFAULT)], count, scale)
                for by_model, count in zip(self._matrices, self._counts, strict=True)
            ]
        place = self._site.place(factor)
        return self._weighed([one.share(place, limit) for one in self._taken[scale]])

    def _behind(self, matrix: np.ndarray, count: int, scale: float) -> Taken:
        parts = self._site.efficiency_parts(matrix, count)
        return Taken(
            self._site, [(share, np.maximum(1 - scale * (1 - efficiency), 1 - MOST_WAKES)) for share, efficiency in parts]
        )

    def _weighed(self, by_layout: Sequence[np.ndarray]) -> np.ndarray:
        return np.sum([weight * one for weight, one in zip(self._weights, by_layout, strict=True)], axis=0)
