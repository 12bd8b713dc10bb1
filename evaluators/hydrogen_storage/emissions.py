"""What the chain emits and what it displaces, each times the share that the store counts (share.py).

One share for all: making the hydrogen, the store's own losses and its compression are emissions of the chain, so every
member carries its share of them, as it counts its share of the displaced hydrogen. Summed over the members nothing is
left out and nothing counts twice.
"""

from __future__ import annotations

import numpy as np

Number = np.ndarray | float


def yearly_emissions(constant: Number, electricity: Number, *, grid: np.ndarray, share: Number) -> np.ndarray:
    """Emissions of the chain in each year, the store's share [tonne CO2e/year], shape (draws or 1, years).

    ``constant`` [kg CO2e/year]: the hydrogen's own, what is vented with its warming, plants, fuel; ``electricity`` from the
    grid [MWh/year]; ``grid`` (draws or 1, years) [tonne/MWh]; ``share`` [1].
    """
    return np.atleast_1d(share * constant / 1e3)[:, None] + np.atleast_1d(share * electricity)[:, None] * grid
