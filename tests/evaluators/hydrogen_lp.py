"""The judge of dispatch and sizing: the same year as one sparse linear programme, written apart from the evaluator.

Columns: wind, sun, electrolyser [MW], store; then hour by hour direct use, what is put in, content and, where asked for,
what the grid makes and what stays unmet. What the store delivers is what demand lacks then, so it needs no column. Hydrogen
is in units of the mean demand, which keeps the coefficients near 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from evaluators.hydrogen_storage.highs import quiet_highs

SIZES = ("wind_mw", "solar_mw", "electrolyser_mw", "store_kg")


@dataclass(frozen=True)
class Verdict:
    """What HiGHS found: ``objective`` in the prices given, sizes [MW, kg], unmet [kg]; nothing where infeasible."""

    feasible: bool
    objective: float = np.nan
    sizes: dict[str, float] | None = None
    unmet: float = np.nan


def solve(task, draw=0, store=None, prices=None, unmet_price=None, options=None) -> Verdict:
    """The year of ``draw``. ``prices``: cost of a unit of each of SIZES that is to be chosen; the others are those of the task,
    the store ``store``. ``unmet_price`` [per kg]: demand may stay unmet at this price; None: it may not."""
    hours, prices = task.hours, prices or {}
    value = {name: float(np.broadcast_to(getattr(task, name), (task.draws,))[draw]) for name in task.__dataclass_fields__
             if name not in ("wind", "solar", "year", "demand", "grid_first", "hours")}  # fmt: skip
    demand = task.demand * value["demand_scale"]
    unit = demand.mean() or 1.0
    wind, solar = (np.zeros(hours) if one is None else one[task.year[draw]] for one in (task.wind, task.solar))
    pk, ck = value["production_kwh"], value["charge_kwh"]
    free, dear = value["grid_mw"] > 0, unmet_price is not None
    eye, none = sparse.identity(hours, format="csr"), sparse.csr_matrix((hours, hours))
    # The rule of the task: the grid makes what wind and sun leave open, and frees none of their power for the store.
    power = np.minimum(value["wind_mw"] * wind + value["solar_mw"] * solar, value["electrolyser_mw"])
    direct = np.minimum(demand, power * 1000 / pk)
    bought = np.minimum(demand - direct, 1000 / pk * value["grid_mw"]) / unit
    column = lambda numbers: sparse.csr_matrix(np.asarray(numbers, dtype=float).reshape(-1, 1))  # noqa: E731
    zero = sparse.csr_matrix((hours, 1))
    extra = [eye] * (free + dear)
    per_mw = 1000 / pk / unit
    before = sparse.csr_matrix((np.ones(hours), (np.arange(hours), (np.arange(hours) - 1) % hours)), shape=(hours, hours))
    back = 1 / value["discharge_kept"]
    ones = np.ones(hours)
    rows = [
        ([-per_mw * column(wind), -per_mw * column(solar), zero, zero, eye, eye * ((pk + ck) / pk), none, *([none] * len(extra))],
         -np.inf * ones, 0 * ones),
        ([zero, zero, -per_mw * column(ones), zero, eye, eye, none, *([eye] if free else []), *([none] if dear else [])],
         -np.inf * ones, 0 * ones),
        # content at the end = kept content before + kept share of what is put in - what deliveries take out
        ([zero] * 4 + [-back * eye, -value["charge_kept"] * eye, eye - (1 - value["boil_off"]) * before]
         + [-back * eye] * len(extra), -back * demand / unit, -back * demand / unit),
        ([zero, zero, zero, -column(ones), none, none, eye, *([none] * len(extra))], -np.inf * ones, 0 * ones),
    ]  # fmt: skip
    if extra or np.isfinite(value["discharge_limit"]):
        rows.append((
            [zero] * 4 + [eye, none, none, *extra], demand / unit - value["discharge_limit"] / unit, demand / unit,
        ))  # fmt: skip
    matrix = sparse.vstack([sparse.hstack(one, format="csc") for one, _, _ in rows], format="csc")
    fixed = {"store_kg": 0.0 if store is None else store / unit, **{name: value[name] for name in SIZES[:3]}}
    low = np.concatenate([[0.0 if name in prices else fixed[name] for name in SIZES], np.zeros((3 + len(extra)) * hours)])
    high = np.concatenate([
        [np.inf if name in prices else fixed[name] for name in SIZES], demand / unit, ones * value["charge_limit"] / unit,
        ones * np.inf, *([bought] if free else []), *([ones * np.inf] if dear else []),
    ])  # fmt: skip
    cost = np.zeros(len(low))
    for place, name in enumerate(SIZES):
        cost[place] = prices.get(name, 0.0) * (unit if name == "store_kg" else 1.0)
    if dear:
        cost[-hours:] = unmet_price * unit
    scale = np.abs(cost[cost != 0]).max() if cost.any() else 1.0
    solver = highs(matrix, cost / scale, low, high, *(np.concatenate([one[k] for one in rows]) for k in (1, 2)), options or {})
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        assert solver.getModelStatus() in (
            highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible
        ), solver.modelStatusToString(solver.getModelStatus())  # fmt: skip
        return Verdict(False)
    found = np.asarray(solver.getSolution().col_value)
    sizes = dict(zip(SIZES, found[:4] * [1, 1, 1, unit], strict=True))
    return Verdict(True, float(cost @ found), sizes, float(found[-hours:].sum() * unit) if dear else 0.0)


def highs(matrix, cost, low, high, row_low, row_high, options) -> highspy.Highs:
    """HiGHS, run on one thread."""
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = matrix.shape[1], matrix.shape[0]
    model.col_cost_, model.col_lower_, model.col_upper_ = cost, low, high
    model.row_lower_, model.row_upper_ = row_low, row_high
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    solver = quiet_highs(**options)
    solver.passModel(model)
    solver.run()
    return solver
