"""When no portfolio keeps all rules: which to relax, and by how much.

Every limit gets a slack (an elastic program: Chinneck 2008, Feasibility and infeasibility in optimization,
doi:10.1007/978-0-387-74932-7); the least sum of slacks, each as a part of its own limit, is what has to give.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scorecards.portfolio_limits import INF
from scorecards.portfolio_model import Model, Program

NOTHING = 1e-6  # of a limit: less is the solver's tolerance


@dataclass(frozen=True)
class Relaxation:
    """The limit ``name`` is missed ``by`` so much [``unit``]; ``told`` says in a sentence what to change."""

    name: str
    by: float
    unit: str
    told: str


def relaxations(model: Model) -> list[Relaxation]:
    """What to relax so that some portfolio keeps the rules; nothing where one does already.

    One way that is least as a whole; a fund may choose another.
    """
    from scipy.sparse import block_array, csr_array

    program, rows = model.program, len(model.limits)
    places = [*range(rows), *([program.matrix.shape[0] - 1] if model.rules.tonnes_floor else [])]
    low, high = program.low[places], program.high[places]
    falls, rises = np.flatnonzero(low > -INF), np.flatnonzero(high < INF)
    # One slack lifts what is too little, one lowers what is too much.
    at = np.r_[falls, rises]
    signs = np.r_[np.ones(len(falls)), -np.ones(len(rises))]
    slack = csr_array((signs, (np.array(places)[at], np.arange(len(at)))), shape=(program.matrix.shape[0], len(at)))
    sizes = np.maximum(np.abs(np.r_[low[falls], high[rises]]), 1e-3)
    none = np.zeros(len(at))
    cost = np.concatenate([np.zeros(len(program.cost)), 1 / sizes])
    elastic = Program(
        cost, np.r_[program.lower, none], np.r_[program.upper, np.full(len(at), INF)], np.r_[program.whole, none],
        block_array([[program.matrix, slack]], format="csr"), program.low, program.high,
    )  # fmt: skip
    found = model.settled(elastic)
    if found is None:
        raise RuntimeError("The portfolio has no solution even with every limit relaxed.")
    given = found[0][len(program.cost) :]
    return [_told(model, int(row), float(by), sign) for row, by, sign, size in zip(at, given, signs, sizes, strict=True)
            if by > NOTHING * size]  # fmt: skip


def _told(model: Model, row: int, by: float, sign: float) -> Relaxation:
    if row == len(model.limits):
        told = model.rules.tonnes_floor
        assert told is not None
        missed = by * model.weight
        words = f"lower the floor on tonnes from {told.tonnes:,.0f} to {told.tonnes - missed:,.0f} tonnes, by {missed:,.0f}"
        return Relaxation("tonnes", missed, "tonne", words)
    limit = model.limits[row]
    missed = by * model.unit(limit)
    if limit.kind == "choice":
        return Relaxation(limit.name, missed, "1", f"give up the {limit.told}")
    end = limit.low if sign > 0 else limit.high
    if limit.low > -INF and limit.high < INF:  # a balance: both ends are one number
        verb, end, new = "widen", limit.high, limit.high + missed
    else:
        verb, new = ("lower", end - missed) if sign > 0 else ("raise", end + missed)
    words = f"{verb} the {limit.told} from {end / 1e6:,.1f} to {new / 1e6:,.1f} MUSD2024, by {missed / 1e6:,.1f}"
    return Relaxation(limit.name, missed, "USD2024", words)
