"""Electricity made of stored hydrogen again: fuel cell or turbine, rows of reconversions.csv."""

from __future__ import annotations

import numpy as np

from evaluators.hydrogen_storage.electrolyser import LOWER_HEATING_VALUE
from evaluators.hydrogen_storage.prices import priced_table
from evaluators.hydrogen_storage.replacements import present_capital
from evaluators.toolkit.finance import annuity_factor
from evaluators.toolkit.row import Row

Number = np.ndarray | float

RECONVERSIONS = priced_table("reconversions.csv")


def checked_efficiency(efficiency: Number) -> np.ndarray:
    """``efficiency`` [1] above 0 and at most 1; raises ValueError else."""
    efficiency = np.asarray(efficiency, dtype=float)
    if not np.all((efficiency > 0) & (efficiency <= 1)):
        raise ValueError(
            f"an efficiency runs from {efficiency.min():g} to {efficiency.max():g}; it must lie above 0 and at most at 1. State "
            f"a share of the lower heating value, such as 0.5, not a percentage"
        )
    return efficiency


def electricity_made(hydrogen: Number, efficiency: Number) -> Number:
    """Electricity [MWh/year, alternating current] of ``hydrogen`` [kg/year] at ``efficiency`` on the lower heating value [1]."""
    return np.asarray(hydrogen, dtype=float) * LOWER_HEATING_VALUE * checked_efficiency(efficiency) / 1e3


def plant_present(row: Row, power: Number, rate: Number, life: Number, spread: Number = 1.0) -> Number:
    """Present value [USD2024] of a plant of ``power`` [MW of electricity] and its replacements over ``life`` [year].

    ``rate`` real [1/year]; ``spread`` [1] on the cost to build. Raises ValueError.
    """
    power = np.asarray(power, dtype=float)
    if np.any(power < 0):
        raise ValueError(f"a reconversion plant of {power.min():g} MW is negative; state its electric power in MW, 0 or above")
    built = row.capex * spread * power * 1e3
    return present_capital(built, row.life, rate, life) + row.fixed_om * built * annuity_factor(rate, life)


def round_trip_ac(production: Number, charge: Number, discharge: Number, kept: Number, efficiency: Number) -> Number:
    """Electricity out over electricity in, alternating current both [1].

    ``production`` [kWh/kg made] and ``charge`` [kWh/kg put in] of electricity, ``discharge`` [kWh/kg taken out]; ``kept``, what
    is taken out of what is put in [1]; ``efficiency`` of the reconversion on the lower heating value [1]. What the release
    needs is taken off the output. Raises ValueError.
    """
    out = kept * (LOWER_HEATING_VALUE * checked_efficiency(efficiency) - discharge)
    return np.maximum(out, 0.0) / (np.asarray(production, dtype=float) + charge)
