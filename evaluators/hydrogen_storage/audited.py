"""Where the rule of every hour is not the best plan, HiGHS plans the middle case, and what it does otherwise moves every draw.

The middle case has every assumption at its median, so that no draw depends on the others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from evaluators.hydrogen_storage.audit import Audit, Battery, audit_dispatch
from evaluators.hydrogen_storage.engine import exact_by_rule
from evaluators.hydrogen_storage.made_here import hours_run
from evaluators.hydrogen_storage.moved_flow import moved
from evaluators.hydrogen_storage.task import NUMBERS, Task
from evaluators.hydrogen_storage.year_flow import YearFlow, by_rule

Number = np.ndarray | float

WEEK = 168
DEAR = 1000.0  # USD2024 a kg: demand is dropped only where nothing can serve it
HANDLING = 0.02  # USD2024 a kg put in: of plans that cost the same, that which stores least
CHEAPEST = 0.1  # USD2024 a MWh: at a price of 0 or less a plan would buy power to throw it away
ROUNDING = 1e-6  # of the demand; a plan is that exact


@dataclass(frozen=True)
class Gain:
    """What the plan of the middle case has more than the rule: ``unmet`` and ``direct`` [kg per kg asked for], ``grid`` power
    bought [MWh per kg asked for]; ``price``, what it pays for a MWh over the usual price [1], 0 where it is
    paid itself; the hours that its electrolyser
    ``run``s [h/year]; through a ``battery`` or not; which ``engine`` spoke; rule and plan side by side, and notes."""

    unmet: float
    direct: float
    grid: float
    price: float
    run: float
    battery: bool
    engine: str
    table: list[dict[str, Any]]
    notes: list[str]


def gain_of(
    task: Task, store_kg: float, *, battery: Battery | None, minimum_load: float, price: np.ndarray | float,
    usual_price: float,
) -> Gain | None:  # fmt: skip
    """What the best plan of the middle case does otherwise than the rule; None where the rule is exact.

    ``task`` of one draw, fitted to its store of ``store_kg`` [kg]; ``price`` of grid power [USD2024/MWh], a number or one an
    hour, where ``usual_price`` is that of the grid's row. The plan is for the whole year; with a ``minimum_load`` [1] that is
    stated it is a mixed-integer programme, for the first week of each quarter.
    """
    exact, why = exact_by_rule(
        battery=battery is not None, hourly_price=np.ndim(price) > 0, minimum_load=minimum_load > 0,
        grid=bool(np.any(task.grid_mw > 0)),
    )  # fmt: skip
    if exact:
        return None
    hours = np.arange(task.hours)
    if minimum_load > 0:
        hours = np.concatenate([np.arange(WEEK) + quarter * task.hours // 4 for quarter in range(4)])
    window = in_window(task, hours)
    if minimum_load == 0:
        # The usual least load of a kind is left to the rule; what the plan does otherwise is compared without it.
        window = replace(window, least_mw=0.0)
    priced = np.broadcast_to(np.asarray(price, dtype=float), (task.hours,))[hours]
    rule = by_rule(window, store_kg)
    plan = audit_dispatch(
        window, store_kg, battery=battery, import_price=np.maximum(priced, CHEAPEST), unmet_price=DEAR, handling=HANDLING,
        minimum_load=minimum_load,
    )  # fmt: skip
    asked = float(window.demand_kg[0])
    bought, paid = float(plan.flows["import"].sum()), float(np.sum(plan.flows["import"] * priced))
    paid_per_mwh = paid / bought if bought * usual_price > ROUNDING * asked else float(priced.mean())
    unmet = (plan.unmet_kg - _one(rule.unmet)) / asked
    found = Gain(
        0.0 if abs(unmet) < ROUNDING else unmet, (_direct(plan) - _one(rule.direct)) / asked,
        (plan.import_mwh - _one(rule.grid_mwh)) / asked, max(paid_per_mwh, 0.0) / usual_price if np.ndim(price) > 0 else 1.0,
        hours_run(plan.flows["produced"] * window.production_kwh / 1e3, window.electrolyser_mw),
        battery is not None, f"{plan.engine}, on the middle case; the rule of every hour in every draw", [], [],
    )  # fmt: skip
    span = "the whole year" if len(hours) == task.hours else "the first week of each quarter"
    notes = [why, (
        f"The audit plans the middle case, {span}: it leaves {plan.unmet_kg / asked:.2%} of the demand unmet, the rule "
        f"{_one(rule.unmet) / asked:.2%}. The draws go by the rule and are then moved by what the plan has more or less for "
        f"each kilogram asked for, as far as their own power and electrolyser allow. Their store's year is shown by the rule."
    )]  # fmt: skip
    if np.ndim(price) > 0:
        notes.append(
            f"By the hourly prices the plan pays {paid_per_mwh:.4g} USD2024/MWh for what it buys (mean of all hours "
            f"{priced.mean():.4g}, usual for the grid {usual_price:.4g}); in the draws it has the spread of the usual one."
        )
        if paid < 0:
            notes.append(
                f"That is a credit: {span} the plan is paid {-paid:,.0f} USD2024 for taking power, {-paid / asked:.3g} USD2024 "
                f"per kg asked for. It stands apart: in every figure here grid power costs nothing and earns nothing."
            )
    table = [
        _row("demand unmet [t]", _one(rule.unmet) / 1e3, plan.unmet_kg / 1e3),
        _row("past the store [t]", _one(rule.direct) / 1e3, _direct(plan) / 1e3),
        _row("hydrogen made [t]", _one(rule.made) / 1e3, plan.produced_kg / 1e3),
        _row("power bought [MWh]", _one(rule.grid_mwh), plan.import_mwh),
        _row("cost of power bought [USD2024]", None if np.ndim(price) > 0 else _one(rule.grid_mwh) * float(price), paid),
        _row("own power curtailed or lost [MWh]", _one(rule.curtailed_mwh), plan.curtailed_mwh),
        _row("starts of the electrolyser", None, plan.starts if minimum_load > 0 else None),
    ]
    return replace(found, table=table, notes=notes)


def corrected(flow: YearFlow, task: Task, store_kg: Number, gain: Gain) -> YearFlow:
    """``flow`` of the fitted ``task`` and its store of ``store_kg`` [kg], moved by what the plan of the middle case does
    otherwise; the balances stay closed, and no draw does what its power and electrolyser cannot."""
    return replace(
        moved(
            flow, task, store_kg, unmet=flow.unmet + gain.unmet * flow.demand, direct=flow.direct + gain.direct * flow.demand,
            grid_mwh=flow.grid_mwh + gain.grid * flow.demand, battery=gain.battery,
        ),
        engine=gain.engine,
    )  # fmt: skip


def in_window(task: Task, hours: np.ndarray) -> Task:
    """The first draw of the ``task`` over ``hours``, joined end to end."""
    row = task.year[0]
    wind, solar = (None if share is None else share[row : row + 1, hours] for share in (task.wind, task.solar))
    return replace(
        task, wind=wind, solar=solar, year=np.zeros(1, dtype=np.int32), demand=task.demand[hours], hours=len(hours),
        **{name: float(getattr(task, name)[0]) for name in NUMBERS},  # type: ignore[arg-type]
    )  # fmt: skip


def _direct(plan: Audit) -> float:
    return float(np.sum(plan.flows["produced"] - plan.flows["put_in 1"]))


def _one(value: Number) -> float:
    """Of one draw."""
    return float(np.ravel(value)[0])


def _row(what: str, rule: float | None, plan: float | None) -> dict[str, Any]:
    plain = {name: None if one is None else float(f"{one:.5g}") for name, one in (("rule", rule), ("plan", plan))}
    return {"middle case": what, **plain}
