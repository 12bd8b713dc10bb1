"""The audit: the best plan for a window of hours by HiGHS, where the hour-by-hour rule is not exact (engine.py says where).

One draw, hydrogen and power in balance in every hour, levels that close on themselves over the window. Grid power may make
hydrogen for the store too, surplus may be sold, demand may be dropped at a price, several stores and a battery may stand side
by side, and any size that is given a yearly price is chosen instead of taken from the task. A minimum load or a cost of
starting makes it a mixed-integer programme. Deterministic: one thread, one seed, a gap and a limit of nodes, never of time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from evaluators.hydrogen_storage.audit_linear import SIZES, Programme
from evaluators.hydrogen_storage.highs import version
from evaluators.hydrogen_storage.task import NUMBERS, Task

MIP_GAP = 1e-4
MIP_NODES = 20_000


@dataclass(frozen=True)
class Battery:
    """A battery of ``power_mw`` [MW] each way and ``energy_mwh`` [MWh]; ``efficiency`` [1] of the round trip, half each way."""

    power_mw: float
    energy_mwh: float
    efficiency: float = 0.86

    def __post_init__(self) -> None:
        if not (self.power_mw >= 0 and self.energy_mwh >= 0 and 0 < self.efficiency <= 1):
            raise ValueError(f"{self}: power and energy of 0 or more and an efficiency above 0 and up to 1 are possible.")


@dataclass(frozen=True)
class HydrogenStore:
    """One of several stores: ``size_kg`` [kg], charge_kwh and discharge_kwh [kWh/kg put in, delivered], charge_kept and
    discharge_kept [1], boil_off [1/h], charge_limit and discharge_limit [kg/h], and the same per kg of its size, charge_share
    and discharge_share [1/h]."""

    size_kg: float
    charge_kwh: float = 0.0
    discharge_kwh: float = 0.0
    charge_kept: float = 1.0
    discharge_kept: float = 1.0
    boil_off: float = 0.0
    charge_limit: float = np.inf
    discharge_limit: float = np.inf
    charge_share: float = np.inf
    discharge_share: float = np.inf

    def __post_init__(self) -> None:
        shares = 0 < self.charge_kept <= 1 and 0 < self.discharge_kept <= 1 and 0 <= self.boil_off < 1
        rates = self.charge_limit, self.discharge_limit, self.charge_share, self.discharge_share
        if not shares or not min(self.size_kg, self.charge_kwh, self.discharge_kwh, *rates) >= 0:
            raise ValueError(
                f"{self}: sizes, electricity and rates of 0 or more, kept shares above 0 and up to 1 and a boil-off from 0 to "
                "below 1 are possible."
            )


@dataclass(frozen=True)
class Audit:
    """The best plan. ``objective`` [money]: power bought less sold, unmet demand, starts, and the window's share of priced
    sizes. ``feasible`` False: the demand cannot be met, ``unmet_kg`` is then the least shortfall and the flows those of that
    plan. Sums over the window: produced_kg, unmet_kg, import_mwh, export_mwh, curtailed_mwh, starts. ``flows``: name ->
    (hours,) [kg/h, MW; levels kg, MWh]; ``sizes``: name -> [MW, kg, MWh]. ``gap`` [1] is 0 for a linear programme."""

    feasible: bool
    objective: float
    produced_kg: float
    unmet_kg: float
    import_mwh: float
    export_mwh: float
    curtailed_mwh: float
    starts: int
    gap: float
    engine: str
    sizes: Mapping[str, float]
    flows: Mapping[str, np.ndarray] = field(repr=False)


def audit_dispatch(
    task: Task, store_kg: float = 0.0, draw: int = 0, hours: np.ndarray | None = None, stores: Sequence[HydrogenStore] = (),
    battery: Battery | None = None, import_price: np.ndarray | float | None = None,
    export_price: np.ndarray | float | None = None, export_mw: float = 0.0, unmet_price: float | None = None,
    minimum_load: float = 0.0, start_up_cost: float = 0.0, handling: float = 0.0, prices: Mapping[str, float] | None = None,
) -> Audit:  # fmt: skip
    """The best plan of ``draw`` over ``hours`` (indices into the year, joined end to end; the whole year if None).

    ``store_kg`` [kg] is the size of the task's own store; ``stores`` stand in its place. import_price and export_price
    [money/MWh], one number or one an hour of the year; imports up to the task's grid_mw and base_mw, exports up to
    ``export_mw`` [MW]. unmet_price [money/kg]; None: all must be met. minimum_load [1] of the rated power,
    start_up_cost [money a start]; handling [money/kg put in], where of plans that cost the same that which stores least counts.
    ``prices`` [money/year per unit] of the sizes to be chosen: wind_mw, solar_mw, electrolyser_mw, store_kg (every store),
    battery_mw, battery_mwh. ValueError for what does not fit together.
    """
    chosen = np.arange(task.hours) if hours is None else np.asarray(hours)
    _check(task, draw, chosen, import_price, export_price, export_mw, unmet_price, minimum_load, start_up_cost, handling,
           prices or {})
    values = {name: task.number(name, draw) for name in NUMBERS}
    if not 0 <= store_kg < np.inf:
        raise ValueError(f"'store_kg' is {store_kg:g}; a size of 0 kg or more is needed.")
    own = ("charge_kwh", "charge_kept", "discharge_kept", "boil_off", "charge_limit", "discharge_limit")
    programme = Programme(
        wind=_of_year(task.wind, task, draw, chosen), solar=_of_year(task.solar, task, draw, chosen),
        demand=task.demand[chosen] * values["demand_scale"], values=values, battery=battery, export_mw=export_mw,
        stores=list(stores) or [HydrogenStore(store_kg, **{name: values[name] for name in own})],
        import_price=_prices(import_price, task, chosen), export_price=_prices(export_price, task, chosen),
        unmet_price=unmet_price, minimum_load=minimum_load, start_up_cost=start_up_cost, handling=handling,
        prices={name: price * len(chosen) / task.hours for name, price in (prices or {}).items()},
    )  # fmt: skip
    found = programme.solve(MIP_GAP, MIP_NODES)
    feasible = found is not None
    if found is None:
        found = programme.least_shortfall(MIP_GAP, MIP_NODES)
    kind = f"mixed-integer, gap {found.gap:.2g}" if programme.integer else "linear"
    flow = found.flows
    # An hour on after one off; where a start costs nothing, the column of that name may hold anything.
    starts = int((np.diff(flow["on"].round(), prepend=flow["on"][-1].round()) > 0).sum()) if programme.integer else 0
    return Audit(
        feasible, found.objective if feasible else np.nan, float(flow["produced"].sum()), float(flow["unmet"].sum()),
        float(flow["import"].sum()), float(flow["export"].sum()), float(flow["curtailed"].sum()),
        starts, found.gap, f"HiGHS {version()}, {kind}", found.sizes, flow,
    )  # fmt: skip


def _of_year(profile: np.ndarray | None, task: Task, draw: int, hours: np.ndarray) -> np.ndarray:
    return np.zeros(len(hours)) if profile is None else profile[task.year[draw], hours]


def _prices(price: np.ndarray | float | None, task: Task, hours: np.ndarray) -> np.ndarray:
    return np.broadcast_to(np.asarray(0.0 if price is None else price, dtype=float), (task.hours,))[hours]


def _check(
    task: Task, draw: int, hours: np.ndarray, import_price: np.ndarray | float | None, export_price: np.ndarray | float | None,
    export_mw: float, unmet_price: float | None, minimum_load: float, start_up_cost: float, handling: float,
    prices: Mapping[str, float],
) -> None:  # fmt: skip
    if not 0 <= draw < task.draws:
        raise ValueError(f"There is no draw {draw}; there are {task.draws}, counted from 0.")
    if hours.ndim != 1 or not hours.size or hours.dtype.kind not in "iu" or hours.min() < 0 or hours.max() >= task.hours:
        raise ValueError(f"'hours' must be whole numbers from 0 to {task.hours - 1}, the hours of the window.")
    for name, price in (("import_price", import_price), ("export_price", export_price)):
        array = np.asarray(0.0 if price is None else price, dtype=float)
        if array.shape not in ((), (task.hours,)) or not np.isfinite(array).all():
            raise ValueError(f"'{name}' must be one price, or {task.hours:,} of them, an hour each, without gaps.")
    if import_price is None and any(task.number(name, draw) > 0 for name in ("grid_mw", "base_mw")):
        raise ValueError("The task has grid power, but 'import_price' is missing: say what a MWh costs.")
    if export_mw < 0 or (export_mw > 0 and export_price is None):
        raise ValueError("Exports need an 'export_mw' of 0 or more and an 'export_price'.")
    if not 0 <= minimum_load <= 1 or not 0 <= start_up_cost < np.inf or not 0 <= handling < np.inf:
        raise ValueError("'minimum_load' is a share from 0 to 1, 'start_up_cost' and 'handling' 0 or more.")
    if unmet_price is not None and not 0 < unmet_price < np.inf:
        raise ValueError("'unmet_price' must be above 0, or None where all demand must be met.")
    if unknown := set(prices) - set(SIZES):
        raise ValueError(f"'prices' names {', '.join(sorted(unknown))}; it may name {', '.join(SIZES)}.")
    if not all(0 < price < np.inf for price in prices.values()):
        raise ValueError("Each of 'prices' must be above 0, or there is no end to what is built.")
    if (minimum_load or start_up_cost) and "electrolyser_mw" in prices:
        raise ValueError("An electrolyser with minimum load or starts must have a size; take 'electrolyser_mw' out of 'prices'.")
