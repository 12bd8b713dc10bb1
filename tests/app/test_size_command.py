"""``cleanfund size``: every store on a project's own task in all draws, and the plants of least cost, from a fund that ran."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
import yaml

from evaluators.hydrogen_storage.tables import TECHNOLOGIES

SAMPLE = Path(__file__).parents[2] / "data"
DRAWS = 400
MADE, BOUGHT, GRID = "CTIF-953", "CTIF-011", "CTIF-954"


@pytest.fixture(scope="module")
def fund(tmp_path_factory) -> Path:
    """A fund with the Hitachi store without its battery, fed by wind or by the grid alone, a store that buys, a wind farm."""
    from flows.nightly import run

    data = tmp_path_factory.mktemp("fund") / "data"
    (data / "proposals").mkdir(parents=True)
    shutil.copytree(SAMPLE / "sites", data / "sites")
    shutil.copy(SAMPLE / "fund.yaml", data)
    for name in ("kobe-liquid-organic", "fukue-floating"):
        shutil.copy(SAMPLE / "proposals" / f"{name}.yaml", data / "proposals")
    paper = yaml.safe_load((SAMPLE / "proposals" / "hitachi-wind-battery-vessels.yaml").read_text(encoding="utf-8"))
    (block,) = paper["blocks"]
    for name in ("battery_power", "battery_energy", "grid_power"):
        del block["given"][name]
    for project, changes in ((MADE, {}), (GRID, {"wind_capacity": None, "grid_power": "14 MW"})):
        block["given"] = {name: value for name, value in (block["given"] | changes).items() if value is not None}
        paper |= {"id": project, "title": f"Wind and vessels {project}"}
        (data / "proposals" / f"{project}.yaml").write_text(yaml.safe_dump(paper), encoding="utf-8")
    run(data, prefect=False, draws=DRAWS)
    return data


@pytest.fixture(scope="module")
def data(fund) -> Path:
    """What the command is asked of."""
    return fund


@pytest.fixture(scope="module")
def told(fund) -> dict:
    """What is said of the store with wind of its own, as JSON."""
    import contextlib

    from app.cli import main

    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        assert main(["size", MADE, "--data", str(fund), "--format", "json"]) == 0
    return json.loads(out.getvalue())


def of(told: dict, section: str) -> list[dict]:
    return [row for row in told["rows"] if row["section"] == section]


def test_every_store_of_the_table_is_ranked_in_all_draws(told, ask):
    stores = of(told, "store")
    assert told["schema"] == "size/1" and told["asked"]["draws"] == DRAWS
    assert {row["name"] for row in stores} == set(TECHNOLOGIES.rows)
    assert [row["name"] for row in stores if row["proposed"]] == ["vessel_350bar"]
    held = [row for row in stores if row["ground"] == "holds it"]
    assert [row["p50"] for row in held] == sorted(row["p50"] for row in held)
    assert all(row["p10"] <= row["p50"] <= row["p90"] for row in stores)
    assert sum(row["cheapest"] for row in held) == pytest.approx(1.0, abs=0.01)
    # The scorecard ranks on 256 strata of the same draws: near, and not the same.
    shown = json.loads(ask("show", MADE, "--format", "json")[1])["rows"]
    parts = [row for row in shown if row["section"] == "exhibits" and row["name"].startswith("stores on this task")]
    names = {row["part"].split(" / ")[0]: row["text"] for row in parts if row["part"].endswith("/ store")}
    strata = {names[row["part"].split(" / ")[0]]: row["value"] for row in parts if row["part"].endswith("/ p50")}
    for row in stores:
        assert row["p50"] == pytest.approx(strata[row["name"]], rel=0.1), row["name"]
    assert any(row["p50"] != strata[row["name"]] for row in stores)


def test_the_plants_of_least_cost_stand_beside_what_is_proposed(told):
    proposed, best, *_ = of(told, "design")
    assert (proposed["wind"], proposed["electrolyser"], proposed["store"]) == (40.0, 18.0, 12.0)
    assert proposed["proposed"] and proposed["bound"] is None
    assert best["unmet_demand"] == pytest.approx(0.0, abs=1e-9) and best["wind"] > 0 and best["solar"] == 0
    assert 0 <= best["gap"] < 0.05 and best["bound"] <= best["four"] <= best["p50"]
    assert {row["weather_year"] for row in of(told, "design")} <= set(range(1, 11))


def test_a_terminal_shows_both_and_says_what_it_does(ask, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    code, out, err = ask("size", MADE)
    assert code == 0 and max(map(len, out.splitlines())) <= 80
    assert "vessel 350bar ← proposed" in out and "gap, certified" in out and "least cost" in out
    assert "evaluation" in err and "design" in err and "weather years" in err


def test_csv_has_the_rows_alone(ask):
    code, out, _ = ask("size", BOUGHT, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0 and {row["section"] for row in rows} == {"store"} and len(rows) == len(TECHNOLOGIES.rows)


@pytest.mark.parametrize(("project", "why"), [(BOUGHT, "the hydrogen is bought"), (GRID, "all power comes from the grid")])
def test_where_there_is_nothing_to_size_it_says_why(ask, project, why):
    code, out, err = ask("size", project)
    assert code == 0 and "Every store on the task" in out and "Plants for" not in out
    assert f"No design is sought: {why}" in err or why in err


def test_a_project_without_hydrogen_or_without_number_is_told(ask):
    code, out, err = ask("size", "CTIF-003")
    assert (code, out) == (4, "") and "CTIF-003 is no hydrogen store (it has none)" in err and "cleanfund show CTIF-003" in err
    assert ask("size", "CTIF-0")[0] == 4
    code, _, err = ask("size", MADE, "--block", "2")
    assert code == 4 and f"block 2 of {MADE} is no hydrogen store (blocks 1)" in err


def test_the_scorecard_says_how_to_ask(ask):
    out = " ".join(ask("show", MADE)[1].split())
    assert "cleanfund size and the project's number" in out


def test_asking_loads_no_pipeline(shell):
    done = shell(
        "-c", "import sys\nfrom app.cli import main\ncode = main(['size', 'CTIF-011'])\n"
        "assert code == 0, code\nassert not {'prefect', 'great_expectations', 'pandas', 'pyarrow', 'pvlib'} & set(sys.modules)",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
