"""What goes wrong at the terminal: exit codes, and messages that say what it was and what to do next."""

from __future__ import annotations

import re
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["rnak"], 2, ['Did you mean "rank"?', "Next: cleanfund --help"]),
        (["rank", "--weigths", "a=1"], 2, ["Did you mean --weights?", "cleanfund rank --help"]),
        (["runs", "shwo"], 2, ["ls, show, diff", "cleanfund runs --help"]),
        (["rank", "--format", "xml"], 2, ["json"]),
        (["rank", "--top", "0"], 2, ["1 or more"]),
        (["rank", "--weights", "innovation"], 2, ["'innovation' is not a weight", "innovation=2"]),
        (["rank", "--weights", "innovation=-1"], 2, ["0 or more"]),
        (["rank", "--weights", "innovation=nan"], 2, ["is not a weight"]),
        (["rank", "--weights", "inovation=2"], 2, ["Nearest: innovation", "cost_efficiency, ghg_avoidance, innovation"]),
        (["rank", "--weights", "innovation=1,innovation=2"], 2, ["given twice"]),
        (["rank", "--pillar", "hydrogn"], 4, ["Nearest: hydrogen"]),
        (["rank", "--technology", "fusion"], 4, ["carbon_capture, hydrogen_storage, offshore_wind"]),
        (["rank", "--as-of", "20200101"], 4, ["There is no snapshot '20200101'", "20260201T000000-bbbb"]),
        (["show", "CTIF-01"], 4, ["There is no project 'CTIF-01'", "CTIF-001"]),
        (["show", "CTIF-900"], 4, ["quarantine show CTIF-900"]),
        (["explain", "CTIF-001", "cost_per_ton"], 4, ["Nearest: cost_per_tonne"]),
        (["explain", "CTIF-005"], 4, ["its evaluation failed", "cleanfund show CTIF-005"]),
        (["quarantine", "show", "CTIF-90"], 4, ["Nearest: CTIF-900"]),
        (["runs", "show", "2031"], 4, ["There is no run '2031'"]),
        (["runs", "diff", "2026"], 4, ["begins 2 runs"]),
        (["runs", "diff", "202601"], 4, ["no run brought scorecards"]),
        (["rank", "--weights", "innovation=0,ghg_avoidance=0,cost_efficiency=0"], 2, ["All weights are 0"]),
        (["explain", "CTIF-001", "nothing"], 4, ["All of them: cleanfund show CTIF-001"]),
        (["evaluator", "check", "nothing"], 4, ["There is no evaluator 'nothing'", "CLEANFUND_EVALUATORS"]),
        (["evaluator", "check", "offshore_wnd"], 4, ["Nearest: offshore_wind"]),
        (["sql", "selec 1"], 2, ["syntax error", "show tables"]),
        (["sql", " ; "], 2, ["empty"]),
        (["sql", "select nothing from scorecard_latest"], 2, ["nothing"]),
        (["validate", "no-such-file.yaml"], 4, ["There is no file 'no-such-file.yaml'"]),
        (["run", "--data", "no-such-folder"], 4, ["There is no folder", "cleanfund demo"]),
        (["run", "--draws", "150"], 2, ["--draws"]),
        (
            ["quarantine", "release", "CTIF-900", "--rule", "unit", "--by", "A. Person", "--reason", "checked by phone"],
            2,
            ["'unit' cannot be released: it would leave nothing to evaluate", "cleanfund quarantine correct"],
        ),
        (
            ["quarantine", "release", "CTIF-900", "--rule", "units", "--by", "A. Person", "--reason", "checked by phone"],
            4,
            ["Nearest: unit"],
        ),
        (
            ["quarantine", "release", "CTIF-900", "--rule", "bounds", "--by", " ", "--reason", "checked by phone"],
            2,
            ["--by is empty", "the scorecard shows both"],
        ),
    ],
    ids=lambda value: " ".join(value)[:45] if isinstance(value, list) and len(value) > 1 else None,
)
def test_an_error_says_what_and_what_next(ask, words, code, said):
    got, out, err = ask(*words)
    assert got == code
    assert out == ""
    assert err.startswith("error: ")
    assert "Traceback" not in err
    for part in said:
        assert part in err


@pytest.mark.parametrize(
    "words", [["rank"], ["show", "CTIF-001"], ["sql", "select 1"], ["runs", "ls"], ["quarantine", "ls"]], ids=" ".join
)
def test_before_the_first_run(ask, tmp_path, words):
    code, out, err = ask(*words, "--data", str(tmp_path))
    assert (code, out) == (4, "")
    assert "Nothing is published" in err
    assert "cleanfund demo" in err


def test_a_bug_is_told_shortly_and_kept_in_a_file(ask, data, monkeypatch, tmp_path):
    import app.commands.rank as module

    def fail(*_):
        raise RuntimeError("the inner wheel broke")

    monkeypatch.setattr(module, "ranked", fail)
    code, out, err = ask("rank")
    assert (code, out) == (70, "")
    assert "This is a bug in cleanfund (RuntimeError: the inner wheel broke)" in err
    assert "Traceback" not in err
    kept = Path(re.search(r"Where: (.*)", err)[1])
    assert kept.parent == data / "state"
    assert "the inner wheel broke" in kept.read_text()
    kept.unlink()
    code, _, err = ask("rank", "--debug")
    assert code == 70
    assert "Traceback" in err
    monkeypatch.setattr(module, "ranked", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    assert ask("rank") == (130, "", "Stopped.\n")


def test_a_run_that_is_stopped_says_what_is_kept(ask, monkeypatch):
    import flows.nightly

    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(flows.nightly, "run", stopped)
    assert ask("run") == (130, "", "Stopped. What is finished is kept; cleanfund run goes on from there.\n")


def test_busy_is_75_and_a_broken_warehouse_5(ask, monkeypatch):
    import app.commands.rank as module
    from scorecards.warehouse import Busy, WarehouseError

    for error, code in ((Busy("Another run is writing."), 75), (WarehouseError("It cannot be opened."), 5)):
        monkeypatch.setattr(module, "ranked", lambda *_, error=error: (_ for _ in ()).throw(error))
        got, _, err = ask("rank")
        assert got == code
        assert str(error) in err
