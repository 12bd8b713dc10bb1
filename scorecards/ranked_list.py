"""Funding strictly down the list: the baseline of every portfolio, and what "funded" means to the chance of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

A_CENT = 1e-12  # of the pool: sums of floats in another order may differ by so much


def fund_down_the_list(
    score: np.ndarray,
    asked: np.ndarray | Sequence[float],
    pool: float,
    pillar: Sequence[str | None] | None = None,
    caps: Mapping[str, float] | None = None,
    eligible: np.ndarray | None = None,
) -> np.ndarray:
    """Who is funded when money goes from the best score down: bool, of the shape of ``score``.

    ``score`` (n,) or (n, strata) [points], each stratum a list of its own; ``asked`` (n,) and ``pool`` in one money.
    The list stops at the first that the pool no longer pays for: nobody further down is taken instead. Where the cap
    of a pillar (``caps`` by name; a pillar without one has none) does not pay for the next of that pillar, the pillar
    is closed and the list goes on with the others. Who is not ``eligible`` ((n,) or of the shape of ``score``), or
    has no finite score, is passed over. Among equal scores the order of the rows decides. Floors are not looked at.
    Raises ValueError for money that is negative or no number.
    """
    score = np.asarray(score, dtype=float)
    asked = np.asarray(asked, dtype=float)
    if not (np.all(asked >= 0) and np.all(np.isfinite(asked)) and pool >= 0):
        raise ValueError("what is asked for and the pool must be numbers, 0 or more")
    lists = score.reshape(len(score), -1)
    able = np.isfinite(lists)
    if eligible is not None:
        may = np.asarray(eligible, dtype=bool)
        able &= may.reshape(len(may), -1)
    order = np.argsort(np.where(able, -lists, np.inf), axis=0, kind="stable")
    able = np.take_along_axis(able, order, axis=0)
    money = np.where(able, asked[order], 0.0)
    if caps:
        if pillar is None:
            raise ValueError("caps are given by pillar, so 'pillar' must name that of each project")
        names = np.asarray([name or "" for name in pillar])[order]
        for name, cap in caps.items():
            own = names == name
            # Sums never fall, so past the first that does not fit the pillar stays closed.
            over = own & (np.cumsum(np.where(own, money, 0.0), axis=0) > cap * (1 + A_CENT))
            able &= ~over
            money = np.where(over, 0.0, money)
    # A pillar's cap closes before or after the pool does; the pool's own sum is of those that no cap turned away.
    able &= np.cumsum(money, axis=0) <= pool * (1 + A_CENT)
    funded = np.zeros_like(able)
    np.put_along_axis(funded, order, able, axis=0)
    return funded.reshape(score.shape)
