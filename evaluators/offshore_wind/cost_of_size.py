"""What does not shrink with a farm: a small one pays for its cable, its substation and its ships nearly as a large one does.

All cost is that of NREL's reference farm of 600 MW. Above that size cost per kilowatt is held: no discount is granted, and
the direct-current link that larger and remoter farms take is not in the parts.
"""

from __future__ import annotations

import numpy as np

from evaluators.toolkit.row import Row

Number = np.ndarray | float

REFERENCE_CAPACITY = 600.0  # [MW]; both reference farms: 50 turbines of 12 MW
SHORE_ENDS = 5.0  # [km] of cable beside the distance: NREL NRWAL osw_2025/export_system.yaml, 5,549,113.5 over 1,109,822.7 per km


def standing(share: Number, capacity: Number) -> Number:
    """Cost per kilowatt over the reference farm's [1], where ``share`` [1] of its cost hangs on no size: ``capacity`` [MW]."""
    return 1 + share * (REFERENCE_CAPACITY / _held(capacity) - 1)


def substation(foundation: Row, capacity: Number) -> Number:
    """Substation, at sea or on land [USD2024/kW], of a farm of ``capacity`` [MW]: its cost goes with a power of the size."""
    return foundation.substation * (_held(capacity) / REFERENCE_CAPACITY) ** (foundation.substation_exponent - 1)


def cable(foundation: Row, carried: Number, distance: Number, capacity: Number) -> Number:
    """Export cable [USD2024/kW] of a farm of ``capacity`` [MW], ``distance`` [km] from landfall.

    ``carried`` [USD2024/kW] is that of the reference farm at this distance, its two circuits made smaller with the farm; a
    kilometre of the smallest cable that there is, laid and buried, costs ``cable_floor`` [USD2024/km] at the least.
    """
    return np.maximum(carried, foundation.cable_floor * (np.asarray(distance) + SHORE_ENDS) / (1000 * _held(capacity)))


def _held(capacity: Number) -> Number:
    return np.minimum(np.asarray(capacity, dtype=float), REFERENCE_CAPACITY)
