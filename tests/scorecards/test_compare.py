"""Side by side: chances counted by hand in the same draws, and what the comparison says of those who cannot stand in it."""

from __future__ import annotations

import io

import numpy as np
import pytest
import sample_snapshot as sample
import soft_snapshot
from rich.console import Console

from app.commands.compare import compare_view
from scorecards.compare import compare
from scorecards.rubric_points import half_up
from scorecards.table import NotFound, QuestionError
from scorecards.warehouse import open_snapshot


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    with open_snapshot(soft_snapshot.make_snapshot(tmp_path_factory.mktemp("side"))) as connection:
        yield connection


def section(table, name):
    return [row for row in table.rows if row["section"] == name]


def drawn(project):
    strata = sample.strata_of(project)
    return half_up(sum(sample.WEIGHTS[name] * np.broadcast_to(values, 200) for name, values in strata.items()), 0.01)


def test_who_is_ahead_is_counted_in_the_same_draws(snapshot):
    table = compare(snapshot, list(sample.PROJECTS))
    chances = {(row["project_id"], row["other_id"]): row["probability"] for row in section(table, "ahead")}
    assert len(chances) == 6
    for (one, other), chance in chances.items():
        a, b = drawn(one), drawn(other)
        assert chance == pytest.approx(np.mean([1.0 if x > y else 0.5 if x == y else 0.0 for x, y in zip(a, b, strict=True)]))
        assert chance + chances[other, one] == pytest.approx(1)


def test_dominance_of_record_and_over_the_draws(snapshot):
    table = compare(snapshot, ["CTIF-002", "CTIF-003"])
    strata = {name: sample.strata_of(name) for name in ("CTIF-002", "CTIF-003")}
    for row in section(table, "dominance"):
        one, other = strata[row["project_id"]], strata[row["other_id"]]
        by_hand = 0
        for k in range(200):
            pairs = [(one[c][k % len(one[c])], other[c][k % len(other[c])]) for c in sample.WEIGHTS]
            by_hand += all(a >= b for a, b in pairs) and any(a > b for a, b in pairs)
        assert row["probability"] == pytest.approx(by_hand / 200)
        points = sample.points_of(row["project_id"]), sample.points_of(row["other_id"])
        assert row["value"] == all(points[0][c] >= points[1][c] for c in sample.WEIGHTS)


def test_points_answers_failings_and_claims_stand_side_by_side(snapshot):
    table = compare(snapshot, ["ctif-003", "CTIF-001"])
    assert table.asked == {"projects": ["CTIF-003", "CTIF-001"]}
    points = {row["name"]: row["value"] for row in section(table, "points") if row["project_id"] == "CTIF-003"}
    assert points == sample.points_of("CTIF-003")
    cost = {row["project_id"]: row for row in section(table, "answers") if row["name"] == "cost_per_tonne"}
    assert (cost["CTIF-001"]["low"], cost["CTIF-001"]["value"], cost["CTIF-001"]["high"]) == (40.0, 60.0, 95.0)
    assert not [row for row in section(table, "answers") if row["name"] == "lcoe"], "of a block, not of the project"
    assert [(row["project_id"], row["text"][:4]) for row in section(table, "fails")] == [("CTIF-003", "Gate")]
    assert {row["probability"] for row in section(table, "claims")} == {0.04}
    places = {row["project_id"]: row["value"] for row in section(table, "score") if row["name"] == "place"}
    assert places == {"CTIF-003": 3, "CTIF-001": 1}


@pytest.mark.parametrize(
    ("projects", "error", "said"),
    [
        ([], QuestionError, "0 projects cannot be compared"),
        (["CTIF-001"], QuestionError, "1 project cannot be compared. Name two to four"),
        (["CTIF-001", "ctif-001"], QuestionError, "1 project cannot be compared"),
        (["CTIF-001", "CTIF-005"], QuestionError, "CTIF-005 has no scorecard, for its evaluation failed"),
        (["CTIF-001", "CTIF-01"], NotFound, "Nearest: CTIF-001"),
    ],
)
def test_what_cannot_be_compared(snapshot, projects, error, said):
    with pytest.raises(error, match=said):
        compare(snapshot, projects)


@pytest.mark.parametrize("width", [60, 80, 140])
def test_nothing_is_wider_than_the_terminal(snapshot, width):
    console = Console(file=io.StringIO(), width=width, markup=False, highlight=False)
    compare_view(console, compare(snapshot, list(sample.PROJECTS)))
    text = console.file.getvalue()
    assert max(map(len, text.splitlines())) <= width
    assert "Chance to score more than" in text
    assert "\x1b" not in text and "\u202e" not in text
    assert ("(40.0–95.0)" in text) == (width == 140)
    assert "none left" in text
