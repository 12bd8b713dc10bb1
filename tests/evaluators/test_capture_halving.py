"""Half the cost by 2030: the ratio within each draw, its chance from each starting capacity, and what would halve it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.carbon_capture import halving
from evaluators.carbon_capture.halving import (
    EVIDENCE,
    by_starting_capacity,
    chance_of,
    contradicted,
    cost_ratio,
    counted_once,
    not_assessable,
    required_growth,
    required_learning_rate,
    reverse_words,
)
from evaluators.carbon_capture.learning import growth_to_reach, learned_cost
from evaluators.toolkit.distributions import quantile
from evaluators.toolkit.draws import Streams

DRAWS = 10_000
RATES = {
    "design": ("normal", 0.0576, 0.13, 0.2024), "bespoke": ("normal", -0.0207, 0.05, 0.1207),
    "mass_produced": ("normal", 0.1318, 0.2167, 0.3016), "mature": ("triangular", 0, 0.025, 0.05),
    "sorbent": ("triangular", 0.18, 0.275, 0.37), "running": ("triangular", 0, 0.025, 0.05),
}  # fmt: skip
# Sievert 2024 as the reference page gives it: net scale [t/year], capital, fixed and variable cost of the first plant
# [USD2022/t net], process contingency, components by class [M USD], class of the adders.
PLANTS = {
    "LS": (443_262, 315.36, 140.30, 71.76, 0.5, {"design": 237.05, "bespoke": 187.5, "mature": 147.39}, "bespoke"),
    "SS": (
        3_639.5, 706.37, 282.65, 275.75, 0.1,
        {"design": 3.66, "bespoke": 1.01, "mass_produced": 0.435, "mature": 7.82, "sorbent": 0.506}, "design",
    ),
    "CaO": (862.3, 1639.44, 656.56, 122.04, 0.275, {"design": 5.4, "mature": 1.2}, "design"),
}  # fmt: skip
# The reference page, section 5: technology, capacity of the base and of 2030 [t/year], chance of half, median cut.
SPIKE = [
    ("LS", 0.5e6, 2e6, 0.000, 0.14), ("LS", 0.5e6, 20e6, 0.001, 0.30), ("SS", 40e3, 0.5e6, 0.000, 0.25),
    ("SS", 40e3, 10e6, 0.056, 0.44), ("SS", 4e3, 0.5e6, 0.153, 0.45), ("CaO", 1e3, 0.1e6, 0.715, 0.54),
    ("CaO", 20e3, 0.1e6, 0.000, 0.22), ("CaO", 20e3, 2e6, 0.425, 0.49),
]  # fmt: skip


def rates(more: float = 0.0) -> dict[str, np.ndarray]:
    streams = Streams(1, DRAWS, "")
    return {
        name: quantile(shape, *ends, streams.uniform("technology", "test", name, "learning", 0.5)) + more
        for name, (shape, *ends) in RATES.items()
    }


def parts(technology: str, capacity: float, learnt: dict[str, np.ndarray], floor: float = 0.0) -> dict[str, np.ndarray]:
    """Cost of a net tonne [USD2022] of the source's plant where so much is in operation."""
    scale, capital, fixed, variable, contingency, classes, adders = PLANTS[technology]
    ratio, whole = capacity / scale, sum(classes.values())
    indirect = 0.15 + (contingency + 0.35) * 1.15
    share = {f"capital/{name}": part / whole / (1 + indirect) for name, part in classes.items()}
    found = {name: learned_cost(capital * part, ratio, learnt[name[8:]], floor) for name, part in share.items()}
    found["capital/adders"] = learned_cost(capital * indirect / (1 + indirect), ratio, learnt[adders], floor)
    found["fixed"] = learned_cost(fixed, ratio, learnt[adders], floor)
    found["variable"] = learned_cost(variable, ratio, learnt["running"], floor)
    return found


def ratio_of(technology: str, start: float, end: float, learnt=None, floor: float = 0.0) -> np.ndarray:
    learnt = rates() if learnt is None else learnt
    base = parts(technology, start, learnt, floor)
    return cost_ratio(base, parts(technology, end, learnt, floor), sum(base.values()))


def test_the_starting_capacity_decides_as_the_reference_page_found():
    """A spike of its own parameters: the order and the swing from 0 to 0.7 are held, the digits are not.

    Median cuts within 0.06, since shares of the components are read from the page, not from the authors' workbook.
    """
    found = [chance_of(ratio_of(*case[:3])) for case in SPIKE]
    assert [one.median_cut for one in found] == pytest.approx([case[4] for case in SPIKE], abs=0.06)
    ours = sorted(range(len(SPIKE)), key=lambda place: (round(found[place].share, 3), place))
    page = sorted(range(len(SPIKE)), key=lambda place: (SPIKE[place][3], place))
    assert ours == page
    low, high = found[6], found[5]  # CaO to the same 0.1 Mt, from 20 kt and from 1 kt
    assert low.share < 0.01 and 0.6 < high.share < 0.8


