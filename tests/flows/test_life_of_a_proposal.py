"""New, corrected, contradicted, refused, released, reviewed: what becomes of a proposal over several runs."""

from __future__ import annotations

import pytest
from spine_fixtures import Telling, published, run_plainly, write_proposal

from flows.cast import content_hash
from flows.quarantine import release


def test_corrected_file_makes_a_new_version_and_keeps_the_old(heat):
    run_plainly(heat)
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", version=2, capacity="15 MW")
    summary = run_plainly(heat)
    assert (summary.counts["evaluated"], summary.counts["known"]) == (1, 2)
    assert [row["version"] for row in published(heat, "SELECT version FROM scorecard_latest WHERE project_id = 'HEAT-1'")] == [2]
    kept = published(heat, "SELECT version, raw FROM fact WHERE project_id = 'HEAT-1' AND field = 'capacity' ORDER BY version")
    assert [(row["version"], row["raw"]) for row in kept] == [(1, "10 MW"), (2, "15 MW")]


def test_same_version_with_other_content_refuses_both(heat):
    run_plainly(heat)
    write_proposal(heat, "second-opinion.yaml", id="HEAT-1", capacity="11 MW")
    summary = run_plainly(heat)
    assert summary.status == "refused"
    refused = published(heat, "SELECT project_id, reason, remedy FROM quarantine_latest ORDER BY content")
    assert [row["project_id"] for row in refused] == ["HEAT-1", "HEAT-1"]
    assert "heat-1.yaml, second-opinion.yaml" in refused[0]["reason"] and "version 2" in refused[0]["remedy"]
    assert "HEAT-1" not in {row["project_id"] for row in published(heat, "SELECT project_id FROM scorecard_latest")}
    (heat / "proposals" / "second-opinion.yaml").write_text((heat / "proposals" / "heat-1.yaml").read_text())
    run_plainly(heat)
    assert len(published(heat, "SELECT * FROM scorecard_latest")) == 3, "with one content left it stands again"


def test_replacing_an_accepted_file_without_a_new_version_is_refused_and_said(heat):
    run_plainly(heat)
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="99 MW")
    summary = run_plainly(heat)
    assert {row["rule"] for row in summary.newly_refused} == {"identity.two_contents"}


def test_a_newer_reading_of_the_same_file_is_no_second_content(heat, monkeypatch):
    run_plainly(heat)
    of_today = content_hash
    monkeypatch.setattr("flows.cast.content_hash", lambda document: of_today(document)[::-1])
    monkeypatch.setattr("flows.ingest._reading_identity", lambda evaluators: "readers of a newer version")
    assert run_plainly(heat).status == "done"
    assert len(published(heat, "SELECT * FROM scorecard_latest")) == 3
    assert published(heat, "SELECT * FROM quarantine_latest") == []


def test_refused_proposal_may_be_corrected_under_its_own_version(heat):
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="10")
    assert run_plainly(heat).counts["quarantined"] == 1
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="10 MW")
    assert run_plainly(heat).status == "done"
    assert len(published(heat, "SELECT * FROM scorecard_latest")) == 3
    assert published(heat, "SELECT * FROM quarantine_latest") == []


def test_a_file_that_leaves_the_folder_is_not_lost(heat):
    run_plainly(heat)
    (heat / "proposals" / "heat-2.yaml").unlink()
    run_plainly(heat)
    assert len(published(heat, "SELECT * FROM scorecard_latest")) == 3


def test_release_takes_a_proposal_out_of_quarantine_and_stands_on_its_scorecard(heat):
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="600 MW")
    run_plainly(heat)
    (refused,) = published(heat, "SELECT content, rule, block, field, found FROM quarantine_latest")
    release(heat, **refused, by="A. Officer", reason="checked against the drilling permit")
    summary = run_plainly(heat)
    assert summary.counts["standing"] == 3
    (card,) = published(heat, "SELECT warnings FROM scorecard_latest WHERE project_id = 'HEAT-1'")
    assert any(warning.startswith("Released from quarantine by A. Officer") for warning in card["warnings"])


