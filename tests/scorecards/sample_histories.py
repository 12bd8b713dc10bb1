"""What happened around the projects of the sample snapshot: older runs, refusals, releases, and many plain ones."""

from __future__ import annotations

from datetime import datetime

from sample_points import FIRST, SECOND, TRACEBACK
from sample_projects import _card, _evaluation, _fact, _proposal

from scorecards.warehouse import Warehouse


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
