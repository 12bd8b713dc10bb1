"""Monte Carlo: every uncertain input has a stratified random stream of its own, keyed by its name.

The stream of an input is made by BLAKE2b over (seed, scope, owner, name), which seeds a Philox generator; that
gives a permutation of the strata plus a jitter inside each. So a new assumption moves no other draw, and two
projects share the draws of what is common to them.

The permutation is sliced (Qian 2012, Sliced Latin hypercube designs, JASA 107:497, doi:10.1080/01621459.2011.644132):
the first 200 draws alone are again one per stratum of 1/200, so they may stand for all where ranges are asked
under other weights.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np
from scipy.special import ndtr, ndtri

SLICE = 200


def generator(seed: int, *names: str) -> np.random.Generator:
    """The random generator of the stream with these names; the same for the same words, always."""
    text = "\x1f".join([str(int(seed)), *names]).encode()
    key = int.from_bytes(hashlib.blake2b(text, digest_size=16).digest(), "little")
    return np.random.Generator(np.random.Philox(key=key))


def _strata(random: np.random.Generator, draws: int) -> np.ndarray:
    if draws % SLICE or draws == SLICE:
        return random.permutation(draws)
    slices = draws // SLICE
    # Level l of a slice holds the fine strata l*slices .. l*slices+slices-1, one for each slice.
    fine = random.permuted(np.tile(np.arange(slices), (SLICE, 1)), axis=1) + np.arange(SLICE)[:, None] * slices
    return random.permuted(fine.T, axis=1).ravel()


@lru_cache(maxsize=4096)
def _shared_uniform(seed: int, draws: int, scope: str, owner: str, name: str) -> np.ndarray:
    return _uniform(seed, draws, scope, owner, name)


def _uniform(seed: int, draws: int, *names: str) -> np.ndarray:
    random = generator(seed, *names)
    values = (_strata(random, draws) + random.random(draws)) / draws
    values.flags.writeable = False
    return values


def _restratified(scores: np.ndarray) -> np.ndarray:
    """Strata 0..draws-1 that rise with ``scores``, sliced again: the first 200 draws stay one per stratum of 1/200."""
    width = len(scores) if len(scores) % SLICE else SLICE
    slices = scores.reshape(-1, width)
    level = _ranks(slices, 1)
    # On each level stands one draw of each slice; among them the higher score gets the higher fine stratum.
    fine = _ranks(np.sort(slices, axis=1), 0)
    return (level * len(slices) + np.take_along_axis(fine, level, axis=1)).ravel()


def _ranks(values: np.ndarray, axis: int) -> np.ndarray:
    return np.argsort(np.argsort(values, axis=axis, kind="stable"), axis=axis, kind="stable")


def _mixed(own: np.ndarray, common: np.ndarray, correlation: float) -> np.ndarray:
    mixed = np.sqrt(correlation) * ndtri(common) + np.sqrt(1 - correlation) * ndtri(own)
    jitter = ndtr(mixed) * len(mixed) % 1.0
    stratified = (_restratified(mixed) + jitter) / len(mixed)
    stratified.flags.writeable = False
    return stratified


@lru_cache(maxsize=1024)
def _shared_mixed(seed: int, draws: int, scope: str, owner: str, name: str, group: str, correlation: float) -> np.ndarray:
    own, common = (_shared_uniform(seed, draws, scope, owner, one) for one in (name, f"group:{group}"))
    return _mixed(own, common, correlation)


class Streams:
    """The uniform draws of one project's inputs.

    Parameters: ``seed`` [1], ``draws`` (number of draws) [1], ``project`` (its id).
    """

    def __init__(self, seed: int, draws: int, project: str):
        self.seed, self.draws, self.project = seed, draws, project

    def uniform(self, scope: str, owner: str, name: str, group: str = "", correlation: float = 0.0) -> np.ndarray:
        """Stratified uniforms in (0, 1), shape (draws,), read-only.

        ``scope`` is "fund", "technology" or "project"; ``owner`` the evaluator that declares the input. With
        ``group`` and ``correlation`` [1], 0 to 1, the normal score is mixed with the group's common factor and
        stratified again (a Gaussian copula: two members of one ``correlation`` have it between their scores).
        """
        if not group or correlation == 0:
            return self._plain(scope, owner, name)
        if scope == "project":
            return _mixed(self._plain(scope, owner, name), self._plain(scope, owner, f"group:{group}"), correlation)
        return _shared_mixed(self.seed, self.draws, scope, "fund" if scope == "fund" else owner, name, group, correlation)

    def _plain(self, scope: str, owner: str, name: str) -> np.ndarray:
        if scope == "project":
            return _uniform(self.seed, self.draws, scope, self.project, owner, name)
        owner = "fund" if scope == "fund" else owner
        return _shared_uniform(self.seed, self.draws, scope, owner, name)
