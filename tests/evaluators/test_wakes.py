"""Wake models: PyWake judges the kernels cell by cell, then properties, layouts, the cache and the built farms."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.offshore_wind import wake_propagation
from evaluators.offshore_wind.layout import Layout, staggered
from evaluators.offshore_wind.turbine import TURBINES, turbine
from evaluators.offshore_wind.wake import DIRECTIONS, SPEEDS, WakeModel, farm_matrix, models, table_speeds
from evaluators.offshore_wind.wake_park import Park, overlap
from evaluators.offshore_wind.wake_pywake import PyWakeError, pywake_model
from evaluators.offshore_wind.wake_turbopark import TurboPark, disc_means
from evaluators.offshore_wind.wake_validation import wake_loss

NAMES = ("turbopark", "park", "gaussian")
MACHINES = sorted(TURBINES.rows)


@pytest.fixture(scope="module")
def pywake():
    """PyWake's farm model of a name of ours, set up as the reference is."""
    from py_wake.deficit_models.gaussian import BastankhahGaussianDeficit
    from py_wake.deficit_models.noj import NOJ
    from py_wake.deficit_models.utils import ct2a_mom1d
    from py_wake.literature import Nygaard_2022
    from py_wake.site import UniformSite
    from py_wake.superposition_models import SquaredSum
    from py_wake.wind_farm_models import PropagateDownwind
    from py_wake.wind_turbines import WindTurbine
    from py_wake.wind_turbines.power_ct_functions import PowerCtTabular

    def build(name, machine, turbulence=0.06):
        curve = PowerCtTabular(
            machine.speed, machine.power, "kW", machine.thrust, ws_cutin=machine.speed[0], ws_cutout=machine.cut_out
        )
        site, rotor = UniformSite([1.0], ti=turbulence), WindTurbine("", machine.diameter, machine.hub_height, curve)
        if name == "turbopark":
            return Nygaard_2022(site, rotor)
        if name == "park":
            return NOJ(site, rotor, k=0.04)
        return PropagateDownwind(site, rotor, BastankhahGaussianDeficit(ct2a=ct2a_mom1d), superpositionModel=SquaredSum())

    def farm_power(name, machine, layout, directions, speeds, turbulence=0.06):
        model = build(name, machine, turbulence)
        result = model(layout.east, layout.north, wd=directions, ws=speeds, verbose=False, return_simulationResult=False)
        return result[2].sum(axis=0) / 1000

    return farm_power


def drawn_layout(generator, kind, count, diameter):
    """A layout of ``count`` turbines at least one diameter apart: scattered, clustered, or aligned with the wind."""
    if kind == "aligned":
        row = np.arange(count) * generator.uniform(1.0, 9.0) * diameter
        return Layout(np.zeros(count), -row)
    spread = diameter * (2.0 if kind == "clustered" else 6.0) * np.sqrt(count)
    places = [generator.uniform(-spread, spread, 2)]
    while len(places) < count:
        near = places[generator.integers(len(places))] if kind == "clustered" else 0.0
        place = near + generator.uniform(-spread, spread, 2) * (0.3 if kind == "clustered" else 1.0)
        if np.min(np.hypot(*(np.array(places) - place).T)) >= diameter:
            places.append(place)
    return Layout(*np.array(places).T)


# PyWake, the judge.


@pytest.mark.parametrize("seed", range(12))
def test_every_cell_is_pywakes(pywake, seed):
    generator = np.random.default_rng(seed)
    kind, machine = ("scattered", "clustered", "aligned")[seed % 3], turbine(MACHINES[seed % len(MACHINES)])
    layout = drawn_layout(generator, kind, int(generator.integers(2, 61)), machine.diameter)
    # The first direction runs along the aligned rows; cut-in itself, a step in both codes, is left to its own side.
    directions = np.append(0.0, generator.uniform(0, 360, 11))
    grid = table_speeds(machine)
    speeds = np.sort(np.concatenate((grid[grid > machine.speed[0]], generator.uniform(machine.speed[0], machine.cut_out, 4))))
    share = generator.dirichlet(np.ones(directions.size * speeds.size)).reshape(directions.size, speeds.size)
    for name in NAMES:
        ours = models()[name].farm_power(layout, machine, directions, speeds)
        theirs = pywake(name, machine, layout, directions, speeds)
        assert np.abs(ours - theirs).max() < 5.0, (name, kind, len(layout))
        assert (share * ours).sum() == pytest.approx((share * theirs).sum(), rel=1e-4), (name, kind, len(layout))


@pytest.mark.parametrize("name", NAMES)
def test_the_benchmarks_farm_is_pywakes_over_the_whole_rose(pywake, name):
    machine = turbine("iea_15mw")
    layout = staggered(34, 8 * machine.diameter)
    ours = models()[name].farm_power(layout, machine, DIRECTIONS[::3], SPEEDS[1:])
    theirs = pywake(name, machine, layout, DIRECTIONS[::3], SPEEDS[1:])
    assert np.abs(ours - theirs).max() < 1.0
    assert ours.sum() == pytest.approx(theirs.sum(), rel=1e-7)


