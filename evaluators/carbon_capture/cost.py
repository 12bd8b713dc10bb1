"""Cost per captured tonne: the charge on capital, fixed and variable running cost, energy.

Gross, net and avoided cost are three figures; this one is gross. Form as in Keith et al. 2018 (Joule 2:1573) and in
NETL's cost of capture of industrial sources.
"""

from __future__ import annotations

import numpy as np

Number = np.ndarray | float


def cost_per_tonne(
    capital: Number, charge_rate: Number, captured: Number, fixed: Number = 0.0, variable: Number = 0.0,
    electricity: Number = 0.0, electricity_price: Number = 0.0, fuel: Number = 0.0, fuel_price: Number = 0.0,
) -> Number:
    """Levelised cost of a captured tonne [money/tonne].

    ``capital`` [money]; ``charge_rate`` [1/year] of it; ``captured`` [tonne/year], the years' levelised mean; ``fixed``
    [money/year]; ``variable`` [money/tonne]; ``electricity`` and ``fuel`` [energy/tonne] at their prices [money/energy].
    Money, tonnes and energy in any unit, the same throughout.
    """
    return (
        (np.asarray(capital) * charge_rate + fixed) / captured + variable
        + electricity * electricity_price + fuel * fuel_price
    )
