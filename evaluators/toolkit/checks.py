"""The contract, as a list of small checks: the same for ``cleanfund evaluator check`` and for pytest.

Each check takes an evaluator and raises ContractBroken with a sentence that says what to mend.
In a test: ``@pytest.mark.parametrize("check", evaluator_checks(my_evaluator), ids=check_name)`` and call it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from evaluators.toolkit.binding import bind
from evaluators.toolkit.contract import SCOPES, STREAMS, Assumed, Assumptions, Choice, ContractBroken, Evaluator, Given
from evaluators.toolkit.delivery import REFERENCE_CLASSES
from evaluators.toolkit.distributions import quantile
from evaluators.toolkit.draws import Streams
from evaluators.toolkit.row import Line, Row
from evaluators.toolkit.trial import DRAWS, call, loose, medians, numbers, others, run, single, variants
from evaluators.toolkit.units import UnitError, read_quantity

Check = Callable[[], None]


def evaluator_checks(evaluator: Evaluator) -> list[Check]:
    """All checks of the contract, bound to ``evaluator``; calling one raises ContractBroken or returns None."""
    return [partial(check, evaluator) for check in CHECKS]


def check_name(check: Check) -> str:
    """The name of a check, as a sentence without blanks."""
    function = check.func if isinstance(check, partial) else check
    return function.__name__.removeprefix("check_")


def check_everything_says_what_it_means(evaluator: Evaluator) -> None:
    for name, declared in {**evaluator.inputs, **evaluator.answers}.items():
        if not isinstance(declared, Assumptions) and not declared.meaning.strip():
            raise ContractBroken(f"{evaluator.name}: '{name}' has no meaning. Say in a few words what it is.")
    if not (evaluator.function.__doc__ or "").strip():
        raise ContractBroken(f"{evaluator.name} has no docstring. Its first line says what it answers.")


def check_units_can_be_read(evaluator: Evaluator) -> None:
    asked = {name: d for name, d in evaluator.inputs.items() if isinstance(d, Given | Assumed)}
    tables = {name: d.columns for name, d in asked.items() if isinstance(d, Given) and d.columns}
    units = {name: d.unit for name, d in asked.items() if name not in tables}
    units |= {f"{name}.{column}": unit for name, columns in tables.items() for column, unit in columns}
    units |= {name: declared.unit for name, declared in evaluator.answers.items()}
    if evaluator.sold_at is not None:
        units["sold_at"] = evaluator.sold_at.unit
        if evaluator.sold_at.unit != f"USD2024/{evaluator.product}":
            raise ContractBroken(
                f"{evaluator.name}: the product is counted in '{evaluator.product}' and sold_at is in "
                f"'{evaluator.sold_at.unit}'. Let both be of one unit: sold_at in USD2024/{evaluator.product or 'MWh'}."
            )
    for name, _, line in _lines(evaluator):
        units[name] = line.unit
    for name, unit in units.items():
        try:
            read_quantity("1" if unit == "1" else f"1 {unit}", unit)
        except UnitError as error:
            said = str(error).rstrip(".")
            raise ContractBroken(f"{evaluator.name}: the unit '{unit}' of '{name}' cannot be read: {said}.") from None


def check_assumptions_are_ordered_and_sourced(evaluator: Evaluator) -> None:
    drawn: list[tuple[str, str, Assumed | Line]] = []
    drawn += [(name, d.source, d) for name, d in evaluator.inputs.items() if isinstance(d, Assumed)]
    drawn += [("sold_at", evaluator.sold_at.source, evaluator.sold_at)] if evaluator.sold_at is not None else []
    drawn += [(name, line.source, line) for name, _, line in _lines(evaluator)]
    for name, source, one in drawn:
        if not one.low <= one.mode <= one.high:
            stated = f"{one.low}, {one.mode}, {one.high}"
            raise ContractBroken(f"{evaluator.name}: '{name}' must have low <= mode <= high, not {stated}.")
        if len(source.strip()) < 8 or source == "to be sourced":
            raise ContractBroken(f"{evaluator.name}: '{name}' has no source. Name author, year and table, or a DOI.")
        try:
            quantile(one.shape, one.low, one.mode, one.high, np.array([0.05, 0.5, 0.95]))
        except ValueError as error:
            raise ContractBroken(f"{evaluator.name}: '{name}' cannot be drawn: {str(error).rstrip('.')}.") from None
        if isinstance(one, Assumed) and one.scope not in SCOPES:
            raise ContractBroken(f"{evaluator.name}: the scope of '{name}' is '{one.scope}'; it may be {', '.join(SCOPES)}.")
        if isinstance(one, Assumed) and not 0 <= one.correlation <= 1:
            raise ContractBroken(f"{evaluator.name}: the correlation of '{name}' is {one.correlation:g}; it may be 0 to 1.")
        if isinstance(one, Assumed) and bool(one.group) != bool(one.correlation):
            raise ContractBroken(f"{evaluator.name}: '{name}' has a group or a correlation alone. Give both, or neither.")


def check_reference_class_is_known(evaluator: Evaluator) -> None:
    if evaluator.reference_class not in REFERENCE_CLASSES.rows:
        raise ContractBroken(
            f"{evaluator.name}: no reference class is called '{evaluator.reference_class}'; it may be "
            f"{', '.join(REFERENCE_CLASSES.rows)}. Take 'other' where none fits."
        )


def check_worked_example_runs(evaluator: Evaluator) -> None:
    for facts in variants(evaluator):
        run(evaluator, facts)


def check_inputs_are_left_alone(evaluator: Evaluator) -> None:
    facts = variants(evaluator)[0]
    values = bind(evaluator, facts, Streams(0, DRAWS, "check")).values
    copies = {name: loose(value) for name, value in values.items()}
    call(evaluator, copies)
    for name, value in values.items():
        if not all(np.array_equal(one, copy) for one, copy in zip(_arrays(value), _arrays(copies[name]), strict=True)):
            raise ContractBroken(f"{evaluator.name} writes on its input '{name}'. Work on a new array.")


def check_answers_stay_in_bounds(evaluator: Evaluator) -> None:
    for facts in variants(evaluator):
        # What a table says must fit the numbers beside it: their ends are tried without one.
        if any(isinstance(one, Given) and one.columns and name in facts for name, one in evaluator.inputs.items()):
            continue
        slow = facts.keys() & set(evaluator.slow)
        for name, declared in evaluator.inputs.items():
            if slow and name not in slow:
                continue
            if isinstance(declared, Choice):
                edges: list[Any] = list(declared.options)
            elif isinstance(declared, Given) and not declared.shape:
                edges = [edge for edge in (declared.least, declared.most) if edge is not None]
            else:
                continue
            for edge in edges:
                if facts.get(name) is not None:
                    run(evaluator, {**facts, name: edge}, f" with {name} = {edge}")


def check_many_draws_equal_one_by_one(evaluator: Evaluator) -> None:
    for facts in variants(evaluator):
        values = bind(evaluator, facts, Streams(0, DRAWS, "check")).values
        many = call(evaluator, values)
        for index in (0, DRAWS // 2, DRAWS - 1):
            alone = {name: single(value, index) for name, value in values.items()}
            one = call(evaluator, alone, " where one draw is given as plain numbers")
            for name in (*STREAMS, *evaluator.answers):
                if name not in many or name not in one:
                    continue
                whole, lone = np.asarray(many[name], dtype=float), np.asarray(one[name], dtype=float)
                part = whole[index] if whole.ndim and whole.shape[0] == DRAWS else whole
                if not _close(np.ravel(part), np.ravel(lone), whole):
                    raise ContractBroken(
                        f"{evaluator.name}: '{name}' of draw {index} is {np.ravel(part)[:3]} among all draws and "
                        f"{np.ravel(lone)[:3]} alone. A draw must not look at the others (no mean, no sort over draws)."
                    )


def check_same_twice(evaluator: Evaluator) -> None:
    facts = variants(evaluator)[0]
    first, second = run(evaluator, facts), run(evaluator, facts)
    for name in (*STREAMS, *evaluator.answers):
        if name in first and not np.array_equal(np.asarray(first[name]), np.asarray(second[name])):
            raise ContractBroken(f"{evaluator.name}: '{name}' differs between two equal runs. Draw nothing inside the formula.")


def check_every_input_matters(evaluator: Evaluator) -> None:
    idle = set(evaluator.inputs)
    for facts in variants(evaluator):
        base = medians(evaluator, facts)
        call(evaluator, base, " at the medians of its assumptions")
        before = numbers(evaluator, base)
        for name in sorted(idle):
            if any(not _same(before, numbers(evaluator, {**base, name: other})) for other in others(evaluator, name, base)):
                idle.discard(name)
    if idle:
        raise ContractBroken(
            f"{evaluator.name}: {', '.join(sorted(idle))} changes no stream, no answer and no number that is shown. Use it, or "
            "take it out of the signature; an optional input needs an example= to be tried."
        )


def check_published_example_is_reproduced(evaluator: Evaluator) -> None:
    cases = published_examples(evaluator)
    if not cases:
        raise ContractBroken(
            f"{evaluator.name} reproduces no published number. Put a list PUBLISHED = [dict(source=..., inputs={{...}}, "
            f"answer=..., expected=..., tolerance=...)] beside the function."
        )
    for case in cases:
        lacking = [key for key in ("source", "inputs", "answer", "expected", "tolerance") if key not in case]
        if lacking:
            raise ContractBroken(f"{evaluator.name}: an entry of PUBLISHED has no {', '.join(lacking)}.")
        returned = _answered(evaluator, case)
        if not np.isclose(float(returned), case["expected"], rtol=0, atol=case["tolerance"]):
            raise ContractBroken(
                f"{evaluator.name}: '{case['answer']}' is {float(returned):g}, published is {case['expected']:g} "
                f"+- {case['tolerance']:g} ({case['source']})."
            )


CHECKS = (
    check_everything_says_what_it_means, check_units_can_be_read, check_assumptions_are_ordered_and_sourced,
    check_reference_class_is_known, check_worked_example_runs, check_inputs_are_left_alone, check_answers_stay_in_bounds,
    check_many_draws_equal_one_by_one, check_same_twice, check_every_input_matters, check_published_example_is_reproduced,
)


def published_examples(evaluator: Evaluator) -> list[dict]:
    """The list PUBLISHED beside the evaluator's function: source, inputs, answer, expected, tolerance [unit of the answer]."""
    return list(getattr(sys.modules[evaluator.module], "PUBLISHED", []))


