"""Where the turbines stand: coordinates with their checks, or a staggered grid made from number and spacing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

ONE_SPOT = 1.0  # [m] two turbines closer than this are one
MOST_MODELLED = 196  # in larger farms the loss per turbine grows slowly, the time to compute it with the square
CLOSE = 2.0  # [diameter] below it wake models are beyond what they were made for, and rotors wear each other


class LayoutError(ValueError):
    """A layout cannot be one; the message names the turbines and says what to do."""


@dataclass(frozen=True, eq=False)
class Layout:
    """Turbines at ``east`` and ``north`` [m], read-only arrays of shape (turbines,). Raises LayoutError."""

    east: np.ndarray
    north: np.ndarray

    def __post_init__(self) -> None:
        for name in ("east", "north"):
            places = np.array(getattr(self, name), dtype=float)
            places.flags.writeable = False
            object.__setattr__(self, name, places)
        if self.east.ndim != 1 or self.east.shape != self.north.shape or not len(self.east):
            raise LayoutError(
                f"The layout has {np.size(self.east)} eastings and {np.size(self.north)} northings; give every turbine both."
            )
        wrong = np.flatnonzero(~(np.isfinite(self.east) & np.isfinite(self.north)))
        if len(wrong):
            raise LayoutError(f"Turbine {wrong[0] + 1} of the layout has no place; give its easting and northing in metres.")
        first, second, apart = self.closest()
        if apart < ONE_SPOT:
            raise LayoutError(
                f"Turbines {first} and {second} stand on one spot ({self.east[first - 1]:g} m east, "
                f"{self.north[first - 1]:g} m north); correct or drop one of them."
            )

    def __len__(self) -> int:
        return len(self.east)

    def closest(self) -> tuple[int, int, float]:
        """Numbers, from 1 in the order given, of the two turbines closest to each other, and their distance [m].

        A single turbine is infinitely far from itself.
        """
        if len(self.east) == 1:
            return 1, 1, float("inf")
        from scipy.spatial import cKDTree

        places = np.column_stack((self.east, self.north))
        # Copies of one spot answer with each other or themselves: the far end of the pair is whoever is not the asker.
        apart, neighbour = cKDTree(places).query(places, k=2)
        nearest = int(np.argmin(apart[:, 1]))
        other = int(neighbour[nearest, 1] if neighbour[nearest, 1] != nearest else neighbour[nearest, 0])
        first, second = sorted((nearest, other))
        return first + 1, second + 1, float(apart[nearest, 1])


def turned(layout: Layout, degrees: float) -> Layout:
    """``layout`` turned about its origin by ``degrees``, clockwise as directions count: it meets wind from d + ``degrees`` as
    it met wind from d."""
    angle = np.deg2rad(degrees)
    return Layout(
        layout.east * np.cos(angle) + layout.north * np.sin(angle), layout.north * np.cos(angle) - layout.east * np.sin(angle)
    )


def from_coordinates(east: ArrayLike, north: ArrayLike, diameter: float) -> tuple[Layout, list[str]]:
    """The layout of turbines of rotor ``diameter`` [m] at ``east`` and ``north`` [m], and sentences of warning.

    Raises LayoutError where turbines share a spot or lack a place, or their rotors would meet.
    """
    layout = Layout(np.asarray(east, dtype=float), np.asarray(north, dtype=float))
    first, second, apart = layout.closest()
    if apart < diameter:
        raise LayoutError(
            f"Turbines {first} and {second} stand {apart:.4g} m apart, less than the rotor's {diameter:g} m; check the "
            "coordinates and their unit: metres, not km."
        )
    if apart >= CLOSE * diameter:
        return layout, []
    return layout, [
        f"Turbines {first} and {second} stand {apart:.0f} m apart, {apart / diameter:.1f} rotor diameters; below "
        f"{CLOSE:g} wakes are beyond the models and wear the rotors: check the coordinates and their unit (metres)."
    ]


def staggered(count: int, spacing: float) -> Layout:
    """``count`` turbines on the staggered grid of ``spacing`` [m]; see ``staggered_grid``."""
    return Layout(*staggered_grid(count, spacing))


def staggered_grid(count: int, spacing: float) -> tuple[np.ndarray, np.ndarray]:
    """East and north of ``count`` turbines, each shape (count,), in the unit of ``spacing`` (metres or diameters).

    Rows, from west to east, ``spacing`` apart, turbines ``spacing`` apart in a row, every other row shifted by half of it; as
    near to a square as the number allows.
    """
    columns = int(np.ceil(np.sqrt(count)))
    number = np.arange(count)
    row, column = number // columns, number % columns
    return (column + 0.5 * (row % 2)) * float(spacing), row * float(spacing)
