"""The farm that draws may mean, and how far the wake models are apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from windy_year import MACHINE, wakes_of, year

from evaluators.offshore_wind.climate import from_hours, from_months
from evaluators.offshore_wind.energy import MOST_WAKES, SiteEnergy, model_form
from evaluators.offshore_wind.farm import FarmWakes, as_proposed, from_spacing
from evaluators.offshore_wind.layout import MOST_MODELLED, LayoutError, staggered, turned
from evaluators.offshore_wind.wake import farm_matrix, models

# The farm that the draws may mean.


def test_a_range_becomes_its_ends_and_their_weights_add_up():
    found = from_spacing(np.array([20.4, 30.0, 39.6]), np.array([10.0, 8.0, 6.0]), MACHINE)
    assert [len(layout) for layout, _ in found] == [20, 20, 40, 40]
    assert [round(layout.closest()[2] / MACHINE.diameter, 6) for layout, _ in found] == [6, 10, 6, 10]
    np.testing.assert_allclose(sum(weight for _, weight in found), 1, rtol=1e-12)
    weights = np.array([weight for _, weight in found])
    assert np.all(weights >= 0)
    np.testing.assert_allclose(weights[:, 0], [0, 1, 0, 0], atol=1e-12)
    np.testing.assert_allclose(weights[:, 2], [0, 0, 1, 0], atol=1e-12)
    assert np.all(weights[:, 1] > 0.1)


@pytest.mark.parametrize("turbines,modelled", [(0.2, 1), (1.0, 1), (33.33, 33), (33.6, 34), (196.0, 196), (333.3, MOST_MODELLED)])
def test_one_farm_is_one_layout(turbines, modelled):
    [(layout, weight)] = from_spacing(turbines, 8.0, MACHINE)
    assert len(layout) == modelled and weight == 1


@pytest.mark.parametrize(
    "counts,spacings,within,mean_within", [((30, 36), (7, 9), 0.003, 0.0015), ((20, 40), (6, 10), 0.006, 0.0025)]
)
def test_between_the_ends_of_a_range_energy_is_that_of_the_farm_itself(counts, spacings, within, mean_within):
    site = SiteEnergy(year(), MACHINE, 1.0)
    count, apart = (one.ravel() for one in np.meshgrid(np.linspace(*counts, 4), np.linspace(*spacings, 3)))
    many = FarmWakes(site, from_spacing(count, apart, MACHINE), models()).losses(np.ones(len(count)))
    alone = np.transpose([wakes_of(site, *one).losses(1.0) for one in zip(count, apart, strict=True)])
    for name, found, exact in zip(models(), many, alone, strict=True):
        error = (1 - found) / (1 - exact) - 1
        assert np.abs(error).max() < within and abs(error.mean()) < mean_within, name


def test_one_turbine_has_no_wakes_and_more_turbines_have_more():
    site = SiteEnergy(year(), MACHINE, np.array([0.8, 1.3]))
    for one in wakes_of(site, 1, 8.0).losses(np.array([0.8, 1.3])):
        np.testing.assert_allclose(one, 0, atol=1e-12)
    by_count = np.array([wakes_of(site, count, 8.0).losses(1.0) for count in (1, 4, 16, 64)])
    assert np.all(np.diff(by_count, axis=0) > 0)


def test_a_proposed_layout_stands_and_close_turbines_are_warned_about():
    [(layout, weight)], warnings = as_proposed(np.array([[0.0, 0.0], [400.0, 0.0], [3000.0, 100.0]]), MACHINE)
    assert (len(layout), weight) == (3, 1.0)
    assert warnings[0].startswith("Turbines 1 and 2 stand 400 m apart, 1.7 rotor diameters")
    with pytest.raises(LayoutError, match="Turbines 1 and 2 stand on one spot"):
        as_proposed(np.array([[5.0, 5.0], [5.2, 5.0]]), MACHINE)


def test_efficiency_is_a_share_and_one_above_rated():
    site = SiteEnergy(year(), MACHINE, 1.0)
    efficiency = site.efficiency(farm_matrix(models()["turbopark"], MACHINE, staggered(33, 8 * MACHINE.diameter)), 33)
    assert efficiency.min() >= 1 - MOST_WAKES and efficiency.max() == 1
    strong = (site.speed > 16) & (site.speed < 24.9)
    np.testing.assert_allclose(efficiency[strong], 1, atol=1e-6)
    assert np.all(efficiency[(site.speed > 5) & (site.speed < 9)] < 0.999)


# How far the models are apart.


def brute_force(losses: list[float], uniform: float) -> float:
    """The points (i - 0.5) / n with straight lines between and beyond, by hand."""
    ordered, n = sorted(losses), len(losses)
    points = [(rank + 0.5) / n for rank in range(n)]
    pair = next((i for i in range(n - 2) if uniform < points[i + 1]), n - 2)
    slope = (ordered[pair + 1] - ordered[pair]) / (points[pair + 1] - points[pair])
    return min(max(ordered[pair] + slope * (uniform - points[pair]), 0.0), MOST_WAKES)


shares = st.floats(0, MOST_WAKES)


@settings(max_examples=100, deadline=None)
@given(losses=st.lists(shares, min_size=2, max_size=5), uniforms=st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_model_form_is_that_by_hand_and_rises(losses, uniforms):
    uniform = np.sort(uniforms)
    found = model_form([np.full(len(uniform), loss) for loss in losses], uniform)
    np.testing.assert_allclose(found, [brute_force(losses, one) for one in uniform], atol=1e-12)
    assert np.all(np.diff(found) >= -1e-12)
    np.testing.assert_allclose(model_form(losses, uniform), found, atol=1e-15)  # numbers for losses
    assert float(model_form(losses, float(uniform[0]))) == pytest.approx(found[0], abs=1e-15)


@given(loss=shares, uniform=st.floats(0, 1), count=st.integers(1, 5))
def test_models_that_agree_leave_no_doubt(loss, uniform, count):
    assert float(model_form([loss] * count, uniform)) == pytest.approx(loss, abs=1e-15)


@given(middle=st.floats(0.05, 0.3), share=st.floats(0, 0.6))
def test_the_mean_over_the_uniforms_is_that_of_models_evenly_apart(middle, share):
    losses = [middle * (1 + share), middle * (1 - share), middle]
    uniform = (np.arange(1000) + 0.5) / 1000
    assert model_form([np.full(1000, one) for one in losses], uniform).mean() == pytest.approx(middle, rel=1e-9)


@given(losses=st.lists(st.floats(0.02, 0.3), min_size=1, max_size=5), data=st.data())
def test_the_draws_centre_on_the_default_model_and_spread_as_the_models_do(losses, data):
    centre, uniform = data.draw(st.integers(0, len(losses) - 1)), (np.arange(999) + 0.5) / 999
    found, plain = model_form(losses, uniform, centre), model_form(losses, uniform)
    assert np.median(found) == pytest.approx(losses[centre], abs=1e-12)
    free = (found > 0) & (plain > 0)
    np.testing.assert_allclose((found - plain)[free], losses[centre] - np.median(losses), atol=1e-12)


@settings(max_examples=8, deadline=None)
@given(turn=st.integers(0, 359), seed=st.integers(0, 999))
def test_a_grid_lies_across_its_wind_wherever_that_blows_from(turn, seed):
    random = np.random.default_rng(seed)
    speed = 9 * random.weibull(2.0, 8760)
    direction = np.rint(random.normal(0, 12, 8760))  # broader, and other rows are as near as the next
    straight, other = (SiteEnergy(from_hours(speed, one % 360), MACHINE, 1.0) for one in (direction, direction + turn))
    apart = (other.across(1.0) - straight.across(1.0) - turn + 180) % 360 - 180
    assert abs(apart) <= 1, "the grid turns with the rose"
    layouts = from_spacing(16, 7.0, MACHINE)
    across, along = (FarmWakes(other, layouts, models(), (other.across(1.0) + more) % 360).losses(1.0) for more in (0, 90))
    assert np.all(across < along)


def test_a_turned_farm_is_the_matrix_from_another_degree_on():
    layout = staggered(9, 6 * MACHINE.diameter)
    for model in models().values():
        moved = farm_matrix(model, MACHINE, turned(layout, 35))
        np.testing.assert_allclose(np.roll(farm_matrix(model, MACHINE, layout), 35, axis=0)[:, 1:], moved[:, 1:], rtol=1e-6)


def test_wind_from_everywhere_turns_no_grid():
    assert SiteEnergy(from_months(np.full(12, 9.0), 2.0), MACHINE, 1.0).across(1.0) == 0


def test_each_draw_sorts_its_own_models():
    low, high = np.array([0.02, 0.10]), np.array([0.06, 0.05])
    found = model_form([low, high], np.array([0.25, 0.25]))
    np.testing.assert_allclose(found, [0.02, 0.05])
