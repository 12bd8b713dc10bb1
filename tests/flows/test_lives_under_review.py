"""What a hostile reviewer found of the life of a proposal: what is judged anew, one content, another applicant, releases."""

from __future__ import annotations

import pytest
from review_steps import BAD, WHO, command, found, send, stands
from spine_fixtures import PROPOSAL, published, run_plainly, write_proposal

from flows.cast import content_hash
from flows.facts import Document, Fact
from flows.quarantine import release
from flows.readers import read

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
