"""The answers and scores of a frozen call beside those of its replay: to the last bit, or as near as another machine may be."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WITHIN = 1e-9  # relative, of answers on another lock file or kind of processor
SINGLE = 2.4e-7  # two steps of single precision, in which strata are kept
ANSWERS = (
    "SELECT e.project_id, a.block, a.name, a.mean, a.sd, a.percentiles, a.strata FROM answer AS a "
    "JOIN evaluation AS e USING (key) ORDER BY ALL"
)
STATUS = "SELECT project_id, status FROM evaluation ORDER BY project_id"
SCORES = """
    SELECT project_id, score, score_p10, score_p50, score_p90, passes, pass_probability, complete
    FROM scorecard ORDER BY project_id
"""
POINTS = (
    "SELECT s.project_id, p.criterion, p.part, p.points, p.p10, p.p50, p.p90 FROM point AS p "
    "JOIN scorecard AS s USING (score_key) ORDER BY s.project_id, p.position"
)


@dataclass
class Differences:
    """How far a replay lies from what was frozen.

    ``count`` values were compared, ``bits`` of them differ at all, ``far`` by more than WITHIN; ``largest`` is the largest
    relative difference [1] and ``where`` it is; ``told`` has a sentence for each thing that is there on one side only.
    """

    count: int = 0
    bits: int = 0
    far: int = 0
    largest: float = 0.0
    where: str = ""
    told: list[str] = field(default_factory=list)

    def add(self, where: str, was: Any, now: Any, within: float = WITHIN, scale: float = 0.0) -> None:
        """Compares numbers; ``scale`` is the size that a difference is relative to where the numbers are smaller."""
        one, other = np.atleast_1d(np.asarray(was, dtype=float)), np.atleast_1d(np.asarray(now, dtype=float))
        if one.shape != other.shape:
            self.told.append(f"{where} has {other.size} values and had {one.size}.")
            return
        same = (one == other) | (np.isnan(one) & np.isnan(other))
        self.count += one.size
        if same.all():
            return
        self.bits += int((~same).sum())
        size = np.maximum(np.maximum(np.abs(one[~same]), np.abs(other[~same])), scale)
        with np.errstate(invalid="ignore"):  # infinity beside a number is infinitely far
            apart = np.abs(one[~same] - other[~same]) / size
        apart = np.where(np.isfinite(apart), apart, np.inf)
        self.far += int((apart > within).sum())
        if apart.max() > self.largest:
            self.largest, self.where = float(apart.max()), where


def compare_answers(frozen: DuckDBPyConnection, again: DuckDBPyConnection) -> Differences:
    """Mean, spread, percentiles and strata of every answer; an evaluation that went well on one side only is told."""
    found = Differences()
    was, now = ({row["project_id"]: row["status"] for row in rows(side, STATUS)} for side in (frozen, again))
    for project in sorted(was.keys() | now.keys()):
        if was.get(project) != now.get(project):
            found.told.append(
                f"The evaluation of {project} is {now.get(project, 'missing')} and was {was.get(project, 'missing')}."
            )
    before, after = (_by(rows(side, ANSWERS), ("project_id", "block", "name")) for side in (frozen, again))
    for key in sorted(before.keys() | after.keys()):
        where = ".".join(filter(None, key))
        if key not in before or key not in after:
            found.told.append(f"The answer {where} is {'new' if key not in before else 'gone'}.")
            continue
        one, other = before[key], after[key]
        # Near zero a percentile is small against its own spread: what matters is a difference of that size.
        scale = one["sd"] if np.isfinite(one["sd"]) else 0.0
        for name in ("mean", "sd", "percentiles"):
            found.add(where, one[name], other[name], scale=scale)
        found.add(where, one["strata"], other["strata"], SINGLE, scale)
    return found


def compare_scores(frozen: DuckDBPyConnection, again: DuckDBPyConnection) -> Differences:
    """Scores, their ranges, passes and the points of every part."""
    found = Differences()
    for query, key in ((SCORES, ("project_id",)), (POINTS, ("project_id", "criterion", "part"))):
        before, after = (_by(rows(side, query), key) for side in (frozen, again))
        for name in sorted(before.keys() | after.keys()):
            where = ".".join(name)
            if name not in before or name not in after:
                found.told.append(f"{where} is {'new' if name not in before else 'gone'}.")
                continue
            for column in before[name].keys() - set(key):
                one, other = (np.nan if side[name][column] is None else side[name][column] for side in (before, after))
                found.add(f"{where}: {column}", one, other)
    return found


def ranks_of(connection: DuckDBPyConnection) -> dict[str, int]:
    """The place of each project; equal scores share one."""
    query = "SELECT project_id, rank() OVER (ORDER BY score DESC) AS place FROM scorecard ORDER BY project_id"
    return {row["project_id"]: row["place"] for row in rows(connection, query)}


def _by(found: Iterable[Mapping[str, Any]], names: tuple[str, ...]) -> dict[tuple[str, ...], Mapping[str, Any]]:
    return {tuple(str(row[name]) for name in names): row for row in found}


def ranking_of(connection: DuckDBPyConnection) -> str:
    """A hash of the ranking, SHA-256: a line a project with its place and score, in the order of the ranking."""
    query = "SELECT rank() OVER (ORDER BY score DESC) AS place, project_id, score FROM scorecard ORDER BY score DESC, project_id"
    lines = [f"{row['place']} {row['project_id']} {row['score']!r}\n" for row in rows(connection, query)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()
