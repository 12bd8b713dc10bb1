"""Each further expectation fires with its words, and keeps silent where all is well."""

from __future__ import annotations

import zlib
from datetime import date
from importlib import resources

import numpy as np
import pytest
from test_validate import CARD, EVALUATORS, GOOD, SITES, found, proposals, site, wind, with_lines

from evaluators.toolkit.contract import choice, evaluator, given, measured
from evaluators.toolkit.money import years
from flows import readers
from flows.cast import cast_proposal
from flows.expectations.countries import COUNTRIES
from flows.expectations.series_columns import looks_like, plain
from flows.expectations.territory import CODES, country_at, distance, nearest
from flows.expectations.within import likely, outside, where
from flows.facts import Document, Fact, Hours
from flows.findings import CRITICAL, WARNING, Finding
from flows.form import FORM
from flows.fund import Call, Fund
from flows.sites import gather_sites
from flows.validate import validate
from scorecards.finding_order import MIDDLE, RANKS, rank, rank_in_sql

# --- within the stated country


@pytest.mark.parametrize(
    ("north", "east", "country"),
    [
        (52.52, 13.40, "DE"), (35.68, 139.69, "JP"), (39.74, -105.18, "US"), (-33.87, 151.0, "AU"), (-29.6, 28.2, "LS"),
        (18.25, -66.45, "PR"), (49.60, 6.13, "LU"), (0.0, -30.0, ""), (54.75, -160.6, ""), (71.0, -40.0, "GL"),
    ],
    ids=["Berlin", "Tokyo", "Golden", "Sydney", "Maseru", "Puerto Rico", "Luxembourg", "Atlantic", "Shumagin", "Greenland"],
)  # fmt: skip
def test_country_of_a_place(north, east, country):
    assert country_at(north, east) == country


def test_the_table_is_whole_and_names_the_countries_there_are():
    packed = resources.files("flows.expectations").joinpath("country.zlib").read_bytes()
    assert len(packed) <= 150_000 and len(zlib.decompress(packed)) == 1800 * 3600
    there = {CODES[number] for number in np.unique(np.frombuffer(zlib.decompress(packed), np.uint8))}
    # Natural Earth counts these to the state that holds them.
    assert set(COUNTRIES) - there == {"BQ", "BV", "CC", "GF", "GP", "MQ", "RE", "SJ", "TK", "YT"}


@pytest.mark.parametrize(
    ("country", "north", "east", "kilometres"),
    [
        ("GB", 48.86, 2.35, 242), ("US", 23.13, -82.38, 160), ("JP", 35.1, 129.04, 50), ("FR", -20.9, 55.5, 0),
        ("NO", 78.2, 15.6, 0),
    ],
    ids=["Paris to Sussex", "Havana to Florida Keys", "Busan to Tsushima", "Reunion", "Svalbard"],
)  # fmt: skip
def test_distances_are_those_of_the_map(country, north, east, kilometres):
    assert distance(country, north, east) == pytest.approx(kilometres, abs=25)


def test_a_place_within_200_nautical_miles_is_the_countrys_and_one_beyond_is_not():
    assert outside("PT", 38.7, -9.5 - 3.5) == 0.0
    assert outside("PT", 43.8, -12.0) == 0.0
    assert outside("US", 30.0, -60.0) > 370
    assert where(30.0, -45.0) == "lies on the open sea" and where(52.5, 13.4) == "lies in DE"


def at(north: float, east: float, depth: bool = True):
    card = CARD if depth else "geology: salt\n"
    lines = [line for line in card.splitlines() if not line.startswith(("latitude", "longitude"))]
    return site("\n".join([f"latitude: {north}", f"longitude: {east}", *lines, ""]))


def test_a_farm_off_another_country_is_refused_with_the_sign_to_turn():
    [one] = found(GOOD, at(54.75, 160.6 + 5))
    assert (one.severity, one.rule, one.place, one.file) == (CRITICAL, "site.country", "line 1, latitude", "bering.yaml")
    assert one.reason.startswith("The site 'bering' at 54.75 N, 165.6 E lies ") and "off RU" in one.reason
    assert one.reason.endswith("km from US, the country of the proposal.")
    assert one.remedy.startswith("With longitude -165.6 it would lie off US. Correct the coordinates")


def test_a_plant_in_another_country_is_refused_and_its_border_forgiven():
    store = with_lines(
        ("floating_wind", "store"),
        ("capacity: 500 MW", "working_gas: 500 t"),
        ("      turbine: iea_15mw\n    claim:\n      capacity_factor: 50 %\n", ""),
    )
    [one] = found(store, site("latitude: 52.5\nlongitude: 13.4\n", series={}))
    assert one.rule == "site.country" and "at 52.5 N, 13.4 E lies in DE, " in one.reason
    assert found(store, site("latitude: 32.5\nlongitude: -116.95\n", series={})) == []  # Tijuana, 6 km beyond the border
    assert found(store, site("latitude: 18.4\nlongitude: -66.1\n", series={})) == []  # Puerto Rico is held by US


