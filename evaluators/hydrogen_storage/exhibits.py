"""What the scorecard shows beside a store's answers: where cost and emissions lie, the year of the store, gates and limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evaluators.hydrogen_storage.boundary import CONTAINS as BOUNDARIES
from evaluators.hydrogen_storage.boundary import Boundary
from evaluators.hydrogen_storage.ranking import HOLDS
from evaluators.hydrogen_storage.storage_cost import CONTAINS as STORAGE
from evaluators.toolkit.fund_wide import COST_OF_CAPITAL
from evaluators.toolkit.row import Line

if TYPE_CHECKING:
    from evaluators.hydrogen_storage.year_flow import YearFlow

Number = np.ndarray | float

SHARED = (
    "sales and tonnes are the chain's times the share counted, its emissions included; cost is the store's own where the "
    "hydrogen is bought, else the chain's times the same share"
)
UNEVEN = (
    "Of sales and tonnes a store that buys its hydrogen counts a share that is taken at the fund's rate; its levelised cost is "
    "at the project's own cost of capital. Sold at that cost, its net present value is near 0, not 0."
)
ASK = (
    "All stores in every draw, and for own wind and sun the plants of least cost for the same demand: cleanfund size and the "
    "project's number."
)
AT_LEAST = f"the same at a cost of capital of at least {COST_OF_CAPITAL.low:.0%}, for the targets [JPY/Nm3]"
ABROAD = "Targets of 30 and 20 JPY/Nm3 are for hydrogen delivered in Japan; this site is elsewhere: none is asked."


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
    holds = {f"storage, {name.replace('_', ' ')}": text for name, text in STORAGE.items()} | dict(BOUNDARIES) | {
        "share": SHARED, "stores on this task": HOLDS,
    }
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
    """Which reckoning spoke, where no store meets the demand, and which does in most draws."""
    notes = [f"Engine: {flow.engine}."]
    if flow.least_kg is None:
        return notes
    least = np.atleast_1d(np.asarray(flow.least_kg))
    none = float(np.mean(~np.isfinite(least)))
    if none > 0:
        short = np.atleast_1d(np.asarray(flow.shortfall_kg))[~np.isfinite(least)]
        notes.append(
            f"The demand exceeds what the year can produce or the stated rates can pass in {none:.0%} of the draws: no store, "
            f"however large, meets it there; {np.median(short) / 1e3:,.4g} t a year are short (median of those draws)."
        )
    most = store_of_nine_in_ten(least)
    if np.isfinite(most) and least.min() < most:
        notes.append(f"A store of {most / 1e3:,.4g} t, its rates in step with its size, meets the demand in 9 of 10 draws.")
    return notes


def store_of_nine_in_ten(least_kg: Number) -> float:
    """The store that suffices in 9 of 10 draws [kg], where ``least_kg`` does in each; infinite where none does."""
    return float(np.percentile(least_kg, 90, method="higher"))


def nine_in_ten(least_kg: Number | None, working_gas: Number) -> dict[str, float | None]:
    """The store that suffices in 9 of 10 draws [t], and how much larger than it the one proposed is, of ``working_gas``
    [tonne], median; nothing where none was sought, suffices or is needed."""
    most = 0.0 if least_kg is None else store_of_nine_in_ten(least_kg) / 1e3
    if most == 0 or not np.isfinite(most):
        return {}
    return {
        "store that suffices in 9 of 10 draws [t]": middle(most),
        "store proposed over the one that suffices in 9 of 10 draws [1]": middle(working_gas / most),
    }


def share_note(claimed: Number, counted: Number, makes: bool) -> list[str]:
    """A sentence where the claimed share [1] of the chain is above the ``counted`` one [1] in some draw, or where a chain that
    ``makes`` its hydrogen counts less than the whole of itself."""
    if makes and np.any(np.asarray(counted) < 1):
        return [
            f"Of the whole chain the share {np.median(counted):.3g} counts: of its cost as of its sales and tonnes. Stated cost "
            f"and grant (total_cost, grant_requested) must be those of the same share."
        ]
    above = 100 * float(np.mean(np.asarray(claimed) > np.asarray(counted) * (1 + 1e-12)))
    if above == 0:
        return []
    return [
        f"The share of the chain claimed ({np.median(claimed):.3g}) is above the store's share of the chain's cost in "
        f"{above:.3g} % of draws; there its cost share counts instead (median of what counts: {np.median(counted):.3g})."
    ]


def rate_note(rate: Number, own: Number, for_targets: Number) -> list[str]:
    """A sentence where the targets in yen are judged at another cost of capital than the project's own ``rate`` [1/year]; cost
    delivered at its ``own`` and ``for_targets`` [USD2024/kg]."""
    if np.array_equal(own, for_targets):
        return []
    return [
        f"Targets of 30 and 20 JPY/Nm3 are judged at a cost of capital of at least {COST_OF_CAPITAL.low:.0%} real, the low end "
        f"of what the fund supposes: {np.median(rate):.2g} is stated. There the hydrogen costs {np.median(own):.3g} USD2024/kg "
        f"delivered, for the targets {np.median(for_targets):.3g}."
    ]


def source_note(lines: Mapping[str, Line]) -> list[str]:
    """A sentence that names the parameters of a row without a citable source."""
    names = [name.replace("_", " ") for name, line in lines.items() if line.source.startswith("unsourced")]
    return [f"No citable source, wide range by judgement: {', '.join(names)}."] if names else []


def unequal(notes: Iterable[str]) -> list[str]:
    """The notes in order, each once."""
    return list(dict.fromkeys(note for note in notes if note))
