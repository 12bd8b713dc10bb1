"""What a hostile reviewer found of the life of a proposal: corrections, contents, withdrawals, releases, and files that go."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256

import pytest
import yaml
from spine_fixtures import PROPOSAL, Telling, published, run_plainly, write_proposal

from app.cli import main
from flows.cast import content_hash
from flows.corrections import correct
from flows.facts import Document, Fact
from flows.findings import CRITICAL, Finding
from flows.inbox import enter
from flows.quarantine import release
from flows.readers import read
from flows.withdrawals import withdraw
from scorecards.lineage import explain
from scorecards.warehouse import Warehouse, open_snapshot

BAD = PROPOSAL.replace("maturity: 7", "maturity: 70").replace("estimate_class: 4", "estimate_class: 40")
WHO = ("--by", "A. Officer", "--reason", "told by telephone")


def send(data, text, file="bad.yaml", id="BAD-1", version=1, capacity="10 MW", title="Sample heat"):
    path = data / "proposals" / file
    path.write_text(text.format(id=id, version=version, capacity=capacity, title=title))
    return path


def refused(data, project="BAD-1"):
    query = "SELECT field FROM quarantine_latest WHERE project_id = '{}' ORDER BY ALL"
    return [row["field"] for row in published(data, query.format(project))]


def stands(data, project="BAD-1"):
    return bool(published(data, f"SELECT * FROM scorecard_latest WHERE project_id = '{project}'"))


def found(data, rule):
    return published(data, f"SELECT project_id, version, found, reason, remedy FROM finding WHERE rule = '{rule}' ORDER BY ALL")


def command(data, *words):
    return main([*words, "--data", str(data)])


def corrects(data, *fields, project="BAD-1"):
    assert command(data, "quarantine", "correct", project, *fields, *WHO) == 0


# --- 4: what judges is fund.yaml and the fund's own rules too


CALL = "name: Heat\ncalls:\n  autumn:\n    opens: 2026-01-01\n    closes: {}\n"


def test_a_changed_call_judges_what_was_read_before_anew(heat):
    send(heat, PROPOSAL + "call: autumn\n")
    (heat / "fund.yaml").write_text(CALL.format("2026-12-31"))
    run_plainly(heat)
    assert stands(heat)
    (heat / "fund.yaml").write_text(CALL.format("2026-09-01"))
    summary = run_plainly(heat)
    assert [row["rule"] for row in summary.newly_refused] == ["form.late"] and not stands(heat)
    (one,) = [one for one in summary.changes if one["project_id"] == "BAD-1"]
    assert (one["change"], one["status"]) == ("refused", "refused"), "an accepted one that is refused is told as refused"
    (heat / "fund.yaml").write_text(CALL.format("2026-12-31"))
    (one,) = [one for one in run_plainly(heat).changes if one["project_id"] == "BAD-1"]
    assert (one["change"], one["status"]) == ("accepted", "accepted")


def test_what_says_how_a_run_goes_judges_nothing_anew(heat):
    run_plainly(heat)
    (heat / "fund.yaml").write_text("name: Another name\ncontact: office@example.org\nseed: 5\n")
    run_plainly(heat, dry_run=True)
    assert run_plainly(heat, dry_run=True).counts["read"] == 0
    (heat / "fund.yaml").write_text("name: Another name\npillars: {heat: Heat}\n")
    assert run_plainly(heat, dry_run=True).counts["read"] == 3


RULE = """
from flows.expectations.rules import Expectation, Objection
class Mine(Expectation):
    rule, meaning, severity = "mine.rule", "nobody is called so", "critical"
    def judge(self, proposal, around):
        if proposal.text("title") == "{title}":
            yield Objection("It is never allowed.", "Do not.", field="title")
