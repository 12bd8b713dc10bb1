"""From a contract and a project's facts to the values a formula is called with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from evaluators.toolkit.contract import Assumed, Assumptions, Choice, Evaluator, Given
from evaluators.toolkit.distributions import quantile
from evaluators.toolkit.draws import Streams
from evaluators.toolkit.row import AssumptionTable, Row


@dataclass
class Bound:
    """What the formula is called with, and the uniforms of every uncertain input by its name; whose each is."""

    values: dict[str, Any] = field(default_factory=dict)
    uniforms: dict[str, np.ndarray] = field(default_factory=dict)
    whose: dict[str, str] = field(default_factory=dict)


class InputMissing(Exception):
    """A proposal does not state what an evaluator needs; the message names it."""


@lru_cache(maxsize=4096)
def _shared_values(seed: int, draws: int, owner: str, name: str, declared: Assumed) -> np.ndarray:
    values = quantile(
        declared.shape, declared.low, declared.mode, declared.high,
        Streams(seed, draws, "").uniform(declared.scope, owner, name, declared.group, declared.correlation),
    )
    values = np.asarray(values, dtype=float)
    values.flags.writeable = False
    return values


def draw(declared: Assumed, owner: str, name: str, streams: Streams) -> tuple[Any, np.ndarray | None]:
    """Draws of one assumption, shape (draws,), in its own unit, and their uniforms; a number and None where fixed."""
    if declared.shape == "fixed" or declared.low == declared.high:
        return declared.mode, None
    name = declared.name or name
    uniform = streams.uniform(declared.scope, owner, name, declared.group, declared.correlation)
    if declared.scope != "project":
        return _shared_values(streams.seed, streams.draws, owner if declared.scope != "fund" else "fund", name, declared), uniform
    values = np.asarray(quantile(declared.shape, declared.low, declared.mode, declared.high, uniform), dtype=float)
    values.flags.writeable = False
    return values, uniform


def bind(evaluator: Evaluator, facts: Mapping[str, Any], streams: Streams) -> Bound:
    """The values of all inputs of ``evaluator``: facts as stated, assumptions as draws.

    ``facts`` holds numbers, pairs (low, high) for ranges, arrays for series, row names for choices, each in the
    declared unit. Raises InputMissing for a needed input without a fact.
    """
    bound = Bound()
    for name, declared in evaluator.inputs.items():
        if isinstance(declared, Assumed):
            bound.whose[declared.name or name] = declared.scope
            bound.values[name] = _keep(bound, declared.name or name, *draw(declared, evaluator.name, name, streams))
        elif isinstance(declared, Assumptions):
            bound.values[name] = _row(bound, declared.table, declared.row, name, evaluator.name, streams)
        elif facts.get(name) is None:
            if isinstance(declared, Given | Choice) and declared.optional:
                bound.values[name] = None
                continue
            raise InputMissing(f"{evaluator.name} needs {name} ({declared.meaning}); the proposal and its site state none.")
        elif isinstance(declared, Choice):
            bound.values[name] = _row(bound, declared.table, facts[name], name, evaluator.name, streams)
        else:
            bound.values[name] = _stated(bound, name, facts[name], evaluator.name, streams)
    return bound


def _keep(bound: Bound, name: str, values: Any, uniform: np.ndarray | None) -> Any:
    if uniform is not None:
        bound.uniforms[name] = uniform
    return values


def _row(bound: Bound, table: AssumptionTable, row: str, name: str, owner: str, streams: Streams) -> Row:
    lines = table.lines.get(row)
    if lines is None:
        raise InputMissing(f"{name} is '{row}'; it may be {', '.join(table.rows)}.")
    values = {}
    for parameter, line in lines.items():
        declared = Assumed(
            line.low, line.mode, line.high, line.unit, parameter, line.source, line.shape, table.scope,
            group=line.group, correlation=line.correlation,
        )
        # Shared by all evaluators, whatever they call the input: the table itself gives the name.
        key = f"{PurePosixPath(table.file).stem if table.scope == 'fund' else name}.{row}.{parameter}"
        bound.whose[key] = table.scope
        values[parameter] = _keep(bound, key, *draw(declared, owner, key, streams))
    return Row(row, values)


def _stated(bound: Bound, name: str, fact: Any, owner: str, streams: Streams) -> Any:
    if isinstance(fact, tuple):
        low, high = fact
        if low == high:
            return float(low)
        uniform = streams.uniform("project", owner, name)
        bound.whose[name] = "project"
        values = low + (high - low) * uniform
        values.flags.writeable = False
        return _keep(bound, name, values, uniform)
    if isinstance(fact, np.ndarray):
        if fact.flags.writeable:
            fact = fact.copy()
            fact.flags.writeable = False
        return fact
    return float(fact)