def test_turbulence_of_turbopark_is_pywakes(pywake):
    machine = turbine("dtu_10mw")
    layout = staggered(9, 5 * machine.diameter)
    for turbulence in (0.03, 0.10, 0.16):
        ours = TurboPark(turbulence=turbulence).farm_power(layout, machine, DIRECTIONS[::20], SPEEDS[4:20])
        theirs = pywake("turbopark", machine, layout, DIRECTIONS[::20], SPEEDS[4:20], turbulence)
        assert np.abs(ours - theirs).max() < 1.0


def test_any_model_of_pywake_has_our_interface(pywake):
    machine = turbine("iea_10mw")
    layout = staggered(6, 6 * machine.diameter)
    for own, other in (
        (TurboPark(), pywake_model("Nygaard_2022")), (Park(), pywake_model("NOJDeficit", k=0.04)),
        (TurboPark(turbulence=0.1), pywake_model("Nygaard_2022", turbulence=0.1)),
    ):
        assert isinstance(other, WakeModel) and other.version[0].isdigit()
        ours, theirs = (model.farm_power(layout, machine, DIRECTIONS[::45], SPEEDS[1:]) for model in (own, other))
        np.testing.assert_allclose(ours, theirs, atol=0.5)
    # A model that we do not have, with turbulence added by the turbines.
    niayifar = pywake_model("NiayifarGaussianDeficit").farm_power(layout, machine, DIRECTIONS[::45], SPEEDS[1:])
    assert niayifar.shape == (8, 27) and np.all(niayifar <= 6 * machine.power_at(SPEEDS[1:]) + 1e-6)
    assert niayifar.sum() < 6 * 8 * machine.power_at(SPEEDS[1:]).sum()


def test_pywake_that_is_missing_or_lacks_the_model_is_said(pywake, monkeypatch):
    with pytest.raises(PyWakeError, match=r"no wake model 'Jansen'; it has .*NOJDeficit"):
        pywake_model("Jansen")
    with pytest.raises(PyWakeError, match="parameter ct2a of NOJDeficit must be a number or a word"):
        pywake_model("NOJDeficit", ct2a=np.sqrt)
    monkeypatch.setitem(sys.modules, "py_wake", None)
    with pytest.raises(PyWakeError, match=r"needs PyWake, which is not installed: pip install 'cleanfund\[pywake\]'"):
        pywake_model("NOJDeficit")


# Parts against closed forms.


