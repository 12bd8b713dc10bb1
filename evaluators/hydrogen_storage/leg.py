"""One leg of transport, whatever carries it: what arrives, what is lost and why, and what it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

Number = np.ndarray | float


@dataclass(frozen=True)
class Leg:
    """Numbers or (draws,). ``losses`` [1] of what is loaded, by cause: with ``kept`` they add up to 1. ``vented`` [1] of what is
    loaded reaches the air as hydrogen. ``capital`` by part: cost [USD2024] and years it lasts [year]; ``fixed`` [USD2024/year];
    ``electricity`` and bought ``fuel`` [MWh/year]."""

    losses: Mapping[str, Number]
    vented: Number
    capital: Mapping[str, tuple[Number, Number]]
    fixed: Number
    electricity: Number
    fuel: Number

    @property
    def kept(self) -> Number:
        """What arrives of what is loaded [1]."""
        return 1 - sum(self.losses.values())


def checked_distance(distance: Number) -> np.ndarray:
    """``distance`` [km], 0 or above and finite; raises ValueError else."""
    distance = np.asarray(distance, dtype=float)
    if not np.all((distance >= 0) & np.isfinite(distance)):
        raise ValueError(f"a distance of {distance.min():g} km cannot be travelled; state the way one way in km, 0 or above")
    return distance
