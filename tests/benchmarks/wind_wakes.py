"""Wake models against PyWake, run beside them in the same process on one core: speed as a ratio, energy as a difference.

The case is 34 turbines of 15 MW on a staggered grid of eight diameters, 360 directions and 23 speeds. PyWake runs in its
fastest double-precision mode: without its result object, over as many chunks of directions as suit it best. Both take
turns, and the least time of several counts.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.figures import Figure

CHUNKS = (1, 2, 4, 8, 12)
TURNS = {"turbopark": 5, "park": 15, "gaussian": 15}
GOALS = {"turbopark": ">= 25", "park": "", "gaussian": ">= 5"}
GROWTH = (50, 100, 200)
THREADS = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def measure() -> list[Figure]:
    """All figures of the wake models, from a process of their own."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.wind_wakes"],
        capture_output=True, text=True, env={**os.environ, **THREADS}, cwd=Path(__file__).parents[2], check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    found = json.loads(done.stdout.strip().splitlines()[-1])
    peer = f"PyWake {found['version']}"
    figures = [
        Figure(
            f"wind.{name}_vs_pywake", one["theirs"] / one["ours"], "times as fast", GOALS[name], peer,
            f"34 x 15 MW, 360 x 23, one core, CPU: {1000 * one['ours']:.1f} ms against {1000 * one['theirs']:.0f} ms in "
            f"PyWake's best of {', '.join(str(count) for count in CHUNKS)} chunks ({one['chunks']})",
        )
        for name, one in found["models"].items()
    ]
    grown = ", ".join(f"{count}: {1000 * seconds:.0f} ms" for count, seconds in zip(GROWTH, found["growth"], strict=True))
    return [
        *figures,
        Figure(
            "wind.aep_vs_pywake_max_rel", found["energy"], "share", "<= 1e-4", peer,
            "greatest difference of yearly energy, three models, the case above and six layouts drawn at random",
        ),
        Figure(
            "wind.wakes_growth", math.log2(found["growth"][2] / found["growth"][1]), "exponent", "<= 2", "100 turbines",
            f"CPU of turbopark from 100 to 200 turbines, 360 x 28, as a power of their number; {grown}",
        ),
        Figure(
            "wind.three_matrices_ms", 1000 * found["matrices"], "ms", "<= 110", "",
            "CPU of the three farm matrices of the case, 360 x 28, the first of the process, tables included",
        ),
    ]


def _run() -> dict[str, Any]:
    """Measures, pinned to one core."""
    os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[-1]})
    import scipy.special  # noqa: F401 - importing is not computing

    from evaluators.offshore_wind.layout import Layout, staggered
    from evaluators.offshore_wind.turbine import turbine
    from evaluators.offshore_wind.wake import DIRECTIONS, SPEEDS, farm_matrix, models

    machine, speeds = turbine("iea_15mw"), np.arange(3.0, 26.0)
    case = staggered(34, 8 * machine.diameter)
    matrices = _seconds(lambda: [farm_matrix(model, machine, case) for model in models().values()])
    growth = [
        min(_seconds(lambda: models()["turbopark"].farm_power(farm, machine, DIRECTIONS, SPEEDS)) for _ in range(3))  # noqa: B023
        for farm in (staggered(count, 8 * machine.diameter) for count in GROWTH)
    ]
    found: dict[str, Any] = {"models": {}, "matrices": matrices, "growth": growth, "energy": 0.0}
    for name, model in models().items():
        theirs = _pywake(name, machine)

        def peer(layout: Layout, chunks: int) -> np.ndarray:
            return theirs(  # noqa: B023
                layout.east, layout.north, wd=DIRECTIONS, ws=speeds, wd_chunks=chunks, verbose=False,
                return_simulationResult=False,
            )[2].sum(axis=0) / 1000

        peer(case, 1)
        chunks = min(CHUNKS, key=lambda count: min(_seconds(lambda: peer(case, count)) for _ in range(2)))  # noqa: B023
        turns = [
            (_seconds(lambda: model.farm_power(case, machine, DIRECTIONS, speeds)), _seconds(lambda: peer(case, chunks)))  # noqa: B023
            for _ in range(TURNS[name])
        ]
        ours, others = (min(side) for side in zip(*turns, strict=True))
        found["models"][name] = {"ours": ours, "theirs": others, "chunks": chunks}
        generator = np.random.default_rng(4)
        share = speeds * np.exp(-((speeds / 11) ** 2.1)) * (1 + 0.5 * np.sin(np.deg2rad(DIRECTIONS)))[:, None]
        for layout in (case, *(_scattered(generator, count, machine.diameter) for count in (2, 5, 9, 16, 25, 40))):
            energies = [
                (share * power).sum() for power in (model.farm_power(layout, machine, DIRECTIONS, speeds), peer(layout, chunks))
            ]
            found["energy"] = max(found["energy"], abs(energies[0] / energies[1] - 1))
    from importlib.metadata import version

    return found | {"version": version("py_wake")}


def _seconds(work: Callable[[], Any]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _scattered(generator: np.random.Generator, count: int, diameter: float) -> Any:
    """``count`` turbines at random, a diameter apart or more, on as much sea as a grid of five diameters takes."""
    from evaluators.offshore_wind.layout import Layout

    places: list[np.ndarray] = []
    while len(places) < count:
        place = generator.uniform(0, 5 * diameter * np.sqrt(count), 2)
        if all(np.hypot(*(place - other)) >= diameter for other in places):
            places.append(place)
    return Layout(*np.array(places).T)


def _pywake(name: str, machine: Any) -> Any:
    """PyWake's own set-up of the model ``name`` of ours."""
    from py_wake.deficit_models.gaussian import BastankhahGaussianDeficit
    from py_wake.deficit_models.noj import NOJ
    from py_wake.deficit_models.utils import ct2a_mom1d
    from py_wake.literature import Nygaard_2022
    from py_wake.site import UniformSite
    from py_wake.superposition_models import SquaredSum
    from py_wake.wind_farm_models import PropagateDownwind
    from py_wake.wind_turbines import WindTurbine
    from py_wake.wind_turbines.power_ct_functions import PowerCtTabular

    curve = PowerCtTabular(
        machine.speed, machine.power, "kW", machine.thrust, ws_cutin=machine.speed[0], ws_cutout=machine.cut_out
    )
    site, rotor = UniformSite([1.0], ti=0.06), WindTurbine("", machine.diameter, machine.hub_height, curve)
    if name == "turbopark":
        return Nygaard_2022(site, rotor)
    if name == "park":
        return NOJ(site, rotor, k=0.04)
    return PropagateDownwind(site, rotor, BastankhahGaussianDeficit(ct2a=ct2a_mom1d), superpositionModel=SquaredSum())


if __name__ == "__main__":
    print(json.dumps(_run()))
