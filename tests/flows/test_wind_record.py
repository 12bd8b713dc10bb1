"""Wind at two heights, judged where it comes in, and turbines that no farm can have."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from evaluators.offshore_wind import offshore_wind
from flows.expectations.rules import Around
from flows.expectations.rules.wind_farm import HalfAMachine, OneSpot, TooClose
from flows.expectations.rules.wind_record import ShearOfTheSea

AROUND = Around({}, {"offshore_wind": offshore_wind})
YEAR = 9 * np.random.default_rng(3).weibull(2.0, 8760)


def judged(rule, **values) -> list[str]:
    block = SimpleNamespace(number="1", technology="offshore_wind", values=values, claims={})
    return [f"{one.field}: {one.reason} {one.remedy}" for one in rule().judge(SimpleNamespace(blocks=[block]), AROUND)]


def two_heights(ratio: float, upper: float, lower: float, hub: float = 150.0) -> list[str]:
    return judged(
        ShearOfTheSea, wind_speed_hourly=YEAR, wind_speed_lower_hourly=ratio * YEAR, weather_height=(upper, upper),
        weather_height_lower=(lower, lower), hub_height=(hub, hub),
    )  # fmt: skip


@pytest.mark.parametrize("ratio,upper,lower,says", [
    (0.92, 10, 9, "a shear exponent of 0.79, and over the sea it lies between -0.1 and 0.4. Check both heights"),
    (0.92, 10, 20, "The lower height of the wind is 20 m and the upper 10 m. Give two different ones above 0 m"),
    (0.98, 10, 8, "too close: the exponent between them is 0.09 +- 0.06, and the hub is 15 times higher. Send heights further"),
])  # fmt: skip
def test_a_shear_that_the_sea_cannot_have_is_refused(ratio, upper, lower, says):
    [said] = two_heights(ratio, upper, lower)
    assert said.startswith("weather_height_lower: ") and says in said
    assert ShearOfTheSea.severity == "critical"


def test_a_shear_of_the_sea_passes_and_what_is_no_series_is_left_to_others():
    assert two_heights(0.92, 100, 40) == []
    assert judged(ShearOfTheSea, wind_speed_hourly=YEAR, weather_height=(10.0, 10.0)) == []
    assert two_heights(0.0, 100, 40) == [], "too few windy hours: the evaluator says so"
    assert two_heights(9.0, 100, 40) == [], "no wind of an hour: said where series are judged"


def test_less_than_half_a_machine_is_no_farm():
    assert judged(HalfAMachine, turbine="iea_15mw", capacity=(7.5, 7.5)) == []
    [said] = judged(HalfAMachine, turbine="iea_15mw", capacity=(1.0, 1.0))
    assert said == (
        "capacity: capacity is 1 MW, less than half of one machine of 15 MW. Check the unit of capacity, or choose the machine "
        "that is meant."
    )
    assert HalfAMachine.severity == "critical"


def test_rotors_that_would_meet_are_refused_and_close_ones_warned_about():
    def both(apart: float) -> tuple[list[str], list[str]]:
        values = {"turbine": "iea_15mw", "layout": np.array([[0.0, 0.0], [apart, 0.0], [0.0, 5000.0]])}
        return judged(OneSpot, **values), judged(TooClose, **values)

    refused, warned = both(2.0)
    assert warned == [] and "stand 2 m apart; their rotors of 242.24 m would meet. Check the coordinates and their unit" in refused[0]
    refused, warned = both(400.0)
    assert refused == [] and "1.7 rotors" in warned[0]
    assert both(2000.0) == ([], [])
