"""Cost and emissions at two boundaries, well to gate and delivered, each figure with exactly what it contains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evaluators.hydrogen_storage.storage_cost import levelised_parts

Number = np.ndarray | float

VENTED, BUILDING = "hydrogen vented", "building of plants"
CONTAINS = {
    "gate cost": "electricity, electrolyser with its stacks, upkeep and water, over the hydrogen that leaves the electrolyser",
    "gate emissions": "electricity used by the electrolyser, hydrogen it vents with its warming over 100 years, and building "
    "wind and solar plants where asked, over the hydrogen that leaves the electrolyser; power bought at the factor of its grid's "
    "year, for the draws do not say in which hours it is bought: hourly emissions that a site brings are not used",
    "electricity bought": "by electrolyser, store and way, at the value of energy on its grid with network, levies and supplier "
    "on top (delivery_adder of grids.csv); a site's hourly prices get the same on top",
    "delivered cost": "all at the gate, and storing, conversion, transport and reconversion, over the hydrogen that the user "
    "gets: what is lost on the way is paid for and not sold",
    "delivered emissions": "all at the gate, and electricity, fuel and vented hydrogen of store and transport, over the hydrogen "
    "that the user gets; using it is not in it",
    "by rule": "for the 3.4 of Japan and the 4.0 of the US: in the first year of operation, grid electricity with fuel before "
    "the plant and losses of the network; without vented hydrogen's own warming and building of plants. The emissions beside it "
    "are means over life, grid electricity at the stack",
}


@dataclass(frozen=True)
class Boundary:
    """Cost [USD2024/kg] and emissions [kg CO2e/kg] of a kilogram of ``product``, by part; numbers or (draws,)."""

    product: str
    cost_parts: Mapping[str, Number]
    emission_parts: Mapping[str, Number]

    @property
    def cost(self) -> Number:
        """Levelised cost [USD2024/kg], the sum of its parts."""
        return sum(self.cost_parts.values())

    @property
    def emissions(self) -> Number:
        """Emissions [kg CO2e/kg], the sum of all parts."""
        return sum(self.emission_parts.values())

    @property
    def by_rule(self) -> Number:
        """Emissions of what the limits of law count [kg CO2e/kg], at this boundary's own factor of electricity: ``CONTAINS``."""
        return sum(part for name, part in self.emission_parts.items() if name not in (VENTED, BUILDING))


def well_to_gate(
    present: Mapping[str, Number], produced: Number, *, energy: Number, factor: Number, vented: Number, warming: Number,
    rate: Number, life: Number, embodied: Number = 0.0,
) -> Boundary:
    """The boundary at the gate of the electrolyser.

    ``present`` values of the parts of production cost [USD2024] over ``life`` [year] at ``rate`` real [1/year]; ``produced``
    [kg/year], above 0; ``energy`` [kWh/kg] with ``factor`` [kg/kWh] of its electricity, and ``embodied`` [kg/kWh] of building
    the plants; ``vented`` [1] of what is produced, with ``warming`` potential [kg/kg].
    """
    return Boundary(
        "gate", levelised_parts(present, produced, rate, life),
        {
            "electricity": np.asarray(energy) * factor,
            VENTED: np.asarray(vented) * warming,
            BUILDING: np.asarray(energy) * embodied,
        },
    )


def delivered(
    gate: Boundary, produced: Number, received: Number, present: Mapping[str, Number], emitted: Mapping[str, Number],
    rate: Number, life: Number,
) -> Boundary:
    """The boundary at the user, who gets ``received`` of what is ``produced`` [kg/year], from the one at the ``gate``.

    ``present`` values of the further parts of cost, store and transport [USD2024] over ``life`` [year] at ``rate`` [1/year];
    ``emitted`` by further part [kg CO2e/year]. Both figures are never below those at the gate: nothing further is negative
    and no more is received than produced. Raises ValueError where that is not so.
    """
    produced, received = np.asarray(produced, dtype=float), np.asarray(received, dtype=float)
    if np.any(received > produced * (1 + 1e-9)):
        raise ValueError(
            f"the user gets more than is produced ({np.max(received - produced):g} kg a year more); the mass balance of the "
            f"chain does not close. State what each step loses, 0 or above"
        )
    # A part of cost and one of emissions may have one name.
    for name, part in (*present.items(), *emitted.items()):
        if np.any(np.asarray(part) < 0):
            raise ValueError(f"'{name}' of the chain is negative; credits count apart, state costs and emissions 0 or above")
    upstream = produced / received
    costs: dict[str, Number] = {name: part * upstream for name, part in gate.cost_parts.items()}
    costs |= _added(costs, levelised_parts(present, received, rate, life))
    emissions: dict[str, Number] = {name: part * upstream for name, part in gate.emission_parts.items()}
    emissions |= _added(emissions, {name: np.asarray(part) / received for name, part in emitted.items()})
    return Boundary("delivered", costs, emissions)


def displaced_emissions(received: Number, displacing: Number, displaced: Number) -> Number:
    """Yearly emissions that the delivered hydrogen takes the place of [tonne CO2e/year].

    ``received`` by users [kg/year]; ``displacing`` [1], the share of it that replaces something that emits: only this avoids
    anything; ``displaced`` [kg/kg], CO2e of what one kilogram replaces. What the chain emits is counted against it for all that
    is received, displacing or not. Raises ValueError.
    """
    share = np.asarray(displacing, dtype=float)
    if not np.all((share >= 0) & (share <= 1)):
        raise ValueError(
            f"a share of {share.min():g} to {share.max():g} of the hydrogen displaces something; state a share from 0 to 1, such "
            f"as 0.8"
        )
    return np.asarray(received) * share * displaced / 1e3


def _added(parts: Mapping[str, Number], more: Mapping[str, Number]) -> dict[str, Number]:
    return {name: parts.get(name, 0.0) + part for name, part in more.items()}
