"""A small published snapshot of invented projects, for tests that ask without running the pipeline."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from scorecards.warehouse import Warehouse

FIRST, SECOND = "20260101T000000-aaaa", "20260201T000000-bbbb"
HOSTILE = "[bold]=HYPERLINK[/bold] \x1b[31mred\x1b[0m \u202eevil"
INFINITE = float("inf")

TRACEBACK = """Traceback (most recent call last):
  File "/somewhere/evaluators/toolkit/evaluate.py", line 70, in evaluate
    returned = checked(found, found.function(**bound.values), draws)
  File "/somewhere/evaluators/offshore_wind/wake.py", line 3, in lost
    return power / spacing
  File "/somewhere/site-packages/numpy/core.py", line 900, in divide
    raise ZeroDivisionError("no spacing")
ZeroDivisionError: no spacing"""

# project: title, country, pillar, technologies, points by criterion (review innovation; drawn ghg; drawn cost), cost p10 p50 p90
PROJECTS = {
    "CTIF-001": (
        "Bering Sea Floating Wind Pilot with a title that is far too long for one narrow terminal line",
        "US",
        "offshore_wind",
        ["offshore_wind"],
        12.0,
        4.0,
        10.0,
        (40.0, 60.0, 95.0),
    ),
    "CTIF-002": (HOSTILE, "JP", "hydrogen", ["hydrogen_storage"], 14.5, 3.0, 6.0, (90.0, 200.0, INFINITE)),
    "CTIF-003": (
        "=cmd|'/c calc'!A1",
        "JP",
        "carbon_capture",
        ["carbon_capture", "offshore_wind"],
        9.0,
        5.0,
        2.5,
        (300.0, INFINITE, INFINITE),
    ),
}
WEIGHTS = {"innovation": 2.0, "ghg_avoidance": 1.0, "cost_efficiency": 1.0}
MAXIMUM = {"innovation": 15.0, "ghg_avoidance": 5.0, "cost_efficiency": 12.0}


def strata(middle: float, phase: int) -> list[float]:
    """200 points around ``middle``, in steps of 0.01, in another order for each ``phase``."""
    return [round(middle - 1 + ((k * (37 + 2 * phase)) % 200) / 100, 2) for k in range(200)]


def points_of(project: str) -> dict[str, float]:
    _, _, _, _, innovation, ghg, cost, _ = PROJECTS[project]
    return {"innovation": innovation, "ghg_avoidance": ghg, "cost_efficiency": cost}


def strata_of(project: str) -> dict[str, list[float]]:
    points, number = points_of(project), int(project[-1])
    return {
        "innovation": [points["innovation"]],  # judged by reviewers: one stratum for all
        "ghg_avoidance": strata(points["ghg_avoidance"], number),
        "cost_efficiency": strata(points["cost_efficiency"], number + 3),
    }


def make_snapshot(data: Path, extra: int = 0) -> Path:
    """Two runs, the second published; ``extra`` plain projects more. Returns ``data``."""
    (data / "proposals").mkdir(parents=True, exist_ok=True)
    store = Warehouse(data)
    try:
        with store.transaction():
            for run in (FIRST, SECOND):
                _run(store, run)
            for project in PROJECTS:
                _project(store, project)
            _older_and_gone(store)
            _quarantined(store)
            _heard_and_released(store)
            if extra:
                _many(store, extra)
        for run in (FIRST, SECOND):
            (as_it_ended,) = store.rows("SELECT status, finished, counts, stages, run_id FROM run WHERE run_id = ?", [run])
            store.publish(run, list(as_it_ended.values()))
    finally:
        store.close()
    return data


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


def _older_and_gone(store: Warehouse) -> None:
    """The first run: 001 with other facts, 002 under other code, 003 under another rubric, 004 gone since; 005 fails."""
    for project, content, version, key, score_key, score, rubric in (
        ("CTIF-001", "content-old", 1, "key-old-1", "score-old-1", 30.0, "pilots 1 (ab12)"),
        ("CTIF-002", "content-CTIF-002", 2, "key-old-2", "score-old-2", 38.25, "pilots 1 (ab12)"),
        ("CTIF-003", "content-CTIF-003", 2, "key-CTIF-003", "score-old-3", 25.5, "pilots 0 (cd34)"),
        ("CTIF-004", "content-CTIF-004", 1, "key-4", "score-4", 10.0, "pilots 1 (ab12)"),
    ):
        if content in ("content-old", "content-CTIF-004"):
            _proposal(store, project, version, content, title="Older")
        if key.startswith("key-old") or key == "key-4":
            _evaluation(store, key, project, code="01d" if project == "CTIF-002" else "c0de")
        store.insert("scorecard", [_card(score_key, project, version, content, key, score, rubric=rubric)])
        store.insert(
            "standing",
            [
                {
                    "run_id": FIRST,
                    "project_id": project,
                    "score_key": score_key,
                    "key": key,
                    "version": version,
                    "content": content,
                }
            ],
        )
    store.insert("fact", [_fact("CTIF-001", 1, "content-old", "capacity", "0.4 GW", 400.0, "MW")])
    _proposal(store, "CTIF-005", 1, "content-CTIF-005", title="A formula that fails")
    _evaluation(
        store,
        "key-5",
        "CTIF-005",
        "failed",
        TRACEBACK,
    )
    for run in (FIRST, SECOND):
        store.insert(
            "standing",
            [
                {
                    "run_id": run,
                    "project_id": "CTIF-005",
                    "score_key": None,
                    "key": "key-5",
                    "version": 1,
                    "content": "content-CTIF-005",
                }
            ],
        )


def _quarantined(store: Warehouse) -> None:
    _proposal(store, "CTIF-900", 1, "content-CTIF-900", status="quarantined", title="@SUM(1+1) Bare Numbers")
    store.insert(
        "finding",
        [
            {
                "content": "content-CTIF-900",
                "project_id": "CTIF-900",
                "version": 1,
                "severity": "critical",
                "rule": rule,
                "block": "1",
                "field": field,
                "found": found,
                "reason": reason,
                "remedy": remedy,
                "file": "CTIF-900.yaml",
                "place": f"line 12, blocks.1.given.{field}",
                "run_id": SECOND,
            }
            for rule, field, found, reason, remedy in (
                ("unit", "capacity", "500", "A bare number: which unit?", "Write 500 MW or 0.5 GW."),
                ("bounds", "turbines", "-3", "Below the least of 1.", "Write the number of turbines."),
                ("unit", "depth", "60", "A bare number: which unit?", "Write 60 m."),
            )
        ],
    )


def _heard_and_released(store: Warehouse) -> None:
    """Two reviews of 001, one with a comment; its refused depth was released before it stood. Header facts of 001."""
    store.insert(
        "review",
        [
            {
                "project_id": "CTIF-001",
                "reviewer": reviewer,
                "criterion": "innovation",
                "points": 12.0,
                "comment": comment,
                "file": "panel.csv",
                "sha256": "e" * 64,
                "place": f"line {line}, column innovation",
            }
            for reviewer, comment, line in (("A", "Nobody has moored\x1b[31m at 110 m.", 2), ("B", "", 3))
        ],
    )
    finding = {
        "content": "content-CTIF-001",
        "project_id": "CTIF-001",
        "version": 2,
        "severity": "critical",
        "rule": "bounds",
        "block": "1",
        "field": "depth",
        "found": "1100 m",
        "reason": "depth is 1,100 m; it may be 5 to 1,000 m.",
        "remedy": "Correct it.",
        "file": "CTIF-001.yaml",
        "place": "line 30, blocks.1.given.depth",
        "run_id": SECOND,
    }
    store.insert("finding", [finding])
    store.insert(
        "release",
        [
            {
                **{name: finding[name] for name in ("content", "rule", "block", "field", "found")},
                "by_whom": "A. Person",
                "reason": "checked by phone",
                "released_at": datetime(2026, 1, 31, 8),
            }
        ],
    )
    header = (("total_cost", "4 GUSD2024", 4e9, "USD2024"), ("grant_requested", "2 GUSD2024", 2e9, "USD2024"),
              ("estimate_class", "4", 4.0, "1"), ("maturity", "7", 7.0, "1"), ("operation_start", "2031-06-01", 2031.4, "year"),
              ("turbines", "1 GUSD2024", 1e9, "USD2024"))  # fmt: skip
    store.insert(
        "fact",
        [
            _fact("CTIF-001", version, content, name, raw, low, unit)
            | {"block": "", "grp": "budget" if name == "turbines" else "proposal", "place": f"line {line}, {name}"}
            for version, content in ((1, "content-old"), (2, "content-CTIF-001"))
            for line, (name, raw, low, unit) in enumerate(header, start=4)
        ],
    )


def _many(store: Warehouse, extra: int) -> None:
    """Plain projects by SQL, so that a thousand take no time."""
    for table, columns in (
        ("proposal", "'X-' || i AS project_id, 'c-' || i AS content, 'Plain ' || i AS title"),
        ("scorecard", "'X-' || i AS project_id, 'c-' || i AS content, 's-' || i AS score_key, 10 + i % 20 AS score"),
        ("standing", f"'X-' || i AS project_id, 'c-' || i AS content, 's-' || i AS score_key, '{SECOND}' AS run_id"),
    ):
        like = {
            "proposal": "project_id = 'CTIF-001' AND version = 2",
            "scorecard": "score_key = 'score-CTIF-001'",
            "standing": f"project_id = 'CTIF-001' AND run_id = '{SECOND}'",
        }[table]
        store.execute(
            f"INSERT INTO {table} SELECT t.* REPLACE ({columns}) FROM {table} AS t, range({extra}) AS r(i) WHERE {like}"
        )
    for table in ("point", "point_strata"):
        store.execute(
            f"INSERT INTO {table} SELECT t.* REPLACE ('s-' || i AS score_key) FROM {table} AS t, range({extra}) AS r(i) "
            f"WHERE score_key = 'score-CTIF-001'"
        )
