"""Which projects together, with how much each: a mixed integer linear program, solved by HiGHS.

Variables: fund a project or not (x, whole), and what its grant has above the least that makes it happen (e).

- **Tonnes.** A project that gets its least grant happens, and brings all its tonnes; money above that changes nothing for
  the atmosphere. So the grant is ``least * x + e`` with ``0 <= e <= (asked - least) * x``, the tonnes hang on x alone,
  and between portfolios of equal value the cheaper is taken. Money above the least is given only where a floor of a pillar or
  the balance of two countries needs it. Where no row rewards spending, e is 0 in an optimum and is left out.
- **Below the least** nothing happens: a project that asks for less is not among those chosen from, unless the fund says
  ``short_ask: as asked``; then its grant is what it asks for, and its tonnes rest on somebody else closing the gap.
- **Floor on tonnes** at a stated confidence: see ``portfolio_tonnes.py``.

The same problem gives the same portfolio: one thread, one seed, no time limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from scorecards.portfolio_data import Candidates
from scorecards.portfolio_limits import INF, Limit, limits_of
from scorecards.portfolio_rules import Rules
from scorecards.portfolio_tonnes import worlds_of, worst

if TYPE_CHECKING:
    from scipy.sparse import csr_array

THRIFT = 1e-6  # of the value of all projects: what the whole pool, unspent, is worth
SMALL = 200  # projects up to which the gap is closed to 0.01 %
MANY = 4_000  # columns from which looking for what can be left out takes longer than solving, and finds next to nothing
FEASIBLE = 1e-6


@dataclass(frozen=True)
class Program:
    """Minimise ``cost`` over columns between ``lower`` and ``upper``, rows ``matrix`` between ``low`` and ``high``.

    Money is in thousandths of the pool and tonnes in thousandths of all, so that one tolerance fits all.
    """

    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    whole: np.ndarray
    matrix: csr_array
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class Chosen:
    """``funded`` (n,) bool, ``grant`` (n,) [USD2024], their ``value`` in the objective, and the proven ``gap`` [1]."""

    funded: np.ndarray
    grant: np.ndarray
    value: float
    gap: float


class Model:
    """The program of some candidates under some rules; solve it under one objective or many.

    ``limits`` are its rows that a fund can relax; ``money`` [USD2024] and ``weight`` [tonne] the units they are scaled by.
    """

    def __init__(self, chosen_from: Candidates, rules: Rules):
        self.chosen_from, self.rules = chosen_from, rules
        self.limits: list[Limit] = limits_of(chosen_from, rules)
        largest = max([rules.pool, *chosen_from.asked], default=0.0)
        self.money = largest / 1000 or 1.0
        self.weight = float(np.abs(chosen_from.tonnes).mean(axis=1).sum() / 1000) or 1.0
        rewards = any(limit.low > -INF for limit in self.limits if limit.kind == "grant")
        wide = chosen_from.asked - chosen_from.least
        self.flexible = np.flatnonzero(wide > FEASIBLE * self.money) if rewards else np.zeros(0, dtype=int)
        self.program = self._built()
        self.cuts: list[np.ndarray] = []  # rows of a floor on CVaR: tonnes (n,) of each project in a mean of worst worlds

    def value(self) -> np.ndarray:
        """What each project adds to the objective (n,), without the penalty on change."""
        return self.chosen_from.value(self.rules)

    def solve(self, value: np.ndarray | None = None, gap: float | None = None, start: Chosen | None = None) -> Chosen | None:
        """The best portfolio under ``value`` (n,), by default the rules'; None where none keeps the rules.

        ``gap`` [1] is how far from the optimum the search may stop; ``start`` a portfolio to begin from.
        """
        n = len(self.chosen_from)
        value = self.value() if value is None else value
        program = self.priced(value + self._inertia())
        gap = (1e-4 if n <= SMALL else 1e-3) if gap is None else gap
        begin = None if start is None else np.r_[start.funded, start.grant[self.flexible] - self.chosen_from.least[self.flexible]]
        found = self.settled(program, gap, begin)
        if found is None:
            return None
        column, reached = found
        funded = column[:n] > 0.5
        grant = np.where(funded, self.chosen_from.least, 0.0)
        if len(self.flexible):
            grant[self.flexible] += self._least_above(funded, column[n : n + len(self.flexible)]) * self.money
        return Chosen(funded, grant, float(value[funded].sum()), reached)

    def settled(
        self, program: Program, gap: float = 0.0, begin: np.ndarray | None = None
    ) -> tuple[np.ndarray, float] | None:
        """As ``run``; with a floor on CVaR, again and again until no row on the worst worlds is broken.

        ``program`` may have more columns than the model's own, behind them.
        """
        told = self.rules.tonnes_floor
        if told is None or told.measure != "cvar":
            return run(program, gap, begin)
        n, t = len(self.chosen_from), len(self.chosen_from) + len(self.flexible)
        # First without whole numbers, where a round costs little, then with them.
        for rounds in (replace(program, whole=np.zeros(len(program.whole))), program):
            while True:
                found = run(_cut(rounds, self.cuts, t), gap, begin)
                if found is None:
                    return None
                totals = found[0][:n] @ self.chosen_from.tonnes / self.weight
                weights = worst(totals, told)
                if weights @ totals >= found[0][t] - FEASIBLE * max(abs(found[0][t]), 1.0):
                    break
                self.cuts.append(self.chosen_from.tonnes @ weights / self.weight)
        return found

    def use(self, grant: np.ndarray, funded: np.ndarray) -> np.ndarray:
        """How much of each limit a portfolio uses [USD2024, or projects]."""
        return np.array([
            float(limit.factors @ (grant if limit.kind == "grant" else funded)[limit.places]) for limit in self.limits
        ])  # fmt: skip

    def unit(self, limit: Limit) -> float:
        """What one of a limit's row stands for [USD2024, or projects]."""
        return self.money if limit.kind == "grant" else 1.0

    def _inertia(self) -> np.ndarray | float:
        """The penalty on change: who was chosen before gains it, who was not loses it; nothing where none was."""
        before = np.isin(self.chosen_from.project_id, list(self.rules.previous)) | (self.chosen_from.status == "pledged")
        return np.where(before, 1.0, -1.0) * self.rules.change_penalty if before.any() else 0.0

    def _built(self) -> Program:
        from scipy.sparse import block_array, coo_array, csr_array, diags_array, eye_array

        n, m, flexible = len(self.chosen_from), len(self.flexible), self.flexible
        least, wide = self.chosen_from.least / self.money, (self.chosen_from.asked - self.chosen_from.least) / self.money
        of_grant, of_choice = (self._rows(kind, coo_array) for kind in ("grant", "choice"))
        unit = np.array([self.unit(limit) for limit in self.limits])
        onto = eye_array(n, format="csr")[flexible]  # (m, n): x of the flexible
        rows = [[of_grant @ diags_array(least) + of_choice, of_grant @ onto.T]]
        rows += [[diags_array(-wide[flexible]) @ onto, eye_array(m)]] if m else []
        low = [np.array([limit.low for limit in self.limits]) / unit, np.full(m, -INF)]
        high = [np.array([limit.high for limit in self.limits]) / unit, np.zeros(m)]
        fixed = ~np.isnan(self.chosen_from.fixed)
        lower, upper, whole = [fixed.astype(float), np.zeros(m)], [np.ones(n), wide[flexible]], [np.ones(n), np.zeros(m)]
        matrix = block_array(rows, format="csr") if m else csr_array(rows[0][0])
        if self.rules.tonnes_floor:
            told = self.rules.tonnes_floor
            worlds = worlds_of(self.chosen_from.tonnes / self.weight, told.tonnes / self.weight, told)
            worlds.on_projects.resize((worlds.on_own.shape[0], n + m))
            matrix = block_array([[matrix, None], [worlds.on_projects, worlds.on_own]], format="csr")
            low, high = [*low, worlds.low], [*high, worlds.high]
            lower, upper, whole = [*lower, worlds.lower], [*upper, worlds.upper], [*whole, worlds.whole]
        lower_, upper_, whole_ = np.concatenate(lower), np.concatenate(upper), np.concatenate(whole)
        return Program(np.zeros(len(lower_)), lower_, upper_, whole_, matrix, np.concatenate(low), np.concatenate(high))

    def _rows(self, kind: str, made: type) -> csr_array:
        """Factors of the limits of one kind, (limits, n)."""
        own = [(row, limit) for row, limit in enumerate(self.limits) if limit.kind == kind]
        places = np.concatenate([np.zeros(0, dtype=int), *(limit.places for _, limit in own)])
        factors = np.concatenate([np.zeros(0), *(limit.factors for _, limit in own)])
        row = np.repeat([row for row, _ in own] or [0], [len(limit.places) for _, limit in own] or [0])
        return made((factors, (row, places)), shape=(len(self.limits), len(self.chosen_from))).tocsr()

    def priced(self, value: np.ndarray) -> Program:
        """The program under the objective ``value`` (n,), scaled; what is spent counts just enough to break ties."""
        scale = 1000 / (float(np.maximum(value, 0).sum()) or 1.0)
        money = 1000 * THRIFT / max(self.rules.pool / self.money, 1.0)
        cost = np.zeros(len(self.program.cost))
        cost[: len(value)] = -value * scale + money * self.chosen_from.least / self.money
        cost[len(value) : len(value) + len(self.flexible)] = money
        return replace(self.program, cost=cost)

    def _least_above(self, funded: np.ndarray, found: np.ndarray) -> np.ndarray:
        """The least money above the least grants with which these projects keep the limits; ``found`` where that is within
        tolerance alone."""
        n, m, rows = len(funded), len(self.flexible), len(self.limits)
        given = self.program.matrix[:rows, :n] @ funded.astype(float)
        above = self.program.matrix[:rows, n : n + m]
        most = self.program.upper[n : n + m] * funded[self.flexible]
        low, high = self.program.low[:rows] - given, self.program.high[:rows] - given
        exact = run(Program(np.ones(m), np.zeros(m), most, np.zeros(m), above, low, high))
        return np.minimum(np.maximum(found, 0.0), most) if exact is None else exact[0]


