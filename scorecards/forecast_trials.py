"""What capture trials teach of their output, their cost and their technology's learning: the rows of ``trials``, as forecasts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scorecards.trial_model import Stored
from scorecards.trials import trials

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OF_A_PLANT = ("delivered", "cost at that output", "chance of half by 2030")
OF_ALL = ("share of nameplate delivered", "capacity in 2025", "learning rate", "cost over what its estimates say")
TEXT = "by the draws of its evaluator, weighed by the reports of all its trials"


def trial_rows(connection: DuckDBPyConnection, stored: Stored, project: str | None) -> list[dict[str, Any]]:
    """Rows of the parts ``forecast`` and ``class``; of one ``project`` its own and those of its technology."""
    found = trials(connection, None, stored).rows
    asked = {row["technology"] for row in found if project in (None, row["project_id"])}
    kept = [row for row in found if row["technology"] in asked and project in (None, row["project_id"] or project)]
    return [_row(row) for row in kept if row["quantity"].startswith(OF_A_PLANT if row["project_id"] else OF_ALL)]


def _row(row: Any) -> dict[str, Any]:
    whose = {"part": "forecast", "project_id": row["project_id"]} if row["project_id"] else {"part": "class"}
    ends = {f"{when}_{end}": row[f"{when}_{end}"] for when in ("prior", "posterior") for end in ("p10", "p50", "p90")}
    return {
        **whose, "reference_class": row["technology"], "quantity": row["quantity"], "unit": row["unit"], "value": row["reported"],
        **ends, "text": TEXT,
    }  # fmt: skip
