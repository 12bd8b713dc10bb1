"""Where the store's hydrogen comes from: bought and cycled as stated, or made by the project and dispatched by the hour."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np

from evaluators.hydrogen_storage.audit import Battery
from evaluators.hydrogen_storage.audited import Gain, corrected, gain_of
from evaluators.hydrogen_storage.boundary import Boundary, well_to_gate
from evaluators.hydrogen_storage.least_store import LeastStore, least_of_middle
from evaluators.hydrogen_storage.made_here import MadeHere, made_here, per
from evaluators.hydrogen_storage.middle import at_medians
from evaluators.hydrogen_storage.own_case import Own, kind_of, own_of, place_of
from evaluators.hydrogen_storage.own_supply import generated, own_plants, price_notes
from evaluators.hydrogen_storage.proposed_store import proposed_store
from evaluators.hydrogen_storage.supply_cost import Plant, battery_plant
from evaluators.hydrogen_storage.task import Task
from evaluators.hydrogen_storage.technology import HOURS, Store
from evaluators.hydrogen_storage.weather_years import years_of
from evaluators.hydrogen_storage.year_flow import YearFlow, dispatched, fitted, most_cycles, steady
from evaluators.toolkit.fund_wide import purchase_price

Number = np.ndarray | float


@dataclass(frozen=True)
class Hydrogen:
    """The year's ``flow``; rates [kg/h] that the store's plants are built for, put in and delivered; ``made`` and its ``task``
    where the project makes the hydrogen itself; ``power_cost`` [USD2024/MWh] and, of the grid, ``grid_part`` [1] of the
    electricity that fills the store; ``energy`` [kWh/kg] of making it; the ``audit``, where one was needed, and the ``least``
    store of the middle case, where the draws have none."""

    flow: YearFlow
    charge_rate: Number
    discharge_rate: Number
    power_cost: Number
    energy: Number
    grid_part: Number = 1.0
    task: Task | None = None
    made: MadeHere | None = None
    notes: list[str] = field(default_factory=list)
    audit: list[dict[str, Any]] = field(default_factory=list)
    least: LeastStore | None = None


def hydrogen_of(given: SimpleNamespace, store: Store, rate: Number, life: Number, price: Number) -> Hydrogen:
    """From the evaluator's inputs; ``rate`` real [1/year], ``life`` [year], grid ``price`` [USD2024/MWh]. Raises ValueError."""
    return _bought(given, store, price) if given.electrolyser_capacity is None else _made(given, store, rate, life, price)


def gate_of(given: SimpleNamespace, hydrogen: Hydrogen, rate: Number, life: Number, factor: Number) -> Boundary:
    """The boundary at the gate: as the proposal states it where the hydrogen is bought. ``factor`` of the grid [kg/kWh]."""
    made = hydrogen.made
    if made is None:
        return Boundary("gate", {"hydrogen bought": given.hydrogen_cost}, {"hydrogen bought": given.hydrogen_source_emissions})
    return well_to_gate(
        made.present, hydrogen.flow.made, energy=hydrogen.energy, factor=hydrogen.grid_part * factor,
        vented=kind_of(given).vented, warming=given.hydrogen_warming, rate=rate, life=life, embodied=made.embodied,
    )


def plants_of(given: SimpleNamespace, own: Own) -> dict[str, Plant]:
    """The plants of wind and sun by name, from the evaluator's inputs. Raises ValueError where wind at sea lacks its sea."""
    return own_plants(
        own.sizes, given.wind_plant, given.solar_plant, foundation=given.wind_foundation, depth=given.water_depth,
        distance=given.distance_to_shore, wave_height=given.wave_height, rating=own.machine.rating, spread=given.benchmark_error,
        location=place_of(given), places=given.places, left_open=given.left_open,
    )


def _bought(given: SimpleNamespace, store: Store, price: Number) -> Hydrogen:
    lacking = [name for name in ("cycles", "hydrogen_cost", "hydrogen_source_emissions") if getattr(given, name) is None]
    if lacking:
        raise ValueError(
            f"no electrolyser is stated, so the hydrogen is bought, and {', '.join(lacking)} must be stated: or state "
            f"electrolyser_capacity, its wind, sun or grid power and the demand, and every hour is dispatched"
        )
    flow = steady(store, given.working_gas, given.cycles)
    pace = given.working_gas * 1e3 * flow.cycles / HOURS / given.operating_share
    charge = pace if given.charge_rate is None else given.charge_rate
    discharge = pace * per(flow.from_store, flow.charged) if given.discharge_rate is None else given.discharge_rate
    notes = []
    over = np.asarray(given.cycles) > np.asarray(flow.cycles) * (1 + 1e-9)
    if np.any(over):
        most = np.median(most_cycles(store, given.working_gas))
        notes.append(
            f"{np.median(given.cycles):g} full cycles a year are stated; at the rates of this store filling and emptying it "
            f"allow {most:.3g}, and no more count (in {np.mean(over):.0%} of the draws)."
        )
    return Hydrogen(flow, charge, discharge, price, kind_of(given).energy, notes=notes)


