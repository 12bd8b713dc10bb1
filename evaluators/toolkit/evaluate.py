"""One project through its evaluators: from facts to draws of every answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from scipy.special import ndtri

from evaluators.toolkit.binding import Bound, InputMissing, bind, draw
from evaluators.toolkit.common import COMMON, BlockStreams, common_answers
from evaluators.toolkit.companions import beside
from evaluators.toolkit.contract import NEEDED_STREAMS, STREAMS, Answer, Assumed, ContractBroken, Evaluator
from evaluators.toolkit.debt_cover import DebtTerms
from evaluators.toolkit.delivery import delivery
from evaluators.toolkit.draws import Streams
from evaluators.toolkit.estimate import weigh_stated_cost
from evaluators.toolkit.fund_wide import (
    COST_OF_CAPITAL,
    DEBT_COVER,
    DEBT_RATE,
    DEBT_SHARE,
    DEBT_YEARS,
    DISCOUNT_RATE,
    INFLATION,
)
from evaluators.toolkit.project import HEADER
from evaluators.toolkit.sensitivity import first_order_shares, tornado

STATED_ERROR = "stated_cost_error"
DEBT = {"share": DEBT_SHARE, "rate": DEBT_RATE, "years": DEBT_YEARS, "cover": DEBT_COVER, "inflation": INFLATION}
FUND_WIDE = (DISCOUNT_RATE, COST_OF_CAPITAL, *DEBT.values())  # what every project's money is reckoned with, beside its evaluators
DRIVERS_BESIDE = 2000  # draws that tell the drivers of what stands beside: enough for shares above 1 %, at a quarter of the time


@dataclass(frozen=True)
class Block:
    """One technology at one site: ``facts`` in declared units, as ``binding.bind`` takes them."""

    technology: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Project:
    """One project: ``header`` holds the inputs named in ``project.HEADER``, numbers or pairs (low, high)."""

    id: str
    header: Mapping[str, Any]
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Result:
    """Draws of one answer, shape (draws,), with what was declared about it; ``block`` is "" for the project's own.

    ``drivers`` by input: share of the spread and direction; ``swings``: the answer at the input's 10th and 90th percentile.
    """

    block: str
    name: str
    declared: Answer
    draws: np.ndarray
    drivers: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    swings: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Evaluation:
    """All answers of one project, what is shown beside them by block, and whose uncertain input each driver is."""

    results: list[Result]
    exhibits: Mapping[str, Mapping[str, Any]]
    whose: Mapping[str, str] = field(default_factory=dict)


def evaluate(
    project: Project, evaluators: Mapping[str, Evaluator], seed: int, draws: int, supposed: Mapping[str, Assumed] | None = None
) -> Evaluation:
    """Draws of every answer of ``project``; ``supposed`` replaces the fund-wide assumptions of its name that no evaluator takes.

    Raises InputMissing where a fact is missing and ContractBroken where an evaluator's return breaks its contract;
    whatever an evaluator itself raises goes through.
    """
    streams = Streams(seed, draws, project.id)
    header = _header(project, streams)
    lost = sorted({block.technology for block in project.blocks} - set(evaluators))
    if lost or not project.blocks:
        raise InputMissing(f"{project.id}: there is no evaluator for {', '.join(lost) or 'a project without blocks'} any more.")
    own = {block.technology: evaluators[block.technology] for block in project.blocks}
    outlook = {
        found.reference_class: delivery(
            found.reference_class, project.header["maturity"], project.header["estimate_class"], streams
        )
        for found in own.values()
    }
    uniforms = dict(header.uniforms)
    for one in outlook.values():
        uniforms.update(one.uniforms)
    delay = np.maximum.reduce([np.broadcast_to(one.delay, (draws,)) for one in outlook.values()])
    probability = np.minimum.reduce([np.broadcast_to(one.probability, (draws,)) for one in outlook.values()])
    start = header.values["operation_start"] + delay

    fund = {one.name: one for one in FUND_WIDE} | dict(supposed or {})
    own_rate = _stated_or_assumed(header, fund[COST_OF_CAPITAL.name], streams, uniforms)

    results: list[Result] = []
    further: list[Result] = []
    exhibits: dict[str, Mapping[str, Any]] = {}
    blocks: list[BlockStreams] = []
    whose = {one.name: "fund" for one in FUND_WIDE}
    whose |= {STATED_ERROR: "project", **header.whose}
    for number, block in enumerate(project.blocks, start=1):
        found = own[block.technology]
        facts = dict(block.facts)
        if "operation_start" in found.inputs:
            facts["operation_start"] = start
        if "cost_of_capital" in found.inputs:
            facts["cost_of_capital"] = own_rate
        if "construction_start" in found.inputs:
            facts["construction_start"] = header.values["construction_start"]
        # Two blocks of one technology have each their own luck, and what is common to the technology in common.
        luck = streams if number == 1 else Streams(seed, draws, f"{project.id}/{number}")
        bound = bind(found, facts, luck)
        returned = checked(found, found.function(**bound.values), draws)
        label = str(number)
        for name, uniform in bound.uniforms.items():
            # What blocks share is one input; the others are told apart by the block's number.
            if not any(uniform is known for known in uniforms.values()):
                shared = len(project.blocks) == 1 or bound.whose[name] == "fund"
                told = name if shared else f"{label}.{name}"
                uniforms[told], whose[told] = uniform, bound.whose[name]
        exhibits[label] = dict(returned.get("exhibits", {}))
        for other in beside(found, facts, bound, luck):
            drivers: dict[str, np.ndarray] = {}
            for name, uniform in other.uniforms.items():
                shared = len(project.blocks) == 1 or other.whose[name] == "fund"
                told = name if shared else f"{label}.{name}"
                drivers[told], whose[told] = uniform, other.whose[name]
            answered = checked(other.companion, other.returned, draws)
            further += _with_drivers(_own_results(label, other.companion, answered, draws), drivers, DRIVERS_BESIDE)
            exhibits[label] |= answered.get("exhibits", {})
        results += _own_results(label, found, returned, draws)
        price: Any = returned.get("price", 0.0)
        if found.sold_at is not None and "price" not in returned:
            price, drawn = draw(found.sold_at, found.name, found.sold_at.name, streams)
            if drawn is not None:
                uniforms[found.sold_at.name] = drawn
                whose[found.sold_at.name] = "fund"
        blocks.append(BlockStreams({name: returned[name] for name in STREAMS if name in returned}, price))

    fund_rate, rate_uniform = draw(fund[DISCOUNT_RATE.name], "fund", DISCOUNT_RATE.name, streams)
    if rate_uniform is not None:
        uniforms[DISCOUNT_RATE.name] = rate_uniform
    independent = np.sum([np.broadcast_to(block.get("capex"), (draws,)) for block in blocks], axis=0)
    stated = header.values.get("total_cost")
    capex = independent
    if stated is not None and np.all(np.asarray(stated) > 0) and np.all(independent > 0):
        worst = max(outlook.values(), key=lambda one: one.overrun_median * np.exp(one.overrun_spread))
        uniforms[STATED_ERROR] = streams.uniform("project", "project", STATED_ERROR)
        error = ndtri(uniforms[STATED_ERROR])
        capex = weigh_stated_cost(independent, stated, worst.overrun_median, worst.overrun_spread, error)
    support = header.values["other_public_support"]
    common = common_answers(
        blocks,
        capex=capex,
        fund_rate=np.asarray(fund_rate),
        own_rate=own_rate,
        grant=header.values["grant_requested"],
        other_support=0.0 if support is None else support,
        delivery_probability=probability,
        delay=delay,
        debt=DebtTerms(**{part: _stated_or_assumed(header, fund[one.name], streams, uniforms) for part, one in DEBT.items()}),
    )
    results = [Result("", name, COMMON[name], common[name]) for name in COMMON] + results
    return Evaluation(_with_drivers(results, uniforms) + further, exhibits, whose)


def evaluate_companion(found: Evaluator, facts: Mapping[str, Any], seed: int, draws: int) -> Evaluation:
    """Draws of every answer of a companion to ``facts`` of its own, beside no technology: to try it. Raises as ``evaluate``."""
    bound = bind(found, facts, Streams(seed, draws, "worked-example"))
    returned = checked(found, found.function(**bound.values), draws)
    results = _with_drivers(_own_results("1", found, returned, draws), bound.uniforms, DRIVERS_BESIDE)
    return Evaluation(results, {"1": returned.get("exhibits", {})}, bound.whose)


def _own_results(block: str, found: Evaluator, returned: Mapping[str, Any], draws: int) -> list[Result]:
    return [
        Result(block, name, declared, np.ascontiguousarray(np.broadcast_to(returned[name], (draws,)), dtype=float))
        for name, declared in found.answers.items()
        if name in returned
    ]


def _with_drivers(results: list[Result], uniforms: Mapping[str, np.ndarray], most_draws: int = 4000) -> list[Result]:
    answers = {f"{one.block}|{one.name}": one.draws for one in results}
    shares, swings = first_order_shares(uniforms, answers, most_draws), tornado(uniforms, answers, most_draws)
    return [
        replace(one, drivers=shares.get(key, {}), swings=swings.get(key, {}))
        for key, one in zip(answers, results, strict=True)
    ]


def _stated_or_assumed(header: Bound, declared: Assumed, streams: Streams, uniforms: dict[str, np.ndarray]) -> Any:
    """What the proposal states under the name of a fund-wide assumption; where it states none, that assumption's draws."""
    stated = header.values.get(declared.name)
    if stated is not None:
        return stated
    values, uniform = draw(declared, "fund", declared.name, streams)
    if uniform is not None:
        uniforms[declared.name] = uniform
    return values


