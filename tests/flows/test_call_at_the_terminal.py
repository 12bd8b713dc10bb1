"""A call from opening to archive at the terminal, with its report and its letters."""

from __future__ import annotations

import csv
import io
import json

import pytest
from frozen_calls import CALL, copied, published_fund, write_evaluator

from app.cli import main
from scorecards.call_history import read_history

WHO = ("--by", "A. Sato")
OTHER = ("--by", "J. Whitfield")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        base = tmp_path_factory.mktemp("calls")
        patch.setenv("CLEANFUND_EVALUATORS", str(write_evaluator(base / "own")))
        yield published_fund(base / "data")


@pytest.fixture(scope="module")
def with_panel(made, tmp_path_factory):
    """The same fund, its call with the panel; for tests that change nothing."""
    data = copied(made, tmp_path_factory.mktemp("panel") / "data")
    for step in ("open", "freeze", "score", "panel"):
        assert main(["call", step, CALL, *WHO, "--data", str(data)]) == 0
    return data


@pytest.fixture
def on(tmp_path, monkeypatch, capsys):
    """Of a fund's folder: runs ``cleanfund call WORDS`` there, (exit code, stdout, stderr)."""
    monkeypatch.setenv("COLUMNS", "130")
    (tmp_path / "minutes.txt").write_text("Meeting 4.")

    def asking(data):
        monkeypatch.setenv("CLEANFUND_DATA", str(data))

        def run(*words: str, ask: str = "call"):
            code = main([ask, *words])
            return code, *capsys.readouterr()

        run.data, run.minutes = data, ("--minutes", str(tmp_path / "minutes.txt"))
        return run

    return asking


@pytest.fixture
def call(on, made, tmp_path):
    """On a fund of its own."""
    return on(copied(made, tmp_path / "data"))


def to_the_panel(call) -> None:
    for step in ("open", "freeze", "score", "panel"):
        assert call(step, CALL, *WHO)[0] == 0


def decided(call, project, kind, *more) -> None:
    words = (project, kind, *call.minutes, "--reason", "As the panel recommends", *more)
    assert call("decide", CALL, *words, *WHO)[0] == 0
    assert call("approve", CALL, project, *OTHER)[0] == 0


def rows(call, *words):
    code, out, _ = call(*words, "--format", "json")
    assert code == 0
    return json.loads(out)


def test_from_opening_to_archive(call, tmp_path):
    assert rows(call, "ls")["rows"][0]["state"] == "not opened"
    code, _, err = call("freeze", CALL, *WHO)
    assert code == 2 and "What can be done now: cleanfund call open heat-2026" in err
    assert call("open", CALL, *WHO)[0] == 0
    code, _, err = call("freeze", CALL, *WHO, "--dry-run")
    assert code == 0 and "3 proposals" in err and "nothing is written" in err and read_history(call.data, CALL).state == "open"
    assert "HEAT-1 still await a review" in err
    to = call("freeze", CALL, *WHO)
    assert to[0] == 0 and read_history(call.data, CALL).frozen_hash in to[1]
    assert call("score", CALL, *WHO)[0] == 0 and call("panel", CALL, *WHO)[0] == 0
    decided(call, "HEAT-2", "award", "--grant", "5 MUSD2024", "--conditions", "Permits before 2028.")
    decided(call, "heat-3", "reserve")
    code, _, err = call("conclude", CALL, *WHO)
    assert code == 2 and "1 of 3 proposals have no decision with two signatures: HEAT-1." in err
    decided(call, "HEAT-1", "reject")
    assert call("conclude", CALL, *WHO)[0] == 0
    (row,) = rows(call, "ls")["rows"]
    assert {name: row[name] for name in ("state", "awarded", "reserved", "rejected", "undecided", "granted")} == {
        "state": "decided", "awarded": 1, "reserved": 1, "rejected": 1, "undecided": 0, "granted": 5e6,
    }  # fmt: skip
    assert call("letter", CALL, "--all", str(tmp_path / "letters"))[0] == 0
    assert sorted(path.name for path in (tmp_path / "letters").iterdir()) == [f"HEAT-{n}-en.html" for n in (1, 2, 3)]
    assert call("archive", CALL, *WHO)[0] == 0
    code, _, err = call(
        "decide", CALL, "HEAT-1", "award", "--grant", "1 MUSD2024", *call.minutes, *WHO, "--reason", "too late now"
    )
    assert code == 2 and "An archived call is not touched again" in err
    code, out, _ = call("verify", CALL)
    assert code == 0 and "is as it was frozen, and its scores come out again" in out


