"""All gates of one proposal: its ground, its pressures and mass, its balance, its electricity, its rates, its cost law."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from evaluators.hydrogen_storage.electrolyser import ELECTROLYSERS, least_energy_said
from evaluators.hydrogen_storage.gates import (
    Gate,
    balance_gate,
    electricity_gate,
    gates,
    geology_gate,
    mass_gate,
    range_gate,
    rate_gate,
)
from evaluators.hydrogen_storage.own_case import kind_of
from evaluators.hydrogen_storage.pressure_gate import pressure_gate
from evaluators.hydrogen_storage.technology import Store

Number = np.ndarray | float

# kg CO2e per kg NH3, from its raw materials to the gate of the ammonia plant (METI, second-hand via Linklaters 2024).
AMMONIA_LIMIT = 0.84
AMMONIA_HYDROGEN = 0.1776  # kg of hydrogen in a kg of ammonia


def proposal_gates(given: SimpleNamespace, store: Store) -> tuple[Number, Number, list[str]]:
    """Whether the ground holds the store, whether nothing at all rules it out [1], and what each gate says."""
    geology = geology_gate(given.storage, given.geology, given.geology_evidence)
    feasible, notes = gates(
        geology, pressure_gate(store), mass_gate(store, given.working_gas, given.stated_volume),
        balance_gate(given.stated_put_in, given.stated_taken_out, given.stated_lost),
        electricity_gate(store, given.stated_electricity), rate_gate(store, given.working_gas),
        range_gate(given.storage, given.working_gas), production_gate(given), product_gate(given),
    )
    return geology[0], feasible, notes


def production_gate(given: SimpleNamespace) -> Gate:
    """Shut where the electricity stated for production is less than the kind of electrolyser can take; says where it is below
    that of any plant on sale."""
    if given.production_energy is None or given.electrolyser_capacity is None:
        return 1.0, []
    kind, stated = kind_of(given), float(np.median(given.production_energy))
    line, name = ELECTROLYSERS.lines[kind.name]["energy"], kind.name.replace("_", " ")
    passed = np.asarray(np.asarray(given.production_energy) >= kind.least_energy, dtype=float)
    if passed.min() == 0:
        verdict = "not passed" if passed.max() == 0 else f"passed in {passed.mean():.0%} of the draws"
        return passed[()], [
            f"Gate, electrolyser: {verdict}: {stated:g} kWh/kg is stated for a {name} electrolyser; {least_energy_said(kind)}. "
            f"Nothing below that is counted. State the electricity of the whole plant per kilogram."
        ]
    if stated >= kind.usual_from:
        return 1.0, []
    return 1.0, [
        f"Electrolyser: {stated:g} kWh/kg is stated; below {kind.usual_from:g} no {name} plant with rectifiers and drying is "
        f"on sale ({line.low:g} to {line.high:g} in our table). Bring the warranty of the whole plant."
    ]


def product_gate(given: SimpleNamespace) -> Gate:
    """Says what is delivered where the hydrogen is not got out of its carrier, and the limit of ammonia; never shut."""
    if given.release is None or not np.any(np.asarray(given.release) < 1):
        return 1.0, []
    kept = f"{1 - np.median(given.release):.0%}"
    carriers = {given.storage.name, "" if given.carrier is None else given.carrier.name.partition("_")[0]}
    if given.storage.gaseous and carriers.isdisjoint(("liquid", "ammonia", "lohc")):
        return 1.0, ["Product: release is stated, and nothing here binds the hydrogen to a carrier, so it changes nothing."]
    said = f"Product: {kept} of what arrives is sold in its carrier; a kilogram delivered is a kilogram of hydrogen in it."
    if "ammonia" in carriers:
        bound = AMMONIA_LIMIT / AMMONIA_HYDROGEN
        said += (
            f" As ammonia its limit in Japan is {AMMONIA_LIMIT} kg CO2e/kg NH3, which is {bound:.2f} per kg of hydrogen in it, "
            f"conversion included; emissions_gate and its limits are of the hydrogen before it is converted."
        )
    if given.carrier is None and given.electrolyser_capacity is not None:
        said += " What goes past the store is delivered as hydrogen: state the carrier where all is sold in it."
    return 1.0, [said]
