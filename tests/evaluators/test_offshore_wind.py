"""The offshore wind evaluator, called whole: the site of the sample case, properties, units, money and bad input.

That it keeps the contract is in test_checks.py, its core in test_wind_farm.py.
"""

from __future__ import annotations

import importlib.resources
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
from evaluators.offshore_wind.example import SAND_POINT_MEAN, SAND_POINT_SHAPE, SAND_POINT_TEMPERATURE, weibull_year
from evaluators.offshore_wind.gross_to_net import ASSUMED_VARIABILITY
from evaluators.offshore_wind.layout import staggered
from evaluators.offshore_wind.location import LOCATIONS, location_of
from evaluators.offshore_wind.losses import LOSSES, MEDIAN_WAKE_SCALE
from evaluators.offshore_wind.shear import power_law
from evaluators.offshore_wind.tax_credits import LEASING
from evaluators.offshore_wind.turbine import TURBINES, CurveError, check_curve, turbine
from evaluators.offshore_wind.uncertainty import POWER_CURVE, energy_spread
from evaluators.offshore_wind.wake import farm_matrix, models, table_speeds
from evaluators.offshore_wind.weather_years import WEATHER_YEARS, year_score
from evaluators.toolkit.binding import bind
from evaluators.toolkit.contract import STREAMS
from evaluators.toolkit.draws import Streams
from evaluators.toolkit.finance import capital_recovery_factor
from evaluators.toolkit.fund_wide import BENCHMARK_ERROR, COST_OF_CAPITAL, GRIDS
from evaluators.toolkit.project import HEADER
from evaluators.toolkit.row import Row
from flows import readers
from flows.cast import cast_proposal
from flows.sites import gather_sites

REPO = Path(__file__).parents[2]
FARM = {
    "capacity": 500.0, "turbine": "iea_15mw", "hub_height": 150.0, "spacing": 8.0, "foundation": "floating",
    "grid": "us_average", "operation_start": 2030.0, "cost_of_capital": 0.06, "weather_height": 10.0, "water_depth": 100.0,
    "distance_to_shore": 50.0, "wave_height": 2.2,
}  # fmt: skip
MONTHLY = FARM | {
    "wind_speed_monthly": SAND_POINT_MEAN, "weibull_k_monthly": SAND_POINT_SHAPE, "temperature_monthly": SAND_POINT_TEMPERATURE,
}  # fmt: skip
# Few machines and spacings, so that most calls find their wakes computed.
MACHINES = st.sampled_from(sorted(TURBINES.rows))


def at_hub(mean: float, shape: float = 2.1, **more) -> dict:
    """A farm in twelve like months of wind at hub height [m/s]."""
    wind = {"wind_speed_monthly": np.full(12, mean), "weibull_k_monthly": np.full(12, shape), "weather_height": 150.0}
    return FARM | wind | more


def notes_of(found: dict) -> str:
    return " ".join(found["exhibits"]["notes"])


def waterfall(found: dict) -> dict[str, float]:
    return {step["name"]: step["loss"] for step in found["exhibits"]["loss waterfall"]}


# The sample case: the repository's own proposal and card, on the typical year of Sand Point, from files to answers.


@pytest.fixture(scope="module")
def weather() -> bytes:
    return (importlib.resources.files("pvlib") / "data" / "703165TY.csv").read_bytes()


def facts_of(proposal: bytes, files: dict[str, bytes]) -> dict:
    """What the evaluator is bound to, read and cast as in a run."""
    read = [(name, "a" * 64, one) for name, data in files.items() for one in readers.read("sites", name, data)]
    [document] = readers.read("proposals", "p.yaml", proposal)
    cast = cast_proposal(document, "p.yaml", "c" * 64, {"offshore_wind": offshore_wind}, gather_sites(read))
    [block] = cast.blocks
    assert [one for one in cast.findings if one.severity == "critical"] == []
    return {name: cast.header[name].value for name in HEADER if name in cast.header} | block.values


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


# A unit change changes nothing.

