"""The spine at 1,000 proposals: wall time, linearity, the share of orchestration, memory, the second run, the first second."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from scorecards.warehouse import open_snapshot, rows
from tests.benchmarks.figures import Figure
from tests.benchmarks.make_portfolio import make_portfolio

SEED = 1
# What evaluates, reads and scores; all other CPU beyond the fixed start is orchestration, validation or storage.
WORK = ("ingest", "score")


def measure() -> list[Figure]:
    """All figures of the spine, in a temporary folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # The least of several, for the machine may be busy; one at a time, each in a folder of its own.
        first = {
            count: min((_fresh(folder / f"{count}-{turn}", count) for turn in range(turns)), key=lambda one: one["wall"])
            for count, turns in ((1, 2), (10, 3), (100, 3), (1000, 2))
        }
        again = {count: min((_once(folder / f"{count}-0") for _ in range(2)), key=lambda one: one["wall"]) for count in (1, 1000)}
        assert again[1000]["counts"]["evaluated"] == 0, "a second run must compute nothing"
        evaluation = _evaluation_seconds(folder / "1000-0")
        beyond = {count: _after_start(first[count]) - _after_start(first[10]) for count in (100, 1000)}
        total_cpu = sum(first[1000][part] - first[1][part] for part in ("cpu", "children_cpu"))
        work = evaluation + sum(stage["cpu"] for stage in first[1000]["stages"] if stage["name"] in WORK)
        shares = ", ".join(
            f"{stage['name']} {stage['seconds']:.1f} s wall {stage['cpu']:.1f} s CPU" for stage in first[1000]["stages"]
        )
        cores = f"{os.cpu_count()} cores"
        figures = [
            Figure(
                "spine.proposals_1000.wall_s",
                first[1000]["wall"],
                "s",
                "<= 180",
                "",
                f"files to published snapshot, 10,000 draws, {cores}, Prefect's first start included: {shares}",
            ),
            Figure(
                "spine.linearity",
                (beyond[1000] / 990) / (beyond[100] / 90),
                "ratio",
                "0.85 to 1.15",
                "the same at 100 proposals",
                f"wall per proposal beyond the fixed start and a run of ten, in which every technology came up once: {1000 * beyond[1000] / 990:.1f} ms at 1,000, {1000 * beyond[100] / 90:.1f} ms at 100",
            ),
            Figure(
                "spine.orchestration_share",
                1 - work / total_cpu,
                "share",
                "<= 0.15",
                "",
                f"CPU beyond the fixed start that is not reading ({_cpu(first[1000], 'ingest'):.1f} s), evaluating ({evaluation:.1f} s) or scoring ({_cpu(first[1000], 'score'):.1f} s), of {total_cpu:.1f} s, Prefect's server included",
            ),
            Figure(
                "spine.peak_mb",
                first[1000]["peak_mb"],
                "MB",
                "<= 2048",
                "",
                "highest resident size of the run plus that of Prefect's server",
            ),
            Figure(
                "spine.fixed_start_s",
                first[1]["wall"],
                "s",
                "",
                "",
                f"a first run of one proposal: imports, Prefect's first server start, one snapshot; again: {again[1]['wall']:.1f} s",
            ),
            Figure(
                "spine.rerun_beyond_start_s",
                again[1000]["wall"] - again[1]["wall"],
                "s",
                "<= 5",
                "",
                f"second run of the unchanged 1,000 ({again[1000]['wall']:.1f} s) less a second run of one proposal",
            ),
        ]
        figures += [
            _command(folder / "1000-0", "spine.help_cpu_s", ["--help"], "<= 0.5"),
            _command(folder / "1000-0", "spine.rank_cpu_s", ["rank"], "<= 1"),
        ]
    return figures


def _fresh(folder: Path, count: int) -> dict:
    make_portfolio(folder, count, seed=SEED, broken_share=0.02 if count > 1 else 0.0)
    return _once(folder)


def _after_start(run: dict) -> float:
    """Wall seconds of a run after Prefect's server stood and the libraries were there."""
    return run["wall"] - sum(stage["seconds"] for stage in run["stages"] if stage["name"] in ("fixed start", "server"))


def _once(folder: Path) -> dict:
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.run_once", str(folder)],
        capture_output=True,
        text=True,
        env=environment,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    return json.loads(done.stdout.strip().splitlines()[-1])


def _evaluation_seconds(folder: Path) -> float:
    connection = open_snapshot(folder)
    (answer,) = rows(connection, "SELECT sum(seconds) AS seconds FROM evaluation")
    connection.close()
    return float(answer["seconds"])


def _cpu(run: dict, name: str) -> float:
    return sum(stage["cpu"] for stage in run["stages"] if stage["name"] == name)


def _command(folder: Path, name: str, arguments: list[str], goal: str) -> Figure:
    spent = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-m", "app", *arguments],
            env={**os.environ, "CLEANFUND_DATA": str(folder)},
            stdout=subprocess.DEVNULL,
            check=True,
            cwd=Path(__file__).parents[2],
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return Figure(
        name, min(spent), "s CPU", goal, "", f"cleanfund {' '.join(arguments)}, least of {len(spent)}, on 1,000 proposals"
    )
