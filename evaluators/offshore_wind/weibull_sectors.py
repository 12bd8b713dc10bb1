"""Weibull distributions by sector (Global Wind Atlas ``.lib`` or ``.gwc``) as a climate at the hub, over the open sea.

Source of the tables: Troen & Lundtang Petersen 1989, European Wind Atlas, Risoe. They give, for flat land of some
roughness lengths, the Weibull scale and shape of each sector at some heights; a roughness length of 0 stands for water.
"""

from __future__ import annotations

import numpy as np

from evaluators.offshore_wind.climate import WindClimate, from_sectors, weibull_bins
from evaluators.offshore_wind.density import STANDARD_DENSITY
from evaluators.offshore_wind.shear import SEA_ROUGHNESS


def from_weibull_sectors(
    frequency: np.ndarray, scale: np.ndarray, shape: np.ndarray, lengths: np.ndarray, heights: np.ndarray, height: float,
    roughness: float = SEA_ROUGHNESS, density: float = STANDARD_DENSITY,
) -> WindClimate:
    """The climate at ``height`` [m] over ``roughness`` [m].

    ``frequency`` (any unit, brought to a sum of 1), ``scale`` A [m/s] and ``shape`` k [1] are (roughness, height, sector);
    ``lengths`` (roughness,) and ``heights`` (height,) in [m] rise. Raises ValueError where shapes do not fit, where the
    table tells of land only, or where the height lies far outside its heights.
    """
    share, a, k = at_height(frequency, scale, shape, lengths, heights, height, roughness)
    speed, bins = weibull_bins(a, k)
    return from_sectors(speed, bins * share, 0.0, density)


def at_height(
    frequency: np.ndarray, scale: np.ndarray, shape: np.ndarray, lengths: np.ndarray, heights: np.ndarray, height: float,
    roughness: float = SEA_ROUGHNESS,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Share [1], A [m/s] and k [1] of each sector, (sectors,), as ``from_weibull_sectors`` reads them.

    Straight lines over ln(z0) between roughness lengths, over ln(z) between heights for A (the log law) and over z for k.
    From half the lowest to twice the highest height, the line of A goes on and k stays.
    """
    tables = [np.asarray(one, dtype=float) for one in (frequency, scale, shape)]
    lengths, heights = np.asarray(lengths, dtype=float), np.asarray(heights, dtype=float)
    if any(one.ndim != 3 or one.shape != (len(lengths), len(heights), tables[0].shape[-1]) for one in tables):
        told = ", ".join(" x ".join(map(str, one.shape)) for one in tables)
        raise ValueError(
            f"weibull_frequency, weibull_a and weibull_k are {told}; {len(lengths)} roughness lengths and {len(heights)} heights "
            "were told. Send the atlas file unchanged."
        )
    rough, kept = np.unique(np.maximum(lengths, SEA_ROUGHNESS), return_index=True)
    if rough[0] > 10 * max(roughness, SEA_ROUGHNESS):
        raise ValueError(
            f"the least roughness length of the atlas is {rough[0]:g} m, which is land. Download the file for a point at sea."
        )
    if not heights[0] / 2 <= height <= heights[-1] * 2:
        raise ValueError(
            f"the atlas tells of {heights[0]:g} to {heights[-1]:g} m; the wind at {height:g} m cannot be had from it."
        )
    by_length = [_between(one[kept], np.log(rough), np.log(np.clip(roughness, rough[0], rough[-1]))) for one in tables]
    inside = np.clip(height, heights[0], heights[-1])
    share = _between(by_length[0], heights, inside)
    if share.sum() <= 0:
        raise ValueError("the shares of the sectors in the atlas add up to nothing. Download the file again.")
    a = _between(by_length[1], np.log(heights), np.log(height))
    return share / share.sum(), np.maximum(a, 0), _between(by_length[2], heights, inside)


def _between(table: np.ndarray, places: np.ndarray, place: float) -> np.ndarray:
    """``table`` along its first axis at ``place``: straight lines between ``places``, the outermost go on."""
    if len(places) == 1:
        return table[0]
    low = int(np.clip(np.searchsorted(places, place) - 1, 0, len(places) - 2))
    part = (place - places[low]) / (places[low + 1] - places[low])
    return table[low] + part * (table[low + 1] - table[low])
