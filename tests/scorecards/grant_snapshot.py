"""The sample snapshot with what least grants need: what each draw takes, costs, and asks."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import sample_snapshot

from scorecards.warehouse import Warehouse

RUN = "20260301T000000-dddd"
EVEN = (np.arange(200) + 0.5) / 200  # the 200 kept draws, evenly from 0 to 1
# By project: what a draw needs for its value and for its debt, relevant cost, ask [USD2024]. All cost 2.6e9 to build.
NEEDS = {
    "CTIF-001": (1e9 * EVEN, np.full(200, 6e8), 2e9, [8e8, 1e9]),
    "CTIF-002": (np.where(EVEN < 0.9, 0.0, 1e9), np.zeros(200), 1e9, 5e8),
    "CTIF-003": (3e9 + 1e9 * EVEN[::-1], 2e9 * EVEN, 3e9, 2e8),
}
COST = 2.6e9


def answers_of(value: np.ndarray, debt: np.ndarray, relevant: float) -> dict[str, np.ndarray]:
    """The draws of each answer."""
    return {
        "funding_gap": value, "debt_gap": debt, "least_grant": np.maximum(value, debt), "debt_cover": np.full(200, 0.8),
        "relevant_cost": np.full(200, relevant),
    }  # fmt: skip


def make_snapshot(data: Path, without: tuple[str, ...] = (), lacking: str = "") -> Path:
    """A third run, published, with the answers of ``NEEDS``, but those ``without``; ``lacking``: a project with none of them."""
    sample_snapshot.make_snapshot(data)
    store = Warehouse(data)
    try:
        with store.transaction():
            sample_snapshot._run(store, RUN)
            store.execute(
                "INSERT INTO standing SELECT ?, * EXCLUDE (run_id) FROM standing WHERE run_id = ?", [RUN, sample_snapshot.SECOND]
            )
            for project, (value, debt, relevant, asked) in NEEDS.items():
                for name, draws in answers_of(value, debt, relevant).items():
                    if name not in without and project != lacking:
                        row = sample_snapshot._answer(f"key-{project}", "", name, "USD2024", name, 0.0, 0.0, 0.0)
                        told = {"percentiles": np.percentile(draws, range(101)).tolist(), "strata": draws.tolist()}
                        store.insert("answer", [row | told])
                stated = [json.dumps({"header": {"grant_requested": asked}}), project]
                store.execute("UPDATE proposal SET inputs = ? WHERE project_id = ? AND version = 2", stated)
        (ended,) = store.rows("SELECT status, finished, counts, stages, run_id FROM run WHERE run_id = ?", [RUN])
        store.publish(RUN, list(ended.values()))
    finally:
        store.close()
    return data
