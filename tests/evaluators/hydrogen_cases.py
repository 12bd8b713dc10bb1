"""Random tasks for the tests of hydrogen dispatch and sizing: weather with memory, losses, limits, gaps in demand."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm


def weather(generator, years, hours):
    """Wind and sun as shares of rated power, shape (years, hours)."""
    noise, wind = generator.standard_normal((years, hours)), np.empty((years, hours))
    level = noise[:, 0]
    for hour in range(hours):
        level = 0.95 * level + np.sqrt(1 - 0.95**2) * noise[:, hour]
        wind[:, hour] = level
    wind = np.clip((10 * np.sqrt(-np.log(norm.sf(wind))) / 12) ** 3, 0, 1)
    sun = np.clip(np.sin((np.arange(hours) % 24 - 6) / 12 * np.pi), 0, None) * generator.uniform(0.4, 1, (years, hours))
    return wind, sun


def random_task(seed, hours=744):
    """Fields of a task of one draw; every third has losses of all kinds, rates, or a little grid."""
    generator = np.random.default_rng(seed)
    wind, sun = weather(generator, 1, hours)
    demand = np.full(hours, 1000.0) if seed % 2 else 1000 * generator.uniform(0, 2, hours) * (generator.uniform(size=hours) > 0.2)
    production = generator.uniform(48, 58)
    mean = demand.mean() * production / 1000
    over = generator.choice([0.8, 1.0, 1.1, 1.3, 1.8])
    fields = {
        "wind": wind, "solar": sun, "year": [0], "demand": demand, "hours": hours, "production_kwh": production,
        "wind_mw": 0.7 * over * mean / wind.mean(), "solar_mw": 0.3 * over * mean / sun.mean(),
        "electrolyser_mw": generator.uniform(1.6, 3) * mean,
    }  # fmt: skip
    if seed % 3:
        fields |= {
            "charge_kwh": generator.uniform(0, 12), "charge_kept": generator.uniform(0.93, 1),
            "discharge_kept": generator.uniform(0.9, 1), "boil_off": generator.choice([0.0, 1e-5, 3e-4]),
        }  # fmt: skip
    if seed % 4 == 1:
        into, out = generator.uniform(0.5, 2), generator.uniform(0.99, 2.2)
        fields |= {"charge_limit": into * demand.mean(), "discharge_limit": out * demand.mean()}
    if seed % 4 == 2:
        fields["grid_mw"] = generator.uniform(0.1, 0.5) * mean
    return fields
