"""Weights not fixed for 100 projects, and 10,000 projects ranked anew under other weights: in arrays, and in SQL beside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.figures import Figure

PROJECTS, WEIGHTS, CRITERIA, STRATA, MANY, TURNS = 100, 10_000, 5, 200, 10_000, 7
THREADS = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def measure() -> list[Figure]:
    """SMAA and the ranking anew, in a process of their own, on one core."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.decide_smaa"],
        capture_output=True, text=True, env={**os.environ, **THREADS}, cwd=Path(__file__).parents[2], check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    found = json.loads(done.stdout.strip().splitlines()[-1])
    smaa = (
        f"{PROJECTS} projects, {WEIGHTS} weights drawn uniformly on the simplex, {CRITERIA} criteria in {STRATA} strata: all "
        f"rank acceptabilities, central weights, confidence factors, CPU, least of {TURNS}, one core; {MANY} projects, "
        f"first 50 places: {found['smaa_many']:.1f} s"
    )
    again = (
        f"{MANY} projects, points of {CRITERIA} criteria in arrays: score under new weights, half up, place with ties; CPU, "
        f"least of {TURNS}; a snapshot of as many and 3 criteria: loaded with {STRATA} strata in {found['load']:.2f} s, placed "
        f"in each in {found['drawn']:.2f} s, the same scores and places with ranges in SQL (rank --weights) in "
        f"{found['sql']:.2f} s"
    )
    return [
        Figure("decide.smaa_100x10000_s", found["smaa"], "s", "<= 1", "", smaa),
        Figure("decide.rerank_10000_ms", found["rerank"] * 1e3, "ms", "<= 50", "", again),
    ]


def _least(work, turns: int = TURNS) -> float:
    spent = []
    for _ in range(turns):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return min(spent)


def _run() -> dict[str, float]:
    import numpy as np

    from evaluators.toolkit.draws import generator
    from scorecards.point_arrays import places, point_arrays, score_under
    from scorecards.query import RankQuestion, rank
    from scorecards.smaa import open_weights, smaa
    from scorecards.warehouse import open_snapshot

    sys.path.insert(0, str(Path(__file__).parents[1] / "scorecards"))
    import sample_snapshot

    random = generator(2026, "benchmark", "smaa")
    middle = random.uniform(0.2, 0.8, (MANY, CRITERIA, 1))
    points = np.clip(middle + random.normal(0, 0.05, (MANY, CRITERIA, STRATA)), 0, 1)
    names = [f"criterion {place}" for place in range(CRITERIA)]
    few = points[:PROJECTS]
    turn = iter(range(1000))  # another seed each time: streams are kept once drawn
    found = {"smaa": _least(lambda: smaa(few, open_weights(names, WEIGHTS, next(turn))))}
    found["smaa_many"] = _least(lambda: smaa(points, open_weights(names, WEIGHTS), first=50), 1)
    once = np.round(15 * points[:, :, 0], 2)
    found["rerank"] = _least(lambda: places(score_under(once, random.uniform(0, 3, CRITERIA))))
    weights = {"innovation": 1.3, "ghg_avoidance": 0.7, "cost_efficiency": 2.1}
    with tempfile.TemporaryDirectory() as folder:
        sample_snapshot.make_snapshot(Path(folder), extra=MANY - len(sample_snapshot.PROJECTS))
        with open_snapshot(Path(folder)) as connection:
            arrays = point_arrays(connection)
            found["load"] = _least(lambda: point_arrays(connection), 3)
            given = arrays.weights_of(weights)
            found["drawn"] = _least(lambda: places(score_under(arrays.strata, given).T), 3)
            found["sql"] = _least(lambda: rank(connection, RankQuestion(weights=weights)), 3)
            table = rank(connection, RankQuestion(weights=weights))
    by_sql = {row["project_id"]: (row["score"], row["rank"]) for row in table.rows}
    score = score_under(arrays.points, given)
    if [by_sql[name] for name in arrays.projects] != list(zip(score.tolist(), places(score)[0].tolist(), strict=True)):
        raise RuntimeError("SQL and arrays do not rank alike.")
    return found


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[-1]})
    print(json.dumps(_run()))
