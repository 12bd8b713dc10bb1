"""Who pays, and when: cost shares against the total and the grant, years of the disbursement against the grant.

Every amount of money is also looked at for its sign: none of a proposal is negative. (Of an SF-424 that revises an award the
amounts are changes, and no amounts of the proposal.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flows.cast import CastFact, CastProposal
from flows.expectations.facts import ends, stated, tied
from flows.expectations.grants_sums import SF424A
from flows.expectations.money import Ends, Money
from flows.expectations.suite import Rule
from flows.findings import CRITICAL, WARNING, Finding

TOLERANCE = 0.005  # share of the whole: rounding of parts to millions, no more
COLUMNS = {"share_gap": "float64", "grant_gap": "float64", "disbursement_gap": "float64", "later_gap": "float64",
           "least_amount": "float64"}  # fmt: skip
_GROUPS = ("budget", "cost_share", "disbursement")


def payer_row(one: CastProposal) -> dict[str, Any]:
    """The gaps of one proposal, as shares of the whole [1]; what it does not state is not there."""
    row: dict[str, Any] = {}
    total, grant = ends(one.header.get("total_cost")), ends(one.header.get("grant_requested"))
    share = ends(one.cost_share.get("grant"))
    # The years of an SF-424A go beyond the first budget period that an SF-424 may ask for.
    foreign = all(cast.fact.form == SF424A for cast in one.disbursement.values())
    for name, parts, whole in (
        ("share_gap", _parts(one, "cost_share"), total),
        ("grant_gap", [share] if share else [], grant),
        ("later_gap" if foreign else "disbursement_gap", _parts(one, "disbursement"), grant),
    ):
        if parts and whole is not None:
            row[name] = gap(parts, whole)
    amounts = [both[0] for _, cast in _amounts(one) if (both := ends(cast))]
    if amounts:
        row["least_amount"] = min(amounts)
    return row


def _amounts(one: CastProposal) -> list[tuple[str, CastFact]]:
    return [(group, cast) for group in _GROUPS for cast in getattr(one, group).values()]


def gap(parts: list[Ends], whole: Ends) -> float:
    """How far the sum of the parts lies outside the whole, as a share of it; 0 where the two ranges meet."""
    least, most = sum(low for low, _ in parts), sum(high for _, high in parts)
    outside = least - whole[1] if least > whole[1] else min(most - whole[0], 0.0)
    middle = abs(sum(whole)) / 2
    return outside / middle if middle else (0.0 if outside == 0 else float("1e9"))


def payer_rules(proposals: list[CastProposal]) -> Iterable[Rule]:
    """The rules over the columns ``COLUMNS``; a row is a proposal."""
    for column, name, meaning, severity, say in (
        ("share_gap", "budget.cost_share", "Cost shares add up to total_cost", CRITICAL, _say_shares(proposals)),
        ("grant_gap", "budget.grant", "The grant's cost share is grant_requested", CRITICAL, _say_grant(proposals)),
        ("disbursement_gap", "budget.disbursement", "Years add up to grant_requested", CRITICAL, _say_years(proposals)),
        ("later_gap", "budget.later_years", "Years of the SF-424A add up to grant_requested", WARNING, _say_later(proposals)),
    ):
        yield Rule(
            name,
            f"{meaning} within {TOLERANCE:.1%}",
            severity,
            "ExpectColumnValuesToBeBetween",
            {"column": column, "min_value": -TOLERANCE, "max_value": TOLERANCE},
            say,
        )
    meaning, arguments = "No amount of budget, cost share or disbursement is negative", {"column": "least_amount", "min_value": 0}
    yield Rule("budget.negative", meaning, CRITICAL, "ExpectColumnValuesToBeBetween", arguments, _say_negative(proposals))


def _parts(one: CastProposal, group: str) -> list[Ends]:
    """The amounts of a group; none where one could not be read, for then the sum says nothing."""
    if any(cast.fact.group == group and cast.value is None for cast in one.facts):
        return []
    kept: Mapping[str, CastFact] = getattr(one, group)
    return [both for cast in kept.values() if (both := ends(cast)) is not None]


def _say_shares(proposals: list[CastProposal]) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        one, money = proposals[row], Money(proposals[row])
        parts, total = _parts(one, "cost_share"), ends(one.header["total_cost"]) or (0.0, 0.0)
        reason = (
            f"The {len(parts)} cost shares ({', '.join(one.cost_share)}) come to {money.sum_of(parts)}, "
            f"total_cost is {money.shown(total)}: {money.apart(parts, total)}."
        )
        remedy = "Correct a share or total_cost; every payer is named once, and a sum is no payer."
        return _finding(one, "budget.cost_share", "total_cost", reason, remedy, "cost_share")

    return say


def _say_grant(proposals: list[CastProposal]) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        one, money = proposals[row], Money(proposals[row])
        share, grant = (ends(cast) or (0.0, 0.0) for cast in (one.cost_share["grant"], one.header["grant_requested"]))
        reason = f"The grant is {money.shown(share)} among the cost shares, and grant_requested is {money.shown(grant)}."
        remedy = "Write one of the two: the cost share 'grant' is what is asked of this fund."
        return _finding(one, "budget.grant", "grant_requested", reason, remedy, "cost_share", ("grant",))

    return say


def _say_years(proposals: list[CastProposal]) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        one, money = proposals[row], Money(proposals[row])
        parts, grant = _parts(one, "disbursement"), ends(one.header["grant_requested"]) or (0.0, 0.0)
        reason = (
            f"The {len(parts)} years of the disbursement come to {money.sum_of(parts)}, "
            f"grant_requested is {money.shown(grant)}: {money.apart(parts, grant)}."
        )
        remedy = "Correct a year or grant_requested; only the grant is paid out by year, not the whole cost."
        return _finding(one, "budget.disbursement", "grant_requested", reason, remedy, "disbursement")

    return say


def _say_later(proposals: list[CastProposal]) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        one, money = proposals[row], Money(proposals[row])
        parts, grant = _parts(one, "disbursement"), ends(one.header["grant_requested"]) or (0.0, 0.0)
        reason = (
            f"The {len(parts)} years of the SF-424A come to {money.sum_of(parts)}, grant_requested is {money.shown(grant)}: an "
            "SF-424 may ask for the first budget period alone, but this fund takes it as the whole grant."
        )
        remedy = "If more years are asked of this fund, state the whole grant as grant_requested in the fund's own form."
        found, place = stated(one, "proposal", "", "grant_requested")
        return [tied(one, Finding(WARNING, "budget.later_years", found, reason, remedy, field="grant_requested", place=place))]

    return say


def _say_negative(proposals: list[CastProposal]) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        one, money = proposals[row], Money(proposals[row])
        found = []
        for group, cast in _amounts(one):
            name, both = cast.fact.field, ends(cast)
            if both is not None and both[0] < 0:
                text, place = stated(one, group, "", name)
                what = f"{name} ({group.replace('_', ' ')}) is {money.shown(both)}"
                reason = f"{what}; an amount is 0 or more."
                remedy = "Write the amount without a minus; what lowers the cost is another payer's share, not a line."
                found.append(tied(one, Finding(CRITICAL, "budget.negative", text, reason, remedy, field=name, place=place)))
        return found

    return say


def _finding(
    one: CastProposal, rule: str, field: str, reason: str, remedy: str, group: str, names: Iterable[str] = ()
) -> list[Finding]:
    found, place = stated(one, "proposal", "", field)
    places = [stated(one, group, "", name)[1] for name in names or getattr(one, group)]
    where = "; ".join(part for part in (place, *places) if part)
    return [tied(one, Finding(CRITICAL, rule, found, reason, remedy, field=field, place=where))]
