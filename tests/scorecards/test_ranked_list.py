"""Funding down the list: against a plain loop, and the rules one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecards.ranked_list import fund_down_the_list


def plain_loop(score, asked, pool, pillar, caps, eligible):
    left, room, closed, funded = pool, dict(caps), set(), [False] * len(score)
    for place in sorted(range(len(score)), key=lambda one: (-score[one], one)):
        name = pillar[place]
        if not eligible[place] or name in closed:
            continue
        if name in room and asked[place] > room[name]:
            closed.add(name)
            continue
        if asked[place] > left:
            break
        left -= asked[place]
        if name in room:
            room[name] -= asked[place]
        funded[place] = True
    return funded


@st.composite
def lists(draw):
    n, strata = draw(st.integers(1, 9)), draw(st.integers(1, 4))
    whole = lambda most: st.lists(st.integers(0, most), min_size=n, max_size=n)  # noqa: E731
    return {
        "score": np.array([draw(whole(6)) for _ in range(strata)], dtype=float).T,
        "asked": np.array(draw(whole(9)), dtype=float),
        "pool": float(draw(st.integers(0, 30))),
        "pillar": draw(st.lists(st.sampled_from(["wind", "hydrogen", None]), min_size=n, max_size=n)),
        "caps": draw(st.dictionaries(st.sampled_from(["wind", "hydrogen"]), st.integers(0, 15).map(float))),
        "eligible": np.array([draw(st.lists(st.booleans(), min_size=n, max_size=n)) for _ in range(strata)]).T,
    }


@settings(max_examples=200, deadline=None)
@given(lists())
def test_every_stratum_is_funded_as_a_plain_loop_does(case):
    funded = fund_down_the_list(**case)
    for k in range(case["score"].shape[1]):
        by_hand = {**case, "score": case["score"][:, k], "eligible": case["eligible"][:, k]}
        assert funded[:, k].tolist() == plain_loop(**by_hand)
        assert fund_down_the_list(**by_hand).tolist() == plain_loop(**by_hand)


def test_the_list_stops_and_nobody_jumps_the_queue():
    assert fund_down_the_list([9.0, 8.0, 7.0], [60.0, 50.0, 10.0], 100.0).tolist() == [True, False, False]


def test_a_full_ring_fence_closes_its_pillar_and_not_the_pool():
    pillar = ["hydrogen", "hydrogen", "wind", "hydrogen"]
    score, asked = np.array([9.0, 8.0, 7.0, 6.0]), [30.0, 30.0, 30.0, 5.0]
    funded = fund_down_the_list(score, asked, 100.0, pillar, {"hydrogen": 40.0})
    assert funded.tolist() == [True, False, True, False]


def test_sums_of_tenths_reach_the_pool():
    assert fund_down_the_list(np.array([3.0, 2.0, 1.0]), [0.1, 0.1, 0.1], 0.3).all()


def test_who_has_no_score_is_passed_over():
    assert fund_down_the_list(np.array([np.nan, 1.0]), [10.0, 10.0], 10.0).tolist() == [False, True]


@pytest.mark.parametrize("wrong", [{"asked": [1.0, np.nan]}, {"asked": [-1.0, 1.0]}, {"pool": -1.0}, {"pool": np.nan}])
def test_money_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError, match="must be numbers, 0 or more"):
        fund_down_the_list(**{"score": np.array([2.0, 1.0]), "asked": [1.0, 1.0], "pool": 5.0} | wrong)


def test_caps_without_pillars_are_refused():
    with pytest.raises(ValueError, match="'pillar' must name that of each project"):
        fund_down_the_list(np.array([1.0]), [1.0], 5.0, caps={"wind": 1.0})
