"""What every evaluator shares: sourced, ordered, and equal to the published figures where there are any."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluators.toolkit import warming
from evaluators.toolkit.fund_wide import (
    COST_OF_CAPITAL,
    DISCOUNT_RATE,
    ELECTRICITY_PRICE,
    GRIDS,
    HYDROGEN_PRICE,
    REFERENCE_HYDROGEN,
    grid_factor,
)
from evaluators.toolkit.row import Row

SHARED = (DISCOUNT_RATE, COST_OF_CAPITAL, ELECTRICITY_PRICE, HYDROGEN_PRICE, REFERENCE_HYDROGEN)
MARKS = ("confirmed", "second-hand", "judgement", "computed")
TONNE_PER_POUND = 0.45359237e-3
ROWS = {
    "us_average",
    "us_alaska_railbelt",
    "us_alaska_remote_diesel",
    "us_california",
    "us_gulf",
    "us_northeast",
    "us_hawaii",
    "japan_average",
    "japan_hokkaido",
    "japan_tohoku",
    "japan_tokyo",
    "japan_kyushu",
    "renewable_dedicated",
    "contracted_hydro",
    "contracted_nuclear",
}


@pytest.mark.parametrize("declared", SHARED, ids=lambda declared: declared.name)
def test_shared_assumptions_are_ordered_sourced_and_drawn_once_for_the_fund(declared):
    assert 0 < declared.low < declared.mode < declared.high
    assert declared.scope == "fund" and declared.name and declared.year == 2024
    assert any(mark in declared.source for mark in MARKS) and "to be sourced" not in declared.source


def test_the_fund_weighs_years_no_harder_than_its_projects():
    assert DISCOUNT_RATE.middle < COST_OF_CAPITAL.middle


def test_grids_are_complete():
    assert set(GRIDS.rows) == ROWS
    columns = ("factor", "decline", "floor", "base_year", "price_level", "delivery_adder")
    assert all(tuple(lines) == columns for lines in GRIDS.lines.values())


@pytest.mark.parametrize("row", sorted(ROWS))
def test_every_line_of_a_grid_is_ordered_and_sourced(row):
    lines = GRIDS.lines[row]
    for line in lines.values():
        assert line.low <= line.mode <= line.high
        assert any(mark in line.source for mark in MARKS) and "to be sourced" not in line.source
    assert lines["floor"].mode <= lines["factor"].low
    assert 0 <= lines["decline"].low and lines["decline"].high < 0.1
    assert row.startswith(("renewable_", "contracted_")) or "margin" in lines["factor"].note


@pytest.mark.parametrize(
    ("row", "end", "pounds"),
    [
        ("us_california", "low", 438.150),
        ("us_average", "low", 775.239),
        ("us_hawaii", "low", 1498.679),
        ("us_northeast", "low", 241.563),
    ],
)
def test_low_ends_are_the_average_rates_of_egrid2023(row, end, pounds):
    # EPA eGRID2023, table 1, total output emission rate [lb CO2e/MWh].
    assert getattr(GRIDS.lines[row]["factor"], end) == pytest.approx(pounds * TONNE_PER_POUND, abs=6e-4)


@pytest.mark.parametrize(
    ("row", "carbon_dioxide", "methane", "nitrous_oxide"),
    [
        ("us_average", 1393.7, 0.104, 0.015),
        ("us_california", 1033.985, 0.051, 0.007),
        ("us_hawaii", 1753.441, 0.159, 0.025),
    ],
)
def test_high_ends_are_the_non_baseload_rates_of_egrid2023(row, carbon_dioxide, methane, nitrous_oxide):
    # The same table, non-baseload output emission rates [lb/MWh], with the potentials of warming.py.
    pounds = carbon_dioxide + methane * warming.METHANE_FOSSIL + nitrous_oxide * warming.NITROUS_OXIDE
    line = GRIDS.lines[row]["factor"]
    assert line.high == pytest.approx(pounds * TONNE_PER_POUND, abs=6e-4)
    assert line.mode == pytest.approx((line.low + line.high) / 2, abs=1e-3)


def test_japan_meets_its_goal_only_at_the_fastest_decline():
    # ELCS: 0.42 kg/kWh in FY2023, goal 0.25 in FY2030; 0.516 in FY2016.
    lines = GRIDS.lines["japan_average"]
    assert lines["factor"].low * (1 - lines["decline"].high) ** 7 == pytest.approx(0.25, abs=0.002)
    assert 0.516 * (1 - lines["decline"].mode) ** 7 == pytest.approx(0.42, abs=0.005)


def test_the_us_declined_by_35_percent_from_2005_to_2021():
    # CBO 2022, publication 58860.
    assert (1 - GRIDS.lines["us_average"]["decline"].mode) ** 16 == pytest.approx(0.65, abs=0.01)


def test_a_village_on_diesel_emits_more_than_the_railbelt_and_own_wind_next_to_nothing():
    factor = {row: GRIDS.medians(row).factor for row in GRIDS.rows}
    assert factor["us_alaska_remote_diesel"] > factor["us_alaska_railbelt"] > factor["us_california"]
    assert factor["japan_hokkaido"] > factor["japan_tohoku"] > factor["japan_tokyo"]
    assert min(factor, key=factor.get) == "renewable_dedicated" and factor["renewable_dedicated"] < 0.01


# Diesel: 10.21 kg CO2 a gallon (EPA emission factors hub, table 1) over 12 to 15.7 kWh a gallon.
def test_diesel_is_what_diesel_sets_burn():
    line = GRIDS.lines["us_alaska_remote_diesel"]["factor"]
    assert line.high == pytest.approx(10.21 / 12, abs=0.002) and line.low == pytest.approx(10.21 / 15.7, abs=0.002)


def _grid(factor=0.4, decline=0.03, floor=0.05, base_year=2023):
    return Row("test", {"factor": factor, "decline": decline, "floor": floor, "base_year": base_year})


def test_a_trajectory_by_hand():
    found = grid_factor(_grid(), 2022.0, 4)
    assert found.shape == (1, 4)
    assert found[0] == pytest.approx([0.4, 0.4, 0.4 * 0.97, 0.4 * 0.97**2], rel=1e-12)


@given(
    st.floats(0.0, 1.2),
    st.floats(0.0, 0.3),
    st.floats(0.0, 0.2),
    st.lists(st.floats(2000, 2080), min_size=1, max_size=5),
    st.integers(1, 40),
)
def test_a_factor_never_rises_never_undercuts_its_floor_and_later_starts_meet_less(factor, decline, floor, starts, years):
    found = grid_factor(_grid(factor, decline, floor), np.sort(starts), years)
    assert found.shape == (len(starts), years)
    assert np.all(np.diff(found, axis=1) <= 1e-12) and np.all(np.diff(found, axis=0) <= 1e-12)
    assert np.all(found >= floor) and np.all(found <= max(factor, floor) + 1e-12)


def test_many_draws_equal_one_by_one():
    random = np.random.default_rng(1)
    factor, decline, start = (
        random.uniform(0.2, 0.8, 20),
        random.uniform(0, 0.07, 20),
        random.uniform(2020, 2040, 20),
    )
    together = grid_factor(_grid(factor, decline), start, 30)
    alone = [grid_factor(_grid(factor[i], decline[i]), start[i], 30)[0] for i in range(20)]
    assert np.array_equal(together, np.array(alone)) or np.allclose(together, alone, rtol=1e-14)


def test_no_years_is_refused_with_the_mend():
    with pytest.raises(ValueError, match="at least one year, and years is 0; pass the longest life"):
        grid_factor(_grid(), 2030.0, 0)


def test_grey_hydrogen_carries_its_gas():
    # 9 to 12 kg/kg is published for the plant and its supply; IEA 2023 gives 10 to 14 well to gate.
    assert 9 <= REFERENCE_HYDROGEN.low < 10 and 10 < REFERENCE_HYDROGEN.middle < 12 and REFERENCE_HYDROGEN.high == 14


def test_one_set_of_warming_potentials():
    # IPCC AR6 WG I, table 7.15; Sand et al. 2023.
    assert (warming.CO2, warming.METHANE_FOSSIL, warming.METHANE_BIOGENIC, warming.NITROUS_OXIDE) == (
        1.0,
        29.8,
        27.0,
        273.0,
    )
    # The fossil one adds the CO2 that methane becomes, at most 44/16.
    assert 0 < warming.METHANE_FOSSIL - warming.METHANE_BIOGENIC <= 44 / 16 + 0.1
    assert warming.HYDROGEN == 11.6
