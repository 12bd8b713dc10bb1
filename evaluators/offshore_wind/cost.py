"""What a farm costs to build and to run, by foundation, depth and distance."""

from __future__ import annotations

import numpy as np

from evaluators.toolkit.row import Row, assumption_table

Number = np.ndarray | float

FOUNDATIONS = assumption_table("evaluators.offshore_wind", "foundations.csv")


def capex_per_kw(foundation: Row, depth: Number, distance: Number) -> Number:
    """Building cost [USD2024/kW], construction finance included, at ``depth`` [m] and ``distance`` [km] to landfall.

    The cost of a reference site, carried to this one by what moorings or piles and export cable cost per metre and
    kilometre. Sources by line in foundations.csv.
    """
    here = (
        foundation.capex + foundation.depth_cost * (depth - foundation.reference_depth)
        + foundation.distance_cost * (distance - foundation.reference_distance)
    )
    # A near and shallow site saves cable and mooring, never the turbines: a third of the reference cost stays.
    return np.maximum(here, foundation.capex / 3)


def opex_per_kw(foundation: Row, distance: Number, wave_height: Number) -> Number:
    """Yearly running cost [USD2024/kW/year], from ``distance`` [km] to port and mean significant ``wave_height`` [m].

    Source: NREL NRWAL, osw_2023/opex.yaml (BSD-3): base + slope x distance x wave height; the factor is ours.
    """
    return foundation.opex_factor * (foundation.opex_base + foundation.opex_distance * distance * wave_height)


def levelised_cost_at_charge_rate(capex: float, opex: float, charge_rate: float, net_energy: float) -> float:
    """Levelised cost [money/MWh] from ``capex`` [money/kW], ``opex`` [money/kW/year], fixed ``charge_rate`` [1/year]
    and ``net_energy`` [MWh/MW/year]: (FCR x capex + opex) x 1000 / energy.

    Source: Stehly, Duffy & Mulas Hernando 2023, 2022 Cost of Wind Energy Review, NREL/TP-5000-88335, equation 1.
    """
    return 1000 * (charge_rate * capex + opex) / net_energy
