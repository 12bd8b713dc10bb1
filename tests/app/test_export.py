"""What is carried away: exports of one stored project, and what evaluators show, from a fund that has run."""

from __future__ import annotations

import copy
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import numpy as np
import pytest
import yaml

from app.commands.show_exhibits import show_exhibits, words_and_unit
from app.options import Options
from app.output import console_for
from scorecards.exhibit_rows import exhibit_rows

CHECKOUT = Path(__file__).parents[2]
SAMPLE = CHECKOUT / "data"
DRAWS = 2000


@pytest.fixture(scope="module")
def fund(tmp_path_factory) -> Path:
    """A fund with the Bering Sea farm on hourly weather, a farm on monthly means, two farms in one project, a cement kiln."""
    from flows.nightly import run

    data = tmp_path_factory.mktemp("fund") / "data"
    (data / "proposals").mkdir(parents=True)
    shutil.copytree(SAMPLE / "sites", data / "sites")
    shutil.copy(SAMPLE / "fund.yaml", data)
    for name in ("bering-sea-wind-pilot", "fukue-floating", "buzen-cement"):
        shutil.copy(SAMPLE / "proposals" / f"{name}.yaml", data / "proposals")
    two = yaml.safe_load((SAMPLE / "proposals" / "bering-sea-wind-pilot.yaml").read_text(encoding="utf-8"))
    two["id"], two["title"] = "CTIF-902", "Two farms"
    two["blocks"] = [copy.deepcopy(two["blocks"][0]) | {"claim": {}} for _ in range(2)]  # a YAML of our own has no aliases
    (data / "proposals" / "two.yaml").write_text(yaml.safe_dump(two), encoding="utf-8")
    run(data, prefect=False, draws=DRAWS)
    return data


@pytest.fixture(scope="module")
def data(fund) -> Path:
    """What the commands are asked of."""
    return fund


