"""Where the rule of every hour is not the best plan, HiGHS plans the middle case, and what it gains corrects every draw.

The middle case has every assumption at its median, so that no draw depends on the others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from evaluators.hydrogen_storage.audit import Battery, audit_dispatch
from evaluators.hydrogen_storage.dispatch import redispatch
from evaluators.hydrogen_storage.engine import exact_by_rule
from evaluators.hydrogen_storage.task import NUMBERS, Task
from evaluators.hydrogen_storage.year_flow import YearFlow

Number = np.ndarray | float

WEEK = 168
DEAR = 1000.0  # USD2024 a kg: demand is dropped only where nothing can serve it
LITTLE = 1e-3  # kg or MWh a year; less is rounding


@dataclass(frozen=True)
class Gain:
    """The plan's demand unmet and power bought over the rule's [1] in the middle case; which ``engine`` spoke; rule and plan
    side by side, and notes."""

    unmet: float
    bought: float
    engine: str
    table: list[dict[str, Any]]
    notes: list[str]


def gain_of(
    task: Task, store_kg: float, *, battery: Battery | None, minimum_load: float, price: np.ndarray | float
) -> Gain | None:
    """What the best plan of the middle case gains over the rule; None where the rule is exact.

    ``task`` of one draw, fitted to its store of ``store_kg``; ``price`` of grid power [USD2024/MWh], a number or one an hour. The
    plan is for the whole year; with a ``minimum_load`` [1] it is a mixed-integer programme, for the first week of each quarter.
    """
    exact, why = exact_by_rule(
        battery=battery is not None, hourly_price=np.ndim(price) > 0, minimum_load=minimum_load > 0,
        grid=bool(np.any(np.asarray(task.grid_mw) > 0)),
    )  # fmt: skip
    if exact:
        return None
    hours = np.arange(task.hours)
    if minimum_load > 0:
        hours = np.concatenate([np.arange(WEEK) + quarter * task.hours // 4 for quarter in range(4)])
    window = in_window(task, hours)
    by_rule = redispatch(window, store_kg)
    priced = price if np.ndim(price) == 0 else np.asarray(price)[hours]
    plan = audit_dispatch(window, store_kg, battery=battery, import_price=priced, unmet_price=DEAR, minimum_load=minimum_load)
    unmet, bought = (
        (float(ours[0]), theirs) for ours, theirs in ((by_rule.unmet, plan.unmet_kg), (by_rule.grid_mwh, plan.import_mwh))
    )
    paid = float(np.sum(plan.flows["import"] * priced))
    table = [
        _row("demand unmet [t]", unmet[0] / 1e3, unmet[1] / 1e3), _row("power bought [MWh]", *bought),
        _row("cost of power bought [USD2024]", None, paid),
        _row("hydrogen made [t]", by_rule.produced[0] / 1e3, plan.produced_kg / 1e3),
        _row("own power curtailed [MWh]", by_rule.curtailed_mwh[0], plan.curtailed_mwh),
        _row("starts of the electrolyser", None, plan.starts if minimum_load > 0 else None),
    ]  # fmt: skip
    span = "the whole year" if len(hours) == task.hours else "the first week of each quarter"
    notes = [
        why,
        f"The audit plans the middle case, {span}. The draws go by the rule; their unmet demand and power bought are then "
        f"multiplied by what the plan has over what the rule has there, {_ratio(*unmet):.3g} and {_ratio(*bought):.3g}.",
    ]
    engine = f"{plan.engine}, on the middle case; the rule of every hour in every draw"
    return Gain(_ratio(*unmet), _ratio(*bought), engine, table, notes)


def corrected(flow: YearFlow, task: Task, gain: Gain) -> YearFlow:
    """``flow`` with its unmet demand and its bought power times what the plan makes of them; the balances stay closed."""
    more = np.asarray(flow.unmet) * (1 - gain.unmet)
    less = np.asarray(flow.grid_mwh) * (1 - gain.bought)
    own = more * task.production_kwh / 1e3 + less
    return replace(
        flow, unmet=np.asarray(flow.unmet) - more, made=flow.made + more, direct=flow.direct + more,
        grid_mwh=np.asarray(flow.grid_mwh) - less, own_mwh=flow.own_mwh + own,
        curtailed_mwh=np.maximum(flow.curtailed_mwh - own, 0.0), engine=gain.engine,
    )  # fmt: skip


def in_window(task: Task, hours: np.ndarray) -> Task:
    """The first draw of the ``task`` over ``hours``, joined end to end."""
    row = task.year[0]
    wind, solar = (None if share is None else share[row : row + 1, hours] for share in (task.wind, task.solar))
    return replace(
        task, wind=wind, solar=solar, year=np.zeros(1, dtype=np.int32), demand=task.demand[hours], hours=len(hours),
        **{name: float(getattr(task, name)[0]) for name in NUMBERS},  # type: ignore[arg-type]
    )  # fmt: skip


def _row(what: str, rule: float | None, plan: float | None) -> dict[str, Any]:
    plain = {name: None if one is None else float(f"{one:.5g}") for name, one in (("rule", rule), ("plan", plan))}
    return {"middle case": what, **plain}


def _ratio(rule: float, plan: float) -> float:
    """The plan's over the rule's [1]; 1 where the rule has next to none."""
    return 1.0 if rule <= LITTLE else plan / rule
