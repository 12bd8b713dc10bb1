"""What the optimum is held against: the ranked list, as funds are used to it, and the greedy list by value for money.

All three pay the same grants, the least of each project, so that only the choice differs.
"""

from __future__ import annotations

import numpy as np

from scorecards.portfolio_limits import INF, Limit
from scorecards.portfolio_model import FEASIBLE, Chosen, Model
from scorecards.portfolio_tonnes import holds_at
from scorecards.ranked_list import fund_down_the_list


def ranked_list(model: Model) -> Chosen:
    """Strictly down the scores until the next does not fit the pool; caps of pillars kept, other rules not looked at.

    What is awarded already comes first.
    """
    one, rules = model.chosen_from, model.rules
    fixed = ~np.isnan(one.fixed)
    spent = one.least * fixed
    caps = {
        name: max(0.0, ends.cap.of(rules.pool) - spent[one.pillar == name].sum())
        for name, ends in rules.pillars.items() if ends.cap
    }  # fmt: skip
    left = max(0.0, rules.pool - spent.sum())
    if not len(one):
        return _chosen(model, fixed)
    funded = fixed | fund_down_the_list(one.score, one.least, left, list(one.pillar), caps, ~fixed)
    return _chosen(model, funded)


def greedy_list(model: Model) -> Chosen:
    """The most value for money first; who does not fit is passed over. Rounds go on until nobody more fits.

    No rule from above is broken; floors may be.
    """
    one, value = model.chosen_from, model.value()
    n, rows = len(one), len(model.limits)
    by_project = model.program.matrix[:rows, :n].tocsc()
    low, high = (ends[:rows] for ends in (model.program.low, model.program.high))
    funded = ~np.isnan(one.fixed)
    use = by_project @ funded.astype(float)
    free = np.flatnonzero(~funded & (value > 0))
    order = free[np.argsort(-value[free] / np.maximum(one.least[free], FEASIBLE * model.money), kind="stable")]
    begin, at, of = by_project.indptr, by_project.indices, by_project.data
    while True:
        passed = []
        for place in order:
            own = slice(begin[place], begin[place + 1])
            then, step = use[at[own]] + of[own], of[own]
            over = np.where(step > 0, then > high[at[own]] + FEASIBLE, (step < 0) & (then < low[at[own]] - FEASIBLE))
            if over.any():
                passed.append(place)
            else:
                funded[place] = True
                use[at[own]] = then
        if len(passed) == len(order):
            return _chosen(model, funded)
        order = np.array(passed, dtype=int)


def broken(model: Model, chosen: Chosen) -> list[str]:
    """The rules that this choice breaks, in words."""
    use = model.use(chosen.grant, chosen.funded)
    missed = [
        limit.told
        for limit, used in zip(model.limits, use, strict=True)
        if not limit.low - _near(model, limit) <= used <= limit.high + _near(model, limit)
    ]
    told = model.rules.tonnes_floor
    if told and holds_at(model.chosen_from.tonnes[chosen.funded].sum(axis=0), told) < told.tonnes * (1 - FEASIBLE):
        missed.append("floor on tonnes")
    return missed


def tight(model: Model, chosen: Chosen) -> list[bool]:
    """For each limit, whether the choice leaves no room at one of its ends."""
    use = model.use(chosen.grant, chosen.funded)
    return [
        (limit.high < INF and used >= limit.high - _near(model, limit))
        or (limit.low > -INF and used <= limit.low + _near(model, limit))
        for limit, used in zip(model.limits, use, strict=True)
    ]


def in_the_way(model: Model, chosen: Chosen) -> dict[int, list[str]]:
    """For each project left out, the limits that would break if it were added with its least grant, and by how much."""
    n, rows = len(model.chosen_from), len(model.limits)
    by_project = model.program.matrix[:rows, :n].tocsc()
    unit = np.array([model.unit(limit) for limit in model.limits])
    low, high = (ends[:rows] for ends in (model.program.low, model.program.high))
    use = model.use(chosen.grant, chosen.funded) / unit
    found = {}
    for place in np.flatnonzero(~chosen.funded):
        own = slice(by_project.indptr[place], by_project.indptr[place + 1])
        at, step = by_project.indices[own], by_project.data[own]
        missed = np.where(step > 0, use[at] + step - high[at], low[at] - use[at] - step)
        found[int(place)] = [
            f"the {model.limits[row].told}"
            + (f" by {by * unit[row] / 1e6:,.1f} MUSD2024" if model.limits[row].kind == "grant" else "")
            for row, by in sorted(zip(at, missed, strict=True)) if by > 10 * FEASIBLE
        ]  # fmt: skip
    return found


def _chosen(model: Model, funded: np.ndarray) -> Chosen:
    value = float(model.value()[funded].sum())
    return Chosen(funded, np.where(funded, model.chosen_from.least, 0.0), value, 0.0)


def _near(model: Model, limit: Limit) -> float:
    return 10 * FEASIBLE * model.unit(limit)
