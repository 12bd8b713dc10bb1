"""The farm matrix, its cache, and the layouts that it is made of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evaluators.offshore_wind import wake
from evaluators.offshore_wind.layout import Layout, LayoutError, from_coordinates, staggered
from evaluators.offshore_wind.turbine import turbine
from evaluators.offshore_wind.wake import SPEEDS, WakeModel, farm_matrix, models, table_speeds
from evaluators.offshore_wind.wake_gaussian import Gaussian
from evaluators.offshore_wind.wake_park import Park
from evaluators.offshore_wind.wake_turbopark import TurboPark

NAMES = ("turbopark", "park", "gaussian")


# The farm matrix and its cache.


def test_the_farm_matrix_is_computed_once_by_content():
    machine = turbine("iea_15mw")
    matrix = farm_matrix(Park(), machine, staggered(4, 2000))
    assert matrix.shape == (360, 28) and not matrix.flags.writeable
    assert farm_matrix(Park(), replace(machine, name="the same under another name"), staggered(4, 2000)) is matrix
    others = [
        farm_matrix(Park(growth=0.05), machine, staggered(4, 2000)), farm_matrix(Gaussian(), machine, staggered(4, 2000)),
        farm_matrix(Park(), machine, staggered(4, 2001)), farm_matrix(Park(), machine, staggered(5, 2000)),
        farm_matrix(Park(), replace(machine, thrust=machine.thrust * 0.9), staggered(4, 2000)),
        farm_matrix(Park(), replace(machine, diameter=240.0), staggered(4, 2000)),
    ]
    assert all(not np.array_equal(other, matrix) for other in others)
    hub = replace(machine, hub_height=120.0)
    low, high = (farm_matrix(TurboPark(), one, staggered(4, 2000)) for one in (hub, machine))
    assert low.sum() < high.sum(), "nearer the ground, the mirrored wake takes more"


def test_the_least_recently_used_matrix_is_dropped(monkeypatch):
    wake.forget()
    machine = turbine("iea_15mw")
    monkeypatch.setattr(wake, "MOST_KEPT", 2 * 360 * 28 * 8)
    first, second = (farm_matrix(Park(), machine, staggered(2, spacing)) for spacing in (1000, 1100))
    assert farm_matrix(Park(), machine, staggered(2, 1000)) is first
    farm_matrix(Park(), machine, staggered(2, 1200))
    assert farm_matrix(Park(), machine, staggered(2, 1000)) is first, "used again, so kept"
    assert farm_matrix(Park(), machine, staggered(2, 1100)) is not second


def test_the_table_of_speeds_ends_at_the_machines_cut_out():
    machine = turbine("iea_15mw")
    np.testing.assert_array_equal(table_speeds(machine), SPEEDS)
    longer = replace(machine, **{name: np.append(getattr(machine, name), last) for name, last in (
        ("speed", 30.0), ("power", 15000.0), ("thrust", 0.03))})
    assert len(table_speeds(longer)) == len(SPEEDS) == 28 and table_speeds(longer)[-1] == 30.0
    assert set(models()) == set(NAMES) and all(isinstance(model, WakeModel) for model in models().values())
    assert models(0.1)[wake.DEFAULT] == TurboPark(turbulence=0.1)


@pytest.mark.parametrize("turbulence", [6.0, 0.0, -0.1, float("nan")])
def test_turbulence_in_percent_is_refused(turbulence):
    with pytest.raises(ValueError, match=r"is no share between 0 and 1; 6 % is 0\.06"):
        models(turbulence)


# Layouts.


def test_two_turbines_on_one_spot_are_refused_by_number():
    with pytest.raises(LayoutError, match=r"Turbines 2 and 4 stand on one spot \(900 m east, 0 m north\); correct or drop one"):
        Layout([0, 900, 1800, 900.5], [0, 0, 0, 0])
    with pytest.raises(LayoutError, match="Turbines 1 and 2 stand on one spot"):
        Layout([3, 3, 3], [4, 4, 4])


def test_turbines_closer_than_two_diameters_are_warned_about():
    layout, warnings = from_coordinates([0, 1000, 1300], [0, 0, 0], 240)
    assert len(layout) == 3 and len(warnings) == 1
    assert warnings[0].startswith("Turbines 2 and 3 stand 300 m apart, 1.2 rotor diameters; below 2 wakes are beyond")
    assert from_coordinates([0, 1000, 1500], [0, 0, 0], 240)[1] == []
    assert from_coordinates([0], [0], 240)[1] == []


@pytest.mark.parametrize("east,north,said", [
    ([0, 1], [0], "2 eastings and 1 northings"), ([], [], "0 eastings and 0 northings"),
    ([0, np.nan], [0, 5], "Turbine 2 of the layout has no place"), ([0, 5], [np.inf, 5], "Turbine 1 of the layout has no place"),
])
def test_a_layout_without_places_is_refused(east, north, said):
    with pytest.raises(LayoutError, match=said):
        Layout(east, north)


def test_a_layout_cannot_be_changed():
    east = np.array([0.0, 900.0])
    layout = Layout(east, [0, 0])
    east[0] = 5
    assert layout.east[0] == 0
    with pytest.raises(ValueError, match="read-only"):
        layout.east[0] = 1
