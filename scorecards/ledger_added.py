"""What an entry does: the balances of its award before and after, and what is flagged because of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scorecards.ledger_balances import FIGURES
from scorecards.ledger_chain import Chain
from scorecards.ledger_entry import Entry, entry_of, sealed
from scorecards.ledger_flags import Limits, flagged, money
from scorecards.ledger_money import FUND
from scorecards.table import Table, columns, full

ADDED = columns(
    ("part", "", "balance or flag"),
    ("name", "", "the figure, or the flag"),
    ("before", "", "the figure before the entry, in currency"),
    ("after", "", "after it"),
    ("currency", "", "of the award"),
    ("after_fund", FUND, "after it, in the fund's money"),
    ("sequence", "1", "number of the entry; of a flag, of the entry that it is about"),
    ("text", "", "the flag, or the award's status, in words"),
)


def as_it_would_be(chain: Chain, content: Mapping[str, Any]) -> Entry:
    """The entry that ``content`` would make, were it written."""
    return entry_of(sealed({"sequence": chain.last + 1, **content}, chain.head))


def added_table(earlier: Sequence[Entry], entry: Entry, limits: Limits, dry_run: bool) -> Table:
    """Rows: the figures of the award that the entry touches, its status, and every flag that was not there without it."""
    before, known, _ = flagged(earlier, limits)
    after, flags, _ = flagged([*earlier, entry], limits)
    was, now = before.get(entry.award_id), after.get(entry.award_id)
    rows: list[dict[str, Any]] = []
    if now is not None:
        for name in FIGURES:
            old, new = getattr(was, name) if was else None, getattr(now, name)
            if new or old:
                rows.append({
                    "part": "balance", "name": name, "before": old or 0, "after": new, "currency": now.currency,
                    "after_fund": float(now.fund[name]), "sequence": entry.sequence,
                })  # fmt: skip
        status = f"{was.status}, now {now.status}" if was and was.status != now.status else now.status
        rows.append({"part": "balance", "name": "status", "sequence": entry.sequence, "text": status})
    earlier_flags = {(one.sequence, one.name) for one in known}
    rows += [
        {"part": "flag", "name": one.name, "sequence": one.sequence, "text": one.text}
        for one in flags
        if (one.sequence, one.name) not in earlier_flags
    ]
    said = {"entry": entry.sequence, "what": in_words(entry), "hash": entry.hash, "dry_run": dry_run}
    return Table("ledger_add/1", "", ADDED, full(rows, ADDED), said)


def in_words(entry: Entry) -> str:
    """The entry in a sentence: "disbursement of 1.8 M USD, award A-014 of CTIF-014, 2027-02-03"."""
    event = entry.event.replace("_", " ")
    if entry.amount is not None:
        event += f" of {money(entry.amount, entry.currency)}"
    if entry.measure:
        event += f": {entry.value:,.10g} {entry.unit} {entry.measure}".replace(" 1 ", " ")
    if entry.corrects:
        event += f" of entry {entry.corrects}"
    milestone = f", milestone '{entry.milestone}'" if entry.milestone else ""
    return f"{event}, award {entry.award_id} of {entry.project_id}, {entry.as_of}{milestone}"
