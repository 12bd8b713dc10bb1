"""What a hostile reviewer found of corrections: said twice, of old, of an id, of other files, of other versions."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
import yaml
from review_steps import BAD, WHO, command, found, send, stands
from spine_fixtures import PROPOSAL, published, run_plainly

from flows.corrections import correct
from flows.findings import CRITICAL, Finding
from scorecards.warehouse import Warehouse


def refused(data, project="BAD-1"):
    query = "SELECT field FROM quarantine_latest WHERE project_id = '{}' ORDER BY ALL"
    return [row["field"] for row in published(data, query.format(project))]


def corrects(data, *fields, project="BAD-1"):
    assert command(data, "quarantine", "correct", project, *fields, *WHO) == 0


# --- 5 to 8: corrections


def test_a_field_is_corrected_twice_and_the_last_word_holds(heat):
    send(heat, BAD)
    run_plainly(heat)
    corrects(heat, "maturity=60")
    run_plainly(heat)
    corrects(heat, "maturity=6")
    run_plainly(heat)
    assert refused(heat) == ["estimate_class"]
    run_plainly(heat)
    assert refused(heat) == ["estimate_class"], "it is not undone by a run that finds nothing new"
    corrects(heat, "estimate_class=4")
    assert run_plainly(heat).status == "done" and stands(heat)
    (row,) = published(heat, "SELECT raw FROM fact JOIN scorecard_latest USING (project_id, version, content) "
                             "WHERE project_id = 'BAD-1' AND field = 'maturity'")  # fmt: skip
    assert row == {"raw": "6"}
    entries = [json.loads(line) for line in (heat / "inbox" / "corrections.jsonl").read_text().split("\n") if line]
    assert [one["found"] for one in entries] == ["70", "70", "40"], "what the file says, not what stood after a correction"
    assert found(heat, "correction_lapsed") == []


def test_an_entry_of_old_that_names_the_corrected_value_is_still_read(heat):
    send(heat, BAD.replace("estimate_class: 40", "estimate_class: 4"))
    run_plainly(heat)
    (one,) = published(heat, "SELECT DISTINCT sha256 FROM quarantine_latest")
    where = {**one, "project_id": "BAD-1", "version": 1, "group": "proposal", "block": "", "field": "maturity"}
    for was, value in (("70", "60"), ("60", "6")):
        correct(heat, **where, found=was, value=value, by="A. Officer", reason="told by telephone")
    assert run_plainly(heat).status == "done" and stands(heat)


@pytest.mark.parametrize(("wrong", "right"), [("id: {id}", "id=BAD-1"), ("version: {version}", "version=1")])
def test_a_corrected_id_or_version_does_not_stop_later_corrections(heat, wrong, right):
    text = BAD.replace("id: {id}", "id: BAD 1/..") if right == "id=BAD-1" else BAD.replace(wrong, "version: first")
    send(heat, text)
    run_plainly(heat)
    corrects(heat, right, project="BAD 1/.." if right == "id=BAD-1" else "BAD-1")
    run_plainly(heat)
    corrects(heat, "maturity=6", "estimate_class=4")
    assert run_plainly(heat).status == "done"
    assert stands(heat) and found(heat, "correction_lapsed") == []
    run_plainly(heat)
    assert stands(heat)


def test_an_entry_under_a_corrected_id_without_the_content_is_read_too(heat):
    send(heat, PROPOSAL.replace("id: {id}", "id: BAD 1/..").replace("maturity: 7", "maturity: 70"))
    run_plainly(heat)
    (one,) = published(heat, "SELECT DISTINCT sha256 FROM quarantine_latest")
    where = {**one, "version": 1, "group": "proposal", "block": "", "by": "A. Officer", "reason": "told by telephone"}
    correct(heat, **where, project_id="BAD 1/..", field="id", found="BAD 1/..", value="BAD-1")
    correct(heat, **where, project_id="BAD-1", field="maturity", found="70", value="7")
    assert run_plainly(heat).status == "done" and stands(heat)


def test_a_correction_reaches_every_file_that_says_the_same(heat):
    path = send(heat, BAD)
    said = yaml.load(path.read_text(), Loader=yaml.BaseLoader)
    (heat / "proposals" / "copy.json").write_text(json.dumps(said))
    run_plainly(heat)
    corrects(heat, "maturity=6", "estimate_class=4")
    summary = run_plainly(heat)
    assert summary.status == "done" and stands(heat) and refused(heat) == []
    (heat / "proposals" / "late copy.yaml").write_text("# sent a third time\n" + path.read_text())
    assert run_plainly(heat).status == "done" and stands(heat), "and one that comes later"


def test_files_that_say_the_same_only_once_corrected_are_corrected_together(heat):
    send(heat, BAD)
    send(heat, BAD.replace("maturity: 70", "maturity: 6"), "other.yaml")
    (heat / "proposals" / "other.yaml").rename(heat / "other.yaml")
    run_plainly(heat)
    corrects(heat, "maturity=6")
    run_plainly(heat)
    (heat / "other.yaml").rename(heat / "proposals" / "other.yaml")
    run_plainly(heat)
    assert refused(heat) == ["estimate_class"], "one content in two files"
    corrects(heat, "estimate_class=4")
    assert run_plainly(heat).status == "done" and stands(heat)


def test_a_correction_holds_where_the_file_is_saved_again_and_lapses_aloud_where_it_says_something_else(heat):
    path = send(heat, BAD)
    run_plainly(heat)
    corrects(heat, "maturity=6", "estimate_class=4")
    run_plainly(heat)
    first = path.read_bytes()
    path.write_text("# saved again\n" + path.read_text().replace("maturity: 70", "maturity: 70.0"))
    saved = path.read_bytes()
    assert run_plainly(heat).status == "done" and stands(heat)
    path.write_text(path.read_text().replace("maturity: 70.0", "maturity: 8").replace("estimate_class: 40", "estimate_class: 4"))
    summary = run_plainly(heat)
    (lapsed,) = found(heat, "correction_lapsed")
    assert lapsed["reason"] == (
        "A. Officer corrected maturity from '70' to '6', but the file has changed since and says '8': left as it is."
    ), "estimate_class says by itself what it was corrected to"
    refusals = [row for row in summary.newly_refused if row["rule"] == "identity.two_contents"]
    told = refusals[0]["reason"]
    assert told.count("bad.yaml") == 2 and "bad.yaml then (first read on " in told and "bad.yaml now (first read on " in told
    hashes = [sha256(text).hexdigest()[:12] for text in (first, saved, path.read_bytes())]
    assert [f"sha256 {one}" in told for one in hashes] == [False, True, True]


def test_a_correction_says_nothing_of_another_version(heat):
    send(heat, BAD)
    run_plainly(heat)
    corrects(heat, "maturity=6", "estimate_class=4")
    run_plainly(heat)
    send(heat, BAD, version=2)
    run_plainly(heat)
    assert refused(heat) == ["estimate_class", "maturity"] and found(heat, "correction_lapsed") == []


# --- 14: what can be corrected


def test_a_field_of_a_foreign_form_cannot_be_corrected_and_the_message_says_what_can(heat, capsys):
    send(heat, BAD)
    run_plainly(heat)
    (row,) = published(heat, "SELECT DISTINCT content, project_id, version, file FROM quarantine_latest")
    warehouse = Warehouse(heat)
    finding = Finding(CRITICAL, "form.sf424_sum", "1", "It does not add up.", "Mend it.", field="SF424_4_0.Total", **row)
    warehouse.insert("finding", [finding.row("run")])
    warehouse.close()
    run_plainly(heat, only="publish")
    assert command(heat, "quarantine", "correct", "BAD-1", "SF424_4_0.Total=5", *WHO) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert "no field that can be corrected" in told and "header, budget, cost_share and disbursement" in told
    assert "cleanfund quarantine letter" in told and not (heat / "inbox").exists()


def test_a_missing_field_of_header_or_block_can_be_entered_by_the_command(heat):
    send(heat, PROPOSAL.replace("maturity: 7\n", "").replace(", hours: 5000", ""))
    run_plainly(heat)
    corrects(heat, "maturity=7", "1.hours=5000")
    assert run_plainly(heat).status == "done" and stands(heat)
