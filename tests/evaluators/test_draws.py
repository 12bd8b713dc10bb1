"""The uniforms of a project: stratified, keyed by name, shared where they are common, correlated where declared."""

from __future__ import annotations

import hashlib
import math
from itertools import combinations

import numpy as np
import pytest
from numpy.random import Generator, Philox
from scipy.special import ndtri
from scipy.stats import kstest, spearmanr

from evaluators.toolkit.draws import SLICE, Streams

MANY = 10_000
SIZES = (64, 200, 300, 400, 1000, MANY)


def strata(uniform: np.ndarray, number: int) -> np.ndarray:
    return np.floor(uniform * number).astype(int)


def one_each(uniform: np.ndarray, number: int) -> bool:
    return np.array_equal(np.sort(strata(uniform, number)), np.arange(number))


@pytest.mark.parametrize("draws", SIZES)
@pytest.mark.parametrize(("group", "correlation"), [("", 0.0), ("learning", 0.5), ("learning", 1.0)])
@pytest.mark.parametrize("scope", ["fund", "technology", "project"])
def test_every_stratum_holds_one_draw(draws, scope, group, correlation):
    uniform = Streams(3, draws, "p").uniform(scope, "wind", "cost", group, correlation)
    assert uniform.shape == (draws,) and uniform.min() > 0 and uniform.max() < 1
    assert one_each(uniform, draws)
    if draws % SLICE == 0:
        for start in range(0, draws, SLICE):
            assert one_each(uniform[start : start + SLICE], SLICE), "each slice of 200 is stratified by itself"


def test_jitter_inside_a_stratum_is_uniform():
    uniform = Streams(3, MANY, "p").uniform("project", "wind", "cost")
    assert kstest(uniform * MANY % 1.0, "uniform").pvalue > 0.001


def test_known_stream_recomputed_from_its_definition():
    """BLAKE2b over seed, scope, project, owner and name seeds Philox; permuted strata, then jitter. Written anew here."""
    text = "\x1f".join(["11", "project", "P-1", "wind", "cost"])
    digest = hashlib.blake2b(text.encode("utf-8"), digest_size=16).digest()
    random = Generator(Philox(key=int.from_bytes(digest, "little")))
    draws = 300  # no multiple of 200: one permutation of all strata
    order = random.permutation(draws)
    jitter = random.random(draws)
    np.testing.assert_array_equal(Streams(11, draws, "P-1").uniform("project", "wind", "cost"), (order + jitter) / draws)


def test_known_sliced_stream_recomputed_from_its_definition():
    """As Qian 2012: each level of 1/200 has one fine stratum for each slice; each slice is in random order."""
    text = "\x1f".join(["11", "technology", "wind", "cost"])
    random = Generator(Philox(key=int.from_bytes(hashlib.blake2b(text.encode(), digest_size=16).digest(), "little")))
    slices = 5
    table = np.array([[level * slices + fine for fine in range(slices)] for level in range(200)])
    table = random.permuted(table, axis=1)
    order = random.permuted(table.T, axis=1).reshape(-1)
    expected = (order + random.random(1000)) / 1000
    np.testing.assert_array_equal(Streams(11, 1000, "any").uniform("technology", "wind", "cost"), expected)


def test_same_names_give_same_bits_whatever_the_order():
    names = ["a", "b", "c", "d"]
    one, other = Streams(1, 1000, "p"), Streams(1, 1000, "p")
    forward = {name: one.uniform("project", "wind", name) for name in names}
    backward = {name: other.uniform("project", "wind", name) for name in ["new", *reversed(names)]}
    for name in names:
        np.testing.assert_array_equal(forward[name], backward[name])


@pytest.mark.parametrize(("scope", "shared"), [("fund", True), ("technology", True), ("project", False)])
def test_what_two_projects_share(scope, shared):
    first, second = (Streams(1, 1000, project).uniform(scope, "wind", "cost") for project in ("A", "B"))
    assert np.array_equal(first, second) is shared
    if not shared:
        assert abs(spearmanr(first, second).statistic) < 0.15


