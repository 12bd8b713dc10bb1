"""What staff entered in quarantine can be listed and undone: the old reading comes back, and nothing leaves the record."""

from __future__ import annotations

import json

import pytest
from spine_fixtures import Telling, published, run_plainly, write_proposal

from flows.corrections import correct, entered
from flows.inbox import CORRECTIONS, RELEASES, UNDONE, inbox_lines
from flows.inbox_list import inbox_table, undo
from flows.nightly import run
from flows.progress import Silent
from flows.quarantine import release
from scorecards.warehouse import open_snapshot


def quarantined(data):
    return published(data, "SELECT project_id, rule, found FROM quarantine_latest ORDER BY ALL")


def ranked(data):
    return {row["project_id"] for row in published(data, "SELECT project_id FROM scorecard_latest")}


def listed(data):
    with open_snapshot(data) as snapshot:
        return inbox_table(data, snapshot).rows


def corrected(data, value="10 MW", field="capacity", reason="told by telephone on 21 November"):
    (one,) = published(data, "SELECT project_id, version, sha256, block, found FROM quarantine_latest WHERE field = 'capacity'")
    correct(data, group="given", field=field, value=value, by="A. Officer", reason=reason, **one)


def released(data):
    (one,) = published(data, "SELECT content, rule, block, field, found FROM quarantine_latest")
    release(data, **one, by="A. Officer", reason="checked with the turbine's maker")


def test_a_correction_that_is_undone_gives_the_old_reading_back(heat):
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="10")
    run_plainly(heat)
    before = quarantined(heat)
    corrected(heat)
    [row] = listed(heat)
    assert (row["state"], row["run_id"], row["kind"], row["by_whom"]) == ("waiting", None, "correction", "A. Officer")
    assert (row["project_id"], row["block"], row["field"], row["found"], row["value"]) == (
        "HEAT-1", "1", "capacity", "10", "10 MW")  # fmt: skip
    first = run_plainly(heat)
    [row] = listed(heat)
    assert (row["state"], row["run_id"]) == ("taken in", first.run_id) and quarantined(heat) == []
    assert "HEAT-1" in ranked(heat)
    lines = (heat / "inbox" / CORRECTIONS).read_bytes()
    undo(heat, row["entry"], "B. Officer", "the applicant takes the word back")
    [row] = listed(heat)
    assert (row["state"], row["undone_by"], row["run_id"]) == ("to be undone", "B. Officer", None)
    second = run_plainly(heat)
    assert [(one["project_id"], one["status"]) for one in second.changes] == [("HEAT-1", "refused")]
    assert quarantined(heat) == before == [{"project_id": "HEAT-1", "rule": "unit", "found": "10"}]
    assert "HEAT-1" not in ranked(heat)
    [row] = listed(heat)
    assert (row["state"], row["run_id"], row["undone_reason"]) == (
        "undone", second.run_id, "the applicant takes the word back")  # fmt: skip
    assert (heat / "inbox" / CORRECTIONS).read_bytes() == lines, "nothing is taken out of the inbox"
    assert published(heat, "SELECT * FROM correction") == []
    assert run_plainly(heat).counts["evaluated"] == 0 and quarantined(heat) == before, "it stays undone"
    corrected(heat)
    run_plainly(heat)
    assert quarantined(heat) == [], "entered anew, it counts again"
    assert sorted(row["state"] for row in listed(heat)) == ["taken in", "undone"]


def test_of_two_corrections_the_first_comes_back_when_the_last_is_undone(heat):
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="10")
    run_plainly(heat)
    corrected(heat, value="12 MW")
    corrected(heat, value="14 MW", reason="told by letter of 22 November")
    run_plainly(heat)
    [last] = [row for row in listed(heat) if row["value"] == "14 MW"]
    undo(heat, last["entry"], "B. Officer", "the letter was of another project")
    run_plainly(heat)
    query = "SELECT raw FROM fact JOIN scorecard_latest USING (project_id, version, content) WHERE field = 'capacity'"
    assert {"raw": "12 MW"} in published(heat, query) and {"raw": "14 MW"} not in published(heat, query)


def test_what_is_undone_before_a_run_is_never_taken_in(heat):
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="10")
    run_plainly(heat)
    corrected(heat)
    undo(heat, listed(heat)[0]["entry"], "B. Officer", "entered in the wrong line")
    assert entered(heat) == ([], [])
    summary = run_plainly(heat)
    assert quarantined(heat) and published(heat, "SELECT * FROM correction") == []
    assert [(row["state"], row["run_id"]) for row in listed(heat)] == [("undone", summary.run_id)]


def test_a_release_that_is_undone_refuses_again(heat):
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="900 MW")
    run_plainly(heat)
    released(heat)
    first = run_plainly(heat)
    [row] = listed(heat)
    assert quarantined(heat) == [] and (row["kind"], row["state"], row["run_id"]) == ("release", "taken in", first.run_id)
    assert (row["project_id"], row["rule"], row["found"]) == ("HEAT-1", "contract.bounds", "900 MW")
    lines = (heat / "inbox" / RELEASES).read_bytes()
    undo(heat, row["entry"], "B. Officer", "the maker meant another turbine")
    told = run(heat, prefect=False, draws=400, dry_run=True, progress=Silent())
    assert [(one["project_id"], one["status"]) for one in told.changes] == [("HEAT-1", "refused")]
    assert listed(heat)[0]["state"] == "to be undone", "a dry run takes nothing in"
    run_plainly(heat)
    assert [row["rule"] for row in quarantined(heat)] == ["contract.bounds"] and "HEAT-1" not in ranked(heat)
    assert published(heat, "SELECT * FROM release") == [] and (heat / "inbox" / RELEASES).read_bytes() == lines


def test_the_release_of_another_stands_when_one_is_undone(heat):
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="900 MW")
    run_plainly(heat)
    released(heat)
    (one,) = published(heat, "SELECT content, rule, block, field, found FROM quarantine_latest")
    release(heat, **one, by="C. Officer", reason="seen on the site myself")
    run_plainly(heat)
    [mine] = [row for row in listed(heat) if row["by_whom"] == "A. Officer"]
    undo(heat, mine["entry"], "A. Officer", "I had not seen it myself")
    run_plainly(heat)
    assert quarantined(heat) == [] and published(heat, "SELECT by_whom FROM release") == [{"by_whom": "C. Officer"}]


def test_an_undoing_that_cannot_be_read_is_said_and_undoes_nothing(heat):
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="10")
    run_plainly(heat)
    corrected(heat)
    entry = listed(heat)[0]["entry"]
    (heat / "inbox" / UNDONE).write_text(f'{{"entry": "{entry}"\n[1]\n')
    said: list[str] = []
    run_plainly(heat, progress=Telling(said))
    assert quarantined(heat) == []
    for line in (1, 2):
        assert f"inbox/undone.jsonl, line {line}, cannot be read; what it undoes still counts. Enter it again." in said
    with pytest.raises(ValueError, match="8 letters"):
        undo(heat, entry, "B. Officer", "no")


def test_a_reason_with_a_line_separator_is_one_entry(heat):
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="10")
    run_plainly(heat)
    corrected(heat, reason="told by telephone\u2028on 21 November")
    assert [json.loads(line)["value"] for _, line in inbox_lines(heat, CORRECTIONS)] == ["10 MW"]
