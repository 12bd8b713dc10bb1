"""Dominance: against every pair by hand."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecards import dominance
from scorecards.dominance import dominated_by, dominates


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 4).flatmap(lambda m: st.lists(st.lists(st.integers(0, 3), min_size=m, max_size=m), min_size=1, max_size=9)))
def test_every_pair_is_as_by_hand(points):
    def ahead(one, other):
        return all(a >= b for a, b in zip(one, other, strict=True)) and one != other

    for one in points:
        for other in points:
            assert bool(dominates(one, other)) == ahead(one, other)
    assert dominated_by(np.array(points)).tolist() == [sum(ahead(other, one) for other in points) for one in points]


def test_pieces_are_added_up(monkeypatch):
    points = np.random.default_rng(2).integers(0, 9, (200, 3))
    whole = dominated_by(points)
    monkeypatch.setattr(dominance, "PAIRS_AT_ONCE", 700)
    assert np.array_equal(dominated_by(points), whole)


def test_over_draws_it_is_a_share():
    one, other = np.array([[2.0, 2.0, 1.0, 2.0]] * 2), np.array([[1.0, 2.0, 2.0, 1.0], [2.0, 2.0, 0.0, 3.0]])
    assert dominates(one, other).tolist() == [True, False, False, False]
