"""The contract of an evaluator: one function whose parameters are what it needs, and whose dict is what it answers.

Six words stand in a signature:

* ``given``: the proposal states it, as a number, a range or a table;
* ``measured``: the site brings it, as a number or a series;
* ``choice``: the proposal picks one row of a table beside the code;
* ``assumed``: we suppose it: a distribution with a unit and a source;
* ``assumptions``: a fixed row of such a table, for long lists;
* ``answer``: what the function returns, with unit, bounds and which direction is better.

Everything that people see of an evaluator (form, bounds, register, catalogue) is derived from these.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from evaluators.toolkit.distributions import central
from evaluators.toolkit.row import AssumptionTable, Row
from evaluators.toolkit.streams import NEEDED_STREAMS, STREAMS

SCOPES = ("fund", "technology", "project")


@dataclass(frozen=True)
class Given:
    """What the proposal states, in ``unit``; ``least`` and ``most`` bound it, both included.

    A table has ``columns`` (name, unit) and up to ``longest`` rows, each a ``shape``; the function gets an array (rows, columns).
    """

    unit: str
    meaning: str
    least: float | None = None
    most: float | None = None
    optional: bool = False
    shape: str = ""
    example: Any = None
    columns: tuple[tuple[str, str], ...] = ()
    longest: int = 0


@dataclass(frozen=True)
class Measured(Given):
    """What the site brings: a number, or with a ``shape`` a series or a table.

    "hour" is whole years of 8,760 or 8,784 h each, "hours" any number of them, "month" twelve; else the names of the
    axes, "bin,sector". Axes of one name are of one length in all inputs; "bin+1" is one longer than "bin".
    """


@dataclass(frozen=True)
class Choice:
    """One row of a table beside the code, picked by the proposal; the function receives the row, None where none was picked."""

    table: AssumptionTable
    meaning: str
    example: str | None = None
    optional: bool = False

    @property
    def options(self) -> tuple[str, ...]:
        return self.table.rows


@dataclass(frozen=True)
class Assumptions:
    """A fixed row of a table beside the code; the function receives the row."""

    table: AssumptionTable
    row: str
    meaning: str = ""


@dataclass(frozen=True)
class Assumed:
    """What we suppose: low, mode (or median) and high of a distribution, with unit and source."""

    low: float
    mode: float
    high: float
    unit: str
    meaning: str
    source: str
    shape: str = "pert"
    scope: str = "technology"
    name: str = ""
    group: str = ""
    correlation: float = 0.0
    year: int | None = None

    @property
    def middle(self) -> float:
        """The median, used where one number must stand for the distribution."""
        return float(central(self.shape, self.low, self.mode, self.high))


@dataclass(frozen=True)
class Answer:
    """What an evaluator returns per draw; ``better`` is "lower", "higher" or "" where neither is. One that is ``optional`` may
    be left out where the proposal's inputs do not lead to it."""

    unit: str
    meaning: str
    least: float | None = None
    most: float | None = None
    better: str = ""
    optional: bool = False


Input = Given | Measured | Choice | Assumptions | Assumed


def given(
    unit: str | Mapping[str, str], meaning: str, *, least=None, most=None, optional=False, shape="", example=None, longest=1000
) -> Any:
    """A value that the proposal states; a bare number is refused unless ``unit`` is "1".

    A unit for each column makes it a table of up to ``longest`` rows: ``given({"east": "m", "north": "m"}, shape="turbine")``.
    """
    if isinstance(unit, str):
        return Given(unit, meaning, least, most, optional, shape, example)
    told = ", ".join(name if one == "1" else f"{name} [{one}]" for name, one in unit.items())
    rows = None if example is None else np.array(example, dtype=float)
    return Given(told, meaning, least, most, optional, shape or "row", rows, tuple(unit.items()), longest)


def measured(unit: str, meaning: str, *, least=None, most=None, optional=False, shape="", example=None) -> Any:
    """A value of the site: a number, or a series or table of the ``shape`` that ``Measured`` tells of."""
    return Measured(unit, meaning, least, most, optional, shape, example)


def choice(table: AssumptionTable, meaning: str, *, example: str | None = None, optional: bool = False) -> Any:
    """One row of ``table``, picked by name in the proposal or its site."""
    return Choice(table, meaning, example, optional)


def assumptions(table: AssumptionTable, row: str, meaning: str = "") -> Any:
    """A fixed row of ``table``: for lists of assumptions too long for a signature."""
    return Assumptions(table, row, meaning)


def assumed(
    low: float, mode: float, high: float, unit: str, meaning: str, *, source: str, shape: str = "pert",
    scope: str = "technology", name: str = "", group: str = "", correlation: float = 0.0, year: int | None = None,
) -> Any:
    """A supposed distribution (see ``distributions.quantile`` for what low, mode and high mean in each shape).

    ``group`` and ``correlation`` (0..1) tie it to the common factor of that name within its scope.
    """
    return Assumed(low, mode, high, unit, meaning, source, shape, scope, name, group, correlation, year)


def answer(unit: str, meaning: str, *, least=None, most=None, better="", optional=False) -> Answer:
    """An answer of the evaluator's own, beside the common ones."""
    return Answer(unit, meaning, least, most, better, optional)


class ContractBroken(Exception):
    """An evaluator does not keep the contract; the message says what to mend."""


