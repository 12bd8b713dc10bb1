"""Offshore wind: its wake models against PyWake, and a whole proposal from its facts to the draws of every answer."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks import wind_wakes
from tests.benchmarks.figures import Figure

DRAWS = 10_000
TURNS = 9
THREADS = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def measure() -> list[Figure]:
    """All figures of the wind; the proposal in a process of its own, on one core."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.wind"],
        capture_output=True, text=True, env={**os.environ, **THREADS}, cwd=Path(__file__).parents[2], check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    found = json.loads(done.stdout.strip().splitlines()[-1])
    what = f"500 MW, {DRAWS} draws, a year of hours with directions, three wake models, least of {TURNS}, one core"
    return [
        *wind_wakes.measure(),
        Figure("wind.proposal_cpu_s", found["cold"], "s", "<= 0.25", "", f"{what}; farm matrices computed"),
        Figure("wind.proposal_cached_cpu_s", found["cached"], "s", "<= 0.10", "", f"{what}; farm matrices kept"),
        Figure("wind.proposal_first_cpu_s", found["first"], "s", "", "", "the first of a process, late imports included"),
        Figure("wind.proposal_peak_mb", found["peak_mb"], "MB", "<= 250", "", "highest resident size of the process"),
    ]


def _run() -> dict[str, float]:
    import numpy as np

    from evaluators.offshore_wind import offshore_wind, wake
    from evaluators.toolkit.evaluate import Block, Project, evaluate

    generator = np.random.default_rng(20261123)
    direction = generator.integers(0, 360, 8760).astype(float)
    hours = {
        "wind_speed_hourly": np.minimum((10 + 2 * np.cos(np.radians(direction))) * generator.weibull(2.1, 8760), 45.0),
        "wind_direction_hourly": direction,
        "temperature_hourly": 4 + 6 * generator.standard_normal(8760),
        "pressure_hourly": 1010 + 8 * generator.standard_normal(8760),
        "relative_humidity_hourly": generator.uniform(60, 100, 8760),
    }
    facts = {
        **hours, "weather_height": 100.0, "weather_record": "mast", "capacity": 500.0, "turbine": "iea_15mw",
        "hub_height": 150.0, "spacing": 8.0, "foundation": "floating", "grid": "us_alaska_railbelt",
        "deliverable_power": 350.0, "water_depth": 110.0, "distance_to_shore": 60.0, "wave_height": 2.5,
    }  # fmt: skip
    header = {
        "operation_start": 2031.0, "construction_start": 2028.0, "estimate_class": 4.0, "maturity": 7.0,
        "total_cost": 4.5e9, "grant_requested": 2.2e9, "other_public_support": 0.0, "cost_of_capital": 0.06,
    }  # fmt: skip

    def once(number: int) -> float:
        project = Project(f"P{number}", header, [Block("offshore_wind", facts)])
        began = time.process_time()
        evaluate(project, {"offshore_wind": offshore_wind}, 1, DRAWS)
        return time.process_time() - began

    first, cold, cached = once(0), [], []
    for turn in range(TURNS):
        cached.append(once(2 * turn + 1))
        wake.forget()
        cold.append(once(2 * turn + 2))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"first": first, "cold": min(cold), "cached": min(cached), "peak_mb": peak}


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[-1]})
    print(json.dumps(_run()))
