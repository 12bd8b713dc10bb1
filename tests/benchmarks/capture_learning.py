"""Learning of a capture portfolio: 1,000 proposals of ten technologies, 10,000 draws, 26 years, six classes, on one core.

The peer is what a project model does: each proposal by itself in NumPy, with shocks of its own drawn year by year, written
plainly and vectorised over years and draws, ``numpy.percentile`` for the quantiles. It runs beside ours in the same process
on every 59th proposal, of all technologies, and its time is scaled to all. Given the shared draws, the loop judges us.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.figures import Figure

PROPOSALS, TECHNOLOGIES, DRAWS, TURNS, EVERY = 1000, 10, 10_000, 3, 59
SHOCK, ERROR = 0.0486, 0.336  # sd of one year's logarithm and of the estimate's, those of the evaluator
RATES = {
    "design": (0.0576, 0.13, 0.2024), "bespoke": (-0.0207, 0.05, 0.1207), "mass_produced": (0.1318, 0.2167, 0.3016),
    "mature": (0.0, 0.025, 0.05), "sorbent": (0.18, 0.275, 0.37), "running": (0.0, 0.025, 0.05),
}  # fmt: skip
NORMAL = ("design", "bespoke", "mass_produced")
OTHERS = {
    "floor_share": (0.0, 0.10, 0.25), "growth": (0.1, 0.35, 0.9), "slip": (0.0, 1.0, 3.0),
    "electricity_price": (42.0, 60.0, 95.0), "gas_price": (8.0, 14.0, 30.0),
}  # fmt: skip
GRID = np.linspace(0.37, 0.10, 26)[:, None]
THREADS = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def measure() -> list[Figure]:
    """The three figures of learning, from a process of their own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.capture_learning"],
        capture_output=True, text=True, env={**os.environ, **THREADS}, cwd=Path(__file__).parents[2], check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    found = json.loads(done.stdout.strip().splitlines()[-1])
    size = f"{PROPOSALS} proposals of {TECHNOLOGIES} technologies x {DRAWS} draws x 26 years x 6 classes, one core"
    return [
        Figure(
            "capture.learning_1000x10000_cpu_s", found["ours"], "s", "<= 10", "",
            f"CPU of {size}, factors of the technologies and each proposal's own stream in it, least of {TURNS}; a loop given "
            f"the same draws, {found['judged']} proposals, differs by {found['difference']:.0e} at most",
        ),
        Figure(
            "capture.learning_vs_loop", found["theirs"] / found["ours"], "times as fast", ">= 15",
            "a NumPy loop over proposals, shocks of their own",
            f"CPU, the same process: {1000 * found['theirs'] / PROPOSALS:.1f} ms a proposal in the loop (of {found['judged']} "
            f"proposals, scaled to {PROPOSALS}); {found['tuned_theirs'] / found['ours']:.0f} times where the loop too sorts "
            "instead of numpy.percentile and takes one logarithm for all classes",
        ),
        Figure("capture.learning_peak_mb", found["peak_mb"], "MB", "<= 500", "", "highest resident size, taken before the loop"),
    ]


def proposal(number: int) -> dict[str, Any]:
    """What one proposal needs and costs per captured tonne at the reference's experience; fixed by its number."""
    random = np.random.default_rng(number)
    return {
        "components": dict(zip(list(RATES)[:5], random.uniform(5, 120, 5), strict=True)), "variable": random.uniform(3, 20),
        "electricity": random.uniform(0.1, 0.4), "electricity_floor": random.uniform(0.05, 0.2), "gas": random.uniform(0, 1.0),
        "gas_floor": random.uniform(0.3, 0.8), "transport_and_storage": random.uniform(15, 40),
    }  # fmt: skip


def shared(technology: int, draws: int = DRAWS) -> dict[str, Any]:
    """Draws of one technology, the same for all its proposals, each from its own stream; energy prices fund-wide."""
    from evaluators.toolkit.distributions import quantile
    from evaluators.toolkit.draws import Streams

    streams = Streams(1, draws, "")

    def one(name: str, ends: tuple[float, ...], shape: str = "pert", group: str = "") -> np.ndarray:
        scope = "fund" if name.endswith("price") else "technology"
        return quantile(shape, *ends, streams.uniform(scope, f"technology {technology}", name, group, 0.5 if group else 0.0))

    others = {name: one(name, ends) for name, ends in OTHERS.items()}
    rates = {
        name: np.maximum(one(name, ends, "normal" if name in NORMAL else "triangular", "learning"), 0.0)
        for name, ends in RATES.items()
    }
    scale = 10.0 ** (3 + technology % 4)
    shock = (-0.08, 0.0, 0.08)
    return others | {
        "rates": rates, "at_reference": 2 * scale, "in_2025": one("in_2025", (scale / 100, scale, 2 * scale)),
        **{name: one(name, shock, "normal") for name in ("error_first", "error", "error_later")},
    }  # fmt: skip


