"""The core of the wind farm: tables against every hour, the farm that draws may mean, the spread of models, the gates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.offshore_wind.climate import WindClimate, from_hours, from_months
from evaluators.offshore_wind.density import density_equivalent_speed
from evaluators.offshore_wind.energy import FACTORS, MOST_WAKES, SiteEnergy, model_form
from evaluators.offshore_wind.example import weibull_year
from evaluators.offshore_wind.farm import FarmWakes, agree, as_proposed, from_spacing, median_grid
from evaluators.offshore_wind.gates import LEASES, gates
from evaluators.offshore_wind.layout import MOST_MODELLED, LayoutError, staggered, turned
from evaluators.offshore_wind.losses import MEDIAN_WAKE_SCALE
from evaluators.offshore_wind.median import median
from evaluators.offshore_wind.tax_credits import LEASING
from evaluators.offshore_wind.turbine import TURBINES, turbine
from evaluators.offshore_wind.uncertainty import sensitivity
from evaluators.offshore_wind.wake import farm_matrix, models, table_speeds
from evaluators.offshore_wind.years import HOURS_A_YEAR

MACHINE = turbine("iea_15mw")
RNG = np.random.default_rng(20261124)
# A windy year from the south-west with calms, directions in whole degrees, colder air when it blows from the north.
SPEED = np.where(RNG.random(8760) < 0.05, 0.0, 9.0 * RNG.weibull(2.0, 8760))
DIRECTION = np.rint(np.where(RNG.random(8760) < 0.7, RNG.normal(235, 35, 8760), RNG.uniform(0, 360, 8760))) % 360
DENSITY = 1.25 + 0.03 * np.cos(np.deg2rad(DIRECTION))
SPEED.flags.writeable = DIRECTION.flags.writeable = DENSITY.flags.writeable = False


def year() -> WindClimate:
    return from_hours(SPEED, DIRECTION, DENSITY)


def hours(factor: float, layout=None, scale: float = 1.0, only: str | None = None) -> np.ndarray:
    """Power of a turbine in every hour, behind the wakes of ``layout`` times ``scale``, over full power [1]: brute force."""
    driving = factor * density_equivalent_speed(SPEED, DENSITY)
    power = MACHINE.power_at(driving, factor * SPEED) / MACHINE.rating
    if layout is None:
        return power
    speeds = table_speeds(MACHINE)
    free = MACHINE.power_at(speeds)
    place = np.clip(np.interp(driving, speeds, np.arange(len(speeds))), 1, len(speeds) - 1 - 1e-9)  # no wake is known at cut-in
    below, here = place.astype(int), DIRECTION.astype(int)
    kept = []
    for name, model in models().items():
        if only in (None, name):
            table = farm_matrix(model, MACHINE, layout)[:, 1:] / (len(layout) * free[1:])
            table = np.column_stack((table[:, 0], table))
            kept.append(table[here, below] + (place - below) * (table[here, below + 1] - table[here, below]))
    return power * (1 - scale * (1 - np.mean(kept, axis=0)))


def wakes_of(site: SiteEnergy, count: int, diameters: float) -> FarmWakes:
    return FarmWakes(site, from_spacing(count, diameters, site.machine), models())


# Tables against what they stand for.


@pytest.mark.parametrize("factor", [0.7, 0.93, 1.0, 1.21, 1.6])
def test_gross_energy_agrees_with_every_hour(factor):
    megawatt_hours = hours(factor).sum() * MACHINE.rating / 1000
    assert SiteEnergy(year(), MACHINE, factor).gross_energy(factor) == pytest.approx(megawatt_hours, rel=5e-4)


@pytest.mark.parametrize("factor", [0.9, 1.2])
@pytest.mark.parametrize("count,diameters", [(9, 5.0), (33, 8.0)])
def test_wake_losses_agree_with_every_hour(factor, count, diameters):
    layout = staggered(count, diameters * MACHINE.diameter)
    losses = wakes_of(SiteEnergy(year(), MACHINE, factor), count, diameters).losses(factor)
    for name, loss in zip(models(), losses, strict=True):
        exact = 1 - hours(factor, layout, only=name).sum() / hours(factor).sum()
        assert exact > 0.01
        assert loss == pytest.approx(exact, abs=4e-4), name


@pytest.mark.parametrize("factor", [0.85, 1.0, 1.3])
@pytest.mark.parametrize(
    "limit,count,diameters", [(0.05, 33, 8.0), (0.4, 33, 8.0), (0.7, 20, 4.0), (0.833, 33, 8.0), (0.97, 33, 6.0), (0.9, 64, 4.0)]
)
def test_taken_share_agrees_with_every_hour(factor, limit, count, diameters):
    waked = hours(factor, staggered(count, diameters * MACHINE.diameter), MEDIAN_WAKE_SCALE, only="turbopark")
    exact = np.minimum(waked, limit).sum() / waked.sum()
    farm = wakes_of(SiteEnergy(year(), MACHINE, factor), count, diameters)
    assert farm.taken_share(factor, limit, MEDIAN_WAKE_SCALE) == pytest.approx(exact, rel=1.5e-3)


def test_hourly_series_agrees_with_its_own_histogram():
    speed = weibull_year(np.full(12, 9.0), np.full(12, 2.1))
    counts, edges = np.histogram(speed, bins=np.arange(0, 40, 0.02))
    histogram = MACHINE.power_at((edges[:-1] + edges[1:]) / 2) @ counts / 1000
    assert SiteEnergy(from_hours(speed), MACHINE, 1.0).gross_energy(1.0) == pytest.approx(histogram, rel=2e-4)


@pytest.mark.parametrize("mean,shape", [(6.0, 1.6), (8.5, 2.0), (10.5, 2.4)])
def test_monthly_weibull_agrees_with_hours_drawn_from_it(mean, shape):
    months, shapes, factors = np.linspace(0.85, 1.15, 12) * mean, np.full(12, shape), np.array([1.0, 1.2])
    hourly = SiteEnergy(from_hours(weibull_year(months, shapes), None, 1.24), MACHINE, factors)
    monthly = SiteEnergy(from_months(months, shapes, 1.24), MACHINE, factors)
    np.testing.assert_allclose(monthly.gross_energy(factors), hourly.gross_energy(factors), rtol=2e-3)
    for one, other in zip(*(wakes_of(site, 33, 8.0).losses(factors) for site in (monthly, hourly)), strict=True):
        np.testing.assert_allclose(one, other, rtol=5e-3)


def test_straight_lines_between_factors_are_fine():
    climate = from_months(np.full(12, 9.0), 2.0)
    between = np.sqrt(FACTORS[80:150] * FACTORS[81:151])  # mean speeds from 5 to 10 m/s
    exact = [MACHINE.power_at(factor * climate.speed) @ climate.share * HOURS_A_YEAR / 1000 for factor in between]
    np.testing.assert_allclose(SiteEnergy(climate, MACHINE, between).gross_energy(between), exact, rtol=4e-4)


def test_tables_reach_no_further_than_is_read_and_say_the_same():
    climate, wide = year(), np.linspace(0.5, 2.5, 40)
    broad = SiteEnergy(climate, MACHINE, wide)
    for factor in wide[::7]:
        narrow = SiteEnergy(climate, MACHINE, factor)
        assert len(narrow.gross) < len(broad.gross)
        assert narrow.gross_energy(factor) == pytest.approx(broad.gross_energy(factor), rel=1e-12)


def test_energy_follows_wind_less_where_there_is_more_of_it():
    ratios = []
    for mean in (6.2, 7.5, 8.4, 9.7, 10.6):
        windier, calmer = (from_months(np.full(12, mean * factor), 2.1) for factor in (1.02, 1 / 1.02))
        direct = np.log((MACHINE.power_at(windier.speed) @ windier.share) / (MACHINE.power_at(calmer.speed) @ calmer.share))
        site = SiteEnergy(from_months(np.full(12, mean), 2.1), MACHINE, np.array([0.95, 1.05]))
        ratios.append(sensitivity(site.gross_energy))
        assert ratios[-1] == pytest.approx(direct / (2 * np.log(1.02)), rel=0.01)
    assert ratios == sorted(ratios, reverse=True)
    assert ratios[0] > 2 and ratios[-1] < 1, "the usual 1.5 fits neither end"


def test_sensitivity_is_that_of_neighbouring_years():
    one = sensitivity(SiteEnergy(year(), MACHINE, np.array([1.05, 1.15])).gross_energy, 1.1)
    up, down = (hours(1.1 * step).sum() for step in (1.02, 1 / 1.02))
    assert one == pytest.approx(np.log(up / down) / (2 * np.log(1.02)), rel=0.005)


def test_a_site_without_wind_has_no_energy_and_no_sensitivity():
    site = SiteEnergy(from_months(np.zeros(12), 2.0), MACHINE, np.array([0.95, 1.05]))
    assert site.gross_energy(1.0) == 0 and sensitivity(site.gross_energy) == 0
    assert [float(loss) for loss in wakes_of(site, 9, 7.0).losses(1.0)] == [0, 0, 0]


# What the other end cannot take.


@settings(max_examples=25, deadline=None)
@given(least=st.floats(0, 1), more=st.floats(0, 0.5), name=st.sampled_from(TURBINES.rows))
def test_a_grid_that_takes_more_is_given_more(least, more, name):
    farm = wakes_of(SiteEnergy(from_months(np.full(12, 9.0), 2.1), turbine(name), 1.0), 33, 7.5)
    low, high, all_of_it = farm.taken_share(np.ones(3), np.array([least, least + more, 1.0]), MEDIAN_WAKE_SCALE)
    assert 0 <= low <= high + 1e-12 and high <= 1 + 1e-12
    assert all_of_it == pytest.approx(1, abs=2e-4)


def test_limit_of_draws_is_that_of_one_at_a_time():
    factor, limit = np.array([1.1, 1.5, 2.0, 1.4]), np.array([0.3, 0.8, 1.2, 0.81])
    many = wakes_of(SiteEnergy(year(), MACHINE, factor), 33, 8.0).taken_share(factor, limit, 1.35)
    alone = [wakes_of(SiteEnergy(year(), MACHINE, one), 33, 8.0).taken_share(one, other, 1.35)
             for one, other in zip(factor, limit, strict=True)]  # fmt: skip
    np.testing.assert_allclose(many, alone, rtol=1e-12)


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


# The gates.


@pytest.mark.parametrize("row,grid,possible", [
    ("held", "us_alaska_railbelt", 1), ("applied", "us_alaska_railbelt", 0), ("withdrawn", "us_alaska_railbelt", 0),
    ("held", "japan_tohoku", 1), ("applied", "japan_tohoku", 1), ("applied", "renewable_dedicated", 1),
])  # fmt: skip
def test_each_lease_says_whether_the_sea_bed_may_be_had(row, grid, possible):
    feasible, notes = gates(LEASES.medians(row), None, None, grid)
    assert feasible == possible
    assert f"the area is '{row}'" in notes[0]
    assert ("cannot be built there" in notes[0] and LEASING in notes[0]) == (possible == 0)


def test_every_row_of_the_leases_is_tried():
    assert set(LEASES.rows) == {"held", "applied", "withdrawn"}


@pytest.mark.parametrize("grid,federal", [("us_average", True), ("japan_hokkaido", False)])
def test_an_unstated_lease_has_to_be_evidenced(grid, federal):
    feasible, notes = gates(None, None, None, grid)
    assert feasible == 1 and "nothing is stated of the lease" in notes[0] and (LEASING in notes) == federal


@pytest.mark.parametrize("ice,design,feasible,says", [
    (None, None, 1, "the site states none; charts of ice have to be shown"),
    (0.0, None, 1, "the site states that there is none"),
    (0.5, None, 0, "level ice of 0.5 m is to be expected and no certificate against ice is stated: not passed."),
    (0.5, 0.4, 0, "the structure is for 0.4 m: not passed."),
    (0.5, 0.5, 1, "the structure is for 0.5 m: passed."),
    (0.5, 0.8, 1, "the structure is for 0.8 m: passed."),
])  # fmt: skip
def test_sea_ice_asks_for_a_certificate(ice, design, feasible, says):
    found, notes = gates(LEASES.medians("held"), ice, design, "us_average")
    assert found == feasible and says in notes[-1]


def test_ice_that_is_drawn_is_judged_draw_by_draw():
    ice = np.array([0.2, 0.4, 0.6, 0.8])
    found, notes = gates(None, ice, 0.5, "us_average")
    np.testing.assert_array_equal(found, [1, 1, 0, 0])
    assert "passed in 50% of the draws" in notes[-1]
    withdrawn, _ = gates(LEASES.medians("withdrawn"), ice, 0.5, "us_average")
    np.testing.assert_array_equal(withdrawn, 0)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=60))
def test_the_median_is_numpys(draws):
    assert median(np.array(draws)) == float(np.median(draws))
    assert median(draws[0]) == draws[0]


def test_a_range_is_shown_by_the_farm_in_its_middle():
    grid = median_grid(np.array([20.0, 30.2, 45.0]), np.array([6.0, 8.0, 9.0]), MACHINE)
    assert len(grid) == 30 and grid.closest()[2] == pytest.approx(8 * MACHINE.diameter)
    assert len(median_grid(2000.0, 8.0, MACHINE)) == MOST_MODELLED and len(median_grid(0.2, 8.0, MACHINE)) == 1


@pytest.mark.parametrize("count,turbines,fits", [
    (33, 500 / 15, True), (34, 500 / 15, True), (32, 500 / 15, False), (36, 500 / 15, False),
    (40, np.array([30.0, 41.0]), True), (28, np.array([30.0, 41.0]), False),
])  # fmt: skip
def test_a_layout_has_the_turbines_of_its_capacity_to_one(count, turbines, fits):
    if fits:
        return agree(count, turbines, MACHINE)
    with pytest.raises(LayoutError, match=f"The layout has {count} turbines of 15 MW, {15 * count} MW together"):
        agree(count, turbines, MACHINE)
