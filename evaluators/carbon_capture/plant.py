"""One plant: what a captured tonne costs, part by part, and emits, at any state of learning of its technology."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from evaluators.carbon_capture.capex import overnight_by_class
from evaluators.carbon_capture.components import component_costs, size_step
from evaluators.carbon_capture.contingency import own_error, process_contingencies, project_contingency
from evaluators.carbon_capture.cost import cost_parts
from evaluators.carbon_capture.emissions import fuel_emissions
from evaluators.carbon_capture.energy import Energy, above_floor, energy_per_tonne
from evaluators.carbon_capture.supply import electricity_price, gas_price
from evaluators.carbon_capture.transport import transport_cost, transport_emissions
from evaluators.toolkit.finance import annuity_factor
from evaluators.toolkit.row import Row

Number = np.ndarray | float

# What goes with the tonnes; the rest of the parts pays for the plant.
RUNNING = ("variable", "electricity", "fuel", "heat", "transport", "storage")


@dataclass(frozen=True)
class Tonne:
    """What runs with a captured tonne: ``parts`` [USD2024/tonne] as in ``RUNNING``, ``energy`` [MWh/tonne], emissions
    [tonne/tonne] of its ``fuel`` and of all ``besides`` electricity, that fuel among them."""

    parts: dict[str, Number]
    energy: Energy
    fuel: Number
    besides: Number


@dataclass(frozen=True)
class Plant:
    """``capital`` [USD2024], ``fixed`` running cost [USD2024/year], ``tonne`` what runs with the tonnes, and the ``parts`` of the
    gross cost [USD2024 per captured tonne], as named in ``cost.cost_parts``. Numbers or shape (draws,)."""

    capital: Number
    fixed: Number
    tonne: Tonne
    parts: dict[str, Number]

    @property
    def gross(self) -> Number:
        """Cost per captured tonne [USD2024/tonne], transport and storage in."""
        return sum(self.parts.values())

    @property
    def running(self) -> Number:
        """Cost that goes with the tonnes [USD2024/tonne]."""
        return sum(self.tonne.parts.values())

    def net_share(self, electricity_factor: Number) -> Number:
        """What is left of a captured tonne [1], its electricity at ``electricity_factor`` [tonne CO2e/MWh]."""
        return 1 - self.tonne.energy.electricity * electricity_factor - self.tonne.besides


@dataclass(frozen=True)
class Design:
    """A plant of one size before learning: overnight cost by learning class [USD2024] with this project's own error, and what
    spreads it. ``levelised`` tonnes [tonne/year]; ``charge`` on capital [1/year]; ``given``: the evaluator's inputs.

    ``step`` [1]: size of its trains over the source's first plant, 1 or more; ``saved``: for each component of a class its share
    [1] of the class's cost, and by how much [1] it would be dearer per tonne had that step saved nothing."""

    overnight: dict[str, Number]
    step: Number
    saved: dict[str, list[tuple[Number, Number]]]
    capacity: Number
    levelised: Number
    charge: Number
    given: SimpleNamespace

    def tonne(self, factor: Number) -> Tonne:
        """What runs with a captured tonne where running cost and energy above its floor are at ``factor`` [1] of the row's."""
        given, technology = self.given, self.given.technology
        energy = energy_per_tonne(technology, given.heat_source, factor)
        emitted, own_captured = fuel_emissions(energy.fuel, technology.heat_co2_captured, given.gas_leak)
        carried = 1 + own_captured
        stored, paid = (1.0, 1.0) if given.disposal is None else (given.disposal.stored_share, given.disposal.storage_cost_share)
        besides = (
            emitted + technology.embodied + carried * (given.leak * stored + 1 - stored)
            + transport_emissions(given.transport_mode, given.transport_distance, carried)
        )
        parts = {
            "variable": technology.running_escalation * above_floor(technology.variable_om, 0.0, factor),
            "electricity": energy.electricity * electricity_price(given),
            "fuel": energy.fuel * gas_price(given), "heat": energy.heat * given.heat_source.price,
            # The fuel's own CO2 rides along in a pipe sized by the plant's nameplate.
            "transport": transport_cost(given.transport_mode, given.transport_distance, carried, self.capacity),
            "storage": carried * given.storage_cost * paid,
        }
        return Tonne(parts, energy, emitted, besides)

    def learned(self, factors: Mapping[str, Number]) -> Plant:
        """The plant at the ``factors`` [1] of each learning class and of "running", as from ``once.factors_at``."""
        tonne = self.tonne(factors["running"])
        capital = {kind: cost * factors[kind] for kind, cost in self.overnight.items()}
        whole = sum(capital.values())
        fixed = self.given.technology.fixed_om * whole
        return Plant(whole, fixed, tonne, cost_parts(capital, self.charge, self.levelised, fixed, **tonne.parts))


def design(given: SimpleNamespace, capacity: Number, use: Number) -> Design:
    """The plant of ``given`` at ``capacity`` [tonne/year] nameplate, ``use`` [1] of it the years' levelised mean."""
    technology = given.technology
    costs, process = component_costs(technology, capacity), process_contingencies(technology, given.contingency)
    overnight = overnight_by_class(
        costs, technology.epc_adder, process, project_contingency(technology, given.contingency), technology.owner_cost
    )
    dearer = own_error(given) * technology.escalation * technology.estimate_error
    step = size_step(capacity, technology.reference_scale, technology.largest_train)
    return Design(
        {kind: dearer * cost for kind, cost in overnight.items()}, step,
        {kind: _saved(group, step, process, technology) for kind, group in costs.items()}, capacity, capacity * use,
        1 / annuity_factor(given.cost_of_capital, technology.life), given,
    )


def _saved(group: dict[str, Number], step: Number, process: dict[str, Number], technology: Row) -> list[tuple[Number, Number]]:
    """Share and saving of each component, those of one exponent together: most have one of two or three."""
    paid: dict[bytes, list[Any]] = {}
    for name, direct in group.items():
        exponent = np.asarray(technology[f"exponent/{name}"], dtype=float)
        cost = direct * (1 + technology.epc_adder + process[name])
        known = paid.setdefault(exponent.tobytes(), [0.0, step ** (1 - exponent)])
        known[0] = known[0] + cost
    whole = sum(cost for cost, _ in paid.values())
    return [(cost / whole, dearer) for cost, dearer in paid.values()]