def test_mean_over_the_disc_is_the_non_central_chi_square_distribution():
    from scipy.stats import ncx2

    radius, aside = np.arange(0, 2.005, 0.01), np.linspace(0, 7, 15)
    means = disc_means(radius, aside)
    square = np.square(radius[1:, None])
    np.testing.assert_allclose(means[1:], 2 / square * ncx2.cdf(square, 2, np.square(aside)), rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(means[0], np.exp(-np.square(aside) / 2))


@pytest.mark.parametrize("radius,aside", [(0.7, 0.1), (0.7, 0.2), (0.8, 0.9), (1.5, 1.3), (2.0, 2.49), (0.6, 1.2), (0.5, 0.0)])
def test_overlap_is_the_counted_share_of_the_disc(radius, aside):
    grid = (np.arange(2000) + 0.5) / 2000 - 0.5
    inside = np.add.outer(grid**2, grid**2) < 0.25
    within = np.add.outer(grid**2, (grid - aside) ** 2) < radius**2
    share = float(overlap(np.array([radius]), np.array([aside]))[0])
    assert share == pytest.approx((inside & within).sum() / inside.sum(), abs=2e-4)


def test_a_pair_in_line_is_jensens_formula():
    machine = replace(turbine("iea_15mw"), thrust=np.full(len(turbine("iea_15mw").speed), 0.8))
    layout = Layout(np.zeros(2), np.array([8 * machine.diameter, 0.0]))
    share = (1 - 2 * 0.8 * (0.2460 + 0.8 * (0.0586 + 0.8 * 0.0883)) / (1 + 2 * 0.04 * 8) ** 2)
    power = Park().farm_power(layout, machine, np.array([0.0]), np.array([9.0]))[0, 0]
    assert power == pytest.approx(float(machine.power_at(9.0) + machine.power_at(9.0 * share)), rel=1e-12)


# Properties.

places = st.lists(st.tuples(st.integers(-20, 20), st.integers(-20, 20)), min_size=1, max_size=12, unique=True)


def spread_out(found, diameter, by=1.7):
    east, north = np.array(found, dtype=float).T * by * diameter
    return Layout(east, north)


@settings(max_examples=30, deadline=None)
@given(found=places, name=st.sampled_from(NAMES), row=st.sampled_from(MACHINES), turn=st.floats(1, 359))
def test_a_farm_turned_with_its_rose_gives_the_same(found, name, row, turn):
    machine = turbine(row)
    # Off the grid, so that rounding cannot swap two turbines that stand exactly abreast.
    layout = spread_out(found, machine.diameter)
    layout = Layout(layout.east + 0.01 * layout.north, layout.north + 0.013 * layout.east)
    angle = np.deg2rad(turn)  # clockwise, as directions count
    turned = Layout(
        layout.east * np.cos(angle) + layout.north * np.sin(angle), layout.north * np.cos(angle) - layout.east * np.sin(angle)
    )
    directions, speeds = np.array([3.0, 77.0, 191.0, 305.0]), np.array([6.3, 8.1, 10.2, 12.7, 17.0])
    power = models()[name].farm_power(layout, machine, directions, speeds)
    np.testing.assert_allclose(models()[name].farm_power(turned, machine, directions + turn, speeds), power, rtol=1e-8)


@settings(max_examples=30, deadline=None)
@given(found=places, name=st.sampled_from(NAMES), order=st.randoms(use_true_random=False))
def test_the_order_of_turbines_and_speeds_changes_nothing(found, name, order):
    machine = turbine("iea_10mw")
    mixed = list(found)
    order.shuffle(mixed)
    directions, speeds = np.array([0.0, 45.0, 90.0, 222.0]), np.array([4.2, 7.0, 9.9, 11.4, 14.0, 16.0, 24.0, 30.0])
    power = models()[name].farm_power(spread_out(found, machine.diameter), machine, directions, speeds)
    shuffled = np.array(order.sample(range(8), 8))
    again = models()[name].farm_power(spread_out(mixed, machine.diameter), machine, directions, speeds[shuffled])
    np.testing.assert_allclose(again, power[:, shuffled], rtol=1e-12)


@settings(max_examples=30, deadline=None)
@given(found=places, name=st.sampled_from(NAMES), row=st.sampled_from(MACHINES), by=st.floats(1, 12))
def test_no_turbine_makes_more_than_in_the_free_wind(found, name, row, by):
    machine = turbine(row)
    # Below rated speed power rises; a curve may ripple beyond.
    speeds = np.linspace(machine.speed[0], machine.speed[np.argmax(machine.power >= 0.99 * machine.rating)], 9)
    power = models()[name].farm_power(spread_out(found, machine.diameter, by), machine, np.arange(0, 360, 30.0), speeds)
    assert np.all(power <= len(found) * machine.power_at(speeds) * (1 + 1e-12)) and np.all(power >= 0)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("row", MACHINES)
def test_one_turbine_and_turbines_far_apart_lose_nothing(name, row):
    machine = turbine(row)
    free = machine.power_at(table_speeds(machine))
    directions = np.arange(0, 360, 15.0)
    lone = models()[name].farm_power(Layout([5.0], [7.0]), machine, directions, table_speeds(machine))
    np.testing.assert_array_equal(lone, np.broadcast_to(free, lone.shape))
    far = Layout(np.array([0, 1e6, 3e6]) * machine.diameter, np.array([0, 2e6, -1e6]) * machine.diameter)
    beyond = table_speeds(machine) > machine.speed[0]  # at cut-in any deficit at all stops a turbine
    apart = models()[name].farm_power(far, machine, directions, table_speeds(machine))
    np.testing.assert_allclose(apart[:, beyond], np.broadcast_to(3 * free, apart.shape)[:, beyond], rtol=1e-6)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("spacing", [1.5, 4, 8])
def test_full_power_beyond_the_wakes_is_what_marching_on_would_find(name, spacing, monkeypatch):
    machine = turbine("iea_15mw")
    layout = staggered(25, spacing * machine.diameter)
    short = models()[name].farm_power(layout, machine, DIRECTIONS[::5], SPEEDS)
    monkeypatch.setattr(wake_propagation, "_plateau", lambda machine: float("inf"))
    # Marched in two parts, each part reaches as far aside as its own thrust asks for: deficits of 2e-8 come and go.
    np.testing.assert_allclose(short, models()[name].farm_power(layout, machine, DIRECTIONS[::5], SPEEDS), rtol=1e-7)


@pytest.mark.parametrize("name", NAMES)
def test_360_directions_and_28_speeds_are_fine_enough_and_twelve_sectors_are_not(name):
    machine = turbine("iea_15mw")
    layout, model = staggered(34, 8 * machine.diameter), models()[name]
    fine = np.arange(3.0, 25.01, 0.1)
    weights = fine * np.exp(-((fine / 11) ** 2.1))
    matrix = farm_matrix(model, machine, layout)
    efficiency = np.interp(fine, SPEEDS, matrix.mean(axis=0) / (34 * machine.power_at(SPEEDS)))
    free = 34 * (weights * machine.power_at(fine)).sum()
    loss = 1 - 34 * (weights * efficiency * machine.power_at(fine)).sum() / free

    def loss_over(directions):
        return 1 - (weights * model.farm_power(layout, machine, directions, fine).mean(axis=0)).sum() / free

    assert loss == pytest.approx(loss_over(np.arange(0.25, 360, 0.75)), abs=4e-4)
    assert loss_over(np.arange(0, 360, 30.0)) > 1.6 * loss, "twelve sector centre-lines overstate the loss of a grid"


def test_the_models_spread_as_the_built_farms_say():
    horns_rev = wake_loss("horns_rev_1")
    assert horns_rev["gaussian"] < horns_rev["park"] < 0.124 < horns_rev["turbopark"]
