"""Density of real hydrogen against CoolProp, run beside it in the same process on one core: speed as a ratio of CPU time.

100,000 points between 5 and 950 bar and between 255 and 360 K. CoolProp runs vectorised through PropsSI; both take turns,
and the least time of several counts. The greatest difference of the same points stands beside it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.figures import Figure

POINTS, TURNS = 100_000, 7
THREADS = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def measure() -> list[Figure]:
    """The figure of the density, from a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.hydrogen_density"],
        capture_output=True, text=True, env={**os.environ, **THREADS}, cwd=Path(__file__).parents[2], check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    found = json.loads(done.stdout.strip().splitlines()[-1])
    return [
        Figure(
            "hydrogen.density_vs_coolprop", found["theirs"] / found["ours"], "times as fast", ">= 50",
            f"CoolProp {found['version']}",
            f"{POINTS:,} points, 5 to 950 bar, 255 to 360 K, one core, CPU: {1000 * found['ours']:.1f} ms against "
            f"{1000 * found['theirs']:.0f} ms of vectorised PropsSI; greatest difference {found['difference']:.1e}",
        )
    ]


def _run() -> dict[str, Any]:
    """Measures, pinned to one core."""
    os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[-1]})
    from importlib.metadata import version

    from CoolProp.CoolProp import PropsSI

    from evaluators.hydrogen_storage.density import density

    generator = np.random.default_rng(5)
    pressures, temperatures = generator.uniform(5, 950, POINTS), generator.uniform(255, 360, POINTS)

    def peer() -> np.ndarray:
        return PropsSI("D", "T", temperatures, "P", pressures * 1e5, "Hydrogen")

    turns = [(_seconds(lambda: density(pressures, temperatures)), _seconds(peer)) for _ in range(TURNS)]
    ours, theirs = (min(side) for side in zip(*turns, strict=True))
    difference = float(np.max(np.abs(density(pressures, temperatures) / peer() - 1)))
    return {"ours": ours, "theirs": theirs, "difference": difference, "version": version("CoolProp")}


def _seconds(work: Callable[[], Any]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    print(json.dumps(_run()))
