"""The ledger as rows: of the warehouse's tables, of ``cleanfund ledger ls`` and of the open-data exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scorecards.ledger_balances import FIGURES, Balance, Step, struck
from scorecards.ledger_entry import Entry
from scorecards.ledger_money import in_fund


def entry_rows(entries: Sequence[Entry], steps: Sequence[Step], balances: Mapping[str, Balance]) -> list[dict[str, Any]]:
    """Rows of the table ``ledger``, by number; amounts are Decimal, but in the fund's money floats."""
    counted = {step.entry.sequence: step.amount for step in steps}
    gone = struck(entries)
    return [
        {
            "sequence": one.sequence, "line": one.line, "event": one.event, "award_id": one.award_id,
            "project_id": one.project_id, "amount": one.amount, "currency": one.currency, "rate": one.rate,
            "rate_source": one.rate_source, "to_fund": one.to_fund, "award_amount": counted.get(one.sequence),
            "award_currency": balances[one.award_id].currency if one.amount is not None and one.award_id in balances else "",
            "amount_fund": float(in_fund(one.amount, one.to_fund)) if one.amount is not None and one.to_fund else None,
            "milestone": one.milestone, "due": one.due, "met": one.met, "measure": one.measure, "value": one.value,
            "unit": one.unit, "corrects": one.corrects, "struck": one.sequence in gone, "evidence": one.evidence,
            "decided_by": one.decided_by, "by_whom": one.by, "reason": one.reason, "as_of": one.as_of,
            "entered_at": one.entered_at, "prev": one.prev, "hash": one.hash,
        }
        for one in sorted(entries, key=lambda one: one.sequence)
    ]  # fmt: skip


def award_rows(balances: Mapping[str, Balance]) -> list[dict[str, Any]]:
    """Rows of the table ``award``: each award as it stands, exact in its own currency, floats in the fund's money."""
    return [
        {
            "award_id": one.award_id, "project_id": one.project_id, "status": one.status, "currency": one.currency,
            **{name: getattr(one, name) for name in FIGURES},
            **{f"{name}_fund": float(one.fund[name]) for name in FIGURES},
            "held_fund": float(one.held_fund), "first_on": one.first_on, "last_on": one.last_on,
        }
        for one in balances.values()
    ]  # fmt: skip
