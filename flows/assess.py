"""Run the evaluators that fit: one batch of projects in, one Parquet part out, written whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from evaluators.toolkit.contract import Evaluator
from evaluators.toolkit.draws import SLICE
from evaluators.toolkit.evaluate import Block, Evaluation, Project, evaluate
from flows.series_store import stored_value

DRIVERS_KEPT = 8
OF_THE_MACHINE = (errno.ENOSPC, errno.EIO, errno.ENOMEM, errno.EMFILE, errno.ENFILE)
LEAST_SHARE = 0.005
PROJECTS_IN_A_GROUP = 8


def assess_batch(
    data: Path,
    batch: Path,
    evaluators: Mapping[str, Evaluator],
    seed: int,
    draws: int,
    advance: Callable[[], None] = lambda: None,
) -> Path:
    """Evaluates the jobs in ``batch``, calling ``advance`` after each; returns the path of the part with all draws.

    What an evaluator raises is that project's failure, kept with its traceback; the others go on.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    jobs = json.loads(batch.read_text(encoding="utf-8"))
    keys = sorted(job["key"] for job in jobs)
    folder = data / "warehouse" / "parts"
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{hashlib.blake2b(json.dumps(keys).encode(), digest_size=16).hexdigest()}.parquet"
    if part.exists():
        return part
    half = part.with_suffix(f".{os.getpid()}.tmp")
    schema = _schema(pa)
    # Draws hardly compress; packing them would cost more time than the disk they take.
    with pq.ParquetWriter(
        half, schema, compression="none", use_dictionary=["kind", "name", "unit", "meaning"], write_statistics=False
    ) as writer:
        waiting: list[dict[str, Any]] = []
        for number, job in enumerate(jobs, start=1):
            waiting += rows_of(data, job, evaluators, seed, draws)
            advance()
            if number % PROJECTS_IN_A_GROUP == 0 or number == len(jobs):
                writer.write_table(_table(pa, schema, waiting))
                waiting = []
    with half.open("rb+") as file:
        os.fsync(file.fileno())
    half.replace(part)
    return part


def rows_of(
    data: Path, job: Mapping[str, Any], evaluators: Mapping[str, Evaluator], seed: int, draws: int
) -> list[dict[str, Any]]:
    """The rows of one project: the evaluation itself, then answers and exhibits, or the failure."""
    began = time.thread_time()
    try:
        rows = _answer_rows(job["key"], evaluate(project_of(data, job), evaluators, seed, draws))
    except (Exception, SystemExit, GeneratorExit) as error:  # noqa: BLE001 - what an evaluator raises is its project's failure alone
        if isinstance(error, MemoryError) or getattr(error, "errno", None) in OF_THE_MACHINE:
            return []  # not the project's trouble: nothing is kept, and the next run tries again
        failure = "".join(traceback.format_exception(type(error), error, error.__traceback__, limit=-6))
        return [_head(job, seed, draws, "failed", _clean(failure), time.thread_time() - began)]
    return [_head(job, seed, draws, "done", None, time.thread_time() - began), *rows]


def project_of(data: Path, job: Mapping[str, Any]) -> Project:
    """The project of a job, its series loaded."""
    return Project(
        job["id"],
        {name: stored_value(data, value) for name, value in job["header"].items()},
        [Block(b["technology"], {name: stored_value(data, value) for name, value in b["facts"].items()}) for b in job["blocks"]],
    )


def _head(job: Mapping[str, Any], seed: int, draws: int, status: str, failure: str | None, seconds: float) -> dict[str, Any]:
    body = {
        "project_id": job["id"],
        "evaluators": job["evaluators"],
        "seed": seed,
        "draws": draws,
        "status": status,
        "failure": failure,
        "seconds": seconds,
        "header": job["header"],
        "blocks": job["blocks"],
    }
    return {"key": job["key"], "kind": "evaluation", "body": json.dumps(body)}


