"""The density of air and the shear of wind over the sea: published figures, noise, and what is refused."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sand_point_winds import SITE, YEAR

from evaluators.offshore_wind.density import air_density
from evaluators.offshore_wind.shear import SEA_EXPONENT, ImplausibleShear, Shear, log_law, measured_shear, power_law
from evaluators.offshore_wind.site import resource

RNG = np.random.default_rng(20261123)
MEAN_EXPONENT = (SEA_EXPONENT[0] + 4 * SEA_EXPONENT[1] + SEA_EXPONENT[2]) / 6


# Density


@pytest.mark.parametrize(
    ("temperature", "humidity", "expected"), [(15, 0, 1.225012), (15, 50, 1.221231), (-10, 80, 1.340027), (-10, None, 1.34139)]
)
def test_density_with_humidity_by_iec_61400_12_1(temperature, humidity, expected):
    assert air_density(temperature, 1013.25, humidity) == pytest.approx(expected, abs=3e-6)


@settings(max_examples=50, deadline=None)
@given(st.floats(-30, 35), st.floats(900, 1050), st.floats(0, 100))
def test_colder_and_drier_air_is_heavier(temperature, pressure, humidity):
    here = air_density(temperature, pressure, humidity)
    assert air_density(temperature - 1, pressure, humidity) > here and air_density(temperature, pressure) >= here


# Shear


def test_both_laws_and_a_site_with_two_heights():
    assert power_law(150, 10, 0.14) == pytest.approx(15**0.14)
    assert log_law(150, 10, 0.0002) == pytest.approx(np.log(750_000) / np.log(50_000))
    lower = YEAR * power_law(40, 100, 0.11) * np.exp(RNG.normal(0, 0.02, 8760))
    found = measured_shear(YEAR, lower, 100, 40)
    assert abs(found.exponent - 0.11) < 3 * found.deviation < 0.06
    at_hub = resource(**SITE, wind_speed_hourly=YEAR, wind_speed_lower_hourly=lower, weather_height_lower=40.0)
    assert at_hub.shear == found and "40 m and 100 m" in at_hub.law()
    assert at_hub.lift(150.0, MEAN_EXPONENT) == pytest.approx(1.5**found.exponent)
    plain = resource(**SITE, wind_speed_hourly=YEAR)
    assert plain.lift(150.0, 0.14) == pytest.approx(1.5**0.14) and "assumed" in plain.law()
    assert plain.lift(150.0, MEAN_EXPONENT, 0.0002) == pytest.approx(log_law(150.0, 100.0)) and "log law" in plain.law(0.0002)


def test_the_assumed_exponent_is_that_of_near_neutral_air_over_the_sea():
    """0.11 +- 0.03 of Hsu, Meindl & Gilhousen 1994; pvlib's table after Hellmann has 0.06, 0.10 and 0.27 for open water."""
    import pvlib

    low, mode, high = SEA_EXPONENT
    assert (low, mode) == pytest.approx((0.11 - 0.03, 0.11))
    unstable, neutral, stable = (
        np.log(pvlib.atmosphere.windspeed_powerlaw(1.0, 10, 150, surface_type=f"{air}_air_above_open_water_surface")) / np.log(15)
        for air in ("unstable", "neutral", "stable")
    )
    assert unstable < low < neutral < mode < high < stable and mode == pytest.approx(neutral, abs=0.015)
    assert low == pytest.approx(np.log(log_law(150, 10)) / np.log(15), abs=0.003), "and the log law is its low end"


def test_draws_of_the_assumed_exponent_carry_the_deviation_of_the_measured_one():
    from evaluators.toolkit.distributions import quantile

    draws = quantile("pert", *SEA_EXPONENT, (np.arange(20_000) + 0.5) / 20_000)
    measured = Shear(0.1, 0.02, 100, 40, 8000).draws(draws)
    assert measured.mean() == pytest.approx(0.1, abs=1e-4) and measured.std() == pytest.approx(0.02, rel=1e-3)


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"two_heights": True}, "there is one: no series of the lower height"),
        ({"weather_height_lower": 40.0}, "no series of the lower height"),
        ({"wind_speed_lower_hourly": YEAR}, "the lower height is not stated"),
        ({"wind_speed_lower_hourly": YEAR[:-24], "weather_height_lower": 40.0}, "8,736 values"),
        ({"wind_speed_lower_hourly": YEAR * 0, "weather_height_lower": 40.0}, "hours above 3 m/s at both, and 0"),
    ],
)
def test_shear_that_was_asked_for_and_cannot_be_had_is_refused(given_, says):
    with pytest.raises(ValueError, match=says):
        resource(**SITE, wind_speed_hourly=YEAR, **given_)


@pytest.mark.parametrize("lower,height,says", [
    (0.92, 140.0, "the lower one lower"), (0.92, 100.0, "two different ones"),
    (0.92, 90.0, "a shear exponent of 0.79, .* between -0.1 and 0.4; check both heights"),
    (1.2, 40.0, "a shear exponent of -0.20"),
])  # fmt: skip
def test_shear_that_is_none_of_the_seas_is_refused_or_left_aside(lower, height, says):
    given_ = {"wind_speed_hourly": YEAR, "wind_speed_lower_hourly": YEAR * lower, "weather_height_lower": height}
    with pytest.raises(ImplausibleShear, match=says):
        resource(**SITE, **given_, two_heights=True)
    found = resource(**SITE, **given_)
    assert found.shear is None and found.lift(150.0, 0.11) == pytest.approx(1.5**0.11)
    [note] = [one for one in found.notes if one.startswith("The shear of the two heights is not used")]
    assert re.search(says, note)


def test_heights_too_close_for_a_long_lift_are_refused_and_unusual_shear_is_said():
    low = {"wind_speed_hourly": YEAR, "weather_height": 10.0, "weather_height_lower": 8.0}
    lower = {"wind_speed_lower_hourly": YEAR * 0.8**0.1}
    with pytest.raises(ValueError, match=r"8 and 10 m are too close: .* 0.10 \+- 0.06, and the hub is 15 times higher"):
        resource(hub_height=150.0, **low, **lower, two_heights=True)
    assert resource(hub_height=25.0, **low, **lower).shear.exponent == pytest.approx(0.1), "a short lift bears it"
    steep, flat = (
        resource(**SITE, wind_speed_hourly=YEAR, wind_speed_lower_hourly=YEAR * 0.4**one, weather_height_lower=40.0)
        for one in (0.3, 0.1)
    )
    assert any("shear exponent, 0.30, is not usual over the sea" in note for note in steep.notes)
    assert not any("not usual" in note for note in flat.notes)


@pytest.mark.parametrize("noise", [0.03, 0.06])
def test_noise_of_the_sensors_does_not_lift_the_measured_shear(noise):
    random = np.random.default_rng(5)
    true = 9 * random.weibull(2.0, 87_600) + 4
    upper, lower = (true * law * np.exp(noise * random.standard_normal(len(true))) for law in (1.0, power_law(40, 100, 0.11)))
    assert measured_shear(upper, lower, 100, 40).exponent == pytest.approx(0.11, abs=4 * noise / np.log(2.5) / np.sqrt(87_600))


def test_a_year_told_twice_is_refused():
    years = [YEAR, RNG.weibull(2.0, 8760) * 9]
    with pytest.raises(ValueError, match="year 3 of wind_speed_hourly is hour by hour year 1: a year told twice"):
        resource(**SITE, wind_speed_hourly=np.concatenate([*years, YEAR]))
    assert resource(**SITE, wind_speed_hourly=np.concatenate(years)).years == 2
