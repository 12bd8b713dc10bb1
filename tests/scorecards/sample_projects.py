"""Rows of one project of the sample snapshot: its proposal, evaluation, scorecard and answers."""

from __future__ import annotations

import json
from datetime import datetime

from sample_points import FIRST, MAXIMUM, PROJECTS, SECOND, WEIGHTS, points_of, strata_of

from scorecards.warehouse import Warehouse


def _run(store: Warehouse, run: str) -> None:
    at = datetime.strptime(run[:15], "%Y%m%dT%H%M%S")
    store.insert(
        "run",
        [
            {
                "run_id": run,
                "started": at,
                "finished": at.replace(second=42),
                "status": "done",
                "seed": 1,
                "draws": 10000,
                "counts": json.dumps({"accepted": 5, "quarantined": 1, "evaluated": 4, "known": 0, "failed": 1, "scored": 3}),
                "stages": json.dumps([{"name": "ingest", "seconds": 1.5}, {"name": "assess", "seconds": 30.25}]),
            }
        ],
    )


def _proposal(store: Warehouse, project: str, version: int, content: str, status: str = "accepted", **more) -> None:
    store.insert(
        "proposal",
        [
            {
                "project_id": project,
                "version": version,
                "content": content,
                "status": status,
                "title": more.get("title", project),
                "applicant": "Sample Applicant",
                "country": more.get("country", "US"),
                "pillar": more.get("pillar", "offshore_wind"),
                "technologies": more.get("technologies", ["offshore_wind"]),
                "sites": ["sand_point"],
                "inputs": "{}",
                "claims": "[]",
                "sha256": "f" * 64,
                "file": f"{project}.yaml",
                "rules": "r1",
                "run_id": FIRST,
            }
        ],
    )
    store.insert(
        "source_file",
        [
            {
                "sha256": f"{content:f<64}"[:64],
                "kind": "proposals",
                "name": f"{project}-{version}.yaml",
                "bytes": 100,
                "first_run": FIRST,
                "read_as": "r1",
                "current": True,
                "here": True,
            }
        ],
    )
    store.insert(
        "told",
        [
            {
                "sha256": f"{content:f<64}"[:64],
                "name": f"{project}-{version}.yaml",
                "project_id": project,
                "version": version,
                "content": content,
            }
        ],
    )


def _fact(project: str, version: int, content: str, field: str, raw: str, low: float, unit: str) -> dict:
    return {
        "content": content,
        "project_id": project,
        "version": version,
        "grp": "given",
        "block": "1",
        "field": field,
        "raw": raw,
        "raw_unit": "",
        "low": low,
        "high": low,
        "unit": unit,
        "conversion": f"{raw} = {low:g} {unit}",
        "file": f"{project}.yaml",
        "sha256": "f" * 64,
        "place": "line 14, blocks.1.given." + field,
    }


def _evaluation(
    store: Warehouse,
    key: str,
    project: str,
    status: str = "done",
    failure: str | None = None,
    version: str = "1",
    code: str = "c0de",
) -> None:
    store.insert(
        "evaluation",
        [
            {
                "key": key,
                "project_id": project,
                "evaluators": json.dumps([{"name": "offshore_wind", "version": version, "code": code}]),
                "seed": 1,
                "draws": 10000,
                "status": status,
                "failure": failure,
                "seconds": 0.02,
                "part": f"parts/{key}.parquet",
            }
        ],
    )


