"""How dense real hydrogen gas is: the equation of Lemmon, Huber and Leachman, inside the range it was fitted to.

Z(p, T) = 1 + sum_i a_i (100 K / T)^b_i (p / 1 MPa)^c_i, for normal hydrogen.
Source: Lemmon, Huber & Leachman 2008, Revised standardized equation for hydrogen gas densities for fuel consumption
applications, J. Res. NIST 113:341, doi:10.6028/jres.113.028, equation 1 and table 1. Uncertainty of the density 0.01 %
to 70 MPa above 220 K and to 120 MPa above 255 K; 0.1 % from 200 K to 1000 K and to 200 MPa. An ideal gas would be 6 % too
dense at 100 bar and 45 % at 700 bar.
"""

from __future__ import annotations

import numpy as np

Number = np.ndarray | float

GAS_CONSTANT = 8.314472  # J/(mol K), the value that the equation was fitted with
MOLAR_MASS = 2.01588e-3  # kg/mol
TERMS = (
    (0.05888460, 1.325, 1.0), (-0.06136111, 1.87, 1.0), (-0.002650473, 2.5, 2.0), (0.002731125, 2.8, 2.0),
    (0.001802374, 2.938, 2.42), (-0.001150707, 3.14, 2.63), (0.9588528e-4, 3.37, 3.0), (-0.1109040e-6, 3.75, 4.0),
    (0.1264403e-9, 4.0, 5.0),
)
COLDEST, HOTTEST = 200.0, 1000.0  # K
HIGHEST = 2000.0  # bar


def compressibility(pressure: Number, temperature: Number) -> Number:
    """Compressibility factor Z = p / (rho R T) [1].

    ``pressure`` [bar], above 0 and at most 2000; ``temperature`` [K], 200 to 1000; they broadcast.
    Raises ValueError outside the range of the equation. Source: equation 1.
    """
    pressure, temperature = in_range(pressure, temperature)
    total = np.ones(np.broadcast_shapes(pressure.shape, temperature.shape))
    for a, b, c in TERMS:
        total = total + a * (100.0 / temperature) ** b * (pressure / 10.0) ** c
    return total[()]


def molar_density(pressure: Number, temperature: Number) -> Number:
    """Density [mol/L] at ``pressure`` [bar] and ``temperature`` [K]; raises ValueError outside the range."""
    z = compressibility(pressure, temperature)
    return np.asarray(pressure) * 1e5 / (z * GAS_CONSTANT * np.asarray(temperature)) / 1e3


def density(pressure: Number, temperature: Number) -> Number:
    """Density [kg/m**3] at ``pressure`` [bar] and ``temperature`` [K]; raises ValueError outside the range."""
    return molar_density(pressure, temperature) * 1e3 * MOLAR_MASS


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
