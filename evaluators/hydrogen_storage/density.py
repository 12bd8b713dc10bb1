"""How dense real hydrogen gas is: the equation of Lemmon, Huber and Leachman, inside the range it was fitted to.

Z(p, T) = 1 + sum_i a_i (100 K / T)^b_i (p / 1 MPa)^c_i, for normal hydrogen.
Source: Lemmon, Huber & Leachman 2008, Revised standardized equation for hydrogen gas densities for fuel consumption
applications, J. Res. NIST 113:341, doi:10.6028/jres.113.028, equation 1 and table 1. An ideal gas would be 6 % too dense at
100 bar and 45 % at 700 bar.
"""

from __future__ import annotations

from functools import reduce

import numpy as np

Number = np.ndarray | float

GAS_CONSTANT = 8.314472  # J/(mol K), the value that the equation was fitted with
MOLAR_MASS = 2.01588e-3  # kg/mol
# By power c of the pressure: the a and b of the terms with that power.
TERMS = {
    1.0: ((0.05888460, 1.325), (-0.06136111, 1.87)), 2.0: ((-0.002650473, 2.5), (0.002731125, 2.8)),
    2.42: ((0.001802374, 2.938),), 2.63: ((-0.001150707, 3.14),), 3.0: ((0.9588528e-4, 3.37),),
    4.0: ((-0.1109040e-6, 3.75),), 5.0: ((0.1264403e-9, 4.0),),
}
COLDEST, HOTTEST = 200.0, 1000.0  # K
HIGHEST = 2000.0  # bar
# Coldest [K] and highest pressure [bar] of the two ranges where the density is known to 0.01 %; elsewhere to 0.1 %.
FINE = ((220.0, 700.0), (255.0, 1200.0))
BLOCK = 8192  # points at a time, so that all powers of a block stay in the cache


def compressibility(pressure: Number, temperature: Number) -> Number:
    """Compressibility factor Z = p / (rho R T) [1].

    ``pressure`` [bar], above 0 and at most 2000; ``temperature`` [K], 200 to 1000; they broadcast.
    Raises ValueError outside the range of the equation. Source: equation 1.
    """
    pressure, temperature = in_range(pressure, temperature)
    if pressure.shape != temperature.shape or pressure.size <= BLOCK:
        return _sum(pressure, temperature)
    whole = np.empty(pressure.size)
    flat, warm = pressure.ravel(), temperature.ravel()
    for start in range(0, whole.size, BLOCK):
        part = slice(start, start + BLOCK)
        whole[part] = _sum(flat[part], warm[part])
    return whole.reshape(pressure.shape)


def _sum(pressure: np.ndarray, temperature: np.ndarray) -> np.ndarray:
    return 1.0 + reduce(np.add, map(np.multiply, temperature_factors(temperature), pressure_powers(pressure)))


def temperature_factors(temperature: np.ndarray) -> list[np.ndarray]:
    """What stands before each power of the pressure in Z - 1, in the order of TERMS; ``temperature`` [K]."""
    size = np.log(100.0 / temperature)
    return [reduce(np.add, (a * np.exp(b * size) for a, b in terms)) for terms in TERMS.values()]


def pressure_powers(pressure: np.ndarray) -> list[np.ndarray]:
    """The powers of ``pressure`` [bar], in MPa, in the order of TERMS."""
    first = pressure / 10.0
    size, second = np.log(first), first * first
    third = second * first
    return [first, second, np.exp(2.42 * size), np.exp(2.63 * size), third, second * second, third * second]


def molar_density(pressure: Number, temperature: Number) -> Number:
    """Density [mol/L] at ``pressure`` [bar] and ``temperature`` [K]; raises ValueError outside the range."""
    z = compressibility(pressure, temperature)
    return np.asarray(pressure) * 1e5 / (z * GAS_CONSTANT * np.asarray(temperature)) / 1e3


def density(pressure: Number, temperature: Number) -> Number:
    """Density [kg/m**3] at ``pressure`` [bar] and ``temperature`` [K]; raises ValueError outside the range."""
    return ideal_density(pressure, temperature) / compressibility(pressure, temperature)


def ideal_density(pressure: Number, temperature: Number) -> Number:
    """Density [kg/m**3] that an ideal gas would have at ``pressure`` [bar] and ``temperature`` [K]: always too much."""
    return np.asarray(pressure) * 1e5 * MOLAR_MASS / (GAS_CONSTANT * np.asarray(temperature))


def density_error(pressure: Number, temperature: Number) -> Number:
    """How well the equation knows the density [1] at ``pressure`` [bar] and ``temperature`` [K]; ValueError outside.

    0.0001 from 220 K to 70 MPa and from 255 K to 120 MPa, 0.001 elsewhere from 200 K to 200 MPa, all to 1000 K.
    Source: abstract of Lemmon et al. 2008.
    """
    pressure, temperature = in_range(pressure, temperature)
    fine = np.any([(temperature >= cold) & (pressure <= high) for cold, high in FINE], axis=0)
    return np.where(fine, 1e-4, 1e-3)[()]


def in_range(pressure: Number, temperature: Number) -> tuple[np.ndarray, np.ndarray]:
    """Both as float arrays, or a ValueError in a sentence where the equation does not hold."""
    pressure, temperature = np.asarray(pressure, dtype=float), np.asarray(temperature, dtype=float)
    # Written so that a NaN is outside, too.
    if not np.all((pressure > 0) & (pressure <= HIGHEST)):
        raise ValueError(
            f"the pressure of hydrogen runs from {np.min(pressure):g} to {np.max(pressure):g} bar; the density equation "
            f"(Lemmon 2008) holds above 0 and up to {HIGHEST:g} bar. State an absolute pressure in bar."
        )
    if not np.all((temperature >= COLDEST) & (temperature <= HOTTEST)):
        raise ValueError(
            f"the temperature of hydrogen runs from {np.min(temperature):g} to {np.max(temperature):g} K; the density "
            f"equation (Lemmon 2008) holds from {COLDEST:g} to {HOTTEST:g} K. Check degC against K; liquid needs another row."
        )
    return pressure, temperature
