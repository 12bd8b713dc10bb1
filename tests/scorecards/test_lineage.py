"""From points back to files: every kind of input, reviews, the header, and a release leave their trace."""

from __future__ import annotations

from scorecards import card, declared, lineage
from scorecards.query import rank


def test_explain_leads_from_points_to_the_file(snapshot):
    answer = lineage.explain(snapshot, "CTIF-001", "cost_per_tonne")
    steps = {}
    for row in answer.rows:
        steps.setdefault(row["step"], []).append(row)
    assert list(steps) == ["points", "answer", "driver", "assumption", "header fact", "fact", "evaluator", "evaluation"]
    assert [row["name"] for row in steps["points"]] == ["cost_efficiency.ratio"]
    assert steps["driver"][0]["value"] == 0.41
    rate = steps["assumption"][0]
    assert (rate["name"], rate["unit"]) == ("discount_rate", "1")
    assert rate["low"] <= rate["value"] <= rate["high"]
    assert len(rate["source"]) > 20
    fact = steps["fact"][0]
    assert (fact["text"], fact["conversion"], fact["file"], fact["place"]) == (
        "0.5 GW",
        "0.5 GW = 500 MW",
        "CTIF-001.yaml",
        "line 14, blocks.1.given.capacity",
    )
    assert len(fact["sha256"]) == 64
    assert steps["evaluator"][0]["name"] == "offshore_wind"
    assert steps["evaluation"][0]["source"] == "seed 1, 10000 draws"
    assert any("has changed since this run" in note for note in answer.notes)


def test_explain_finds_every_kind_of_input(snapshot):
    from evaluators.toolkit.delivery import REFERENCE_CLASSES

    known = declared.Declarations(snapshot, "key-CTIF-001", ["offshore_wind", "hydrogen_storage"])
    row, lines = next(iter(REFERENCE_CLASSES.lines.items()))
    found = known.assumption(f"delivery.{row}.delay.common")
    assert (found["value"], found["source"]) == (lines["delay"].mode, lines["delay"].source)
    assert known.assumption("1.discount_rate")["source"] == known.assumption("discount_rate")["source"]
    assert known.assumption("grids.us_average.factor")["unit"] == "tonne/MWh"
    assert known.assumption("capacity") is None
    # A row that a proposal chose in its second block.
    row, lines = next(iter(known.by_block["2"].inputs["storage"].table.lines.items()))
    assert known.assumption(f"2.storage.{row}.life")["source"] == lines["life"].source
    assert known.assumption(f"1.storage.{row}.life") is None


def test_what_reviewers_judge_leads_to_the_reviews_alone(snapshot):
    answer = lineage.explain(snapshot, "CTIF-001", "innovation")
    assert [row["step"] for row in answer.rows] == ["points", "review", "review"]
    assert answer.rows[0]["text"] == "mean of 2 review(s): A 12; B 12"
    heard = [(row["source"], row["value"], row["text"][:6], row["file"], row["place"]) for row in answer.rows[1:]]
    assert heard == [
        ("A", 12.0, "Nobody", "panel.csv", "line 2, column innovation"),
        ("B", 12.0, "", "panel.csv", "line 3, column innovation"),
    ]
    assert "No review of innovation has come in yet." in lineage.explain(snapshot, "CTIF-002", "innovation").notes


def test_a_projects_answer_leads_to_the_header(snapshot):
    from evaluators.toolkit.delivery import REFERENCE_CLASSES
    from evaluators.toolkit.project import HEADER

    rows = lineage.explain(snapshot, "CTIF-001", "capex").rows
    header = {row["name"]: row for row in rows if row["step"] == "header fact"}
    assert list(header) == [*HEADER, "budget.turbines"]
    grant = header["grant_requested"]
    assert (grant["text"], grant["low"], grant["unit"], grant["place"]) == (
        "2 GUSD2024",
        2e9,
        "USD2024",
        "line 5, grant_requested",
    )
    assert header["cost_of_capital"]["text"] == "not stated"
    (rule,) = [row for row in rows if row["step"] == "rule"]
    line = REFERENCE_CLASSES.lines["offshore_wind"]["overrun_mean"]
    assert "estimate class 4 and maturity 7" in rule["text"]
    assert (rule["file"], rule["place"], rule["source"]) == (REFERENCE_CLASSES.file, f"line {line.line}", line.source)
    assert not {"total_cost", "maturity"} & {row["name"] for row in rows if row["step"] == "fact"}
    assert "header fact" not in {row["step"] for row in lineage.explain(snapshot, "CTIF-001", "1.lcoe").rows}


def test_a_release_leaves_its_trace(snapshot):
    (warning,) = [row for row in card.show(snapshot, "CTIF-001").rows if row["section"] == "warnings"]
    assert warning["text"] == "Released by A. Person on 2026-01-31: checked by phone — depth is 1,100 m; it may be 5 to 1,000 m."
    assert warning["place"] == "CTIF-001.yaml, line 30, blocks.1.given.depth"
    assert {row["project_id"]: row["released"] for row in rank(snapshot).rows} == {
        "CTIF-001": 1,
        "CTIF-002": 0,
        "CTIF-003": 0,
    }
