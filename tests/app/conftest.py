"""A published sample snapshot for every test of the command, made once; what tests share lies on the path."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent / "scorecards")]
import sample_snapshot  # noqa: E402


@pytest.fixture(scope="session")
def sample():
    return sample_snapshot


@pytest.fixture(scope="session")
def data(tmp_path_factory, sample) -> Path:
    return sample.make_snapshot(tmp_path_factory.mktemp("fund") / "data")


@pytest.fixture
def ask(data, capsys, monkeypatch):
    """Runs one command in this process: (exit code, stdout, stderr)."""
    from app.cli import main

    monkeypatch.setenv("CLEANFUND_DATA", str(data))
    monkeypatch.setenv("COLUMNS", "100")

    def run(*words: str) -> tuple[int, str, str]:
        code = main(list(words))
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def shell(data, tmp_path):
    """Runs Python in a process of its own, as a user does; ``words`` are Python's arguments."""

    def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        settings = os.environ | {"CLEANFUND_DATA": str(data), "PYTHONPATH": str(CHECKOUT), "PYTHONUTF8": "1"} | environment
        return subprocess.run(
            [sys.executable, *words],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env=settings,
            timeout=120,
            check=False,
        )

    return run
