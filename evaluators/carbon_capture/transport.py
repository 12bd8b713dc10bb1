"""Transport and storage: a fixed part, a part by distance, and the store."""

from __future__ import annotations

import numpy as np

from evaluators.toolkit.row import Row

Number = np.ndarray | float


def transport_and_storage_cost(mode: Row, distance: Number, storage_cost: Number, carried: Number) -> Number:
    """Cost [USD2024] per captured tonne of carrying ``distance`` [km] and storing for ``storage_cost`` [USD2024/tonne].

    ``carried`` [tonne/tonne]: what goes into the pipe per captured tonne, 1 and the fuel's own captured CO2.
    """
    return carried * (mode.fixed_cost + mode.cost_per_km * distance + storage_cost)


def transport_emissions(mode: Row, distance: Number, carried: Number) -> Number:
    """CO2e [tonne/tonne] of carrying ``carried`` [tonne/tonne] over ``distance`` [km]."""
    return carried * mode.emissions_per_km * distance
