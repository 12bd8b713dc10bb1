"""Messages that a newcomer stumbled over: each says once, in the writer's own words, what is wrong and what to do."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from evaluators.toolkit.contract import choice, evaluator, given, measured
from evaluators.toolkit.row import AssumptionTable, Line
from flows import readers
from flows.cast import cast_proposal
from flows.expectations.countries import COUNTRIES, code_of, country_names
from flows.facts import Document, Fact
from flows.fund import Fund
from flows.new_fund import write_forms
from flows.sites import gather_sites
from flows.validate import validate
from flows.validate_paths import validate_paths

FIXED = Line(1.0, 1.0, 1.0, "fixed", "1", None, "made for this test")
GRIDS = AssumptionTable("farm/grids.csv", {name: {"factor": FIXED} for name in ("japan_north", "japan_south", "us_texas")})


@evaluator("farm", one_of=[("wind_speed_hourly", "wind_speed_monthly")])
def farm(
    capacity=given("MW", "power", least=1, most=5000, example=100.0),
    wind_speed_hourly=measured("m/s", "wind, a year of hours", optional=True, shape="hour"),
    wind_speed_monthly=measured("m/s", "wind by month", optional=True, shape="month"),
    salinity_hourly=measured("g/kg", "salt of the sea", optional=True, shape="hour"),
    cable_cost=given("USD2024/kW", "cost of the cable", least=0, optional=True),
    grid=choice(GRIDS, "the grid that takes it", example="us_texas"),
):
    return {}


FARM = {"farm": farm}
HEADER = {
    "id": "T-1", "title": "Test farm", "applicant": "Sample Applicant", "country": "JP", "pillar": "wind",
    "submitted": "2026-09-30",
    "operation_start": "2030-06-01", "currency": "JPY", "price_year": "2023", "estimate_class": "4", "maturity": "7",
    "total_cost": "128 billion JPY", "grant_requested": "50 billion JPY",
}  # fmt: skip
GIVEN = {"capacity": "100 MW", "grid": "japan_north"}


def cast(header=None, given=None, budget=None, sites=None, place="line {}"):
    """A proposal of one block, each value at a place of its own."""
    facts = [("proposal", "", name, text) for name, text in {**HEADER, **(header or {})}.items()]
    facts += [("budget", "", name, text) for name, text in (budget or {}).items()]
    facts += [("block", "1", "technology", "farm"), ("block", "1", "site", "narao")]
    facts += [("given", "1", name, text) for name, text in {**GIVEN, **(given or {})}.items()]
    told = [Fact(*one, where=place.format(count)) for count, one in enumerate(facts, 1)]
    return cast_proposal(Document("proposals", "T-1", told), "t.yaml", "c" * 64, FARM, sites or {})


def site(csv: str) -> dict:
    """The site that an hourly table makes."""
    [document] = readers.read("sites", "narao.csv", csv.encode())
    assert document.troubles == []
    return gather_sites([("narao.csv", "0" * 64, document)])


def hours(head: str, count: int = 48) -> str:
    """Two days of hours under this head, all columns alike."""
    start, columns = datetime(2024, 1, 1), head.count(",")
    rows = [f"{start + timedelta(hours=n):%Y-%m-%d %H:%M},{','.join([str(5 + n % 97 / 10)] * columns)}" for n in range(count)]
    return "# time zone: UTC\n# time label: beginning\n" + "\n".join([head, *rows]) + "\n"


# Weather files


@pytest.mark.parametrize(
    ("head", "severity", "reason", "remedy"),
    [
        (
            "wind speed [m/s]",
            "warning",
            "The column 'wind speed' is not known and is not used.",
            "Did you mean wind_speed [m/s]?",
        ),
        ("Windgeschwindigkeit [m/s]", "warning", "'Windgeschwindigkeit' is not known", "Did you mean wind_speed [m/s]?"),
        (
            "WindSpeed [m/s]",
            "warning",
            "'WindSpeed' is not known",
            "Did you mean wind_speed [m/s]? Known are: wind_speed [m/s], ",
        ),
        ("風速 [m/s]", "warning", "'風速' is not known", "Did you mean wind_speed [m/s]?"),
        ("fish [kg]", "warning", "'fish' is not known and is not used.", "Known are: wind_speed [m/s], wind_direction [deg], "),
        ("wind_speed [kmh]", "critical", "'kmh' is not a unit that can be read.", "Write for instance m/s or km/h."),
        ("wind_speed [degC]", "critical", "'degC' is a temperature, and this field wants a speed.", "Write it in m/s or km/h."),
        ("wind_speed", "critical", "The column wind_speed has no unit.", "'wind_speed [m/s]'."),
        ("salinity", "critical", "The column salinity has no unit.", "Write it in the head of the column: 'salinity [g/kg]'."),
        ("salinity [degC]", "critical", "'degC' is a temperature", "Write it in a plain number or %."),
    ],
)
def test_a_wrong_head_is_told_by_validate(tmp_path, head, severity, reason, remedy):
    (tmp_path / "narao.csv").write_text(hours(f"time,{head},temperature [degC]"))
    [row] = validate_paths([tmp_path / "narao.csv"], tmp_path, FARM)
    assert row["severity"] == severity and row["place"].endswith(f"column {head.partition(' [')[0]}")
    assert reason in row["reason"] and remedy in row["remedy"]


@pytest.mark.parametrize(
    "head",
    [
        "wind_speed [m/s]",
        "wind_speed [km/h]",
        "wind_speed_100m [m/s],wind_speed_80m [m/s],wind_speed_40m [m/s]",
        "salinity [g/kg]",
        "wind_speed [m/s],electricity_price [USD2024/MWh]",
    ],
)
def test_a_right_head_is_not_spoken_of(tmp_path, head):
    (tmp_path / "narao.csv").write_text(hours(f"time,{head}"))
    assert [row["severity"] for row in validate_paths([tmp_path / "narao.csv"], tmp_path, FARM)] == ["ok"]


def test_months_and_parquet_are_told_of_alike(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    (tmp_path / "narao.monthly.csv").write_text("month,windspeed [m/s]\n" + "".join(f"{n},8\n" for n in range(1, 13)))
    times = pa.array([datetime(2024, 1, 1, n) for n in range(24)], pa.timestamp("s", "UTC"))
    table = pa.table({"time": times, "wind speed [m/s]": [8.0 + n for n in range(24)]})
    pq.write_table(table, tmp_path / "narao.parquet")
    for name in ("narao.monthly.csv", "narao.parquet"):
        [row] = validate_paths([tmp_path / name], tmp_path, FARM)
        assert row["severity"] == "warning" and row["remedy"].startswith("Did you mean wind_speed [m/s]?"), name


def test_a_proposal_that_lacks_wind_is_told_which_column_was_left_aside():
    found = cast(sites=site(hours("time,wind speed [m/s],temperature [degC]"))).findings
    [one] = [one for one in found if one.field == "wind_speed_hourly"]
    assert "the site 'narao' has none (not known, and not used, of its tables: 'wind speed')." in one.reason


def test_the_blank_weather_file_filled_in_is_a_site(tmp_path):
    write_forms(tmp_path, {}, Fund())
    blank = (tmp_path / "forms" / "site-weather.csv").read_text()
    (tmp_path / "narao.csv").write_text(blank)
    [row] = validate_paths([tmp_path / "narao.csv"], tmp_path, FARM)
    assert row["severity"] == "ok", row
    [document] = readers.read("sites", "narao.csv", blank.encode())
    assert document.troubles == [] and document.hours.begins == "2023-12-31T15:00"  # UTC+9
    assert document.series["wind_speed"] == [8.4, 8.4] and {one.field: one.raw for one in document.facts} == {
        "weather_height": "100 m"
    }


README = (Path(__file__).parents[2] / "data" / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```csv sites/(\S+)\n(.*?)```", README, re.S)


@pytest.mark.parametrize(("name", "text"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_weather_as_the_readme_shows_it_is_read(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    [row] = validate_paths([tmp_path / name], tmp_path, FARM)
    assert row["severity"] == "ok", row
    [document] = readers.read("sites", name, text.encode())
    assert len(document.series["wind_speed"]) == 2 and "wind_direction" in document.series
    assert len(EXAMPLES) == 2


def test_the_readme_names_the_columns_and_units_that_are_known():
    from flows.expectations.series_columns import HOURS

    told = dict(
        re.findall(r"`([a-z_]+) \[([^\]]+)\]`", README.split("Hourly columns that are known")[1].split("Others are kept")[0])
    )
    spellings = {"price", "grid_emission", "emissions"}  # other words for two of them
    assert told == {name: column.unit for name, column in HOURS.items() if name not in spellings}


# Units, countries and amounts of a proposal


def remedy_of(field: str, **what) -> str:
    [one] = [one for one in cast(**what).findings if one.field == field]
    return one.remedy


def test_a_missing_unit_of_money_is_asked_for_in_the_proposal_s_own_money():
    header = {"total_cost": "128"}
    assert remedy_of("total_cost", header=header) == "Write for instance '128 million JPY2023' or '128 billion JPY2023'."
    cell = remedy_of("total_cost", header=header, place="sheet Proposal, cell B{}")
    assert cell == "Choose the unit in C12, for instance 'million JPY2023' or 'billion JPY2023'."
    assert (
        remedy_of("capacity", given={"capacity": "100"}, place="sheet Block 1, cell C{}")
        == "Choose the unit in D16, for instance 'MW'."
    )
    assert remedy_of("cable_cost", given={"cable_cost": "90"}) == "Write for instance '90 JPY2023/kW'."


def test_what_the_remedy_of_a_missing_unit_names_can_be_read():
    named = re.findall(r"'([^']+)'", remedy_of("total_cost", header={"total_cost": "128"}))
    assert named
    for text in named:
        assert not [one for one in cast(header={"total_cost": text}).findings if one.field == "total_cost"]


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("Japan", "For Japan write JP."),
        ("日本", "For Japan write JP."),
        ("JPN", "For Japan write JP."),
        ("jp", "For Japan write JP."),
        ("U.S.A.", "For United States write US."),
        ("アメリカ", "For United States write US."),
        ("the Netherlands", "For Netherlands write NL."),
        ("Cote d'Ivoire", "For Côte d’Ivoire write CI."),
        ("Atlantis", "Write the code of two letters, such as US or JP."),
    ],
)  # fmt: skip
def test_a_country_in_words_is_told_its_code_and_nothing_follows(written, remedy):
    [one] = [
        one for one in cast(header={"country": written}, given={"grid": "us_texas"}).findings if one.field in ("country", "grid")
    ]
    assert (one.rule, one.remedy) == ("form.country", remedy)
    assert one.reason == f"'{written}' is not the code of a country (ISO 3166-1, two letters)."


def test_a_code_of_no_country_is_told_and_nothing_follows():
    found = validate([cast(header={"country": "UK"}, given={"grid": "us_texas"})], FARM, {})
    [one] = [one for one in found if one.field in ("country", "grid")]
    assert (one.rule, one.remedy) == ("form.country", "For United Kingdom write GB.")


def test_a_grid_of_another_country_is_answered_with_those_that_fit():
    assert (
        remedy_of("grid", given={"grid": "us_texas"}) == "Choose another grid: japan_north, japan_south; or correct the country."
    )


def test_every_country_is_known_by_its_names_in_both_languages():
    assert country_names().keys() == COUNTRIES
    for code, names in country_names().items():
        assert {code_of(name) for name in (*names, code, code.lower())} == {code}


@pytest.mark.parametrize(
    ("total", "line", "said"),
    [
        ("128 billion JPY", "100 billion JPY", ("100 billion JPY2023", "128 billion JPY2023", "28 billion JPY2023")),
        ("1280 億円", "100000 MJPY", ("1,000 億 JPY2023", "1,280 億 JPY2023", "280 億 JPY2023")),
        ("900 MJPY", "0.5 billion JPY", ("500 MJPY2023", "900 MJPY2023", "400 MJPY2023")),
        ("500,000,000 JPY", "400 MJPY", ("400,000,000 JPY2023", "500,000,000 JPY2023", "100,000,000 JPY2023")),
    ],
)  # fmt: skip
def test_sums_are_told_in_the_spelling_of_the_applicant(total, line, said):
    found = validate([cast(header={"total_cost": total, "grant_requested": "1 MJPY"}, budget={"works": line})], FARM, {})
    [one] = [one for one in found if one.rule == "budget.sum"]
    lines, whole, apart = said
    assert f"come to {lines}, total_cost is {whole}: {apart} less." in one.reason
