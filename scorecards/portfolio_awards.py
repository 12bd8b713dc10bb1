"""What is awarded already, as the ledger has it: it stays in every portfolio, or it is out of all."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from scorecards.warehouse import has_table, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FIXED = ("committed", "obligated", "completed")
AWARDS = """
    SELECT project_id, status, sum(held_fund) AS held, any_value(title) AS title, any_value(applicant) AS applicant,
           any_value(pillar) AS pillar, any_value(country) AS country
    FROM award_latest
    GROUP BY project_id, status
    ORDER BY project_id, status
"""


def awards(connection: DuckDBPyConnection, made: Sequence[dict[str, Any]], strata: int) -> list[dict[str, Any]]:
    """Enters the awards into ``made``, the projects with a scorecard; returns those that have an award and no scorecard.

    Committed and later: fixed at what they hold of the pool, the committed amount. Terminated: out; what it still holds, bound
    or paid and not clawed back, stays spent and brings no tonnes. Pledged: not fixed; a former choice that a change penalty
    may hold on to.
    """
    if not has_table(connection, "award_latest"):
        return []
    known = {one["project_id"]: one for one in made}
    others: dict[str, dict[str, Any]] = {}
    for row in rows(connection, AWARDS):
        one = known.get(row["project_id"]) or others.setdefault(row["project_id"], _without_scorecard(row, made, strata))
        if row["status"] in FIXED:
            before = 0.0 if math.isnan(one["fixed"]) else one["fixed"]
            one |= {"fixed": before + row["held"], "status": row["status"], "apart": ""}
        elif row["status"] == "terminated" and one["status"] not in FIXED:
            one |= {"status": "terminated", "apart": "its award was terminated"}
            one |= {"fixed": row["held"], "tonnes": np.zeros(strata), "points": np.zeros(strata), "score": 0.0}
        elif row["status"] == "pledged" and not one["status"]:
            one["status"] = "pledged"
    return [one for one in others.values() if not math.isnan(one["fixed"])]


def _without_scorecard(row: Mapping[str, Any], made: Sequence[dict[str, Any]], strata: int) -> dict[str, Any]:
    nothing = np.zeros(strata)
    years = len(made[0]["profile"]) if made else 0
    one: dict[str, Any] = {name: row[name] or "" for name in ("project_id", "title", "applicant", "pillar", "country")}
    one |= dict.fromkeys(("score", "requested", "needed", "floor", "least", "asked"), 0.0) | {"fixed": math.nan, "status": ""}
    one |= {"apart": "it has no scorecard", "short": False, "tonnes": nothing, "gap": nothing, "points": nothing}
    return one | {"profile": np.eye(1, years)[0] if years else nothing[:0]}
