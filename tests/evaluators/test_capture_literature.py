"""Published plants, a claim's distance from them, and the ways of making a cost look small."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.carbon_capture import cost_checks
from evaluators.carbon_capture.learning import learned_cost
from evaluators.carbon_capture.literature import (
    BASES,
    PUBLISHED_PLANTS,
    beside_literature,
    in_words,
    nearest_plant,
    published_plants,
    with_storage,
    z_score,
)
from evaluators.carbon_capture.stated import CAPTURE_RATE_BASES, CLAIM_BOUNDARIES, stated_figures
from evaluators.carbon_capture.tables import TECHNOLOGIES
from evaluators.toolkit.money import exchange_rate, money_factor

ALL = [plant for technology in PUBLISHED_PLANTS.rows for plant in published_plants(technology)]


def test_every_plant_is_of_a_known_technology_and_has_size_spread_and_source():
    assert set(PUBLISHED_PLANTS.rows) <= set(TECHNOLOGIES.rows)
    assert all(plant.capacity > 0 and 0.1 < plant.spread < 1 and plant.usd2024 > 0 for plant in ALL)
    assert all(plant.second_hand for plant in ALL), "none was read in the paper itself"
    lines = [name for rows in PUBLISHED_PLANTS.lines.values() for name in rows]
    assert {name.split("/")[1] for name in lines} == {*BASES, "capacity", "spread"}


def test_published_figures_stand_as_published():
    """Keith 2018 table 3, Sievert 2024 first plants, STRATOS."""
    told = {(plant.technology, plant.name, plant.basis): plant for plant in ALL}
    ends = {"a": (168, 232), "b": (126, 170), "c": (113, 163), "d": (94, 130)}
    for case, (low, high) in ends.items():
        line = PUBLISHED_PLANTS.lines["dac_liquid_solvent"][f"keith_2018_{case}/gross_at_gate"]
        assert (line.low, line.high, line.unit) == (low, high, "USD2016/tonne")
        assert line.mode == pytest.approx((low * high) ** 0.5, abs=0.5)
    for technology, cost in (("dac_liquid_solvent", 527.415), ("dac_solid_sorbent", 1264.764), ("dac_cao_looping", 2418.03)):
        assert told[technology, "sievert_2024", "net_with_storage"].cost == cost
    stratos = told["dac_liquid_solvent", "stratos_plant", "capital"]
    keith = told["dac_liquid_solvent", "keith_2018_a_plant", "capital"]
    assert stratos.cost == 1.3e9 / 5e5 and stratos.usd2024 / keith.usd2024 > 1.5


def test_the_band_of_an_estimate_class_gives_the_spread():
    """AACE 18R-97: 80 % of outcomes between the ends, 2.563 standard deviations apart."""
    fives = {plant.spread for plant in ALL if "class 5" in plant.spread_source}
    fours = {plant.spread for plant in ALL if "class 4" in plant.spread_source}
    np.testing.assert_allclose([*fives, *fours], [np.log(4) / 2.563, np.log(1.5 / 0.7) / 2.563], atol=5e-4)


def test_money_is_exchanged_in_its_own_year_then_escalated():
    plant = next(plant for plant in ALL if plant.money == "EUR2018" and plant.cost == 222)
    by_hand = 222 / exchange_rate("EUR", 2018) * money_factor("USD", 2018, "USD", 2024)[0]
    assert plant.usd2024 == pytest.approx(by_hand)
    assert plant.how.startswith("EUR2018 -> USD2018 at ") and "US GDP deflator" in plant.how


def test_the_nearest_plant_is_of_the_same_technology_and_basis_and_nearest_in_the_logarithm():
    assert nearest_plant("dac_solid_sorbent", 4500, "net_with_storage").name == "sievert_2024"
    assert nearest_plant("dac_solid_sorbent", 13_000, "net_with_storage").name == "climeworks_mammoth"  # sqrt(4 x 36) = 12
    assert nearest_plant("dac_solid_sorbent", 11_000, "net_with_storage").name == "sievert_2024"
    assert nearest_plant("cement", 1e6, "net_with_storage") is None
    for technology in PUBLISHED_PLANTS.rows:
        for basis in BASES:
            plant = nearest_plant(technology, 1e5, basis)
            assert plant is None or (plant.technology, plant.basis) == (technology, basis)


def test_what_is_no_basis_and_no_size_is_refused():
    with pytest.raises(ValueError, match="'net' is no basis of published costs; it may be gross_at_gate, net_with_storage, "):
        nearest_plant("cement", 1e6, "net")
    with pytest.raises(ValueError, match="a plant of 0 tonne/year has no neighbour"):
        nearest_plant("cement", 0.0, "gross_at_gate")


@given(share=st.floats(0.01, 100))
@settings(max_examples=50, deadline=None)
def test_the_score_is_a_distance_in_logarithms(share):
    plant = nearest_plant("dac_cao_looping", 1000, "net_with_storage")
    score = z_score(plant.usd2024 * share, plant)
    assert score == pytest.approx(np.log(share) / plant.spread, abs=1e-9)
    assert z_score(plant.usd2024 / share, plant) == pytest.approx(-score, abs=1e-9)
    assert z_score(0.0, plant) == -np.inf
    # The band of its estimate class: half and twice are 1.2816 standard deviations away, 10 and 90 %.
    np.testing.assert_allclose(z_score(plant.usd2024 * np.array([0.5, 2.0]), plant), [-1.2816, 1.2816], atol=2e-3)


def test_the_words_name_claim_distance_plant_money_and_source():
    plant = nearest_plant("dac_cao_looping", 1000, "net_with_storage")
    told = in_words(28.0, 1000.0, plant)
    assert told.startswith("28 USD2024/tonne is 8.4 standard deviations (of a spread of 0.54 in logarithms) below the nearest ")
    assert "sievert_2024: 2,570 USD2024/tonne per net tonne, transport and storage in (2,418 USD2022, 1,000 tonne" in told
    assert "14 times smaller" in in_words(28.0, 14_000.0, plant)
    assert "10 times as large" in in_words(28.0, 100.0, plant) and told.endswith("second-hand)")


def test_our_own_transport_and_storage_is_told_where_it_is_added():
    plant = with_storage(nearest_plant("ammonia", 4e5, "gross_at_gate"), 25.0)
    assert plant.usd2024 == pytest.approx(19 * money_factor("USD", 2018, "USD", 2024)[0] + 25)
    assert "transport and storage in, of which 25 our own transport and storage (19 USD2018" in in_words(50.0, 4e5, plant)


def test_our_own_figures_stand_beside_the_literature_on_each_basis():
    draws = {"gross_at_gate": np.array([50.0, 60.0, 80.0]), "net_with_storage": np.array([70.0, 80.0, 90.0]), "capital": 400.0}
    shown = beside_literature("cement", 1e6, draws)
    assert set(shown) == {"gross_at_gate", "capital"}, "no net cost of cement is published"
    gate = shown["gross_at_gate"]
    plant = nearest_plant("cement", 1e6, "gross_at_gate")
    assert gate["z-score"] == z_score(60.0, plant) and gate["plant"] == "netl_2022" and "NETL" in gate["source"]
    assert beside_literature("dac_cao_looping", 1e3, {"net_with_storage": np.array([np.inf, np.inf])}) == {}


def test_what_an_applicant_states_is_shown_and_what_it_does_not_state_is_left_out():
    assert stated_figures(1e4) == {}
    shown = stated_figures(
        1e4, learning_rate=0.13, growth=1.0, parts=np.array([[150.0, 50.0]]),
        rate_basis=CAPTURE_RATE_BASES.medians("feed_carbon"),
        boundary=CLAIM_BOUNDARIES.medians("with_transport"), plain={"capture_rate_1": 0.9, "income_USD2024_per_tonne": None},
    )
    assert shown == pytest.approx({
        "capture_rate_1": 0.9, "five_years_of_growth_times": 32, "learning_rate_1": 0.13,
        "cost_ratio_2030_of_its_learning_1": 0.87**5, "sum_of_parts_USD2024_per_tonne": 200, "rate_is_of_the_stack_1": 0,
        "claim_holds_transport_1": 1, "claim_holds_storage_1": 0,
    })
    # A stated capacity decides over growth: 20 times from our 10 kt is 4.3 doublings.
    both = stated_figures(1e4, learning_rate=0.2, growth=1.0, capacity_2030=2e5)
    assert both["cost_ratio_2030_of_its_learning_1"] == pytest.approx(0.8 ** np.log2(20))


# --- ways of making a cost look small


@given(tonnes=st.floats(1e3, 1e7), noise=st.floats(-0.003, 0.003))
@settings(max_examples=50, deadline=None)
def test_only_the_ratio_of_a_short_ton_is_taken_for_one(tonnes, noise):
    assert cost_checks.short_tons(tonnes / 0.90718474 * (1 + noise), tonnes, "it", "tonne/year")
    assert cost_checks.short_tons(tonnes * 0.90718474 * (1 + noise), tonnes, "it", "USD/tonne", cost=True)
    for other in (0.9, 0.95, 1.0, 1.05, 1.09, 1.12, 2.0):
        assert cost_checks.short_tons(tonnes * other, tonnes, "it", "tonne/year") is None
    assert cost_checks.short_tons(0.0, tonnes, "it", "tonne/year") is None


def test_a_whole_budget_leaves_nothing_out_in_either_language():
    none = dict.fromkeys(cost_checks.ITEMS)
    assert cost_checks.items_left_out(["owner_costs", "Contingencies", "financing"], none) is None
    assert cost_checks.items_left_out(["施主費用", "予備費", "建中金利"], none) is None
    for lines, wanted in ((["island_grid"], True), (["owner_costs"], False)):
        told = cost_checks.items_left_out(lines, none).reason
        assert ("owner's cost (usually 20 %)" in told) == wanted
        assert "contingency (usually 15 to 35 %), interest during construction (usually 5 to 9 %)." in told


@given(rate=st.floats(0.01, 0.5), growth=st.floats(1, 1e4))
@settings(max_examples=50, deadline=None)
def test_what_claimed_learning_gives_is_wrights_law_without_a_floor(rate, growth):
    ratio = cost_checks.claimed_ratio(rate, growth)
    assert ratio == pytest.approx(learned_cost(1.0, growth, rate))
    assert cost_checks.halving_unfounded(ratio, rate, growth) is None
    assert cost_checks.halving_unfounded(ratio * 0.9, rate, growth)


def test_the_limits_themselves_are_let_through():
    assert cost_checks.fast_learning(0.25) is None and cost_checks.fast_learning(0.2501)
    assert cost_checks.fast_growth(2.2) is None and cost_checks.fast_growth(2.21)
    assert cost_checks.gross_as_net(100.0, 101.0) is None and cost_checks.gross_as_net(100.0, 100.4)
    assert cost_checks.parts_and_whole([60, 40.4], 100.0) is None and cost_checks.parts_and_whole([60, 41], 100.0)


def test_oil_brought_up_is_told_with_its_carbon():
    assert "about 2.5 barrels of oil, whose burning emits 1.1 tonne" in cost_checks.oil_brought_up(2.5).reason
    assert cost_checks.oil_brought_up(0.0) is None


def test_a_boundary_that_holds_all_is_let_through():
    assert cost_checks.boundary_too_near(100.0, True, True, 5.0, 20.0) is None
    assert "without storage: with our own figures for them it is about 120" in (
        cost_checks.boundary_too_near(100.0, True, False, 5.0, 20.0).reason
    )