def _project(store: Warehouse, project: str) -> None:
    title, country, pillar, technologies, *_, cost = PROJECTS[project]
    key, score_key, content = f"key-{project}", f"score-{project}", f"content-{project}"
    _proposal(store, project, 2, content, title=title, country=country, pillar=pillar, technologies=technologies)
    store.insert("fact", [_fact(project, 2, content, "capacity", "0.5 GW", 500.0, "MW")])
    _evaluation(store, key, project)
    points, drawn = points_of(project), strata_of(project)
    score = sum(WEIGHTS[name] * value for name, value in points.items())
    store.insert("scorecard", [_card(score_key, project, 2, content, key, score, passes=project != "CTIF-003")])
    store.insert(
        "point",
        [
            {
                "score_key": score_key,
                "position": place,
                "criterion": name,
                "part": "innovation" if name == "innovation" else "ratio",
                "weight": WEIGHTS[name],
                "points": value,
                "p10": value - 0.8,
                "p50": value,
                "p90": value + 0.8,
                "maximum": MAXIMUM[name],
                "minimum": 9.0 if name == "innovation" else None,
                "pass_probability": None,
                "review": "innovation" if name == "innovation" else "",
                "reason": "mean of 2 review(s): A 12; B 12"
                if name == "innovation"
                else f"{_answer_behind(name)} has the median 60 USD2024/tonne",
            }
            for place, (name, value) in enumerate(points.items())
        ],
    )
    store.insert(
        "point_strata", [{"score_key": score_key, "criterion": name, "points": values} for name, values in drawn.items()]
    )
    for name, unit, meaning, three in (
        ("cost_per_tonne", "USD2024/tonne", "present cost per present net tonne", cost),
        ("expected_t_10y", "tonne", "net tonnes of ten years times the chance of being built", (1e6, 2.5e6, 4e6)),
        ("capex", "USD2024", "cost to build", (2.1e9, 2.6e9, 3.3e9)),
    ):
        store.insert("answer", [_answer(key, "", name, unit, meaning, *three)])
    store.insert("answer", [_answer(key, "1", "lcoe", "USD2024/MWh", "levelised cost of electricity", 80.0, 110.0, 160.0)])
    store.insert(
        "driver",
        [
            {"key": key, "block": "", "answer": "cost_per_tonne", "input": "discount_rate", "share": 0.41, "direction": 0.62},
            {"key": key, "block": "", "answer": "cost_per_tonne", "input": "capacity", "share": 0.22, "direction": -0.4},
        ],
    )
    store.insert(
        "claim",
        [
            {
                "score_key": score_key,
                "block": "1",
                "name": "lcoe",
                "claimed_low": 70.0,
                "claimed_high": 70.0,
                "unit": "USD2024/MWh",
                "raw": "70 USD2024/MWh",
                "place": "line 20, blocks.1.claim.lcoe",
                "percentile": 0.04,
                "verdict": "bold: fewer than one in ten of our draws is as good",
            }
        ],
    )
    store.insert(
        "standing",
        [{"run_id": SECOND, "project_id": project, "score_key": score_key, "key": key, "version": 2, "content": content}],
    )


def _answer_behind(criterion: str) -> str:
    return {"ghg_avoidance": "net_t_10y", "cost_efficiency": "cost_per_tonne"}[criterion]


def _card(
    score_key: str,
    project: str,
    version: int,
    content: str,
    key: str,
    score: float,
    passes: bool = True,
    rubric: str = "pilots 1 (ab12)",
) -> dict:
    return {
        "score_key": score_key,
        "project_id": project,
        "version": version,
        "content": content,
        "key": key,
        "rubric": rubric,
        "score": score,
        "score_p10": score - 1.5,
        "score_p50": score,
        "score_p90": score + 1.5,
        "maximum": sum(WEIGHTS[n] * MAXIMUM[n] for n in WEIGHTS),
        "passes": passes,
        "pass_probability": 0.87 if passes else 0.2,
        "complete": True,
        "reasons": [""] if passes else ["Gate 'Relative avoidance' is passed in 20% of the draws; 50% are needed."],
    }


def _answer(key: str, block: str, name: str, unit: str, meaning: str, p10: float, p50: float, p90: float) -> dict:
    percentiles = [p10] * 50 + [p50] * 40 + [p90] * 11  # elements 11, 51 and 91, counted from one, are p10, p50 and p90
    percentiles[10], percentiles[50], percentiles[90] = p10, p50, p90
    return {
        "key": key,
        "block": block,
        "name": name,
        "unit": unit,
        "meaning": meaning,
        "better": "lower",
        "mean": p50,
        "sd": 1.0,
        "percentiles": percentiles,
        "strata": [p50] * 200,
    }
