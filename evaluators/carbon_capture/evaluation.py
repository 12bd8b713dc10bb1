"""From the inputs of the evaluator to its streams, answers and what is shown beside them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from evaluators.carbon_capture import half_by_2030
from evaluators.carbon_capture.avoided import avoided_share, three_costs
from evaluators.carbon_capture.break_even import break_even_credit, doe_target
from evaluators.carbon_capture.credits import POWER, credit_per_tonne, yearly_credits
from evaluators.carbon_capture.exhibits import exhibits
from evaluators.carbon_capture.halving import not_assessable
from evaluators.carbon_capture.learning import decision_year
from evaluators.carbon_capture.net import net_share
from evaluators.carbon_capture.once import factors_in
from evaluators.carbon_capture.origin import stored_by_origin
from evaluators.carbon_capture.plant import design
from evaluators.carbon_capture.ramp import utilisation_per_year
from evaluators.carbon_capture.refused import more_than_nameplate, refuse
from evaluators.carbon_capture.supply import electricity_emissions
from evaluators.toolkit.finance import annuity_factor
from evaluators.toolkit.fund_wide import COST_OF_CAPITAL
from evaluators.toolkit.present_value import Years, first_years

Number = np.ndarray | float

# The longest life in technologies.csv.
YEARS = 30


def evaluated(given: SimpleNamespace) -> dict[str, Any]:
    """Streams, answers and exhibits of one plant, as the evaluator returns them."""
    refuse(given)
    if given.cost_of_capital is None:
        given.cost_of_capital = COST_OF_CAPITAL.middle
    technology, life = given.technology, given.technology.life
    utilisation = utilisation_per_year(technology.utilisation, technology.first_year, technology.ramp_years, YEARS)
    use = _per_draw(Years(given.cost_of_capital, life).present(utilisation)) / annuity_factor(given.cost_of_capital, life)
    captured = _column(given.capacity) * utilisation
    plan = design(given, given.capacity, use)
    decided = decision_year(given.operation_start, given.lead_time, given.construction_start)
    plant = plan.learned(factors_in(decided, plan))

    factor = _electricity(given, given.operation_start)
    electricity = mean_over_life(factor, captured, life)
    project_t = captured * (_column(plant.tonne.energy.electricity) * factor + _column(plant.tonne.besides))
    over_life = first_years(captured, life, YEARS)
    share = _per_draw(net_share(over_life, first_years(project_t, life, YEARS)))
    stored, paid = (1.0, 1.0) if given.disposal is None else (given.disposal.stored_share, given.disposal.credit_share)
    at_stacks = mean_over_life(_electricity(given, given.operation_start, 1.0), captured, life)
    energy = plant.tonne.energy.electricity * at_stacks + plant.tonne.fuel
    costs = three_costs(plant.gross, share, avoided_share((1 - technology.removal_share) * stored, energy))

    fossil, removed = stored_by_origin(captured, technology.removal_share)
    asked = claimant(given) | {"tonnes": captured * _column(paid)}
    per_tonne = credit_per_tonne(given.credit, **asked)
    credits = yearly_credits(given.credit, per_tonne, captured, given.operation_start, asked["barred_from"], paid)
    pays = [
        break_even_credit(plant.gross, captured, stored, given.cost_of_capital, life, one) for one in (0.0, credits)
    ]
    returned = {
        "capex": plant.capital, "opex": _column(plant.fixed) + captured * _column(plant.running),
        "product": captured, "reference_t": fossil, "removed_t": removed, "project_t": project_t, "credits": credits,
        "life": life, "cost_gross": plant.gross, "cost_net": costs.net, "captured": _per_draw(over_life) / life,
        "net_share": share, "energy_use": plant.tonne.energy.bought,
        "break_even_payment": _per_draw(pays[0]), "break_even_with_credit": _per_draw(pays[1]),
    }
    if np.all(np.asarray(technology.removal_share) < 1):
        returned["cost_avoided"] = costs.avoided
    if np.all(np.asarray(technology.removal_share) >= 0.5):
        returned["doe_target"] = doe_target(costs.net, given.operation_start)
    why = not_assessable(given.present_cost_evidence, given.present_cost) or more_than_nameplate(given)
    half: dict[str, Any] = {"words": why}
    if not why:
        in_2030 = mean_over_life(_electricity(given, 2030.0 + given.lead_time), captured, life)
        half = half_by_2030.ratios(given, mean_over_life(_electricity(given, 2025.0), captured, life), in_2030, use)
        ratio = half["ratio"]
        returned |= {
            "cost_ratio_2030": ratio["learning"], "cost_ratio_2030_scale": ratio["learning and scale"],
            "cost_ratio_2030_all_in": ratio["all in"],
            "halved_by_2030": np.where(np.asarray(ratio["learning"]) <= 0.5, 1.0, 0.0)[()],
        }
    return returned | {
        "exhibits": exhibits(given, plan, decided, costs, plant, electricity, half, per_tonne, asked, returned)
    }


def mean_over_life(factor: np.ndarray, captured: np.ndarray, life: Number) -> Number:
    """Mean of a yearly ``factor``, shape (draws or 1, years), weighed by the tonnes ``captured`` in each year of ``life``."""
    return _per_draw(first_years(captured * factor, life, YEARS) / first_years(captured, life, YEARS))


def _electricity(given: SimpleNamespace, start: Number, upstream: Number | None = None) -> np.ndarray:
    """Emission factor [tonne CO2e/MWh] of its electricity in each year from ``start`` [year]; over its life where no ``upstream``
    [1] is said, at the stacks where it is 1."""
    return electricity_emissions(given, start, YEARS, given.grid_upstream if upstream is None else upstream)


def claimant(given: SimpleNamespace) -> dict[str, Any]:
    """What the law on credits asks of this plant, by the fields of ``credits.Claimant``."""
    technology, begun = given.technology, given.construction_start
    return {
        "from_air": technology.from_air, "operation_start": given.operation_start,
        "from_power": float(technology.name in POWER), "use": 0.0 if given.disposal is None else given.disposal.use,
        "construction_start": given.operation_start - given.lead_time if begun is None else begun,
        "unit_share": None if given.capture_rate_basis is None else given.capture_rate,
        "barred_from": np.inf if given.foreign_entity is None else given.foreign_entity.barred_from,
        "wage_share": None if given.wage_rules is None else given.wage_rules.share,
    }


def _column(values: Number) -> np.ndarray:
    """Per draw, to stand beside years: shape (draws or 1, 1)."""
    return np.atleast_1d(np.asarray(values, dtype=float))[:, None]


def _per_draw(values: Number) -> Number:
    """One number where there is one draw only, so that point values stay point values."""
    values = np.asarray(values)
    return values[0] if values.shape == (1,) else values
