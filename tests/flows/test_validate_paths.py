"""``cleanfund validate PATH...`` judges files wherever they lie, and writes nothing."""

from __future__ import annotations

import os
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from files_at_hand import CARD, EVALUATORS, PROPOSAL, files_in, with_a_site
from spine_fixtures import run_plainly

from flows.named_files import NamedFile
from flows.progress_form import write_progress_form
from flows.validate_paths import validate_paths


@pytest.fixture
def data(tmp_path) -> Path:
    return with_a_site(tmp_path / "fund")


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
    with pytest.raises(FileNotFoundError, match=r"There is no file '.*nowhere\.yaml', nor a folder\. Check the spelling"):
        validate_paths([tmp_path / "nowhere.yaml"], data, EVALUATORS)


# Every kind, wherever it lies

PROGRESS = "project,period,reported_on,section,item,value,unit,due,met,note\n"
QUARTER = "T-1,2025-Q{0},2025-{1}-20,financial,cash_receipts,{2},MUSD,,,\n"
REVIEW = "proposal,reviewer,criterion,points,comment,conflict\nT-1,Reviewer A,innovation,{},,no\n"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.yaml", PROPOSAL, "proposals"),
        ("b.yaml", CARD, "sites"),
        ("c.csv", PROGRESS + QUARTER.format(1, "04", 1), "progress"),
        ("d.csv", REVIEW.format(9), "reviews"),
        ("e.csv", "id,title,block.technology\nT-1,Test farm,farm\n", "proposals"),
        ("f.monthly.csv", "month,wind_speed [m/s]\n1,8\n", "sites"),
        ("g.json", '{"id": "T-1", "blocks": [{"technology": "farm"}]}', "proposals"),
        ("h.xml", "<a/>", "proposals"),
        ("i.xlsx", None, "progress"),
    ],
)
def test_what_lies_anywhere_is_known_by_its_content(tmp_path, name, content, kind):
    path = tmp_path / name
    if content is None:
        write_progress_form(path)
    else:
        path.write_text(content)
    assert NamedFile(str(path), path).taken().kind == kind


def test_a_package_is_judged_with_the_place_in_its_member(data, tmp_path):
    path = tmp_path / "mine.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("form.yaml", PROPOSAL.replace("500 MW", "0 MW"))
        archive.writestr("plan.pdf", b"%PDF")
    [row] = validate_paths([path], data, EVALUATORS)
    assert (row["rule"], row["file"]) == ("contract.bounds", str(path))
    assert row["place"] == "form.yaml, line 17, blocks.1.given.capacity"


def test_a_report_is_compared_with_those_that_the_fund_has(data, tmp_path):
    (data / "progress").mkdir()
    (data / "progress" / "q1.csv").write_text(PROGRESS + QUARTER.format(1, "04", 5))
    path = tmp_path / "q2.csv"
    path.write_text(PROGRESS + QUARTER.format(2, "07", 4))
    [row] = validate_paths([path], data, EVALUATORS)
    assert (row["severity"], row["rule"], row["file"]) == ("critical", "progress.falls", str(path))
    assert "less than 5 MUSD in 2025-Q1" in row["reason"] and row["place"] == "line 2, column value"
    # The same name is the same report, sent again: it stands for the fund's own.
    again = tmp_path / "q1.csv"
    again.write_text(PROGRESS + QUARTER.format(1, "04", 4))
    assert [row["severity"] for row in validate_paths([again], data, EVALUATORS)] == ["ok"]


def test_a_review_is_compared_with_those_that_the_fund_has(data, tmp_path):
    (data / "reviews").mkdir()
    (data / "reviews" / "one.csv").write_text(REVIEW.format(9))
    path = tmp_path / "two.csv"
    path.write_text(REVIEW.format(8))
    rows = {row["file"]: row for row in validate_paths([path], data, EVALUATORS)}
    assert {row["rule"] for row in rows.values()} == {"review"} and len(rows) == 2, "neither of the two would count"
    assert "8 points for innovation here and 9 in" in rows[str(path)]["reason"]


def test_a_report_on_a_project_that_nobody_knows_is_told(heat, tmp_path):
    run_plainly(heat)
    path = tmp_path / "q1.csv"
    path.write_text(PROGRESS + QUARTER.format(1, "04", 1))
    [row] = validate_paths([path], heat, EVALUATORS)
    assert (row["severity"], row["rule"], row["found"]) == ("warning", "progress.unknown_project", "T-1")
    assert "Check the number" in row["remedy"]
    path.write_text(PROGRESS + QUARTER.format(1, "04", 1).replace("T-1", "HEAT-1"))
    assert [row["severity"] for row in validate_paths([path], heat, EVALUATORS)] == ["ok"]


def test_a_funds_folder_stands_for_what_its_sources_hold(data):
    (data / "intake").mkdir()
    (data / "intake" / "one.yaml").write_text(PROPOSAL)
    (data / "forms").mkdir()
    (data / "forms" / "blank.csv").write_text("not asked about")
    (data / "fund.yaml").write_text("sources: {proposals: intake}\n")
    rows = validate_paths([data], data, EVALUATORS)
    assert {(row["severity"], Path(row["file"]).name) for row in rows} == {("ok", "one.yaml"), ("ok", "bering.yaml")}


def test_what_the_funds_own_site_says_stands_with_the_proposal_at_hand(data, tmp_path):
    (data / "sites" / "bering.yaml").write_text(CARD.replace("100 m", "1 m"))
    path = tmp_path / "mine.yaml"
    path.write_text(PROPOSAL)
    [row] = validate_paths([path], data, EVALUATORS)
    assert (row["file"], row["place"], row["severity"]) == (str(path), "bering.yaml, line 3, water_depth", "critical")


# Once, and not more than may be


def test_each_file_is_read_once(data, tmp_path, monkeypatch):
    reports = PROGRESS + QUARTER.format(1, "04", 1)
    names = {"one.yaml": PROPOSAL, "two.csv": reports, "three.yaml": CARD, "four.csv": REVIEW.format(9)}
    for name, content in names.items():
        (tmp_path / name).write_text(content)
    opened: list[str] = []
    plain = os.open

    def counted(path, *rest, **more):
        opened.append(Path(path).name)
        return plain(path, *rest, **more)

    monkeypatch.setattr(os, "open", counted)
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail(f"{self} is read another way"))
    rows = validate_paths([tmp_path / name for name in names], data, EVALUATORS)
    assert [row["severity"] for row in rows] == ["ok"] * 4
    assert sorted(name for name in opened if name in names) == sorted(names)


@pytest.mark.parametrize(("folder", "kind"), [("anywhere", "proposals"), ("sites", "sites")])
def test_a_file_that_is_too_large_is_refused_before_it_is_loaded(data, tmp_path, folder, kind):
    (tmp_path / folder).mkdir()
    path = tmp_path / folder / "big.yaml"
    with path.open("wb") as file:
        file.truncate(300_000_000)  # of nothing: it takes no room on the disk
    tracemalloc.start()
    [row] = validate_paths([path], data, EVALUATORS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (row["severity"], row["rule"], row["found"]) == ("critical", "file.too_large", "300.0 MB")
    assert f"This file in {kind} may have at most" in row["reason"] and peak < 30_000_000


def test_a_pipe_holds_nobody_up(data, tmp_path):
    os.mkfifo(tmp_path / "a.yaml")
    [row] = validate_paths([tmp_path / "a.yaml"], data, EVALUATORS)
    assert row["rule"] == "file.unreadable" and "a pipe, a device or the like" in row["reason"]
