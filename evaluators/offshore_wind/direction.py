"""Where the wind comes from, by whole degrees: calms that carry a direction, directions told in steps, missing ones."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

EVERYWHERE = np.full(360, 1 / 360)
STEPS = (45.0, 30.0, 22.5, 20.0, 15.0, 10.0, 5.0, 2.0)  # in which observers and old recorders told directions [deg]
MOST_LACKING = 0.1  # share of the windy hours that may have no direction [1]


def directions_of_bins(speed: np.ndarray, direction: np.ndarray, bins: np.ndarray, count: int) -> np.ndarray:
    """Share of each whole degree [1] given the bin of speed, shape (count, 360); rows add up to 1.

    ``speed`` [m/s], ``direction`` [deg, wind from, clockwise from north; NaN where missing] and ``bins`` [1] are of shape
    (hours,). Calm hours (0 m/s) have no direction, whatever stands there: TMY3 and others write 0, which is not north.
    Directions told in steps are spread evenly over their step: a farm in rows would otherwise lie on its own centre-lines.
    A bin in which nothing is known has the rose of all. Raises ValueError where a direction is none, or too many are missing.
    """
    direction = np.asarray(direction, dtype=float)
    if direction.shape != speed.shape:
        raise ValueError(f"there are {direction.size:,} wind directions and {speed.size:,} speeds; give both for the same hours.")
    windy = speed > 0
    told = windy & np.isfinite(direction)
    wrong = told & ((direction < 0) | (direction > 360))
    if wrong.any():
        raise ValueError(
            f"{int(wrong.sum())} wind directions are outside 0 to 360 degrees, the first is {direction[wrong][0]:g}. "
            "Look for a code of missing values (such as 999), or another unit."
        )
    lacking = int((windy & ~told).sum())
    if lacking > MOST_LACKING * max(int(windy.sum()), 1):
        raise ValueError(
            f"{lacking:,} of {int(windy.sum()):,} hours with wind have no direction, and at most {MOST_LACKING:.0%} may lack. "
            "Send the directions, or leave them out altogether."
        )
    if not told.any():
        return np.tile(EVERYWHERE, (count, 1))
    step = step_of(direction[told])
    cells = round(360 / step)
    cell = np.rint(direction[told] / step).astype(np.int64) % cells
    table = np.bincount(bins[told] * cells + cell, minlength=count * cells).reshape(count, cells).astype(float)
    hours = table.sum(axis=1, keepdims=True)
    table = np.where(hours > 0, table, table.sum(axis=0)) / np.where(hours > 0, hours, table.sum())
    return table if step == 1 else table @ sector_shares(cells)


def step_of(direction: np.ndarray) -> float:
    """The step [deg] in which ``direction`` [deg] is told; 1 where it is told as finely as that, or in too few values to say."""
    for step in STEPS:
        whole = direction / step
        if np.mean(np.abs(whole - np.rint(whole)) < 1e-6) > 0.99:  # a stray value does not make the others fine
            return step if len(np.unique(np.rint(whole) % round(360 / step))) > 180 / step else 1.0
    return 1.0


@lru_cache(maxsize=32)
def sector_shares(sectors: int, offset: float = 0.0) -> np.ndarray:
    """Share of each whole degree [1] in each sector, shape (sectors, 360), all directions inside a sector being equal.

    Sector i is centred on ``offset`` + 360 i / sectors [deg]; degree d reaches from d - 0.5 to d + 0.5. Read-only.
    """
    width = 360 / sectors
    low = offset + width * (np.arange(sectors)[:, None] - 0.5)
    begin = np.arange(360) - 0.5
    turned = (begin - low + 180) % 360 - 180  # the beginning of each degree after that of the sector, -180 to 180
    shares = sum(
        np.clip(np.minimum(turned + turn + 1, width) - np.maximum(turned + turn, 0), 0, None) for turn in (-360, 0, 360)
    ) / width
    shares.flags.writeable = False
    return shares