def estimate_error(number: int, draws: int = DRAWS) -> np.ndarray:
    """The proposal's own error of estimate [1], lognormal, from a stream of its own, drawn as plainly as the loop's."""
    from evaluators.toolkit.draws import generator

    return np.exp(ERROR * generator(1, "project", f"P{number}").standard_normal(draws, dtype=np.float32))


def factors_of(drawn: dict[str, Any]) -> np.ndarray:
    """The engine's factors of a technology, computed once for all its proposals."""
    from evaluators.carbon_capture.portfolio_learning import technology_factors

    return technology_factors(
        drawn["rates"], drawn["floor_share"], drawn["in_2025"], drawn["at_reference"], drawn["growth"], drawn["slip"],
        error_first=drawn["error_first"], error=drawn["error"], error_later=drawn["error_later"],
    )


def ours(
    one: dict[str, Any], factors: np.ndarray, drawn: dict[str, Any], error: np.ndarray, out: np.ndarray | None = None
) -> tuple[np.ndarray, float]:
    """Quantiles and chance of half of one proposal, by the engine."""
    from evaluators.carbon_capture.portfolio_learning import chance_of_half, yearly_costs, yearly_quantiles

    costs = yearly_costs(
        factors, one["components"],
        one["variable"] + one["electricity"] * drawn["electricity_price"] + one["gas"] * drawn["gas_price"],
        one["electricity_floor"] * drawn["electricity_price"] + one["gas_floor"] * drawn["gas_price"]
        + one["transport_and_storage"],
        error, 0.02 + one["electricity_floor"] * GRID + 0.05 * one["gas_floor"], one["electricity"] * GRID + 0.05 * one["gas"],
        out,
    )  # fmt: skip
    return yearly_quantiles(costs), chance_of_half(costs)


def own_draws(random: np.random.Generator, technology: int, draws: int = DRAWS) -> tuple[dict[str, Any], np.ndarray, np.ndarray]:
    """What a loop draws for one proposal by itself: as ``shared``, but shocks year by year; and its error of estimate."""
    rates = {
        name: np.maximum(random.normal(mode, (high - low) / 3.29, draws), 0.0) if name in NORMAL
        else random.triangular(low, mode, high, draws)
        for name, (low, mode, high) in RATES.items()
    }  # fmt: skip

    def pert(low: float, mode: float, high: float) -> np.ndarray:
        rise = 1 + 4 * (mode - low) / (high - low)
        return low + (high - low) * random.beta(rise, 6 - rise, draws)

    others = {name: pert(*ends) for name, ends in OTHERS.items()}
    scale = 10.0 ** (3 + technology % 4)
    shocks = random.normal(0.0, SHOCK, (25, draws))
    steps = shocks.copy()
    steps[1:] += 0.19 * shocks[:-1]
    path = np.exp(np.vstack([np.zeros(draws), np.cumsum(steps, axis=0)]))
    drawn = others | {
        "rates": rates, "at_reference": 2 * scale, "in_2025": pert(scale / 100, scale, 2 * scale),
    }  # fmt: skip
    return drawn, path, np.exp(random.normal(0, ERROR, draws))


