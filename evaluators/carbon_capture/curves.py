"""The cost of this plant's net tonne along three axes: calendar year to 2050, capacity of the technology, plant scale.

Each moves one thing: years bring learning and its error of forecast; capacity learning alone; scale this plant's size, whose
steps learning then does not count again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from evaluators.carbon_capture.cost_curve import CostCurve, cost_curve
from evaluators.carbon_capture.learning import MOST_EXPERIENCE, learning_ratio
from evaluators.carbon_capture.learnt_state import capacity_in, path_start, rates_of
from evaluators.carbon_capture.net import parts_per_net_tonne
from evaluators.carbon_capture.once import counted_once, factors_at, factors_in
from evaluators.carbon_capture.plant import RUNNING, Design, Plant, design
from evaluators.carbon_capture.portfolio_learning import LEARNING_CLASSES, YEARS, technology_factors, yearly_costs

Number = np.ndarray | float

SHOWN_YEARS = (2025, 2030, 2035, 2040, 2045, 2050)
# Sizes of a plant over this one's, and the bounds of what the evaluator takes [tonne/year].
SIZES, SMALLEST, LARGEST = (0.1, 1 / 3, 1.0, 3.0, 10.0), 100.0, 2e7
GROUPS = {"capital": "capital", "fixed": "running", "variable": "running", "transport": "transport and storage",
          "storage": "transport and storage"}  # fmt: skip


def by_year(plan: Design, electricity: Number) -> CostCurve:
    """Net cost of the plant decided in each year from 2025 to 2050, its electricity at ``electricity`` [tonne CO2e/MWh]."""
    technology = plan.given.technology
    factors = _yearly_factors(plan, 1.0)
    if np.any(plan.step != 1):
        learnt, left = (dict(zip(LEARNING_CLASSES, one, strict=True)) for one in (factors, _yearly_factors(plan, plan.step)))
        once = (learnt | counted_once(learnt, left, plan)).values()
        factors = np.array(np.broadcast_arrays(*once), dtype=np.float32)
    # What runs with a tonne is a constant and a part that falls with learning: two states give both.
    floor, first = plan.tonne(0.0), plan.tonne(1.0)
    rest, whole = (sum(one.parts.values()) for one in (floor, first))
    emitted, all_emitted = (one.besides + one.energy.electricity * electricity for one in (floor, first))
    upkeep = plan.charge + technology.fixed_om
    components = {kind: cost * upkeep / plan.levelised for kind, cost in plan.overnight.items()}
    costs = yearly_costs(
        factors, components, whole - rest, rest, emitted=emitted, emitted_running=all_emitted - emitted
    )
    return CostCurve("year", "net", YEARS.astype(float), costs.astype(float), {})


def _yearly_factors(plan: Design, step: Number) -> np.ndarray:
    """Factors [1] by learning class, year and draw of a technology that has to grow ``step`` times before it learns."""
    given, technology = plan.given, plan.given.technology
    return technology_factors(
        rates_of(given), given.floor_share, technology.experience_2025, technology.experience_reference * step, technology.growth,
        given.deployment_slip, error_first=given.learning_error_first, error=given.learning_error,
        error_later=given.learning_error_later, path_2025=path_start(given),
    )


def by_capacity(plan: Design, electricity: Number) -> CostCurve:
    """Net cost once so much of the technology is in operation, from what is to 10^9 tonne/year; no error of forecast."""
    given = plan.given
    start = float(np.median(capacity_in(2025.0, given)))
    steps = np.geomspace(start, max(MOST_EXPERIENCE, 10 * start), 6)

    def parts_at(x: float) -> Mapping[str, Number]:
        ratio = learning_ratio(x, given.technology.experience_reference)
        return _grouped(plan.learned(factors_at(ratio, plan)), electricity)

    return cost_curve("cumulative capacity", "net", steps, parts_at)


def by_scale(plan: Design, electricity: Number, decided: Number) -> CostCurve:
    """Net cost of plants from a tenth to ten times this one's size, all ``decided`` in one year."""
    sizes = np.unique(np.clip(np.array(SIZES) * np.median(plan.capacity), SMALLEST, LARGEST))
    use = plan.levelised / plan.capacity

    def parts_at(x: float) -> Mapping[str, Number]:
        plant = design(plan.given, x, use)
        return _grouped(plant.learned(factors_in(decided, plant)), electricity)

    return cost_curve("plant scale", "net", sizes, parts_at)


def year_rows(curve: CostCurve, plan: Design, electricity: Number) -> list[dict[str, Any]]:
    """Rows of the years shown: p10, p50, p90 and the mean of each group of parts [USD2024 per net tonne]."""
    rows = []
    for year in SHOWN_YEARS:
        low, middle, high = curve.at(float(year))
        groups = _grouped(plan.learned(factors_in(float(year), plan)), electricity)
        rows.append({"year": year, "p10": _told(low), "p50": _told(middle), "p90": _told(high)}
                    | {name: _told(_mean(part)) for name, part in groups.items()})  # fmt: skip
    return rows


def curve_rows(curve: CostCurve) -> list[dict[str, Any]]:
    """All points of a curve as rows, infinite costs as None; x under the name of its axis and unit."""
    return [
        {f"{curve.axis} [{curve.unit}]": _told(row.pop("x"))} | {name: _told(value) for name, value in row.items()}
        for row in curve.rows()
    ]


def _grouped(plant: Plant, electricity: Number) -> dict[str, Number]:
    parts: dict[str, Number] = {}
    for name, part in parts_per_net_tonne(plant.parts, plant.net_share(electricity)).items():
        group = GROUPS.get(name.partition("/")[0], "energy" if name in RUNNING else "running")
        parts[group] = parts.get(group, 0.0) + part
    return parts


def _mean(part: Number) -> float:
    part = np.atleast_1d(part)
    finite = np.isfinite(part)
    return float(part[finite].mean()) if finite.any() else np.inf


def _told(value: float) -> float | None:
    return float(f"{value:.5g}") if np.isfinite(value) else None
