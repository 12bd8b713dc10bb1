"""What happened and should not have: recorded, and flagged in a sentence. Nothing that happened is refused for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from scorecards.ledger_balances import Balance, Replay, Step, in_order
from scorecards.ledger_entry import AFTER_TERMINATION, OPENS, Entry
from scorecards.ledger_money import FUND

GRANT_SHARE = 0.6  # of relevant cost [1], EU 2019/856


@dataclass(frozen=True)
class Limits:
    """What the fund allows: ``pool`` and the relevant cost by project in the fund's money, the largest ``grant_share`` of it [1].

    ``projects`` are those that have come in; None where nobody knows.
    """

    pool: float | None = None
    grant_share: float = GRANT_SHARE
    relevant_cost: Mapping[str, float] = field(default_factory=dict)
    projects: frozenset[str] | None = None


@dataclass(frozen=True)
class Flag:
    """One finding about one entry."""

    sequence: int
    award_id: str
    project_id: str
    name: str
    text: str


def flagged(
    entries: Sequence[Entry], limits: Limits, until: date | None = None
) -> tuple[dict[str, Balance], list[Flag], list[Step]]:
    """The balances by award, every flag in the order of the entries, and the steps of the replay."""
    run, flags, steps = Replay(), [], []
    for entry in in_order(entries, until):
        ended = run.balances[entry.award_id].terminated if entry.award_id in run.balances else None
        step = run.step(entry)
        steps.append(step)
        for name, text in _told(step, limits, ended):
            flags.append(Flag(entry.sequence, entry.award_id, entry.project_id, f"ledger.{name}", text))
    balances = {name: run.balances[name] for name in sorted(run.balances)}
    return balances, sorted(flags, key=lambda one: (one.sequence, one.name)), steps


def _told(step: Step, limits: Limits, ended: date | None) -> Iterator[tuple[str, str]]:
    entry, award = step.entry, step.balance

    def told(amount: Decimal | None) -> str:
        return money(amount, award.currency)

    if entry.project_id != award.project_id:
        yield "another_project", f"Award {award.award_id} belongs to {award.project_id}; this names {entry.project_id}."
    elif step.opened and limits.projects is not None and entry.project_id not in limits.projects:
        yield "unknown_project", f"No proposal {entry.project_id} has come in."
    if step.opened and entry.event not in OPENS:
        yield "unknown_award", f"Award {award.award_id} was neither pledged nor committed before this {_words(entry)}."
    if ended and entry.event not in AFTER_TERMINATION:
        yield "after_termination", f"Award {award.award_id} ended by termination on {ended}; this {_words(entry)} came after."
    if entry.currency and entry.currency != award.currency:
        yield "other_currency", f"It is in {entry.currency}; the award counts it as {told(step.amount)}."
    if entry.event == "disbursement":
        yield from _gate(entry, award)
        if award.paid > award.committed:
            yield "above_award", f"{told(award.paid)} are paid, and the award is {told(award.committed)}."
    if entry.event in ("disbursement", "deobligation") and award.paid > award.obligated:
        yield "above_obligated", f"{told(award.paid)} are disbursed, and {told(award.obligated)} obligated."
    if entry.event == "clawback" and award.paid < 0:
        yield "above_paid", f"{told(award.clawed_back)} are clawed back, and {told(award.disbursed)} were paid."
    if entry.event == "obligation" and award.obligated > award.committed:
        yield "above_committed", f"{told(award.obligated)} are obligated, and {told(award.committed)} committed."
    yield from _limits(step, limits)


def _gate(entry: Entry, award: Balance) -> Iterator[tuple[str, str]]:
    """A payment is released by a milestone that is met."""
    if not entry.milestone:
        yield "no_milestone", "The payment names no milestone that releases it."
        return
    state, day = award.milestones.get(entry.milestone, ("", entry.as_of))
    if state != "milestone_met":
        was = f"was missed on {day}" if state else "was not met by then"
        yield "before_milestone", f"It was paid on {entry.as_of}, and its milestone '{entry.milestone}' {was}."


def _limits(step: Step, limits: Limits) -> Iterator[tuple[str, str]]:
    """Against the pool, and against the share of its cost that a project may get."""
    entry, award = step.entry, step.balance
    held, committed = float(step.held), float(award.fund["committed"])
    if limits.pool is not None and award.held_fund > step.before and held > limits.pool:
        yield "above_pool", f"All awards hold {money(step.held, FUND)}, and the pool is {money(limits.pool, FUND)}."
    cost = limits.relevant_cost.get(award.project_id)
    if entry.event == "commitment" and cost is not None and committed > limits.grant_share * cost:
        share = f"{limits.grant_share:.0%} of the relevant cost, {cost / 1e6:,.2f} M {FUND} at the median"
        yield "above_grant_share", f"{committed / 1e6:,.2f} M {FUND} are committed, above {share}."


def _words(entry: Entry) -> str:
    return entry.event.replace("_", " ")


def money(amount: Decimal | float | None, unit: str) -> str:
    """An amount to be read in a sentence: "12.5 M USD", "1,234.56 USD"; never rounded to equal another."""
    value = Decimal(str(amount or 0))
    size = abs(value)
    if size < 1_000_000:
        return f"{value:,.2f}".removesuffix(".00") + f" {unit}"
    text = f"{value / 1_000_000:,.8f}".rstrip("0").rstrip(".")
    return f"{text} M {unit}"
