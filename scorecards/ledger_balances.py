"""The ledger replayed: what each award has been pledged, committed, obligated and paid, in its own currency, exact.

Pledge, commitment, obligation and disbursement are four figures and never added up. Entries count in the order of their days,
those of one day in the order of entry, so that what was entered late stands where it belongs. A correction strikes an
earlier entry out, as if it had never been; an award that a payment names in another currency keeps its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from scorecards.ledger_entry import MILESTONES, MONEY, Entry
from scorecards.ledger_money import in_fund, in_other

COMPLETION = "completion"  # the milestone with which an award is completed
FIGURES = ("pledged", "committed", "obligated", "disbursed", "deobligated", "clawed_back")
_ADDS = {
    "pledge": "pledged",
    "commitment": "committed",
    "obligation": "obligated",
    "disbursement": "disbursed",
    "deobligation": "deobligated",
    "clawback": "clawed_back",
}
ZERO = Decimal(0)


@dataclass
class Balance:
    """One award. ``obligated`` is less what was ``deobligated``; ``disbursed`` is as paid, ``clawed_back`` stands beside it.

    Amounts are in ``currency``; those of ``fund`` in the fund's money, each entry by its own rate. ``milestones`` has what
    became of each: the event's name and its day.
    """

    award_id: str
    project_id: str
    currency: str
    first_on: date
    last_on: date
    pledged: Decimal = ZERO
    committed: Decimal = ZERO
    obligated: Decimal = ZERO
    disbursed: Decimal = ZERO
    deobligated: Decimal = ZERO
    clawed_back: Decimal = ZERO
    fund: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(FIGURES, ZERO))
    milestones: dict[str, tuple[str, date]] = field(default_factory=dict)
    terminated: date | None = None
    completed: date | None = None
    rate: Decimal = Decimal(1)  # [currency/USD] of its last entry in its own currency

    @property
    def status(self) -> str:
        """How far it has come: pledged, committed, obligated, completed, terminated."""
        if self.terminated:
            return "terminated"
        if self.completed:
            return "completed"
        return "obligated" if self.obligated > 0 else "committed" if self.committed > 0 else "pledged"

    @property
    def paid(self) -> Decimal:
        """What the recipient holds: disbursed less clawed back [currency]."""
        return self.disbursed - self.clawed_back

    @property
    def held_fund(self) -> Decimal:
        """What it holds of the pool [fund's money]: its commitment or, once it has ended, what is still bound or was paid."""
        bound = max(self.fund["obligated"], self.fund["disbursed"] - self.fund["clawed_back"], ZERO)
        return bound if self.terminated or self.completed else max(self.fund["committed"], bound)


@dataclass(frozen=True)
class Step:
    """An entry and the award after it; ``before`` and ``held`` are what it held of the pool, and what all awards hold now."""

    entry: Entry
    balance: Balance
    amount: Decimal | None  # in the award's currency
    opened: bool  # the first entry of its award
    before: Decimal
    held: Decimal


def struck(entries: Iterable[Entry]) -> frozenset[int]:
    """The numbers of the entries that a later correction took back."""
    numbers = {entry.sequence: entry.event for entry in entries}
    return frozenset(
        entry.corrects for entry in entries
        if entry.event == "correction" and entry.corrects in numbers
        and entry.corrects < entry.sequence and numbers[entry.corrects] != "correction"
    )  # fmt: skip


def in_order(entries: Sequence[Entry], until: date | None = None) -> list[Entry]:
    """The entries that count, by day and number; ``until`` is the last day that is of interest."""
    gone = struck(entries)
    kept = [
        one for one in entries
        if one.event != "correction" and one.sequence not in gone and (until is None or one.as_of <= until)
    ]  # fmt: skip
    return sorted(kept, key=lambda one: (one.as_of, one.sequence))


class Replay:
    """The ledger entry by entry: ``balances`` by award stand as after the last ``step``."""

    def __init__(self) -> None:
        self.balances: dict[str, Balance] = {}
        self.held = ZERO

    def step(self, entry: Entry) -> Step:
        """Counts one entry; entries come in the order of ``in_order``."""
        balance = self.balances.get(entry.award_id)
        opened = balance is None
        if balance is None:
            balance = Balance(entry.award_id, entry.project_id, entry.currency, entry.as_of, entry.as_of)
            self.balances[entry.award_id] = balance
        before = balance.held_fund
        amount = self._money(balance, entry) if entry.event in MONEY else None
        if entry.event in MILESTONES:
            balance.milestones[entry.milestone] = (entry.event, entry.met or entry.as_of)
            if entry.milestone == COMPLETION:
                balance.completed = entry.as_of if entry.event == "milestone_met" else None
        elif entry.event == "termination":
            balance.terminated = entry.as_of
        balance.last_on = entry.as_of
        self.held += balance.held_fund - before
        return Step(entry, balance, amount, opened, before, self.held)

    @staticmethod
    def _money(balance: Balance, entry: Entry) -> Decimal:
        amount, rate, to_fund = entry.amount or ZERO, entry.rate or Decimal(1), entry.to_fund or ZERO
        balance.currency = balance.currency or entry.currency
        if entry.currency == balance.currency:
            balance.rate = rate
            own = amount
        else:
            own = in_other(amount, rate, balance.rate)
        worth, name = in_fund(amount, to_fund), _ADDS[entry.event]
        setattr(balance, name, getattr(balance, name) + own)
        balance.fund[name] += worth
        if entry.event == "deobligation":
            balance.obligated -= own
            balance.fund["obligated"] -= worth
        return own


def replay(entries: Sequence[Entry], until: date | None = None) -> dict[str, Balance]:
    """The balances by award after all entries that count."""
    run = Replay()
    for entry in in_order(entries, until):
        run.step(entry)
    return {name: run.balances[name] for name in sorted(run.balances)}
