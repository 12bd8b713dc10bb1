"""Staff correct a field of a refused proposal: what is corrected, what is not, and what stands in the record."""

from __future__ import annotations

import pytest
from spine_fixtures import published, run_plainly, write_proposal

from flows.corrections import correct
from scorecards.lineage import explain
from scorecards.warehouse import open_snapshot


def refused(data):
    return published(data, "SELECT project_id, version, content, sha256, rule, block, field, found FROM quarantine_latest")


def corrected(data, value="10 MW", field="capacity", found=None, group="given", **more):
    (one,) = [row for row in refused(data) if row["field"] == field]
    correct(
        data, sha256=one["sha256"], project_id=one["project_id"], version=one["version"], group=group, block=one["block"],
        field=field, found=one["found"] if found is None else found, value=value, by="A. Officer",
        reason="told by telephone on 21 November", **more,
    )  # fmt: skip


def test_a_corrected_field_lets_the_proposal_stand_and_says_who_did_it(heat):
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="10")
    run_plainly(heat)
    corrected(heat)
    summary = run_plainly(heat)
    assert summary.status == "done" and refused(heat) == []
    (card,) = published(heat, "SELECT warnings FROM scorecard_latest WHERE project_id = 'HEAT-1'")
    assert any(
        "capacity was '10'; A. Officer corrected it to '10 MW': told by telephone on 21 November" in warning
        for warning in card["warnings"]
    )
    with open_snapshot(heat) as snapshot:
        rows = explain(snapshot, "HEAT-1").rows
    (fact,) = [row for row in rows if row["step"] == "fact" and row["name"] == "capacity"]
    assert fact["text"] == "10 MW" and fact["place"].endswith("(corrected by A. Officer)") and fact["place"].startswith("line ")
    assert [row["step"] for row in rows[:2]] == ["version", "version"], "the refused content stays in the record"
    assert run_plainly(heat).counts["evaluated"] == 0, "taken in once"


def test_a_missing_field_may_be_entered(heat):
    path = write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="10 MW")
    path.write_text(path.read_text().replace("maturity: 7\n", ""))
    run_plainly(heat)
    corrected(heat, value="7", field="maturity", group="proposal")
    assert run_plainly(heat).status == "done"
    (fact,) = published(heat, "SELECT place, raw FROM fact JOIN scorecard_latest USING (project_id, version, content) "
                              "WHERE project_id = 'HEAT-1' AND field = 'maturity'")  # fmt: skip
    assert fact == {"place": "not in the file (corrected by A. Officer)", "raw": "7"}


def test_a_correction_of_something_else_than_the_file_says_is_left_and_said(heat):
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="10")
    run_plainly(heat)
    corrected(heat, found="11")
    run_plainly(heat)
    assert [row["rule"] for row in refused(heat)] == ["unit"]
    said = published(heat, "SELECT reason FROM finding WHERE rule = 'correction_lapsed'")
    assert said and "but the file says '10'" in said[0]["reason"]


def test_a_new_file_is_not_corrected_by_the_old_correction(heat):
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="10")
    run_plainly(heat)
    corrected(heat)
    run_plainly(heat)
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", version=2, capacity="12")
    summary = run_plainly(heat)
    assert [row["found"] for row in summary.newly_refused] == ["12"]


def test_the_last_of_two_corrections_counts(heat):
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="10")
    run_plainly(heat)
    corrected(heat, value="600 MW")
    corrected(heat, value="12 MW")
    run_plainly(heat)
    (fact,) = published(heat, "SELECT raw FROM fact JOIN scorecard_latest USING (project_id, version, content) "
                              "WHERE project_id = 'HEAT-1' AND field = 'capacity'")  # fmt: skip
    assert fact["raw"] == "12 MW"


def test_what_a_correction_needs(tmp_path):
    whole = {
        "sha256": "a", "project_id": "P", "version": 1, "group": "given", "block": "1", "field": "f", "found": "",
        "value": "1 MW", "by": "A", "reason": "long enough",
    }  # fmt: skip
    wrong = (("by", " ", "--by"), ("reason", "short", "8 letters"), ("value", "", "empty"), ("group", "x", "no part"))
    for name, value, said in wrong:
        with pytest.raises(ValueError, match=said):
            correct(tmp_path, **{**whole, name: value})
