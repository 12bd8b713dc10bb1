"""What an energy-yield analyst carries away: the EYA DEF document, the hourly net series, the tables."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gamma

from evaluators.offshore_wind import offshore_wind
from evaluators.offshore_wind.carry_away import farm_yield
from evaluators.offshore_wind.climate import from_hours
from evaluators.offshore_wind.eya_def import About, eya_def
from evaluators.offshore_wind.eya_losses import performance
from evaluators.offshore_wind.eya_wind import wind_uncertainty
from evaluators.offshore_wind.farm_yield import FarmYield, Hours
from evaluators.offshore_wind.hourly_net import hourly_net, table_efficiency
from evaluators.offshore_wind.layout import staggered
from evaluators.offshore_wind.losses import TREE, kept, loss_tree
from evaluators.offshore_wind.turbine import turbine
from evaluators.offshore_wind.uncertainty import POWER_CURVE, energy_spread
from evaluators.offshore_wind.wake import farm_matrix, models, table_speeds
from evaluators.offshore_wind.yield_tables import (
    exceedance_table,
    loss_waterfall,
    monthly_profile,
    sector_table,
    speed_histogram,
    uncertainty_split,
    wake_comparison,
    weibull_fit,
)
from evaluators.toolkit.binding import bind
from evaluators.toolkit.draws import Streams

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema judges the EYA DEF document")

HERE = Path(__file__).parent
# The published schema is read where it lies; it is not ours to keep.
PUBLISHED = Path(
    os.environ.get("EYA_DEF_SCHEMA", HERE.parents[2] / "shared/samples/standards/iec_61400-15-2_eya_def.schema.json")
)
MACHINE = turbine("iea_15mw")
COUNT, SPACING, DRAWS, HOURS = 9, 7.0, 500, 8760
ABOUT = About(
    project="P-1", title="Sample farm", country="US", issuer="Sample issuer", author="Sample author", issue_date="2026-11-23",
    start="2031-06-01", end="2061-06-01", document_id="P-1/1", version="2",
)  # fmt: skip


def a_year(seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Hours of Weibull wind with a second most frequent sector, directions in steps of 10 degrees as TMY3 has them."""
    random = np.random.default_rng(seed)
    speed = 9.5 * random.weibull(2.1, HOURS)
    side = np.where(random.random(HOURS) < 0.6, 240, 30)
    return speed, (side + 10 * np.rint(3 * random.standard_normal(HOURS))) % 360


@pytest.fixture(scope="module")
def farm() -> FarmYield:
    speed, direction = a_year()
    density = np.full(HOURS, 1.25)
    random = np.random.default_rng(8)
    layout = staggered(COUNT, SPACING * MACHINE.diameter)
    own = models()
    matrix = farm_matrix(own["turbopark"], MACHINE, layout)
    tree = loss_tree(
        {
            "internal_turbine_interaction": 0.06 + 0.005 * random.standard_normal(DRAWS),
            "turbine_availability": 0.05 + 0.004 * random.standard_normal(DRAWS), "electrical_efficiency": 0.03,
            "icing": 0.01, "degradation": 0.07,
        }
    )  # fmt: skip
    factor = 1 + 0.05 * random.standard_normal(DRAWS)
    gross = 700_000 * factor**1.2
    net = {years: gross * kept(tree) * (1 + 0.04 * random.standard_normal(DRAWS) / np.sqrt(years)) for years in (1, 10, 20)}
    return FarmYield(
        machine=MACHINE, layout=layout, turbines=COUNT, capacity=COUNT * 15.0, hub_height=150.0, life=30.0,
        climate=from_hours(speed, direction, density), weather_height=150.0, basis="hourly", law="power law", factor=factor,
        gross=gross, net_life=gross * kept(tree), net=net, tree=tree,
        speed_terms={"measurement": {"wind_speed_measurement": 0.03, "data_integrity": 0.04}}, sensitivity=1.2,
        wakes={"turbopark": 0.07, "park": 0.06}, wake_model="turbopark", wake_source=own["turbopark"].source, matrix=matrix,
        performance=(0.99, 0.93, 0.87), limit=110.0, hours=Hours(speed, density, direction), notes=["A note of the evaluator."],
    )  # fmt: skip


def complaints(schema: dict, document: dict) -> list[str]:
    judge = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
    return [f"{'/'.join(map(str, one.path))}: {one.message[:200]}" for one in judge.iter_errors(document)]


