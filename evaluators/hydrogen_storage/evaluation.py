"""From the inputs of one store to all that it answers: the store, its year, both boundaries, money and tonnes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from evaluators.hydrogen_storage import boundary
from evaluators.hydrogen_storage.answers import answers
from evaluators.hydrogen_storage.boundary import Boundary
from evaluators.hydrogen_storage.chain import Transport, cost_parts, emission_parts, transport
from evaluators.hydrogen_storage.emissions import yearly_emissions
from evaluators.hydrogen_storage.hydrogen_source import Hydrogen, gate_of, hydrogen_of
from evaluators.hydrogen_storage.proposed_store import proposed_store
from evaluators.hydrogen_storage.share import counted_share
from evaluators.hydrogen_storage.shown import shown
from evaluators.hydrogen_storage.stated_claims import bought_as_judged, price_of_share
from evaluators.hydrogen_storage.storage_cost import StorageCost, storage_cost
from evaluators.hydrogen_storage.store_parts import store_parts
from evaluators.hydrogen_storage.technology import Store
from evaluators.hydrogen_storage.thresholds import in_japan
from evaluators.toolkit.finance import annuity_factor
from evaluators.toolkit.fund_wide import COST_OF_CAPITAL, grid_factor, purchase_price
from evaluators.toolkit.present_value import first_years

Number = np.ndarray | float

HORIZON = 40  # years, not shorter than the longest life in technologies.csv


@dataclass(frozen=True)
class Chain:
    """All that streams, answers and exhibits are made of. ``built`` parts of the store [USD2024]; ``upkeep`` and ``power`` of
    the store [USD2024/year]; ``received`` by users [kg/year]; ``emitted`` beyond the gate by part [kg CO2e/year];
    ``grid_mwh`` bought in all [MWh/year]; emissions at the gate ``by_rule`` of the limits [kg CO2e/kg], see
    ``boundary.CONTAINS``; ``price`` of electricity bought [USD2024/MWh]; ``rate`` real [1/year]."""

    store: Store
    hydrogen: Hydrogen
    carried: Transport | None
    built: Mapping[str, Number]
    upkeep: Number
    power: Number
    received: Number
    emitted: Mapping[str, Number]
    grid_mwh: Number
    cost: StorageCost
    gate: Boundary
    by_rule: Number
    delivered: Boundary
    price: Number
    rate: Number


def evaluated(stated: SimpleNamespace) -> dict[str, Any]:
    """All streams, answers and exhibits; ``stated`` holds the evaluator's inputs by name: numbers, draws, rows. ValueError."""
    return all_of(stated, *judged(stated))


def judged(stated: SimpleNamespace) -> tuple[SimpleNamespace, np.ndarray, Chain]:
    """The inputs as they are taken, the factor of the grid (draws or 1, years) [tonne/MWh], and the whole chain."""
    given = bought_as_judged(stated)
    factor = grid_factor(given.grid, given.operation_start, HORIZON)
    return given, factor, chain_of(given, factor)


def all_of(stated: SimpleNamespace, given: SimpleNamespace, factor: np.ndarray, chain: Chain) -> dict[str, Any]:
    """What ``evaluated`` returns, from what ``judged`` made of the inputs ``stated``."""
    share, at_least = share_of(given, chain), cost_for_targets(given, factor, chain)
    return {
        **streams(given, chain, share, factor), **answers(given, chain, at_least),
        "exhibits": shown(stated, given, chain, share, at_least),
    }


def chain_of(given: SimpleNamespace, factor: np.ndarray) -> Chain:
    """The whole chain; ``factor`` of the grid (draws or 1, years) [tonne/MWh]."""
    rate = COST_OF_CAPITAL.middle if given.cost_of_capital is None else given.cost_of_capital
    price = purchase_price(given.electricity_price, given.grid)
    store = proposed_store(given)
    life = store.life
    per_kwh = first_years(factor, life, HORIZON) / life
    hydrogen = hydrogen_of(given, store, rate, life, price)
    flow, warming = hydrogen.flow, given.hydrogen_warming
    gate = gate_of(given, hydrogen, rate, life, per_kwh)
    by_rule = gate_of(given, hydrogen, rate, life, factor[:, 0] * given.grid_upstream).by_rule
    built = store_parts(given, store, hydrogen, gate.cost)
    upkeep = store.fixed_om(dict(built), flow.charged) + store.variable_om * flow.charged
    filling, release = flow.charged * flow.charge_kwh / 1e3, flow.from_store * store.discharge_kwh / 1e3
    power = filling * hydrogen.power_cost + release * price
    cost = storage_cost(
        store.capital(built), upkeep, power, flow.charged, flow.from_store, gate.cost, rate, life
    )
    years = annuity_factor(rate, life)
    further = store.present_parts(built, rate)
    further |= {"store's upkeep": upkeep * years, "store's electricity": power * years}
    emitted: dict[str, Number] = {
        "store's electricity": (filling * hydrogen.grid_part + release) * 1e3 * per_kwh,
        boundary.VENTED: flow.lost * store.vented_share * warming,
        "cushion gas": store.cushion_tonne(given.working_gas) * 1e3 / life * gate.emissions,
    }
    if hydrogen.made is not None:
        emitted[boundary.BUILDING] = filling * 1e3 * hydrogen.made.embodied
    carried, received = None, flow.delivered
    if given.carrier is not None:
        carried = carriage(given, flow.direct, flow.from_store)
        received = carried.delivered
        for name, part in cost_parts(carried, price, given.marine_fuel.price, rate, life).items():
            # The store's own plants and those of the way may both be a conversion.
            further[name] = further.get(name, 0.0) + part
        for name, part in emission_parts(carried, per_kwh, given.marine_fuel.factor, warming).items():
            # Named alike, so that all vented hydrogen stands in one line.
            known = boundary.VENTED if name == "hydrogen vented" else name
            emitted[known] = emitted.get(known, 0.0) + part
    bought = release + (0.0 if carried is None else carried.electricity)
    return Chain(
        store, hydrogen, carried, built, upkeep, power, received, emitted,
        bought + (filling if hydrogen.made is None else flow.grid_mwh), cost, gate, by_rule,
        boundary.delivered(gate, flow.made, received, further, emitted, rate, life), price, rate,
    )