def _answer_rows(key: str, evaluation: Evaluation) -> list[dict[str, Any]]:
    rows = []
    for result in evaluation.results:
        ordered = np.sort(result.draws)
        percentiles = percentiles_of(ordered)
        finite = bool(np.isfinite(ordered[-1]) and np.isfinite(ordered[0]))
        drivers = sorted(result.drivers.items(), key=lambda item: (-item[1][0], item[0]))[:DRIVERS_KEPT]
        rows.append(
            {
                "key": key,
                "kind": "answer",
                "block": result.block,
                "name": result.name,
                "unit": result.declared.unit,
                "meaning": result.declared.meaning,
                "better": result.declared.better,
                "mean": float(result.draws.mean()) if finite else float("inf"),
                "sd": float(result.draws.std()) if finite else float("inf"),
                "percentiles": percentiles,
                "strata": result.draws[:SLICE].astype(np.float32),
                "draws": result.draws.astype(np.float32),
                "body": json.dumps(
                    [
                        [name, share, direction, _whose(name, evaluation), *_ends(result.swings.get(name, ()))]
                        for name, (share, direction) in drivers
                        if share >= LEAST_SHARE
                    ]
                ),
            }
        )
    rows += [
        {"key": key, "kind": "exhibit", "block": block, "body": json.dumps(_plain(body))}
        for block, body in evaluation.exhibits.items()
    ]
    return rows


def percentiles_of(ordered: np.ndarray) -> np.ndarray:
    """Percentiles 0..100 of draws that rise, shape (101,), in their unit."""
    steps = np.linspace(0, len(ordered) - 1, 101)
    below = steps.astype(np.int64)
    above, part = np.minimum(below + 1, len(ordered) - 1), steps - below
    # Between two equal infinities there is nothing to interpolate.
    lower, upper = ordered[below], ordered[above]
    with np.errstate(invalid="ignore"):
        return np.where((part == 0) | (lower == upper), lower, lower + part * (upper - lower))


def _ends(swing: tuple[float, ...]) -> list[float | None]:
    """The answer at the input's 10th and 90th percentile; JSON has no infinity."""
    return [end if np.isfinite(end) else None for end in swing]


def _whose(name: str, evaluation: Evaluation) -> str:
    return "delivery" if name.startswith("delivery.") else evaluation.whose.get(name, "technology")


def _plain(value: Any) -> Any:
    """What is shown, as JSON can hold it; anything else is said to be the evaluator's fault."""
    if isinstance(value, Mapping):
        return {_clean(str(name.item() if isinstance(name, np.generic) else name)): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float) and not np.isfinite(value):
        return str(value)
    if isinstance(value, str):
        return _clean(value)
    if value is None or isinstance(value, int | float | bool):
        return value
    raise TypeError(f"an exhibit holds a {type(value).__name__}; it may hold numbers, texts, lists and dicts.")


def _clean(text: str) -> str:
    """Text that can be written as UTF-8, whatever an exception or an exhibit holds."""
    return text.encode("utf-8", "backslashreplace").decode()


def _schema(pa: Any) -> Any:
    doubles, floats = pa.list_(pa.float64()), pa.list_(pa.float32())
    return pa.schema(
        [
            ("key", pa.string()),
            ("kind", pa.string()),
            ("block", pa.string()),
            ("name", pa.string()),
            ("unit", pa.string()),
            ("meaning", pa.string()),
            ("better", pa.string()),
            ("mean", pa.float64()),
            ("sd", pa.float64()),
            ("percentiles", doubles),
            ("strata", floats),
            ("draws", floats),
            ("body", pa.string()),
        ]
    )


def _table(pa: Any, schema: Any, rows: list[dict[str, Any]]) -> Any:
    columns = []
    for field in schema:
        values = [row.get(field.name) for row in rows]
        columns.append(_lists(pa, field.type, values) if pa.types.is_list(field.type) else pa.array(values, type=field.type))
    return pa.Table.from_arrays(columns, schema=schema)


def _lists(pa: Any, kind: Any, values: list[np.ndarray | None]) -> Any:
    """A list column from arrays, without a Python object for each number."""
    lengths = np.array([0 if value is None else len(value) for value in values])
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    present = [value for value in values if value is not None]
    flat = np.concatenate(present) if present else np.empty(0)
    missing = np.array([value is None for value in values])
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(flat, type=kind.value_type), mask=pa.array(missing))
