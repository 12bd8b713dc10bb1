"""A wind farm, and the sites that its proposals are judged with."""

from __future__ import annotations

import numpy as np
import wind_writers as writers
from bad_input_sites import natural
from wind_proposals import CARD, GOOD
from wind_writers import hours, iso

from evaluators.toolkit.contract import evaluator, given, measured
from flows import readers
from flows.cast import cast_proposal
from flows.findings import Finding
from flows.sites import Site, gather_sites
from flows.validate import validate

RNG = np.random.default_rng(20261123)


def series(unit: str, shape: str = "hour", **bounds):
    return measured(unit, "what the site brings", shape=shape, optional=True, **bounds)


@evaluator("wind farm", reference_class="offshore_wind", one_of=(("wind_speed_hourly", "rose", "weibull_a"),))
def farm(
    capacity=given("MW", "rated power", least=1),
    weather_height=measured("m", "height of the wind", least=2, most=250),
    weather_height_lower=measured("m", "lower height", least=2, most=250, optional=True),
    wind_speed_hourly=series("m/s", least=0, most=75),
    wind_speed_lower_hourly=series("m/s", least=0, most=75),
    wind_direction_hourly=series("deg", least=0, most=360),
    temperature_hourly=series("degC", least=-60, most=50),
    pressure_hourly=series("hPa", least=850, most=1085),
    relative_humidity_hourly=series("%", least=0, most=110),
    weather_begins=measured("hour", "first hour since 1970", optional=True),
    reference_wind_speed_hours=series("m/s", "hours", least=0, most=75),
    reference_offset=measured("hour", "the site's first hour in the reference", optional=True),
    rose=series("1", "bin,sector", least=0),
    rose_frequency=series("1", "sector", least=0, most=1),
    rose_edges=series("m/s", "bin+1", least=0),
    rose_direction_offset=measured("deg", "turn of the rose", optional=True),
    weibull_frequency=series("1", "roughness,height,sector", least=0, most=1),
    weibull_a=series("m/s", "roughness,height,sector", least=0),
    weibull_k=series("1", "roughness,height,sector", least=0),
    roughness_lengths=series("m", "roughness", least=0),
    heights=series("m", "height", least=0),
):
    """A farm that answers nothing."""
    return {}


FARM = {"farm": farm}
TEXT = GOOD.replace("floating_wind", "farm").replace("      turbine: iea_15mw\n    claim:\n      capacity_factor: 50 %\n", "")
HEIGHT = CARD + "weather_height: 100 m\n"


def told(files: dict[str, bytes], card: str = HEIGHT) -> dict[str, Site]:
    """The sites that some files tell of, with a card of ``bering``."""
    read = [("bering.yaml", card.encode()), *files.items()]
    return gather_sites([(name, "a" * 64, one) for name, data in read for one in readers.read("sites", name, data)])


def judged(files: dict[str, bytes], card: str = HEIGHT) -> tuple[dict, list[Finding]]:
    """The values that reach the evaluator, and what was found."""
    sites = told(files, card)
    read = [cast_proposal(one, "t.yaml", "c" * 64, FARM, sites) for one in readers.read("proposals", "t.yaml", TEXT.encode())]
    return read[0].blocks[0].values, validate(read, FARM, sites)


def mast(first: str, count: int, **changes: object) -> bytes:
    """A mast of two heights; a change is a function of the column, or a column."""
    columns = natural(count)
    speed = columns.pop("wind_speed")
    made = {
        "wind_speed_100m [m/s]": speed, "wind_speed_40m [m/s]": speed * 0.9, "wind_direction_98m [deg]": columns["wind_direction"],
        "temperature_98m [degC]": columns["temperature"], "pressure_98m [hPa]": columns["pressure"],
        "relative_humidity_98m [%]": np.clip(80 + RNG.normal(0, 8, count), 5, 100),
    }  # fmt: skip
    for name, change in changes.items():
        key = next(one for one in made if one.startswith(name))
        made[key] = change(made[key]) if callable(change) else change
    times = iso(hours(f"{first}T00:00", count), "Z")
    return writers.table(times, {name: [None if np.isnan(one) else float(one) for one in column] for name, column in made.items()},
                         comments=["time label: beginning"])  # fmt: skip
