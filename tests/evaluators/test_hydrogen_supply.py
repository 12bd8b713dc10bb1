"""Wind and sun of a chain of hydrogen: pvlib as a peer, Sand Point's own record, and what is said of what is missing."""

from __future__ import annotations

import csv
import importlib.resources
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gamma

from evaluators.hydrogen_storage import weather_years
from evaluators.hydrogen_storage.demand import demand_profile
from evaluators.hydrogen_storage.photovoltaic import solar_share, through_glass
from evaluators.hydrogen_storage.sun import erbs, sun_at
from evaluators.hydrogen_storage.supply import supply_of
from evaluators.hydrogen_storage.weather_years import INTERANNUAL, made_years, years_of
from evaluators.hydrogen_storage.wind_profile import wind_share
from evaluators.offshore_wind.example import SAND_POINT_MEAN, SAND_POINT_SHAPE
from evaluators.offshore_wind.turbine import turbine
from evaluators.offshore_wind.years import monthly_means, months_of_hours

STATIONS = ["703165TY.csv", "723170TYA.CSV"]
MACHINE = turbine("iea_15mw")
MONTHS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) / 365  # shares of the year


@lru_cache
def station(name: str):
    """A TMY3 station of pvlib's wheel in the middle of its hours, its latitude and longitude, and its first hour in UTC."""
    import pandas as pd
    import pvlib

    path = importlib.resources.files("pvlib") / "data" / name
    frame, about = pvlib.iotools.read_tmy3(path, coerce_year=1990, map_variables=True)
    frame.index = frame.index - pd.Timedelta("30min")
    begins = (frame.index[0].tz_convert("UTC").tz_localize(None) - pd.Timestamp("1970-01-01")) / pd.Timedelta("1h") - 0.5
    return frame, about["latitude"], about["longitude"], begins


def hourly(name: str, column: str) -> np.ndarray:
    return station(name)[0][column].to_numpy(float)


@lru_cache
def sand_point_wind() -> np.ndarray:
    rows = list(csv.reader((importlib.resources.files("pvlib") / "data" / STATIONS[0]).read_text().splitlines()))
    column = [head.startswith("Wspd") for head in rows[1]].index(True)
    return np.array([float(row[column]) for row in rows[2:]])


# --- the sun, judged by pvlib


@pytest.mark.parametrize("name", STATIONS)
def test_the_sun_stands_where_the_algorithm_of_nrel_has_it(name):
    import pvlib

    frame, latitude, longitude, begins = station(name)
    peer = pvlib.solarposition.get_solarposition(frame.index, latitude, longitude)
    mine = sun_at(begins + 0.5 + np.arange(8760), latitude, longitude)
    np.testing.assert_allclose(np.degrees(np.arccos(mine.up)), peer.zenith, atol=0.02)
    azimuth = np.degrees(np.arctan2(mine.east, mine.north)) % 360
    off_zenith = (peer.zenith > 1).to_numpy()
    apart = np.abs((azimuth - peer.azimuth.to_numpy() + 180) % 360 - 180)[off_zenith]
    assert apart.max() < 0.1
    np.testing.assert_allclose(np.hypot(np.hypot(mine.up, mine.east), mine.north), 1, atol=1e-12)
    np.testing.assert_allclose(mine.outside, pvlib.irradiance.get_extra_radiation(frame.index, 1361.0), rtol=2e-3)


@pytest.mark.parametrize("name", STATIONS)
def test_the_parting_of_global_light_is_that_of_erbs(name):
    import pvlib

    frame, latitude, longitude, begins = station(name)
    sun = sun_at(begins + 0.5 + np.arange(8760), latitude, longitude)
    beam, diffuse = erbs(frame.ghi.to_numpy(float), sun)
    zenith = np.degrees(np.arccos(sun.up))
    peer = pvlib.irradiance.erbs(frame.ghi, zenith, frame.index)
    assert beam.sum() == pytest.approx(peer.dni.sum(), rel=0.01)
    assert diffuse.sum() == pytest.approx(peer.dhi.sum(), rel=0.01)


