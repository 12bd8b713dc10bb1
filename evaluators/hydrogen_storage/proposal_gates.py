"""All gates of one proposal: its ground, its mass, its rates, the range of its cost law."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from evaluators.hydrogen_storage.gates import gates, geology_gate, mass_gate, range_gate, rate_gate
from evaluators.hydrogen_storage.technology import Store

Number = np.ndarray | float


def proposal_gates(given: SimpleNamespace, store: Store) -> tuple[Number, Number, list[str]]:
    """Whether the ground holds the store, whether nothing at all rules it out [1], and what each gate says."""
    geology = geology_gate(given.storage, given.geology, given.geology_evidence)
    feasible, notes = gates(
        geology, mass_gate(store, given.working_gas, given.stated_volume), rate_gate(store, given.working_gas),
        range_gate(given.storage, given.working_gas),
    )
    return geology[0], feasible, notes
