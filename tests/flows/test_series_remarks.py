"""Series that no sensor made are told, and what stands still for a reason is let pass."""

from __future__ import annotations

import numpy as np
import pytest
from wind_proposals import CARD, EVALUATORS, GOOD, wind

from evaluators.toolkit.contract import choice, evaluator, given, measured
from flows import readers
from flows.cast import cast_proposal
from flows.expectations.series_columns import looks_like, plain
from flows.facts import Document, Hours
from flows.findings import CRITICAL, WARNING, Finding
from flows.sites import gather_sites
from flows.validate import validate


@evaluator("mast", reference_class="offshore_wind")
def mast(
    capacity=given("MW", "power", least=1, most=5000, example=500.0),
    turbine=choice(EVALUATORS["floating_wind"].inputs["turbine"].table, "the turbine"),
    wind_speed_hourly=measured("m/s", "wind", least=0, most=75, shape="hour"),
    wind_direction_hourly=measured("deg", "direction", least=0, most=360, optional=True, shape="hour"),
    temperature_hourly=measured("degC", "temperature", least=-60, most=60, optional=True, shape="hour"),
    pressure_hourly=measured("hPa", "pressure", least=500, most=1100, optional=True, shape="hour"),
    water_depth=measured("m", "depth", least=3, most=3000),
    distance_to_shore=measured("km", "distance", least=0, most=400),
):
    return {}


RANDOM = np.random.default_rng(5)
NATURAL = {
    "wind_speed": (np.abs(8 + 3 * np.sin(np.arange(8760) / 40) + RANDOM.normal(0, 1, 8760)), "m/s"),
    "wind_direction": (RANDOM.uniform(1, 360, 8760), "deg"),
    "temperature": (5 - 8 * np.cos(np.arange(8760) / 8760 * 2 * np.pi) + RANDOM.normal(0, 1, 8760), "degC"),
    "pressure": (1012 + RANDOM.normal(0, 3, 8760), "hPa"),
    "relative_humidity": (np.clip(80 + RANDOM.normal(0, 10, 8760), 5, 100), "%"),
    "ghi": (np.maximum(0, 500 * np.sin(np.arange(8760) / 24 * 2 * np.pi)) * RANDOM.uniform(0.5, 1, 8760), "W/m^2"),
    "price": (60 + RANDOM.normal(0, 30, 8760), "EUR2024/MWh"),
    "load": (5000 + RANDOM.normal(0, 300, 8760), "MW"),
    "grid_emissions": (400 + RANDOM.normal(0, 30, 8760), "kg/MWh"),
}


def hours(notes=(), axis: Hours | None = None, **columns) -> list[Finding]:
    """What is found in the natural year with some columns changed: an array, or (array, unit)."""
    series = NATURAL | {name: one if isinstance(one, tuple) else (one, NATURAL[name][1]) for name, one in columns.items()}
    weather = Document("sites", "bering", series={name: list(one) for name, (one, _) in series.items()}, notes=list(notes))
    weather.series_units = {name: unit for name, (_, unit) in series.items()}
    weather.hours = axis
    cards = [("bering.yaml", "a" * 64, one) for one in readers.read("sites", "bering.yaml", CARD.encode())]
    sites = gather_sites([*cards, ("bering.mast.csv", "b" * 64, weather)])
    text = GOOD.replace("floating_wind", "mast").replace("    claim:\n      capacity_factor: 50 %\n", "")
    documents = readers.read("proposals", "t.yaml", text.encode())
    read = [cast_proposal(one, "t.yaml", "c" * 64, {"mast": mast}, sites) for one in documents]
    return validate(read, {"mast": mast}, sites)


def changed(name: str, where: slice | np.ndarray, value: float | np.ndarray) -> np.ndarray:
    series = NATURAL[name][0].copy()
    series[where] = value
    return series


def test_a_natural_year_has_no_remark():
    assert hours() == []


