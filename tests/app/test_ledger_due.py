"""``cleanfund ledger due`` and ``cleanfund ledger outcomes`` at the terminal."""

from __future__ import annotations

import csv
import io
import json
import shutil

import pytest
from ledger_entries import HISTORY, as_file, contents, write


@pytest.fixture
def ledger(ask, data, tmp_path, monkeypatch):
    """A fund of its own, with the sample's snapshot and the history of one award: (code, out, err)."""
    own = tmp_path / "fund"
    own.mkdir()
    shutil.copytree(data / "published", own / "published")
    write(own, as_file(contents(HISTORY)))
    monkeypatch.setenv("CLEANFUND_DATA", str(own))
    monkeypatch.setenv("COLUMNS", "120")

    def run(*words: str):
        return ask("ledger", *words)

    run.data = own
    return run


def test_quarters_are_named_by_months_and_both_fiscal_years(ledger):
    code, out, err = ledger("due", "--on", "2026-10-22")
    assert (code, err) == (0, "")
    assert "October-December 2026 (US FY2027 Q1, Japan FY2026 (Reiwa 8) Q3)" in out
    assert "6.00 M USD  once award is met and entered" in out and "as of 2026-10-22, up to 2027-03-31" in out


def test_the_same_list_in_every_format(ledger):
    words = ("due", "--on", "2026-10-22", "--quarters", "2")
    _, out, _ = ledger(*words, "--format", "json")
    answer = json.loads(out)
    assert answer["schema"] == "ledger_due/1"
    quarter = "April-June 2027 (US FY2027 Q3, Japan FY2027 (Reiwa 9) Q1)"
    assert answer["asked"] == {"on": "2026-10-22", "until": "2027-06-30", "quarter": quarter}
    _, out, _ = ledger(*words, "--format", "csv")
    read = list(csv.DictReader(io.StringIO(out)))
    assert [row["kind"] for row in read] == [row["kind"] for row in answer["rows"]]
    assert {row["kind"] for row in read} == {"milestone", "payment", "report"}


def test_what_cannot_be_asked(ledger):
    code, _, err = ledger("due", "--on", "tomorrow")
    assert code == 2 and "--on is 'tomorrow', which is no date." in err and "write it as 2029-01-15" in err
    code, _, err = ledger("due", "--on", "9999-12-31")
    assert code == 2 and "is not of our time" in err
    code, _, err = ledger("due", "--quarters", "-1")
    assert code == 2 and "it may be 0 to 40" in err


def test_a_day_before_all_has_nothing(ledger):
    code, out, err = ledger("due", "--on", "2025-01-15")
    assert code == 0 and out == "" and "Nothing falls due by 2025-06-30, the end of April-June 2025" in err


def test_outcomes_of_a_ledger_alone(ledger):
    code, out, err = ledger("outcomes")
    assert code == 0 and "co2_stored" in out and "no scorecard of it has such an answer" in " ".join(out.split())
    assert "Calibration: n = 0, of 0 projects: nothing can be said yet." in out
    code, _, err = ledger("outcomes", "NOBODY")
    assert code == 4 and "There is no project with an award or a report 'NOBODY'" in err


def test_the_list_needs_no_snapshot(ledger):
    shutil.rmtree(ledger.data / "published")
    code, out, _ = ledger("due", "--on", "2026-10-22")
    assert code == 0 and "milestone" in out


def test_asking_loads_neither_prefect_nor_great_expectations(ledger, shell):
    for words in (["due", "--on", "2026-10-22"], ["outcomes"]):
        code = (
            "import sys; from app.cli import main; "
            f"main({['ledger', *words]!r}); "
            "print([name for name in ('prefect', 'great_expectations') if name in sys.modules], file=sys.stderr)"
        )
        done = shell("-c", code, CLEANFUND_DATA=str(ledger.data))
        assert done.stderr.strip().endswith("[]"), done.stderr
