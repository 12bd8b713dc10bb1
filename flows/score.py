"""Answers -> scorecards, for every project that stands; a known scorecard is not made again."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from flows.plan import Standing
from scorecards.review_spread import spreads_of
from scorecards.reviews import INDIVIDUAL, Judging
from scorecards.rubric import Rubric
from scorecards.scorecard import make_scorecard, score_key
from scorecards.warehouse import Warehouse

PROJECTS_AT_A_TIME = 200


def score(warehouse: Warehouse, standing: list[Standing], rubric: Rubric, run_id: str) -> dict[str, int]:
    """Scores what stands and writes which scorecard stands for each project in this run; returns counts."""
    done = {row["key"]: row["status"] for row in warehouse.rows("SELECT key, status FROM evaluation")}
    heard = warehouse.rows("SELECT * FROM review ORDER BY project_id, criterion, round, reviewer")
    reviews = _grouped(heard, "project_id")
    judging = _judging(warehouse, heard, rubric, run_id)
    warnings = _warnings(warehouse)
    claims = {
        (r["project_id"], r["version"], r["content"]): json.loads(r["claims"])
        for r in warehouse.rows("SELECT project_id, version, content, claims FROM proposal WHERE status = 'accepted'")
    }
    known = {row["score_key"] for row in warehouse.rows("SELECT score_key FROM scorecard")}
    rows, fresh = [], []
    for one in standing:
        identity = (one.project_id, one.version, one.content)
        scored = None
        if done.get(one.key) == "done":
            said = (reviews[one.project_id], claims[identity], warnings[identity], judging[one.project_id])
            scored = score_key(one.key, rubric, *said)
            if scored not in known:
                fresh.append((one, scored, claims[identity], warnings[identity]))
        rows.append(
            {
                "run_id": run_id,
                "project_id": one.project_id,
                "score_key": scored,
                "key": one.key,
                "version": one.version,
                "content": one.content,
            }
        )
    with warehouse.transaction():
        for start in range(0, len(fresh), PROJECTS_AT_A_TIME):
            some = fresh[start : start + PROJECTS_AT_A_TIME]
            answers = _answers(warehouse, [one.key for one, *_ in some], rubric, [claim for *_, c, _ in some for claim in c])
            notes = _notes(warehouse, [one.key for one, *_ in some])
            made: dict[str, list[dict[str, Any]]] = defaultdict(list)
            for one, scored, own_claims, own_warnings in some:
                head = {
                    "score_key": scored,
                    "project_id": one.project_id,
                    "version": one.version,
                    "content": one.content,
                    "key": one.key,
                }
                card = make_scorecard(
                    head, answers[one.key], reviews[one.project_id], own_claims, rubric, own_warnings, notes[one.key],
                    judging[one.project_id],
                )  # fmt: skip
                for table, some_rows in card.items():
                    made[table] += some_rows
            for table, some_rows in made.items():
                warehouse.insert(table, some_rows)
        warehouse.execute("DELETE FROM standing WHERE run_id = ?", [run_id])
        warehouse.insert("standing", rows)
    return {"scored": len(fresh), "standing": len(rows), "failed": sum(row["score_key"] is None for row in rows)}


def _judging(warehouse: Warehouse, heard: list[dict[str, Any]], rubric: Rubric, run_id: str) -> dict[str, Judging]:
    """What each project is judged by beside its reviews; the spread between reviewers is that of the whole fund."""
    declared = {part.review: part.spread for criterion in rubric.criteria for part in criterion.parts if part.review}
    spreads = spreads_of((row for row in heard if row["round"] == INDIVIDUAL), declared)
    (run,) = warehouse.rows("SELECT seed FROM run WHERE run_id = ?", [run_id])
    overrides = _grouped(warehouse.rows('SELECT * FROM "override" WHERE stands ORDER BY project_id, criterion'), "project_id")
    found = {
        project: Judging(spreads, {row["criterion"]: row for row in rows}, run["seed"]) for project, rows in overrides.items()
    }
    return defaultdict(lambda: Judging(spreads, {}, run["seed"]), found)


def _answers(
    warehouse: Warehouse, keys: list[str], rubric: Rubric, claims: list[dict[str, Any]]
) -> dict[str, dict[tuple[str, str], dict[str, Any]]]:
    names = sorted({*rubric.answers, *(claim["name"] for claim in claims)})
    found: dict[str, dict[tuple[str, str], dict[str, Any]]] = defaultdict(dict)
    for row in warehouse.rows(
        "SELECT key, block, name, unit, better, percentiles, strata FROM answer "
        "WHERE list_contains(?, key) AND list_contains(?, name)",
        [keys, names],
    ):
        found[row["key"]][(row["block"], row["name"])] = row
    return found


def _notes(warehouse: Warehouse, keys: list[str]) -> dict[str, list[str]]:
    """What the evaluators have to say about the data they were given, by evaluation."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in warehouse.rows("SELECT key, block, body FROM exhibit WHERE list_contains(?, key) ORDER BY key, block", [keys]):
        for note in json.loads(row["body"]).get("notes", []):
            if note not in found[row["key"]]:
                found[row["key"]].append(str(note))
    return found


def _warnings(warehouse: Warehouse) -> dict[tuple, list[str]]:
    found: dict[tuple, list[str]] = defaultdict(list)
    for row in warehouse.rows(
        "SELECT f.project_id, f.version, f.content, f.reason, f.remedy, f.place, r.by_whom FROM finding AS f "
        "LEFT JOIN release AS r USING (content, rule, block, field, found) WHERE f.severity = 'warning' OR r.by_whom IS NOT NULL "
        "ORDER BY ALL"
    ):
        text = " ".join(part for part in (row["reason"], row["remedy"], f"({row['place']})") if part)
        if row["by_whom"]:
            text = f"Released from quarantine by {row['by_whom']}: {text}"
        found[(row["project_id"], row["version"], row["content"])].append(text)
    return found


def _grouped(rows: list[dict[str, Any]], name: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found