def _made(given: SimpleNamespace, store: Store, rate: Number, life: Number, price: Number) -> Hydrogen:
    own = own_of(given)
    sizes, kind = own.sizes, own.kind
    plants = plants_of(given, own)
    notes = [*own.notes, *price_notes(sizes, given.wind_plant, given.solar_plant, place_of(given))]
    battery = given.battery_energy is not None or given.battery_power is not None
    # The kernels know neither a battery nor a stop for a full store.
    sought = not battery and not np.any(np.asarray(sizes.least_load or 0.0) > 0)
    flow = dispatched(own.task, store, given.working_gas, seek_least=sought)
    gain, least = _audited(given, sought)
    if least is not None:
        notes.append(least.note)
    if gain is not None:
        flow = corrected(flow, fitted(own.task, store, given.working_gas), np.asarray(given.working_gas) * 1e3, gain)
        notes += gain.notes
        price = price * gain.price
    if battery:
        power, energy = _battery_sizes(given)
        plants["battery"] = battery_plant(given.battery, power, energy, given.benchmark_error)
    made = made_here(
        flow, kind, sizes.electrolyser, plants, generated(own.task, sizes), run=own.run if gain is None else gain.run,
        grid_price=price,
        water_price=given.water.price, rate=rate, life=life, spread=given.benchmark_error,
    )
    task = own.task
    # Power lost in a battery is emitted, too, with what it makes.
    useful = (flow.made * task.production_kwh + flow.charged * flow.charge_kwh) / 1e3
    most = task.electrolyser_mw * 1e3 / task.production_kwh
    return Hydrogen(
        flow=flow, charge_rate=np.minimum(store.charge_limit(given.working_gas), most),
        discharge_rate=np.minimum(store.discharge_limit(given.working_gas), task.demand.max() * np.asarray(task.demand_scale)),
        power_cost=made.power_cost, energy=task.production_kwh, grid_part=per(flow.grid_mwh, useful),
        task=task, made=made, notes=notes, audit=[] if gain is None else gain.table, least=least,
    )  # fmt: skip


def _audited(given: SimpleNamespace, sought: bool) -> tuple[Gain | None, LeastStore | None]:
    """What the audit gains over the rule in the middle case of the proposal, None where the rule is exact; and the least store
    of that case where none is ``sought`` in the draws and no battery stands beside it."""
    hourly = given.electricity_price_hourly is not None and given.grid_power is not None
    if sought and not hourly and given.minimum_load is None and given.grid_power is None:
        return None, None
    middle = at_medians(given)
    store, own = proposed_store(middle), own_of(middle)
    task = fitted(own.task, store, middle.working_gas)
    usual = float(purchase_price(middle.electricity_price, middle.grid))
    price: np.ndarray | float = usual
    if hourly:
        energy = years_of(given.electricity_price_hourly, given.weather_begins, "electricity_price_hourly")[0]
        price = energy + float(middle.grid.delivery_adder)
    battery = None
    if given.battery_energy is not None or given.battery_power is not None:
        power, energy = _battery_sizes(middle)
        battery = Battery(float(power), float(energy), middle.battery.round_trip)
    load = 0.0 if middle.minimum_load is None else float(middle.minimum_load)
    size = float(middle.working_gas) * 1e3
    gain = gain_of(task, size, battery=battery, minimum_load=load, price=price, usual_price=usual)
    # With a battery the audit could choose the size, in ten times the time of all the rest: not on every scorecard.
    return gain, None if sought or battery is not None else least_of_middle(task, store, size, None)


def _battery_sizes(given: SimpleNamespace) -> tuple[Number, Number]:
    """Power [MW] and energy [MWh] of the battery. Raises ValueError where one of them is not stated."""
    if given.battery_power is None or given.battery_energy is None:
        raise ValueError("a battery needs both sizes: state battery_power in MW and battery_energy in MWh")
    return given.battery_power, given.battery_energy
