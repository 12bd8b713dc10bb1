"""Cushion gas: the hydrogen that stays in the store for good, so that the pressure never falls below its minimum."""

from __future__ import annotations

import numpy as np

from evaluators.hydrogen_storage.density import Number, density


def working_density(highest: Number, lowest: Number, temperature: Number) -> Number:
    """Working gas that a cubic metre of store holds between two pressures [kg/m**3].

    ``highest`` and ``lowest`` pressure [bar], ``temperature`` [K] of the gas in the store, the same full and empty; they
    broadcast. Raises ValueError where the pressures leave no room for working gas. Source: Lemmon et al. 2008.
    """
    if np.any(np.asarray(lowest) >= np.asarray(highest)):
        raise ValueError(
            f"the least pressure ({np.max(lowest):g} bar) is not below the highest ({np.min(highest):g} bar), so the store "
            f"holds no working gas. State pressure_min below pressure_max, both absolute, in bar."
        )
    return density(highest, temperature) - density(lowest, temperature)


def cushion_gas(working_gas: Number, highest: Number, lowest: Number, temperature: Number) -> Number:
    """Cushion gas of a store of constant volume, in the unit of ``working_gas`` (any mass); the rest as in working_density.

    Source: mass balance, m_cushion / m_working = rho(p_min) / (rho(p_max) - rho(p_min)).
    """
    return np.asarray(working_gas) * density(lowest, temperature) / working_density(highest, lowest, temperature)


def cushion_share(highest: Number, lowest: Number, temperature: Number) -> Number:
    """Cushion gas over all gas in the full store [1]; arguments as in working_density."""
    return 1 - working_density(highest, lowest, temperature) / density(highest, temperature)


def store_volume(working_gas: Number, highest: Number, lowest: Number, temperature: Number) -> Number:
    """Room that ``working_gas`` [tonne] needs between two pressures [m**3]; the rest as in working_density."""
    return np.asarray(working_gas) * 1e3 / working_density(highest, lowest, temperature)


def working_gas_of(volume: Number, highest: Number, lowest: Number, temperature: Number) -> Number:
    """Working gas that a store of ``volume`` [m**3] holds [tonne]; the rest as in working_density."""
    return np.asarray(volume) * working_density(highest, lowest, temperature) / 1e3
