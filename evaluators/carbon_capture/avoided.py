"""Three costs of one tonne that are never mixed: gross (captured), net (left over its life cycle) and avoided.

Avoided compares the plant with the same plant without capture, for the same product, as Rubin et al. 2013 (Int. J.
Greenhouse Gas Control 17:488, doi:10.1016/j.ijggc.2013.06.004): what it emitted less what it emits with capture, the energy
of capture in, its electricity at the stacks. What does not stay stored is not avoided. Building, leakage, transport and what
lies before the stacks are in the net figure only. CO2 that came from air or biomass is removed and not avoided, so a plant on
air has no avoided cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluators.carbon_capture.net import cost_per_net_tonne, stated_cost

Number = np.ndarray | float

HOLDS = {
    "gross": "per tonne captured; capture, transport and storage; no emissions taken off, no credit",
    "net": "per tonne left after energy, fuel and its losses, building, transport and leakage; same cost as gross",
    "avoided": "per tonne less emitted than the same plant without capture, energy of capture in; same cost as gross",
}


def avoided_share(fossil_share: Number, energy_emissions: Number) -> Number:
    """Of a captured tonne, what the source emits less than without capture [1]; negative where it emits more.

    ``fossil_share`` [1] of the captured carbon, which it would have emitted and which stays stored;
    ``energy_emissions`` [tonne/tonne captured] of the electricity and fuel of capture.
    """
    return np.asarray(fossil_share, dtype=float) - energy_emissions


def cost_avoided(dearer: Number, reference: Number, with_capture: Number) -> Number:
    """Cost of an avoided tonne [money/tonne]; infinite where nothing is avoided.

    ``dearer`` [money per unit of product]: cost with capture, transport and storage less cost without; ``reference`` and
    ``with_capture`` [tonne per unit of product]: emissions. A unit of product is a MWh, a tonne of cement, and so on.
    """
    return cost_per_net_tonne(dearer, np.asarray(reference, dtype=float) - with_capture)


def cost_captured(dearer: Number, captured: Number) -> Number:
    """Cost of a captured tonne [money/tonne]: ``dearer`` [money per unit of product] over ``captured`` [tonne per unit]."""
    return cost_per_net_tonne(dearer, captured)


@dataclass(frozen=True)
class ThreeCosts:
    """``gross``, ``net`` and ``avoided`` [money/tonne] per draw, with the shares [1] of a captured tonne left and avoided.

    What each holds stands in ``HOLDS``. Net and avoided are infinite where their share is not above 0.
    """

    gross: Number
    net: Number
    avoided: Number
    net_share: Number
    avoided_share: Number

    def rows(self) -> list[dict[str, Any]]:
        """One row a cost: p10, p50, p90 (None where the cost is not stated), chance that nothing is left, what it holds."""
        columns = {
            "gross": stated_cost(self.gross, 1.0), "net": stated_cost(self.net, self.net_share),
            "avoided": stated_cost(self.avoided, self.avoided_share),
        }
        return [{"cost": name, **column, "holds": HOLDS[name]} for name, column in columns.items()]


def three_costs(gross: Number, net_share: Number, avoided: Number) -> ThreeCosts:
    """The three costs of ``gross`` [money/tonne]; ``net_share`` and ``avoided`` (share) [1 of a captured tonne]."""
    return ThreeCosts(gross, cost_per_net_tonne(gross, net_share), cost_per_net_tonne(gross, avoided), net_share, avoided)
