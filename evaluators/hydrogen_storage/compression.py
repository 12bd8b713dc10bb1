"""The work of compressing hydrogen: the least there can be, and that of a staged machine with intercooling."""

from __future__ import annotations

import numpy as np

from evaluators.hydrogen_storage.density import (
    GAS_CONSTANT,
    MOLAR_MASS,
    TERMS,
    Number,
    density,
    in_range,
    pressure_powers,
    temperature_factors,
)

KWH = 3.6e6  # J
HEAT_RATIO = 1.41  # cp/cv of hydrogen near room temperature, HDSAM V3.1
STAGE_RATIO = 2.1  # pressure ratio of one stage of a reciprocating compressor, HDSAM V3.1
FILL_POINTS = 9


def isothermal_work(inlet: Number, outlet: Number, temperature: Number) -> Number:
    """The least work that compresses hydrogen at constant temperature [kWh/kg]: R T times the integral of Z d(ln p).

    ``inlet`` and ``outlet`` [bar], ``temperature`` [K]; they broadcast. 0 where the inlet is not below the outlet.
    The equation of state is a sum of powers of p, so the integral is exact. Raises ValueError outside its range.
    Source: reversible steady flow, w = integral of v dp, with equation 1 of Lemmon et al. 2008.
    """
    inlet, temperature = in_range(inlet, temperature)
    outlet, _ = in_range(outlet, temperature)
    integral = np.log(outlet / inlet)
    powers = zip(TERMS, temperature_factors(temperature), pressure_powers(outlet), pressure_powers(inlet), strict=True)
    for exponent, factor, after, before in powers:
        integral = integral + factor * (after - before) / exponent
    return np.maximum(0.0, GAS_CONSTANT / MOLAR_MASS * temperature * integral / KWH)[()]


def stages(inlet: Number, outlet: Number) -> Number:
    """Number of stages [1] of a compressor from ``inlet`` to ``outlet`` [bar], each of a ratio of at most 2.1; at least 1."""
    ratio = np.log(np.maximum(np.asarray(outlet) / np.asarray(inlet), 1.0)) / np.log(STAGE_RATIO)
    # A ratio of exactly 2.1^n is n stages, not n + 1 by rounding.
    return np.maximum(1.0, np.ceil(ratio - 1e-9))[()]


def staged_work(inlet: Number, outlet: Number, temperature: Number, efficiency: Number) -> Number:
    """Shaft work of a staged compressor that cools the gas back to ``temperature`` before each stage [kWh/kg].

    ``inlet`` and ``outlet`` [bar]; ``temperature`` [K] at the suction of every stage; ``efficiency`` isentropic [1], above
    0 and at most 1; they broadcast. Stages of equal ratio; each needs its isothermal work times the ratio of isentropic to
    isothermal work of a perfect gas with cp/cv 1.41. Against real enthalpies (CoolProp): 0.7 % high at 350 bar, 1.1 % at 700.
    Raises ValueError. Source: HDSAM V3.1, sheet H2 Compressor, with the mean Z replaced by the integral.
    """
    efficiency = checked_efficiency("isentropic", efficiency)
    least = isothermal_work(inlet, outlet, temperature)
    steps = np.log(np.maximum(np.asarray(outlet) / np.asarray(inlet), 1.0)) / stages(inlet, outlet)
    exponent = (HEAT_RATIO - 1) / HEAT_RATIO
    # expm1(x)/x, which is 1 where there is nothing to compress.
    growth = exponent * np.maximum(steps, 1e-12)
    return least * np.expm1(growth) / growth / efficiency


def checked_efficiency(kind: str, efficiency: Number, of: str = "") -> np.ndarray:
    """``efficiency`` [1] as floats, or a ValueError where it is not above 0 and at most 1; ``of`` says what it is a share of."""
    efficiency = np.asarray(efficiency, dtype=float)
    if not np.all((efficiency > 0) & (efficiency <= 1)):
        raise ValueError(
            f"the {kind} efficiency runs from {efficiency.min():g} to {efficiency.max():g}; it must lie above 0 and at "
            f"most at 1. State a share{of}, such as 0.8, not a percentage."
        )
    return efficiency


def filling_work(
    inlet: Number, lowest: Number, highest: Number, temperature: Number, efficiency: Number, store_temperature: Number
) -> Number:
    """Mean shaft work of filling a store from ``lowest`` to ``highest`` pressure [kWh/kg put in].

    ``inlet``, ``lowest`` and ``highest`` [bar]; ``temperature`` [K] between stages; ``efficiency`` [1]; ``store_temperature``
    [K]; they broadcast. The back pressure rises while gas goes in, so the work is averaged over the mass. Raises ValueError.
    """
    pressures = _while_filling(inlet, lowest, highest, temperature, efficiency, store_temperature)
    work = np.asarray(staged_work(inlet, pressures, temperature, efficiency))
    return _mean_by_mass(work, pressures, lowest, store_temperature)


def least_filling_work(inlet: Number, lowest: Number, highest: Number, temperature: Number) -> Number:
    """The least mean work of filling a store [kWh/kg put in], gas and surroundings at ``temperature`` [K]; pressures [bar].

    As filling_work, with the isothermal work at each pressure: no machine needs less. Raises ValueError.
    """
    pressures = _while_filling(inlet, lowest, highest, temperature)
    return _mean_by_mass(np.asarray(isothermal_work(inlet, pressures, temperature)), pressures, lowest, temperature)


def _while_filling(inlet: Number, lowest: Number, highest: Number, *others: Number) -> np.ndarray:
    """Pressures [bar] from where work begins: below that of the ``inlet`` the gas flows in by itself."""
    share = np.linspace(0.0, 1.0, FILL_POINTS).reshape(FILL_POINTS, *(1,) * np.broadcast(inlet, lowest, highest, *others).ndim)
    begins = np.clip(inlet, lowest, highest)
    return begins + share * (np.asarray(highest) - begins)


def _mean_by_mass(work: np.ndarray, pressures: np.ndarray, lowest: Number, temperature: Number) -> Number:
    """Trapezium over the mass in the store at the ``pressures``, over all that is added from the ``lowest`` on."""
    mass = np.asarray(density(pressures, temperature))
    added = np.diff(mass, axis=0)
    return (np.sum(added * (work[1:] + work[:-1]) / 2, axis=0) / (mass[-1] - density(lowest, temperature)))[()]