def test_fund_scope_forgets_the_owner_and_technology_scope_does_not():
    streams = Streams(1, 1000, "p")
    np.testing.assert_array_equal(streams.uniform("fund", "wind", "rate"), streams.uniform("fund", "capture", "rate"))
    assert not np.array_equal(streams.uniform("technology", "wind", "rate"), streams.uniform("technology", "capture", "rate"))


def test_seeds_projects_names_and_owners_all_change_the_stream():
    kinds = [
        Streams(seed, 1000, project).uniform("project", owner, name)
        for seed in (1, 2)
        for project in ("A", "B")
        for owner in ("wind", "solar")
        for name in ("x", "y")
    ]
    correlations = [np.corrcoef(one, other)[0, 1] for one, other in combinations(kinds, 2)]
    assert max(map(abs, correlations)) < 5 / math.sqrt(1000)


def test_different_names_are_independent():
    streams = Streams(5, MANY, "p")
    table = np.array([streams.uniform("project", "wind", f"input {number}") for number in range(12)])
    off_diagonal = np.corrcoef(table)[np.triu_indices(12, 1)]
    # 66 pairs of independent columns: five standard deviations of 1/sqrt(n) is never reached by chance.
    assert np.abs(off_diagonal).max() < 5 / math.sqrt(MANY)
    # Neither is there a dependence that correlation does not see: the square of one against another.
    folded = np.corrcoef((table - 0.5) ** 2)[np.triu_indices(12, 1)]
    assert np.abs(folded).max() < 5 / math.sqrt(MANY)


@pytest.mark.parametrize("declared", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("scope", ["fund", "technology", "project"])
def test_members_of_a_group_have_the_declared_correlation(declared, scope):
    streams = Streams(7, MANY, "p")
    one, other = (streams.uniform(scope, "capture", name, "learning", declared) for name in ("x", "y"))
    # Gaussian copula: the normal scores have the correlation r, the ranks 6/pi asin(r/2).
    assert np.corrcoef(ndtri(one), ndtri(other))[0, 1] == pytest.approx(declared, abs=0.03)
    assert spearmanr(one, other).statistic == pytest.approx(6 / math.pi * math.asin(declared / 2), abs=0.03)


def test_unequal_correlations_multiply():
    streams = Streams(7, MANY, "p")
    one, other = streams.uniform("project", "c", "x", "g", 0.9), streams.uniform("project", "c", "y", "g", 0.4)
    assert np.corrcoef(ndtri(one), ndtri(other))[0, 1] == pytest.approx(math.sqrt(0.9 * 0.4), abs=0.03)


def test_groups_of_other_names_are_independent_and_full_correlation_is_one_stream():
    streams = Streams(7, MANY, "p")
    one, other = streams.uniform("project", "c", "x", "g", 0.9), streams.uniform("project", "c", "y", "h", 0.9)
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.05
    same = streams.uniform("project", "c", "x", "g", 1.0), streams.uniform("project", "c", "y", "g", 1.0)
    np.testing.assert_allclose(*same, atol=1e-9)


def test_a_new_member_moves_no_other_member_of_its_group():
    streams = Streams(7, 1000, "p")
    before = streams.uniform("technology", "c", "x", "g", 0.5)
    streams.uniform("technology", "c", "newcomer", "g", 0.5)
    np.testing.assert_array_equal(before, Streams(7, 1000, "q").uniform("technology", "c", "x", "g", 0.5))


@pytest.mark.parametrize("scope", ["fund", "technology", "project"])
@pytest.mark.parametrize("correlation", [0.0, 0.5])
def test_draws_cannot_be_written_on(scope, correlation):
    uniform = Streams(1, 200, "p").uniform(scope, "w", "x", "g", correlation)
    with pytest.raises(ValueError, match="read-only"):
        uniform[0] = 0.5
