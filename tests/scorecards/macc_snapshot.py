"""The sample snapshot with what the abatement curve needs: tonnes, chances, grants, and a hub that two projects share."""

from __future__ import annotations

import json
from pathlib import Path

import sample_snapshot

from scorecards.warehouse import Warehouse

RUN = "20260301T000000-cccc"
HUB, HUB_COST = "Gulf <hub> & co", 4e8
# project: net tonnes in ten years, chance of delivery, feasible, grant; cost 60, 200 and none at the median
PLAN = {"CTIF-001": (5e6, 0.5, 1.0, 1e9), "CTIF-002": (1e7, 0.25, 1.0, 5e8), "CTIF-003": (5e6, 0.5, 1.0, 2e8)}


def make_snapshot(data: Path, hub: bool = False, without: str = "") -> Path:
    """A third run, published, with the answers of ``PLAN``; ``hub``: 001 and 002 share one; ``without``: an answer left out."""
    sample_snapshot.make_snapshot(data)
    store = Warehouse(data)
    try:
        with store.transaction():
            sample_snapshot._run(store, RUN)
            store.execute(
                "INSERT INTO standing SELECT ?, * EXCLUDE (run_id) FROM standing WHERE run_id = ?", [RUN, sample_snapshot.SECOND]
            )
            for project, (tonnes, chance, feasible, grant) in PLAN.items():
                for name, value in (("net_t_10y", tonnes), ("delivery_probability", chance), ("feasible", feasible)):
                    if name != without:
                        answer = sample_snapshot._answer(f"key-{project}", "", name, "tonne", name, value, value, value)
                        store.insert("answer", [answer])
                header = {"grant_requested": [0.9 * grant, 1.1 * grant]}
                if hub and project != "CTIF-003":
                    header["hub_cost"] = HUB_COST
                    written = HUB if project == "CTIF-001" else HUB.upper().replace(" ", "  ")
                    fact = sample_snapshot._fact(project, 2, f"content-{project}", "hub", written, 0.0, "")
                    store.insert("fact", [fact | {"grp": "proposal", "block": "", "low": None, "high": None}])
                stated = [json.dumps({"header": header}), project]
                store.execute("UPDATE proposal SET inputs = ? WHERE project_id = ? AND version = 2", stated)
        (ended,) = store.rows("SELECT status, finished, counts, stages, run_id FROM run WHERE run_id = ?", [RUN])
        store.publish(RUN, list(ended.values()))
    finally:
        store.close()
    return data
