"""Transport: a fixed part and a part by distance, both dearer for small flows."""

from __future__ import annotations

import numpy as np

from evaluators.toolkit.row import Row

Number = np.ndarray | float


def flow_factor(mode: Row, flow: Number) -> Number:
    """What a tonne costs over what it costs at the mode's reference flow [1]: (flow / reference)^-saving.

    ``flow`` [tonne/year] through the pipe or fleet, all who share it together; outside ``least_flow`` to ``most_flow``
    the factor stays as at that end: below, lines are shared or the CO2 goes by truck; above, lines stand side by side.
    """
    inside = np.clip(np.asarray(flow, dtype=float), mode.least_flow, mode.most_flow)
    return ((inside / mode.reference_flow) ** -np.asarray(mode.flow_saving, dtype=float))[()]


def transport_cost(mode: Row, distance: Number, carried: Number, flow: Number | None = None) -> Number:
    """Cost [USD2024] per captured tonne of carrying ``distance`` [km].

    ``carried`` [tonne/tonne]: what goes into the pipe per captured tonne, 1 and the fuel's own captured CO2; ``flow``
    [tonne/year] as in ``flow_factor``, the mode's reference flow where None.
    """
    factor = 1.0 if flow is None else flow_factor(mode, flow)
    return carried * factor * (mode.fixed_cost + mode.cost_per_km * distance)


def transport_emissions(mode: Row, distance: Number, carried: Number) -> Number:
    """CO2e [tonne/tonne] of carrying ``carried`` [tonne/tonne] over ``distance`` [km]."""
    return carried * mode.emissions_per_km * distance
