"""What a site may bring to a chain of hydrogen: the weather that feeds it, what power costs and emits, what is used.

Wind and air are those of the offshore-wind evaluator, so that one site serves both.
"""

from __future__ import annotations

import numpy as np

from evaluators.hydrogen_storage.photovoltaic import LARGEST, NOMINAL_YEAR, SMALLEST
from evaluators.hydrogen_storage.sun import sun_at
from evaluators.offshore_wind.site_inputs import (
    LATITUDE,
    LONGITUDE,
    PRESSURE_HOURLY,
    TEMPERATURE_HOURLY,
    TEMPERATURE_MONTHLY,
    WEATHER_BEGINS,
    WEATHER_HEIGHT,
    WEIBULL_K_MONTHLY,
    WIND_SPEED_HOURLY,
    WIND_SPEED_MONTHLY,
)
from evaluators.toolkit import measured

__all__ = [
    "DEMAND_HOURLY", "DEMAND_MONTHLY", "DHI_HOURLY", "DNI_HOURLY", "ELECTRICITY_PRICE_HOURLY", "GHI_HOURLY",
    "GRID_EMISSIONS_HOURLY", "LATITUDE", "LONGITUDE", "PRESSURE_HOURLY", "TEMPERATURE_HOURLY", "TEMPERATURE_MONTHLY",
    "WEATHER_BEGINS", "WEATHER_HEIGHT", "WEIBULL_K_MONTHLY", "WIND_SPEED_HOURLY", "WIND_SPEED_MONTHLY",
]  # fmt: skip

# A year of half-clear sky over Sand Point, Alaska, and a price and a load by the hour of the day: to run, no measurement.
_UP = np.maximum(sun_at(NOMINAL_YEAR + 0.5 + np.arange(8760), 55.317, -160.517).up, 0.0)
_OF_DAY = np.arange(8760) % 24
_SUN = {"least": SMALLEST, "most": LARGEST, "optional": True, "shape": "hour"}

GHI_HOURLY = measured("W/m^2", "global irradiance of level ground", example=620 * _UP, **_SUN)
DNI_HOURLY = measured("W/m^2", "direct irradiance across the sun", example=400.0 * (_UP > 0.05), **_SUN)
DHI_HOURLY = measured("W/m^2", "diffuse irradiance of level ground", example=620 * _UP - 400 * _UP * (_UP > 0.05), **_SUN)
ELECTRICITY_PRICE_HOURLY = measured(
    "USD2024/MWh", "price of grid electricity at wholesale: network and levies come on top", least=-700, most=20_000,
    optional=True, shape="hour", example=80 + 30 * np.sin(_OF_DAY / 24 * 2 * np.pi),
)
# Read and checked, and no input of the evaluator: the draws do not say in which hours power is bought.
GRID_EMISSIONS_HOURLY = measured(
    "kg/MWh", "CO2e of grid electricity", least=0, most=1500, optional=True, shape="hour", example=450 - 10.0 * _OF_DAY
)
DEMAND_HOURLY = measured(
    "kg/h", "hydrogen that is used", least=0, most=1e6, optional=True, shape="hour", example=np.where(_OF_DAY < 12, 800.0, 1200.0)
)
DEMAND_MONTHLY = measured(
    "kg/h", "hydrogen that is used, mean of each month", least=0, most=1e6, optional=True, shape="month",
    example=np.array([1200.0, 1200, 1100, 1000, 900, 800, 800, 800, 900, 1000, 1100, 1200]),
)
