"""What is shown beside the answers: where the money goes, three costs, curves, half the cost by 2030, the credit."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from evaluators.carbon_capture.avoided import ThreeCosts
from evaluators.carbon_capture.break_even import DOE_TARGET, DOE_YEAR
from evaluators.carbon_capture.components import component_costs
from evaluators.carbon_capture.cost_checks import oil_brought_up
from evaluators.carbon_capture.cost_curve import CostCurve
from evaluators.carbon_capture.credits import indexing_gain, taken_as_met, why_no_credit
from evaluators.carbon_capture.curves import by_capacity, by_scale, by_year, curve_rows, year_rows
from evaluators.carbon_capture.learning import learning_ratio
from evaluators.carbon_capture.learnt_state import capacity_in, error_in, factors_for
from evaluators.carbon_capture.literature import beside_literature
from evaluators.carbon_capture.money_steps import money_table
from evaluators.carbon_capture.net import LIKELY, chance_nothing_is_left
from evaluators.carbon_capture.plant import Design, Plant
from evaluators.carbon_capture.stated import stated_figures
from evaluators.carbon_capture.supply import supply_notes
from evaluators.carbon_capture.tables import TECHNOLOGIES
from evaluators.toolkit.present_value import Years

Number = np.ndarray | float


def exhibits(
    given: SimpleNamespace, plan: Design, decided: Number, costs: ThreeCosts, plant: Plant,
    electricity: Number, half: Mapping[str, Any], per_tonne: Number, asked: Mapping[str, Any], returned: Mapping[str, Any],
) -> dict[str, Any]:
    """Plain numbers and sentences; medians over draws where a key does not say otherwise, the unit stands in it."""
    years = by_year(plan, electricity)
    shown: dict[str, Any] = {
        "cost of a tonne [USD2024/tonne]": [
            row for row in costs.rows() if row["cost"] != "avoided" or "cost_avoided" in returned
        ],
        "parts of the gross cost [USD2024/tonne]": _parts(plant.parts),
        "cost to build by component [share]": _components(given, plan),
        "net cost by year of decision [USD2024/tonne]": year_rows(years, plan, electricity),
        "net cost by capacity of the technology [USD2024/tonne]": curve_rows(by_capacity(plan, electricity)),
        "net cost by plant scale [USD2024/tonne]": curve_rows(by_scale(plan, electricity, decided)),
        "year of decision": _median(decided),
        "capacity of the technology at the decision [tonne/year]": _median(capacity_in(decided, given)),
        "credit": _credit(given, per_tonne, returned),
        "beside published plants": _literature(given, plan, costs, plant),
        "stated by the applicant": _stated(given),
        "money of the source": money_table(TECHNOLOGIES, given.technology.name) if _is_ours(given) else [],
    }
    if "table" in half:
        shown |= {
            "half by 2030": half["table"], "half by 2030, by starting capacity": half["starts"],
            "half by 2030 rests on": half["rests_on"],
        }
    return shown | {"notes": _notes(given, plan, plant, decided, costs, half, years, asked)}


def _is_ours(given: SimpleNamespace) -> bool:
    """Whether the technology is a row of the table as it stands; a published case brings numbers of its own."""
    return given.technology.name in TECHNOLOGIES.rows


def _parts(parts: Mapping[str, Number]) -> list[dict[str, Any]]:
    rows = [
        {"part": name.replace("_", " "), **{f"p{q}": float(np.percentile(part, q)) for q in (10, 50, 90)}}
        for name, part in parts.items() if np.any(np.asarray(part) != 0)
    ]
    return sorted(rows, key=lambda row: -row["p50"])


def _components(given: SimpleNamespace, plan: Design) -> list[dict[str, Any]]:
    """Share of the direct cost, learning class, exponent of scale and readiness level of each component."""
    technology = given.technology
    costs = component_costs(technology, plan.capacity)
    whole = sum(_median(cost) for group in costs.values() for cost in group.values())
    rows = [
        {
            "component": name.replace("_", " "), "share": _median(cost) / whole, "learning class": kind.replace("_", " "),
            "exponent of scale": _median(technology[f"exponent/{name}"]),
            "readiness level": _median(technology[f"maturity/{name}"]),
        }
        for kind, group in costs.items() for name, cost in group.items()
    ]
    return sorted(rows, key=lambda row: -row["share"])


def _credit(given: SimpleNamespace, per_tonne: Number, returned: Mapping[str, Any]) -> dict[str, float | None]:
    """The credit of a tonne in a year that is paid, where any is in half of the draws, and over life: there what is barred or not
    paid for is worth nothing."""
    years = Years(given.cost_of_capital, given.technology.life)
    worth = years.present(returned["credits"]) / years.present(returned["product"])
    paid = {
        "while it is paid [USD2024/tonne]": _median(per_tonne),
        "gain by indexing [1]": _median(indexing_gain(given.credit, given.operation_start)),
    }
    return {
        **(paid if np.mean(np.any(returned["credits"] > 0, axis=1)) >= 0.5 else {}),
        "spread over life [USD2024/tonne]": _median(worth),
        "payment that breaks even, without it [USD2024/tonne stored]": _finite(_median(returned["break_even_payment"])),
        "payment that breaks even, on top of it [USD2024/tonne stored]": _finite(_median(returned["break_even_with_credit"])),
    }


def _literature(given: SimpleNamespace, plan: Design, costs: ThreeCosts, plant: Plant) -> list[dict[str, Any]]:
    """Our medians beside the nearest published plant on each basis."""
    figures = {
        "gross_at_gate": plant.gross - plant.parts["transport"] - plant.parts["storage"], "net_with_storage": costs.net,
        "capital": plant.capital / plan.capacity,
    }
    found = beside_literature(given.technology.name, float(np.median(plan.capacity)), figures)
    return [{"basis": basis.replace("_", " "), **row, "plant": row["plant"].replace("_", " ")} for basis, row in found.items()]


def _stated(given: SimpleNamespace) -> dict[str, float]:
    return stated_figures(
        given.technology.experience_2025, learning_rate=given.claimed_learning_rate, growth=given.claimed_growth,
        capacity_2030=given.claimed_cumulative_capacity, parts=given.claimed_parts, rate_basis=given.capture_rate_basis,
        boundary=given.claimed_boundary,
        plain={
            "capture_rate_1": given.capture_rate, "income_subtracted_USD2024_per_tonne": given.income_subtracted,
            "owner_cost_share_1": given.owner_cost_share, "contingency_share_1": given.contingency_share,
            "financing_share_1": given.financing_share,
        },
    )


def _counted_twice(given: SimpleNamespace, plan: Design, plant: Plant, decided: Number) -> float:
    """By what share [1] it would be cheaper to build, were a step of growth counted as scale and as learning; median."""
    ratio = learning_ratio(capacity_in(decided, given), given.technology.experience_reference)
    learnt = factors_for(ratio, given, error_in(decided, given))
    return 1 - _median(sum(cost * learnt[kind] for kind, cost in plan.overnight.items()) / plant.capital)


def _notes(
    given: SimpleNamespace, plan: Design, plant: Plant, decided: Number, costs: ThreeCosts,
    half: Mapping[str, Any], years: CostCurve, asked: Mapping[str, Any],
) -> list[str]:
    technology, disposal = given.technology, given.disposal
    notes = [*_half(half)]
    nothing = chance_nothing_is_left(costs.net_share)
    if nothing > 0:
        without = " so no net cost is stated" if nothing >= LIKELY else " in those draws a net tonne has no cost"
        notes.append(f"In {nothing:.1%} of the draws nothing net is left of a captured tonne:{without}.")
    if np.all(np.asarray(technology.from_air) == 1):
        in_time = float(np.mean(np.asarray(given.operation_start) < DOE_YEAR + 1))
        notes.append(
            f"The US target is {DOE_TARGET:.0f} USD a net tonne by {DOE_YEAR}. A plant of this size decided by 2050 reaches it "
            f"in {years.required(DOE_TARGET).chance:.0%} of the draws, at this grid and these prices. This one is in "
            f"operation by the end of {DOE_YEAR} in {in_time:.0%} of them, its delay counted."
        )
    notes += why_no_credit(given.credit, **asked) + taken_as_met(given.credit, **asked)
    if disposal is not None and _median(disposal.stored_share) < 1:
        notes.append(
            f"Of the captured CO2 {_median(disposal.stored_share):.0%} stays stored ({disposal.name.replace('_', ' ')}); the "
            f"rest counts as emitted."
        )
    notes += supply_notes(given)
    oil = None if disposal is None else oil_brought_up(_median(disposal.extra_oil))
    if oil is not None:
        notes.append(f"{oil.reason} Income from oil is not subtracted from cost.")
    if np.all(np.asarray(technology.low_temperature_share) < 1) and np.any(np.asarray(technology.heat) > 0):
        notes.append("Its heat is above the reach of a heat pump or of waste heat: fuel or an electric kiln gives it.")
    twice = _counted_twice(given, plan, plant, decided)
    if twice > 0.02:
        notes.append(
            f"Scale and learning both start from the first plant of the source, {_median(technology.reference_scale):,.0f} "
            f"tonne/year. Each step of growth is credited to one of them; counted for both, this plant would cost {twice:.0%} "
            f"less to build."
        )
    return [
        *notes,
        "Gross, net and avoided cost are three figures: per captured tonne, per tonne left over the life cycle, per tonne less "
        "emitted than without capture. They are never compared with one another.",
        "Capacity of the technology is supposed, not taken from the proposal: nameplate is not experience.",
    ]


def _half(half: Mapping[str, Any]) -> list[str]:
    """The answer of record first, then what the other versions add and what it rests on."""
    if "table" not in half:
        return [f"Half the cost by 2030: {half['words'][0].lower()}{half['words'][1:]}"]
    chance = {row["version"]: row["chance of half"] for row in half["table"]}
    notes = [
        f"Half the cost by 2030: chance {chance['learning']:.1%}, by learning alone, the figure of record. {half['words']}",
        f"With scale it is {chance['learning and scale']:.1%}, all in {chance['all in']:.1%}: size (capacity_2030) and a plant "
        f"that at last runs as designed are chosen by the applicant, and filling a plant up makes no technology cheaper. No path "
        f"of energy prices is supposed. The curves start from the table's first plant, these ratios from the audited cost.",
    ]
    if half["scale_on_capital"] > 2.5:
        notes.append(
            f"The audited present cost is {half['scale_on_capital']:.1f} times ours in all that pays for the plant: ask what it "
            f"holds; a dear start makes a cut look large."
        )
    if half["contradicted"] > 0.05:
        notes.append(
            f"In {half['contradicted']:.0%} of the draws our energy, transport and storage alone cost more than the audited "
            f"present cost: ask for its boundary."
        )
    return notes


def _median(values: Number) -> float:
    return float(np.median(values))


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None
