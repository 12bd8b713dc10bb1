"""What a project was evaluated from, as a run stored it: to evaluate that one project again, the same way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scorecards.query import project_named, run_of
from scorecards.table import NotFound
from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class StoredInputs:
    """``header`` and ``blocks`` hold canonical values in declared units, series by the hash that stands for them.

    ``code`` is the hash of each evaluator's code in that evaluation; ``medians`` the median of each answer, by block and name.
    """

    project: str
    title: str
    country: str
    version: int
    run: str
    seed: int
    draws: int
    header: Mapping[str, Any]
    blocks: list[Mapping[str, Any]]
    code: Mapping[str, str]
    medians: Mapping[tuple[str, str], float]


def stored_inputs(connection: DuckDBPyConnection, project: str) -> StoredInputs:
    """Of the version of ``project`` that stands in this snapshot; NotFound where it has no evaluation that went well."""
    name = project_named(connection, project)
    found = rows(
        connection,
        "SELECT p.title, p.country, p.version, p.inputs, e.key, e.seed, e.draws, e.evaluators FROM scorecard_latest AS s "
        "JOIN proposal AS p ON p.project_id = s.project_id AND p.version = s.version AND p.content = s.content "
        "JOIN evaluation AS e ON e.key = s.key WHERE s.project_id = ?",
        [name],
    )
    if not found:
        raise NotFound(f"The evaluation of {name} failed, so there is nothing to evaluate again. See: cleanfund show {name}")
    (one,) = found
    inputs = json.loads(one["inputs"])
    answers = rows(connection, "SELECT block, name, percentiles[51] AS median FROM answer WHERE key = ?", [one["key"]])
    return StoredInputs(
        name, one["title"] or name, one["country"] or "", one["version"], run_of(connection), one["seed"], one["draws"],
        inputs["header"], inputs["blocks"], {code["name"]: code["code"] for code in json.loads(one["evaluators"])},
        {(row["block"], row["name"]): row["median"] for row in answers},
    )  # fmt: skip
