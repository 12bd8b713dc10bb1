"""One project through its evaluators: from facts to answers, what the delay shifts, what is asked next."""

from __future__ import annotations

import numpy as np
import pytest
from toy_plants import DRAWS, fixed, of, run

from evaluators.toolkit import evaluate as module
from evaluators.toolkit.binding import InputMissing
from evaluators.toolkit.common import COMMON
from evaluators.toolkit.evaluate import Block

# --- the hand-worked plant, now from facts


def test_hand_worked_plant_from_facts_to_answers(monkeypatch):
    """The arithmetic stands in test_common_answers; here the fund's rate is held at 25 %."""
    held = [fixed(0.25, name="discount_rate") if one.name == "discount_rate" else one for one in module.FUND_WIDE]
    monkeypatch.setattr(module, "FUND_WIDE", held)
    found = run(Block("plant", {"size": 1.0}))
    expected = {
        "cost_per_tonne": 784.0 / 129.6,
        "npv_without_grant": -800.0,
        "npv_with_grant": -500.0,
        "funding_gap": 800.0,
        "relevant_cost": 865.0,
        "requested_per_tonne": 365.0 / 180.0,
        "public_cost_per_tonne": 408.2 / 180.0,
    }
    for name, value in expected.items():
        np.testing.assert_allclose(of(found, name), value, rtol=1e-12, err_msg=name)
    np.testing.assert_allclose(of(found, "expected_t_10y"), 180.0 * of(found, "delivery_probability"))


def test_two_blocks_are_as_one_of_both_sizes():
    split = run(Block("plant", {"size": 1.0}), Block("plant", {"size": 3.0}), total_cost=4000.0)
    whole = run(Block("plant", {"size": 4.0}), total_cost=4000.0)
    for name in COMMON:
        np.testing.assert_allclose(of(split, name), of(whole, name), rtol=1e-12, err_msg=name)


def test_every_common_answer_and_every_own_answer_is_there_once():
    found = run(Block("mill", {"size": 1.0}), Block("mill", {"size": 2.0}))
    names = [(one.block, one.name) for one in found.results]
    assert len(names) == len(set(names))
    assert set(names) == {("", name) for name in COMMON} | {(block, name) for block in "12" for name in ("speed", "begins")}
    assert all(one.draws.shape == (DRAWS,) and one.draws.dtype == float for one in found.results)
    assert set(found.exhibits) == {"1", "2"}


def test_the_gap_paid_as_a_grant_makes_it_just_viable():
    gap = of(run(Block("plant", {"size": 1.0})), "funding_gap")
    paid = of(run(Block("plant", {"size": 1.0}), grant_requested=float(gap[0])), "npv_with_grant")
    np.testing.assert_allclose(paid, 0.0, atol=1e-9)


def test_more_grant_raises_the_npv_one_for_one_and_moves_nothing_else_of_the_project():
    less, more = run(grant_requested=10.0), run(grant_requested=35.0)
    np.testing.assert_allclose(of(more, "npv_with_grant") - of(less, "npv_with_grant"), 25.0)
    for name in ("npv_without_grant", "cost_per_tonne", "funding_gap", "capex"):
        np.testing.assert_array_equal(of(less, name), of(more, name))


# --- what the delay does


def test_the_delay_shifts_the_start_of_operation():
    found = run()
    delay = of(found, "delay")
    assert delay.std() > 0
    np.testing.assert_allclose(of(found, "begins", "1"), 2030.0 + delay)


def test_a_start_stated_as_a_range_is_drawn_and_then_shifted():
    found = run(operation_start=(2030.0, 2034.0))
    start = of(found, "begins", "1") - of(found, "delay")
    assert 2030 <= start.min() < 2030.1 and 2033.9 < start.max() <= 2034


@pytest.mark.parametrize("name", ["grant_requested", "total_cost", "other_public_support", "cost_of_capital"])
def test_any_number_of_the_header_may_be_a_range(name):
    low, high = {"cost_of_capital": (0.05, 0.09)}.get(name, (50.0, 150.0))
    ranged = run(**{name: (low, high)})
    ends = [run(**{name: end}) for end in (low, high)]
    assert all(np.isfinite(of(ranged, answer)).all() for answer in ("npv_with_grant", "cost_per_tonne", "funding_gap"))
    middle = of(ranged, "npv_with_grant").mean()
    assert (
        min(of(one, "npv_with_grant").mean() for one in ends) - 60
        < middle
        < max(of(one, "npv_with_grant").mean() for one in ends) + 60
    )


@pytest.mark.parametrize("name", ["other_public_support", "cost_of_capital"])
def test_what_is_optional_may_be_missing(name):
    assert np.isfinite(of(run(**{name: None}), "npv_with_grant")).all()


def test_what_is_needed_is_named():
    with pytest.raises(InputMissing, match="needs grant_requested"):
        run(grant_requested=None)
    with pytest.raises(InputMissing, match=r"mill needs size \(size\)"):
        run(Block("mill", {}))


# --- what is asked next


def test_the_drivers_are_named_as_their_inputs():
    found = run()
    drivers = next(one.drivers for one in found.results if one.name == "capex_independent")
    assert max(drivers, key=lambda name: drivers[name][0]) == "speed"
    assert drivers["speed"][1] > 0.7 and drivers["luck"][1] > 0.2


def test_an_input_of_two_blocks_is_one_driver_where_its_draws_are_shared():
    """One datum, asked once: a technology-wide draw that stands twice would count its share twice."""
    found = run(Block("mill", {"size": 1.0}), Block("mill", {"size": 2.0}))
    drivers = next(one.drivers for one in found.results if one.name == "capex_independent")
    assert sum(share for share, _ in drivers.values()) < 1.1