@pytest.mark.parametrize("name", STATIONS)
@pytest.mark.parametrize("tilt", [None, 10.0])
def test_a_year_of_photovoltaics_is_that_of_pvlibs_model_chain(name, tilt):
    from pvlib import location, modelchain, pvsystem, temperature

    frame, latitude, longitude, begins = station(name)
    lossless = ("shading", "snow", "mismatch", "wiring", "connections", "lid", "nameplate_rating", "age", "availability")
    array = pvsystem.Array(
        pvsystem.FixedMount(surface_tilt=latitude if tilt is None else tilt, surface_azimuth=180), albedo=0.2,
        module_parameters={"pdc0": 1.2, "gamma_pdc": -0.0047},
        temperature_model_parameters=temperature.TEMPERATURE_MODEL_PARAMETERS["sapm"]["open_rack_glass_glass"],
    )
    plant = pvsystem.PVSystem(
        arrays=[array], inverter_parameters={"pdc0": 1 / 0.96, "eta_inv_nom": 0.96},
        losses_parameters={"soiling": 14, **dict.fromkeys(lossless, 0)},
    )
    chain = modelchain.ModelChain(
        plant, location.Location(latitude, longitude), transposition_model="haydavies", dc_model="pvwatts",
        ac_model="pvwatts", aoi_model="physical", spectral_model="no_loss", temperature_model="sapm", losses_model="pvwatts",
    )
    chain.run_model(frame[["ghi", "dni", "dhi", "temp_air", "wind_speed"]])
    peer = chain.results.ac.fillna(0).clip(lower=0).to_numpy()
    mine = solar_share(
        hourly(name, "ghi"), dni=hourly(name, "dni"), dhi=hourly(name, "dhi"), latitude=latitude, longitude=longitude,
        temperature=hourly(name, "temp_air"), wind=hourly(name, "wind_speed"), begins=begins, tilt=tilt,
    )
    assert mine.sum() == pytest.approx(peer.sum(), rel=0.01)
    assert np.abs(mine - peer).mean() < 0.01 * peer.mean()
    assert monthly_means(mine) == pytest.approx(monthly_means(peer), rel=0.02)


def test_light_through_the_cover_is_that_of_pvlib():
    import pvlib

    angle = np.linspace(0, 89, 90)
    peer = pvlib.iam.physical(angle)
    np.testing.assert_allclose(through_glass(np.cos(np.radians(angle))), peer, atol=1e-6)
    assert through_glass(np.array([-0.5, 0.0])).tolist() == [0, 0]


def test_two_of_three_kinds_of_light_tell_the_third():
    _, latitude, longitude, begins = station(STATIONS[1])
    sun = sun_at(begins + 0.5 + np.arange(8760), latitude, longitude)
    dhi, dni = hourly(STATIONS[1], "dhi"), np.where(sun.up > 0.05, hourly(STATIONS[1], "dni"), 0)
    ghi = dhi + dni * np.maximum(sun.up, 0)
    place = {"latitude": latitude, "longitude": longitude, "begins": begins}
    whole = solar_share(ghi, dni=dni, dhi=dhi, **place)
    np.testing.assert_allclose(solar_share(ghi, dni=dni, **place), whole, atol=1e-9)
    np.testing.assert_allclose(solar_share(ghi, dhi=dhi, **place), whole, atol=1e-9)
    # Erbs' correlation is known to some 5 % over a year.
    assert solar_share(ghi, **place).sum() == pytest.approx(whole.sum(), rel=0.05)


