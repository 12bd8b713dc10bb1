"""The worked example of an evaluator, tried: bound, called, one draw at a time, with one input moved."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from itertools import chain, product
from pathlib import Path
from typing import Any

import numpy as np

from evaluators.toolkit.binding import InputMissing, bind
from evaluators.toolkit.contract import STREAMS, Assumed, Assumptions, Choice, ContractBroken, Evaluator, Given
from evaluators.toolkit.draws import Streams
from evaluators.toolkit.evaluate import checked
from evaluators.toolkit.project import HEADER
from evaluators.toolkit.row import Row

DRAWS = 64


def variants(evaluator: Evaluator) -> list[dict[str, Any]]:
    """The worked example, once for each way of meeting the ``one_of`` groups, once more with each optional table, once
    without the hours of what is told by month, too, once with nothing optional, where some way can do with so little, and
    once with what is slow.

    A table stands for what the other inputs say in short, hours for months and what is stated for what is usual, so that with
    all of them these would not matter.
    """
    example = evaluator.example()
    if "operation_start" in evaluator.inputs:
        example.setdefault("operation_start", HEADER["operation_start"].example)
    missing = [
        name for name, declared in evaluator.inputs.items()
        if isinstance(declared, Given | Choice) and name not in example and not getattr(declared, "optional", False)
    ]
    if missing:
        raise ContractBroken(f"{evaluator.name}: {', '.join(missing)} has no example=. The worked example needs one.")
    alternatives = {name for group in (*evaluator.one_of, *chain(*evaluator.requires.values())) for name in group}
    tables = [
        name for name, declared in evaluator.of(Given).items()
        if declared.columns and declared.optional and name in example and name not in alternatives
    ]
    plain = {name: value for name, value in example.items() if name not in {*alternatives, *tables, *evaluator.slow}}
    ways = [{name: example[name] for name in picked} for picked in _ways(evaluator, example)]
    met = [plain | way for way in ways]
    hours = {name for name in met[0] if name.replace("_hourly", "_monthly") in met[0].keys() - {name} - alternatives}
    by_month = [{name: value for name, value in met[0].items() if name not in hours}] if hours else []
    slow = [met[0] | {name: example[name] for name in evaluator.slow}] if evaluator.slow else []
    return met + [met[0] | {name: example[name]} for name in tables] + by_month + _bare(evaluator, plain, ways) + slow


def _bare(evaluator: Evaluator, plain: dict[str, Any], ways: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first of the ``ways`` that runs with nothing optional beside it, if any; the others may refuse in a sentence."""
    needed = {name: value for name, value in plain.items() if not getattr(evaluator.inputs[name], "optional", False)}
    for way in ways:
        try:
            evaluator.function(**medians(evaluator, needed | way))
        except Exception as error:  # noqa: BLE001 - any but a refusal is found again, and told, where the example is run
            if isinstance(error, ValueError):
                continue
        return [needed | way]
    return []


def _ways(evaluator: Evaluator, example: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """The inputs picked in each way of meeting the groups, with what they require."""

    def picks(groups: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
        known = [[name for name in group if name in example] for group in groups]
        if not all(known):
            raise ContractBroken(f"{evaluator.name}: give one input of each group in one_of an example=.")
        return product(*known)

    for first in picks(list(evaluator.one_of)):
        for rest in picks(evaluator.groups(first)[len(evaluator.one_of) :]):
            yield (*first, *rest)


def run(evaluator: Evaluator, facts: dict[str, Any], note: str = "") -> dict:
    """What the evaluator returns for ``facts``, checked, with ``DRAWS`` draws; raises ContractBroken, ending in ``note``."""
    try:
        values = bind(evaluator, facts, Streams(0, DRAWS, "check")).values
    except InputMissing as error:
        raise ContractBroken(f"{evaluator.name}: the worked example cannot be bound: {error}{note}") from None
    returned = call(evaluator, values, note)
    try:
        return checked(evaluator, returned, DRAWS)
    except ContractBroken as error:
        raise ContractBroken(f"{str(error).removesuffix('.')}{note}.") from None
    except (TypeError, ValueError) as error:
        raise ContractBroken(f"{evaluator.name} returns something that is no array of numbers: {error}{note}.") from None


def call(evaluator: Evaluator, values: dict[str, Any], note: str = "") -> dict:
    """The dict that the function returns; raises ContractBroken for whatever it raises, with file and line."""
    try:
        returned = evaluator.function(**values)
    except Exception as error:  # a formula may raise anything
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(last.filename).name}, line {last.lineno}"
        raise ContractBroken(f"{evaluator.name} raises {type(error).__name__}: {error} ({place}){note}.") from error
    if not isinstance(returned, dict):
        raise ContractBroken(f"{evaluator.name} must return a dict of streams and answers, not {type(returned).__name__}{note}.")
    return returned


def loose(value: Any) -> Any:
    """A copy of an input that can be written on."""
    if isinstance(value, Row):
        return Row(value.name, {key: loose(one) for key, one in value.items()})
    return value.copy() if isinstance(value, np.ndarray) else value


def single(value: Any, index: int) -> Any:
    """An input as draw ``index`` alone sees it: plain numbers where there were draws."""
    if isinstance(value, Row):
        return Row(value.name, {key: single(one, index) for key, one in value.items()})
    if isinstance(value, np.ndarray) and value.shape == (DRAWS,):
        return float(value[index])
    return value


def medians(evaluator: Evaluator, facts: dict[str, Any]) -> dict[str, Any]:
    """All inputs as plain numbers: ``facts``, and the medians of what is assumed."""
    return {name: evaluator._value(name, facts) for name in evaluator.inputs}


def numbers(evaluator: Evaluator, values: dict[str, Any]) -> np.ndarray:
    """All streams, answers and numbers shown in one row; none where the formula raises."""
    try:
        returned = evaluator.function(**values)
    except Exception:  # noqa: BLE001 - an input that decides whether the formula runs at all does matter
        return np.empty(0)
    named = [returned[name] for name in (*STREAMS, *evaluator.answers) if name in returned]
    return np.concatenate([*(np.ravel(np.asarray(one, dtype=float)) for one in named), list(_shown(returned.get("exhibits")))])


def _shown(exhibit: Any) -> Iterator[float]:
    if isinstance(exhibit, Mapping):
        exhibit = list(exhibit.values())
    if isinstance(exhibit, list | tuple):
        for one in exhibit:
            yield from _shown(one)
    elif isinstance(exhibit, int | float):
        yield float(exhibit)


def others(evaluator: Evaluator, name: str, base: dict[str, Any]) -> list[Any]:
    """What the input ``name`` could be instead of what it is in ``base``."""
    declared, value = evaluator.inputs[name], base[name]
    if isinstance(declared, Choice):
        chosen = None if value is None else value.name
        return [declared.table.medians(row) for row in declared.options if row != chosen] or [_moved(value)]
    if isinstance(declared, Assumptions):
        return [_moved(value)]
    if isinstance(declared, Assumed):
        return [declared.low, declared.high, value * 1.01 + 1e-6]
    if value is None:
        return []
    moved = [np.asarray(value, dtype=float) * factor for factor in (1.1, 0.9)]
    if isinstance(declared, Given) and not declared.shape:
        edges = [edge for edge in (declared.least, declared.most) if edge is not None]
        return [float(one) for one in moved] + edges
    return moved


def _moved(row: Row) -> Row:
    return Row(row.name, {key: one * 1.01 + 1e-6 for key, one in row.items()})
