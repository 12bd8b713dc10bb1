"""A small published snapshot of invented projects, for tests that ask without running the pipeline."""

from __future__ import annotations

from pathlib import Path

from sample_histories import _heard_and_released, _many, _older_and_gone, _quarantined
from sample_points import FIRST, MAXIMUM, PROJECTS, SECOND, TRACEBACK, WEIGHTS, points_of, strata_of
from sample_projects import _answer, _card, _evaluation, _fact, _project, _proposal, _run

from scorecards.warehouse import Warehouse

# What tests ask of the sample, under one name.
__all__ = [
    "FIRST", "MAXIMUM", "PROJECTS", "SECOND", "TRACEBACK", "WEIGHTS", "_answer", "_card", "_evaluation", "_fact", "_proposal",
    "_run", "make_snapshot", "points_of", "strata_of",
]  # fmt: skip


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
