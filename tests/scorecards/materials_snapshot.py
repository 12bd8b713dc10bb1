"""The sample snapshot with materials in its blocks, and awards of which one alone is committed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import macc_snapshot
import numpy as np
import sample_snapshot

from scorecards.warehouse import Warehouse

RUN = "20260401T000000-dddd"
UP = np.linspace(10.0, 20.0, 200)
# project, block, answer: strata; the wind of 001 and 003 lie in one world, so that high goes with high.
TOLD = {
    ("CTIF-001", "1", "neodymium_mass"): UP,
    ("CTIF-003", "1", "neodymium_mass"): np.full(200, 1.0),
    ("CTIF-003", "2", "neodymium_mass"): 2 * UP,
    ("CTIF-002", "1", "iridium_mass"): np.full(200, 0.75),
    ("CTIF-002", "1", "supply_risk"): np.full(200, 0.5),
    ("CTIF-002", "", "copper_mass"): np.full(200, 9.0),  # no block's, so nobody's machine
}


def make_snapshot(data: Path) -> Path:
    """A fourth run, published, with the answers of ``TOLD``."""
    macc_snapshot.make_snapshot(data)
    store = Warehouse(data)
    try:
        with store.transaction():
            sample_snapshot._run(store, RUN)
            store.execute(
                "INSERT INTO standing SELECT ?, * EXCLUDE (run_id) FROM standing WHERE run_id = ?", [RUN, macc_snapshot.RUN]
            )
            for (project, block, name), strata in TOLD.items():
                three = np.percentile(strata, (10, 50, 90)).tolist()
                told = sample_snapshot._answer(f"key-{project}", block, name, "tonne", name, *three)
                store.insert("answer", [told | {"strata": strata.tolist()}])
            held = {"CTIF-001": "obligated", "CTIF-002": "pledged", "CTIF-003": "terminated"}
            store.insert("award", [_award(project, status) for project, status in held.items()])
        (ended,) = store.rows("SELECT status, finished, counts, stages, run_id FROM run WHERE run_id = ?", [RUN])
        store.publish(RUN, list(ended.values()))
    finally:
        store.close()
    return data


def _award(project: str, status: str) -> dict:
    day = date(2026, 3, 1)
    own = dict.fromkeys(("pledged", "committed", "obligated", "disbursed", "deobligated", "clawed_back"), 0)
    fund = {f"{name}_fund": 0.0 for name in (*own, "held")}
    named = {"award_id": f"A-{project}", "project_id": project, "status": status, "currency": "USD"}
    return {**named, **own, **fund, "first_on": day, "last_on": day}
