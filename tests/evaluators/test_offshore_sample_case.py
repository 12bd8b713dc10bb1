"""The sample case of offshore wind: the repository's own proposal and card on the typical year of Sand Point."""

from __future__ import annotations

import importlib.resources
from pathlib import Path

import numpy as np
import pytest
from offshore_farms import FARM, MONTHLY, facts_of, notes_of

from evaluators.offshore_wind import offshore_wind
from evaluators.offshore_wind.density import air_density, density_equivalent_speed, lifted
from evaluators.offshore_wind.example import SAND_POINT_MEAN, SAND_POINT_SHAPE, weibull_year
from evaluators.offshore_wind.layout import staggered
from evaluators.offshore_wind.losses import LOSSES, MEDIAN_WAKE_SCALE
from evaluators.offshore_wind.shear import power_law
from evaluators.offshore_wind.tax_credits import LEASING
from evaluators.offshore_wind.turbine import turbine
from evaluators.offshore_wind.wake import farm_matrix, models, table_speeds
from evaluators.toolkit.binding import bind
from evaluators.toolkit.draws import Streams

REPO = Path(__file__).parents[2]


def waterfall(found: dict) -> dict[str, float]:
    return {step["name"]: step["loss"] for step in found["exhibits"]["loss waterfall"]}


# The sample case: the repository's own proposal and card, on the typical year of Sand Point, from files to answers.


@pytest.fixture(scope="module")
def weather() -> bytes:
    return (importlib.resources.files("pvlib") / "data" / "703165TY.csv").read_bytes()


@pytest.fixture(scope="module")
def bering(weather) -> dict:
    proposal = (REPO / "data" / "proposals" / "bering-sea-wind-pilot.yaml").read_bytes()
    return facts_of(proposal, {
        "sand-point.yaml": (REPO / "data" / "sites" / "sand-point.yaml").read_bytes(), "sand-point.tmy3.csv": weather,
    })  # fmt: skip


@pytest.fixture(scope="module")
def sample(bering) -> dict:
    return offshore_wind.function(**bind(offshore_wind, bering, Streams(7, 2000, "CTIF-001")).values)


@pytest.fixture(scope="module")
def sand_point(bering) -> dict:
    """The hours of the station, on the farm of these tests."""
    return FARM | {name: value for name, value in bering.items() if name.endswith("_hourly")}


def test_the_sample_case_says_what_its_weather_is(sample, bering):
    told = sample["exhibits"]["weather"]
    assert (told["basis"], told["record"], told["years"], told["calm hours"]) == ("hourly", "typical year", 1, 669)
    assert told["mean speed measured [m/s]"] == 5.072 and told["measured at [m]"] == 10
    assert 6.8 < told["mean speed at the hub [m/s]"] < 7.2
    assert 1.23 < told["mean air density [kg/m3]"] < 1.29
    assert told["shear"] == "power law, exponent assumed: the wind is known at one height"
    # 6.3 to 8.7 m/s is what exponents from 0.08 to 0.20 make of it.
    assert [round(5.072 * power_law(150, 10, exponent), 1) for exponent in (0.08, 0.2)] == [6.3, 8.7]
    assert "weather_begins" not in bering, "a typical year has no first hour"
    assert sample["exhibits"]["long-term correction"] == {"method": "none"}


def test_the_sample_case_says_what_is_filled_calm_and_spread(sample):
    said = notes_of(sample)
    assert "The air pressure is 1012 hPa in every hour: filled in, not measured." in said
    assert "669 hours are calm (0 m/s); they stay calm at hub height, and their direction counts for nothing." in said
    assert "Directions are told in steps of 10 degrees and spread evenly over them." in said
    assert "Icing: from temperature, humidity and persistence, hour by hour" in said


def test_points_on_p90_are_withheld_from_a_typical_year(sample):
    reason = "the wind is known from a typical year, which does not tell how years differ; their spread is drawn, not measured."
    assert sample["exhibits"]["points on P90"] == reason
    assert f"Points that hang on P90 are withheld: {reason}" in notes_of(sample)


def test_the_sample_case_does_not_pass_the_gate_of_its_lease(sample):
    said = notes_of(sample)
    assert "Gate, sea bed: the area is 'withdrawn', so that the farm cannot be built there." in said and LEASING in said
    assert "Gate, sea ice: the site states none" in said
    assert np.all(sample["feasible"] == 0)


def test_draws_of_the_sample_case_are_plausible_and_ordered(sample):
    low, middle, high = np.percentile(sample["capacity_factor"], (10, 50, 90))
    assert 0.15 < low < middle < high < 0.45
    columns = ("1 year [GWh/year]", "10 years [GWh/year]", "20 years [GWh/year]")
    table = np.array([[row[column] for column in columns] for row in sample["exhibits"]["exceedance"]])
    assert [row["exceeded_with"] for row in sample["exhibits"]["exceedance"]] == [f"{p}% (P{p})" for p in (50, 75, 90, 95, 99)]
    assert np.all(np.diff(table, axis=0) < 0), "surer is less"
    assert np.all(np.diff(table[2:], axis=1) > 0), "of more years the lean ones are less lean: all have one age"
    assert "nine outcomes of ten are higher" in sample["exhibits"]["exceedance means"]
    assert np.all(sample["net_energy"] < sample["gross_energy"])
    assert sample["reference_t"].shape == (2000, 35)
    # A year's reference is the energy times the grid's factor, between nothing and coal.
    assert np.all((sample["reference_t"][:, 0] > 0) & (sample["reference_t"][:, 0] < 1.1 * sample["net_energy"]))


