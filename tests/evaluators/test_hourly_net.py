"""The hourly net series: power curve, wakes as drawn, the limit of the grid, and the median energy it adds up to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_farm import COUNT, MACHINE, SPACING, a_farm, a_year

from evaluators.offshore_wind.farm_yield import FarmYield
from evaluators.offshore_wind.hourly_net import hourly_net, table_efficiency
from evaluators.offshore_wind.layout import staggered
from evaluators.offshore_wind.wake import farm_matrix, models, table_speeds


@pytest.fixture(scope="module")
def farm() -> FarmYield:
    return a_farm()


def free(direction, speed):
    return np.ones(len(speed))


def test_without_wakes_and_losses_the_hours_are_the_power_curve():
    speed, _ = a_year()
    net = hourly_net(
        speed=speed, direction=None, density=1.225, factor=1.1, machine=MACHINE, turbines=3, efficiency=free, kept=1.0
    )
    assert net == pytest.approx(3 * MACHINE.power_at(1.1 * speed) / 1000)


def test_the_hours_add_up_to_the_median_net_energy(farm):
    net = farm.hourly_net()
    assert net.sum() == pytest.approx(np.median(farm.net_life), rel=1e-9)
    assert net.min() >= 0 and net.max() <= 110.0 + 1e-9


def test_an_aged_hour_meets_the_limit_as_what_it_makes_then():
    """An hour of 100 MW that makes 100, 90 and 80 at the three times of life, 85 of which can be taken."""
    told = {"speed": np.full(8760, 15.0), "direction": None, "density": 1.225, "factor": 1.0, "machine": MACHINE, "kept": 1.0}
    told |= {"turbines": 100 / 15, "efficiency": free, "performance": (1.0, 0.9, 0.8)}
    assert hourly_net(**told, limit=85.0)[0] == pytest.approx((5 * 85 + 8 * 85 + 5 * 80) / 18, rel=1e-3)
    assert hourly_net(**told)[0] == pytest.approx(90, rel=1e-3)


def test_wakes_are_scaled_to_the_loss_that_was_drawn():
    speed, direction = a_year()
    layout = staggered(COUNT, SPACING * MACHINE.diameter)
    efficiency = table_efficiency(farm_matrix(models()["park"], MACHINE, layout), MACHINE, COUNT, step=10.0)
    told = {"speed": speed, "direction": direction, "density": 1.225, "factor": 1.0, "machine": MACHINE, "turbines": COUNT}
    gross = hourly_net(**told, kept=0.9, efficiency=free)
    for loss in (0.0, 0.02, 0.05):
        net = hourly_net(**told, kept=0.9, efficiency=efficiency, wake_loss=loss)
        assert 1 - net.sum() / gross.sum() == pytest.approx(loss, abs=1e-9)
        assert np.all(net <= gross + 1e-9)


@settings(max_examples=25, deadline=None)
@given(st.floats(5, 135), st.floats(0.8, 1.2))
def test_the_limit_is_kept_and_what_it_takes_is_given_by_other_hours(limit, more):
    speed, _ = a_year()
    told = {"speed": speed, "direction": None, "density": 1.225, "factor": 1.0, "machine": MACHINE, "turbines": COUNT}
    told |= {"efficiency": free, "kept": 0.9, "limit": limit}
    plain = hourly_net(**told)
    scaled = hourly_net(**told, energy=more * plain.sum())
    assert scaled.max() <= limit + 1e-9
    running = (speed >= MACHINE.speed[0]) & (speed <= MACHINE.cut_out)
    assert scaled.sum() <= limit * running.sum() + 1e-6
    if more * plain.sum() < 0.99 * limit * running.sum():
        assert scaled.sum() == pytest.approx(more * plain.sum(), rel=1e-9)


def test_the_table_is_read_back_at_its_own_points():
    layout = staggered(COUNT, SPACING * MACHINE.diameter)
    matrix = farm_matrix(models()["gaussian"], MACHINE, layout)
    speeds = table_speeds(MACHINE)[3:]
    read = table_efficiency(matrix, MACHINE, COUNT)
    for degree in (0, 90, 271, 359):
        expected = matrix[degree, 3:] / (COUNT * MACHINE.power_at(speeds))
        assert read(np.full(len(speeds), float(degree)), speeds) == pytest.approx(expected, rel=1e-12)
    assert read(np.full(1, 359.5), speeds[:1]) == pytest.approx(
        (read(np.full(1, 359.0), speeds[:1]) + read(np.zeros(1), speeds[:1])) / 2
    )
    anywhere = matrix.mean(axis=0)[3:] / (COUNT * MACHINE.power_at(speeds))
    assert read(None, speeds) == pytest.approx(anywhere)
    assert read(np.full(len(speeds), np.nan), speeds) == pytest.approx(anywhere)


@pytest.mark.parametrize("step", [5.0, 10.0, 30.0, 45.0])
def test_directions_told_in_steps_keep_the_mean_over_all(step):
    """Read at the steps' middles, what wakes leave is the mean over the circle: no farm lies on its own centre-lines."""
    layout = staggered(COUNT, SPACING * MACHINE.diameter)
    matrix = farm_matrix(models()["turbopark"], MACHINE, layout)
    read = table_efficiency(matrix, MACHINE, COUNT, step)
    middles = np.arange(0.0, 360.0, step)
    nine = np.full(len(middles), 9.0)
    assert read(middles, nine).mean() == pytest.approx(float(read(None, nine[:1])[0]), abs=1e-12)


def test_a_site_without_hours_says_what_to_send(farm):
    with pytest.raises(ValueError, match="known as monthly, not hour by hour; send a year of hourly wind speeds"):
        replace(farm, hours=None, basis="monthly").hourly_net()