@pytest.fixture(scope="module")
def shape() -> dict:
    return json.loads((HERE / "data" / "eya_def_shape.json").read_text(encoding="utf-8"))


# --- the document


@pytest.mark.parametrize("hours", [True, False])
def test_the_document_has_the_fields_types_and_words_of_the_format(farm, shape, hours):
    document = eya_def(ABOUT, farm if hours else replace(farm, hours=None, limit=None))
    assert complaints(shape, json.loads(json.dumps(document, allow_nan=False))) == []


@pytest.mark.parametrize("broken", ["title", "scenarios", "project_country", "power_curves"])
def test_the_judge_would_notice_a_missing_part(farm, shape, broken):
    document = eya_def(ABOUT, farm)
    del document[broken]
    assert complaints(shape, document)


def test_the_judge_would_notice_a_wrong_word(farm, shape):
    document = eya_def(ABOUT, farm)
    document["scenarios"][0]["energy_assessment"]["plant_performance_assessment"]["categories"][0]["label"] = "wakes"
    assert any("wakes" in said for said in complaints(shape, document))


def test_the_published_schema_accepts_the_document(farm):
    if not PUBLISHED.is_file():
        pytest.skip("the schema of IEC-61400-15/eya_def does not lie among the samples; EYA_DEF_SCHEMA may name it")
    schema = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    schema["properties"]["power_curves"]["items"] = {"type": "object"}  # a draft of another body, fetched from the network
    for foreign in ("measurement_stations", "reference_meteorological_datasets"):
        schema["properties"].pop(foreign, None)
    assert complaints(schema, json.loads(json.dumps(eya_def(ABOUT, farm)))) == []


def statistics_of(datasets: list[dict]) -> dict[tuple, float]:
    return {
        (one["statistic"]["statistic_type"], one["statistic"].get("probability"), one["statistic"].get("evaluation_period")):
        one["values"]
        for one in datasets[0]["statistics"]
    }  # fmt: skip


def test_the_figures_are_those_of_the_draws(farm):
    document = eya_def(ABOUT, farm)
    energy = document["scenarios"][0]["energy_assessment"]
    net = statistics_of(energy["net_energy_assessment"]["results"]["annual_energy_production"])
    assert net["median", None, None] == pytest.approx(np.median(farm.net_life) / 1000)
    for years, draws in farm.net.items():
        assert net["exceedance_level", 0.9, years] == pytest.approx(np.percentile(draws, 10) / 1000)
        levels = [net["exceedance_level", chance, years] for chance in (0.5, 0.75, 0.9, 0.95, 0.99)]
        assert levels == sorted(levels, reverse=True) and levels[0] == net["median", None, years]
        assert net["standard_deviation", None, years] == pytest.approx(np.std(draws) / 1000)
    assert net["exceedance_level", 0.9, 1] < net["exceedance_level", 0.9, 10], "one year is less sure than ten"
    efficiency = statistics_of(energy["plant_performance_assessment"]["results"]["efficiency"])
    assert efficiency["mean", None, None] == pytest.approx(np.mean(farm.net_life / farm.gross))
    assert ("inter_annual_variability", None, 1) in efficiency
    wind = energy["wind_uncertainty_assessment"]
    assert statistics_of(wind["categories"][0]["results"]["relative_wind_speed_uncertainty"])[
        "standard_deviation", None, None
    ] == pytest.approx(0.05)
    assert wind["wind_speed_to_energy_sensitivity_factor"] == 1.2


def test_efficiencies_of_the_parts_compound_to_that_of_the_whole(farm):
    performance = eya_def(ABOUT, farm)["scenarios"][0]["energy_assessment"]["plant_performance_assessment"]
    product = 1.0
    for category in performance["categories"]:
        below = [statistics_of(one["results"]["efficiency"])["mean", None, None] for one in category["subcategories"]]
        assert statistics_of(category["results"]["efficiency"])["mean", None, None] == pytest.approx(np.prod(below), abs=1e-4)
        assert {one["label"] for one in category["subcategories"]} <= set(TREE[category["label"]])
        product *= np.prod(below)
    assert statistics_of(performance["results"]["efficiency"])["mean", None, None] == pytest.approx(product, abs=1e-3)