def test_the_lift_and_the_years_are_drawn(bering):
    values = bind(offshore_wind, bering, Streams(7, 1000, "CTIF-001")).values
    whole = offshore_wind.function(**values)
    spread = {"all": whole["net_energy"].std()}
    for name in ("shear_exponent", "interannual_variability", "historical_error"):
        middle = offshore_wind.inputs[name].middle
        spread[name] = offshore_wind.function(**{**values, name: np.full(1000, middle)})["net_energy"].std()
    assert spread["shear_exponent"] < 0.95 * spread["all"]
    assert spread["historical_error"] < 0.98 * spread["all"]
    one_year = offshore_wind.function(**{**values, "interannual_variability": np.zeros(1000)})["net_energy_one_year"]
    assert one_year.std() < 0.98 * whole["net_energy_one_year"].std()


def test_waterfall_ends_at_net_energy(sand_point):
    found = offshore_wind(**sand_point)
    steps = found["exhibits"]["loss waterfall"]
    assert steps[0]["left_GWh_per_year"] == pytest.approx(found["gross_energy"] / 1000, abs=0.006)
    assert steps[-1]["left_GWh_per_year"] == pytest.approx(found["net_energy"] / 1000, abs=0.006)
    assert found["total_loss"] < sum(step["loss"] for step in steps[1:] if step["name"] != "degradation"), "never added"


def test_worked_example_is_alike_in_its_hourly_and_its_monthly_form():
    # Both with a general share for storms, which only hours tell of.
    plain = LOSSES.medians("offshore")
    hourly = offshore_wind(**(MONTHLY | {"wind_speed_hourly": weibull_year(SAND_POINT_MEAN, SAND_POINT_SHAPE)}))
    monthly = offshore_wind(**MONTHLY)
    assert hourly["gross_energy"] == pytest.approx(monthly["gross_energy"], rel=0.003)
    assert hourly["wake_loss"] == pytest.approx(monthly["wake_loss"], rel=0.005)
    stopped = waterfall(hourly).get("high wind hysteresis", 0.0)
    same = (1 - plain.hysteresis) / (1 - stopped)
    assert hourly["net_energy"] * same == pytest.approx(monthly["net_energy"], rel=0.004)


# What the other end cannot take.


def test_limit_is_asked_at_full_power_where_no_wakes_are(sand_point):
    facts = sand_point | {"deliverable_power": 350.0, "wind_direction_hourly": None, "degradation": 0.0}
    losses = waterfall(offshore_wind(**facts))
    # Cables lower full power, single turbines that stand lower it half of the time; whole hours that are lost do not.
    after_wakes = (1 - losses["turbine availability"] / 2) * np.prod(
        [1 - losses[name] for name in ("electrical efficiency", "facility parasitic consumption")]
    )
    machine, layout = turbine("iea_15mw"), staggered(33, 8 * turbine("iea_15mw").diameter)
    speeds = table_speeds(machine)[1:]
    left = farm_matrix(models()["turbopark"], machine, layout)[:, 1:]
    left = 1 - MEDIAN_WAKE_SCALE * (1 - left / (33 * machine.power_at(speeds)))  # by direction and speed
    factor = float(power_law(150.0, 10.0, offshore_wind.inputs["shear_exponent"].middle))
    warmth, pressure, damp = (facts[f"{name}_hourly"] for name in ("temperature", "pressure", "relative_humidity"))
    speed = factor * facts["wind_speed_hourly"]
    density = air_density(*lifted(warmth, pressure, 150.0), damp)
    driving = density_equivalent_speed(speed, density)
    power = 500 * after_wakes * machine.power_at(driving, speed) / machine.rating
    # No directions are told: every hour blows from everywhere.
    waked = power * np.array([np.interp(driving, speeds, left[degree]) for degree in range(0, 360, 4)])
    assert losses["load curtailment"] == pytest.approx(1 - np.minimum(waked, 350).sum() / waked.sum(), abs=0.001)
    assert losses["load curtailment"] > 0.06


# Use of its own, money.


def test_the_grid_made_from_a_spacing_stands_across_the_wind(sand_point):
    """Turned with its rose it gives the same, and the scorecard says how it stands; a layout of its own is left as it is."""
    found, turned = (
        offshore_wind(**(sand_point | {"wind_direction_hourly": (sand_point["wind_direction_hourly"] + turn) % 360}))
        for turn in (0, 40)
    )
    for name in ("net_energy", "wake_loss", "gross_energy"):
        assert turned[name] == pytest.approx(found[name], rel=2e-4), name
    here, there = (one["exhibits"]["layout"]["rows across the wind from [deg]"] for one in (found, turned))
    assert (there - here) % 180 == pytest.approx(40, abs=1) and f"{here} and {here + 180} degrees" in notes_of(found)
    assert "rows across" not in str(offshore_wind(**(sand_point | {"wind_direction_hourly": None}))["exhibits"]["layout"])
