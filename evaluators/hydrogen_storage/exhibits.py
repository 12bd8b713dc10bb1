"""What the scorecard shows beside a store's answers: where cost and emissions lie, the year of the store, gates and limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evaluators.hydrogen_storage.boundary import CONTAINS as BOUNDARIES
from evaluators.hydrogen_storage.boundary import Boundary
from evaluators.hydrogen_storage.storage_cost import CONTAINS as STORAGE
from evaluators.toolkit.row import Line

if TYPE_CHECKING:
    from evaluators.hydrogen_storage.year_flow import YearFlow

Number = np.ndarray | float

SHARED = "sales and tonnes are the chain's times the share counted, its emissions included"


def middle(value: Number, digits: int = 5) -> float | None:
    """The median in plain numbers, to ``digits`` significant ones; None where it is not finite."""
    found = float(np.median(value))
    return float(f"{found:.{digits}g}") if np.isfinite(found) else None


def parts_table(**columns: Mapping[str, Number]) -> list[dict[str, Any]]:
    """A row a part, medians, a column for each of ``columns``; parts that are nought in every draw and column are left out.

    The order is that of the last column, the greatest first.
    """
    named = (name for parts in columns.values() for name, part in parts.items() if np.any(np.asarray(part) != 0))
    rows: list[dict[str, Any]] = [{"part": name} for name in dict.fromkeys(named)]
    for row in rows:
        for column, parts in columns.items():
            row[column.replace("_", " ")] = middle(parts[row["part"]]) if row["part"] in parts else None
    last = list(columns)[-1].replace("_", " ")
    return sorted(rows, key=lambda row: -(row[last] or 0.0))


def boundary_tables(gate: Boundary, delivered: Boundary) -> dict[str, Any]:
    """Both boundaries, cost and emissions by part, and what each figure holds."""
    holds = {f"storage, {name.replace('_', ' ')}": text for name, text in STORAGE.items()} | dict(BOUNDARIES) | {"share": SHARED}
    return {
        "cost of hydrogen [USD2024/kg]": parts_table(at_the_gate=gate.cost_parts, delivered=delivered.cost_parts),
        "emissions of hydrogen [kg CO2e/kg]": parts_table(at_the_gate=gate.emission_parts, delivered=delivered.emission_parts),
        "what the figures hold": [{"figure": name, "holds": text} for name, text in holds.items()],
    }


def flow_table(flow: YearFlow, received: Number) -> dict[str, float | None]:
    """The year's hydrogen and electricity, medians."""
    shown = {
        "made or bought [t]": np.asarray(flow.made) / 1e3, "past the store [t]": np.asarray(flow.direct) / 1e3,
        "into the store [t]": np.asarray(flow.charged) / 1e3, "out of the store [t]": np.asarray(flow.from_store) / 1e3,
        "delivered to users [t]": np.asarray(received) / 1e3, "demand unmet [t]": np.asarray(flow.unmet) / 1e3,
        "own wind and sun used [GWh]": np.asarray(flow.own_mwh) / 1e3,
        "own wind and sun curtailed [GWh]": np.asarray(flow.curtailed_mwh) / 1e3,
        "grid electricity to make it [GWh]": np.asarray(flow.grid_mwh) / 1e3,
    }  # fmt: skip
    return {name: middle(value) for name, value in shown.items() if np.any(value != 0)}


def level_by_day(level: np.ndarray) -> list[dict[str, float]]:
    """The store's content [t] through one year, the least and the most of each of 73 spans of five days."""
    spans = level.reshape(73, -1) / 1e3
    return [
        {"day": 5 * number + 1, "least [t]": round(float(span.min()), 3), "most [t]": round(float(span.max()), 3)}
        for number, span in enumerate(spans)
    ]


def dispatch_notes(flow: YearFlow) -> list[str]:
    """Which reckoning spoke, and where no store meets the demand."""
    notes = [f"Engine: {flow.engine}."]
    if flow.least_kg is None:
        return notes
    none = float(np.mean(~np.isfinite(flow.least_kg)))
    if none > 0:
        short = np.asarray(flow.shortfall_kg)[~np.isfinite(flow.least_kg)]
        notes.append(
            f"The demand exceeds what the year can produce or the rates can pass in {none:.0%} of the draws: no store, however "
            f"large, meets it there; {np.median(short) / 1e3:,.4g} t a year are short (median of those draws)."
        )
    return notes


def share_note(claimed: Number, counted: Number) -> list[str]:
    """A sentence where the claimed share [1] of the chain is above the ``counted`` one [1] in some draw."""
    above = 100 * float(np.mean(np.asarray(claimed) > np.asarray(counted) * (1 + 1e-12)))
    if above == 0:
        return []
    return [
        f"The share of the chain claimed ({np.median(claimed):.3g}) is above the store's share of the chain's cost in "
        f"{above:.3g} % of draws; there its cost share counts instead (median of what counts: {np.median(counted):.3g})."
    ]


def source_note(lines: Mapping[str, Line]) -> list[str]:
    """A sentence that names the parameters of a row without a citable source."""
    names = [name.replace("_", " ") for name, line in lines.items() if line.source.startswith("unsourced")]
    return [f"No citable source, wide range by judgement: {', '.join(names)}."] if names else []


def unequal(notes: Iterable[str]) -> list[str]:
    """The notes in order, each once."""
    return list(dict.fromkeys(note for note in notes if note))
