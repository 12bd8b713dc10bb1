"""What rules a farm out, whatever its wind: sea ice that it is not built for, and sea that nobody may lease.

Each gate wants evidence. Where nothing is stated it stands open, and the scorecard says that it was not evidenced.
"""

from __future__ import annotations

import numpy as np

from evaluators.offshore_wind.tax_credits import LEASING
from evaluators.toolkit.row import Row, assumption_table

Number = np.ndarray | float

LEASES = assumption_table("evaluators.offshore_wind", "leases.csv")


def gates(
    lease: Row | None, sea_ice: Number | None, ice_design: Number | None, grid: str, clearance: Number = 20.0
) -> tuple[Number, list[str]]:
    """1 where nothing rules the farm out, 0 where something does [1], a number or draws; and what to say of each gate.

    ``lease`` is a row of leases.csv; ``sea_ice`` [m] the level ice of fifty years at the site, ``ice_design`` [m] that which
    the structure is certified for; ``clearance`` [m] between sea and blade; ``grid`` names the grid. None is what was not stated.
    """
    feasible: Number = 1.0
    notes = []
    if lease is None:
        notes.append("Gate, sea bed: nothing is stated of the lease; it is taken as possible and has to be evidenced.")
        if grid.startswith("us_"):
            notes.append(LEASING)
    elif lease.possible == 0:
        feasible = 0.0
        notes.append(f"Gate, sea bed: the area is '{lease.name}', so that the farm cannot be built there. {LEASING}")
    elif lease.name == "applied" and grid.startswith("us_"):
        feasible = 0.0
        notes.append(
            "Gate, sea bed: the area is 'applied' for, and none is let while the halt stands, so that the farm cannot be built "
            f"there as things are. {LEASING} In waters of a state, which it does not bind, state the lease when it is held."
        )
    else:
        notes.append(f"Gate, sea bed: the area is '{lease.name}'; the applicant must show it.")
    if np.min(clearance) <= 0:
        clear = np.asarray(np.asarray(clearance) > 0, dtype=float)
        feasible = feasible * clear
        dips = 1 - float(np.mean(clear))
        notes.append(
            f"Gate, rotor: the hub stands up to {-np.min(clearance):.0f} m lower than the blades are long, so that they dip into "
            f"the sea{'' if dips == 1 else f' in {dips:.0%} of the draws'}; correct the hub height or the machine."
        )
    if sea_ice is None:
        notes.append("Gate, sea ice: the site states none; charts of ice have to be shown where the sea can freeze.")
    elif np.max(sea_ice) <= 0:
        notes.append("Gate, sea ice: the site states that there is none.")
    else:
        withstood = np.asarray(0.0 if ice_design is None else ice_design) >= np.asarray(sea_ice)
        feasible = feasible * np.asarray(withstood, dtype=float)
        built = "no certificate against ice is stated"
        if ice_design is not None:
            built = f"the structure is for {np.median(ice_design):g} m"
        chance = float(np.mean(withstood))
        notes.append(
            f"Gate, sea ice: level ice of {np.median(sea_ice):g} m is to be expected and {built}: "
            f"{'passed' if chance == 1 else 'not passed' if chance == 0 else f'passed in {chance:.0%} of the draws'}."
        )
    return feasible, notes
