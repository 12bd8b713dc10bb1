"""The wind of a site: the sample case, long-term correction, years, the best record, and what is refused."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from sand_point_winds import SITE, YEAR, weibull_rose
from scipy.special import gamma

from evaluators.offshore_wind.direction import sector_shares
from evaluators.offshore_wind.long_term import METHODS, correct, least_squares, variance_ratio
from evaluators.offshore_wind.site import resource
from evaluators.offshore_wind.weibull_sectors import at_height
from evaluators.offshore_wind.years import annual_means, interannual_deviation, monthly_means, months_of_hours, whole_years

RNG = np.random.default_rng(20261123)


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