PROPOSAL = """\
id: T-1
title: Test farm
applicant: Sample Applicant
country: US
pillar: offshore_wind
submitted: 2026-09-30
operation_start: 2030-06-01
currency: USD
price_year: 2024
estimate_class: 4
maturity: 7
total_cost: 2000 MUSD2024
grant_requested: 500 MUSD2024
cost_of_capital: {rate}
blocks:
  - technology: offshore_wind
    site: bering
    given:
      capacity: {capacity}
      turbine: iea_15mw
      hub_height: {hub}
      spacing: 8
      foundation: floating
      grid: us_average
      deliverable_power: {limit}
      own_use: {use}
"""
CARD = "water_depth: {depth}\ndistance_to_shore: {shore}\nwave_height: {wave}\nweather_height: {height}\n"
TABLE = "month,wind_speed [{speed}],weibull_k,temperature [{warmth}]\n"
METRIC = {
    "rate": "6 %", "capacity": "480 MW", "hub": "150 m", "limit": "400 MW", "use": "50000 MWh/year", "depth": "100 m",
    "shore": "50 km", "wave": "2.2 m", "height": "100 m", "speed": "m/s", "warmth": "degC",
}  # fmt: skip


def answers_in(changes: dict[str, str]) -> np.ndarray:
    words, speed, warmth = METRIC | changes, np.linspace(7, 11, 12), np.linspace(-4, 14, 12)
    per = {"m/s": 1.0, "km/h": 3.6, "mph": 1 / 0.44704}[words["speed"]]
    degrees = {"degC": warmth, "K": warmth + 273.15, "degF": warmth * 1.8 + 32}[words["warmth"]]
    rows = [f"{month + 1},{speed[month] * per:.12g},2.1,{degrees[month]:.12g}\n" for month in range(12)]
    table = TABLE.format(**words) + "".join(rows)
    files = {"bering.yaml": CARD.format(**words).encode(), "bering.monthly.csv": table.encode()}
    facts = facts_of(PROPOSAL.format(**words).encode(), files)
    found = offshore_wind.function(**bind(offshore_wind, facts, Streams(1, 50, "T-1")).values)
    return np.concatenate([np.ravel(found[name]) for name in (*STREAMS, *offshore_wind.answers) if name in found])


@pytest.mark.parametrize("changes", [
    {"capacity": "0.48 GW"}, {"capacity": "480000 kW", "limit": "0.4 GW"}, {"hub": "0.15 km"}, {"hub": "492.12598425197 ft"},
    {"shore": "50000 m"}, {"depth": "0.1 km", "wave": "220 cm", "height": "0.1 km"}, {"use": "50 GWh/year"}, {"rate": "0.06"},
    {"warmth": "degF"}, {"warmth": "K"}, {"speed": "km/h"}, {"speed": "mph", "warmth": "degF", "capacity": "0.48 GW"},
], ids=lambda changes: ", ".join(changes.values()))  # fmt: skip
def test_a_unit_change_changes_nothing(changes):
    np.testing.assert_allclose(answers_in(changes), answers_in({}), rtol=1e-9)


def test_another_number_in_the_same_unit_does_change_something():
    assert not np.allclose(answers_in({"capacity": "481 MW"}), answers_in({}), rtol=1e-6)


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


def test_own_use_is_energy_of_the_farm_and_no_product():
    plain, part, beyond = (offshore_wind(**(MONTHLY | {"own_use": use})) for use in (None, 100_000.0, 1e9))
    assert plain["net_energy"] == part["net_energy"] == beyond["net_energy"]
    np.testing.assert_allclose(part["product"], plain["product"] - 100_000)
    kept = part["product"] / plain["product"]
    np.testing.assert_allclose(part["reference_t"], plain["reference_t"] * kept)
    assert part["project_t"] == plain["project_t"] and part["levelised_cost"] == plain["levelised_cost"]
    assert not beyond["product"].any() and not beyond["reference_t"].any()


@pytest.mark.parametrize("life", [25.0, 30.0])
def test_the_product_falls_with_age_and_its_mean_over_life_is_the_net_energy(life):
    found = offshore_wind(**(MONTHLY | {"life": life}))
    [years] = found["product"]
    assert np.all(np.diff(years[: int(life)]) < 0)
    assert years[: int(life)].mean() == pytest.approx(found["net_energy"], rel=1e-9)
    assert found["net_energy_one_year"] == pytest.approx(found["net_energy"], rel=1e-9), "one year's wind at the age of life"


