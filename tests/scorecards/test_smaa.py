"""SMAA-2: against a plain loop, what must hold of any acceptability, and weights that are as open as they are said to be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecards.smaa import open_weights, smaa
from scorecards.table import QuestionError


def plain_loop(points, weights):
    """Acceptability and central weights by hand, those of equal score sharing their places."""
    n, criteria, strata = points.shape
    ranks, central, won = np.zeros((n, n)), np.zeros((n, criteria)), np.zeros(n)
    for k, weight in enumerate(weights):
        score = [sum(weight[c] * points[i, c, k % strata] for c in range(criteria)) for i in range(n)]
        for i in range(n):
            above, equal = sum(other > score[i] for other in score), sum(other == score[i] for other in score)
            for place in range(above, above + equal):
                ranks[i, place] += 1 / equal / len(weights)
            if above == 0:
                won[i] += 1 / equal
                central[i] += weight / equal
    with np.errstate(invalid="ignore"):
        return ranks, central / won[:, None]


@st.composite
def cases(draw):
    """Small whole points and weights in eighths: equal scores are equal floats, and there are many."""
    n, criteria, strata = draw(st.integers(1, 6)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    size = n * criteria * strata
    points = np.array(draw(st.lists(st.integers(0, 3), min_size=size, max_size=size)), dtype=float)
    number = strata * draw(st.integers(1, 4))
    weights = np.array(draw(st.lists(st.integers(0, 8), min_size=number * criteria, max_size=number * criteria))) / 8
    return points.reshape(n, criteria, strata), weights.reshape(number, criteria), draw(st.integers(1, n))


@settings(max_examples=150, deadline=None)
@given(cases())
def test_acceptability_is_that_of_a_plain_loop(case):
    points, weights, first = case
    ranks, central = plain_loop(points, weights)
    whole = smaa(points, weights)
    np.testing.assert_allclose(whole.ranks, ranks, atol=1e-9)
    np.testing.assert_allclose(whole.central, central, atol=1e-9)
    np.testing.assert_allclose(whole.ranks.sum(axis=0), 1, atol=1e-9)
    np.testing.assert_allclose(whole.ranks.sum(axis=1), 1, atol=1e-9)
    np.testing.assert_allclose(smaa(points, weights, first).ranks, ranks[:, :first], atol=1e-9)


@settings(max_examples=100, deadline=None)
@given(cases())
def test_confidence_is_the_share_of_draws_won_under_the_central_weights(case):
    points, weights, _ = case
    found = smaa(points, weights)
    for i, centre in enumerate(found.central):
        if np.isnan(centre).any():
            assert np.isnan(found.confidence[i])
            continue
        score = np.round(np.einsum("c,ncs->sn", centre, points), 9)
        best = score == score.max(axis=1, keepdims=True)
        assert found.confidence[i] == pytest.approx(np.mean(best[:, i] / best.sum(axis=1)))


def test_what_is_dominated_is_never_first_and_twins_share():
    found = smaa([[0.9, 0.8], [0.5, 0.6], [0.9, 0.8]])
    assert found.ranks[:, 0].tolist() == [0.5, 0.0, 0.5]
    assert np.isnan(found.central[1]).all()


def test_many_projects_are_cut_into_pieces_with_the_same_result(monkeypatch):
    points = np.random.default_rng(1).random((30, 4, 10))
    weights = open_weights(list("abcd"), 1000)
    whole = smaa(points, weights, 5)
    monkeypatch.setattr("scorecards.smaa.AT_ONCE", 3000)
    pieces = smaa(points, weights, 5)
    for name in ("ranks", "central", "confidence"):
        np.testing.assert_allclose(getattr(pieces, name), getattr(whole, name), atol=1e-12)


def test_open_weights_are_uniform_on_the_simplex():
    weights = open_weights(["a", "b", "c", "d"], 10_000, seed=7)
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    for own in weights.T:  # each alone is Beta(1, 3)
        for level in (0.1, 0.25, 0.5):
            assert np.mean(own < level) == pytest.approx(1 - (1 - level) ** 3, abs=0.012)
    assert np.array_equal(weights, open_weights(["a", "b", "c", "d"], 10_000, seed=7))
    assert not np.array_equal(weights, open_weights(["a", "b", "c", "d"], 10_000, seed=8))


def test_an_order_gives_the_rank_order_centroid():
    # Barron and Barrett 1996, Decision quality using ranked attribute weights, Management Science 42:1515: the middle of
    # all ordered weights of three criteria is 11/18, 5/18 and 2/18.
    weights = open_weights(["a", "b", "c"], 10_000, order=["c", "a", "b"])
    assert np.all((weights[:, 2] >= weights[:, 0]) & (weights[:, 0] >= weights[:, 1]))
    np.testing.assert_allclose(weights.mean(axis=0), [5 / 18, 2 / 18, 11 / 18], atol=0.01)


def test_bounds_are_kept_and_what_they_leave_is_uniform():
    weights = open_weights(["a", "b", "c"], 10_000, between={"a": (0.2, 0.5), "b": (0.1, 1.0)})
    assert len(weights) == 10_000
    assert 0.2 <= weights[:, 0].min() and weights[:, 0].max() <= 0.5 and weights[:, 1].min() >= 0.1
    # Of three weights above 0.2, 0.1 and 0 the first falls off as 0.9 - a.
    share = np.mean(weights[:, 0] < 0.3)
    assert share == pytest.approx((0.7**2 - 0.6**2) / (0.7**2 - 0.4**2), abs=0.015)
    both = open_weights(["a", "b", "c"], 2_000, order=["b", "a"], between={"a": (0.2, 0.4)})
    assert np.all(both[:, 1] >= both[:, 0]) and both[:, 0].min() >= 0.2 and both[:, 0].max() <= 0.4


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"order": ["a", "x"]}, "There is no criterion 'x'. The rubric has: a, b."),
        ({"between": {"x": (0, 1)}}, "There is no criterion 'x'"),
        ({"order": ["a", "a"]}, "names a criterion twice"),
        ({"between": {"a": (0.6, 0.5)}}, "No weights lie within these bounds"),
        ({"between": {"a": (-0.1, 0.5)}}, "No weights lie within these bounds"),
        ({"between": {"a": (0.6, 1.0), "b": (0.6, 1.0)}}, "together they must be able to add up to 1"),
        ({"between": {"a": (0.0, 0.2), "b": (0.0, 0.2)}}, "together they must be able to add up to 1"),
        ({"order": ["a", "b"], "between": {"b": (0.51, 1.0)}}, "Hardly any weights lie within these bounds"),
    ],
)
def test_weights_that_cannot_be(asked, said):
    with pytest.raises(QuestionError, match=said):
        open_weights(["a", "b"], 200, **asked)


def test_weights_and_strata_must_fit():
    with pytest.raises(ValueError, match="multiple of the 3 strata"):
        smaa(np.zeros((2, 2, 3)), np.ones((4, 2)))
