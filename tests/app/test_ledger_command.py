"""``cleanfund ledger``: entered, asked and verified at the terminal; and what the doctor says of it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil

import pytest
from ledger_entries import HISTORY, as_file, contents, write

PROJECT = "CTIF-001"
WHO = ("--by", "Sample Officer", "--reason", "Council meeting 4, decision 2")


@pytest.fixture
def ledger(ask, data, tmp_path, monkeypatch):
    """A fund of its own, with the sample's snapshot: (code, out, err) of ``cleanfund ledger WORDS``."""
    own = tmp_path / "fund"
    own.mkdir()
    shutil.copytree(data / "published", own / "published")
    monkeypatch.setenv("CLEANFUND_DATA", str(own))

    def run(*words: str):
        return ask("ledger", *words)

    run.data = own
    return run


def lines(ledger) -> list[dict]:
    path = ledger.data / "ledger" / "ledger.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def awarded(ledger) -> None:
    for event, amount in (("commitment", "10 MUSD"), ("obligation", "6 MUSD")):
        day = ("--as-of", "2026-01-10", "--milestone", "award")
        code, _, err = ledger("add", event, "--award", "A-1", "--project", PROJECT, "--amount", amount, *day, *WHO)
        assert (code, err) == (0, "")


def test_an_entry_is_written_with_all_that_it_rests_on(ledger, tmp_path):
    paper = tmp_path / "minutes.txt"
    paper.write_text("Decided.")
    code, out, _ = ledger(
        "add", "pledge", "--award", "A-1", "--project", PROJECT.lower(), "--amount", "300 million JPY", "--as-of", "2025-06-30",
        "--rate", "151.3", "--rate-source", "BOJ, 2025-06-30", "--evidence", str(paper), "--decided-by", "Sample Council", *WHO,
    )  # fmt: skip
    (entry,) = lines(ledger)
    assert code == 0 and "Entry 1: pledge of 300 M JPY, award A-1 of CTIF-001, 2025-06-30." in out
    assert {name: entry[name] for name in ("event", "project_id", "amount", "currency", "rate", "decided_by", "by", "as_of")} == {
        "event": "pledge", "project_id": PROJECT, "amount": "300000000", "currency": "JPY", "rate": "151.3",
        "decided_by": "Sample Council", "by": "Sample Officer", "as_of": "2025-06-30",
    }  # fmt: skip
    assert entry["evidence"] == hashlib.sha256(b"Decided.").hexdigest()
    assert entry["rate_source"].startswith("151.3 JPY/USD, BOJ, 2025-06-30")


def test_what_it_does_and_what_is_flagged_is_told_at_once(ledger):
    awarded(ledger)
    words = ("add", "disbursement", "--award", "a-1", "--amount", "7 MUSD", "--milestone", "award", "--as-of", "2026-02-01", *WHO)
    code, out, _ = ledger(*words, "--dry-run")
    assert code == 0 and "Dry run: nothing is written." in out and len(lines(ledger)) == 2
    code, out, _ = ledger(*words)
    assert code == 0 and len(lines(ledger)) == 3
    told = " ".join(out.split())
    assert "disbursed 0 7.00 M USD" in told and "obligated 6.00 6.00 M USD" in told
    assert "before_milestone It was paid on 2026-02-01, and its milestone 'award' was not met by then." in told
    assert "above_obligated 7 M USD are disbursed, and 6 M USD obligated." in told
    code, out, _ = ledger(*words, "--format", "json")
    answer = json.loads(out)
    assert answer["schema"] == "ledger_add/1" and answer["asked"]["entry"] == 4
    assert {row["name"] for row in answer["rows"] if row["part"] == "flag"} == {
        "ledger.before_milestone", "ledger.above_obligated", "ledger.above_award",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("pledge", "--award", "A-9", "--project", PROJECT, "--amount", "-1 MUSD"), 2, "is not above 0"),
        (("pledge", "--award", "A-9", "--project", PROJECT, "--amount", "5 MXYZ"), 2, "no currency that is known"),
        (("pledge", "--award", "A-9", "--project", PROJECT, "--amount", "1 MUSD", "--as-of", "2999-01-01"), 2, "in the future"),
        (("pledge", "--award", "A-9", "--project", "CTIF-999", "--amount", "1 MUSD"), 4, "There is no project 'CTIF-999'"),
        (("termination", "--award", "A-9"), 4, "There is no award 'A-9'. Nearest: A-1"),
        (("pledge", "--award", "A-1", "--amount", "1 MUSD", "--evidence", "nowhere.pdf"), 2, "no file 'nowhere.pdf'"),
    ],
)
def test_what_is_refused_says_why_and_loses_nothing(ledger, words, code, told):
    awarded(ledger)
    before = lines(ledger)
    got, out, err = ledger("add", *words, *WHO)
    assert (got, out) == (code, "") and told in err and lines(ledger) == before


