"""The sample snapshot with what a portfolio needs: tonnes, least grants, costs, years of payment, and awards."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import macc_snapshot
import sample_snapshot

from scorecards.warehouse import Warehouse

RUN = "20260501T000000-eeee"
# project: expected tonnes, funding gap, relevant cost, cost to build; grants asked are those of macc_snapshot: 1000, 500, 200 M
PLAN = {
    "CTIF-001": (6e6, 500e6, 3000e6, 4000e6),
    "CTIF-002": (5e6, 300e6, 1000e6, 1500e6),
    "CTIF-003": (1e6, 250e6, 400e6, 500e6),
}
NAMES = ("expected_t_10y", "funding_gap", "relevant_cost", "capex")
AMOUNTS = ("pledged", "committed", "obligated", "disbursed", "deobligated", "clawed_back")


def make_snapshot(data: Path, awards: dict[str, tuple[str, float]] | None = None, passing: bool = True) -> Path:
    """A further run, published; ``awards``: status and what it holds of the pool [USD2024], by project."""
    macc_snapshot.make_snapshot(data)
    store = Warehouse(data)
    try:
        with store.transaction():
            sample_snapshot._run(store, RUN)
            before = [RUN, macc_snapshot.RUN]
            store.execute("INSERT INTO standing SELECT ?, * EXCLUDE (run_id) FROM standing WHERE run_id = ?", before)
            store.execute("UPDATE scorecard SET passes = ?", [passing])
            store.execute("DELETE FROM answer WHERE list_contains(?, name) AND block = ''", [list(NAMES)])
            for project, values in PLAN.items():
                for name, value in zip(NAMES, values, strict=True):
                    store.insert("answer", [sample_snapshot._answer(f"key-{project}", "", name, "1", name, value, value, value)])
            # Of 001 debt is judged, too: its least grant is above what its net present value asks for.
            least = sample_snapshot._answer("key-CTIF-001", "", "least_grant", "USD2024", "", 900e6, 900e6, 900e6)
            store.insert("answer", [least])
            for year, paid in (("year_1", 75e6), ("year_3", 225e6)):
                fact = sample_snapshot._fact("CTIF-002", 2, "content-CTIF-002", year, "", paid, "USD2024")
                store.insert("fact", [fact | {"grp": "disbursement", "block": ""}])
            for project, (status, held) in (awards or {}).items():
                day = {"first_on": date(2027, 1, 1), "last_on": date(2027, 2, 1)}
                money = dict.fromkeys((*AMOUNTS, *(f"{name}_fund" for name in AMOUNTS)), 0.0) | {"held_fund": held}
                words = {"award_id": f"A-{project}", "project_id": project, "status": status, "currency": "USD"}
                store.insert("award", [words | money | day])
        (ended,) = store.rows("SELECT status, finished, counts, stages, run_id FROM run WHERE run_id = ?", [RUN])
        store.publish(RUN, list(ended.values()))
    finally:
        store.close()
    return data
