"""Chains of hydrogen, dispatched and bought, and what their evaluation says in draws."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
from hydrogen_cases import made

from evaluators.hydrogen_storage import hydrogen_storage
from evaluators.hydrogen_storage.evaluation import HORIZON, Chain, chain_of
from evaluators.toolkit.binding import bind
from evaluators.toolkit.draws import Streams
from evaluators.toolkit.evaluate import Block, Project, checked, evaluate
from evaluators.toolkit.fund_wide import grid_factor

DRAWS = 60
HEADER = {
    "operation_start": 2031.0, "construction_start": 2028.0, "estimate_class": 4.0, "maturity": 7.0, "total_cost": 4.5e8,
    "grant_requested": 1.2e8, "other_public_support": 0.0, "cost_of_capital": 0.06,
}


def inputs(facts: dict, draws: int = DRAWS, **drawn) -> SimpleNamespace:
    """What the evaluator is called with: ``draws`` of every assumption, and ``drawn`` in the place of some."""
    return SimpleNamespace(**{**bind(hydrogen_storage, facts, Streams(5, draws, "sample")).values, **drawn})


def chain(given: SimpleNamespace) -> Chain:
    return chain_of(given, grid_factor(given.grid, given.operation_start, HORIZON))


def answered(given: SimpleNamespace) -> dict:
    """All that the evaluator returns, found to keep the contract."""
    return checked(hydrogen_storage, hydrogen_storage.function(**vars(given)), np.size(given.benchmark_error))


def medians(facts: dict, **drawn) -> dict:
    """All that it returns with every assumption at its median, and ``drawn`` in the place of some."""
    return hydrogen_storage(**{**facts, **drawn})


def evaluated(facts: dict, draws: int = 200):
    return evaluate(Project("H-1", HEADER, [Block("hydrogen_storage", facts)]), {"hydrogen_storage": hydrogen_storage}, 1, draws)


LONG = {"demand": 600.0, "carrier": "liquid_ship", "carrier_distance": 6000.0}
CHAINS = {
    "wind": made(),
    "wind and too little of it": made(wind_capacity=120.0),
    "wind by pipeline": made(carrier="gas_pipeline", carrier_distance=200.0),
    "liquid by ship": made(storage="liquid", **LONG),
    "vessels, then liquid by ship": made(storage="vessel_350bar", **LONG),
    "oil by ship": made(storage="lohc", demand=500.0, carrier="lohc_ship", carrier_distance=6000.0),
    "wind, and grid as the last resort": made(wind_capacity=120.0, working_gas=50.0, grid_power=30.0),
    "grid alone": made(wind_capacity=None, grid_power=75.0, demand_hourly=np.tile(np.repeat([0.0, 2.0], 12), 365)),
}


@cache
def case(name: str) -> tuple[SimpleNamespace, Chain, dict]:
    """Inputs, chain and all that is returned of one of ``CHAINS``."""
    given = inputs(CHAINS[name])
    return given, chain(given), answered(given)
