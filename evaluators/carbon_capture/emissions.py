"""Emissions of a captured tonne besides its electricity: fuel burnt and leaked, transport, embodied, leakage."""

from __future__ import annotations

import numpy as np

Number = np.ndarray | float

# IPCC 2006 Guidelines, volume 2, table 1.4: natural gas 56.1 kg CO2/GJ (lower heating value).
GAS_CO2 = 0.0561 * 3.6
# Methane at 50 MJ/kg (lower heating value): tonne of methane per MWh of gas.
GAS_MASS = 3.6 / 50.0
# IPCC 2021, AR6 WG1, table 7.15: fossil methane, 100 years.
METHANE_WARMING = 29.8


def fuel_emissions(fuel: Number, captured_share: Number, gas_leak: Number) -> tuple[Number, Number]:
    """(CO2e emitted, CO2 of the fuel captured and stored beside the product), both [tonne/tonne].

    ``fuel`` [MWh/tonne] of natural gas; ``captured_share`` [1] of its CO2; ``gas_leak`` [1] of the gas from well to plant.
    """
    burnt = fuel * GAS_CO2
    methane = fuel * GAS_MASS * gas_leak / (1 - gas_leak) * METHANE_WARMING
    return burnt * (1 - captured_share) + methane, burnt * captured_share


def electricity_factor(grid: np.ndarray, own: Number | None, own_share: Number) -> np.ndarray:
    """Emission factor [tonne CO2e/MWh] of the plant's electricity per year, shape (draws or 1, years).

    ``grid`` [tonne CO2e/MWh] per year; ``own`` [tonne CO2e/MWh] of a dedicated supply, None where there is none;
    ``own_share`` [1] of the electricity that it covers, hour by hour; the grid gives the rest.
    """
    if own is None:
        return grid
    own, own_share = (np.atleast_1d(np.asarray(one, dtype=float))[:, None] for one in (own, own_share))
    return own * own_share + grid * (1 - own_share)
