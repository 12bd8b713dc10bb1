"""What the parts of the proposed store cost to build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from evaluators.hydrogen_storage.hydrogen_source import Hydrogen
from evaluators.hydrogen_storage.technology import Store

Number = np.ndarray | float


def store_parts(given: SimpleNamespace, store: Store, hydrogen: Hydrogen, gate_cost: Number) -> Mapping[str, Number]:
    """Cost of the parts of the store to build [USD2024], with the project's own error; the cushion gas at ``gate_cost``."""
    priced = replace(store, practice=replace(store.practice, hydrogen_cost=gate_cost))
    parts = priced.capex(given.working_gas, hydrogen.charge_rate, hydrogen.discharge_rate)
    return {name: part * given.benchmark_error for name, part in parts.items()}
