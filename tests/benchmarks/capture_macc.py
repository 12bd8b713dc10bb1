"""The abatement curve of a portfolio with its band: every project's range, what each price buys, what the budget reaches."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.figures import Figure

PROJECTS, DRAWS, PRICES, TURNS = 1000, 10_000, 60, 3
THREADS = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def measure() -> list[Figure]:
    """The figure of the abatement curve, in a process of its own, on one core."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.capture_macc"],
        capture_output=True, text=True, env={**os.environ, **THREADS}, cwd=Path(__file__).parents[2], check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    found = json.loads(done.stdout.strip().splitlines()[-1])
    how = (
        f"{PROJECTS} projects, 50 of them on 10 hubs, {DRAWS} draws, ranges, band at {PRICES} prices and budget frontier, CPU "
        f"seconds, least of {TURNS}, one core"
    )
    return [Figure("capture.macc_1000_s", found["seconds"], "s", "<= 2", "", how)]


def _run() -> dict[str, float]:
    import numpy as np

    from evaluators.carbon_capture.abatement_curve import abatement_curve

    random = np.random.default_rng(20261123)
    tonnes = random.lognormal(11, 1, (PROJECTS, 1)) * random.lognormal(0, 0.3, (PROJECTS, DRAWS))
    cost = random.lognormal(5, 0.6, (PROJECTS, 1)) * random.lognormal(0, 0.4, (PROJECTS, DRAWS))
    cost[random.random((PROJECTS, DRAWS)) < 0.02] = np.inf
    delivers, asked = random.uniform(0.1, 0.9, (PROJECTS, DRAWS)), random.uniform(1e6, 1e8, PROJECTS)
    hub = [f"hub {place % 10}" if place < 50 else "" for place in range(PROJECTS)]
    yearly = dict.fromkeys({*hub} - {""}, 1e7)
    seconds = []
    for _ in range(TURNS):
        began = time.process_time()
        curve = abatement_curve(tonnes, cost, delivers, hub=hub, hub_cost=yearly)
        curve.below(np.linspace(20, 1000, PRICES))
        curve.frontier(asked, 5e9)
        seconds.append(time.process_time() - began)
    return {"seconds": min(seconds)}


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[-1]})
    print(json.dumps(_run()))
