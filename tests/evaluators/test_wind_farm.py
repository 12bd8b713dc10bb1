"""The core of the wind farm: tables against every hour, the farm that draws may mean, the spread of models, the gates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from windy_year import DENSITY, DIRECTION, MACHINE, SPEED, wakes_of, year

from evaluators.offshore_wind.climate import from_hours, from_months
from evaluators.offshore_wind.density import density_equivalent_speed
from evaluators.offshore_wind.energy import FACTORS, SiteEnergy
from evaluators.offshore_wind.example import weibull_year
from evaluators.offshore_wind.farm import agree, median_grid
from evaluators.offshore_wind.gates import LEASES, gates
from evaluators.offshore_wind.layout import MOST_MODELLED, LayoutError, staggered
from evaluators.offshore_wind.losses import MEDIAN_WAKE_SCALE
from evaluators.offshore_wind.median import median
from evaluators.offshore_wind.tax_credits import LEASING
from evaluators.offshore_wind.turbine import TURBINES, turbine
from evaluators.offshore_wind.uncertainty import sensitivity
from evaluators.offshore_wind.wake import farm_matrix, models, table_speeds
from evaluators.offshore_wind.years import HOURS_A_YEAR


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
