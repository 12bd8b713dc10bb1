"""The worked example of the whole evaluator: NREL's floating reference farm, from its wind to its levelised cost.

Stated there: 600 MW, Weibull 10.30 m/s and 1.89 at 132 m, building and running cost, five losses, fixed charge rate
6.48 %, 4,235.33 MWh/MW and 122.24 USD2022/MWh. Not stated is the 12 MW machine's power curve: IEA's 10 MW and 15 MW
machines lie to either side, and the tolerance covers both. Cost and losses are put in the place of our own.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from evaluators.offshore_wind.cost import FOUNDATIONS, capex_per_kw
from evaluators.offshore_wind.losses import LOSSES
from evaluators.toolkit.row import Row

SOURCE = (
    "Stehly, Duffy & Mulas Hernando 2023, 2022 Cost of Wind Energy Review, NREL/TP-5000-88335, floating reference, as run in "
    "NREL/WAVES library/base_2022 (Apache-2.0)"
)
CHARGE_RATE_AS_LIFE = 30.266  # [year]; repays at 5 % what the fixed charge rate of 6.48 % does
RATE = 0.05  # [1/year]; interest during construction is that of the review, not this


def _reference_farm(turbine: str) -> dict[str, Any]:
    foundation = dict(FOUNDATIONS.medians("floating"))
    # At the reference whatever the machine; removal is not in the review's cost.
    foundation |= {"cost_level": 1.0, "site_effect": 0.0, "distance_effect": 0.0, "removal": 0.0}
    # To the review's cost in the money of 2022, its own interest during construction with it.
    foundation["cost_level"] = 7027.81 / capex_per_kw(Row("floating", foundation), 739.0, 36.0, rate=RATE)
    foundation |= {"opex_base": 62.31, "opex_distance": 0.0, "opex_factor": 1.0}
    foundation |= {"availability_base": 1 - 0.0718, "availability_distance": 0.0}
    foundation |= {"availability_wave": 0.0, "availability_wave_squared": 0.0}
    # Wake and electrical loss are stated as numbers there, so they stand where no site changes them.
    losses = dict.fromkeys(LOSSES.medians("offshore"), 0.0)
    losses |= {"sub_optimal_performance": 0.0633, "grid_curtailment": 0.0371}
    losses |= {"availability_factor": 1.0, "hysteresis": 0.012, "icing": 0.0159}
    return {
        "capacity": 600.0, "turbine": turbine, "hub_height": 132.0, "weather_height": 132.0, "spacing": 8.0,
        "foundation": Row("floating", foundation), "losses": Row("offshore", losses), "grid": "us_average",
        "wind_speed_monthly": np.full(12, 10.30), "weibull_k_monthly": np.full(12, 1.89), "operation_start": 2030.0,
        "water_depth": 739.0, "distance_to_shore": 36.0, "wave_height": 2.0, "degradation": 0.0,
        "cost_of_capital": RATE, "benchmark_error": 1.0, "life": CHARGE_RATE_AS_LIFE,
    }


PUBLISHED = [
    {"source": SOURCE, "inputs": _reference_farm(turbine), "answer": answer, "expected": expected, "tolerance": tolerance}
    for turbine in ("iea_15mw", "iea_10mw")
    for answer, expected, tolerance in (
        ("gross_energy", 5202.81 * 600, 55 * 600), ("capacity_factor", 0.4832, 0.0055), ("total_loss", 0.1860, 0.0001),
        ("levelised_cost", 122.24, 1.3),
    )
]
