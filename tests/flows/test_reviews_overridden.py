"""Reviews and overrides the whole way: who set what, why, and what it moved; who is not heard; what is told."""

from __future__ import annotations

import json

import pytest
from review_steps import WHO, command
from spine_fixtures import Telling, published, run_plainly

from flows.inbox import OVERRIDES
from scorecards.card import show
from scorecards.overrides import overridden
from scorecards.warehouse import open_snapshot

HEAD = "proposal,reviewer,criterion,points,comment,conflict,round,version,proposal_version,date\n"
JUDGED = "".join(f"HEAT-{n},{who},innovation,{points},,no,,,,\n" for n, who, points in (
    (1, "ann", 10), (1, "bob", 11), (2, "ann", 12), (2, "bob", 12), (3, "ann", 9)))  # fmt: skip


@pytest.fixture
def judged(heat):
    (heat / "reviews").mkdir()
    (heat / "reviews" / "panel.csv").write_text(HEAD + JUDGED)
    run_plainly(heat)
    return heat


def innovation(data, project="HEAT-1"):
    (row,) = published(
        data, f"SELECT * FROM point_latest WHERE project_id = '{project}' AND review = 'innovation'"
    )
    return row


def listed(data):
    with open_snapshot(data) as snapshot:
        return overridden(snapshot).rows


def score(data, project="HEAT-1"):
    (row,) = published(data, f"SELECT score FROM scorecard_latest WHERE project_id = '{project}'")
    return row["score"]


def test_an_override_leaves_name_reason_and_date_keeps_both_points_and_can_be_undone(judged, capsys):
    before = score(judged)
    assert innovation(judged)["points"] == 10.5
    assert command(judged, "review", "override", "heat-1", "innovation", "13", *WHO) == 0
    assert "innovation of HEAT-1: 13 points in place of 10.5." in capsys.readouterr().err
    assert command(judged, "review", "overrides") == 0 and "Waiting for the next 'cleanfund run" in capsys.readouterr().err
    run_plainly(judged)
    row = innovation(judged)
    assert (row["points"], row["points_reviewed"], row["p10"]) == (13.0, 10.5, 13.0)
    assert row["reason"].startswith("set to 13 by A. Officer on ") and "told by telephone (mean of 2 review(s)" in row["reason"]
    (one,) = listed(judged)
    assert (one["project_id"], one["criterion"], one["points_reviewed"], one["points"]) == ("HEAT-1", "innovation", 10.5, 13.0)
    assert (one["by_whom"], one["reason"], one["source"], one["stands"]) == ("A. Officer", "told by telephone", "entry", True)
    assert one["decided_at"].startswith("20") and one["score_effect"] == 5.0, "2.5 points at weight 2"
    assert one["score"] == pytest.approx(before + 5) and one["score_reviewed"] == pytest.approx(before)
    others = [score(judged, project) for project in ("HEAT-2", "HEAT-3")]
    assert one["rank"] == 1 + sum(other > one["score"] for other in others)
    assert one["rank_reviewed"] == 1 + sum(other > before for other in others)
    with open_snapshot(judged) as snapshot:
        (shown,) = (row for row in show(snapshot, "HEAT-1").rows if row["section"] == "panel")
    assert "innovation is set to 13 points, the reviewers gave 10.5; score +5" in shown["text"]
    assert command(judged, "review", "undo", one["entry"], *WHO) == 0
    run_plainly(judged)
    assert innovation(judged)["points"] == 10.5 and score(judged) == before and listed(judged) == []


def test_the_panel_decides_in_a_line_and_a_later_entry_stands_before_it(judged):
    panel = judged / "reviews" / "decided.csv"
    panel.write_text(HEAD + "HEAT-1,C. Chair,innovation,12,the store has been built before,no,panel,,,2026-10-01\n")
    run_plainly(judged)
    assert (innovation(judged)["points"], innovation(judged)["points_reviewed"]) == (12.0, 10.5)
    (row,) = listed(judged)
    assert (row["by_whom"], row["decided_at"][:10], row["source"], row["entry"]) == ("C. Chair", "2026-10-01", "panel", "")
    command(judged, "review", "override", "HEAT-1", "innovation", "9", *WHO)
    run_plainly(judged)
    assert [(row["source"], row["stands"], row["score_effect"]) for row in listed(judged)] == [
        ("panel", False, None), ("entry", True, -3.0)]  # fmt: skip
    assert innovation(judged)["points"] == 9.0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("HEAT-1", "inovation", "9", *WHO), "There is no criterion that reviewers judge 'inovation'. Nearest: innovation."),
        (("HEAT-1", "innovation", "16", *WHO), "innovation may have 0 to 15 points, not 16."),
        (("HEAT-7", "innovation", "9", *WHO), "There is no project 'HEAT-7'. Nearest: HEAT-"),
        (("HEAT-1", "innovation", "9", "--by", "A", "--reason", "why"), "a reason of at least 8 letters"),
    ],
)
def test_an_override_that_cannot_be_is_told(judged, capsys, words, said):
    assert command(judged, "review", "override", *words) != 0
    assert said in capsys.readouterr().err and not (judged / "inbox" / OVERRIDES).exists()


