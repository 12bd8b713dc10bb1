"""A fund that judges by another rubric than the default: its reviews, its points, its case, and what is refused."""

from __future__ import annotations

import pytest
from spine_fixtures import published, run_plainly

from flows.fund import FundFileBroken, read_fund
from flows.validate_paths import validate_paths
from scorecards.card import show
from scorecards.lineage import explain
from scorecards.query import RankQuestion, rank
from scorecards.rubric import RubricBroken, load_rubric
from scorecards.warehouse import open_snapshot

REVIEWS = (
    "proposal,reviewer,criterion,points,comment,conflict\n"
    "HEAT-1,ann,plan,8,good,no\nHEAT-1,ann,team,6,,no\nHEAT-1,ann,region,1.5,,no\n"
)


@pytest.fixture
def own(heat):
    (heat / "fund.yaml").write_text("rubric: additive\n")
    (heat / "reviews").mkdir()
    (heat / "reviews" / "panel.csv").write_text(REVIEWS + "HEAT-1,ann,innovation,9,,no\n")
    return heat


def test_a_fund_is_judged_by_the_rubric_it_names(own):
    run_plainly(own)
    (card,) = published(own, "SELECT * FROM scorecard_latest WHERE project_id = 'HEAT-1'")
    points = published(own, "SELECT part, points, bonus FROM point_latest WHERE project_id = 'HEAT-1' AND review <> ''")
    heard = [(row["part"], row["points"], row["bonus"]) for row in points]
    assert heard == [("plan", 8, False), ("team", 6, False), ("region", 1.5, True)]
    assert card["rubric"].startswith("our-rubric 1 (") and (card["maximum"], card["complete"]) == (60, True)
    (refused,) = published(own, "SELECT reason, remedy FROM quarantine_latest")
    assert refused["reason"] == "The rubric asks reviewers for no 'innovation'."
    gates = published(own, "SELECT name, probability, passes FROM gate_latest WHERE project_id = 'HEAT-1' ORDER BY position")
    assert [(row["name"], row["probability"], row["passes"]) for row in gates] == [("net_tonnes", 1, True), ("feasible", 1, True)]
    with open_snapshot(own) as snapshot:
        steps = explain(snapshot, "HEAT-1", "readiness.plan").rows
        weighed = rank(snapshot, RankQuestion.parse(weights="climate=2,readiness=1,extra=1")).rows
        shown = show(snapshot, "HEAT-1").rows
    assert [(row["name"], row["value"], row["text"]) for row in steps if row["step"] == "review"] == [("plan", 8, "good")]
    first = next(row for row in weighed if row["project_id"] == "HEAT-1")
    assert (first["score"], first["maximum"]) == (card["score"], card["maximum"])
    told = [(row["name"], row["part"], row["minimum"], row["probability"]) for row in shown if row["section"] == "gates"]
    assert told == [("net_tonnes", "net_t_10y", 0.5, 1), ("feasible", "feasible", 0.5, 1)]
    (claim,) = (row for row in shown if row["section"] == "claims")
    assert claim["name"] == "heat_cost" and claim["flag"] in ("credible", "optimistic") and claim["score_if_true"] is None


def test_a_file_is_validated_by_the_same_rubric(own):
    found = validate_paths([str(own / "reviews" / "panel.csv")], own)
    assert [row["reason"] for row in found] == ["The rubric asks reviewers for no 'innovation'."]


def test_an_unknown_rubric_is_refused_before_anything_is_read(heat):
    (heat / "fund.yaml").write_text("rubric: arpae\n")
    with pytest.raises(FundFileBroken, match=r"^fund\.yaml: There is no rubric 'arpae'\. Nearest: arpa-e\."):
        run_plainly(heat)
    assert not (heat / "warehouse").exists()


def test_a_broken_rubric_of_the_funds_own_loses_nothing(heat):
    run_plainly(heat)
    (heat / "fund.yaml").write_text("rubric: ours.yaml\n")
    (heat / "ours.yaml").write_text("name: ours\nversion: 1\ncriteria: {a: {title: A, weight: -1, parts: {b: {title: B}}}}\n")
    before = published(heat, "SELECT project_id, score FROM scorecard_latest ORDER BY project_id")
    with pytest.raises(RubricBroken, match=r"^ours\.yaml is no rubric: line 3: 'a\.b' lacks maximum"):
        run_plainly(heat)
    assert published(heat, "SELECT project_id, score FROM scorecard_latest ORDER BY project_id") == before and len(before) == 3


def test_the_default_where_the_fund_names_none(tmp_path):
    assert load_rubric(read_fund(tmp_path).rubric).name == "innovation-fund-pilots"