"""


def test_a_rule_of_the_funds_own_judges_what_was_read_before(heat, tmp_path, monkeypatch):
    run_plainly(heat)
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "mine.py").write_text(RULE.format(title="Nobody"))
    monkeypatch.setenv("CLEANFUND_EXPECTATIONS", str(folder))
    assert run_plainly(heat).status == "done"
    (folder / "mine.py").write_text(RULE.format(title="Sample heat"))
    assert {row["rule"] for row in run_plainly(heat).newly_refused} == {"mine.rule"}, "other bytes of the rule"
    monkeypatch.delenv("CLEANFUND_EXPECTATIONS")
    run_plainly(heat)
    assert len(published(heat, "SELECT * FROM scorecard_latest")) == 3, "without the rule they stand again"


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


# --- 11: one content


def said(**changes):
    facts = {"id": "A-1", "title": "Heat 18.0", "grant_requested": "18 MUSD2019", "maturity": "7", "estimate_class": "4"}
    facts["price_year"] = "2019"
    given = {"capacity": "20 MW", "name": "V117-4.20", "rows": "0, 0; 1200.0, 5"}
    document = Document("proposals", "a")
    document.facts += [Fact("proposal", "", name, raw) for name, raw in (facts | changes).items() if name not in given]
    document.facts += [Fact("given", "1", name, changes.get(name, raw)) for name, raw in given.items()]
    return content_hash(document)


@pytest.mark.parametrize(
    "changes",
    [
        {"version": "1"}, {"version": ""}, {"grant_requested": "18.0 MUSD2019"}, {"grant_requested": "018.00 MUSD2019"},
        {"maturity": "7.0"}, {"estimate_class": "4.0"}, {"capacity": "20.00 MW"}, {"rows": "0.0, 0; 1200, 5"},
    ],
)  # fmt: skip
def test_the_same_said_otherwise_is_one_content(changes):
    assert said(**changes) == said()


@pytest.mark.parametrize(
    "changes",
    [
        {"version": "2"}, {"grant_requested": "18 MUSD2020"}, {"grant_requested": "18 to 18.5 MUSD2019"},
        {"grant_requested": "180 MUSD2019"}, {"grant_requested": "1.8 MUSD2019"}, {"grant_requested": "-18 MUSD2019"},
        {"capacity": "20 kW"}, {"capacity": "2,0 MW"}, {"capacity": "20.01 MW"}, {"capacity": "20e1 MW"}, {"name": "V117-4.2"},
        {"title": "Heat 18"}, {"id": "A-01"}, {"price_year": "2019.0"}, {"rows": "0, 0; 1200, 50"},
    ],
)  # fmt: skip
def test_what_differs_stays_two_contents(changes):
    assert said(**changes) != said()


def test_a_withdrawal_without_its_version_is_not_that_of_version_1():
    texts = ("id: A-1\nwithdrawn: 2026-10-01\n", "id: A-1\nversion: 1\nwithdrawn: 2026-10-01\n")
    slip, whole = (read("proposals", "w.yaml", text.encode())[0] for text in texts)
    assert content_hash(slip) != content_hash(whole)


def test_the_same_proposal_with_its_version_and_other_digits_is_no_contradiction(heat):
    path = send(heat, PROPOSAL)
    run_plainly(heat)
    path.write_text(path.read_text().replace("version: 1\n", "").replace("5 MUSD", "5.0 MUSD"))
    assert run_plainly(heat).status == "done" and stands(heat)
    (row,) = published(heat, "SELECT raw FROM fact JOIN scorecard_latest USING (project_id, version, content) "
                             "WHERE project_id = 'BAD-1' AND field = 'grant_requested'")  # fmt: skip
    assert row == {"raw": "5.0 MUSD"}, "as it is written"


# --- 12: another applicant


def test_a_version_of_another_applicant_is_told(heat):
    run_plainly(heat)
    send(heat, PROPOSAL.replace("Sample Heat Company", "Evil Ltd"), id="HEAT-1", version=2)
    summary = run_plainly(heat)
    (one,) = found(heat, "identity.applicant_changed")
    assert one["reason"] == (
        "Version 2 of HEAT-1 is of 'Evil Ltd', and version 1 (heat-1.yaml) was of 'Sample Heat Company'."
    )
    assert [row["text"] for row in summary.changes] == [f"another applicant: {one['reason']}"]
    (card,) = published(heat, "SELECT warnings FROM scorecard_latest WHERE project_id = 'HEAT-1'")
    assert any("'Evil Ltd'" in warning for warning in card["warnings"])
    send(heat, PROPOSAL.replace("Sample Heat Company", "Evil Ltd"), "v3.yaml", id="HEAT-1", version=3, capacity="9 MW")
    run_plainly(heat)
    assert [row["version"] for row in found(heat, "identity.applicant_changed")] == [2, 3], "it does not wear off"


def test_the_same_applicant_in_other_letters_is_no_other_and_a_refused_version_is_not_asked(heat):
    run_plainly(heat)
    send(heat, PROPOSAL.replace("Sample Heat Company", "SAMPLE  Heat-Company"), id="HEAT-1", version=2)
    send(heat, BAD.replace("Sample Heat Company", "Evil Ltd"), "evil.yaml", id="HEAT-2", version=2)
    write_proposal(heat, "mine.yaml", id="HEAT-2", version=3, capacity="9 MW")
    run_plainly(heat)
    assert [(row["project_id"], row["version"]) for row in found(heat, "identity.applicant_changed")] == [("HEAT-2", 2)]


# --- 13: what can be released


@pytest.mark.parametrize(
    ("text", "rule", "instead"),
    [
        ("id: BAD-1\n  bad: [1\n", "yaml.syntax", "send it again"),
        (PROPOSAL.replace("maturity: 7\n", ""), "missing", "cleanfund quarantine correct"),
        (PROPOSAL.replace("hours: 5000", "hours: 5 kg"), "unit", "cleanfund quarantine correct"),
        (PROPOSAL.replace("version: {version}", "version: first"), "unreadable", "cleanfund quarantine correct"),
        (PROPOSAL.replace("geothermal_heat", "perpetual_motion"), "unknown_technology", "cleanfund quarantine correct"),
    ],
    ids=lambda value: value if len(value) < 20 else "",
)
def test_what_leaves_nothing_to_evaluate_is_not_released(heat, capsys, text, rule, instead):
    path = heat / "proposals" / "bad.yaml"
    path.write_text(text if "syntax" in rule else text.format(id="BAD-1", version=1, capacity="10 MW", title="Sample heat"))
    run_plainly(heat)
    rows = published(heat, "SELECT project_id, content, rule, block, field, found FROM quarantine_latest WHERE file = 'bad.yaml'")
    assert rule in {row["rule"] for row in rows}
    assert command(heat, "quarantine", "release", rows[0]["project_id"], "--rule", rule, *WHO) == 2
    told = capsys.readouterr().err
    assert f"'{rule}' cannot be released: it would leave nothing to evaluate." in " ".join(told.split())
    assert instead in " ".join(told.split())
    for row in rows:  # one written into the inbox by hand, or by a version of old
        release(heat, **{name: row[name] for name in ("content", "rule", "block", "field", "found")}, by="A. Officer",
                reason="because I say so")  # fmt: skip
    summary = run_plainly(heat)
    assert summary.counts["quarantined"] == 1 and summary.counts["failed"] == 0
    assert summary.counts["accepted"] == 3 and not stands(heat)


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
