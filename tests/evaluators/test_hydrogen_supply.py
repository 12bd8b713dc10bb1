"""Wind, years and demand of a chain of hydrogen, and what is said of what is missing."""

from __future__ import annotations

import numpy as np
import pytest
from stations import STATIONS, hourly, station

from evaluators.hydrogen_storage.demand import demand_profile
from evaluators.hydrogen_storage.supply import supply_of
from evaluators.hydrogen_storage.wind_profile import wind_share
from evaluators.offshore_wind.example import SAND_POINT_MEAN, SAND_POINT_SHAPE
from evaluators.offshore_wind.turbine import turbine
from evaluators.offshore_wind.years import monthly_means

MACHINE = turbine("iea_15mw")


# --- the wind


def test_a_steady_wind_gives_what_the_curve_says():
    speed = np.full((2, 8760), 7.0)
    share = wind_share(speed, machine=MACHINE, height=100, hub_height=150, exponent=0.1, losses=0.2)
    at_hub = 7.0 * 1.5**0.1
    assert share.shape == (2, 8760)
    assert share[0, 0] == pytest.approx(0.8 * float(MACHINE.power_at(np.array(at_hub))) / MACHINE.rating)


def test_many_turbines_smooth_the_knee_and_the_cut_out():
    speed = np.linspace(0, 30, 301)
    common = {"machine": MACHINE, "height": 150, "hub_height": 150, "exponent": 0.14, "losses": 0.0}
    one, many = wind_share(speed, **common), wind_share(speed, spread=0.1, **common)
    assert many[105] < one[105]  # at rated speed some turbines have less
    assert one[251] == 0 < many[251] < 1  # past cut-out some still run
    assert many.max() <= 1 + 1e-12
    np.testing.assert_allclose(wind_share(speed, spread=1e-6, **common)[:250], one[:250], atol=2e-3)


def test_heavy_air_gives_more_below_rated_power():
    common = {"machine": MACHINE, "height": 150, "hub_height": 150, "exponent": 0.14, "losses": 0.0}
    cold, mild = (wind_share(np.array([7.0, 15.0]), density=density, **common) for density in (1.3, 1.225))
    assert cold[0] / mild[0] == pytest.approx(1.3 / 1.225, rel=0.02) and cold[1] == mild[1] == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"losses": 1.0}, "losses lie between 0 and 1"),
        ({"spread": 0.7}, "spread between 0 and 0.5"),
        ({"height": 0.0}, "heights lie above 0 m; the hub's is 150 m and that of the wind 0 m"),
    ],
)
def test_settings_that_cannot_be_are_refused(wrong, said):
    common = {"machine": MACHINE, "height": 100, "hub_height": 150, "exponent": 0.14, "losses": 0.1}
    with pytest.raises(ValueError, match=said):
        wind_share(np.full(10, 8.0), **{**common, **wrong})


# --- the whole supply


def sand_point(**more):
    _, latitude, longitude, _ = station(STATIONS[0])
    columns = {"wind_speed": "wind_speed", "temperature": "temp_air", "ghi": "ghi", "dni": "dni", "dhi": "dhi"}
    # A typical year runs from 1 January UTC; the file's from 1 January nine hours behind it.
    series = {f"{name}_hourly": np.roll(hourly(STATIONS[0], column), 9) for name, column in columns.items()}
    known = {"machine": MACHINE, "weather_height": 10.0, "latitude": latitude, "longitude": longitude, "has_solar": True}
    return {**known, **series, **more}


def test_a_typical_year_is_told_to_be_one():
    supply = supply_of(**sand_point())
    assert supply.kind == "typical_year" and supply.wind.shape == supply.solar.shape == (1, 8760)
    assert 0.2 < supply.wind.mean() < 0.5 and 0.05 < supply.solar.mean() < 0.2
    assert any("a lower bound, for other years have longer calms" in note for note in supply.notes)
    assert not supply.wind.flags.writeable


def test_one_measured_year_is_told_to_be_one():
    supply = supply_of(**sand_point(weather_begins=420768.0))
    assert supply.kind == "one_year" and "one year alone" in supply.notes[0]


def test_years_of_a_record_are_an_axis():
    begins = float(np.datetime64("2018-01-01T00", "h").astype(np.int64))
    hours = 4 * 8760 + 24
    wind, sun = (np.resize(sand_point()[name], hours) for name in ("wind_speed_hourly", "ghi_hourly"))
    supply = supply_of(
        **sand_point(wind_speed_hourly=wind, ghi_hourly=sun, dni_hourly=None, dhi_hourly=None, weather_begins=begins,
                     temperature_hourly=None, temperature_monthly=np.full(12, 4.0))
    )
    assert supply.kind == "measured_years" and supply.wind.shape == supply.solar.shape == (4, 8760)
    assert supply.notes[0] == "Weather of 4 years of record: the store is sized on each of them."
    assert "parted by Erbs" in supply.notes[1]