def test_powers_are_in_watts_shares_add_up_and_every_turbine_has_a_place(farm):
    document = eya_def(ABOUT, farm)
    (plant,) = document["wind_farms"]
    assert plant["installed_capacity"] == 135e6 and plant["export_capacity"] == 110e6
    assert len({(one["location"]["x"], one["location"]["y"]) for one in plant["turbines"]}) == COUNT
    curve = document["power_curves"][0]
    assert curve["turbine"]["rated_power"] == 15e6
    assert max(curve["power_curves"]["operating_modes"][0]["power"][0]) == pytest.approx(15e6, rel=0.01)
    joint = document["wind_resource_assessments"][0]["results"]["probability"][0]["statistics"][0]["values"]
    assert sum(share for _, share in joint) == pytest.approx(1.0)
    assert {place[3] for place, _ in joint} <= {30.0 * number for number in range(12)} and joint[0][0][2] == 0.25
    production = document["scenarios"][0]["energy_assessment"]["net_energy_assessment"]["results"]["energy_production"][0]
    cells = production["statistics"][0]["values"]
    assert len(cells) == 288
    assert sum(value for _, value in cells) == pytest.approx(np.median(farm.net_life) / 1000)


def test_local_hours_follow_the_offset_from_utc(farm):
    def by_hour(offset: float) -> np.ndarray:
        document = eya_def(replace(ABOUT, utc_offset=offset), farm)
        results = document["scenarios"][0]["energy_assessment"]["net_energy_assessment"]["results"]
        values = results["energy_production"][0]["statistics"][0]["values"]
        return np.array([value for _, value in values]).reshape(12, 24).sum(axis=0)

    assert by_hour(-9) == pytest.approx(np.roll(by_hour(0), -9))


def test_notes_and_the_direction_of_p90_are_told(farm):
    said = eya_def(ABOUT, farm)["comments"]
    assert "P90 is the energy exceeded with 90 % probability" in said and "A note of the evaluator." in said
    assert "no reference system" in said and "no reference system" not in eya_def(replace(ABOUT, epsg=32604), farm)["comments"]


# --- hour by hour


def free(direction, speed):
    return np.ones(len(speed))


def test_without_wakes_and_losses_the_hours_are_the_power_curve():
    speed, _ = a_year()
    net = hourly_net(
        speed=speed, direction=None, density=1.225, factor=1.1, machine=MACHINE, turbines=3, efficiency=free, kept=1.0
    )
    assert net == pytest.approx(3 * MACHINE.power_at(1.1 * speed) / 1000)


def test_the_hours_add_up_to_the_median_net_energy(farm):
    net = farm.hourly_net()
    assert net.sum() == pytest.approx(np.median(farm.net_life), rel=1e-9)
    assert net.min() >= 0 and net.max() <= 110.0 + 1e-9


def test_an_aged_hour_meets_the_limit_as_what_it_makes_then():
    """An hour of 100 MW that makes 100, 90 and 80 at the three times of life, 85 of which can be taken."""
    told = {"speed": np.full(8760, 15.0), "direction": None, "density": 1.225, "factor": 1.0, "machine": MACHINE, "kept": 1.0}
    told |= {"turbines": 100 / 15, "efficiency": free, "performance": (1.0, 0.9, 0.8)}
    assert hourly_net(**told, limit=85.0)[0] == pytest.approx((5 * 85 + 8 * 85 + 5 * 80) / 18, rel=1e-3)
    assert hourly_net(**told)[0] == pytest.approx(90, rel=1e-3)


def test_wakes_are_scaled_to_the_loss_that_was_drawn():
    speed, direction = a_year()
    layout = staggered(COUNT, SPACING * MACHINE.diameter)
    efficiency = table_efficiency(farm_matrix(models()["park"], MACHINE, layout), MACHINE, COUNT, step=10.0)
    told = {"speed": speed, "direction": direction, "density": 1.225, "factor": 1.0, "machine": MACHINE, "turbines": COUNT}
    gross = hourly_net(**told, kept=0.9, efficiency=free)
    for loss in (0.0, 0.02, 0.05):
        net = hourly_net(**told, kept=0.9, efficiency=efficiency, wake_loss=loss)
        assert 1 - net.sum() / gross.sum() == pytest.approx(loss, abs=1e-9)
        assert np.all(net <= gross + 1e-9)


