"""The evaluator's own answers, from its chain."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np

from evaluators.hydrogen_storage.electrolyser import LOWER_HEATING_VALUE
from evaluators.hydrogen_storage.made_here import per
from evaluators.hydrogen_storage.proposal_gates import proposal_gates
from evaluators.hydrogen_storage.reconversion import RECONVERSIONS, round_trip_ac
from evaluators.hydrogen_storage.thresholds import EMISSION_LIMITS, cost_targets, in_japan, meets

if TYPE_CHECKING:
    from evaluators.hydrogen_storage.evaluation import Chain

Number = np.ndarray | float

USUAL_RECONVERSION = "fuel_cell"
ROUNDING = 1e-9  # of the demand


def answers(given: SimpleNamespace, chain: Chain, for_targets: Number) -> dict[str, Number]:
    """Every answer by name, and the stream ``feasible``; those of the dispatched hours only where hours are dispatched. Cost
    ``for_targets`` in yen [USD2024/kg], see ``evaluation.cost_for_targets``."""
    flow, store = chain.hydrogen.flow, chain.store
    efficiency = (RECONVERSIONS.medians(USUAL_RECONVERSION) if given.reconversion is None else given.reconversion).efficiency
    geology, feasible, _ = proposal_gates(given, store)
    kept = per(flow.from_store, flow.charged)
    found: dict[str, Number] = {
        "cost_of_storage": chain.cost.without_gas, "cost_of_storage_with_gas": chain.cost.with_gas,
        "cost_of_hydrogen_gate": chain.gate.cost, "cost_of_hydrogen": chain.delivered.cost,
        "emissions_gate": chain.by_rule, "emissions_delivered": chain.delivered.emissions,
        "within_3_4_kg": meets(chain.by_rule, EMISSION_LIMITS["japan"]),
        "within_4_0_kg": meets(chain.by_rule, EMISSION_LIMITS["us_45v"]),
        "delivered_hydrogen": chain.received,
        "round_trip": kept * LOWER_HEATING_VALUE / (LOWER_HEATING_VALUE + flow.charge_kwh + kept * store.discharge_kwh),
        "round_trip_ac": round_trip_ac(chain.hydrogen.energy, flow.charge_kwh, store.discharge_kwh, kept, efficiency),
        "compression_energy": flow.charge_kwh, "cushion_gas": store.cushion_tonne(given.working_gas),
        "specific_capex": sum(chain.built.values()) / given.working_gas / 1e3, "full_cycles": flow.cycles,
        "geology_fits": geology, "feasible": feasible,
    }
    if in_japan(given):
        targets = cost_targets(given.yen_per_dollar)
        found["within_30_yen"] = meets(for_targets, targets["japan_2030"])
        found["within_20_yen"] = meets(for_targets, targets["japan_2050"])
    if chain.hydrogen.task is not None:
        short = np.minimum(per(flow.unmet, flow.demand), 1.0)
        found |= {"unmet_demand": short, "demand_met": np.where(short <= ROUNDING, 1.0, 0.0)[()]}
    if flow.least_kg is not None:
        found |= {
            "minimum_store": flow.least_kg / 1e3,
            # One that needs no store at all would be oversized without bound; beyond a thousandfold it is all one.
            "oversize": given.working_gas * 1e3 / np.maximum(flow.least_kg, np.asarray(given.working_gas)),
        }
    return found
