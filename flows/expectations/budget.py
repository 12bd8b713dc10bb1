"""The money of a proposal: budget lines against the total, public support against the cost, who pays and when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flows.cast import CastProposal
from flows.expectations.facts import ends, stated, tied
from flows.expectations.grants_sums import SF424A
from flows.expectations.money import Ends, Money
from flows.expectations.payers import COLUMNS as PAYER_COLUMNS
from flows.expectations.payers import TOLERANCE, gap, payer_row, payer_rules
from flows.expectations.suite import Rule, Suite, table
from flows.findings import CRITICAL, WARNING, Finding

# Grant over relevant cost: the EU Innovation Fund's cap (Delegated Regulation (EU) 2019/856).
LARGEST_SHARE = 0.6
MOST_PLACES = 40  # budget lines whose place is named when their sum is wrong
MOST_AMOUNTS = 8  # and whose amount is
COLUMNS = {"budget_gap": "float64", "support__low": "float64", "total__high": "float64", "grant_share": "float64"} | PAYER_COLUMNS


def budget_suite(proposals: list[CastProposal]) -> Suite:
    """One row a proposal; amounts in USD2024, ranges by their ends: only what cannot be true at any point is refused."""
    frame = table([_row(one) for one in proposals], COLUMNS)
    rules = [
        Rule(
            "budget.sum",
            f"Budget lines add up to total_cost within {TOLERANCE:.1%}",
            CRITICAL,
            "ExpectColumnValuesToBeBetween",
            {"column": "budget_gap", "min_value": -TOLERANCE, "max_value": TOLERANCE},
            _say_sum(proposals),
        ),
        Rule(
            "budget.support",
            "Grant and other public support do not exceed total_cost",
            CRITICAL,
            "ExpectColumnPairValuesAToBeGreaterThanB",
            {"column_A": "total__high", "column_B": "support__low", "or_equal": True, "ignore_row_if": "either_value_is_missing"},
            _say_support(proposals),
        ),
        Rule(
            "budget.grant_share",
            f"The grant is at most {LARGEST_SHARE:.0%} of total_cost",
            WARNING,
            "ExpectColumnValuesToBeBetween",
            {"column": "grant_share", "max_value": LARGEST_SHARE},
            _say_share(proposals),
        ),
        *payer_rules(proposals),
    ]
    # A rule over a column without any value cannot fail.
    able = tuple(rule for rule in rules if frame[rule.arguments.get("column", "support__low")].notna().any())
    return Suite("budget", frame, ("row_id", *COLUMNS), able)


def _row(one: CastProposal) -> dict[str, Any]:
    total, grant, other = (_ends(one, name) for name in ("total_cost", "grant_requested", "other_public_support"))
    row = payer_row(one)
    if total is None:
        return row
    row["total__high"] = total[1]
    lines = _lines(one)
    if lines:
        row["budget_gap"] = gap(list(lines.values()), total)
    if grant is not None:
        row["support__low"] = grant[0] + (other[0] if other else 0.0)
        if 0 < sum(total) and row["support__low"] <= total[1]:
            row["grant_share"] = sum(grant) / sum(total)
    return row


def _ends(one: CastProposal, name: str) -> Ends | None:
    return ends(one.header.get(name))


def _lines(one: CastProposal) -> dict[str, Ends]:
    """The budget lines; none where one could not be read, for then the sum says nothing (the line is refused itself)."""
    if any(cast.fact.group == "budget" and cast.value is None for cast in one.facts):
        return {}
    # The categories of an SF-424A are of its first budget period; its own totals judge them (grants_forms.py).
    own = {name: cast for name, cast in one.budget.items() if cast.fact.form != SF424A}
    return {name: both for name, cast in own.items() if (both := ends(cast)) is not None}


def _say_sum(proposals: list[CastProposal]) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        one = proposals[row]
        total, lines, money = _ends(one, "total_cost") or (0.0, 0.0), _lines(one), Money(one)
        spare = [
            name
            for name in lines
            if len(lines) > 1 and abs(gap([line for other, line in lines.items() if other != name], total)) <= TOLERANCE
        ]
        apart = sum(sum(line) for line in lines.values()) / 2 - sum(total) / 2
        by = money.shown((abs(apart), abs(apart)))
        remedy = (
            f"Take {by} off the line that holds too much, or raise total_cost by it." if apart > 0 else
            f"Add the line that holds the missing {by}, or lower total_cost by it."
        )  # fmt: skip
        if spare:
            remedy = f"Without the line '{spare[0]}' it fits: if that line is a sum, leave it out; else correct total_cost."
        elif slip := _slip(lines, total):
            remedy = f"It fits if the line '{slip[0]}' is {money.shown(slip[1])}: check its unit, or correct total_cost."
        found, place = stated(one, "proposal", "", "total_cost")
        places = [stated(one, "budget", "", name)[1] for name in list(lines)[:MOST_PLACES]]
        if len(lines) > MOST_PLACES:
            places.append(f"and {len(lines) - MOST_PLACES} more lines")
        return [
            tied(
                one,
                Finding(
                    CRITICAL,
                    "budget.sum",
                    found,
                    f"The {len(lines)} budget lines come to {money.sum_of(list(lines.values()))}, "
                    f"total_cost is {money.shown(total)}: {money.apart(list(lines.values()), total)}. "
                    f"The lines: {_amounts(lines, money)}.",
                    remedy,
                    field="total_cost",
                    place="; ".join(part for part in (place, *places) if part),
                ),
            )
        ]

    return say


def _amounts(lines: dict[str, Ends], money: Money) -> str:
    """The lines with their amounts, the largest first."""
    largest = sorted(lines, key=lambda name: -sum(lines[name]))
    told = "; ".join(f"{name} {money.shown(lines[name])}" for name in largest[:MOST_AMOUNTS])
    return told + (f"; and {len(lines) - MOST_AMOUNTS} smaller ones" if len(lines) > MOST_AMOUNTS else "")


def _slip(lines: dict[str, Ends], total: Ends) -> tuple[str, Ends] | None:
    """The line with which it fits, were its unit a thousand or a million times larger or smaller, and its amount then."""
    for name, (low, high) in lines.items():
        others = [line for other, line in lines.items() if other != name]
        for times in (1e3, 1e6, 1e-3, 1e-6):
            if abs(gap([*others, (low * times, high * times)], total)) <= TOLERANCE:
                return name, (low * times, high * times)
    return None


def _say_support(proposals: list[CastProposal]) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        one, money = proposals[row], Money(proposals[row])
        total, grant, other = (
            _ends(one, name) or (0.0, 0.0) for name in ("total_cost", "grant_requested", "other_public_support")
        )
        parts = f"grant_requested, {money.shown(grant)}," + (
            f" and other_public_support, {money.shown(other)}, come to" if other[1] else " is"
        )
        whole = f" {money.shown((grant[0] + other[0], grant[1] + other[1]))}," if other[1] else ""
        found, place = stated(one, "proposal", "", "grant_requested")
        places = [place, *(stated(one, "proposal", "", name)[1] for name in ("other_public_support", "total_cost"))]
        return [
            tied(
                one,
                Finding(
                    CRITICAL,
                    "budget.support",
                    found,
                    f"{parts}{whole} more than total_cost, {money.shown(total)}.",
                    "Check the units of the amounts, then lower the grant or correct total_cost.",
                    field="grant_requested",
                    place="; ".join(part for part in places if part),
                ),
            )
        ]

    return say


def _say_share(proposals: list[CastProposal]) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        one = proposals[row]
        total, grant = _ends(one, "total_cost") or (1.0, 1.0), _ends(one, "grant_requested") or (0.0, 0.0)
        found, place = stated(one, "proposal", "", "grant_requested")
        return [
            tied(
                one,
                Finding(
                    WARNING,
                    "budget.grant_share",
                    found,
                    f"The grant is {sum(grant) / sum(total):.1%} of total_cost; "
                    f"Regulation (EU) 2019/856 caps it at {LARGEST_SHARE:.0%} of the relevant cost.",
                    "Name other sources of money, or explain why none can be had.",
                    field="grant_requested",
                    place=place,
                ),
            )
        ]

    return say
