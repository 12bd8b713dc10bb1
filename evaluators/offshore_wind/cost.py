"""What a farm costs to build, to run and to remove, by foundation, turbine, depth, distance, size and place.

The cost of NREL's reference farm, part by part, carried to this site by what NREL's fits say of each part, and to a smaller
farm by what does not shrink with it (``cost_of_size``). Interest during construction is one of the parts: the sum is the
cost at the start of operation and bears no further interest.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from evaluators.offshore_wind.cost_of_size import REFERENCE_CAPACITY, cable, standing, substation
from evaluators.offshore_wind.location import HOME
from evaluators.toolkit.money import money_factor
from evaluators.toolkit.row import Row, assumption_table

Number = np.ndarray | float

FOUNDATIONS = assumption_table("evaluators.offshore_wind", "foundations.csv")
USD2024 = money_factor("USD", 2022, "USD", 2024)[0]
REFERENCE_RATING = 12_000.0  # [kW]
FITTED_RATINGS = (5_000.0, 22_000.0)  # the fits of substructures are held beyond [kW]
# Monopile and transition piece of a 600 MW farm by rating of the turbine: NREL NRWAL, osw_2023/monopile.yaml (BSD-3).
MONOPILE_RATINGS = (12.0, 15.0, 18.0, 20.0)  # [MW]
MONOPILE_BY_DEPTH = (3_684_943.640, 3_256_025.307, 2_907_430.525, 2_527_295.413)  # [USD2022/m]
MONOPILE_BASE = (179_459_859.468, 167_353_156.368, 156_053_732.306, 135_146_454.066)  # [USD2022]
# Export cable and substation, cubic in the distance: osw_2023/electrical.yaml (BSD-3), read as USD2022/kW.
EXPORT = {"floating": (5.39, -0.00641, -0.00001605), "fixed": (4.728, -0.003728, -0.000007692)}


def capex_per_kw(
    foundation: Row, depth: Number, distance: Number, rating: Number = REFERENCE_RATING, place: Row = HOME,
    capacity: Number = REFERENCE_CAPACITY, rate: Number | None = None,
) -> Number:
    """Building cost [USD2024/kW] at the start of operation, interest during construction included: see ``capex_parts``."""
    return sum(capex_parts(foundation, depth, distance, rating, place, capacity, rate).values())


def capex_parts(
    foundation: Row, depth: Number, distance: Number, rating: Number = REFERENCE_RATING, place: Row = HOME,
    capacity: Number = REFERENCE_CAPACITY, rate: Number | None = None,
) -> dict[str, Number]:
    """Building cost by part [USD2024/kW], each a number or (draws,).

    ``depth`` [m]; ``distance`` [km] to landfall; ``rating`` [kW] of a turbine; ``capacity`` [MW] of the farm, held above the
    reference's; ``place``, a row of location_factors.csv, raises what is done on the spot and what is brought there, never
    the turbine; ``rate`` [1/year] the real cost of capital that money bears during construction, None for the published
    interest of the reference farm. Sources: foundations.csv, and the fits of NREL NRWAL named below.
    """
    kind = foundation.name
    turbine = np.clip(rating, *FITTED_RATINGS)
    substructure, mooring, array = (
        (part(kind, turbine, depth) / part(kind, REFERENCE_RATING, foundation.reference_depth)) ** foundation.site_effect
        for part in (substructure_fit, mooring_fit, array_fit)
    )
    further = USD2024 * (export_fit(kind, distance) - export_fit(kind, foundation.reference_distance))
    both = foundation.export_cable + foundation.substation
    carried = both * (1 + further / both) ** foundation.distance_effect - foundation.substation
    parts = {
        "turbine": foundation.turbine,
        "substructure": foundation.substructure * substructure * place.supply,
        "mooring": foundation.mooring * mooring * place.supply,
        "array cables": foundation.array * array * place.supply,
        "export cable": cable(foundation, carried, distance, capacity) * place.supply,
        "substation": substation(foundation, capacity) * place.supply,
        "installation": foundation.installation * standing(foundation.installation_standing, capacity) * place.work,
        "project development": foundation.project * standing(foundation.project_standing, capacity) * place.work,
    }
    parts |= soft_cost(parts, rate)
    return {name: foundation.cost_level * part for name, part in parts.items()}


def soft_cost(parts: Mapping[str, Number], rate: Number | None = None) -> dict[str, Number]:
    """Insurance with contingencies, and interest during construction, from the other ``parts``, in their unit.

    Source: NREL ORBIT, manager.py, soft_capex (Apache-2.0), with the shares that reproduce the soft cost of both reference
    farms: 1.15 % insurance, 5.75 and 34.5 % contingency on purchases and on installation, 4.4 % interest. ORBIT's 15 %
    for removal is not in them: those runs state 0.15, which it reads as USD/kW. With a ``rate`` [1/year], real and before
    tax, all money bears that from when it is spent, development too, which ORBIT leaves without.
    """
    hard = sum(parts.values())
    installation, project = parts["installation"], parts["project development"]
    covers = 0.0115 * hard + 0.0575 * (hard - installation) + 0.345 * installation
    if rate is None:
        interest = (construction_finance_factor() - 1) * (hard - project + covers)
    else:
        interest = (construction_finance_factor(rate, tax=0.0) - 1) * (hard + covers)
    return {"insurance and contingency": covers, "interest during construction": interest}


def construction_finance_factor(
    interest: Number = 0.044, tax: float = 0.26, spending: tuple[float, ...] = (0.25, 0.25, 0.3, 0.1, 0.1)
) -> Number:
    """Cost at the start of operation over what was paid [1]: the sum of share x (1 + (1 - tax) x ((1 + i)^(k + 1/2) - 1)).

    ``interest`` [1/year], nominal by default; ``tax`` [1] saved on it; ``spending`` [1] by year before operation, the last
    year first. Source: NREL ORBIT, construction_financing_factor (Apache-2.0).
    """
    return sum(share * (1 + (1 - tax) * ((1 + interest) ** (year + 0.5) - 1)) for year, share in enumerate(spending))


def substructure_fit(kind: str, rating: Number, depth: Number) -> Number:
    """Substructure [USD2022/kW] for a turbine of ``rating`` [kW] in ``depth`` [m] of water; a floating one knows no depth.

    Source: NREL NRWAL, osw_2023/semi.yaml, and osw_2023/monopile.yaml between its ratings (BSD-3).
    """
    megawatts = np.asarray(rating, dtype=float) / 1000
    if kind == "floating":
        return (4_240_000 * megawatts**0.608 - 4_000_000) / (1000 * megawatts)
    slope, base = (np.interp(megawatts, MONOPILE_RATINGS, line) for line in (MONOPILE_BY_DEPTH, MONOPILE_BASE))
    return (slope * depth + base) / 600_000


def mooring_fit(kind: str, rating: Number, depth: Number) -> Number:
    """Mooring lines and anchors [USD2022/kW]; the same lines for each turbine. Source: NREL NRWAL, osw_2025/semi.yaml (BSD-3)."""
    return (6095.315 * np.asarray(depth, dtype=float) + 1_810_405.103) / rating if kind == "floating" else 1.0


def array_fit(kind: str, rating: Number, depth: Number) -> Number:
    """Cables between turbines, relative: by ``depth`` [m] and by how many turbines of ``rating`` [kW] make 600 MW.

    Source: NREL NRWAL, osw_2025/array_system.yaml for the depth, osw_2023/electrical.yaml for the number (BSD-3).
    """
    hanging = 12_913_989.3 if kind == "floating" else np.inf  # below some 200 m a floating farm's cable does not touch ground
    slope, base = (11_704.5, 10_555_154.6) if kind == "floating" else (10_569.7, 9_542_585.3)
    return np.minimum(slope * np.asarray(depth, dtype=float) + base, hanging) * (1 + (600_000 / rating - 100) / 300)


def export_fit(kind: str, distance: Number) -> Number:
    """What ``distance`` [km] to landfall adds to cable and substation [USD2022/kW], over none; held where the fit turns down."""
    first, second, third = EXPORT[kind]
    turn = (-second - np.sqrt(second**2 - 3 * third * first)) / (3 * third)
    x = np.minimum(distance, turn)
    return first * x + second * x**2 + third * x**3


def opex_per_kw(
    foundation: Row, distance: Number, wave_height: Number, place: Row = HOME, capacity: Number = REFERENCE_CAPACITY
) -> Number:
    """Yearly running cost [USD2024/kW/year], from ``distance`` [km] to port and mean significant ``wave_height`` [m].

    Source: NREL NRWAL, osw_2023/opex.yaml (BSD-3): base + slope x distance x wave height; the factors are ours. What a
    small farm of ``capacity`` [MW] cannot share, vessels and staff that stand by, is its ``opex_standing``.
    """
    running = foundation.opex_base + foundation.opex_distance * distance * wave_height
    return foundation.opex_factor * place.running * running * standing(foundation.opex_standing, capacity)


def removal_per_year(foundation: Row, capex: Number, life: Number) -> Number:
    """What is set aside each year [money/year] to remove the farm: a share of ``capex`` [money], spread over ``life`` [year].

    The law asks for security before the end (30 CFR 585.516), so the money is bound; it earns no real interest here.
    """
    return foundation.removal * capex / life
