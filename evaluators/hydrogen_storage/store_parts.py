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
    return parts_with_error(
        store, given.working_gas, hydrogen.charge_rate, hydrogen.discharge_rate, gate_cost, given.benchmark_error
    )


def parts_with_error(
    store: Store, working_gas: Number, charge_rate: Number, discharge_rate: Number, gate_cost: Number, error: Number
) -> dict[str, Number]:
    """``Store.capex`` with the cushion gas at ``gate_cost`` [USD2024/kg], which has its own error in it, and the ``error`` [1] of
    what is built on all other parts."""
    priced = replace(store, practice=replace(store.practice, hydrogen_cost=gate_cost))
    parts = priced.capex(working_gas, charge_rate, discharge_rate)
    return {name: part if name == "cushion gas" else part * error for name, part in parts.items()}
