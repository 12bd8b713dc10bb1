"""Electricity of the plants that liquefy hydrogen or bind it in a carrier."""

from __future__ import annotations

import numpy as np

Number = np.ndarray | float


def conversion_energy(rate: Number, energy: Number, exponent: float, smallest: float, largest: float) -> Number:
    """Electricity per kilogram put in [kWh/kg]: energy x rate^exponent, with the rate kept between two plant sizes.

    ``rate``, ``smallest`` and ``largest`` [tonne/day of hydrogen]; ``energy`` [kWh/kg] at 1 tonne/day; ``exponent`` [1], 0
    where size does not matter. Source: liquefiers HDSAM V3.1, 13.382 (tonne/day)^-0.1, second-hand via LLNL systems2atoms.
    """
    return energy * np.clip(rate, smallest, largest) ** exponent
