"""The intake at 10,000 proposals of mixed formats, on one core: seconds, linearity, memory, the share of judging."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.benchmarks.make_portfolio import MIXED, make_portfolio

SEED = 1


def measure() -> list[Figure]:
    """All figures of the intake, in a temporary folder."""
    with tempfile.TemporaryDirectory() as name:
        cost = {count: _once(Path(name) / str(count), count) for count in (10, 1000, 10_000)}
    most = cost[10_000]
    beyond = {count: (cost[count]["wall"] - cost[10]["wall"]) / (count - 10) for count in (1000, 10_000)}
    formats = ", ".join(f"{share} % {kind}" for kind, share in MIXED.items())
    parts = f"reading {most['read']:.1f}, judging with Great Expectations {most['judge']:.1f}, writing down {most['write']:.1f} s"
    return [
        Figure("intake.proposals_10000_s", most["wall"], "s", "<= 120", "", f"one core, {formats}; {parts}"),
        Figure(
            "intake.linearity",
            beyond[10_000] / beyond[1000],
            "ratio",
            "about 1",
            "the same at 1,000",
            f"wall per proposal beyond ten: {1000 * beyond[10_000]:.2f} ms at 10,000, {1000 * beyond[1000]:.2f} ms at 1,000",
        ),
        Figure("intake.peak_mb", most["peak_mb"], "MB", "", "", "highest resident size of the process"),
        Figure("intake.judging_share", most["judge"] / most["wall"], "share", "", "", "Great Expectations, its import included"),
    ]


def _once(folder: Path, count: int) -> dict:
    make_portfolio(folder, count, seed=SEED, shares=MIXED)
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.intake_once", str(folder)],
        capture_output=True,
        text=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        cwd=Path(__file__).parents[2],
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    return json.loads(done.stdout.strip().splitlines()[-1])
