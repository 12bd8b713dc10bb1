"""``cleanfund materials``: the formats tell the same, the terminal is not overrun, and what cannot be asked is told."""

from __future__ import annotations

import csv
import io
import json

import materials_snapshot
import pytest


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return materials_snapshot.make_snapshot(tmp_path_factory.mktemp("materials") / "data")


def test_the_formats_tell_the_same(ask):
    code, out, err = ask("materials", "--format", "json")
    whole = json.loads(out)
    assert (code, whole["schema"], whole["run"]) == (0, "materials/1", materials_snapshot.RUN)
    assert [row["material"] for row in whole["rows"]] == ["iridium", "neodymium"] and "The tightest is iridium" in err
    assert [json.loads(line) for line in ask("materials", "--format", "jsonl")[1].splitlines()] == whole["rows"]
    table = list(csv.DictReader(io.StringIO(ask("materials", "--format", "csv")[1])))
    assert [float(row["tonnes_p50"]) for row in table] == [row["tonnes_p50"] for row in whole["rows"]]


def test_on_a_terminal(ask):
    code, out, _ = ask("materials")
    lines = out.splitlines()
    assert code == 0 and max(map(len, lines)) <= 100
    assert lines[2].split()[:2] == ["iridium", "0.750"] and "8,769" in lines[2] and "South Africa 94%" in lines[2]
    assert "CTIF-003 67%" in lines[3]


def test_funded_alone_and_an_older_run(ask):
    assert [row["projects"] for row in json.loads(ask("materials", "--funded", "--format", "json")[1])["rows"]] == [1]
    code, _, err = ask("materials", "--as-of", materials_snapshot.macc_snapshot.RUN)
    assert code == 0 and "a snapshot of an older run knows none" in err


def test_an_unknown_pillar_is_told(ask):
    code, out, err = ask("materials", "--pillar", "hydrogn")
    assert (code, out) == (4, "") and "There is no pillar 'hydrogn'. Nearest: hydrogen." in err
