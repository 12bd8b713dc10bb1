"""Climates of a site: means, energy and the joint rose; WAsP and the wind atlas, judged by windkit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sand_point_winds import YEAR, weibull_rose
from scipy.special import gamma

from evaluators.offshore_wind.climate import from_hours, from_months, weibull_bins
from evaluators.offshore_wind.direction import sector_shares, step_of
from evaluators.offshore_wind.rose import from_rose
from evaluators.offshore_wind.weibull_sectors import at_height, from_weibull_sectors

RNG = np.random.default_rng(20261123)


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