def _answered(evaluator: Evaluator, case: dict) -> float:
    try:
        return float(evaluator(**case["inputs"])[case["answer"]])
    except Exception as error:  # a formula may raise anything
        what = f"{type(error).__name__}: {str(error).rstrip('.')}."
        raise ContractBroken(f"{evaluator.name}: the published example '{case['answer']}' raises {what}") from error


def _lines(evaluator: Evaluator) -> Iterator[tuple[str, str, Line]]:
    for name, declared in evaluator.inputs.items():
        if isinstance(declared, Choice | Assumptions):
            for row, lines in declared.table.lines.items():
                if isinstance(declared, Choice) or row == declared.row:
                    for parameter, line in lines.items():
                        yield f"{name}.{row}.{parameter}", row, line


def _arrays(value: Any) -> list[np.ndarray]:
    if isinstance(value, Row):
        return [array for one in value.values() for array in _arrays(one)]
    return [value] if isinstance(value, np.ndarray) else []


def _close(one: np.ndarray, other: np.ndarray, whole: np.ndarray) -> bool:
    # The width beside nought hangs on the size of the numbers, so that small ones are compared as strictly as large ones.
    scale = float(np.max(np.abs(whole), where=np.isfinite(whole), initial=0.0))
    return one.shape == other.shape and np.allclose(one, other, rtol=1e-9, atol=1e-12 * scale, equal_nan=True)


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    return np.array_equal(one, other, equal_nan=True)


__all__ = ["CHECKS", "check_name", "evaluator_checks", "published_examples", "variants"]
