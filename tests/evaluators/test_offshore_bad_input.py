"""What cannot be is refused with its reason, what is unusual is said, and bad power curves are no turbines."""

from __future__ import annotations

import numpy as np
import pytest
from offshore_farms import FARM, MONTHLY, at_hub, notes_of

from evaluators.offshore_wind import offshore_wind
from evaluators.offshore_wind.cost import FOUNDATIONS
from evaluators.offshore_wind.location import LOCATIONS
from evaluators.offshore_wind.turbine import TURBINES, CurveError, check_curve, turbine
from evaluators.offshore_wind.uncertainty import POWER_CURVE, energy_spread
from evaluators.toolkit.binding import bind
from evaluators.toolkit.draws import Streams
from evaluators.toolkit.fund_wide import BENCHMARK_ERROR

# Bad input: each is refused with the reason and the remedy. What a site may not bring is in test_wind_resource.py.


@pytest.mark.parametrize("facts,reason", [
    ({"wind_speed_hourly": np.full(8000, 7.0)}, "8,760 or 8,784 wind speeds, not 8,000"),
    ({"wind_speed_hourly": np.where(np.arange(8760) < 5, np.nan, 7.0)}, "5 hours have no wind speed"),
    ({"wind_speed_hourly": np.full(8760, 90.0)}, "divide it by 3.6"),
    ({"wind_speed_hourly": np.full(8760, -1.0)}, "-1 to -1 m/s"),
    ({"wind_speed_hourly": np.full(8760, 7.0), "temperature_hourly": np.full(8784, 5.0)},
     "temperature_hourly has 8,784 values and wind_speed_hourly 8,760"),
    ({"wind_speed_monthly": np.full(11, 8.0)}, "twelve monthly mean wind speeds"),
    ({"wind_speed_monthly": None}, "give wind_speed_hourly or wind_speed_monthly"),
    ({"layout": np.array([[0.0, 0.0], [0.5, 0.0]])}, "Turbines 1 and 2 stand on one spot"),
    ({"layout": np.array([[2000.0 * place, 0.0] for place in range(20)])},
     "The layout has 20 turbines of 15 MW, 300 MW together, and the capacity is 500 MW: .* it takes 33 turbines."),
    ({"power_curve": np.array([[3.0, 100, 0.8], [9, 9000, 0.8], [25, 9000, 0.1]])}, "has no rotor_diameter"),
    ({"ice_class": 2.5}, "an ice class of 2.5 does not exist; .* whole numbers. Between two, state the range."),
    ({"layout": np.array([[2.0 * (place % 6), 2.0 * (place // 6)] for place in range(33)])},
     "Turbines 1 and 2 stand 2 m apart, less than the rotor's 242.24 m; .* metres, not km"),
    ({"wind_speed_monthly": np.full(12, 12.0)}, "at the hub would be 1[67].* m/s in the mean .*; no sea has more than 14"),
])  # fmt: skip
def test_what_cannot_be_is_refused(facts, reason):
    with pytest.raises(ValueError, match=reason):
        offshore_wind(**(MONTHLY | facts))


def test_a_leap_year_is_taken():
    leap, plain = (offshore_wind(**(FARM | {"wind_speed_hourly": np.full(hours, 7.0)})) for hours in (8784, 8760))
    assert leap["net_energy"] == pytest.approx(plain["net_energy"], rel=1e-9)


def test_close_turbines_and_a_layout_beside_a_spacing_are_said():
    layout = np.array([[0.0, 0.0], [400.0, 0.0], [4000.0, 0.0]])
    found = offshore_wind(**(MONTHLY | {"capacity": 45.0, "layout": layout}))
    assert "Turbines 1 and 2 stand 400 m apart, 1.7 rotor diameters" in notes_of(found)
    assert "Layout and spacing are both stated: the layout stands." in notes_of(found)
    assert found["exhibits"]["layout"]["source"] == "as proposed" and found["exhibits"]["layout"]["turbines modelled"] == 3


def test_foundation_out_of_its_depth_is_said():
    assert "built farms end at about 60 m" in notes_of(offshore_wind(**(MONTHLY | {"foundation": "fixed", "water_depth": 150.0})))
    assert "less than 20 m between sea and blade" in notes_of(offshore_wind(**(MONTHLY | {"hub_height": 130.0})))


def test_a_hub_below_the_blades_length_is_said_once_and_ruled_out():
    low = offshore_wind(**(MONTHLY | {"hub_height": 100.0}))
    assert low["feasible"] == 0 and "less than 20 m" not in notes_of(low)
    assert "the hub stands up to 21 m lower than the blades are long, so that they dip into the sea; correct" in notes_of(low)
    part = offshore_wind(**(MONTHLY | {"hub_height": np.linspace(101.0, 141.0, 401)}))
    assert part["feasible"].mean() == pytest.approx(0.5, abs=0.005) and "dip into the sea in 50% of the draws" in notes_of(part)


def test_a_range_shows_the_farm_in_its_middle():
    facts = at_hub(9.0, capacity=(300.0, 600.0), spacing=(6.0, 10.0))
    shown = offshore_wind.function(**bind(offshore_wind, facts, Streams(3, 400, "range")).values)["exhibits"]
    middle = offshore_wind(**at_hub(9.0, capacity=450.0, spacing=8.0))["exhibits"]
    assert shown["layout"]["turbines modelled"] == middle["layout"]["turbines modelled"] == 30
    assert shown["layout"]["closest pair [diameters]"] == pytest.approx(8.0, abs=0.05)
    assert any("those of the farm in its middle" in note for note in shown["notes"])
    assert not any("those of the farm in its middle" in note for note in middle["notes"])


def test_what_the_levelised_cost_rests_on_is_said():
    assert "The levelised cost rests on our own building cost alone" in notes_of(offshore_wind(**MONTHLY))


def test_the_error_of_the_power_curve_is_in_the_split_of_uncertainty():
    values = bind(offshore_wind, at_hub(9.0), Streams(3, 2000, "split")).values
    split = {row["from"]: row["of_energy"] for row in offshore_wind.function(**values)["exhibits"]["uncertainty"]}
    assert split["power curve"] == pytest.approx(energy_spread(POWER_CURVE), rel=0.05)
    told = split.pop("all, were they normal and independent")
    assert told == pytest.approx(np.sqrt(sum(one**2 for one in split.values())), abs=2e-5)


def test_no_accuracy_of_an_estimate_is_counted_twice():
    """AACE's range of an estimate is the fund-wide benchmark error; the cost of the technology cites none of its own."""
    assert "AACE" in BENCHMARK_ERROR.source
    for table in (FOUNDATIONS, LOCATIONS):
        assert not [line for row in table.lines.values() for line in row.values() if "AACE" in line.source + line.note]


# Farms in one region share their years.

SPEED, POWER, THRUST = np.array([3.0, 8, 11, 25]), np.array([100.0, 5000, 10000, 10000]), np.array([0.8, 0.8, 0.7, 0.05])


@pytest.mark.parametrize("speed,power,thrust,reason", [
    (SPEED, POWER * 1000, THRUST, "the curve seems to be in W, divide by 1000"),
    (SPEED, POWER * [-1, 1, 1, 1], THRUST, "is negative"),
    (SPEED, POWER * [90, 1, 1, 1], THRUST, "before rated power"),
    (SPEED, POWER * [1, 1, 1, 0], THRUST, "end the curve at cut-out"),
    (SPEED, POWER, THRUST + 0.3, "it lies in 0 to 1"),
    (SPEED[::-1], POWER, THRUST, "must rise"),
    (SPEED * 3.6, POWER, THRUST, "turn km/h into m/s"),
    (SPEED, POWER * 1.5, THRUST, "above its rating of 10000 kW"),
    (SPEED[:2], POWER[:2], THRUST[:2], "three speeds or more"),
])  # fmt: skip
def test_bad_curves_are_refused(speed, power, thrust, reason):
    with pytest.raises(CurveError, match=reason):
        check_curve("mine", speed, power, thrust, 10000.0)


@pytest.mark.parametrize("name", TURBINES.rows)
def test_every_turbine_of_the_table_is_one(name):
    machine = turbine(name)
    assert machine.power.max() == pytest.approx(machine.rating, rel=0.001)
    swept = 0.5 * 1.225 * np.pi / 4 * machine.diameter**2 * machine.speed**3 / 1000
    assert np.max(machine.power / swept) < 16 / 27, "no turbine beats the Betz limit"
    assert machine.source