def test_a_farm_on_land_is_told_which_sign_would_bring_it_to_sea():
    [one] = found(GOOD.replace("country: US", "country: AU"), at(33.0, 120.0))
    assert one.rule == "site.on_land" and not one.remedy.startswith("With latitude -33 ")  # that is Australia's inland
    [one] = found(GOOD.replace("country: US", "country: JP"), at(39.5, -119.0))
    assert one.rule == "site.on_land" and one.remedy.startswith("Check the signs (south and west are negative) and that")
    assert likely("JP", 37.0, -141.5, True).startswith("With longitude 141.5 it would lie off JP")
    assert likely("US", -160.0, 55.0, True) == "With latitude and longitude exchanged it would lie off US. "


def test_a_country_that_is_no_code_is_told_once():
    assert [one.rule for one in found(with_lines(("country: US", "country: UK")))] == ["form.country"]


# --- site cards


def test_a_line_of_a_card_that_nobody_reads_is_told_with_the_nearest_name():
    [first, second] = found(GOOD, site(CARD + "watr_depth: 90 m\nzzz: 1\n"))
    assert (first.severity, first.rule, first.place, first.found) == (WARNING, "site.unknown_field", "line 5, watr_depth", "90 m")
    assert first.remedy == "Did you mean water_depth?" and "its value is not used" in first.reason
    assert second.remedy.startswith("Leave it out, or put it under 'note'. Known are: ")


# --- the form and its money


def with_money(cost_share: dict | None = None, disbursement: dict | None = None) -> list[Finding]:
    """The good proposal with amounts [MUSD2024] of who pays and when."""
    [document] = readers.read("proposals", "t1.yaml", GOOD.encode())
    for group, amounts in (("cost_share", cost_share), ("disbursement", disbursement)):
        document.facts += [
            Fact(group, "", name, f"{value} MUSD2024", where=f"{group}, {name}") for name, value in (amounts or {}).items()
        ]
    return validate([cast_proposal(document, "t1.yaml", "c" * 64, EVALUATORS, SITES)], EVALUATORS, SITES)


def test_years_and_payers_that_add_up_are_let_pass():
    assert with_money({"grant": 500, "applicant": 1400, "state": 100}, {"year_1": 200, "year_2": 300}) == []
    assert with_money({"grant": 500, "applicant": 1492}, {"year_1": 200, "year_2": 298}) == []  # within half a per cent


@pytest.mark.parametrize(
    ("shares", "disbursed", "rule", "reason", "place"),
    [
        (
            {"grant": 500, "applicant": 1300}, None, "budget.cost_share",
            "The 2 cost shares (grant, applicant) come to 1,800 MUSD2024, total_cost is 2,000 MUSD2024: 200 MUSD2024 less.",
            "line 14, total_cost; cost_share, grant; cost_share, applicant",
        ),
        (
            {"grant": 600, "applicant": 1400}, None, "budget.grant",
            "The grant is 600 MUSD2024 among the cost shares, and grant_requested is 500 MUSD2024.",
            "line 15, grant_requested; cost_share, grant",
        ),
        (
            None, {"year_1": 1000, "year_2": 1000}, "budget.disbursement",
            "The 2 years of the disbursement come to 2,000 MUSD2024, grant_requested is 500 MUSD2024: 1,500 MUSD2024 more.",
            "line 15, grant_requested; disbursement, year_1; disbursement, year_2",
        ),
        (
            None, {"year_1": 600, "year_2": -100}, "budget.negative",
            "year_2 (disbursement) is -100 MUSD2024; an amount is 0 or more.", "disbursement, year_2",
        ),
    ],
)  # fmt: skip
def test_years_and_payers_that_do_not_add_up_are_refused(shares, disbursed, rule, reason, place):
    [one] = with_money(shares, disbursed)
    assert (one.severity, one.rule, one.reason, one.place) == (CRITICAL, rule, reason, place) and one.remedy


def test_a_negative_budget_line_is_named():
    [one] = found(with_lines(("turbines: 1200", "turbines: 2100"), ("floaters: 800", "floaters: -100")))
    assert (one.rule, one.field, one.place) == ("budget.negative", "floaters", "line 19, budget.floaters")