@pytest.fixture
def ask(ask, monkeypatch):
    """Asks at a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    return ask


def median_of(ask, project: str, block: str, answer: str) -> float:
    rows = json.loads(ask("show", project, "--format", "json")[1])["rows"]
    (found,) = [row for row in rows if (row["section"], row["block"], row["name"]) == ("answers", block, answer)]
    return found["value"]


def test_the_document_says_what_the_scorecard_says(ask, tmp_path):
    code, out, err = ask("export", "eya", "CTIF-001", "--out", str(tmp_path / "farm.json"))
    assert (code, out) == (0, "") and "P90 is the energy exceeded with 90 % probability" in err
    document = json.loads((tmp_path / "farm.json").read_text(encoding="utf-8"))
    net = document["scenarios"][0]["energy_assessment"]["net_energy_assessment"]["results"]["annual_energy_production"][0]
    assert net["statistics"][0]["statistic"] == {"statistic_type": "median"}
    assert net["statistics"][0]["values"] == pytest.approx(median_of(ask, "CTIF-001", "1", "net_energy") / 1000, rel=1e-9)
    (plant,) = document["wind_farms"]
    assert plant["installed_capacity"] == 500e6 and plant["export_capacity"] == 350e6
    assert plant["assessment_period_start_date"] == "2031-06-01"
    assert document["project_country"] == "US" and re.fullmatch(r"\d{4}-\d\d-\d\d", document["issue_date"])


def test_the_document_has_the_shape_of_the_format(ask, tmp_path):
    shape = json.loads((CHECKOUT / "tests/evaluators/data/eya_def_shape.json").read_text(encoding="utf-8"))
    judge = jsonschema.Draft202012Validator(shape, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
    monthly = next(path for path in (SAMPLE / "proposals").glob("fukue*.yaml"))
    for project in ("CTIF-001", yaml.safe_load(monthly.read_text(encoding="utf-8"))["id"]):
        assert ask("export", "eya", project, "--out", str(tmp_path / "farm.json"))[0] == 0
        document = json.loads((tmp_path / "farm.json").read_text(encoding="utf-8"))
        assert [f"{list(one.path)}: {one.message[:200]}" for one in judge.iter_errors(document)] == []


def test_the_same_export_twice_is_the_same_file(ask, tmp_path):
    for name in ("one.json", "two.json"):
        ask("export", "eya", "CTIF-001", "--out", str(tmp_path / name))
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.json", "two.json"]


def test_hours_add_up_to_the_median_and_are_the_same_in_both_formats(ask, tmp_path):
    import pyarrow.parquet

    for name in ("farm.csv", "farm.parquet"):
        code, _, err = ask("export", "hourly", "CTIF-001", "--out", str(tmp_path / name))
        assert code == 0 and "8,760 hours of CTIF-001" in err
    lines = list(csv.DictReader(io.StringIO((tmp_path / "farm.csv").read_text(encoding="utf-8"))))
    power = np.array([float(line["net_power_MW"]) for line in lines])
    assert len(power) == 8760 and power.min() >= 0 and power.max() <= 350
    assert power.sum() == pytest.approx(median_of(ask, "CTIF-001", "1", "net_energy"), rel=1e-5)
    table = pyarrow.parquet.read_table(tmp_path / "farm.parquet")
    assert table.column_names == list(lines[0])
    assert table["net_power_MW"].to_numpy() == pytest.approx(power)


def test_unscaled_hours_are_within_one_per_cent_of_the_median(fund):
    """Median factors, wakes by hour and losses, put together, give the median of the draws before any scaling."""
    from app.commands.export import _farm

    _, _, farm = _farm("CTIF-001", None, None, Options(data=fund))
    assert farm.hourly_net(scaled=False).sum() == pytest.approx(np.median(farm.net_life), rel=0.01)


def test_two_farms_have_each_their_own_draws(ask, tmp_path):
    code, _, err = ask("export", "eya", "CTIF-902", "--out", str(tmp_path / "farm.json"))
    assert code == 2 and "CTIF-902 has 2 wind farms" in err and "--block 1 or 2" in err
    for block in ("1", "2"):
        ask("export", "eya", "CTIF-902", "--out", str(tmp_path / "farm.json"), "--block", block)
        document = json.loads((tmp_path / "farm.json").read_text(encoding="utf-8"))
        net = document["scenarios"][0]["energy_assessment"]["net_energy_assessment"]["results"]["annual_energy_production"][0]
        assert net["statistics"][0]["values"] == pytest.approx(median_of(ask, "CTIF-902", block, "net_energy") / 1000, rel=1e-9)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["eya", "CTIF-030", "--out", "x.json"], 4, ["CTIF-030 is no offshore wind farm (it has none)", "show CTIF-030"]),
        (["eya", "CTIF-001", "--out", "x.json", "--block", "3"], 4, ["block 3 of CTIF-001 is no offshore wind farm (blocks 1)"]),
        (["eya", "CTIF-001", "--out", "x.csv"], 2, ["written to a file .json, not to 'x.csv'"]),
        (["hourly", "CTIF-001", "--out", "x.json"], 2, ["written to a file .csv or .parquet, not to 'x.json'"]),
        (["hourly", "CTIF-0001", "--out", "x.csv"], 4, ["There is no project 'CTIF-0001'", "CTIF-001"]),
        (["eya", "CTIF-001", "--out", "nowhere/x.json"], 5, ["No such file or directory"]),
    ],
)
def test_what_cannot_be_exported_is_said(ask, tmp_path, monkeypatch, words, code, said):
    monkeypatch.chdir(tmp_path)
    found, _, err = ask("export", *words)
    assert found == code
    assert all(part in err for part in said), err
    assert list(tmp_path.iterdir()) == []


def test_monthly_weather_has_no_hours_and_says_what_to_send(ask, fund, tmp_path):
    project = yaml.safe_load((fund / "proposals" / "fukue-floating.yaml").read_text(encoding="utf-8"))["id"]
    code, _, err = ask("export", "hourly", project, "--out", str(tmp_path / "x.csv"))
    assert code == 4 and f"{project} has no hourly net series" in err and "send a year of hourly wind speeds" in err


def test_exporting_loads_no_pipeline(fund, tmp_path):
    script = (
        "import sys; from app.cli import main; code = main(['export', 'eya', 'CTIF-001', '--out', sys.argv[1]]); "
        "heavy = {'prefect', 'great_expectations', 'pandas', 'pyarrow'}; "
        "print(code, sorted({name.split('.')[0] for name in sys.modules} & heavy))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "farm.json")],
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
        env=os.environ | {"CLEANFUND_DATA": str(fund), "PYTHONPATH": str(CHECKOUT), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.stdout.strip() == "0 []", done.stderr


# --- what is shown


def test_the_scorecard_shows_waterfall_and_tornado_within_80_columns(ask):
    code, out, _ = ask("show", "CTIF-001")
    assert code == 0 and max(map(len, out.splitlines())) <= 80
    assert re.search(r"^gross .* █{20}$", out, re.M), "the waterfall begins with a whole bar"
    assert re.search(r"stated_cost_error +\d+% .*→ .* USD2024/tonne", out)
    assert re.search(r"1\.net_energy .* (above all|\d+(st|nd|rd|th))", out)
    rows = json.loads(ask("show", "CTIF-001", "--format", "json")[1])["rows"]
    swings = [row for row in rows if row["section"] == "tornado" and row["part"] == "cost_per_tonne"]
    middle = next(row["value"] for row in rows if row["name"] == "cost_per_tonne" and row["section"] == "answers")
    assert swings and all(row["unit"] == "USD2024/tonne" and row["low"] != row["high"] for row in swings)
    assert all(0.3 * middle < row[end] < 3 * middle for row in swings for end in ("low", "high"))


def test_the_tornado_goes_where_the_direction_says(ask):
    for project in ("CTIF-001", "CTIF-030"):
        rows = json.loads(ask("show", project, "--format", "json")[1])["rows"]
        ends = {(row["part"], row["name"]): row for row in rows if row["section"] == "tornado"}
        for row in rows:
            if row["section"] == "drivers" and row["value"] > 0.05:
                one = ends[row["part"], row["name"]]
                assert (one["high"] - one["low"]) * row["probability"] > 0, row


def test_explain_tells_the_swing_of_any_answer(ask):
    rows = json.loads(ask("explain", "CTIF-001", "1.net_energy", "--format", "json")[1])["rows"]
    said = [row["text"] for row in rows if row["step"] == "driver" and row["value"] is not None]
    assert said and all(re.search(r"from [\d.e+]+ to [\d.e+]+ MWh/year between its p10 and its p90$", text) for text in said)


BODY = {
    "boundary": "what is counted", "ratio_1": 0.25, "volume [m3]": 12345.678, "on": True, "none": None, "endless": "inf",
    "mean": {"speed_m_per_s": 7.5, "deep": {"er_MW": 3}},
    "steps": [
        {"name": "first", "energy_MWh_per_year": 100.0, "loss": None},
        {"name": "then", "energy_MWh_per_year": 75.0, "loss": 0.25},
    ],
    "loss_waterfall": [{"name": "gross", "GWh": 8.0}, {"name": "wakes", "GWh": 6.0}, {"name": "rest", "GWh": 0.0}],
    "curve": [{"speed_m_per_s": float(number), "share": 0.01} for number in range(40)],
    "profile": [float(number) for number in range(24)], "two": [1.5, 2.5], "words": ["a", "b", "c", "d"],
    "empty": [], "nothing": {}, "years": {"2030": 5.0, "2031": 6.0}, "notes": ["not here"],
}  # fmt: skip


@pytest.fixture
def shown(monkeypatch, capsys):
    class Connection:
        description = (("block",), ("body",))

        def execute(self, query, values):
            return self

        def fetchall(self):
            return [("1", json.dumps(BODY))]

    def show(width: int = 80) -> str:
        monkeypatch.setenv("COLUMNS", str(width))
        show_exhibits(console_for(Options()), exhibit_rows(Connection(), "k"))
        return capsys.readouterr().out

    show.rows = exhibit_rows(Connection(), "k")
    return show


def test_exhibits_are_flat_rows_with_their_way(shown):
    told = {(row["name"], row["part"]): row["text"] if row["value"] is None else row["value"] for row in shown.rows}
    assert told["steps", "2 / loss"] == 0.25 and told["mean", "deep / er_MW"] == 3.0
    assert told["on", ""] == "true" and told["none", ""] is None and told["profile", "24"] == 23.0
    assert not [way for way in told if way[0] in ("notes", "empty", "nothing")]


def test_any_exhibit_is_written_readably(shown):
    out = shown()
    for pattern in (
        r"^boundary +what is counted$", r"^ratio +0\.250$", r"^volume +12,300 m3$", r"^mean / speed +7\.50 m/s$",
        r"^mean / deep / er +3 MW$", r"^profile +24 values, 0 to 23$", r"^two +1\.50, 2\.50$", r"^words +a, b, c, d$",
        r"^years / 2030 +5$", r"^steps$", r"^name +energy \[MWh/year\] +loss$", r"^then +75 +0\.250$",
        r"^curve: 40 rows, with --format json or csv$", r"^gross +8 +█{20}$", r"^wakes +6 +█{15}░{5}$", r"^rest +0 +░{15}$",
    ):  # fmt: skip
        assert re.search(pattern, out, re.M), pattern + "\n" + out
    assert "not here" not in out


@pytest.mark.parametrize("width", [30, 45, 60, 80, 120])
def test_exhibits_fit_the_terminal(shown, width):
    assert max(map(len, shown(width).splitlines())) <= width


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("mean_speed_m_per_s", ("mean speed", "m/s")), ("energy_MWh_per_year", ("energy", "MWh/year")),
        ("capex parts [USD2024]", ("capex parts", "USD2024")), ("share claimed [1]", ("share claimed", "")),
        ("floor_share_1", ("floor share", "")), ("sensitivity_ratio", ("sensitivity ratio", "")), ("m", ("m", "")),
        ("credit_over_life_USD2024_per_tonne", ("credit over life", "USD2024/tonne")), ("sector_deg", ("sector", "deg")),
        ("decision_year", ("decision", "year")), ("wakes", ("wakes", "")),
    ],
)  # fmt: skip
def test_names_carry_their_units(name, told):
    assert words_and_unit(name) == told
