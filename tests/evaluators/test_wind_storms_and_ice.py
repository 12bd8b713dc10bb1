"""Storms, ice and cold: state machines hour by hour, published figures, and draws as one at a time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from drawn_losses import MACHINE, drawn
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from evaluators.offshore_wind import hysteresis
from evaluators.offshore_wind.density import air_density, density_equivalent_speed
from evaluators.offshore_wind.hysteresis import hysteresis_loss
from evaluators.offshore_wind.icing import CLASSES, FACTOR_STEP, class_loss, cold_loss, icing, icing_loss
from evaluators.offshore_wind.losses import LOSSES


@pytest.fixture(scope="module")
def sand_point():
    import pvlib

    data, _ = pvlib.iotools.read_tmy3(Path(pvlib.__file__).parent / "data" / "703165TY.csv", map_variables=True)
    speed, warmth, damp = (data[name].to_numpy(float) for name in ("wind_speed", "temp_air", "relative_humidity"))
    return speed, density_equivalent_speed(speed, air_density(warmth, 1012.0)), warmth, damp


# Storms.


def waiting(speed, machine, restart, equivalent=None):
    """The state machine, one hour after another: energy lost [kWh] and made without it [kWh]."""
    power = machine.power_at(speed if equivalent is None else equivalent, speed).tolist()
    running, lost = True, 0.0
    for one, made in zip(speed.tolist(), power, strict=True):
        if one > machine.cut_out:
            running = False
        elif one < restart:
            running = True
        if not running:
            lost += made
    return lost, sum(power)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(0, 40), min_size=1, max_size=120).map(np.array), st.integers(-30, 30), st.integers(15, 25),
)
def test_hysteresis_is_that_of_the_state_machine(speed, step, restart):
    factor = np.exp(hysteresis.FACTOR_STEP * step)  # where the table has a node
    lost, gross = waiting(speed * factor, MACHINE, restart)
    # The histogram under the energy without loss has bins of 0.05 m/s: coarse for a single hour, not for a year.
    if gross > 1000:
        assert hysteresis_loss(speed, speed, MACHINE, factor, restart) == pytest.approx(lost / gross, rel=0.02, abs=1e-6)


def test_hysteresis_of_a_year_of_storms_is_that_of_the_state_machine():
    random = np.random.default_rng(3)
    speed = np.abs(14 + 7 * np.sin(np.arange(8760) / 40) + random.normal(0, 2.5, 8760))
    for step, restart in ((-5, 20.0), (5, 22.0), (13, 24.0)):
        factor = np.exp(hysteresis.FACTOR_STEP * step)
        lost, gross = waiting(speed * factor, MACHINE, restart)
        assert lost > 0
        assert hysteresis_loss(speed, speed, MACHINE, factor, restart) == pytest.approx(lost / gross, rel=1e-3)


def test_no_storm_no_hysteresis():
    speed = np.linspace(0, 24.9, 8760)
    assert hysteresis_loss(speed, speed, MACHINE, 1.0, 20.0) == 0
    assert not hysteresis_loss(speed / 3, speed / 3, MACHINE, np.full(7, 1.0), 20.0).any()


def test_a_later_restart_costs_more_and_riding_through_less(sand_point):
    speed, equivalent, *_ = sand_point
    by_restart = [float(hysteresis_loss(speed, equivalent, MACHINE, 1.6, restart)) for restart in (24, 22, 20, 18)]
    assert by_restart == sorted(by_restart) and by_restart[1] > 0
    riding = hysteresis_loss(speed, equivalent, MACHINE, np.linspace(1.0, 2.2, 50), 22.0, ride_through=True)
    assert np.all(riding >= 0) and riding.mean() < by_restart[1]


def test_draws_of_hysteresis_are_those_of_the_state_machine_and_of_one_at_a_time(sand_point):
    speed, equivalent, *_ = sand_point
    random = np.random.default_rng(8)
    factor, restart = random.uniform(1.2, 1.9, 300), random.uniform(20, 23.5, 300)
    many = hysteresis_loss(speed, equivalent, MACHINE, factor, restart)
    lost = [waiting(one * speed, MACHINE, other, one * equivalent) for one, other in zip(factor, restart, strict=True)]
    exact = np.array([part / whole for part, whole in lost])
    assert many.mean() == pytest.approx(exact.mean(), rel=0.03)
    assert np.abs(many - exact).max() < 0.006
    alone = [hysteresis_loss(speed, equivalent, MACHINE, *one) for one in zip(factor[:20], restart[:20], strict=True)]
    np.testing.assert_allclose(alone, many[:20], rtol=1e-9, atol=1e-12)


# Ice and cold.


@pytest.mark.parametrize("humidity,persistence,published,pysam", [
    (90, 1, 0.42, 0.42), (80, 1, 1.77, 1.76), (90, 6, 1.31, 1.30), (80, 6, 4.94, 4.93), (90, 24, 3.89, 3.88),
])
def test_icing_of_sand_point_is_that_of_pysam(sand_point, humidity, persistence, published, pysam):
    """PySAM 7.1.1 on the ranks of the station mapped to Weibull 11 m/s, 2.1 at 150 m; ``pysam`` run here with equal speeds
    alike, as it prints it; ``published`` in our reference with equal speeds in some other order."""
    speed, _, warmth, damp = sand_point
    at_hub = 11 * (-np.log1p(-(rankdata(speed) - 0.5) / len(speed))) ** (1 / 2.1)
    equivalent = density_equivalent_speed(at_hub, air_density(warmth, 1012.0))
    found = 100 * icing_loss(at_hub, equivalent, MACHINE, 1.0, warmth, damp, 0.0, humidity, persistence)
    assert found == pytest.approx(pysam, abs=0.01)
    assert found == pytest.approx(published, abs=0.015)


def frozen(speed, warmth, damp, below, above, persistence, equivalent=None):
    """Energy lost to ice over all energy [1], one hour after another, as the source of SAM has it."""
    left, lost = 0, 0.0
    power = MACHINE.power_at(speed if equivalent is None else equivalent, speed)
    for made, forms in zip(power.tolist(), ((warmth < below) & (damp > above)).tolist(), strict=True):
        if forms:
            left = persistence
        if left > 0:
            lost += made * min(left, 1)
            left -= 1
    return lost / power.sum()


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), halves=st.integers(-4, 4), above=st.integers(80, 97), persistence=st.integers(1, 30))
def test_icing_is_that_of_one_hour_after_another(seed, halves, above, persistence):
    random, below = np.random.default_rng(seed), halves / 2  # where the table has a node
    speed, warmth, damp = random.weibull(2, 600) * 10, random.normal(0, 3, 600), random.uniform(70, 100, 600)
    found = icing_loss(speed, speed, MACHINE, 1.0, warmth, damp, below, above, persistence)
    assert found == pytest.approx(frozen(speed, warmth, damp, below, above, persistence), abs=2e-4)


THOUSANDTHS = st.integers(-2000, 2000).map(lambda one: one / 1000)  # [degC]


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6), below=THOUSANDTHS, above=st.integers(80_000, 97_000).map(lambda one: one / 1000),
    persistence=st.integers(1, 30), others=st.lists(THOUSANDTHS, max_size=3),
)
def test_icing_of_a_record_in_whole_degrees_and_per_cents_is_exact_at_any_threshold(seed, below, above, persistence, others):
    random, draws = np.random.default_rng(seed), np.array([below, *others])
    speed, warmth, damp = random.weibull(2, 600) * 10, np.rint(random.normal(0, 3, 600)), np.rint(random.uniform(70, 100, 600))
    found = icing_loss(speed, speed, MACHINE, 1.0, warmth, damp, draws, above, persistence)
    assert found[0] == pytest.approx(frozen(speed, warmth, damp, below, above, persistence), abs=2e-4)
    power = MACHINE.power_at(speed)
    cold = power[warmth < below].sum() / power.sum()
    assert cold_loss(speed, speed, MACHINE, 1.0, warmth, draws)[0] == pytest.approx(cold, abs=2e-4)


def test_colder_wetter_and_longer_is_never_less_ice(sand_point):
    speed, equivalent, warmth, damp = sand_point

    def loss(colder=0.0, wetter=0.0, persistence=6.0):
        return float(icing_loss(speed, equivalent, MACHINE, 1.4, warmth - colder, damp + wetter, 0.0, 91.0, persistence))

    for steps in (
        [loss(colder=k) for k in (0, 0.5, 2, 5)], [loss(wetter=k) for k in (0, 1, 5)],
        [loss(persistence=k) for k in (1, 1.5, 2, 6, 24, 48)],
    ):
        assert steps == sorted(steps) and 0 < steps[0] < steps[-1] <= 1


def test_draws_of_icing_are_those_of_hour_after_hour_and_of_one_at_a_time(sand_point):
    speed, equivalent, warmth, damp = sand_point
    random = np.random.default_rng(4)
    draws = [random.uniform(*ends, 150) for ends in ((1.2, 1.9), (-1, 1), (86, 96), (1, 24))]
    many = icing_loss(speed, equivalent, MACHINE, draws[0], warmth, damp, *draws[1:])
    exact = np.array([
        frozen(one * speed, warmth, damp, *more, one * equivalent) for one, *more in zip(*draws, strict=True)
    ])
    # Temperature is recorded in whole degrees and tenths by turns: straight lines between half degrees smooth the tenths.
    assert many.mean() == pytest.approx(exact.mean(), rel=0.025)
    assert np.corrcoef(many, exact)[0, 1] > 0.99
    first = zip(*(one[:20] for one in draws), strict=True)
    alone = [icing_loss(speed, equivalent, MACHINE, one, warmth, damp, *more) for one, *more in first]
    np.testing.assert_allclose(alone, many[:20], rtol=1e-9, atol=1e-12)


def test_cold_stops_a_machine_and_no_cold_does_not(sand_point):
    speed, equivalent, warmth, _ = sand_point
    assert cold_loss(speed, equivalent, MACHINE, 1.4, warmth, -20.0) == 0, "Sand Point has no hour below -10.6 degC"
    for factor, near in ((np.exp(2 * FACTOR_STEP), 2e-4), (1.4, 3e-3)):  # at a node of the table, and between
        power = MACHINE.power_at(factor * equivalent, factor * speed)
        exact = power[warmth < -5].sum() / power.sum()
        assert cold_loss(speed, equivalent, MACHINE, factor, warmth, -5.0) == pytest.approx(exact, rel=near)
    by_limit = cold_loss(speed, equivalent, MACHINE, 1.4, warmth, np.array([-12.0, -8, -4, 0]))
    assert np.all(np.diff(by_limit) > 0)


def test_the_best_route_to_icing_is_taken_and_said(sand_point):
    speed, equivalent, warmth, damp = sand_point
    losses, hours = drawn(LOSSES, "offshore"), {"speed": speed, "equivalent": equivalent, "temperature": warmth}
    share, route, said = icing(losses, MACHINE, 1.4, ice_class=3, **hours, humidity=damp)
    assert "class 3" in said and route == "regional_assumption" and 0.03 <= share.min() and share.max() <= 0.12
    share, route, said = icing(losses, MACHINE, 1.4, **hours, humidity=damp)
    assert "hour by hour" in said and route == "time_series_calculation" and 0.003 < np.median(share) < 0.02
    share, route, said = icing(losses, MACHINE, 1.4, **hours)
    assert "neither an ice class nor hourly" in said and route == "generic assumption" and share is losses.icing


def test_heavier_ice_classes_lose_more():
    medians = [float(class_loss(number, 0.5)) for number in range(1, 6)]
    assert medians == sorted(medians) and len(CLASSES.rows) == 5
    with pytest.raises(ValueError, match="an ice class of 6 does not exist"):
        class_loss(6, 0.5)
    mixed = class_loss(np.array([1.6, 2.4, 2.6, 3.0]), 0.5)
    assert mixed.tolist() == [medians[1], medians[1], medians[2], medians[2]], "draws of a range take the nearest class"
    _, _, said = icing(drawn(LOSSES, "offshore"), MACHINE, 1.4, ice_class=np.linspace(1.6, 3.2, 2000))
    assert "ice classes 2 to 3" in said
