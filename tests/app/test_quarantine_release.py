"""Quarantine at the terminal: where it refuses and why, and what a release may and may not do."""

from __future__ import annotations

import json


def test_quarantine_says_where_and_what_to_do(ask):
    _, out, _ = ask("quarantine", "show", "ctif-900")
    for part in (
        "CTIF-900.yaml, line 12, blocks.1.given.capacity",
        "Write 500 MW or 0.5 GW.",
        "A bare number: which unit?",
        "found: 500",
    ):
        assert part in out


def test_a_release_goes_to_the_inbox(ask, data):
    words = [
        "quarantine",
        "release",
        "ctif-900",
        "--rule",
        "bounds",
        "--field",
        "turbines",
        "--by",
        "A. Person",
        "--reason",
        "checked by phone",
    ]
    code, out, err = ask(*words)
    assert (code, out) == (0, "")
    assert "next 'cleanfund run'" in err
    line = json.loads((data / "inbox" / "releases.jsonl").read_text().splitlines()[-1])
    told = [line[name] for name in ("content", "rule", "block", "field", "found", "by")]
    assert told == ["content-CTIF-900", "bounds", "1", "turbines", "-3", "A. Person"]


def test_a_rule_that_refuses_in_two_ways_is_released_where_the_field_says_which(ask, monkeypatch):
    import app.commands.quarantine as module
    from scorecards.table import Table

    reason = {"project_id": "CTIF-900", "version": 1, "content": "c", "rule": "bounds", "block": "1", "found": "60", "reason": ""}
    reasons = [{**reason, "field": field} for field in ("capacity", "depth")]
    monkeypatch.setattr(module, "quarantine_show", lambda *_: Table("", "", (), reasons))
    code, _, err = ask("quarantine", "release", "CTIF-900", "--rule", "bounds", "--by", "A. Person", "--reason", "by telephone")
    assert code == 2
    for part in ("'bounds' refuses CTIF-900 in 2 ways", "--field 1.capacity", "--field 1.depth"):
        assert part in err


def test_two_contents_of_one_version_cannot_be_released(ask, data, monkeypatch):
    import app.commands.quarantine as module
    from flows.between_proposals import SAME_VERSION
    from scorecards.table import Table

    reason = {"project_id": "CTIF-900", "version": 1, "rule": SAME_VERSION, "reason": "Sent twice: a.yaml, b.yaml."}
    monkeypatch.setattr(module, "quarantine_show", lambda *_: Table("", "", (), [reason]))
    inbox = data / "inbox" / "releases.jsonl"
    before = inbox.read_bytes() if inbox.exists() else b""
    words = ["quarantine", "release", "CTIF-900", "--rule", SAME_VERSION, "--by", "A. Person", "--reason", "checked by phone"]
    code, _, err = ask(*words)
    assert code == 2
    for part in ("cannot be released", "a.yaml, b.yaml", "withdraw one of the files", "next version"):
        assert part in err
    assert (inbox.read_bytes() if inbox.exists() else b"") == before
