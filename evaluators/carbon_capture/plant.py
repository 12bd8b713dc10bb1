"""One plant decided in one year: what is paid for it, what it needs, what it emits besides its electricity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluators.carbon_capture.energy import Energy

Number = np.ndarray | float


@dataclass(frozen=True)
class Plant:
    """Each a number or shape (draws,).

    ``capital`` [USD2024]; ``fixed`` running cost [USD2024/year]; ``running`` cost that goes with the tonnes, energy,
    transport and storage in [USD2024/tonne]; ``energy`` [MWh/tonne]; ``emitted`` by its fuel [tonne/tonne]; ``carried``
    to the store [tonne/tonne]; ``cost`` per captured tonne over life [USD2024/tonne].
    """

    capital: Number
    fixed: Number
    running: Number
    energy: Energy
    emitted: Number
    carried: Number
    cost: Number
