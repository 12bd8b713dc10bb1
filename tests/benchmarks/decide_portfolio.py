"""Portfolios of 1,000 and 10,000 projects under every kind of rule, and SciPy's solver on the same program in the same run.

Alone: python -m tests.benchmarks.decide_portfolio
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from evaluators.toolkit.draws import generator
from scorecards.portfolio_amounts import Amount
from scorecards.portfolio_data import Candidates
from scorecards.portfolio_model import Chosen, Model, Program
from scorecards.portfolio_rules import Range, Rules, TonnesFloor
from scorecards.portfolio_tonnes import holds_at
from tests.benchmarks.figures import Figure

POOL = 5e9
YEARS, PILLARS = range(2027, 2032), ("wind", "hydrogen", "capture", "solar", "storage")
WORLDS = 200
FULL = ("pool; floor and cap of 5 pillars; |US-JP| <= 20 % of the pool; 5 yearly caps; n/5 recipients with a cap; n/20 exclusive "
        "pairs; n/50 prerequisites; grants between least and asked")  # fmt: skip


def invented(n: int) -> Candidates:
    """``n`` projects that ask for some seven pools together; their worlds share a common factor."""
    draw = generator(2026, "benchmark", "portfolio", str(n))
    asked = draw.lognormal(0, 1, n)
    asked *= 7 * POOL / asked.sum()
    least = asked * draw.uniform(0.5, 1.0, n)
    middle = asked / draw.lognormal(np.log(100), 0.6, n)
    common, own = draw.normal(size=WORLDS), draw.normal(size=(n, WORLDS))
    tonnes = middle[:, None] * np.exp(0.25 * common + 0.4 * own)
    spend = draw.dirichlet(np.ones(len(YEARS)), n)

    def some(names: list[str]) -> np.ndarray:
        return np.array(names, dtype=object)[draw.integers(len(names), size=n)]

    empty, nothing = np.full(n, "", dtype=object), np.zeros(n)
    return Candidates(
        project_id=np.array([f"P-{k:05}" for k in range(n)], dtype=object), title=empty, status=empty, apart=empty,
        applicant=some([f"Applicant {k}" for k in range(n // 5)]), pillar=some(list(PILLARS)), country=some(["US", "JP"]),
        score=draw.uniform(40, 100, n), requested=asked, needed=least, floor=nothing, least=least, asked=asked,
        gap=np.repeat(least[:, None], WORLDS, axis=1), tonnes=tonnes, points=np.zeros((n, WORLDS)), profile=spend,
        fixed=np.full(n, np.nan), short=np.zeros(n, dtype=bool),
    )  # fmt: skip


def full_rules(one: Candidates) -> Rules:
    """Every kind of rule but the floor on tonnes."""
    names = list(one.project_id)
    n = len(names)
    fence = Range(Amount(0.08, share=True), Amount(0.25, share=True))
    return Rules(
        POOL, pillars=dict.fromkeys(PILLARS, fence), balance={("US", "JP"): Amount(0.2, share=True)},
        yearly={year: Amount(0.22, share=True) for year in YEARS}, recipient=Amount(max(0.004, 10 / n), share=True),
        exclusive=tuple((names[2 * k], names[2 * k + 1]) for k in range(n // 20)),
        requires={names[-1 - k]: (names[n // 2 + k],) for k in range(n // 50)},
    )  # fmt: skip


def figures() -> list[Figure]:
    """Seconds to build and to solve, and SciPy's on the same program."""
    found = []
    for n, goal in ((1_000, 5), (10_000, 30)):
        one = invented(n)
        ours, theirs, chosen = _raced(one, full_rules(one), 1e-3, rounds=3 if n == 1_000 else 1)
        found.append(Figure(
            f"decide.portfolio_{n}_s", ours, "s", f"at most {goal}", f"scipy.optimize.milp, the same program: {theirs:.2f} s",
            f"{n:,} projects, {FULL}; built and solved to {chosen.gap:.3%} (asked: 0.1 %), one thread",
        ))  # fmt: skip
    one = invented(1_000)
    rules = full_rules(one)
    free = Model(one, rules)
    loose = free.solve(gap=1e-3)
    assert loose is not None
    # A floor that the best portfolio without it misses.
    told = TonnesFloor(1.005 * holds_at(one.tonnes[loose.funded].sum(axis=0), TonnesFloor(0.0, 0.9, "cvar")), 0.9, "cvar")
    ours, theirs, chosen = _raced(one, replace(rules, tonnes_floor=told), 1e-2, rounds=1, same=_all_worlds(free, told))
    found.append(Figure(
        "decide.portfolio_cvar_1000_s", ours, "s", "at most 20",
        f"scipy.optimize.milp, the same problem with all its worlds at once: {theirs:.2f} s",
        f"1,000 projects, the same rules and a floor on the CVaR of tonnes in {WORLDS} worlds at 90 %, 0.5 % above that of the "
        f"best portfolio without it; to {chosen.gap:.3%} (asked: 1 %), one thread",
    ))  # fmt: skip
    return found


