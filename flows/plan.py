"""Which evaluations are not known yet, and in what batches they are computed."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluators.toolkit.code_identity import code_identity
from evaluators.toolkit.contract import Evaluator
from evaluators.toolkit.project import HEADER
from flows.between_proposals import COUNTING
from scorecards.warehouse import Warehouse

TARGET_SECONDS = 10.0
FIRST_GUESS_SECONDS = 0.1
BATCHES_A_WORKER, LEAST_SECONDS = 8, 0.5
MOST_IN_A_BATCH = 2000


@dataclass(frozen=True)
class Standing:
    """The version of a project that is evaluated in this run, and the key of its evaluation."""

    project_id: str
    version: int
    content: str
    key: str
    technologies: tuple[str, ...]
    job: Mapping[str, Any]


def standings(warehouse: Warehouse, evaluators: Mapping[str, Evaluator], seed: int, draws: int) -> list[Standing]:
    """One for each project with an accepted version that no later one withdraws: the highest; ordered by project."""
    rows = warehouse.rows(
        f"SELECT project_id, version, content, technologies, inputs FROM ({COUNTING}) WHERE status = 'accepted' "  # noqa: S608
        "ORDER BY project_id"
    )
    return [standing_of(row, evaluators, seed, draws) for row in rows]


def standing_of(row: Mapping[str, Any], evaluators: Mapping[str, Evaluator], seed: int, draws: int) -> Standing:
    """The evaluation of a row of ``proposal`` (project_id, version, content, technologies, inputs)."""
    inputs = json.loads(row["inputs"])
    used = {name for name in row["technologies"] if name in evaluators}
    job = {
        "id": row["project_id"],
        "header": {name: inputs["header"].get(name) for name in HEADER},
        "blocks": [
            {"technology": block["technology"], "facts": _consumed(block, evaluators)}
            for block in inputs["blocks"]
        ],
    }
    counted = {one.name: one for name in sorted(used) for one in (evaluators[name], *evaluators[name].companions)}
    code = {name: code_identity(counted[name]) for name in sorted(counted)}
    said = json.dumps([job, code, seed, draws], sort_keys=True, ensure_ascii=False)
    key = hashlib.blake2b(said.encode(), digest_size=16).hexdigest()
    job["evaluators"] = [{"name": name, "version": counted[name].version, "code": code[name]} for name in sorted(counted)]
    return Standing(row["project_id"], row["version"], row["content"], key, tuple(sorted(used)), {**job, "key": key})


def _consumed(block: Mapping[str, Any], evaluators: Mapping[str, Evaluator]) -> dict[str, Any]:
    """The facts that the block's evaluator takes; none where it has gone, so that the evaluation fails and says so."""
    found = evaluators.get(block["technology"])
    return {name: value for name, value in block["facts"].items() if found is not None and name in found.all_inputs}


def plan(warehouse: Warehouse, standing: list[Standing]) -> list[Standing]:
    """Those whose evaluation is not known yet, those of one technology together; each key once."""
    known = {row["key"] for row in warehouse.rows("SELECT key FROM evaluation")}
    unknown = {one.key: one for one in standing if one.key not in known}
    return sorted(unknown.values(), key=lambda one: (one.technologies, one.project_id))


def batches(warehouse: Warehouse, unknown: list[Standing], workers: int) -> list[list[Standing]]:
    """Batches of about ten seconds of measured work; smaller ones where there is little, so that no worker waits long."""
    measured = {
        tuple(row["technologies"]): row["seconds"]
        for row in warehouse.rows(
            "SELECT list_sort(list_distinct(p.technologies)) AS technologies, avg(e.seconds) AS seconds FROM evaluation e "
            "JOIN proposal p USING (project_id) WHERE e.status = 'done' GROUP BY ALL"
        )
    }
    cost = [measured.get(one.technologies, FIRST_GUESS_SECONDS) for one in unknown]
    share = max(min(TARGET_SECONDS, sum(cost) / workers / BATCHES_A_WORKER), LEAST_SECONDS)
    result: list[list[Standing]] = []
    spent = math.inf
    for one, seconds in zip(unknown, cost, strict=True):
        if spent + seconds > share * 1.001 or len(result[-1]) >= MOST_IN_A_BATCH:
            result.append([])
            spent = 0.0
        result[-1].append(one)
        spent += seconds
    return result


def write_batches(data: Path, run_id: str, planned: list[list[Standing]]) -> list[Path]:
    """The jobs of each batch as a file; paths travel to the tasks, not frames."""
    folder = data / "state" / "plan" / run_id
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, batch in enumerate(planned, start=1):
        path = folder / f"batch-{number:04d}.json"
        path.write_text(json.dumps([dict(one.job) for one in batch], ensure_ascii=False), encoding="utf-8")
        paths.append(path)
    return paths
