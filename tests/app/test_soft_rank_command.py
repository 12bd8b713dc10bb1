"""``cleanfund rank --softness`` and ``compare``: four formats that tell the same, the fund's pool, terminals of every width."""

from __future__ import annotations

import csv
import io
import json

import pytest
import soft_snapshot


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = soft_snapshot.make_snapshot(tmp_path_factory.mktemp("soft") / "data")
    text = "name: Test\npool: 1600 MUSD2024\npillars: {hydrogen: H, offshore_wind: W}\nring_fences: {hydrogen: 100 MUSD2024}\n"
    (folder / "fund.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "words",
    [
        ["rank", "--softness", "draws"],
        ["rank", "--softness", "weights", "--order", "innovation,cost_efficiency", "--between", "innovation=0.3..0.6"],
        ["compare", "CTIF-001", "CTIF-003"],
    ],
    ids=lambda words: " ".join(words[:3]),
)
def test_the_four_formats_tell_the_same(ask, words, monkeypatch):
    code, out, _ = ask(*words, "--format", "json")
    whole = json.loads(out)
    names = [column["name"] for column in whole["columns"]]
    assert code == 0
    assert whole["schema"] == f"{words[0]}/1"
    assert all(list(row) == names for row in whole["rows"])
    assert [json.loads(line) for line in ask(*words, "--format", "jsonl")[1].splitlines()] == whole["rows"]
    table = list(csv.reader(io.StringIO(ask(*words, "--format", "csv")[1])))
    assert (table[0], len(table)) == (names, len(whole["rows"]) + 1)
    for width in (60, 80, 100, 140):
        monkeypatch.setenv("COLUMNS", str(width))
        code, out, _ = ask(*words)
        assert code == 0
        assert max(map(len, out.splitlines())) <= width


def test_pool_and_ring_fence_are_those_of_the_fund(ask):
    whole = json.loads(ask("rank", "--softness", "draws", "--format", "json")[1])
    assert whole["asked"]["softness"] == {"of": "draws", "pool": 1.6e9, "caps": {"hydrogen": 1e8}, "first": 1}
    chances = {row["project_id"]: row["chance_funded"] for row in whole["rows"]}
    assert chances == {"CTIF-001": 0.75, "CTIF-002": 0.0, "CTIF-003": 0.1}, "002 asks for 500 of the 100 that hydrogen has"


def test_a_number_of_places_alone_asks_for_softness(ask):
    row = json.loads(ask("rank", "--first", "3", "--format", "json")[1])["rows"][0]
    assert row["chance_first_n"] == 1.0
    assert "chance_first_n" not in json.loads(ask("rank", "--format", "json")[1])["rows"][0]


def test_a_wrong_question_is_told_in_one_line(ask):
    code, out, err = ask("rank", "--order", "innovation")
    assert (code, out) == (2, "")
    assert "Ask with --softness weights" in err
    code, _, err = ask("compare", "CTIF-001")
    assert code == 2
    assert "Name two to four" in err
