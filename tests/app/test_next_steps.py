"""What a command says to do next works when it is copied; and which folder it took, when nobody named one."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console

from app.commands.rank import rank_view
from app.commands.run import as_table, run_view
from app.hints import as_typed, default_data
from scorecards.query import RANK
from scorecards.table import Table, full

CHECKOUT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Mend it: cleanfund quarantine show X-1", "Mend it: cleanfund quarantine show --data 'my fund' X-1"),
        ("Run 'cleanfund run' first.", "Run 'cleanfund run --data 'my fund'' first."),
        ("cleanfund demo makes one; --data names another", "cleanfund demo --data 'my fund' makes one; --data names another"),
        ("cleanfund rank --help", "cleanfund rank --help"),
        ("an empty folder: cleanfund demo --data ./data", "an empty folder: cleanfund demo --data ./data"),
        ("cleanfund init F makes one", "cleanfund init F makes one"),
        ("a bug in cleanfund run by nobody", "a bug in cleanfund run --data 'my fund' by nobody"),
        ("cleanfund is not installed", "cleanfund is not installed"),
    ],
)
def test_the_folder_that_was_named_is_named_again(monkeypatch, text, typed):
    monkeypatch.delenv("CLEANFUND_DATA", raising=False)
    assert as_typed(text, Path("my fund")) == typed
    assert as_typed(text, default_data()) == text


def test_the_command_is_called_as_the_shell_finds_it(monkeypatch, tmp_path):
    called = tmp_path / ".venv" / "bin" / "cleanfund"
    called.parent.mkdir(parents=True)
    called.touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(called), "demo"])
    monkeypatch.setenv("PATH", str(tmp_path))
    text = "See: cleanfund show X-1 (cleanfund is a word)"
    assert as_typed(text, default_data()) == "See: .venv/bin/cleanfund show X-1 (cleanfund is a word)"
    called.chmod(0o755)
    monkeypatch.setenv("PATH", str(called.parent))
    assert as_typed(text, default_data()) == text


def test_a_hint_repeats_data(ask, data, monkeypatch):
    monkeypatch.delenv("CLEANFUND_DATA")
    code, _, err = ask("quarantine", "ls", "--data", str(data))
    assert code == 0
    command = err.rpartition("cleanfund ")[2].split()
    assert command[:4] == ["quarantine", "show", "--data", str(data)]
    assert ask(*command)[0] == 0, "copied, it works"
    code, _, err = ask("explain", "CTIF-900", f"--data={data}")
    assert f"cleanfund quarantine show --data {data} CTIF-900" in err or code == 0


def test_inside_a_funds_folder_that_is_the_fund(data, tmp_path):
    fund = tmp_path / "fund"
    fund.mkdir()
    (fund / "published").symlink_to(data / "published", target_is_directory=True)
    environment = {name: value for name, value in os.environ.items() if name != "CLEANFUND_DATA"}

    def asked(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "app", *words], cwd=fund, capture_output=True, text=True, encoding="utf-8", timeout=120,
            check=False, env=environment | {"PYTHONPATH": str(CHECKOUT), "PYTHONUTF8": "1"},
        )  # fmt: skip

    assert asked("rank").returncode == 4, "it is no fund's folder yet"
    (fund / "fund.yaml").write_text("name: Test\n")
    found = asked("rank")
    assert found.returncode == 0 and "CTIF-001" in found.stdout
    assert found.stderr.splitlines()[0] == "The fund is this folder: it holds a fund.yaml. --data names another."
    named = asked("rank", "--data", ".")
    assert named.returncode == 0 and "The fund is this folder" not in named.stderr
    assert "The fund is this folder" not in asked("evaluator", "ls").stderr


def test_help_says_what_a_reason_needs_and_which_files_are_tried(ask):
    assert "at least 8 letters" in " ".join(ask("withdraw", "--help")[1].split())
    told = ask("validate", "--help")[1]
    assert all(kind in told for kind in ("proposals", "sites", "reviews", "progress"))


def summary(status: str, **more):
    standard = {
        "run_id": "20260101T000000-aaaa", "status": status, "counts": {"accepted": 2, "quarantined": 1}, "report": None,
        "stages": [{"name": "ingest", "seconds": 1.5}, {"name": "score", "seconds": 2.0}],
        "newly_refused": [{"project_id": "X-3", "reason": "no unit"}],
        "changes": [
            {"project_id": "X-1", "version": 1, "change": "new", "status": "accepted", "text": "", "file": "x-1.yaml"},
            {"project_id": "X-2", "version": 2, "change": "corrected", "status": "accepted", "text": "", "file": "x-2.yaml"},
        ],
    }  # fmt: skip
    return SimpleNamespace(**{**standard, **more})


def shown(view, table) -> str:
    page = io.StringIO()
    view(Console(file=page, width=80), table)
    assert max(map(len, page.getvalue().splitlines())) <= 80
    return page.getvalue()


def test_a_dry_run_says_would_be():
    dry = shown(run_view, as_table(summary("dry run")))
    assert dry.splitlines()[:2] == [
        "a dry run: nothing is changed · 3.5 s to this line", "would be: 2 accepted · 1 quarantined",
    ]  # fmt: skip
    for words in ("would be new and accepted: 1 (X-1)", "what would become of it", "would be newly refused"):
        assert words in dry
    assert "20260101T000000-aaaa" not in dry, "there is no such run"
    done = shown(run_view, as_table(summary("done")))
    assert "would" not in done and "run 20260101T000000-aaaa · done · 3.5 s to this line" in done


def test_the_seconds_of_a_run_are_those_of_the_clock(tmp_path, monkeypatch):
    import time

    import flows.nightly
    from app.commands.run import run_the_flow
    from app.options import Options

    def slow(data, **how):
        time.sleep(0.3)
        return summary("done", stages=[{"name": "ingest", "seconds": 0.1}])

    monkeypatch.setattr(flows.nightly, "run", slow)
    began = time.perf_counter()
    told = run_the_flow(Options(data=tmp_path))
    clock = time.perf_counter() - began
    assert 0.3 <= sum(one["seconds"] for one in told.stages) <= clock + 0.01


@pytest.mark.parametrize(
    ("scores", "places", "written", "said"),
    [
        ([(1, 16.83), (2, 16.79), (3, 9.0)], ["1", "2", "3"], ["16.83", "16.79", "9.00"], False),
        ([(1, 16.8), (1, 16.8), (3, 9.0)], ["1=", "1=", "3"], ["16.8", "16.8", "9.0"], True),
        ([(1, 16.8), (2, 9.0)], ["1", "2"], ["16.8", "9.0"], False),
    ],
)
def test_a_tie_is_shown_and_nothing_else_looks_like_one(scores, places, written, said):
    rows = [
        {"rank": place, "project_id": f"X-{number}", "title": "Test", "country": "JP", "score": score, "score_p10": score,
         "score_p90": score, "maximum": 87.0, "passes": True, "pass_probability": 1.0, "complete": True, "fails_at": "",
         "released": 0, "cost_per_tonne": 100.0}
        for number, (place, score) in enumerate(scores)
    ]  # fmt: skip
    text = shown(rank_view, Table("rank/1", "20260101T000000-aaaa", RANK, full(rows, RANK)))
    lines = [line.split() for line in text.splitlines() if " X-" in line]
    assert [line[0] for line in lines] == places
    assert [line[4] for line in lines] == written
    assert ("= shares its place" in text) == said
