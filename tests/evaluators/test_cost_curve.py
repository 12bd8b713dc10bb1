"""The cost curve: exact points, interpolation in each draw, the way back from a cost to x, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluators.carbon_capture.cost_curve import AXES, CostCurve, cost_curve, p10_p50_p90

DRAWS = 400
YEARS = np.arange(2025.0, 2051.0)
CAPACITIES = np.geomspace(1e3, 1e9, 13)


def falling(seed: int = 1, axis: str = "year", boundary: str = "net") -> CostCurve:
    """A cost that falls with x in every draw, at its own rate and from its own level."""
    random = np.random.default_rng(seed)
    level, rate = random.lognormal(6, 0.4, DRAWS), random.uniform(0.02, 0.2, DRAWS)
    x = CAPACITIES if axis in ("plant scale", "cumulative capacity") else YEARS
    step = np.log(x / x[0]) if x is CAPACITIES else x - x[0]
    return cost_curve(
        axis, boundary, x, lambda at: {"capital/design": level * np.exp(-rate * step[np.searchsorted(x, at)]), "heat": 20.0}
    )


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60))
def test_the_percentiles_are_those_of_numpy(values):
    draws = np.array(values)
    assert p10_p50_p90(draws) == pytest.approx(np.percentile(draws, [10, 50, 90]), rel=1e-12, abs=1e-6)


def test_an_infinite_cost_is_the_greatest():
    low, middle, high = p10_p50_p90(np.array([1.0, 2, 3, 4, 5, 6, np.inf, np.inf, np.inf, np.inf, np.inf]))
    assert (low, middle, high) == (2.0, 6.0, np.inf)


@pytest.mark.parametrize("axis", [axis for axis in AXES if axis != "abatement"])
def test_a_point_is_given_back_as_it_is(axis):
    curve = falling(axis=axis)
    assert curve.at(curve.x) == pytest.approx(np.percentile(curve.cost, [10, 50, 90], axis=1))
    for place in (0, 5, len(curve.x) - 1):
        assert np.array_equal(curve.draws_at(curve.x[place]), curve.cost[place])


def test_over_a_capacity_cost_goes_with_its_logarithm_and_over_years_straight():
    doublings = cost_curve("cumulative capacity", "gross", [1e3, 1e6], lambda x: {"fixed": -np.log10(x) * 10 + 100})
    assert doublings.at(1e4)[1] == pytest.approx(60.0)
    years = cost_curve("year", "gross", [2030, 2040], lambda x: {"fixed": x})
    assert years.at(2033.0)[1] == pytest.approx(2033.0)


@pytest.mark.parametrize("axis", ["plant scale", "cumulative capacity", "year"])
def test_the_way_back_leads_to_the_cost(axis):
    curve = falling(axis=axis)
    target = float(np.median(curve.cost))
    found = curve.required(target)
    inside = np.isfinite(found.x) & (found.x > curve.x[0])
    assert inside.sum() > 50
    for draw in np.flatnonzero(inside)[:60]:
        assert curve.draws_at(found.x[draw])[draw] == pytest.approx(target, rel=1e-9)
    never = ~np.isfinite(found.x)
    assert np.array_equal(never, curve.cost.min(axis=0) > target)
    assert found.chance == pytest.approx(1 - never.mean())
    assert np.all(curve.cost[0, found.x == curve.x[0]] <= target)


def test_a_cost_that_is_hardly_reached_has_no_median_year():
    found = falling().required(30.0)
    assert 0 < found.chance < 0.5
    assert found.p50 == found.p90 == np.inf
    assert falling().required(1e9).p90 == 2025.0, "where the first point is below, that is the year"


def test_over_abatement_the_way_back_is_what_a_price_buys():
    curve = cost_curve("abatement", "avoided", [0.0, 1e6, 2e6], lambda x: {"all": 50 + x / 1e4})
    assert curve.required(100.0).p50 == pytest.approx(5e5)
    assert curve.required(49.0).p50 == 0.0
    assert curve.required(1e4).chance == 0.0


@given(st.floats(2025, 2050))
def test_the_parts_add_up_everywhere(year):
    curve = falling()
    parts = curve.split(year)
    assert set(parts) == {"capital/design", "heat"}
    assert sum(parts.values()) == pytest.approx(curve.draws_at(year).mean(), rel=1e-9)
    assert parts["heat"] == pytest.approx(20.0)


def test_rows_are_flat_and_whole():
    curve = falling()
    rows = curve.rows()
    assert [row["x"] for row in rows] == YEARS.tolist()
    assert list(rows[0]) == ["x", "p10", "p50", "p90", "mean", "capital/design", "heat"]
    assert all(row["p10"] < row["p50"] < row["p90"] for row in rows)
    assert rows[3]["mean"] == pytest.approx(rows[3]["capital/design"] + rows[3]["heat"])


def test_draws_without_a_net_tonne_stay_infinite_and_out_of_the_mean():
    share = np.array([0.5, 0.25, 0.0, -0.1])
    net = np.where(share > 0, 1 / np.where(share > 0, share, 1.0), np.inf)
    curve = cost_curve("year", "net", [2025, 2030], lambda x: {"fixed": 100 * net, "heat": 50 * net})
    assert np.array_equal(curve.draws_at(2027.0), [300, 600, np.inf, np.inf])
    assert curve.split(2027.0) == {"fixed": pytest.approx(300), "heat": pytest.approx(150)}
    assert curve.at(2030)[2] == np.inf
    none = cost_curve("year", "net", [2025, 2030], lambda x: {"fixed": np.full(3, np.inf)})
    assert np.isnan(none.split(2025)["fixed"]) and none.required(1e9).chance == 0


def test_two_curves_are_compared_within_each_draw():
    curve = falling()
    dearer = CostCurve(curve.axis, curve.boundary, curve.x, curve.cost * 1.25, {})
    for row in dearer.compare(curve):
        assert [row[f"ratio_{p}"] for p in ("p10", "p50", "p90")] == pytest.approx([1.25] * 3), "though each spreads widely"
        assert row["cheaper"] == 0
    assert all(row["cheaper"] == 1 for row in curve.compare(dearer))
    # The ratio within a draw is narrower than that of two which know nothing of each other.
    other = falling(seed=2)
    mixed = curve.compare(other)[0]
    assert mixed["ratio_p90"] / mixed["ratio_p10"] > 2 and 0.3 < mixed["cheaper"] < 0.7


def test_they_meet_where_both_reach():
    one = cost_curve("plant scale", "gross", [1e3, 1e5], lambda x: {"fixed": 100.0})
    two = cost_curve("plant scale", "gross", [1e4, 1e6], lambda x: {"fixed": 50.0})
    assert [row["x"] for row in one.compare(two)] == [1e4, 1e5]
    assert one.compare(two)[0]["ratio_p50"] == pytest.approx(2.0)


def refused(make) -> str:
    with pytest.raises(ValueError) as told:
        make()
    return str(told.value)


def test_what_is_refused_is_said_in_a_sentence():
    curve = falling()
    net, gross = falling(), falling(boundary="gross")
    assert "the boundary of one is 'net', of the other 'gross'" in refused(lambda: net.compare(gross))
    assert "the axis of one is 'year', of the other 'plant scale'" in refused(lambda: net.compare(falling(axis="plant scale")))
    fewer = CostCurve("year", "net", YEARS, curve.cost[:, :7], {})
    assert "400 draws, the other 7" in refused(lambda: curve.compare(fewer))
    assert "goes from 2025 to 2050; 2051 lies outside" in refused(lambda: curve.at(2051))
    assert "outside" in refused(lambda: curve.at(np.nan))
    late = cost_curve("year", "net", [2060, 2070], lambda x: {"fixed": np.ones(DRAWS)})
    assert "no year in common: 2025 to 2050 and 2060 to 2070" in refused(lambda: curve.compare(late))
    assert "no axis 'time'; there are: plant scale" in refused(lambda: CostCurve("time", "net", YEARS, curve.cost, {}))
    assert "no boundary 'both'" in refused(lambda: CostCurve("year", "both", YEARS, curve.cost, {}))
    assert "beyond the one before" in refused(lambda: CostCurve("year", "net", YEARS[::-1], curve.cost, {}))
    assert "(26, draws)" in refused(lambda: CostCurve("year", "net", YEARS, curve.cost[:3], {}))
    assert "neither a number" in refused(lambda: CostCurve("year", "net", YEARS, curve.cost * np.nan, {}))
    assert "begin above 0" in refused(lambda: CostCurve("plant scale", "net", np.arange(26.0), curve.cost, {}))
    assert "10,000 tonne/year; 20,000 lies outside" in refused(
        lambda: cost_curve("plant scale", "net", [10, 10_000], lambda x: {"fixed": 1.0}).at(2e4)
    )
    assert "add up to 1," in refused(lambda: CostCurve("year", "net", YEARS, curve.cost, {"fixed": np.ones(26)}))
