"""The rules of a portfolio: ``pool``, ``ring_fences``, ``grant`` and ``portfolio`` of ``fund.yaml``, or of a scenario."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scorecards.grant_terms import CONFIDENCE, grant_terms
from scorecards.portfolio_amounts import (
    Amount,
    SettingWrong,
    amount,
    money,
    named,
    nearest,
    one_of,
    plain_number,
    section,
    share,
    tonnes,
)

SETTINGS = (
    "mode", "objective", "eligible", "short_ask", "relevant_cost_share", "total_cost_share", "recipient", "country_balance",
    "yearly", "exclusive", "requires", "tonnes_floor", "change_penalty", "previous", "weights_vary",
)  # fmt: skip
YEARS = 10  # of a disbursement, counted from the award


@dataclass(frozen=True)
class Range:
    """A floor and a cap; None where there is none."""

    floor: Amount | None = None
    cap: Amount | None = None


@dataclass(frozen=True)
class TonnesFloor:
    """``tonnes`` of CO2e in ten years that hold at ``confidence`` [1].

    ``measure``: "chance" (reached in that share of worlds) or "cvar" (the mean of the worst 1 - confidence reaches it).
    """

    tonnes: float
    confidence: float = 0.9
    measure: str = "chance"


@dataclass(frozen=True)
class Rules:
    """What a portfolio must keep.

    ``pool`` [USD2024]; ``per_tonne`` and ``per_point`` are what a tonne and a point are worth in the objective;
    ``confidence`` [1] at which the least grant is meant, ``as_asked`` whether a project that asks for less than that stays in;
    ``relevant_cost`` and ``total_cost`` are (least, most) shares of the grant [1]; ``yearly`` caps by calendar year, the first
    being that of the award; ``change_penalty`` in the objective's own unit for each project that changes sides;
    ``weights_vary`` [1] by how much the rubric's weights may differ in a sample.
    """

    pool: float
    per_tonne: float = 1.0
    per_point: float = 0.0
    unit: str = "tonne"
    mode: str = "advisory"
    eligible: str = "passing"
    confidence: float = CONFIDENCE / 100
    as_asked: bool = False
    pillars: Mapping[str, Range] = field(default_factory=dict)
    relevant_cost: tuple[float, float | None] = (0.0, None)
    total_cost: tuple[float, float | None] = (0.0, None)
    recipient: Amount | None = None
    balance: Mapping[tuple[str, str], Amount] = field(default_factory=dict)
    yearly: Mapping[int, Amount] = field(default_factory=dict)
    exclusive: tuple[tuple[str, ...], ...] = ()
    requires: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tonnes_floor: TonnesFloor | None = None
    change_penalty: float = 0.0
    previous: tuple[str, ...] = ()
    weights_vary: float = 0.0


def rules_of(content: Mapping[str, Any], budget: float | None = None, objective: str | None = None) -> Rules:
    """The rules in a fund's file, the terms of its least grants among them. SettingWrong.

    ``budget`` [USD2024] stands in for its pool, ``objective`` for its own.
    """
    stated = section(content.get("portfolio"), SETTINGS, "portfolio")
    if budget is None and content.get("pool") is None:
        raise SettingWrong("The fund names no pool. Give one: --budget 5e9, or pool: 5000 MUSD2024 in fund.yaml.")
    pool = money(content["pool"], "pool") if budget is None else budget
    per_tonne, per_point, unit = _objective(objective or stated.get("objective", "tonnes"))
    short_ask = one_of(stated.get("short_ask", "excluded"), ("excluded", "as asked"), "portfolio: short_ask")
    terms, allowed = grant_terms(content), _shares(stated, "relevant_cost_share")
    if allowed[1] is None and "most_share_of_relevant_cost" in (content.get("grant") or {}):
        allowed = allowed[0], terms.most_share
    return Rules(
        pool, per_tonne, per_point, unit,
        mode=one_of(stated.get("mode", "advisory"), ("advisory", "binding"), "portfolio: mode"),
        eligible=one_of(stated.get("eligible", "passing"), ("passing", "all"), "portfolio: eligible"),
        confidence=terms.confidence,
        as_asked=short_ask == "as asked",
        pillars=_ring_fences(content),
        relevant_cost=allowed,
        total_cost=_shares(stated, "total_cost_share"),
        recipient=amount(stated["recipient"], "portfolio: recipient") if "recipient" in stated else None,
        balance=_balance(stated.get("country_balance")),
        yearly=_yearly(stated.get("yearly")),
        exclusive=_exclusive(stated.get("exclusive")),
        requires=_requires(stated.get("requires")),
        tonnes_floor=_tonnes_floor(stated.get("tonnes_floor")),
        change_penalty=_penalty(stated.get("change_penalty"), per_tonne, per_point),
        previous=_projects(stated.get("previous") or [], "portfolio: previous"),
        weights_vary=share(stated.get("weights_vary", 0), "portfolio: weights_vary"),
    )  # fmt: skip


def _objective(stated: Any) -> tuple[float, float, str]:
    """What a tonne and a point are worth, and the unit of the objective."""
    if isinstance(stated, Mapping):
        mix = section(stated, ("million_tonnes", "points"), "portfolio: objective")
        worth = [plain_number(mix.get(name, 0), f"portfolio: objective: {name}") for name in ("million_tonnes", "points")]
        if not any(worth):
            raise SettingWrong("portfolio: objective weighs nothing; give million_tonnes or points a number above 0.")
        return worth[0] / 1e6, worth[1], "value"
    word = one_of(stated, ("tonnes", "points"), "portfolio: objective")
    return (1.0, 0.0, "tonne") if word == "tonnes" else (0.0, 1.0, "points")


def _ring_fences(content: Mapping[str, Any]) -> dict[str, Range]:
    known = [str(name) for name in content.get("pillars") or ()]
    fences = {}
    for name, stated in named(content.get("ring_fences"), "ring_fences", "hydrogen: 1000 MUSD2024").items():
        where = f"ring_fences: {name}"
        if name not in known:
            raise SettingWrong(f"{where} names no pillar of the fund; {nearest(name, known)}")
        ends = section(stated, ("floor", "cap"), where) if isinstance(stated, Mapping) else {"cap": stated}
        floor, cap = (amount(ends[end], f"{where}: {end}") if end in ends else None for end in ("floor", "cap"))
        if floor and cap and floor.share == cap.share and floor.value > cap.value:
            raise SettingWrong(f"{where}: the floor is above the cap; lower the floor or raise the cap.")
        fences[name] = Range(floor, cap)
    return fences


def _shares(stated: Mapping[str, Any], name: str) -> tuple[float, float | None]:
    ends = section(stated.get(name), ("least", "most"), f"portfolio: {name}")
    least = share(ends.get("least", 0), f"portfolio: {name}: least")
    most = share(ends["most"], f"portfolio: {name}: most") if "most" in ends else None
    if most is not None and least > most:
        raise SettingWrong(f"portfolio: {name}: the least is above the most; exchange them.")
    return least, most


def _balance(stated: Any) -> dict[tuple[str, str], Amount]:
    pairs = {}
    for name, most in named(stated, "portfolio: country_balance", "US-JP: 20 %").items():
        found = re.fullmatch(r"([A-Z]{2})-([A-Z]{2})", name)
        if not found or found[1] == found[2]:
            raise SettingWrong(f"portfolio: country_balance: '{name}' is no pair of countries; write two codes, such as US-JP.")
        pairs[found[1], found[2]] = amount(most, f"portfolio: country_balance: {name}")
    return pairs


def _yearly(stated: Any) -> dict[int, Amount]:
    ends = section(stated, ("first", "most"), "portfolio: yearly")
    if not ends:
        return {}
    most, first = ends.get("most"), ends.get("first")
    if isinstance(most, Mapping):
        if not most or any(type(year) is not int for year in most):
            raise SettingWrong("portfolio: yearly: most: name calendar years, such as 2027: 800 MUSD2024.")
        caps = {year: amount(one, f"portfolio: yearly: most: {year}") for year, one in sorted(most.items())}
        first = min(caps) if first is None else first
    elif most is None:
        raise SettingWrong("portfolio: yearly has no 'most'; write what may be paid in a year, such as most: 800 MUSD2024.")
    else:
        if type(first) is not int:
            raise SettingWrong("portfolio: yearly has no 'first'; write the calendar year of the awards, such as first: 2027.")
        caps = {first + later: amount(most, "portfolio: yearly: most") for later in range(YEARS)}
    if type(first) is not int or first > min(caps):
        told = f"write the calendar year of the awards, not after {min(caps)}"
        raise SettingWrong(f"portfolio: yearly: first is '{first}'; {told}.")
    # The year of the award has a row of its own, without a cap where none is given: from it the others are counted.
    return caps if first in caps else {first: Amount(float("inf")), **caps}


def _exclusive(stated: Any) -> tuple[tuple[str, ...], ...]:
    where = "portfolio: exclusive"
    if stated is not None and not isinstance(stated, list):
        raise SettingWrong(f"{where} is '{stated}'; write lists of projects of which one at most is funded: [[A-1, A-2]].")
    groups = tuple(_projects(group, where) for group in stated or [])
    for group in groups:
        if len(group) < 2:
            raise SettingWrong(f"{where}: {', '.join(group) or 'an empty list'} excludes nothing; name two projects or more.")
    return groups


def _requires(stated: Any) -> dict[str, tuple[str, ...]]:
    where = "portfolio: requires"
    needs = named(stated, where, "CTIF-002: CTIF-001")
    found = {name: _projects(one if isinstance(one, list) else [one], f"{where}: {name}") for name, one in needs.items()}
    for name, first in found.items():
        if name in first:
            raise SettingWrong(f"{where}: {name} requires itself; name the project that has to come first.")
    return found


def _tonnes_floor(stated: Any) -> TonnesFloor | None:
    where = "portfolio: tonnes_floor"
    ends = section(stated, ("tonnes", "confidence", "measure"), where)
    if not ends:
        return None
    if "tonnes" not in ends:
        raise SettingWrong(f"{where} has no 'tonnes'; write how many, such as tonnes: 5 Mt.")
    confidence = share(ends.get("confidence", 0.9), f"{where}: confidence")
    if not 0 < confidence < 1:
        raise SettingWrong(f"{where}: confidence is {confidence:.0%}; write a share between 0 % and 100 %, such as 90 %.")
    measure = one_of(ends.get("measure", "chance"), ("chance", "cvar"), f"{where}: measure")
    return TonnesFloor(tonnes(ends["tonnes"], f"{where}: tonnes"), confidence, measure)


def _penalty(stated: Any, per_tonne: float, per_point: float) -> float:
    where = "portfolio: change_penalty"
    ends = section(stated, ("tonnes", "points"), where)
    of_tonnes = tonnes(ends["tonnes"], f"{where}: tonnes") if "tonnes" in ends else 0.0
    return per_tonne * of_tonnes + per_point * plain_number(ends.get("points", 0), f"{where}: points")


def _projects(stated: Any, where: str) -> tuple[str, ...]:
    if not isinstance(stated, list) or not all(isinstance(one, str) for one in stated):
        raise SettingWrong(f"{where} is '{stated}'; write a list of project numbers, such as [CTIF-001, CTIF-002].")
    return tuple(dict.fromkeys(stated))