def test_a_wrong_zone_of_time_moves_the_noon():
    _, latitude, longitude, begins = station(STATIONS[1])
    series = [hourly(STATIONS[1], one) for one in ("ghi", "dni", "dhi")]
    right = solar_share(series[0], dni=series[1], dhi=series[2], latitude=latitude, longitude=longitude, begins=begins)
    wrong = solar_share(series[0], dni=series[1], dhi=series[2], latitude=latitude, longitude=longitude, begins=begins - 5)
    assert wrong.sum() < 0.9 * right.sum()


@settings(max_examples=20, deadline=None)
@given(
    latitude=st.floats(-70, 70), longitude=st.floats(-180, 180), level=st.floats(0, 1400), tilt=st.floats(0, 90),
    begins=st.integers(0, 700_000),
)
def test_no_plant_gives_more_than_its_inverters_or_less_than_nothing(latitude, longitude, level, tilt, begins):
    share = solar_share(np.full(72, level), latitude=latitude, longitude=longitude, begins=float(begins), tilt=tilt)
    assert np.all((share >= 0) & (share <= 1))


def test_south_of_the_equator_modules_face_north():
    north = solar_share(hourly(STATIONS[1], "ghi"), latitude=35.0, longitude=0.0, begins=175320.0)
    sun = sun_at(175320.0 + 4344 + 0.5 + np.arange(24), -35.0, 0.0)  # half a year later, mirrored
    assert sun.north[sun.up.argmax()] > 0 and north.sum() > 0
    dni = np.full(24, 800.0)
    facing = {"dni": dni, "dhi": np.zeros(24), "longitude": 0.0, "begins": 175320.0 + 4344}
    ghi = 800 * np.maximum(sun.up, 0)
    assert solar_share(ghi, latitude=-35.0, **facing).sum() > 1.2 * solar_share(ghi, latitude=-35.0, tilt=0.0, **facing).sum()


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


# --- made years, judged by Sand Point's own


def calms(speed: np.ndarray, below: float) -> np.ndarray:
    """Lengths [h] of the spells below a speed."""
    steps = np.flatnonzero(np.diff(np.concatenate([[0], (speed < below).astype(int), [0]])))
    return steps[1::2] - steps[::2]


def lagged(speed: np.ndarray, hours: int) -> float:
    """Autocorrelation of what is left of the speed when each month's mean is taken off."""
    left = speed - monthly_means(speed)[months_of_hours(8760)]
    return float(np.corrcoef(left[:-hours], left[hours:])[0, 1])


@pytest.fixture(scope="module")
def made() -> np.ndarray:
    return made_years(SAND_POINT_MEAN, SAND_POINT_SHAPE)


@pytest.mark.parametrize(("hours", "tolerance"), [(1, 0.02), (6, 0.04), (12, 0.05), (24, 0.06), (36, 0.06)])
def test_made_years_remember_as_long_as_sand_point(made, hours, tolerance):
    assert np.mean([lagged(year, hours) for year in made]) == pytest.approx(lagged(sand_point_wind(), hours), abs=tolerance)


def test_calms_of_made_years_are_as_long_as_at_sand_point(made):
    for below in (5.0, 7.0):
        record = calms(sand_point_wind(), below)
        found = [calms(year, below) for year in made]
        # A calm hour's mean spell is what a store has to bridge.
        spell = np.mean([(one**2).sum() / one.sum() for one in found])
        assert spell == pytest.approx((record**2).sum() / record.sum(), rel=0.3)
        assert min(one.max() for one in found) < record.max() < max(one.max() for one in found)


def test_days_and_weeks_of_made_years_differ_as_at_sand_point(made):
    for hours in (24, 168):
        count = 8760 // hours
        spread = [np.std(year[: count * hours].reshape(count, hours).mean(axis=1)) for year in (*made, sand_point_wind())]
        assert np.mean(spread[:-1]) == pytest.approx(spread[-1], rel=0.1)


