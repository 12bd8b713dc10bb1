"""A new fund: made whole or not at all, never over another, and it runs."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import openpyxl
import pytest
import yaml

from app.cli import main
from evaluators.toolkit.discovery import find_evaluators
from flows.fund import read_fund

TECHNOLOGIES = sorted(find_evaluators(folders="").evaluators)
FILES = {
    "README.md", "fund.yaml", "proposals/sample-fukue-floating.yaml", "sites/goto.yaml", "sites/goto.monthly.csv",
    "proposals/sample-permian-solvent-trial.yaml", "sites/ector-county.yaml",
    "forms/progress-report.xlsx", "forms/review.csv", "forms/site-weather.csv",
    *(f"forms/application-{name}.xlsx" for name in TECHNOLOGIES),
}  # fmt: skip


@pytest.fixture
def init(capsys, monkeypatch):
    """Runs ``cleanfund init`` in this process: (exit code, stdout, stderr)."""
    monkeypatch.delenv("CLEANFUND_EVALUATORS", raising=False)
    monkeypatch.setenv("COLUMNS", "100")

    def run(*words: str) -> tuple[int, str, str]:
        code = main(["init", *words])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def content(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_new_fund_has_its_file_its_folders_a_sample_and_forms(init, tmp_path):
    code, out, err = init(str(tmp_path / "fund"), "--format", "json")
    assert code == 0 and {row["file"] for row in json.loads(out)["rows"]} == FILES == set(content(tmp_path / "fund"))
    assert {path.name for path in (tmp_path / "fund").iterdir() if path.is_dir()} == {
        "proposals",
        "sites",
        "reviews",
        "progress",
        "forms",
    }
    assert f"Next: cleanfund run --data {tmp_path / 'fund'}" in err
    assert "progress-report.xlsx to each project that is awarded a grant" in err and "into proposals/ and progress/" in err
    assert [path.name for path in tmp_path.iterdir()] == ["fund"]  # nothing half-made is left beside it
    farm, plant = (path.read_text(encoding="utf-8") for path in sorted((tmp_path / "fund" / "proposals").iterdir()))
    assert farm.startswith("# A SAMPLE: ") and yaml.safe_load(farm)["id"] == "SAMPLE-001"
    assert plant.startswith("# A SAMPLE: ") and "Delete this file, and 'ector-county.yaml' in the folder sites" in plant
    stated = yaml.safe_load(plant)
    assert (stated["id"], stated["pillar"], stated["blocks"][0]["technology"]) == ("SAMPLE-002", *["carbon_capture"] * 2)
    assert "hub" not in stated and "CTIF-" not in plant and "present_cost" in stated["blocks"][0]["given"]


@pytest.mark.parametrize("name", ['Fonds: "Nord" #1', "クリーン基金", "{a: b}", "$name & Co", "- x"])
def test_any_name_is_kept_as_it_is(init, tmp_path, name):
    assert init(str(tmp_path / "fund"), f"--name={name}")[0] == 0
    fund = read_fund(tmp_path / "fund")
    assert fund.name == name and list(fund.pillars) == TECHNOLOGIES and (fund.seed, fund.draws) == (2026, 10_000)
    assert (tmp_path / "fund" / "README.md").read_text(encoding="utf-8").startswith(f"# {name}\n")


def test_a_new_fund_runs_and_its_samples_are_accepted(init, tmp_path):
    from flows.nightly import run

    init(str(tmp_path / "fund"))
    summary = run(tmp_path / "fund", prefect=False, draws=400)
    assert (summary.status, summary.newly_refused) == ("done", [])
    assert summary.counts["accepted"] == 2 and summary.counts["scored"] == 2


def test_a_second_fund_is_refused_and_nothing_is_touched(init, tmp_path):
    init(str(tmp_path / "fund"))
    (tmp_path / "fund" / "forms" / "review.csv").write_text("mine")
    before = content(tmp_path / "fund")
    code, out, err = init(str(tmp_path / "fund"))
    assert (code, out) == (2, "") and content(tmp_path / "fund") == before
    assert "There is a fund in" in err and "nothing was changed" in err and "--forms-only makes its forms anew" in err


def test_what_is_no_empty_folder_is_refused_and_nothing_is_touched(init, tmp_path):
    (tmp_path / "thesis.docx").write_text("x")
    code, _, err = init(str(tmp_path))
    assert code == 2 and "is not empty: it holds thesis.docx; nothing was changed" in err
    code, _, err = init(str(tmp_path / "thesis.docx"))
    assert code == 2 and "is no folder" in err
    (tmp_path / "there").symlink_to(tmp_path / "nowhere")
    assert init(str(tmp_path / "there"))[0] == 2
    code, _, err = init(str(tmp_path / "fund"), "--name", " ")
    assert code == 2 and "no name that can be printed" in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["there", "thesis.docx"]


def test_the_folder_one_stands_in_may_become_the_fund(init, tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    assert init(".")[0] == 0
    assert (tmp_path / "fund.yaml").is_file() and (tmp_path / ".git").is_dir()


def test_a_fund_is_made_whole_or_not_at_all(init, tmp_path, monkeypatch):
    import flows.new_fund

    def full(*_):
        raise OSError(28, "No space left on device", "fund.yaml")

    monkeypatch.setattr(flows.new_fund, "write_forms", full)
    code, _, err = init(str(tmp_path / "fund"))
    assert code == 5 and "No space left on device" in err
    assert list(tmp_path.iterdir()) == []


def test_forms_only_renews_the_forms_with_what_the_fund_says_and_nothing_else(init, tmp_path):
    folder = tmp_path / "fund"
    init(str(folder))
    text = (folder / "fund.yaml").read_text(encoding="utf-8")
    head = text.split("pillars:\n")[0]
    (folder / "fund.yaml").write_text(
        head + "pillars: {tidal: Tides}\ncalls: {2027-spring: {closes: 2027-03-31}}\n", encoding="utf-8"
    )
    before = content(folder)
    code, out, _ = init(str(folder), "--forms-only")
    after = content(folder)
    assert code == 0 and "forms/review.csv" in out
    changed = {name for name in before if before[name] != after[name]}
    assert before.keys() == after.keys() and changed == {f"forms/application-{name}.xlsx" for name in TECHNOLOGIES}
    book = openpyxl.load_workbook(io.BytesIO((folder / "forms" / f"application-{TECHNOLOGIES[0]}.xlsx").read_bytes()))
    listed = {cell.value for row in book["Lists"].iter_rows() for cell in row}
    assert {"tidal", "2027-spring"} <= listed and TECHNOLOGIES[-1] not in listed


def test_forms_of_no_fund_are_refused(init, tmp_path):
    code, _, err = init(str(tmp_path), "--forms-only")
    assert code == 4 and "it has no fund.yaml" in err and list(tmp_path.iterdir()) == []


def test_two_funds_of_one_name_are_the_same_to_the_byte(init, tmp_path):
    init(str(tmp_path / "one"))
    init(str(tmp_path / "two"))
    one, two = content(tmp_path / "one"), content(tmp_path / "two")
    assert {name for name in one if one[name] != two[name]} == {"README.md"}  # it says how the folder is called


HEAVY = ("prefect", "great_expectations", "duckdb", "pandas", "pvlib", "pyarrow", "xarray")


def test_making_a_fund_loads_neither_the_pipeline_nor_the_warehouse(shell, tmp_path):
    script = (
        "import sys; from app.cli import main; code = main(['init', 'fund']); "
        f"sys.exit(code or ', '.join(name for name in {HEAVY} if name in sys.modules) or None)"
    )
    done = shell("-c", script)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "fund" / "fund.yaml").is_file()