def test_the_table_of_starting_capacities_shows_the_swing():
    learnt = rates()
    table = by_starting_capacity(
        lambda start: ratio_of("CaO", start, 0.1e6, learnt), {"delivered": 1e3, "nameplate": 5e3, "announced": 20e3}
    )
    assert [row["start"] for row in table] == ["delivered", "nameplate", "announced"]
    chances = [row["chance"] for row in table]
    assert chances[0] > 0.6 > chances[1] >= chances[2] and chances[2] < 0.01
    assert all(0 < row["error"] < 0.01 and row["median_cut"] > 0 for row in table)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(sorted(PLANTS)), st.floats(1e6, 1e8), st.floats(1.0, 30.0), st.floats(0.0, 0.1), st.floats(0.0, 0.4)
)
def test_more_to_start_from_and_more_floor_lower_the_chance_and_faster_learning_raises_it(technology, end, times, more, floor):
    start = 5e5 / times
    chance = chance_of(ratio_of(technology, start, end)).share
    assert chance_of(ratio_of(technology, start * 1.7, end)).share <= chance
    assert chance_of(ratio_of(technology, start, end, rates(more))).share >= chance
    assert chance_of(ratio_of(technology, start, end, floor=floor)).share <= chance


# The base is the audited present cost


def test_the_audited_cost_scales_what_follows_from_the_price_of_the_plant():
    base = {"capital/design": 300.0, "fixed": 100.0, "electricity": 60.0, "storage": 40.0}
    future = {"capital/design": 150.0, "fixed": 50.0, "electricity": 60.0, "storage": 40.0}
    assert cost_ratio(base, future, 500.0) == pytest.approx(300 / 500)
    # 900 audited: capital and fixed are 800, twice what was modelled, and so in 2030
    assert cost_ratio(base, future, 900.0) == pytest.approx((2 * 200 + 100) / 900)
    assert cost_ratio(base, future, 500.0, np.log(1.8)) == pytest.approx((2 * 200 + 100) / 900)


def test_an_audit_below_energy_and_storage_alone_is_said_and_leaves_the_rest():
    base = {"capital/design": 300.0, "fixed": 100.0, "electricity": 60.0, "storage": 40.0}
    future = {"capital/design": 0.0, "fixed": 0.0, "electricity": 45.0, "storage": 40.0}
    assert contradicted(base, 80.0) == 1.0 and contradicted(base, 120.0) == 0.0
    assert cost_ratio(base, future, 80.0) == pytest.approx(0.85)
    just = cost_ratio(base, future, np.array([99.999999, 100.000001]))
    assert just[0] == pytest.approx(just[1], rel=1e-6)  # no step where the audit crosses what is not charged


def test_no_net_tonne_is_no_halving_and_two_boundaries_are_refused():
    base = {"capital/design": np.array([300.0, np.inf, 300.0]), "electricity": np.array([50.0, np.inf, 50.0])}
    future = {"capital/design": np.array([100.0, 100.0, np.inf]), "electricity": np.array([50.0, 50.0, np.inf])}
    ratio = cost_ratio(base, future, 350.0)
    assert ratio[0] == pytest.approx(150 / 350) and np.isinf(ratio[1:]).all()
    assert chance_of(ratio).share == pytest.approx(1 / 3) and chance_of(ratio).median_cut == -np.inf
    with pytest.raises(ValueError, match="not of one boundary: storage stands in one of them only"):
        cost_ratio({"fixed": 1.0}, {"fixed": 1.0, "storage": 1.0}, 2.0)


@given(st.floats(50, 5000), st.floats(-0.3, 0.3), st.floats(0, 500), st.floats(1, 500))
def test_without_change_the_ratio_is_one_whatever_the_audit_says(audited, error, other, charged):
    base = {"capital/design": charged, "electricity": other}
    assert cost_ratio(base, dict(base), audited, error) == pytest.approx(1.0)


