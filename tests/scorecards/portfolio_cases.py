"""Invented projects to choose from, and every portfolio of a few of them, one by one."""

from __future__ import annotations

import itertools

import numpy as np

from scorecards.portfolio_data import Candidates
from scorecards.portfolio_rules import Rules

M = 1e6


def projects(asked, tonnes, least=None, **more) -> Candidates:
    """Projects P-000 on; ``asked`` and ``least`` [MUSD2024], ``tonnes`` (n,) or (n, worlds)."""
    asked = np.asarray(asked, dtype=float) * M
    n = len(asked)
    tonnes = np.asarray(tonnes, dtype=float)
    tonnes = tonnes if tonnes.ndim == 2 else np.repeat(tonnes[:, None], 4, axis=1)
    least = asked if least is None else np.asarray(least, dtype=float) * M
    words = {"pillar": ["wind"] * n, "country": ["US"] * n, "applicant": [f"Applicant {k}" for k in range(n)]}
    text = {name: np.array(more.get(name, words[name]), dtype=object) for name in words}
    score = np.asarray(more.get("score", np.arange(n, 0, -1)), dtype=float)
    return Candidates(
        project_id=np.array([f"P-{k:03}" for k in range(n)], dtype=object), title=np.full(n, "", dtype=object), **text,
        score=score, requested=asked, needed=least, floor=np.zeros(n), least=least, asked=asked,
        gap=more.get("gap", np.repeat(least[:, None], tonnes.shape[1], axis=1)), tonnes=tonnes,
        points=np.repeat(score[:, None], tonnes.shape[1], axis=1), profile=np.asarray(more.get("profile", np.zeros((n, 0)))),
        fixed=np.asarray(more.get("fixed", np.full(n, np.nan)), dtype=float), status=np.full(n, "", dtype=object),
        apart=np.full(n, "", dtype=object), short=np.zeros(n, dtype=bool),
    )  # fmt: skip


def holds(one: Candidates, rules: Rules, funded: np.ndarray, slack: dict[str, float] | None = None) -> bool:
    """Whether some grants between least and asked let these projects keep every rule, written anew from the rules' meaning.

    Grants lie in a box, and each rule is a sum of them: the corner tried first is the least of all; where floors or the balance
    need more, a linear program of SciPy's decides. ``slack`` loosens a rule by its name.
    """
    from scipy.optimize import linprog

    slack = slack or {}
    pool, rows, ends = rules.pool, [], []

    def row(name, mask, low=-np.inf, high=np.inf):
        loose = slack.get(name, 0.0)
        rows.append(np.asarray(mask, dtype=float))
        ends.append((low - loose, high + loose))

    row("pool", np.ones(len(one)), high=pool)
    for pillar, fence in rules.pillars.items():
        if fence.cap:
            row(f"cap {pillar}", one.pillar == pillar, high=fence.cap.of(pool))
        if fence.floor:
            row(f"floor {pillar}", one.pillar == pillar, low=fence.floor.of(pool))
    for (a, b), most in rules.balance.items():
        row(f"balance {a}-{b}", 1.0 * (one.country == a) - (one.country == b), -most.of(pool), most.of(pool))
    for at, (year, most) in enumerate(rules.yearly.items()):
        row(f"year {year}", one.profile[:, at], high=most.of(pool))
    for name in set(one.applicant) if rules.recipient else ():
        row(f"recipient {name}", one.applicant == name, high=rules.recipient.of(pool))
    ids = dict(zip(one.project_id, funded.astype(int), strict=True))
    for group in rules.exclusive:
        if sum(ids[name] for name in group) > 1 + slack.get(f"one of {' or '.join(group)}", 0.0):
            return False
    for name, first in rules.requires.items():
        if any(ids[name] - ids[before] > slack.get(f"{name} after {before}", 0.0) for before in first):
            return False
    if rules.tonnes_floor and measured(one, rules, funded) < rules.tonnes_floor.tonnes - slack.get("tonnes", 0.0) - 1e-6:
        return False
    low, high = np.where(funded, one.least, 0.0) / M, np.where(funded, one.asked, 0.0) / M
    matrix = np.array(rows)
    a = np.vstack([matrix, -matrix])
    b = np.array([high for _, high in ends] + [-low for low, _ in ends]) / M
    keep = np.isfinite(b)
    if np.all(a[keep] @ low <= b[keep] + 1e-6):
        return True
    return bool(linprog(np.zeros(len(one)), a[keep], b[keep] + 1e-6, bounds=list(zip(low, high, strict=True))).success)


def measured(one: Candidates, rules: Rules, funded: np.ndarray) -> float:
    """The tonnes that hold at the confidence of the floor: a quantile of the worlds, or the mean of the worst of them."""
    worlds = np.sort(one.tonnes[funded].sum(axis=0))
    spare = (1 - rules.tonnes_floor.confidence) * len(worlds)
    if rules.tonnes_floor.measure == "chance":
        return worlds[int(np.floor(spare + 1e-9))]
    whole = int(spare)
    return (worlds[:whole].sum() + (spare - whole) * (worlds[whole] if spare > whole else 0.0)) / spare


def brute_force(one: Candidates, rules: Rules) -> float | None:
    """The value of the best of all portfolios; None where none keeps the rules."""
    value, best = one.value(rules), None
    fixed = ~np.isnan(one.fixed)
    for bits in itertools.product((False, True), repeat=len(one)):
        funded = np.array(bits)
        if np.all(funded[fixed]) and (best is None or value[funded].sum() > best) and holds(one, rules, funded):
            best = float(value[funded].sum())
    return best
