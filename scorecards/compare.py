"""Two to four scorecards side by side, and with what chance one is ahead of another in the same world."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from scorecards.dominance import dominates
from scorecards.point_arrays import SAME, PointArrays, point_arrays, score_under
from scorecards.query import RankQuestion, project_named, rank, run_of
from scorecards.table import QuestionError, Table, columns, full
from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COMPARE = columns(
    ("section", "", "project, score, points, answers, ahead, dominance, fails or claims"),
    ("name", "", "of the header field, criterion, answer, claim or failing"),
    ("project_id", "", "the fund's number of the project"),
    ("other_id", "", "in ahead and dominance, the project it is compared with"),
    ("value", "unit", "score or points of record; median of an answer; lower end of a claim; place; 1 where it dominates"),
    ("low", "unit", "p10: 10 % of draws lie below"),
    ("high", "unit", "p90: 90 % of draws lie below; upper end of a claim"),
    ("unit", "", "of value, low and high"),
    ("maximum", "points", "most that can be reached"),
    ("probability", "1", "chance to pass; in ahead, to score more, ties shared; of dominance and below a claim, share of draws"),
    ("better", "", "in answers: higher, lower, or empty where no direction is"),
    ("text", "", "header value, meaning, reason, flag or verdict"),
)
FEWEST, MOST = 2, 4


def compare(connection: DuckDBPyConnection, projects: Sequence[str]) -> Table:
    """Side by side: header, score and place, points by criterion, the project's answers, who is ahead of whom, what fails
    and what was claimed. Chances are counted over the kept draws, the same draw being the same world for all.
    QuestionError, NotFound."""
    chosen = list(dict.fromkeys(project_named(connection, name) for name in projects))
    if not FEWEST <= len(chosen) <= MOST:
        raise QuestionError(
            f"{len(chosen)} project{'' if len(chosen) == 1 else 's'} cannot be compared. Name two to four different ones: "
            "cleanfund compare CTIF-001 CTIF-002"
        )
    ranked = {row["project_id"]: row for row in rank(connection, RankQuestion()).rows}
    failed = [name for name in chosen if name not in ranked]
    if failed:
        raise QuestionError(f"{failed[0]} has no scorecard, for its evaluation failed. See: cleanfund show {failed[0]}")
    arrays = point_arrays(connection, chosen)
    at = {name: place for place, name in enumerate(arrays.projects)}
    drawn = score_under(arrays.strata, arrays.weights)
    found: list[dict[str, Any]] = []
    for name in chosen:
        one = ranked[name]
        head = {key: one[key] for key in ("title", "applicant", "pillar", "country", "technologies")}
        found += [{"section": "project", "name": key, "project_id": name, "text": value or ""} for key, value in head.items()]
        ends = {"low": one["score_p10"], "high": one["score_p90"], "unit": "points"}
        found += [
            {"section": "score", "name": "score", "project_id": name, "value": one["score"], **ends, "maximum": one["maximum"]},
            {"section": "score", "name": "place", "project_id": name, "value": one["rank"], "unit": "1"},
            {"section": "score", "name": "passes", "project_id": name, "probability": one["pass_probability"],
             "text": "yes" if one["passes"] else "no" if one["complete"] else "a review is awaited"},
        ]  # fmt: skip
    found += _points(arrays, chosen, at)
    found += _answers(connection, chosen)
    for name in chosen:
        for other in (one for one in chosen if one != name):
            gap = drawn[at[name]] - drawn[at[other]]
            chance = float(np.mean((gap > SAME) + 0.5 * (np.abs(gap) <= SAME)))
            always = bool(dominates(arrays.points[at[name]], arrays.points[at[other]]))
            share = float(np.mean(dominates(arrays.strata[at[name]], arrays.strata[at[other]])))
            pair = {"project_id": name, "other_id": other}
            found += [
                {"section": "ahead", "name": "score", **pair, "probability": chance},
                {"section": "dominance", "name": "points", **pair, "value": int(always), "unit": "1", "probability": share,
                 "text": "dominates, ahead under all weights," if always else "does not dominate"},
            ]  # fmt: skip
    found += _fails_and_claims(connection, chosen)
    order = ("project", "score", "points", "answers", "ahead", "dominance", "fails", "claims")
    found.sort(key=lambda row: order.index(row["section"]))
    notes = ["Chances are counted in the same draws for all: what moves both, such as the discount rate, moves both at once."]
    return Table("compare/1", run_of(connection), COMPARE, full(found, COMPARE), {"projects": chosen}, notes)


def _points(arrays: PointArrays, chosen: Sequence[str], at: dict[str, int]) -> list[dict[str, Any]]:
    low, high = np.percentile(arrays.strata, [10, 90], axis=2)
    return [
        {"section": "points", "name": criterion, "project_id": name, "value": float(arrays.points[at[name], place]),
         "low": float(low[at[name], place]), "high": float(high[at[name], place]), "unit": "points",
         "maximum": float(arrays.maxima[place])}
        for place, criterion in enumerate(arrays.criteria)
        for name in chosen
    ]  # fmt: skip


def _answers(connection: DuckDBPyConnection, chosen: Sequence[str]) -> list[dict[str, Any]]:
    """The answers of the projects themselves, whatever the technology; those that only one of them has are left out."""
    asked = rows(
        connection,
        "SELECT name, project_id, p50, p10, p90, unit, better, meaning FROM answer_latest "
        "WHERE block = '' AND list_contains(?::VARCHAR[], project_id) ORDER BY name",
        [list(chosen)],
    )
    by_name: dict[str, dict[str, dict[str, Any]]] = {}
    for row in asked:
        by_name.setdefault(row["name"], {})[row["project_id"]] = row
    return [
        {"section": "answers", "name": name, "project_id": project, "value": row["p50"], "low": row["p10"], "high": row["p90"],
         "unit": row["unit"], "better": row["better"], "text": row["meaning"]}
        for name, of in by_name.items() if len(of) > 1
        for project, row in ((one, of[one]) for one in chosen if one in of)
    ]  # fmt: skip


def _fails_and_claims(connection: DuckDBPyConnection, chosen: Sequence[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in chosen:
        (card,) = rows(connection, "SELECT reasons FROM scorecard_latest WHERE project_id = ?", [name])
        told = [reason for reason in card["reasons"] if reason]
        found += [{"section": "fails", "name": "reason", "project_id": name, "text": reason} for reason in told]
        claims = rows(connection, "SELECT * FROM claim_latest WHERE project_id = ? ORDER BY block, name", [name])
        found += [
            {"section": "claims", "name": claim["name"], "project_id": name, "value": claim["claimed_low"],
             "high": claim["claimed_high"], "unit": claim["unit"], "probability": claim["percentile"],
             "text": claim.get("flag") or claim["verdict"]}  # snapshots of old know of no flag
            for claim in claims
        ]  # fmt: skip
    return found
