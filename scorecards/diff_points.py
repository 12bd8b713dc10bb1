"""Scores that no run made: the answers of one state under the rubric and the reviews of another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from scorecards.warehouse import has_table, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from scorecards.rubric import Rubric

Answers = Mapping[tuple[str, str], Mapping[str, Any]]
Judged = Mapping[str, float]

# All at once: ten thousand questions, each through the whole table, would take minutes.
_POINTS = """
    SELECT score_key, criterion, part, review, answer, points FROM point
    WHERE score_key IN (SELECT score_key FROM standing WHERE run_id = ? OR run_id = ?) ORDER BY score_key, position
"""
_ANSWERS = """
    SELECT key, name, better, percentiles[? + 1] AS low, percentiles[101 - ?] AS high FROM answer
    WHERE block = '' AND list_contains(?, name) AND key IN (SELECT key FROM standing WHERE run_id = ? OR run_id = ?)
"""


class Points:
    """Points and answers of the projects that stand in two runs, and the rubrics that are kept."""

    def __init__(self, connection: DuckDBPyConnection, runs: tuple[str, str]):
        self._connection, self._runs = connection, runs
        self._rubrics: dict[str, Rubric | None] = {}
        self._answers: dict[str, Mapping[str, Answers]] = {}

    def judged(self, score_keys: Sequence[str]) -> list[dict[str, float]] | None:
        """The reviewers' points above 0 of each scorecard, by what reviewers call the criterion; None where it cannot be told."""
        found = [self._points[key] for key in score_keys]
        # Early scorecards do not say whose the points are; those of the same line of the rubric in the other run do.
        whose = {
            (row["criterion"], row["part"]): row["review"] for lines in found for row in lines if row["review"] or row["answer"]
        }
        if any((row["criterion"], row["part"]) not in whose for lines in found for row in lines):
            return None
        return [
            {name: row["points"] for row in lines if (name := whose[row["criterion"], row["part"]]) and row["points"]}
            for lines in found
        ]

    def rubric(self, name: str) -> Rubric | None:
        """The rubric called "name version (identity)" in a scorecard, from its kept text; None where there is none."""
        if name not in self._rubrics:
            self._rubrics[name] = self._kept(name.rpartition("(")[2].rstrip(")"))
        return self._rubrics[name]

    def answers(self, key: str, rubric: Rubric) -> Answers:
        """The project's own answers of an evaluation that ``rubric`` asks for, by ("", name); percentiles at its case alone."""
        if rubric.identity not in self._answers:
            found: dict[str, dict[tuple[str, str], Mapping[str, Any]]] = defaultdict(dict)
            values = [rubric.case, rubric.case, list(rubric.answers), *self._runs]
            for row in rows(self._connection, _ANSWERS, values):
                percentiles = {rubric.case: row["low"], 100 - rubric.case: row["high"]}
                found[row["key"]]["", row["name"]] = {"better": row["better"], "percentiles": percentiles}
            self._answers[rubric.identity] = found
        return self._answers[rubric.identity].get(key, {})

    @cached_property
    def _points(self) -> Mapping[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows(self._connection, _POINTS, self._runs):
            found[row["score_key"]].append(row)
        return found

    def _kept(self, identity: str) -> Rubric | None:
        from yaml import YAMLError

        from scorecards.rubric import read_rubric

        if not has_table(self._connection, "rubric_text"):
            return None
        found = rows(self._connection, "SELECT text FROM rubric_text WHERE rubric = ?", [identity])
        try:
            return read_rubric(found[0]["text"]) if found else None
        except (ValueError, YAMLError):
            return None  # written for another cleanfund


def score_of(rubric: Rubric, answers: Answers | None, points: Judged) -> float | None:
    """The score [points] as a run would give it; None where ``answers`` lack what ``rubric`` asks for."""
    from scorecards.rubric_case import at_case, score_at

    if answers is None or any(("", name) not in answers for name in rubric.answers):
        return None
    limited = {name: min(points[name], most) for name, most in rubric.review_maxima.items() if name in points}
    return score_at(rubric, {name: at_case(answers, name, rubric.case) for name in rubric.answers}, limited)


def review_words(before: Judged, after: Judged) -> str:
    """Which points of reviewers changed: "reviewers' points: innovation 9 -> 12"."""
    told = [
        f"{name} {_points(before.get(name))} -> {_points(after.get(name))}"
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]
    return "reviewers' points: " + ", ".join(told)


def rubric_words(before: str, after: str) -> str:
    """How one rubric, called "name version (identity)", became another."""
    (old, first), (new, second) = ((name.rpartition(" ")[0], name.rpartition(" ")[2].strip("()")) for name in (before, after))
    return f"the file of rubric {new} changed ({first} -> {second})" if old == new else f"rubric {old} became {new}"


def _points(value: float | None) -> str:
    return "none" if value is None else f"{value:g}"