def test_prices_of_a_year_without_a_deflator_are_told_at_the_form_and_not_at_each_amount():
    last = years()[1]
    text = with_lines(("price_year: 2024", f"price_year: {last + 2}"), ("2026-09-30", f"{last + 2}-09-30"))
    text = text.replace("MUSD2024", "MUSD")
    [one] = [one for one in found(text) if one.rule != "form.dates"]
    assert (one.rule, one.field, one.severity) == ("form.bounds", "price_year", CRITICAL)
    assert one.reason == f"price_year is {last + 2}; it may be 2000 to {last}."
    assert one.remedy == f"No deflator after {last} is known yet: state the amounts in prices of {last} or before."
    assert (FORM["price_year"].least, FORM["price_year"].most) == years()


def test_an_amount_that_names_the_wrong_year_itself_is_still_told():
    last = years()[1]
    amount = ("grant_requested: 500 MUSD2024", f"grant_requested: 5 USD{last + 2}")
    text = with_lines(("price_year: 2024", f"price_year: {last + 2}"), amount)
    assert {(one.rule, one.field) for one in found(text)} >= {("form.bounds", "price_year"), ("unit", "grant_requested")}


# --- the fund's pillars and calls

FUND = Fund(
    name="Test fund",
    pillars=("offshore_wind", "hydrogen_corridor"),
    calls={"2026-autumn": Call(date(2026, 9, 1), date(2026, 10, 31)), "open": Call()},
)


def under(fund: Fund, *changes: tuple[str, str]) -> list[Finding]:
    text = with_lines(("pillar: offshore_wind", "pillar: offshore_wind\ncall: 2026-autumn"))
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return validate(proposals(text), EVALUATORS, SITES, fund=fund)


def test_a_proposal_in_time_under_a_pillar_of_the_fund_passes():
    assert under(FUND) == [] and under(FUND, ("call: 2026-autumn", "call: open")) == []
    assert under(FUND, ("2026-09-30", "2026-10-31")) == []  # the last day counts
    assert under(Fund(), ("pillar: offshore_wind", "pillar: anything")) == []  # a fund that names none asks for none


@pytest.mark.parametrize(
    ("change", "severity", "rule", "reason", "remedy"),
    [
        (("pillar: offshore_wind", "pillar: off-shore wnd"), CRITICAL, "form.pillar", "no pillar of Test fund",
         "Did you mean 'offshore_wind'? It may be: offshore_wind, hydrogen_corridor."),
        (("call: 2026-autumn", "call: 2025-autumn"), CRITICAL, "form.call", "no call of Test fund",
        "Did you mean '2026-autumn'?"),
        (("2026-09-30", "2026-11-01"), CRITICAL, "form.late",
         "Submitted on 2026-11-01, 1 day after the call '2026-autumn' closed on 2026-10-31.", "ask the fund to release it"),
        (("2026-09-30", "2026-08-30"), WARNING, "form.early",
         "Submitted on 2026-08-30, before the call '2026-autumn' opened on 2026-09-01.", "Check the date"),
    ],
)  # fmt: skip
def test_what_the_fund_lays_down(change, severity, rule, reason, remedy):
    [one] = under(FUND, change)
    assert (one.severity, one.rule) == (severity, rule) and one.place.startswith("line ")
    assert reason in one.reason and remedy in one.remedy


# --- causes before symptoms


def test_causes_are_told_before_what_follows_from_them():
    text = with_lines(("country: US", "country: UK"), ("total_cost: 2000", "total_cost: 1000"), ("500 MW", "500 MWh"))
    assert [one.rule for one in found(text)] == ["form.country", "unit", "budget.sum"]
    text = with_lines(("price_year: 2024\n", ""), ("2000 MUSD2024", "2000 MUSD"))
    assert [(one.rule, one.field) for one in found(text)] == [("missing", "price_year"), ("unit", "total_cost")]
    card = "latitude: 52.5\nlongitude: 13.4\ndistance_to_shore: 0 km\nwater_depth: 5 km\n"
    assert [one.rule for one in found(GOOD, site(card))] == ["site.on_land", "site.at_sea", "contract.bounds"]


def test_sql_and_python_give_one_order():
    import duckdb

    rules = [start for start, _, _ in RANKS] + ["form.dates", "budget.sum", "site.at_sea", "nobody.knows", "series.stuck"]
    fields = ("currency", "price_year", "total_cost", "")
    every = "(SELECT unnest(?) AS rule), (SELECT unnest(?) AS field)"
    asked = f"SELECT rule, field, {rank_in_sql('rule', 'field')} FROM {every}"
    with duckdb.connect() as connection:
        told = connection.execute(asked, [rules, list(fields)]).fetchall()
    assert len(told) == len(rules) * len(fields) and all(place == rank(rule, field) for rule, field, place in told)
    assert rank("nobody.knows", "") == MIDDLE
    assert all(why for _, _, why in RANKS)


# --- series


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


def test_nearest_country_is_none_on_the_open_sea():
    assert nearest(30.0, -45.0, 370.4) == ("", float("inf"))
