"""What a capture project reports of its last year, beside what its card supposes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scorecards.trial_gap import reported_beside_supposed
from scorecards.trial_reports import reports

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# What is reported, the answer that it is set against, its unit and what the answer is of.
PAIRS = (
    ("delivered", "captured", "tonne/year", "as the mean over life, the slow first years in it"),
    ("cost", "cost_gross", "USD2024/tonne", "over life"),
)


def reported_against(
    connection: DuckDBPyConnection, project: str, answers: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Rows of the section ``progress``, part ``supposed``: reported tonnes [tonne/year] and cost [USD2024/tonne] of a captured
    tonne beside p10, p50 and p90 of our answer. None where nothing was reported or there are two capture plants."""
    report = reports(connection).get(project)
    found = []
    for reported, name, unit, of in PAIRS:
        ours = [row for row in answers if row["block"] and row["name"] == name]
        value = getattr(report, reported, None)
        if value is None or len(ours) != 1:
            continue
        low, middle, high = (ours[0][end] for end in ("low", "value", "high"))
        text = f"over its last year; the card supposes {middle:,.0f} ({low:,.0f} to {high:,.0f}) {of}: {name}"
        if name == "delivered":
            # The mean over life hides in which year of its ramp a plant is; its own year is the fairer judge.
            text = f"{text}. {reported_beside_supposed(connection, project)}".rstrip(". ")
        lies = "" if low <= value <= high else f" Reported is {'below' if value < low else 'above'} that range."
        found.append(
            {"section": "progress", "part": "supposed", "name": reported, "value": value, "unit": unit, "text": f"{text}.{lies}"}
        )
    return found