def test_balances_entries_and_flags_are_rows(ledger):
    awarded(ledger)
    ledger("add", "disbursement", "--award", "A-1", "--amount", "1234567.89 USD", "--as-of", "2026-04-01", *WHO)
    code, out, _ = ledger("ls", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0 and [row["part"] for row in rows] == ["award", "entry", "entry", "entry", "flag"]
    assert (rows[0]["committed"], rows[0]["disbursed"]) == ("10000000", "1234567.89")
    assert (rows[3]["quarter"], rows[3]["us_fiscal_year"], rows[3]["japan_fiscal_year"]) == (
        "April-June 2026", "FY2026 Q3", "FY2026 (Reiwa 8) Q1",
    )  # fmt: skip
    assert (rows[4]["sequence"], rows[4]["flag"]) == ("3", "ledger.no_milestone")
    code, out, _ = ledger("ls", "--quarter", "Jan-Mar 2026", "--format", "json")
    answer = json.loads(out)
    assert answer["asked"]["quarter"] == "January-March 2026 (US FY2026 Q2, Japan FY2025 (Reiwa 7) Q4)"
    assert [(row["part"], row["sequence"]) for row in answer["rows"]] == [("award", None), ("entry", 1), ("entry", 2)]
    assert answer["rows"][0]["disbursed"] == 0
    code, out, _ = ledger("ls")
    assert "Awards" in out and "no_milestone" in out and "disbursed 1.20" in out


def test_a_question_for_what_is_not_there_names_what_is(ledger):
    awarded(ledger)
    assert ledger("ls", "--award", "A-2")[0::2] == (4, "error: There is no award 'A-2'. Nearest: A-1.\n")
    assert ledger("ls", "--project", "CTIF-002")[0] == 4
    code, _, err = ledger("ls", "--quarter", "FY2027 Q2")
    assert code == 2 and "US FY2027 Q2" in err
    assert "Nothing happened in July-September 2031" in ledger("ls", "--quarter", "2031-Q3")[2]


def test_an_empty_ledger_says_how_to_begin(ledger):
    code, out, err = ledger("ls")
    assert (code, out) == (0, "") and "The ledger is empty. Begin it: " in err
    assert ledger("verify")[:2] == (0, "✓ The ledger is whole, and empty.\n")


def test_without_a_snapshot_the_file_is_asked_all_the_same(ledger):
    awarded(ledger)
    shutil.rmtree(ledger.data / "published")
    assert ledger("ls")[0] == 0 and ledger("verify")[0] == 0
    code, _, err = ledger("add", "termination", "--award", "A-1", *WHO)
    assert code == 4 and "Nothing is published" in err


def test_a_changed_line_is_found_and_named(ledger, ask):
    made = contents(HISTORY)
    write(ledger.data, as_file(made))
    assert ledger("verify")[0] == 0
    assert doctor_of(ask) == [("ok", "6 entries, chain whole")]
    made[2]["amount"] = "1"
    write(ledger.data, as_file(made))
    code, out, _ = ledger("verify")
    assert code == 1 and "3  changed" in out and "the other 5 entries count" in out
    code, out, _ = ledger("verify", "--format", "json")
    assert [(row["line"], row["rule"]) for row in json.loads(out)["rows"]] == [(3, "changed")]
    ((state, text),) = doctor_of(ask)
    assert state == "wrong" and "line 3: Entry 3 was changed" in text
    assert "not whole (1 finding)" in ledger("ls")[2]


def test_a_torn_line_is_a_warning_of_the_doctor(ledger, ask):
    write(ledger.data, as_file(contents(HISTORY))[:-20])
    ((state, text),) = doctor_of(ask)
    assert state == "warn" and "cut short while it was written" in text


def doctor_of(ask) -> list[tuple[str, str]]:
    _, out, _ = ask("doctor", "--format", "json")
    return [(row["state"], row["text"]) for row in json.loads(out)["rows"] if row["name"] == "ledger"]


def test_what_somebody_wrote_into_a_reason_moves_no_terminal_and_no_spreadsheet(ledger):
    words = ("add", "pledge", "--award", "A-1", "--project", PROJECT, "--amount", "1 MUSD", "--as-of", "2026-01-10")
    ledger(*words, "--by", "=cmd|' /C calc'!A0", "--reason", "[bold]Reason\x1b[2J with marks")
    assert lines(ledger)[0]["reason"] == "[bold]Reason [2J with marks"
    _, out, _ = ledger("ls", "--format", "csv")
    assert next(csv.DictReader(io.StringIO(out.split("\n", 2)[0] + "\n" + out.split("\n")[2])))["by_whom"].startswith("'=cmd")


def test_asking_loads_no_prefect(ledger, shell):
    awarded(ledger)
    code = "import sys; from app.cli import main; main(['ledger', 'ls']); main(['ledger', 'verify']); " \
        "main(['ledger', 'add', 'pledge', '--award', 'A-1', '--amount', '1 MUSD', '--by', 'x', '--reason', 'enough of it']); " \
        "print('loaded', [m for m in ('prefect', 'great_expectations', 'pandas', 'pint') if m in sys.modules])"  # fmt: skip
    done = shell("-c", code, CLEANFUND_DATA=str(ledger.data))
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.endswith("loaded []\n")