@pytest.mark.parametrize("limit,ageing", [(150.0, 0.016), (300.0, 0.016), (420.0, 0.008), (470.0, 0.016)])
def test_a_limit_clips_what_each_year_makes_and_hides_some_of_the_ageing(limit, ageing):
    """Year by year: a machine that makes the share a of its power under a limit L is one of full power under L / a, times a."""
    facts = at_hub(9.5, life=30.0, degradation=ageing)
    found = offshore_wind(**facts, deliverable_power=limit)
    makes = (1 - ageing) ** (np.arange(30) + 0.5)
    ageless = [offshore_wind(**(facts | {"degradation": 0.0, "deliverable_power": limit / one}))["net_energy"] for one in makes]
    exact = makes * ageless
    assert found["net_energy"] == pytest.approx(exact.mean(), rel=1e-3)
    parted = np.abs(found["product"][0, :30] / exact - 1)  # a parabola over life
    assert parted.mean() < 5e-3 and parted.max() < 0.02
    assert found["product"][0, :30].mean() == pytest.approx(found["net_energy"], rel=1e-7)
    clipped_first = offshore_wind(**(facts | {"degradation": 0.0, "deliverable_power": limit}))["net_energy"]
    assert (found["net_energy"] > 1.005 * clipped_first * mean_performance(ageing, 30.0)) == (limit < 450), "never clipped twice"
    weights = 1.06 ** -np.arange(1.0, 31)
    cost = found["capex"] + found["opex"] * weights.sum()
    assert found["levelised_cost"] == pytest.approx(cost / (exact @ weights), rel=2e-3)


def test_interest_during_construction_is_at_the_projects_own_cost_of_capital():
    """Money is real, and the rate too: what is paid in ORBIT's years before operation, brought to its start."""
    cheap, dear = (offshore_wind(**(MONTHLY | {"cost_of_capital": rate})) for rate in (0.0, 0.09))
    shares = {0.5: 0.25, 1.5: 0.25, 2.5: 0.3, 3.5: 0.1, 4.5: 0.1}
    assert dear["capex"] / cheap["capex"] == pytest.approx(sum(share * 1.09**years for years, share in shares.items()), rel=1e-9)
    parts = {row["part"]: row["median"] for row in cheap["exhibits"]["building cost [USD2024/kW]"]}
    assert parts["interest during construction"] == 0


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


def test_a_small_farm_says_that_its_cost_is_carried_down():
    said = "Cost is carried from a farm of 600 MW down to 60 MW by what does not shrink with it"
    assert said in notes_of(offshore_wind(**(MONTHLY | {"capacity": 60.0}))) and said not in notes_of(offshore_wind(**MONTHLY))


def test_a_curve_that_ends_early_is_said():
    own = {"rotor_diameter": 240.0, "rated_power": 15.0}
    early, full = (
        offshore_wind(**(MONTHLY | own | {"power_curve": np.array([[3.0, 100, 0.8], [11, 15000, 0.7], [end, 15000, 0.2]])}))
        for end in (15.0, 25.0)
    )
    assert "The power curve ends at 15 m/s" in notes_of(early) and "The power curve ends" not in notes_of(full)


def test_points_on_p90_ask_for_hours_of_years_that_differ():
    """A record called a mast's is none for being called so."""
    asked = {"weather_record": "mast"}
    monthly = offshore_wind(**(MONTHLY | asked))["exhibits"]["points on P90"]
    assert "known as monthly, not hour by hour: that it is a mast's cannot be seen" in monthly
    random = np.random.default_rng(4)
    years = [9 * (1 + 0.05 * random.standard_normal()) * random.weibull(2.0, 8760) for _ in range(5)]
    hub = FARM | asked | {"weather_height": 150.0}
    few, enough = (offshore_wind(**hub, wind_speed_hourly=np.concatenate(years[:count]).clip(0, 40)) for count in (4, 5))
    assert "the record tells of 4 years" in few["exhibits"]["points on P90"]
    assert enough["exhibits"]["points on P90"] == "may be given"


def test_own_use_never_meets_the_limit_of_the_grid():
    """100 MW of the grid and 50 MW inside, evenly over the year, are taken as 150 MW of one grid would be."""
    inside = 50 * 8760.0
    alone = offshore_wind(**at_hub(10.0, deliverable_power=150.0))
    both = offshore_wind(**at_hub(10.0, deliverable_power=100.0, own_use=inside))
    short = offshore_wind(**at_hub(10.0, deliverable_power=100.0))
    for name in ("net_energy", "net_energy_one_year", "levelised_cost"):
        assert both[name] == pytest.approx(alone[name], rel=1e-12)
    assert both["net_energy"] > short["net_energy"] + inside / 3
    np.testing.assert_allclose(both["product"], alone["product"] - inside, rtol=1e-12)
    assert np.all(both["product"] <= 100 * 8760) and both["product"].max() > 50 * 8760
    assert "taken evenly over the year, before the grid's limit" in notes_of(both)


def test_own_use_is_said():
    notes = [notes_of(offshore_wind(**(MONTHLY | {"own_use": use}))) for use in (None, 100_000.0, 1e9)]
    assert "used inside the project" not in notes[0]
    assert "100,000 MWh a year are used inside the project" in notes[1] and "nothing is delivered" not in notes[1]
    assert "more than the farm's net energy: nothing is delivered then" in notes[2]


