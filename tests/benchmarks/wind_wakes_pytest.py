"""The wake models and PyWake as pytest-benchmark shows them: ``pytest tests/benchmarks/wind_wakes_pytest.py``, never in CI.

The ratios of ``benchmarks.json`` come from wind_wakes.py, which lets both take turns; here each stands in its group.
"""

from __future__ import annotations

import time

import numpy as np
import pytest

from evaluators.offshore_wind.layout import staggered
from evaluators.offshore_wind.turbine import turbine
from evaluators.offshore_wind.wake import DIRECTIONS, models
from tests.benchmarks.wind_wakes import _pywake

SPEEDS = np.arange(3.0, 26.0)
MACHINE = turbine("iea_15mw")
FARM = staggered(34, 8 * MACHINE.diameter)


@pytest.mark.parametrize("name", models())
@pytest.mark.benchmark(timer=time.process_time, min_rounds=5, warmup=True)
def test_ours(benchmark, name):
    benchmark.group = name
    assert benchmark(models()[name].farm_power, FARM, MACHINE, DIRECTIONS, SPEEDS).shape == (360, 23)


@pytest.mark.parametrize("name", models())
@pytest.mark.benchmark(timer=time.process_time, min_rounds=5, warmup=True)
def test_pywake(benchmark, name):
    benchmark.group = name
    theirs = _pywake(name, MACHINE)

    def run() -> np.ndarray:
        return theirs(
            FARM.east, FARM.north, wd=DIRECTIONS, ws=SPEEDS, wd_chunks=1, verbose=False, return_simulationResult=False
        )[2].sum(axis=0)

    assert benchmark(run).shape == (360, 23)