@dataclass(frozen=True)
class Evaluator:
    """A function with its contract. Calling it with plain numbers fills what is left out with medians."""

    name: str
    title: str
    function: Callable[..., dict]
    inputs: Mapping[str, Input]
    answers: Mapping[str, Answer]
    product: str = ""
    sold_at: Assumed | None = None
    reference_class: str = "other"
    one_of: Sequence[tuple[str, ...]] = ()
    version: str = "1"
    module: str = ""
    origin: str = field(default="", compare=False)
    requires: Mapping[str, Sequence[tuple[str, ...]]] = field(default_factory=dict)
    slow: tuple[str, ...] = ()
    beside: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    companions: tuple[Evaluator, ...] = ()

    @property
    def all_inputs(self) -> dict[str, Input]:
        """The inputs, what a block may state for its companions beside them, and what these suppose."""
        further = {
            name: declared for one in self.companions for name, declared in one.inputs.items()
            if name == one.beside[self.name].get(name) or isinstance(declared, Assumed | Assumptions)
        }  # fmt: skip
        return {**further, **self.inputs}

    def groups(self, stated: Container[str]) -> list[tuple[str, ...]]:
        """Groups of inputs of which one must be there where ``stated`` are: ``one_of``, and what the first of each requires."""
        met = [next((name for name in group if name in stated), "") for group in self.one_of]
        return [*self.one_of, *(further for name in met for further in self.requires.get(name, ()))]

    def __call__(self, **values: Any) -> dict:
        unknown = sorted(set(values) - set(self.inputs))
        if unknown:
            raise TypeError(f"{self.name} takes no input called {', '.join(unknown)}; it takes {', '.join(self.inputs)}.")
        return self.function(**{name: self._value(name, values) for name in self.inputs})

    def _value(self, name: str, values: Mapping[str, Any]) -> Any:
        declared = self.inputs[name]
        if isinstance(declared, Choice) and isinstance(values.get(name), str):
            return declared.table.medians(values[name])
        if name in values:
            return values[name]
        if isinstance(declared, Assumed):
            return declared.middle
        if isinstance(declared, Assumptions):
            return declared.table.medians(declared.row)
        if isinstance(declared, Given | Choice) and declared.optional:
            return None
        raise TypeError(f"{self.name} needs {name}: {declared.meaning}.")

    def of(self, kind: type) -> dict[str, Any]:
        """The inputs of one kind, in the order of the signature (``Given`` leaves ``Measured`` out)."""
        return {name: declared for name, declared in self.inputs.items() if type(declared) is kind}

    def example(self) -> dict[str, Any]:
        """The worked example: the ``example`` of every given, measured and choice input."""
        return {
            name: declared.example
            for name, declared in self.inputs.items()
            if isinstance(declared, Given | Choice) and declared.example is not None
        }


def evaluator(
    title: str, *, answers: Mapping[str, Answer] | None = None, product: str = "", sold_at: Assumed | None = None,
    reference_class: str = "other", one_of: Sequence[tuple[str, ...]] = (), version: str = "1",
    requires: Mapping[str, Sequence[tuple[str, ...]]] | None = None, slow: tuple[str, ...] = (),
    beside: Mapping[str, Mapping[str, str]] | None = None,
) -> Callable[[Callable[..., dict]], Evaluator]:
    """Makes a function an evaluator; its name is the function's name, its contract the signature.

    ``product`` is the unit of one product ("MWh", "kg"); ``sold_at`` the fund-wide price of that unit, also of what it displaces;
    ``reference_class`` the row of ``delivery.csv``; ``one_of`` groups of optional inputs of which at least one must be there;
    ``requires`` by input of such a group: further groups that it brings along, where it is the first that is stated;
    ``slow`` optional inputs that call for a slower reckoning, which the checks try in a case of their own;
    ``beside`` makes it a companion: by technology, which of its inputs it takes from which of theirs (see ``companions.py``).
    """

    def declare(function: Callable[..., dict]) -> Evaluator:
        inputs: dict[str, Input] = {}
        for name, parameter in inspect.signature(function).parameters.items():
            if not isinstance(parameter.default, Given | Choice | Assumptions | Assumed):
                raise ContractBroken(
                    f"{function.__name__}: the parameter '{name}' says nothing about itself. Give it a default of "
                    f"given(...), measured(...), choice(...), assumed(...) or assumptions(...)."
                )
            inputs[name] = parameter.default
        made = Evaluator(
            function.__name__, title, function, inputs, dict(answers or {}), product, sold_at,
            reference_class, tuple(one_of), version, function.__module__, requires=dict(requires or {}), slow=slow,
            beside=dict(beside or {}),
        )
        _refuse_contradictions(made)
        return made

    return declare


def _refuse_contradictions(made: Evaluator) -> None:
    for name in made.answers:
        if name in STREAMS or name == "exhibits":
            raise ContractBroken(f"{made.name}: an answer cannot be called '{name}', which means something else. Rename it.")
    if made.sold_at is not None and not made.sold_at.name:
        raise ContractBroken(f"{made.name}: sold_at has no name=, by which its draws are shared. Take a price of fund_wide.")
    for group in (*made.one_of, *(further for groups in made.requires.values() for further in groups)):
        for name in group:
            if not getattr(made.inputs.get(name), "optional", False):
                raise ContractBroken(f"{made.name}: one_of names '{name}', which is no optional input. Declare it optional=True.")


def located(found: Evaluator, origin: str) -> Evaluator:
    """The same evaluator, with where it was found."""
    return replace(found, origin=origin)


__all__ = [
    "NEEDED_STREAMS", "SCOPES", "STREAMS", "Answer", "Assumed", "AssumptionTable", "Assumptions", "Choice", "ContractBroken",
    "Evaluator", "Given", "Measured", "Row", "answer", "assumed", "assumptions", "choice", "evaluator", "given", "located",
    "measured",
]  # fmt: skip
