"""All kinds of store, and one of each."""

from __future__ import annotations

import numpy as np

from evaluators.hydrogen_storage.technology import Stated, store_of
from evaluators.toolkit.distributions import quantile
from evaluators.toolkit.row import Row, assumption_table

TECHNOLOGIES = assumption_table("evaluators.hydrogen_storage", "technologies.csv")
KINDS = (
    "salt_cavern", "lined_rock_cavern", "buried_pipe", "vessel_350bar", "vessel_700bar", "liquid", "ammonia", "lohc",
    "metal_hydride",
)
GASEOUS, CARRIERS = KINDS[:5], KINDS[5:]


def drawn(kind: str, draws: int, seed: int = 1) -> Row:
    """A row with draws of all its parameters."""
    generator = np.random.default_rng(seed)
    values = {}
    for name, line in TECHNOLOGIES.lines[kind].items():
        share = generator.random(draws)
        values[name] = line.mode if line.shape == "fixed" else quantile(line.shape, line.low, line.mode, line.high, share)
    return Row(kind, values)


def store(kind: str, charge_rate: float = 1000.0, **stated):
    """The store of a row's medians."""
    return store_of(TECHNOLOGIES.medians(kind), charge_rate, Stated(**stated))
