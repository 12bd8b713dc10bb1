"""Compute a frozen call anew: its inputs through the installed evaluators, its reviews through its own rubric. No Prefect.

The way is that of a run (``assess``, ``load``, ``score``), in a warehouse of its own that is thrown away.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from evaluators.toolkit.contract import Evaluator
from flows.assess import assess_batch
from flows.call_freeze import INPUTS
from flows.load import load_parts
from flows.plan import Standing
from flows.score import score
from flows.series_store import keep_series
from scorecards.call_folder import CALL, JOBS, RUBRIC, SERIES, TABLES, read_json
from scorecards.call_tables import fill_from_parquet
from scorecards.rubric import load_rubric
from scorecards.warehouse import Warehouse, WarehouseError


@contextmanager
def replayed(
    folder: Path, evaluators: Mapping[str, Evaluator], advance: Callable[[], None], workers: int | None = None
) -> Iterator[Warehouse]:
    """A warehouse that holds the answers and scorecards of ``folder``, computed anew under the keys that were frozen.

    ``advance`` is called after each project; the warehouse is gone when the block ends.
    """
    call, jobs = read_json(folder, CALL), read_json(folder, JOBS)
    with TemporaryDirectory(prefix="cleanfund-replay-") as name:
        data = Path(name)
        warehouse = Warehouse(data)
        try:
            for table in INPUTS:
                path = folder / TABLES / f"{table}.parquet"
                if path.exists():
                    fill_from_parquet(warehouse.connection, path)
            _put_series(folder / SERIES, data)
            paths = [_batch(data, number, job) for number, job in enumerate(jobs, start=1)]
            with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
                seed, draws = call["seed"], call["draws"]
                parts = list(pool.map(lambda path: assess_batch(data, path, evaluators, seed, draws, advance), paths))
            load_parts(warehouse, parts, call["run"])
            score(warehouse, [_standing(job) for job in jobs], load_rubric(folder / RUBRIC), call["run"])
            yield warehouse
        finally:
            warehouse.close()


def _batch(data: Path, number: int, job: Mapping[str, Any]) -> Path:
    path = data / "state" / f"job-{number:05d}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps([job], ensure_ascii=False), encoding="utf-8")
    return path


def _standing(job: Mapping[str, Any]) -> Standing:
    return Standing(job["id"], job["version"], job["content"], job["key"], tuple(job["technologies"]), job)


def _put_series(path: Path, data: Path) -> None:
    """Puts the series where jobs look for them; a name is the hash of the numbers, so another number is another name."""
    import pyarrow.parquet as pq

    for row in pq.read_table(path).to_pylist():
        kept = keep_series(data, np.asarray(row["values"], dtype=float).reshape(row["shape"]))
        if kept["series"] != row["name"]:
            raise WarehouseError(f"The series {row['name']} of the frozen call holds other numbers than those it is named after.")
