"""Cost per captured tonne: the charge on capital, fixed and variable running cost, energy, transport and storage.

Gross, net and avoided cost are three figures; this one is gross. Form as in Keith et al. 2018 (Joule 2:1573) and in
NETL's cost of capture of industrial sources.
"""

from __future__ import annotations

import numpy as np

from evaluators.carbon_capture.learning import CLASSES

Number = np.ndarray | float


def cost_per_tonne(
    capital: Number, charge_rate: Number, captured: Number, fixed: Number = 0.0, variable: Number = 0.0,
    electricity: Number = 0.0, electricity_price: Number = 0.0, fuel: Number = 0.0, fuel_price: Number = 0.0,
) -> Number:
    """Levelised cost of a captured tonne [money/tonne].

    ``capital`` [money]; ``charge_rate`` [1/year] of it; ``captured`` [tonne/year], the years' levelised mean; ``fixed``
    [money/year]; ``variable`` [money/tonne]; ``electricity`` and ``fuel`` [energy/tonne] at their prices [money/energy].
    Money, tonnes and energy in any unit, the same throughout.
    """
    return (
        (np.asarray(capital) * charge_rate + fixed) / captured + variable
        + np.asarray(electricity) * electricity_price + np.asarray(fuel) * fuel_price
    )


def cost_parts(
    capital: dict[str, Number], charge_rate: Number, captured: Number, fixed: Number, variable: Number,
    electricity: Number, fuel: Number, heat: Number, transport: Number, storage: Number,
) -> dict[str, Number]:
    """The parts of the cost of a captured tonne [money/tonne]; their sum is ``cost_per_tonne`` with all of them in.

    ``capital`` [money] by learning class, ``charge_rate``, ``captured`` and ``fixed`` as in ``cost_per_tonne``; the others
    [money/tonne]. Keys: "capital/<class>" for every class of ``learning.CLASSES``, 0 where the plant has none of it,
    "fixed", "variable", "electricity", "fuel", "heat", "transport", "storage".
    """
    parts = {f"capital/{kind}": np.asarray(capital.get(kind, 0.0)) * charge_rate / captured for kind in CLASSES}
    return parts | {
        "fixed": np.asarray(fixed) / captured, "variable": variable, "electricity": electricity, "fuel": fuel, "heat": heat,
        "transport": transport, "storage": storage,
    }


def industrial_cost(
    overnight: Number, charge_rate: Number, as_spent: Number, captured: Number, fixed: Number, variable: Number,
    fuel: Number, electricity: Number, electricity_price: Number,
) -> Number:
    """Cost of capture at an industrial source as NETL states it [money/tonne].

    ``overnight`` [money] x ``as_spent`` [1] x ``charge_rate`` [1/year] over ``captured`` [tonne/year], and ``fixed``,
    ``variable`` and ``fuel`` cost [money/tonne]; ``electricity`` [MWh/tonne] at ``electricity_price`` [money/MWh].
    """
    running = np.asarray(fixed) + variable + fuel
    return cost_per_tonne(
        np.asarray(overnight) * as_spent, charge_rate, captured, 0.0, running, electricity, electricity_price
    )
