"""Air density, and what it does to a power curve that was stated for 1.225 kg/m3."""

from __future__ import annotations

import numpy as np

Number = np.ndarray | float

STANDARD_DENSITY = 1.225  # [kg/m3], ISO 2533, 15 degC at sea level
STANDARD_TEMPERATURE = 15.0  # [degC]
STANDARD_PRESSURE = 1013.25  # [hPa]
GAS_CONSTANT = 287.05  # dry air [J/kg/K], IEC 61400-12-1:2017, section 9.1.5
VAPOUR_CONSTANT = 461.5  # water vapour [J/kg/K], the same
LAPSE_RATE = 0.0065  # [K/m], ISO 2533
PRESSURE_EXPONENT = 5.2559  # g / (R L) [1], ISO 2533


def air_density(temperature: Number, pressure: Number, humidity: Number | None = None) -> Number:
    """Density of air [kg/m3] from ``temperature`` [degC], ``pressure`` [hPa] and relative ``humidity`` [%].

    Any shapes that broadcast; without humidity the air is taken as dry (0.3 % too heavy at 15 degC and 50 %, less in the
    cold). Source: IEC 61400-12-1:2017, equation 12, the vapour pressure [Pa] being 0.0000205 exp(0.0631846 T).
    Raises ValueError where a temperature, a pressure or a humidity cannot be one in its unit.
    """
    return density_at(0.0, temperature, pressure, humidity)


def density_at(height: float, temperature: Number, pressure: Number, humidity: Number | None = None) -> Number:
    """``air_density`` at ``height`` [m] above where temperature and pressure were measured; humidity is that of both."""
    _refuse(temperature, "an air temperature", "degC", -90, 60, "If the series is in K, subtract 273.15.")
    remedy = "If the series is in Pa, divide it by 100; if in kPa, multiply it by 10."
    _refuse(pressure, "an air pressure", "hPa", 850, 1085, remedy)
    celsius, hectopascal = lifted(temperature, pressure, height)
    kelvin = celsius + 273.15
    dry = hectopascal * 100 / (GAS_CONSTANT * kelvin)
    if humidity is None:
        return dry
    _refuse(humidity, "a relative humidity", "%", 0, 110, "Look for a code of missing values.")
    vapour = np.asarray(humidity, dtype=float) / 100 * 0.0000205 * np.exp(0.0631846 * kelvin)
    return dry - vapour / kelvin * (1 / GAS_CONSTANT - 1 / VAPOUR_CONSTANT)


def _refuse(told: Number, what: str, unit: str, least: float, most: float, remedy: str) -> None:
    values = np.asarray(told, dtype=float)
    wrong = ~((values >= least) & (values <= most))
    if wrong.any():
        worst = max(values[wrong], key=lambda value: max(least - value, value - most))
        raise ValueError(
            f"{what} of {worst:g} {unit} does not occur at sea level; it lies between {least} and {most} {unit}. {remedy}"
        )


def lifted(temperature: Number, pressure: Number, height: float) -> tuple[Number, Number]:
    """Temperature [degC] and pressure [hPa] at ``height`` [m] above where they were measured: the standard lapse (ISO 2533)."""
    celsius = np.asarray(temperature, dtype=float)
    ratio = (1 - LAPSE_RATE * height / (celsius + 273.15)) ** PRESSURE_EXPONENT
    return celsius - LAPSE_RATE * height, np.asarray(pressure, dtype=float) * ratio


def density_equivalent_speed(speed: Number, density: Number) -> Number:
    """Speed [m/s] at 1.225 kg/m3 that drives a pitch-regulated turbine as ``speed`` [m/s] does at ``density`` [kg/m3].

    V (rho / 1.225)^(1/3); source: IEC 61400-12-1:2017, section 9.1.5. Cut-out is judged on ``speed``, not on this one.
    """
    return speed * (np.asarray(density, dtype=float) / STANDARD_DENSITY) ** (1 / 3)
