"""``cleanfund validate PATH...`` judges files wherever they lie, and writes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluators.toolkit.contract import evaluator, given, measured
from flows.validate_paths import validate_paths


@evaluator("farm")
def farm(
    capacity=given("MW", "power", least=1, most=5000, example=100.0), water_depth=measured("m", "depth", least=3, most=3000)
):
    return {}


EVALUATORS = {"farm": farm}
PROPOSAL = """\
id: T-1
title: Test farm
applicant: Sample Applicant
country: US
pillar: wind
submitted: 2026-09-30
operation_start: 2030-06-01
currency: USD
price_year: 2024
estimate_class: 4
maturity: 7
total_cost: 200 MUSD
grant_requested: 50 MUSD
blocks:
  - technology: farm
    site: bering
    given: {capacity: 500 MW}
"""
CARD = "latitude: 55.0 N\nlongitude: 160.0 W\nwater_depth: 100 m\n"


@pytest.fixture
def data(tmp_path) -> Path:
    folder = tmp_path / "fund"
    (folder / "sites").mkdir(parents=True)
    (folder / "sites" / "bering.yaml").write_text(CARD)
    return folder


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_good_file_anywhere_takes_its_site_from_the_fund(data, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(PROPOSAL)
    [row] = validate_paths([path], data, EVALUATORS)
    assert (row["severity"], row["file"], row["reason"]) == ("ok", str(path), "Nothing is wrong with it.")


def test_a_bad_file_is_told_of_and_nothing_is_written(data, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(PROPOSAL.replace("500 MW", "0 MW").replace("US\n", "UK\n"))
    (data / "sites" / "sand.yaml").write_text("weather: pvlib:703165TY.csv\n")
    before = files_in(tmp_path)
    rows = validate_paths([path], data, EVALUATORS)
    assert [(row["severity"], row["rule"], row["field"], row["place"]) for row in rows] == [
        ("critical", "form.country", "country", "line 4, country"),
        ("critical", "contract.bounds", "capacity", "line 17, blocks.1.given.capacity"),
    ]
    assert all(row["file"] == str(path) and row["project_id"] == "T-1" and row["remedy"] for row in rows)
    assert files_in(tmp_path) == before


def test_a_folder_stands_for_its_files_and_a_site_at_hand_for_the_funds_own(data, tmp_path):
    (tmp_path / "in" / "proposals").mkdir(parents=True)
    (tmp_path / "in" / "sites").mkdir()
    (tmp_path / "in" / "proposals" / "one.yaml").write_text(PROPOSAL)
    (tmp_path / "in" / "proposals" / "README.md").write_text("not a proposal")
    (tmp_path / "in" / "sites" / "bering.yaml").write_text(CARD.replace("100 m", "1 m"))
    [row] = validate_paths([tmp_path / "in"], data, EVALUATORS)
    assert (row["severity"], row["rule"], row["project_id"]) == ("critical", "contract.bounds", "T-1")
    assert row["file"] == str(tmp_path / "in" / "sites" / "bering.yaml") and row["place"] == "line 3, water_depth"


@pytest.mark.parametrize(
    ("name", "content", "rule", "remedy"),
    [
        ("empty.yaml", b"", "file.empty", "Send the file again"),
        ("cut.yaml", PROPOSAL.encode() + b"  - {technology: [", "yaml.syntax", "Compare the line"),
        ("photo.jpg", b"\xff\xd8\xff\xe0", "file.unknown_format", "Save the file"),
    ],
)
def test_a_file_that_cannot_be_read(data, tmp_path, name, content, rule, remedy):
    (tmp_path / "proposals").mkdir()
    path = tmp_path / "proposals" / name
    path.write_bytes(content)
    [row] = validate_paths([path], data, EVALUATORS)
    assert (row["severity"], row["rule"], row["file"]) == ("critical", rule, str(path)) and remedy in row["remedy"]


def test_a_file_of_no_kind(data, tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"\xff\xd8")
    [row] = validate_paths([path], data, EVALUATORS)
    assert row["rule"] == "file.kind" and "Put it into a folder named" in row["remedy"]


def test_a_path_that_is_not_there(data, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"There is no file or folder '.*nowhere\.yaml'\. Check the spelling"):
        validate_paths([tmp_path / "nowhere.yaml"], data, EVALUATORS)