def test_an_award_prints_what_the_ledger_wants_and_the_ledger_takes_it(call):
    import shlex

    to_the_panel(call)
    words = ("HEAT-2", "award", *call.minutes, "--reason", "As the panel recommends", "--grant", "5 MUSD2024", *WHO)
    call("decide", CALL, *words)
    _, _, err = call("approve", CALL, "HEAT-2", *OTHER)
    printed = next(line for line in err.splitlines() if "ledger add" in line).partition("cleanfund ")[2]
    code, out, err = call(*shlex.split(printed)[1:], ask="ledger")
    assert code == 0 and "commitment of 5 M USD, award heat-2026-HEAT-2 of HEAT-2" in out


def test_awards_beyond_a_ring_fence_are_told_and_in_a_binding_call_refused(call):
    to_the_panel(call)
    words = (
        "decide",
        CALL,
        "HEAT-2",
        "award",
        *call.minutes,
        "--reason",
        "As the panel recommends",
        "--grant",
        "9 MUSD2024",
        *WHO,
    )
    code, _, err = call(*words)
    assert code == 0 and "heat has 9 MUSD2024 of 8 MUSD2024 at most: 1 MUSD2024 too much." in err
    assert "The grant is above what HEAT-2 asks for, 5 MUSD2024." in err
    fund = call.data / "fund.yaml"
    fund.write_text(fund.read_text().replace("rank_band: true", "rank_band: true, binding: true"))
    before = len(read_history(call.data, CALL).entries)
    code, _, err = call(*words)
    assert code == 2 and "is binding, and this award does not fit. heat has 9" in err
    assert len(read_history(call.data, CALL).entries) == before


def test_the_report_names_where_a_decision_parts_from_the_ranking(call):
    to_the_panel(call)
    decided(call, "HEAT-1", "award", "--grant", "5 MUSD2024")
    decided(call, "HEAT-2", "reject")
    decided(call, "HEAT-3", "award", "--grant", "3 MUSD2024")
    report = rows(call, "report", CALL)
    said = {row["project_id"]: (row["rank"], row["passes"], row["deviation"]) for row in report["rows"]}
    assert said == {
        "HEAT-2": (1, True, "Not funded, though it passes and HEAT-1, HEAT-3 below it are."),
        "HEAT-3": (2, True, "Funded before HEAT-2, which passes and stands above it."),
        "HEAT-1": (3, False, "Funded though it does not pass (review). Funded before HEAT-2, which passes and stands above it."),
    }
    assert report["schema"] == "call_report/1" and report["rows"][0]["reason"] == "As the panel recommends"
    code, out, _ = call("report", CALL, "--format", "csv")
    assert code == 0 and [row["project_id"] for row in csv.DictReader(io.StringIO(out))] == ["HEAT-2", "HEAT-3", "HEAT-1"]
    assert "Where the decision parts from the ranking" in call("report", CALL)[1]