def test_evidence_decides_whether_it_can_be_assessed():
    said = {row: not_assessable(EVIDENCE.medians(row), 800.0) for row in EVIDENCE.rows}
    assert said["audited_accounts"] == said["metered_trial"] == ""
    assert said["company_statement"] == (
        "Not assessable: the evidence of the present cost is 'company statement'. It needs audited accounts, or a trial whose "
        "tonnes are metered."
    )
    assert "'none'" in said["none"] and "'none'" in not_assessable(None, 800.0)
    assert not_assessable(EVIDENCE.medians("audited_accounts"), None) == (
        "Not assessable: the present cost per tonne is not stated."
    )
    assert "not above 0" in not_assessable(EVIDENCE.medians("audited_accounts"), 0.0)
    widths = {row: EVIDENCE.lines[row]["log_error"] for row in ("audited_accounts", "metered_trial")}
    assert widths["audited_accounts"].high < widths["metered_trial"].high and EVIDENCE.scope == "project"


# Never scale and learning for the same step


@given(st.floats(1, 1000), st.floats(1, 1000), st.floats(0.5, 1.0), st.floats(0.0, 0.4), st.floats(0, 0.5))
def test_a_step_of_growth_is_counted_once(ratio, size, exponent, rate, floor):
    factor = counted_once(ratio, size, exponent, rate, floor)
    learnt, scaled = learned_cost(1.0, ratio, rate, floor), size ** (exponent - 1)
    assert learnt * scaled - 1e-12 <= factor <= learnt + 1e-12  # never both in full, never dearer than learning alone
    if size >= ratio:  # one plant is the whole growth, and no more than it: either of the two
        assert factor == pytest.approx(min(learnt, ratio ** (exponent - 1)))


def test_numbered_up_components_learn_and_do_not_scale():
    assert counted_once(16.0, 4.0, 1.0, 0.2) == pytest.approx(0.8**4)
    # six tenths on two doublings, the other two are learnt
    assert counted_once(16.0, 4.0, 0.6, 0.1) == pytest.approx(4**-0.4 * 0.9**2)


# The reverse question


@pytest.mark.parametrize(
    ("rate", "floor", "times"),
    [(0.05, 0, 11_693), (0.08, 0, 318), (0.10, 0, 96), (0.13, 0, 31.5), (0.15, 0, 19.2), (0.20, 0, 8.6), (0.10, 0.2, 634),
     (0.13, 0.2, 132), (0.20, 0.2, 21)],
)  # fmt: skip
def test_growth_that_halves(rate, floor, times):
    """The reference page's A6, by the closed form and by bisection."""
    found = required_growth(lambda growth: learned_cost(1.0, growth, rate, floor))
    assert found == pytest.approx(growth_to_reach(0.5, rate, floor), rel=1e-6) == pytest.approx(times, rel=0.02)


def test_where_nothing_does_it_the_answer_says_so():
    growth = required_growth(lambda times: learned_cost(1.0, times, 0.2, 0.6))
    rate = required_learning_rate(lambda one: learned_cost(1.0, 40.0, one, 0.6))
    assert np.isinf(growth) and np.isinf(rate)
    assert reverse_words(growth, rate) == (
        "No deployment halves it by learning alone: too much of the cost does not learn; with the growth supposed, no learning "
        "rate halves it."
    )
    assert reverse_words(31.5, 0.131, 4) == (
        "To halve by learning alone, experience would have to grow 31.5 times in 4 years (2.4 times each year); with the growth "
        "supposed, a learning rate of 13% would halve it."
    )


@given(st.floats(1.5, 1e4))
def test_the_learning_rate_that_halves_is_the_closed_form(times):
    found = required_learning_rate(lambda rate: learned_cost(1.0, times, rate))
    wanted = 1 - 0.5 ** (1 / np.log2(times))
    assert found == (pytest.approx(wanted, abs=1e-6) if wanted <= 0.9 else np.inf)


def test_what_is_halved_already_needs_no_growth():
    assert required_growth(lambda times: 0.4 / times) == 1.0


def test_the_chance_has_an_error_even_where_no_draw_reaches_it():
    none = chance_of(np.linspace(0.6, 1.0, 1000))
    assert none.share == 0.0 and 0 < none.error < 0.003 and none.median_cut == pytest.approx(0.2, abs=0.001)
    half = chance_of(np.linspace(0.0, 1.0, 10_000))
    assert half.share == pytest.approx(0.5) and half.error == pytest.approx(0.005, rel=0.01)
    weights = np.zeros(1000)
    weights[:10] = 0.1
    assert chance_of(np.linspace(0, 1, 1000), weights=weights).share == pytest.approx(1.0)
    assert chance_of(np.linspace(0, 1, 1000), weights=weights).error > 0.05  # ten draws are all that it rests on


def test_three_versions_have_names_of_their_own():
    assert halving.VERSIONS == ("learning", "learning and scale", "all in")
