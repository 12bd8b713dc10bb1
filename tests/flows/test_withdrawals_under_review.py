"""What a hostile reviewer found of withdrawals, and of files that go."""

from __future__ import annotations

from datetime import datetime

import pytest
from review_steps import BAD, send, stands
from spine_fixtures import PROPOSAL, Telling, run_plainly, write_proposal

from flows.inbox import enter
from flows.withdrawals import withdraw
from scorecards.lineage import explain
from scorecards.warehouse import open_snapshot

# --- 16, 17: withdrawals


def steps(data, project, step):
    with open_snapshot(data) as snapshot:
        return [row for row in explain(snapshot, project).rows if row["step"] == step]


def test_explain_tells_who_withdrew_which_version_and_compares_proposals_alone(heat):
    run_plainly(heat)
    slip = heat / "proposals" / "slip.yaml"
    slip.write_text("id: HEAT-1\nversion: 2\nwithdrawn: 2026-10-01\nwithdrawn_reason: money gone\n")
    run_plainly(heat)
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", version=3, capacity="11 MW")
    run_plainly(heat)
    changed = [(row["name"], row["text"], row["source"]) for row in steps(heat, "HEAT-1", "change")]
    assert changed == [("capacity", "10 MW → 11 MW", "version 3 against version 1")]
    withdraw(heat, "HEAT-1", 3, "A. Officer", "letter of 20 November 2026")
    run_plainly(heat)
    assert [row["text"] for row in steps(heat, "HEAT-1", "version")][1:] == [
        "withdrawn by the applicant: money gone",
        "withdrawn by A. Officer: letter of 20 November 2026",
    ]


def test_a_withdrawal_takes_effect_with_the_run_of_its_day(heat, monkeypatch):
    run_plainly(heat)
    (heat / "proposals" / "slip.yaml").write_text("id: HEAT-1\nversion: 2\nwithdrawn: 2099-10-01\n")
    for today, there in ((datetime(2099, 9, 30, 23), True), (datetime(2099, 10, 1, 1), False)):
        monkeypatch.setattr("flows.settle.utc_now", lambda today=today: today)
        summary = run_plainly(heat)
        assert stands(heat, "HEAT-1") == there
        (one,) = summary.changes
        assert (one["version"], one["status"]) == (2, "refused" if there else "withdrawn")
        assert [row["rule"] for row in summary.newly_refused] == (["form.withdrawn_early"] if there else [])
        if there:
            assert summary.newly_refused[0]["reason"] == (
                "The withdrawal of HEAT-1 is dated 2099-10-01, after today: until then the version before it stands."
            )


@pytest.mark.parametrize("turn", range(4))
def test_a_withdrawal_counts_before_another_content_of_its_version(heat, turn):
    path = send(heat, PROPOSAL, title=f"Sample {turn}")
    run_plainly(heat, only="ingest")
    path.unlink()
    (heat / "proposals" / "slip.yaml").write_text("id: BAD-1\nversion: 1\nwithdrawn: 2026-10-01\n")
    run_plainly(heat)
    assert not stands(heat)


# --- 18: files that go


def test_files_that_go_are_told_and_what_is_in_quarantine_is_counted_as_it_is_now(heat):
    path = send(heat, BAD)
    run_plainly(heat)
    path.write_text(path.read_text().replace("estimate_class: 40", "estimate_class: 4"))
    assert run_plainly(heat).counts["quarantined"] == 1, "the content that it replaces is no longer there"
    (heat / "proposals" / "sub").mkdir()
    (heat / "proposals" / "heat-2.yaml").rename(heat / "proposals" / "sub" / "moved.yaml")
    (heat / "proposals" / "heat-3.yaml").unlink()
    path.unlink()
    told: list[str] = []
    summary = run_plainly(heat, progress=Telling(told))
    assert [text for text in told if "has left its folder" in text] == [
        "proposals/bad.yaml has left its folder: BAD-1 version 1 is in quarantine no more.",
        "proposals/heat-2.yaml has left its folder; the same file is proposals/sub/moved.yaml.",
        "proposals/heat-3.yaml has left its folder: HEAT-3 version 1 stays accepted (cleanfund withdraw takes a proposal back).",
    ]
    assert summary.counts.get("quarantined", 0) == 0 and summary.counts["accepted"] == 3
    gone = "; its file is replaced or gone since"
    assert {row["text"] for row in steps(heat, "BAD-1", "version")} == {f"refused, 2 reasons{gone}", f"refused, 1 reason{gone}"}
    told.clear()
    run_plainly(heat, progress=Telling(told))
    assert not [text for text in told if "has left" in text], "told once"


def test_a_site_file_that_goes_is_told(heat):
    (heat / "sites").mkdir()
    card = heat / "sites" / "hill.yaml"
    card.write_text("site: hill\nname: Hill\ncountry: JP\nlatitude: 36 deg\nlongitude: 137 deg\n")
    run_plainly(heat)
    card.unlink()
    told: list[str] = []
    run_plainly(heat, progress=Telling(told))
    assert "sites/hill.yaml has left its folder: what it said stands until another file says otherwise." in told


def test_an_inbox_entry_needs_no_content(tmp_path):
    """Entries of old name the file alone."""
    from flows.corrections import entered

    old = {"sha256": "a", "project_id": "P", "version": 1, "group": "given", "block": "1", "field": "f", "found": ""}
    enter(tmp_path, "corrections.jsonl", "A. Officer", "told by telephone", {**old, "value": "1"})
    (one,), broken = entered(tmp_path)
    assert (one.sha256, one.content, broken) == ("a", "", [])