def test_made_years_keep_their_months(made):
    means = np.mean([monthly_means(year) for year in made], axis=0)
    assert made.mean() == pytest.approx(SAND_POINT_MEAN @ MONTHS, rel=1e-3)
    assert means == pytest.approx(SAND_POINT_MEAN, rel=0.12)
    assert made.mean(axis=1).std() / made.mean() == pytest.approx(INTERANNUAL, rel=0.15)
    for month, shape in enumerate(SAND_POINT_SHAPE):
        hours = made[:, months_of_hours(8760) == month].ravel()
        # Weibull: the share of hours above its mean follows from the shape alone (here within what 7,000 h tell).
        assert (hours > hours.mean()).mean() == pytest.approx(np.exp(-(gamma(1 + 1 / shape) ** shape)), abs=0.03)


def test_the_same_months_make_the_same_years_and_others_others():
    one = made_years(SAND_POINT_MEAN, 2.0)
    weather_years._made.cache_clear()
    same = made_years(SAND_POINT_MEAN.tolist(), np.full(12, 2.0))
    other = made_years(SAND_POINT_MEAN + 1e-9, 2.0)
    assert np.array_equal(one, same) and not np.allclose(one, other, rtol=0.1)
    assert not one.flags.writeable


def test_a_made_year_closes_on_itself(made):
    jumps = np.abs(np.diff(made, axis=1)).mean()
    assert np.abs(made[:, 0] - made[:, -1]).mean() < 2 * jumps


@pytest.mark.parametrize(
    ("mean", "shape", "said"),
    [
        (SAND_POINT_MEAN[:11], 2.0, "twelve monthly mean wind speeds are needed, January first, none below 0; 11 were given"),
        (-SAND_POINT_MEAN, 2.0, "none below 0"),
        (SAND_POINT_MEAN, 14.0, "look for a scale in m/s in their place"),
    ],
)
def test_months_that_are_none_are_refused(mean, shape, said):
    with pytest.raises(ValueError, match=said):
        made_years(mean, shape)


# --- years of a record


def test_years_are_cut_at_their_own_first_hour_through_leap_years():
    begins = np.datetime64("2019-01-01T00", "h")
    hours = np.arange(begins, np.datetime64("2022-01-01T00", "h"))
    cut = years_of(hours.astype(np.int64).astype(float), float(begins.astype(np.int64)), "wind_speed_hourly")
    firsts = cut[:, 0].astype(np.int64).astype("datetime64[h]")
    assert firsts.astype(str).tolist() == ["2019-01-01T00", "2020-01-01T00", "2021-01-01T00"]
    assert cut.shape == (3, 8760)


def test_years_may_begin_at_any_hour():
    begins = np.datetime64("2018-12-31T15", "h")  # midnight in Japan
    hours = np.arange(begins, np.datetime64("2020-12-31T15", "h"))
    cut = years_of(hours.astype(np.int64).astype(float), float(begins.astype(np.int64)), "wind_speed_hourly")
    assert cut[:, 0].astype(np.int64).astype("datetime64[h]").astype(str).tolist() == ["2018-12-31T15", "2019-12-31T15"]


@pytest.mark.parametrize("hours", [8760, 8784, 17520, 17544, 43824])
def test_years_without_a_date_are_whole(hours):
    cut = years_of(np.arange(hours, dtype=float), None, "wind_speed_hourly")
    assert cut.shape == (hours // 8760, 8760)
    assert cut[-1, -1] <= hours - 1


@pytest.mark.parametrize(
    ("series", "said"),
    [
        (np.zeros(8759), "ghi_hourly has 8,759 hours, and a store is filled and emptied over whole years"),
        (np.zeros(4380), "Send whole years"),
        (np.where(np.arange(8760) == 99, np.nan, 1.0), "ghi_hourly has no value in 1 hours, first in hour 100"),
    ],
)
def test_a_record_that_is_no_year_is_refused(series, said):
    with pytest.raises(ValueError, match=said):
        years_of(series, None, "ghi_hourly")


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
