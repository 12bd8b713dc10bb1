"""Electricity made of stored hydrogen again: fuel cell or turbine, rows of reconversions.csv."""

from __future__ import annotations

import numpy as np

from evaluators.hydrogen_storage.compression import checked_efficiency
from evaluators.hydrogen_storage.electrolyser import LOWER_HEATING_VALUE
from evaluators.hydrogen_storage.prices import priced_table
from evaluators.hydrogen_storage.replacements import present_capital
from evaluators.toolkit.finance import annuity_factor
from evaluators.toolkit.row import Row

Number = np.ndarray | float

RECONVERSIONS = priced_table("reconversions.csv")


def electricity_made(hydrogen: Number, efficiency: Number) -> Number:
    """Electricity [MWh/year, alternating current] of ``hydrogen`` [kg/year] at ``efficiency`` on the lower heating value [1]."""
    return np.asarray(hydrogen, dtype=float) * _of_a_kg(efficiency) / 1e3


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
    out = kept * (_of_a_kg(efficiency) - discharge)
    return np.maximum(out, 0.0) / (np.asarray(production, dtype=float) + charge)


def _of_a_kg(efficiency: Number) -> np.ndarray:
    """Electricity of a kilogram [kWh/kg]."""
    return LOWER_HEATING_VALUE * checked_efficiency("reconversion's", efficiency, " of the lower heating value")
