"""The air of a site, hour by hour or month by month, at the height of the hub: temperature, pressure, humidity, density."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from evaluators.offshore_wind.density import STANDARD_PRESSURE, STANDARD_TEMPERATURE, density_at
from evaluators.offshore_wind.years import DAYS, monthly_means, months_of_hours

Number = np.ndarray | float

SHARES = 1.5  # [%]; a year whose dampest hour is drier was told as a share of 1


@dataclass(frozen=True)
class Air:
    """What a site tells of its air near the sea, all optional: ``temperature`` [degC], ``pressure`` [hPa] and relative
    ``humidity`` [%] by hour, ``monthly`` temperature, shape (12,).

    Densities are those at ``height`` [m], by the standard lapse. ``begins`` is the first hour [h since 1970-01-01 UTC].
    ``notes`` say what is assumed or looks filled.
    """

    temperature: np.ndarray | None
    monthly: np.ndarray | None
    pressure: np.ndarray | None
    humidity: np.ndarray | None
    height: float
    begins: float | None = None
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.humidity is not None and np.size(self.humidity) and np.max(self.humidity) <= SHARES:
            raise ValueError(
                f"relative_humidity_hourly never exceeds {np.max(self.humidity):g} %, which no sea has: it looks like a share of "
                "1. Multiply it by 100."
            )
        if self.pressure is None:
            self.notes.append(f"The site states no air pressure: {STANDARD_PRESSURE:g} hPa is taken.")
        elif np.ptp(self.pressure) == 0:
            constant = np.asarray(self.pressure).flat[0]
            self.notes.append(f"The air pressure is {constant:g} hPa in every hour: filled in, not measured.")
        if self.temperature is None and self.monthly is None:
            self.notes.append(f"The site states no air temperature: {STANDARD_TEMPERATURE:g} degC is taken.")
        if self.humidity is None:
            self.notes.append("The site states no humidity: the air is taken as dry, at most some 0.5 % too heavy.")

    def by_hour(self, hours: int) -> Number:
        """Density [kg/m3] of each of ``hours``, shape (hours,), or a number. ValueError where a series differs in length."""
        for name in ("temperature", "pressure", "humidity"):
            series = getattr(self, name)
            if series is not None and len(series) != hours:
                whole = "relative_humidity" if name == "humidity" else name
                raise ValueError(
                    f"{whole}_hourly has {len(series):,} values and wind_speed_hourly {hours:,}; give both for the same hours."
                )
        temperature: Number = STANDARD_TEMPERATURE
        if self.temperature is not None:
            temperature = self.temperature
        elif self.monthly is not None:
            temperature = np.asarray(self.monthly, dtype=float)[months_of_hours(hours, self.begins)]
        return self._density(temperature, self.pressure, self.humidity)

    def by_month(self) -> np.ndarray:
        """Density [kg/m3] of each month, shape (12,), from the means of hourly series where there are any."""
        temperature: Number = STANDARD_TEMPERATURE
        if self.monthly is not None:
            temperature = np.asarray(self.monthly, dtype=float)
        elif self.temperature is not None:
            temperature = monthly_means(self.temperature, self.begins)
        pressure, humidity = (
            None if one is None else monthly_means(one, self.begins) for one in (self.pressure, self.humidity)
        )
        return np.broadcast_to(self._density(temperature, pressure, humidity), (12,))

    def mean(self) -> float:
        """Density [kg/m3], mean of the year."""
        return float(self.by_month() @ DAYS / DAYS.sum())

    def _density(self, temperature: Number, pressure: Number | None, humidity: Number | None) -> Number:
        return density_at(self.height, temperature, STANDARD_PRESSURE if pressure is None else pressure, humidity)
