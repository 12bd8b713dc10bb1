"""Air density, and what it does to a power curve that was stated for 1.225 kg/m3."""

from __future__ import annotations

import numpy as np

Number = np.ndarray | float

STANDARD_DENSITY = 1.225  # [kg/m3], ISO 2533, 15 degC at sea level
STANDARD_TEMPERATURE = 15.0  # [degC]
STANDARD_PRESSURE = 1013.25  # [hPa]
GAS_CONSTANT = 287.05  # dry air [J/kg/K], IEC 61400-12-1:2017, section 9.1.5
LAPSE_RATE = 0.0065  # [K/m], ISO 2533
PRESSURE_EXPONENT = 5.2559  # g / (R L) [1], ISO 2533


def air_density(temperature: Number, pressure: Number) -> Number:
    """Density of dry air [kg/m3] from ``temperature`` [degC] and ``pressure`` [hPa], any shapes that broadcast.

    Source: IEC 61400-12-1:2017, equation 12 with the humidity left out (0.3 % at 15 degC, less in the cold).
    Raises ValueError where a pressure cannot be one in hPa.
    """
    pressure = np.asarray(pressure, dtype=float)
    if np.any((pressure < 850) | (pressure > 1085)):
        worst = pressure.max() if pressure.max() > 1085 else pressure.min()
        raise ValueError(
            f"an air pressure of {worst:g} hPa does not occur at sea level; it lies between 850 and 1085 hPa. "
            "If the series is in Pa, divide it by 100; if in kPa, multiply it by 10."
        )
    return pressure * 100 / (GAS_CONSTANT * (np.asarray(temperature, dtype=float) + 273.15))


def lifted(temperature: Number, pressure: Number, height: float) -> tuple[Number, Number]:
    """Temperature [degC] and pressure [hPa] at ``height`` [m] above where they were measured: the standard lapse (ISO 2533)."""
    kelvin = np.asarray(temperature, dtype=float) + 273.15
    return temperature - LAPSE_RATE * height, pressure * (1 - LAPSE_RATE * height / kelvin) ** PRESSURE_EXPONENT


def density_equivalent_speed(speed: Number, density: Number) -> Number:
    """Speed [m/s] at 1.225 kg/m3 that drives a pitch-regulated turbine as ``speed`` [m/s] does at ``density`` [kg/m3].

    V (rho / 1.225)^(1/3); source: IEC 61400-12-1:2017, section 9.1.5. Cut-out is judged on ``speed``, not on this one.
    """
    return speed * (np.asarray(density, dtype=float) / STANDARD_DENSITY) ** (1 / 3)