def cost_for_targets(given: SimpleNamespace, factor: np.ndarray, chain: Chain) -> Number:
    """Cost of the delivered hydrogen that Japan's targets are held against [USD2024/kg]: at the project's own cost of capital,
    but none below the low end of what the fund supposes of all projects, so that no target is met by stating a low one."""
    if not in_japan(given) or np.all(np.asarray(chain.rate) >= COST_OF_CAPITAL.low):
        return chain.delivered.cost
    dearer = {**vars(given), "cost_of_capital": np.maximum(chain.rate, COST_OF_CAPITAL.low)}
    return chain_of(SimpleNamespace(**dearer), factor).delivered.cost


def carriage(given: SimpleNamespace, direct: Number, stored: Number) -> Transport:
    """The way to the users of what went past the store, ``direct``, and came out of it, ``stored`` [kg/year].

    A store of the same carrier hands it over as it is, and its own plants convert it before the way and release it behind: what
    they lose there still travels. What goes past the store is converted and released on its way. The store's tanks are one of
    the ship's terminals. Where the carrier itself is sold, nothing is released.
    """
    if given.carrier_distance is None:
        raise ValueError(f"the carrier is '{given.carrier.name}' and its way is not stated; state carrier_distance [km]")
    alike = given.carrier.name.partition("_")[0] == given.storage.name
    sent = np.maximum(np.asarray(direct) + stored, 1e-6)
    part = direct / sent if alike else 1.0
    released = 1.0 if given.release is None else given.release
    aboard: Number = 1.0
    if alike:
        fresh, unreleased = direct * given.carrier.convert_kept, stored / (1 - given.storage.discharge_loss * released)
        aboard = np.maximum(fresh + unreleased, 1e-6) / np.maximum(fresh + stored, 1e-6)
    return transport(
        given.carrier, given.carrier_distance, sent, convert=part, release=part * released, spread=given.benchmark_error,
        aboard=aboard, terminals=1.0 if alike else 2.0,
    )


def share_of(given: SimpleNamespace, chain: Chain) -> Number:
    """The share of the chain that counts [1]: what is claimed, and never more than its share of the chain's cost.

    At the fund's rate, as the cost per tonne: a high rate of its own must not raise a store's share, nor an understated price of
    what it buys. A chain that makes its hydrogen bears all its cost, and counts the same share of it.
    """
    claimed = 1.0 if given.chain_share is None else given.chain_share
    if chain.hydrogen.made is not None:
        return counted_share(claimed, 1.0, 0.0)
    flow, life, rate = chain.hydrogen.flow, chain.store.life, given.discount_rate
    at_fund_rate = storage_cost(
        chain.store.capital(chain.built), chain.upkeep, chain.power, flow.charged, flow.from_store,
        chain.gate.cost, rate, life,
    ).without_gas * flow.from_store  # fmt: skip
    if chain.carried is not None:
        way = cost_parts(chain.carried, chain.price, given.marine_fuel.price, rate, life)
        at_fund_rate = at_fund_rate + sum(way.values()) / annuity_factor(rate, life)
    return counted_share(claimed, at_fund_rate, price_of_share(given) * flow.from_store)


def streams(given: SimpleNamespace, chain: Chain, share: Number, factor: np.ndarray) -> dict[str, Number]:
    """The common streams of the contract: money and tonnes a year, the chain's sales and tonnes times the ``share``.

    The cost is the store's own where the hydrogen is bought; where the chain makes it, the whole chain's times the share, too.
    """
    flow, made, life = chain.hydrogen.flow, chain.hydrogen.made, chain.store.life
    capex = sum(chain.built.values())
    renewed = (sum(chain.store.present_parts(chain.built, chain.rate).values()) - capex) / annuity_factor(chain.rate, life)
    constant = flow.made * chain.gate.emissions + sum(
        part for name, part in chain.emitted.items() if name not in ("store's electricity", "transport electricity")
    )
    if made is None:
        # A store that buys owns no hydrogen but what it loses.
        opex = chain.upkeep + renewed + chain.power + flow.lost * given.hydrogen_cost
    else:
        capex = capex + sum(made.capex.values())
        opex = chain.upkeep + renewed + made.yearly + flow.from_store * chain.store.discharge_kwh / 1e3 * chain.price
        constant = constant - flow.made * chain.gate.emission_parts["electricity"]
    if chain.carried is not None:
        start = sum(cost for cost, _ in chain.carried.capital.values())
        way = cost_parts(chain.carried, chain.price, given.marine_fuel.price, chain.rate, life)
        capex, opex = capex + start, opex + (sum(way.values()) - start) / annuity_factor(chain.rate, life)
    paid = 1.0 if made is None else share
    return {
        "capex": paid * capex, "opex": paid * opex, "product": share * chain.received, "life": life,
        "reference_t": share * boundary.displaced_emissions(chain.received, given.displacing, given.displaced),
        "project_t": yearly_emissions(constant, chain.grid_mwh, grid=factor, share=share),
    }