def loop(
    one: dict[str, Any], drawn: dict[str, Any], path: np.ndarray, error: np.ndarray, tuned: bool = False
) -> tuple[np.ndarray, float]:
    """Quantiles and chance of half of one proposal, as a project model has them: double precision, from the formulas.

    ``path`` [1], shape (26, draws): cost over its forecast in each year.
    """
    years = np.maximum(np.arange(26.0)[:, None] - drawn["slip"], 0.0)
    start = drawn["in_2025"]
    in_operation = 1e9 / (1 + (1e9 / start - 1) * np.exp(-np.log(1 + drawn["growth"]) * years))
    ratio = np.maximum(in_operation / drawn["at_reference"], 1.0)
    exponents = {name: -np.log2(1 - rate) for name, rate in drawn["rates"].items()}
    if tuned:
        logarithm = np.log(ratio)
        learnt = {name: np.exp(-exponent * logarithm) for name, exponent in exponents.items()}
    else:
        learnt = {name: ratio**-exponent for name, exponent in exponents.items()}
    floor = drawn["floor_share"]
    capital = error * sum(cost * (floor + (1 - floor) * path * learnt[name]) for name, cost in one["components"].items())
    electricity = one["electricity_floor"] + one["electricity"] * learnt["running"]
    gas = one["gas_floor"] + one["gas"] * learnt["running"]
    cost = (
        capital + one["variable"] * learnt["running"] + electricity * drawn["electricity_price"] + gas * drawn["gas_price"]
        + one["transport_and_storage"]
    )
    left = 1 - 0.02 - electricity * GRID - 0.05 * gas
    cost = np.where(left > 0, cost / np.where(left > 0, left, 1.0), np.inf)
    halved = float(np.mean(cost[5] <= 0.5 * cost[0]))
    if tuned:
        ordered = np.sort(cost, axis=1)
        return ordered[:, [len(start) // 10, len(start) // 2, len(start) * 9 // 10]].T, halved
    return np.percentile(cost, [10, 50, 90], axis=1), halved


def _ours() -> tuple[float, list[tuple[np.ndarray, float]]]:
    from evaluators.carbon_capture import portfolio_learning
    from evaluators.toolkit import draws

    portfolio_learning.forget()
    draws._shared_uniform.cache_clear()
    draws._shared_mixed.cache_clear()
    stated = [proposal(number) for number in range(PROPOSALS)]
    began, found, room = time.process_time(), [], np.empty((26, DRAWS), dtype=np.float32)
    for technology in range(TECHNOLOGIES):
        drawn = shared(technology)
        factors = factors_of(drawn)
        numbers = range(technology, PROPOSALS, TECHNOLOGIES)
        found += [ours(stated[number], factors, drawn, estimate_error(number), room) for number in numbers]
    return time.process_time() - began, found


def _loop(tuned: bool) -> float:
    numbers = range(0, PROPOSALS, EVERY)
    stated = [proposal(number) for number in numbers]
    began = time.process_time()
    for number, one in zip(numbers, stated, strict=True):
        drawn, path, error = own_draws(np.random.default_rng([1, number]), number % TECHNOLOGIES)
        loop(one, drawn, path, error, tuned)
    return (time.process_time() - began) * PROPOSALS / len(numbers)


def judged(numbers: range, draws: int = DRAWS) -> float:
    """Greatest relative difference of a quantile between the engine and the loop that is given the shared draws.

    Raises AssertionError where it is above 1e-6, or the chance of half differs by more than draws that are at a half exactly.
    """
    from evaluators.carbon_capture.learning import forecast_error

    most = 0.0
    for number in numbers:
        drawn, error = shared(number % TECHNOLOGIES, draws), estimate_error(number, draws)
        errors = (drawn[name] for name in ("error_first", "error", "error_later"))
        path = forecast_error(np.arange(2025.0, 2051.0)[:, None], *errors)
        quantiles, halved = ours(proposal(number), factors_of(drawn), drawn, error)
        expected, chance = loop(proposal(number), drawn, path, error.astype(float))
        most = max(most, float(np.max(np.abs(quantiles / expected - 1))))
        assert abs(halved - chance) <= 2 / draws, f"proposal {number}: chance of half {halved} against {chance}"
    assert most <= 1e-6, f"the engine and the loop differ by {most:.1e}"
    return most


def _run() -> dict[str, float]:
    """Measures, pinned to one core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[-1]})
    _ours()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    mine, theirs, tuned = [], [], []
    for _ in range(TURNS):
        mine.append(_ours()[0])
        theirs.append(_loop(tuned=False))
        tuned.append(_loop(tuned=True))
    numbers = range(0, PROPOSALS, EVERY)
    return {
        "ours": min(mine), "theirs": min(theirs), "tuned_theirs": min(tuned), "difference": judged(numbers),
        "judged": len(numbers), "peak_mb": peak,
    }


if __name__ == "__main__":
    print(json.dumps(_run()))