def test_months_make_years_whose_order_is_said_to_be_assumed():
    supply = supply_of(
        machine=MACHINE, weather_height=10.0, wind_speed_monthly=SAND_POINT_MEAN, weibull_k_monthly=SAND_POINT_SHAPE
    )
    assert supply.kind == "synthetic_order" and supply.wind.shape == (10, 8760) and supply.solar is None
    assert "the order of hours is assumed" in supply.notes[0] and "Send hourly wind" in supply.notes[0]
    # The hours of the typical year have the same months: the same energy, in another order.
    assert supply.wind.mean() == pytest.approx(supply_of(**sand_point(has_solar=False)).wind.mean(), rel=0.1)


def test_made_wind_beside_measured_sun():
    supply = supply_of(**sand_point(wind_speed_hourly=None, wind_speed_monthly=SAND_POINT_MEAN))
    assert supply.kind == "synthetic_order" and supply.solar.shape == supply.wind.shape == (10, 8760)
    assert np.array_equal(supply.solar[0], supply.solar[9])
    assert any("knows nothing of the measured sun" in note for note in supply.notes)


def test_made_wind_keeps_its_months_beside_a_sun_that_begins_in_july():
    july = float(np.datetime64("2021-07-01T00", "h").astype(np.int64))
    calm_january = np.where(np.arange(12) == 0, 3.0, 9.0)
    supply = supply_of(**sand_point(wind_speed_hourly=None, wind_speed_monthly=calm_january, weather_begins=july))
    by_month = monthly_means(supply.wind.mean(axis=0), july)
    assert by_month.argmin() == 0 and by_month[0] < 0.5 * by_month[1:].min()


def test_sun_alone():
    supply = supply_of(**sand_point(machine=None, wind_speed_hourly=None))
    assert supply.wind is None and supply.solar.shape == (1, 8760) and supply.kind == "typical_year"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"machine": None, "has_solar": False}, "neither wind nor sun: state a wind_capacity or a solar_capacity"),
        ({"weather_height": None}, "weather_height, is not stated"),
        ({"wind_speed_hourly": None}, "Send wind_speed_hourly, or a monthly table"),
        ({"ghi_hourly": None}, "it cannot be made from months. Send ghi_hourly"),
        ({"latitude": None}, "latitude and longitude of the site"),
        ({"wind_speed_hourly": np.full(8784, 8.0)}, "wind_speed_hourly has 8,784 values and ghi_hourly 8,760"),
        ({"wind_speed_hourly": np.full(8760, -1.0)}, "an hourly mean lies between 0 and 75 m/s"),
        ({"ghi_hourly": np.full(8760, 3600.0)}, "ghi_hourly has 3600 W/m2 in hour 1, and 8,760 such hours in all"),
        ({"dni_hourly": np.where(np.arange(8760) == 12, np.nan, 0)}, "dni_hourly has no value in hour 13"),
        ({"dhi_hourly": np.zeros(8784)}, "dhi_hourly has 8,784 values and ghi_hourly 8,760"),
        ({"temperature_hourly": np.zeros(17520)}, "temperature_hourly has 17,520 values"),
    ],
)
def test_what_a_site_lacks_is_told(changed, said):
    with pytest.raises(ValueError, match=said):
        supply_of(**sand_point(**changed))


# --- the demand


def test_demand_is_even_unless_told():
    profile, notes = demand_profile(1000.0)
    assert profile.shape == (8760,) and np.all(profile == 1000) and notes == ["The demand is taken as even over the year."]


def test_demand_by_month_keeps_the_stated_mean_and_the_calendar_of_the_weather():
    monthly = np.array([3.0] + [1.0] * 11)
    profile, _ = demand_profile(500.0, monthly)
    assert profile.mean() == pytest.approx(500) and profile[0] == pytest.approx(3 * profile[-1])
    july = float(np.datetime64("2021-07-01T00", "h").astype(np.int64))
    shifted, _ = demand_profile(500.0, monthly, begins=july)
    assert shifted[0] < shifted[184 * 24]  # January is the seventh month of such a year
    assert np.sort(shifted) == pytest.approx(np.sort(profile))


def test_hourly_demand_stands_as_it_is_or_is_brought_to_the_stated_mean():
    hours = np.where(np.arange(8784) % 24 < 12, 800.0, 1200.0)
    profile, _ = demand_profile(None, hourly=hours)
    assert profile.mean() == pytest.approx(1000) and profile.shape == (8760,)
    scaled, notes = demand_profile(2000.0, hourly=hours)
    assert scaled == pytest.approx(2 * profile)
    assert notes[-1] == "Its hours are multiplied by 2, so that their mean is the stated demand of 2,000 kg/h."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((None,), "no demand is stated: state demand in kg/h"),
        ((-5.0,), "the demand is -5 kg/h"),
        ((float("nan"),), "the demand is nan kg/h"),
        ((100.0, np.ones(11)), "twelve monthly demands are needed"),
        ((100.0, None, np.ones(8000)), "demand_hourly has 8,000 hours"),
        ((100.0, None, np.where(np.arange(8760) == 3, -1.0, 1.0)), "demand_hourly is -1 kg/h in hour 4"),
        ((100.0, None, np.where(np.arange(8760) == 3, np.nan, 1.0)), "demand_hourly has no value in 1 hours, first in hour 4"),
        ((100.0, np.zeros(12)), "0 in every hour: nothing is used"),
    ],
)
def test_a_demand_that_is_none_is_refused(arguments, said):
    with pytest.raises(ValueError, match=said):
        demand_profile(*arguments)
