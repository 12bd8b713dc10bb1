"""Robust portfolio modelling: how often a project is in the best portfolio when worlds and weights are drawn.

The core index of Liesio, Mild and Salo (2007, EJOR 181:1488, doi:10.1016/j.ejor.2005.12.041) is the share of non-dominated
portfolios that hold the project. Here it is **sampled**: one optimum for each kept world, with that world's tonnes (or points,
under drawn weights) and that world's least grants; not the exact enumeration.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from evaluators.toolkit.draws import generator
from scorecards.portfolio_data import Candidates, kept_apart
from scorecards.portfolio_model import SMALL, Model
from scorecards.portfolio_rules import Rules

CORE, EXTERIOR = 0.99, 0.01  # of the sampled optima, which are such within the gap alone
GAP = 1e-2  # of many projects; where they are few a wide gap would leave out the small ones by chance


@dataclass(frozen=True)
class Robust:
    """``index`` (n,) [1] the share of sampled optima that hold the project; of ``worlds`` sampled, ``lost`` had none."""

    index: np.ndarray
    worlds: int
    lost: int

    def word(self, place: int) -> str:
        """core, exterior, or borderline: where a council should spend its time."""
        share = self.index[place]
        return "core" if share >= CORE else "exterior" if share <= EXTERIOR else "borderline"


def robust(
    all_: Candidates, rules: Rules, points: np.ndarray, gap: float | None = None, told: Callable[[], None] = lambda: None
) -> Robust:
    """The core index of each of ``all_``; ``points`` (n, worlds) those of each world, its weights in them.

    ``gap`` [1] as in ``Model.solve``, by default 0.01 % of few projects and 1 % of many; ``told`` is called after each world.
    """
    held, lost, start = np.zeros(len(all_)), 0, None
    model: Model | None = None
    worlds = all_.tonnes.shape[1]
    for world in range(worlds):
        here = kept_apart(all_, rules, all_.gap[:, world])
        places = np.flatnonzero((here.apart == "") | ~np.isnan(here.fixed))
        one = here.take(places)
        # The rows hang on the least grants alone; where these stay, so does the model, and its last optimum is a start.
        if model is None or not _same(model.chosen_from, one):
            model, start = Model(one, rules), None
        value = rules.per_tonne * one.tonnes[:, world] + rules.per_point * points[places, world]
        chosen = model.solve(value, (GAP if len(one) > SMALL else None) if gap is None else gap, start)
        told()
        if chosen is None:
            lost += 1
            continue
        start = chosen
        held[places[chosen.funded]] += 1
    return Robust(held / max(worlds - lost, 1), worlds, lost)


def _same(one: Candidates, other: Candidates) -> bool:
    return np.array_equal(one.project_id, other.project_id) and np.array_equal(one.least, other.least)


def drawn_weights(names: list[str], worlds: int, vary: float, seed: int) -> dict[str, np.ndarray]:
    """Factors (worlds,) on each criterion's weight, even between 1 - ``vary`` and 1 + ``vary`` [1]; streams by name."""
    return {
        name: 1 + vary * (2 * generator(seed, "portfolio", "weight", name).random(worlds) - 1) for name in names
    }  # fmt: skip