def _raced(
    one: Candidates, rules: Rules, gap: float, rounds: int, same: Program | None = None
) -> tuple[float, float, Chosen]:
    """Least seconds of ours (built and solved) and of SciPy (solved alone, or ``same``: the problem in its words), in turn."""
    ours, theirs = [], []
    for _ in range(rounds):
        start = time.perf_counter()
        model = Model(one, rules)
        chosen = model.solve(gap=gap)
        ours.append(time.perf_counter() - start)
        program = same or model.priced(model.value())
        start = time.perf_counter()
        peer = _scipy(program, gap)
        theirs.append(time.perf_counter() - start)
    assert chosen is not None
    value = one.value(rules)
    by_peer = value[peer[: len(value)] > 0.5].sum()
    assert abs(by_peer - chosen.value) <= 2 * gap * by_peer, "the two solvers disagree by more than the gap"
    return min(ours), min(theirs), chosen


def _all_worlds(model: Model, told: TonnesFloor) -> Program:
    """The program with a floor on CVaR as Rockafellar and Uryasev wrote it: eta - sum(d) / ((1 - c) S) >= floor, d >= eta - T."""
    from scipy.sparse import block_array, csr_array, eye_array

    tonnes = csr_array(model.chosen_from.tonnes.T / model.weight)
    worlds, projects = tonnes.shape
    program, ones = model.priced(model.value()), np.ones((worlds, 1))
    spare = (1 - told.confidence) * worlds
    on_x = block_array([[tonnes, csr_array((worlds, len(program.cost) - projects))]])
    matrix = block_array([
        [program.matrix, None, None], [on_x, -ones, eye_array(worlds)], [None, np.ones((1, 1)), -ones.T / spare],
    ], format="csr")  # fmt: skip
    none, without = np.zeros(worlds), np.inf
    return Program(
        np.r_[program.cost, 0.0, none], np.r_[program.lower, -without, none], np.r_[program.upper, np.full(worlds + 1, without)],
        np.r_[program.whole, 0.0, none], matrix, np.r_[program.low, none, told.tonnes / model.weight],
        np.r_[program.high, np.full(worlds + 1, without)],
    )  # fmt: skip


def _scipy(program: Program, gap: float) -> np.ndarray:
    from scipy.optimize import Bounds, LinearConstraint, milp

    return milp(
        program.cost, integrality=program.whole, bounds=Bounds(program.lower, program.upper),
        constraints=LinearConstraint(program.matrix, program.low, program.high), options={"mip_rel_gap": gap},
    ).x  # fmt: skip


if __name__ == "__main__":
    for figure in figures():
        print(f"{figure.name:32} {figure.value:8.2f} {figure.unit}   goal {figure.goal}; {figure.peer}")
        print(f"    {figure.how}")
