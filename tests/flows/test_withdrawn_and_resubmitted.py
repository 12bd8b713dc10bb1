"""Withdrawn, resubmitted under another name, too much for one applicant; and what a run, or a dry run, tells of it."""

from __future__ import annotations

import pytest
from spine_fixtures import published, run_plainly, write_proposal

from flows.inbox import enter
from flows.withdrawals import withdraw
from scorecards.lineage import explain
from scorecards.table import NotFound
from scorecards.warehouse import open_snapshot


def ranked(data) -> set[str]:
    return {row["project_id"] for row in published(data, "SELECT project_id FROM scorecard_latest")}


def explained(data, project):
    with open_snapshot(data) as snapshot:
        return explain(snapshot, project)


def test_an_applicant_withdraws_by_a_file_of_four_lines(heat):
    run_plainly(heat)
    (heat / "proposals" / "heat-1-withdrawn.yaml").write_text(
        "id: HEAT-1\nversion: 2\nwithdrawn: 2026-11-20\nwithdrawn_reason: The permit was refused\n"
    )
    summary = run_plainly(heat)
    assert summary.status == "done"
    assert ranked(heat) == {"HEAT-2", "HEAT-3"}
    assert [(one["project_id"], one["version"], one["change"]) for one in summary.changes] == [("HEAT-1", 2, "withdrawn")]
    told = explained(heat, "heat-1")
    assert [row["text"] for row in told.rows if row["step"] == "version"] == [
        "accepted; replaced since",
        "withdrawn by the applicant: The permit was refused",
    ]
    assert [row["step"] for row in told.rows if row["step"] == "change"] == []
    with open_snapshot(heat) as snapshot, pytest.raises(NotFound, match="it is withdrawn"):
        explain(snapshot, "HEAT-1", "cost_per_tonne")


def test_a_later_version_stands_again(heat):
    run_plainly(heat)
    withdraw(heat, "HEAT-1", 1, "A. Officer", "letter of 20 November 2026")
    run_plainly(heat)
    assert ranked(heat) == {"HEAT-2", "HEAT-3"}
    write_proposal(heat, "heat-1-again.yaml", id="HEAT-1", version=2, capacity="11 MW")
    run_plainly(heat)
    assert ranked(heat) == {"HEAT-1", "HEAT-2", "HEAT-3"}


def test_a_withdrawal_without_a_version_says_what_it_lacks(heat):
    run_plainly(heat)
    (heat / "proposals" / "bare.yaml").write_text("id: HEAT-1\nwithdrawn: 2026-11-20\n")
    summary = run_plainly(heat)
    assert "HEAT-1" not in ranked(heat) or summary.newly_refused
    assert any("'version'" in row["reason"] for row in summary.newly_refused)


def test_a_withdrawal_with_a_bad_date_withdraws_nothing(heat):
    run_plainly(heat)
    (heat / "proposals" / "bad.yaml").write_text("id: HEAT-1\nversion: 2\nwithdrawn: soon\n")
    summary = run_plainly(heat)
    assert ranked(heat) == {"HEAT-1", "HEAT-2", "HEAT-3"}
    assert [row["field"] for row in summary.newly_refused] == ["withdrawn"]


def test_an_entry_of_the_inbox_needs_a_name_and_a_reason(tmp_path):
    with pytest.raises(ValueError, match="--by"):
        enter(tmp_path, "withdrawals.jsonl", " ", "a good reason", {})
    with pytest.raises(ValueError, match="8 letters"):
        enter(tmp_path, "withdrawals.jsonl", "A", "because", {})


def test_a_broken_line_of_the_inbox_is_said_and_the_others_count(heat):
    run_plainly(heat)
    (heat / "inbox").mkdir(exist_ok=True)
    (heat / "inbox" / "withdrawals.jsonl").write_text('{"project_id": "HEAT-2", "vers')
    withdraw(heat, "HEAT-1", 1, "A. Officer", "letter of 20 November 2026")
    run_plainly(heat)
    assert ranked(heat) == {"HEAT-2", "HEAT-3"}


LONG = """\
id: {id}
title: {title}
applicant: {applicant}
country: JP
pillar: heat
submitted: 2026-09-30
operation_start: 2030-06-01
currency: USD
price_year: 2024
estimate_class: 4
maturity: 7
grant_requested: {grant}
total_cost: 31.7 MUSD
budget: {{wells: 20.4 MUSD, plant: 11.3 MUSD}}
blocks:
  - technology: geothermal_heat
    given: {{capacity: {capacity}, hours: 5123}}
    claim: {{heat_cost: 21.5 USD/MWh}}
"""


def long(data, id, title="Deep heat", applicant="Deep Heat KK", capacity="17.3 MW", grant="5.9 MUSD"):
    (data / "proposals" / f"{id}.yaml").write_text(LONG.format(**{k: v for k, v in locals().items() if k != "data"}))


def doubles(data):
    query = "SELECT project_id, found, reason FROM finding WHERE rule = 'identity.resubmitted' ORDER BY project_id"
    return published(data, query)