def _cut(program: Program, cuts: Sequence[np.ndarray], t: int) -> Program:
    """The program with a row "tonnes of the cut - t >= 0" for each cut; ``t`` is the place of that column."""
    from scipy.sparse import csr_array, vstack

    if not cuts:
        return program
    rows = np.zeros((len(cuts), len(program.cost)))
    rows[:, : len(cuts[0])] = cuts
    rows[:, t] = -1.0
    return replace(
        program, matrix=vstack([program.matrix, csr_array(rows)], format="csr"),
        low=np.r_[program.low, np.zeros(len(cuts))], high=np.r_[program.high, np.full(len(cuts), INF)],
    )  # fmt: skip


def run(program: Program, gap: float = 0.0, begin: Sequence[float] | np.ndarray | None = None) -> tuple[np.ndarray, float] | None:
    """Values of the columns and the proven gap [1] of a program; None where no values keep its rows."""
    import highspy

    from evaluators.hydrogen_storage.highs import quiet_highs

    matrix = program.matrix
    rows, columns = matrix.shape
    if not columns:  # nothing to choose: HiGHS calls that no model
        return (np.zeros(0), 0.0) if np.all((program.low <= 0) & (program.high >= 0)) else None
    solver = quiet_highs(mip_rel_gap=gap, presolve="off" if columns > MANY else "choose")
    solver.passModel(
        columns, rows, matrix.nnz, int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize), 0.0,
        program.cost, program.lower, program.upper, program.low, program.high,
        matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), matrix.data, program.whole.astype(np.int32),
    )  # fmt: skip
    if begin is not None:
        values = np.asarray(begin, dtype=float)
        solver.setSolution(len(values), np.arange(len(values), dtype=np.int32), values)
    solver.run()
    status, wanted = solver.getModelStatus(), highspy.HighsModelStatus
    if status in (wanted.kInfeasible, wanted.kUnboundedOrInfeasible):
        return None
    if status != wanted.kOptimal:
        raise RuntimeError(f"HiGHS ended without an answer: {solver.modelStatusToString(status)}.")
    reached = solver.getInfo().mip_gap if program.whole.any() else 0.0
    return np.asarray(solver.getSolution().col_value), float(reached)
