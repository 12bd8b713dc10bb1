"""Internal rates of return of 10,000 draws of 31 flows, ours against a loop over pyxirr, each kind of flow in the same run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.figures import Figure

DRAWS, YEARS, TURNS = 10_000, 31, 15
CLOSE = 1e-9
THREADS = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def measure() -> list[Figure]:
    """The ratio to pyxirr, in a process of its own, on one core."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.decide_irr"],
        capture_output=True, text=True, env={**os.environ, **THREADS}, cwd=Path(__file__).parents[2], check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    found = json.loads(done.stdout.strip().splitlines()[-1])
    how = (
        f"{DRAWS} draws x {YEARS} flows, one payment and thirty years of earnings: {found['ours'] * 1e3:.2f} ms to "
        f"{found['peer'] * 1e3:.1f} ms; with one to four years of construction, drawn: {found['built_ours'] * 1e3:.2f} ms to "
        f"{found['built_peer'] * 1e3:.1f} ms; largest difference {found['apart']:.0e}; CPU, interleaved, least of {TURNS}, "
        "one core"
    )
    return [Figure("decide.irr_vs_pyxirr", found["peer"] / found["ours"], "times faster", ">= 5", "pyxirr, a loop", how)]


def _run() -> dict[str, float]:
    import numpy as np
    import pyxirr

    from evaluators.toolkit.rates_of_return import internal_rate_of_return

    random = np.random.default_rng(20261124)
    simple = np.concatenate([-random.uniform(800, 1500, (DRAWS, 1)), random.uniform(50, 200, (DRAWS, YEARS - 1))], axis=1)
    paid = np.arange(YEARS) < random.integers(1, 5, (DRAWS, 1))
    built = np.where(paid, -random.uniform(200, 500, (DRAWS, YEARS)), random.uniform(50, 200, (DRAWS, YEARS)))
    seconds: dict[str, float] = {}
    apart = 0.0
    for _ in range(TURNS):
        for flows, prefix in ((simple, ""), (built, "built_")):
            began = time.process_time()
            ours = internal_rate_of_return(flows)
            between = time.process_time()
            peer = np.array([pyxirr.irr(row) for row in flows], dtype=float)
            for name, spent in (("ours", between - began), ("peer", time.process_time() - between)):
                seconds[prefix + name] = min(seconds.get(prefix + name, np.inf), spent)
            apart = max(apart, float(np.max(np.abs(ours - peer))))
    if not apart <= CLOSE:
        raise RuntimeError(f"The rates differ from pyxirr's by {apart:.1e}; at most {CLOSE:.0e} is allowed.")
    return {**seconds, "apart": apart}


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[-1]})
    print(json.dumps(_run()))