def test_one_project_under_two_names_is_found_by_what_it_says(heat):
    long(heat, "DEEP-1")
    long(heat, "OTHER-7", title="Warm ground", applicant="Shell Company No. 5", capacity="17300 kW", grant="6.1 MUSD")
    long(heat, "DEEP-9", title="Deep heat", capacity="44 MW")
    summary = run_plainly(heat)
    found = doubles(heat)
    pairs = {(row["project_id"], row["found"]) for row in found}
    assert pairs >= {("DEEP-1", "OTHER-7"), ("OTHER-7", "DEEP-1"), ("DEEP-1", "DEEP-9")}
    assert ("OTHER-7", "DEEP-9") not in pairs, "5 of 7 numbers are not enough"
    (one,) = [row for row in found if (row["project_id"], row["found"]) == ("DEEP-1", "OTHER-7")]
    assert "'Warm ground' of Shell Company No. 5, OTHER-7.yaml" in one["reason"]
    (card,) = published(heat, "SELECT warnings FROM scorecard_latest WHERE project_id = 'DEEP-1'")
    assert any("OTHER-7" in warning for warning in card["warnings"])
    told = [row["text"] for row in summary.changes if row["project_id"] == "DEEP-1"]
    assert told == ["may be one project with DEEP-9, OTHER-7"]
    assert {"DEEP-1", "OTHER-7"} <= ranked(heat), "it is told, not decided"
    withdraw(heat, "OTHER-7", 1, "A. Officer", "letter of 20 November 2026")
    run_plainly(heat)
    assert {(row["project_id"], row["found"]) for row in doubles(heat)} == {("DEEP-1", "DEEP-9"), ("DEEP-9", "DEEP-1")}


def test_projects_that_share_a_few_numbers_are_not_doubles(heat):
    run_plainly(heat)
    assert doubles(heat) == [], "three proposals from one template differ in what matters"


def test_an_applicant_who_asks_for_much_of_the_pool_is_told(heat):
    (heat / "fund.yaml").write_text("name: Small\npool: 40 MUSD2024\napplicant_share: 30 %\n")
    run_plainly(heat)
    found = published(heat, "SELECT project_id, reason FROM finding WHERE rule = 'form.applicant_share' ORDER BY project_id")
    assert [row["project_id"] for row in found] == ["HEAT-1", "HEAT-2", "HEAT-3"]
    assert "15 MUSD2024 in HEAT-1, HEAT-2, HEAT-3" in found[0]["reason"] and "above 30%" in found[0]["reason"]
    (heat / "fund.yaml").write_text("name: Small\npool: 400 MUSD2024\n")
    run_plainly(heat)
    assert published(heat, "SELECT * FROM finding WHERE rule = 'form.applicant_share'") == []


def test_a_correction_is_explained_with_both_versions_and_what_changed(heat):
    run_plainly(heat)
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", version=2, capacity="15 MW")
    summary = run_plainly(heat)
    assert [(one["project_id"], one["change"], one["status"]) for one in summary.changes] == [("HEAT-1", "corrected", "accepted")]
    told = explained(heat, "HEAT-1").rows
    versions = [row for row in told if row["step"] == "version"]
    assert [(row["name"], row["text"]) for row in versions] == [
        ("version 1", "accepted; replaced since"),
        ("version 2", "accepted; the scorecard stands on it"),
    ]
    assert all(row["value"] is not None for row in versions), "the points of both are kept"
    changed = [(row["block"], row["name"], row["text"]) for row in told if row["step"] == "change"]
    assert changed == [("1", "capacity", "10 MW → 15 MW")]


def test_a_refused_correction_stands_beside_the_version_that_counts(heat):
    run_plainly(heat)
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", version=2, capacity="15")
    run_plainly(heat)
    told = [row["text"] for row in explained(heat, "HEAT-1").rows if row["step"] == "version"]
    assert told == ["accepted; the scorecard stands on it", "in quarantine, 1 reason"]


def test_a_dry_run_tells_what_would_change_and_changes_nothing(heat):
    run_plainly(heat)
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", version=2, capacity="15 MW")
    write_proposal(heat, "heat-4.yaml", id="HEAT-4", capacity="4")
    write_proposal(heat, "heat-5.yaml", id="HEAT-5", capacity="5 MW")
    withdraw(heat, "HEAT-2", 1, "A. Officer", "letter of 20 November 2026")
    told = run_plainly(heat, dry_run=True)
    assert [(one["project_id"], one["change"], one["status"]) for one in told.changes] == [
        ("HEAT-1", "corrected", "accepted"),
        ("HEAT-2", "withdrawn", "withdrawn"),
        ("HEAT-4", "new", "refused"),
        ("HEAT-5", "new", "accepted"),
    ]
    assert (told.counts["evaluated"], told.counts["standing"]) == (2, 3)
    assert ranked(heat) == {"HEAT-1", "HEAT-2", "HEAT-3"}
    done = run_plainly(heat)
    assert done.changes == told.changes, "the run does what the dry run told"
