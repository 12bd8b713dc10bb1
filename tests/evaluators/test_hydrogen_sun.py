"""The sun of a chain of hydrogen, judged by pvlib: its place, parted light, a year of photovoltaics."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stations import STATIONS, hourly, station

from evaluators.hydrogen_storage.photovoltaic import solar_share, through_glass
from evaluators.hydrogen_storage.sun import erbs, sun_at
from evaluators.offshore_wind.years import monthly_means


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
