"""Evaluators that answer beside a technology, from what its block states already: no applicant files a second block.

A companion names in ``beside`` the technologies it goes with and where it takes each of its inputs from. It returns answers
and exhibits, never a stream of money, product or tonnes: it moves no score unless a rubric names one of its answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from evaluators.toolkit.binding import Bound, bind
from evaluators.toolkit.contract import Choice, Evaluator, Given
from evaluators.toolkit.draws import Streams
from evaluators.toolkit.row import Row


@dataclass(frozen=True)
class Beside:
    """What a companion returned beside a block, and the uniforms [1], shape (draws,), that its answers hang on, by input."""

    companion: Evaluator
    returned: Mapping[str, Any]
    uniforms: Mapping[str, np.ndarray]
    whose: Mapping[str, str]


def with_companions(evaluators: Mapping[str, Evaluator], companions: Mapping[str, Evaluator]) -> dict[str, Evaluator]:
    """The technologies, each with the companions that name it, in the order of their names."""
    return {
        name: replace(
            one, companions=tuple(companions[other] for other in sorted(companions) if name in companions[other].beside)
        )
        for name, one in evaluators.items()
    }


def misfit(companion: Evaluator, evaluators: Mapping[str, Evaluator]) -> str:
    """Why ``companion`` cannot stand beside a technology that it names, "" where it can; one that is not there is no trouble."""
    for name, taken in companion.beside.items():
        for own in taken:
            if not getattr(companion.inputs.get(own), "optional", False):
                return f"beside {name} it takes '{own}', which is no optional input of its own. Declare it optional=True."
        technology = evaluators.get(name)
        if technology is None:
            continue
        for own, theirs in taken.items():
            if own == theirs and theirs not in technology.inputs:
                continue  # what a block may state for the companion alone
            ours, other = companion.inputs[own], technology.inputs.get(theirs)
            if isinstance(ours, Given) and (not isinstance(other, Given) or (other.unit, other.shape) != (ours.unit, ours.shape)):
                return f"it takes '{own}' from '{theirs}' of {name}, which has no such input in {ours.unit}."
            if isinstance(ours, Choice) and not (isinstance(other, Choice) and set(other.options) <= set(ours.options)):
                return f"it takes '{own}' from '{theirs}' of {name}, whose rows it does not all know."
        supposed = {one for one, declared in companion.inputs.items() if not isinstance(declared, Given | Choice)}
        twice = sorted((supposed & set(technology.inputs)) | (set(companion.answers) & set(technology.answers)))
        if twice:
            return f"{name} has {', '.join(twice)} too; rename it in one of them."
    return ""


def beside(found: Evaluator, facts: Mapping[str, Any], bound: Bound, luck: Streams) -> list[Beside]:
    """What the companions of ``found`` answer to a block with these ``facts``, whose values are ``bound``.

    A companion whose ``one_of`` the block does not state has nothing to say. What it takes from the block it takes as drawn.
    """
    answered = []
    for companion in found.companions:
        taken = companion.beside[found.name]
        own = {}
        for name, theirs in taken.items():
            value = bound.values[theirs] if theirs in found.inputs else facts.get(theirs)
            if value is not None:
                own[name] = value.name if isinstance(value, Row) else value
        if not all(any(name in own for name in group) for group in companion.groups(own)):
            continue
        known = bind(companion, own, luck)
        shared = {name: bound.uniforms[name] for name in taken.values() if name in bound.uniforms}
        whose = {name: bound.whose[name] for name in shared}
        returned = companion.function(**known.values)
        answered.append(Beside(companion, returned, {**shared, **known.uniforms}, {**whose, **known.whose}))
    return answered
