"""What a site may bring to a wind farm: its wind in any of four forms, its air, its sea. All but the sea is optional."""

from __future__ import annotations

import numpy as np

from evaluators.offshore_wind import example
from evaluators.toolkit import measured

WIND_SPEED_HOURLY = measured(
    "m/s", "wind speed, whole years of hours", least=0, most=75, optional=True, shape="hour", example=example.WORKED_YEAR
)
WIND_DIRECTION_HOURLY = measured(
    "deg",
    "where the wind comes from, clockwise from north",
    least=0,
    most=360,
    optional=True,
    shape="hour",
    example=example.WORKED_DIRECTION,
)
WIND_SPEED_LOWER_HOURLY = measured(
    "m/s", "wind speed at a lower height", least=0, most=75, optional=True, shape="hour", example=0.92 * example.WORKED_YEAR
)
WEATHER_HEIGHT = measured(
    "m", "height above the sea at which the wind was measured", least=2, most=400, optional=True, example=10.0
)
WEATHER_HEIGHT_LOWER = measured("m", "height of the lower wind speed", least=1, most=399, optional=True, example=5.0)
WEATHER_BEGINS = measured("h", "first hour of the record, since 1970-01-01 UTC", optional=True, example=420768.0)
ROUGHNESS = measured(
    "m", "roughness length of the sea: asks for the log law", least=1e-6, most=0.03, optional=True, example=0.0002
)
TEMPERATURE_HOURLY = measured(
    "degC", "air temperature near the sea", least=-60, most=50, optional=True, shape="hour", example=np.full(8760, 4.4)
)
TEMPERATURE_MONTHLY = measured(
    "degC",
    "mean air temperature by month",
    least=-60,
    most=50,
    optional=True,
    shape="month",
    example=example.SAND_POINT_TEMPERATURE,
)
PRESSURE_HOURLY = measured(
    "hPa", "air pressure at the sea", least=850, most=1085, optional=True, shape="hour", example=np.full(8760, 1012.0)
)
RELATIVE_HUMIDITY_HOURLY = measured(
    "%", "relative humidity of the air", least=0, most=100, optional=True, shape="hour", example=np.full(8760, 85.0)
)
TURBULENCE_INTENSITY = measured("1", "ambient turbulence at the hub", least=0.01, most=0.4, optional=True, example=0.06)
REFERENCE_WIND_SPEED_HOURS = measured(
    "m/s",
    "wind speed of a long reference series",
    least=0,
    most=75,
    optional=True,
    shape="hours",
    example=example.WORKED_REFERENCE,
)
REFERENCE_OFFSET = measured("h", "hour of the reference that is the first of the wind speed", optional=True, example=8760.0)
ROSE = measured(
    "1", "share of each speed in the sector", least=0, most=1, optional=True, shape="bin,sector", example=example.ROSE
)
ROSE_FREQUENCY = measured(
    "1", "share of each sector", least=0, most=1, optional=True, shape="sector", example=example.ROSE_FREQUENCY
)
ROSE_EDGES = measured(
    "m/s", "borders of the bins of speed", least=0, most=100, optional=True, shape="bin+1", example=example.ROSE_EDGES
)
ROSE_DIRECTION_OFFSET = measured("deg", "centre of the first sector", least=-360, most=360, optional=True, example=10.0)
WEIBULL_FREQUENCY = measured(
    "1", "share of each sector", least=0, most=1, optional=True, shape="roughness,height,sector", example=example.ATLAS_FREQUENCY
)
WEIBULL_A = measured(
    "m/s", "Weibull scale", least=0, most=40, optional=True, shape="roughness,height,sector", example=example.ATLAS_SCALE
)
WEIBULL_K = measured(
    "1", "Weibull shape", least=0.5, most=10, optional=True, shape="roughness,height,sector", example=example.ATLAS_SHAPE
)
ROUGHNESS_LENGTHS = measured(
    "m", "roughness lengths of the tables", least=0, most=5, optional=True, shape="roughness", example=example.ATLAS_ROUGHNESS
)
HEIGHTS = measured("m", "heights of the tables", least=1, most=500, optional=True, shape="height", example=example.ATLAS_HEIGHTS)
WIND_SPEED_MONTHLY = measured(
    "m/s", "mean wind speed by month", least=0, most=30, optional=True, shape="month", example=example.SAND_POINT_MEAN
)
WEIBULL_K_MONTHLY = measured(
    "1", "Weibull shape by month", least=1, most=6, optional=True, shape="month", example=example.SAND_POINT_SHAPE
)
WATER_DEPTH = measured("m", "depth of the water", least=3, most=3000, example=100.0)
DISTANCE_TO_SHORE = measured("km", "distance to the cable's landfall and the service port", least=0, most=400, example=50.0)
WAVE_HEIGHT = measured("m", "mean significant wave height", least=0, most=10, example=2.2)
LATITUDE = measured("deg", "latitude of the site, north positive", least=-90, most=90, optional=True, example=54.75)
LONGITUDE = measured("deg", "longitude of the site, east positive", least=-180, most=360, optional=True, example=-160.6)
SEA_ICE = measured("m", "level ice to be expected once in fifty years", least=0, most=5, optional=True, example=0.3)