CALM = np.arange(500, 560)
COPIED = NATURAL["temperature"][0].copy()
COPIED[24 * 100 : 24 * 107] = COPIED[24 * 20 : 24 * 27]
# the changed columns, severity, rule, field, what the reason says, what the remedy says
REMARKS = {
    "stuck thermometer": (
        {"temperature": changed("temperature", slice(10, 90), 3.0)}, WARNING, "series.stuck", "temperature_hourly",
        "stands at 3 degC for 80 hours", "Ask the source"),
    "iced anemometer": (
        {"wind_speed": changed("wind_speed", slice(0, 60), 4.0)}, WARNING, "series.stuck", "wind_speed_hourly",
        "ice is likely", "another station"),
    "stuck load": (
        {"load": changed("load", slice(0, 100), 5000.0)}, WARNING, "series.stuck", "load_hourly", "for 100 hours", "Ask"),
    "calms without a direction": (
        {"wind_speed": changed("wind_speed", CALM, 0.0), "wind_direction": changed("wind_direction", CALM, 0.0)}, WARNING,
        "series.calm_direction", "wind_direction_hourly", "60 calm hours (0.7%) of the site 'bering' carry direction 0",
        "360 means north"),
    "a jump": (
        {"temperature": changed("temperature", 4000, 45.0)}, WARNING, "series.jump", "temperature_hourly",
        "within an hour; more than 25 degC is not weather", "code of missing values"),
    "a copied week": (
        {"temperature": COPIED}, WARNING, "series.copied", "temperature_hourly",
        "7 days in a row that stand twice, hour by hour: from day 21 and again from day 101", "how gaps were filled"),
    "a constant humidity": (
        {"relative_humidity": np.full(8760, 70.0)}, WARNING, "series.filled", "relative_humidity_hourly",
        "relative_humidity is 70 % in every hour", "Send a measured series"),
    "pressure in kPa": (
        {"pressure": NATURAL["pressure"][0] / 10}, CRITICAL, "series.physical", "pressure_hourly",
        "leaves what is possible", "The numbers look like kPa, not hPa"),
    "pressure in Pa": (
        {"pressure": NATURAL["pressure"][0] * 100}, CRITICAL, "series.physical", "pressure_hourly", "possible",
        "look like Pa, not hPa"),
    "pressure in inHg": (
        {"pressure": NATURAL["pressure"][0] * 0.02953}, CRITICAL, "series.physical", "pressure_hourly", "possible",
        "look like inHg"),
    "pressure in mmHg": (
        {"pressure": NATURAL["pressure"][0] * 0.750062}, WARNING, "series.unit", "pressure_hourly", "that looks like mmHg",
        "name that unit"),
    "temperature in K": (
        {"temperature": NATURAL["temperature"][0] + 273.15}, CRITICAL, "series.physical", "temperature_hourly", "possible",
        "look like K,"),
    "temperature in F": (
        {"temperature": NATURAL["temperature"][0] * 0.9 + 40}, WARNING, "series.unit", "temperature_hourly", "looks like degF",
        "degF"),
    "wind in km/h": (
        {"wind_speed": NATURAL["wind_speed"][0] * 3.6}, CRITICAL, "series.unit", "wind_speed_hourly", "looks like km/h", "km/h"),
    "wind in knots": (
        {"wind_speed": NATURAL["wind_speed"][0] * 2.5}, CRITICAL, "series.unit", "wind_speed_hourly", "looks like knots",
        "knots"),
    "humidity as a share": (
        {"relative_humidity": NATURAL["relative_humidity"][0] / 100}, WARNING, "series.unit", "relative_humidity_hourly",
        "a share from 0 to 1", "name that unit"),
    "an impossible price": (
        {"price": changed("price", 5, -2000.0)}, WARNING, "series.unit", "price_hourly", "leaves what is possible", "wrong unit"),
    "a dirty grid": (
        {"grid_emissions": changed("grid_emissions", 5, 1800.0)}, WARNING, "series.unit", "grid_emissions_hourly",
        "0 to 1,500 kg/MWh; the worst is 1,800", "wrong unit"),
    "a stuck reference": (
        {"reference_wind_speed": (changed("wind_speed", slice(0, 50), 4.0), "m/s")}, WARNING, "series.stuck",
        "reference_wind_speed_hours", "stands at 4 m/s for 50 hours", "Ask the source"),
}  # fmt: skip


@pytest.mark.parametrize("case", REMARKS)
def test_a_series_that_no_sensor_made_is_told(case):
    columns, severity, rule, field, reason, remedy = REMARKS[case]
    [one] = hours(**columns)
    assert (one.severity, one.rule, one.field, one.block, one.file) == (severity, rule, field, "1", "bering.mast.csv")
    assert reason in one.reason and remedy in one.remedy and one.place.startswith("site bering, ")


def test_what_stands_still_for_a_reason_is_let_pass():
    assert hours(wind_speed=changed("wind_speed", slice(0, 70), 0.0)) == []  # a calm of three days
    assert hours(relative_humidity=changed("relative_humidity", slice(0, 200), 100.0)) == []  # fog
    assert hours(ghi=changed("ghi", slice(0, 2000), 0.0)) == []  # polar night
    assert hours(price=np.full(8760, 60.0)) == []  # a tariff
    assert hours(price=changed("price", slice(0, 4), -500.0)) == []  # the least price of the European market
    calm, vane = (changed(name, slice(0, 70), value) for name, value in (("wind_speed", 0.0), ("wind_direction", 180.0)))
    assert hours(wind_speed=calm, wind_direction=vane) == []  # a vane in a calm


def test_a_leap_years_hours_in_a_common_year_are_told():
    long = {name: (np.append(one, one[:24] + 0.001), unit) for name, (one, unit) in NATURAL.items()}
    [told] = hours(axis=Hours("2019-01-01T00:00"), **long)
    assert (told.rule, told.severity) == ("series.incomplete", CRITICAL)
    assert "8,784 hours, and the year from 2019-01-01 has 8,760" in told.reason
    [told] = hours(axis=Hours("1990-01-01T00:00", True), **long)
    assert "8,784 hours, and a typical year has 8,760" in told.reason and "29 February" in told.remedy
    assert hours(axis=Hours("2020-01-01T00:00"), **long) == []
    assert hours(axis=Hours("2019-03-01T00:00"), **long) == []  # a year with 29 February 2020 in it


def test_a_column_nobody_draws_on_is_not_told_again_where_its_reader_noted_it():
    filled = {"relative_humidity": np.full(8760, 70.0)}
    assert hours(notes=["relative_humidity is 70 % in every hour: filled, not measured."], **filled) == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [("wind_speed", "wind_speed"), ("reference_wind_speed", "wind_speed"), ("wind_speed_lower", "wind_speed"), ("wave", "")],
)
def test_kinds_of_columns(name, kind):
    assert plain(name) == kind


def test_what_a_middle_looks_like():
    assert [looks_like("pressure", "hPa", middle) for middle in (101.3, 101325, 29.92, 760, 1.013, 1013.25, 850)] == [
        "kPa", "Pa", "inHg", "mmHg", "bar", "", ""]  # fmt: skip
    assert looks_like("pressure", "kPa", 101.3) == "" and looks_like("wind_speed", "m/s", float(np.median(wind()))) == ""
