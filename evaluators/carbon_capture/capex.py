"""From direct cost to what has to be paid: engineering, contingencies, owner's cost.

Build-up as in Sievert et al. 2024 (Joule 8:979, doi:10.1016/j.joule.2024.02.005) and NETL's QGESS: both contingencies
are shares of the cost of engineering, procurement and construction (EPC), and the owner's cost one of the plant cost.
The adders follow the learned direct cost (the paper lets them learn at rates of their own).
"""

from __future__ import annotations

import numpy as np

from evaluators.carbon_capture.learning import learned_cost

Number = np.ndarray | float


def overnight_cost(
    direct: Number, epc_adder: Number, process_contingency: Number, project_contingency: Number, owner_cost: Number
) -> Number:
    """Total overnight cost, in the unit of ``direct``: direct x (1 + EPC) x (1 + process + project) x (1 + owner).

    The four adders [1] are shares, as named in the module's docstring. All broadcast.
    """
    return direct * (1 + epc_adder) * (1 + process_contingency + project_contingency) * (1 + owner_cost)


def learned_direct_cost(
    totals: dict[str, Number], ratio: Number, rates: dict[str, Number], floor_share: Number
) -> Number:
    """Direct cost after learning, in the unit of ``totals`` (direct cost by learning class).

    ``ratio`` [1]: experience over that of the reference cost; ``rates`` [1]: learning rate by class; ``floor_share`` [1].
    """
    return sum(learned_cost(total, ratio, rates[name], floor_share) for name, total in totals.items())
