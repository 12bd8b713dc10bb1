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
from evaluators.hydrogen_storage.own_case import kind_of, place_of
from evaluators.hydrogen_storage.own_supply import local_row
from evaluators.hydrogen_storage.pressure_gate import pressure_gate
from evaluators.hydrogen_storage.proposed_store import implied_rates
from evaluators.hydrogen_storage.technology import Store
from evaluators.toolkit.fund_wide import GRIDS

Number = np.ndarray | float

# kg CO2e per kg NH3, from its raw materials to the gate of the ammonia plant (METI, second-hand via Linklaters 2024).
AMMONIA_LIMIT = 0.84
# Agency for Natural Resources and Energy, 14 June 2022 (second-hand, president.jp/articles/-/59114, read).
AMMONIA_TARGET = "15 to 19 JPY for the hydrogen of a Nm3 in 2030, for power plants"
AMMONIA_HYDROGEN = 0.1776  # kg of hydrogen in a kg of ammonia
DEDICATED = "renewable_dedicated"  # own wind and sun: a row of grids.csv without a grid


def proposal_gates(given: SimpleNamespace, store: Store) -> tuple[Number, Number, list[str]]:
    """Whether the ground holds the store, whether nothing at all rules it out [1], and what each gate says."""
    geology = geology_gate(given.storage, given.geology, given.geology_evidence)
    feasible, notes = gates(
        geology, pressure_gate(store), mass_gate(store, given.working_gas, given.stated_volume),
        balance_gate(given.stated_put_in, given.stated_taken_out, given.stated_lost),
        electricity_gate(store, given.stated_electricity), rate_gate(store, given.working_gas, *implied_rates(given)),
        range_gate(given.storage, given.working_gas), production_gate(given), supply_gate(given), place_gate(given),
        way_gate(given), product_gate(given),
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


def supply_gate(given: SimpleNamespace) -> Gate:
    """Shut where an electrolyser draws firm power from a supply with no plant behind it; says what a contract does not show."""
    if given.grid.name.startswith("contracted_"):
        return 1.0, [
            f"Supply: power of '{given.grid.name}' is taken over a contract that has to be attached. That the plant is new "
            f"(additionality) is not shown: where it served others before, the grid makes up for it, and less is avoided."
        ]
    if given.grid.name != DEDICATED:
        return 1.0, []
    firm = 0.0 if given.electrolyser_capacity is None or given.grid_power is None else np.asarray(given.grid_power)
    passed = np.asarray(firm == 0, dtype=float)
    if passed.min() == 0:
        return passed[()], [
            f"Gate, supply: not passed: {np.median(firm):g} MW of grid_power are drawn from '{DEDICATED}', which is no grid and "
            f"gives no firm power. State the plant behind it (wind_capacity or solar_capacity), or name the grid that gives the "
            f"power: {', '.join(row for row in GRIDS.rows if row != DEDICATED)}."
        ]
    return 1.0, [
        f"Supply: what store, conversion and way take beyond the project's own wind and sun comes from '{DEDICATED}' and emits "
        f"next to nothing; no plant of it is shown. If the public network feeds them in calm hours, name its grid."
    ]


def place_gate(given: SimpleNamespace) -> Gate:
    """Shut where own wind on land or sun is stated at the cost of another country than that of the site."""
    location = place_of(given)
    wrong = [
        (name, stated.name, local_row(kind, location))
        for name, size, stated, kind in (
            ("wind_plant", given.wind_capacity, given.wind_plant, "onshore_wind"),
            ("solar_plant", given.solar_capacity, given.solar_plant, "solar"),
        )
        if stated is not None and stated.name not in (local_row(kind, location), "offshore_wind")
        and given.electrolyser_capacity is not None and np.any(np.asarray(0.0 if size is None else size) > 0)
    ]
    return float(not wrong), [
        f"Gate, place of the plants: not passed: {name} is '{stated}', and by its coordinates, or grid where there are none, "
        f"the site is one for '{local}'. State that, or leave {name} out."
        for name, stated, local in wrong
    ]


def way_gate(given: SimpleNamespace) -> Gate:
    """Says where the plants of the way take their electricity; never shut."""
    if given.carrier is None:
        return 1.0, []
    return 1.0, [
        f"Way: its plants and pumps buy their electricity from '{given.grid.name}' at both ends, at that price and factor, also "
        f"in hours when own wind or sun is curtailed. Where the far end has another grid, or own power runs the conversion, cost "
        f"and emissions of delivered hydrogen are less sure."
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
            f" Its target of supply cost in Japan is not the 30 JPY/Nm3 of hydrogen but {AMMONIA_TARGET}; within_30_yen and "
            f"within_20_yen are those of hydrogen."
            f" As ammonia its limit in Japan is {AMMONIA_LIMIT} kg CO2e/kg NH3, which is {bound:.2f} per kg of hydrogen in it, "
            f"conversion included; emissions_gate and its limits are of the hydrogen before it is converted."
        )
    if given.carrier is None and given.electrolyser_capacity is not None:
        said += " What goes past the store is delivered as hydrogen: state the carrier where all is sold in it."
    return 1.0, [said]
