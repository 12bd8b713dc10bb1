"""Losses of offshore wind and how sure they are: the tree, spreads, exceedance; published figures and peers."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_losses import MACHINE, drawn
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from evaluators.offshore_wind import availability, uncertainty
from evaluators.offshore_wind.cost import FOUNDATIONS
from evaluators.offshore_wind.degradation import degradation_loss
from evaluators.offshore_wind.drawn_table import axis, read
from evaluators.offshore_wind.electrical import electrical_loss
from evaluators.offshore_wind.exceedance import PROBABILITIES, exceedance, exceeded, exceeded_by_draws, year_factor
from evaluators.offshore_wind.hysteresis import hysteresis_loss
from evaluators.offshore_wind.layout import staggered
from evaluators.offshore_wind.losses import LOSSES, TREE, by_category, kept, loss_tree, site_losses, total_loss
from evaluators.offshore_wind.turbine import Turbine
from evaluators.offshore_wind.wake import farm_matrix, models, table_speeds
from evaluators.toolkit.row import Row

FLOATING = FOUNDATIONS.medians("floating")


# The tree.


def test_losses_compound_and_are_never_added():
    # NREL's floating reference farm: 18.60 % by product; the plain sum, 20.01 %, is the trap.
    shares = {
        "internal_turbine_interaction": 0.0633, "turbine_availability": 0.0718, "electrical_efficiency": 0.0371,
        "sub_optimal_performance": 0.0120, "external_conditions": 0.0159,
    }
    assert sum(shares.values()) == pytest.approx(0.2001)
    assert 1 - kept(loss_tree(shares)) == pytest.approx(0.1860, abs=5e-5)
    assert total_loss(list(shares.values())) == pytest.approx(1 - kept(loss_tree(shares)), rel=1e-12)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=18))
def test_what_is_lost_lies_between_the_largest_loss_and_the_sum(losses):
    labels = [label for branch in TREE.values() for label in branch]
    tree = loss_tree(dict(zip(labels, losses, strict=False)))
    lost = 1 - kept(tree)
    assert max(losses) - 1e-12 <= lost <= min(sum(losses), 1) + 1e-12
    assert 1 - kept(by_category(tree)) == pytest.approx(lost, abs=1e-12), "branches compound as leaves do"


def test_the_tree_keeps_its_order_and_refuses_what_it_has_not():
    assert list(loss_tree({"icing": 0.01, "grid_availability": 0.02})) == ["availability", "environmental"]
    with pytest.raises(ValueError, match="has no soot"):
        loss_tree({"soot": 0.1})
    with pytest.raises(ValueError, match=r"'icing' runs from 3 to 3.*Divide per cent by 100"):
        loss_tree({"icing": 3.0})


@settings(max_examples=30, deadline=None)
@given(depth=st.floats(3, 3000), distance=st.floats(0, 400), wave=st.floats(0, 10), foundation=st.sampled_from(FOUNDATIONS.rows))
def test_every_loss_is_a_share_at_any_site(depth, distance, wave, foundation):
    tree = site_losses(drawn(LOSSES, "offshore", 50), drawn(FOUNDATIONS, foundation, 50), depth, distance, wave)
    for branch in tree.values():
        for share in branch.values():
            assert np.all((np.asarray(share) >= 0) & (np.asarray(share) <= 1))


def test_rough_seas_and_long_cables_cost_energy_until_the_fits_end():
    waves = [float(availability.availability_loss(FLOATING, 100.0, height)) for height in (0, 1, 2, 3, 5, 10)]
    assert waves == sorted(waves) and waves[-1] == availability.MOST_UNAVAILABLE
    cables = [float(electrical_loss(100.0, distance)) for distance in (10, 60, 150, 300, 400)]
    assert cables == sorted(cables) and cables[-1] == cables[-2]


def test_farther_is_a_little_more_available_as_published():
    near, far = (availability.availability_loss(FLOATING, distance, 2.0) for distance in (0.0, 100.0))
    assert near - far == pytest.approx(0.0017, abs=1e-9), "the odd sign of the fit; see its source"


def test_wakes_and_blockage_compound_inside_the_first_branch():
    losses = Row("offshore", dict.fromkeys(LOSSES.medians("offshore"), 0.0) | {"blockage": 0.01})
    tree = site_losses(losses, FLOATING, 100.0, 50.0, 2.0, wakes=0.07, external=0.02, degradation=degradation_loss(0.005, 30))
    assert 1 - kept(tree["turbine_interaction"]) == pytest.approx(1 - 0.93 * 0.99 * 0.98)
    years = np.linspace(0, 30, 30001)
    assert tree["environmental"]["degradation"] == pytest.approx(1 - np.trapezoid(0.995**years, years) / 30, rel=1e-7)


# How sure.


def test_spreads_of_the_wind_are_those_of_dtu():
    # windkit 2.2.0, dtu_default: 5.1344 % wind speed, 4.0670 % energy, 8.7095 % together at a sensitivity of 1.5.
    wind = uncertainty.root_sum(uncertainty.wind_spreads("dtu_default").values())
    energy = uncertainty.energy_spread()
    assert wind == pytest.approx(0.051344, abs=5e-7) and energy == pytest.approx(0.040670, abs=5e-7)
    assert uncertainty.total_spread(wind, energy, 1.5) == pytest.approx(0.087095, abs=5e-7)


def test_a_mast_is_surer_than_a_model_and_that_than_an_atlas_or_a_stand_in():
    spreads = [
        uncertainty.root_sum(uncertainty.wind_spreads(record, apart=("vertical",)).values())
        for record in ("mast", "reanalysis", "statistics", "typical_year")
    ]
    assert spreads == sorted(spreads)
    for record in uncertainty.RECORDS:
        named = {name for names in uncertainty.TREE.values() for name in names}
        assert set(uncertainty.UNCERTAINTY.lines[record]) == named, "every record states every term"


def test_speed_factor_spreads_as_its_terms_do():
    random = np.random.default_rng(2)
    spreads = uncertainty.wind_spreads("reanalysis", apart=("vertical",))
    scores = {branch: random.standard_normal(200_000) for branch in uncertainty.TREE}
    factor = uncertainty.speed_factor(spreads, scores)
    assert factor.mean() == pytest.approx(1, abs=1e-3)
    assert factor.std() == pytest.approx(uncertainty.root_sum(spreads.values()), rel=0.01)
    assert uncertainty.speed_factor(spreads, dict.fromkeys(uncertainty.TREE, 0.0)) == 1


@pytest.mark.parametrize("scale,published", [(7.0, 2.30), (8.5, 1.75), (9.5, 1.46), (11.0, 1.08), (12.0, 0.85)])
def test_sensitivity_to_wind_is_that_of_the_reference(scale, published):
    """34 IEA-15MW 8 D apart with TurbOPark wakes and Weibull shape 2.1: means of 6.2, 7.5, 8.4, 9.7 and 10.6 m/s."""
    speeds = table_speeds(MACHINE)
    free = MACHINE.power_at(speeds)
    matrix = farm_matrix(models()["turbopark"], MACHINE, staggered(34, 8 * MACHINE.diameter)).mean(axis=0)
    efficiency = np.divide(matrix, 34 * free, out=np.ones_like(free), where=free > 0)
    edges = np.arange(0, 60, 0.05)
    share = -np.diff(np.exp(-((edges / scale) ** 2.1)))

    def energy(factor):
        wind = factor * (edges[:-1] + edges[1:]) / 2
        return MACHINE.power_at(wind) * np.interp(wind, speeds, efficiency) @ share

    assert uncertainty.sensitivity(energy) == pytest.approx(published, abs=0.03)


def test_sensitivity_of_a_power_law_is_its_exponent():
    assert uncertainty.sensitivity(lambda factor: 7 * factor**1.7, 1.3) == pytest.approx(1.7)
    assert uncertainty.sensitivity(lambda factor: 0.0) == 0


# Exceedance.


def test_exceedance_of_a_normal_is_that_of_the_textbook():
    # IEC 61400-15-2, EYA DEF example; it rounds z to 1.28 and prints 27.0894 and 25.4751.
    assert exceeded(31.5286, 3.4681, 0.90) == pytest.approx(27.0841, abs=5e-5)
    assert exceeded(31.5286, 4.7293, 0.90) == pytest.approx(25.4678, abs=5e-5)
    assert 31.5286 - 1.28 * 3.4681 == pytest.approx(27.0894, abs=5e-5)
    draws = norm.ppf((np.arange(100_000) + 0.5) / 100_000, 31.5286, 3.4681)
    found = exceeded_by_draws(draws)
    for probability in PROBABILITIES:
        assert found[f"P{100 * probability:.0f}"] == pytest.approx(exceeded(31.5286, 3.4681, probability), abs=1e-3)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), interannual=st.floats(0.01, 0.08), power=st.floats(0.5, 2.5))
def test_surer_is_less_and_longer_is_narrower(seed, interannual, power):
    random = np.random.default_rng(seed)
    other, score = np.exp(random.normal(0, 0.05, 4000)), random.standard_normal(4000)
    one, ten, twenty = exceedance(lambda factor: 2000 * other * factor**power, score, interannual)
    for row in (one, ten, twenty):
        values = [row[f"P{100 * probability:.0f}"] for probability in PROBABILITIES]
        assert values == sorted(values, reverse=True)
    lucks = [np.std(year_factor(score, interannual, years)) for years in (1, 10, 20)]
    assert lucks[0] == pytest.approx(lucks[2] * np.sqrt(20)) and lucks[1] == pytest.approx(lucks[2] * np.sqrt(2))
    alone = exceedance(lambda factor: 2000 * factor**power, score, interannual)
    widths = [row["P50"] - row["P90"] for row in alone]
    assert widths[0] > widths[1] > widths[2] > 0
    assert [row["years"] for row in alone] == [1, 10, 20]


def test_a_short_record_leaves_more_doubt_about_the_years_to_come():
    score = np.random.default_rng(1).standard_normal(5000)
    spreads = [np.std(year_factor(score, 0.05, 20, record)) for record in (1, 10, np.inf)]
    assert spreads[0] > spreads[1] > spreads[2]
    assert spreads[0] == pytest.approx(0.05 * np.sqrt(1 + 1 / 20) * np.std(score))


# Tables.


def test_a_table_reads_what_is_straight_exactly():
    random = np.random.default_rng(6)
    x, y = random.uniform(-2, 3, 500), random.uniform(10, 20, 500)
    across, along = axis(x, 0.5), axis(y, 3.0)
    table = 2 * across.nodes[:, None] - 0.3 * along.nodes
    np.testing.assert_allclose(read(table, (across.place(x), along.place(y))), 2 * x - 0.3 * y, atol=1e-12)
    assert axis(5.0, 0.1).nodes.tolist() == [5.0]


def test_a_turbine_with_another_cut_out_is_judged_by_its_own():
    small = Turbine("small", 100.0, 20.0, 30.0, np.array([3.0, 10, 20]), np.array([1.0, 100, 100]), np.array([0.8, 0.7, 0.1]))
    speed = np.array([15.0, 21, 18, 18, 15, 18])
    assert hysteresis_loss(speed, speed, small, 1.0, 17.0) == pytest.approx(2 / 5)