def test_benchmark_error_multiplies_the_building_cost():
    once, twice = (offshore_wind(**(MONTHLY | {"benchmark_error": error})) for error in (1.0, 2.0))
    assert twice["capex"] == pytest.approx(2 * once["capex"])
    # Removal is paid into yearly, as a share of the building cost.
    other = {name: one * (name != "removal") for name, one in FOUNDATIONS.medians("floating").items()}
    row = type(FOUNDATIONS.medians("floating"))("floating", other)
    once, twice = (offshore_wind(**(MONTHLY | {"benchmark_error": error, "foundation": row})) for error in (1.0, 2.0))
    assert twice["opex"] == once["opex"]
    assert twice["levelised_cost"] > once["levelised_cost"]
    ageless = MONTHLY | {"foundation": row, "degradation": 0.0}
    once, twice = (offshore_wind(**(ageless | {"benchmark_error": error})) for error in (1.0, 2.0))
    yearly = capital_recovery_factor(FARM["cost_of_capital"], offshore_wind.inputs["life"].middle) * once["capex"]
    assert twice["levelised_cost"] - once["levelised_cost"] == pytest.approx(yearly / once["net_energy"])


def test_levelised_cost_is_at_its_own_cost_of_capital_and_at_ours_where_none_is_stated():
    none, ours, dear = (
        offshore_wind(**(MONTHLY | {"cost_of_capital": rate}))["levelised_cost"] for rate in (None, COST_OF_CAPITAL.middle, 0.12)
    )
    assert none == ours < dear


