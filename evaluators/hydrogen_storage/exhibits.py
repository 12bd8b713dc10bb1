"""What the scorecard shows beside a store's answers: where the cost lies, the gates, and the limits of its law."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from evaluators.hydrogen_storage.capex import papadias_range
from evaluators.toolkit.row import Line, Row

BOUNDARY = (
    "the cost of storage leaves out the hydrogen delivered; it holds capital, fixed cost, electricity and hydrogen lost; "
    "sales and tonnes are the chain's times the share counted, its emissions included"
)
FITTED = (100.0, 3000.0)  # tonne, Papadias & Ahluwalia 2021, abstract


def exhibits_of(
    storage: Row, geology: Row, fits: Any, working_gas: Any, volume: Any, *, lines: Mapping[str, Line],
    capex: Mapping[str, Any], cost: Mapping[str, Any], delivered: Any,
    claimed: Any, counted: Any,
) -> dict[str, Any]:
    """Medians of the parts of ``capex`` [USD2024] and of ``cost`` [USD2024/year, shown per kg of ``delivered`` in kg/year],
    the ``volume`` [m**3] of a gas store (0 for others), and notes. ``working_gas`` [tonne]; ``lines`` of the store's row tell
    what has no source; ``claimed`` and ``counted`` share of the chain [1]."""
    notes = (
        geology_note(storage, geology, fits), share_note(claimed, counted), range_note(storage, working_gas),
        source_note(lines),
    )
    return {
        "boundary": BOUNDARY,
        "capex parts [USD2024]": {name: float(np.median(value)) for name, value in capex.items()},
        "cost of storage parts [USD2024/kg]": {name: float(np.median(value / delivered)) for name, value in cost.items()},
        "store volume [m3]": float(np.median(volume)),
        "share of the chain claimed [1]": float(np.median(claimed)),
        "share of the chain counted [1]": float(np.median(counted)),
        "notes": [note for note in notes if note],
    }


def geology_note(storage: Row, geology: Row, fits: Any) -> str:
    """A sentence where the ground cannot hold the store, or ""."""
    if np.all(np.asarray(fits) >= 1):
        return ""
    needed = "salt" if storage.needs_salt_cavern else "hard rock"
    return (
        f"A {storage.name.replace('_', ' ')} needs {needed}; the site card says '{geology.name}'. Bring evidence of the rock, "
        f"or choose a store that stands on any ground."
    )


def share_note(claimed: Any, counted: Any) -> str:
    """A sentence where the claimed share [1] of the chain is above the ``counted`` one [1] in some draw, or ""."""
    above = 100 * float(np.mean(np.asarray(claimed) > np.asarray(counted)))
    if above == 0:
        return ""
    return (
        f"The share of the chain claimed ({np.median(claimed):.3g}) is above the store's share of the chain's cost in "
        f"{above:.3g} % of draws; there its cost share counts instead (median of what counts: {np.median(counted):.3g})."
    )


def range_note(storage: Row, working_gas: Any) -> str:
    """A sentence where the size lies outside the range that the cost law was stated for, or ""."""
    low, high = float(np.min(working_gas)), float(np.max(working_gas))
    if "fit_a" in storage:
        if low >= FITTED[0] and high <= FITTED[1]:
            return ""
        smallest, best = papadias_range(storage.fit_a, storage.fit_b)
        ends = [f"below {smallest:,.1f} t the smallest sensible store is bought"] if smallest >= 1 else []
        ends += [f"above {best:,.0f} t several of the best size"]
        return (
            f"The cost law was stated for {FITTED[0]:,.0f} to {FITTED[1]:,.0f} t of working gas and is stretched here: "
            f"{', '.join(ends)}."
        )
    if high > storage.tank_largest:
        return f"More than one tank: the largest built holds {storage.tank_largest:,.0f} t of hydrogen."
    return ""


def source_note(lines: Mapping[str, Line]) -> str:
    """A sentence that names the parameters of a row without a citable source, or ""."""
    names = [name.replace("_", " ") for name, line in lines.items() if line.source.startswith("unsourced")]
    return f"No citable source, wide range by judgement: {', '.join(names)}." if names else ""
