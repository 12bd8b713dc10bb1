"""Offshore wind, called whole: more wind, larger spacing, other farms; and farms in one region share their years."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offshore_farms import FARM, MONTHLY, at_hub

from evaluators.offshore_wind import offshore_wind
from evaluators.offshore_wind.gross_to_net import ASSUMED_VARIABILITY
from evaluators.offshore_wind.location import location_of
from evaluators.offshore_wind.turbine import TURBINES, turbine
from evaluators.offshore_wind.weather_years import WEATHER_YEARS, year_score
from evaluators.toolkit.binding import bind
from evaluators.toolkit.draws import Streams
from evaluators.toolkit.row import Row

# Few machines and spacings, so that most calls find their wakes computed.
MACHINES = st.sampled_from(sorted(TURBINES.rows))


# Properties.


@settings(max_examples=20, deadline=None)
@given(mean=st.floats(4, 10), shape=st.floats(1.6, 3), more=st.floats(1.0, 1.15), name=MACHINES)
def test_more_wind_is_not_less_energy(mean, shape, more, name):
    less, greater = (offshore_wind(**at_hub(speed, shape, turbine=name)) for speed in (mean, mean * more))
    assert greater["gross_energy"] >= less["gross_energy"] * (1 - 1e-9)
    assert greater["net_energy"] >= less["net_energy"] * (1 - 1e-9)
    assert greater["levelised_cost"] <= less["levelised_cost"] * (1 + 1e-9)


@settings(max_examples=20, deadline=None)
@given(mean=st.floats(4, 8), cold=st.floats(-30, 20), colder=st.floats(0, 30), name=MACHINES)
def test_colder_air_is_not_less_energy_below_rated(mean, cold, colder, name):
    machine = turbine(name)
    below = machine.speed[np.argmax(machine.power >= 0.99 * machine.rating)]
    hours = np.linspace(0.5 * mean, min(1.3 * mean, 0.95 * below), 8760)
    facts = FARM | {"turbine": name, "wind_speed_hourly": hours, "weather_height": 150.0}
    warm, cool = (offshore_wind(**(facts | {"temperature_monthly": np.full(12, t)})) for t in (cold, cold - colder))
    assert cool["gross_energy"] >= warm["gross_energy"] * (1 - 1e-12)
    assert cool["net_energy"] >= warm["net_energy"] * (1 - 1e-9)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6), turn=st.integers(1, 359))
def test_a_farm_turned_with_its_rose_gives_the_same_energy(seed, turn):
    random = np.random.default_rng(seed)
    places = np.column_stack((np.arange(5) * 1300.0, random.uniform(0, 4000, 5)))
    angle = np.deg2rad(turn)  # clockwise, as directions count
    turned = places @ np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    speed, direction = 9 * random.weibull(2, 8760), np.rint(random.normal(200, 60, 8760)) % 360
    facts = FARM | {"capacity": 75.0, "spacing": None, "wind_speed_hourly": speed, "weather_height": 150.0}
    straight, other = (
        offshore_wind(**(facts | {"layout": layout, "wind_direction_hourly": wind}))
        for layout, wind in ((places, direction), (turned, (direction + turn) % 360))
    )
    for name in ("net_energy", "gross_energy", "wake_loss", "levelised_cost"):
        assert other[name] == pytest.approx(straight[name], rel=1e-8), name
    alone = offshore_wind(**(facts | {"layout": turned, "wind_direction_hourly": direction}))
    assert alone["gross_energy"] == straight["gross_energy"]


@settings(max_examples=20, deadline=None)
@given(near=st.integers(3, 19), further=st.integers(0, 8), capacity=st.sampled_from([60.0, 240.0]), name=MACHINES)
def test_larger_spacing_is_not_more_wake_loss(near, further, capacity, name):
    facts = MONTHLY | {"turbine": name, "capacity": capacity}
    close, wide = (offshore_wind(**(facts | {"spacing": float(one)}))["wake_loss"] for one in (near, min(near + further, 20)))
    assert wide <= close + 1e-12


def test_one_turbine_has_no_wake_and_more_turbines_have_more():
    losses = [float(offshore_wind(**(MONTHLY | {"capacity": count * 15.0}))["wake_loss"]) for count in (1, 4, 16, 64)]
    assert losses[0] == pytest.approx(0, abs=1e-12)
    assert losses == sorted(losses) and losses[-1] > losses[1] > losses[0]


@settings(max_examples=12, deadline=None)
@given(mean=st.floats(5, 11), seed=st.integers(0, 10**6), record=st.sampled_from(["mast", "reanalysis", "statistics"]))
def test_percentiles_of_every_answer_are_ordered_and_finite(mean, seed, record):
    facts = at_hub(mean, weather_record=record, hub_height=150.0, deliverable_power=(300.0, 500.0))
    found = offshore_wind.function(**bind(offshore_wind, facts, Streams(seed, 300, "p")).values)
    for name in offshore_wind.answers:
        p10, p50, p90 = np.percentile(found[name], (10, 50, 90))
        assert p10 <= p50 <= p90 and np.all(np.isfinite(found[name])), name
    rows = found["exhibits"]["exceedance"]
    for column in [name for name in rows[0] if name != "exceeded_with"]:
        energies = [row[column] for row in rows]
        assert energies == sorted(energies, reverse=True)


def test_draws_of_a_range_are_those_of_farms_in_between():
    facts = at_hub(9.0, capacity=(450.0, 550.0), spacing=(7.0, 9.0))
    values = bind(offshore_wind, facts, Streams(3, 200, "range")).values
    many = offshore_wind.function(**values)
    for index in range(0, 200, 20):
        one = {name: _single(value, index) for name, value in values.items()}
        alone = offshore_wind.function(**one)
        assert many["gross_energy"][index] == pytest.approx(alone["gross_energy"], rel=1e-9)
        assert many["net_energy"][index] == pytest.approx(alone["net_energy"], rel=0.003)


def _single(value, index):
    if isinstance(value, np.ndarray) and value.shape == (200,):
        return float(value[index])
    if hasattr(value, "values") and not isinstance(value, np.ndarray):
        return type(value)(value.name, {key: _single(one, index) for key, one in value.items()})
    return value


# Farms in one region share their years.

BERING, COOK_INLET, JAPAN_SEA = (
    dict(zip(("latitude", "longitude"), place, strict=True)) for place in ((57.0, -168.0), (59.5, -152.5), (43.0, 140.5))
)


def years_of(project: str, **place) -> np.ndarray:
    """Score of the years to come, in 2000 draws."""
    values = bind(offshore_wind, at_hub(9.0, **place), Streams(3, 2000, project)).values
    location = location_of(values["latitude"], values["longitude"], values["grid"].name)
    return year_score(values["interannual_variability"] / ASSUMED_VARIABILITY, values["weather_years"], location)


def test_farms_in_one_region_share_their_years_and_others_do_not():
    one, two, japan, far, farther = (
        years_of(f"P{number}", **place) for number, place in enumerate((BERING, COOK_INLET, JAPAN_SEA, {}, {}))
    )
    for score in (one, two, japan, far, farther):
        assert (score.mean(), score.std()) == pytest.approx((0, 1), abs=0.05), "no farm is surer of its years for it"
    common = WEATHER_YEARS.medians("regions").in_common
    assert np.corrcoef(one, two)[0, 1] == pytest.approx(common, abs=0.05)
    for first, other in ((one, japan), (one, far), (japan, two), (far, farther)):
        assert abs(np.corrcoef(first, other)[0, 1]) < 0.07


def test_windy_years_off_alaska_are_windy_for_farms_there_alone():
    rows = [Row("regions", {**WEATHER_YEARS.medians("regions"), "alaska": score}) for score in (-1.0, 0.0, 1.0)]
    there, elsewhere = (
        [offshore_wind(**at_hub(8.0, **place, weather_years=row))["net_energy_one_year"] for row in rows]
        for place in (BERING, JAPAN_SEA)
    )
    assert there == sorted(there) and there[2] > 1.1 * there[0], "a standard deviation is 5 % of speed, 4 % of it in common"
    assert elsewhere[0] == elsewhere[1] == elsewhere[2]


@pytest.mark.parametrize("speed", [0.0, 2.0])
def test_a_site_without_wind_stays_finite(speed):
    found = offshore_wind(**(FARM | {"wind_speed_hourly": np.full(8760, speed), "weather_height": 150.0}))
    assert found["net_energy"] == 0 and found["wake_loss"] >= 0 and np.isinf(found["levelised_cost"])
