"""The rules as rows: each limits a sum over projects, of grants or of choices, from below, from above, or both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scorecards.portfolio_data import Candidates
from scorecards.portfolio_rules import Rules

INF = float("inf")


@dataclass(frozen=True)
class Limit:
    """``low`` <= sum of ``factors`` times grants [USD2024], or choices [1], of the projects at ``places`` <= ``high``.

    ``name`` is a word for tables, ``told`` completes "the ... ", ``kind`` is "grant" or "choice".
    """

    name: str
    told: str
    kind: str
    places: np.ndarray
    factors: np.ndarray
    low: float = -INF
    high: float = INF


def limits_of(chosen_from: Candidates, rules: Rules) -> list[Limit]:
    """Every row but that of the floor on tonnes, which has worlds of its own (see ``portfolio_model.py``)."""
    pool, everyone = rules.pool, np.arange(len(chosen_from))
    found = [Limit("pool", "pool", "grant", everyone, np.ones(len(everyone)), high=pool)]
    for pillar, ends in rules.pillars.items():
        own = np.flatnonzero(chosen_from.pillar == pillar)
        if ends.cap:
            told = f"cap of {pillar}"
            found.append(Limit(f"cap {pillar}", told, "grant", own, np.ones(len(own)), high=ends.cap.of(pool)))
        if ends.floor:
            told = f"floor of {pillar}"
            found.append(Limit(f"floor {pillar}", told, "grant", own, np.ones(len(own)), low=ends.floor.of(pool)))
    for (one, other), most in rules.balance.items():
        own = np.flatnonzero((chosen_from.country == one) | (chosen_from.country == other))
        signs, wide = np.where(chosen_from.country[own] == one, 1.0, -1.0), most.of(pool)
        found.append(Limit(f"balance {one}-{other}", f"balance of {one} and {other}", "grant", own, signs, -wide, wide))
    for column, (year, most) in enumerate(rules.yearly.items()):
        if most.value < INF:
            own = np.flatnonzero(chosen_from.profile[:, column])
            parts = chosen_from.profile[own, column]
            found.append(Limit(f"year {year}", f"cap of the year {year}", "grant", own, parts, high=most.of(pool)))
    if rules.recipient:
        most_each = rules.recipient.of(pool)
        for name, own in _by_applicant(chosen_from).items():
            # One that cannot reach the cap with all it asks for needs no row.
            if chosen_from.asked[own].sum() > most_each:
                found.append(Limit(f"recipient {name}", f"cap of {name}", "grant", own, np.ones(len(own)), high=most_each))
    return found + _between_projects(chosen_from, rules)


def _between_projects(chosen_from: Candidates, rules: Rules) -> list[Limit]:
    place = {name: at for at, name in enumerate(chosen_from.project_id)}
    found = []
    for group in rules.exclusive:
        own = np.array([place[name] for name in group if name in place], dtype=int)
        if len(own) > 1:
            words = " or ".join(chosen_from.project_id[own])
            found.append(Limit(f"one of {words}", f"rule that one of {words} at most is funded", "choice", own, np.ones(len(own)),
                               high=1.0))  # fmt: skip
    for name, first in rules.requires.items():
        for before in first if name in place else ():
            own = np.array([place[name], *([place[before]] if before in place else [])])
            found.append(Limit(f"{name} after {before}", f"rule that {name} requires {before}", "choice", own,
                               np.array([1.0, -1.0])[: len(own)], high=0.0))  # fmt: skip
    return found


def _by_applicant(chosen_from: Candidates) -> Mapping[str, np.ndarray]:
    """Places of each applicant's projects; the same name in other letters or blanks is the same applicant."""
    same = [" ".join(str(name).casefold().split()) for name in chosen_from.applicant]
    groups: dict[str, list[int]] = {}
    for at, name in enumerate(same):
        if name:
            groups.setdefault(name, []).append(at)
    return {str(chosen_from.applicant[own[0]]): np.array(own) for own in groups.values()}