def test_energy_is_worth_what_its_grid_pays():
    village, gulf = (
        offshore_wind(**(MONTHLY | {"grid": grid, "electricity_price": 60.0}))["price"]
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


def test_a_shorter_lift_leaves_less_doubt():
    def spread(height):
        values = bind(offshore_wind, MONTHLY | {"weather_height": height}, Streams(3, 1000, "lift")).values
        factor = power_law(150.0, height, values["shear_exponent"])
        return factor.std() / factor.mean()

    assert spread(100.0) < 0.2 * spread(10.0)


def test_cut_out_is_judged_on_the_actual_speed():
    machine = turbine("iea_15mw")
    dense = air_density(-20.0, 1013.25)
    assert machine.power_at(density_equivalent_speed(24.9, dense), 24.9) == pytest.approx(15000)
    assert machine.power_at(density_equivalent_speed(25.1, 1.0), 25.1) == 0


def test_standard_lapse_agrees_with_the_standard_atmosphere():
    # ISO 2533, table: 14.350 degC and 1001.29 hPa at 100 m; 8.501 degC and 898.76 hPa at 1,000 m.
    assert lifted(15.0, 1013.25, 100.0) == pytest.approx((14.350, 1001.29), abs=0.01)
    assert lifted(15.0, 1013.25, 1000.0) == pytest.approx((8.501, 898.76), abs=0.03)


# Bad input: each is refused with the reason and the remedy. What a site may not bring is in test_wind_resource.py.


@pytest.mark.parametrize("facts,reason", [
    ({"wind_speed_hourly": np.full(8000, 7.0)}, "8,760 or 8,784 wind speeds, not 8,000"),
    ({"wind_speed_hourly": np.where(np.arange(8760) < 5, np.nan, 7.0)}, "5 hours have no wind speed"),
    ({"wind_speed_hourly": np.full(8760, 90.0)}, "divide it by 3.6"),
    ({"wind_speed_hourly": np.full(8760, -1.0)}, "-1 to -1 m/s"),
    ({"wind_speed_hourly": np.full(8760, 7.0), "temperature_hourly": np.full(8784, 5.0)},
     "temperature_hourly has 8,784 values and wind_speed_hourly 8,760"),
    ({"wind_speed_monthly": np.full(11, 8.0)}, "twelve monthly mean wind speeds"),
    ({"wind_speed_monthly": None}, "give wind_speed_hourly or wind_speed_monthly"),
    ({"layout": np.array([[0.0, 0.0], [0.5, 0.0]])}, "Turbines 1 and 2 stand on one spot"),
    ({"layout": np.array([[2000.0 * place, 0.0] for place in range(20)])},
     "The layout has 20 turbines of 15 MW, 300 MW together, and the capacity is 500 MW: .* it takes 33 turbines."),
    ({"power_curve": np.array([[3.0, 100, 0.8], [9, 9000, 0.8], [25, 9000, 0.1]])}, "has no rotor_diameter"),
    ({"ice_class": 2.5}, "an ice class of 2.5 does not exist; .* whole numbers. Between two, state the range."),
    ({"layout": np.array([[2.0 * (place % 6), 2.0 * (place // 6)] for place in range(33)])},
     "Turbines 1 and 2 stand 2 m apart, less than the rotor's 242.24 m; .* metres, not km"),
    ({"wind_speed_monthly": np.full(12, 12.0)}, "at the hub would be 1[67].* m/s in the mean .*; no sea has more than 14"),
])  # fmt: skip
def test_what_cannot_be_is_refused(facts, reason):
    with pytest.raises(ValueError, match=reason):
        offshore_wind(**(MONTHLY | facts))


def test_a_leap_year_is_taken():
    leap, plain = (offshore_wind(**(FARM | {"wind_speed_hourly": np.full(hours, 7.0)})) for hours in (8784, 8760))
    assert leap["net_energy"] == pytest.approx(plain["net_energy"], rel=1e-9)


def test_close_turbines_and_a_layout_beside_a_spacing_are_said():
    layout = np.array([[0.0, 0.0], [400.0, 0.0], [4000.0, 0.0]])
    found = offshore_wind(**(MONTHLY | {"capacity": 45.0, "layout": layout}))
    assert "Turbines 1 and 2 stand 400 m apart, 1.7 rotor diameters" in notes_of(found)
    assert "Layout and spacing are both stated: the layout stands." in notes_of(found)
    assert found["exhibits"]["layout"]["source"] == "as proposed" and found["exhibits"]["layout"]["turbines modelled"] == 3


def test_foundation_out_of_its_depth_is_said():
    assert "built farms end at about 60 m" in notes_of(offshore_wind(**(MONTHLY | {"foundation": "fixed", "water_depth": 150.0})))
    assert "less than 20 m between sea and blade" in notes_of(offshore_wind(**(MONTHLY | {"hub_height": 130.0})))


def test_a_hub_below_the_blades_length_is_said_once_and_ruled_out():
    low = offshore_wind(**(MONTHLY | {"hub_height": 100.0}))
    assert low["feasible"] == 0 and "less than 20 m" not in notes_of(low)
    assert "the hub stands up to 21 m lower than the blades are long, so that they dip into the sea; correct" in notes_of(low)
    part = offshore_wind(**(MONTHLY | {"hub_height": np.linspace(101.0, 141.0, 401)}))
    assert part["feasible"].mean() == pytest.approx(0.5, abs=0.005) and "dip into the sea in 50% of the draws" in notes_of(part)


def test_a_range_shows_the_farm_in_its_middle():
    facts = at_hub(9.0, capacity=(300.0, 600.0), spacing=(6.0, 10.0))
    shown = offshore_wind.function(**bind(offshore_wind, facts, Streams(3, 400, "range")).values)["exhibits"]
    middle = offshore_wind(**at_hub(9.0, capacity=450.0, spacing=8.0))["exhibits"]
    assert shown["layout"]["turbines modelled"] == middle["layout"]["turbines modelled"] == 30
    assert shown["layout"]["closest pair [diameters]"] == pytest.approx(8.0, abs=0.05)
    assert any("those of the farm in its middle" in note for note in shown["notes"])
    assert not any("those of the farm in its middle" in note for note in middle["notes"])


def test_what_the_levelised_cost_rests_on_is_said():
    assert "The levelised cost rests on our own building cost alone" in notes_of(offshore_wind(**MONTHLY))


def test_the_error_of_the_power_curve_is_in_the_split_of_uncertainty():
    values = bind(offshore_wind, at_hub(9.0), Streams(3, 2000, "split")).values
    split = {row["from"]: row["of_energy"] for row in offshore_wind.function(**values)["exhibits"]["uncertainty"]}
    assert split["power curve"] == pytest.approx(energy_spread(POWER_CURVE), rel=0.05)
    told = split.pop("all, were they normal and independent")
    assert told == pytest.approx(np.sqrt(sum(one**2 for one in split.values())), abs=2e-5)


def test_no_accuracy_of_an_estimate_is_counted_twice():
    """AACE's range of an estimate is the fund-wide benchmark error; the cost of the technology cites none of its own."""
    assert "AACE" in BENCHMARK_ERROR.source
    for table in (FOUNDATIONS, LOCATIONS):
        assert not [line for row in table.lines.values() for line in row.values() if "AACE" in line.source + line.note]


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
])  # fmt: skip
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
