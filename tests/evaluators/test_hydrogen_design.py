"""The plants of least cost for a proposal's demand: they serve it, nothing near or far serves it for less, the bound holds."""

from __future__ import annotations

import numpy as np
import pytest
from hydrogen_cases import inputs, made, winds

from evaluators.hydrogen_storage.design import designs, why_none
from evaluators.hydrogen_storage.evaluation import judged
from evaluators.hydrogen_storage.middle import at_medians

SIZES = ("wind_capacity", "electrolyser_capacity", "working_gas")


def chain(**changes):
    """The chain of the middle case."""
    return judged(at_medians(inputs(made(**changes), draws=4)))[2]


def cost(sizes, **changes) -> tuple[float, float]:
    """Delivered cost [USD2024/kg] and demand unmet [1] of the whole evaluator at ``sizes``."""
    found = chain(**changes, **dict(zip(SIZES, sizes, strict=True)))
    flow = found.hydrogen.flow
    return float(np.ravel(found.delivered.cost)[0]), float(np.ravel(flow.unmet)[0] / np.ravel(flow.demand)[0])


@pytest.fixture(scope="module")
def found():
    return designs(inputs(made(), draws=4))


def test_what_is_proposed_is_what_the_evaluator_says_of_it(found):
    proposed = found[0][0]
    assert (proposed.cost, proposed.unmet) == pytest.approx(cost((190.0, 110.0, 500.0)))
    assert (proposed.four, proposed.bound, proposed.gap) == (None, None, None)


def test_the_design_serves_all_at_the_cost_the_evaluator_has_and_its_bound_holds(found):
    (proposed, best), notes = found
    sizes = [best.sizes[name] for name in SIZES]
    assert cost(sizes) == pytest.approx((best.cost, 0.0), rel=1e-9, abs=1e-9)
    assert best.cost < proposed.cost and best.unmet == pytest.approx(0.0, abs=1e-9)
    assert 0 <= best.gap < 0.02 and best.bound == pytest.approx(best.four * (1 - best.gap))
    assert best.four < best.cost < best.four * 1.05  # water, losses and what is lost come on top
    assert any("lower bound" in note for note in notes)


def test_no_plants_tried_serve_the_demand_for_less(found):
    """Random sizes about the design, the store the least that suffices: never cheaper than by what the gap leaves."""
    best = found[0][1]
    generator, there = np.random.default_rng(4), 0
    for _ in range(30):
        wind, cell = (best.sizes[name] * generator.uniform(0.85, 1.4) for name in SIZES[:2])
        least = float(np.ravel(chain(wind_capacity=wind, electrolyser_capacity=cell).hydrogen.flow.least_kg)[0]) / 1e3
        if np.isfinite(least):
            there += 1
            here, unmet = cost((wind, cell, least))
            assert unmet < 1e-6 and here > best.cost * (1 - best.gap - 0.005)
    assert there > 15


def test_the_worst_weather_year_is_sized_too():
    facts = inputs(made(wind_speed_hourly=winds(3)), draws=4)
    rows, notes = designs(facts)
    assert any("Over the 3 weather years the four cost" in note for note in notes)
    years = {row.year for row in rows}
    assert years <= {1, 2, 3} and rows[0].unmet > 0 and any("leaves demand unmet" in note for note in notes)
    costliest = max(row.four for row in rows[1:])
    assert f"to {costliest:.3g} USD2024/kg" in next(note for note in notes if note.startswith("Over"))


def test_grid_and_battery_are_left_out_and_named():
    _, notes = designs(inputs(made(grid_power=5.0, battery_power=5.0, battery_energy=20.0), draws=4))
    assert notes[0] == "The proposed plants, too, stand without grid power and battery: the search knows own wind and sun."


def test_where_nothing_can_be_sized_it_says_why():
    bought = inputs(made(electrolyser_capacity=None, demand=None, wind_capacity=None, cycles=6.0, hydrogen_cost=4.0,
                         hydrogen_source_emissions=1.0), draws=4)  # fmt: skip
    assert "the hydrogen is bought" in why_none(bought)
    assert "all power comes from the grid" in why_none(inputs(made(wind_capacity=None, grid_power=90.0), draws=4))
    assert why_none(inputs(made(), draws=4)) == ""
