"""What a scorecard shows beside its points: what the panel should look at, the gates, and the claims."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scorecards.warehouse import has_table, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def score_notes(card: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of the section ``score``: what is close to its gate, and the score if all claims were true."""
    close, true = card.get("for_panel") or [], card.get("score_if_claims_true")
    found: list[dict[str, Any]]
    found = [{"section": "score", "name": "for the panel", "text": f"For the panel: {one}"} for one in close]
    if true is not None:
        text = f"If all that is claimed were true, the score would be {true:.2f}."
        found.append({"section": "score", "name": "if claims were true", "text": text, "value": true, "unit": "points"})
    return found


def gate_rows(connection: DuckDBPyConnection, project: str) -> list[dict[str, Any]]:
    """Rows of the section ``gates``: the answer at the rubric's case and the share of draws that pass; none in old snapshots."""
    if not has_table(connection, "gate_latest"):
        return []
    return [
        {
            "section": "gates",
            "name": row["name"],
            "part": row["answer"],
            "text": f"{row['title']}: {_verdict(row)}",
            "value": row["at_case"],
            "unit": row["unit"],
            "minimum": row["confidence"],
            "probability": row["probability"],
        }
        for row in rows(
            connection,
            "SELECT g.*, a.unit FROM gate_latest AS g "
            "LEFT JOIN answer_latest AS a ON a.project_id = g.project_id AND a.block = '' AND a.name = g.answer "
            "WHERE g.project_id = ? ORDER BY g.position",
            [project],
        )
    ]


def claim_rows(connection: DuckDBPyConnection, project: str) -> list[dict[str, Any]]:
    """Rows of the section ``claims``, with the flag and the score if the claim were true."""
    return [
        {
            "section": "claims",
            "block": row["block"],
            "name": row["name"],
            "text": row["verdict"],
            "value": row["claimed_low"],
            "low": row["claimed_low"],
            "high": row["claimed_high"],
            "unit": row["unit"],
            "probability": row["percentile"],
            "place": row["place"],
            "flag": row.get("flag"),
            "score_if_true": row.get("score_if_true"),
        }
        for row in rows(connection, "SELECT * FROM claim_latest WHERE project_id = ? ORDER BY block, name", [project])
    ]


def _verdict(gate: Mapping[str, Any]) -> str:
    return ("passed" if gate["passes"] else "not passed") + (", for the panel" if gate["for_panel"] else "")
