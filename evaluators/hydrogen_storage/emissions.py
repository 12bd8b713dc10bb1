"""The store's emissions and what it is credited with: the displaced use of delivered hydrogen, its share of the chain, once."""

from __future__ import annotations

import numpy as np

Number = np.ndarray | float


def avoided_reference(delivered: Number, displaced: Number, chain_share: Number) -> Number:
    """Yearly emissions of the hydrogen displaced, the store's share [tonne CO2e/year].

    ``delivered`` [kg/year], ``displaced`` CO2e of the hydrogen that would have been used [kg/kg], ``chain_share`` [1].
    """
    return delivered * displaced / 1e3 * chain_share


def yearly_emissions(
    charged: Number, vented: Number, cushion: Number, electricity: Number, *, source: Number, warming: Number,
    grid: np.ndarray, life: Number, chain_share: Number,
) -> np.ndarray:
    """Emissions of the chain in each year, the store's share [tonne CO2e/year], shape (draws or 1, years).

    ``charged`` hydrogen put in and ``vented`` to the air [kg/year]; ``cushion`` [kg], spread over ``life`` [year];
    ``electricity`` [MWh/year]; ``source`` CO2e of the hydrogen to the gate [kg/kg]; ``warming`` potential of hydrogen over
    100 years [kg/kg]; ``grid`` (draws or 1, years) [tonne/MWh]; ``chain_share`` [1].
    """
    gas = (charged + cushion / life) * source + vented * warming
    return np.atleast_1d(chain_share * gas / 1e3)[:, None] + np.atleast_1d(chain_share * electricity)[:, None] * grid