def test_the_ranking_of_a_call_is_the_frozen_one(call):
    to_the_panel(call)
    frozen = rows(lambda *words: call(*words, ask="rank"), "--call", CALL)
    assert [row["project_id"] for row in frozen["rows"]] == ["HEAT-2", "HEAT-3", "HEAT-1"] and frozen["asked"]["call"] == CALL
    weighed = rows(lambda *words: call(*words, ask="rank"), "--call", CALL, "--weights", "innovation=1")
    assert weighed["rows"][0]["maximum"] != frozen["rows"][0]["maximum"]
    assert call("--call", CALL, "--as-of", "x", ask="rank")[0] == 2
    assert call("--call", "heat-2027", ask="rank")[0] == 4
    path = call.data / "calls" / CALL / "frozen" / "proposals.json"
    path.chmod(0o644)
    path.write_text("[]")
    code, _, err = call("--call", CALL, ask="rank")
    assert code == 5 and "proposals.json: It was changed after the call was frozen" in err
    code, out, _ = call("verify", CALL)
    assert code == 1 and "proposals.json" in out


def test_a_letter_is_shown_only_of_what_stands_and_names_no_reviewer(call):
    to_the_panel(call)
    assert "has no two signatures yet" in call("letter", CALL, "HEAT-2")[2]
    decided(call, "HEAT-2", "award", "--grant", "5 MUSD2024", "--conditions", "Permits before 2028.")
    code, out, _ = call("letter", CALL, "heat-2", "--date", "2026-12-01")
    flat = " ".join(out.split())
    assert code == 0 and "grant of up to 5 million US dollars (prices of 2024)" in flat and "Permits before 2028." in flat
    assert "within 20 days, until 21 December 2026" in flat and "grants@example.org" in flat
    assert read_history(call.data, CALL).frozen_hash in out and "first quarter of the ranking" in flat
    assert "Well argued." in out and not any(word in out for word in ("Tanaka", "Reviewer B", "HEAT-1", "HEAT-3"))
    code, out, _ = call("letter", CALL, "HEAT-2", "--lang", "ja", "--date", "2026-12-01")
    assert code == 0 and "2026年12月21日" in out and "5百万米ドル" in out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("letter", CALL), 2, "A letter is for one project, or with --all FOLDER for every one"),
        (("letter", CALL, "HEAT-2", "--all", "x"), 2, "A letter is for one project"),
        (("letter", CALL, "HEAT-2", "--out", "letter.docx"), 2, ".txt or .html"),
        (("letter", CALL, "HEAT-2", "--date", "1.12.2026"), 2, "is no date"),
        (("letter", CALL, "HEAT-9"), 4, "Nearest: HEAT-"),
        (("letter", CALL, "--all", "x"), 2, "nothing to tell"),
        (("open", "autumn", "--by", "A. Sato"), 4, "There is no call 'autumn'"),
        (("show", "heat-2025"), 4, "Nearest: heat-2026"),
        (("verify", CALL, "--folder", "nowhere"), 2, "There is no frozen call in 'nowhere'"),
        (("decide", CALL, "HEAT-2", "award", "--grant", "5", *WHO, "--reason", "as it says", "--minutes", "M"), 2, "cannot be"),
        (("decide", CALL, "HEAT-2", "award", "--grant", "5 to 6 MUSD2024", *WHO, "--reason", "as it says", "--minutes", "M"), 2,
         "is a range"),
        (("decide", CALL, "HEAT-2", "reject", *WHO, "--reason", "as it says", "--minutes", "no.pdf"), 2, "no file 'no.pdf'"),
    ],
)  # fmt: skip
def test_what_is_asked_in_a_wrong_way_is_said(on, with_panel, words, code, said):
    call = on(with_panel)
    words = tuple(call.minutes[1] if word == "M" else word for word in words)
    found, _, err = call(*words)
    assert (found, said in " ".join(err.split())) == (code, True), err


def test_a_call_before_it_is_frozen_says_so(call):
    call("open", CALL, *WHO)
    for words in (("verify", CALL), ("report", CALL), ("letter", CALL, "HEAT-2")):
        code, _, err = call(*words)
        assert code in (2, 4) and "is not frozen yet" in err and "cleanfund call freeze heat-2026" in err
