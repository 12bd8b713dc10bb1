"""``cleanfund portfolio``: four formats, two widths, the fund's rules and a scenario's, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import re

import portfolio_snapshot
import pytest

FUND = """
name: Test
pool: 1300 MUSD2024
pillars: {offshore_wind: W, hydrogen: H, carbon_capture: C}
ring_fences: {hydrogen: 400 MUSD2024}
portfolio: {country_balance: {US-JP: 90 %}}
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = portfolio_snapshot.make_snapshot(tmp_path_factory.mktemp("portfolio") / "data")
    (folder / "fund.yaml").write_text(FUND, encoding="utf-8")
    return folder


def test_the_four_formats_tell_the_same(ask):
    code, out, err = ask("portfolio", "--format", "json")
    whole = json.loads(out)
    assert (code, whole["schema"], whole["run"]) == (0, "portfolio/1", portfolio_snapshot.RUN)
    assert whole["asked"] == {"budget": 1.3e9, "objective": "tonnes", "mode": "advisory"}
    assert [row["project_id"] for row in whole["rows"] if row["funded"]] == ["CTIF-002", "CTIF-001"], "most for the money first"
    assert "2 projects for 1,200.0 of 1,300 MUSD2024: 11,000,000 tonnes" in err and "Advisory: the portfolio proposes" in err
    assert [json.loads(line) for line in ask("portfolio", "--format", "jsonl")[1].splitlines()] == whole["rows"]
    table = list(csv.DictReader(io.StringIO(ask("portfolio", "--format", "csv")[1])))
    assert list(table[0]) == [column["name"] for column in whole["columns"]] and len(table) == len(whole["rows"])
    for line, row in zip(table, whole["rows"], strict=True):
        numbers = {name: value for name, value in row.items() if isinstance(value, float)}
        assert {name: float(line[name]) for name in numbers} == numbers


@pytest.mark.parametrize("width", [80, 140])
def test_on_a_terminal(ask, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    code, out, _ = ask("portfolio", "--robust")
    assert code == 0 and "\x1b" not in out and "\u202e" not in out
    assert max(len(line) for line in out.splitlines()) <= width
    assert re.search(r"CTIF-001 +✓ .* 900.0 +1,000.0 +6.00 +core 100%", out)
    assert re.search(r"CTIF-003 +✗ .* 0.0 +200.0 +1.00 +exterior 0% +it asks for", out)
    assert re.search(r"optimum +2 +1,200.0 +11.00 +11.00–11.00 +0.0%", out)
    assert re.search(r"pool +1,200.0 .*1,300.0", out)


def test_the_budget_and_the_objective_of_the_moment(ask):
    def funded(*words):
        return {row["project_id"] for row in json.loads(ask("portfolio", "--format", "json", *words)[1])["rows"] if row["funded"]}

    assert funded("--budget", "0.9bn") == {"CTIF-002"}, "90 % of the pool is now too little for the other"
    assert funded("--budget", "1000 million USD2024") == {"CTIF-001"}
    assert funded("--budget", "1.5e9", "--objective", "points") == {"CTIF-001", "CTIF-002"}


def test_a_scenario_stands_in_for_the_fund(ask, tmp_path):
    file = tmp_path / "tight.yaml"
    file.write_text("ring_fences: {hydrogen: {floor: 600 MUSD2024}}\n", encoding="utf-8")
    code, out, err = ask("portfolio", "--scenario", str(file))
    assert code == 0 and "lower the floor of hydrogen from 600.0 to 500.0 MUSD2024, by 100.0" in out
    assert "No portfolio keeps all rules." in err
    file.write_text("seed: 7\n", encoding="utf-8")
    code, _, err = ask("portfolio", "--scenario", str(file))
    assert code == 2 and "tight.yaml may hold pool, ring_fences, portfolio, and nothing else" in err
    file.write_text("portfolio: {mode: strict}\n", encoding="utf-8")
    code, _, err = ask("portfolio", "--scenario", str(file))
    assert code == 5 and "tight.yaml: portfolio: mode is 'strict'; known are advisory, binding." in err
    code, _, err = ask("portfolio", "--scenario", str(tmp_path / "none.yaml"))
    assert code == 2 and "The scenario none.yaml cannot be read" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--budget", "x"), "The budget is 'x': 'x' does not start with a number"),
        (("--budget", "5 to 6 billion"), "which is a range; give one amount"),
        (("--budget", "3 GW"), "The budget is '3 GW'"),
        (("--budget=-5"), "The budget is '-5'; it must be 0 or more"),
        (("--budget", "0"), "The budget is 0, so nothing can be funded"),
        (("--gap", "2"), "--gap is 2; give a part of the optimum from 0 to below 1"),
        (("--objective", "jobs"), "jobs"),
    ],
)
def test_what_cannot_be_asked(ask, words, told):
    code, out, err = ask("portfolio", *((words,) if isinstance(words, str) else words))
    assert (code, out) == (2, "") and told in err


def test_asking_loads_no_pipeline(shell):
    done = shell(
        "-c",
        "import sys; from app.cli import main; main(['portfolio', '--format', 'csv']); "
        "sys.stderr.write(' '.join({name.split('.')[0] for name in sys.modules}))",
    )
    loaded = set(done.stderr.splitlines()[-1].split())
    assert {"app", "numpy", "duckdb", "highspy"} <= loaded
    assert not loaded & {"prefect", "great_expectations", "pandas", "pyarrow", "rich"}