def test_reviews_that_cannot_count_are_refused_line_by_line_and_the_others_count(heat):
    folder = heat / "reviews"
    folder.mkdir()
    (folder / "panel.csv").write_text(
        "proposal,reviewer,criterion,points,comment,conflict\n"
        "HEAT-1,A,innovation,11,,no\nHEAT-1,A,ghg_qualty,3,,no\nHEAT-1,A,maturity_technical,9,,no\nHEAT-1,B,innovation,x,,no\n"
        "HEAT-1,C,innovation,2,,yes\nHEAT-999,A,innovation,9,,no\n"
    )
    said = []
    summary = run_plainly(heat, progress=Telling(said))
    assert summary.status == "refused"
    refused = published(heat, "SELECT project_id, found, reason, remedy, place FROM quarantine_latest ORDER BY place")
    assert {row["project_id"] for row in refused} == {"panel.csv"}
    assert [row["found"] for row in refused] == ["ghg_qualty", "9", "x"]
    assert (
        "Did you mean ghg_quality?" in refused[0]["remedy"]
        and "0 to 5" in refused[1]["reason"]
        and "line 5" in refused[2]["place"]
    )
    heard = published(heat, "SELECT reviewer, criterion, points FROM review WHERE project_id = 'HEAT-1'")
    assert heard == [{"reviewer": "A", "criterion": "innovation", "points": 11.0}]
    assert any("HEAT-999" in text for text in said)


def test_news_of_a_refusal_is_not_lost_with_a_killed_run(heat, monkeypatch):
    def killed(*_):
        raise KeyboardInterrupt

    write_proposal(heat, "bare.yaml", id="HEAT-9", capacity="9")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("flows.steps.load_parts", lambda warehouse, parts, run: killed() if parts else None)
        run_plainly(heat)
    summary = run_plainly(heat)
    assert [row["project_id"] for row in summary.newly_refused] == ["HEAT-9"]
    assert run_plainly(heat).newly_refused == []


def test_removing_the_copy_that_contradicts_lets_the_first_stand_again(heat):
    run_plainly(heat)
    copy = write_proposal(heat, "copy.yaml", id="HEAT-1", capacity="11 MW")
    run_plainly(heat)
    copy.unlink()
    run_plainly(heat)
    assert published(heat, "SELECT * FROM quarantine_latest") == []
    assert len(published(heat, "SELECT * FROM scorecard_latest")) == 3


def test_an_empty_folder_is_said(tmp_path):
    said = []
    run_plainly(tmp_path, progress=Telling(said))
    assert any("Put proposals there" in text for text in said)


def test_a_correction_of_words_alone_shows_the_new_version(heat):
    run_plainly(heat)
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", version=2, title="Sample heat, renamed", capacity="10 MW")
    summary = run_plainly(heat)
    assert summary.counts["evaluated"] == 0
    (card,) = published(heat, "SELECT version, title FROM scorecard_latest WHERE project_id = 'HEAT-1'")
    assert card == {"version": 2, "title": "Sample heat, renamed"}


@pytest.mark.parametrize("turn", range(4))
def test_a_replaced_content_does_not_come_back_by_a_release(heat, turn):
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", title=f"Sample {turn}", capacity="600 MW")
    run_plainly(heat)
    (refused,) = published(heat, "SELECT content, rule, block, field, found FROM quarantine_latest")
    release(heat, **refused, by="A. Officer", reason="checked against the drilling permit")
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", title=f"Sample {turn}", capacity="12 MW")
    run_plainly(heat)
    facts = (
        "SELECT raw FROM fact JOIN scorecard_latest USING (project_id, version, content) "
        "WHERE project_id = 'HEAT-1' AND field = 'capacity'"
    )
    assert published(heat, facts) == [{"raw": "12 MW"}]