def test_entries_that_cannot_count_are_told_and_the_others_stand(judged):
    at = {"at": "2026-11-20T10:00:00"}
    entry = {"project_id": "HEAT-1", "criterion": "innovation", "points": 11, "by": "A", "reason": "long enough"} | at
    with (judged / "reviews" / "conflict.csv").open("w") as file:
        file.write(HEAD + "HEAT-2,D. Own,,,brother of the applicant,yes,,,,\n")
    lines = [entry, entry | {"points": 99}, entry | {"by": ""}, entry | {"project_id": "HEAT-2", "by": "d. own"}]
    (judged / "inbox").mkdir(exist_ok=True)
    (judged / "inbox" / OVERRIDES).write_text("\n".join([*map(json.dumps, lines), "{"]) + "\n")
    said: list[str] = []
    run_plainly(judged, progress=Telling(said))
    assert [row["project_id"] for row in listed(judged)] == ["HEAT-1"] and innovation(judged)["points"] == 11
    told = [text for text in said if text.startswith(f"inbox/{OVERRIDES}")]
    assert [text.partition(", line ")[2][0] for text in told] == ["2", "3", "4", "5"]
    assert "sets 99 points for 'innovation', which the rubric does not allow" in told[0]
    assert "does not say who and why" in told[1] and "cannot be read" in told[3]
    assert "d. own has declared a conflict of interest on HEAT-2" in told[2]
    assert "D. Own is not heard on HEAT-2: a conflict of interest is declared in conflict.csv, line 2." in "\n".join(said)


def test_a_conflict_declared_in_a_later_file_takes_the_points_back(judged):
    (judged / "reviews" / "late.csv").write_text(HEAD + "HEAT-1,Ann,,,holds shares of the applicant,yes,,,,\n")
    run_plainly(judged)
    assert innovation(judged)["reason"].startswith("mean of 1 review(s): bob 11")
    assert innovation(judged, "HEAT-2")["reason"].startswith("mean of 2 review(s): ann 12; bob 12")
    with open_snapshot(judged) as snapshot:
        texts = [row["text"] for row in show(snapshot, "HEAT-1").rows if row["section"] == "panel"]
    assert texts == ["Ann declared a conflict of interest: 1 of the points given do not count."]


def test_the_same_file_under_another_name_scores_nothing_anew(judged):
    (judged / "reviews" / "sent-again.csv").write_text(HEAD + JUDGED)
    summary = run_plainly(judged)
    assert (summary.status, summary.counts["scored"]) == ("done", 0)
    assert len(published(judged, "SELECT * FROM review")) == 5


def test_unknown_proposals_own_reviewers_and_other_versions_are_told_and_nothing_else_is_lost(judged):
    more = (
        "HEAT-11,ann,innovation,9,,no,,,,\nHEAT-3,sample  heat COMPANY,innovation,9,,no,,,,\n"
        "HEAT-2,ann,ghg_quality,4,,no,,,7,\n"
    )  # fmt: skip
    (judged / "reviews" / "more.csv").write_text(HEAD + more)
    said: list[str] = []
    run_plainly(judged, progress=Telling(said))
    assert "Reviews of HEAT-11 (nearest: HEAT-1, " in "\n".join(said) and len(published(judged, "SELECT * FROM review")) == 8
    (own,) = published(judged, "SELECT warnings FROM scorecard_latest WHERE project_id = 'HEAT-3'")
    (other,) = published(judged, "SELECT warnings FROM scorecard_latest WHERE project_id = 'HEAT-2'")
    assert any("judges HEAT-3 and is, by the name, the applicant or signs for it." in text for text in own["warnings"])
    assert any("ann judged version 7 of HEAT-2; version 1 stands." in text for text in other["warnings"])
