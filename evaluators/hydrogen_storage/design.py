"""The wind, sun, electrolyser and store of least cost for the demand of a proposal, by cutting planes, beside what is proposed.

Every assumption at its median, one weather year, the proposal's own wind and sun alone. Cutting planes want a cost per MW and
per kg: it is that of the evaluator's own cost laws at the sizes found, so the search is repeated until sizes and costs agree.
The bound is certified at these unit costs; the cost of hydrogen is that of the whole evaluator at the sizes found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import SimpleNamespace

import numpy as np

from evaluators.hydrogen_storage import electrolyser
from evaluators.hydrogen_storage.cutting_planes import Optimum, cheapest
from evaluators.hydrogen_storage.evaluation import HORIZON, Chain, chain_of
from evaluators.hydrogen_storage.hydrogen_source import plants_of
from evaluators.hydrogen_storage.middle import at_medians
from evaluators.hydrogen_storage.own_case import own_of
from evaluators.hydrogen_storage.supply_cost import present_cost
from evaluators.hydrogen_storage.task import Task
from evaluators.hydrogen_storage.year_flow import fitted, stated_limits
from evaluators.toolkit.finance import annuity_factor
from evaluators.toolkit.fund_wide import grid_factor

MOST_TURNS = 12
CLOSE = 1e-3  # of each size, from turn to turn
LEAST = 1e-3  # MW and tonne: a plant of no size has no cost per MW
MORE = (1.0, 1.002, 1.005, 1.01, 1.02, 1.05, 1.1, 1.2)  # times wind, sun and electrolyser, where their least load asks for it
SIZES = ("wind_capacity", "solar_capacity", "electrolyser_capacity", "working_gas")
LEFT_OUT = {"grid_power": "grid power", "battery_power": "battery", "minimum_load": "stated minimum load"}


@dataclass(frozen=True)
class Design:
    """``sizes`` by input [MW, tonne], the weather ``year`` counted from 1, the delivered ``cost`` of hydrogen [USD2024/kg] and
    demand left ``unmet`` [1] there; of a search the yearly cost of the four sizes per kg asked for, ``four``, its lower
    ``bound`` [USD2024/kg] and ``gap`` [1]."""

    name: str
    sizes: Mapping[str, float]
    year: int
    cost: float
    unmet: float
    four: float | None = None
    bound: float | None = None
    gap: float | None = None


def why_none(given: SimpleNamespace) -> str:
    """Why no design can be offered for the inputs ``given``; "" where it can."""
    if given.electrolyser_capacity is None:
        return "No design is sought: the hydrogen is bought, so the proposal has no wind, sun or electrolyser to size."
    if not any(np.any(np.asarray(one or 0.0) > 0) for one in (_middle(given.wind_capacity), _middle(given.solar_capacity))):
        return "No design is sought: the proposal has no wind or sun of its own, all power comes from the grid."
    return ""


def designs(given: SimpleNamespace) -> tuple[list[Design], list[str]]:
    """What is proposed and what would cost least, in the middle weather year and in that which costs most; and notes.

    ``given`` holds the evaluator's inputs by name, draws or numbers. ValueError in a sentence where nothing can be evaluated.
    """
    plain = at_medians(given)
    left = [said for name, said in LEFT_OUT.items() if getattr(plain, name) is not None]
    for name in ("grid_power", "battery_power", "battery_energy", "minimum_load", "electricity_price_hourly"):
        setattr(plain, name, None)
    proposed = _chain(plain)
    task = _task(proposed)
    years, middle_year = _years(task), int(task.year[0]) + 1
    found = [_design("proposed", plain, proposed)]
    notes = [f"The proposed plants, too, stand without {' and '.join(left)}: the search knows own wind and sun."] if left else []
    if found[0].unmet > 0:
        notes.append("What is proposed leaves demand unmet there; its cost is per kg that it delivers.")
    best, why = _least_cost("least cost", plain)
    if best is None:
        return found, [*notes, why]
    found.append(best)
    costs = {middle_year: best.four or 0.0}
    for year in set(range(1, years + 1)) - {middle_year}:
        costs[year] = _search(_with(plain, best, year, years))[0].cost / float(task.demand_kg[0])
    hardest = max(costs, key=lambda year: np.inf if np.isnan(costs[year]) else costs[year])
    if hardest != middle_year:
        worst, why = _least_cost("least cost, worst year", _with(plain, best, hardest, years))
        found += [] if worst is None else [worst]
        notes += [f"Weather year {hardest} of {years}: {why}"] if why else []
    if years > 1:
        finite = [cost for cost in costs.values() if np.isfinite(cost)]
        notes.append(
            f"Over the {years} weather years the four cost {min(finite):.3g} to {max(finite):.3g} USD2024/kg, each sized for its "
            f"own year, and year {hardest} the most; a design for one year is a lower bound for all of them."
        )
    else:
        notes.append("One weather year is known: sizes are a lower bound, as a worse year asks for more.")
    return found, notes


def _least_cost(name: str, given: SimpleNamespace) -> tuple[Design | None, str]:
    """The design, or None and why none was found."""
    here = given
    for _ in range(MOST_TURNS):
        best, unit = _search(here)
        if not best.feasible:
            return None, best.reason
        task, before = own_of(here).task, here
        sizes = (best.wind_mw, best.solar_mw, best.electrolyser_mw, best.store_kg / 1e3)
        rated = (here.wind_output, here.solar_output, task.number("electrolyser_mw") / here.electrolyser_capacity, 1.0)
        here = SimpleNamespace(**{**vars(here), **{
            size: None if getattr(given, size) is None else max(usable / per, LEAST)
            for size, usable, per in zip(SIZES, sizes, rated, strict=True)
        }})  # fmt: skip
        if all(abs(_of(here, size) - _of(before, size)) <= CLOSE * _of(before, size) for size in SIZES):
            break
    # Least load and rates in step with the store ask for a little more than the search knows.
    for more in MORE:
        tried = SimpleNamespace(**{**vars(here), **{size: more * _of(here, size) or None for size in SIZES[:3]}})
        least = _one(_chain(tried).hydrogen.flow.least_kg) / 1e3
        if np.isfinite(least):
            break
    else:
        return None, "Below its least load the electrolyser stands still too often for the sizes found to meet the demand."
    tried.working_gas = max(least, LEAST)
    chain = _chain(tried)
    asked = float(_task(chain).demand_kg[0])
    four = sum(unit[size] * _of(tried, size) for size in SIZES) / asked
    bound = min(best.bound / asked, four)
    return replace(_design(name, tried, chain), four=four, bound=bound, gap=1 - bound / four), ""


def _search(given: SimpleNamespace) -> tuple[Optimum, dict[str, float]]:
    """The least cost at the unit costs that ``given`` has, and these costs [USD2024/year per MW, per tonne]."""
    chain, own = _chain(given), own_of(given)
    rate, store = chain.rate, chain.store
    years = annuity_factor(rate, store.life)
    unit = dict.fromkeys(SIZES, 1.0)
    for name, plant in plants_of(given, own).items():
        size = f"{name}_capacity"
        unit[size] = _one(present_cost(plant, rate, store.life) / years) / getattr(given, size)
    parts = electrolyser.cost_parts(
        own.kind, given.electrolyser_capacity, own.run, 0.0, rate, store.life, 0.0, given.benchmark_error
    )
    built, spread = chain.built, store.present_parts(chain.built, rate)
    room = _one((spread["store"] + spread["cushion gas"]) / years + store.row.fixed_om * built["store"])
    plants = _one(
        (spread["conversion"] + spread["compressor"]) / years
        + store.row.fixed_om * built["conversion"] + store.practice.compressor_om * built["compressor"]
    )
    # What fills the store is as large as the electrolyser, unless the store takes less in an hour.
    of_store = chain.hydrogen.charge_rate < own.task.electrolyser_mw * 1e3 / own.task.production_kwh
    cell = _one(sum(parts.values()) / years)
    unit["electrolyser_capacity"] = (cell + (0.0 if np.all(of_store) else plants)) / given.electrolyser_capacity
    unit["working_gas"] = (room + (plants if np.all(of_store) else 0.0)) / given.working_gas
    into, out = stated_limits(store)
    task = replace(
        fitted(own.task, store, given.working_gas), least_mw=0.0, grid_mw=0.0, charge_limit=into, discharge_limit=out
    )
    return cheapest(
        task, unit["wind_capacity"] / given.wind_output, unit["solar_capacity"] / given.solar_output,
        unit["electrolyser_capacity"] * given.electrolyser_capacity / task.number("electrolyser_mw"), unit["working_gas"] / 1e3,
    ), unit  # fmt: skip


def _design(name: str, given: SimpleNamespace, chain: Chain) -> Design:
    flow = chain.hydrogen.flow
    return Design(
        name, {size: _of(given, size) for size in SIZES}, int(_task(chain).year[0]) + 1, _one(chain.delivered.cost),
        _one(flow.unmet) / _one(flow.demand),
    )  # fmt: skip


def _with(given: SimpleNamespace, design: Design, year: int, years: int) -> SimpleNamespace:
    """``given`` with the sizes of ``design``, in weather ``year`` of ``years``, counted from 1."""
    sizes = {size: value or None for size, value in design.sizes.items()}
    return SimpleNamespace(**{**vars(given), **sizes, "weather_year": (year - 0.5) / years})


def _chain(given: SimpleNamespace) -> Chain:
    return chain_of(given, grid_factor(given.grid, given.operation_start, HORIZON))


def _task(chain: Chain) -> Task:
    assert chain.hydrogen.task is not None, "the hydrogen is made here"
    return chain.hydrogen.task


def _years(task: Task) -> int:
    return max(len(share) for share in (task.wind, task.solar) if share is not None)


def _of(given: SimpleNamespace, size: str) -> float:
    return float(getattr(given, size) or 0.0)


def _one(value: object) -> float:
    return float(np.ravel(value)[0])  # type: ignore[call-overload]


def _middle(value: object) -> float | None:
    return None if value is None else float(np.median(value))  # type: ignore[call-overload]