@settings(max_examples=25, deadline=None)
@given(st.floats(5, 135), st.floats(0.8, 1.2))
def test_the_limit_is_kept_and_what_it_takes_is_given_by_other_hours(limit, more):
    speed, _ = a_year()
    told = {"speed": speed, "direction": None, "density": 1.225, "factor": 1.0, "machine": MACHINE, "turbines": COUNT}
    told |= {"efficiency": free, "kept": 0.9, "limit": limit}
    plain = hourly_net(**told)
    scaled = hourly_net(**told, energy=more * plain.sum())
    assert scaled.max() <= limit + 1e-9
    running = (speed >= MACHINE.speed[0]) & (speed <= MACHINE.cut_out)
    assert scaled.sum() <= limit * running.sum() + 1e-6
    if more * plain.sum() < 0.99 * limit * running.sum():
        assert scaled.sum() == pytest.approx(more * plain.sum(), rel=1e-9)


def test_the_table_is_read_back_at_its_own_points():
    layout = staggered(COUNT, SPACING * MACHINE.diameter)
    matrix = farm_matrix(models()["gaussian"], MACHINE, layout)
    speeds = table_speeds(MACHINE)[3:]
    read = table_efficiency(matrix, MACHINE, COUNT)
    for degree in (0, 90, 271, 359):
        expected = matrix[degree, 3:] / (COUNT * MACHINE.power_at(speeds))
        assert read(np.full(len(speeds), float(degree)), speeds) == pytest.approx(expected, rel=1e-12)
    assert read(np.full(1, 359.5), speeds[:1]) == pytest.approx(
        (read(np.full(1, 359.0), speeds[:1]) + read(np.zeros(1), speeds[:1])) / 2
    )
    anywhere = matrix.mean(axis=0)[3:] / (COUNT * MACHINE.power_at(speeds))
    assert read(None, speeds) == pytest.approx(anywhere)
    assert read(np.full(len(speeds), np.nan), speeds) == pytest.approx(anywhere)


@pytest.mark.parametrize("step", [5.0, 10.0, 30.0, 45.0])
def test_directions_told_in_steps_keep_the_mean_over_all(step):
    """Read at the steps' middles, what wakes leave is the mean over the circle: no farm lies on its own centre-lines."""
    layout = staggered(COUNT, SPACING * MACHINE.diameter)
    matrix = farm_matrix(models()["turbopark"], MACHINE, layout)
    read = table_efficiency(matrix, MACHINE, COUNT, step)
    middles = np.arange(0.0, 360.0, step)
    nine = np.full(len(middles), 9.0)
    assert read(middles, nine).mean() == pytest.approx(float(read(None, nine[:1])[0]), abs=1e-12)


def test_a_site_without_hours_says_what_to_send(farm):
    with pytest.raises(ValueError, match="known as monthly, not hour by hour; send a year of hourly wind speeds"):
        replace(farm, hours=None, basis="monthly").hourly_net()


# --- tables


def test_the_waterfall_ends_at_the_net_energy_and_leaves_out_what_takes_nothing(farm):
    tree = loss_tree({"icing": 0.0, "electrical_efficiency": 0.04, "degradation": np.full(DRAWS, 0.1)})
    rows = loss_waterfall(farm.gross, tree)
    assert [row["name"] for row in rows] == ["gross", "electrical efficiency", "degradation"]
    assert rows[-1]["left_GWh_per_year"] == pytest.approx(np.median(farm.gross) * 0.96 * 0.9 / 1000, abs=0.01)
    left = [row["left_GWh_per_year"] for row in loss_waterfall(farm.gross, farm.tree)]
    assert left == sorted(left, reverse=True) and left[-1] == pytest.approx(np.median(farm.net_life) / 1000, abs=0.01)


def test_twelve_sectors_add_up_to_the_farm(farm):
    rows = sector_table(farm.climate, 1.0, MACHINE, COUNT, farm.matrix, COUNT, net=123_000.0, wake_loss=0.06)
    hours = farm.hours
    gross = COUNT * MACHINE.power_at(hours.speed * (1.25 / 1.225) ** (1 / 3), hours.speed).sum() / 1e6
    assert sum(row["frequency"] for row in rows) == pytest.approx(1, abs=1e-3)
    assert sum(row["gross_GWh"] for row in rows) == pytest.approx(gross, rel=2e-3)
    assert sum(row["net_GWh"] for row in rows) == pytest.approx(123, abs=0.1)
    assert sum(row["gross_GWh"] * row["wake_loss"] for row in rows) == pytest.approx(0.06 * gross, rel=3e-3)
    assert max(rows, key=lambda row: row["frequency"])["sector_deg"] == 240


