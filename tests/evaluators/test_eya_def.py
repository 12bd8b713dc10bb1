"""The EYA DEF document that an energy-yield analyst carries away: its schema, its figures, the draws it rests on."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from sample_farm import COUNT, a_farm

from evaluators.offshore_wind import offshore_wind
from evaluators.offshore_wind.carry_away import farm_yield
from evaluators.offshore_wind.eya_def import About, eya_def
from evaluators.offshore_wind.eya_losses import performance
from evaluators.offshore_wind.eya_wind import wind_uncertainty
from evaluators.offshore_wind.farm_yield import FarmYield
from evaluators.offshore_wind.losses import TREE
from evaluators.offshore_wind.uncertainty import POWER_CURVE, energy_spread
from evaluators.toolkit.binding import bind
from evaluators.toolkit.draws import Streams

HERE = Path(__file__).parent
# The published schema is read where it lies; it is not ours to keep.
PUBLISHED = Path(
    os.environ.get("EYA_DEF_SCHEMA", HERE.parents[2] / "shared/samples/standards/iec_61400-15-2_eya_def.schema.json")
)
ABOUT = About(
    project="P-1", title="Sample farm", country="US", issuer="Sample issuer", author="Sample author", issue_date="2026-11-23",
    start="2031-06-01", end="2061-06-01", document_id="P-1/1", version="2",
)  # fmt: skip


def complaints(schema: dict, document: dict) -> list[str]:
    judge = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
    return [f"{'/'.join(map(str, one.path))}: {one.message[:200]}" for one in judge.iter_errors(document)]


@pytest.fixture(scope="module")
def farm() -> FarmYield:
    return a_farm()


@pytest.fixture(scope="module")
def shape() -> dict:
    return json.loads((HERE / "data" / "eya_def_shape.json").read_text(encoding="utf-8"))


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


# --- from the evaluator's own values


@pytest.fixture(scope="module")
def bound() -> dict:
    """The values of the worked example with the hours of Sand Point, drawn."""
    import pvlib

    weather, _ = pvlib.iotools.read_tmy3(Path(pvlib.__file__).parent / "data" / "703165TY.csv", map_variables=True)
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
