"""What a scorecard predicted: the answers of the run that stood when the award was committed, and of this one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Predicted:
    """One project as a ``run`` judged it ``on`` a day.

    ``answers``: by name, those of its blocks and of the project (block ""), each with unit and percentiles 0..100; ``header``
    and ``technologies`` are those of its proposal then. ``late``: no run had judged it by the day that was asked for.
    """

    run: str
    on: date
    header: Mapping[str, float]
    technologies: Sequence[str]
    answers: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    late: bool = False

    def answer(self, name: str) -> Mapping[str, Any] | None:
        """The answer of that name; None where there is none, or two blocks have one and nobody can say which is meant."""
        found = self.answers.get(name, ())
        return found[0] if len(found) == 1 else None


def predicted_at(connection: DuckDBPyConnection, project: str, day: date) -> Predicted | None:
    """By the last run that had judged the project by the end of ``day``, else by the first one; None where none has."""
    found = rows(
        connection,
        "SELECT t.run_id, r.started::DATE AS day, r.started::DATE > ? AS late FROM standing AS t JOIN run AS r USING (run_id) "
        "WHERE t.project_id = ? AND t.score_key IS NOT NULL "
        "ORDER BY late, CASE WHEN late THEN epoch(r.started) ELSE -epoch(r.started) END, t.run_id LIMIT 1",
        [day, project],
    )
    return _of_run(connection, project, found[0]["run_id"], found[0]["day"], found[0]["late"]) if found else None


def predicted_now(connection: DuckDBPyConnection, project: str) -> Predicted | None:
    """By the run of this snapshot; None where the project has no scorecard in it."""
    found = rows(
        connection,
        "SELECT t.run_id, r.started::DATE AS day FROM standing AS t JOIN run AS r USING (run_id) "
        "WHERE t.project_id = ? AND t.score_key IS NOT NULL AND t.run_id = (SELECT run_id FROM snapshot)",
        [project],
    )
    return _of_run(connection, project, found[0]["run_id"], found[0]["day"], False) if found else None


def _of_run(connection: DuckDBPyConnection, project: str, run: str, day: date, late: bool) -> Predicted:
    (proposal,) = rows(
        connection,
        "SELECT p.inputs, p.technologies FROM standing AS t JOIN proposal AS p "
        "ON p.project_id = t.project_id AND p.version = t.version AND p.content = t.content "
        "WHERE t.run_id = ? AND t.project_id = ?",
        [run, project],
    )
    answers: dict[str, list[dict[str, Any]]] = {}
    for row in rows(
        connection,
        "SELECT a.block, a.name, a.unit, a.mean, a.sd, a.percentiles FROM standing AS t JOIN answer AS a USING (key) "
        "WHERE t.run_id = ? AND t.project_id = ? ORDER BY a.name, a.block",
        [run, project],
    ):
        answers.setdefault(row["name"], []).append(row)
    stated = json.loads(proposal["inputs"]).get("header", {})
    header = {name: _middle(value) for name, value in stated.items() if _is_number(value)}
    return Predicted(run, day, header, proposal["technologies"], answers, late)


def _middle(value: Any) -> float:
    return sum(value) / len(value) if isinstance(value, list) else float(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) or (isinstance(value, list) and all(isinstance(one, int | float) for one in value))
