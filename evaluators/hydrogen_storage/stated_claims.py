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

# USD2024/MWh: the cheapest electricity ever contracted, 10.40 USD/MWh (Al Shuaibah, 2021, via reneweconomy.com.au, read),
# x 1.1386 to USD2024 (toolkit/deflators.csv).
LEAST_POWER = 11.84
# USD2024/kg: 39.4 kWh/kg at LEAST_POWER, 0.47, and the cheapest plant of electrolysers.csv, 0.22: alkaline at its low ends, of
# its largest size and longest life, at full load all year, at 4 %. Steam from other heat needs 33.3 kWh/kg, 0.39, and a dearer
# plant. Reforming gas without capture is no cheaper (NREL H2A: 1.08 USD2016/kg).
LEAST_COST = 0.69
ONE_SD = 0.8413447460685429  # of a normal lies below one standard deviation
CHEAP = 0.1  # of what hydrogen costs elsewhere lies below the price at which a share of the chain is reckoned

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
    stated = no_better_than_its_middle(given.production_energy)
    line = ELECTROLYSERS.lines[kind.name]["energy"]
    taken = weighed(kind.energy, line, np.maximum(stated, kind.least_energy), given.production_error, PRODUCTION_ERROR)
    return np.where(stated < LOWER_HEATING_VALUE, stated, np.maximum(taken, kind.least_energy))[()]


def no_better_than_its_middle(stated: Number) -> np.ndarray:
    """What is ``stated``, in its unit, where less is better; of a range its middle and what is above it: width buys nothing."""
    return np.maximum(np.asarray(stated, dtype=float), np.median(stated))


def bought_as_judged(given: SimpleNamespace) -> SimpleNamespace:
    """The inputs with cost and emissions of bought hydrogen as we take them; unchanged where none is bought or one is lacking.

    No price counts below ``LEAST_COST`` and no range with less than its middle.
    """
    if given.electrolyser_capacity is not None or given.hydrogen_cost is None or given.hydrogen_source_emissions is None:
        return given
    cost = np.maximum(weighed(
        given.hydrogen_cost_elsewhere, HYDROGEN_COST_ELSEWHERE,
        np.maximum(no_better_than_its_middle(given.hydrogen_cost), LEAST_COST), given.hydrogen_cost_error, HYDROGEN_COST_ERROR,
    ), LEAST_COST)  # fmt: skip
    emissions = no_better_than_its_middle(given.hydrogen_source_emissions) + given.hydrogen_emissions_unstated
    return SimpleNamespace(**{**vars(given), "hydrogen_cost": cost, "hydrogen_source_emissions": emissions})


def price_notes(stated: SimpleNamespace) -> list[str]:
    """A sentence where the price ``stated`` of bought hydrogen is below what any hydrogen costs. It shuts no gate, as a part of
    the cost may be borne by another block of the project."""
    if stated.electrolyser_capacity is not None or stated.hydrogen_cost is None or np.median(stated.hydrogen_cost) >= LEAST_COST:
        return []
    return [
        f"Price of hydrogen: hydrogen_cost is {np.median(stated.hydrogen_cost):.3g} USD2024/kg; no hydrogen is made below "
        f"{LEAST_COST:g} ({LOWER_HEATING_VALUE:.1f} to 39.4 kWh at the cheapest power ever contracted, and the plant), and no "
        f"less counts. If this is part of a price, as where another block of the project bears electricity or electrolyser, all "
        f"that is said here of the cost of hydrogen, at the gate and delivered, lacks what that block bears: it is not what "
        f"hydrogen costs its users."
    ]


def price_of_share(given: SimpleNamespace) -> Number:
    """Cost of bought hydrogen at which the store's share of its chain is reckoned [USD2024/kg]: as ``given``, already judged,
    and no less than one in ten of our own view of it, so that an understated price gives the store no larger share."""
    prior = HYDROGEN_COST_ELSEWHERE
    return np.maximum(given.hydrogen_cost, quantile(prior.shape, prior.low, prior.mode, prior.high, CHEAP))


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