def test_sectors_hold_the_hours_that_blow_there(farm):
    """Counted among the hours themselves: directions in steps of ten degrees, half of a border's hours to either side."""
    rows = sector_table(farm.climate, 1.0, MACHINE, COUNT, farm.matrix, COUNT, net=100_000.0)
    direction = farm.hours.direction
    counted = [np.mean(np.abs((direction - 30 * number + 180) % 360 - 180) < 15) for number in range(12)]
    assert [row["frequency"] for row in rows] == pytest.approx(counted, abs=1e-3)


@settings(max_examples=30, deadline=None)
@given(st.floats(4, 12), st.floats(1.4, 4))
def test_the_weibull_of_weibull_hours_is_found_again(scale, shape):
    speed = scale * (-np.log1p(-(np.arange(HOURS) + 0.5) / HOURS)) ** (1 / shape)
    found = weibull_fit(from_hours(speed), factor=1.3)
    assert found == pytest.approx((1.3 * scale, shape), rel=5e-3)


def test_the_fitted_weibull_has_the_mean_and_the_cube_of_the_wind(farm):
    scale, shape = weibull_fit(farm.climate)
    assert scale * gamma(1 + 1 / shape) == pytest.approx(farm.climate.mean_speed)
    assert scale**3 * gamma(1 + 3 / shape) == pytest.approx(farm.climate.speed**3 @ farm.climate.share)
    rows = speed_histogram(farm.climate, 1.0)
    for column in ("share", "weibull"):
        assert sum(row[column] for row in rows) == pytest.approx(1, abs=2e-3)


def test_the_months_add_up_to_the_year():
    power = np.full(8760, 100.0)
    rows = monthly_profile(power)
    assert sum(row["net_GWh"] for row in rows) == pytest.approx(876, abs=0.1)
    assert rows[1]["net_GWh"] == pytest.approx(100 * 672 / 1000) and {row["mean_power_MW"] for row in rows} == {100.0}


def test_the_error_of_the_power_curve_belongs_to_the_performance_of_the_plant(bound):
    """To the wind's own uncertainty it adds nothing; in the whole it stands beside that, root of squares."""
    farm, sharp = farm_yield(bound), farm_yield({**bound, "power_curve_error": np.zeros(4000)})
    error = energy_spread(POWER_CURVE)
    assert np.std(farm.power_curve) == pytest.approx(error, rel=0.02) and not np.any(np.asarray(sharp.power_curve) != 1)

    def told(one: FarmYield) -> tuple[float, float, float]:
        spread = wind_uncertainty(one)["results"]["relative_energy_uncertainty"][0]["statistics"][0]["values"]
        parts = performance(one)
        turbine = next(part for part in parts["categories"] if part["label"] == "turbine_performance")
        return spread, *(whole["results"]["efficiency"][0]["statistics"][1]["values"] for whole in (turbine, parts))

    (wind, turbine, plant), (same, sharper, sharp_plant) = told(farm), told(sharp)
    assert wind == pytest.approx(same, rel=1e-12)
    assert turbine == pytest.approx(np.hypot(sharper, error), rel=0.05) and plant > sharp_plant
    labels = {label["label"]: label for part in performance(farm)["categories"] for label in part["subcategories"]}
    spreads = [labels[name]["results"]["efficiency"][0]["statistics"][1]["values"] for name in POWER_CURVE]
    assert np.sqrt(np.sum(np.square(spreads))) == pytest.approx(turbine, rel=0.05), "the labels make up their category"


def test_an_export_takes_the_record_that_the_answers_took(bound):
    silent = {**bound, "weather_record": None}
    assert np.array_equal(offshore_wind.function(**silent)["net_energy"], farm_yield(silent).net_life)
    assert np.array_equal(farm_yield(silent).net_life, farm_yield(bound).net_life), "hours of unknown making: a typical year"


def test_each_loss_says_how_it_was_had(bound):
    def basis(**more) -> str:
        parts = performance(farm_yield({**bound, **more}))["categories"]
        return next(one["basis"] for part in parts for one in part["subcategories"] if one["label"] == "icing")

    assert basis() == "generic assumption" and basis(ice_class=3.0) == "regional_assumption"
    assert basis(relative_humidity_hourly=np.full(8760, 95.0)) == "time_series_calculation"


