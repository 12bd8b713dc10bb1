"""The wind of a site: hours, roses, Weibull by sector, months, shear, density, long-term correction; peers and bad input."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gamma

from evaluators.offshore_wind.climate import from_hours, from_months, weibull_bins
from evaluators.offshore_wind.density import air_density
from evaluators.offshore_wind.direction import sector_shares, step_of
from evaluators.offshore_wind.long_term import METHODS, correct, least_squares, variance_ratio
from evaluators.offshore_wind.rose import from_rose
from evaluators.offshore_wind.shear import SEA_EXPONENT, ImplausibleShear, Shear, log_law, measured_shear, power_law
from evaluators.offshore_wind.site import resource
from evaluators.offshore_wind.weibull_sectors import at_height, from_weibull_sectors
from evaluators.offshore_wind.years import annual_means, interannual_deviation, monthly_means, months_of_hours, whole_years

RNG = np.random.default_rng(20261123)
YEAR = RNG.weibull(2.0, 8760) * 9
SITE = {"hub_height": 150.0, "weather_height": 100.0}
MEAN_EXPONENT = (SEA_EXPONENT[0] + 4 * SEA_EXPONENT[1] + SEA_EXPONENT[2]) / 6


@pytest.fixture(scope="module")
def sand_point():
    import pvlib

    data, _ = pvlib.iotools.read_tmy3(Path(pvlib.__file__).parent / "data" / "703165TY.csv", map_variables=True)
    names = {"wind_speed": "wind_speed", "wind_direction": "wind_direction", "temp_air": "temperature", "pressure": "pressure",
             "relative_humidity": "relative_humidity"}  # fmt: skip
    return {f"{ours}_hourly": data[theirs].to_numpy(float) for theirs, ours in names.items()}


# The sample case


def test_sand_point_has_its_mean_its_calms_and_no_false_north(sand_point):
    found = resource(hub_height=150.0, weather_height=10.0, **sand_point)
    speed, direction = sand_point["wind_speed_hourly"], sand_point["wind_direction_hourly"]
    assert found.climate.mean_speed == pytest.approx(5.072, abs=5e-4) and found.calm_hours == 669
    assert any("1012 hPa in every hour: filled in" in note for note in found.notes)
    assert any("steps of 10 degrees" in note for note in found.notes)
    # 7.7 % of all hours are calm and carry 0; the rose has the windy hours of the sector alone
    tens = np.bincount((direction[speed > 0] / 10).astype(int) % 36, minlength=36) / (speed > 0).sum()
    np.testing.assert_allclose(found.climate.rose, tens @ sector_shares(36), rtol=1e-9)
    assert tens[0] < 0.07 < 0.13 < np.isin(direction, (0, 360)).mean()
    assert found.basis == "hourly" and found.years == 1 and found.interannual is None
    assert 1.23 < found.climate.mean_density < 1.27 and found.density.shape == (8760,)
    assert found.climate.mean_density == pytest.approx(found.density.mean(), rel=1e-9)


# Climates


def test_a_climate_keeps_means_energy_and_the_joint_rose():
    direction, density = RNG.uniform(0, 360, 8760), RNG.normal(1.25, 0.02, 8760)
    climate = from_hours(YEAR, direction, density)
    assert climate.share.sum() == pytest.approx(1) and np.allclose(climate.direction.sum(axis=1), 1)
    assert climate.mean_speed == pytest.approx(YEAR.mean()) and climate.mean_density == pytest.approx(density.mean())
    assert climate.share @ climate.speed**3 == pytest.approx((YEAR**3).mean(), rel=1e-4)
    east = (np.rint(direction) % 360 >= 45) & (np.rint(direction) % 360 < 135)
    assert (climate.share * climate.speed**3) @ climate.direction[:, 45:135].sum(axis=1) == pytest.approx(
        (YEAR**3 * east).mean(), rel=1e-3
    )
    for array in (climate.speed, climate.share, climate.density, climate.direction):
        assert not array.flags.writeable


def test_months_are_what_their_weibull_means_say():
    climate = from_months(np.full(12, 9.0), 2.2, 1.2)
    assert climate.mean_speed == pytest.approx(9.0, rel=1e-4) and not climate.has_directions
    assert climate.share @ climate.speed**3 == pytest.approx((9 / gamma(1 + 1 / 2.2)) ** 3 * gamma(1 + 3 / 2.2), rel=1e-3)
    assert np.allclose(climate.rose, 1 / 360)


@pytest.mark.parametrize("sectors", [4, 12, 16, 36, 360])
@pytest.mark.parametrize("offset", [0.0, 7.3, -10.0, 355.0])
def test_sectors_spread_evenly_and_whole(sectors, offset):
    shares = sector_shares(sectors, offset)
    assert np.allclose(shares.sum(axis=1), 1) and np.allclose(shares.sum(axis=0), sectors / 360)
    fine = offset + (np.arange(100_000) + 0.5) / 100_000 * 360 / sectors - 180 / sectors  # brute force: points in sector 0
    assert np.allclose(shares[0], np.bincount(np.floor(fine % 360 + 0.5).astype(int) % 360, minlength=360) / 1e5, atol=2e-4)


def test_directions_told_in_steps_are_spread_and_others_are_not():
    tens = RNG.integers(0, 36, 5000) * 10.0
    assert step_of(tens) == 10 and step_of(tens + 1) == 1 and step_of(np.full(50, 270.0)) == 1
    assert step_of(RNG.integers(0, 16, 5000) * 22.5) == 22.5
    rose = from_hours(np.full(5000, 8.0), tens).rose
    assert rose.min() > 0 and rose.max() < 3 * rose.min()
    assert from_hours(np.full(50, 8.0), np.full(50, 270.0)).rose[270] == 1


def test_calm_and_missing_directions_do_not_enter_the_rose():
    speed, direction = np.r_[np.zeros(500), np.full(500, 8.0)], np.r_[np.zeros(500), np.full(500, 200.0)]
    climate = from_hours(speed, direction)
    assert climate.rose[200] == pytest.approx(1)
    direction[500:520] = np.nan
    assert from_hours(speed, direction).rose[200] == pytest.approx(1)


@settings(max_examples=25, deadline=None)
@given(turn=st.integers(0, 359), seed=st.integers(0, 2**32 - 1))
def test_a_turned_rose_is_the_rose_turned(turn, seed):
    random = np.random.default_rng(seed)
    speed, direction = random.weibull(2, 400) * 9 + 0.1, random.uniform(0, 360, 400).round()
    assert np.allclose(
        np.roll(from_hours(speed, direction).direction, turn, axis=1), from_hours(speed, (direction + turn) % 360).direction
    )


# WAsP and the wind atlas, judged by windkit


@pytest.fixture(scope="module")
def windkit():
    return pytest.importorskip("windkit", reason="windkit, the peer for WAsP's formats, is not installed: pip install windkit")


def weibull_rose(sectors: int = 12) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    frequency, limits = RNG.dirichlet(np.ones(sectors)) * 100, np.arange(0.0, 31.0)
    above = np.exp(-((limits[:, None] / RNG.uniform(6, 12, sectors)) ** RNG.uniform(1.6, 2.6, sectors)))
    above[-1] = 0
    return frequency, -np.diff(above, axis=0) * 1000, limits


def sector_means(climate, sectors: int = 12) -> np.ndarray:
    """Mean speed of each sector; sectors share no whole degree but those on their limits, which are left out."""
    inside = sector_shares(sectors) > 0.99 * sectors / 360
    weight = climate.share[:, None] * (climate.direction @ inside.T)
    return climate.speed @ weight / weight.sum(axis=0)


def test_a_rose_has_the_means_that_windkit_finds(windkit):
    frequency, rose, limits = weibull_rose()
    climate = from_rose(frequency, rose, limits)
    sector, bins = np.arange(12) * 30.0, (limits[1:] + limits[:-1]) / 2
    import xarray as xr

    peer = xr.Dataset(
        {"wdfreq": (("sector", "point"), frequency[:, None] / 100),
         "wsfreq": (("wsbin", "sector", "point"), (rose / rose.sum(axis=0))[:, :, None])},
        {"sector": sector, "sector_ceil": ("sector", sector + 15), "sector_floor": ("sector", (sector - 15) % 360),
         "wsbin": bins, "wsceil": ("wsbin", limits[1:]), "wsfloor": ("wsbin", limits[:-1]), "height": ("point", [100.0]),
         "south_north": ("point", [55.0]), "west_east": ("point", [14.0]), "crs": 0},
    )  # fmt: skip
    peer = windkit.spatial.set_crs(peer, 4326)
    by_sector = windkit.mean_wind_speed(peer, bysector=True).to_numpy().ravel()
    np.testing.assert_allclose(sector_means(climate), by_sector, rtol=1e-9)
    assert climate.mean_speed == pytest.approx(float(windkit.mean_wind_speed(peer).to_numpy().ravel()[0]), rel=1e-9)


def test_a_tab_file_read_by_windkit_and_by_us_says_the_same(windkit, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "flows"))
    import wind_writers

    from flows import readers

    frequency, rose, limits = weibull_rose()
    data = wind_writers.tab(frequency, rose, limits[1:])
    (tmp_path / "a.tab").write_bytes(data)
    [ours] = readers.read("sites", "a.tab", data)
    tables = {name: np.reshape(ours.series[name], ours.series_shapes[name]) for name in ours.series}
    climate = from_rose(tables["rose_frequency"], tables["rose"], tables["rose_edges"])
    peer = windkit.read_bwc(str(tmp_path / "a.tab"), crs=4326)
    np.testing.assert_allclose(sector_means(climate), windkit.mean_wind_speed(peer, bysector=True).to_numpy().ravel(), rtol=1e-6)


def test_a_lib_file_read_by_windkit_and_by_us_says_the_same(windkit, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "flows"))
    import wind_writers

    from flows import readers

    frequency = np.tile(RNG.dirichlet(np.ones(12)) * 100, (2, 1))
    a, k = RNG.uniform(6, 12, (2, 3, 12)), RNG.uniform(1.6, 2.6, (2, 3, 12))
    data = wind_writers.lib(frequency, a, k, [0.0, 0.1], [10, 50, 100])
    (tmp_path / "a.lib").write_bytes(data)
    [ours] = readers.read("sites", "a.lib", data)
    tables = [np.reshape(ours.series[name], ours.series_shapes[name]) for name in ("weibull_frequency", "weibull_a", "weibull_k")]
    peer = windkit.mean_wind_speed(windkit.read_gwc(str(tmp_path / "a.lib"), crs=4326), bysector=True).squeeze()
    for height in (10, 50, 100):
        climate = from_weibull_sectors(*tables, ours.series["roughness_lengths"], ours.series["heights"], height)
        expected = peer.sel(gen_height=height, gen_roughness=0.0).to_numpy()
        np.testing.assert_allclose(sector_means(climate), expected, rtol=1e-3)


def test_a_rose_in_fine_classes_keeps_energy_and_turns_by_its_offset():
    frequency, rose, limits = weibull_rose()
    coarse = from_rose(frequency, rose, limits)
    mean_cube = ((limits[1:] ** 4 - limits[:-1] ** 4) / 4 / np.diff(limits)) @ (rose / rose.sum(axis=0)) @ frequency / 100
    assert coarse.share @ coarse.speed**3 == pytest.approx(mean_cube, rel=1e-3)  # of even classes, exactly
    turned = from_rose(frequency, rose, limits, offset=30)
    assert np.allclose(np.roll(coarse.rose, 30), turned.rose)


def test_between_the_heights_of_an_atlas_the_log_law_holds():
    """A table made by the log law over two roughness lengths is met between its heights."""
    heights, lengths = np.array([10.0, 50, 100, 150, 200]), np.array([0.0, 0.03])
    rough = np.maximum(lengths, 0.0002)
    a = (0.5 * np.log(heights[None, :] / rough[:, None]))[:, :, None] * np.ones(12)
    share, scale, shape = at_height(np.full((2, 5, 12), 1 / 12), a, np.full((2, 5, 12), 2.1), lengths, heights, 130.0)
    assert np.allclose(scale, 0.5 * np.log(130 / 0.0002)) and np.allclose(shape, 2.1) and np.allclose(share, 1 / 12)
    _, between, _ = at_height(np.full((2, 5, 12), 1 / 12), a, np.full((2, 5, 12), 2.1), lengths, heights, 100.0, roughness=0.003)
    assert np.allclose(between, 0.5 * np.log(100 / 0.003))
    speed, share = weibull_bins(np.array([10.0]), np.array([2.0]))
    assert speed @ share[:, 0] == pytest.approx(10 * gamma(1.5), rel=1e-4)


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


# Long-term correction


def test_the_lines_are_those_of_numpy():
    x = RNG.weibull(2, 5000) * 8
    y = 0.9 * x + 0.5 + RNG.normal(0, 1.5, 5000)
    fit, (slope, offset) = least_squares(x, y), np.polyfit(x, y, 1)
    assert (fit.slope, fit.offset) == pytest.approx((slope, offset)) and fit.r2 == pytest.approx(np.corrcoef(x, y)[0, 1] ** 2)
    ratio = variance_ratio(x, y)
    assert (ratio.slope * x + ratio.offset).mean() == pytest.approx(y.mean())
    assert (ratio.slope * x + ratio.offset).std() == pytest.approx(y.std())


def windy_years(deviation: float = 0.06) -> np.ndarray:
    """Twenty years of reference, each windier or calmer, hours depending on each other as weather does."""
    days = np.repeat(RNG.weibull(2, 20 * 365), 24) * 9
    return (days + RNG.normal(0, 1, days.size)).clip(0) * np.repeat(1 + RNG.normal(0, deviation, 20), 8760)


def test_the_correction_brings_a_windy_year_to_the_long_term_mean():
    covered = 0
    for year in range(12):
        reference = windy_years()
        truth = 0.9 * reference + 0.8 + RNG.normal(0, 0.7, reference.size)
        recorded = truth[year * 8760 : (year + 1) * 8760]
        for method in METHODS:
            found = correct(recorded, reference, year * 8760, method)
            assert found.fits[method].count == 8760 and found.fits[method].r2 > 0.9
            assert found.index == pytest.approx(reference[year * 8760 : (year + 1) * 8760].mean() / reference.mean())
            assert found.factor * recorded.mean() == pytest.approx(truth.mean(), rel=0.01)
        covered += abs(found.factor * recorded.mean() / truth.mean() - 1) < 2.5 * found.uncertainty
    assert covered >= 10


def test_the_reference_may_begin_after_the_site_and_a_poor_one_is_not_used():
    reference = windy_years()
    site = np.r_[np.full(100, 7.0), reference[: 8760 - 100]]
    assert correct(site, reference, -100).fits[METHODS[0]].count == 8660
    found = resource(
        **SITE, wind_speed_hourly=YEAR, reference_wind_speed_hours=reference, reference_offset=0.0
    )
    assert found.long_term is None and found.correction == 1
    assert any("reference is not used" in note and "below 50%" in note for note in found.notes)
    typical = resource(**SITE, wind_speed_hourly=YEAR, reference_wind_speed_hours=reference)
    assert any("typical year" in note for note in typical.notes)
    used = resource(
        **SITE, wind_speed_hourly=reference[8760:17520].clip(0, 75), reference_wind_speed_hours=reference, reference_offset=8760.0
    )
    assert used.years == pytest.approx(20, rel=0.01) and 0.03 < used.interannual < 0.12
    assert any("R2 1.000" in note and "speeds are multiplied by" in note for note in used.notes)


def test_the_published_lines_of_brightwinds_demo_mast():
    """brightwind 2.7.0 (MIT), its own demo mast against MERRA-2: slope, offset and R2 that its own code finds."""
    found = importlib.util.find_spec("brightwind")
    folder = Path(found.submodule_search_locations[0]) / "demo_datasets" if found and found.submodule_search_locations else None
    if folder is None or not (folder / "demo_data.csv").exists():
        pytest.skip("brightwind, whose wheel carries the demo mast, is not installed: pip install --no-deps brightwind")
    import pandas

    mast = pandas.read_csv(folder / "demo_data.csv", usecols=["Timestamp", "Spd80mN"], parse_dates=["Timestamp"], dayfirst=False)
    mast = mast.set_index("Timestamp")["Spd80mN"].astype(float)
    node = folder / "MERRA-2_NW_2000-01-01_2017-06-30.csv"
    merra = pandas.read_csv(node, usecols=["DateTime", "WS50m_m/s"], parse_dates=["DateTime"]).set_index("DateTime")["WS50m_m/s"]
    groups = mast.resample("1h")
    hourly = groups.mean()[groups.count() == 6]
    both = pandas.concat([merra, hourly], axis=1, join="inner").dropna()
    fit = least_squares(both.iloc[:, 0].to_numpy(), both.iloc[:, 1].to_numpy())
    assert fit.count == 12446
    assert (fit.slope, fit.offset, fit.r2) == pytest.approx((0.888646, 0.388836, 0.672464), abs=1e-6)


# Years


def test_years_are_whole_and_their_spread_is_that_of_their_means():
    assert [whole_years(n) for n in (8760, 8784, 17544, 175_320)] == [1, 1, 2, 20]
    assert [whole_years(n) for n in (0, 720, 8000, 8761, 8808, 13_000, 17_000, 175_344)] == [0] * 8
    means = 9 * (1 + RNG.normal(0, 0.05, 10))
    hours = np.concatenate([np.full(8760, one) for one in means])
    assert np.allclose(annual_means(hours), means)
    assert interannual_deviation(hours) == pytest.approx(means.std(ddof=1) / means.mean())
    assert interannual_deviation(hours[: 4 * 8760]) is None
    several = resource(**SITE, wind_speed_hourly=hours)
    assert several.years == 10 and several.interannual == pytest.approx(interannual_deviation(hours))
    assert several.climate.mean_speed == pytest.approx(means.mean())


def test_months_follow_the_calendar_from_any_first_hour():
    begins = float(np.datetime64("2019-06-01T00", "h").astype(int))
    month = months_of_hours(8784, begins)  # to 31 May 2020, with 29 February
    assert month[0] == 5 and month[-1] == 4 and np.bincount(month)[1] == 29 * 24
    assert np.allclose(monthly_means(month.astype(float), begins), np.arange(12))
    assert np.bincount(months_of_hours(8784))[1] == 29 * 24 and months_of_hours(17520)[8760] == 0


# The best resource


def test_the_best_record_is_taken_and_each_says_its_basis():
    frequency, rose, limits = weibull_rose()
    atlas = {
        "weibull_frequency": np.full((1, 2, 12), 1 / 12), "weibull_a": np.full((1, 2, 12), 10.0),
        "weibull_k": np.full((1, 2, 12), 2.0), "roughness_lengths": np.zeros(1), "heights": np.array([100.0, 200.0]),
    }  # fmt: skip
    offered = {"wind_speed_monthly": np.full(12, 8.0)}
    assert resource(**SITE, **offered).basis == "monthly"
    found = resource(**SITE, **(offered | atlas))
    assert (found.basis, found.height) == ("Weibull by sector", 150.0)
    assert found.climate.mean_speed == pytest.approx(10 * gamma(1.5), rel=1e-3)
    offered |= atlas | {"rose": rose, "rose_frequency": frequency, "rose_edges": limits}
    assert resource(**SITE, **offered).basis == "wind rose"
    offered |= {"wind_speed_hourly": YEAR, "wind_direction_hourly": RNG.uniform(0, 360, 8760)}
    found = resource(**SITE, **offered)
    assert found.basis == "hourly" and found.climate.has_directions


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({}, "the site has no wind"),
        ({"wind_speed_hourly": YEAR[:8000]}, "8,760 or 8,784 wind speeds, not 8,000"),
        ({"wind_speed_hourly": YEAR * 3.6 + 60}, "divide it by 3.6"),
        ({"wind_speed_hourly": np.where(YEAR > 20, np.nan, YEAR)}, "have no wind speed"),
        ({"wind_speed_hourly": YEAR, "wind_direction_hourly": np.full(8760, 370.0)}, "outside 0 to 360 degrees, .* is 370"),
        ({"wind_speed_hourly": YEAR, "wind_direction_hourly": np.full(8760, -1.0)}, "the first is -1"),
        ({"wind_speed_hourly": YEAR, "wind_direction_hourly": np.full(8760, np.nan)}, "have no direction"),
        ({"wind_speed_hourly": YEAR, "wind_direction_hourly": np.full(8784, 10.0)}, "8,784 wind directions and 8,760 speeds"),
        ({"wind_speed_hourly": YEAR, "temperature_hourly": np.full(8784, 5.0)}, "temperature_hourly has 8,784 values"),
        ({"wind_speed_hourly": YEAR, "temperature_hourly": np.full(8760, 278.0)}, "subtract 273.15"),
        ({"wind_speed_hourly": YEAR, "pressure_hourly": np.full(8760, 101300.0)}, "in Pa, divide it by 100"),
        ({"wind_speed_hourly": YEAR, "pressure_hourly": np.full(8760, 1.013)}, "1.013 hPa does not occur"),
        ({"wind_speed_hourly": YEAR, "relative_humidity_hourly": np.full(8760, 999.0)}, "code of missing values"),
        ({"wind_speed_hourly": YEAR, "relative_humidity_hourly": np.full(8760, 0.85)}, "never exceeds 0.85 %.* by 100"),
        ({"wind_speed_monthly": np.full(11, 8.0)}, "twelve monthly"),
        ({"rose": np.ones((3, 12)), "rose_frequency": np.ones(12), "rose_edges": np.arange(3.0)}, "make it 2 x 12"),
        ({"rose": np.ones((2, 12)), "rose_frequency": np.ones(12), "rose_edges": np.array([0, 2.0, 1])}, "do not rise"),
        ({"two_heights": True, "wind_speed_monthly": np.full(12, 8.0)}, "the site has no hourly wind"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(given_, says):
    with pytest.raises(ValueError, match=says):
        resource(**SITE, **given_)


def test_a_height_that_nobody_states_is_asked_for():
    with pytest.raises(ValueError, match="weather_height, is not stated"):
        resource(hub_height=150.0, wind_speed_hourly=YEAR)


def test_an_atlas_of_land_or_of_other_heights_is_refused():
    table = np.full((1, 1, 12), 2.0)
    with pytest.raises(ValueError, match="which is land"):
        at_height(table, table, table, [0.1], [100.0], 100.0)
    with pytest.raises(ValueError, match="10 to 10 m; the wind at 150 m"):
        at_height(table, table, table, [0.0], [10.0], 150.0)