def _header(project: Project, streams: Streams) -> Bound:
    form = Evaluator("project", "project", dict, HEADER, {})
    return bind(form, project.header, streams)


def checked(found: Evaluator, returned: Any, draws: int) -> dict:
    """What an evaluator returned, if it keeps the contract; ContractBroken says what to mend."""
    if not isinstance(returned, dict):
        raise ContractBroken(f"{found.name} must return a dict of streams and answers, not {type(returned).__name__}.")
    shown = returned.get("exhibits", {})
    if not isinstance(shown, dict) or not isinstance(shown.get("notes", []), list):
        raise ContractBroken(f"{found.name} returns 'exhibits' that are no dict, or whose 'notes' are no list of sentences.")
    if found.beside and set(returned) & set(STREAMS):
        raise ContractBroken(
            f"{found.name} stands beside a technology, whose money, product and tonnes are its own, and returns "
            f"{', '.join(sorted(set(returned) & set(STREAMS)))}. Return answers and 'exhibits' alone."
        )
    streams = () if found.beside else NEEDED_STREAMS
    needed = [*streams, *(name for name, declared in found.answers.items() if not declared.optional)]
    missing = [name for name in needed if name not in returned]
    if missing:
        raise ContractBroken(f"{found.name} does not return {', '.join(missing)}. Add them to the dict it returns.")
    unknown = sorted(set(returned) - set(STREAMS) - set(found.answers) - {"exhibits"})
    if unknown:
        raise ContractBroken(
            f"{found.name} returns {', '.join(unknown)}, which is neither a common stream nor a declared answer. "
            f"Declare it in answers={{...}} or put it into 'exhibits'."
        )
    for name in (*STREAMS, *found.answers):
        if name not in returned:
            continue
        values = np.asarray(returned[name], dtype=float)
        yearly = name in STREAMS and name not in ("capex", "salvage", "life", "feasible", "price")
        fits = values.ndim == 0 or values.shape == (draws,) or (yearly and values.ndim == 2 and len(values) in (1, draws))
        if not fits:
            shapes = "a number, (draws,) or (draws, years)" if yearly else "a number or (draws,)"
            raise ContractBroken(
                f"{found.name} returns '{name}' of shape {values.shape}; it may be {shapes}, with {draws} draws."
            )
        if name in STREAMS and np.isinf(values).any():
            raise ContractBroken(f"{found.name} returns '{name}' with infinite values. A stream is finite in every draw.")
        if np.isnan(values).any():
            raise ContractBroken(f"{found.name} returns '{name}' with {int(np.isnan(values).sum())} draws that are not a number.")
    longest = float(np.max(returned.get("life", np.inf)))
    if float(np.min(returned.get("life", np.inf))) <= 0:
        raise ContractBroken(f"{found.name} returns 'life' of {float(np.min(returned['life'])):g} years; it must be above 0.")
    for name in set(STREAMS) & set(returned) - {"credits"}:  # a credit may end before the plant does
        years = np.shape(returned[name])[1] if np.ndim(returned[name]) == 2 else np.inf
        if years < longest - 1e-9:
            raise ContractBroken(
                f"{found.name} returns '{name}' for {years} years, but life reaches {longest:g}. "
                f"Give a value for each year up to the longest life."
            )
    for name, declared in found.answers.items():
        if name not in returned:
            continue
        low, high = float(np.min(returned[name])), float(np.max(returned[name]))
        if (declared.least is not None and low < declared.least) or (declared.most is not None and high > declared.most):
            raise ContractBroken(
                f"{found.name} returns '{name}' from {low:g} to {high:g} {declared.unit}; it declares bounds "
                f"{declared.least} to {declared.most}."
            )
    return returned