def test_density_stands_at_the_hub_and_variability_is_that_of_life(bound):
    farm = farm_yield(bound)
    results = eya_def(ABOUT, farm)["wind_resource_assessments"][0]["results"]
    [[place, density]] = results["air_density"][0]["statistics"][0]["values"]
    assert place[1] == farm.hub_height == 150 and density == pytest.approx(farm.climate.mean_density)
    yearly = farm.speed_terms["future_assessment_period_variability"]["wind_speed_variability"]
    assert yearly == pytest.approx(farm.one_year / np.sqrt(farm.life)) and farm.one_year == pytest.approx(0.05)


def test_own_use_is_no_power_of_the_grid(bound):
    farm = farm_yield({**bound, "own_use": 50 * 8760.0, "deliverable_power": 100.0})
    [park] = eya_def(ABOUT, farm)["wind_farms"]
    assert park["export_capacity"] == 100e6 and 110 < farm.hourly_net().max() <= 150


def test_the_split_of_uncertainty_is_the_root_of_squares():
    rows = uncertainty_split({"measurement": 0.03, "future": 0.04}, 1.5, loss_tree({"icing": np.array([0.0, 0.2])}))
    assert [row["of_energy"] for row in rows[:2]] == pytest.approx([0.045, 0.06])
    assert rows[2]["of_energy"] == pytest.approx(0.1 / 0.9, abs=1e-5)
    assert rows[-1]["of_energy"] == pytest.approx(np.sqrt(0.045**2 + 0.06**2 + (0.1 / 0.9) ** 2), abs=1e-5)


def test_exceedance_says_its_direction(farm):
    rows = exceedance_table(farm.net)
    assert [row["exceeded_with"] for row in rows] == ["50% (P50)", "75% (P75)", "90% (P90)", "95% (P95)", "99% (P99)"]
    assert rows[2]["10 years [GWh/year]"] == pytest.approx(np.percentile(farm.net[10], 10) / 1000, abs=0.01)
    assert list(rows[0])[1] == "1 year [GWh/year]"


def test_wake_models_stand_side_by_side():
    rows = wake_comparison({"turbopark": 0.07, "gaussian": 0.04, "park": np.array([0.05, 0.06, 0.07])}, "turbopark")
    assert [(row["model"], row["wake_loss"], row["role"]) for row in rows] == [
        ("gaussian", 0.04, "one of 3"), ("park", 0.06, "one of 3"),
        ("turbopark", 0.07, "default, the middle of the draws, one of 3"),
    ]  # fmt: skip


# --- from the evaluator's own values


@pytest.fixture(scope="module")
def bound() -> dict:
    """The values of the worked example with the hours of Sand Point, drawn."""
    pvlib = pytest.importorskip("pvlib", reason="the pvlib wheel ships the weather of Sand Point")
    file = Path(pvlib.__file__).parent / "data" / "703165TY.csv"
    if not file.exists():
        pytest.skip("this pvlib wheel does not ship 703165TY.csv")
    weather, _ = pvlib.iotools.read_tmy3(file, map_variables=True)
    facts = {name: value for name, value in offshore_wind.example().items() if name in NEEDED}
    facts |= {
        "wind_speed_hourly": weather["wind_speed"].to_numpy(float), "weather_height": 10.0, "weather_record": "typical_year",
        "wind_direction_hourly": weather["wind_direction"].to_numpy(float),
        "temperature_hourly": weather["temp_air"].to_numpy(float),
        "operation_start": 2030.0, "deliverable_power": 350.0,
    }  # fmt: skip
    return bind(offshore_wind, facts, Streams(7, 4000, "P-1")).values


NEEDED = (
    "capacity", "turbine", "hub_height", "spacing", "foundation", "grid", "water_depth", "distance_to_shore", "wave_height",
)  # fmt: skip


def test_an_export_and_the_answers_rest_on_the_same_draws(bound, shape):
    answers, farm = offshore_wind.function(**bound), farm_yield(bound)
    assert np.array_equal(answers["net_energy"], farm.net_life) and np.array_equal(answers["gross_energy"], farm.gross)
    assert complaints(shape, json.loads(json.dumps(eya_def(ABOUT, farm), allow_nan=False))) == []


@pytest.mark.parametrize("limit", [350.0, 250.0, None])
def test_hours_put_together_from_medians_are_within_a_per_cent_and_a_half_of_the_median(bound, limit):
    farm = farm_yield({**bound, "deliverable_power": limit})
    assert farm.hourly_net(scaled=False).sum() == pytest.approx(np.median(farm.net_life), rel=0.015)
    assert farm.hourly_net().sum() == pytest.approx(np.median(farm.net_life), rel=1e-9)
