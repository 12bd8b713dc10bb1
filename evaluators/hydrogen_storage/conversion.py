"""Electricity of the plants that liquefy hydrogen or bind it in a carrier."""

from __future__ import annotations

import numpy as np

from evaluators.hydrogen_storage.compression import isothermal_work

Number = np.ndarray | float

ATMOSPHERE, AMBIENT = 1.01325, 298.15  # bar, K
LIQUEFACTION = 3.3284  # kWh/kg, exergy of liquid normal hydrogen at 1 atm over gas at 1 atm and 298.15 K (Leachman 2009)


def conversion_energy(rate: Number, energy: Number, exponent: float, smallest: float, largest: float) -> Number:
    """Electricity per kilogram put in [kWh/kg]: energy x rate^exponent, with the rate kept between two plant sizes.

    ``rate``, ``smallest`` and ``largest`` [tonne/day of hydrogen]; ``energy`` [kWh/kg] at 1 tonne/day; ``exponent`` [1], 0
    where size does not matter. Source: liquefiers HDSAM V3.1, 13.382 (tonne/day)^-0.1, second-hand via LLNL systems2atoms.
    """
    return energy * np.clip(rate, smallest, largest) ** exponent


def liquefaction_minimum(inlet: Number) -> Number:
    """The least electricity that liquefies normal hydrogen fed at ``inlet`` pressure [bar] and 25 degC [kWh/kg].

    The exergy of the liquid, less that of a feed under pressure, which is its isothermal work. Raises ValueError.
    Source: DOE record 9013: 3.3 kWh/kg (3.9 with all of it turned to para-hydrogen, which is left out here).
    """
    return LIQUEFACTION - isothermal_work(ATMOSPHERE, inlet, AMBIENT)
