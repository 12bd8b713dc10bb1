"""From direct cost to what has to be paid: engineering, contingencies, owner's cost.

``overnight_cost`` is the build-up of Sievert et al. 2024 (Joule 8:979, doi:10.1016/j.joule.2024.02.005), where both
contingencies are shares of the cost of engineering, procurement and construction. ``overnight_by_class`` is that of
NETL's QGESS, with the process contingency of each component: cost with engineering = direct x (1 + fee); plant cost =
(that + process contingency x direct) x (1 + project contingency); overnight cost = plant cost x (1 + owner's cost).
The adders follow the learned direct cost.
"""

from __future__ import annotations

import numpy as np

Number = np.ndarray | float


def overnight_cost(
    direct: Number, epc_adder: Number, process_contingency: Number, project_contingency: Number, owner_cost: Number
) -> Number:
    """Total overnight cost, in the unit of ``direct``: direct x (1 + EPC) x (1 + process + project) x (1 + owner).

    The four adders [1] are shares, as named in the module's docstring. All broadcast.
    """
    return direct * (1 + epc_adder) * (1 + process_contingency + project_contingency) * (1 + owner_cost)


def overnight_by_class(
    costs: dict[str, dict[str, Number]], epc_adder: Number, process: dict[str, Number], project: Number, owner_cost: Number
) -> dict[str, Number]:
    """Overnight cost of each learning class, in the unit of ``costs`` (class -> component -> direct cost).

    ``process`` [1 of direct cost]: contingency by component; ``project`` [1 of cost with engineering and process
    contingency]; ``epc_adder`` and ``owner_cost`` [1]. The sum over classes is the plant's overnight cost.
    """
    adders = (1 + project) * (1 + owner_cost)
    return {
        kind: sum(direct * (1 + epc_adder + process[name]) for name, direct in group.items()) * adders
        for kind, group in costs.items()
    }
