"""The sample snapshot of the curve, and in which draws each project passes: for the chance of being funded."""

from __future__ import annotations

from pathlib import Path

import macc_snapshot
import sample_snapshot

from scorecards.warehouse import Warehouse

GRANT = {project: plan[3] for project, plan in macc_snapshot.PLAN.items()}
RUN = "20260401T000000-dddd"
# 001 passes in three draws of four, 002 always, 003 never by the scorecard and in every tenth draw.
PASSES = {
    "CTIF-001": [k % 4 != 0 for k in range(200)],
    "CTIF-002": [True],
    "CTIF-003": [k % 10 == 0 for k in range(200)],
}


def make_snapshot(data: Path, without: str = "", silent: str = "", bonus: str = "") -> Path:
    """A fourth run, published. ``without``: who has no pass_strata; ``silent``: who states no grant; ``bonus``: a criterion."""
    macc_snapshot.make_snapshot(data)
    store = Warehouse(data)
    try:
        with store.transaction():
            sample_snapshot._run(store, RUN)
            store.execute(
                "INSERT INTO standing SELECT ?, * EXCLUDE (run_id) FROM standing WHERE run_id = ?", [RUN, macc_snapshot.RUN]
            )
            for project, passes in PASSES.items():
                if project != without:
                    store.execute("UPDATE scorecard SET pass_strata = ? WHERE score_key = ?", [passes, f"score-{project}"])
            store.execute("UPDATE proposal SET inputs = '{}' WHERE project_id = ?", [silent])
            store.execute("UPDATE point SET bonus = true WHERE criterion = ?", [bonus])
        (ended,) = store.rows("SELECT status, finished, counts, stages, run_id FROM run WHERE run_id = ?", [RUN])
        store.publish(RUN, list(ended.values()))
    finally:
        store.close()
    return data
