"""What the applicant states of bought hydrogen and of the electrolyser, taken as a claim: with its error, against our own view.

The weighing is that of ``toolkit.estimate.weigh_stated_cost``, with the spreads that are declared instead of those of the
draws, so that no draw looks at the others.
"""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from evaluators.hydrogen_storage.electrolyser import ELECTROLYSERS, LOWER_HEATING_VALUE
from evaluators.toolkit.contract import Assumed, assumed
from evaluators.toolkit.distributions import central, quantile
from evaluators.toolkit.row import Line, Row

Number = np.ndarray | float

LEAST_COST = 0.1  # USD2024/kg; a claim of nothing is weighed as one of this, for it has no logarithm
ONE_SD = 0.8413447460685429  # of a normal lies below one standard deviation

HYDROGEN_COST_ERROR: Assumed = assumed(
    0.706, 1.36, 2.623, "1", "what bought hydrogen comes to cost over what is stated", shape="lognormal", scope="project",
    source="computed: final over stated cost of hydrogen projects at AACE class 4 and level 7 (toolkit/delivery.csv, "
    "estimate_classes.csv); that a price errs as the plant behind it does: engineering judgement",
)
HYDROGEN_COST_ELSEWHERE: Assumed = assumed(
    2.0, 4.5, 10.0, "USD2024/kg", "cost of low-carbon hydrogen at a gate, whoever makes it", shape="lognormal", year=2024,
    source="Frieden & Leker 2024, doi:10.1039/d4se00137k, 832 published figures: electrolysis 5.3 EUR/kg in 2020, 4.4 in 2030 "
    "(confirmed, abstract); IEA Global Hydrogen Review 2024: 2 to 9 USD/kg by 2030 (second-hand, advanceh2.com); high end: "
    "engineering judgement",
)
HYDROGEN_EMISSIONS_UNSTATED: Assumed = assumed(
    0.05, 0.4, 3.0, "kg/kg", "CO2e to the gate that a stated figure leaves out: gas before the plant, power not matched by hour",
    shape="lognormal", scope="project",
    source="unsourced: engineering judgement; hydrogen certified as free of emissions by the year may cause above 20 kg/kg (Beck "
    "et al. 2025, submission on the Guarantee of Origin rules to the Australian DCCEEW, confirmed)",
)
PRODUCTION_ERROR: Assumed = assumed(
    0.97, 1.03, 1.10, "1", "electricity of the electrolyser's plant in service over what its maker warrants", shape="lognormal",
    scope="project", source="unsourced: engineering judgement; a warranty holds at one load, when new, auxiliaries in part apart",
)
UNMET_PRICE: Assumed = assumed(
    4, 8, 16, "USD2024/kg", "hydrogen brought by truck where store and supply leave demand unmet", scope="fund",
    name="unmet_price", year=2024,
    source="hydrogen_cost_elsewhere, 2 to 10, and 0.9 to 2.2 for 100 to 500 km by truck (Innova Research 2025, China, "
    "second-hand via einpresswire.com); that it must stand by: engineering judgement",
)


def weighed(independent: Number, prior: Assumed | Line, stated: Number, error: Number, claim: Assumed) -> Number:
    """A value given both a draw of our own view and what is stated, in their unit; numbers or (draws,), above 0.

    ``independent`` is drawn from ``prior``, ``error`` [1] from ``claim``, true over stated. Both are taken as lognormal and
    combine by the precision that is declared; where they contradict each other, the spread grows by the Birge ratio.
    """
    centre, width = np.log(central(prior.shape, prior.low, prior.mode, prior.high)), log_spread(prior)
    bias, spread = np.log(claim.middle), log_spread(claim)
    middle, together = np.log(stated) + bias, np.hypot(width, spread)
    weight = (width / together) ** 2
    birge = np.maximum(1.0, np.abs(centre - middle) / together)
    deviation = (1 - weight) * (np.log(independent) - centre) + weight * (np.log(error) - bias)
    return np.exp((1 - weight) * centre + weight * middle + birge * deviation)


@lru_cache(maxsize=64)
def log_spread(line: Assumed | Line) -> float:
    """Half the distance of the logarithms at one standard deviation to either side of the median [1]."""
    high, low = (quantile(line.shape, line.low, line.mode, line.high, u) for u in (ONE_SD, 1 - ONE_SD))
    return float(np.log(high / low) / 2)


def production_energy(given: SimpleNamespace, kind: Row) -> Number:
    """Electricity of the electrolyser's plant when new [kWh/kg]: what is stated, weighed against the row of its ``kind``.

    Never below what its kind can have: a figure stated below that shuts a gate (proposal_gates.py). One below what any kind can
    have is given back as it is, to be refused.
    """
    stated = np.asarray(given.production_energy, dtype=float)
    line = ELECTROLYSERS.lines[kind.name]["energy"]
    taken = weighed(kind.energy, line, np.maximum(stated, kind.least_energy), given.production_error, PRODUCTION_ERROR)
    return np.where(stated < LOWER_HEATING_VALUE, stated, np.maximum(taken, kind.least_energy))[()]


def bought_as_judged(given: SimpleNamespace) -> SimpleNamespace:
    """The inputs with cost and emissions of bought hydrogen as we take them; unchanged where none is bought or one is lacking."""
    if given.electrolyser_capacity is not None or given.hydrogen_cost is None or given.hydrogen_source_emissions is None:
        return given
    cost = weighed(
        given.hydrogen_cost_elsewhere, HYDROGEN_COST_ELSEWHERE, np.maximum(given.hydrogen_cost, LEAST_COST),
        given.hydrogen_cost_error, HYDROGEN_COST_ERROR,
    )
    emissions = given.hydrogen_source_emissions + given.hydrogen_emissions_unstated
    return SimpleNamespace(**{**vars(given), "hydrogen_cost": cost, "hydrogen_source_emissions": emissions})


def claims(stated: SimpleNamespace, taken: SimpleNamespace, energy: Number) -> list[dict[str, Any]]:
    """A row for each statement that nothing here can check: as ``stated``, as ``taken``, and what rests on it.

    ``energy`` is what the electrolyser is taken to need when new [kWh/kg].
    """
    rows = []
    if stated.electrolyser_capacity is None:
        rows += [
            ("cost of bought hydrogen [USD2024/kg]", stated.hydrogen_cost, taken.hydrogen_cost,
             "cost of hydrogen at the gate and delivered, hydrogen lost, targets in yen"),
            ("emissions of bought hydrogen [kg CO2e/kg]", stated.hydrogen_source_emissions, taken.hydrogen_source_emissions,
             "emissions at the gate and delivered, limits of 3.4 and 4.0, tonnes avoided"),
        ]  # fmt: skip
    elif stated.production_energy is not None:
        rows.append(("electricity of the electrolyser when new [kWh/kg]", stated.production_energy, energy,
                     "hydrogen made, unmet demand, least store, cost and emissions"))
    return [
        {"statement": name, "stated": _plain(np.median(said)),
         **{f"p{share}": _plain(np.percentile(used, share)) for share in (10, 50, 90)}, "rests on it": rests}
        for name, said, used, rests in rows
    ]  # fmt: skip


def claim_notes(rows: list[dict[str, Any]]) -> list[str]:
    """A sentence for each row of ``claims``."""
    return [
        f"Stated, not checked: {row['statement']}, {row['stated']:g}; taken as {row['p10']:.3g} to {row['p90']:.3g} (p10 to p90)."
        f" On it rest: {row['rests on it']}. A contract or a test by a third party would narrow it."
        for row in rows
    ]


def _plain(value: float) -> float:
    return float(f"{value:.4g}")
