"""The offshore wind evaluator: its contract, the site of the sample case, properties, peers and bad input."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.offshore_wind import offshore_wind
from evaluators.offshore_wind.availability import availability_loss
from evaluators.offshore_wind.cost import FOUNDATIONS
from evaluators.offshore_wind.degradation import mean_performance
from evaluators.offshore_wind.density import air_density, density_equivalent_speed, lifted
from evaluators.offshore_wind.energy import FACTORS, SiteEnergy
from evaluators.offshore_wind.example import SAND_POINT_MEAN, SAND_POINT_SHAPE, weibull_year
from evaluators.offshore_wind.layout import modelled_count, staggered_grid
from evaluators.offshore_wind.losses import MEDIAN_WAKE_SCALE
from evaluators.offshore_wind.resource import from_hours, from_months, months_of_hours, shear_factor
from evaluators.offshore_wind.site import site_weather
from evaluators.offshore_wind.turbine import TURBINES, CurveError, check_curve, turbine
from evaluators.offshore_wind.wake import DIRECTIONS, SPEEDS, farm_efficiency, farm_of
from evaluators.toolkit.binding import bind
from evaluators.toolkit.checks import check_name, evaluator_checks
from evaluators.toolkit.draws import Streams
from evaluators.toolkit.finance import capital_recovery_factor
from evaluators.toolkit.fund_wide import COST_OF_CAPITAL, GRIDS

EXAMPLE = {name: value for name, value in offshore_wind.example().items() if not name.endswith("_hourly")}
EXAMPLE["operation_start"] = 2030.0


@pytest.fixture(scope="module")
def sand_point():
    pvlib = pytest.importorskip("pvlib", reason="the pvlib wheel ships the weather of Sand Point")
    file = Path(pvlib.__file__).parent / "data" / "703165TY.csv"
    if not file.exists():
        pytest.skip("this pvlib wheel does not ship 703165TY.csv")
    data, _ = pvlib.iotools.read_tmy3(file, map_variables=True)
    return {
        "wind_speed_hourly": data["wind_speed"].to_numpy(float), "temperature_hourly": data["temp_air"].to_numpy(float),
        "pressure_hourly": data["pressure"].to_numpy(float),
    }


@pytest.mark.parametrize("check", evaluator_checks(offshore_wind), ids=check_name)
def test_contract_is_kept(check):
    check()


# The sample case: 500 MW floating on the typical year of Sand Point.


def test_sand_point_is_what_its_file_says(sand_point):
    weather = offshore_wind(**(EXAMPLE | sand_point))["exhibits"]["weather"]
    assert weather["mean_speed_measured_m_per_s"] == 5.072
    assert weather["calm_hours"] == 669
    assert weather["basis"] == "hourly"
    assert 1.23 < weather["mean_air_density_kg_per_m3"] < 1.29
    assert 7.3 < weather["mean_speed_hub_m_per_s"] < 7.7


def test_filled_pressure_and_one_year_are_said(sand_point):
    notes = " ".join(offshore_wind(**(EXAMPLE | sand_point))["exhibits"]["notes"])
    assert "1012 hPa in every hour: filled in, not measured" in notes
    assert "669 hours are calm" in notes
    assert "interannual variability" in notes


def test_draws_of_the_sample_case_are_plausible_and_ordered(sand_point):
    values = bind(offshore_wind, EXAMPLE | sand_point, Streams(7, 2000, "ctif-wind")).values
    found = offshore_wind.function(**values)
    low, middle, high = np.percentile(found["capacity_factor"], (10, 50, 90))
    assert 0.18 < low < middle < high < 0.45
    exceeded = list(found["exhibits"]["net_energy_exceeded_with"].values())
    assert exceeded == sorted(exceeded, reverse=True)
    assert np.all(found["net_energy"] < found["gross_energy"])
    assert found["reference_t"].shape == (2000, 35)
    # A year's reference is the energy times the grid's factor, between nothing and coal.
    assert np.all((found["reference_t"][:, 0] > 0) & (found["reference_t"][:, 0] < 1.1 * found["net_energy"]))


def test_waterfall_ends_at_net_energy(sand_point):
    found = offshore_wind(**(EXAMPLE | sand_point))
    steps = found["exhibits"]["loss_waterfall"]
    assert steps[0]["energy_MWh_per_year"] == pytest.approx(found["gross_energy"], abs=0.1)
    assert steps[-1]["energy_MWh_per_year"] == pytest.approx(found["net_energy"], abs=0.1)
    assert found["total_loss"] < sum(step["loss"] for step in steps[1:-1]), "losses compound, they are not added"


# Properties.


@settings(max_examples=25, deadline=None)
@given(mean=st.floats(4, 11), shape=st.floats(1.6, 3), more=st.floats(1.0, 1.15), name=st.sampled_from(TURBINES.rows))
def test_more_wind_is_not_less_energy(mean, shape, more, name):
    facts = EXAMPLE | {"turbine": name, "weather_height": 150.0, "weibull_k_monthly": np.full(12, shape)}
    less, greater = (offshore_wind(**(facts | {"wind_speed_monthly": np.full(12, speed)})) for speed in (mean, mean * more))
    assert greater["net_energy"] >= less["net_energy"] * (1 - 1e-9)
    assert greater["levelised_cost"] <= less["levelised_cost"] * (1 + 1e-9)


@settings(max_examples=25, deadline=None)
@given(near=st.floats(3, 19), further=st.floats(0, 1), capacity=st.floats(10, 700), name=st.sampled_from(TURBINES.rows))
def test_larger_spacing_is_not_more_wake_loss(near, further, capacity, name):
    facts = EXAMPLE | {"turbine": name, "capacity": capacity}
    close = offshore_wind(**(facts | {"spacing": near}))["wake_loss"]
    wide = offshore_wind(**(facts | {"spacing": near + further}))["wake_loss"]
    assert wide <= close + 1e-12


def test_one_turbine_has_no_wake_and_more_turbines_have_more():
    losses = [float(offshore_wind(**(EXAMPLE | {"capacity": count * 15.0}))["wake_loss"]) for count in (1, 4, 16, 64)]
    assert losses[0] == pytest.approx(0, abs=1e-12)
    assert losses == sorted(losses) and losses[-1] > losses[1] > 0


def test_a_farm_turned_with_its_wind_gives_the_same_power():
    east, north = staggered_grid(20, 7 * 242.24)
    turn = np.deg2rad(37.0)  # clockwise, as directions count
    turned = east * np.cos(turn) + north * np.sin(turn), north * np.cos(turn) - east * np.sin(turn)
    straight = farm_of("iea_15mw", east, north, [10, 100, 235], [8, 11])
    np.testing.assert_allclose(farm_of("iea_15mw", *turned, [47, 137, 272], [8, 11]), straight, rtol=1e-9)


@pytest.mark.parametrize("count,spacing", [(7, 4), (20, 8), (34, 8), (77, 6)])
def test_the_directions_of_the_wake_table_are_fine_enough(count, spacing):
    east, north = staggered_grid(count, spacing * 242.24)
    free = count * float(turbine("iea_15mw").power_at(np.array(8.0)))

    def loss(directions):
        return float(1 - farm_of("iea_15mw", east, north, directions, [8.0]).mean() / free)

    fine = loss(np.arange(0, 360, 0.5))
    assert loss(DIRECTIONS) == pytest.approx(fine, abs=0.0015)
    if count > 30:
        assert loss(np.arange(0, 360, 30.0)) > 1.3 * fine, "twelve sector centres overstate the loss of a grid"


def test_colder_air_is_not_less_energy():
    cold, warm = (offshore_wind(**(EXAMPLE | {"temperature_monthly": np.full(12, t)}))["gross_energy"] for t in (-10.0, 20.0))
    assert cold > warm


def test_cut_out_is_judged_on_the_actual_speed():
    machine = turbine("iea_15mw")
    dense = air_density(-20.0, 1013.25)
    assert machine.power_at(density_equivalent_speed(24.9, dense), 24.9) == pytest.approx(15000)
    assert machine.power_at(density_equivalent_speed(25.1, 1.0), 25.1) == 0


def test_standard_lapse_agrees_with_the_standard_atmosphere():
    # ISO 2533, table: 14.350 degC and 1001.29 hPa at 100 m; 8.501 degC and 898.76 hPa at 1,000 m.
    assert lifted(15.0, 1013.25, 100.0) == pytest.approx((14.350, 1001.29), abs=0.01)
    assert lifted(15.0, 1013.25, 1000.0) == pytest.approx((8.501, 898.76), abs=0.03)


# Tables against what they stand for.


@pytest.mark.parametrize("factor", [0.9, 1.3, 1.46, 1.9])
def test_response_table_agrees_with_every_hour(sand_point, factor):
    speed, density = sand_point["wind_speed_hourly"], air_density(sand_point["temperature_hourly"], 1012.0)
    machine = turbine("iea_15mw")
    hours = machine.power_at(density_equivalent_speed(speed, density) * factor, speed * factor).sum() / 1000
    assert SiteEnergy(from_hours(speed, density), machine).gross_energy(factor) == pytest.approx(hours, rel=1e-3)


def test_hourly_series_agrees_with_its_own_histogram():
    speed = weibull_year(np.full(12, 9.0), np.full(12, 2.1))
    counts, edges = np.histogram(speed, bins=np.arange(0, 40, 0.02))
    machine = turbine("iea_15mw")
    histogram = machine.power_at((edges[:-1] + edges[1:]) / 2) @ counts / 1000
    assert SiteEnergy(from_hours(speed, 1.225), machine).gross_energy(1.0) == pytest.approx(histogram, rel=2e-4)


@pytest.mark.parametrize("mean,shape", [(6.0, 1.6), (8.5, 2.0), (10.5, 2.4)])
def test_monthly_weibull_agrees_with_hours_drawn_from_it(mean, shape):
    months, shapes = np.linspace(0.85, 1.15, 12) * mean, np.full(12, shape)
    hourly = SiteEnergy(from_hours(weibull_year(months, shapes), 1.24), turbine("iea_15mw"))
    monthly = SiteEnergy(from_months(months, shapes, 1.24), turbine("iea_15mw"))
    for factor in (1.0, 1.2):
        assert monthly.gross_energy(factor) == pytest.approx(hourly.gross_energy(factor), rel=2e-3)
        assert monthly.wake_loss(factor, 33, 8.0) == pytest.approx(hourly.wake_loss(factor, 33, 8.0), rel=5e-3)


def test_worked_example_is_alike_in_its_hourly_and_its_monthly_form():
    hourly = offshore_wind(**(EXAMPLE | {"wind_speed_hourly": weibull_year(SAND_POINT_MEAN, SAND_POINT_SHAPE)}))
    assert hourly["net_energy"] == pytest.approx(offshore_wind(**EXAMPLE)["net_energy"], rel=0.01)


def test_straight_lines_between_factors_are_fine():
    year, machine = from_months(np.full(12, 9.0), 2.0, 1.225), turbine("iea_15mw")
    between = np.sqrt(FACTORS[80:150] * FACTORS[81:151])  # mean speeds from 5 to 10 m/s
    exact = [float(machine.power_at(factor * year.speed) @ year.share) * 8.76 for factor in between]
    np.testing.assert_allclose(SiteEnergy(year, machine).gross_energy(between), exact, rtol=4e-4)


def test_energy_follows_wind_less_where_there_is_more_of_it():
    machine = turbine("iea_15mw")
    ratios = []
    for mean in (6.2, 7.5, 8.4, 9.7, 10.6):
        windier, calmer = (from_months(np.full(12, mean * factor), 2.1, 1.225) for factor in (1.02, 1 / 1.02))
        direct = np.log((machine.power_at(windier.speed) @ windier.share) / (machine.power_at(calmer.speed) @ calmer.share))
        ratios.append(SiteEnergy(from_months(np.full(12, mean), 2.1, 1.225), machine).sensitivity(1.0))
        assert ratios[-1] == pytest.approx(direct / (2 * np.log(1.02)), rel=0.01)
    assert ratios == sorted(ratios, reverse=True)
    assert ratios[0] > 2 and ratios[-1] < 1, "the usual 1.5 fits neither end"


# What the other end cannot take, against every hour.


def waked_hours(sand_point, factor, count, diameters):
    """Power of a turbine behind the wakes in every hour, over full power [1], shape (8760,)."""
    speed, machine = sand_point["wind_speed_hourly"], turbine("iea_15mw")
    density = air_density(*lifted(sand_point["temperature_hourly"], sand_point["pressure_hourly"], machine.hub_height))
    power = machine.power_at(factor * density_equivalent_speed(speed, density), factor * speed) / machine.rating
    efficiency = np.interp(factor * speed, SPEEDS, farm_efficiency("iea_15mw", count, diameters))
    return power * (1 - MEDIAN_WAKE_SCALE * (1 - efficiency))


@pytest.mark.parametrize("factor", [1.2, 1.46, 1.8])
@pytest.mark.parametrize(
    "limit,count,diameters", [(0.05, 33, 8.0), (0.4, 33, 8.0), (0.7, 20, 4.0), (0.833, 33, 8.0), (0.97, 33, 6.0)]
)
def test_taken_share_agrees_with_every_hour(sand_point, factor, limit, count, diameters):
    density = air_density(*lifted(sand_point["temperature_hourly"], sand_point["pressure_hourly"], 150.0))
    site = SiteEnergy(from_hours(sand_point["wind_speed_hourly"], density), turbine("iea_15mw"))
    hours = waked_hours(sand_point, factor, count, diameters)
    exact = np.minimum(hours, limit).sum() / hours.sum()
    assert site.taken_share(factor, limit, count, diameters, MEDIAN_WAKE_SCALE) == pytest.approx(exact, rel=0.005)


def test_limit_is_asked_at_full_power_where_no_wakes_are(sand_point):
    found = offshore_wind(**(EXAMPLE | sand_point | {"deliverable_power": 350.0}))
    losses = {step["name"]: step["loss"] for step in found["exhibits"]["loss_waterfall"]}
    others = set(losses) - {"gross", "wakes", "not deliverable", "ageing over life"}
    after_wakes = np.prod([1 - losses[name] for name in others])
    factor = float(shear_factor(150.0, 10.0, offshore_wind.inputs["shear_exponent"].middle))
    megawatts = 500 * after_wakes * waked_hours(sand_point, factor, 33, 8.0)
    # With the mean wakes taken off full power as well, about a third of it went unseen.
    assert losses["not deliverable"] == pytest.approx(1 - np.minimum(megawatts, 350).sum() / megawatts.sum(), abs=0.001)
    assert losses["not deliverable"] > 0.08


@settings(max_examples=25, deadline=None)
@given(least=st.floats(0, 1), more=st.floats(0, 0.5), name=st.sampled_from(TURBINES.rows))
def test_a_grid_that_takes_more_is_given_more(least, more, name):
    site = SiteEnergy(from_months(np.full(12, 9.0), 2.1, 1.225), turbine(name))
    low, high, all_of_it = site.taken_share(1.0, np.array([least, least + more, 1.0]), 33, 7.5, MEDIAN_WAKE_SCALE)
    assert 0 <= low <= high + 1e-12 and high <= 1 + 1e-12
    assert all_of_it == pytest.approx(1, abs=2e-4)


def test_limit_of_draws_is_that_of_one_at_a_time(sand_point):
    site = SiteEnergy(from_hours(sand_point["wind_speed_hourly"], 1.25), turbine("iea_15mw"))
    factor, limit = np.array([1.1, 1.5, 2.0, 1.4]), np.array([0.3, 0.8, 1.2, 0.81])
    turbines, spacing = np.array([20.0, 33.3, 33.3, 40.0]), np.array([4.5, 8.0, 8.25, 25.0])
    many = site.taken_share(factor, limit, turbines, spacing, 1.35)
    alone = [site.taken_share(*one, 1.35) for one in zip(factor, limit, turbines, spacing, strict=True)]
    np.testing.assert_allclose(many, alone, rtol=1e-12)


# Use of its own, money.


def test_own_use_is_energy_of_the_farm_and_no_product():
    plain, part, beyond = (offshore_wind(**(EXAMPLE | {"own_use": use})) for use in (None, 100_000.0, 1e9))
    assert plain["product"] == plain["net_energy"] == part["net_energy"] == beyond["net_energy"]
    assert part["product"] == pytest.approx(plain["product"] - 100_000)
    kept = part["product"] / plain["product"]
    np.testing.assert_allclose(part["reference_t"], plain["reference_t"] * kept)
    assert part["project_t"] == plain["project_t"] and part["levelised_cost"] == plain["levelised_cost"]
    assert beyond["product"] == 0 and not beyond["reference_t"].any()


def test_own_use_is_said():
    notes = [" ".join(offshore_wind(**(EXAMPLE | {"own_use": use}))["exhibits"]["notes"]) for use in (None, 100_000.0, 1e9)]
    assert "used inside the project" not in notes[0]
    assert "100,000 MWh a year are used inside the project" in notes[1] and "nothing is delivered" not in notes[1]
    assert "more than the farm's net energy: nothing is delivered then" in notes[2]


def test_benchmark_error_multiplies_the_building_cost():
    once, twice = (offshore_wind(**(EXAMPLE | {"benchmark_error": error})) for error in (1.0, 2.0))
    assert twice["capex"] == pytest.approx(2 * once["capex"]) and twice["opex"] == once["opex"]
    yearly = capital_recovery_factor(EXAMPLE["cost_of_capital"], offshore_wind.inputs["life"].middle) * once["capex"]
    assert twice["levelised_cost"] - once["levelised_cost"] == pytest.approx(yearly / once["net_energy"])


def test_levelised_cost_is_at_its_own_cost_of_capital_and_at_ours_where_none_is_stated():
    none, ours, dear = (
        offshore_wind(**(EXAMPLE | {"cost_of_capital": rate}))["levelised_cost"] for rate in (None, COST_OF_CAPITAL.middle, 0.12)
    )
    assert none == ours < dear


def test_energy_is_worth_what_its_grid_pays():
    village, gulf = (
        offshore_wind(**(EXAMPLE | {"grid": grid, "electricity_price": 60.0}))["price"]
        for grid in ("us_alaska_remote_diesel", "us_gulf")
    )
    assert gulf == pytest.approx(60 * GRIDS.medians("us_gulf").price_level) and gulf < 60 < village


def test_mean_performance_is_the_mean_of_the_years():
    years = np.linspace(0, 30, 30001)
    assert mean_performance(0.016, 30.0) == pytest.approx(np.trapezoid((1 - 0.016) ** years, years) / 30, rel=1e-8)
    assert mean_performance(0.0, 30.0) == 1


def test_availability_follows_the_published_fit():
    # 100 and 150 km, 2.5 and 3.0 m, semi-submersible: 14.5 and 17.4 % (NREL NRWAL 2015, avail_semi).
    row = FOUNDATIONS.medians("floating")
    assert availability_loss(row, 100.0, 2.5) == pytest.approx(0.145, abs=0.0005)
    assert availability_loss(row, 150.0, 3.0) == pytest.approx(0.174, abs=0.0005)


def test_modelled_count_is_within_five_percent_of_the_farm():
    count = np.arange(1, 196)
    assert np.all(np.abs(modelled_count(count) - count) <= 0.025 * count + 0.5)
    assert np.all(modelled_count(np.arange(1, 40)) == np.arange(1, 40))


def test_a_shorter_lift_leaves_less_doubt():
    def spread(height):
        values = bind(offshore_wind, EXAMPLE | {"weather_height": height}, Streams(3, 1000, "lift")).values
        factor = shear_factor(150.0, height, values["shear_exponent"])
        return factor.std() / factor.mean()

    assert spread(100.0) < 0.2 * spread(10.0)


def test_wakes_agree_with_pywake():
    pytest.importorskip("py_wake", reason="PyWake judges the kernel where it is installed")
    from py_wake.deficit_models import BastankhahGaussianDeficit
    from py_wake.deficit_models.utils import ct2a_mom1d
    from py_wake.examples.data.hornsrev1 import Hornsrev1Site
    from py_wake.superposition_models import SquaredSum
    from py_wake.wind_farm_models import PropagateDownwind
    from py_wake.wind_turbines import WindTurbine
    from py_wake.wind_turbines.power_ct_functions import PowerCtTabular

    own = turbine("iea_15mw")
    machine = WindTurbine("iea_15mw", own.diameter, 150, PowerCtTabular(own.speed, own.power, "kW", own.thrust, ct_idle=0))
    model = PropagateDownwind(
        Hornsrev1Site(), machine, BastankhahGaussianDeficit(ct2a=ct2a_mom1d, k=0.0324555), superpositionModel=SquaredSum()
    )
    east, north = staggered_grid(33, 8 * own.diameter)
    directions, speeds = np.arange(0, 360, 5.0), np.array([7.0, 9, 10.5, 12])
    peer = model(east, north, wd=directions, ws=speeds).Power.values.sum(axis=0) / 1000
    np.testing.assert_allclose(farm_of("iea_15mw", east, north, directions, speeds), peer, atol=5.0)


# Bad input: each is refused with the reason and the remedy.


@pytest.mark.parametrize("series,reason", [
    (np.full(8000, 7.0), "8,760 or 8,784 wind speeds, not 8,000"),
    (np.where(np.arange(8760) < 5, np.nan, 7.0), "5 hours have no wind speed"),
    (np.full(8760, 90.0), "divide it by 3.6"),
    (np.full(8760, -1.0), "-1 to -1 m/s"),
])
def test_bad_hours_are_refused(series, reason):
    with pytest.raises(ValueError, match=reason):
        offshore_wind(**(EXAMPLE | {"wind_speed_hourly": series}))


def test_pressure_in_pascal_is_refused():
    with pytest.raises(ValueError, match="If the series is in Pa, divide it by 100"):
        air_density(10.0, np.full(8760, 101325.0))


def test_eleven_months_are_refused():
    with pytest.raises(ValueError, match="twelve monthly mean wind speeds"):
        from_months(np.full(11, 8.0), 2.0, 1.2)


def test_series_of_different_years_are_refused():
    with pytest.raises(ValueError, match="temperature_hourly has 8,784 values and wind_speed_hourly 8,760"):
        offshore_wind(**(EXAMPLE | {"wind_speed_hourly": np.full(8760, 7.0), "temperature_hourly": np.full(8784, 5.0)}))


def test_no_wind_at_all_is_refused():
    with pytest.raises(ValueError, match="give wind_speed_hourly or wind_speed_monthly"):
        site_weather(
            wind_hourly=None, wind_monthly=None, weibull_k=None, temperature_hourly=None, temperature_monthly=None,
            pressure_hourly=None, height=150.0,
        )


def test_a_leap_year_is_taken():
    month = months_of_hours(8784)
    assert len(month) == 8784 and np.bincount(month)[1] == 29 * 24
    leap = offshore_wind(**(EXAMPLE | {"wind_speed_hourly": np.full(8784, 7.0)}))
    plain = offshore_wind(**(EXAMPLE | {"wind_speed_hourly": np.full(8760, 7.0)}))
    assert leap["net_energy"] == pytest.approx(plain["net_energy"], rel=1e-3)


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
])
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


def test_foundation_out_of_its_depth_is_said():
    notes = " ".join(offshore_wind(**(EXAMPLE | {"foundation": "fixed", "water_depth": 150.0}))["exhibits"]["notes"])
    assert "built farms end at about 60 m" in notes
    notes = " ".join(offshore_wind(**(EXAMPLE | {"hub_height": 120.0}))["exhibits"]["notes"])
    assert "less than 20 m between sea and blade" in notes


def test_inputs_outside_the_table_stay_finite():
    found = offshore_wind(**(EXAMPLE | {"wind_speed_monthly": np.zeros(12)}))
    assert found["net_energy"] == 0 and found["wake_loss"] >= 0 and np.isinf(found["levelised_cost"])


def test_efficiency_is_one_above_rated():
    efficiency = farm_efficiency("iea_15mw", 33, 8.0)
    assert efficiency[-1] == pytest.approx(1) and efficiency[1:].min() > 0.8 and efficiency.max() <= 1
