"""Cases for the tests of hydrogen: random tasks of dispatch and sizing, facts of a chain and of a store, and their answers."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
from scipy.stats import norm

from evaluators.hydrogen_storage import hydrogen_storage
from evaluators.hydrogen_storage.task import Task
from evaluators.toolkit.binding import bind
from evaluators.toolkit.draws import Streams
from evaluators.toolkit.evaluate import checked

DRAWS = 40
BEGINS = float((np.datetime64("2018-01-01T00", "h") - np.datetime64("1970-01-01T00", "h")).astype(int))


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


def many(seed: int, draws: int = 64, hours: int = 2190, **more) -> Task:
    """A random task of many draws in two weather years, ``more`` in the place of its fields."""
    generator = np.random.default_rng(seed)
    wind, sun = weather(generator, 2, hours)

    def uniform(low, high):
        return generator.uniform(low, high, draws)

    return Task(**{
        "wind": wind, "solar": sun, "year": generator.integers(0, 2, draws), "demand": 1000 * generator.uniform(0.5, 1.5, hours),
        "hours": hours, "wind_mw": uniform(90, 250), "solar_mw": uniform(0, 60), "electrolyser_mw": uniform(70, 150),
        "production_kwh": uniform(48, 58), "charge_kwh": uniform(0, 5), "charge_kept": uniform(0.95, 1),
        "discharge_kept": uniform(0.95, 1), **more,
    })  # fmt: skip


@cache
def winds(years: int = 1) -> np.ndarray:
    """Hourly wind [m/s] with memory, every second year calmer."""
    noise, level, found = np.random.default_rng(11), 0.0, []
    for year in range(years):
        for step in noise.standard_normal(8760):
            level = 0.97 * level + np.sqrt(1 - 0.97**2) * step
            found.append((8.5 - 0.9 * (year % 2)) * np.exp(0.5 * level - 0.125))
    return np.minimum(np.array(found), 40.0)


def made(**changes) -> dict:
    """Facts of a chain that makes its own hydrogen by wind; a change to None takes a fact out."""
    facts = {
        "working_gas": 500.0, "storage": "salt_cavern", "geology": "salt", "demand": 800.0, "electrolyser_capacity": 110.0,
        "electrolyser": "pem", "wind_capacity": 190.0, "wind_plant": "onshore_wind", "wind_turbine": "nrel_5mw",
        "wind_hub_height": 100.0, "grid": "us_gulf", "operation_start": 2030.0, "cost_of_capital": 0.06,
        "wind_speed_hourly": winds(), "weather_height": 100.0, "weather_begins": BEGINS,
    } | changes
    return {name: value for name, value in facts.items() if value is not None}


def bought(**changes) -> dict:
    """Facts of a store that cycles hydrogen bought; a change to None takes a fact out."""
    facts = {
        "working_gas": 500.0, "storage": "salt_cavern", "geology": "salt", "cycles": 6.0, "hydrogen_cost": 4.0,
        "hydrogen_source_emissions": 1.0, "grid": "us_gulf", "operation_start": 2030.0, "cost_of_capital": 0.06,
    } | changes
    return {name: value for name, value in facts.items() if value is not None}


def inputs(facts: dict, draws: int = DRAWS) -> SimpleNamespace:
    """What the evaluator is called with."""
    return SimpleNamespace(**bind(hydrogen_storage, facts, Streams(5, draws, "sample")).values)


def answered(facts: dict, draws: int = DRAWS) -> dict:
    """All that the evaluator returns, found to keep the contract."""
    return checked(hydrogen_storage, hydrogen_storage.function(**vars(inputs(facts, draws))), draws)
